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
 * who would be asked what the others ask.
 */
export function unlent(tx: Tx): Tx {
	return {
		...tx,
		rows: (query) =>
			/^\s*set\b/i.test(query.toOperationNode().sqlFragments[0] ?? "")
				? Promise.reject(new Error("a transaction is not lent while several work in it"))
				: tx.rows(query),
	};
}
