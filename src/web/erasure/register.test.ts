import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../tests/harness.ts";
import { pagesFor } from "../../../tests/pages.ts";
import { type Id, newId } from "../../core/ids.ts";
import type { Actor } from "../../db/actor.ts";
import { erasePerson, finishErasures } from "../../modules/community/erasing/service.ts";
import { addPersonIn } from "../../modules/community/service.ts";
import { keepTerms } from "../../modules/programme/retention/service.ts";
import { retained } from "../retention/kinds.ts";
import { pages as retention } from "../retention/pages.tsx";
import { holders } from "../same/holders.ts";
import { pages } from "./pages.tsx";
import { texts } from "./texts.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
let app: ReturnType<typeof pagesFor>;
let reader: Actor;
const anna = actorOf("facilitator");
const officer: Actor = { ...actorOf("data-protection-officer"), territoryId: undefined, neighbourhoodIds: [] };

beforeAll(async () => {
	t = await freshDatabase();
	app = pagesFor(t.ground, [pages, retention], () => ({ actor: reader }));
});
afterAll(() => t.end());

async function read(path: string, actor = officer): Promise<{ status: number; html: string }> {
	reader = actor;
	const answer = await app.request(path);
	return { status: answer.status, html: await answer.text() };
}

function known(): Promise<Id<"party">> {
	return t.db.withActor(anna, async (tx) => {
		const row = {
			neighbourhoodId: places.here,
			label: "Ottilia Prova",
			level: "name",
			agreedHow: "in_person",
		} as const;
		return (await addPersonIn(tx, { ...row, knownSince: "2026-01-01" })).id as Id<"party">;
	});
}

test("the officer reads what was erased, when, on which ground, and what the law keeps; never of whom, nor where", async () => {
	expect((await read("/rights/erasures")).html).toContain("Finora nessuno ha chiesto");
	const person = await known();
	const done = await erasePerson(t.ground, anna, { holders, texts }, person, {
		id: newId(),
		how: "on_paper",
		sure: true,
	});
	expect((await read("/rights/erasures")).html).toContain("La chiave viene distrutta tra qualche istante.");
	await finishErasures(t.ground);
	const { status, html } = await read("/rights/erasures");
	expect(status).toBe(200);
	for (const said of [
		"22 novembre 2026",
		"su carta",
		"art. 17 GDPR",
		"<li>un consenso, che finisce</li>",
		"La legge non ha fatto conservare niente di suo.",
		"La chiave è distrutta dal 22 novembre 2026",
		"art. 17, comma 3, GDPR",
	])
		expect(html).toContain(said);
	for (const untold of ["Ottilia", person, places.here]) expect(html).not.toContain(untold);
	const { rows } = await t.owner.query("select * from community.erasure_register");
	expect(rows).toHaveLength(1);
	expect(rows[0].id).toBe(done.id);
	expect(JSON.stringify(rows)).not.toContain(person);
});

test("what the law keeps is told with its ground and its day", async () => {
	await t.owner.query(
		`insert into community.erasure_register (territory_id, id, asked_on, erased_on, kept, keys_until)
		values ($1, $2, '2026-01-02', '2026-01-03', $3, '2031-01-03')`,
		[places.territory, newId(), JSON.stringify([{ ground: "art. 2220 c.c.", until: "2031-01-03" }])],
	);
	const { html } = await read("/rights/erasures");
	expect(html).toContain("La legge conserva: art. 2220 c.c., fino al 3 gennaio 2031.");
	expect(html).toContain("la chiave viene distrutta dopo il 3 gennaio 2031");
	expect(html).toContain("Rifatta dopo il ripristino di una copia di sicurezza");
});

test("nobody else reads the register; the officer reads how long everything is kept, and sets nothing", async () => {
	for (const role of ["resident", "facilitator", "coordinator", "administrator", "officer", "social-worker"] as const)
		expect((await read("/rights/erasures", actorOf(role))).status, role).toBe(403);
	await keepTerms(t.ground, retained);
	const { status, html } = await read("/retention");
	expect(status).toBe(200);
	expect(html).toContain("Cinque anni: per poter dimostrare che c");
	expect(html).not.toContain('href="/retention/');
	expect((await read("/retention/notes")).status).toBe(403);
});
