import { afterAll, beforeAll, expect, test } from "vitest";
import type { Role } from "../src/core/roles.ts";
import { directionOf, ownNames, residentLanguages, saidInEnglish } from "../src/ui/words.ts";
import { spokenOn } from "../src/web/spoken.ts";
import { application } from "./application.ts";

let t: Awaited<ReturnType<typeof application>>;
beforeAll(async () => {
	t = await application();
}, 300_000);
afterAll(() => t?.end());

/** Where residents begin; the rest is found by links. */
const readers: { as: Role | "nobody"; from: string[] }[] = [
	{ as: "nobody", from: ["/", "/n/san-vigilio", "/access/sign-in", "/access/sent", "/access/privacy", "/nowhere"] },
	{ as: "resident", from: ["/access/me", "/community/me", "/exchange/mine", "/network/circle"] },
	{ as: "citizen", from: ["/access/me", "/community/me"] },
];
const mostPages = 80;

/** One address of each pattern, and what it answered in the first language. */
async function reach(as: Role | "nobody", from: readonly string[], cookie: string): Promise<string[]> {
	const seen = new Map<string, string>();
	const waiting = [...from];
	while (waiting.length > 0 && seen.size < mostPages) {
		const path = (waiting.shift() ?? "").replaceAll("&amp;", "&");
		const [plain = "", query = ""] = path.split("?");
		const isResidents = spokenOn(plain, as).includes("ar");
		const names = [...new URLSearchParams(query).keys()].filter((name) => name !== "cursor");
		const pattern = `${plain.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ":id").replace(/\/n\/[^/]+/, "/n/:slug")}?${names}`;
		if (!isResidents || seen.has(pattern)) continue;
		seen.set(pattern, path);
		const answer = await t.app.request(path, { headers: { cookie } });
		if (!answer.headers.get("content-type")?.includes("html")) {
			seen.set(pattern, "");
			continue;
		}
		const html = await answer.text();
		for (const [link, href = ""] of html.matchAll(/<a [^>]*?href="(\/[^"#]*)[^>]*>/g))
			if (!link.includes(" download")) waiting.push(href);
	}
	return [...seen.values()].filter((path) => path !== "");
}

test.each(readers)(
	"$as: every page is said in nine languages, and nothing on it in English for want of words",
	{
		timeout: 600_000,
	},
	async ({ as, from }) => {
		const session = as === "nobody" ? "" : await t.signIn(as);
		const paths = await reach(as, from, session);
		expect(paths.length).toBeGreaterThanOrEqual(from.length);
		const findings: string[] = [];
		for (const language of residentLanguages) {
			saidInEnglish.clear();
			for (const path of paths) {
				const answer = await t.app.request(path, { headers: { cookie: `${session}; language=${language}` } });
				const html = await answer.text();
				if (answer.status >= 500) findings.push(`${path} in ${language}: ${answer.status}`);
				if (!html.includes(`<html lang="${language}" dir="${directionOf(language)}"`))
					findings.push(`${path} in ${language}: ${html.slice(15, 80)}`);
				if (!html.includes(ownNames[language])) findings.push(`${path} in ${language}: no other can be chosen`);
				findings.push(...[...saidInEnglish].map((key) => `${path}: ${key}`));
				saidInEnglish.clear();
			}
		}
		expect([...new Set(findings)]).toEqual([]);
		expect(t.bugs).toEqual([]);
	},
);

test("a translation that nobody has checked says so, the complete languages do not", async () => {
	const said = async (language: string) =>
		(await (await t.app.request("/n/san-vigilio", { headers: { cookie: `language=${language}` } })).text()).includes(
			"هذه الترجمة لم يراجعها",
		);
	expect(await said("ar")).toBe(true);
	expect(await said("it")).toBe(false);
});

test("the language chosen is kept in the browser, and with the account", async () => {
	const chosen = await t.app.request("/access/language", {
		method: "POST",
		body: new URLSearchParams({ language: "uk", back: "/n/san-vigilio" }),
	});
	expect(chosen.status).toBe(303);
	const cookie = chosen.headers.get("set-cookie")?.split(";")[0] ?? "";
	expect(await (await t.app.request("/n/san-vigilio", { headers: { cookie } })).text()).toContain('<html lang="uk"');

	const session = await t.signIn("resident", "pradivento");
	const form = { method: "POST", body: new URLSearchParams({ language: "ur" }), headers: { cookie: session } };
	expect((await t.app.request("/access/language", form)).status).toBe(303);
	expect(await (await t.app.request("/access/me", { headers: { cookie: session } })).text()).toContain(
		'<html lang="ur" dir="rtl"',
	);
});

test("staff who chose a residents' language read their pages in the browser's next complete one, or in English", async () => {
	const session = await t.signIn("facilitator");
	const read = async (path: string, accepted: string) => {
		const headers = { cookie: `${session}; language=ar`, "accept-language": accepted };
		return /<html lang="(\w\w)"/.exec(await (await t.app.request(path, { headers })).text())?.[1];
	};
	expect(await read("/today", "ar,de;q=0.5")).toBe("de");
	expect(await read("/today", "ar")).toBe("en");
	expect(await read("/n/san-vigilio", "ar")).toBe("ar");
});
