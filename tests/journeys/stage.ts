import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { dataFolder, type Running, startFilo } from "../running.ts";
import { openBrowser } from "./browser.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The running demonstration on its day and a browser, for all tests of one file; both end with it. */
export function stage(): { readonly url: string; readonly browser: Browser } {
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
	return {
		get url() {
			return running.url;
		},
		get browser() {
			return browser;
		},
	};
}

/** What axe finds on a page against WCAG 2.2 AA and its own best practices: one line each, with the place. */
export async function violations(page: Page): Promise<string[]> {
	await page.evaluate(axe);
	return page.evaluate(async () => {
		const { axe } = window as unknown as {
			axe: { run(o: object): Promise<{ violations: { id: string; help: string; nodes: { html: string }[] }[] }> };
		};
		const found = await axe.run({
			runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
		});
		return found.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes[0]?.html.slice(0, 160)}`);
	});
}
