import { withhold } from "../../../core/withhold.ts";
import type { Days, Measured } from "./contract.ts";

/** One handing over, as it is measured: days from its sending, null where it has not come so far. */
export type Way = {
	personId: string;
	part: string;
	receivedAfter: number | null;
	answeredAfter: number | null;
	closedWithAnswer: boolean;
	revoked: boolean;
};

const least = 5;

/** The quartiles of some days, by linear interpolation between neighbours (type 7), to a tenth of a day. */
export function quartiles(days: readonly number[]): Exclude<Days, null> {
	const sorted = [...days].sort((a, b) => a - b);
	const at = (share: number) => {
		const place = (sorted.length - 1) * share;
		const [low, high] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
		return Math.round((low + (high - low) * (place - Math.floor(place))) * 10) / 10;
	};
	return { lower: at(0.25), median: at(0.5), upper: at(0.75) };
}

function people(ways: readonly Way[]): number {
	return new Set(ways.map(({ personId }) => personId)).size;
}

/** Nothing is told behind which fewer than five people stand, nor what would tell of the fewer than five that are left. */
function isTold(some: readonly Way[], of: readonly Way[]): boolean {
	const inside = people(some);
	const rest = people(of.filter((way) => !some.includes(way)));
	return (inside === 0 || inside >= least) && (rest === 0 || rest >= least);
}

function daysOf(ways: readonly Way[], which: "receivedAfter" | "answeredAfter"): Days {
	const come = ways.filter((way) => way[which] !== null);
	return people(come) >= least ? quartiles(come.map((way) => way[which] ?? 0)) : null;
}

/** What is measured of some handings over; nothing at all where fewer than five people stand behind them. */
export function measure(ways: readonly Way[]): Measured {
	if (people(ways) < least)
		return {
			sent: ways.length === 0 ? 0 : null,
			toReceived: null,
			toAnswered: null,
			closedWithAnswer: null,
			revoked: null,
		};
	const closed = ways.filter((way) => way.closedWithAnswer);
	const revoked = ways.filter((way) => way.revoked);
	return {
		sent: ways.length,
		toReceived: daysOf(ways, "receivedAfter"),
		toAnswered: daysOf(ways, "answeredAfter"),
		closedWithAnswer: isTold(closed, ways) ? Math.round((closed.length / ways.length) * 100) : null,
		revoked: isTold(revoked, ways) ? revoked.length : null,
	};
}

const withheld: Measured = { sent: null, toReceived: null, toAnswered: null, closedWithAnswer: null, revoked: null };

/** All of them, and by part: what would follow by subtraction is withheld too. */
export function byPart(ways: readonly Way[], parts: readonly string[]): { all: Measured; parts: Measured[] } {
	const inPart = parts.map((part) => ways.filter((way) => way.part === part));
	const { told, sumTold } = withhold(inPart.map(people));
	return {
		all: sumTold ? measure(ways) : withheld,
		parts: inPart.map((some, i) => (told[i] ? measure(some) : withheld)),
	};
}
