import type { RawBuilder } from "kysely";
import type { Actor } from "../../../db/actor.ts";
import type { Tx } from "../../../db/database.ts";
import type { Ground } from "../../../ui/http.ts";

/**
 * The same ground within a transaction that is open: a verb of another module writes in it, so that what it writes and
 * what is kept about the record stand or fall together.
 */
export function inside(ground: Ground, tx: Tx): Ground {
	const here = <Result>(_actor: Actor, work: (tx: Tx) => Promise<Result>): Promise<Result> => work(tx);
	return { ...ground, db: { ...ground.db, withActor: here, noteReading: here, readAs: here, readUnchanged: here } };
}

/**
 * The same transaction for several verbs at once: their statements mix, so none of them may lend it to somebody else,
 * who would be asked what the others ask. What several ask alike of the programme or the community, in which none of
 * them writes, is asked once, and what they ask at one time is sent in one piece.
 */
export function unlent(tx: Tx): Tx {
	const asked = new Map<string, Promise<unknown[]>>();
	const send = inWaves();
	const rows = <Row>(query: RawBuilder<Row>): Promise<Row[]> => {
		const node = query.toOperationNode();
		const first = node.sqlFragments[0] ?? "";
		if (/^\s*set\b/i.test(first))
			return Promise.reject(new Error("a transaction is not lent while several work in it"));
		const text = /^\s*select\b/i.test(first) ? JSON.stringify(node) : "";
		const isFact = /(programme|community)\./.test(text) && !written.test(text);
		if (!isFact) return send(() => tx.rows(query));
		const answer = (asked.get(text) as Promise<Row[]> | undefined) ?? send(() => tx.rows(query));
		asked.set(text, answer);
		return answer;
	};
	return { ...tx, rows };
}

/**
 * What is sent while answers are under way waits until the last of them is there, and goes with all else that waits: a
 * write to the database's socket costs more than most of what is asked.
 */
function inWaves(): <Answer>(ask: () => Promise<Answer>) => Promise<Answer> {
	let waiting: (() => Promise<unknown>)[] = [];
	let isUnderWay = false;
	async function send(): Promise<void> {
		isUnderWay = true;
		while (waiting.length > 0) {
			// Whoever goes on by the same answers has asked by then.
			await new Promise(process.nextTick);
			const wave = waiting;
			waiting = [];
			await Promise.allSettled(wave.map((ask) => ask()));
		}
		isUnderWay = false;
	}
	return (ask) =>
		new Promise((resolve, reject) => {
			waiting.push(() => ask().then(resolve, reject));
			if (!isUnderWay) void send();
		});
}

/** Where verbs write that are at work together, or what holds rows for whoever asks. */
const written = /(listening|exchange|initiatives|access|notebook)\.|for (update|share)/i;
