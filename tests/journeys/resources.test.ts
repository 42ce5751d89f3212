import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { pick, press, tabTo, type } from "./browser.ts";
import { stage, violations } from "./stage.ts";

const filo = stage();
async function signedIn(javaScriptEnabled: boolean): Promise<Page> {
	const context = await filo.browser.newContext({ javaScriptEnabled, locale: "it-IT" });
	const page = await context.newPage();
	page.setDefaultTimeout(10_000);
	await page.goto(`${filo.url}/demo`);
	await press(page, page.locator("form[action='/demo/sign-in'] button"));
	return page;
}

test("by keyboard and without JavaScript: an offer is described, answers a need, and an initiative begins from an adapted model", {
	timeout: 180_000,
}, async () => {
	const page = await signedIn(false);
	for (const [text, kind] of [
		["Viola chiede chi sa compilare il modulo per la tessera dell'autobus", "asked"],
		["Un pensionato delle poste offre di compilare moduli il sabato", "offered"],
	] as const) {
		await page.goto(`${filo.url}/listening/notes/new`);
		await type(page, "textarea[name=text]", text);
		await pick(page, "kind", kind);
		await press(page, page.getByRole("button", { name: "Annota" }));
	}
	await press(page, page.getByRole("button", { name: "competenze" }));
	const resource = page.url().split("?")[0]!;
	expect(resource).toMatch(/listening\/resources\/[0-9a-f-]{36}$/);

	await page.goto(`${filo.url}/listening/notes`);
	await tabTo(page, page.locator("li", { hasText: "Viola chiede" }).locator("input[type=checkbox]"));
	await page.keyboard.press("Space");
	await press(page, page.getByRole("button", { name: "Raccogli in un bisogno" }));
	await type(page, "input[name=title]", "Moduli da compilare per Viola");
	await press(page, page.locator("main form[action^='/listening/needs'] button[type=submit]").last());
	const need = page.url().split("?")[0]!;
	const given = page.locator("li", { hasText: "Un pensionato delle poste" });
	expect(await given.textContent()).toContain("parole in comune: compila");
	await press(page, given.getByRole("button"));
	await page.goto(resource);
	expect(await page.locator("main").textContent()).toContain("ha risposto a un bisogno");

	await page.goto(`${filo.url}/initiatives/models/coffee-break`);
	await press(page, page.getByRole("link", { name: "Adattalo" }));
	await type(page, "input[name=name]", "Tavolo dei moduli");
	await press(page, page.getByRole("button", { name: "Salva il modello" }));
	expect(await page.locator("main").textContent()).toContain("Adattato da «Pausa caffè», versione 1");
	const model = page.url().split("?")[0]!.split("/").at(-1);

	await page.goto(need);
	await press(page, page.getByRole("link", { name: "Prepara un'iniziativa" }));
	await press(page, page.getByRole("link", { name: /Tavolo dei moduli/ }));
	await press(page, page.getByRole("button", { name: "Comincia" }));
	expect(page.url()).toMatch(/initiatives\/[0-9a-f-]{36}/);
	await tabTo(page, page.locator("summary", { hasText: "Segna i passi fatti" }));
	await page.keyboard.press("Enter");
	await tabTo(page, page.locator("input[name=steps]").first());
	await page.keyboard.press("Space");
	await press(page, page.getByRole("button", { name: "Segna", exact: true }));
	expect(await page.locator("main").textContent()).toContain("1 passo fatto su 7");
	await page.goto(`${filo.url}/initiatives/models/${model}`);
	expect(await page.locator("main").textContent()).toContain("hanno risposto a 1 bisogno");
	await page.context().close();
});

test("resources and models: no axe violation in three languages, nothing sticks out at 320 px", {
	timeout: 180_000,
}, async () => {
	const findings: unknown[] = [];
	const context = await filo.browser.newContext({ viewport: { width: 320, height: 700 } });
	await context.request.post(`${filo.url}/demo/sign-in`, { form: { as: "facilitator" } });
	const page = await context.newPage();
	const first = async (path: string) => {
		const { items } = await (await context.request.get(filo.url + path)).json();
		return items[0].id as string;
	};
	const resource = await first("/api/listening/resources");
	const own = await first("/api/initiatives/models");
	const paths = [
		"/listening/resources",
		"/listening/resources?show=unused",
		"/listening/resources/new",
		`/listening/resources/${resource}`,
		`/listening/resources/${resource}/edit`,
		"/initiatives/models",
		"/initiatives/models/new?from=allotment",
		`/initiatives/models/${own}`,
		`/initiatives/models/${own}/edit`,
	];
	for (const language of ["it", "de", "en"]) {
		await context.addCookies([{ name: "language", value: language, url: filo.url }]);
		for (const path of paths) {
			const answer = await page.goto(filo.url + path);
			if (answer?.status() !== 200) findings.push({ path, status: answer?.status() });
			const [wide, shown] = await page.evaluate(() => [
				document.documentElement.scrollWidth,
				document.documentElement.clientWidth,
			]);
			if (wide! > shown!) findings.push({ path, language, wide });
			const found = await violations(page);
			if (found.length > 0) findings.push({ path, language, found });
		}
	}
	expect(findings).toEqual([]);
	await context.close();
});
