import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answerChange, canMove, instantFor, instantsOf, isFuture, recordingOf, speaksOfPayment } from "./rules.ts";

const now = new Date("2026-11-22T09:30:00Z");

describe("what moved an act", () => {
	const people = ["anna", "bruno", "carla"] as const;
	const story = fc.array(
		fc.record({
			id: fc.uuid(),
			giver: fc.constantFrom(...people),
			receiver: fc.constantFrom(...people),
			// Few instants, so that many acts share one.
			at: fc.integer({ min: 0, max: 4 }),
			recordedAt: fc.integer({ min: 0, max: 2 }),
		}),
		{ minLength: 2, maxLength: 12 },
	);

	test("following what moved it, no act comes back to itself, whatever was accepted in whatever order", () => {
		fc.assert(
			fc.property(story, fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 60 }), (acts, links) => {
				const moved = new Map<number, number>();
				const moment = (a: (typeof acts)[number]) => ({
					id: a.id,
					at: new Date(a.at),
					recordedAt: new Date(a.recordedAt),
					giverId: a.giver,
					receiverId: a.receiver,
				});
				for (const [by, act] of links) {
					const [from, to] = [acts[by], acts[act]];
					if (from && to && canMove(moment(from), moment(to))) moved.set(act, by);
				}
				for (const start of moved.keys()) {
					const seen = new Set<number>();
					for (let at: number | undefined = start; at !== undefined; at = moved.get(at)) {
						expect(seen.has(at)).toBe(false);
						seen.add(at);
					}
				}
				for (const [act, by] of moved) {
					expect(acts[by]?.receiver).toBe(acts[act]?.giver);
					expect(acts[by]?.at ?? 9).toBeLessThanOrEqual(acts[act]?.at ?? -9);
				}
			}),
		);
	});

	const receipt = { id: "a", at: now, recordedAt: now, receiverId: "anna" };
	const act = { id: "b", at: new Date(now.getTime() + 1), recordedAt: now, giverId: "anna" };
	test("only help that its giver received, earlier", () => {
		expect(canMove(receipt, act)).toBe(true);
		expect(canMove({ ...receipt, receiverId: "bruno" }, act)).toBe(false);
		expect(canMove({ ...receipt, at: new Date(now.getTime() + 2) }, act)).toBe(false);
		expect(canMove(undefined, act)).toBe(false);
	});

	test("an act is written after the one that moved it, also within one instant of a held clock", () => {
		fc.assert(
			fc.property(fc.uuid(), fc.uuid(), fc.integer({ min: -5, max: 5 }), (one, other, gap) => {
				const first = { id: one, at: now, recordedAt: new Date(now.getTime() + gap), receiverId: "anna" };
				const second = { id: other, at: now, recordedAt: recordingOf(now, first), giverId: "anna" };
				expect(canMove(first, second)).toBe(true);
			}),
		);
		expect(recordingOf(now)).toEqual(now);
	});
});

describe("when", () => {
	test("a day alone is its noon in Rome, or now before today's noon", () => {
		expect(instantFor({ day: "2026-11-20" }, now).toISOString()).toBe("2026-11-20T11:00:00.000Z");
		expect(instantFor({ day: "2026-11-22" }, now)).toEqual(now);
		expect(instantFor({ instant: new Date(5) }, now)).toEqual(new Date(5));
	});

	test("a day alone does not come before the act of that day that moved it, and never moves to another day", () => {
		const evening = new Date("2026-11-20T18:00:00Z");
		expect(instantFor({ day: "2026-11-20" }, now, evening)).toEqual(evening);
		expect(instantFor({ day: "2026-11-19" }, now, evening).toISOString()).toBe("2026-11-19T11:00:00.000Z");
	});

	test("to come is what is after now, or a later day", () => {
		expect(isFuture({ day: "2026-11-22" }, now)).toBe(false);
		expect(isFuture({ day: "2026-11-23" }, now)).toBe(true);
		expect(isFuture({ instant: now }, now)).toBe(false);
		expect(isFuture({ instant: new Date(now.getTime() + 1) }, now)).toBe(true);
	});

	test("a month of days runs from the first midnight in Rome to the last", () => {
		expect(instantsOf("2026-10-01", "2026-10-31")).toEqual({
			from: new Date("2026-09-30T22:00:00Z"),
			before: new Date("2026-10-31T23:00:00Z"),
		});
	});
});

describe("words that speak of payment", () => {
	test.each([
		"ha stirato per 10 euro",
		"ha stirato, 10€",
		"€ 20 per il trasloco",
		"assistenza a pagamento",
		"è stato pagato dal figlio",
		"la badante l'ha accompagnata",
		"war dafür bezahlt",
		"gegen Bezahlung geputzt",
		"was paid to clean",
		"lavoro retribuito",
		"EUR 15",
	])("%s", (what) => {
		expect(speaksOfPayment(what)).toBe(true);
	});

	test.each([
		"ha portato la spesa",
		"ha aiutato a pagare la bolletta in posta",
		"non pagato, per amicizia",
		"lavoro non è stato pagato",
		"senza compenso",
		"ohne Bezahlung",
		"not paid",
		"unpaid",
		"un giro in Europa raccontato la sera",
		"lohnend war der Abend",
	])("not: %s", (what) => {
		expect(speaksOfPayment(what)).toBe(false);
	});
});

test("an answer is first given or corrected; the same again is nothing", () => {
	const none = { movedBy: "not_asked", movedByAct: null } as const;
	expect(answerChange(none, { movedBy: "no", movedByAct: null })).toBe("answered");
	expect(answerChange({ movedBy: "no", movedByAct: null }, { movedBy: "in_general", movedByAct: null })).toBe(
		"corrected",
	);
	const by = (movedByAct: string) => ({ movedBy: "by_act", movedByAct }) as const;
	expect(answerChange(by("x"), by("y"))).toBe("corrected");
	expect(answerChange(by("x"), by("x"))).toBeUndefined();
});
