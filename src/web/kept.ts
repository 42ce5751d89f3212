import type { Database } from "../db/database.ts";

/** A database's answers are kept under so many keys; then all are forgotten. */
const mostKeys = 500;

/**
 * Answers that are asked again only when they are `forMs` old, by the clock the caller counts with: for figures that
 * cost much and say when they were counted. Whoever asks meanwhile shares the answer; one that failed is not kept.
 */
export function keptFor<Value>(
	forMs: number,
): (db: Database, key: string, nowMs: number, ask: () => Promise<Value>) => Promise<Value> {
	const all = new WeakMap<object, Map<string, { atMs: number; value: Promise<Value> }>>();
	return (db, key, nowMs, ask) => {
		const kept = all.get(db.server) ?? new Map<string, { atMs: number; value: Promise<Value> }>();
		all.set(db.server, kept);
		const known = kept.get(key);
		if (known && nowMs >= known.atMs && nowMs - known.atMs < forMs) return known.value;
		if (kept.size >= mostKeys) kept.clear();
		const value = ask();
		kept.set(key, { atMs: nowMs, value });
		value.catch(() => kept.delete(key));
		return value;
	};
}
