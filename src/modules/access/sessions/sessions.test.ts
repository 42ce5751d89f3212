import { afterAll, beforeAll, expect, test } from "vitest";
import { application } from "../../../../tests/application.ts";
import { testNow } from "../../../../tests/harness.ts";
import { newId } from "../../../core/ids.ts";
import type { Ground } from "../../../ui/http.ts";
import { anyBrowser } from "../rules.ts";
import { beginDemoSession, hashOf } from "../service.ts";

let t: Awaited<ReturnType<typeof application>>;

beforeAll(async () => {
	t = await application();
}, 120_000);
afterAll(() => t?.end());

const page = "/access/me/sessions";
const later = (minutes: number): Ground => ({
	...t.ground,
	clock: () => new Date(testNow.getTime() + minutes * 60_000),
});
const get = (path: string, cookie: string, ground = t.ground) => t.open(ground).request(path, { headers: { cookie } });
const post = (path: string, cookie: string, fields: Record<string, string>, ground = t.ground) =>
	t.open(ground).request(path, { method: "POST", headers: { cookie }, body: new URLSearchParams(fields) });

async function rowOf(cookie: string) {
	const token = /filo=([\w-]+)/.exec(cookie)![1]!;
	const { rows } = await t.owner.query("select * from access.sessions where token_hash = $1", [hashOf(token)]);
	return rows[0] as { id: string; account_id: string; seen_at: Date; device: string; idle_minutes: number | null };
}

async function signInWith(userAgent: string, as = "coordinator", cookie = ""): Promise<string> {
	const answer = await t.app.request("/demo/sign-in", {
		method: "POST",
		headers: { "user-agent": userAgent, cookie },
		body: new URLSearchParams({ as, at: "san-vigilio" }),
	});
	return answer.headers.get("set-cookie")!.split(";")[0]!;
}

test("lists where somebody is in, this one marked, and nothing finer than phone or computer", async () => {
	const phone = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36";
	const here = await signInWith(phone);
	const there = await signInWith("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
	const html = await (await get(page, here)).text();
	expect(html).toContain("Telefono, questo qui");
	expect(html).toContain(">Computer<");
	for (const cookie of [here, there]) expect(html).toContain(`${page}/${(await rowOf(cookie)).id}/end`);
	const { rows } = await t.owner.query("select * from access.sessions");
	expect(JSON.stringify(rows)).not.toMatch(/Android|Pixel|Firefox|Chrome/);
});

test("one is ended by its owner, by nobody else; its own leads out", async () => {
	const [one, other] = [await signInWith(""), await signInWith("")];
	const anna = await t.signIn("facilitator", "san-vigilio");
	const { id } = await rowOf(other);
	expect((await post(`${page}/${id}/end`, anna, {})).status).toBe(404);
	expect((await get("/today", other)).status).toBe(200);
	expect((await post(`${page}/${id}/end`, one, {})).headers.get("location")).toBe(`${page}?done=sessions.ended`);
	expect((await get("/today", other)).status).toBe(401);
	expect((await post(`${page}/${id}/end`, one, {})).status).toBe(404);
	const own = await post(`${page}/${(await rowOf(one)).id}/end`, one, {});
	expect([own.headers.get("location"), own.headers.get("set-cookie")]).toEqual([
		"/",
		expect.stringContaining("Max-Age=0"),
	]);
	expect((await get("/today", one)).status).toBe(401);
});

test("another is ended by who has just shown who they are; this one, and all of them, at any time", async () => {
	const [one, other, third] = [await signInWith(""), await signInWith(""), await signInWith("")];
	const { id } = await rowOf(other);
	const assurance = "/access/assurance?back=%2F";
	const end = (path: string, ground: Ground, fields = {}) => post(path, one, fields, ground);
	expect((await end(`${page}/${id}/end`, later(31))).headers.get("location")).toBe(assurance);
	const all = await end(`${page}/others`, later(31), { id: (await rowOf(one)).id });
	expect(all.headers.get("location")).toBe(assurance);
	expect((await get("/today", other)).status).toBe(200);
	expect((await end(`${page}/${id}/end`, t.ground)).status).toBe(303);
	expect((await get("/today", other)).status).toBe(401);
	expect((await end(`${page}/${(await rowOf(one)).id}/end`, later(31))).headers.get("location")).toBe("/");
	expect((await post("/access/sign-out-everywhere", third, {}, later(31))).status).toBe(303);
	expect((await get("/today", third)).status).toBe(401);
});

test("whoever works here is let in no more once nobody has used a session for as long as the body says; nothing typed is lost", async () => {
	const working = (minutes: number): Ground => ({ ...later(minutes), idleMinutes: 480 });
	const [anna, rosa] = [await signInWith("", "facilitator"), await t.signIn("resident", "san-vigilio")];
	expect((await get("/today", anna, working(479))).status).toBe(200);
	expect((await get("/today", anna, working(479 + 479))).status).toBe(200);
	const idle = working(479 + 479 + 481);
	const fields = { id: newId(), text: "quello che mi ha detto", kind: "asked" };
	const refused = await post("/listening/notes", anna, fields, idle);
	expect([refused.status, await refused.text()]).toEqual([401, expect.stringContaining("quello che mi ha detto")]);
	expect((await get("/api/access/here", anna, idle)).status).toBe(401);
	expect((await get("/community/me", rosa, idle)).status).toBe(200);
	// Come in again: the one that is over is not listed, and the kept page sends what was typed.
	const token = await beginDemoSession(idle, (await rowOf(anna)).account_id as never, "facilitator", anyBrowser);
	const html = await (await get(page, `filo=${token}`, idle)).text();
	expect(html).not.toContain((await rowOf(anna)).id);
	expect(html).toContain("È solo mio: si chiude dopo 8 ore senza uso");
	expect(await (await get(page, rosa, idle)).text()).toContain("È solo mio: resta aperto");
	expect((await post("/listening/notes", `filo=${token}`, fields, idle)).status).toBe(303);
	expect((await get("/today", anna, { ...idle, idleMinutes: undefined })).status).toBe(200);
});

test("all others end at once, those of other people stay", async () => {
	const [one, other, third] = [await signInWith(""), await signInWith(""), await signInWith("")];
	const anna = await t.signIn("facilitator", "san-vigilio");
	const { id } = await rowOf(one);
	expect((await post(`${page}/others`, one, { id })).status).toBe(303);
	const answers = [];
	for (const cookie of [one, other, third, anna]) answers.push((await get("/today", cookie)).status);
	expect(answers).toEqual([200, 401, 401, 200]);
});

test("when it was last used is written at most once a minute", async () => {
	const cookie = await signInWith("");
	const seen = async () => (await rowOf(cookie)).seen_at.getTime() - testNow.getTime();
	await get("/access/me", cookie, later(0.9));
	expect(await seen()).toBe(0);
	await get("/access/me", cookie, later(1.5));
	expect(await seen()).toBe(90_000);
	await get("/programme", cookie, later(2.4));
	expect(await seen()).toBe(90_000);
	await get("/programme", cookie, later(2.5));
	expect(await seen()).toBe(150_000);
});

test("a shared device lets nobody in after the minutes chosen; what was typed is kept on the page", async () => {
	const cookie = await t.signIn("facilitator", "san-vigilio");
	const chosen = await post(`${page}/idle`, cookie, { minutes: "5" });
	expect(chosen.headers.get("set-cookie")).toMatch(/^idle=5; .*HttpOnly; SameSite=Lax/);
	const html = await (await get("/today", cookie)).text();
	const { account_id } = await rowOf(cookie);
	expect(html).toContain(`data-idle="5" data-account="${account_id}"`);
	expect(html).toMatch(/<section class="card" id="cover"[^>]* hidden/);
	expect((await get("/today", cookie, later(4))).status).toBe(200);
	expect((await get("/today", cookie, later(8))).status).toBe(200);
	expect((await get("/api/access/here", cookie, later(13.1))).status).toBe(401);
	const fields = { id: newId(), text: "quello che mi ha detto", kind: "asked" };
	const refused = await post("/listening/notes", cookie, fields, later(13.1));
	expect(refused.status).toBe(401);
	expect(await refused.text()).toContain("quello che mi ha detto</textarea>");
	expect((await get("/today", cookie, later(12))).status).toBe(200);
});

test("the choice belongs to the device: it holds for whoever comes in there next, until it is taken back", async () => {
	const next = await signInWith("", "facilitator", "idle=15");
	expect((await rowOf(next)).idle_minutes).toBe(15);
	const back = await post(`${page}/idle`, next, { minutes: "0" });
	expect(back.headers.get("set-cookie")).toContain("idle=;");
	expect((await rowOf(next)).idle_minutes).toBe(null);
	expect((await get("/today", next, later(600))).status).toBe(200);
	expect((await rowOf(await signInWith("", "facilitator", "idle=7"))).idle_minutes).toBe(null);
	expect((await post(`${page}/idle`, next, { minutes: "7" })).status).toBe(422);
});

test("whoever is there now is told to the page that asks, by account alone", async () => {
	const cookie = await t.signIn("facilitator", "san-vigilio");
	expect(await (await get("/api/access/here", cookie)).json()).toEqual({ account: (await rowOf(cookie)).account_id });
	expect((await t.app.request("/api/access/here")).status).toBe(401);
});

test("the coordinator ends every session of somebody of the territory; nobody else does, and the trail says so", async () => {
	const anna = await t.signIn("facilitator", "san-vigilio");
	const { account_id } = await rowOf(anna);
	const path = `/access/colleagues/${account_id}/sessions`;
	const far = await t.signIn("coordinator", "valbriosa");
	expect((await post(path, far, { act: "end" })).status).toBe(404);
	expect((await post(path, anna, { act: "end" })).status).toBe(403);
	expect((await get("/today", anna)).status).toBe(200);
	const coordinator = await t.signIn("coordinator", "san-vigilio");
	expect(await (await get(`/access/colleagues/${account_id}`, coordinator)).text()).toContain(`action="${path}"`);
	expect((await post(path, coordinator, { act: "end" })).status).toBe(303);
	expect((await get("/today", anna)).status).not.toBe(200);
	const { rows } = await t.owner.query("select role from access.audit where verb = 'endSessionsOf'");
	expect(rows).toEqual([{ role: "coordinator" }]);
});
