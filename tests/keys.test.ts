import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keyHolders } from "../src/db/keys.ts";
import { dataFolder, processesIn, type Running, startFilo } from "./running.ts";

// The keys as whoever keeps the machine has to do with them: commands, each a process of its own.

const run = promisify(execFile);
const filo = join(import.meta.dirname, "../filo");
const { folder, forget } = dataFolder();
const place = (name: string) => join(folder, name);
const data = place("data");
const keyFile = join(data, "key");
let running: Running | undefined;

type Said = { code: number; out: string; said: string };

async function inFolder(home: string, args: string[], more: Record<string, string> = {}): Promise<Said> {
	const env = { PATH: process.env.PATH, HOME: process.env.HOME, FILO_DATA: home, ...more };
	return run(filo, args, { env }).then(
		({ stdout, stderr }) => ({ code: 0, out: stdout, said: stderr }),
		(error) => ({ code: error.code, out: error.stdout, said: error.stderr }),
	);
}

const keys = (...args: string[]) => inFolder(data, ["keys", ...args]);
const wholeLine = /^(\d+) sealed values open\. Keys: (\d+), 0 of them destroyed\.\n$/;

beforeAll(async () => {
	running = await startFilo(data);
}, 180_000);
afterAll(async () => {
	await running?.stop();
	forget();
});

test("what was mistyped changes nothing: one line that says what to do, and code 2", { timeout: 240_000 }, async () => {
	const before = readFileSync(keyFile, "utf8");
	const usage = "Usage: ./filo keys rotate [--territory] | mirror FOLDER | verify\n";
	for (const args of [[], ["rotated"], ["rotate", "now"], ["mirror"], ["verify", "all"], ["verify", "--territory"]])
		expect(await keys(...args), args.join(" ")).toEqual({ code: 2, out: "", said: usage });
	const unknown = await keys("rotate", "--master");
	expect([unknown.code, unknown.out, unknown.said]).toEqual([2, "", expect.stringContaining("--master")]);
	expect(await keys("mirror", `${keyFile}.d`)).toEqual({
		code: 2,
		out: "",
		said: expect.stringContaining("is the store itself, or in it"),
	});
	const nowhere = await inFolder(place("nowhere"), ["keys", "verify"]);
	expect(nowhere).toEqual({ code: 2, out: "", said: expect.stringContaining("There is no Filò in") });
	expect(existsSync(place("nowhere"))).toBe(false);
	expect(readFileSync(keyFile, "utf8")).toBe(before);
});

test("beside a running Filò they are checked and copied, and not exchanged", { timeout: 240_000 }, async () => {
	const verified = await keys("verify");
	expect(verified).toMatchObject({ code: 0, out: expect.stringMatching(wholeLine) });
	expect(Number(wholeLine.exec(verified.out)![1])).toBeGreaterThan(50);
	for (const args of [["rotate"], ["rotate", "--territory"]])
		expect(await keys(...args)).toEqual({
			code: 2,
			out: "",
			said: "Filò is running, with the keys in its memory. Stop it, exchange them, start it again.\n",
		});
	const n = keyHolders(`${keyFile}.d`).length;
	expect(await keys("mirror", place("copy"))).toMatchObject({
		code: 0,
		out: expect.stringContaining("0 destroyed there"),
	});
	expect(keyHolders(place("copy"))).toHaveLength(n);
	expect((await keys("mirror", place("copy"))).out).toContain("0 keys brought");
});

test("exchanged while it is stopped: everything opens with the new keys, the older copy with the old ones alone", {
	timeout: 240_000,
}, async () => {
	await running!.stop();
	running = undefined;
	const missing = await inFolder(data, ["keys", "verify"], { FILO_KEY_FILE: place("no key") });
	expect(missing).toEqual({ code: 2, out: "", said: expect.stringContaining("is missing. FILO_KEY_FILE says where") });
	expect(existsSync(place("no key")), "none is made").toBe(false);
	writeFileSync(place("no such key"), "correct horse battery staple\n");
	expect(await inFolder(data, ["keys", "rotate"], { FILO_KEY_FILE: place("no such key") })).toMatchObject({
		code: 2,
		said: expect.stringContaining("holds no key of Filò"),
	});

	const before = (await keys("verify")).out;
	const old = readFileSync(keyFile, "utf8");
	const rotated = await keys("rotate");
	expect(rotated).toMatchObject({
		code: 0,
		out: expect.stringMatching(/holds a new key; \d+ values were sealed anew/),
	});
	expect(rotated.out).toContain("./filo keys mirror FOLDER");
	expect(readFileSync(keyFile, "utf8")).not.toBe(old);
	expect(readFileSync(keyFile, "utf8")).toMatch(/^[0-9a-f]{64}\n$/);
	expect(await keys("rotate", "--territory")).toMatchObject({
		code: 0,
		out: expect.stringMatching(/^Every territory has a new key; \d+ values were sealed anew/),
	});
	expect(await keys("verify")).toMatchObject({ code: 0, out: before });
	// The key before opens nothing any more.
	writeFileSync(place("old"), old);
	cpSync(`${keyFile}.d`, `${place("old")}.d`, { recursive: true });
	const opened = await inFolder(data, ["keys", "verify"], { FILO_KEY_FILE: place("old") });
	expect(opened.code).toBe(1);
	expect(opened.out).toMatch(/^0 sealed values open/);

	running = await startFilo(data);
	await running.stop();
	running = undefined;
	expect((await keys("verify")).code, "and Filò runs with them").toBe(0);
	expect(await processesIn(folder)).toEqual([]);
});

test("a key that is gone or harmed is told apart, and the code is 1", { timeout: 240_000 }, async () => {
	const lost = keyHolders(`${keyFile}.d`)[0]!;
	const file = join(`${keyFile}.d`, lost.territoryId, lost.personId.slice(-2), lost.personId);
	const bytes = readFileSync(file);
	rmSync(file);
	expect(await keys("verify")).toMatchObject({
		code: 1,
		out: expect.stringMatching(/do not open: their keys are not in/),
	});
	writeFileSync(file, Buffer.alloc(bytes.length, 7));
	expect(await keys("verify")).toMatchObject({
		code: 1,
		out: expect.stringMatching(/do not open though their keys are here, the first at /),
	});
	writeFileSync(file, bytes);
	truncateSync(file);
	expect(await keys("verify")).toMatchObject({
		code: 0,
		out: expect.stringMatching(/are of people erased: .* as they asked/),
	});
	writeFileSync(file, bytes);
});

test("restored elsewhere with a copy of the keys everything opens; without, it is said what does not", {
	timeout: 480_000,
}, async () => {
	expect(await keys("mirror", place("copy"))).toMatchObject({ code: 0 });
	const made = await inFolder(data, ["backup", place("one.filo"), "--key", place("backup.key")]);
	expect(made).toMatchObject({ code: 0 });
	const restore = (home: string, ...more: string[]) =>
		inFolder(place(home), ["restore", place("one.filo"), "--key", place("backup.key"), ...more]);

	mkdirSync(place("empty"));
	expect(await restore("again", "--keys", place("empty"))).toMatchObject({
		code: 2,
		said: expect.stringContaining("holds no keys. ./filo keys mirror FOLDER makes a copy."),
	});
	expect(await restore("again", "--keys", place("never"))).toMatchObject({ code: 2 });
	expect(existsSync(join(place("again"), "postgres")), "nothing was begun").toBe(false);

	const back = await restore("again", "--keys", place("copy"));
	expect(back).toMatchObject({ code: 0, said: expect.stringMatching(/The keys are of \d{4}-\d\d-\d\dT/) });
	expect(back.said).not.toContain("do not open");
	const whole = await inFolder(place("again"), ["keys", "verify"]);
	expect(whole).toMatchObject({ code: 0, out: (await keys("verify")).out });
	expect(readdirSync(join(place("again"), "key.d"))).not.toContain("mirrored");
	expect(await restore("again", "--keys", place("copy")), "over keys that are there").toMatchObject({ code: 2 });

	const bare = await restore("bare");
	expect(bare).toMatchObject({
		code: 0,
		said: expect.stringMatching(/\d+ sealed values .* do not open: their keys are not in/),
	});
	expect(await inFolder(place("bare"), ["keys", "verify"])).toMatchObject({ code: 1 });
	expect(await processesIn(folder)).toEqual([]);
});
