import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "../src/core/ids.ts";
import { random } from "../src/core/random.ts";
import { fold } from "../src/core/text.ts";
import { addressesOf } from "./access/samples.ts";
import { application, routesOf, sanVigilio } from "./application.ts";

// A partner's link reads nothing: hundreds of requests that try, with its token in every place a token can stand and with
// ids of records that exist, and no answer holds a word of what is kept here but the names of its neighbourhood's places.

const tries = 800;
let t: Awaited<ReturnType<typeof application>>;
let token: string;
let secrets: string[];
let ids: string[];
let paths: string[];

beforeAll(async () => {
	t = await application();
	const column = async (query: string): Promise<string[]> =>
		(await t.owner.query({ text: query, rowMode: "array" })).rows.map((row: unknown[]) => String(row[0]));
	token = (await addressesOf(t.owner, "/listening/partner/:token"))[0]?.path.split("/").at(-1) ?? "";
	const told = await column(`
		select text from listening.notes union select title from listening.needs union select what from listening.follow_ups
		union select label from community.parties where kind in ('person', 'household')
		union select label from community.parties p where kind = 'place' and neighbourhood_id <> '${sanVigilio.id}'
			and not exists (select from community.parties where neighbourhood_id = '${sanVigilio.id}' and label = p.label)`);
	secrets = told.map(fold).filter((text) => text.length > 5);
	ids = await column(
		`(select id::text from listening.notes order by id limit 40) union all (select id::text from listening.needs order by id limit 10)
		union all (select id::text from community.parties order by id limit 40) union all (select id::text from listening.partners)
		union all (select id::text from listening.partner_links) union all (select id::text from access.accounts)`,
	);
	// What anybody may read without a link is searched in tests/public.test.ts.
	paths = routesOf(t.app)
		.map((route) => route.path)
		.filter((path) => path !== "/" && !/^\/(n|api\/n|demo|programme|api\/programme|access\/language)(\/|$)/.test(path));
}, 120_000);
afterAll(() => t?.end());

function wordsOf(html: string): string {
	const plain = html
		.replaceAll(/<[^>]*>/g, " ")
		.replaceAll("&#39;", "'")
		.replaceAll("&quot;", '"')
		.replaceAll("&lt;", "<")
		.replaceAll("&gt;", ">")
		.replaceAll("&amp;", "&");
	return ` ${fold(plain)} `;
}

const foundIn = (html: string) => {
	const words = wordsOf(html);
	return secrets.filter((secret) => words.includes(` ${secret} `));
};

/** The same requests each time, drawn from one sequence. */
function requests(n: number): { path: string; init: RequestInit }[] {
	const next = random(20170505);
	const pick = <Item>(list: readonly Item[]) => list[Math.floor(next() * list.length)] as Item;
	const some = () => pick([pick(ids), pick(ids), token, newId(), "..", "%2e%2e%2fnotes", "0", "null"]);
	const own = `/listening/partner/${token}`;
	const pathOf = () =>
		pick([
			() => own,
			() => `${own}/arrived/${pick(ids)}`,
			() => `${own}/${pick(["notes", "needs", "arrived", "", "places", "../../notes"])}/${some()}`,
			() => `/listening/partner/${token.slice(0, -1)}${pick(["A", "", "%00", "AA"])}`,
			() => `/listening/partner/${some()}`,
			() => pick(paths).replaceAll(/:\w+/g, some),
			() => pick(paths).replaceAll(/:\w+/g, some),
		])();
	const fields = () => ({
		id: pick([newId(), newId(), some()]),
		text: pick([
			"",
			"Una cosa notata.",
			"Una cosa notata ancora.",
			"%",
			"'; select text from listening.notes --",
			"x".repeat(2100),
		]),
		place: pick(["", "", some()]),
		topic: pick(["", "", "home", "everything"]),
		[pick(["neighbourhood", "about", "partner_id", "heardFromId", "need", "token", "back"])]: some(),
	});
	return Array.from({ length: n }, () => {
		const method = pick(["GET", "GET", "GET", "POST", "POST", "PUT", "PATCH", "DELETE", "HEAD"]);
		const query = pick(["", "", `?${new URLSearchParams(fields())}`, `?token=${token}`, `?cursor=${some()}&limit=100`]);
		const headers: Record<string, string> = pick<Record<string, string>>([
			{},
			{ cookie: `filo=${token}` },
			{ cookie: `__Host-filo=${token}; filo=${pick(ids)}; language=de` },
			{ authorization: `Bearer ${token}`, accept: "application/json" },
			{ "x-forwarded-for": "127.0.0.1", "x-filo-role": "facilitator", "x-http-method-override": "GET" },
		]);
		const hasBody = !["GET", "HEAD"].includes(method);
		const json = hasBody && next() < 0.3;
		if (hasBody) headers["content-type"] = json ? "application/json" : "application/x-www-form-urlencoded";
		const body = json ? JSON.stringify(fields()) : new URLSearchParams(fields()).toString();
		return { path: pathOf() + query, init: { method, headers: { ...headers }, ...(hasBody && { body }) } };
	});
}

test("what is kept here would be noticed in an answer", async () => {
	expect(secrets.length).toBeGreaterThan(1500);
	const cookie = await t.signIn("facilitator", "san-vigilio");
	const notes = await t.app.request("/listening/notes", { headers: { cookie } });
	expect(foundIn(await notes.text()).length).toBeGreaterThan(15);
});

test(`${tries} requests with a partner's link read nothing`, { timeout: 120_000 }, async () => {
	const bodies = new Map<string, string>();
	const statuses = new Map<number, number>();
	for (const { path, init } of requests(tries)) {
		const answer = await t.app.request(path, init);
		statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
		const said = `${await answer.text()} ${JSON.stringify([...answer.headers])}`;
		bodies.set(said.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ""), `${init.method} ${path}`);
	}
	// It came as far as the form, was refused in many ways, and saved what may be saved.
	for (const status of [200, 303, 401, 404, 422]) expect(statuses.get(status) ?? 0, `${status}`).toBeGreaterThan(0);
	const told = [...bodies].flatMap(([said, asked]) => foundIn(said).map((secret) => `${asked}: ${secret}`));
	expect(told).toEqual([]);
	expect([...new Set(t.bugs.map((bug) => `${bug.route} ${bug.message}`))]).toEqual([]);
});

test("what a partner sent stands among the notes of its neighbourhood, and nowhere else", async () => {
	const [first] = await t.owner
		.query<{ id: string; text: string }>(
			`select id, text from listening.notes where partner_id = (select id from listening.partners
			where neighbourhood_id = '${sanVigilio.id}' order by id limit 1) order by recorded_at desc limit 1`,
		)
		.then(({ rows }) => rows);
	for (const [role, at, status] of [
		["facilitator", "san-vigilio", 200],
		["coordinator", "san-vigilio", 200],
		["facilitator", "accanto", 404],
		["facilitator", "pradivento", 404],
		["social-worker", "san-vigilio", 403],
		["resident", "san-vigilio", 403],
		["administrator", undefined, 403],
	] as const) {
		const cookie = await t.signIn(role, at);
		const answer = await t.app.request(`/listening/notes/${first?.id}`, { headers: { cookie } });
		expect(answer.status, `${role} ${at}`).toBe(status);
	}
});
