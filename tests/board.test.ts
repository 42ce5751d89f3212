import { afterAll, beforeAll, expect, test } from "vitest";
import { demoBoardKey } from "../src/cli/demo/board.ts";
import { fold } from "../src/core/text.ts";
import { residentLanguages } from "../src/ui/words.ts";
import { application } from "./application.ts";
import { testSeal } from "./harness.ts";

// No public or citizen's answer about the board holds a contact, a surname, or anything of what is heard or worked on:
// generated over all that the demonstration holds, in all languages.

let t: Awaited<ReturnType<typeof application>>;
let pages: { path: string; text: string[] }[];
let forbidden: Record<string, string[]>;

beforeAll(async () => {
	t = await application();
	const column = async (query: string): Promise<string[]> =>
		(await t.owner.query({ text: query, rowMode: "array" })).rows.map((row: unknown[]) => String(row[0]));
	const slugs = await column(
		"select slug from programme.neighbourhoods where fictional and slug not in ('qui', 'accanto', 'lontano')",
	);
	const shown = await t.owner.query<{ slug: string; id: string }>(
		"select n.slug, p.id from exchange.posts p join programme.neighbourhoods n on n.id = p.neighbourhood_id where p.shown",
	);
	const keyed = await t.owner.query<{ slug: string; id: string }>(
		"select n.slug, p.id from exchange.posts p join programme.neighbourhoods n on n.id = p.neighbourhood_id where p.key_hash is not null",
	);
	const addresses = [
		...slugs.flatMap((slug) => [
			`/n/${slug}/board`,
			`/n/${slug}/board/new`,
			`/n/${slug}/rules`,
			`/api/n/${slug}/board?limit=100`,
		]),
		...shown.rows.flatMap(({ slug, id }) => [`/n/${slug}/board/${id}`, `/n/${slug}/board/${id}/report`]),
		...keyed.rows.map(({ slug, id }) => `/n/${slug}/board/own/${id}.${demoBoardKey(testSeal, id)}`),
	];
	pages = [];
	for (const path of addresses)
		for (const language of path.includes("/own/") ? (["it"] as const) : residentLanguages)
			pages.push(await read(path, `language=${language}`));
	for (const as of ["resident", "citizen"] as const)
		pages.push(await read("/exchange/mine", await t.signIn(as, "san-vigilio")));
	const reaches = await t.owner.query<{ territory_id: string; id: string; contact_sealed: Buffer }>(
		"select * from community.reaches",
	);
	// Whoever has no telephone is reached through the desk, whose number everybody reads.
	const desks = await column("select phone from programme.neighbourhoods where phone is not null");
	forbidden = {
		contacts: reaches.rows
			.map((row) =>
				testSeal
					.ofTerritory(row.territory_id)
					.open(row.contact_sealed, `community.reaches/${row.territory_id}/${row.id}`),
			)
			.filter((contact) => !desks.includes(contact)),
		surnames: (await column("select label from community.parties where kind = 'person'")).filter((label) =>
			/^\p{Lu}\p{L}+ \p{Lu}\p{L}+$/u.test(label),
		),
		needs: await column("select title from listening.needs"),
		notes: await column("select text from listening.notes"),
		"why something was reported": await column("select words from exchange.reports where words <> ''"),
		"who is blocked": ["Remo"],
		"ids of people, needs, notes and accounts": await column(
			"select id::text from community.persons union select id::text from listening.needs union select id::text from listening.notes union select id::text from access.accounts",
		),
	};
}, 240_000);
afterAll(() => t?.end());

async function read(path: string, cookie: string) {
	const answer = await t.app.request(path, { headers: { cookie } });
	expect(answer.status, path).toBe(200);
	const source = await answer.text();
	const said = path.startsWith("/api") ? [JSON.stringify(JSON.parse(source))] : source.split(/<[^>]*>/);
	// What stands in attributes counts as well; ids stand there.
	const values = [...source.matchAll(/="([^"]*)"/g)].map(([, value = ""]) => value);
	return { path, text: [...new Set([...said, ...values])].map((one) => ` ${fold(one)} `) };
}

test("is looked at: every page of the board, every own page, nine languages", () => {
	expect(pages.length).toBeGreaterThan(9 * 20);
	expect(pages.filter(({ text }) => text.some((one) => one.includes("strudel"))).length).toBeGreaterThan(9);
	for (const [what, phrases] of Object.entries(forbidden)) expect(phrases.length, what).toBeGreaterThan(0);
});

test("holds no contact, no surname, nothing that was heard, and nothing of who reported or is blocked", () => {
	const all = (but: string) => [...new Set(pages.flatMap(({ path, text }) => (path === but ? [] : text)))].join("\n");
	// A name that signs in stands on its own page.
	const [everywhere, public_] = [all(""), all("/exchange/mine")];
	for (const [what, phrases] of Object.entries(forbidden)) {
		const text = what === "surnames" ? public_ : everywhere;
		const found = phrases.map(fold).filter((phrase) => phrase !== "" && text.includes(` ${phrase} `));
		expect(found, what).toEqual([]);
	}
});
