import { afterAll, beforeAll, expect, test } from "vitest";
import type { Role } from "../src/core/roles.ts";
import { addressesOf } from "./access/samples.ts";
import { application, routesOf } from "./application.ts";

// Before anything is saved, the form says who will read it: every form with room for words, on every page of every role.

const roles: [Role | "nobody", string?][] = [
	["nobody"],
	["resident", "san-vigilio"],
	["citizen", "san-vigilio"],
	["facilitator", "san-vigilio"],
	["coordinator", "san-vigilio"],
	["social-worker", "san-vigilio"],
	["officer"],
	["evaluator"],
	["administrator"],
	["data-protection-officer"],
];

/** A form that keeps something: its address, and whether it has room for words and says who reads them. */
type Found = { where: string; action: string; hasWords: boolean; saysWho: boolean };

let t: Awaited<ReturnType<typeof application>>;
const forms = new Map<string, Found>();

beforeAll(async () => {
	t = await application();
	for (const [role, at] of roles) {
		const cookie = role === "nobody" ? "" : await t.signIn(role, at);
		for (const { method, path } of routesOf(t.app)) {
			if (method !== "GET" || path.startsWith("/api/") || path.startsWith("/assets")) continue;
			for (const address of await addressesOf(t.owner, path)) {
				const answer = await t.app.request(address.path, { headers: { cookie } });
				if (!answer.headers.get("content-type")?.startsWith("text/html")) continue;
				for (const found of formsIn(await answer.text(), `${role} ${path}`)) note(found);
			}
		}
	}
}, 180_000);
afterAll(() => t?.end());

function note(found: Found): void {
	const key = `${found.where} ${found.action}`;
	if (!forms.get(key)?.hasWords) forms.set(key, found);
}

function formsIn(html: string, where: string): Found[] {
	return [...html.matchAll(/<form\b[^>]*\bmethod="post"[^>]*>[\s\S]*?<\/form>/g)].map(([form]) => ({
		where,
		action: (/\baction="([^"]*)"/.exec(form)?.[1] ?? "").replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ":id"),
		hasWords: /<textarea\b|<input\b(?![^>]*\btype="(?:hidden|radio|checkbox|date|time|number|submit|file)")/.test(form),
		saysWho: form.includes('class="readers"'),
	}));
}

/** Forms whose words are kept nowhere. */
const keptNowhere: Record<string, string> = {
	"/access/assurance": "a code that is compared and gone",
	"/access/assurance/app": "a code that is compared and gone",
	"/access/assurance/printed": "a code that is compared and gone",
	...Object.fromEntries(
		["persons", "households", "groups", "organisations", "places"].map((noun) => [
			`/community/${noun}/:id/same`,
			"looks for who is meant: the next page says who reads what is done then",
		]),
	),
};

test("every form with room for words says who will read them", () => {
	const withWords = [...forms.values()].filter(({ hasWords }) => hasWords);
	expect(withWords.length).toBeGreaterThan(40);
	const silent = withWords.filter(({ saysWho, action }) => !saysWho && !keptNowhere[action]);
	expect(silent.map(({ where, action }) => `${where}: ${action}`)).toEqual([]);
});

test("a form that does not say so is found", () => {
	const silent =
		'<form method="post" action="/x"><input type="hidden" name="id"/><textarea name="t"></textarea></form>';
	expect(formsIn(silent, "x")).toEqual([{ where: "x", action: "/x", hasWords: true, saysWho: false }]);
	const tick = '<form method="post" action="/x"><input type="hidden" name="id"/><input type="checkbox"/></form>';
	expect(formsIn(tick, "x")[0]?.hasWords).toBe(false);
	const says = '<form method="post" action="/x"><input name="t"/><p class="readers">Noi</p></form>';
	expect(formsIn(says, "x")[0]).toMatchObject({ hasWords: true, saysWho: true });
});
