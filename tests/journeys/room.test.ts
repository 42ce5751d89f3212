import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { day, press, time, type } from "./browser.ts";
import { bringAxe, stage, violations } from "./stage.ts";

// Two neighbours want the same room at the same hour, at the same moment: one has it, the other is told and takes the next.

const filo = stage();
const room = "Sala del quartiere";

async function somebody(language: string, scripts: boolean): Promise<Page> {
	const context = await filo.browser.newContext({
		javaScriptEnabled: scripts,
		viewport: { width: 320, height: 640 },
		locale: "it-IT",
	});
	await context.addCookies([{ name: "language", value: language, url: filo.url }]);
	const page = await context.newPage();
	page.setDefaultTimeout(20_000);
	return page;
}

const text = async (page: Page) => (await page.locator("main").textContent()) ?? "";
const wide = (page: Page) => page.evaluate("document.documentElement.scrollWidth > window.innerWidth");
const send = (page: Page) => press(page, page.locator("main form[action*='/spaces/'] button:not([name])"));

/** From the square to the room, as one who looks for it goes. */
async function toRoom(page: Page): Promise<string> {
	await page.goto(`${filo.url}/n/san-vigilio`);
	await press(page, page.locator("a[href='/n/san-vigilio/spaces']").first());
	await press(page, page.locator("main a", { hasText: room }));
	return page.url();
}

async function fill(page: Page, on: string, name: string, n: number): Promise<void> {
	await day(page, "input[name=day]", on);
	await time(page, "input[name=from]", "15:00");
	await time(page, "input[name=to]", "17:00");
	await type(page, "input[name=what]", "i compiti insieme");
	await type(page, "input[name=givenName]", name);
	await type(page, "input[name=contact]", `333 900 ${n}`);
}

test.each([
	["it", false, "2026-11-24", ["Quirino", "Zelinda"]],
	["it", true, "2026-11-25", ["Ubaldo", "Fulvia"]],
	["ar", false, "2026-11-27", ["كريم", "ليلى"]],
	["ar", true, "2026-11-28", ["سليم", "هدى"]],
] as const)(
	"a room is booked twice at once: %s, scripts %s",
	{ timeout: 240_000 },
	async (language, scripts, on, names) => {
		const both = await Promise.all([somebody(language, scripts), somebody(language, scripts)]);
		const [address = ""] = await Promise.all(both.map(toRoom));
		expect(await both[0].locator("html").getAttribute("dir")).toBe(language === "ar" ? "rtl" : "ltr");
		expect(await wide(both[0])).toBe(false);
		await fill(both[0], on, names[0], 1001);
		await fill(both[1], on, names[1], 1002);

		await Promise.all(both.map(send));
		const has = both.filter((page) => page.url().includes("/n/san-vigilio/bookings/"));
		const lacks = both.filter((page) => page.url() === address);
		expect([has.length, lacks.length]).toEqual([1, 1]);
		const [first, second] = [has[0]!, lacks[0]!];

		// Whoever came second is told at the field, finds what was typed, and learns nothing of the other.
		const [winner, other] = both[0] === first ? names : [names[1], names[0]];
		expect(await second.locator("#e-from").count()).toBe(1);
		expect(await second.locator("input[name=from]").getAttribute("aria-invalid")).toBe("true");
		expect(await second.locator("input[name=givenName]").inputValue()).toBe(other);
		expect(await text(second)).not.toContain(winner);
		expect(await second.locator(".error-summary a").first().getAttribute("href")).toMatch(/from$/);
		expect(await wide(second)).toBe(false);

		// The next hours are free: half past sixteen still is not.
		await time(second, "input[name=from]", "16:30");
		await time(second, "input[name=to]", "18:00");
		await send(second);
		expect(await second.locator("#e-from").count()).toBe(1);
		await time(second, "input[name=from]", "17:00");
		await send(second);
		expect(second.url()).toContain("/n/san-vigilio/bookings/");
		for (const page of both) {
			expect(await wide(page)).toBe(false);
			// The address alone leads here: it says no name and no contact.
			expect(await text(page)).not.toMatch(new RegExp(`${names.join("|")}|333 900`));
		}

		// What is given back is free again for whoever comes.
		await press(first, first.locator("main form[action$='/withdraw'] button"));
		const third = await somebody(language, scripts);
		await third.goto(address);
		await fill(third, on, "Alba", 1003);
		await send(third);
		expect(third.url()).toContain("/n/san-vigilio/bookings/");
		for (const page of [...both, third]) await page.context().close();
	},
);

test("the pages of rooms hold no axe violation, in both directions", { timeout: 240_000 }, async () => {
	for (const language of ["it", "ar"] as const) {
		const page = await somebody(language, true);
		await bringAxe(page.context());
		const address = await toRoom(page);
		expect(await violations(page), `${address} ${language}`).toEqual([]);
		// The evening on which the choir has it: refused, and told.
		await fill(page, "2026-11-26", "Zita", 1004);
		await time(page, "input[name=to]", "18:30");
		await send(page);
		expect(await page.locator("#e-from").count()).toBe(1);
		expect(await violations(page), `refused ${language}`).toEqual([]);
		await time(page, "input[name=from]", language === "ar" ? "09:00" : "11:00");
		await time(page, "input[name=to]", language === "ar" ? "10:00" : "12:00");
		await send(page);
		expect(page.url()).toContain("/bookings/");
		expect(await violations(page), `booked ${language}`).toEqual([]);
		await page.context().close();
	}
});
