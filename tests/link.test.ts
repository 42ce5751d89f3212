import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dataFolder, processesIn, type Running, startFilo } from "./running.ts";

const run = promisify(execFile);
const filo = join(import.meta.dirname, "../filo");
const { folder, forget } = dataFolder();
const settings = { FILO_DEMO: "0" };
let running: Running | undefined;
let cookie = "";

const link = (...args: string[]) =>
	run(filo, ["link", ...args], {
		env: { ...process.env, FILO_DATA: folder, FILO_URL: "https://filo.example.org" },
	});
const pathIn = (said: string) => /\/access\/link\/\S+/.exec(said)![0];

/** Comes in by a link; answers where it led. */
async function comeIn(path: string): Promise<string | null> {
	const answer = await fetch(running!.url + path, { method: "POST", redirect: "manual" });
	cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
	return answer.headers.get("location");
}

const send = (fields: Record<string, string>) =>
	fetch(`${running!.url}/access/me/account`, {
		method: "POST",
		redirect: "manual",
		headers: { cookie },
		body: new URLSearchParams(fields),
	});

beforeAll(async () => {
	running = await startFilo(folder, settings);
}, 120_000);
afterAll(async () => {
	await running?.stop();
	forget();
});

test("the first administrator is asked for a name and an address, and may leave it", { timeout: 60_000 }, async () => {
	await expect.poll(() => running!.said(), { timeout: 20_000 }).toMatch(/access\/link\/\S+/);
	expect(await comeIn(pathIn(running!.said()))).toBe("/access/me/account");
	const asked = await (await fetch(`${running!.url}/access/me/account`, { headers: { cookie } })).text();
	expect(asked).toContain("Non ora");
	expect((await send({ name: "Rosa Dalpiaz", email: "" })).status).toBe(303);
	expect((await send({ name: "", email: "no address" })).status).toBe(422);
});

test("a link is made beside a running Filò, and it is all that is said", { timeout: 60_000 }, async () => {
	const { stdout, stderr } = await link();
	expect(stdout).toMatch(/^https:\/\/filo\.example\.org\/access\/link\/[\w-]{43}\n$/);
	expect(stderr).toBe("It lets an administrator in once, within 30 minutes.\n");
	expect(await comeIn(pathIn(stdout))).toBe("/access/me/account");
	expect((await send({ name: "Rosa Dalpiaz", email: "rosa@example.org" })).status).toBe(303);
	expect(await comeIn(pathIn((await link("--for", "rosa@example.org")).stdout))).toBe("/");
	await expect(link("--for", "somebody@example.org")).rejects.toMatchObject({ code: 2, stdout: "" });
	const trail = await (await fetch(`${running!.url}/api/access/audit?verb=makeLink`, { headers: { cookie } })).json();
	expect(trail.items.map((entry: { role: string }) => entry.role)).toEqual(["machine", "machine", "door"]);
});

test("a link made while Filò is stopped is good when it runs, and leaves no process", {
	timeout: 120_000,
}, async () => {
	await running!.stop();
	running = undefined;
	const { stdout } = await link("--for", "rosa@example.org");
	expect(await processesIn(folder)).toEqual([]);
	running = await startFilo(folder, settings);
	expect(await comeIn(pathIn(stdout))).toBe("/");
	const me = await (await fetch(`${running.url}/access/me`, { headers: { cookie } })).text();
	expect(me).toContain("Rosa Dalpiaz");
});

test("a folder misspelt is not made", async () => {
	const nowhere = join(folder, "nowhere");
	const env = { ...process.env, FILO_DATA: nowhere };
	await expect(run(filo, ["link"], { env })).rejects.toMatchObject({ code: 2 });
	await expect(run("ls", [nowhere])).rejects.toMatchObject({ code: 2 });
});
