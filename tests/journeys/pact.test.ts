import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { choose, pick, press, tick, type } from "./browser.ts";
import { bringAxe, stage, violations } from "./stage.ts";

// An idea becomes a pact, signed by a citizen, an association and the municipality: by keyboard on a small phone,
// without scripts and with them, and once by a citizen who reads Arabic.

const filo = stage();

async function somebody(as: string, language: string, scripts: boolean): Promise<Page> {
	const context = await filo.browser.newContext({ javaScriptEnabled: scripts, viewport: { width: 320, height: 640 } });
	await context.request.post(`${filo.url}/demo/sign-in`, { form: { as, at: "san-vigilio" } });
	await context.addCookies([{ name: "language", value: language, url: filo.url }]);
	await context.request.post(`${filo.url}/access/language`, { form: { language, back: "/" } });
	const page = await context.newPage();
	page.setDefaultTimeout(20_000);
	return page;
}

const go = (page: Page, path: string) => page.goto(filo.url + path);
const text = async (page: Page) => (await page.locator("main").textContent()) ?? "";
const wide = (page: Page) => page.evaluate("document.documentElement.scrollWidth > window.innerWidth");
const send = (page: Page, action: string) =>
	press(page, page.locator(`main form[action$="${action}"] button[type=submit]:not([name])`).first());

async function addParty(page: Page, kind: string, called: string, account?: string): Promise<void> {
	await pick(page, "kind", kind);
	await type(page, "input[name=party_typed]", called);
	if (account) await choose(page, "main select[name=account]", account);
	await send(page, "/parties");
	expect(await text(page)).toContain(called);
}

test.each([
	["it", false],
	["it", true],
	["ar", false],
] as const)("an idea becomes a signed pact: %s, scripts %s", { timeout: 300_000 }, async (language, scripts) => {
	const title = `L'orto di via dei Gelsi ${language}${scripts ? " bis" : ""}`;
	const desk = await somebody("facilitator", "it", scripts);
	const town = await somebody("coordinator", "it", scripts);
	const citizen = await somebody("citizen", language, scripts);

	// The citizen has an idea; whoever coordinates answers with a yes.
	await go(citizen, "/n/san-vigilio/ideas/new");
	await type(citizen, "input[name=title]", title);
	await type(citizen, "textarea[name=words]", "Un orto di tutti, davanti alla fermata.");
	await send(citizen, "/n/san-vigilio/ideas");
	await go(town, "/pacts/ideas");
	await press(town, town.locator("main a", { hasText: title }));
	await pick(town, "answer", "yes");
	await pick(town, "how", "pact");
	await type(town, "textarea[name=reason]", "Il posto c'è: facciamo un patto.");
	await send(town, "/answer");
	await go(desk, "/pacts/ideas");
	await press(desk, desk.locator("main a", { hasText: title }));
	await press(desk, desk.locator("main a[href^='/pacts/new?idea=']"));
	expect(await desk.locator("main input[name=title]").inputValue()).toBe(title);
	await send(desk, "/pacts");
	expect(desk.url()).toContain("/parties");
	await addParty(desk, "citizen", "Tommaso Berlanda", "Tommaso Berlanda");
	await addParty(desk, "organisation", "Associazione Il Rovo");
	await addParty(desk, "body", "Comune di San Vigilio");
	const path = new URL(desk.url()).pathname.replace(/\/parties$/, "");

	// The citizen writes, in their own language, and fixes the text.
	await go(citizen, "/pacts");
	expect(await citizen.locator("html").getAttribute("dir")).toBe(language === "ar" ? "rtl" : "ltr");
	await press(citizen, citizen.locator("main a", { hasText: title }));
	await press(citizen, citizen.locator(`main a[href="${path}/change"]`));
	expect(await wide(citizen)).toBe(false);
	for (const n of [1, 2, 3]) await type(citizen, `textarea[name=promise_${n}]`, `Cura l'orto, parte ${n}.`);
	await citizen.locator("main input[name=until]").fill("2027-12-31");
	await type(citizen, "textarea[name=checking]", "Un giro insieme a maggio.");
	await send(citizen, "/versions");
	expect(new URL(citizen.url()).pathname).toBe(path);
	await send(citizen, "/propose");

	await tick(citizen, "main input[name=meant]");
	await send(citizen, "/sign");
	expect(await wide(citizen)).toBe(false);
	await go(citizen, `/n/san-vigilio/pacts${path.replace("/pacts", "")}`);
	expect(await text(citizen)).not.toContain(title);

	// The association signed on paper.
	await go(desk, path);
	await press(desk, desk.locator("main a[href*='/parties/']", { hasText: "Il Rovo" }));
	await desk.locator("main input[type=file]").setInputFiles({
		name: "foglio.pdf",
		mimeType: "application/pdf",
		buffer: Buffer.from("%PDF-1.7\nstartxref\n0\n%%EOF\n"),
	});
	await send(desk, "/file");
	expect(new URL(desk.url()).pathname).toBe(path);

	await go(town, path);
	await tick(town, "main input[name=meant]");
	await send(town, "/sign");

	await go(citizen, `/n/san-vigilio/pacts${path.replace("/pacts", "")}`);
	const read = await text(citizen);
	expect(read).toContain(title);
	expect(read).toContain("Associazione Il Rovo");
	expect(read).not.toContain("Berlanda");
	await go(citizen, path);
	await type(citizen, "textarea[name=words]", "La prima semina.");
	await send(citizen, "/diary/file");
	expect(await text(citizen)).toContain("La prima semina.");
	for (const page of [desk, citizen, town]) await page.context().close();
});

test("the pages of pacts hold no axe violation, in both directions", { timeout: 300_000 }, async () => {
	const staff = await somebody("facilitator", "it", true);
	await go(staff, "/pacts");
	const of = async (title: string) => (await staff.locator("main a", { hasText: title }).getAttribute("href")) ?? "";
	const lived = await of("Il corso di italiano dei pacchi");
	const draft = await of("La biblioteca sulle scale");
	const proposed = await of("davanti alla farmacia");
	const looked: [string, string, string[]][] = [
		["citizen", "ar", ["/pacts", lived, `${draft}/change`]],
		["citizen", "zh", [`${proposed}/versions?one=1&other=2`, "/n/san-vigilio/pacts"]],
		["citizen", "it", [`/n/san-vigilio${lived}`]],
		["facilitator", "it", ["/pacts", "/pacts/new", `${draft}/parties`, await of("Le panche del cortile")]],
	];
	for (const [as, language, paths] of looked) {
		const page = await somebody(as, language, true);
		await bringAxe(page.context());
		for (const path of paths) {
			await go(page, path);
			expect(await violations(page), `${path} ${language}`).toEqual([]);
			expect(await wide(page), path).toBe(false);
		}
		await page.context().close();
	}
});
