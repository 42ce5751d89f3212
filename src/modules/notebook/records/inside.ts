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
