import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { demoAccountId } from "../../src/cli/demo/accounts.ts";
import { button, choose, day, link, pick, press, tabTo, tick, type } from "./browser.ts";
import { stage } from "./stage.ts";

// A working week as three people live it: the porter who writes from outside, the facilitator, the coordinator.

const filo = stage();
/** The facilitator of San Vigilio, in the demonstration. */
const facilitator = demoAccountId("facilitator", "san-vigilio");
async function signedIn(as: string, javaScriptEnabled: boolean): Promise<Page> {
	const context = await filo.browser.newContext({ javaScriptEnabled, locale: "it-IT" });
	if (as !== "nobody") await context.request.post(`${filo.url}/demo/sign-in`, { form: { as, at: "san-vigilio" } });
	const page = await context.newPage();
	page.setDefaultTimeout(10_000);
	return page;
}

const go = (page: Page, path: string) => page.goto(filo.url + path);
const text = async (page: Page) => (await page.locator("main").textContent()) ?? "";

/** How many initiatives the page of the second objective counts. */
async function countedFor(page: Page, objective: string): Promise<number> {
	await go(page, `/programme/objectives/${objective}`);
	return Number(/(\d+) iniziativ[ae] apert[ae]/.exec(await text(page))?.[1] ?? 0);
}

test.each([
	["with JavaScript", true, "Ada"],
	["without JavaScript", false, "Ida"],
])("a week of three people, by keyboard, %s", { timeout: 240_000 }, async (_, javaScriptEnabled, mark) => {
	const anna = await signedIn("facilitator", javaScriptEnabled);
	const coordinator = await signedIn("coordinator", javaScriptEnabled);
	const porter = await signedIn("nobody", javaScriptEnabled);
	const before = await countedFor(anna, "O2");

	// Monday: the facilitator gives the porter a link, and the porter writes what she noticed.
	await go(anna, "/listening/partners/new");
	await type(anna, "input[name=partner_typed]", `Portineria ${mark}`);
	await button(anna, "Crea il collegamento");
	const door = await anna.locator("main a[href*='/listening/partner/']").first().getAttribute("href");
	await porter.goto(new URL(door!, filo.url).href);
	await type(porter, "textarea[name=text]", `${mark}: le lettere restano nelle cassette, nessuno sa leggerle`);
	await button(porter, "Manda");
	expect(porter.url()).toContain("/arrived/");
	expect(await text(porter)).not.toContain("cassette");

	// It becomes a need, and the need comes on the agenda with a line that names nobody.
	await go(anna, "/listening/notes");
	const note = anna.locator("li", { hasText: `${mark}: le lettere` });
	await tabTo(anna, note.locator("input[type=checkbox]"));
	await anna.keyboard.press("Space");
	await button(anna, "Raccogli in un bisogno");
	await type(anna, "input[name=title]", `${mark}: lettere da leggere`);
	await press(anna, anna.locator("main form[action^='/listening/needs'] button[type=submit]").last());
	const need = new URL(anna.url()).pathname;
	await link(anna, "Portalo a un incontro di rete");
	await type(anna, "input[name=title]", `Tavolo di ${mark}`);
	await day(anna, "input[name=heldOn]", "2026-11-22");
	await button(anna, "Convoca l'incontro");
	await link(anna, /Scrivi la riga da stampare/);
	await type(anna, "input[name=line]", "Chi aiuta a leggere le lettere degli uffici");
	await type(anna, "textarea[name=decided]", "Si apre un tavolo il martedì");
	await button(anna, "Salva il punto");

	// What is promised there stands on her day until it is kept.
	await link(anna, "Scrivi una promessa");
	await type(anna, "input[name=what]", `Chiedere la sala per ${mark}`);
	await day(anna, "input[name=dueOn]", "2026-11-27");
	await choose(anna, "select[name=account]", "Io");
	await button(anna, "Segna la promessa");
	await go(anna, "/today");
	expect(await text(anna)).toContain(`Chiedere la sala per ${mark}`);

	// An offer becomes a resource, and answers the need.
	await go(anna, "/listening/notes/new");
	await type(anna, "textarea[name=text]", `${mark}: una maestra in pensione sa leggere le lettere`);
	await pick(anna, "kind", "offered");
	await button(anna, "Annota");
	await go(anna, need);
	const offer = anna.locator("li", { hasText: `${mark}: una maestra` }).first();
	await press(anna, offer.getByRole("button"));
	expect(await text(anna)).toContain(`${mark}: una maestra`);

	// A model of the territory, adapted, becomes an initiative that serves an objective.
	await go(anna, "/initiatives/models/new?from=coffee-break");
	await type(anna, "input[name=name]", `Caffè delle lettere di ${mark}`);
	await button(anna, "Salva il modello");
	const model = new URL(anna.url()).pathname.split("/").at(-1)!;
	expect(await text(anna)).toContain("Pausa caffè");
	await go(anna, `/initiatives/new?model=${model}&need=${need.split("/").at(-1)}`);
	await type(anna, "input[name=title]", `Caffè delle lettere ${mark}`);
	await tick(anna, "input[name=objectives][value=O2]");
	await button(anna, "Comincia");
	const initiative = new URL(anna.url()).pathname;
	await button(anna, "Aprila a tutti");
	expect(await countedFor(coordinator, "O2")).toBe(before + 1);
	await go(porter, "/programme/objectives/O2");
	expect(await text(porter)).toContain(`Caffè delle lettere ${mark}`);
	expect(await text(porter)).not.toContain("lettere da leggere");

	// The link dies at once when it is taken back; the coordinator hands everything to a colleague.
	await go(anna, "/listening/partners");
	await link(anna, `Portineria ${mark}`);
	await button(anna, "Ritira il collegamento");
	expect((await porter.goto(new URL(door!, filo.url).href))?.status()).toBe(410);
	await go(coordinator, `/handover?of=${facilitator}`);
	expect(await text(coordinator)).toContain(`Chiedere la sala per ${mark}`);
	await choose(coordinator, "select[name=to]", "Davide Pontara");
	await pick(coordinator, "because", "leaving");
	await button(coordinator, "Passa tutto");
	expect(coordinator.url()).toMatch(/handover\/[0-9a-f-]{36}/);
	expect(await text(coordinator)).toContain(`Chiedere la sala per ${mark}`);
	await go(anna, "/handover");
	expect(await text(anna)).not.toContain(`Chiedere la sala per ${mark}`);
	await go(coordinator, initiative);
	expect(await text(coordinator)).toContain(`Caffè delle lettere ${mark}`);
	for (const page of [anna, coordinator, porter]) await page.context().close();
});
