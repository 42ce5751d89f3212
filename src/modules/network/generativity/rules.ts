import { addDays, type Day, dayOf, instantOf } from "../../../core/period.ts";
import { type Acts, generativityByPeriod, measureGenerativity } from "../../../measures/generativity.ts";
import type { ActOfHelp } from "../../exchange/generated/contract.ts";
import { type Chain, type Generated, leastReceipts, type Quarter } from "./contract.ts";

/** No more quarters than three years have are shown, and no more chains than a page bears. */
const mostQuarters = 12;
const mostDrawn = 12;

/** What help generated up to now, from acts in the order of time. Every act is a receipt to whom it was given. */
export function generatedBy(acts: readonly ActOfHelp[], now: Date): Generated {
	const today = dayOf(now);
	const since = acts[0] ? dayOf(acts[0].at) : null;
	const yearAgo = addDays(today, -365);
	const from = since && since > yearAgo ? since : yearAgo;
	const ofYear = acts.filter(({ at }) => at >= instantOf(from));
	const asOf = now.getTime();
	const figuresOf = (some: readonly ActOfHelp[]) =>
		some.length < leastReceipts ? null : measureGenerativity(arraysOf(some), { asOf });
	const isEnough = acts.length >= leastReceipts;
	return {
		since,
		today,
		receipts: acts.length,
		year: { from, receipts: ofYear.length, figures: figuresOf(ofYear) },
		all: figuresOf(acts),
		quarters: isEnough && since ? quartersOf(acts, since, now) : [],
		drawn: isEnough ? chainsOf(acts) : [],
	};
}

/** Acts as the measure takes them. What moved an act and is not among them moved none of them. */
export function arraysOf(acts: readonly ActOfHelp[]): Acts {
	const people = new Map<string, number>();
	const number = (id: string) => people.get(id) ?? people.set(id, people.size).size - 1;
	const rows = new Map(acts.map(({ id }, row) => [id, row]));
	return {
		n: acts.length,
		giver: Int32Array.from(acts, ({ giver }) => number(giver)),
		receiver: Int32Array.from(acts, ({ receiver }) => number(receiver)),
		at: Float64Array.from(acts, ({ at }) => at.getTime()),
		inspiredBy: Int32Array.from(acts, ({ movedByAct }) => rows.get(movedByAct ?? "") ?? -1),
		receiverLeft: Float64Array.from(acts, ({ receiverLeftOn }) =>
			receiverLeftOn ? instantOf(receiverLeftOn).getTime() : Number.NaN,
		),
		answered: Uint8Array.from(acts, ({ movedBy }) => (movedBy === "not_asked" || movedBy === "not_answered" ? 0 : 1)),
	};
}

/** The first day of the quarter of a day. */
function quarterOf(day: Day): Day {
	const month = Math.floor((Number(day.slice(5, 7)) - 1) / 3) * 3 + 1;
	return `${day.slice(0, 4)}-${String(month).padStart(2, "0")}-01`;
}

function quartersOf(acts: readonly ActOfHelp[], since: Day, now: Date): Quarter[] {
	const starts: Day[] = [];
	for (let day = quarterOf(dayOf(now)); day >= quarterOf(since) && starts.length < mostQuarters; )
		day = quarterOf(addDays(starts[starts.push(day) - 1]!, -1));
	starts.reverse();
	const instants = starts.map((day) => instantOf(day).getTime());
	return generativityByPeriod(arraysOf(acts), instants, { asOf: now.getTime() }).map((estimate, i) => {
		const next = starts[i + 1];
		const isTold = estimate.followed && estimate.receipts >= leastReceipts;
		return {
			from: starts[i]!,
			to: next ? addDays(next, -1) : dayOf(now),
			receipts: estimate.receipts,
			isEarly: !estimate.followed,
			figures: isTold ? estimate : null,
		};
	});
}

/** The largest chains of two acts or more, of equals the latest. Acts come in the order of time, moved after moving. */
export function chainsOf(acts: readonly ActOfHelp[]): Chain[] {
	const chainOf = new Map<string, { places: Map<string, number>; chain: number[]; last: Date }>();
	for (const { id, movedByAct, at } of acts) {
		const joined = chainOf.get(movedByAct ?? "") ?? {
			places: new Map<string, number>(),
			chain: [] as number[],
			last: at,
		};
		joined.places.set(id, joined.chain.length);
		joined.chain.push(joined.places.get(movedByAct ?? "") ?? -1);
		joined.last = at;
		chainOf.set(id, joined);
	}
	return [...new Set(chainOf.values())]
		.filter(({ chain }) => chain.length > 1)
		.sort((one, other) => other.chain.length - one.chain.length || other.last.getTime() - one.last.getTime())
		.slice(0, mostDrawn)
		.map(({ chain }) => chain);
}

/** How many acts of a chain stand at each step from its beginning. */
export function stepsOf(chain: Chain): number[] {
	const steps: number[] = [];
	for (const step of depthsOf(chain)) steps[step] = (steps[step] ?? 0) + 1;
	return steps;
}

function depthsOf(chain: Chain): number[] {
	const depths: number[] = [];
	for (const before of chain) depths.push(before === -1 ? 0 : depths[before]! + 1);
	return depths;
}

/** Where each act of a chain is drawn: its step to the right, and its row; an act stands in the middle of those it moved. */
export function treeOf(chain: Chain): { column: number; row: number }[] {
	const moved: number[][] = chain.map(() => []);
	for (const [act, before] of chain.entries()) moved[before]?.push(act);
	const depths = depthsOf(chain);
	const rows: number[] = [];
	let leaves = 0;
	// Leaves are numbered from the top down in the order of the tree; whoever moved them comes before them in the list.
	const order: number[] = [];
	const waiting = [0];
	for (let act = waiting.pop(); act !== undefined; act = waiting.pop()) {
		order.push(act);
		waiting.push(...moved[act]!.toReversed());
	}
	for (const act of order) if (moved[act]!.length === 0) rows[act] = leaves++;
	for (const act of order.toReversed()) {
		const below = moved[act]!;
		if (below.length > 0) rows[act] = (rows[below[0]!]! + rows[below.at(-1)!]!) / 2;
	}
	return chain.map((_, act) => ({ column: depths[act]!, row: rows[act]! }));
}
