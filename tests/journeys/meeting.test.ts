import { expect, test } from "vitest";
import { button, choose, day, link, press, tabTo, type } from "./browser.ts";
import { stage } from "./stage.ts";

const filo = stage();
test.each([
	["with JavaScript", true],
	["without JavaScript", false],
])(
	"need on the agenda, meeting, promise, today: by keyboard, %s",
	{ timeout: 120_000 },
	async (_, javaScriptEnabled) => {
		const mark = javaScriptEnabled ? "lampioni" : "fontana";
		const context = await filo.browser.newContext({ javaScriptEnabled, locale: "it-IT" });
		const page = await context.newPage();
		page.setDefaultTimeout(10_000);
		await page.goto(`${filo.url}/demo`);
		await press(page, page.locator("form[action='/demo/sign-in'] button"));
		await page.goto(`${filo.url}/listening/needs`);
		const need = await page.locator("main ul.entries a[href^='/listening/needs/0']").last().getAttribute("href");
		await page.goto(filo.url + need);
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

		await page.goto(`${filo.url}/today`);
		await link(page, `Chiedere al Comune della ${mark}`);
		await button(page, "È mantenuta");
		await page.goto(`${filo.url}/today`);
		expect(await page.locator("main").textContent()).not.toContain(`Chiedere al Comune della ${mark}`);
		await page.goto(filo.url + need);
		expect(await page.locator("main").textContent()).toContain("Si prova per un mese");
		await context.close();
	},
);
