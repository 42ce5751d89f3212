import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { startDemonstration } from "../demonstration.ts";
import { dataFolder, type Running } from "../running.ts";
import { openBrowser } from "./browser.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The running demonstration on its day and a browser, for all tests of one file; both end with it. */
export function stage(): { readonly url: string; readonly browser: Browser } {
	const { folder, forget } = dataFolder();
	let running: Running;
	let browser: Browser;
	beforeAll(async () => {
		running = await startDemonstration(folder, { FILO_NOW: "2026-11-22T16:00:00Z" });
		browser = await openBrowser();
	}, 120_000);
	afterAll(async () => {
		await browser?.close();
		await running?.stop();
		forget();
	});
	return {
		get url() {
			return running.url;
		},
		get browser() {
			return browser;
		},
	};
}

/** Has every page of a context bring axe along: for whoever looks at many. */
export async function bringAxe(context: BrowserContext): Promise<void> {
	await context.addInitScript({ content: axe });
}

/**
 * What axe finds on a page against WCAG 2.2 AA and its own best practices: one line each, with the place. Contrasts take
 * axe as long as all the rest: whoever looks at a page again in another language may leave them out.
 */
export async function violations(page: Page, { contrasts = true } = {}): Promise<string[]> {
	if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
	return page.evaluate(async (contrasts) => {
		const { axe } = window as unknown as {
			axe: { run(o: object): Promise<{ violations: { id: string; help: string; nodes: { html: string }[] }[] }> };
		};
		const found = await axe.run({
			runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
			// Where something is, is told by its HTML: no selector is made for each element that passes.
			resultTypes: ["violations"],
			selectors: false,
			rules: { "color-contrast": { enabled: contrasts } },
		});
		return found.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes[0]?.html.slice(0, 160)}`);
	}, contrasts);
}
