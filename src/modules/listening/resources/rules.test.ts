import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { topics } from "../contract.ts";
import { reasonsFor, type Side, suggest } from "./rules.ts";

const gelsi = { id: "gelsi", label: "via dei Gelsi" };
const two = { id: "two", label: "via dei Gelsi 2" };
const stairA = { id: "a", label: "via dei Gelsi 2, scala A" };
const stairB = { id: "b", label: "via dei Gelsi 2, scala B" };
const ponte = { id: "ponte", label: "via del Ponte" };

function side(topic: Side["topic"], texts: string[], ...path: Side["path"]): Side {
	return { topic, texts, path };
}

describe("why something could help", () => {
	test("the same topic, the place or one around both, and the words in common, each as it can be checked", () => {
		const need = side("papers", ["Moduli da compilare", "Non sa compilare il modulo dell'autobus"], stairA, two, gelsi);
		expect(reasonsFor(need, side("papers", ["Un pensionato compila moduli il sabato"], stairB, two, gelsi))).toEqual([
			{ why: "same_topic", topic: "papers" },
			{ why: "near", place: "via dei Gelsi 2" },
			{ why: "words", words: ["compilare", "modulo"] },
		]);
		expect(reasonsFor(need, side("papers", ["Aiuta volentieri"], stairA, two, gelsi))).toEqual([
			{ why: "same_topic", topic: "papers" },
			{ why: "same_place", place: "via dei Gelsi 2, scala A" },
		]);
	});

	test("numbers of one street are near also where nobody wrote down that they stand in it", () => {
		const here = side("home", ["Il rubinetto perde"], { id: "1", label: "via Roggia 12" });
		const there = side("home", ["Sa montare mensole"], { id: "2", label: "via Roggia 3" });
		expect(reasonsFor(here, there)).toContainEqual({ why: "near", place: "via Roggia" });
	});

	test.each([
		["a place alone", side("home", ["Il rubinetto perde"], two), side("food", ["Porta il pane"], two)],
		["one word, and places apart", side(null, ["La spesa in salita"], two), side(null, ["Fa la spesa"], ponte)],
		[
			"the name of the place as a word",
			side(null, ["Buio in via dei Gelsi"], gelsi),
			side(null, ["Gelsi: canta"], gelsi),
		],
		["words of every note", side(null, ["Qualcuno chiede sempre aiuto"]), side(null, ["Qualcuno offre sempre aiuto"])],
		["nothing said", side(null, [""]), side(null, [""])],
	])("is not: %s", (_name, need, give) => {
		expect(reasonsFor(need, give)).toEqual([]);
	});

	test("one word is enough near by; two anywhere; plural, accents and capitals count as the same", () => {
		const need = side(null, ["Serve un TRAPANO"], two);
		expect(reasonsFor(need, side(null, ["presta trapani"], two))).toContainEqual({ why: "words", words: ["trapano"] });
		const far = side(null, ["Trapano per la mensola"], ponte);
		expect(reasonsFor(far, side(null, ["Mensole, trapani, viti"], two))).toEqual([
			{ why: "words", words: ["mensola", "trapano"] },
		]);
	});

	const sides = fc.record({
		topic: fc.option(fc.constantFrom(...topics)),
		texts: fc.array(fc.lorem({ maxCount: 6 }), { maxLength: 3 }),
		path: fc.subarray([stairA, two, gelsi, ponte]),
	});

	test("a need finds what finds the need, by as many reasons and the same kinds", () => {
		fc.assert(
			fc.property(sides, sides, (one, other) => {
				const kinds = (reasons: ReturnType<typeof reasonsFor>) => reasons.map((reason) => reason.why);
				expect(kinds(reasonsFor(one, other))).toEqual(kinds(reasonsFor(other, one)));
			}),
		);
	});

	test("nothing is suggested without a reason, more reasons come first, and the list is bounded", () => {
		fc.assert(
			fc.property(sides, fc.array(sides, { maxLength: 30 }), (need, gives) => {
				const found = suggest(gives, (give) => reasonsFor(need, give), 8);
				expect(found.length).toBeLessThanOrEqual(8);
				expect(found.every((give) => give.reasons.length > 0)).toBe(true);
				const counts = found.map((give) => give.reasons.length);
				expect(counts).toEqual([...counts].sort((a, b) => b - a));
				expect(Object.keys(found[0] ?? { texts: 0, path: 0, topic: 0, reasons: 0 }).sort()).toEqual([
					"path",
					"reasons",
					"texts",
					"topic",
				]);
			}),
		);
	});
});
