import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places, testNow } from "../../../tests/harness.ts";
import { newId } from "../../core/ids.ts";
import { dayOf } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import type { Actor } from "../../db/actor.ts";
import { type App, routes } from "../../ui/http.ts";
import { sayIn } from "../../ui/words.ts";
import { addPersonIn, agreeIn } from "../community/service.ts";
import { api } from "./api.ts";
import { pages } from "./pages.tsx";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const say = sayIn("it");
const today = dayOf(testNow);
beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

/** The module behind a door that only says who comes in, in Italian. */
function appFor(actor: Actor): App {
	const app = routes();
	app.use(async (c, next) => {
		c.set("actor", actor);
		c.set("ground", t.ground);
		const asset = (name: string) => `/assets/${name}`;
		const path = c.req.path;
		const base = "http://localhost";
		c.set("view", {
			say,
			language: "it",
			actor,
			now: testNow,
			path,
			demo: false,
			ready: true,
			unusedTopics: [],
			neighbourhood: { slug: "accanto", name: "Accanto" },
			choices: 1,
			secure: false,
			base,
			asset,
		});
		await next();
	});
	app.route("/", pages);
	app.route("/", api);
	app.onError((error, c) => {
		if (!(error instanceof Refused)) throw error;
		return c.json({ code: error.code, fields: error.fields }, error.status);
	});
	return app;
}

async function get(path: string, actor = anna): Promise<string> {
	const before = t.db.statements();
	const answer = await appFor(actor).request(path);
	expect(answer.status, path).toBe(200);
	expect(t.db.statements() - before, `statements of ${path}`).toBeLessThanOrEqual(6);
	const html = await answer.text();
	const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((m) => m[1]);
	expect(ids, path).toEqual([...new Set(ids)]);
	return html;
}

async function send(
	path: string,
	fields: Record<string, string> | [string, string][],
	actor = anna,
): Promise<{ status: number; to: string; text: string }> {
	const answer = await appFor(actor).request(path, { method: "POST", body: new URLSearchParams(fields) });
	return {
		status: answer.status,
		to: (answer.headers.get("location") ?? "").split("?")[0] ?? "",
		text: await answer.text(),
	};
}

async function json(
	path: string,
	body: unknown,
	actor = anna,
): Promise<{ status: number; body: Record<string, unknown> }> {
	const headers = { "content-type": "application/json" };
	const answer = await appFor(actor).request(path, { method: "POST", headers, body: JSON.stringify(body) });
	return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

async function started(more: Record<string, string> = {}): Promise<string> {
	const answer = await send("/initiatives", { id: newId(), title: "Pausa caffè", languages: "it", ...more });
	expect(answer.status, answer.text).toBe(303);
	return answer.to;
}

async function dated(path: string): Promise<string> {
	const planned = await json(`/api${path}/sessions`, { startsOn: today, time: "15:00", minutes: 90 });
	expect(planned.status).toBe(201);
	return `${path}/sessions/${(planned.body.items as { id: string }[])[0]?.id}`;
}

function known(label: string): Promise<string> {
	return t.db.withActor(anna, async (tx) => {
		const person = {
			neighbourhoodId: places.here,
			label,
			level: "nickname",
			agreedHow: "in_person",
			knownSince: today,
		} as const;
		const { id } = await addPersonIn(tx, person);
		await agreeIn(tx, { personId: id, purpose: "sessions", how: "in_person", day: today });
		return id;
	});
}

test("from a model to an open initiative with a series of dates", async () => {
	const form = await get("/initiatives/new?model=coffee-break");
	expect(form).toContain('value="Pausa caffè"');
	expect(form).toContain(say("initiatives.public_readers"));
	const id = /name="id" value="([^"]+)"/.exec(form)?.[1] ?? "";
	const path = await started({ id, model: "coffee-break", objectives: "O1" });
	expect(path).toBe(`/initiatives/${id}`);
	expect(await started({ id, model: "coffee-break", objectives: "O1" })).toBe(path);
	const series = { id: newId(), startsOn: today, time: "15:00", minutes: "120", repeat: "weekly", until: "2026-12-06" };
	expect((await send(`${path}/sessions`, series)).status).toBe(303);
	expect((await send(`${path}/state`, { to: "open" })).status).toBe(303);
	const seen = await get(path);
	expect(seen.match(/\/sessions\/[0-9a-f-]{36}"/g)).toHaveLength(3);
	expect(seen).toContain("captare persone vulnerabili con iniziative comunitarie e non ad hoc");
	expect(await get("/initiatives?state=open")).toContain(path);
	expect(await get("/initiatives?state=idea")).not.toContain(path);
	await get(`${path}/edit`);
});

test("models say their steps, people, needs and what to watch", async () => {
	expect(await get("/initiatives/models")).toContain("/initiatives/models/neighbours-dinner");
	const dinner = await get("/initiatives/models/neighbours-dinner");
	for (const part of [
		"Guarda l'ora del tramonto",
		"Tre famiglie che invitano",
		"Un cortile",
		"Nessuno deve spiegare",
	]) {
		expect(dinner.replaceAll("&#39;", "'")).toContain(part);
	}
});

test("a word that says who is in trouble comes back with its reason and all that was typed", async () => {
	const typed = {
		id: newId(),
		title: "Pranzo <di> domenica",
		invitation: "per anziani soli",
		placeWords: "in canonica",
		capacity: "12",
		languages: "ur",
	};
	const answer = await send("/initiatives", typed);
	expect(answer.status).toBe(422);
	expect(answer.text).toContain('value="Pranzo &lt;di> domenica"');
	for (const kept of ["per anziani soli", 'value="in canonica"', 'value="12"', 'href="#f-invitation"'])
		expect(answer.text).toContain(kept);
	expect(answer.text).toMatch(/value="ur" checked/);
	expect(answer.text.replaceAll("&#39;", "'")).toContain(say("refusal.labels"));
	const path = await started();
	const edit = await send(`${path}/edit`, { title: "Caffè dei fragili", remarks: "gli appunti restano" });
	expect(edit.status).toBe(422);
	expect(edit.text).toContain("gli appunti restano");
});

test("concluding and dropping ask for words, and say at which field", async () => {
	const path = await started();
	await send(`${path}/state`, { to: "open" });
	const concluded = await send(`${path}/state`, { to: "concluded", learnt: " " });
	expect(concluded.status).toBe(422);
	expect(concluded.text).toContain('href="#f-learnt"');
	const dropped = await send(`${path}/state`, { to: "dropped", reason: "" });
	expect(dropped.text).toContain('href="#f-reason"');
	expect((await send(`${path}/state`, { to: "concluded", learnt: "due tavoli" })).status).toBe(303);
	expect(await get(path)).toContain("due tavoli");
});

test("the sheet: three by name, two without, and two who now know each other; a mistake keeps the ticks", async () => {
	const session = await dated(await started());
	const [ada, bea, ugo] = [await known("Ada"), await known("Bea"), await known("Ugo")];
	const first = await send(`${session}/attendance`, [
		["who1", ada],
		["who1_typed", "Ada"],
		["who2_typed", "Bea"],
		["unnamed", "2"],
	]);
	expect(first.status, first.text).toBe(303);
	const wrong = await send(`${session}/attendance`, [
		["person", ada],
		[`role_${ada}`, "runs"],
		["who1_typed", "Nessuno Così"],
		["unnamed", "2"],
	]);
	expect(wrong.status).toBe(422);
	expect(wrong.text).toContain("Nessuno Così");
	expect(wrong.text).toMatch(new RegExp(`value="${ada}" checked`));
	expect(wrong.text).not.toMatch(new RegExp(`value="${bea}" checked`));
	expect(wrong.text).toMatch(/value="runs" selected/);
	const whole: [string, string][] = [
		["person", ada],
		[`role_${ada}`, "runs"],
		["person", bea],
		[`role_${bea}`, "helps"],
		["who1_typed", "ugo"],
		["unnamed", "2"],
	];
	expect((await send(`${session}/attendance`, whole)).status).toBe(303);
	const met = { id: newId(), one: ada, other: ugo, kind: "knows", saidBy: "both" };
	expect((await send(`${session}/met`, { ...met, other: ada })).status).toBe(422);
	expect((await send(`${session}/met`, met)).status).toBe(303);
	expect((await t.owner.query("select met_at from community.ties where id = $1", [met.id])).rows).toEqual([
		{ met_at: session.split("/").at(-1) },
	]);
	const page = await get(session);
	for (const name of ["Ada", "Bea", "Ugo"]) expect(page).toContain(name);
	const sheet = await get(`${session}/sheet`);
	expect(sheet).not.toContain("Ada");
	expect(sheet).toContain(say("initiatives.sheet"));
});

test("organisers: chosen from a list, taken out again; sent twice it is one", async () => {
	const path = await started();
	const [mara, elio] = [await account("Mara", "citizen"), await account("Elio", "coordinator")];
	expect(await get(path)).toContain(`${path}/organisers`);
	const form = await get(`${path}/organisers`);
	expect(form).toContain(`Mara · ${say("access.role_citizen")}`);
	expect(form).toContain(say("initiatives.organiser_sees"));
	for (const account of [mara, mara, elio]) {
		expect(await send(`${path}/organisers`, { account })).toMatchObject({ status: 303, to: `${path}/organisers` });
	}
	const chosen = await get(`${path}/organisers`);
	expect(chosen.match(/Mara/g)).toHaveLength(2);
	expect(chosen).not.toContain(`<option value="${mara}"`);
	const wrong = await send(`${path}/organisers`, { account: newId() });
	expect(wrong.status).toBe(422);
	expect(wrong.text).toContain('href="#f-account"');
	expect((await send(`${path}/organisers`, { account: "" })).status).toBe(422);
	for (const _ of [1, 2]) expect((await send(`${path}/organisers/remove`, { account: mara })).status).toBe(303);
	expect(await get(`${path}/organisers`)).toContain(`<option value="${mara}"`);
	const asJson = await json(`/api${path}/organisers`, { account: mara });
	expect(asJson).toEqual({ status: 201, body: { initiative: path.split("/").at(-1), account: mara } });
	const { items } = (await (await appFor(anna).request(`/api${path}/organisers`)).json()) as {
		items: { id: string; name: string }[];
	};
	expect(items.map((one) => one.name)).toEqual([null, "Elio", "Mara"]);
	expect((await json(`/api${path}/organisers/remove`, { account: mara })).status).toBe(201);
	for (const closed of [`${path}/organisers`, `/api${path}/organisers`])
		expect((await appFor(actorOf("citizen")).request(closed)).status).toBe(403);
});

test("the way to the public page goes to the initiative's own neighbourhood, whichever is on screen", async () => {
	const path = await started();
	await send(`${path}/state`, { to: "open" });
	const seen = await get(path, actorOf("coordinator", "beside"));
	expect(seen).toContain(`href="/n/qui${path}"`);
	expect(seen).not.toContain("/n/accanto/");
});

/** Somebody with a role in the tests' territory. */
async function account(name: string, role: string): Promise<string> {
	const id = newId();
	await t.owner.query("insert into access.accounts (id, name) values ($1, $2)", [id, name]);
	await t.owner.query(
		`insert into access.assignments (id, account_id, name, role, territory_id, neighbourhood_id, since)
		values ($1, $1, $2, $3, $4, $5, '2026-01-01')`,
		[id, name, role, places.territory, role === "citizen" ? places.here : null],
	);
	return id;
}

test("JSON says the same with the same contracts: 201, and the first answer again", async () => {
	const body = { id: newId(), title: "Si aggiusta insieme", languages: ["it"], stepFree: true };
	const first = await json("/api/initiatives", body);
	expect(first).toMatchObject({ status: 201, body: { id: body.id, state: "idea", stepFree: true } });
	expect(await json("/api/initiatives", body)).toEqual(first);
	expect(await json("/api/initiatives", { ...body, title: "Altro" })).toMatchObject({
		status: 409,
		body: { code: "id_taken" },
	});
	expect(await json("/api/initiatives", { ...body, id: newId(), title: "Per i poveri" })).toMatchObject({
		status: 422,
		body: { code: "labels" },
	});
	const session = await dated(`/initiatives/${body.id}`);
	const person = await known("Lino");
	const sheet = { people: [{ person, role: "helps" }], unnamed: 5 };
	expect(await json(`/api${session}/attendance`, sheet)).toMatchObject({
		status: 201,
		body: { state: "held", named: 1, unnamed: 5 },
	});
	expect(await json(`/api/initiatives/${body.id}/state`, { to: "concluded" })).toMatchObject({
		status: 409,
		body: { code: "not_from_here" },
	});
	const { items } = (await (await appFor(anna).request("/api/initiatives?limit=1")).json()) as {
		items: { id: string }[];
	};
	expect(items.map((i) => i.id)).toEqual([body.id]);
});
