import { introductions } from "../../../measures/introductions.ts";
import { trustByKind } from "../../../measures/trust.ts";
import type { NetworkPerson } from "../../community/network/contract.ts";
import type { Network } from "../rules.ts";

/** Two people, who could introduce them (one acquaintance of both, or one of each), and how many would have two ties for one. */
export type Meeting = { one: NetworkPerson; other: NetworkPerson; introducers: NetworkPerson[]; gain: number };

const most = 8;

/**
 * Introductions worth making, by the place of who introduces and then by name: what was gained chooses them, and says
 * nothing of who comes first. Those of whom no place is known stand under "".
 */
export function meetingsByPlace({ people, ties, from, to }: Network): [place: string, meetings: Meeting[]][] {
	const trust = ties.map(({ kind }) => trustByKind[kind]);
	const meetings = introductions({ n: people.length, from, to, trust }, { limit: most }).map(
		({ one, other, introducers, gain }): Meeting => ({
			one: people[one]!,
			other: people[other]!,
			introducers: introducers.map((node) => people[node]!),
			gain,
		}),
	);
	meetings.sort((a, b) => a.introducers[0]!.label.localeCompare(b.introducers[0]!.label, "it"));
	const groups = [...Map.groupBy(meetings, ({ introducers }) => introducers[0]!.placeLabel ?? "")];
	return groups.sort(([a], [b]) => Number(a === "") - Number(b === "") || a.localeCompare(b, "it", { numeric: true }));
}
