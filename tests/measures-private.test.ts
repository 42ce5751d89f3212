import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { demoAccountId } from "../src/cli/demo/accounts.ts";
import { runStatement } from "../src/cli/sql.ts";
import type { Id } from "../src/core/ids.ts";
import type { Role } from "../src/core/roles.ts";
import { fold } from "../src/core/text.ts";
import { measureNetwork, type PerPerson } from "../src/measures/network.ts";
import { actorFor } from "../src/modules/access/service.ts";
import { addressesOf } from "./access/samples.ts";
import { application, routesOf, sanVigilio } from "./application.ts";

// Whatever anybody but a facilitator or a coordinator can open, page and JSON, in three languages, and whatever they can
// select, holds no measure of the network, of what help generates or of invitations: no word for one, no figure of a
// person, no address of a page that tells them. Their own circle apart, which counts nothing.

const outsiders: Record<string, [Role, string?] | undefined> = {
	nobody: undefined,
	resident: ["resident", sanVigilio.slug],
	citizen: ["citizen", sanVigilio.slug],
	"social worker": ["social-worker", sanVigilio.slug],
	officer: ["officer"],
	evaluator: ["evaluator"],
	administrator: ["administrator"],
};
const languages = ["it", "de", "en"] as const;

/** A person's own circle: theirs, and no measure. */
const ownCircle = /^(\/api)?\/network\/circle(\/|$)/;
/** What Filò can be asked for, described once for everybody: keys without a figure. */
const described = "/openapi.json";

/** Keys of the measures as JSON, attributes or class names would carry them, in whatever spelling. */
const keys = new RegExp(
	[
		"between-?_?ness",
		"constraint_?-?(sum|of)?[\"'=:]",
		"max_?-?core",
		"[\"'_-]cores?[\"'=:]",
		"clustering",
		"transitivity",
		"articulation",
		"modularity",
		"multiplex",
		"ei_?-?index",
		"single_?-?tie",
		"centrality",
		"declared_?-?returns",
		"(direct|answered)_?-?share",
		"(mean|longest)_?-?chain",
		"return_?-?(any|other)",
		"days_?-?to_?-?return",
		"[\"']inviters[\"']",
		"simulated",
		"generativity",
		"hold_?-?ups",
		"introductions",
	].join("|"),
	"i",
);

/** An address of a page that tells measures: everything under /network but one's own circle. */
const address = /["'(]\/(api\/)?network(?!\/circle)(?=["'/?#)])/;

/** What those pages say, in three languages: every message of their own that is a sentence without figures. */
const sentences = languages.flatMap((language) =>
	["network", "generativity", "holdups", "introductions", "drawing", "invite"].flatMap((name) => {
		const file = join(import.meta.dirname, `../src/ui/words/${language}/${name}.json`);
		return Object.values(JSON.parse(readFileSync(file, "utf8")) as Record<string, string>)
			.filter((message) => !message.includes("{"))
			.map((message) => fold(message.replaceAll("''", "'")))
			.filter((message) => message.split(" ").length >= 5);
	}),
);

/** Words for what is measured, in three languages, folded. */
const measured =
	"generativita generativity generativitat betweenness centralita zentralitat transitivita transitivitat modularita modularitat snodi".split(
		" ",
	);

type Answer = { who: string; route: string; path: string; status: number; source: string; text: string };
let t: Awaited<ReturnType<typeof application>>;
let answers: Answer[];
let staff: Answer[];
let figures: string[];

beforeAll(async () => {
	t = await application();
	const routes = routesOf(t.app).filter(({ method }) => method === "GET");
	const addresses: { route: string; path: string }[] = [];
	for (const { path: route } of routes)
		for (const { path } of await addressesOf(t.owner, route)) addresses.push({ route, path });
	answers = [];
	for (const [who, as] of Object.entries(outsiders)) {
		const cookie = as ? await t.signIn(...as) : "";
		for (const at of addresses) answers.push(...(await inEveryLanguage(who, at, cookie)));
	}
	staff = [];
	const facilitator = await t.signIn("facilitator", sanVigilio.slug);
	for (const at of addresses.filter(({ path }) => /^\/(api\/)?network/.test(path)))
		staff.push(...(await inEveryLanguage("facilitator", at, facilitator)));
	figures = await figuresOfPersons();
	// What jobs write: nothing here may be closed only because it is empty.
	await t.owner.query(
		`insert into network.positions (territory_id, party_id, neighbourhood_id, x, y, placed_on)
			select territory_id, id, neighbourhood_id, 1, 1, '2026-11-22' from community.parties on conflict do nothing;
		insert into network.computations (territory_id, neighbourhood_id, state, asked_at, moved_at)
			select territory_id, id, 'done', now(), now() from programme.neighbourhoods on conflict do nothing;`,
	);
}, 240_000);
afterAll(() => t?.end());

async function inEveryLanguage(who: string, at: { route: string; path: string }, cookie: string): Promise<Answer[]> {
	const all: Answer[] = [];
	for (const language of languages) {
		const cookies = [cookie, `language=${language}`].filter(Boolean).join("; ");
		const answer = await t.app.request(at.path, { headers: { cookie: cookies } });
		const whole = await answer.text();
		// Where one is stands on the page itself, also on a refusal.
		const source = answer.status === 200 ? whole : whole.replaceAll(at.path, "…");
		all.push({ ...at, who, status: answer.status, source, text: ` ${fold(plain(source))} ` });
		// A refusal says the same whatever was asked for, and JSON has one language.
		if (answer.status !== 200 || at.path.startsWith("/api/")) break;
	}
	return all;
}

function plain(html: string): string {
	return html
		.replaceAll(/<(script|style)\b[\s\S]*?<\/\1>/g, " ")
		.replaceAll(/<[^>]*>/g, " ")
		.replaceAll("&#39;", "'")
		.replaceAll("&quot;", '"')
		.replaceAll("&amp;", "&");
}

/** What is measured of each person of San Vigilio, as it would stand in JSON; short figures may be anybody's. */
async function figuresOfPersons(): Promise<string[]> {
	const { rows } = await t.owner.query<{ a: string; b: string }>(
		`select one_id as a, other_id as b from community.ties where neighbourhood_id = $1 and until is null
		and kind in ('kin', 'neighbour', 'friend', 'helps', 'trusts', 'knows')`,
		[sanVigilio.id],
	);
	const ids = [...new Set(rows.flatMap(({ a, b }) => [a, b]))];
	const number = new Map(ids.map((id, i) => [id, i]));
	const ends = (of: "a" | "b") => rows.map((row) => number.get(row[of])!);
	const { perPerson } = await measureNetwork({ n: ids.length, from: ends("a"), to: ends("b") });
	const of = (name: keyof PerPerson) => Array.from(perPerson[name], String);
	return [...of("betweenness"), ...of("constraint"), ...of("clustering")].filter((figure) => figure.length > 8);
}

function tellsAMeasure({ route, path, source, text }: Answer): string[] {
	if (path === described || path.startsWith("/assets/")) return [];
	const key = keys.exec(source)?.[0];
	const link = address.exec(source)?.[0];
	return [
		...(key ? [`${route}: ${key}`] : []),
		...(link ? [`${route}: ${link}`] : []),
		...sentences.filter((sentence) => text.includes(` ${sentence} `)).map((sentence) => `${route}: ${sentence}`),
		...measured.filter((word) => text.includes(` ${word} `)).map((word) => `${route}: ${word}`),
		...figures.filter((figure) => source.includes(figure)).map((figure) => `${route}: ${figure}`),
	];
}

describe("whoever is neither a facilitator nor a coordinator", () => {
	test("is asked about: every address, each in three languages", () => {
		for (const who of Object.keys(outsiders)) {
			const own = answers.filter((answer) => answer.who === who);
			expect(new Set(own.map(({ route }) => route)).size, who).toBeGreaterThan(80);
			expect(own.filter(({ status }) => status === 200).length, who).toBeGreaterThan(30);
		}
		expect(t.bugs).toEqual([]);
		expect(figures.length).toBeGreaterThan(100);
		expect(sentences.length).toBeGreaterThan(150);
	});

	test("finds no page of the network but their own circle", () => {
		const network = answers.filter(({ path }) => /^\/(api\/)?network(\/|$)/.test(path) && !ownCircle.test(path));
		expect(new Set(network.map(({ route }) => route)).size).toBeGreaterThan(5);
		expect(
			network.filter(({ status }) => ![401, 403, 404].includes(status)).map(({ who, path }) => `${who} ${path}`),
		).toEqual([]);
	});

	test("reads no measure anywhere: no key, no word, no figure of a person, no address", () => {
		// The page of legal grounds says what each purpose is called, and measures nothing.
		const spoken = answers.filter(({ route }) => !route.endsWith("/programme/purposes"));
		const told = spoken.flatMap((answer) => tellsAMeasure(answer).map((hit) => `${answer.who} ${hit}`));
		expect([...new Set(told)]).toEqual([]);
	});

	test("is searched for what a facilitator's pages do say", () => {
		const told = (route: string) =>
			staff.filter((answer) => answer.route === route && answer.status === 200).flatMap(tellsAMeasure);
		for (const route of [
			"/network",
			"/network/generativity",
			"/network/hold-ups",
			"/network/introductions",
			"/network/drawing",
			"/api/network",
		])
			expect(told(route).length, route).toBeGreaterThan(0);
		const some = { who: "", route: "made", path: "/made", status: 200, source: `{"b":${figures[0]}}`, text: "" };
		expect(tellsAMeasure(some)).toEqual([`made: ${figures[0]}`]);
	});
});

describe("under ./filo sql --as", () => {
	async function count(as: [Role, string?], table: string, where = "true"): Promise<number> {
		const actor = await actorFor(t.ground, demoAccountId(...as) as Id<"account">, as[0]);
		const [row] = await runStatement(t.db, actor, `select count(*)::int as n from ${table} where ${where}`);
		return Number(row?.n);
	}

	test("no table of the network has a row for them, but those of their own circle", async () => {
		const { rows } = await t.owner.query<{ name: string }>(
			"select 'network.' || relname as name from pg_class where relkind in ('r', 'v', 'm') and relnamespace = 'network'::regnamespace",
		);
		const tables = rows.map(({ name }) => name).sort();
		expect(tables).toEqual(expect.arrayContaining(["network.circles", "network.measurements", "network.positions"]));
		for (const table of tables)
			for (const as of Object.values(outsiders)) {
				if (!as) continue;
				const { personId } = await actorFor(t.ground, demoAccountId(...as) as Id<"account">, as[0]);
				const isCircle = table.startsWith("network.circle");
				const others = isCircle && personId ? `person_id <> '${personId}'` : "true";
				expect(await count(as, table, others), `${as[0]} ${table}`).toBe(0);
			}
		for (const table of tables.filter((name) => !name.startsWith("network.circle")))
			expect(await count(["facilitator", sanVigilio.slug], table), table).toBeGreaterThan(0);
		expect((await t.owner.query("select from network.circles")).rowCount).toBeGreaterThan(1);
	});
});
