import { afterAll, beforeAll, expect, test } from "vitest";
import { application, routesOf } from "../../../../tests/application.ts";
import { testNow } from "../../../../tests/harness.ts";
import { openDatabase } from "../../../db/database.ts";
import type { Ground } from "../../../ui/http.ts";
import { counted } from "../../../web/guard.ts";
import { demoTimes, limits, tryAgainAt } from "./rules.ts";
import { countOrRefuse } from "./service.ts";

let t: Awaited<ReturnType<typeof application>>;
let real: Ground;

beforeAll(async () => {
	t = await application();
	real = { ...t.ground, demo: false };
}, 120_000);
afterAll(() => t?.end());

const later = (minutes: number): Ground => ({
	...real,
	clock: () => new Date(testNow.getTime() + minutes * 60_000),
});
const answers = (n: number, ask: () => Promise<unknown>) =>
	Promise.all(
		Array.from({ length: n }, () =>
			ask().then(
				() => "let on",
				(error) => error.code,
			),
		),
	);

test("there is room up to the limit, and again ten minutes after the first", () => {
	const at = (n: number) => [{ kind: "address" as const, since: testNow, n }];
	expect(tryAgainAt("sign-in", at(limits["sign-in"].address), 1)).toBeUndefined();
	expect(tryAgainAt("sign-in", at(limits["sign-in"].address + 1), 1)).toEqual(new Date(testNow.getTime() + 600_000));
	expect(tryAgainAt("sign-in", at(limits["sign-in"].address + 1), demoTimes)).toBeUndefined();
});

test("is counted also where all come at once, by network, and a process started anew goes on counting", async () => {
	const ask = (ground: Ground, address: string) => countOrRefuse(ground, "sign-in", { address });
	const said = await answers(limits["sign-in"].address + 5, () => ask(real, "2001:db8:1:2::7"));
	expect(said.filter((one) => one === "too_many")).toHaveLength(5);
	const again = openDatabase(t.urls.application, 1);
	const restarted = { ...real, db: again };
	await expect(ask(restarted, "2001:db8:1:2:ffff::9")).rejects.toMatchObject({
		code: "too_many",
		againAfterSeconds: 600,
	});
	await again.close();
	await expect(ask(real, "2001:db8:1:3::7")).resolves.toBeUndefined();
	await expect(ask(later(10), "2001:db8:1:2::7")).resolves.toBeUndefined();
});

test("an account is bounded wherever it comes from", async () => {
	const most = limits.assurance.account;
	let n = 0;
	const said = await answers(most + 3, () => {
		n += 1;
		return countOrRefuse(real, "assurance", {
			address: `192.0.2.${n}`,
			accountId: "00000000-0000-7000-8000-0000000000aa",
		});
	});
	expect(said.filter((one) => one === "too_many")).toHaveLength(3);
});

test("no address and no account can be read from what is kept", async () => {
	await countOrRefuse(real, "link", { address: "203.0.113.77", accountId: "00000000-0000-7000-8000-0000000000ab" });
	const { rows } = await t.owner.query<{ key: string }>("select * from access.limits");
	expect(rows.length).toBeGreaterThan(3);
	for (const { key } of rows) expect(key).toMatch(/^[a-z-]+ (address|account) \d{1,5}$/);
	expect(JSON.stringify(rows)).not.toMatch(/203\.0|2001|0000-7000/);
});

test("every address that is counted is one of ours", () => {
	const posts = routesOf(t.app)
		.filter(({ method }) => method === "POST")
		.map(({ path }) => path);
	for (const path of Object.values(counted).flat())
		expect(
			posts.filter((one) => one === path),
			path,
		).toHaveLength(1);
});

test("the page and the problem document say how long to wait; other pages go on", async () => {
	const app = t.open(real);
	const ask = () =>
		app.request("/access/sign-in", { method: "POST", body: new URLSearchParams({ email: "a@example.org" }) });
	let answer = await ask();
	for (let n = 1; n <= limits["sign-in"].address; n += 1) answer = await ask();
	expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "600"]);
	expect(await answer.text()).toContain("Troppe richieste in poco tempo");
	const challenge = () =>
		app.request("/api/access/passkeys/challenge", {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ purpose: "sign-in" }),
		});
	let json = await challenge();
	for (let n = 1; n <= limits.passkey.address; n += 1) json = await challenge();
	expect([json.status, json.headers.get("content-type"), json.headers.get("retry-after")]).toEqual([
		429,
		"application/problem+json; charset=utf-8",
		"600",
	]);
	expect((await app.request("/access/sign-in")).status).toBe(200);
});
