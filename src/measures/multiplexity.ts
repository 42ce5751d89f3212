/** Pairs tied in more ways than one. */
export type Multiplexity = {
	/** How many pairs are tied in two kinds or more. */
	pairs: number;
	/** Over all pairs tied; null without ties. */
	share: number | null;
	/** Mean kinds a pair, among pairs of which a kind is known; null without. */
	meanKinds: number | null;
};

/**
 * Multiplexity (Gluckman 1955; Wasserman and Faust 1994, ch. 2): how often two people are tied in several ways. Ties
 * are rows as recorded, in whatever direction; `kind` says of each its kind, −1 where none is known. A loop is no tie.
 *
 * Rows are brought together by sorting one number each: O(rows · log rows) time, 8 bytes a row. Throws RangeError where
 * pairs and kinds are too many to be told apart by a number (n² · kinds over 2⁵³).
 */
export function multiplexity(
	n: number,
	from: ArrayLike<number>,
	to: ArrayLike<number>,
	kind: ArrayLike<number>,
): Multiplexity {
	const keys = sortedKeys(n, from, to, kind);
	const { kinds } = keys;
	let tied = 0;
	let known = 0;
	let total = 0;
	let pairs = 0;
	for (let i = 0; i < keys.sorted.length; ) {
		const pair = Math.floor(keys.sorted[i]! / kinds);
		let own = 0;
		let last = pair * kinds;
		for (; i < keys.sorted.length && keys.sorted[i]! < (pair + 1) * kinds; i++) {
			if (keys.sorted[i]! === last) continue;
			last = keys.sorted[i]!;
			own++;
		}
		tied++;
		total += own;
		if (own > 0) known++;
		if (own > 1) pairs++;
	}
	return { pairs, share: tied === 0 ? null : pairs / tied, meanKinds: known === 0 ? null : total / known };
}

/** Each row as one number, first by pair, then by kind (0 for unknown), ascending. */
function sortedKeys(n: number, from: ArrayLike<number>, to: ArrayLike<number>, kind: ArrayLike<number>) {
	let kinds = 1;
	for (let i = 0; i < kind.length; i++) if (kind[i]! + 2 > kinds) kinds = kind[i]! + 2;
	if (n * n * kinds > Number.MAX_SAFE_INTEGER) throw new RangeError("Too many people and kinds of tie.");
	const keys = new Float64Array(from.length);
	let filled = 0;
	for (let i = 0; i < from.length; i++) {
		const u = from[i]!;
		const v = to[i]!;
		if (u === v) continue;
		keys[filled++] = (Math.min(u, v) * n + Math.max(u, v)) * kinds + kind[i]! + 1;
	}
	return { sorted: keys.subarray(0, filled).sort(), kinds };
}
