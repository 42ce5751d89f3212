import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../tests/harness.ts";
import { formOf, jsonOf, pagesFor } from "../../../tests/pages.ts";
import { newId } from "../../core/ids.ts";
import { fold } from "../../core/text.ts";
import type { Actor } from "../../db/actor.ts";
import type { App } from "../../ui/http.ts";
import { type Language, languages, messagesOf, sayIn } from "../../ui/words.ts";
import { api } from "./api.ts";
import { type Need, needStates, noteKinds, topics } from "./contract.ts";
import { pages } from "./pages.tsx";
import { recordAnswerIn } from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
let app: App;
let actor: Actor;
let language: Language = "it";
const staff = actorOf("facilitator");
const party = { lady: newId<"party">(), place: newId<"party">() };

beforeAll(async () => {
	t = await freshDatabase();
	for (const [id, kind, label] of [
		[party.lady, "person", "la signora col cane"],
		[newId(), "person", "la signora coi gatti"],
		[party.place, "place", "via Roggia 12"],
	] as const) {
		await t.owner.query(
			`insert into community.parties (territory_id, id, neighbourhood_id, kind, label, folded, known_since)
			values ($1, $2, $3, $4, $5, $6, '2026-01-01')`,
			[places.territory, id, places.here, kind, label, fold(label)],
		);
	}
	await t.owner.query(
		"insert into community.places (territory_id, id, neighbourhood_id, sort) values ($1, $2, $3, 'block')",
		[places.territory, party.place, places.here],
	);
	await t.owner.query(
		`update programme.territories set urgent_phones = '[{"label": "Guardia medica", "phone": "116 117"}]' where id = $1`,
		[places.territory],
	);
	app = pagesFor(t.ground, [pages, api], () => ({ actor, language }));
});
afterAll(() => t.end());
beforeEach(() => {
	actor = staff;
	language = "it";
});

async function post(path: string, fields: Record<string, string | string[]>): Promise<Response> {
	return app.request(path, formOf(fields));
}
async function json(path: string, body: unknown): Promise<Response> {
	return app.request(path, jsonOf(body));
}
async function html(path: string, status = 200): Promise<string> {
	const answer = await app.request(path);
	expect(answer.status, path).toBe(status);
	return answer.text();
}
async function count(table: string, where: string, value: string): Promise<number> {
	const { rows } = await t.owner.query(`select count(*)::int as n from listening.${table} where ${where} = $1`, [
		value,
	]);
	return rows[0].n;
}
function pathOf(answer: Response): string {
	expect(answer.status).toBe(303);
	return new URL(answer.headers.get("location") ?? "", "http://x").pathname;
}
async function noted(fields: Record<string, string>): Promise<string> {
	return (
		pathOf(await post("/listening/notes", { id: newId(), ...fields }))
			.split("/")
			.at(-1) ?? ""
	);
}

describe("the form of a note", () => {
	test("the text alone is enough; sent twice it is written once, and shown with its guesses", async () => {
		const id = newId();
		const fields = { id, text: "Ieri in via Roggia 12 non sapeva rinnovare la tessera" };
		expect(pathOf(await post("/listening/notes", fields))).toBe(`/listening/notes/${id}`);
		expect(pathOf(await post("/listening/notes", fields))).toBe(`/listening/notes/${id}`);
		expect(await count("notes", "text", fields.text)).toBe(1);
		const page = await html(`/listening/notes/${id}`);
		expect(page).toContain("Notato");
		for (const guess of ["carte e uffici", "via Roggia 12", "21 novembre 2026"]) expect(page).toContain(`${guess}?`);
		expect(page).toContain("non riguarda nessuno in particolare");
		pathOf(await post(`/listening/notes/${id}/confirm`, { guess: "topic" }));
		expect(await html(`/listening/notes/${id}`)).not.toContain("carte e uffici?");
	});

	test("says who will read it before saving", async () => {
		expect(await html("/listening/notes/new")).toContain("Lo leggono le operatrici e gli operatori di Qui");
	});

	test("what is wrong comes back with 422 and everything that was typed", async () => {
		const none = await post("/listening/notes", {
			id: newId(),
			text: " ",
			kind: "offered",
			heardFromId_typed: "il fornaio",
		});
		expect(none.status).toBe(422);
		const page = await none.text();
		expect(page).toContain(sayIn("it")("error.required").slice(0, 12));
		expect(page).toMatch(/value="offered" checked/);
		expect(page).toContain('value="il fornaio"');
		const names = "Maria Rossi, Luigi Bianchi, Anna Verdi, Carlo Neri, Ugo Viola";
		const list = await post("/listening/notes", { id: newId(), text: names });
		expect(list.status).toBe(422);
		const refused = await list.text();
		expect(refused).toContain(names);
		expect(refused).toContain("quante persone");
		expect(await count("notes", "text", names)).toBe(0);
	});

	test("somebody typed unclearly comes back to be chosen; nobody is chosen for the reader", async () => {
		const id = newId();
		const unclear = await post("/listening/notes", { id, text: "Parla volentieri", about_typed: "la signora" });
		expect(unclear.status).toBe(422);
		const page = await unclear.text();
		expect(page).toContain("la signora col cane");
		expect(page).toContain("la signora coi gatti");
		expect(page).toContain(`value="${id}"`);
		expect(page).not.toMatch(new RegExp(`value="${party.lady}" checked`));
		pathOf(
			await post("/listening/notes", { id, text: "Parla volentieri", about_typed: "la signora", about: party.lady }),
		);
		const { rows } = await t.owner.query("select about_id from listening.notes where id = $1", [id]);
		expect(rows[0].about_id).toBe(party.lady);
	});

	test("whom it was heard from may stay in words", async () => {
		const id = await noted({ text: "Il portone è rotto", heardFromId_typed: "il fornaio" });
		expect(await html(`/listening/notes/${id}`)).toContain("lo dice il fornaio");
	});

	test("from a person's page, the person is chosen already", async () => {
		expect(await html(`/listening/notes/new?about=${party.lady}`)).toMatch(
			new RegExp(`value="${party.lady}"[^>]*checked`),
		);
		expect(await html("/listening/notes/new?about=nobody")).not.toContain("la signora");
	});
});

describe("the urgent path", () => {
	test("the numbers stand before the form; the note is on top everywhere until somebody takes charge", async () => {
		const page = await html("/listening/urgent");
		expect(page.indexOf('href="tel:112"')).toBeGreaterThan(0);
		expect(page.indexOf('href="tel:112"')).toBeLessThan(page.indexOf("<textarea"));
		expect(page.indexOf('href="tel:116117"')).toBeLessThan(page.indexOf("<textarea"));
		const empty = await post("/listening/urgent", { id: newId(), text: "", called: "112", calledAlso: "il figlio" });
		expect(empty.status).toBe(422);
		const again = await empty.text();
		expect(again).toContain('href="tel:112"');
		expect(again).toContain('value="il figlio"');
		const saved = await post("/listening/urgent", {
			id: newId(),
			text: "Non risponde al citofono",
			called: "112",
			calledAlso: "il figlio",
		});
		const path = pathOf(saved);
		expect(await html(path)).toContain("chiamato: 112, il figlio");
		for (const list of ["/listening/notes", "/listening/notes?show=offered"]) {
			const notes = await html(list);
			expect(notes.indexOf("Non risponde al citofono")).toBeLessThan(notes.indexOf('aria-label="Che cosa vedere"'));
			expect(notes).toContain("Me ne occupo io");
		}
		pathOf(await post(`${path}/take`, {}));
		expect(await html("/listening/notes")).not.toContain("Me ne occupo io");
		expect(await html(path)).toContain("Se ne occupa");
		actor = actorOf("facilitator");
		const late = await post(`${path}/take`, {});
		expect([late.status, await late.json()]).toEqual([409, { code: "already_taken", fields: {} }]);
	});
});

describe("from notes to a need", () => {
	test("two notes are chosen in the list, gathered, an offer is matched, and the need is answered", async () => {
		const one = await noted({ text: "La tessera è scaduta", topic: "papers" });
		const two = await noted({ text: "Non capisce il modulo", topic: "papers" });
		const offer = await noted({ text: "So compilare i moduli", topic: "papers", kind: "offered" });
		const listed = await html("/listening/notes");
		expect(listed).toContain(`name="note" value="${one}"`);
		expect(listed).not.toContain(`name="note" value="${offer}"`);
		const form = await html(`/listening/needs/new?note=${one}&note=${two}&note=${offer}&note=x`);
		expect(form).toContain("2 appunti da mettere insieme");
		const id = newId();
		const fields = { id, notes: [one, two], title: "Carte da capire", topic: "papers" };
		const path = pathOf(await post("/listening/needs", fields));
		expect(pathOf(await post("/listening/needs", fields))).toBe(path);
		expect(await count("needs", "title", "Carte da capire")).toBe(1);
		const need = await html(path);
		expect(need).toContain("So compilare i moduli");
		expect(need).toContain("stesso tema");
		pathOf(await post(`${path}/offers`, { note: offer }));
		expect(await html(path)).toContain("ci stiamo lavorando");
		const closed = await post(`${path}/state`, { id: newId(), to: "closed", reason: "" });
		expect(closed.status).toBe(422);
		expect(await closed.text()).toContain("Scrivi anche il perch");
		pathOf(await post(`${path}/state`, { id: newId(), to: "answered", reason: "Fatto insieme" }));
		const done = await html(path);
		expect(done).toContain("Fatto insieme");
		expect(await html("/listening/needs?show=ended")).toContain("Carte da capire");
		expect(await html("/listening/needs")).not.toContain("Carte da capire");
	});

	test("notes join a need that is there, and are taken out again; none chosen says what to do", async () => {
		const one = await noted({ text: "Serve la legna" });
		const two = await noted({ text: "Anche qui la legna" });
		const path = pathOf(await post("/listening/needs", { id: newId(), notes: one, title: "Legna" }));
		const need = path.split("/").at(-1) ?? "";
		expect(await html(`/listening/needs/new?note=${two}`)).toContain(`<option value="${need}"`);
		expect(pathOf(await post("/listening/needs", { id: newId(), notes: two, need }))).toBe(path);
		expect(await html(path)).toContain("2 appunti");
		pathOf(await post(`${path}/take-out`, { note: two }));
		expect(await html(path)).toContain("1 appunto ");
		const none = await post("/listening/needs", { id: newId(), title: "Vuoto" });
		expect(none.status).toBe(422);
		expect(await html("/listening/needs/new")).toContain("Non hai scelto appunti");
	});

	test("an act that answers is recorded from here, and leads to its page", async () => {
		const path = pathOf(
			await post("/listening/needs", { id: newId(), notes: await noted({ text: "La spesa in salita" }) }),
		);
		const id = path.split("/").at(-1) ?? "";
		expect(await html(path)).toContain(`href="/exchange/acts/new?answers=${id}"`);
		const answer = { needId: id as Need["id"], kind: "act", recordId: newId(), label: "ha portato la spesa" } as const;
		await t.db.withActor(staff, (tx) => recordAnswerIn(tx, answer));
		const shown = await html(path);
		expect(shown).toContain(`<a href="/exchange/acts/${answer.recordId}">ha portato la spesa</a>`);
		expect(shown).toContain("un gesto");
		await post(`${path}/state`, { id: newId(), to: "closed", reason: "non serve più" });
		expect(await html(path)).not.toContain("/exchange/acts/new");
	});

	test("an answer in words is written once", async () => {
		const one = await noted({ text: "Chi taglia l'erba" });
		const path = pathOf(await post("/listening/needs", { id: newId(), notes: one }));
		const fields = { id: newId(), kind: "other", label: "L'hanno tagliata i vicini" };
		pathOf(await post(`${path}/answers`, fields));
		pathOf(await post(`${path}/answers`, fields));
		expect(await count("answers", "label", fields.label)).toBe(1);
		const wrong = await post(`${path}/answers`, { id: newId(), kind: "other", label: "" });
		expect(wrong.status).toBe(422);
	});
});

test("follow-ups: written from a note, moved, done; what is wrong keeps what was typed", async () => {
	const note = await noted({ text: "Tornare a trovarla" });
	const id = newId();
	const fields = { id, note, what: "Tornare con il modulo", dueOn: "2026-11-24" };
	expect(pathOf(await post("/listening/follow-ups", fields))).toBe(`/listening/notes/${note}`);
	pathOf(await post("/listening/follow-ups", fields));
	expect(await count("follow_ups", "what", fields.what)).toBe(1);
	const wrong = await post("/listening/follow-ups", { id: newId(), what: "Ieri", dueOn: "2026-11-21" });
	expect(wrong.status).toBe(422);
	expect(await wrong.text()).toContain('value="Ieri"');
	expect((await post(`/listening/follow-ups/${id}/move`, { dueOn: "2026-11-01" })).status).toBe(422);
	pathOf(await post(`/listening/follow-ups/${id}/move`, { dueOn: "2026-11-30" }));
	expect(await html("/listening/follow-ups")).toContain("30 novembre");
	pathOf(await post(`/listening/follow-ups/${id}/done`, { outcome: "Modulo fatto" }));
	expect(await html("/listening/follow-ups")).not.toContain("Tornare con il modulo");
	expect(await html(`/listening/notes/${note}`)).toContain("Modulo fatto");
});

test("a follow-up is given to who works there, oneself first; nobody who could not read it is offered", async () => {
	const note = await noted({ text: "Portare il modulo" });
	const bruna = await works("Bruna", "facilitator", places.here);
	const carlo = await works("Carlo", "coordinator", null);
	const beside = await works("Dora di là", "facilitator", places.beside);
	const social = await works("Elda", "social-worker", null);
	expect(await html(`/listening/notes/${note}`)).toContain(`/listening/follow-ups/new?note=${note}`);
	const form = await html(`/listening/follow-ups/new?note=${note}`);
	const hands = /<select[^>]*name="assignedTo".*?<\/select>/s.exec(form)?.[0] ?? "";
	expect([...hands.matchAll(/value="([^"]+)"/g)].map((m) => m[1])).toEqual([staff.accountId, bruna, carlo]);
	expect(form).toContain("Portare il modulo");
	const fields = { id: newId(), note, what: "Portarlo lei", dueOn: "2026-11-26", assignedTo: bruna };
	const wrong = await post("/listening/follow-ups", { ...fields, dueOn: "2026-11-01" });
	expect(wrong.status).toBe(422);
	const again = await wrong.text();
	expect(again).toContain(`value="${bruna}" selected`);
	expect(again).toContain(`name="note" value="${note}"`);
	for (const other of [beside, social])
		expect((await post("/listening/follow-ups", { ...fields, assignedTo: other })).status).toBe(422);
	expect(pathOf(await post("/listening/follow-ups", fields))).toBe(`/listening/notes/${note}`);
	const { rows } = await t.owner.query("select assigned_to from listening.follow_ups where id = $1", [fields.id]);
	expect(rows).toEqual([{ assigned_to: bruna }]);
	expect(await html("/listening/follow-ups")).toContain("Bruna");
	pathOf(await post(`/listening/follow-ups/${fields.id}/done`, {}));
	const need =
		pathOf(await post("/listening/needs", { id: newId(), notes: note }))
			.split("/")
			.at(-1) ?? "";
	expect(await html(`/listening/follow-ups/new?need=${need}`)).toContain(`href="/listening/needs/${need}"`);
	expect(await html("/listening/follow-ups/new")).toContain("Bruna");
});

/** Somebody with a role in the tests' territory. */
async function works(name: string, role: string, neighbourhood: string | null): Promise<string> {
	const id = newId();
	await t.owner.query("insert into access.accounts (id, name, staff_of) values ($1, $2, $3)", [
		id,
		name,
		[places.territory],
	]);
	await t.owner.query(
		`insert into access.assignments (id, account_id, name, role, territory_id, neighbourhood_id, since)
		values ($1, $1, $2, $3, $4, $5, '2026-01-01')`,
		[id, name, role, places.territory, neighbourhood],
	);
	return id;
}

test("a note is changed, set aside and brought back", async () => {
	const id = await noted({ text: "Una cosa senza tema" });
	pathOf(await post(`/listening/notes/${id}/change`, { topic: "company", place_typed: "via Roggia 12" }));
	expect(await html(`/listening/notes/${id}`)).toContain("compagnia · via Roggia 12");
	const unknown = await post(`/listening/notes/${id}/change`, { place_typed: "via che non c'è" });
	expect(unknown.status).toBe(422);
	expect(await unknown.text()).toContain("via che non c'è");
	pathOf(await post(`/listening/notes/${id}/set-aside`, {}));
	expect(await html("/listening/notes?show=unplaced")).not.toContain(id);
	pathOf(await post(`/listening/notes/${id}/bring-back`, {}));
	expect(await html("/listening/notes?show=unplaced")).toContain(id);
});

describe("JSON", () => {
	test("201 with the record, also the second time; the list answers newest first with a cursor", async () => {
		const note = { text: "Da una macchina", kind: "reported", about: party.lady, heardOn: "2026-11-20", urgent: false };
		const first = await json("/api/listening/notes", note);
		const second = await json("/api/listening/notes", note);
		expect([first.status, second.status]).toEqual([201, 201]);
		const record = await first.json();
		expect(await second.json()).toEqual(record);
		expect(record).toMatchObject({
			neighbourhood: "qui",
			kind: "reported",
			about: party.lady,
			heardOn: "2026-11-20",
			taken: null,
			need: null,
			recordedBy: staff.accountId,
		});
		const list = await (await app.request("/api/listening/notes?limit=2")).json();
		expect(list.items).toHaveLength(2);
		const next = await (await app.request(`/api/listening/notes?limit=100&cursor=${list.next}`)).json();
		expect(next.next).toBeNull();
		expect(next.items.map((n: { id: string }) => n.id)).not.toContain(list.items[0].id);
		const need = await json("/api/listening/needs", { notes: [record.id] });
		expect(need.status).toBe(201);
		const made = await need.json();
		expect(made).toMatchObject({ title: "Da una macchina", state: "heard", notes: 1 });
		const state = await json(`/api/listening/needs/${made.id}/state`, { to: "being_answered" });
		expect([state.status, (await state.json()).state]).toEqual([201, "being_answered"]);
		const filtered = await (await app.request(`/api/listening/notes?need=${made.id}`)).json();
		expect(filtered.items.map((n: { id: string }) => n.id)).toEqual([record.id]);
		const followUp = await json("/api/listening/follow-ups", { what: "Passare", dueOn: "2026-11-30", need: made.id });
		expect(followUp.status).toBe(201);
		expect((await (await app.request("/api/listening/follow-ups")).json()).items).toMatchObject([
			{ what: "Passare", need: made.id },
		]);
	});

	test.each([
		["/api/listening/notes", { text: "x" }, "invalid", 422],
		["/api/listening/notes", { text: "x\0", kind: "asked" }, "invalid", 422],
		["/api/listening/notes", { text: "x", kind: "thought" }, "invalid", 422],
		["/api/listening/notes", { text: "x", kind: "asked", about: "Maria" }, "invalid", 422],
		["/api/listening/needs", { notes: [] }, "invalid", 422],
		["/api/listening/needs", { notes: [newId()] }, "invalid", 422],
		["/api/listening/needs/none/state", { to: "closed" }, "not_found", 404],
		[`/api/listening/needs/${newId()}/state`, { to: "being_answered" }, "not_found", 404],
		[`/api/listening/notes/${newId()}/take`, {}, "not_found", 404],
		["/api/listening/follow-ups", { what: "x", dueOn: "2026-02-30" }, "invalid", 422],
	])("%s refuses %j", async (path, body, code, status) => {
		const answer = await json(path, body);
		expect(answer.status).toBe(status);
		expect((await answer.json()).code).toBe(code);
	});
});

test("nobody but those who work here gets in, whatever they send", async () => {
	const paths = [
		"/listening/notes",
		"/listening/notes/new",
		"/listening/needs",
		"/listening/follow-ups",
		"/listening/urgent",
		"/api/listening/notes",
		"/api/listening/needs",
		"/api/listening/follow-ups",
	];
	for (const role of ["citizen", "resident", "officer", "evaluator", "administrator", "social-worker"] as const) {
		actor = actorOf(role);
		for (const path of paths) {
			expect((await app.request(path)).status, `${role} ${path}`).toBe(403);
			expect((await json(path, {})).status, `${role} ${path}`).toBeOneOf([403, 404]);
		}
	}
	actor = { role: "nobody", neighbourhoodIds: [] };
	for (const path of paths) expect((await app.request(path)).status, path).toBe(401);
	actor = actorOf("facilitator", "beside");
	const mine = await (await app.request("/api/listening/notes")).json();
	expect(mine).toEqual({ items: [], next: null });
});

test("every page speaks every language, with words for all topics, kinds and states", async () => {
	const id = await noted({ text: "In tre lingue", kind: "offered" });
	for (language of languages) {
		for (const path of [
			"/listening/notes",
			"/listening/notes/new",
			`/listening/notes/${id}`,
			"/listening/needs",
			"/listening/follow-ups",
			"/listening/urgent",
		])
			await html(path);
		const words = messagesOf(language);
		for (const key of [
			...topics.map((x) => `topic_${x}`),
			...noteKinds.map((x) => `kind_${x}`),
			...needStates.flatMap((x) => [`state_${x}`, `to_${x}`]),
		])
			expect(words.has(`listening.${key}`), `${language} ${key}`).toBe(true);
	}
	const keys = languages.map((l) => [...messagesOf(l).keys()].filter((k) => k.startsWith("listening.")));
	expect(keys[1]).toEqual(keys[0]);
	expect(keys[2]).toEqual(keys[0]);
});

test("lists take at most three statements of their own and the question what is visible, the other pages at most five", async () => {
	const id = await noted({ text: "Per contare", about: party.lady });
	const need = pathOf(await post("/listening/needs", { id: newId(), notes: id }));
	for (const [path, most] of [
		["/listening/notes", 4],
		["/listening/notes?show=unplaced", 4],
		["/listening/needs", 4],
		["/listening/follow-ups", 4],
		[`/listening/needs/new?note=${id}`, 3],
		[`/listening/notes/${id}`, 5],
		[need, 5],
	] as const) {
		const before = t.db.statements();
		await html(path);
		expect(t.db.statements() - before, path).toBeLessThanOrEqual(most);
	}
});
