import fc from "fast-check";
import { expect, test } from "vitest";
import { mostAnHour, networkOf, receiptCode, tryAgainAt } from "./rules.ts";

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

test("an address stands for its network", () => {
	expect(networkOf("192.0.2.7")).toBe("192.0.2.7");
	expect(networkOf("::ffff:192.0.2.7")).toBe("192.0.2.7");
	expect(networkOf("2001:db8:1:2:aaaa:bbbb:cccc:dddd")).toBe("2001:db8:1:2");
	expect(networkOf("2001:DB8::1")).toBe("2001:db8:0:0");
	expect(networkOf("::1")).toBe("0:0:0:0");
	expect(networkOf("unknown")).toBe("unknown");
});
