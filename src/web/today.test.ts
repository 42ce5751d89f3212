import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { actorOf, freshDatabase, places, testNow } from "../../tests/harness.ts";
import { pagesFor } from "../../tests/pages.ts";
import { type Id, newId } from "../core/ids.ts";
import { addDays, dayOf } from "../core/period.ts";
import type { Actor } from "../db/actor.ts";
import { recordAgreement as agreementForm } from "../modules/community/agreements/contract.ts";
import { recordAgreement } from "../modules/community/agreements/service.ts";
import { addPersonIn, monthOfCommunityIn, recordTieIn, tiesByWeekIn } from "../modules/community/service.ts";
import { recordAct } from "../modules/exchange/service.ts";
import type { App } from "../ui/http.ts";
import { type Language, languages, sayIn } from "../ui/words.ts";
import { pages } from "./today.tsx";

type Answer = {
	month: { from: string; to: string; newPersons: number; newTies: number; acts: number; newlyMet: number };
	effort: { visits: number; sessions: number; recorders: number };
} & Record<
	"urgent" | "followUps" | "sessions" | "unansweredNeeds" | "unplacedNotes" | "unusedOffers",
	{ id: string }[]
>;

let base: Awaited<ReturnType<typeof freshDatabase>>;
let app: App;
let language: Language = "it";
const staff = actorOf("facilitator", "here", { name: "Anna Demattè" });
const besideStaff = actorOf("facilitator", "beside");
let actor: Actor = staff;
const today = dayOf(testNow);

beforeAll(async () => {
	base = await freshDatabase();
	app = pagesFor(base.ground, [pages], () => ({ actor, language }));
});
afterAll(() => base.end());
beforeEach(() => {
	actor = staff;
	language = "it";
});

async function json(): Promise<Answer> {
	const response = await app.request("/api/today");
	expect(response.status).toBe(200);
	return (await response.json()) as Answer;
}

async function html(): Promise<string> {
	const response = await app.request("/today");
	expect(response.status).toBe(200);
	return response.text();
}

function person(label: string, knownSince = today, existedBefore = false): Promise<string> {
	return base.db.withActor(staff, async (tx) => {
		const more = { neighbourhoodId: places.here, label, level: "description", knownSince, existedBefore } as const;
		return (await addPersonIn(tx, more)).id;
	});
}

function tie(oneId: string, otherId: string, more: { since?: string; existedBefore?: boolean } = {}) {
	const { since = today, existedBefore } = more;
	return base.db.withActor(staff, (tx) =>
		recordTieIn(tx, {
			neighbourhoodId: places.here,
			oneId,
			otherId,
			kind: "knows",
			since,
			saidBy: "both",
			existedBefore,
			today,
		}),
	);
}

function act(giver: string, receiver: string, day = today) {
	return recordAct(base.ground, staff, {
		id: newId<"act">(),
		giver: giver as Id<"party">,
		receivers: [receiver as Id<"party">],
		when: { day },
		what: "ha portato la spesa",
		movedBy: { state: "not_asked" },
		paid: false,
		freely: false,
	});
}

/** A session with people written down at it, as the database keeps it. */
async function session(startsAt: string, people: string[], state = "held"): Promise<string> {
	const [initiative, id] = [newId(), newId()];
	await base.owner.query(
		"insert into initiatives.initiatives (territory_id, id, neighbourhood_id, title, state) values ($1, $2, $3, 'Pausa caffè', 'open')",
		[places.territory, initiative, places.here],
	);
	await base.owner.query(
		`insert into initiatives.sessions (territory_id, id, initiative_id, neighbourhood_id, starts_at, minutes, state)
		values ($1, $2, $3, $4, $5, 60, $6)`,
		[places.territory, id, initiative, places.here, startsAt, state],
	);
	for (const who of people)
		await base.owner.query(
			"insert into initiatives.participations (territory_id, session_id, person_id, neighbourhood_id, role) values ($1, $2, $3, $4, 'takes_part')",
			[places.territory, id, who, places.here],
		);
	return id;
}

async function note(text: string, more: { urgent?: boolean; kind?: string; visit?: boolean; where?: string } = {}) {
	const { urgent = false, kind = "noticed", visit = false, where = places.here } = more;
	const id = newId();
	await base.owner.query(
		`insert into listening.notes (territory_id, id, neighbourhood_id, text, kind, heard_on, urgent, during_visit, recorded_by, recorded_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		[places.territory, id, where, text, kind, today, urgent, visit, staff.accountId, testNow],
	);
	return id;
}

test("an empty neighbourhood says what will be here, and figures of nothing", async () => {
	expect(await json()).toMatchObject({
		month: { from: "2026-11-01", to: today, newPersons: 0, newTies: 0, acts: 0, newlyMet: 0 },
		effort: { visits: 0, sessions: 0, recorders: 0 },
		urgent: [],
		followUps: [],
		sessions: [],
	});
	const page = await html();
	expect(page).toContain("Buongiorno, Anna");
	expect(page).toContain("domenica 22 novembre · nessun incontro oggi, nessun richiamo");
	expect(page).toContain("Nessuna persona nuova, nessun legame nuovo, nessun gesto.");
	expect(page).toContain('action="/listening/notes"');
});

describe("the line of the month", () => {
	test("changes by exactly what was recorded", async () => {
		const [one, other] = [await person("chi sta al primo piano"), await person("chi porta il pane")];
		const before = await json();
		const third = await person("chi suona la fisarmonica");
		await tie(one, third);
		await act(third, one);
		await act(one, third);
		await session("2026-11-20T14:00:00Z", [one, other, third]);
		const after = await json();
		expect(after.month).toEqual({
			...before.month,
			newPersons: before.month.newPersons + 1,
			newTies: before.month.newTies + 1,
			acts: before.month.acts + 2,
			// All three: the tie of today was not there before the session.
			newlyMet: before.month.newlyMet + 3,
		});
		expect(after.effort).toEqual({ ...before.effort, sessions: before.effort.sessions + 1 });
		expect(await html()).toContain("3 persone conosciute, 1 legame nuovo, 2 gesti.");
	});

	test("leaves out what was there before, other months, other neighbourhoods, and who met nobody", async () => {
		const before = await json();
		const old = await person("chi c'era già", today, true);
		const known = await person("chi si conosceva già", "2026-10-31");
		await tie(old, known, { since: "2026-10-30" });
		const alone = await person("chi era solo quel giorno", "2026-10-01");
		await tie(known, alone, { existedBefore: true });
		await act(old, known, "2026-10-31");
		await session("2026-11-19T14:00:00Z", [alone]);
		await session("2026-11-18T14:00:00Z", [old, known]);
		await session("2026-11-17T14:00:00Z", [alone, old], "planned");
		const after = await json();
		expect(after.month).toEqual(before.month);
		expect(after.effort.sessions).toBe(before.effort.sessions + 2);
		actor = besideStaff;
		expect((await json()).month).toMatchObject({ newPersons: 0, newTies: 0, acts: 0, newlyMet: 0 });
	});

	test("the picture counts ten weeks beside its table", async () => {
		const [one, other] = [await person("chi ripara"), await person("chi cuce")];
		const monday = "2026-09-14";
		const table = async () => (await html()).match(/<td class="figure">(\d+)<\/td>/g) ?? [];
		const before = await table();
		expect(before).toHaveLength(10);
		await tie(one, other, { since: monday });
		const after = await table();
		expect(before[0]).toContain(">0<");
		expect(after[0]).toContain(">1<");
		expect(after.slice(1)).toEqual(before.slice(1));
		await base.db.withActor(staff, (tx) =>
			recordTieIn(tx, {
				neighbourhoodId: places.here,
				oneId: one,
				otherId: other,
				kind: "helps",
				since: addDays(monday, -1),
				saidBy: "both",
				today,
			}),
		);
		expect(await table()).toEqual(after);
		expect((await html()).match(/class="fill-thread"/g)).toHaveLength(4);
	});

	test("a new tie is the same in the picture as in the sentence, week by week", async () => {
		const read = await base.db.readAs(staff, async (r) => {
			const byWeek = new Map((await tiesByWeekIn(r, places.here, "2026-09-07", today)).map((w) => [w.monday, w.n]));
			const door: number[] = [];
			for (let monday = "2026-09-07"; monday <= today; monday = addDays(monday, 7))
				door.push(
					(await monthOfCommunityIn(r, places.here, monday, addDays(monday, 6))).newTies - (byWeek.get(monday) ?? 0),
				);
			return { byWeek, door };
		});
		expect(read.byWeek.size).toBeGreaterThan(1);
		expect(read.door.every((gap) => gap === 0)).toBe(true);
	});
});

describe("what waits", () => {
	test("urgent notes first, with the number to call and somebody to see to it; then the rest", async () => {
		const urgent = await note("la signora del terzo piano non risponde da ieri", { urgent: true });
		const plain = await note("manca la luce nelle scale", { visit: true });
		const offer = await note("so cucire e mi piace insegnarlo", { kind: "offered" });
		const elsewhere = await note("cosa di un altro quartiere", { urgent: true, where: places.beside });
		const coming = await session("2026-11-24T16:30:00Z", [], "planned");
		const table = newId();
		await base.owner.query(
			`insert into listening.meetings (territory_id, id, neighbourhood_id, title, held_on, begins, responsible_id)
			values ($1, $2, $3, 'Tavolo', '2026-11-24', '18:00', $4)`,
			[places.territory, table, places.here, staff.accountId],
		);
		const answer = await json();
		expect(answer.urgent.map((n) => n.id)).toEqual([urgent]);
		expect(answer.unplacedNotes.map((n) => n.id)).toContain(plain);
		expect(answer.unusedOffers.map((n) => n.id)).toEqual([offer]);
		expect(answer.sessions.map((s) => s.id)).toContain(coming);
		expect(answer.effort).toMatchObject({ visits: 1, recorders: 1 });
		const page = await html();
		expect(page).toContain('href="tel:112"');
		expect(page).toContain(`action="/listening/notes/${urgent}/take"`);
		expect(page.indexOf("non risponde da ieri")).toBeLessThan(page.indexOf("manca la luce"));
		expect(page).toContain("martedì 24 novembre, 17:30");
		expect(page.indexOf("martedì 24 novembre, 17:30")).toBeLessThan(page.indexOf(`/listening/meetings/${table}`));
		expect(page).not.toContain(elsewhere);
		expect(page.match(/<h1/g)).toHaveLength(1);
	});
});

test("costs at most five statements, beside the one that says who comes", async () => {
	const before = base.db.statements();
	await html();
	expect(base.db.statements() - before).toBeLessThanOrEqual(5);
});

test("a coordinator with no neighbourhood on screen chooses one", async () => {
	actor = actorOf("coordinator", "here", { neighbourhoodId: undefined });
	const page = await html();
	expect(page).toContain('action="/access/choose"');
	for (const slug of ["qui", "accanto"]) expect(page).toContain(`value="${slug}"`);
	expect(page).not.toContain('value="lontano"');
	expect(page).toContain('name="territory" value="val-adige"');
	expect(await (await app.request("/api/today")).json()).toMatchObject({ code: "choose_neighbourhood" });
	actor = actorOf("coordinator");
	expect((await json()).month.newPersons).toBeGreaterThan(0);
});

test("how many agreements end within thirty days stands in one line that leads to them; later ones and other places' do not count", async () => {
	const line = 'href="/community/agreements"';
	expect(await html()).not.toContain(line);
	const known = await base.db.withActor(staff, async (tx) => {
		const row = { neighbourhoodId: places.here, label: "Ezio Tomasi", level: "name", agreedHow: "in_person" } as const;
		return (await addPersonIn(tx, { ...row, knownSince: "2026-01-01" })).id as Id<"party">;
	});
	for (const [purpose, until] of [
		["sessions", addDays(today, 30)],
		["invite", addDays(today, 31)],
	] as const) {
		const said = agreementForm.parse({ id: newId(), purpose, answer: "agreed", how: "in_person", day: today, until });
		await recordAgreement(base.ground, staff, known, said);
	}
	expect(await html()).toContain(`${line}>1 accordo finisce entro trenta giorni</a>`);
	actor = besideStaff;
	expect(await html()).not.toContain(line);
});

test("is for those who work here", async () => {
	for (const role of ["resident", "citizen", "social-worker", "officer", "evaluator", "administrator"] as const) {
		actor = actorOf(role);
		for (const path of ["/today", "/api/today"]) expect((await app.request(path)).status).toBe(403);
	}
	actor = { role: "nobody", neighbourhoodIds: [] };
	expect((await app.request("/today")).status).toBe(401);
});

test("speaks each language", async () => {
	for (language of languages) expect(await html()).toContain(sayIn(language)("today.month_title"));
});
