import { expect, test } from "vitest";
import { contact, field, open, openNth, pin, prepare } from "./notebook.ts";
import { violations } from "./stage.ts";

// Every page of the notebook: for whoever reads it with other eyes, on a narrow screen, in its three languages.

const at = field();

test("nothing is in the way of anybody, in it, de and en, at 320 px", { timeout: 300_000 }, async () => {
	const { page } = await at.phone();
	await page.setViewportSize({ width: 320, height: 700 });
	await prepare(at, page);
	const found: string[] = [];
	for (const language of ["it", "de", "en"]) {
		await page.evaluate(
			async (chosen) =>
				void (await fetch("/access/language", {
					method: "POST",
					body: new URLSearchParams({ language: chosen, back: "/notebook" }),
				})),
			language,
		);
		await page.goto(`${at.wire.url}/notebook?again=1`);
		await page.locator("#f-pin").waitFor();
		expect(await page.locator("html").getAttribute("lang")).toBe(language);
		found.push(...(await violations(page)).map((line) => `${language} door ${line}`));
		await page.fill("#f-pin", pin);
		await page.keyboard.press("Enter");
		await contact(page, "done");
		for (const where of ["home", "note", "act", "consent", "follow_up", "outbox", "people", "phone", "leave"]) {
			await open(page, where);
			await page.locator("#page").waitFor();
			found.push(...(await violations(page)).map((line) => `${language} ${where} ${line}`));
			const wide = await page.evaluate(() => document.documentElement.scrollWidth);
			if (wide > 320) found.push(`${language} ${where} is ${wide} px wide`);
		}
		for (const what of ["attendance", "step"] as const) {
			await openNth(page, what, 0);
			await page.locator(".actions button").waitFor();
			found.push(...(await violations(page)).map((line) => `${language} ${what} ${line}`));
		}
	}
	expect(found).toEqual([]);
});

test("without JavaScript the page says so and leads to the pages that do the same", { timeout: 60_000 }, async () => {
	const cookie = await fetch(`${at.url}/demo/sign-in`, {
		method: "POST",
		body: new URLSearchParams({ as: "facilitator", at: "san-vigilio" }),
		redirect: "manual",
	}).then((answer) => answer.headers.get("set-cookie")?.split(";")[0] ?? "");
	const html = await (await fetch(`${at.url}/notebook`, { headers: { cookie } })).text();
	const without = /<noscript>(.*?)<\/noscript>/s.exec(html)?.[1] ?? "";
	const links = [...without.matchAll(/href="([^"]+)"/g)].map(([, href = ""]) => href);
	expect(links.length).toBeGreaterThan(4);
	for (const href of links) expect((await fetch(`${at.url}${href}`, { headers: { cookie } })).status, href).toBe(200);
	// Nobody's name: a phone of several people keeps this page.
	expect(html).not.toMatch(/Anna|San Vigilio/);
});
