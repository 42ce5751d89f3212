import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dataFolder, type Running, startFilo } from "../running.ts";
import { button, choose, day, link, openBrowser, press, tabTo, type } from "./browser.ts";

const { folder, forget } = dataFolder();
let running: Running;
let browser: Browser;

beforeAll(async () => {
	running = await startFilo(folder, { FILO_NOW: "2026-11-22T16:00:00Z" });
	browser = await openBrowser();
});
afterAll(async () => {
	await browser?.close();
	await running?.stop();
	forget();
});

test.each([
	["with JavaScript", true],
	["without JavaScript", false],
])(
	"need on the agenda, meeting, promise, today: by keyboard, %s",
	{ timeout: 120_000 },
	async (_, javaScriptEnabled) => {
		const mark = javaScriptEnabled ? "lampioni" : "fontana";
		const context = await browser.newContext({ javaScriptEnabled, locale: "it-IT" });
		const page = await context.newPage();
		page.setDefaultTimeout(10_000);
		await page.goto(`${running.url}/demo`);
		await press(page, page.locator("form[action='/demo/sign-in'] button"));
		await page.goto(`${running.url}/listening/needs`);
		const need = await page.locator("main ul.entries a[href^='/listening/needs/0']").last().getAttribute("href");
		await page.goto(running.url + need);
		const title = (await page.locator("h1").textContent()) ?? "";

		await link(page, "Portalo a un incontro di rete");
		await type(page, "input[name=title]", `Tavolo della ${mark}`);
		await day(page, "input[name=heldOn]", "2026-11-22");
		await type(page, "input[name=place_typed]", "sala del circolo");
		await button(page, "Convoca l'incontro");
		const meeting = page.url().split("?")[0];
		expect(meeting).toMatch(/listening\/meetings\/[0-9a-f-]{36}$/);
		expect(await page.locator("main").textContent()).toContain(title);

		await link(page, /Scrivi la riga da stampare/);
		await type(page, "input[name=line]", `Che cosa si può fare con la ${mark}`);
		await type(page, "textarea[name=decided]", "Si prova per un mese");
		await tabTo(page, page.locator("input[name=answers]"));
		await page.keyboard.press("Space");
		await button(page, "Salva il punto");

		await link(page, "Scrivi una promessa");
		await type(page, "input[name=what]", `Chiedere al Comune della ${mark}`);
		await day(page, "input[name=dueOn]", "2026-11-29");
		await choose(page, "select[name=account]", "Io");
		await button(page, "Segna la promessa");

		await link(page, "Verbale da stampare");
		await page.emulateMedia({ media: "print" });
		// biome-ignore lint/performance/useDomNodeTextContent: what is hidden on paper must not count, and only the rendered text knows it
		const printed = await page.locator("body").innerText();
		expect(printed).toContain(`Che cosa si può fare con la ${mark}`);
		expect(printed).toContain("Si prova per un mese");
		expect(printed).toContain(`Chiedere al Comune della ${mark}`);
		expect(printed).not.toContain(title);
		expect(printed).not.toContain("Torna all'incontro");
		await page.emulateMedia({ media: "screen" });

		await page.goto(`${running.url}/today`);
		await link(page, `Chiedere al Comune della ${mark}`);
		await button(page, "È mantenuta");
		await page.goto(`${running.url}/today`);
		expect(await page.locator("main").textContent()).not.toContain(`Chiedere al Comune della ${mark}`);
		await page.goto(running.url + need);
		expect(await page.locator("main").textContent()).toContain("Si prova per un mese");
		await context.close();
	},
);
