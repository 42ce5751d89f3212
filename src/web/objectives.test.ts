import { afterAll, beforeAll, expect, test } from "vitest";
import { application } from "../../tests/application.ts";
import { testNow } from "../../tests/harness.ts";
import { formOf } from "../../tests/pages.ts";
import { sceneId } from "../cli/demo/scenes-list.ts";
import { newId } from "../core/ids.ts";
import { fold } from "../core/text.ts";

let t: Awaited<ReturnType<typeof application>>;
let facilitator: string;
let officer: string;

beforeAll(async () => {
	t = await application();
	facilitator = await t.signIn("facilitator", "san-vigilio");
	officer = await t.signIn("officer");
}, 60_000);
afterAll(() => t?.end());

async function read(path: string, cookie = "language=it"): Promise<string> {
	const answer = await t.app.request(path, { headers: { cookie } });
	expect(answer.status, path).toBe(200);
	return (await answer.text()).replaceAll("&#39;", "'");
}
const send = (path: string, cookie: string, fields: Record<string, string | string[]>) =>
	t.app.request(path, { ...formOf(fields), headers: { cookie } });
const one = async (text: string, values: unknown[] = []) => (await t.owner.query(text, values)).rows[0];

const objectives = Array.from({ length: 9 }, (_, i) => `O${i + 1}`);
const pages = ["/programme/objectives", ...objectives.map((o) => `/programme/objectives/${o}`)];
const territories = ["val-adige", "val-di-non", "valsugana-tesino"].map((slug) => `/programme/territories/${slug}`);

test("each of the nine has its page, with its words as they were written", async () => {
	const { rows } = await t.owner.query<{ id: string; words: string }>("select id, words from programme.objectives");
	expect(rows).toHaveLength(9);
	for (const { id, words } of rows) expect(await read(`/programme/objectives/${id}`)).toContain(`«${words}»`);
	for (const path of ["/programme/objectives/O0", "/programme/objectives/O10", "/programme/territories/nessuno"])
		expect((await t.app.request(path)).status).toBe(404);
});

test("the counts are those of the database, with their period and the effort behind", async () => {
	const html = await read("/programme/objectives/O2");
	const { n } = await one(
		`select count(*)::int as n from initiatives.sessions s join initiatives.initiatives i on i.id = s.initiative_id
		where 'O2' = any(i.objectives) and s.state = 'held' and (s.starts_at at time zone 'Europe/Rome')::date between '2025-11-23' and '2026-11-22'`,
	);
	expect(n).toBeGreaterThan(10);
	expect(html).toContain(`${n} incontri;`);
	expect(html).toContain("Dal 23 novembre 2025 al 22 novembre 2026. Contato alle ");
	expect(html).toMatch(/Quello che c'è dietro: \d+ incontri, \d+ visite, \d+ appunti, scritti da \d+ persone/);
});

test("who does not work there sees the public side alone; staff also what they prepare", async () => {
	const preparing = await one(
		"select id, objectives from initiatives.initiatives where neighbourhood_id = '00000000-2017-7000-8000-000000000101' and state = 'preparing' and objectives <> '{}' limit 1",
	);
	const path = `/programme/objectives/${preparing.objectives[0]}`;
	expect(await read(path, facilitator)).toContain(`/initiatives/${preparing.id}`);
	for (const cookie of [
		"language=it",
		officer,
		await t.signIn("citizen", "san-vigilio"),
		await t.signIn("facilitator", "pradivento"),
	])
		expect(await read(path, cookie)).not.toContain(preparing.id);
});

test("a cell of few people is told on no page, and does not follow from the others", async () => {
	const { id } = await one(
		"select id from initiatives.initiatives where objectives = '{}' or true order by id limit 1",
	);
	await t.owner.query("update initiatives.initiatives set objectives = array_remove(objectives, 'O7')");
	await t.owner.query("update initiatives.initiatives set objectives = objectives || array['O7'] where id = $1", [id]);
	const { territory } = await one("select territory_id as territory from initiatives.initiatives where id = $1", [id]);
	await t.owner.query("update initiatives.sessions set unnamed_count = 0 where initiative_id = $1", [id]);
	await t.owner.query(
		`delete from initiatives.participations p using initiatives.sessions s where s.id = p.session_id and s.initiative_id = $1
		and p.person_id not in (select person_id from initiatives.participations x join initiatives.sessions y on y.id = x.session_id where y.initiative_id = $1 group by 1 order by count(*) desc limit 2)`,
		[id],
	);
	const before = JSON.parse(await read("/api/programme/objectives")).countedAt;
	t.ground.clock = () => new Date(testNow.getTime() + 60_000);
	const { figures, countedAt } = JSON.parse(await read("/api/programme/objectives"));
	expect(new Date(countedAt).getTime() - new Date(before).getTime()).toBe(60_000);
	expect(figures.O7.byTerritory[territory].people).toBeNull();
	expect(figures.O7.all.people).toBeNull();
	expect(await read("/programme/objectives/O7")).toContain("non si dice");
});

const story = (more: Record<string, string | string[]> = {}) => ({
	id: newId(),
	title: "Il pane del sabato",
	text: "Abbiamo acceso il forno in due. — Guido Larentis",
	language: "it",
	objectives: ["O4"],
	person1: sceneId(8, 3),
	how: "in_person",
	agreed: "yes",
	...more,
});

test("a story is read by all while each of its people agrees, and is gone the moment one does not", async () => {
	const sent = story({
		text: "Abbiamo acceso il forno in due. — Guido Larentis e Yasmin Haddad",
		person2: sceneId(8, 4),
	});
	expect((await send("/evaluation/stories", facilitator, sent)).status).toBe(303);
	expect((await send("/evaluation/stories", facilitator, sent)).status).toBe(303);
	for (const path of ["/programme/objectives/O4", "/programme/territories/val-adige"])
		expect((await read(path)).split("Il pane del sabato").length, path).toBe(2);
	const { id } = await one(
		"select id from community.agreements where purpose = 'story' and person_id = $1 and withdrawn_on is null",
		[sceneId(8, 4)],
	);
	expect((await send(`/community/agreements/${id}/withdraw`, facilitator, {})).status).toBe(303);
	for (const path of ["/programme/objectives/O4", "/programme/territories/val-adige", "/api/programme/objectives"])
		expect(await read(path), path).not.toContain("Il pane del sabato");
	expect(await read(`/evaluation/stories/${sent.id}`, facilitator)).toContain("qualcuno ci ha ripensato");
});

test("an agreement that is no longer there hides the story too, and so does taking it down, or no longer agreeing to one's name", async () => {
	const shown = async () => (await read("/programme/objectives/O4")).includes("Il pane del sabato");
	for (const hide of ["forgotten", "taken down", "name"]) {
		const sent = story();
		expect((await send("/evaluation/stories", facilitator, sent)).status).toBe(303);
		expect(await shown(), hide).toBe(true);
		const agreement = (purpose: string) =>
			one(
				"select id from community.agreements where purpose = $1 and person_id = $2 and withdrawn_on is null order by id desc",
				[purpose, sceneId(8, 3)],
			);
		if (hide === "forgotten")
			await t.owner.query("delete from community.agreements where id = $1", [(await agreement("story")).id]);
		if (hide === "taken down") await send(`/evaluation/stories/${sent.id}/take-down`, facilitator, {});
		if (hide === "name") {
			const { id } = await agreement("name");
			await send(`/community/agreements/${id}/withdraw`, facilitator, { describedAs: "Un vicino" });
		}
		expect(await shown(), hide).toBe(false);
	}
});

test("nobody stands in a story without having agreed, and no label either", async () => {
	const refused = async (more: Record<string, string | string[]>, words: string) => {
		const answer = await send(
			"/evaluation/stories",
			facilitator,
			story({ person1: sceneId(8, 1), text: "Albina Fruet racconta.", ...more }),
		);
		expect(answer.status, words).toBe(422);
		expect((await answer.text()).replaceAll("&#39;", "'")).toContain(words);
	};
	await refused({ text: "Albina Fruet e Denis Leka raccontano." }, "nomina qualcuno che non è fra chi è d'accordo");
	await refused({ text: "Albina Fruet racconta di persone fragili." }, "gli manca");
	await refused({ agreed: "" }, "f-agreed");
	await refused({ person1: "" }, "f-person1");
	await refused({ objectives: [] }, "f-objectives");
	const elsewhere = story({ person1: sceneId(4, 1) });
	expect((await send("/evaluation/stories", facilitator, elsewhere)).status).toBe(422);
	expect((await one("select count(*)::int as n from evaluation.stories where id = $1", [elsewhere.id])).n).toBe(0);
});

/** Words that say that one thing came of another: no design here bears them. */
const causal =
	/\b(grazie a(?!ll? )|ha prodotto|hanno prodotto|ha causato|causa(to|ta|no)?|effett[oi]|impatt[oi]|merito|ha portato a|dank d|wirkung|bewirk\w*|auswirkung\w*|ursache|wegen|verursach\w*|because|caused?|effects?|impacts?|led to|thanks to|due to|resulted)\b/;

test("no page says that one thing came of another", async () => {
	const found: string[] = [];
	const slugs = (await t.owner.query<{ slug: string }>("select slug from programme.neighbourhoods where fictional"))
		.rows;
	const official = slugs.flatMap(({ slug }) => [
		`/evaluation/neighbourhoods/${slug}/baseline`,
		`/programme/neighbourhoods/${slug}/profile`,
	]);
	for (const language of ["it", "de", "en"])
		for (const path of [...pages, ...territories, ...official.filter(() => language === "it")]) {
			const html = await read(path, path.includes("/neighbourhoods/") ? officer : `language=${language}`);
			const main = /<main[\s\S]*<\/main>/.exec(html)?.[0].replaceAll(/<[^>]*>/g, " ") ?? "";
			const word = causal.exec(fold(main))?.[0];
			if (word) found.push(`${language} ${path}: ${word}`);
		}
	expect(found).toEqual([]);
	expect(causal.test(fold("L'effetto è stato grande"))).toBe(true);
});
