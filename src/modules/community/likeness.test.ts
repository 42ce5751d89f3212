import fc from "fast-check";
import { expect, test } from "vitest";
import { fold } from "../../core/text.ts";
import { likest, slips } from "./likeness.ts";

const people = [
	"Lucía Bertoldi",
	"Luca Bertolini",
	"Maria Rossi",
	"Mario Russo",
	"Rosa Zeni",
	"la signora del terzo piano",
	"il signore col cane",
	"via Roggia 12",
	"via Verdi 4",
	"Nuccia della roggia",
].map((label) => ({ label, folded: fold(label) }));

const found = (typed: string) => likest(typed, people, 8).map((row) => row.label);

test.each([
	["lucia bertolid", "Lucía Bertoldi"],
	["LUCIA", "Lucía Bertoldi"],
	["bertoldi lucia", "Lucía Bertoldi"],
	["lcuia bertoldi", "Lucía Bertoldi"],
	["via rogia", "via Roggia 12"],
	["via rogga 12", "via Roggia 12"],
	["roas", "Rosa Zeni"],
	["signora terzo piano", "la signora del terzo piano"],
	["la siora del terzo piano", "la signora del terzo piano"],
	["maria ros", "Maria Rossi"],
])("«%s» finds %s first", (typed, label) => {
	expect(found(typed)[0]).toBe(label);
});

test("what is like nothing finds nothing, and so does an empty question", () => {
	expect(found("Ezio Gottardi")).toEqual([]);
	expect(found("  ")).toEqual([]);
	expect(found("'); drop table")).toEqual([]);
});

test("of two words both must be there: via Verdi is not via Roggia", () => {
	expect(found("via rogia")).not.toContain("via Verdi 4");
});

test("at most as many as asked", () => {
	expect(likest("via", people, 1)).toHaveLength(1);
});

test("known distances, and one slip of any sort is one", () => {
	expect(slips("bertolid", "bertoldi", 2)).toBe(1);
	expect(slips("kitten", "sitting", 3)).toBe(3);
	expect(slips("ca", "abc", 3)).toBe(3);
	expect(slips("abcdef", "uvwxyz", 2)).toBe(3);
	const word = fc.string({ unit: fc.constantFrom(..."abcde"), minLength: 3, maxLength: 12 });
	fc.assert(
		fc.property(word, word, (a, b) => {
			expect(slips(a, b, 12)).toBe(slips(b, a, 12));
			expect(slips(a, b, 12) === 0).toBe(a === b);
		}),
	);
	fc.assert(
		fc.property(word, fc.nat(), (a, at) => {
			const i = at % a.length;
			expect(slips(a.slice(0, i) + a.slice(i + 1), a, 2)).toBeLessThanOrEqual(1);
			expect(slips(`${a.slice(0, i)}z${a.slice(i)}`, a, 2)).toBe(1);
		}),
	);
});
