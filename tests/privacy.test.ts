import { afterAll, beforeAll, expect, test } from "vitest";
import { startDemonstration } from "./demonstration.ts";
import { cookieFor, dataFolder, type Running } from "./running.ts";

// Somebody writes names, numbers and words into every form there is, on a running demonstration; then nothing of it
// stands in an address, in the log, or on a page that says what went wrong.

const mark = "Zorzetta";
const typed: Record<string, string> = {
	text: `${mark} Markič`,
	textarea: `${mark} ha detto che suo fratello non sta bene`,
	email: `${mark.toLowerCase()}@example.org`,
	tel: "0461 987123",
	search: mark,
	url: `https://example.org/${mark}`,
};
const traces = /zorzetta|0461[ %+]*987123/i;
const mostPages = 160;

/** Ways out; and the names of places, which stand in addresses, and one's own, which stands on every page. */
const passedOver =
	/sign-out|language|demo|\/end$|sessions|setup|^\/programme\/(territories|neighbourhoods)|me\/account/;

let running: Running;
const { folder, forget } = dataFolder();

beforeAll(async () => {
	running = await startDemonstration(folder);
}, 180_000);
afterAll(async () => {
	await running?.stop();
	forget();
});

const attribute = (tag: string, name: string) =>
	new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]?.replaceAll("&amp;", "&").replaceAll("&quot;", '"');

type Form = { action: string; fields: [string, string][] };

/** The forms of a page that change something, filled in as far as a machine can. */
function formsOf(html: string): Form[] {
	return [...html.matchAll(/<form[^>]*method="post"[^>]*>[\s\S]*?<\/form>/g)].map(([whole]) => {
		const fields = new Map<string, string>();
		for (const [tag, kind] of whole.matchAll(/<(input|textarea|select|button)\b[^>]*>/g)) {
			const name = attribute(tag, "name");
			if (!name || (kind === "button" && fields.has(name))) continue;
			const type = kind === "input" ? (attribute(tag, "type") ?? "text") : kind!;
			const given = attribute(tag, "value") ?? "";
			if (typed[type]) fields.set(name, typed[type]);
			else if (type === "select") fields.set(name, firstOption(whole, name));
			else if (type !== "radio" && type !== "checkbox") fields.set(name, given);
			else if (!fields.has(name)) fields.set(name, given);
		}
		return { action: attribute(whole, "action") ?? "", fields: [...fields] };
	});
}

function firstOption(form: string, name: string): string {
	const [, options = ""] = new RegExp(`<select[^>]*name="${name}"[^>]*>([\\s\\S]*?)</select>`).exec(form) ?? [];
	return /<option value="([^"]+)"/.exec(options)?.[1] ?? "";
}

/** What would leave the house, or be seen again, of an answer. */
async function toldBy(answer: Response, html: string, asked: string): Promise<string[]> {
	const addresses = [...html.matchAll(/\s(?:href|action|src)="([^"]*)"/g)].map(([, one]) => one!);
	const told = [...addresses, answer.headers.get("location") ?? ""].filter((one) => traces.test(decodeURI(one)));
	// A page that comes back with what was typed is no page of an error: 422 at the form itself.
	const isError = answer.status >= 400 && answer.status !== 422;
	if (isError && traces.test(html)) told.push(`the page of a ${answer.status}`);
	return told.map((one) => `${asked}: ${one}`);
}

test.each([
	["facilitator", "san-vigilio", "/today"],
	["coordinator", "san-vigilio", "/today"],
	["resident", "san-vigilio", "/access/me"],
	["administrator", undefined, "/access/me"],
])(
	"what a %s writes into forms stands in no address and on no page of an error",
	{ timeout: 600_000 },
	async (as, at, from) => {
		const cookie = await cookieFor(running.url, as, at);
		const headers = { cookie, "accept-language": "it" };
		const seen = new Set<string>();
		const sent = new Set<string>();
		const told: string[] = [];
		const ahead = [from];
		while (ahead.length > 0 && seen.size < mostPages) {
			const path = ahead.shift()!;
			// One page of a kind is enough.
			const kind = path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ":id").replace(/\?.*/, "");
			if (seen.has(kind)) continue;
			seen.add(kind);
			const answer = await fetch(running.url + path, { headers, redirect: "manual" });
			const html = await answer.text();
			told.push(...(await toldBy(answer, html, `GET ${path}`)));
			for (const [, next] of html.matchAll(/<a [^>]*href="(\/[^"#]*)/g)) ahead.push(next!.replaceAll("&amp;", "&"));
			for (const { action, fields } of formsOf(html)) {
				const form = action.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ":id");
				if (sent.has(form) || passedOver.test(form)) continue;
				sent.add(form);
				for (const body of [
					fields,
					fields.map(([name, value]) => [name, name === "id" ? "x" : value] as [string, string]),
				]) {
					const said = await fetch(running.url + action, {
						method: "POST",
						headers,
						body: new URLSearchParams(body),
						redirect: "manual",
					});
					told.push(...(await toldBy(said, await said.text(), `POST ${action}`)));
					const next = said.headers.get("location");
					if (next?.startsWith("/")) ahead.push(next);
				}
			}
		}
		expect(sent.size).toBeGreaterThan(as === "resident" ? 1 : 4);
		expect(told).toEqual([]);
	},
);

test("nothing of it stands in the log, nor what would lead to it", async () => {
	await new Promise((resolve) => setTimeout(resolve, 700));
	const log = running.logged() + running.said();
	expect(log.split("\n").length).toBeGreaterThan(100);
	expect(traces.exec(log)).toBeNull();
	for (const line of running.logged().trim().split("\n")) {
		expect(
			Object.keys(JSON.parse(line)).filter(
				(key) => !["level", "time", "route", "status", "ms", "role", "msg", "job", "error"].includes(key),
			),
		).toEqual([]);
		expect(line).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-|@|127\.0\.0\.1|filo=/);
	}
});
