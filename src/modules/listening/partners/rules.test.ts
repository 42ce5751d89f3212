import fc from "fast-check";
import { expect, test } from "vitest";
import { mostAnHour, receiptCode, tryAgainAt } from "./rules.ts";

const at = (time: string) => new Date(`2026-11-22T${time}:00Z`);

test("there is room up to the limit, and again an hour after the first try of what is over it", () => {
	const link = (n: number) => ({ kind: "link" as const, since: at("09:10"), n });
	const address = (n: number) => ({ kind: "address" as const, since: at("09:25"), n });
	expect(tryAgainAt([link(mostAnHour.link), address(mostAnHour.address)])).toBeUndefined();
	expect(tryAgainAt([link(mostAnHour.link + 1), address(1)])).toEqual(at("10:10"));
	expect(tryAgainAt([link(1), address(mostAnHour.address + 1)])).toEqual(at("10:25"));
	expect(tryAgainAt([link(mostAnHour.link + 1), address(mostAnHour.address + 1)])).toEqual(at("10:25"));
});

test("a receipt's code is the same for the same note, and can be read out", () => {
	fc.assert(
		fc.property(fc.uuid(), (id) => {
			expect(receiptCode(id)).toMatch(/^[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}$/);
			expect(receiptCode(id)).toBe(receiptCode(id));
		}),
	);
	expect(receiptCode("a")).not.toBe(receiptCode("b"));
});
