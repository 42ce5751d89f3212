/** Acts of help in rows: one act to several receivers is several rows. People are numbered from 0. */
export type Acts = {
	readonly n: number;
	readonly giver: Int32Array;
	readonly receiver: Int32Array;
	/** When, in ms since the epoch. */
	readonly at: Float64Array;
	/** The row that moved this act, by the giver's own words; −1 = none. */
	readonly inspiredBy: Int32Array;
	/** When the receiver left, in ms since the epoch; NaN = still there. */
	readonly receiverLeft: Float64Array;
	/** 1 where the giver answered what moved the act. */
	readonly answered: Uint8Array;
};

/** Mean further acts that one help received inspires within the horizon, with its robust 95 % interval. */
export type Estimate = {
	G: number | null;
	low: number | null;
	high: number | null;
	se: number | null;
	/** Returns within the horizon and the receipt's follow-up. */
	declaredReturns: number;
};

/** What ./filo measure generativity answers; null = not defined. */
export type Generativity = Estimate & {
	acts: number;
	receivers: number;
	horizonDays: number;
	/** Until when acts and follow-up count, in ISO 8601. */
	asOf: string | null;
	/** Share of declared returns that went to the very giver. */
	directShare: number | null;
	answeredShare: number | null;
	/** Every unanswered question taken for a no; and for like the answered ones. */
	bounds: { low: number | null; high: number | null };
	/** Acts that no other act inspired; sizes in acts. */
	chains: number;
	meanChain: number | null;
	longestChain: number | null;
	/** Kaplan–Meier shares within the horizon; they look at no declared link. */
	returnAny: number | null;
	returnOther: number | null;
	conversion: number | null;
	medianDaysToReturn: number | null;
};

/** The estimate from the receipts of one period. */
export type PeriodEstimate = Estimate & {
	receipts: number;
	/** False while no receipt of the period was followed for the whole horizon: more may come. */
	followed: boolean;
};

export type GenerativityOptions = {
	/** Days in which a return counts. */
	horizonDays?: number;
	/** Until when acts and follow-up count, in ms since the epoch; midnight UTC after the last act unless given. */
	asOf?: number;
};

const msPerDay = 86_400_000;

/**
 * Generativity: the mean number of further acts that one help received inspires within H days, by the givers' own
 * words. A return counts while its receipt is followed: until the receiver leaves, and up to `asOf`. Later acts are
 * left out whole.
 *
 * G: mean cumulative function of a recurrent event under censoring (Nelson 1972, Aalen 1978). Its variance, clustered
 * by receiver: Lawless & Nadeau (1995). Shares of receipts followed by any giving: Kaplan & Meier (1958); giving at
 * the very instant of the receipt does not follow it, and people whose first receipt and first giving fall together
 * were not first seen as receivers.
 *
 * O(n log n) time, about 100 bytes an act. No acts: every figure is null. No returns: low 0, high 3/N. Returns, but
 * fewer than two receivers between whom they differ: the interval is null, for one person's history tells nothing of
 * how much people vary. Throws RangeError where an act was inspired by a later one or by one its giver did not receive.
 */
export function measureGenerativity(all: Acts, { horizonDays = 180, asOf }: GenerativityOptions = {}): Generativity {
	const until = asOf ?? midnightAfter(all);
	const acts = actsUntil(all, until);
	const horizon = horizonDays * msPerDay;
	const followUp = followUps(acts, until);
	const returns = declaredReturns(acts, followUp, horizon);
	const estimate = estimateOf(acts, followUp, rowsOf(acts.n), returns);
	const answered = acts.n === 0 ? null : sum(acts.answered) / acts.n;
	const direct = returns.filter((k) => acts.receiver[k] === acts.giver[acts.inspiredBy[k]!]).length;
	const next = nextGivings(acts);
	return {
		acts: acts.n,
		receivers: new Set(acts.receiver).size,
		horizonDays,
		asOf: Number.isFinite(until) ? new Date(until).toISOString() : null,
		...estimate,
		directShare: shareOf(direct, returns.length),
		answeredShare: answered,
		bounds: { low: estimate.G, high: estimate.G === null || !answered ? null : estimate.G / answered },
		...chainsOf(acts),
		returnAny: shareWithin(next.any, followUp, horizon),
		returnOther: shareWithin(next.other, followUp, horizon),
		conversion: conversionOf(acts, followUp, horizon),
		medianDaysToReturn: medianDays(acts, returns),
	};
}

/**
 * The same estimate by when help was received: period `i` reaches from `starts[i]` (ms, ascending) to the next start,
 * the last one to `asOf`. Returns count wherever they fall. O(n log n) time.
 */
export function generativityByPeriod(
	all: Acts,
	starts: ArrayLike<number>,
	{ horizonDays = 180, asOf }: GenerativityOptions = {},
): PeriodEstimate[] {
	const until = asOf ?? midnightAfter(all);
	const acts = actsUntil(all, until);
	const horizon = horizonDays * msPerDay;
	const followUp = followUps(acts, until);
	const periodOf = acts.at.map((at) => countUpTo(starts, at) - 1);
	const receipts = grouped(rowsOf(acts.n), starts.length, (i) => periodOf[i]!);
	const returns = grouped(
		declaredReturns(acts, followUp, horizon),
		starts.length,
		(k) => periodOf[acts.inspiredBy[k]!]!,
	);
	return receipts.map((rows, period) => ({
		...estimateOf(acts, followUp, Int32Array.from(rows), Int32Array.from(returns[period]!)),
		receipts: rows.length,
		followed: rows.some((i) => until - acts.at[i]! >= horizon),
	}));
}

function rowsOf(n: number): Int32Array {
	return Int32Array.from({ length: n }, (_, i) => i);
}

function grouped(rows: Int32Array, groups: number, groupOf: (row: number) => number): number[][] {
	const found: number[][] = Array.from({ length: groups }, () => []);
	for (const row of rows) found[groupOf(row)]?.push(row);
	return found;
}

function sum(values: Uint8Array): number {
	let total = 0;
	for (const value of values) total += value;
	return total;
}

function shareOf(part: number, whole: number): number | null {
	return whole === 0 ? null : part / whole;
}

/** The first place from `low` on where what is asked holds, which it then does up to `high`; `high` where it never does. */
function firstWhere(low: number, high: number, holds: (place: number) => boolean): number {
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (holds(middle)) high = middle;
		else low = middle + 1;
	}
	return low;
}

function countBelow(ascending: ArrayLike<number>, value: number): number {
	return firstWhere(0, ascending.length, (place) => ascending[place]! >= value);
}

function countUpTo(ascending: ArrayLike<number>, value: number): number {
	return firstWhere(0, ascending.length, (place) => ascending[place]! > value);
}

/** NaN where there is no act. */
function midnightAfter({ n, at }: Acts): number {
	if (n === 0) return Number.NaN;
	const last = at.reduce((latest, time) => Math.max(latest, time));
	return (Math.floor(last / msPerDay) + 1) * msPerDay;
}

/** The acts that happened by then, after a look at every declared link. */
function actsUntil(all: Acts, until: number): Acts {
	for (let k = 0; k < all.n; k++) {
		const p = all.inspiredBy[k]!;
		if (p === -1) continue;
		if (!(p >= 0 && p < all.n && all.receiver[p] === all.giver[k] && all.at[p]! <= all.at[k]!))
			throw new RangeError(`Act ${k} was inspired by one that its giver did not receive before.`);
	}
	const kept = rowsOf(all.n).filter((i) => all.at[i]! <= until);
	if (kept.length === all.n) return all;
	// What moved a kept act came before it, so it is kept too.
	const place = new Int32Array(all.n);
	kept.forEach((i, at) => {
		place[i] = at;
	});
	return {
		n: kept.length,
		giver: kept.map((i) => all.giver[i]!),
		receiver: kept.map((i) => all.receiver[i]!),
		at: Float64Array.from(kept, (i) => all.at[i]!),
		inspiredBy: kept.map((i) => (all.inspiredBy[i] === -1 ? -1 : place[all.inspiredBy[i]!]!)),
		receiverLeft: Float64Array.from(kept, (i) => all.receiverLeft[i]!),
		answered: Uint8Array.from(kept, (i) => all.answered[i]!),
	};
}

/** How long each receipt was followed, in ms. */
function followUps({ at, receiverLeft }: Acts, until: number): Float64Array {
	return at.map((time, i) => {
		const left = receiverLeft[i]!;
		return Math.max(0, (Number.isNaN(left) ? until : Math.min(left, until)) - time);
	});
}

function delayOf({ at, inspiredBy }: Acts, k: number): number {
	return at[k]! - at[inspiredBy[k]!]!;
}

/** Rows of the returns that count, by ascending delay. */
function declaredReturns(acts: Acts, followUp: Float64Array, horizon: number): Int32Array {
	return rowsOf(acts.n)
		.filter((k) => {
			const p = acts.inspiredBy[k]!;
			return p !== -1 && delayOf(acts, k) <= Math.min(followUp[p]!, horizon);
		})
		.sort((one, other) => delayOf(acts, one) - delayOf(acts, other));
}

/** G over some receipts and their returns by ascending delay. Whoever is at risk at a return includes its receipt. */
function estimateOf(acts: Acts, followUp: Float64Array, receipts: Int32Array, returns: Int32Array): Estimate {
	const n = receipts.length;
	const counted = returns.length;
	if (n === 0) return { G: null, low: null, high: null, se: null, declaredReturns: 0 };
	if (counted === 0) return { G: 0, low: 0, high: 3 / n, se: 0, declaredReturns: 0 };
	const ending = Float64Array.from(receipts, (i) => followUp[i]!).sort();
	const delays = Float64Array.from(returns, (k) => delayOf(acts, k));
	const deviation = new Map<number, number>();
	const deviate = (i: number, by: number) =>
		deviation.set(acts.receiver[i]!, (deviation.get(acts.receiver[i]!) ?? 0) + by);
	const squares = new Float64Array(counted + 1);
	let G = 0;
	returns.forEach((k, place) => {
		const atRisk = n - countBelow(ending, delays[place]!);
		G += 1 / atRisk;
		deviate(acts.inspiredBy[k]!, 1 / atRisk);
		squares[place + 1] = squares[place]! + 1 / atRisk ** 2;
	});
	for (const i of receipts) deviate(i, -squares[countUpTo(delays, followUp[i]!)]!);
	const se = clusteredError([...deviation.values()], G);
	if (se === null) return { G, low: null, high: null, se, declaredReturns: counted };
	const factor = Math.exp((1.96 * se) / G);
	return { G, low: G / factor, high: G * factor, se, declaredReturns: counted };
}

/** Lawless–Nadeau over clusters. Null below two that differ: deviations sum to 0, so in truth one never stands alone. */
function clusteredError(deviations: number[], G: number): number | null {
	// What rounding leaves of a 0.
	const nought = 1e-12 * G;
	let squares = 0;
	let clusters = 0;
	for (const deviation of deviations) {
		squares += deviation ** 2;
		if (Math.abs(deviation) > nought) clusters++;
	}
	return clusters < 2 ? null : Math.sqrt((squares * clusters) / (clusters - 1));
}

/** Chains are what declared links join; every act has at most one that moved it, so they are trees. */
function chainsOf({ n, inspiredBy }: Acts): Pick<Generativity, "chains" | "meanChain" | "longestChain"> {
	const parent = rowsOf(n);
	const size = new Int32Array(n).fill(1);
	const rootOf = (row: number) => {
		let root = row;
		while (parent[root] !== root) {
			parent[root] = parent[parent[root]!]!;
			root = parent[root]!;
		}
		return root;
	};
	let chains = n;
	for (let k = 0; k < n; k++) {
		if (inspiredBy[k] === -1) continue;
		const [one, other] = [rootOf(k), rootOf(inspiredBy[k]!)];
		if (one === other) continue;
		const [small, large] = size[one]! < size[other]! ? [one, other] : [other, one];
		parent[small] = large;
		size[large]! += size[small]!;
		chains--;
	}
	if (n === 0) return { chains: 0, meanChain: null, longestChain: null };
	return { chains, meanChain: n / chains, longestChain: size.reduce((longest, one) => Math.max(longest, one)) };
}

/** After how many ms each receipt's receiver next gave, to anybody and to somebody else than the giver; Infinity = never. */
function nextGivings({ n, giver, receiver, at }: Acts): { any: Float64Array; other: Float64Array } {
	const order = rowsOf(n).sort((one, two) => giver[one]! - giver[two]! || at[one]! - at[two]!);
	// Where, in `order`, the giver's next act for somebody else stands.
	const elsewhere = new Int32Array(n);
	for (let place = n - 1; place >= 0; place--) {
		const [row, following] = [order[place]!, order[place + 1]];
		const same = following !== undefined && giver[following] === giver[row] && receiver[following] === receiver[row];
		elsewhere[place] = same ? elsewhere[place + 1]! : place + 1;
	}
	const first = new Map<number, number>();
	const past = new Map<number, number>();
	order.forEach((row, place) => {
		if (!first.has(giver[row]!)) first.set(giver[row]!, place);
		past.set(giver[row]!, place + 1);
	});
	const any = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
	const other = any.slice();
	for (let i = 0; i < n; i++) {
		const end = past.get(receiver[i]!) ?? 0;
		const begin = first.get(receiver[i]!) ?? 0;
		const place = firstWhere(begin, end, (p) => at[order[p]!]! > at[i]!);
		if (place === end) continue;
		any[i] = at[order[place]!]! - at[i]!;
		const next = receiver[order[place]!] === giver[i] ? elsewhere[place]! : place;
		if (next < end) other[i] = at[order[next]!]! - at[i]!;
	}
	return { any, other };
}

/** Kaplan–Meier share that an event has come to within the horizon, while followed. Null where nothing is followed. */
function shareWithin(after: Float64Array, followUp: Float64Array, horizon: number): number | null {
	if (after.length === 0) return null;
	const seen = after.map((delay, i) => Math.min(delay, followUp[i]!)).sort();
	const events = after.filter((delay, i) => delay <= followUp[i]! && delay <= horizon).sort();
	let without = 1;
	for (let first = 0; first < events.length; ) {
		const past = countUpTo(events, events[first]!);
		without *= 1 - (past - first) / (seen.length - countBelow(seen, events[first]!));
		first = past;
	}
	return 1 - without;
}

/** The same share over people whom the history first shows as receivers, from their first receipt to any giving. */
function conversionOf({ n, giver, receiver, at }: Acts, followUp: Float64Array, horizon: number): number | null {
	const received = new Map<number, number>();
	const gave = new Map<number, number>();
	for (let i = 0; i < n; i++) {
		const before = received.get(receiver[i]!);
		if (before === undefined || at[i]! < at[before]!) received.set(receiver[i]!, i);
		gave.set(giver[i]!, Math.min(gave.get(giver[i]!) ?? Number.POSITIVE_INFINITY, at[i]!));
	}
	const firsts = [...received]
		.map(([person, row]) => ({ row, after: (gave.get(person) ?? Number.POSITIVE_INFINITY) - at[row]! }))
		.filter(({ after }) => after > 0);
	return shareWithin(
		Float64Array.from(firsts, ({ after }) => after),
		Float64Array.from(firsts, ({ row }) => followUp[row]!),
		horizon,
	);
}

/** Returns come by ascending delay. */
function medianDays(acts: Acts, returns: Int32Array): number | null {
	if (returns.length === 0) return null;
	const half = returns.length >> 1;
	const [low, high] = [returns[(returns.length - 1) >> 1]!, returns[half]!];
	return (delayOf(acts, low) + delayOf(acts, high)) / 2 / msPerDay;
}
