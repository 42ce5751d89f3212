import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../../tests/harness.ts";
import { formOf, jsonOf, pagesFor } from "../../../../tests/pages.ts";
import { newId } from "../../../core/ids.ts";
import { fold } from "../../../core/text.ts";
import type { Actor } from "../../../db/actor.ts";
import type { App } from "../../../ui/http.ts";
import { recordAct } from "../../exchange/service.ts";
import { api } from "../api.ts";
import { recordNote as noteContract, type Topic } from "../contract.ts";
import { needOnPage } from "../needs/reading/service.ts";
import { recordNeed } from "../needs/service.ts";
import { noteOnPage, recordNote } from "../notes/service.ts";
import { pages } from "../pages.tsx";
import { unusedIn } from "../service.ts";
import { listResources, recordResource } from "./contract.ts";
import * as reading from "./reading/service.ts";
import * as service from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
let app: App;
let actor: Actor;
const anna = actorOf("facilitator");
const beside = actorOf("facilitator", "beside");
const [street, block, giver, receiver, club] = [newId(), newId(), newId(), newId(), newId()];

beforeAll(async () => {
	t = await freshDatabase();
	for (const [id, kind, label, around] of [
		[street, "place", "via Roggia", null],
		[block, "place", "via Roggia 12", street],
		[giver, "person", "il pensionato delle poste", block],
		[receiver, "person", "la signora del terzo piano", block],
		[club, "organisation", "Circolo della Fontana", block],
	] as const)
		await t.owner.query(
			`insert into community.parties (territory_id, id, neighbourhood_id, kind, label, folded, known_since, place_id)
			values ($1, $2, $3, $4, $5, $6, '2026-01-01', $7)`,
			[places.territory, id, places.here, kind, label, fold(label), around],
		);
	await t.owner.query(
		`insert into community.organisations (territory_id, id, neighbourhood_id, sector, doing) values ('${places.territory}', '${club}',
			'${places.here}', 'third_sector', 'presta la sala e le sedie');
		insert into community.persons (territory_id, id, neighbourhood_id, level)
			select territory_id, id, neighbourhood_id, 'description' from community.parties where kind = 'person';
		insert into community.places (territory_id, id, neighbourhood_id, sort)
			select territory_id, id, neighbourhood_id, 'block' from community.parties where kind = 'place'`,
	);
	app = pagesFor(t.ground, [pages, api], () => ({ actor }));
});
afterAll(() => t.end());
beforeEach(() => {
	actor = anna;
});

const refused = (code: string, fields?: object) => expect.objectContaining({ code, ...(fields && { fields }) });

function note(text: string, more: { kind?: string; topic?: Topic; place?: string; about?: string } = {}, who = anna) {
	return recordNote(t.ground, who, noteContract.parse({ text, kind: "offered", topic: "papers", ...more }));
}
async function need(title: string, topic: Topic, more: { place?: string } = {}, who = anna) {
	const said = await note(title, { kind: "asked", topic, ...more }, who);
	return recordNeed(t.ground, who, { title, notes: [said.id], id: undefined, topic: undefined, place: undefined });
}
function described(more: object, who = anna) {
	return service.recordResource(t.ground, who, recordResource.parse({ id: newId(), sort: "skills", ...more }));
}
const unused = (who = anna) =>
	t.db.readAs(who, async (read) => (await unusedIn(read, who.neighbourhoodId!, 100)).items.map((one) => one.id));
async function html(path: string, status = 200): Promise<string> {
	const answer = await app.request(path);
	expect(answer.status, path).toBe(status);
	return answer.text();
}
async function sent(path: string, fields: Record<string, string>): Promise<string> {
	const answer = await app.request(path, formOf(fields));
	expect(answer.status, path).toBe(303);
	return new URL(answer.headers.get("location")!, "http://x").pathname;
}

describe("an offered note", () => {
	test("becomes a resource with one tap: its words, topic, place and whom it concerns; twice it stays one", async () => {
		const offer = await note("Compila moduli il sabato", { place: block, about: giver });
		expect(await html(`/listening/notes/${offer.id}`)).toContain('name="sort" value="skills"');
		const path = await sent("/listening/resources", { id: newId(), note: offer.id, sort: "skills" });
		expect(await sent("/listening/resources", { id: newId(), note: offer.id, sort: "time" })).toBe(path);
		const page = await html(path);
		for (const words of ["Compila moduli il sabato", "il pensionato delle poste", "via Roggia 12", "carte e uffici"])
			expect(page).toContain(words);
		expect(await html(`/listening/notes/${offer.id}`)).toContain(`href="${path}"`);
	});

	test("of another neighbourhood, or that offers nothing, becomes none", async () => {
		const asked = await note("Chiede moduli", { kind: "asked" });
		const theirs = await note("Presta la scala", {}, beside);
		for (const { id } of [asked, theirs])
			await expect(described({ note: id })).rejects.toEqual(refused("invalid", { note: "error.id" }));
		await expect(described({})).rejects.toEqual(refused("invalid", { title: "error.required" }));
	});
});

describe("what could help", () => {
	test("a need shows resources, offers and what organisations do, and each of them shows the need, with the same reasons", async () => {
		const wanted = await need("Una sala con le sedie per la merenda", "shared_spaces", { place: block });
		const offer = await note("Mette a disposizione la sala", { topic: "shared_spaces", place: street });
		const resource = await described({ title: "Sedie e panche", topic: "shared_spaces" });
		await described({ title: "Cucito e rammendo", topic: "learning" });
		const elsewhere = await described({ title: "Sala con sedie", topic: "shared_spaces" }, beside);
		const { gives } = await needOnPage(t.ground, anna, wanted.id);
		expect(gives.map((give) => [give.origin, give.id, give.reasons.map((reason) => reason.why)])).toEqual([
			["offer", offer.id, ["same_topic", "near", "words"]],
			["organisation", club, ["same_place", "words"]],
			["resource", resource.id, ["same_topic", "words"]],
		]);
		expect(gives[1]?.reasons).toEqual([
			{ why: "same_place", place: "via Roggia 12" },
			{ why: "words", words: ["sala", "sedie"] },
		]);
		const back = (await reading.resourceOnPage(t.ground, anna, resource.id)).helps;
		expect(back.map((one) => [one.id, one.reasons.map((reason) => reason.why)])).toEqual([
			[wanted.id, ["same_topic", "words"]],
		]);
		const fromNote = (await noteOnPage(t.ground, anna, offer.id)).offer!.helps;
		expect(fromNote.map((one) => [one.id, one.reasons.map((reason) => reason.why)])).toEqual([
			[wanted.id, ["same_topic", "near", "words"]],
		]);
		expect((await reading.resourceOnPage(t.ground, beside, elsewhere.id)).helps).toEqual([]);
		const page = await html(`/listening/needs/${wanted.id}`);
		for (const reason of ["stesso tema: spazi comuni", "vicino: via Roggia", "parole in comune: sala, sedie"])
			expect(page).toContain(reason);
		expect(page).not.toMatch(/score|punteggio/i);
	});

	test("said to answer, it does so once, is used from then on, and is no suggestion any more", async () => {
		const wanted = await need("Traduzione al colloquio", "languages");
		const resource = await described({ title: "Traduce dal rumeno", topic: "languages" });
		expect(await unused()).toContain(resource.id);
		const fields = { id: newId(), resource: resource.id };
		await sent(`/listening/needs/${wanted.id}/resources`, fields);
		await sent(`/listening/needs/${wanted.id}/resources`, { ...fields, id: newId() });
		const shown = await needOnPage(t.ground, anna, wanted.id);
		expect(shown.answers.map((one) => [one.kind, one.recordId])).toEqual([["resource", resource.id]]);
		expect([shown.need.state, shown.gives]).toEqual(["being_answered", []]);
		expect(await unused()).not.toContain(resource.id);
		const whole = await reading.resourceOnPage(t.ground, anna, resource.id);
		expect([whole.used, whole.needs.map((one) => one.id), whole.helps]).toEqual([true, [wanted.id], []]);
		const theirs = await described({ title: "Traduce", topic: "languages" }, beside);
		const wrong = await app.request(
			`/listening/needs/${wanted.id}/resources`,
			formOf({ id: newId(), resource: theirs.id }),
		);
		expect(wrong.status).toBe(422);
	});
});

describe("used or not, still there or not", () => {
	test("today counts an offer once, described or not, and neither what is gone nor what was used", async () => {
		const offer = await note("Presta il trapano");
		expect(await unused()).toContain(offer.id);
		const resource = await described({ note: offer.id, sort: "tools" });
		expect((await unused()).filter((id) => [offer.id, resource.id].includes(id as never))).toEqual([resource.id]);
		await sent(`/listening/resources/${resource.id}/asked`, { there: "no" });
		expect(await unused()).not.toContain(resource.id);
		expect(await html("/listening/resources?show=gone")).toContain("Presta il trapano");
		await sent(`/listening/resources/${resource.id}/asked`, { there: "yes" });
		expect(await unused()).toContain(resource.id);
		const use = { id: newId(), usedOn: "2026-11-20", label: "Due mensole al terzo piano" };
		await sent(`/listening/resources/${resource.id}/uses`, use);
		await sent(`/listening/resources/${resource.id}/uses`, use);
		expect(await unused()).not.toContain(resource.id);
		expect((await reading.resourceOnPage(t.ground, anna, resource.id)).uses).toHaveLength(1);
		const late = await app.request(
			`/listening/resources/${resource.id}/uses`,
			formOf({ ...use, id: newId(), usedOn: "2026-11-23" }),
		);
		expect(late.status).toBe(422);
		expect(await late.text()).toContain("Due mensole al terzo piano");
		const { rows } = await t.owner.query("select verb from access.audit where record_id = $1 order by at, id", [
			resource.id,
		]);
		expect(rows.map((row) => row.verb)).toEqual(["recordResource", "endResource", "askResource", "useResource"]);
	});

	test("an act that uses it is written on its page, and only where both are of one neighbourhood", async () => {
		const resource = await described({ title: "Un carrello per la spesa", sort: "tools" });
		const theirs = await described({ title: "Un carrello", sort: "tools" }, beside);
		const act = (uses: string) =>
			recordAct(t.ground, anna, {
				giver: giver as never,
				receivers: [receiver as never],
				when: { day: "2026-11-20" },
				what: "Ha portato la spesa con il carrello",
				movedBy: { state: "not_asked" },
				uses: uses as never,
				paid: false,
				freely: false,
			});
		const [made] = await act(resource.id);
		const { uses } = await reading.resourceOnPage(t.ground, anna, resource.id);
		expect(uses).toMatchObject([
			{ actId: made?.id, label: "Ha portato la spesa con il carrello", usedOn: "2026-11-20" },
		]);
		await expect(act(theirs.id)).rejects.toEqual(refused("invalid", { uses: "error.id" }));
	});
});

test("the page shows the list, what waits, and how much there is where: a scheme while no place has a spot, then a map", async () => {
	await described({ title: "Una stanza a piano terra", sort: "rooms", place: block });
	const scheme = await html("/listening/resources");
	for (const words of [
		"Una stanza a piano terra",
		"presta la sala e le sedie",
		"Uno schema, non una carta",
		"<caption>",
	])
		expect(scheme).toContain(words);
	await t.owner.query(
		"update community.places set longitude = case when id = $1 then 11.1 else 11.2 end, latitude = case when id = $1 then 46.1 else 46.2 end",
		[block],
	);
	const map = await html("/listening/resources");
	expect(map).not.toContain("Uno schema, non una carta");
	expect(map).toMatch(/<svg[^>]*role="img"[^>]*aria-label="Dove sono le risorse/);
	expect(map).not.toMatch(/style=/);
	expect(await html("/listening/resources?sort=rooms")).not.toContain("Un carrello per la spesa");
});

test("a form that misses something keeps what was typed; a correction replaces everything; JSON says the same", async () => {
	const wrong = await app.request(
		"/listening/resources",
		formOf({ id: newId(), title: "Un gazebo", party_typed: "nessuno così" }),
	);
	expect(wrong.status).toBe(422);
	const page = await wrong.text();
	expect(page).toContain("Un gazebo");
	expect(page).toContain("nessuno così");
	const made = await described({ title: "Un gazebo", topic: "neighbours", party: club, available: "d'estate" });
	expect(await html(`/listening/resources/${made.id}/edit`)).toContain("Circolo della Fontana");
	await sent(`/listening/resources/${made.id}/edit`, { title: "Due gazebo", sort: "tools" });
	const json = await (await app.request(`/api/listening/resources/${made.id}`)).json();
	expect(json).toMatchObject({
		title: "Due gazebo",
		sort: "tools",
		topic: null,
		party: null,
		available: null,
		used: false,
	});
	const body = { id: newId(), title: "Tempo il lunedì", sort: "time" };
	for (const _ of [1, 2]) expect((await app.request("/api/listening/resources", jsonOf(body))).status).toBe(201);
	const list = await reading.listResources(t.ground, anna, listResources.parse({ limit: 2 }));
	expect(list.items[0]?.id).toBe(body.id);
	expect(list.next).not.toBeNull();
	const next = await reading.listResources(t.ground, anna, listResources.parse({ limit: 100, cursor: list.next }));
	expect(next.items.map((one) => one.id)).not.toContain(body.id);
});

test("nobody but those who work there reads or writes", async () => {
	const made = await described({ title: "Una scala alta" });
	for (const role of ["citizen", "resident", "officer", "evaluator", "administrator", "social-worker"] as const) {
		actor = actorOf(role);
		const answer = await app.request(`/listening/resources/${made.id}`);
		expect(await answer.json(), role).toMatchObject({ code: "not_yours" });
	}
	for (const who of [beside, actorOf("facilitator", "far")])
		await expect(reading.resourceOnPage(t.ground, who, made.id)).rejects.toEqual(refused("not_found"));
});
