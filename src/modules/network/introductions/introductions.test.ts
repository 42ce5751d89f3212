import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase } from "../../../../tests/harness.ts";
import { pagesFor } from "../../../../tests/pages.ts";
import type { Actor } from "../../../db/actor.ts";
import { type Language, sayIn } from "../../../ui/words.ts";
import { markLeft, recordPlace as placeInput, recordPerson, recordTie as tieInput } from "../../community/contract.ts";
import { markLeft as leave, recordPlace } from "../../community/parties/service.ts";
import { recordPerson as addPerson } from "../../community/persons/service.ts";
import { recordTie } from "../../community/ties/service.ts";
import { pages } from "./pages.tsx";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

const get = (actor: Actor = anna, language: Language = "it") =>
	pagesFor(t.ground, [pages], () => ({ actor, language })).request("/network/introductions");

async function readText(actor: Actor = anna, language: Language = "it"): Promise<string> {
	const answer = await get(actor, language);
	expect(answer.status).toBe(200);
	const main = /<main.*<\/main>/s.exec(await answer.text())?.[0] ?? "";
	return main
		.replace(/<[^>]+>/g, " ")
		.replace(/\s+/g, " ")
		.replace(/ ([.,])/g, "$1");
}

async function person(label: string, at?: string): Promise<string> {
	const input = recordPerson.parse({ label, level: "description", place: at, knownSince: "2026-01-01" });
	return (await addPerson(t.ground, anna, input)).id;
}

async function tie(one: string, other: string, kind = "friend"): Promise<void> {
	await recordTie(t.ground, anna, tieInput.parse({ one, other, kind, saidBy: "both", since: "2026-02-01" }));
}

test("nothing known yet: the page says what will be here and how to begin", async () => {
	expect(await readText()).toContain(sayIn("it")("introductions.empty"));
});

test("two who hang on the same acquaintance, and two whose acquaintances know each other; by place and by name", async () => {
	const street = (await recordPlace(t.ground, anna, placeInput.parse({ label: "via Roggia", sort: "street" }))).id;
	const square = [
		await person("chi pesca", street),
		await person("chi pota"),
		await person("chi suona"),
		await person("chi vende"),
	];
	for (const [i, one] of square.entries()) await tie(one, square[(i + 1) % 4]!);
	const [pesca, pota, suona, vende] = square as [string, string, string, string];
	await tie(pesca, await person("chi ara"));
	const legge = await person("chi legge");
	await tie(pesca, legge);
	await tie(pota, await person("chi canta"), "trusts");
	await tie(suona, await person("chi corre"), "trusts");
	await tie(vende, await person("chi passa"), "knows");
	const text = await readText();
	expect(text).toContain("via Roggia «chi pesca» potrebbe far conoscere «chi ara» e «chi legge».");
	expect(text).toContain(
		"«chi pota» e «chi suona», che si conoscono, potrebbero far incontrare «chi canta» e «chi corre».",
	);
	expect(text.indexOf("via Roggia")).toBeLessThan(text.indexOf("Luogo non segnato"));
	expect(text).not.toContain("chi passa");
	expect(text).not.toMatch(/\d+[.,]\d/);
	expect(await (await get()).text()).toContain(`href="/community/persons/${legge}"`);

	await leave(t.ground, anna, "person", legge, markLeft.parse({ leftOn: "2026-11-01" }));
	expect(await readText()).not.toContain("chi legge");
});

test("in German and English the same people", async () => {
	for (const language of ["de", "en"] as const) {
		const text = await readText(anna, language);
		expect(text).toContain("«chi canta»");
		expect(text).toContain(sayIn(language)("introductions.ask_first"));
	}
});

test("facilitators and coordinators, each where they work; nobody else", async () => {
	expect(await readText(actorOf("facilitator", "beside"))).not.toContain("chi");
	expect(await readText(actorOf("coordinator"))).toContain("chi canta");
	for (const role of ["citizen", "resident", "officer", "evaluator", "administrator"] as const)
		expect(await (await get(actorOf(role))).json(), role).toMatchObject({ code: "not_yours" });
});
