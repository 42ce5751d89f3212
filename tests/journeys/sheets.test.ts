import { expect, test } from "vitest";
import { stage } from "./stage.ts";

const filo = stage();
/** Pages of a PDF: each is an object of that type. */
function pagesOf(pdf: Buffer): number {
	return pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g)?.length ?? 0;
}

const territories = ["val-adige", "val-di-non", "valsugana-tesino"].map((slug) => `/programme/territories/${slug}`);

test.each(["/programme/objectives", ...territories])("%s is printed on two sheets at most", async (path) => {
	for (const language of ["it", "de", "en"]) {
		const context = await filo.browser.newContext();
		await context.addCookies([{ name: "language", value: language, url: filo.url }]);
		const page = await context.newPage();
		expect((await page.goto(filo.url + path))?.status()).toBe(200);
		const sheets = pagesOf(await page.pdf({ format: "A4" }));
		await context.close();
		expect(sheets, language).toBeGreaterThan(0);
		expect(sheets, language).toBeLessThanOrEqual(2);
	}
});
