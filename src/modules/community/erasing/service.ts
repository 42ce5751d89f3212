import { type Id, newId } from "../../../core/ids.ts";
import { type Day, dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { fold } from "../../../core/text.ts";
import { type Actor, system } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import { lend, type Read, type Tx } from "../../../db/database.ts";
import { enqueue } from "../../../db/enqueue.ts";
import { accountsPlace } from "../../../db/seal.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { accountsOf, closeAccountsIn, emptyEntriesIn, noteEmptied } from "../../access/erasing/service.ts";
import { neighbourhoodIn } from "../../programme/service.ts";
import type { Way } from "../contract.ts";
import { unnameMerges, withThoseBehind } from "../forgetting/store.ts";
import { lookedThroughIn } from "../readings/service.ts";
import { nameUnderCover } from "../safe/service.ts";
import type { Holder } from "../same/contract.ts";
import { separateIn } from "../same/service.ts";
import { lockParties } from "../same/store.ts";
import { partiesById } from "../store.ts";
import type { ErasePerson, Erasure, MendText, Mention, Plan, Registered, Texts, Waiting } from "./contract.ts";
import { patternOf } from "./rules.ts";
import * as store from "./store.ts";

/**
 * Erasing a person who asks for it. Where people stand in other modules, and where others write about them, is handed in
 * as `holders` and `texts`. Who decides does not reach all of it: that runs lent to `erasing`, and is audited outside.
 */

export type Reach = { holders: readonly Holder[]; texts: readonly Texts[] };

/** The system actor of a territory. */
function eraser(territoryId: string): Actor {
	return { ...system("erasing"), territoryId: territoryId as Id<"territory"> };
}

type Whole = {
	who: store.Somebody;
	ids: string[];
	pattern: string | undefined;
	account: Awaited<ReturnType<typeof accountsOf>>;
};

async function wholeOf(lent: Read, ground: Ground, id: string): Promise<Whole> {
	const who = await store.somebody(lent, id, dayOf(ground.clock()));
	if (!who) throw new Refused("not_found");
	const ids = await withThoseBehind(lent, [id]);
	const account = await accountsOf(lent, ids);
	const called = (await nameUnderCover(lent, ground, { id, protected: who.protected || undefined })) ?? who.label;
	const named = (label: string) => ({ label, level: "name" as const });
	const labels = [{ label: called, level: who.level }, ...account.names.map(named)];
	const others = who.others.map((label) => ({ label, level: who.level }));
	return { who: { ...who, label: called }, ids, account, pattern: patternOf([...labels, ...others]) };
}

/** What erasing somebody would do: nothing is changed. Throws `not_found`, `erased`. */
export async function erasurePlan(ground: Ground, actor: Actor, reach: Reach, id: string): Promise<Plan> {
	only(actor, "facilitator", "coordinator");
	return ground.db.noteReading(actor, async (read) => {
		await seen(read, id);
		await lookedThroughIn(read, id);
		return lend("erasing", read, async (lent) => {
			const { who, ids, pattern, account } = await wholeOf(lent, ground, id);
			const gone = {
				territoryId: actor.territoryId ?? "",
				ids,
				today: dayOf(ground.clock()),
				accounts: account.closed,
			};
			const counted = new Set(reach.holders.filter(({ people }) => people?.counted).map(({ table }) => table));
			const rows = await store.held(lent, reach.holders, ids);
			const { neighbourhoodId } = who;
			return {
				person: { id, label: who.label },
				asked: who.asked ?? undefined,
				rows: rows.map(({ table, n }) => ({ table, n, counted: counted.has(table) })),
				letters: account.letters,
				account: account.closed.length > 0,
				kept: await store.keptOf(lent, reach.holders, gone),
				grounds: who.grounds,
				mentions: pattern
					? await store.mentions(lent, reach.texts, reach.holders, { pattern, neighbourhoodId, ids })
					: [],
			};
		});
	});
}

/** Whether somebody stands before this actor. Throws `erased` where an erasure was done, `not_found` where they never did. */
async function seen(read: Read, id: string): Promise<{ neighbourhoodId: string }> {
	const [row] = await partiesById(read, [id]);
	if (row?.kind === "person") return row;
	const [erasure] = await store.erasureOf(read, id);
	throw new Refused(erasure?.erasedAt ? "erased" : "not_found");
}

/**
 * Erases a person who asked for it; sent twice it is once. Afterwards a job destroys their keys. Throws `not_found`,
 * `erased`, `invalid` (`form`) while a legal ground stands.
 */
export async function erasePerson(
	ground: Ground,
	actor: Actor,
	reach: Reach,
	id: string,
	input: ErasePerson,
): Promise<{ id: string }> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		const there = await store.erasureById(tx, input.id);
		if (there?.personId === id && there.erasedAt) return { id: there.id };
		await seen(tx, id);
		return eraseIn(tx, ground, reach, id, input);
	});
}

async function eraseIn(
	tx: Tx,
	ground: Ground,
	reach: Reach,
	id: string,
	asked: { id: string; how: Way | null },
): Promise<{ id: string }> {
	const now = ground.clock();
	const done = await lend("erasing", tx, async (lent) => {
		await lockParties(lent, [id]);
		const { who, ids, pattern } = await wholeOf(lent, ground, id);
		if (who.isErased && asked.how !== null) throw new Refused("erased");
		if (who.grounds.length > 0 && asked.how !== null) throw new Refused("invalid", { form: "erasure.error_ground" });
		const { neighbourhoodId } = who;
		const erasure = { id: asked.id, neighbourhoodId };
		// The request that waited becomes this erasure: whoever sends it twice is answered the same.
		if (who.asked) await store.becomes(lent, who.asked.id, asked.id);
		else if (!(await store.insertErasure(lent, { ...erasure, personId: id, how: asked.how, now })))
			throw new Refused("id_taken");
		const held = await store.held(lent, reach.holders, ids);
		const { kept, accounts } = await empty(lent, ground, reach, ids);
		const marks = await emptyEntriesIn(lent, accounts);
		const found = pattern ? await store.mentions(lent, reach.texts, [], { pattern, neighbourhoodId, ids }) : [];
		await store.insertTexts(
			lent,
			erasure,
			found.map((one) => ({ ...one, id: newId() })),
		);
		const keysUntil = kept.reduce<Day | null>(
			(last, { until }) => (until && (!last || until > last) ? until : last),
			null,
		);
		await store.markErased(lent, erasure.id, { destroys: ids, accounts, keysUntil, now });
		await store.register(lent, erasure.id, {
			today: dayOf(now),
			counts: Object.fromEntries(held.map(({ table, n }) => [table, n])),
			kept: kept.map(({ ground: norm, until }) => ({ ground: norm, until })),
		});
		await enqueue(lent, "destroy-keys", { territoryId: tx.actor.territoryId ?? "" });
		return { ...erasure, marks };
	});
	const { neighbourhoodId } = done;
	await audit(tx, { verb: "erasePerson", kind: "person", id, neighbourhoodId, fields: ["label", "contacts", "notes"] });
	await noteEmptied(tx, done.id, done.marks);
	return { id: done.id };
}

/** Everything that every module says of people: what stood ends, words go, what is counted stays without a name. */
async function empty(lent: Tx, ground: Ground, { holders }: Reach, ids: readonly string[]) {
	const today = dayOf(ground.clock());
	const territoryId = lent.actor.territoryId ?? "";
	const { closed } = await accountsOf(lent, ids);
	const gone = { territoryId, ids, today, accounts: closed };
	const kept = await store.keptOf(lent, holders, gone);
	for (const { people } of holders) for (const statement of people?.erase?.(gone) ?? []) await lent.rows(statement);
	for (const { people } of holders) for (const statement of people?.letGo(gone) ?? []) await lent.rows(statement);
	await unnameMerges(lent, ids);
	const accounts = await closeAccountsIn(lent, ids, ground.clock(), today);
	return { kept, accounts };
}

/**
 * Destroys the keys of those erased whose rows are gone for good: only now, because it cannot be undone. Killed in
 * between, it is done again. Answers how many erasures it finished.
 */
export async function finishErasures(ground: Ground): Promise<number> {
	let n = 0;
	for (const territoryId of await ground.db.readAs(system("erasing"), store.territories)) {
		n += await ground.db.withActor(eraser(territoryId), async (tx) => {
			const pending = await store.unfinished(tx, dayOf(ground.clock()));
			for (const { id, neighbourhoodId, destroys, accounts } of pending) {
				for (const person of destroys) ground.seal.destroy(territoryId, person);
				for (const account of accounts) ground.seal.destroy(accountsPlace, account);
				await store.markFinished(tx, id, ground.clock());
				await audit(tx, { verb: "destroyKeys", kind: "erasure", id, neighbourhoodId });
			}
			return pending.length;
		});
	}
	return n;
}

/**
 * Does the erasures again that a restored backup does not know of: of everybody whose key was destroyed and who is there.
 * Answers how many.
 */
export async function eraseAgain(
	ground: Ground,
	reach: Reach,
	destroyed: readonly { territoryId: string; personId: string }[],
): Promise<number> {
	let n = 0;
	for (const [territoryId, people] of Map.groupBy(destroyed, (one) => one.territoryId)) {
		if (territoryId === accountsPlace) continue;
		const back = people.map(({ personId }) => personId);
		n += await ground.db.withActor(eraser(territoryId), async (tx) => {
			const ids = await store.notErased(tx, back);
			for (const id of ids) {
				// Whoever stands behind somebody who stays is taken apart first: what followed goes with them.
				const merge = await store.mergeBehind(tx, id);
				if (merge && !ids.includes(merge.kept)) await separateIn(tx, ground, reach.holders, merge.id);
			}
			for (const id of await store.notErased(tx, back))
				await eraseIn(tx, ground, reach, id, { id: newId(), how: null });
			return ids.length;
		});
	}
	return n;
}

/** The person asks for it, on their own page: staff do it with them. Asking twice is once. Throws `not_found`. */
export async function askForErasure(ground: Ground, actor: Actor, id: string): Promise<void> {
	only(actor, "resident", "citizen");
	const { personId } = actor;
	if (!personId) throw new Refused("not_found");
	await ground.db.withActor(actor, async (tx) => {
		const [row] = await partiesById(tx, [personId]);
		if (!row) throw new Refused("not_found");
		if ((await store.erasureOf(tx, personId)).length > 0) return;
		const { neighbourhoodId } = row;
		const asked = { id, neighbourhoodId, personId, how: "online", now: ground.clock() };
		if (!(await store.insertErasure(tx, asked))) throw new Refused("id_taken");
		await audit(tx, { verb: "askForErasure", kind: "erasure", id, neighbourhoodId });
	});
}

/** The person takes the request back while it waits. Nothing to take back is fine too. */
export async function takeErasureBack(ground: Ground, actor: Actor): Promise<void> {
	only(actor, "resident", "citizen");
	const { personId } = actor;
	if (!personId) throw new Refused("not_found");
	await ground.db.withActor(actor, async (tx) => {
		for (const id of await store.deleteWaiting(tx, personId))
			await audit(tx, { verb: "takeErasureBack", kind: "erasure", id });
	});
}

/** The own request that waits, if any; undefined where nobody is known here by this account. */
export async function myErasure(ground: Ground, actor: Actor): Promise<{ asked: Erasure | undefined } | undefined> {
	only(actor, "resident", "citizen");
	const { personId } = actor;
	if (!personId) return undefined;
	const [asked] = await ground.db.readAs(actor, (read) => store.erasureOf(read, personId));
	return { asked };
}

/** Requests and erasures of a neighbourhood; who asked is called by name only while it waits. Throws `choose_neighbourhood`. */
export async function erasures(
	ground: Ground,
	actor: Actor,
	query: { neighbourhood?: string } = {},
): Promise<(Erasure & { label: string | null })[]> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const { id } = await neighbourhoodIn(read, query.neighbourhood);
		return store.erasuresOf(read, id);
	});
}

/** What was erased, when and on which ground, and what the law keeps, in every territory: for whoever protects data. */
export function erasureRegister(ground: Ground, actor: Actor): Promise<Registered[]> {
	only(actor, "data-protection-officer");
	return ground.db.readAs(actor, store.registered);
}

/** One erasure that was done, with the texts of others that wait to be read again. Throws `not_found`. */
export async function erasure(
	ground: Ground,
	actor: Actor,
	{ texts }: Pick<Reach, "texts">,
	id: string,
): Promise<{ erasure: Erasure; waiting: Waiting[] }> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const found = await store.erasureById(read, id);
		if (!found?.erasedAt) throw new Refused("not_found");
		return { erasure: found, waiting: await lend("erasing", read, (lent) => store.waiting(lent, texts, id)) };
	});
}

/**
 * Writes a text of others as somebody read it again: without the person, or as it was where it speaks of somebody else.
 * Only texts in which the person may be named, before the erasure or on its list. Throws `not_found`, `invalid` (`text`).
 */
export async function mendText(
	ground: Ground,
	actor: Actor,
	reach: Reach,
	of: { personId: string } | { erasureId: string },
	input: MendText,
): Promise<void> {
	only(actor, "facilitator", "coordinator");
	const mended = reach.texts.find(({ table, columns }) => table === input.noun && columns.includes(input.field));
	if (!mended) throw new Refused("not_found");
	await ground.db.withActor(actor, async (tx) => {
		const neighbourhoodId = await listedIn(tx, ground, reach, of, input);
		const { noun, field, row: rowId, text } = input;
		await lend("erasing", tx, async (lent) => {
			await store
				.writeText(lent, mended, { field, rowId, neighbourhoodId, text, folded: fold(text) })
				.catch(refuseUnfit);
			await store.markMended(lent, { noun, field, rowId, now: ground.clock() });
		});
		await audit(tx, { verb: "mendText", kind: "text", id: rowId, neighbourhoodId, fields: [`${noun}.${field}`] });
	});
}

async function listedIn(
	tx: Tx,
	ground: Ground,
	reach: Reach,
	of: { personId: string } | { erasureId: string },
	input: MendText,
): Promise<string> {
	const isIt = ({ noun, field, rowId }: Mention) => noun === input.noun && field === input.field && rowId === input.row;
	if ("erasureId" in of) {
		const found = await store.erasureById(tx, of.erasureId);
		if (!found) throw new Refused("not_found");
		const list = await lend("erasing", tx, (lent) => store.waiting(lent, reach.texts, of.erasureId));
		if (!list.some(isIt)) throw new Refused("not_found");
		return found.neighbourhoodId;
	}
	const { neighbourhoodId } = await seen(tx, of.personId);
	const list = await lend("erasing", tx, async (lent) => {
		const { pattern, ids } = await wholeOf(lent, ground, of.personId);
		return pattern ? store.mentions(lent, reach.texts, reach.holders, { pattern, neighbourhoodId, ids }) : [];
	});
	if (!list.some(isIt)) throw new Refused("not_found");
	return neighbourhoodId;
}

/** Too long or too short for where it stands. */
function refuseUnfit(error: Error & { code?: string }): never {
	if (error.code === "23514" || error.code === "23502") throw new Refused("invalid", { text: "erasure.error_text" });
	throw error;
}
