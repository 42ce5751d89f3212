import type { BrowserContext } from "playwright-core";
import { expect, test } from "vitest";
import type { Role } from "../../src/core/roles.ts";
import { type Language, residentLanguages } from "../../src/ui/words.ts";
import { spokenOn } from "../../src/web/spoken.ts";
import { bringAxe, stage, violations } from "./stage.ts";

const filo = stage();
/** What stands on a page in the other languages has the colours it has in these; Arabic shows the strip of what nobody checked. */
const contrasted: readonly Language[] = ["it", "de", "en", "ar"];
/** Three at a time: what everybody reads is looked at in all of residents' languages, right to left too. */
const threes: readonly (readonly Language[])[] = [0, 3, 6].map((n) => residentLanguages.slice(n, n + 3));
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

/** Where a page of Filò leads, as it stands in its HTML: files to take along and what a page is made of apart. */
async function linksOf(context: BrowserContext, path: string): Promise<string[]> {
	const html = await (await context.request.get(filo.url + path)).text();
	return [...html.matchAll(/<a\b([^>]*)>/g)].flatMap(([, said = ""]) => {
		const href = / href="(\/[^"#]*)/.exec(said)?.[1]?.replaceAll("&amp;", "&");
		return href && !/ download\b/.test(said) && !href.startsWith("/assets/") ? [href] : [];
	});
}

/** One address of every pattern a reader can reach by links, from a few pages on. */
async function reach(context: BrowserContext, from: readonly string[]): Promise<string[]> {
	const seen = new Map<string, string>();
	const waiting = [...from];
	while (waiting.length > 0 && seen.size < 300) {
		const path = waiting.shift()!;
		const pattern = patternOf(path);
		if (seen.has(pattern)) continue;
		seen.set(pattern, path);
		// The list of scenes leads to pages of three neighbourhoods, whoever looks: not all are this reader's.
		if (path !== "/demo") waiting.push(...(await linksOf(context, path)));
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

async function contextFor(as: string, language: Language): Promise<BrowserContext> {
	const context = await filo.browser.newContext({ viewport: { width: 320, height: 700 } });
	await context.addCookies([{ name: "language", value: language, url: filo.url }]);
	if (as !== "nobody") await context.request.post(`${filo.url}/demo/sign-in`, { form: { as } });
	return context;
}

/** What is wrong with those of these pages that are spoken in a language, one after the other. */
async function findingsOf(as: Role | "nobody", language: Language, all: readonly string[]): Promise<unknown[]> {
	const paths = all.filter((path) => spokenOn(path.split("?")[0]!, as).includes(language));
	if (paths.length === 0) return [];
	const findings: unknown[] = [];
	const context = await contextFor(as, language);
	await bringAxe(context);
	const page = await context.newPage();
	for (const path of paths) {
		const answer = await page.goto(filo.url + path);
		if (path !== "/nowhere" && answer?.status() !== 200) findings.push({ path, status: answer?.status() });
		const shown = await page.evaluate(() => ({
			language: document.documentElement.lang,
			width: document.documentElement.scrollWidth,
			most: document.documentElement.clientWidth,
			strip: document.querySelector(".demo-strip")?.checkVisibility() ?? false,
		}));
		if (shown.width > shown.most || shown.language !== language || !shown.strip)
			findings.push({ path, language, shown });
		const contrasts = contrasted.includes(language);
		for (const violation of await violations(page, { contrasts })) findings.push({ path, language, violation });
	}
	await context.close();
	return findings;
}

test.each(readers)(
	"every page that a $as reaches: no axe violation in any of its languages, nothing sticks out at 320 px",
	{ timeout: 900_000 },
	async ({ as, from }) => {
		const context = await contextFor(as, "it");
		const reached = await reach(context, from);
		await context.close();
		expect(reached.length).toBeGreaterThanOrEqual(from.length);
		const paths = notYetLooked(as, reached);
		const findings: unknown[] = [];
		for (const three of threes)
			findings.push(...(await Promise.all(three.map((language) => findingsOf(as, language, paths)))));
		expect(findings.flat()).toEqual([]);
	},
);
