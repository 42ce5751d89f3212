import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { day, pick, press, tabTo, type } from "./browser.ts";
import { stage, violations } from "./stage.ts";

const filo = stage();
async function signedIn(as: string, at: string, javaScriptEnabled: boolean): Promise<Page> {
	const context = await filo.browser.newContext({
		javaScriptEnabled,
		locale: "it-IT",
		viewport: { width: 320, height: 640 },
	});
	const page = await context.newPage();
	page.setDefaultTimeout(15_000);
	await page.goto(`${filo.url}/demo`);
	await page.selectOption("select[name=as]", as);
	await page.selectOption("select[name=at]", at);
	await press(page, page.locator("form[action='/demo/sign-in'] button"));
	return page;
}

const main = (page: Page) => page.locator("main").textContent();

test("on a phone, by keyboard and without JavaScript: somebody draws their people, takes them along, and takes them back", {
	timeout: 180_000,
}, async () => {
	const page = await signedIn("resident", "san-vigilio", false);
	await page.goto(`${filo.url}/community/me`);
	await press(page, page.getByRole("link", { name: "Le mie persone", exact: true }));
	expect(await main(page)).toContain("L'Albina");

	await type(page, "input[name=label]", "Il signor Guido");
	await pick(page, "sector", "neighbours");
	await pick(page, "ring", "street");
	await day(page, "input[name=since]", "2026-06-01");
	await press(page, page.getByRole("button", { name: "Aggiungi" }));
	expect(await main(page)).toContain("Il signor Guido");

	await press(page, page.getByRole("button", { name: "Confronta" }));
	const arrived = page.locator("section", { hasText: "Prima e dopo" });
	expect(await arrived.textContent()).toMatch(/Chi non c'è più/);

	await tabTo(page, page.getByRole("link", { name: "Un file per altri programmi" }));
	const [file] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
	expect(readFileSync(await file.path(), "utf8")).toContain("Il signor Guido");

	await press(page, page.getByRole("link", { name: "Le persone di casa" }));
	expect(await main(page)).toMatch(/Luisa Mattedi[\s\S]*Remo Mattedi|Remo Mattedi[\s\S]*Luisa Mattedi/);
	await press(page, page.getByRole("link", { name: "Torna alle mie persone" }));

	const staff = await signedIn("facilitator", "san-vigilio", true);
	const luisa = "00000000-2017-7000-8000-00000000b004";
	await staff.goto(`${filo.url}/network/circle/${luisa}`);
	expect(await main(staff)).toContain("Il signor Guido");

	await press(page, page.getByRole("button", { name: "Togli le mie persone" }));
	expect(await main(page)).toContain("Fatto: non c'è più niente.");
	await staff.reload();
	expect(await main(staff)).not.toContain("Guido");
	expect(await main(staff)).toContain("Disegnarle insieme");
});

test("a circle fits on a phone and is clean for axe, for its person and for staff", { timeout: 180_000 }, async () => {
	const citizen = await signedIn("citizen", "san-vigilio", true);
	const staff = await signedIn("facilitator", "valbriosa", true);
	const pages: [Page, string][] = [
		[citizen, "/network/circle"],
		[staff, "/network/circle/01960000-0000-7000-8000-000400000001"],
	];
	for (const [page, path] of pages) {
		await page.goto(`${filo.url}${path}`);
		const wide = await page.evaluate(() => document.documentElement.scrollWidth);
		expect(wide, path).toBeLessThanOrEqual(320);
		expect(await violations(page), path).toEqual([]);
	}
});
