import type { BrowserContextOptions, Page } from "playwright-core";
import { expect, test } from "vitest";
import { tabTo } from "./browser.ts";
import { stage, violations } from "./stage.ts";

// The drawing of a network: one that fits on a sheet (Pradivento), and one that does not (San Vigilio).

const filo = stage();
async function somebody(at: string, options: BrowserContextOptions = {}): Promise<Page> {
	const context = await filo.browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
	await context.addCookies([{ name: "language", value: "it", url: filo.url }]);
	await context.request.post(`${filo.url}/demo/sign-in`, { form: { as: "facilitator", at } });
	return context.newPage();
}

function nodes(page: Page): Promise<string[]> {
	return page.$$eval("svg.network a", (links) =>
		links.map((a) => `${a.getAttribute("href")} ${a.querySelector("path")?.getAttribute("d")}`),
	);
}

test("by keyboard from a node along a tie to its neighbour, without scripts", { timeout: 120_000 }, async () => {
	const page = await somebody("pradivento", { javaScriptEnabled: false });
	await page.goto(`${filo.url}/network/drawing`);
	const before = await nodes(page);
	expect(before.length).toBeGreaterThan(200);
	const node = page.locator("svg.network a").nth(3);
	const name = (await node.textContent())!;
	await tabTo(page, node);
	await page.keyboard.press("Enter");
	await page.waitForURL(/at=.*#near$/);
	expect(await page.locator("#near h2").textContent()).toBe(`Intorno a ${name}`);
	const neighbour = page.locator("#near .entries a").first();
	const next = await neighbour.textContent();
	await tabTo(page, neighbour);
	await page.keyboard.press("Enter");
	await page.waitForURL((url) => url.hash === "#near");
	await expect.poll(() => page.locator("#near h2").textContent()).toBe(`Intorno a ${next}`);
	expect(await page.locator("#near .entries a").allTextContents()).toContain(name);
	await page.goto(`${filo.url}/network/drawing`);
	expect(await nodes(page), "nobody has moved").toEqual(before);
	await page.context().close();
});

test("a neighbourhood too large for a sheet opens on a canvas, with the sheets and the list beside it", {
	timeout: 120_000,
}, async () => {
	const page = await somebody("san-vigilio");
	const said: string[] = [];
	page.on("console", (message) => said.push(message.text()));
	page.on("pageerror", (error) => said.push(error.message));
	await page.goto(`${filo.url}/network/drawing`);
	await page.waitForSelector(".screen canvas");
	expect(await page.locator(".screen").isVisible()).toBe(true);
	expect(await page.locator(".sheets a").count()).toBeGreaterThanOrEqual(7);
	await page.getByRole("button", { name: "Più vicino" }).click();
	expect(await violations(page)).toEqual([]);
	expect(said.filter((line) => !/GPU|WebGL|GL Driver/i.test(line))).toEqual([]);
	await page.getByRole("link", { name: "Lo stesso come elenco" }).first().click();
	expect(await page.locator("h1").textContent()).toBe("La rete di San Vigilio, come elenco");
	await page.goto(`${filo.url}/network/drawing/list`);
	expect(await page.content()).not.toContain("network.js");
	await page.context().close();
});

test("without scripts the large one is its sheets, and each is drawn", { timeout: 120_000 }, async () => {
	const page = await somebody("san-vigilio", { javaScriptEnabled: false });
	await page.goto(`${filo.url}/network/drawing`);
	expect(await page.locator(".screen").isVisible()).toBe(false);
	expect(await page.locator("main").textContent()).toContain("il browser deve eseguire JavaScript");
	await page.getByRole("link", { name: "via dei Tigli" }).click();
	expect((await nodes(page)).length).toBeGreaterThan(80);
	await page.context().close();
});

test("drawing and list: no axe violation, and nothing sticks out at 320 px", { timeout: 180_000 }, async () => {
	for (const at of ["pradivento", "san-vigilio"]) {
		const page = await somebody(at, { viewport: { width: 320, height: 700 } });
		await page.goto(`${filo.url}/network/drawing`);
		const first = await page.locator(".sheets a, svg.network a").first().getAttribute("href");
		const inside = new URL(first!, page.url()).href;
		for (const url of [
			page.url(),
			inside,
			`${filo.url}/network/drawing/list`,
			`${filo.url}/network/drawing/list?as=table`,
		]) {
			await page.goto(url);
			const [wide, room] = await page.evaluate(() => [
				document.documentElement.scrollWidth,
				document.documentElement.clientWidth,
			]);
			expect(wide, url).toBeLessThanOrEqual(room!);
			expect(await violations(page), url).toEqual([]);
		}
		await page.context().close();
	}
});
