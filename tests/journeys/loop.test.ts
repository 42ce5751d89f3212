import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { choose, pick, press, tabTo, tick, type } from "./browser.ts";
import { stage } from "./stage.ts";

const filo = stage();
type Line = {
	month: { newPersons: number; newTies: number; acts: number; newlyMet: number };
	effort: { sessions: number; visits: number };
};

async function line(page: Page): Promise<Line> {
	return (await page.context().request.get(`${filo.url}/api/today`)).json() as Promise<Line>;
}

async function button(page: Page, name: string | RegExp): Promise<void> {
	await press(page, page.getByRole("button", { name }));
}

async function link(page: Page, name: string | RegExp): Promise<void> {
	await press(page, page.getByRole("link", { name }));
}

async function recordNote(page: Page, text: string, kind: string): Promise<void> {
	await page.goto(`${filo.url}/listening/notes/new`);
	await type(page, "textarea[name=text]", text);
	await pick(page, "kind", kind);
	await button(page, "Annota");
	expect(page.url()).not.toMatch(/notes\/new$/);
}

async function recordPerson(page: Page, name: string): Promise<void> {
	await page.goto(`${filo.url}/community/persons/new`);
	await type(page, "input[name=label]", name);
	await pick(page, "level", "name");
	await pick(page, "agreedHow", "in_person");
	await tabTo(page, page.locator("main button[type=submit]:not([name])").last());
	await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
	expect(await page.locator("h1").textContent()).toContain(name);
}

async function recordAct(page: Page, giver: string, receiver: string, what: string, inspired?: string): Promise<void> {
	await page.goto(`${filo.url}/exchange/acts/new`);
	await type(page, "input[name=giver_typed]", giver);
	await type(page, "input[name=receiver_typed]", receiver);
	await press(page, page.locator("button[name=step]"));
	await type(page, "input[name=what]", what);
	if (inspired) {
		const value = await page
			.locator("label.chip", { hasText: inspired })
			.locator("input[name=movedBy]")
			.getAttribute("value");
		await pick(page, "movedBy", value!);
	}
	await press(
		page,
		page.locator("main form[action='/exchange/acts'] button[type=submit]:not([name]):not([hidden])").last(),
	);
	expect(page.url()).toMatch(/exchange\/acts\/[0-9a-f-]{36}/);
}

describe.each([
	["with JavaScript", true, "Rosa"],
	["without JavaScript", false, "Viola"],
])("the whole loop by keyboard, %s", (_name, javaScriptEnabled, mark) => {
	test("from what was heard to the network seen to grow, and the line of the day changed by exactly that", {
		timeout: 180_000,
	}, async () => {
		const context = await filo.browser.newContext({ javaScriptEnabled, locale: "it-IT" });
		const page = await context.newPage();
		page.setDefaultTimeout(10_000);
		await page.goto(`${filo.url}/demo`);
		await press(page, page.locator("form[action='/demo/sign-in'] button"));
		expect(page.url()).toContain("/today");
		const before = await line(page);

		await recordNote(page, `${mark} chiede chi sa compilare il modulo per la tessera dell'autobus`, "asked");
		await recordNote(page, `${mark}: anche al secondo piano non sanno compilare i moduli del comune`, "reported");
		await recordNote(page, `${mark}: un pensionato delle poste offre di compilare moduli il sabato`, "offered");

		await page.goto(`${filo.url}/listening/notes`);
		for (const text of [`${mark} chiede`, `${mark}: anche`]) {
			const box = page.locator("li", { hasText: text }).locator("input[type=checkbox]");
			await tabTo(page, box);
			await page.keyboard.press("Space");
		}
		await button(page, "Raccogli in un bisogno");
		await type(page, "input[name=title]", `${mark}: moduli da compilare`);
		await press(page, page.locator("main form[action^='/listening/needs'] button[type=submit]").last());
		const needPage = page.url().split("?")[0]!;
		expect(needPage).toMatch(/listening\/needs\/[0-9a-f-]{36}/);

		const offer = page.locator("li", { hasText: `${mark}: un pensionato` });
		await press(page, offer.locator("button"));
		expect(await page.locator("main").textContent()).toContain(`${mark}: un pensionato`);

		await link(page, "Prepara un'iniziativa");
		await link(page, /Pausa caffè/);
		await type(page, "input[name=title]", `Tavolo dei moduli ${mark}`);
		await button(page, "Comincia");
		const initiative = page.url().split("?")[0]!;
		expect(initiative).toMatch(/initiatives\/[0-9a-f-]{36}/);
		expect(await page.locator("main").textContent()).toContain(`${mark}: moduli da compilare`);
		await button(page, "Aprila a tutti");
		await page.goto(`${filo.url}/n/san-vigilio`);
		expect(await page.locator("main").textContent()).not.toContain("moduli da compilare");

		const people = ["Bortolotti", "Giovannini", "Pedrotti"].map((surname) => `${mark} ${surname}`);
		for (const name of people) await recordPerson(page, name);

		await page.goto(initiative);
		await type(page, "input[name=time]", "0900AM");
		await button(page, "Aggiungi");
		await press(page, page.locator("ol.thread a").first());
		for (const [i, name] of people.entries()) await type(page, `input[name=who${i + 1}_typed]`, name);
		await tick(page, "input[name=agreed]");
		await type(page, "input[name=unnamed]", "2");
		await button(page, "Segna chi c'era");
		for (const name of people) expect(await page.locator("main").textContent()).toContain(name);

		await choose(page, "select[name=one]", people[0]!);
		await choose(page, "select[name=other]", people[1]!);
		await button(page, "Segna il legame");

		await recordAct(page, people[0]!, people[1]!, `${mark} ha portato la spesa`);
		await recordAct(page, people[1]!, people[2]!, `${mark} ha riparato la tenda`, `${mark} ha portato la spesa`);

		const after = await line(page);
		const grown = (key: keyof Line["month"]) => after.month[key] - before.month[key];
		expect({
			newPersons: grown("newPersons"),
			newTies: grown("newTies"),
			acts: grown("acts"),
			newlyMet: grown("newlyMet"),
		}).toEqual({ newPersons: 3, newTies: 1, acts: 2, newlyMet: 3 });
		expect(after.effort.sessions - before.effort.sessions).toBe(1);
		await page.goto(`${filo.url}/today`);
		expect(await page.locator("main").textContent()).toContain(`${after.month.newPersons} persone conosciute`);
		await context.close();
	});
});
