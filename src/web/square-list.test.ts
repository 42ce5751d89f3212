import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, testNow } from "../../tests/harness.ts";
import { pagesFor } from "../../tests/pages.ts";
import { newId } from "../core/ids.ts";
import { addDays, dayOf } from "../core/period.ts";
import { nobody } from "../db/actor.ts";
import * as contract from "../modules/initiatives/contract.ts";
import * as initiatives from "../modules/initiatives/service.ts";
import { type Language, residentLanguages } from "../ui/words.ts";
import { pages } from "./square.tsx";
import { pages as list } from "./square-list.tsx";
import { pages as squarePlaces } from "./square-places.tsx";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const today = dayOf(testNow);

beforeAll(async () => {
	t = await freshDatabase();
	const spoken = [["it"], ["it", "ur"], ["ar"], ["it", "de"]];
	for (const [n, languages] of [...Array(6).keys()].map((k) => [k, spoken[k % spoken.length] ?? ["it"]] as const)) {
		const started = await initiatives.startInitiative(
			t.ground,
			anna,
			contract.newInitiative.parse({
				id: newId(),
				title: n === 4 ? "Café déjà vu </script><b>" : `Pausa caffè numero ${n}`,
				invitation: "Un caffè, una torta e due parole nel cortile della scala B. Porta chi vuoi, vieni come sei.",
				placeWords: "Circolo di via della Roggia Grande, primo cortile a sinistra",
				languages,
				language: n === 5 ? "de" : "it",
				onFoot: true,
				byBus: true,
				stepFree: n % 2 === 0,
			}),
		);
		await initiatives.addSessions(
			t.ground,
			anna,
			started.id,
			contract.newSessions.parse({
				startsOn: addDays(today, n),
				time: "15:00",
				minutes: 90,
				repeat: "weekly",
				until: addDays(today, n + 63),
			}),
		);
		await initiatives.changeState(t.ground, anna, started.id, { to: "open" });
	}
});
afterAll(() => t.end());

async function get(path: string, language: Language = "it") {
	const app = pagesFor(t.ground, [pages, list, squarePlaces], () => ({ actor: nobody(), language }));
	const answer = await app.request(path);
	return { status: answer.status, text: await answer.text() };
}

type Listed = {
	items: { id: string; title: string; startsAt: string; languages: string[]; stepFree: boolean }[];
	next?: string;
};
async function listed(query: string): Promise<Listed> {
	return JSON.parse((await get(`/api/n/qui/list?${query}`)).text) as Listed;
}

test("every date to come, in pages of twenty that meet without a gap", async () => {
	const all: Listed["items"] = [];
	let cursor: string | undefined = "";
	for (let n = 0; cursor !== undefined && n < 10; n++) {
		const found: Listed = await listed(cursor ? `cursor=${cursor}` : "");
		expect(found.items.length).toBeLessThanOrEqual(20);
		all.push(...found.items);
		cursor = found.next;
	}
	expect(all).toHaveLength(60);
	expect(new Set(all.map((s) => s.id)).size).toBe(60);
	expect(all.map((s) => s.startsAt)).toEqual(all.map((s) => s.startsAt).sort());
});

test("by month, word without accents, language spoken there, and without steps", async () => {
	const december = await listed("month=2026-12");
	expect(december.items.length).toBeGreaterThan(0);
	expect(december.items.every((s) => s.startsAt.startsWith("2026-12"))).toBe(true);
	expect((await listed("q=DEJA")).items.every((s) => s.title.startsWith("Café"))).toBe(true);
	expect((await listed("q=DEJA")).items).toHaveLength(10);
	expect((await listed("language=ar")).items.every((s) => s.languages.includes("ar"))).toBe(true);
	expect((await listed("language=ar")).items).toHaveLength(10);
	expect((await listed("stepFree=yes")).items.every((s) => s.stepFree)).toBe(true);
	expect((await listed("q=niente+di+niente")).items).toEqual([]);
});

test("what is no month, no language or no place in the list is refused", async () => {
	for (const query of ["month=2026-13", "language=xx", "cursor=abc"])
		expect((await get(`/n/qui/list?${query}`)).status, query).toBe(422);
	expect((await get("/n/nessuno/list")).status).toBe(404);
});

test("what was written in another language than the page's says so, for eye and ear", async () => {
	const { items } = await listed("q=numero+5");
	const initiative = (items[0] as unknown as { initiativeId: string }).initiativeId;
	const italian = (await get(`/n/qui/initiatives/${initiative}`)).text;
	expect(italian).toContain('<p lang="de" dir="ltr">Un caffè');
	expect(italian).toContain("Scritto in tedesco.");
	const german = (await get(`/n/qui/initiatives/${initiative}`, "de")).text;
	expect(german).not.toContain("Geschrieben auf");
	const arabic = (await get("/n/qui/list?q=numero+5", "ar")).text;
	expect(arabic).toContain('lang="de" dir="auto"');
	expect(arabic).toContain("\u2068Circolo di via della Roggia Grande, primo cortile a sinistra\u2069");
});

test("events are data for search engines, and nothing written ends them", async () => {
	const { items } = await listed("q=DEJA");
	const initiative = (items[0] as unknown as { initiativeId: string }).initiativeId;
	const { text } = await get(`/n/qui/initiatives/${initiative}`);
	const [, json = ""] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(text) ?? [];
	const data = JSON.parse(json) as { "@graph": Record<string, unknown>[] };
	expect(data["@graph"]).toHaveLength(10);
	expect(data["@graph"][0]).toMatchObject({
		"@type": "Event",
		name: "Café déjà vu </script><b>",
		startDate: `${addDays(today, 4)}T14:00:00.000Z`,
		eventStatus: "https://schema.org/EventScheduled",
		inLanguage: "it",
	});
});

test("a busy neighbourhood's pages weigh at most 40 kB, in every language", async () => {
	const { items } = await listed("");
	const initiative = (items[0] as unknown as { initiativeId: string }).initiativeId;
	for (const path of ["/n/qui", "/n/qui/list", `/n/qui/initiatives/${initiative}`])
		for (const language of residentLanguages) {
			const bytes = Buffer.byteLength((await get(path, language)).text);
			expect(bytes, `${path} in ${language}`).toBeLessThanOrEqual(40_000);
		}
});

test("the places where people meet, with what is on there; whom to call, 112 first", async () => {
	const { text } = await get("/n/qui/places");
	expect(text).toContain("Circolo di via della Roggia Grande");
	expect(text).toContain("Ci sono 60 incontri in programma.");
	const [, link = ""] = /href="(\/n\/qui\/list\?q=[^"]+)"/.exec(text) ?? [];
	expect((await get(link.replaceAll("&amp;", "&"))).text).toContain("Pausa caffè numero 0");
	const numbers = (await get("/n/qui/numbers", "ar")).text;
	expect(numbers.indexOf('href="tel:112"')).toBeGreaterThan(0);
	expect(numbers.indexOf('href="tel:112"')).toBeLessThan(numbers.indexOf('href="tel:0461000000"'));
});
