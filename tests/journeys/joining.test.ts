import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { newId } from "../../src/core/ids.ts";
import { press, type } from "./browser.ts";
import { bringAxe, stage, violations } from "./stage.ts";

// A resident joins a date without an account, by keyboard, on a small phone; whoever comes last is told that they wait.

const filo = stage();

async function somebody(language: string, javaScriptEnabled: boolean, as?: string): Promise<Page> {
	const context = await filo.browser.newContext({ javaScriptEnabled, viewport: { width: 320, height: 640 } });
	await context.addCookies([{ name: "language", value: language, url: filo.url }]);
	if (as) await context.request.post(`${filo.url}/demo/sign-in`, { form: { as, at: "san-vigilio" } });
	const page = await context.newPage();
	page.setDefaultTimeout(15_000);
	return page;
}

const go = (page: Page, path: string) => page.goto(filo.url + path);
const wide = (page: Page) => page.evaluate("document.documentElement.scrollWidth > window.innerWidth");

/** The address of the first thing on in the week that one can join. */
async function joinable(page: Page): Promise<string> {
	await go(page, "/n/san-vigilio");
	const links = await page.locator("main .thread a").evaluateAll((all) => all.map((a) => a.getAttribute("href") ?? ""));
	for (const href of links) {
		await go(page, `${href}/join`);
		if ((await page.locator("main input[name=session]").count()) > 0) return `${href}/join`;
	}
	throw new Error("nothing of the week can be joined");
}

async function join(page: Page, path: string, name: string, n: number): Promise<void> {
	await go(page, path);
	await type(page, "input[name=givenName]", name);
	await type(page, "input[name=contact]", `333 700 ${2000 + n}`);
	await press(page, page.locator("main form[action$='/join'] button:not([name])"));
}

test.each([
	["it", false],
	["it", true],
	["ar", false],
] as const)("joins without an account, %s, scripts %s", { timeout: 240_000 }, async (language, scripts) => {
	const page = await somebody(language, scripts);
	const path = await joinable(page);
	expect(await page.locator("html").getAttribute("dir")).toBe(language === "ar" ? "rtl" : "ltr");
	expect(await wide(page)).toBe(false);
	await go(page, path.replace(/\/join$/, ""));
	await press(page, page.locator("main a[href$='/join']"));
	await press(page, page.locator("main form[action$='/join'] button:not([name])")).catch(() => {});
	// The browser, or the page, asks for what is missing; nothing is joined without a name.
	expect(page.url()).not.toMatch(/\/n\/san-vigilio\/join\//);
	await join(page, path, "Quirino", language === "ar" ? 1 : scripts ? 2 : 3);
	expect(page.url()).toMatch(/\/n\/san-vigilio\/join\//);
	// Whoever finds the address reads no name and no contact.
	expect(await page.locator("main").textContent()).not.toMatch(/Quirino|333 700/);
	expect(await wide(page)).toBe(false);
	const here = page.url();
	await press(page, page.locator("main form[action$='/leave'] button"));
	expect((await page.goto(here))?.status()).toBe(404);
	await page.context().close();
});

test("whoever takes the last place is told, who comes after waits, and has it when the first leaves", {
	timeout: 240_000,
}, async () => {
	const staff = await somebody("it", false, "facilitator");
	await go(staff, "/n/san-vigilio");
	const first = await somebody("it", false);
	const path = await joinable(first);
	const { request } = staff.context();
	const id = /initiatives\/([0-9a-f-]{36})/.exec(path)?.[1] ?? "";
	const seen = async () =>
		(await (await request.get(`${filo.url}/api/n/san-vigilio/initiatives/${id}/join`)).json()).dates[0];
	const date = await seen();
	const free = date.free as number | null;
	// With a bound on its places the queue is told; without one everybody comes.
	for (let n = 0; n < Math.max((free ?? 1) - 1, 0) && n < 60; n += 1) {
		const answer = await request.fetch(`${filo.url}/api/n/san-vigilio/initiatives/${id}/join`, {
			method: "POST",
			headers: { cookie: "", "content-type": "application/json" },
			data: {
				id: newId(),
				session: date.id,
				givenName: "Fila",
				contact: `333 800 ${1000 + n}`,
			},
		});
		expect(answer.status()).toBe(201);
	}
	await join(first, path, "Zelinda", 10);
	expect(await first.locator("h1").textContent()).toContain("Ci vediamo lì");
	const mine = first.url();
	const second = await somebody("it", false);
	await join(second, path, "Ubaldo", 11);
	const waits = free === null ? "Ci vediamo lì" : "Ti teniamo un posto";
	expect(await second.locator("h1").textContent()).toContain(waits);
	await first.goto(mine);
	await press(first, first.locator("main form[action$='/leave'] button"));
	await second.reload();
	expect(await second.locator("h1").textContent()).toContain("Ci vediamo lì");
	for (const page of [staff, first, second]) await page.context().close();
});

test("the pages of joining hold no axe violation, in both directions", { timeout: 240_000 }, async () => {
	for (const language of ["it", "ar"] as const) {
		const page = await somebody(language, true);
		await bringAxe(page.context());
		const path = await joinable(page);
		await go(page, path);
		expect(await violations(page), `${path} ${language}`).toEqual([]);
		await join(page, path, "Zelinda", language === "ar" ? 20 : 21);
		expect(await violations(page), `joined ${language}`).toEqual([]);
		await page.context().close();
	}
});
