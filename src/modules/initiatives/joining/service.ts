import { type Id, newId } from "../../../core/ids.ts";
import { dayOf, instantOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read, Tx } from "../../../db/database.ts";
import { enqueue } from "../../../db/enqueue.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { requestOf, writtenBefore } from "../../../ui/request.ts";
import type { Language } from "../../../ui/words.ts";
import type { ForWhom } from "../../community/behalf/contract.ts";
import { behalfIn, endBehalfIn, expiredBehalfIn, lastDayOf } from "../../community/behalf/service.ts";
import type { OneContact } from "../../community/reach/contract.ts";
import {
	endedReachesIn,
	endReachesIn,
	givenNameOf,
	isNeighbour,
	letReachGoIn,
	reachesIn,
	reachForCode,
	reachIn,
	sendReachCodeIn,
	squareOf,
} from "../../community/reach/service.ts";
import { refuseKept, refuseKeptOnSquare } from "../../community/restriction/service.ts";
import { partiesByIds, standingAgreementsIn } from "../../community/service.ts";
import type { Neighbourhood } from "../../programme/contract.ts";
import type { Initiative, Session } from "../contract.ts";
import { mustFind, territoryOf } from "../find.ts";
import { readSession } from "../sessions/store.ts";
import type { JoinAtDesk, Joined, JoinWithAccount, JoinWithout, OwnJoining } from "./contract.ts";
import { decideChildren, decideJoining, movesUp } from "./rules.ts";
import * as store from "./store.ts";

type Place = Pick<Neighbourhood, "id" | "territoryId">;

/** Whoever joins from a public page, with the account they may have: as `square`, which alone keeps the places. */
function joinerOf(place: Place, actor: Actor): Actor {
	return { ...squareOf(place), accountId: actor.accountId };
}

export type OpenDates = { initiative: { id: string; title: string; placeWords: string }; dates: store.OpenDate[] };

/** The dates of an initiative that can be joined, and which of them the account has. Throws `not_found`. */
export function datesToJoin(ground: Ground, actor: Actor, place: Place, initiativeId: string): Promise<OpenDates> {
	const accountId = isNeighbour(actor) ? actor.accountId : undefined;
	return ground.db.readAs(joinerOf(place, actor), async (read) => {
		const initiative = await shownThere(read, place, initiativeId);
		const { id, title, placeWords } = initiative;
		return {
			initiative: { id, title, placeWords },
			dates: await store.readOpenDates(read, initiativeId, ground.clock(), accountId),
		};
	});
}

async function shownThere(read: Read, place: Place, initiativeId: string): Promise<Initiative> {
	const initiative = await mustFind(read, initiativeId);
	if (initiative.state !== "open" || initiative.neighbourhoodId !== place.id) throw new Refused("not_found");
	return initiative;
}

type Who = {
	givenName: string;
	contact?: OneContact;
	language: Language;
	accountId?: string;
	personId?: string;
	seen?: boolean;
	/** For whom somebody trusted joins, and what the date is called. */
	whom?: ForWhom;
	title?: string;
};

/**
 * Joins a date inside a transaction of `square`, or of staff. A request sent again gets its first answer; an account
 * that joined already has it. Throws `not_found`, `not_from_here`, `invalid`, `id_taken`.
 */
export async function joinIn(
	ground: Ground,
	tx: Tx,
	initiativeId: string,
	input: JoinWithAccount & { id: Id<"joining"> },
	who: Who,
): Promise<{ id: string; isNew: boolean }> {
	const now = ground.clock();
	const { id, hash } = requestOf(tx.actor, now, `joining of ${initiativeId}`, { ...input, ...who });
	const children = decideChildren(input);
	const date = await store.lockDate(tx, input.session);
	if (date?.initiativeId !== initiativeId) throw new Refused("invalid", { session: "error.choice" });
	const before =
		(await store.readJoining(tx, id)) ??
		(who.accountId ? await store.readOfAccount(tx, date.id, who.accountId) : undefined);
	if (before) return { id: who.accountId ? before.id : writtenBefore(before, { hash }).id, isNew: false };
	const state = decideJoining(date, 1 + children.children, now);
	const { neighbourhoodId } = date;
	if (who.contact) {
		const { contact, givenName, language, seen } = who;
		const neededUntil = dayOf(date.startsAt);
		const waitsUntil = who.whom && lastDayOf(dayOf(now), neededUntil);
		const reach = { id, neighbourhoodId, givenName, contact, language, neededUntil, seen, waitsUntil };
		if (!(await reachIn(ground, tx, reach))) throw new Refused("id_taken");
	}
	await store.insertJoining(tx, {
		...{ id, sessionId: date.id, neighbourhoodId, givenName: who.givenName, ...children, state, hash, at: now },
		...{ reachId: who.contact ? id : null, accountId: who.accountId ?? null, personId: who.personId ?? null },
		by: who.contact ? tx.actor.accountId : undefined,
	});
	if (who.whom) {
		const { startsAt } = date;
		const entered = { id, neighbourhoodId, kind: "joining", label: who.title ?? "", startsAt } as const;
		await behalfIn(ground, tx, { ...entered, neededUntil: dayOf(startsAt) }, who.whom);
	}
	await store.recount(tx, date.id);
	await audit(tx, { verb: "joinSession", kind: "joining", id, neighbourhoodId, fields: ["session"] });
	return { id, isNew: true };
}

/** Joins a date without an account: a name and a contact. Where that is an address, a code is on its way. Throws as `joinIn`. */
export async function joinWithout(
	ground: Ground,
	place: Place,
	initiativeId: string,
	input: JoinWithout,
	{ language, base }: { language: Language; base: string },
): Promise<string> {
	const { givenName, contact, ...rest } = input;
	return ground.db.withActor(squareOf(place), async (tx) => {
		await shownThere(tx, place, initiativeId);
		const joined = await joinIn(ground, tx, initiativeId, rest, { givenName, contact, language });
		if (joined.isNew) await sendReachCodeIn(ground, tx, joined.id, `${base}/join/${joined.id}`);
		return joined.id;
	});
}

/** Joins a date with an account, in one tap. Throws as `joinIn`. */
export async function joinWithAccount(
	ground: Ground,
	actor: Actor,
	place: Place,
	initiativeId: string,
	input: JoinWithAccount,
): Promise<string> {
	only(actor, "resident", "citizen");
	const { accountId, personId } = actor;
	// The person belongs to the account's own territory.
	const mine = actor.territoryId === place.territoryId ? personId : undefined;
	const who = { givenName: givenNameOf(actor.name), language: "it", accountId, personId: mine } as const;
	return ground.db.withActor(joinerOf(place, actor), async (tx) => {
		await refuseKeptOnSquare(tx, mine);
		await shownThere(tx, place, initiativeId);
		const id = input.id ?? newId<"joining">();
		return (await joinIn(ground, tx, initiativeId, { ...input, id }, who)).id;
	});
}

/** The desk writes down somebody who called or came by. Throws as `joinIn`. */
export async function joinAtDesk(
	ground: Ground,
	actor: Actor,
	initiativeId: string,
	sessionId: Id<"session">,
	input: JoinAtDesk,
): Promise<string> {
	only(actor, "facilitator", "coordinator");
	const { givenName, contact, language, ...rest } = input;
	return ground.db.withActor(actor, async (tx) => {
		await mustFind(tx, initiativeId);
		const who = { givenName, contact, language, seen: true };
		return (await joinIn(ground, tx, initiativeId, { ...rest, session: sessionId }, who)).id;
	});
}

/** A joining as whoever joined finds it again, by its address alone; that of an account only by that account. Throws `not_found`. */
export async function ownJoining(
	ground: Ground,
	actor: Actor,
	place: Place & { slug: string },
	id: string,
): Promise<{ joining: OwnJoining; code: Awaited<ReturnType<typeof reachForCode>> }> {
	return ground.db.readAs(joinerOf(place, actor), async (read) => {
		const row = await mustBeOwn(read, actor, place, id);
		return { joining: ownOf(row), code: row.reachId ? await reachForCode(read, row.reachId) : undefined };
	});
}

async function mustBeOwn(read: Read, actor: Actor, place: { slug: string }, id: string): Promise<store.OwnRow> {
	const row = await store.readOwn(read, id);
	if (!row || row.slug !== place.slug) throw new Refused("not_found");
	if (row.accountId && row.accountId !== actor.accountId) throw new Refused("not_found");
	return row;
}

function ownOf({ sessionState, reachId: _, accountId: __, sessionId: ___, ...row }: store.OwnRow): OwnJoining {
	return { ...row, startsAt: new Date(row.startsAt), isOff: sessionState === "cancelled" };
}

/** What an account means to come to, the next first. */
export async function myJoinings(ground: Ground, actor: Actor): Promise<OwnJoining[]> {
	if (!isNeighbour(actor)) return [];
	return ground.db.readAs(actor, (read) => myJoiningsIn(read, ground.clock()));
}

/** The same inside a read, from an instant on. */
export async function myJoiningsIn(read: Read, now: Date): Promise<OwnJoining[]> {
	return (await store.readMine(read, read.actor.accountId ?? "", now)).map(ownOf);
}

/** Sends the code once more. Throws `not_found`, `too_many`. */
export async function sendCodeAgain(
	ground: Ground,
	place: Place & { slug: string },
	id: string,
	base: string,
): Promise<void> {
	const square = squareOf(place);
	await ground.db.withActor(square, async (tx) => {
		const row = await mustBeOwn(tx, square, place, id);
		if (row.reachId) await sendReachCodeIn(ground, tx, row.reachId, `${base}/join/${id}`);
	});
}

/** Does not come after all; whoever waits first gets the place. A second time changes nothing. Throws `not_found`. */
export async function leave(ground: Ground, actor: Actor, place: Place & { slug: string }, id: string): Promise<void> {
	await ground.db.withActor(joinerOf(place, actor), async (tx) => {
		const row = await mustBeOwn(tx, actor, place, id);
		await leaveIn(ground, tx, { id, sessionId: row.sessionId, neighbourhoodId: place.id });
	});
}

/** The desk takes somebody out who called. Throws `not_found`. */
export async function leaveAtDesk(ground: Ground, actor: Actor, sessionId: string, id: string): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const { neighbourhoodId } = await mustFindJoining(tx, sessionId, id);
		await leaveIn(ground, tx, { id, sessionId, neighbourhoodId });
	});
}

async function mustFindJoining(read: Read, sessionId: string, id: string): Promise<store.JoiningRow> {
	const row = await store.readJoining(read, id);
	if (row?.sessionId !== sessionId) throw new Refused("not_found");
	return row;
}

export async function leaveIn(
	ground: Ground,
	tx: Tx,
	{ id, sessionId, neighbourhoodId }: { id: string; sessionId: string; neighbourhoodId: string },
): Promise<void> {
	await store.lockDate(tx, sessionId);
	if (!(await store.deleteJoining(tx, id))) return;
	await letReachGoIn(tx, id);
	await store.recount(tx, sessionId);
	await moveUpIn(ground, tx, sessionId);
	await audit(tx, { verb: "leaveSession", kind: "joining", id, neighbourhoodId });
}

/** Gives the places that are free to those who wait, in their order. */
async function moveUpIn(ground: Ground, tx: Tx, sessionId: string): Promise<void> {
	const date = await store.lockDate(tx, sessionId);
	if (!date || date.waiting === 0) return;
	const up = movesUp(date, await store.readWaiting(tx, sessionId));
	if (up.length === 0) return;
	await store.givePlaces(tx, up, ground.clock());
	await store.recount(tx, sessionId);
	await enqueue(tx, "place-free", { territoryId: tx.actor.territoryId ?? "", sessionId });
}

/** The places of an initiative changed: whoever waits at one of its dates may have one now. In the transaction of the change. */
export async function moveUpAtDatesIn(ground: Ground, tx: Tx, initiativeId: string): Promise<void> {
	for (const id of await store.readFullDates(tx, initiativeId)) await moveUpIn(ground, tx, id);
}

export type JoinedPage = { initiative: Initiative; session: Session; joined: Joined[]; free: number | null };

/**
 * Who means to come: names and how many for a citizen who organises it, contacts too for who works there. Throws
 * `not_found` for everybody else.
 */
export async function joinedOf(
	ground: Ground,
	actor: Actor,
	initiativeId: string,
	sessionId: string,
): Promise<JoinedPage> {
	only(actor, "facilitator", "coordinator", "citizen");
	return ground.db.readAs(actor, async (read) => {
		const initiative = await mustFind(read, initiativeId);
		if (actor.role === "citizen" && !initiative.organisers.includes(actor.accountId ?? ""))
			throw new Refused("not_found");
		const session = await readSession(read, territoryOf(actor), initiativeId, sessionId);
		if (!session) throw new Refused("not_found");
		const joined = await (actor.role === "citizen"
			? ground.db.readAs(squareOf({ territoryId: territoryOf(actor), id: initiative.neighbourhoodId }), (square) =>
					joinedIn(square, ground, sessionId, false),
				)
			: joinedIn(read, ground, sessionId, true));
		const taken = joined.filter((one) => one.state === "joins").reduce((n, one) => n + 1 + one.children, 0);
		const free = initiative.capacity === null ? null : Math.max(initiative.capacity - taken, 0);
		return { initiative, session, joined, free };
	});
}

async function joinedIn(read: Read, ground: Ground, sessionId: string, withContacts: boolean): Promise<Joined[]> {
	const rows = await store.readJoined(read, sessionId);
	const ids = withContacts ? rows.flatMap((row) => row.reachId ?? []) : [];
	const reaches = await reachesIn(read, ground.seal, ids);
	return rows.map(({ id, givenName, state, children, childNames, accountId, movedUpAt, reachId, byAnother }) => ({
		...{ id, givenName, state, children, hasAccount: accountId !== null, movedUp: movedUpAt !== null, byAnother },
		childNames: withContacts ? childNames : null,
		...(reachId && reaches.has(reachId) && { reach: reaches.get(reachId) }),
	}));
}

/** Whoever waited was told that there is a place. Throws `not_found`. */
export async function markTold(ground: Ground, actor: Actor, sessionId: string, id: string): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const { neighbourhoodId } = await mustFindJoining(tx, sessionId, id);
		await store.markTold(tx, id);
		await audit(tx, { verb: "tellJoined", kind: "joining", id, neighbourhoodId });
	});
}

/**
 * Who of those who meant to come came, in one tap: whoever agreed to be written down stands on the sheet by name, the
 * others are counted with their children. What was meant is deleted with it. Throws `not_from_here` before the day.
 */
export async function recordCame(
	ground: Ground,
	actor: Actor,
	initiativeId: string,
	sessionId: string,
	ids: readonly string[],
): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const { neighbourhoodId } = await mustFind(tx, initiativeId);
		const date = await store.lockDate(tx, sessionId);
		if (date?.initiativeId !== initiativeId) throw new Refused("not_found");
		if (date.state === "cancelled" || dayOf(date.startsAt) > dayOf(ground.clock())) throw new Refused("not_from_here");
		const came = (await store.readJoined(tx, sessionId)).filter((row) => ids.includes(row.id));
		const named = await mayBeNamed(
			tx,
			came.flatMap((row) => row.personId ?? []),
		);
		await refuseKept(tx, ...named);
		for (const row of came) {
			const personId = row.personId && named.has(row.personId) ? row.personId : undefined;
			const unnamed = row.children + (personId ? 0 : 1);
			await store.addPresent(tx, { id: sessionId, neighbourhoodId }, { personId, unnamed });
			await store.deleteJoining(tx, row.id);
			await letReachGoIn(tx, row.id);
		}
		await store.recount(tx, sessionId);
		// The trail names the date alone: who did not come cannot be made out from it.
		await audit(tx, {
			verb: "recordCame",
			kind: "session",
			id: sessionId,
			neighbourhoodId,
			fields: ["participations"],
		});
	});
}

/** Those who agreed to be written down at dates, are known by a name, and are neither protected nor only kept. */
async function mayBeNamed(tx: Tx, personIds: readonly string[]): Promise<Set<string>> {
	if (personIds.length === 0) return new Set();
	const agreed = await standingAgreementsIn(tx, personIds, "sessions");
	const known = await partiesByIds(tx, personIds);
	return new Set(
		[...agreed].filter((id) => {
			const person = known.get(id);
			return person && !person.protected && !person.restricted && person.level !== "description";
		}),
	);
}

/**
 * The work of a night: what was meant for a day gone by is deleted, and with it who did not come; contacts nobody
 * confirmed in time go, and their places with them, also where somebody else entered them. Gives how many joinings went.
 */
export async function endJoinings(ground: Ground, territoryIds: readonly string[]): Promise<number> {
	const now = ground.clock();
	const today = dayOf(now);
	let n = 0;
	for (const territoryId of territoryIds)
		n += await ground.db.withActor({ ...squareOf({ territoryId, id: "" }), neighbourhoodIds: [] }, async (tx) => {
			const gone = await store.deletePast(tx, instantOf(today));
			const expired = await expiredBehalfIn(tx, ["joining"], now);
			for (const behalf of expired) await endBehalfIn(ground, tx, behalf, "expired");
			const over = [...(await endedReachesIn(tx, today)), ...expired.map(({ recordId }) => recordId)];
			const waiting = await store.readOfReaches(tx, over);
			for (const joining of waiting) await leaveIn(ground, tx, joining);
			await endReachesIn(tx, today);
			return gone + waiting.length;
		});
	return n;
}
