import type { BrowserContext, Page } from "playwright-core";
import { expect, test } from "vitest";
import { press, tabTo } from "./browser.ts";
import { stage, violations } from "./stage.ts";

const filo = stage();

async function signedIn(context: BrowserContext): Promise<Page> {
	const page = await context.newPage();
	page.setDefaultTimeout(15_000);
	await page.goto(`${filo.url}/demo`);
	await press(page, page.locator("form[action='/demo/sign-in'] button"));
	return page;
}

const sheetFile = (name: string, text: string) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

/** Hands a file in, without a mouse but for the file itself. */
async function handIn(page: Page, kind: string, name: string, text: string): Promise<string> {
	await page.goto(`${filo.url}/spreadsheets`);
	await page.locator("#f-kind").selectOption(kind);
	await page.locator("#f-file").setInputFiles(sheetFile(name, text));
	await press(page, page.locator("form[action='/spreadsheets/file'] button"));
	return page.url();
}
const words = async (page: Page) => (await page.locator("main").textContent()) ?? "";
const submit = (page: Page, action: string) =>
	press(page, page.locator(`main form[action$="${action}"] button`).first());

test("without JavaScript: a sheet of presences is handed in, understood, confirmed, undone, and a sheet is taken out", {
	timeout: 240_000,
}, async () => {
	const context = await filo.browser.newContext({
		javaScriptEnabled: false,
		locale: "it-IT",
		viewport: { width: 320, height: 700 },
		acceptDownloads: true,
	});
	const page = await signedIn(context);
	const sheet =
		"Registro presenze;;;;\nNome e cognome;mar 6/10;mar 13/10;mar 20/10;Totale\nTizia Inventata;x;;sì;2\nCaio Inventato;;1;;1\nSenza nome;3;2;;\nTotale;4;3;1;8\n";
	const path = await handIn(page, "attendance", "presenze.csv", sheet);
	expect(await words(page)).toContain("Le date non dicono l'anno");
	await tabTo(page, page.locator("#f-year"));
	await page.keyboard.type("2026");
	await submit(page, path.split("/").at(-1)!);
	expect(await words(page)).toContain("Di' di quale iniziativa è il foglio");
	await page.locator("#f-initiative").selectOption({ index: 1 });
	await submit(page, path.split("/").at(-1)!);
	expect(await words(page)).toContain("3 date, dal");
	expect(await words(page)).toContain("Qui non c'è nessuno che si chiama così: è contata");
	const isWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
	expect(isWide).toBe(false);
	await submit(page, "/confirm");
	expect(await words(page)).toContain("Scritto.");
	await submit(page, "/undo");
	expect(await words(page)).toContain("L'importazione è annullata.");
	await page.goto(`${filo.url}/spreadsheets`);
	const download = page.waitForEvent("download");
	await tabTo(page, page.locator("form[action='/spreadsheets/export'] button"));
	await page.keyboard.press("Enter");
	expect((await download).suggestedFilename()).toMatch(/^attendance-.*\.csv$/);
	await context.close();
});

test("a long list is written in the background: the page says how far, and ends by itself", {
	timeout: 240_000,
}, async () => {
	const context = await filo.browser.newContext({ javaScriptEnabled: false, locale: "it-IT" });
	const page = await signedIn(context);
	const names = Array.from({ length: 900 }, (_, n) => `Vicolo ${n} bis;via`);
	await handIn(page, "places", "vie.csv", `Luogo;Tipo\n${names.join("\n")}\n`);
	await page.locator("#f-alike").selectOption("another");
	await submit(page, page.url().split("/").at(-1)!);
	await submit(page, "/confirm");
	await page.getByRole("button", { name: "Annulla tutta l'importazione" }).waitFor({ timeout: 120_000 });
	expect(await words(page)).toContain("900 nuove");
	await submit(page, "/undo");
	expect(await words(page)).toContain("L'importazione è annullata.");
	await context.close();
});

test.each(["it", "de", "en"])("nothing is in the way of anybody, in %s", { timeout: 240_000 }, async (language) => {
	const context = await filo.browser.newContext({ viewport: { width: 320, height: 800 } });
	const page = await signedIn(context);
	await context.addCookies([{ name: "language", value: language, url: filo.url }]);
	await page.goto(`${filo.url}/spreadsheets`);
	expect(await violations(page)).toEqual([]);
	const list = "Nome;Consenso;Da quando\nGiuseppe Provolini;sì;1/3/2026\nBeppe Provolini;sì;\nMaria;sì;31/02/2026\n";
	await handIn(page, "people", "elenco.csv", list);
	expect(await page.locator("select[name^=row_]").count()).toBe(1);
	expect(await violations(page)).toEqual([]);
	await page.locator("select[name=row_3]").selectOption("another");
	await submit(page, "/rows");
	expect(await page.locator("select[name=row_3]").inputValue()).toBe("another");
	await submit(page, "/confirm");
	expect(await violations(page)).toEqual([]);
	await submit(page, "/undo");
	await handIn(page, "attendance", "presenze.csv", "Pausa caffè\nNome;6/10/2026\nTizia Inventata;x\n");
	expect(await violations(page)).toEqual([]);
	await submit(page, "/discard");
	await context.close();
});
