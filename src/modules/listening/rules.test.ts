import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Refused } from "../../core/refusal.ts";
import { type NeedState, needStates } from "./contract.ts";
import {
	decideSetAside,
	decideState,
	decideTake,
	type LooseNote,
	looksLikeNames,
	needsReason,
	nextStates,
	suggestNeeds,
	titleFrom,
	whyNotGathered,
} from "./rules.ts";

const today = "2026-11-22";

function codeOf(work: () => unknown): string {
	try {
		work();
	} catch (error) {
		if (error instanceof Refused) return error.code;
		throw error;
	}
	return "no refusal";
}

describe("the states of a need", () => {
	test("from heard to answered by being answered, and back only with a reason", () => {
		expect(decideState("heard", "being_answered", undefined, today)).toEqual({
			state: "being_answered",
			reason: null,
			closedOn: null,
		});
		expect(decideState("being_answered", "answered", undefined, today)).toMatchObject({ closedOn: today });
		expect(codeOf(() => decideState("heard", "answered", undefined, today))).toBe("not_from_here");
		expect(codeOf(() => decideState("answered", "heard", undefined, today))).toBe("needs_reason");
		expect(decideState("answered", "heard", "è tornato", today)).toEqual({
			state: "heard",
			reason: "è tornato",
			closedOn: null,
		});
		expect(codeOf(() => decideState("heard", "closed", undefined, today))).toBe("needs_reason");
		expect(codeOf(() => decideState("being_answered", "handed_over", undefined, today))).toBe("needs_reason");
		expect(codeOf(() => decideState("heard", "heard", "x", today))).toBe("not_from_here");
	});

	test("however one walks, an end has its day, an open need none, and no step is taken without what it asks", () => {
		const step = fc.record({
			to: fc.constantFrom(...needStates),
			reason: fc.option(fc.constant("perché"), { nil: undefined }),
		});
		fc.assert(
			fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
				let state: NeedState = "heard";
				for (const { to, reason } of steps) {
					const from: NeedState = state;
					const legal = nextStates[from].includes(to) && (reason !== undefined || !needsReason(to));
					const code = codeOf(() => {
						const next = decideState(from, to, reason, today);
						state = next.state;
						expect(next.state).toBe(to);
						expect(next.closedOn !== null).toBe(["answered", "handed_over", "closed"].includes(next.state));
						if (next.state === "closed" || next.state === "handed_over") expect(next.reason).not.toBeNull();
					});
					expect(code === "no refusal").toBe(legal);
					if (!legal) expect(state).toBe(from);
				}
				expect(nextStates[state].length).toBeGreaterThan(0);
			}),
		);
	});
});

test("charge is taken of what is urgent, once", () => {
	expect(decideTake({ urgent: true, takenBy: null }, "anna")).toBe("take");
	expect(decideTake({ urgent: true, takenBy: "anna" }, "anna")).toBe("already_mine");
	expect(codeOf(() => decideTake({ urgent: true, takenBy: "bruno" }, "anna"))).toBe("already_taken");
	expect(codeOf(() => decideTake({ urgent: false, takenBy: null }, "anna"))).toBe("not_from_here");
});

test("what is urgent and nobody's, or in a need, is not set aside", () => {
	const note = { urgent: false, takenBy: null, needId: null, setAsideOn: null };
	expect(decideSetAside(note, true)).toBe("change");
	expect(decideSetAside(note, false)).toBe("already_so");
	expect(codeOf(() => decideSetAside({ ...note, urgent: true }, true))).toBe("not_from_here");
	expect(decideSetAside({ ...note, urgent: true, takenBy: "anna" }, true)).toBe("change");
	expect(codeOf(() => decideSetAside({ ...note, needId: "n" }, true))).toBe("not_from_here");
});

test("a note is gathered into one need of its own neighbourhood; an offer into none", () => {
	const need = { id: "n", neighbourhoodId: "here" };
	expect(whyNotGathered({ kind: "asked", needId: null, neighbourhoodId: "here" }, need)).toBeUndefined();
	expect(whyNotGathered({ kind: "asked", needId: "n", neighbourhoodId: "here" }, need)).toBeUndefined();
	expect(whyNotGathered({ kind: "asked", needId: "m", neighbourhoodId: "here" }, need)).toBe(
		"listening.error_note_placed",
	);
	expect(whyNotGathered({ kind: "offered", needId: null, neighbourhoodId: "here" }, need)).toBe(
		"listening.error_offer_gathered",
	);
	expect(whyNotGathered({ kind: "asked", needId: null, neighbourhoodId: "beside" }, need)).toBe("error.id");
});

const places = new Map(
	[
		["street", "via Roggia", "via roggia"],
		["twelve", "via Roggia 12", "via roggia 12"],
		["three", "via Roggia 3", "via roggia 3"],
		["ronchi", "via ai Ronchi 1", "via ai ronchi 1"],
	].map(([id = "", label = "", folded = ""]) => [id, { id, label, folded }]),
);
let n = 0;
function note(topic: LooseNote["topic"], placeId: string | null, heardOn = "2026-11-01"): LooseNote {
	n += 1;
	return { id: `n${n}`, topic, placeId, heardOn };
}

describe("suggestions", () => {
	test("two on one topic from one street are suggested with the street and the first day", () => {
		const notes = [
			note("papers", "twelve", "2026-10-03"),
			note("papers", "three"),
			note("papers", "ronchi"),
			note("food", "twelve"),
		];
		expect(suggestNeeds(notes, places, today)).toEqual([
			{
				notes: [notes[0]?.id, notes[1]?.id],
				topic: "papers",
				placeId: "street",
				placeLabel: "via Roggia",
				since: "2026-10-03",
			},
		]);
	});

	test("from one house, the house is named; of a street that is no place of ours, its name without a number", () => {
		expect(suggestNeeds([note("home", "twelve"), note("home", "twelve")], places, today)).toMatchObject([
			{ placeId: "twelve", placeLabel: "via Roggia 12" },
		]);
		const two = new Map(places).set("r2", { id: "r2", label: "via ai Ronchi 2", folded: "via ai ronchi 2" });
		expect(suggestNeeds([note("home", "ronchi"), note("home", "r2")], two, today)).toMatchObject([
			{ placeId: undefined, placeLabel: "via ai Ronchi" },
		]);
	});

	test("three on one topic from anywhere, but not two, and not from before sixty days", () => {
		const three = [note("company", null), note("company", "ronchi"), note("company", null)];
		expect(suggestNeeds(three, places, today)).toMatchObject([{ topic: "company", notes: three.map((x) => x.id) }]);
		expect(suggestNeeds(three.slice(0, 2), places, today)).toEqual([]);
		expect(suggestNeeds([...three.slice(0, 2), note("company", null, "2026-09-01")], places, today)).toEqual([]);
	});

	test("each note stands in one suggestion at most, and every suggestion has what its sentence says", () => {
		const notes = fc.array(
			fc.record({
				id: fc.uuid(),
				topic: fc.constantFrom("papers" as const, "food" as const, "company" as const),
				placeId: fc.constantFrom(null, "street", "twelve", "three", "ronchi"),
				heardOn: fc.constantFrom("2026-08-01", "2026-10-03", "2026-11-01", today),
			}),
			{ maxLength: 40 },
		);
		fc.assert(
			fc.property(notes, (all) => {
				const found = suggestNeeds(all, places, today);
				const ids = found.flatMap((s) => s.notes);
				expect(new Set(ids).size).toBe(ids.length);
				for (const s of found) {
					const own = all.filter((x) => s.notes.includes(x.id));
					expect(own.every((x) => x.topic === s.topic && x.heardOn >= s.since)).toBe(true);
					expect(own.length).toBeGreaterThanOrEqual(s.placeLabel ? 2 : 3);
				}
			}),
		);
	});
});

describe("a list of names", () => {
	test.each([
		"Maria Rossi, Luigi Bianchi, Anna Verdi, Carlo Neri, Piera Dalla Torre",
		"Anziani soli della parrocchia:\nMaria Rossi\nLuigi Bianchi\nAnna Verdi\nCarlo Neri\nPiera Gialli\nUgo Viola",
		"1. ROSSI MARIA (82)\n2. BIANCHI LUIGI (79)\n3. VERDI ANNA 90\n4. NERI CARLO\n5. GIALLI PIERA",
		"- Sig.ra Maria Rossi\n- Sig. Luigi Bianchi\n- Anna De Gasperi\n- Carlo Neri\n- Ugo Viola",
		"Maria Rossi, Luigi Bianchi, Anna Verdi, Carlo Neri e Ugo Viola",
	])("is seen: %s", (text) => {
		expect(looksLikeNames(text)).toBe(true);
	});

	test.each([
		"In parrocchia ci sono una quarantina di anziani soli.",
		"Maria Rossi, Luigi Bianchi, Anna Verdi, Carlo Neri",
		"Via Roggia, Via Ronchi, Piazza Fontana, Via Roma, Corso Italia, Via Verdi",
		"Pane, latte, uova, farina, caffè, zucchero",
		"Ieri al mercato la signora del terzo piano ha detto che le manca il sonno, che la caldaia non va, che il figlio non chiama, che ha perso le chiavi, che il gatto è malato",
		"Lunedì Mattina, Martedì Sera, Mercoledì Mattina, Giovedì Sera, Venerdì Mattina",
	])("is not seen in: %s", (text) => {
		expect(looksLikeNames(text)).toBe(false);
	});
});

test("a title from a text ends at a word", () => {
	expect(titleFrom("Carte\naltro")).toBe("Carte");
	const long = titleFrom(`${"parola ".repeat(30)}`);
	expect(long.length).toBeLessThanOrEqual(81);
	expect(long.endsWith("parola…")).toBe(true);
});
