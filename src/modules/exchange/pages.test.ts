import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { actorOf, freshDatabase, places, testNow } from "../../../tests/harness.ts";
import { formOf, jsonOf, pagesFor } from "../../../tests/pages.ts";
import { newId } from "../../core/ids.ts";
import type { Actor } from "../../db/actor.ts";
import type { App } from "../../ui/http.ts";
import { type Language, languages, sayIn } from "../../ui/words.ts";
import { needOnPage } from "../listening/needs/reading/service.ts";
import { recordNeed } from "../listening/needs/service.ts";
import { recordNote } from "../listening/notes/service.ts";
import { api } from "./api.ts";
import type { Act } from "./contract.ts";
import { pages } from "./pages.tsx";

let base: Awaited<ReturnType<typeof freshDatabase>>;
let actor: Actor;
let language: Language = "it";
let app: App;
const anna = newId<"party">();
const bruno = newId<"party">();
const mario = newId<"party">();
const otherMario = newId<"party">();
const group = newId<"party">();
const staff = actorOf("facilitator");

beforeAll(async () => {
	base = await freshDatabase();
	const party = (id: string, kind: string, label: string) =>
		base.owner.query(
			`insert into community.parties (territory_id, id, neighbourhood_id, kind, label, folded, known_since)
			values ($1, $2, $3, $4, $5, lower($5), '2026-01-01')`,
			[places.territory, id, places.here, kind, label],
		);
	await party(anna, "person", "Anna Verdi");
	await party(bruno, "person", "Bruno Neri");
	await party(mario, "person", "Mario Rossi");
	await party(otherMario, "person", "Mario Rossi");
	await party(group, "group", "Gruppo del filò");
	for (const id of [anna, bruno, mario, otherMario])
		await base.owner.query(
			"insert into community.persons (territory_id, id, neighbourhood_id, level) values ($1, $2, $3, 'name')",
			[places.territory, id, places.here],
		);
	app = pagesFor(base.ground, [pages, api], () => ({ actor, language }));
});
afterAll(() => base.end());
beforeEach(() => {
	actor = staff;
	language = "it";
});

async function get(path: string): Promise<{ status: number; body: string }> {
	const response = await app.request(path);
	return { status: response.status, body: await response.text() };
}

async function send(path: string, fields: Record<string, string | string[]>) {
	const response = await app.request(path, formOf(fields));
	return { status: response.status, body: await response.text(), to: response.headers.get("location") ?? "" };
}

async function post<Body = Act>(path: string, body: unknown): Promise<{ status: number; json: Body }> {
	const response = await app.request(path, jsonOf(body));
	return { status: response.status, json: (await response.json()) as Body };
}

const saying = (key: string) => sayIn("it")(key);
const escaped = (text: string) => text.replaceAll('"', "&quot;");
const plain = { day: "2026-11-20", what: "ha portato la spesa" };

async function acts(): Promise<number> {
	return (await base.owner.query("select count(*)::int as n from exchange.acts")).rows[0].n;
}

describe("the form", () => {
	test("opens with today, the question not asked, and who will read it", async () => {
		const { status, body } = await get("/exchange/acts/new");
		expect(status).toBe(200);
		expect(body).toContain('value="2026-11-22"');
		expect(body).toMatch(/value="not_asked" checked|checked value="not_asked"|value="not_asked"[^>]*checked/);
		expect(body).toContain("di Qui e la coordinatrice");
		expect(body).toMatch(/name="id" value="[0-9a-f-]{36}"/);
	});

	test("looks people up without writing, and then shows what the giver received", async () => {
		const before = await acts();
		const received = await post("/api/exchange/acts", {
			giver: bruno,
			receiver: anna,
			at: "2026-11-01",
			what: "ha riparato la bici",
		});
		const { status, body } = await send("/exchange/acts", {
			step: "choose",
			giver_typed: "anna verdi",
			what: "mezza frase",
		});
		expect(status).toBe(200);
		expect(await acts()).toBe(before + 1);
		expect(body).toContain(`value="${anna}"`);
		expect(body).toContain(`value="${received.json.id}"`);
		expect(body).toContain("ha riparato la bici");
		expect(body).toContain('value="mezza frase"');
		expect(body).not.toContain('id="errors"');
	});

	test("never guesses between two of the same name, and keeps what was typed", async () => {
		const { status, body } = await send("/exchange/acts", {
			...plain,
			giver_typed: "Mario Rossi",
			receiver_typed: "Bruno Neri",
			minutes: "25",
		});
		expect(status).toBe(422);
		expect(body).toContain(escaped(saying("error.which")));
		for (const id of [mario, otherMario]) expect(body).toContain(`value="${id}"`);
		expect(body).not.toMatch(new RegExp(`value="${mario}"[^>]*checked`));
		expect(body).toContain('value="25"');
		const chosen = await send("/exchange/acts", {
			...plain,
			giver: mario,
			giver_typed: "Mario Rossi",
			receivers: bruno,
		});
		expect(chosen.status).toBe(303);
	});

	test("saves one act for each receiver, once, whatever how often it is sent", async () => {
		const before = await acts();
		const fields = { ...plain, id: newId(), giver: anna, receivers: [bruno, mario], receiver: group, time: "15:30" };
		const first = await send("/exchange/acts", fields);
		expect(first).toMatchObject({ status: 303, to: "/exchange/acts?done=exchange.saved_done" });
		expect((await send("/exchange/acts", fields)).status).toBe(303);
		expect(await acts()).toBe(before + 3);
		const { rows } = await base.owner.query("select at, day_only from exchange.acts where id = $1", [fields.id]);
		expect(rows[0]).toEqual({ at: new Date("2026-11-20T14:30:00Z"), day_only: false });
	});

	test("explains why paid work has no place here, keeps everything, and believes a second word", async () => {
		const before = await acts();
		const fields = { ...plain, id: newId(), giver: anna, receivers: bruno, what: "pulizie per 10 euro", minutes: "90" };
		const warned = await send("/exchange/acts", fields);
		expect(warned.status).toBe(422);
		expect(warned.body).toContain(escaped(saying("exchange.error_paid_words")));
		expect(warned.body).toContain('value="pulizie per 10 euro"');
		expect(warned.body).toContain('value="90"');
		expect(warned.body).toContain('name="freely"');
		expect(warned.body).toContain(`value="${fields.id}"`);
		const paid = await send("/exchange/acts", { ...fields, what: "pulizie", given: "paid" });
		expect(paid.status).toBe(422);
		expect(paid.body).toContain(escaped(saying("refusal.paid_work")));
		expect(await acts()).toBe(before);
		expect((await send("/exchange/acts", { ...fields, freely: "yes" })).status).toBe(303);
		expect(await acts()).toBe(before + 1);
	});

	test("offers the open needs of the neighbourhood, one chosen beforehand, and says who reads it", async () => {
		expect((await get("/exchange/acts/new")).body).not.toContain('name="answers"');
		const said = { kind: "asked", duringVisit: false, urgent: false } as const;
		const made = async (title: string, by: Actor) => {
			const note = await recordNote(base.ground, by, { ...said, text: title });
			return recordNeed(base.ground, by, { title, notes: [note.id] });
		};
		const need = await made("La spesa in salita", staff);
		await made("Bisogno di un altro posto", actorOf("facilitator", "beside"));
		const { body } = await get(`/exchange/acts/new?answers=${need.id}`);
		expect(body).toContain(`<option value="${need.id}" selected`);
		expect(body).toContain(saying("exchange.answers_hint"));
		expect(body).not.toContain("Bisogno di un altro posto");
		const fields = { ...plain, id: newId(), giver_typed: "Anna Verdi", receiver_typed: "Bruno Neri" };
		const wrong = await send("/exchange/acts", { ...fields, answers: newId() });
		expect(wrong.status).toBe(422);
		expect(wrong.body).toContain(saying("exchange.error_need"));
		expect((await send("/exchange/acts", { ...fields, answers: need.id })).status).toBe(303);
		const { answers } = await needOnPage(base.ground, staff, need.id);
		expect(answers).toMatchObject([{ kind: "act", recordId: fields.id, label: plain.what }]);
		const more = { giver: anna, receiver: bruno, at: "2026-11-21", what: "ha telefonato", answers: need.id };
		expect((await post("/api/exchange/acts", more)).status).toBe(201);
		expect((await needOnPage(base.ground, staff, need.id)).answers.map((a) => a.label)).toContain("ha telefonato");
		// Whoever did it finds the act, and no word of what it answered.
		actor = actorOf("citizen", "here", { personId: anna });
		for (const path of ["/exchange/mine", "/api/exchange/acts", `/api/exchange/acts/${fields.id}`])
			expect((await get(path)).body).not.toContain("in salita");
	});

	test("says of each field what to do", async () => {
		const { status, body } = await send("/exchange/acts", { day: "2026-11-23", what: " ", giver_typed: "xyzzy" });
		expect(status).toBe(422);
		for (const key of ["error.required", "error.unknown_party"]) expect(body).toContain(escaped(saying(key)));
		const future = await send("/exchange/acts", { ...plain, day: "2026-11-23", giver: anna, receivers: bruno });
		expect(future.body).toContain(escaped(saying("error.future")));
		expect(future.body).toContain('href="#f-day"');
	});
});

describe("an act's page", () => {
	test("tells what it was born of and what was born of it, and takes the giver's later answer", async () => {
		const first = (
			await post("/api/exchange/acts", { giver: bruno, receiver: anna, at: "2026-11-02", what: "ha spalato la neve" })
		).json;
		const second = (
			await post("/api/exchange/acts", { giver: anna, receiver: mario, at: "2026-11-03", what: "ha cucinato" })
		).json;
		const address = `/exchange/acts/${second.id}`;
		expect((await get(address)).body).toContain(saying("exchange.said_not_asked"));
		expect((await send(`${address}/moved-by`, {})).status).toBe(422);
		expect((await send(`${address}/moved-by`, { movedBy: newId() })).status).toBe(422);
		expect(await send(`${address}/moved-by`, { movedBy: first.id })).toMatchObject({
			status: 303,
			to: `${address}?done=exchange.answered_done`,
		});
		expect((await get(address)).body).toContain("ha spalato la neve");
		const { body } = await get(`/exchange/acts/${first.id}`);
		expect(body).toContain("nato da qui");
		expect(body).toContain(`href="${address}"`);
		expect((await get(`/exchange/acts/${newId()}`)).status).toBe(404);
		expect((await get("/exchange/acts/nonsense")).status).toBe(404);
	});
});

describe("lists", () => {
	test("newest first; somebody's, and never a sum of hours", async () => {
		const { status, body } = await get(`/exchange/acts?person=${anna}`);
		expect(status).toBe(200);
		expect(body).toContain("Gesti dati e ricevuti: Anna Verdi");
		expect((await get("/exchange/acts")).body).toContain("/exchange/acts/new");
		expect((await get("/exchange/acts?person=1")).status).toBe(422);
	});

	test("a person's own, in which nobody else is named", async () => {
		actor = actorOf("resident", "here", { personId: anna });
		const { status, body } = await get("/exchange/mine");
		expect(status).toBe(200);
		expect(body).toContain("ha portato la spesa");
		expect(body).toContain(saying("exchange.mine_received"));
		for (const name of ["Bruno", "Mario"]) expect(body).not.toContain(name);
		expect((await get("/exchange/acts")).status).toBe(403);
		expect((await get("/exchange/acts/new")).status).toBe(403);
		actor = staff;
		expect((await get("/exchange/mine")).status).toBe(403);
	});

	test("costs at most six statements a page", async () => {
		const { rows } = await base.owner.query("select id from exchange.acts limit 1");
		for (const path of [
			"/exchange/acts",
			`/exchange/acts/new?giver=${anna}&receiver=${bruno}`,
			`/exchange/acts/${rows[0].id}`,
		]) {
			const before = base.db.statements();
			expect((await get(path)).status).toBe(200);
			expect(base.db.statements() - before).toBeLessThanOrEqual(5);
		}
	});
});

describe("JSON", () => {
	test("the same request twice gets the first answer and is written once", async () => {
		const before = await acts();
		const body = {
			giver: anna,
			receiver: bruno,
			at: "2026-11-14T10:00:00+01:00",
			what: "ha letto il giornale",
			movedBy: "in-general",
			minutes: 30,
		};
		const first = await post("/api/exchange/acts", body);
		expect(first.status).toBe(201);
		expect(first.json).toEqual({
			id: expect.stringMatching(/^[0-9a-f-]{36}$/),
			neighbourhood: "qui",
			giver: anna,
			receiver: bruno,
			at: "2026-11-14T09:00:00.000Z",
			what: "ha letto il giornale",
			minutes: 30,
			movedBy: "in_general",
			movedByAct: null,
			recordedBy: staff.accountId,
			recordedAt: testNow.toISOString(),
		});
		expect(await post("/api/exchange/acts", body)).toEqual(first);
		expect(await acts()).toBe(before + 1);
		const chosen = { ...body, id: newId(), what: "altro" };
		await post("/api/exchange/acts", chosen);
		expect(await post("/api/exchange/acts", { ...chosen, what: "altro ancora" })).toMatchObject({
			status: 409,
			json: { code: "id_taken" },
		});
		const one = await app.request(`/api/exchange/acts/${first.json.id}`);
		expect(await one.json()).toEqual({ ...first.json, inspired: [] });
	});

	test("two of the same request at once are one act", async () => {
		const before = await acts();
		const body = { giver: anna, receiver: bruno, at: "2026-11-15", what: "ha bagnato i fiori" };
		const [one, two] = await Promise.all([post("/api/exchange/acts", body), post("/api/exchange/acts", body)]);
		expect(one).toEqual(two);
		expect(await acts()).toBe(before + 1);
	});

	test("several receivers are several records", async () => {
		const { status, json } = await post<{ items: Act[]; next: null }>("/api/exchange/acts", {
			giver: anna,
			receiver: [bruno, group],
			at: "2026-11-16",
			what: "ha fatto il caffè",
		});
		expect(status).toBe(201);
		expect(json.items.map((a) => a.receiver)).toEqual([bruno, group]);
		expect(json.next).toBeNull();
	});

	test.each([
		[{ paid: true }, "paid_work"],
		[{ what: "badante la domenica" }, "paid_work"],
		[{ movedBy: "0198f000-0000-7000-8000-000000000000" }, "unknown_act"],
		[{ movedBy: "perhaps" }, "invalid"],
		[{ movedBy: 3 }, "invalid"],
		[{ at: "2026-02-30" }, "invalid"],
		[{ at: "2026-02-30T10:00:00Z" }, "invalid"],
		[{ at: "2026-11-20T10:00:00" }, "invalid"],
		[{ at: "2027-01-01" }, "invalid"],
		[{ receiver: [] }, "invalid"],
		[{ receiver: undefined }, "invalid"],
		[{ minutes: 0 }, "invalid"],
		[{ minutes: "1e3" }, "invalid"],
		[{ what: "a\u0000b" }, "invalid"],
		[{ what: "\ud800" }, "invalid"],
		[{ what: "x".repeat(301) }, "invalid"],
		[{ neighbourhood: "accanto" }, "invalid"],
	])("refuses %j as %s and writes nothing", async (more, code) => {
		const before = await acts();
		const { status, json } = await post<{ code: string }>("/api/exchange/acts", {
			giver: anna,
			receiver: bruno,
			at: "2026-11-20",
			what: "ha aiutato",
			...more,
		});
		expect({ status, code: json.code }).toEqual({ status: 422, code });
		expect(await acts()).toBe(before);
	});

	test("lists with a limit and a cursor", async () => {
		const page = async (query: string) =>
			(await (await app.request(`/api/exchange/acts?${query}`)).json()) as { items: Act[]; next: string };
		const first = await page("limit=2");
		expect(first.items).toHaveLength(2);
		const second = await page(`limit=2&cursor=${first.next}`);
		expect(Date.parse(second.items[0]?.at ?? "")).toBeLessThanOrEqual(Date.parse(first.items[1]?.at ?? ""));
		expect(second.items.map((a) => a.id)).not.toContain(first.items[1]?.id);
		const answered = await post(`/api/exchange/acts/${first.items[0]?.id}/moved-by`, { movedBy: "not-answered" });
		expect(answered).toMatchObject({ status: 200, json: { movedBy: "not_answered" } });
	});
});

test("every page speaks each language", async () => {
	const { rows } = await base.owner.query("select id from exchange.acts where moved_by_act_id is not null limit 1");
	for (language of languages) {
		for (const path of ["/exchange/acts", `/exchange/acts/new?giver=${anna}`, `/exchange/acts/${rows[0].id}`])
			expect((await get(path)).status).toBe(200);
		actor = actorOf("citizen", "here", { personId: bruno });
		expect((await get("/exchange/mine")).status).toBe(200);
		actor = staff;
	}
});
