import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { actorOf, freshDatabase, places, testNow } from "../../../tests/harness.ts";
import { newId } from "../../core/ids.ts";
import { addDays, dayOf } from "../../core/period.ts";
import { aheadDays } from "../../modules/programme/retention/contract.ts";
import { keepTerms, retention, setRetention } from "../../modules/programme/retention/service.ts";
import type { Ground } from "../../ui/http.ts";
import { messagesOf } from "../../ui/words.ts";
import { retained } from "./kinds.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const coordinator = actorOf("coordinator");
const here = `'${places.territory}', '${places.here}'`;
const today = dayOf(testNow);

beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());
beforeEach(async () => {
	await t.owner.query(
		"delete from programme.retention_shown; delete from programme.retention_done; delete from programme.retention",
	);
	await t.owner.query("delete from listening.follow_ups; delete from listening.notes; delete from listening.counts");
});

/** The same installation, so many days later. */
function later(days: number): Ground {
	return { ...t.ground, clock: () => new Date(testNow.getTime() + days * 86_400_000) };
}

async function note(daysAgo: number): Promise<string> {
	const id = newId();
	await t.owner.query(
		`insert into listening.notes (territory_id, neighbourhood_id, id, text, kind, heard_on, recorded_by)
		values (${here}, $1, 'parole', 'asked', $2::date - $3::int, $1)`,
		[id, today, daysAgo],
	);
	return id;
}

async function wordsOf(id: string): Promise<string> {
	const { rows } = await t.owner.query("select text from listening.notes where id = $1", [id]);
	return rows[0].text;
}

function shownNow(days = 0): Promise<{ kind: string; day: string; n: number }[]> {
	return retention(later(days), coordinator, retained).then(({ going }) => going);
}

describe("the work of a night", () => {
	test("shows what goes for fourteen days, and only then lets it go", async () => {
		const old = await note(800);
		const soon = await note(720);
		const young = await note(30);
		expect(await keepTerms(t.ground, retained)).toBe(0);
		expect(await shownNow()).toEqual([{ kind: "notes", day: addDays(today, aheadDays), n: 2 }]);
		for (let day = 1; day < aheadDays; day += 1) expect(await keepTerms(later(day), retained)).toBe(0);
		expect(await wordsOf(old)).toBe("parole");
		expect(await keepTerms(later(aheadDays), retained)).toBe(2);
		expect([await wordsOf(old), await wordsOf(soon), await wordsOf(young)]).toEqual(["–", "–", "parole"]);
		const { gone, going } = await retention(later(aheadDays), coordinator, retained);
		expect(gone).toEqual([{ kind: "notes", day: addDays(today, aheadDays), n: 2 }]);
		expect(going).toEqual([]);
		const { rows } = await t.owner.query("select sum(n)::int as n from listening.counts");
		expect(rows).toEqual([{ n: 2 }]);
		// Once more finds nothing.
		expect(await keepTerms(later(aheadDays), retained)).toBe(0);
	});

	test("a term made longer takes back what was shown, one made shorter shows it first", async () => {
		const id = await note(800);
		await keepTerms(t.ground, retained);
		expect(await shownNow()).toHaveLength(1);
		const ground = "Delibera 12/2026";
		await setRetention(t.ground, coordinator, retained, "notes", { days: 3650, ground, territory: undefined });
		expect(await keepTerms(later(aheadDays + 1), retained)).toBe(0);
		expect(await shownNow()).toEqual([]);
		await setRetention(t.ground, coordinator, retained, "notes", { days: 30, ground, territory: undefined });
		expect(await keepTerms(later(20), retained)).toBe(0);
		expect(await shownNow()).toEqual([{ kind: "notes", day: addDays(today, 20 + aheadDays), n: 1 }]);
		expect(await wordsOf(id)).toBe("parole");
		expect(await keepTerms(later(20 + aheadDays), retained)).toBe(1);
	});

	test("what is used again stays: a note with something still to do", async () => {
		const id = await note(800);
		await keepTerms(t.ground, retained);
		await t.owner.query(
			`insert into listening.follow_ups (territory_id, neighbourhood_id, id, due_on, what, note_id, assigned_to) values (${here}, $1, $2, 'x', $3, $1)`,
			[newId(), today, id],
		);
		expect(await keepTerms(later(aheadDays), retained)).toBe(0);
		expect(await shownNow()).toEqual([]);
		expect(await wordsOf(id)).toBe("parole");
	});

	test("another territory is left alone, and the demonstration only shows", async () => {
		await t.owner.query(
			`insert into listening.notes (territory_id, neighbourhood_id, id, text, kind, heard_on, recorded_by) values ('${places.otherTerritory}', '${places.far}', $1, 'di là', 'asked', '2020-01-01', $1)`,
			[newId()],
		);
		const id = await note(800);
		await keepTerms(t.ground, retained, { onlyShow: true });
		expect(await shownNow()).toHaveLength(1);
		expect(await keepTerms(later(aheadDays), retained, { onlyShow: true })).toBe(0);
		expect(await wordsOf(id)).toBe("parole");
		const far = await retention(t.ground, actorOf("coordinator", "far"), retained);
		expect(far.going).toEqual([expect.objectContaining({ kind: "notes", n: 1 })]);
	});

	test("whatever the ages and whichever nights were missed, nothing goes that was not shown for fourteen days", {
		timeout: 120_000,
	}, async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 4 }),
				fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 6 }),
				async (ages, nights) => {
					await t.owner.query(
						"delete from programme.retention_shown; delete from programme.retention_done; delete from listening.notes",
					);
					const ids = await Promise.all(ages.map(note));
					const seen = new Map<string, number>();
					for (const night of nights.sort((a, b) => a - b)) {
						const before = await t.owner.query("select record_id from programme.retention_shown");
						await keepTerms(later(night), retained);
						const { rows } = await t.owner.query("select id from listening.notes where forgotten_on = $1", [
							addDays(today, night),
						]);
						for (const { id } of rows) {
							expect(before.rows.map((row) => row.record_id)).toContain(id);
							expect(night - (seen.get(id) ?? night)).toBeGreaterThanOrEqual(aheadDays);
							expect(ages[ids.indexOf(id)]! + night).toBeGreaterThanOrEqual(730);
						}
						const { rows: shown } = await t.owner.query("select record_id from programme.retention_shown");
						for (const { record_id } of shown) if (!seen.has(record_id)) seen.set(record_id, night);
					}
				},
			),
			{ numRuns: 25 },
		);
	});
});

test("each kind can be let go as it says: its statements run as the night's own actor", async () => {
	const ids = [newId()];
	for (const kind of retained)
		await t.db.withActor({ role: "retention", territoryId: places.territory, neighbourhoodIds: [] }, async (tx) => {
			expect(await tx.rows(kind.ended(places.territory)), kind.kind).toEqual([]);
			for (const statement of kind.letGo(places.territory, ids, today)) await tx.rows(statement);
		});
	expect(retained.length).toBeGreaterThan(7);
});

test("who sets a term, and the words of every kind", async () => {
	const term = { days: 60, ground: "Regolamento", territory: undefined };
	for (const role of ["resident", "citizen", "facilitator", "social-worker", "officer", "evaluator"] as const)
		await expect(setRetention(t.ground, actorOf(role), retained, "notes", term)).rejects.toMatchObject({
			code: "not_yours",
		});
	await expect(setRetention(t.ground, coordinator, retained, "dreams", term)).rejects.toMatchObject({
		code: "not_found",
	});
	const { terms } = await retention(t.ground, actorOf("administrator"), retained);
	expect(terms.map(({ kind }) => kind)).toEqual(retained.map(({ kind }) => kind));
	const words = messagesOf("it");
	for (const { kind } of retained)
		for (const of of ["kind", "what", "why"]) expect(words.has(`retention.${of}_${kind}`), kind).toBe(true);
});

test("a settled idea goes whole; of a pact that is over what was promised stays, and nobody's name", async () => {
	const [answered, open, pact, version, citizen, signature] = [newId(), newId(), newId(), newId(), newId(), newId()];
	const put = (text: string, values: unknown[] = []) => t.owner.query(text, values);
	const proposed =
		"territory_id, neighbourhood_id, id, title, words, language, called, account_id, confirmed_at, proposed_at, answer_by";
	await put(
		`insert into pacts.ideas (${proposed}, state, answer, reason, reason_language, answered_by, answered_on)
			values (${here}, $1, 'Panchina', 'Al sole', 'it', 'Rosa', $1, now(), now(), $2, 'answered', 'not_now', 'No', 'it', $1, $2)`,
		[answered, addDays(today, -1900)],
	);
	await put(
		`insert into pacts.ideas (${proposed}) values (${here}, $1, 'Orto', 'Insieme', 'it', 'Lino', $1, now(), $2::date, $2)`,
		[open, addDays(today, -1900)],
	);
	await put(
		`insert into pacts.pacts (territory_id, neighbourhood_id, id, state, latest_no, in_force_no, in_force_on, concluded_on, learnt, moved_at, recorded_at)
			values (${here}, $1, 'concluded', 1, 1, $2, $2, 'Rosa sapeva tutto', now(), now())`,
		[pact, addDays(today, -3700)],
	);
	await put(
		`insert into pacts.versions (territory_id, neighbourhood_id, id, pact_id, no, title, language, in_force_on, written_at)
			values (${here}, $1, $2, 1, 'Il cortile', 'it', $3, now())`,
		[version, pact, addDays(today, -3700)],
	);
	await put(
		`insert into pacts.parties (territory_id, neighbourhood_id, id, pact_id, place, kind, called, published, named, recorded_at)
			values (${here}, $1, $2, 1, 'citizen', 'Rosa Fedrizzi', true, true, now())`,
		[citizen, pact],
	);
	await put(
		`insert into pacts.promises (territory_id, neighbourhood_id, version_id, party_id, pact_id, kind, words, published)
			values (${here}, $1, $2, $3, 'citizen', 'Annaffia', true)`,
		[version, citizen, pact],
	);
	await put(
		`insert into pacts.signatures (territory_id, neighbourhood_id, id, pact_id, version_no, party_id, how, sheet, sheet_type, signed_on, recorded_at)
			values (${here}, $1, $2, 1, $3, 'paper', '\\x01', 'image/jpeg', $4, now())`,
		[signature, pact, citizen, addDays(today, -3700)],
	);
	await put(
		`insert into pacts.entries (territory_id, neighbourhood_id, id, pact_id, happened_on, words, language, shown, recorded_at)
			values (${here}, $1, $2, $3, 'Rosa ha portato i fiori', 'it', true, now())`,
		[newId(), pact, addDays(today, -3690)],
	);
	await keepTerms(t.ground, retained);
	expect((await shownNow()).map(({ kind, n }) => [kind, n])).toEqual([
		["ideas", 1],
		["pacts", 1],
	]);
	expect(await keepTerms(later(aheadDays), retained)).toBe(2);
	const all = async (text: string) => (await put(text)).rows;
	expect(await all("select id from pacts.ideas")).toEqual([{ id: open }]);
	expect(await all("select called, named, erased_on is not null as gone from pacts.parties")).toEqual([
		{ called: "", named: false, gone: true },
	]);
	expect(await all("select words from pacts.promises")).toEqual([{ words: "Annaffia" }]);
	expect(await all("select sheet, how from pacts.signatures")).toEqual([{ sheet: null, how: "paper" }]);
	expect(await all("select words, shown from pacts.entries")).toEqual([{ words: "–", shown: false }]);
	expect(await all("select learnt from pacts.pacts")).toEqual([{ learnt: "–" }]);
	// Once more finds nothing.
	expect(await keepTerms(later(aheadDays * 2), retained)).toBe(0);
	await put("delete from pacts.ideas");
});

test("who was at a session, what was said in a mediation, and who has read what go by their term; the counts stay", async () => {
	const [initiative, session, person, mediation, party] = [newId(), newId(), newId(), newId(), newId()];
	const put = (text: string, values: unknown[] = []) => t.owner.query(text, values);
	const long = addDays(today, -1900);
	await put(
		`insert into initiatives.initiatives (territory_id, neighbourhood_id, id, title, state, recorded_by) values (${here}, $1, 'Merenda', 'idea', $1)`,
		[initiative],
	);
	await put(
		`insert into initiatives.sessions (territory_id, neighbourhood_id, id, initiative_id, starts_at, minutes, state, named_count, unnamed_count)
			values (${here}, $1, $2, $3, 60, 'held', 1, 4)`,
		[session, initiative, `${long}T15:00:00Z`],
	);
	await put(
		`insert into community.parties (territory_id, neighbourhood_id, id, kind, label, folded, known_since) values (${here}, $1, 'person', 'Rosa', 'rosa', $2)`,
		[person, long],
	);
	await put(`insert into community.persons (territory_id, neighbourhood_id, id, level) values (${here}, $1, 'name')`, [
		person,
	]);
	await put(
		`insert into initiatives.participations (territory_id, neighbourhood_id, session_id, person_id, role) values (${here}, $1, $2, 'takes_part')`,
		[session, person],
	);
	await put(
		`insert into mediations.mediations (territory_id, neighbourhood_id, id, state, matter, sealed_for, opened_on, concluded_on, conclusion, followed_on, closed_on, mediator_id, readers)
			values (${here}, $1, 'closed', '\\x01', array[$1]::uuid[], $2, $2, 'not_agreed', $2, $2, $1, array[$1]::uuid[])`,
		[mediation, long],
	);
	await put(
		`insert into mediations.parties (territory_id, neighbourhood_id, id, mediation_id, party_id, sealed_for, place, readers)
			values (${here}, $1, $2, $3, $3, 1, array[$1]::uuid[])`,
		[party, mediation, person],
	);
	await put(
		`insert into mediations.words (territory_id, neighbourhood_id, id, mediation_id, of_id, sealed, for_others, said_on, readers)
			values (${here}, $1, $2, $3, '\\x01', true, $4, array[$1]::uuid[])`,
		[newId(), mediation, party, long],
	);
	for (const at of ["2024-10-01T08:00:00Z", "2024-10-01T21:00:00Z", "2026-11-01T08:00:00Z"])
		await put(
			"insert into access.readings (territory_id, id, at, actor_id, role, kind, record_id, person_id) values ($1, $2, $3, $2, 'facilitator', 'person', $4, $4)",
			[places.territory, newId(), at, person],
		);
	const letter = async (sentAt: string | null) =>
		put(
			"insert into access.mails (id, recipient_sealed, subject_sealed, body_sealed, sent_at) values ($1, '', '', '', $2)",
			[newId(), sentAt],
		);
	for (const sentAt of ["2026-09-01T08:00:00Z", "2026-11-21T08:00:00Z", null]) await letter(sentAt);
	const left = async (table: string) => (await put(`select count(*)::int as n from ${table}`)).rows[0].n;
	await keepTerms(t.ground, retained);
	const shown = (await shownNow()).map(({ kind, n }) => [kind, n]);
	expect(shown).toEqual([
		["mediations", 1],
		["participations", 1],
		["readings", 1],
	]);
	expect([await left("access.readings"), await left("mediations.words"), await left("access.mails")]).toEqual([
		3, 1, 2,
	]);
	await keepTerms(later(aheadDays), retained);
	expect([await left("access.readings"), await left("mediations.words")]).toEqual([1, 0]);
	expect(await left("initiatives.participations")).toBe(0);
	const { rows } = await put("select named_count, unnamed_count from initiatives.sessions");
	expect(rows).toEqual([{ named_count: 0, unnamed_count: 5 }]);
	const { rows: said } = await put(
		"select length(m.matter) as matter, m.conclusion, p.party_id from mediations.mediations m join mediations.parties p on p.mediation_id = m.id",
	);
	expect(said).toEqual([{ matter: 0, conclusion: "not_agreed", party_id: null }]);
});
