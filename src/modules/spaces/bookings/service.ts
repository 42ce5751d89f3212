import { type Id, newId } from "../../../core/ids.ts";
import { addDays, type Day, dayOf, instantOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read, Tx } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { requestOf, writtenBefore } from "../../../ui/request.ts";
import type { Language } from "../../../ui/words.ts";
import type { OneContact } from "../../community/reach/contract.ts";
import {
	givenNameOf,
	reachesIn,
	reachForCode,
	reachIn,
	sendReachCodeIn,
	squareOf,
} from "../../community/reach/service.ts";
import { refuseKeptOnSquare } from "../../community/restriction/service.ts";
import type { Neighbourhood } from "../../programme/contract.ts";
import { neighbourhoodIn } from "../../programme/service.ts";
import type { Space } from "../contract.ts";
import { mustFindSpace, publicSpaceIn } from "../service.ts";
import type {
	AnswerBooking,
	Book,
	BookAtDesk,
	Booking,
	BookWithout,
	Busy,
	MyBooking,
	OwnBooking,
	Taken,
} from "./contract.ts";
import { costOf, decideBooking } from "./rules.ts";
import * as store from "./store.ts";

type Place = Pick<Neighbourhood, "id" | "territoryId">;

/** Whoever books from a public page, with the account they may have: as `square`, which alone sees what is taken. */
function bookerOf(place: Place, actor: Actor): Actor {
	return { ...squareOf(place), accountId: actor.accountId };
}

/** A space and what is taken of it in the seven days from a day on, without a word about by whom. Throws `not_found`. */
export function spaceAndBusy(
	ground: Ground,
	place: Place,
	id: string,
	from: Day,
): Promise<{ space: Space; busy: Busy[] }> {
	return ground.db.readAs(squareOf(place), async (read) => {
		const space = await publicSpaceIn(read, place, id);
		const week = { from: instantOf(from), to: instantOf(addDays(from, 7)) };
		return { space, busy: await store.readBusy(read, id, week) };
	});
}

/** What is taken of a space from an instant on, as `square` or as who works there. */
export function takenIn(read: Read, spaceId: string, from: Date): Promise<Taken[]> {
	return store.readTaken(read, spaceId, from);
}

type Who = {
	givenName: string;
	contact?: OneContact;
	language: Language;
	accountId?: string;
	personId?: string;
	seen?: boolean;
};

/**
 * Books inside a transaction of `square`, or of staff. A request sent again gets its first answer. Throws `not_found`,
 * `not_from_here`, `id_taken`, and `invalid` with `from: spaces.taken` where somebody has that time.
 */
async function bookIn(
	ground: Ground,
	tx: Tx,
	space: Space,
	input: Book & { id: Id<"booking"> },
	who: Who,
): Promise<boolean> {
	const now = ground.clock();
	const { id, hash } = requestOf(tx.actor, now, `booking of ${space.id}`, { ...input, ...who });
	const before = await store.readBooking(tx, id);
	if (before) {
		writtenBefore(before, { hash });
		return false;
	}
	const wanted = decideBooking(space, input, now);
	const { givenName, contact, language, accountId, personId, seen } = who;
	await refuseKeptOnSquare(tx, personId);
	const { neighbourhoodId } = space;
	if (contact) {
		const reach = { id, neighbourhoodId, givenName, contact, language, neededUntil: dayOf(wanted.to), seen };
		if (!(await reachIn(ground, tx, reach))) throw new Refused("id_taken");
	}
	const made = await store.insertBooking(tx, {
		...wanted,
		...{ id, spaceId: space.id, neighbourhoodId, what: input.what, givenName, at: now, hash },
		...{
			reachId: contact ? id : null,
			accountId: accountId ?? null,
			personId: personId ?? null,
			by: seen ? tx.actor.accountId : undefined,
		},
		state: space.asksFirst && !seen ? "asked" : "agreed",
		costCents: costOf(space.costCents, wanted),
	});
	if (!made) throw new Refused("invalid", { from: "spaces.taken" });
	await audit(tx, { verb: "bookSpace", kind: "booking", id, neighbourhoodId, fields: ["during"] });
	return true;
}

/** Books without an account: a name and a contact. Where that is an address, a code is on its way. Throws as `bookIn`. */
export async function bookWithout(
	ground: Ground,
	place: Place,
	spaceId: string,
	input: BookWithout,
	{ language, base }: { language: Language; base: string },
): Promise<string> {
	const { givenName, contact, ...rest } = input;
	await ground.db.withActor(squareOf(place), async (tx) => {
		const space = await publicSpaceIn(tx, place, spaceId);
		if (await bookIn(ground, tx, space, rest, { givenName, contact, language }))
			await sendReachCodeIn(ground, tx, input.id, `${base}/bookings/${input.id}`);
	});
	return input.id;
}

/** Books with an account. Throws as `bookIn`. */
export async function bookWithAccount(
	ground: Ground,
	actor: Actor,
	place: Place,
	spaceId: string,
	input: Book,
): Promise<string> {
	only(actor, "resident", "citizen");
	const id = input.id ?? newId<"booking">();
	const givenName = givenNameOf(actor.name);
	await ground.db.withActor(bookerOf(place, actor), async (tx) => {
		const space = await publicSpaceIn(tx, place, spaceId);
		await bookIn(
			ground,
			tx,
			space,
			{ ...input, id },
			{
				...{ givenName, language: "it", accountId: actor.accountId },
				// The person belongs to the account's own territory.
				personId: actor.territoryId === place.territoryId ? actor.personId : undefined,
			},
		);
	});
	return id;
}

/** The desk books for somebody who called or came by; agreed at once. Throws as `bookIn`. */
export async function bookAtDesk(ground: Ground, actor: Actor, spaceId: string, input: BookAtDesk): Promise<string> {
	only(actor, "facilitator", "coordinator");
	const { givenName, contact, language, ...rest } = input;
	await ground.db.withActor(actor, async (tx) => {
		const space = await mustFindSpace(tx, spaceId);
		await bookIn(ground, tx, space, rest, { givenName, contact, language, seen: true });
	});
	return input.id;
}

/** A booking as whoever made it finds it again, by its address alone; that of an account only by that account. Throws `not_found`. */
export function ownBooking(ground: Ground, actor: Actor, place: Place, id: string) {
	return ground.db.readAs(bookerOf(place, actor), async (read) => {
		const row = await mustBeOwn(read, place, actor, id);
		return { booking: ownOf(row), code: row.reachId ? await reachForCode(read, row.reachId) : undefined };
	});
}

async function mustBeOwn(read: Read, place: Place, actor: Actor, id: string): Promise<store.BookingRow> {
	const row = await store.readBooking(read, id);
	if (row?.neighbourhoodId !== place.id) throw new Refused("not_found");
	if (row.accountId && row.accountId !== actor.accountId) throw new Refused("not_found");
	return row;
}

function ownOf(row: store.BookingRow): OwnBooking {
	const { hash: _, reachId: __, accountId: ___, givenName: ____, neighbourhoodId: _____, ...own } = row;
	return own;
}

/** Sends the code of a booking once more. Throws `not_found`, `too_many`. */
export async function sendBookingCode(ground: Ground, place: Place, id: string, base: string): Promise<void> {
	const square = squareOf(place);
	await ground.db.withActor(square, async (tx) => {
		const row = await mustBeOwn(tx, place, square, id);
		if (row.reachId) await sendReachCodeIn(ground, tx, row.reachId, `${base}/bookings/${id}`);
	});
}

/** Does not need the space after all: somebody else can have it. A second time changes nothing. Throws `not_found`. */
export async function withdrawBooking(ground: Ground, actor: Actor, place: Place, id: string): Promise<void> {
	await ground.db.withActor(bookerOf(place, actor), async (tx) => {
		await store.lockBooking(tx, id);
		const { state, neighbourhoodId } = await mustBeOwn(tx, place, actor, id);
		if (state !== "asked" && state !== "agreed") return;
		await store.writeState(tx, id, { state: "withdrawn", at: ground.clock() });
		await audit(tx, { verb: "withdrawBooking", kind: "booking", id, neighbourhoodId, fields: ["state"] });
	});
}

/**
 * Says yes to what was asked, or no with the reason, also to what was agreed: something came up. Throws `not_found`,
 * `not_in_this_state`, and `invalid` for a no without its reason.
 */
export async function answerBooking(
	ground: Ground,
	actor: Actor,
	id: Id<"booking">,
	input: AnswerBooking,
): Promise<string> {
	only(actor, "facilitator", "coordinator");
	const { to, answer } = input;
	if (to === "declined" && !answer) throw new Refused("invalid", { answer: "spaces.why" });
	return ground.db.withActor(actor, async (tx) => {
		await store.lockBooking(tx, id);
		const booking = await store.readBooking(tx, id);
		if (!booking) throw new Refused("not_found");
		const { state, neighbourhoodId, spaceId } = booking;
		if (state === to) return spaceId;
		if (state !== "asked" && !(state === "agreed" && to === "declined")) throw new Refused("not_in_this_state");
		await store.writeState(tx, id, { state: to, answer, at: ground.clock(), by: actor.accountId });
		await audit(tx, { verb: "answerBooking", kind: "booking", id, neighbourhoodId, fields: ["state"] });
		return spaceId;
	});
}

/** What the account has booked or asked for from an instant on, the next first. */
export async function myBookingsIn(read: Read, now: Date): Promise<MyBooking[]> {
	const rows = await store.readOfAccount(read, read.actor.accountId ?? "", now);
	return rows.map((row) => ({ ...row, from: new Date(row.from), to: new Date(row.to) }));
}

/** What waits for an answer in the neighbourhood on screen. */
export function bookingsToAnswer(ground: Ground, actor: Actor): Promise<Booking[]> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) =>
		withContacts(ground, read, await store.readAsked(read, (await neighbourhoodIn(read)).id, ground.clock())),
	);
}

/** Who has a space, from now on, and how to reach them. Throws `not_found`. */
export function bookingsOfSpace(
	ground: Ground,
	actor: Actor,
	spaceId: string,
): Promise<{ space: Space; bookings: Booking[] }> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const space = await mustFindSpace(read, spaceId);
		return {
			space,
			bookings: await withContacts(ground, read, await store.readOfSpace(read, spaceId, ground.clock())),
		};
	});
}

async function withContacts(ground: Ground, read: Read, rows: readonly store.BookingRow[]): Promise<Booking[]> {
	const reaches = await reachesIn(
		read,
		ground.seal,
		rows.flatMap((row) => row.reachId ?? []),
	);
	return rows.map((row) => ({
		...ownOf(row),
		givenName: row.givenName,
		hasAccount: row.accountId !== null,
		...(row.reachId && reaches.has(row.reachId) && { reach: reaches.get(row.reachId) }),
	}));
}
