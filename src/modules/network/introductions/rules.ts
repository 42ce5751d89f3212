import { introductions } from "../../../measures/introductions.ts";
import { trustByKind } from "../../../measures/trust.ts";
import type { IntroductionsContent, Meeting } from "../kept/contract.ts";
import { type Network, networkOf } from "../rules.ts";

const most = 8;

/**
 * Introductions worth making, in numbers: what was gained chooses them, and says nothing of who comes first. Of somebody
 * protected one speaks in person alone: they are introduced to nobody, and introduce nobody.
 */
export function meetingsIn(here: Network, numberOf: (id: string) => number): IntroductionsContent {
	const { people, ties, from, to } = networkOf(
		here.people.filter((person) => !person.protected),
		here.ties,
	);
	const trust = ties.map(({ kind }) => trustByKind[kind]);
	const number = (node: number) => numberOf(people[node]!.id);
	return {
		meetings: introductions({ n: people.length, from, to, trust }, { limit: most }).map(
			({ one, other, introducers, gain }) => ({
				one: number(one),
				other: number(other),
				introducers: introducers.map(number),
				gain,
			}),
		),
	};
}

/** By the place of who introduces and then by name. Those of whom no place is known stand under "". */
export function byPlace<Who extends { label: string; placeLabel: string | null }>(
	meetings: readonly Meeting<Who>[],
): [place: string, meetings: Meeting<Who>[]][] {
	const sorted = [...meetings].sort((a, b) => a.introducers[0]!.label.localeCompare(b.introducers[0]!.label, "it"));
	const groups = [...Map.groupBy(sorted, ({ introducers }) => introducers[0]!.placeLabel ?? "")];
	return groups.sort(([a], [b]) => Number(a === "") - Number(b === "") || a.localeCompare(b, "it", { numeric: true }));
}
