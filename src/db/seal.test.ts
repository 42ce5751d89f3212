import fc from "fast-check";
import { expect, test } from "vitest";
import { sealOf } from "./seal.ts";

const seal = sealOf(Buffer.alloc(32, 1));

test("what is sealed opens again, in its own place and with its own key only", () => {
	fc.assert(
		fc.property(fc.string({ unit: "binary" }), fc.string(), (plain, place) => {
			const text = plain.toWellFormed();
			const sealed = seal.close(text, place);
			expect(seal.open(sealed, place)).toBe(text);
			expect(() => seal.open(sealed, `${place}x`)).toThrow();
			expect(() => sealOf(Buffer.alloc(32, 2)).open(sealed, place)).toThrow();
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
