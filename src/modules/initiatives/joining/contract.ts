import { z } from "zod";
import { id, list, oneOf, optionalId, optionalText, optionalWhole, tick } from "../../../core/input.ts";
import { residentLanguages } from "../../../ui/words.ts";
import { forWhom } from "../../community/behalf/contract.ts";
import type { Reach } from "../../community/reach/contract.ts";
import { givenName, oneContact } from "../../community/reach/contract.ts";

/** Children come with a parent, who is the contact: how many, and their names where the parent says they may be written. */
const withChildren = {
	children: optionalWhole(0, 6),
	childNames: optionalText(120),
	parentAgrees: tick(),
};

/** By an account: one tap. */
export const joinWithAccount = z.object({ id: optionalId<"joining">(), session: id<"session">(), ...withChildren });
export type JoinWithAccount = z.output<typeof joinWithAccount>;

/** Without one: a name and a contact besides. */
export const joinWithout = joinWithAccount.extend({ id: id<"joining">(), givenName, contact: oneContact });
export type JoinWithout = z.output<typeof joinWithout>;

/** At the desk: the language they read as well. */
export const joinAtDesk = z.object({
	id: id<"joining">(),
	...withChildren,
	givenName,
	contact: oneContact,
	language: oneOf(residentLanguages).default("it"),
});
export type JoinAtDesk = z.output<typeof joinAtDesk>;

/** Entered by somebody trusted, for a person; who comes with children says so themselves. */
export const joinForSomebody = z.object({ id: id<"joining">(), session: id<"session">(), ...forWhom });
export type JoinForSomebody = z.output<typeof joinForSomebody>;

/** Who of those who meant to come came. */
export const whoCame = z.object({ came: list(id<"joining">(), 200) });

export const joiningStates = ["joins", "waits"] as const;
export type JoiningState = (typeof joiningStates)[number];

/** Somebody who means to come, as who works there reads it; the contact only where it is theirs to read. */
export type Joined = {
	id: string;
	givenName: string;
	state: JoiningState;
	children: number;
	childNames: string | null;
	hasAccount: boolean;
	/** Somebody trusted entered it for them. */
	byAnother: boolean;
	/** Whoever waited has a place now, and was not told yet. */
	movedUp: boolean;
	reach?: Reach;
};

/** A joining as whoever joined finds it again. */
export type OwnJoining = {
	id: string;
	initiativeId: string;
	title: string;
	slug: string;
	startsAt: Date;
	placeWords: string;
	state: JoiningState;
	children: number;
	isOff: boolean;
};
