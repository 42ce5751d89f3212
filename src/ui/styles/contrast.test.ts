import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const css = readFileSync(join(import.meta.dirname, "tokens.css"), "utf8");
const [light, dark] = css.split("@media (prefers-color-scheme: dark)").map(coloursOf);
if (!light || !dark) throw new Error("tokens.css has lost one of its schemes");

function coloursOf(text: string): Record<string, string> {
	return Object.fromEntries([...text.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6})\b/g)].map(([, name, hex]) => [name, hex]));
}

/** Relative luminance, as WCAG 2 defines it. */
function luminance(hex: string): number {
	const [r = 0, g = 0, b = 0] = [1, 3, 5]
		.map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
		.map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
	const [a, b] = [luminance(one), luminance(other)];
	return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** What is written on what, as the styles do. */
const texts = [
	["ink", ["ground", "card", "tint", "strip"]],
	["soft", ["ground", "card", "tint"]],
	["teal", ["ground", "card", "tint"]],
	["teal-dark", ["ground", "card", "tint"]],
	["thread-text", ["ground", "card"]],
	["on-teal", ["teal", "teal-dark"]],
	["on-urgent", ["urgent"]],
	["on-head", ["head"]],
] as const;

/** What must be seen to use the page: borders of fields, rings, edges, shapes in pictures. */
const shapes = [
	["field-border", ["ground", "card"]],
	["teal", ["ground", "card", "tint"]],
	["teal-dark", ["ground", "card"]],
	["thread", ["ground", "card"]],
	["thread-text", ["ground", "card"]],
	["urgent", ["ground", "card"]],
	["ochre", ["ground", "card"]],
	["violet", ["ground", "card"]],
] as const;

describe.each([
	["light", light],
	// What the dark scheme does not say again stays as it is.
	["dark", { ...light, ...dark }],
])("the %s scheme", (_, colours) => {
	const pairs = (list: typeof texts | typeof shapes) => list.flatMap(([on, grounds]) => grounds.map((g) => [on, g]));

	test.each(pairs(texts))("writes %s on %s with at least 4.5:1", (text, ground) => {
		expect(contrast(colours[text] ?? "", colours[ground] ?? "")).toBeGreaterThanOrEqual(4.5);
	});

	test.each(pairs(shapes))("draws %s on %s with at least 3:1", (shape, ground) => {
		expect(contrast(colours[shape] ?? "", colours[ground] ?? "")).toBeGreaterThanOrEqual(3);
	});
});

test("the dark scheme changes every colour that carries text or shape", () => {
	const used = new Set([...texts, ...shapes].flatMap(([on, grounds]) => [on, ...grounds]));
	expect([...used].filter((name) => !(name in dark))).toEqual([]);
});

test("knows black on white", () => {
	expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
});
