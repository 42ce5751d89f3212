import { randomInt, timingSafeEqual } from "node:crypto";
import type { Id } from "../../../core/ids.ts";
import { type Day, dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { type Actor, system } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import { lend, type Read, type Tx } from "../../../db/database.ts";
import { enqueue } from "../../../db/enqueue.ts";
import type { Seal } from "../../../db/seal.ts";
import { type Ground, type OwnKey, only } from "../../../ui/http.ts";
import { type Language, sayIn } from "../../../ui/words.ts";
import { letLettersOfReachesGoIn } from "../../access/outbox/service.ts";
import { hashOf, post } from "../../access/service.ts";
import { type Inverse, keepUndoIn } from "../../access/undo/service.ts";
import { neighbourhoodIn } from "../../programme/service.ts";
import * as behalf from "../behalf/store.ts";
import type { OneContact, Reach } from "./contract.ts";
import { codeHours, keptFrom, mostCodes, mostTries } from "./rules.ts";
import * as store from "./store.ts";

/**
 * How somebody who takes part without an account can be reached: one name and one contact. What is left on a public
 * page is taken down by the system actor `square` (`squareOf`); facilitators there and the coordinator read it, nobody
 * else. Modules above hang their own rows on it (`reach_id`, deleted with it: `on delete cascade`).
 */

/** Who takes down what people leave on the public pages of a neighbourhood. */
export function squareOf(place: { territoryId: string; id: string }): Actor {
	return {
		...system("square"),
		territoryId: place.territoryId as Id<"territory">,
		neighbourhoodIds: [place.id as Id<"neighbourhood">],
	};
}

/** The same wherever an account's roles reach, with the account's name in the trail. */
export function squareHere({ territoryId, neighbourhoodIds, accountId }: Actor): Actor {
	return {
		...squareOf({ territoryId: territoryId ?? "", id: "" }),
		neighbourhoodIds: [...neighbourhoodIds],
		accountId,
	};
}

/** The row that a key opens: what was written without an account. */
export function ofKey({ id, key }: OwnKey) {
	const hash = hashOf(key);
	return (row: { id: string; keyHash: Buffer | null }) =>
		row.id === id && row.keyHash !== null && timingSafeEqual(row.keyHash, hash);
}

/** Whether somebody is signed in as who lives here: their name and account stand for a contact. */
export function isNeighbour({ role, accountId }: Actor): boolean {
	return (role === "resident" || role === "citizen") && accountId !== undefined;
}

/** The same in one neighbourhood: whoever lives elsewhere stands there as anybody. */
export function livesHere(actor: Actor, place: { territoryId: string; id: string }): boolean {
	const isIn = (actor.neighbourhoodIds as readonly string[]).includes(place.id);
	return isNeighbour(actor) && actor.territoryId === place.territoryId && isIn;
}

/** The first word of an account's name. */
export function givenNameOf(name: string | undefined): string {
	return (name ?? "").trim().split(/\s+/)[0]?.slice(0, 60) || "–";
}

function placeOf(territoryId: string | undefined, id: string): string {
	return `community.reaches/${territoryId}/${id}`;
}

export type NewReach = {
	/** The id of what hangs on it serves well: it was made for the same form. */
	id: string;
	neighbourhoodId: string;
	givenName: string;
	contact: OneContact;
	language: Language;
	/** The last day on which what hangs on it needs it. */
	neededUntil: Day;
	/** Whether the desk sees, or hears, whose contact it is: then it is confirmed at once. */
	seen?: boolean;
	/** The last day on which it is kept without being confirmed, where that is not two weeks. */
	waitsUntil?: Day;
};

/**
 * Writes down a name and a contact inside the caller's transaction, as `square` or as staff. False where a row with
 * this id is there already.
 */
export async function reachIn(ground: Ground, tx: Tx, reach: NewReach): Promise<boolean> {
	const { territoryId, accountId } = tx.actor;
	const { id, neighbourhoodId, contact, givenName, language } = reach;
	const at = ground.clock();
	const sealed = ground.seal.ofTerritory(territoryId ?? "").close(contact.value, placeOf(territoryId, id));
	const made = await store.insertReach(tx, {
		...{ id, neighbourhoodId, givenName, kind: contact.kind, sealed, language, at },
		...keptFrom(dayOf(at), reach.neededUntil, reach.waitsUntil),
		confirmedBy: reach.seen ? accountId : undefined,
	});
	if (made) await audit(tx, { verb: "recordReach", kind: "reach", id, neighbourhoodId, fields: ["contact"] });
	return made;
}

/** What hangs on it lasts longer than thought: a confirmed contact is kept until this day at least. */
export async function keepReachIn(tx: Tx, id: string, until: Day): Promise<void> {
	await store.writeKept(tx, id, until);
}

/** Nothing hangs on a contact any more after this day: it is kept until then, and no longer. */
export async function endReachIn(tx: Tx, id: string, on: Day): Promise<void> {
	await store.writeEnd(tx, id, on);
}

/**
 * Sends a code to an e-mail address not confirmed yet, as `square`; to a telephone number nothing is sent: the desk
 * calls. `link` is where the code is typed. Throws `too_many` after five codes.
 */
export async function sendReachCodeIn(ground: Ground, tx: Tx, id: string, link: string): Promise<void> {
	const [reach] = await store.readReaches(tx, [id]);
	if (reach?.kind !== "email" || reach.confirmedAt) return;
	const code = String(randomInt(10 ** 8)).padStart(8, "0");
	const until = new Date(ground.clock().getTime() + codeHours * 3_600_000);
	if (reach.codesSent >= mostCodes) throw new Refused("too_many");
	const { codesSent, neighbourhoodId } = reach;
	if (!(await store.writeCode(tx, { reachId: id, codesSent, hash: blindCode(ground, id, code), until })))
		throw new Refused("too_many");
	const { territoryId } = tx.actor;
	const email = ground.seal.ofTerritory(territoryId ?? "").open(reach.sealed, placeOf(territoryId, id));
	const say = sayIn(reach.language);
	const grouped = `${code.slice(0, 4)} ${code.slice(4)}`;
	const body = say("reach.mail_body", { code: grouped, hours: codeHours, link });
	const place = { territoryId: territoryId ?? "", neighbourhoodId };
	await lend("door", tx, (lent) =>
		post(ground, lent, { email, reachId: id }, say("reach.mail_subject"), body, { until, place }),
	);
	await audit(tx, { verb: "sendReachCode", kind: "reach", id, neighbourhoodId });
}

function blindCode(ground: Ground, id: string, code: string): Buffer {
	return ground.seal.blind(`community.reaches/${id}/${code}`);
}

/**
 * Whoever left the contact types the code of the letter. A wrong one counts, whatever comes after. Throws `invalid` in
 * the same words for a wrong code, an old one and one tried too often.
 */
export async function confirmReach(
	ground: Ground,
	place: { territoryId: string; id: string },
	id: string,
	code: string,
): Promise<void> {
	const now = ground.clock();
	const actor = squareOf(place);
	const hash = await ground.db.withActor(actor, (tx) => store.countTry(tx, id, mostTries, now));
	const isRight = hash !== undefined && timingSafeEqual(hash, blindCode(ground, id, code));
	await ground.db.withActor(actor, async (tx) => {
		const neighbourhoodId = isRight ? await store.confirmByHash(tx, id, hash, now) : undefined;
		if (!neighbourhoodId) throw new Refused("invalid", { code: "error.code_refused" });
		await behalf.confirmOfReach(tx, id, { how: "code", at: now, by: null });
		await audit(tx, { verb: "confirmReach", kind: "reach", id, neighbourhoodId, fields: ["confirmed_at"] });
		await enqueue(tx, "reach-confirmed", { territoryId: tx.actor.territoryId ?? "", reachId: id });
	});
}

/** What a public page has to know of a contact to ask for its code, and nothing more; undefined where it is gone. */
export async function reachForCode(
	read: Read,
	id: string,
): Promise<{ confirmed: boolean; kind: OneContact["kind"]; canSend: boolean } | undefined> {
	const [reach] = await store.readReaches(read, [id]);
	if (!reach) return undefined;
	return { confirmed: reach.confirmedAt !== null, kind: reach.kind, canSend: reach.codesSent < mostCodes };
}

/** Contacts by their ids, opened; those out of the actor's sight are missing. */
export async function reachesIn(read: Read, seal: Seal, ids: readonly string[]): Promise<Map<string, Reach>> {
	if (ids.length === 0) return new Map();
	const rows = await store.readReaches(read, ids);
	return new Map(rows.map((row) => [row.id, opened(read, seal, row)]));
}

function opened(read: Read, seal: Seal, row: store.ReachRow): Reach {
	const { territoryId } = read.actor;
	const { id, givenName, kind, language, leftAt, confirmedAt } = row;
	const value = seal.ofTerritory(territoryId ?? "").open(row.sealed, placeOf(territoryId, id));
	return { id, givenName, contact: { kind, value }, language, leftAt, confirmedAt };
}

/** Who waits to be confirmed in the neighbourhood on screen, the oldest first; at most 100. */
export async function reachesToConfirm(ground: Ground, actor: Actor): Promise<Reach[]> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const { id } = await neighbourhoodIn(read);
		return (await store.readUnconfirmed(read, id)).map((row) => opened(read, ground.seal, row));
	});
}

/** The desk has called or seen whoever left the contact. A second time changes nothing. Throws `not_found`. */
export async function confirmAtDesk(ground: Ground, actor: Actor, id: string): Promise<void> {
	only(actor, "facilitator", "coordinator");
	const now = ground.clock();
	await ground.db.withActor(actor, async (tx) => {
		const neighbourhoodId = await store.confirmBySeeing(tx, id, now);
		if (!neighbourhoodId) {
			if ((await store.readReaches(tx, [id])).length === 0) throw new Refused("not_found");
			return;
		}
		await behalf.confirmOfReach(tx, id, { how: "meeting", at: now, by: actor.accountId ?? null });
		await audit(tx, { verb: "confirmReach", kind: "reach", id, neighbourhoodId, fields: ["confirmed_at"] });
		await enqueue(tx, "reach-confirmed", { territoryId: tx.actor.territoryId ?? "", reachId: id });
		await keepUndoIn(tx, { act: "confirmReach", kind: "reach", recordId: id, neighbourhoodId, was: {} }, now);
	});
}

/** Somebody has seen whose contact it is, inside the caller's transaction; a second time changes nothing. */
export async function seeReachIn(tx: Tx, id: string, at: Date): Promise<void> {
	await store.confirmBySeeing(tx, id, at);
}

/** Not confirmed after all. */
export const undoConfirm: Inverse = async (tx, { recordId }) => {
	if (!(await store.unconfirm(tx, recordId))) throw new Refused("changed_meanwhile");
	await behalf.unconfirmOfReach(tx, recordId);
	await enqueue(tx, "reach-confirmed", { territoryId: tx.actor.territoryId ?? "", reachId: recordId });
};

/** Deletes a contact in the caller's transaction: nothing hangs on it any more. */
export async function letReachGoIn(tx: Tx, id: string): Promise<void> {
	await store.deleteReach(tx, id);
	await letLettersOfReachesGoIn(tx, [id]);
}

/** Contacts whose time is over, at most 1,000; what hangs on them goes first (`endReachesIn`). */
export function endedReachesIn(read: Read, today: Day): Promise<string[]> {
	return store.readEnded(read, today);
}

/** Deletes the contacts of a territory that were never confirmed in time or are no longer needed; as `square`. */
export async function endReachesIn(tx: Tx, today: Day): Promise<number> {
	const ids = await store.deleteEnded(tx, today);
	await letLettersOfReachesGoIn(tx, ids);
	for (const id of ids) await audit(tx, { verb: "letReachGo", kind: "reach", id });
	return ids.length;
}
