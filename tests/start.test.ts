import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { cookieFor, dataFolder, processesIn, startFilo } from "./running.ts";

const run = promisify(execFile);
const filo = join(import.meta.dirname, "../filo");
const demo = dataFolder();
const empty = dataFolder();
afterAll(() => {
	demo.forget();
	empty.forget();
});

test("it serves the front page and its status, answers beside itself on the command line, and leaves no process", {
	timeout: 120_000,
}, async () => {
	const running = await startFilo(demo.folder);
	try {
		expect((await fetch(`${running.url}/`)).status).toBe(200);
		const status = await fetch(`${running.url}/status`);
		expect([status.status, await status.json()]).toEqual([200, { status: "ok", database: "ok", migrations: "ok" }]);
		expect(await cookieFor(running.url, "officer")).toMatch(/^filo=/);
		const ask = (as: string, text: string) =>
			run(filo, ["sql", "--as", as, text, "--json"], { env: { ...process.env, FILO_DATA: demo.folder } });
		expect(JSON.parse((await ask("officer", "select count(*)::int as n from community.persons")).stdout)).toEqual([
			{ n: 0 },
		]);
		expect(
			JSON.parse((await ask("facilitator@san-vigilio", "select count(*)::int as n from community.persons")).stdout)[0]
				.n,
		).toBeGreaterThan(100);
		// The desk behind an expiring link reads its one referral, what was ticked on it and no person; nobody reads nothing.
		const counted = `select (select count(*)::int from referrals.referrals) as referrals,
			(select count(*)::int from referrals.fields where not shared) as kept, (select count(*)::int from community.parties) as people,
			(select count(*)::int from listening.notes) as notes, (select count(*)::int from mediations.mediations) as mediations`;
		const none = { referrals: 0, kept: 0, people: 0, notes: 0, mediations: 0 };
		expect(JSON.parse((await ask("desk", counted)).stdout)).toEqual([{ ...none, referrals: 1 }]);
		expect(JSON.parse((await ask("nobody", counted)).stdout)).toEqual([none]);
		for (const text of [
			"set filo.role = 'coordinator'",
			"select set_config('filo.role', 'coordinator', true)",
			"select 1; select 2",
		]) {
			await expect(ask("officer", text)).rejects.toMatchObject({ code: expect.any(Number) });
		}
		await expect(startFilo(demo.folder)).rejects.toThrow(/did not start/);
	} finally {
		await running.stop("SIGINT");
	}
	expect(running.child.exitCode, running.said()).toBe(0);
	expect(await processesIn(demo.folder)).toEqual([]);
	await expect(startFilo(demo.folder, { FILO_DEMO: "0" })).rejects.toThrow(/holds the demonstration/);
});

test("started empty, it lets the first administrator in once, and has no demonstration", {
	timeout: 120_000,
}, async () => {
	const running = await startFilo(empty.folder, { FILO_DEMO: "0" });
	try {
		await expect.poll(() => running.said(), { timeout: 20_000 }).toMatch(/access\/link\/\S+/);
		const path = /\/access\/link\/\S+/.exec(running.said())![0];
		const first = await fetch(running.url + path, { method: "POST", redirect: "manual" });
		expect(first.status).toBe(303);
		const cookie = first.headers.get("set-cookie")!.split(";")[0]!;
		expect((await fetch(`${running.url}/access/accounts`, { headers: { cookie } })).status).toBe(200);
		expect((await fetch(running.url + path, { method: "POST", redirect: "manual" })).status).toBe(410);
		expect((await fetch(`${running.url}/demo`)).status).toBe(404);
		expect(
			(await fetch(`${running.url}/demo/sign-in`, { method: "POST", body: new URLSearchParams({ as: "officer" }) }))
				.status,
		).toBe(404);
		expect(await (await fetch(running.url)).text()).not.toContain("dimostrativi");
	} finally {
		await running.stop("SIGTERM");
	}
	expect(running.child.exitCode, running.said()).toBe(0);
});
