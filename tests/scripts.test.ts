import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { application } from "./application.ts";

const built = join(import.meta.dirname, "../build/public");
const manifest = JSON.parse(readFileSync(join(built, "manifest.json"), "utf8")) as Record<string, string>;
const scripts = Object.keys(manifest).filter((name) => name.endsWith(".js"));

/** Kilobytes of scripts as a browser is sent them: compressed. */
function kilobytesOf(names: readonly string[]): number {
	return names.reduce((sum, name) => sum + statSync(join(built, `${manifest[name]}.br`)).size, 0) / 1024;
}

/** The two islands; every other script only makes a page kinder. */
const islands = ["network.js", "notebook.js"];

test("the notebook that opens without coverage is at most 60 kB, with the worker that keeps it", () => {
	expect(scripts).toContain("notebook-worker.js");
	expect(kilobytesOf(["notebook.js", "notebook-worker.js"])).toBeLessThan(60);
});

test("only the two islands load much script: all others together are under 20 kB, a public page under 6", async () => {
	expect(scripts).toEqual(expect.arrayContaining(islands));
	expect(kilobytesOf(scripts.filter((name) => !islands.includes(name)))).toBeLessThan(20);
	const t = await application();
	try {
		const html = await (await t.app.request("/n/san-vigilio")).text();
		const named = [...html.matchAll(/<script src="\/assets\/([a-z]+\.js)"/g)].map(([, name = ""]) => name);
		expect(named).toContain("enhance.js");
		expect(kilobytesOf(named)).toBeLessThan(6);
	} finally {
		await t.end();
	}
}, 120_000);
