import type { BrowserContext, Page } from "playwright-core";
import { expect, test } from "vitest";
import { stage, violations } from "./stage.ts";

const filo = stage();
const readers = [
	{ as: "nobody", from: ["/", "/n/san-vigilio", "/access/sign-in", "/access/sent", "/nowhere"] },
	{
		as: "facilitator",
		from: ["/today", "/listening/notes", "/community/persons", "/initiatives", "/exchange/acts"],
	},
	{ as: "coordinator", from: ["/today", "/access/choose"] },
	{ as: "citizen", from: ["/access/me", "/initiatives"] },
	{ as: "resident", from: ["/access/me", "/community/me", "/exchange/mine"] },
	{ as: "administrator", from: ["/access/me", "/access/accounts", "/programme/neighbourhoods"] },
] as const;

/** The address without what makes it one record's: pages of one pattern look alike. */
function patternOf(path: string): string {
	const [plain = "", query = ""] = path.split("?");
	const names = [...new URLSearchParams(query).keys()].filter((name) => name !== "cursor").sort();
	return (
		plain.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ":id").replace(/\/n\/[^/]+/, "/n/:slug") +
		(names.length > 0 ? `?${names.join("&")}` : "")
	);
}

async function linksOf(page: Page): Promise<string[]> {
	const hrefs = await page.evaluate(() =>
		[...document.querySelectorAll("a[href^='/']:not([download])")].map((a) => a.getAttribute("href") ?? ""),
	);
	return hrefs.filter((href) => !href.startsWith("/assets/")).map((href) => href.replace(/#.*/, ""));
}

/** One address of every pattern a reader can reach by links, from a few pages on. */
async function reach(page: Page, from: readonly string[]): Promise<string[]> {
	const seen = new Map<string, string>();
	const waiting = [...from];
	while (waiting.length > 0 && seen.size < 300) {
		const path = waiting.shift()!;
		const pattern = patternOf(path);
		if (seen.has(pattern)) continue;
		seen.set(pattern, path);
		await page.goto(filo.url + path);
		// The list of scenes leads to pages of three neighbourhoods, whoever looks: not all are this reader's.
		if (path !== "/demo") waiting.push(...(await linksOf(page)));
	}
	return [...seen.values()];
}

/** Staff have a frame of their own, everybody else shares one: a page looked at in its frame is not looked at again. */
const looked = new Set<string>();

function notYetLooked(as: string, paths: readonly string[]): string[] {
	const frame = as === "facilitator" || as === "coordinator" ? "staff" : "plain";
	return paths.filter((path) => {
		const key = `${frame} ${patternOf(path)}`;
		const isNew = !looked.has(key);
		looked.add(key);
		return isNew;
	});
}

async function contextFor(as: string, language: string): Promise<BrowserContext> {
	const context = await filo.browser.newContext({ viewport: { width: 320, height: 700 } });
	await context.addCookies([{ name: "language", value: language, url: filo.url }]);
	if (as !== "nobody") await context.request.post(`${filo.url}/demo/sign-in`, { form: { as } });
	return context;
}

test.each(readers)(
	"every page that a $as reaches: no axe violation in three languages, nothing sticks out at 320 px",
	{ timeout: 900_000 },
	async ({ as, from }) => {
		const findings: unknown[] = [];
		let paths: string[] | undefined;
		for (const language of ["it", "de", "en"]) {
			const context = await contextFor(as, language);
			const page = await context.newPage();
			if (!paths) {
				const reached = await reach(page, from);
				expect(reached.length).toBeGreaterThanOrEqual(from.length);
				paths = notYetLooked(as, reached);
			}
			for (const path of paths) {
				const answer = await page.goto(filo.url + path);
				const isMissing = path === "/nowhere";
				if (!isMissing && answer?.status() !== 200) findings.push({ path, status: answer?.status() });
				const width = await page.evaluate(() => [
					document.documentElement.scrollWidth,
					document.documentElement.clientWidth,
				]);
				if (width[0]! > width[1]!) findings.push({ path, language, width });
				expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
				if (!(await page.locator(".demo-strip").isVisible())) findings.push({ path, missing: "demo strip" });
				for (const violation of await violations(page)) findings.push({ path, language, violation });
			}
			await context.close();
		}
		expect(findings).toEqual([]);
	},
);
