import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase, places, testNow } from "../../../../tests/harness.ts";
import { pagesFor } from "../../../../tests/pages.ts";
import { packed, readPdf } from "../../../../tests/pdf.ts";
import { neighbourhoods } from "../../../cli/demo/neighbourhoods.ts";
import { seedDemo } from "../../../cli/demo.ts";
import { dayOf } from "../../../core/period.ts";
import { nobody } from "../../../db/actor.ts";
import { type Language, residentLanguages, sayIn } from "../../../ui/words.ts";
import type { Year } from "./contract.ts";
import { pages } from "./pages.tsx";
import { tell, yearsToCount } from "./rules.ts";
import { sentencesOf } from "./sentences.ts";
import { countYears } from "./service.ts";

const sanVigilio = neighbourhoods[0]!;
let filo: Awaited<ReturnType<typeof freshDatabase>>;

beforeAll(async () => {
	filo = await freshDatabase();
	await seedDemo(filo.urls.owner, filo.ground.seal, dayOf(testNow));
}, 300_000);
afterAll(() => filo?.end());

const get = async (path: string, language: Language = "it") =>
	pagesFor(filo.ground, [pages], () => ({ actor: nobody(), language })).request(path);
const kept = async () => {
	const { rows } = await filo.owner.query(
		"select to_jsonb(y) - 'counted_on' as y from publication.years y order by neighbourhood_id, year",
	);
	return rows.map((row) => row.y);
};

test("a year is counted when it is over and January with it", () => {
	expect(yearsToCount("2027-01-31")[0]).toBe(2025);
	expect(yearsToCount("2027-02-01")[0]).toBe(2026);
});

test("a count behind which fewer than five people stand is not told", () => {
	const square = { ideas: 1, pacts: 2 };
	const nothing = { initiatives: 0, sessions: 0, presences: 0, people: 0, mostAtOnce: 0 };
	const none = { ...nothing, firstMeetings: 0, firstMeetingsPeople: 0 };
	expect(tell(none, { n: 0, people: 0 }, square)).toMatchObject({ presences: 0, people: 0, firstMeetings: 0, acts: 0 });
	const few = { initiatives: 1, sessions: 9, presences: 36, people: 4, mostAtOnce: 4 };
	expect(tell({ ...few, firstMeetings: 3, firstMeetingsPeople: 4 }, { n: 40, people: 4 }, square)).toEqual({
		...square,
		...{ initiatives: 1, sessions: 9 },
		...{ presences: null, people: null, firstMeetings: null, acts: null },
	});
	// Nobody said a name, but five sat there together.
	expect(tell({ ...none, sessions: 1, presences: 5, mostAtOnce: 5 }, { n: 5, people: 5 }, square)).toMatchObject({
		presences: 5,
		acts: 5,
	});
});

test("the counter counts each year once, from the rows; a later entry changes nothing that was told", async () => {
	const before = await kept();
	expect(before.some((row) => row.neighbourhood_id === sanVigilio.id && row.sessions > 0 && row.people >= 5)).toBe(
		true,
	);
	await filo.owner.query("delete from publication.years");
	await countYears(filo.ground, [places.territory]);
	const counted = await kept();
	const here = (row: { neighbourhood_id: string; sessions: number; acts: number | null }) =>
		row.neighbourhood_id === sanVigilio.id && row.sessions + (row.acts ?? 1) > 0;
	expect(counted.filter(here)).toEqual(before.filter(here));
	await filo.owner.query(
		"update initiatives.sessions set unnamed_count = unnamed_count + 1 where neighbourhood_id = $1",
		[sanVigilio.id],
	);
	await countYears(filo.ground, [places.territory]);
	expect(await kept()).toEqual(counted);
});

test("the page tells the latest year in the reader's language, names nobody, and leads to its sheet", async () => {
	const answer = await get("/n/san-vigilio/year");
	expect(answer.headers.get("location")).toBe("/n/san-vigilio/year/2025");
	const year = (await (await get("/api/n/san-vigilio/year/2025")).json()) as Year & { open: { title: string }[] };
	const { rows } = await filo.owner.query("select label from community.parties where kind = 'person'");
	for (const language of residentLanguages) {
		const html = await (await get("/n/san-vigilio/year/2025", language)).text();
		const { first, rest } = sentencesOf({ say: sayIn(language) }, year);
		for (const line of [first, ...rest]) expect(html).toContain(line);
		expect(html).toContain(year.open[0]!.title);
		expect(rows.filter(({ label }) => label.includes(" ") && html.includes(label))).toEqual([]);
		const sheet = await readPdf(
			new Uint8Array(await (await get("/n/san-vigilio/year/2025.pdf", language)).arrayBuffer()),
		);
		expect(sheet).toMatchObject({ language, isTagged: true });
		expect(sheet.title).toContain("San Vigilio");
		if (language !== "ar" && language !== "ur") expect(packed(sheet.pages.join())).toContain(packed(rest.at(-1)!));
		expect(sheet.roles).toContain("Table");
	}
});

test("a story stands on the page of its year while everybody in it agrees", async () => {
	const { rows } = await filo.owner.query(
		`update evaluation.stories set published_on = '2025-10-04' where id = (
			select s.id from evaluation.stories s where s.neighbourhood_id = $1 and s.taken_down_on is null order by id limit 1)
		returning id, title`,
		[sanVigilio.id],
	);
	const page = async () => (await get("/n/san-vigilio/year/2025")).text();
	expect(await page()).toContain(rows[0].title);
	await filo.owner.query(
		`update community.agreements set withdrawn_on = '2026-11-20' where id in (
			select agreement_id from evaluation.story_people where story_id = $1)`,
		[rows[0].id],
	);
	expect(await page()).not.toContain(rows[0].title);
});

test.each(["1899", "2026", "20x5", "99999"])("there is no page of %s", async (year) => {
	expect((await get(`/n/san-vigilio/year/${year}`)).status).toBe(404);
});
