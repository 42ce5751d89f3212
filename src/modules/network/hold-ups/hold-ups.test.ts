import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase } from "../../../../tests/harness.ts";
import { pagesFor } from "../../../../tests/pages.ts";
import type { Actor } from "../../../db/actor.ts";
import { type Language, sayIn } from "../../../ui/words.ts";
import { recordPlace as placeInput, recordPerson, recordTie as tieInput } from "../../community/contract.ts";
import { recordPlace } from "../../community/parties/service.ts";
import { recordPerson as addPerson } from "../../community/persons/service.ts";
import { recordTie } from "../../community/ties/service.ts";
import { pages } from "./pages.tsx";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const beside = actorOf("facilitator", "beside");
beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

async function get(actor: Actor = anna, language: Language = "it"): Promise<Response> {
	return pagesFor(t.ground, [pages], () => ({ actor, language })).request("/network/hold-ups");
}

/** What is read on the page, without its marks. */
async function readPage(actor: Actor = anna, language: Language = "it"): Promise<string> {
	const answer = await get(actor, language);
	expect(answer.status).toBe(200);
	const main = /<main.*<\/main>/s.exec(await answer.text())?.[0] ?? "";
	return main.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
}

async function place(label: string, sort: string, within?: string): Promise<string> {
	const input = placeInput.parse({ label, sort, place: within });
	return (await recordPlace(t.ground, anna, input)).id;
}

async function person(label: string, at?: string, level = "description"): Promise<string> {
	const input = recordPerson.parse({ label, level, place: at, agreedHow: level === "name" ? "spoken" : undefined });
	return (await addPerson(t.ground, anna, input)).id;
}

async function tie(one: string, other: string): Promise<void> {
	await recordTie(t.ground, anna, tieInput.parse({ one, other, kind: "knows", saidBy: "both" }));
}

async function ring(those: readonly string[]): Promise<void> {
	for (const [i, one] of those.entries()) await tie(one, those[(i + 1) % those.length]!);
}

test("nothing known: the page says with what it begins, and calls nobody alone", async () => {
	expect(await readPage()).toContain(sayIn("it")("holdups.empty_unknown"));
});

test("a street by one tie, people without a known place by another, told by place and never by measure", async () => {
	const stair = await place("via Roggia 3, scala A", "stair", await place("via Roggia", "street"));
	const bridge = await place("piazza del Ponte", "square");
	const those = async (names: readonly string[], at?: string) =>
		Promise.all(names.map((name) => person(`chi ${name}`, at)));
	const roggia = await those(["ara", "cuce", "legge"], stair);
	const ponte = await those(["pesca", "pota", "suona", "vende", "vernicia"], bridge);
	const somewhere = await those(["canta", "corre", "cuoce"]);
	for (const all of [roggia, ponte, somewhere]) await ring(all);
	await tie(roggia[0]!, ponte[0]!);
	await tie(somewhere[0]!, ponte[1]!);
	const text = await readPage();
	expect(text).toContain(
		"via Roggia 3 vicini restano legati agli altri per un solo legame, quello fra «chi ara» e «chi pesca».",
	);
	expect(text).toContain(
		"Luogo non conosciuto Di queste persone non sappiamo dove abitano. 3 vicini restano legati agli altri per un solo legame, quello fra «chi canta» e «chi pota».",
	);
	expect(text.indexOf("Luogo non conosciuto")).toBeGreaterThan(text.indexOf("via Roggia"));
	// Whoever merely hangs on somebody is counted, not listed.
	for (const name of ["cuce", "legge", "corre", "suona", "vernicia"]) expect(text).not.toContain(`chi ${name}`);
	expect(text).toContain("11 persone e 13 coppie che si conoscono");
	const html = await (await get()).text();
	expect(html).toContain('href="/network/introductions"');
	expect(html).toContain('href="/initiatives/new"');
	expect(html).toContain(`href="/network/drawing?at=${roggia[0]}#near"`);
});

test("in German and English the same places", async () => {
	for (const language of ["de", "en"] as const) {
		const text = await readPage(anna, language);
		expect(text).toContain("via Roggia");
		expect(text).toContain(sayIn(language)("holdups.place_unknown"));
	}
});

test("only those who work there as facilitators read it, each their own neighbourhood", async () => {
	for (const role of [
		"coordinator",
		"resident",
		"citizen",
		"social-worker",
		"officer",
		"evaluator",
		"administrator",
	] as const) {
		expect((await get(actorOf(role))).status, role).toBe(403);
	}
	expect((await get({ ...actorOf("resident"), role: "nobody", accountId: undefined })).status).toBe(401);
	const text = await readPage(beside);
	expect(text).not.toContain("via Roggia");
	expect(text).not.toContain("«chi ");
});
