import { z } from "zod";
import type { Id } from "../../../core/ids.ts";
import { clock, day, id, oneOf, optionalId, optionalText, text } from "../../../core/input.ts";
import { residentLanguages } from "../../../ui/words.ts";
import { givenName, oneContact, type Reach } from "../../community/reach/contract.ts";

/** A day and from when to when, on Rome's clock. */
const when = { day: day(), from: clock(), to: clock() };

/** With an account: a time and what for. */
export const book = z.object({ id: optionalId<"booking">(), ...when, what: text(120) });
export type Book = z.output<typeof book>;

/** Without one: a name and a contact besides. */
export const bookWithout = book.extend({ id: id<"booking">(), givenName, contact: oneContact });
export type BookWithout = z.output<typeof bookWithout>;

/** At the desk: also the language in which they read. */
export const bookAtDesk = bookWithout.extend({ language: oneOf(residentLanguages).default("it") });
export type BookAtDesk = z.output<typeof bookAtDesk>;

export const bookingStates = ["asked", "agreed", "declined", "withdrawn"] as const;
export type BookingState = (typeof bookingStates)[number];

/** A yes, or a no with its reason, which whoever booked reads. */
export const answerBooking = z.object({ to: oneOf(["agreed", "declined"]), answer: optionalText(300) });
export type AnswerBooking = z.output<typeof answerBooking>;

/** A time that is taken, and no word about by whom. */
export type Busy = { from: Date; to: Date };

/** The same for a calendar: whether it is agreed already, and since when it stands so. Its id is nobody else's to know. */
export type Taken = Busy & { id: string; agreed: boolean; changedAt: Date };

/** A booking as whoever made it finds it again. */
export type OwnBooking = Busy & {
	id: Id<"booking">;
	spaceId: string;
	space: string;
	placeWords: string;
	keyWords: string;
	what: string;
	state: BookingState;
	answer: string | null;
	costCents: number;
};

/** A booking in a list of one's own, with the neighbourhood under which its page stands. */
export type MyBooking = Busy & Pick<OwnBooking, "id" | "space" | "state"> & { slug: string };

/** A booking as who works there reads it. */
export type Booking = OwnBooking & { givenName: string; hasAccount: boolean; reach?: Reach };
