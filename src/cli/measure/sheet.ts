import type { Generativity } from "../../measures/generativity.ts";
import type { NetworkFigures } from "../../measures/network.ts";
import type { InvitationFigures } from "./outreach.ts";

// The same figures for people: what is measured, how much, and what it says.

/** Below this many receipts a ratio says more about chance than about people. */
const receiptsToldFrom = 20;

type Line = [what: string, figure: string | number | null, meaning: string];

export function aboutNetwork(f: NetworkFigures): string {
	return tableOf([
		["people", f.people, ""],
		["ties", f.ties, "pairs of people who are tied, whatever the direction"],
		["rows left out", f.ignored, "ties of somebody with themselves"],
		["density", f.density, "share of all possible pairs that are tied"],
		["components", f.components, "groups that no tie joins"],
		["largest component", f.largestComponent, "people"],
		["without a tie", f.isolated, "people"],
		["with a single tie", f.singleTie, "people"],
		["triangles", f.triangles, "three who are all tied"],
		["transitivity", f.transitivity, "how often two acquaintances of somebody are tied"],
		["average clustering", f.averageClustering, "the same, a mean over people"],
		["largest core", f.maxCore, "a group in which everybody has at least so many ties"],
		["bridges", f.bridges, "ties whose loss would separate people"],
		["articulation points", f.articulationPoints, "people whose loss would separate others"],
		["sum of constraint", f.constraintSum, "Burt's constraint over everybody who has a tie"],
		["largest betweenness", f.betweennessMax, f.betweennessMaxAt === null ? "" : `of ${plain(f.betweennessMaxAt)}`],
		["average distance", f.averageDistance, "ties between two people of the largest component"],
		["diameter", f.diameter, "the most ties between two of them"],
		["pairs tied in several ways", f.multiplexPairs, ""],
		["their share", f.multiplexShare, "of all pairs tied"],
		...Object.entries(f.eiIndex).map(
			([name, value]): Line => [`E-I index of ${plain(name)}`, value, "−1 all ties stay inside, 1 all go outside"],
		),
		["communities", f.communities, "groups with more ties inside than chance would give"],
		["modularity", f.modularity, "how much more"],
	]);
}

export function aboutGenerativity(f: Generativity): string {
	const within = `within ${f.horizonDays} days`;
	if (f.acts < receiptsToldFrom)
		return tableOf([
			["acts of help", f.acts, `fewer than ${receiptsToldFrom}: too few to say what they bring about`],
			["receivers", f.receivers, ""],
			["chains", f.chains, "acts that no other act inspired"],
		]);
	return tableOf([
		["acts of help", f.acts, f.asOf === null ? "" : `until ${f.asOf}`],
		["receivers", f.receivers, ""],
		["G", f.G, `further acts that one help received inspired ${within}`],
		["between", f.low, "95 % interval, from"],
		["and", f.high, "to"],
		["standard error", f.se, "robust to people who give and receive a lot"],
		["declared returns", f.declaredReturns, within],
		["given back directly", f.directShare, "share of declared returns, to the very giver"],
		["answered", f.answeredShare, "share of acts whose giver answered"],
		["G at least", f.bounds.low, "if every question not answered is a no"],
		["G at most", f.bounds.high, "if they are like the answered ones"],
		["chains", f.chains, "acts that no other act inspired"],
		["mean chain", f.meanChain, "acts"],
		["longest chain", f.longestChain, "acts"],
		["gave afterwards", f.returnAny, `share of receipts after which the receiver gave ${within}`],
		["to somebody else", f.returnOther, "than the giver"],
		["receivers who became givers", f.conversion, `share ${within}, of people first seen as receivers`],
		["days to a return", f.medianDaysToReturn, "median"],
	]);
}

export function aboutOutreach(f: InvitationFigures): string {
	const lines: Line[] = f.inviters.flatMap(({ id, gain, paths }) => [
		[plain(id), gain, "reaches so much more"] as Line,
		...paths.map((path): Line => ["", "", path.map(plain).join(" → ")]),
	]);
	return [
		tableOf([
			["reach", f.reach, `of ${rounded(f.weightTotal)}, as the formula has it`],
			[
				"played through",
				f.simulated.reach,
				`95 of 100 times from ${rounded(f.simulated.low)} to ${rounded(f.simulated.high)}`,
			],
		]),
		lines.length === 0 ? "Nobody who may invite reaches anybody." : tableOf(lines),
	].join("\n\n");
}

/** Columns side by side, figures flush right. */
function tableOf(lines: readonly Line[]): string {
	const cells = lines.map(
		([what, figure, meaning]) => [what, typeof figure === "string" ? figure : rounded(figure), meaning] as const,
	);
	const [first, second] = [0, 1].map((i) => Math.max(...cells.map((row) => row[i]!.length))) as [number, number];
	return cells
		.map(([what, figure, meaning]) => `${what.padEnd(first)}  ${figure.padStart(second)}  ${meaning}`.trimEnd())
		.join("\n");
}

function rounded(value: number | null): string {
	if (value === null) return "–";
	return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
}

/** An id or a name in one line: line breaks and signs that steer a terminal are left out. */
function plain(text: string): string {
	return text.replace(/[\p{Cc}\u2028\u2029]/gu, "␣");
}
