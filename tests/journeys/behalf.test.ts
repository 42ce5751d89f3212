import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { button, pick, press, tick, type } from "./browser.ts";
import { bringAxe, stage, violations } from "./stage.ts";

// A porter enters an offer for a woman without a telephone, and she confirms on paper: by keyboard, on a small phone.

const filo = stage();
const titles = { it: "Insegno a lavorare all'uncinetto", ar: "أعلّم حياكة الصوف" } as const;

async function somebody(as: string | undefined, language: string, javaScriptEnabled: boolean): Promise<Page> {
	const context = await filo.browser.newContext({ javaScriptEnabled, viewport: { width: 320, height: 640 } });
	await context.addCookies([{ name: "language", value: language, url: filo.url }]);
	if (as) await context.request.post(`${filo.url}/demo/sign-in`, { form: { as, at: "san-vigilio" } });
	const page = await context.newPage();
	page.setDefaultTimeout(15_000);
	return page;
}

const go = (page: Page, path: string) => page.goto(filo.url + path);
const text = async (page: Page) => (await page.locator("main").textContent()) ?? "";
const wide = (page: Page) => page.evaluate("document.documentElement.scrollWidth > window.innerWidth");

test.each([
	["it", false],
	["ar", true],
] as const)(
	"an offer for a woman without a telephone, %s, scripts %s",
	{ timeout: 240_000 },
	async (language, scripts) => {
		const title = titles[language];
		const porter = await somebody("citizen", language, scripts);
		await go(porter, "/community/behalf");
		await press(porter, porter.locator("main a[href$='kind=offer']"));
		expect(await wide(porter)).toBe(false);
		await pick(porter, "sort", "learn");
		await type(porter, "input[name=title]", title);
		await type(porter, "input[name=givenName]", "Zita");
		// Without her yes nothing is entered, and nothing typed is lost.
		await press(porter, porter.locator("main form[action$='/posts'] button:not([name])"));
		expect(await porter.locator("#e-agreed").count()).toBe(1);
		expect(await porter.locator("input[name=title]").inputValue()).toBe(title);
		await tick(porter, "input[name=agreed]");
		await press(porter, porter.locator("main form[action$='/posts'] button:not([name])"));
		expect(porter.url()).toContain("/slip");
		const slip = await porter.locator("section[lang]").textContent();
		expect(slip).toContain(title);
		expect(slip).toContain("Zita");
		expect(await porter.locator("section[lang] a.phone").count()).toBe(1);
		expect(await wide(porter)).toBe(false);

		const anybody = await somebody(undefined, language, false);
		await go(anybody, "/n/san-vigilio/board");
		expect(await text(anybody)).toContain(title);

		const desk = await somebody("facilitator", "it", false);
		await go(desk, "/community/behalf");
		const entry = desk.locator("main li", { hasText: title });
		await press(desk, entry.locator("button[value=paper]"));
		expect(await desk.locator("main li", { hasText: title }).textContent()).toContain("firmato sul foglio");
		await porter.goto(`${filo.url}/community/behalf`);
		expect(await porter.locator("main li", { hasText: title }).locator("form[action$=withdraw]").count()).toBe(0);
		for (const page of [porter, anybody, desk]) await page.context().close();
	},
);

test("what is entered for others holds no axe violation, in both directions", { timeout: 240_000 }, async () => {
	for (const [as, language] of [
		["citizen", "it"],
		["citizen", "ar"],
		["facilitator", "it"],
		["coordinator", "it"],
	] as const) {
		const page = await somebody(as, language, true);
		await bringAxe(page.context());
		const paths =
			as === "citizen"
				? ["/community/behalf", "/community/behalf/new?kind=ask", "/community/behalf/new?kind=joining"]
				: as === "facilitator"
					? ["/community/behalf", "/programme/numbers"]
					: ["/access/speaking"];
		for (const path of paths) {
			await go(page, path);
			expect(await violations(page), `${path} ${as} ${language}`).toEqual([]);
			expect(await wide(page), path).toBe(false);
		}
		await page.context().close();
	}
});

test("the coordinator takes the trust back, and gives it again", { timeout: 120_000 }, async () => {
	const coordinator = await somebody("coordinator", "it", false);
	const porter = await somebody("citizen", "it", false);
	await go(coordinator, "/access/speaking");
	await button(coordinator, /Riprendi la fiducia a Tommaso/);
	const answer = await go(porter, "/community/behalf/new?kind=offer");
	expect(answer?.status()).toBe(403);
	await button(coordinator, /Dai la fiducia a Tommaso/);
	expect((await go(porter, "/community/behalf/new?kind=offer"))?.status()).toBe(200);
	for (const page of [coordinator, porter]) await page.context().close();
});
