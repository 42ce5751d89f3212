import { afterAll, beforeAll, expect, test } from "vitest";
import { application, sanVigilio } from "../../tests/application.ts";
import { newId } from "../core/ids.ts";

// A person reads who opened their page; staff print it for them.

let t: Awaited<ReturnType<typeof application>>;
const luisa = "00000000-2017-7000-8000-00000000b004";
const anna = "00000000-2017-7000-8000-00000000a001";
const days = { march: "2026-03-03T10:00:00Z", april: "2026-04-04T08:00:00Z" };

beforeAll(async () => {
	t = await application();
	await t.owner.query("delete from access.readings");
	await opened("person", days.march);
	await opened("person", days.march);
	await opened("circle", days.april);
	await opened("referral", days.april);
	await opened("export", days.april, null);
}, 120_000);
afterAll(() => t?.end());

async function opened(kind: string, at: string, personId: string | null = luisa): Promise<void> {
	await t.owner.query(
		`insert into access.readings (territory_id, id, at, actor_id, role, kind, record_id, person_id, neighbourhood_id, assignment, readers)
		values ($1, $2, $3, $4, 'facilitator', $5, $6, $7, $6, 'neighbourhood', $8)`,
		[sanVigilio.territoryId, newId(), at, anna, kind, sanVigilio.id, personId, kind === "referral" ? [anna] : null],
	);
}

async function page(path: string, cookie: string): Promise<{ status: number; text: string }> {
	const answer = await t.app.request(path, { headers: { cookie } });
	return { status: answer.status, text: await answer.text() };
}
const lines = (html: string) =>
	[...html.matchAll(/<li>(\d[^<]+)<\/li>/g)].map(([, line]) => line!.replaceAll("&nbsp;", " "));

test("the person reads in plain words who opened what, the latest day first, and which lists they may stand in", async () => {
	const { status, text } = await page("/community/me/readings", await t.signIn("resident", "san-vigilio"));
	expect(status).toBe(200);
	const said = lines(text);
	expect(said.slice(0, 2).sort()).toEqual([
		"4 aprile 2026: Anna Zeni, del punto di comunità, ha aperto il tuo accompagnamento ai servizi.",
		"4 aprile 2026: Anna Zeni, del punto di comunità, ha aperto le tue persone.",
	]);
	expect(said.slice(2)).toEqual([
		"3 marzo 2026: Anna Zeni, del punto di comunità, ha aperto la tua pagina (2 volte).",
		"4 aprile 2026: Anna Zeni, del punto di comunità, ha aperto una copia o un elenco con persone.",
	]);
	expect(text).toContain("24 mesi");
});

test("in German and English too, and as JSON", async () => {
	const cookie = await t.signIn("resident", "san-vigilio");
	const inLanguage = async (language: string) =>
		(await t.app.request("/community/me/readings", { headers: { cookie: `${cookie}; language=${language}` } })).text();
	expect(await inLanguage("de")).toContain("hat deine Seite geöffnet (2-mal).");
	expect(await inLanguage("en")).toContain("opened your page (2 times).");
	const json = JSON.parse((await page("/api/community/me/readings", cookie)).text);
	expect(json.opened).toContainEqual({
		day: "2026-03-03",
		kind: "person",
		role: "facilitator",
		name: "Anna Zeni",
		times: 2,
	});
	expect(json.copies).toHaveLength(1);
});

test("staff print it, which is written down too; what is reserved is printed only by who is named on it", async () => {
	const path = `/community/persons/${luisa}/readings`;
	const other = await page(path, await t.signIn("coordinator", "san-vigilio"));
	expect(lines(other.text).join("\n")).toContain("ha aperto la tua pagina (2 volte).");
	expect(other.text).not.toContain("accompagnamento ai servizi.");
	expect(lines(other.text)[0]).toMatch(/Paolo Tamanini, che coordina il territorio, ha aperto la tua pagina\.$/);
	const named = await page(path, await t.signIn("facilitator", "san-vigilio"));
	expect(named.text).toContain("ha aperto il tuo accompagnamento ai servizi.");
	const { rows } = await t.owner.query(
		"select role from access.readings where person_id = $1 and kind = 'person' order by id desc limit 2",
		[luisa],
	);
	expect(rows.map(({ role }) => role)).toEqual(["facilitator", "coordinator"]);
});

test("nobody reads another's, and whoever is known nowhere reads nothing", async () => {
	const path = `/community/persons/${luisa}/readings`;
	expect((await page(path, await t.signIn("facilitator", "accanto"))).status).toBe(404);
	expect((await page(path, await t.signIn("resident", "san-vigilio"))).status).toBe(403);
	const citizen = await page("/community/me/readings", await t.signIn("citizen", "san-vigilio"));
	expect(citizen.text).toContain("Finora nessuno ha aperto la tua pagina");
	expect((await page("/community/me/readings", await t.signIn("facilitator", "san-vigilio"))).status).toBe(403);
});

test("opening the page is what the person then reads", async () => {
	const before = (await page("/community/me/readings", await t.signIn("resident", "san-vigilio"))).text;
	const cookie = await t.signIn("facilitator", "san-vigilio");
	expect((await page(`/community/persons/${luisa}`, cookie)).status).toBe(200);
	expect((await page(`/network/circle/${luisa}/file.json`, cookie)).status).toBe(200);
	const after = (await page("/community/me/readings", await t.signIn("resident", "san-vigilio"))).text;
	expect(lines(after).length).toBeGreaterThan(lines(before).length);
	expect(after).toContain("ha aperto una copia o un elenco con persone.");
});
