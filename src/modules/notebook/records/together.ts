import { isId } from "../../../core/ids.ts";
import type { Actor } from "../../../db/actor.ts";
import { type Change, gathering, writeEntries } from "../../../db/audit.ts";
import type { Tx } from "../../../db/database.ts";
import type { Ground } from "../../../ui/http.ts";
import type { SentRecord } from "../contract.ts";
import {
	type Arrival,
	answerOf,
	baseIn,
	comesAfter,
	keepConflict,
	keptIn,
	sealedClaim,
	sealerOf,
	type Told,
	told,
} from "./answers.ts";
import { inside, unlent } from "./inside.ts";
import * as store from "./store.ts";
import { type Ready, readyFor } from "./verbs.ts";

/** The records of a call in one transaction: what a phone brings after a long time is thousands of them. */

type Prepared = { arrival: Arrival; ready: Ready };

/**
 * Writes what of a call can be written at once, all of it or none. `before` are records that are kept already. What is
 * not among the answers is still to be written by itself: where a single one is refused, that is all of them.
 */
export async function writeTogether(
	ground: Ground,
	arrivals: readonly Arrival[],
	before: ReadonlySet<string>,
): Promise<ReadonlyMap<Arrival, Told>> {
	const answers = new Map<Arrival, Told>();
	const known = new Set(before);
	for (const part of byActor(arrivals)) {
		const prepared = await preparedOf(part, known);
		if (prepared.length < 2) continue;
		// What went wrong goes wrong with one of them again, and is answered or thrown there.
		const written = await writeAll(ground, prepared[0]!.arrival.actor, prepared).catch(() => []);
		for (const [arrival, answer] of written) answers.set(arrival, answer);
	}
	return answers;
}

/** Parts of a call, in its order: in each, one actor writes. */
function byActor(arrivals: readonly Arrival[]): Arrival[][] {
	const parts: Arrival[][] = [];
	for (const arrival of arrivals) {
		const last = parts.at(-1);
		if (last?.[0]?.actor === arrival.actor) last.push(arrival);
		else parts.push([arrival]);
	}
	return parts;
}

/** Those that can be read and build on nothing that is still to come, each once. */
async function preparedOf(arrivals: readonly Arrival[], known: Set<string>): Promise<Prepared[]> {
	const prepared: Prepared[] = [];
	for (const arrival of arrivals) {
		const { id, record, reason } = arrival;
		if (reason || known.has(id) || !comesAfter(record).every((one) => known.has(one))) continue;
		const ready = await readyFor(record).catch(() => undefined);
		if (!ready) continue;
		prepared.push({ arrival, ready });
		known.add(id);
	}
	return prepared;
}

/**
 * What stands by itself waits only for what it builds on, so that their questions travel together; what else is written
 * with it waits for all before it, and all after it waits. The trail of all of them is written at the end.
 */
function writeAll(ground: Ground, actor: Actor, prepared: readonly Prepared[]): Promise<(readonly [Arrival, Told])[]> {
	return ground.db.withActor(actor, async (tx) => {
		const sealer = sealerOf(ground, actor);
		const claimed = await store.claimAll(
			tx,
			prepared.map(({ arrival }) => sealedClaim(ground, arrival, sealer)),
		);
		const answers = new Map<string, Promise<Told>>();
		const edits = new Map<unknown, Promise<Told>>();
		const entries: Change[] = [];
		const alone = gathering(tx, entries);
		let edited: Promise<unknown> = Promise.resolve();
		let together = gathering(unlent(tx), entries);
		for (const { arrival, ready } of prepared) {
			const { record } = arrival;
			const isApart = standsApart(record);
			const thing = editedBy(record);
			const needed = [edited, edits.get(thing), ...comesAfter(record).map((id) => answers.get(id))];
			const first = isApart ? needed : [...answers.values()];
			const own = isApart ? together : alone;
			const answer = Promise.all(first).then(async () => {
				if (!claimed.has(record.id)) return answerOf(ground, actor, await keptIn(tx, record.id), arrival.digest);
				const outcome = await ready({ ground: inside(ground, own), actor, tx: own }, await baseOf(tx, record, answers));
				if (outcome.state === "needs_you") return keepConflict(ground, tx, record, outcome);
				return told(record.id, "received", { version: outcome.version });
			});
			if (!isApart) {
				edited = answer;
				// It may have written what was known until then.
				together = gathering(unlent(tx), entries);
			}
			answers.set(record.id, answer);
			if (thing) edits.set(thing, answer);
		}
		// All have ended before the transaction does, whatever becomes of one.
		await Promise.allSettled(answers.values());
		const all = await Promise.all(
			prepared.map(async ({ arrival }) => [arrival, await answers.get(arrival.id)!] as const),
		);
		if (entries.length > 0) await writeEntries(tx, entries);
		await store.settleAll(tx, versionsOf(all, claimed));
		return all;
	});
}

/** Whether a record makes something new that nothing here has to be held for, or edits one thing and nobody's agreement. */
function standsApart({ kind, body }: SentRecord): boolean {
	if (kind === "act") return !body.movedBy && !body.answers && !body.uses;
	if (kind === "attendance") return !body.agreed || (Array.isArray(body.agreed) && body.agreed.length === 0);
	return kind !== "consent";
}

/** What a record edits: those that edit the same wait for each other. */
function editedBy({ kind, body }: SentRecord): unknown {
	if (kind === "attendance") return body.session;
	return kind === "follow_up_step" ? body.followUp : undefined;
}

/** As `baseIn`, where the earlier record is written in the same transaction. */
async function baseOf(
	tx: Tx,
	{ base }: SentRecord,
	answers: ReadonlyMap<string, Promise<Told>>,
): Promise<string | null> {
	const earlier = base !== null && isId(base) ? await answers.get(base.toLowerCase()) : undefined;
	if (!earlier) return baseIn(tx, base);
	return earlier.state === "received" ? (earlier.version ?? "") : "";
}

function versionsOf(all: readonly (readonly [Arrival, Told])[], claimed: ReadonlySet<string>): Map<string, string> {
	const versions = new Map<string, string>();
	for (const [{ id }, { state, version }] of all)
		if (claimed.has(id) && state === "received" && version !== null) versions.set(id, version);
	return versions;
}
