import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { KeyDestroyed } from "./keys.ts";
import { sealOf } from "./seal.ts";

const folder = mkdtempSync(join(tmpdir(), "filo-keys-"));
const seal = sealOf(Buffer.alloc(32, 1), folder);

test("what is sealed opens again, in its own place and with its own key only", () => {
	fc.assert(
		fc.property(fc.string({ unit: "binary" }), fc.string(), (plain, place) => {
			const text = plain.toWellFormed();
			const sealed = seal.close(text, place);
			expect(seal.open(sealed, place)).toBe(text);
			expect(() => seal.open(sealed, `${place}x`)).toThrow();
			expect(() => sealOf(Buffer.alloc(32, 2), folder).open(sealed, place)).toThrow();
		}),
	);
});

test("a single changed bit does not open", () => {
	const sealed = seal.close("0461 000 000", "community.contacts/1");
	for (let i = 0; i < sealed.length; i += 1) {
		const bent = Buffer.from(sealed);
		bent[i]! ^= 1;
		expect(() => seal.open(bent, "community.contacts/1")).toThrow();
	}
});

test("the same text never looks the same twice, but is found again", () => {
	expect(seal.close("a", "p").equals(seal.close("a", "p"))).toBe(false);
	expect(seal.blind("a").equals(seal.blind("a"))).toBe(true);
	expect(seal.blind("a").equals(seal.blind("b"))).toBe(false);
});

const [valley, anna, bruno] = [1, 2, 3].map((n) => `00000000-0000-7000-8000-00000000000${n}`) as [
	string,
	string,
	string,
];

test("what is sealed for one person opens with their key only, also in another process", () => {
	const sealed = seal.ofPerson(valley, anna).close("a word", "t/1");
	const again = sealOf(Buffer.alloc(32, 1), folder);
	expect(again.ofPerson(valley, anna).open(sealed, "t/1")).toBe("a word");
	expect(() => again.ofPerson(valley, bruno).open(sealed, "t/1")).toThrow();
	expect(() => again.ofTerritory(valley).open(sealed, "t/1")).toThrow();
	expect(() => again.open(sealed, "t/1")).toThrow();
	expect(() => sealOf(Buffer.alloc(32, 2), folder).ofPerson(valley, anna).open(sealed, "t/1")).toThrow();
	const old = seal.close("from before", "t/1");
	expect(seal.ofPerson(valley, anna).open(old, "t/1")).toBe("from before");
	const bytes = Buffer.from([0, 255, 128, 10]);
	const file = seal.ofTerritory(valley).close(bytes, "t/2");
	expect(again.ofTerritory(valley).openBytes(file, "t/2").equals(bytes)).toBe(true);
});

test("a destroyed key is gone for good: nothing opens, nothing new is sealed, and nothing of it is left on the disk", () => {
	const sealed = seal.ofPerson(valley, bruno).close("a word", "t/1");
	seal.destroy(valley, bruno);
	seal.destroy(valley, bruno);
	for (const one of [seal, sealOf(Buffer.alloc(32, 1), folder)]) {
		expect(() => one.ofPerson(valley, bruno).open(sealed, "t/1")).toThrow(KeyDestroyed);
		expect(() => one.ofPerson(valley, bruno).close("again", "t/1")).toThrow(KeyDestroyed);
	}
	// Also of somebody who never had one: nobody makes it afterwards.
	const carla = anna.replace(/2$/, "4");
	seal.destroy(valley, carla);
	expect(() => seal.ofPerson(valley, carla).close("again", "t/1")).toThrow(KeyDestroyed);
	expect(readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".part"))).toEqual(
		[],
	);
});
