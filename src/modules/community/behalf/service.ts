import { type Day, dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Tx } from "../../../db/database.ts";
import { enqueue } from "../../../db/enqueue.ts";
import { type Ground, only } from "../../../ui/http.ts";
import type { FileType } from "../../../ui/upload.ts";
import { speaksForIn } from "../../access/speaking/service.ts";
import type { Neighbourhood } from "../../programme/contract.ts";
import { neighbourhoodIn, neighbourhoodsByIdsIn } from "../../programme/service.ts";
import { seeReachIn, squareOf } from "../reach/service.ts";
import type { Behalf, BehalfKind, ForWhom } from "./contract.ts";
import { lastDayOf, mostWaiting, shownDays } from "./rules.ts";
import * as store from "./store.ts";

/**
 * On somebody's behalf: an ask, an offer or a joining that a trusted neighbour enters for a person. It counts at once,
 * and the person says yes at the next meeting, on paper or by a code; if not, it is taken back after thirty days.
 * Whoever entered it reads what they entered, and no contact; who works there reads all of them.
 */

const staff = ["facilitator", "coordinator"] as const;

/** Whoever enters something for others: as `square`, by the name of their account. */
export function speakerOf(place: Pick<Neighbourhood, "id" | "territoryId">, actor: Actor): Actor {
	return { ...squareOf(place), accountId: actor.accountId };
}

/** Where an active citizen may enter something for others today: the neighbourhood on screen, or the only one. Throws `not_yours`. */
export async function placeToSpeak(ground: Ground, actor: Actor): Promise<Neighbourhood> {
	only(actor, "citizen");
	return ground.db.readAs(actor, async (read) => {
		const places = await speaksForIn(read, dayOf(ground.clock()));
		const id = places.find((one) => one === actor.neighbourhoodId) ?? places[0];
		const [place] = id ? await neighbourhoodsByIdsIn(read, [id]) : [];
		if (!place) throw new Refused("not_yours");
		return place;
	});
}

type Entered = {
	/** That of the record, and of its contact. */
	id: string;
	neighbourhoodId: string;
	kind: BehalfKind;
	label: string;
	startsAt?: Date;
	neededUntil: Day;
};

/**
 * Records, beside what was just written inside the caller's transaction (`square`, with the account that enters it),
 * that it was entered for somebody. Throws `not_yours` for who is not trusted there, `too_many`.
 */
export async function behalfIn(ground: Ground, tx: Tx, entered: Entered, whom: ForWhom): Promise<void> {
	const now = ground.clock();
	const { accountId } = tx.actor;
	const { id, neighbourhoodId, kind, label, startsAt = null, neededUntil } = entered;
	const trusted = await speaksForIn(tx, dayOf(now));
	if (!accountId || !trusted.includes(neighbourhoodId)) throw new Refused("not_yours");
	if ((await store.countWaiting(tx, accountId)) >= mostWaiting) throw new Refused("too_many");
	const { givenName, through, saidBy, language } = whom;
	const made = await store.insertBehalf(tx, {
		...{ id, neighbourhoodId, kind, recordId: id, reachId: id, label: label.slice(0, 200), startsAt },
		...{ givenName, through, saidBy, language, enteredBy: accountId, enteredAt: now },
		expiresOn: lastDayOf(dayOf(now), neededUntil),
	});
	if (!made) throw new Refused("id_taken");
	await audit(tx, { verb: "enterOnBehalf", kind: "behalf", id, neighbourhoodId });
}

function shown({ reachId: _, ...row }: store.BehalfRow): Behalf {
	return row;
}

/** What an active citizen entered for others, the latest first; at most 200. */
export async function enteredByMe(ground: Ground, actor: Actor): Promise<Behalf[]> {
	only(actor, "citizen");
	return ground.db.readAs(actor, async (read) => (await store.readEnteredBy(read, actor.accountId ?? "")).map(shown));
}

/** What was entered for others in the neighbourhood on screen, the latest first; at most 200. For who works there. */
export async function enteredHere(ground: Ground, actor: Actor): Promise<{ place: Neighbourhood; items: Behalf[] }> {
	only(actor, ...staff);
	return ground.db.readAs(actor, async (read) => {
		const place = await neighbourhoodIn(read);
		return { place, items: (await store.readEnteredIn(read, place.id)).map(shown) };
	});
}

/** One of them, for whoever entered it and who works there, with its place. Throws `not_found`. */
export async function behalfOf(
	ground: Ground,
	actor: Actor,
	id: string,
): Promise<{ place: Neighbourhood; behalf: Behalf }> {
	only(actor, ...staff, "citizen");
	return ground.db.readAs(actor, async (read) => {
		const row = await store.readBehalf(read, id);
		const [place] = row ? await neighbourhoodsByIdsIn(read, [row.neighbourhoodId]) : [];
		if (!row || !place) throw new Refused("not_found");
		return { place, behalf: shown(row) };
	});
}

/** The person said yes, at a meeting or on the slip. A second time changes nothing. Throws `not_found`, `not_in_this_state`. */
export async function confirmBehalf(ground: Ground, actor: Actor, id: string, how: "meeting" | "paper"): Promise<void> {
	only(actor, ...staff);
	await ground.db.withActor(actor, (tx) => confirmIn(ground, tx, id, how));
}

async function confirmIn(ground: Ground, tx: Tx, id: string, how: "meeting" | "paper"): Promise<void> {
	const row = await store.lockBehalf(tx, id);
	if (!row) throw new Refused("not_found");
	if (row.confirmedAt) return;
	if (!row.reachId) throw new Refused("not_in_this_state");
	const by = tx.actor.accountId ?? null;
	await store.confirmOfReach(tx, row.reachId, { how, at: ground.clock(), by });
	await seeReachIn(tx, row.reachId, ground.clock());
	const { neighbourhoodId } = row;
	await audit(tx, { verb: "confirmBehalf", kind: "behalf", id, neighbourhoodId, fields: ["confirmed_at"] });
	await enqueue(tx, "reach-confirmed", { territoryId: tx.actor.territoryId ?? "", reachId: row.reachId });
}

/** The photo of the signed slip: it says yes. Throws `not_found`, `not_in_this_state`. */
export async function keepSlip(
	ground: Ground,
	actor: Actor,
	id: string,
	file: { bytes: Buffer; type: FileType },
): Promise<void> {
	only(actor, ...staff);
	await ground.db.withActor(actor, async (tx) => {
		await confirmIn(ground, tx, id, "paper");
		const { territoryId = "" } = tx.actor;
		const sealed = ground.seal.ofTerritory(territoryId).close(file.bytes, placeOf(territoryId, id));
		await store.writeSheet(tx, id, { sealed, type: file.type });
	});
}

function placeOf(territoryId: string, id: string): string {
	return `community.behalf/${territoryId}/${id}`;
}

/** The photo of the signed slip, for who works there. Throws `not_found`. */
export async function slipOf(ground: Ground, actor: Actor, id: string): Promise<{ bytes: Buffer; type: FileType }> {
	only(actor, ...staff);
	return ground.db.readAs(actor, async (read) => {
		const sheet = await store.readSheet(read, id);
		if (!sheet) throw new Refused("not_found");
		const { territoryId = "" } = read.actor;
		const bytes = ground.seal.ofTerritory(territoryId).openBytes(sheet.sealed, placeOf(territoryId, id));
		return { bytes, type: sheet.type };
	});
}

/** Those of these kinds to which nobody said yes in time, held; at most 500. Of a date gone by nothing is left to take back. */
export async function expiredBehalfIn(tx: Tx, kinds: readonly BehalfKind[], now: Date): Promise<Behalf[]> {
	return (await store.lockExpired(tx, kinds, { today: dayOf(now), now })).map(shown);
}

/** The person said yes to what hangs on this contact by agreeing to something about it. Nothing where nobody waited for it. */
export async function agreedBehalfIn(tx: Tx, reachId: string, at: Date): Promise<void> {
	const { role, accountId: by = null } = tx.actor;
	const how = role === "square" ? "code" : "meeting";
	const id = await store.confirmOfReach(tx, reachId, { how, at, by: how === "meeting" ? by : null });
	if (!id) return;
	await seeReachIn(tx, reachId, at);
	await audit(tx, { verb: "confirmBehalf", kind: "behalf", id, fields: ["confirmed_at"] });
}

/** Takes back what was entered, as whoever entered it or who works there; `end` lets go of what hangs on it. Throws `not_found`, `not_in_this_state`. */
export async function takeBackBehalf(
	ground: Ground,
	actor: Actor,
	id: string,
	end: (tx: Tx, behalf: Behalf) => Promise<void>,
): Promise<void> {
	const { place, behalf } = await behalfOf(ground, actor, id);
	const isMine = actor.role === "citizen";
	await ground.db.withActor(isMine ? speakerOf(place, actor) : actor, async (tx) => {
		const row = await store.lockBehalf(tx, id);
		if (!row || row.endedOn) return;
		// What the person said yes to is theirs.
		if (isMine && row.confirmedAt) throw new Refused("not_in_this_state");
		await endBehalfIn(ground, tx, behalf, "taken_back");
		await end(tx, behalf);
	});
}

/**
 * What was entered is taken back: only the line that says so stays, for a month. Nothing hangs on the contact any more,
 * so the caller lets it go, and the record with it.
 */
export async function endBehalfIn(
	ground: Ground,
	tx: Tx,
	behalf: Behalf,
	how: "expired" | "taken_back",
): Promise<void> {
	const { id, neighbourhoodId } = behalf;
	await store.writeEnded(tx, id, dayOf(ground.clock()), how);
	await audit(tx, { verb: "endBehalf", kind: "behalf", id, neighbourhoodId, fields: ["ended_on"] });
}

/** Deletes what was over a month ago, in the caller's transaction. Gives how many. */
export function forgetBehalfIn(tx: Tx, today: Day): Promise<number> {
	return store.deleteOver(tx, today, shownDays);
}

export { contactOf, lastDayOf } from "./rules.ts";
