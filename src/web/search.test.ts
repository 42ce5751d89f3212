import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { application, sanVigilio } from "../../tests/application.ts";

let t: Awaited<ReturnType<typeof application>>;
const cookies: Record<string, string> = {};

beforeAll(async () => {
	t = await application();
	cookies.facilitator = await t.signIn("facilitator", "san-vigilio");
	cookies.coordinator = await t.signIn("coordinator", "san-vigilio");
	cookies.beside = await t.signIn("facilitator", "accanto");
	cookies.officer = await t.signIn("officer");
	cookies.citizen = await t.signIn("citizen", "san-vigilio");
}, 120_000);
afterAll(() => t?.end());

type Item = { kind: string; id: string; title: string; neighbourhoodId: string };

async function found(who: string, q: string, kind = ""): Promise<Item[]> {
	const answer = await t.app.request(`/api/search?${new URLSearchParams({ q, kind })}`, {
		headers: { cookie: cookies[who] ?? "" },
	});
	expect(answer.status).toBe(200);
	return ((await answer.json()) as { items: Item[] }).items;
}

const tables = [
	["note", "listening.notes", "text"],
	["need", "listening.needs", "title"],
	["follow-up", "listening.follow_ups", "what"],
	["meeting", "listening.meetings", "title"],
	["resource", "listening.resources", "title"],
	["act", "exchange.acts", "what"],
	["initiative", "initiatives.initiatives", "title"],
] as const;

describe("search over everything one may see", () => {
	test.each(tables)("finds a %s by its words, whatever their capitals and accents", async (kind, table, column) => {
		const { rows } = await t.owner.query(
			`select id, ${column} as text from ${table} where neighbourhood_id = $1 and length(${column}) > 8 order by id limit 1`,
			[sanVigilio.id],
		);
		const [{ id, text }] = rows;
		const q = text.normalize("NFD").replace(/\p{M}/gu, "").toUpperCase().slice(0, 100);
		expect((await found("facilitator", q, kind)).map((item) => item.id)).toContain(id);
	});

	test("finds people with a slip of the finger, and says where everything is", async () => {
		const { rows } = await t.owner.query(
			`select p.id, p.label from community.parties p join community.persons s on s.id = p.id
			where p.neighbourhood_id = $1 and s.level = 'name' and p.label ~ '^[A-Z][a-z]{5,} [A-Z][a-z]+$' order by p.id limit 1`,
			[sanVigilio.id],
		);
		const [{ id, label }] = rows;
		const slip = label.slice(0, 2) + label.slice(3);
		expect((await found("facilitator", slip, "person")).map((item) => item.id)).toContain(id);
		const page = await t.app.request(`/search?q=${encodeURIComponent(slip)}`, {
			headers: { cookie: cookies.facilitator! },
		});
		const html = await page.text();
		expect(html).toContain(label);
		expect(html).toContain("San Vigilio");
	});

	test("is empty for what is elsewhere, and no search for those who are no staff", async () => {
		const { rows } = await t.owner.query(
			"select text from listening.notes where neighbourhood_id = $1 and length(text) > 30 order by id limit 1",
			[sanVigilio.id],
		);
		const q = rows[0].text.slice(0, 60);
		expect(await found("facilitator", q)).not.toEqual([]);
		expect(await found("coordinator", q)).not.toEqual([]);
		expect(await found("beside", q)).toEqual([]);
		for (const who of ["officer", "citizen"])
			expect((await t.app.request("/search?q=a", { headers: { cookie: cookies[who]! } })).status).toBe(403);
		expect((await t.app.request("/search?q=a")).status).toBe(401);
	});

	test("what cannot be looked for finds nothing, and signs of patterns are only letters", async () => {
		for (const q of ["", "%", "_ _", "\\", "a", "%%%%", "'; --"])
			expect(await found("facilitator", q, "note")).toEqual([]);
	});
});
