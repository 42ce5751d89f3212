import { afterAll, beforeAll, expect, test } from "vitest";
import { application, countRows } from "../../tests/application.ts";
import { newId } from "../core/ids.ts";

let t: Awaited<ReturnType<typeof application>>;

beforeAll(async () => {
	t = await application();
}, 120_000);
afterAll(() => t?.end());

const send = (fields: [string, string][], cookie?: string) =>
	t.app.request("/listening/notes", {
		method: "POST",
		headers: cookie ? { cookie } : {},
		body: new URLSearchParams(fields),
	});

/** The fields of the kept form, as a browser would send them again. */
function keptIn(html: string): [string, string][] {
	return [...html.matchAll(/<textarea name="([^"]+)" hidden[^>]*>([^<]*)<\/textarea>/g)].map(
		([, name = "", value = ""]) => [
			name,
			value.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&"),
		],
	);
}

test("what was typed when the session ended stays on the page, is stored nowhere, and is sent again from there", async () => {
	const fields: [string, string][] = [
		["id", newId()],
		["text", 'La signora del terzo piano dice: «<b>non</b> so più "come" fare» & basta'],
		["kind", "asked"],
	];
	const before = await countRows(t, ["access.sessions"]);
	const refused = await send(fields);
	expect(refused.status).toBe(401);
	const html = await refused.text();
	expect(html).toContain('action="/listening/notes"');
	expect(html).not.toContain("<b>non</b>");
	expect(refused.headers.get("cache-control")).toBe("no-store");
	expect(keptIn(html)).toEqual(fields);
	expect(await countRows(t, ["access.sessions"])).toEqual(before);
	const again = await send(keptIn(html), await t.signIn("facilitator", "san-vigilio"));
	expect(again.status).toBe(303);
});

test("where nothing was typed there is nothing to keep", async () => {
	const refused = await send([["id", newId()]]);
	expect(refused.status).toBe(401);
	expect(keptIn(await refused.text())).toEqual([]);
});
