import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dataFolder, type Running, startFilo } from "../running.ts";
import { openBrowser } from "./browser.ts";

const { folder, forget } = dataFolder();
let running: Running;
let browser: Browser;

beforeAll(async () => {
	running = await startFilo(folder, { FILO_NOW: "2026-11-22T16:00:00Z" });
	browser = await openBrowser();
}, 120_000);
afterAll(async () => {
	await browser?.close();
	await running?.stop();
	forget();
});

/** Pages of a PDF: each is an object of that type. */
function pagesOf(pdf: Buffer): number {
	return pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g)?.length ?? 0;
}

const territories = ["val-adige", "val-di-non", "valsugana-tesino"].map((slug) => `/programme/territories/${slug}`);

test.each(["/programme/objectives", ...territories])("%s is printed on two sheets at most", async (path) => {
	for (const language of ["it", "de", "en"]) {
		const context = await browser.newContext();
		await context.addCookies([{ name: "language", value: language, url: running.url }]);
		const page = await context.newPage();
		expect((await page.goto(running.url + path))?.status()).toBe(200);
		const sheets = pagesOf(await page.pdf({ format: "A4" }));
		await context.close();
		expect(sheets, language).toBeGreaterThan(0);
		expect(sheets, language).toBeLessThanOrEqual(2);
	}
});
