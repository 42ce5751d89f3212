import { createHash } from "node:crypto";
import { withhold } from "../../../core/withhold.ts";
import type { TieKind } from "../../community/contract.ts";
import type { Growth } from "../../community/counts/service.ts";
import { type Answer, answers, type Document, type Question, questions } from "./contract.ts";

/** A document as one text: names in order, no spaces; the same document is the same text, in whatever order it was kept. */
export function canonical(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
	if (value === null || typeof value !== "object") return JSON.stringify(value);
	const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
	return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(",")}}`;
}

/** SHA-256 of the canonical text. */
export function hashOf(document: Document): Buffer {
	return createHash("sha256").update(canonical(document)).digest();
}

/** A number, or null where it is withheld from this reader. */
type Told = number | null;
export type ToldBaseline = {
	network: {
		persons: Told;
		households: Told;
		groups: number;
		organisations: number;
		places: number;
		pairs: Told;
		ties: { kind: TieKind; n: Told }[];
	};
	wentOn: { from: string; initiatives: number; sessions: number; presences: Told; people: Told };
	effort: Document["effort"];
	belonging: {
		version: number;
		given: number;
		returned: Told;
		answers: Record<Question, Record<Answer | "blank", Told>>;
	};
	withheld: boolean;
};

/** What a reader is told of a baseline: all of it, or, `isGuarded`, no cell of few people and none that gives one away. */
export function tellBaseline(document: Document, isGuarded: boolean): ToldBaseline {
	const { network, wentOn, effort, belonging } = document;
	let withheld = false;
	const tell = (numbers: readonly number[], people: readonly number[] = numbers): Told[] => {
		if (!isGuarded) return [...numbers];
		const { told } = withhold(people);
		withheld ||= told.includes(false);
		return numbers.map((n, i) => (told[i] ? n : null));
	};
	const one = (n: number): Told => tell([n])[0] ?? null;
	const ties = tell(
		network.ties.map((tie) => tie.n),
		network.ties.map((tie) => tie.people),
	);
	const answersOf = (q: Question) => {
		const counted = answers.map((a) => belonging.answers[q][a]);
		const blank = belonging.returned - counted.reduce((sum, n) => sum + n, 0);
		const told = tell([...counted, blank]);
		return Object.fromEntries([...answers, "blank" as const].map((a, i) => [a, told[i] ?? null]));
	};
	const { groups, organisations, places } = network;
	const byQuestion = Object.fromEntries(questions.map((q) => [q, answersOf(q)]));
	const told = {
		network: {
			persons: one(network.persons),
			households: one(network.households),
			groups,
			organisations,
			places,
			pairs: isGuarded && ties.includes(null) ? null : network.pairs,
			ties: network.ties.map(({ kind }, i) => ({ kind, n: ties[i] ?? null })),
		},
		wentOn: { ...wentOn, presences: one(wentOn.presences), people: one(wentOn.people) },
		effort,
		belonging: {
			version: belonging.version,
			given: belonging.given,
			returned: one(belonging.returned),
			answers: byQuestion as ToldBaseline["belonging"]["answers"],
		},
	};
	return { ...told, withheld };
}

export type ToldGrowth = Record<Exclude<keyof Growth, "newTiesPeople">, Told>;

/** What a reader is told of what came since. Who came, was found and left are withheld together: they add up to who is known now. */
export function tellGrowth(growth: Growth, isGuarded: boolean): ToldGrowth {
	const { newTiesPeople, ...numbers } = growth;
	if (!isGuarded) return numbers;
	const { newPersons, foundPersons, leftPersons } = numbers;
	const people = withhold([newPersons, foundPersons, leftPersons]).told;
	const ties = withhold([newTiesPeople, numbers.foundTies, numbers.endedTies]).told;
	const kept = (n: number, isTold: boolean | undefined) => (isTold ? n : null);
	return {
		newPersons: kept(newPersons, people[0]),
		foundPersons: kept(foundPersons, people[1]),
		leftPersons: kept(leftPersons, people[2]),
		newTies: kept(numbers.newTies, ties[0]),
		foundTies: kept(numbers.foundTies, ties[1]),
		endedTies: kept(numbers.endedTies, ties[2]),
	};
}
