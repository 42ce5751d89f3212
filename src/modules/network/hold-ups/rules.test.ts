import fc from "fast-check";
import { expect, test } from "vitest";
import { anyTies } from "../../../../tests/graphs.ts";
import type { NetworkHistory, NetworkPerson } from "../../community/network/contract.ts";
import type { HoldUp } from "../kept/contract.ts";
import { placedOn, streetsIn } from "../measured/rules.ts";
import { networkOn } from "../rules.ts";
import { holdUpsOn } from "./rules.ts";

const day = "2026-11-22";

/** People called by their number, each in the street of a letter («-» for an unknown one), and who is tied to whom. */
function historyOf(letters: string, ties: readonly (readonly [number, number])[]): NetworkHistory {
	return {
		people: [...letters].map((letter, i) => ({
			id: String(i),
			label: String(i),
			level: "name",
			placeId: letter === "-" ? null : letter,
			placeLabel: null,
			knownSince: "2026-01-01",
			existedBefore: false,
			leftOn: null,
		})),
		ties: ties.map(([one, other], i) => ({
			id: String(i),
			one: String(one),
			other: String(other),
			kind: "knows",
			since: "2026-01-01",
			until: null,
			existedBefore: false,
			metAt: null,
		})),
	};
}

const streets = new Map([..."abc"].map((letter) => [letter, letter]));
const toldOf = (letters: string, ties: readonly (readonly [number, number])[]) =>
	holdUpsOn(networkOn(historyOf(letters, ties), day), streets).map(({ streets, holdUps }) => [
		streets.join(""),
		...holdUps.map(brief),
	]);

function brief(holdUp: HoldUp<NetworkPerson>): string {
	if (holdUp.kind === "person") return `${holdUp.people} through ${holdUp.at.label}`;
	if (holdUp.kind === "tie") return `${holdUp.people} by ${holdUp.near.label}-${holdUp.far.label}`;
	return `${holdUp.people} with ${holdUp.pairs.map(([one, other]) => `${one.label}-${other.label}`)}`;
}

const ring = (...those: number[]) => those.map((u, i) => [u, those[(i + 1) % those.length]!] as const);

test("three who know each other hang by one tie on four who do", () => {
	expect(toldOf("aaabbbb", [...ring(0, 1, 2), ...ring(3, 4, 5, 6), [2, 3]])).toEqual([["a", "3 by 2-3"]]);
});

test("two are too few to be told of", () => {
	expect(toldOf("aabbbb", [[0, 1], ...ring(2, 3, 4, 5), [1, 2]])).toEqual([]);
});

test("three who each hang on the same person are tied through that person", () => {
	expect(toldOf("aacbbbb", [[0, 3], [1, 3], [2, 3], ...ring(3, 4, 5, 6)])).toEqual([["ac", "3 through 3"]]);
});

test("ties in a row are told once, by the one that holds most", () => {
	expect(toldOf("aaaacbbbbbb", [[0, 1], [1, 2], [2, 3], [3, 4], [4, 5], ...ring(5, 6, 7, 8, 9, 10)])).toEqual([
		["ac", "5 by 4-5"],
	]);
});

test("a street hangs on the two pairs that lead out of it; with three it does not", () => {
	const two = [...ring(0, 1, 2, 3, 4), ...ring(5, 6, 7, 8, 9), [0, 5], [1, 6]] as const;
	expect(toldOf("aaaaabbbbb", two)).toEqual([
		["a", "5 with 0-5,1-6"],
		["b", "5 with 5-0,6-1"],
	]);
	expect(toldOf("aaaaabbbbb", [...two, [2, 7]])).toEqual([]);
});

test("of a street that hangs by one tie it is told once; of one without any tie, that none is known", () => {
	const rings = [...ring(0, 1, 2, 3, 4), ...ring(5, 6, 7, 8, 9, 10)];
	expect(toldOf("aaaaabbbbbb", [...rings, [0, 5]])).toEqual([["a", "5 by 0-5"]]);
	expect(toldOf("aaaaa", ring(0, 1, 2, 3, 4))).toEqual([["a", "5 with "]]);
});

test("people of whom no place is known are told of by themselves", () => {
	expect(toldOf("---bbbb", [...ring(0, 1, 2), ...ring(3, 4, 5, 6), [2, 3]])).toEqual([["", "3 by 2-3"]]);
});

test("whoever has no tie is not told of", () => {
	expect(toldOf("aaaa---", [])).toEqual([]);
});

test("as many streets are told of as the figure of the network says, but for those that a tie tells of", () => {
	const placed = anyTies(30).chain((ties) =>
		fc.record({
			ties: fc.constant(ties),
			letters: fc.array(fc.constantFrom(..."abc-"), { minLength: ties.n, maxLength: ties.n }),
		}),
	);
	fc.assert(
		fc.property(placed, ({ ties, letters }) => {
			const pairs = ties.from.map((u, i) => [u, ties.to[i]!] as const).filter(([u, v]) => u !== v);
			const history = historyOf(letters.join(""), pairs);
			const all = holdUpsOn(networkOn(history, day), streets);
			const told = all.flatMap(({ streets, holdUps }) =>
				holdUps.some(({ kind }) => kind === "street") ? streets : [],
			);
			const byTie = all.flatMap(({ holdUps }) => holdUps.flatMap((one) => (one.kind === "tie" ? [one] : [])));
			const throughTie = new Set(byTie.flatMap(({ near, far }) => [near.placeId, far.placeId]));
			const { onFewTies } = streetsIn(placedOn(history, streets, day));
			expect(told.length).toBeLessThanOrEqual(onFewTies);
			expect(
				told.length + [..."abc"].filter((s) => throughTie.has(s) && !told.includes(s)).length,
			).toBeGreaterThanOrEqual(onFewTies);
		}),
	);
});
