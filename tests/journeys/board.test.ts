import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { pick, press, type } from "./browser.ts";
import { bringAxe, stage, violations } from "./stage.ts";

// Somebody without an account asks for a lift and gets it: by keyboard, without scripts and with them, on a small phone.

const filo = stage();
const board = "/n/san-vigilio/board";

const words = {
	it: { title: "Un passaggio dal dottore", asks: "Zita", gives: "Remigio", told: "Ecco Remigio" },
	ar: { title: "توصيلة إلى السوق يوم الأحد", asks: "ليلى", gives: "كريم", told: "هذا كريم" },
} as const;
type Language = keyof typeof words;

async function somebody(language: Language, javaScriptEnabled: boolean, as?: string): Promise<Page> {
	const context = await filo.browser.newContext({ javaScriptEnabled, viewport: { width: 320, height: 640 } });
	await context.addCookies([{ name: "language", value: language, url: filo.url }]);
	if (as) await context.request.post(`${filo.url}/demo/sign-in`, { form: { as, at: "san-vigilio" } });
	const page = await context.newPage();
	page.setDefaultTimeout(15_000);
	return page;
}

const go = (page: Page, path: string) => page.goto(filo.url + path);
const text = async (page: Page) => (await page.locator("main").textContent()) ?? "";
const follow = (page: Page, address: string) => press(page, page.locator(`main a[href$="${address}"]`));
const act = (page: Page, name: string) => press(page, page.locator(`main button[name=act][value=${name}]`).first());
/** The button of the form whose address ends so. */
const send = (page: Page, action: string) =>
	press(page, page.locator(`main form[action$="${action}"] button:not([name])`));
const wide = (page: Page) => page.evaluate("document.documentElement.scrollWidth > window.innerWidth");

/** At the desk, the entry of somebody is confirmed. */
async function confirm(desk: Page, of: Locator): Promise<void> {
	await press(desk, of.locator("button[value=confirm]"));
}

async function leaveReach(page: Page, name: string, contact: string): Promise<void> {
	await type(page, "input[name=givenName]", name);
	await type(page, "input[name=contact]", contact);
}

test.each([
	["it", false],
	["it", true],
	["ar", false],
] as const)("asks for a lift and gets it, %s, scripts %s", { timeout: 240_000 }, async (language, scripts) => {
	const { asks, gives, told } = words[language];
	const title = `${words[language].title}${scripts ? ", di mattina" : ""}`;
	const one = await somebody(language, scripts);
	await go(one, board);
	expect(await one.locator("html").getAttribute("dir")).toBe(language === "ar" ? "rtl" : "ltr");
	expect(await wide(one)).toBe(false);
	await follow(one, "/new?kind=ask");
	await pick(one, "sort", "ride");
	await type(one, "input[name=title]", title);
	await leaveReach(one, `${asks} Zorzi`, "333 700 1234");
	await send(one, "/board");
	expect(one.url()).toContain("/board/own/");
	expect(await wide(one)).toBe(false);

	const desk = await somebody("it", scripts, "facilitator");
	await go(desk, "/exchange/board");
	await confirm(desk, desk.locator("main li", { hasText: title }));

	const other = await somebody(language, scripts);
	await go(other, board);
	await press(other, other.locator("main a", { hasText: title }));
	expect(await text(other)).not.toMatch(/Zorzi|700 1234/);
	await leaveReach(other, `${gives} Zorzi`, "333 700 5678");
	await send(other, "/answers");
	await go(desk, "/exchange/board");
	await confirm(desk, desk.locator("main li", { hasText: gives }));

	await one.reload();
	expect(await text(one)).not.toMatch(/700 5678/);
	await act(one, "agree");
	await act(one, "tell");
	expect(await text(one)).toContain(told);
	expect(await one.locator("main a[href='tel:3337005678']").count()).toBe(1);
	await other.reload();
	await act(other, "tell");
	expect(await other.locator("main a[href='tel:3337001234']").count()).toBe(1);
	await act(one, "happened");
	await other.reload();
	expect(await text(other)).toContain(asks);
	await go(other, board);
	expect(await text(other)).not.toContain(title);
	for (const page of [one, other, desk]) await page.context().close();
});

test("the pages of the board hold no axe violation, in both directions", { timeout: 240_000 }, async () => {
	for (const language of ["it", "ar", "zh"] as const) {
		const context = await filo.browser.newContext({ viewport: { width: 320, height: 640 } });
		await bringAxe(context);
		await context.addCookies([{ name: "language", value: language, url: filo.url }]);
		const page = await context.newPage();
		await go(page, board);
		const first = await page.locator("main .entries a").first().getAttribute("href");
		for (const path of [
			board,
			`${board}?q=strudel`,
			`${board}/new?kind=offer`,
			`${first}`,
			`${first}/report`,
			"/n/san-vigilio/rules",
		]) {
			await go(page, path);
			expect(await violations(page), `${path} ${language}`).toEqual([]);
		}
		await context.close();
	}
	const staff = await filo.browser.newContext({ viewport: { width: 320, height: 640 } });
	await bringAxe(staff);
	await staff.request.post(`${filo.url}/demo/sign-in`, { form: { as: "facilitator", at: "san-vigilio" } });
	const page = await staff.newPage();
	for (const path of ["/exchange/board", "/exchange/board/new", "/exchange/moderation"]) {
		await go(page, path);
		expect(await violations(page), path).toEqual([]);
		expect(await wide(page), path).toBe(false);
	}
});
