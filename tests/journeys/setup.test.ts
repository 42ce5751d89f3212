import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dataFolder, type Running, startFilo } from "../running.ts";
import { openBrowser } from "./browser.ts";

// From nothing to the first note, as a body does it: its administrator sets up, its facilitator comes in by mail.

const { folder, forget } = dataFolder();
const letters: string[] = [];
const smtp = new SMTPServer({
	authOptional: true,
	disabledCommands: ["STARTTLS"],
	onData(stream, _session, done) {
		let text = "";
		stream.on("data", (chunk: Buffer) => {
			text += chunk.toString();
		});
		stream.on("end", () => {
			letters.push(text);
			done();
		});
	},
});
let running: Running;
let browser: Browser;
let fields = 0;

beforeAll(async () => {
	await new Promise<void>((resolve) => smtp.listen(0, "127.0.0.1", resolve));
	const { port } = smtp.server.address() as AddressInfo;
	running = await startFilo(folder, { FILO_DEMO: "0", SMTP_URL: `smtp://127.0.0.1:${port}` });
	browser = await openBrowser();
});
afterAll(async () => {
	await browser?.close();
	await running?.stop();
	await new Promise<void>((resolve) => smtp.close(() => resolve()));
	forget();
});

/** Fills a field, and counts it: a field that comes filled costs nobody anything. */
async function fill(page: Page, name: string, value: string): Promise<void> {
	fields += 1;
	const field = page.locator(`[name="${name}"]`).first();
	if ((await field.evaluate((node) => node.tagName)) === "SELECT") await field.selectOption(value);
	else await field.fill(value);
}

async function send(page: Page): Promise<void> {
	await page.locator("main form button[type=submit]").last().click();
	await page.waitForLoadState();
	expect(await page.locator(".error-summary").count(), (await page.locator("main").textContent()) ?? "").toBe(0);
}

test("a body sets itself up, and its facilitator writes the first note: at most 25 fields, without scripts", {
	timeout: 120_000,
}, async () => {
	const context = await browser.newContext({ javaScriptEnabled: false });
	await context.addCookies([{ name: "language", value: "it", url: running.url }]);
	const page = await context.newPage();
	await expect.poll(() => running.said(), { timeout: 20_000 }).toMatch(/access\/link\/\S+/);
	await page.goto(running.url + /\/access\/link\/\S+/.exec(running.said())![0]);
	await page.locator("main button[type=submit]").click();
	await page.waitForLoadState();
	await fill(page, "name", "Rosa Dalpiaz");
	await fill(page, "email", "rosa@example.org");
	await send(page);

	await page.goto(`${running.url}/`);
	await expect(page.locator(".demo-strip").textContent()).resolves.toContain("Non inserire dati veri");
	await page.getByRole("link", { name: "Completa la prima ora" }).click();
	await page.getByRole("link", { name: "Vai avanti" }).click();
	await fill(page, "name", "Comunità di prova");
	await send(page);
	expect(page.url(), "territories and municipalities are known").toContain("/setup/neighbourhood");
	await fill(page, "name", "Borgo Nuovo");
	await fill(page, "territory", "val-adige");
	await fill(page, "kind", "quarter");
	await fill(page, "deskPlace", "Via Grande 1");
	await fill(page, "deskHours", "martedì 9-12");
	await fill(page, "phone", "0461 000000");
	await fill(page, "residents", "2400");
	await send(page);
	await fill(page, "streets", "Via Grande\nPiazza Piccola");
	await send(page);
	await fill(page, "label0", "Guardia medica");
	await fill(page, "phone0", "116 117");
	await send(page);
	await fill(page, "name", "Anna Prova");
	await fill(page, "email", "anna@example.org");
	await send(page);
	await send(page); // the topics, as they are
	expect(page.url()).toContain("/setup/guarantees");
	await fill(page, "contact", "dati@example.org");
	await fill(page, "assessedOn", "2026-01-15");
	await send(page);
	expect(page.url()).toMatch(/\/programme\/setup(\?|$)/);
	expect(await page.locator(".demo-strip").count()).toBe(0);
	await page.goto(`${running.url}/access/privacy`);
	expect(await page.locator("main").textContent()).toContain("Titolare: Comunità di prova");

	const anna = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
	await anna.goto(`${running.url}/access/sign-in`);
	await anna.locator("input[name=email]").fill("anna@example.org");
	await anna.locator("form[action='/access/sign-in'] button[type=submit]").click();
	await expect.poll(() => letters.length, { timeout: 20_000 }).toBe(1);
	const plain = letters[0]!.replaceAll("=\r\n", "").replaceAll("=3D", "=");
	await anna.goto(/https?:\/\/\S+\/access\/link\/[\w-]+/.exec(plain)![0]);
	await anna.locator("main button[type=submit]").click();
	await anna.waitForLoadState();
	await anna.goto(`${running.url}/community/places/streets`);
	await anna.locator("form[action='/community/places/streets'] button[type=submit]").click();
	await anna.waitForLoadState();
	await expect(anna.locator("main").textContent()).resolves.toContain("Piazza Piccola");
	await anna.goto(`${running.url}/listening/notes/new`);
	await fill(anna, "text", "La signora del terzo piano chiede una lampadina");
	await anna.locator("form[action='/listening/notes'] button[type=submit]:not([hidden]):not([name])").last().click();
	await anna.waitForLoadState();
	await anna.goto(`${running.url}/listening/notes`);
	expect(await anna.locator("main").textContent()).toContain("lampadina");
	expect(fields).toBeLessThanOrEqual(25);
	expect(fields).toBeGreaterThan(12);
});
