import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fold } from "../src/core/text.ts";
import { sayIn } from "../src/ui/words.ts";
import { application } from "./application.ts";

// What everybody can open, in three languages and as JSON, holds nothing of what was heard: searched for all that the
// demonstration's own database says of needs and notes, and for words that name a fragility.

/** Words that label: none may stand on a page a resident can see. Whole words, folded. */
const fragility =
	"fragile fragili fragilita vulnerabile vulnerabili isolato isolata isolati isolate solitudine disagio disagiato emarginato emarginata emarginazione bisognoso bisognosa bisognosi poverta indigente indigenti povero poveri disabile disabili disabilita demenza depressione dipendenza dipendenze alcolista invalido badante malato malata malati caso casi utente utenti target beneficiario beneficiari segnalazione stranieri extracomunitari profughi frail fragility vulnerable vulnerability lonely loneliness isolated poor poverty disabled disability dementia depression addiction needy disadvantaged gebrechlich verletzlich einsam einsamkeit bedurftig armut behindert behinderung demenz sucht benachteiligt".split(
		" ",
	);
const languages = ["it", "de", "en"] as const;

type Page = { path: string; source: string; text: string };
let t: Awaited<ReturnType<typeof application>>;
let pages: Page[];
let hidden: Record<string, string[]>;

beforeAll(async () => {
	t = await application();
	const column = async (query: string): Promise<string[]> =>
		(await t.owner.query({ text: query, rowMode: "array" })).rows.map((row: unknown[]) => String(row[0]));
	const slugs = await column("select slug from programme.neighbourhoods where fictional");
	const initiatives = await t.owner.query<{ slug: string; id: string; shown: boolean }>(
		"select n.slug, i.id, i.shown from initiatives.initiatives i join programme.neighbourhoods n on n.id = i.neighbourhood_id",
	);
	const addresses = [
		...slugs.map((slug) => `/n/${slug}`),
		...initiatives.rows.filter((i) => i.shown).map((i) => `/n/${i.slug}/initiatives/${i.id}`),
	];
	pages = [];
	for (const path of addresses)
		for (const form of languages) pages.push(await read(path, { cookie: `language=${form}` }));
	for (const path of addresses) pages.push(await read(`/api${path}`, {}));
	for (const i of initiatives.rows.filter((one) => !one.shown))
		expect((await t.app.request(`/n/${i.slug}/initiatives/${i.id}`)).status).toBe(404);
	hidden = {
		"the title of a need": await column("select title from listening.needs"),
		"the reason of a need": await column(
			"select reason from listening.needs where reason is not null union select reason from listening.steps where reason is not null",
		),
		"the text of a note": await column("select text from listening.notes"),
		"from whom a note was heard": await column(
			"select distinct heard_from from listening.notes where length(heard_from) > 4",
		),
		"a follow-up": await column(
			"select what from listening.follow_ups union select outcome from listening.follow_ups where outcome is not null",
		),
		"a working remark": await column(
			"select unnest(array[learnt, dropped_because, remarks]) from initiatives.workings",
		).then((all) => all.filter((one) => one !== "null")),
		"an id of a need, a note or a person": await column(
			"select id::text from listening.needs union select id::text from listening.notes union select id::text from community.persons",
		),
		"an account": await column("select id::text from access.accounts union select name from access.accounts"),
	};
}, 120_000);
afterAll(() => t?.end());

async function read(path: string, headers: Record<string, string>): Promise<Page> {
	const answer = await t.app.request(path, { headers });
	expect(answer.status, path).toBe(200);
	const source = await answer.text();
	const said = path.startsWith("/api")
		? JSON.stringify(JSON.parse(source))
		: source.replaceAll(/<(script|style)\b[\s\S]*?<\/\1>/g, " ");
	return { path, source: source.toLowerCase(), text: ` ${fold(unescaped(said.replaceAll(/<[^>]*>/g, " ")))} ` };
}

function unescaped(html: string): string {
	return html
		.replaceAll("&#39;", "'")
		.replaceAll("&quot;", '"')
		.replaceAll("&lt;", "<")
		.replaceAll("&gt;", ">")
		.replaceAll("&amp;", "&");
}

/** The first three pages on which a phrase stands, as text or in the source. */
function found(phrases: readonly string[]): string[] {
	const hits: string[] = [];
	for (const phrase of phrases) {
		const asText = fold(phrase);
		const on = pages.filter(
			(page) => (asText !== "" && page.text.includes(` ${asText} `)) || page.source.includes(phrase.toLowerCase()),
		);
		hits.push(...on.slice(0, 3).map((page) => `${page.path}: ${phrase}`));
	}
	return hits;
}

describe("what everybody can open", () => {
	test("is looked at: every neighbourhood, every initiative shown, in three languages and as JSON", () => {
		expect(pages.length).toBeGreaterThan(4 * 20);
		for (const phrases of Object.values(hidden)) expect(phrases.length).toBeGreaterThan(0);
		// The search finds what is there.
		expect(found(["San Vigilio"])).toHaveLength(3);
	});

	test("holds nothing that was heard", () => {
		for (const [what, phrases] of Object.entries(hidden)) expect(found(phrases), what).toEqual([]);
	});

	test("holds no topic of a need: not as a field, not as its short name, not in words", async () => {
		const { rows } = await t.owner.query<{ id: string; istat_area: string }>(
			"select id, istat_area from listening.topics",
		);
		expect(rows.length).toBeGreaterThan(10);
		expect(
			pages
				.filter((page) => /["-](topics?|needs?|areas?|reasons?|targets?)["=]/.test(page.source))
				.map((page) => page.path),
		).toEqual([]);
		const value = new RegExp(`(:|value=|data-[a-z-]+=)\\s*"(${rows.map((row) => row.id).join("|")})"`);
		expect(pages.filter((page) => value.test(page.source)).map((page) => page.path)).toEqual([]);
		const said = rows.flatMap((row) => languages.map((language) => sayIn(language)(`listening.topic_${row.id}`)));
		expect(found([...said, ...rows.map((row) => row.istat_area)]).filter(isLabel)).toEqual([]);
	});

	test("holds no word for a fragility", () => {
		expect(found(fragility.map((word) => ` ${word} `.trim())).filter((hit) => isWholeWord(hit))).toEqual([]);
	});
});

/** Words of everyday life ("in compagnia", "bambini") may stand in an invitation; what only a topic is called may not. */
function isLabel(hit: string): boolean {
	return (hit.split(": ")[1] ?? "").includes(" ");
}

/** The source is searched for pieces of words as well: for a single word only whole ones count. */
function isWholeWord(hit: string): boolean {
	const [path, word] = hit.split(": ") as [string, string];
	return pages.some((page) => page.path === path && page.text.includes(` ${word} `));
}
