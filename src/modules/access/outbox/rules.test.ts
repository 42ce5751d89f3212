import { expect, test } from "vitest";
import { isGivenUp, meaningOf, nextTry } from "./rules.ts";

const now = new Date("2026-11-22T09:30:00Z");
const pause = (tries: number) => (nextTry(tries, now).getTime() - now.getTime()) / 1000;

test("the pauses grow, up to six hours", () => {
	expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 30].map(pause)).toEqual([5, 15, 45, 135, 405, 1215, 3645, 10935, 21600, 21600]);
});

test("an address refused for good is given up at once, anything else after five days", () => {
	const refused = meaningOf({
		...{ code: "EENVELOPE", command: "RCPT TO", responseCode: 550 },
		response: "550 5.1.1 <rosa@example.org>: Recipient address rejected",
	});
	expect(refused).toEqual({ kind: "never", code: "550 5.1.1" });
	const later = meaningOf({
		code: "EENVELOPE",
		command: "RCPT TO",
		responseCode: 451,
		response: "451 Greylisted, Rosa",
	});
	expect(later).toEqual({ kind: "not_now", code: "451" });
	expect(meaningOf({ code: "EAUTH", responseCode: 535, response: "535 5.7.8 no" }).kind).toBe("not_now");
	expect(meaningOf({ code: "EENVELOPE", command: "MAIL FROM", responseCode: 550 }).kind).toBe("not_now");
	expect(meaningOf({ code: "EENVELOPE", command: "API" })).toEqual({ kind: "never", code: "EENVELOPE" });
	expect(meaningOf(new Error("?"))).toEqual({ kind: "not_now", code: "unknown" });
	const after = (days: number) => new Date(now.getTime() + days * 86_400_000);
	expect([after(0), after(5), after(5.1)].map((at) => isGivenUp(later, now, at))).toEqual([false, false, true]);
	expect(isGivenUp(refused, now, now)).toBe(true);
});
