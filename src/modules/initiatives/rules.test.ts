import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, instantOf, timeOf } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import { initiativeStates, repeats } from "./contract.ts";
import { daysOf, decideSession, decideState, labelIn, mostSessions, refuseLabels, waysFrom } from "./rules.ts";

function refusal(work: () => unknown): [string, object] | undefined {
	try {
		work();
		return undefined;
	} catch (error) {
		if (!(error instanceof Refused)) throw error;
		return [error.code, error.fields];
	}
}

describe("an initiative's states", () => {
	test("go from idea to preparing to open to concluded, or are dropped; both ends can be taken up again", () => {
		const legal = initiativeStates.flatMap((from) => waysFrom(from).map((to) => `${from} ${to}`));
		expect(legal).toEqual([
			"idea preparing",
			"idea open",
			"idea dropped",
			"preparing open",
			"preparing dropped",
			"preparing idea",
			"open concluded",
			"open dropped",
			"concluded open",
			"dropped idea",
		]);
		for (const from of initiativeStates)
			for (const to of initiativeStates) {
				const found = refusal(() => decideState(from, { to, learnt: "L", reason: "R" }));
				expect(found, `${from} ${to}`).toEqual(legal.includes(`${from} ${to}`) ? undefined : ["not_from_here", {}]);
			}
	});

	test("concluding asks what was learnt, dropping asks why; each names its field", () => {
		expect(refusal(() => decideState("open", { to: "concluded", reason: "R" }))).toEqual([
			"needs_reason",
			{ learnt: "initiatives.say_learnt" },
		]);
		expect(refusal(() => decideState("open", { to: "dropped", learnt: "L" }))).toEqual([
			"needs_reason",
			{ reason: "initiatives.say_why" },
		]);
	});
});

describe("a date's states", () => {
	test("a day to come was not held; where people were counted it stays held", () => {
		expect(refusal(() => decideSession({ day: "2026-11-23", there: 0 }, "held", "2026-11-22"))?.[0]).toBe(
			"not_from_here",
		);
		expect(refusal(() => decideSession({ day: "2026-11-22", there: 0 }, "held", "2026-11-22"))).toBeUndefined();
		expect(refusal(() => decideSession({ day: "2026-11-20", there: 1 }, "cancelled", "2026-11-22"))?.[0]).toBe(
			"not_from_here",
		);
		expect(refusal(() => decideSession({ day: "2026-11-20", there: 0 }, "cancelled", "2026-11-22"))).toBeUndefined();
	});
});

describe("a series", () => {
	test("stays at its hour when the clocks change, in autumn and in spring", () => {
		for (const first of ["2026-10-20", "2026-03-24"]) {
			const days = daysOf(first, "weekly", addDays(first, 14));
			expect(days).toEqual([first, addDays(first, 7), addDays(first, 14)]);
			expect(days.map((day) => timeOf(instantOf(day, "15:00")))).toEqual(["15:00", "15:00", "15:00"]);
			const [one, two] = days.map((day) => instantOf(day, "15:00").getTime()) as [number, number];
			expect((two - one) / 3_600_000).toBe(first === "2026-10-20" ? 169 : 167);
		}
	});

	test("every month keeps the weekday and its place in the month; a fifth one that a month lacks is left out", () => {
		expect(daysOf("2026-09-08", "monthly", "2026-12-31")).toEqual([
			"2026-09-08",
			"2026-10-13",
			"2026-11-10",
			"2026-12-08",
		]);
		expect(daysOf("2026-09-29", "monthly", "2027-01-31")).toEqual(["2026-09-29", "2026-12-29"]);
	});

	test("needs a last day, not before the first; one date alone needs none", () => {
		expect(daysOf("2026-09-08", undefined, undefined)).toEqual(["2026-09-08"]);
		expect(refusal(() => daysOf("2026-09-08", "weekly", undefined))).toEqual([
			"invalid",
			{ until: "initiatives.until_when" },
		]);
		expect(refusal(() => daysOf("2026-09-08", "weekly", "2026-09-07"))).toEqual(["invalid", { until: "error.order" }]);
	});

	test("has at most sixty dates", () => {
		expect(daysOf("2026-01-06", "weekly", addDays("2026-01-06", 59 * 7))).toHaveLength(mostSessions);
		expect(refusal(() => daysOf("2026-01-06", "weekly", addDays("2026-01-06", 60 * 7)))).toEqual([
			"invalid",
			{ until: "initiatives.too_many_sessions" },
		]);
		expect(refusal(() => daysOf("2026-01-06", "monthly", "2199-12-31"))?.[0]).toBe("invalid");
	});

	test("whatever its beginning: first day first, same weekday, in order, never past its end", () => {
		const series = fc.record({ shift: fc.nat(4000), length: fc.nat(400), repeat: fc.constantFrom(...repeats) });
		fc.assert(
			fc.property(series, ({ shift, length, repeat }) => {
				const first = addDays("2020-01-01", shift);
				const until = addDays(first, length);
				const days = daysOf(first, repeat, until);
				expect(days[0]).toBe(first);
				const weekdays = new Set(days.map((day) => new Date(`${day}T12:00:00Z`).getUTCDay()));
				expect(weekdays.size).toBe(1);
				expect([...days].sort()).toEqual(days);
				expect(new Set(days).size).toBe(days.length);
				expect((days.at(-1) ?? "") <= until).toBe(true);
			}),
		);
	});
});

describe("a public text", () => {
	test.each([
		"Pranzo per anziani soli",
		"Aiuto ai POVERI del quartiere",
		"Laboratorio per persone con disabilità",
		"Caffè delle fragilità",
		"Contro la solitudine",
		"Corso per stranieri e profughi",
		"Per chi è in disagio",
		"Mittagstisch für Einsame",
		"Für hilfsbedürftige Nachbarn",
		"Deutsch für Flüchtlinge",
		"Tea for lonely neighbours",
		"Cooking with refugees",
		"For vulnerable families",
		"Caffè Alzheimer",
	])("that says whom it is for by what they lack is found: %s", (text) => {
		expect(labelIn("Cena", text)).toBeDefined();
	});

	test.each([
		"Pausa caffè",
		"Festa dell'isolato di via Roggia",
		"Cena dei vicini: si comincia al tramonto",
		"Le ricette della cucina povera",
		"Tablet e telefono per tutti, a qualunque età",
		"Gemeinsam reparieren",
		"Nachbarschaftsessen im Hof",
		"Repairing together",
		"Tornei di carte e solitari",
	])("that says what happens passes: %s", (text) => {
		expect(labelIn(text)).toBeUndefined();
	});

	test("is refused at the field that carries the word", () => {
		expect(refusal(() => refuseLabels({ title: "Per i fragili" }))).toEqual(["labels", { title: "refusal.labels" }]);
		expect(refusal(() => refuseLabels({ title: "Caffè", invitation: "per persone sole" }))).toEqual([
			"labels",
			{ invitation: "refusal.labels" },
		]);
		expect(refusal(() => refuseLabels({ title: "Caffè", invitation: "per tutti" }))).toBeUndefined();
	});
});
