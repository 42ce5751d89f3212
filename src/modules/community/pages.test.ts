import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../tests/harness.ts";
import { formOf, jsonOf, pagesFor } from "../../../tests/pages.ts";
import { type Id, newId } from "../../core/ids.ts";
import type { Actor } from "../../db/actor.ts";
import { sayIn } from "../../ui/words.ts";
import { api } from "./api.ts";
import { pages } from "./pages.tsx";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

async function ask(path: string, init: RequestInit | undefined, actor: Actor): Promise<Response> {
	return pagesFor(t.ground, [pages, api], () => ({ actor })).request(path, init);
}
const get = (path: string, actor = anna) => ask(path, undefined, actor);
const send = (path: string, fields: Record<string, string>, actor = anna) => ask(path, formOf(fields), actor);
const json = (path: string, body: unknown, actor = anna) => ask(path, jsonOf(body), actor);

async function made(path: string, fields: Record<string, string>): Promise<string> {
	const answer = await send(path, fields);
	expect(answer.status, await answer.clone().text()).toBe(303);
	return (answer.headers.get("location") ?? "").split("?")[0] ?? "";
}

/** Ids must be unique, or labels and error links lead to the wrong field. */
function expectUniqueIds(html: string): void {
	const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((m) => m[1]);
	expect(ids).toEqual([...new Set(ids)]);
}

test("from the form to the page: a person by description, found again with a slip of the finger", async () => {
	const form = await get("/community/persons/new");
	expect(form.status).toBe(200);
	const html = await form.text();
	expectUniqueIds(html);
	expect(html).toContain(sayIn("it")("community.readers"));
	const id = /name="id" value="([^"]+)"/.exec(html)?.[1] ?? "";
	const street = await made("/community/places/new", {
		id: newId(),
		label: "via Roggia",
		sort: "street",
		residents: "40",
	});
	const fields = { id, label: "la signora del terzo piano", level: "description", place_typed: "via roggia" };
	const path = await made("/community/persons/new", fields);
	expect(path).toBe(`/community/persons/${id}`);
	expect(await made("/community/persons/new", fields)).toBe(path);
	const seen = await (await get(path)).text();
	expectUniqueIds(seen);
	expect(seen).toContain("«la signora del terzo piano»");
	expect(seen).toContain(`href="${street}"`);
	expect(seen).toContain(`/listening/notes?about=${id}`);
	expect(await (await get("/community/persons?q=singora+terzo+piano")).text()).toContain(path);
	expect(await (await get("/community/places?q=via+rogia")).text()).toContain(street);
	expect(await (await get(street)).text()).toContain(path);
});

test("a form that is wrong comes back with what was typed and what to do", async () => {
	const answer = await send("/community/persons/new", {
		id: newId(),
		label: "Pippo <b>",
		level: "name",
		place_typed: "piazza che non c'è",
		agreedOn: "2026-11-01",
	});
	expect(answer.status).toBe(422);
	const html = await answer.text();
	expect(html).toContain('value="Pippo &lt;b>"');
	expect(html).toContain("piazza che non c'è");
	expect(html).toContain('value="2026-11-01"');
	expect(html).toContain('href="#f-agreedHow"');
	expectUniqueIds(html);
	expect((await send("/community/persons/new", { id: "x", label: "", level: "boss" })).status).toBe(422);
});

test("a place that may be one of two comes back to choose from; it is never guessed", async () => {
	await made("/community/places/new", { id: newId(), label: "via Verdi 4", sort: "block" });
	await made("/community/places/new", { id: newId(), label: "via Verdi 6", sort: "block" });
	const answer = await send("/community/groups/new", {
		id: newId(),
		label: "quelli del cortile",
		place_typed: "via Verdi",
	});
	expect(answer.status).toBe(422);
	const html = await answer.text();
	expect(html).toContain("via Verdi 4");
	expect(html).toContain("via Verdi 6");
	expectUniqueIds(html);
});

test("a second one of the same name is asked about, with a link to the first", async () => {
	const first = await made("/community/households/new", { id: newId(), label: "Famiglia Zeni" });
	const again = { id: newId(), label: "famiglia zeni" };
	const answer = await send("/community/households/new", again);
	expect(answer.status).toBe(422);
	const html = await answer.text();
	expect(html).toContain(`href="${first}"`);
	expect(html).toContain('name="another"');
	expect(await made("/community/households/new", { ...again, another: "yes" })).not.toBe(first);
});

test("forward, agreement, contact, tie, leaving: each form does its one thing, and shows it", async () => {
	const person = await made("/community/persons/new", {
		id: newId(),
		label: "il falegname",
		knownSince: "2026-01-01",
		level: "description",
	});
	const shop = await made("/community/organisations/new", {
		id: newId(),
		label: "Falegnameria Moser",
		sector: "private",
	});
	expect((await send(`${person}/forward`, { level: "name", label: "Ivo Moser" })).status).toBe(422);
	await made(`${person}/forward`, { level: "name", label: "Ivo Moser", agreedHow: "in_person" });
	const early = await send(`${person}/contacts`, { id: newId(), contactKind: "phone", value: "0461 111222" });
	expect(early.status).toBe(422);
	expect(await early.text()).toContain('value="0461 111222"');
	await made(`${person}/agreements`, { id: newId(), purpose: "contact", how: "in_person" });
	await made(`${person}/contacts`, { id: newId(), contactKind: "phone", value: "0461 111222" });
	const tie = {
		id: newId(),
		seen: "works_at.out",
		other_typed: "falegnameria moser",
		doing: "ripara le sedie della sala",
		since: "2026-05-01",
		said: "self",
	};
	const unknown = await send(`${person}/ties`, { ...tie, other_typed: "falegnami" });
	expect(unknown.status).toBe(422);
	expectUniqueIds(await unknown.text());
	await made(`${person}/ties`, tie);
	await made(`${person}/ties`, tie);
	const html = await (await get(person)).text();
	expectUniqueIds(html);
	expect(html).toContain('href="tel:0461111222"');
	expect(html).toContain("ripara le sedie della sala");
	expect(html).toContain("lo dice Ivo Moser");
	expect(await (await get(shop)).text()).toContain("ripara le sedie della sala");
	expect(await (await get("/community/persons")).text()).not.toContain("111222");
	expect((await get(`/community/ties/${tie.id}`)).status).toBe(200);
	await made(`/community/ties/${tie.id}/end`, { until: "2026-11-20" });
	await made(`${person}/left`, { leftOn: "2026-11-21" });
	expect((await send(`${person}/left`, { leftOn: "2027-01-01" })).status).toBe(422);
});

test("withdrawing is one tap for the person, and a word for who does it on theirs", async () => {
	const path = await made("/community/persons/new", {
		id: newId(),
		label: "Carla Gottardi",
		level: "name",
		agreedHow: "on_paper",
	});
	const html = await (await get(path)).text();
	const link = /href="(\/community\/agreements\/[^"]+)"/.exec(html)?.[1] ?? "";
	expect(await (await get(link)).text()).toContain("una persona del quartiere");
	const carla = actorOf("resident", "here", { personId: path.split("/").at(-1) as Id<"party"> });
	const mine = await (await get("/community/me", carla)).text();
	expect(mine).toContain("Carla Gottardi");
	expect(mine).toContain(`href="${link}"`);
	// What stops at once stands there before, and a tap is enough.
	const before = await (await get(link, carla)).text();
	expect(before).toContain("Il nome non si usa più");
	const describedAs = /name="describedAs"[^>]* value="([^"]+)"/.exec(before)?.[1] ?? "";
	const answer = await send(`${link}/withdraw`, { describedAs }, carla);
	expect(answer.headers.get("location")).toMatch(/^\/community\/me/);
	expect(await (await get(path)).text()).not.toContain("Gottardi");
});

test("correcting: the form shows how it stands, keeps what was typed, and says who reads it", async () => {
	const street = await made("/community/places/new", { id: newId(), label: "vicolo Lungo", sort: "street" });
	const path = await made("/community/organisations/new", {
		id: newId(),
		label: "Botega",
		sector: "shop",
		doing: "tiene da parte il pane",
		familyDistrict: "yes",
		place_typed: "vicolo Lungo",
	});
	expect(await (await get(path)).text()).toContain(`href="${path}/correct"`);
	const form = await (await get(`${path}/correct`)).text();
	expectUniqueIds(form);
	for (const shown of [
		'value="Botega"',
		'value="tiene da parte il pane"',
		"vicolo Lungo",
		sayIn("it")("community.readers"),
	])
		expect(form).toContain(shown);
	expect(form).toMatch(/name="familyDistrict"[^>]*checked/);
	const wrong = await send(`${path}/correct`, {
		label: "Bottega",
		sector: "shop",
		doing: "altro",
		place_typed: "via che manca",
	});
	expect(wrong.status).toBe(422);
	const again = await wrong.text();
	expectUniqueIds(again);
	for (const kept of [
		'value="Bottega"',
		'value="altro"',
		'value="via che manca"',
		sayIn("it")("community.error_place"),
	])
		expect(again).toContain(kept);
	// What the form leaves empty is taken away: the tick, the words, the place.
	expect(
		await made(`${path}/correct`, { label: "Bottega", sector: "shop", doing: "", place: "", place_typed: "" }),
	).toBe(path);
	const id = path.split("/").at(-1);
	expect(await (await get(`/api/community/organisations/${id}`)).json()).toMatchObject({
		label: "Bottega",
		familyDistrict: false,
		doing: null,
		placeId: null,
	});
	const patch = (body: object, actor = anna) => ask(`/api/community/parties/${id}`, jsonOf(body, "PATCH"), actor);
	const corrected = await patch({ place: street.split("/").at(-1), doing: "porta la spesa" });
	expect(corrected.status).toBe(200);
	expect(await corrected.json()).toMatchObject({
		label: "Bottega",
		doing: "porta la spesa",
		placeLabel: "vicolo Lungo",
	});
	expect(await (await get(path)).text()).toContain("porta la spesa");
	expect(await (await patch({})).json()).toMatchObject({ code: "invalid", fields: { label: "error.required" } });
	expect((await patch({ label: "x" }, actorOf("facilitator", "beside"))).status).toBe(404);
	expect((await get(path.replace("organisations", "groups").concat("/correct"))).status).toBe(404);
});

test("who may not come in does not: other neighbourhoods find nothing, other roles are told so", async () => {
	const path = await made("/community/persons/new", { id: newId(), label: "la portinaia", level: "description" });
	expect((await get(path, actorOf("facilitator", "beside"))).status).toBe(404);
	for (const role of ["resident", "citizen", "officer", "administrator"] as const) {
		expect((await get("/community/persons", actorOf(role))).status, role).toBe(403);
		expect((await get("/community/persons/new", actorOf(role))).status, role).toBe(403);
		expect((await get("/api/community/parties?q=porti", actorOf(role))).status, role).toBe(403);
	}
	expect((await get("/community/persons", { role: "nobody", neighbourhoodIds: [] })).status).toBe(401);
	expect((await get("/community/persons/not-an-id")).status).toBe(404);
	expect((await get(`/community/groups/${path.split("/").at(-1)}`)).status).toBe(404);
	expect((await get("/community/me")).status).toBe(403);
});

test("JSON: what is sent twice is written once; lists and pages hold no contact", async () => {
	const body = { label: "il signore col cane" };
	const first = await json("/api/community/persons", body);
	expect(first.status).toBe(201);
	const person = await first.json();
	expect(person).toMatchObject({ label: "il signore col cane", level: "description", knownSince: "2026-11-22" });
	expect(await (await json("/api/community/persons", body)).json()).toEqual(person);
	const other = await (await json("/api/community/persons", { label: "la sua vicina" })).json();
	const tieBody = {
		one: person.id,
		other: other.id,
		kind: "neighbour",
		saidBy: "seen",
		since: "2026-06-01",
		existedBefore: true,
	};
	const tie = await json("/api/community/ties", tieBody);
	expect(tie.status).toBe(201);
	const written = await tie.json();
	expect(written).toMatchObject({
		one: person.id,
		other: other.id,
		kind: "neighbour",
		existedBefore: true,
		until: null,
	});
	expect(await (await json("/api/community/ties", tieBody)).json()).toEqual(written);
	const whole = await (await get(`/api/community/persons/${person.id}`)).json();
	expect(whole).toMatchObject({ id: person.id, agreements: [], ties: [{ id: written.id }] });
	const list = await (await get("/api/community/persons?limit=1")).json();
	expect(list.items).toHaveLength(1);
	expect(list.next).toEqual(expect.any(String));
	const text = await (await get("/api/community/persons?limit=100")).text();
	expect(text).not.toContain("111222");
	expect((await get(`/api/community/ties/${written.id}`)).status).toBe(200);
	expect(await (await get("/api/community/parties?q=sinore+cane&kinds=person,place")).json()).toEqual({
		items: [{ id: person.id, label: "il signore col cane", kind: "person", line: null }],
		next: null,
	});
	for (const noun of ["groups", "households"])
		expect((await json(`/api/community/${noun}`, { label: noun })).status).toBe(201);
	expect((await json("/api/community/organisations", { label: "Circolo", sector: "third_sector" })).status).toBe(201);
	const place = await (await json("/api/community/places", { label: "scala B", sort: "stair" })).json();
	expect(
		await (await json("/api/community/persons", { label: "quello della scala B", place: place.id })).json(),
	).toMatchObject({ placeId: place.id, placeLabel: "scala B" });
});

test("JSON: a wrong request is told its fields", async () => {
	const fields = async (answer: Response) => [answer.status, await answer.json()];
	expect(await fields(await json("/api/community/persons", { label: "Ada", level: "name" }))).toMatchObject([
		422,
		{ code: "needs_agreement" },
	]);
	expect(await fields(await json("/api/community/persons", { label: "Ada", place: places.here }))).toMatchObject([
		422,
		{ fields: { place: "community.error_place" } },
	]);
	expect(
		await fields(await json("/api/community/ties", { one: newId(), other: newId(), kind: "knows", saidBy: "one" })),
	).toMatchObject([422, { fields: { one: "community.error_not_here" } }]);
	expect(await fields(await json("/api/community/ties", { one: [], kind: 3 }))).toMatchObject([
		422,
		{ fields: { kind: "error.choice" } },
	]);
	expect(await fields(await get("/api/community/parties?q=a&kinds=person,god"))).toMatchObject([
		422,
		{ code: "invalid" },
	]);
	expect(await fields(await get("/api/community/persons?cursor=x"))).toMatchObject([
		422,
		{ fields: { cursor: "error.cursor" } },
	]);
});

test("a page asks the database at most six times", async () => {
	const person = await made("/community/persons/new", {
		id: newId(),
		label: "Ezio Floriani",
		level: "name",
		agreedHow: "in_person",
	});
	const place = await made("/community/places/new", { id: newId(), label: "Sala", sort: "room" });
	for (const path of ["/community/persons", "/community/persons?q=ezio", "/community/groups", person, place]) {
		const before = t.db.statements();
		expect((await get(path)).status).toBe(200);
		expect(t.db.statements() - before, path).toBeLessThanOrEqual(6);
	}
});
