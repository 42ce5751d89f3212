import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { pick, press, tabTo, tick, type } from "./browser.ts";
import { stage } from "./stage.ts";

// Somebody at the desk says yes on paper, is handed to a service without accounts, and keeps hold of it all.

const filo = stage();
/** Luisa, who has an account of her own in the demonstration. */
const luisa = "00000000-2017-7000-8000-00000000b004";
/** A desk without accounts: it works by link. */
const desk = "00000000-2017-7000-8000-00000000d002";
const answer = "We read the letter together on Tuesday at ten";

/** A photo of one grey point, as small as a JPEG can be drawn. */
const photo = Buffer.from(
	"/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z",
	"base64",
);

/** What Luisa reads of who opened her page. */
const opened = { it: /Anna Zeni, del punto di comunità, ha aperto/, en: /Anna Zeni.* opened/ };

async function somebody(language: keyof typeof opened, as?: string): Promise<Page> {
	const context = await filo.browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
	await context.addCookies([{ name: "language", value: language, url: filo.url }]);
	if (as) await context.request.post(`${filo.url}/demo/sign-in`, { form: { as, at: "san-vigilio" } });
	const page = await context.newPage();
	page.setDefaultTimeout(15_000);
	return page;
}

/** Links of letters that were opened before: the day stands still, and with it their order. */
const used = new Set<string | null>();

const go = (page: Page, path: string) => page.goto(filo.url + path);
const text = async (page: Page) => (await page.locator("main").textContent()) ?? "";
/** Sends the form whose address ends so. */
const send = (page: Page, action: string) =>
	press(page, page.locator(`main form[action$="${action}"] button:not([name])`));
const follow = (page: Page, address: string) => press(page, page.locator(`main a[href$="${address}"]`));

/** The facilitator writes with Luisa what a service should know; she says yes on paper. Answers with the page's address. */
async function handOver(page: Page): Promise<string> {
	await go(page, `/community/persons/${luisa}`);
	await follow(page, `/referrals/new?person=${luisa}`);
	await send(page, "/referrals");
	const path = new URL(page.url()).pathname;
	await follow(page, "/fields");
	await tabTo(page, page.locator("select[name=key]"));
	await page.selectOption("select[name=key]", "asks");
	await type(page, "textarea[name=text]", "Somebody to read a letter with");
	await tick(page, "input[name=shared]");
	await send(page, "/fields");
	await follow(page, "/desk");
	await pick(page, "desk", desk);
	await send(page, "/desk");
	await send(page, "/offer");
	await follow(page, "/agree");
	await pick(page, "how", "on_paper");
	await send(page, "/agree");
	return path;
}

/** The sheet she signed, photographed, at the newest answer of her ledger. */
async function keepSheet(page: Page): Promise<void> {
	await go(page, `/community/persons/${luisa}/agreements`);
	const sheet = page.locator("main details", { has: page.locator("input[type=file]") }).first();
	await tabTo(page, sheet.locator("summary"));
	await page.keyboard.press("Enter");
	await sheet.locator("input[type=file]").setInputFiles({ name: "sheet.jpg", mimeType: "image/jpeg", buffer: photo });
	await press(page, sheet.locator("button"));
	expect(await page.locator("main a[href*='/agreements/sheets/']").count()).toBeGreaterThan(0);
}

test.each(["it", "en"] as const)(
	"consent on paper, a service that answers by link, who has read it, taken back, and a copy asked for: by keyboard, without scripts, %s",
	{ timeout: 240_000 },
	async (language) => {
		const anna = await somebody(language, "facilitator");
		const path = await handOver(anna);
		await keepSheet(anna);
		await go(anna, path);
		await send(anna, "/send");
		await follow(anna, "/link");
		await send(anna, "/link");
		const code = /\d{3} \d{3}/.exec(await text(anna))![0];

		await go(anna, "/demo/outbox");
		const links = await anna
			.locator("main a[href*='/referrals/link/']")
			.evaluateAll((all) => all.map((a) => a.textContent));
		const door = new URL(links.find((one) => !used.has(one))!).pathname;
		for (const one of links) used.add(one);
		const service = await somebody(language);
		await go(service, door);
		expect(await text(service)).not.toContain("read a letter");
		await type(service, "input[name=code]", code);
		await send(service, door);
		expect(await text(service)).toContain("Somebody to read a letter with");
		expect(await text(service)).not.toContain("Luisa");
		for (const step of ["/receive", "/accept", "/begin"]) await send(service, step);
		await type(service, "textarea[name=answer]", answer);
		await send(service, "/conclude");

		const own = await somebody(language, "resident");
		await go(own, "/community/me");
		await follow(own, "/community/me/readings");
		expect(await text(own)).toMatch(opened[language]);
		await go(own, "/referrals/mine");
		expect(await text(own)).toContain(answer);

		await go(own, "/community/me");
		const agreement = await own.locator("main a[href*='/community/agreements/']").last().getAttribute("href");
		await follow(own, agreement!);
		await send(own, `${agreement}/withdraw`);
		expect(await own.locator(`main a[href="${agreement}"]`).count()).toBe(0);

		await go(own, "/rights");
		// Who asked in Italian finds in English that one is being made, and nothing to ask twice.
		if (language === "it") await send(own, "/rights/copies");
		expect(await own.locator("main form[action$='/rights/copies']").count()).toBe(0);
		expect(await text(own)).toMatch(/22 (novembre|November) 2026/);
	},
);
