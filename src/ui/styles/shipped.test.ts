import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");
const shipped = join(root, "build/public");
let manifest: Record<string, string>;
let css: string;

beforeAll(() => {
	execFileSync(process.execPath, [join(root, "bin/build.mjs")], { cwd: root });
	manifest = JSON.parse(readFileSync(join(shipped, "manifest.json"), "utf8"));
	css = readFileSync(join(shipped, manifest["filo.css"] ?? ""), "utf8");
});

function compressedBytes(name: string): number {
	return readFileSync(join(shipped, `${manifest[name]}.br`)).length;
}

test("a phone in a valley loads little", () => {
	expect(compressedBytes("filo.css")).toBeLessThan(12_000);
	expect(compressedBytes("enhance.js")).toBeLessThan(4_000);
	expect(compressedBytes("aloud.js")).toBeLessThan(1_000);
	expect(compressedBytes("enhance.js") + compressedBytes("aloud.js")).toBeLessThan(6_000);
});

test("what is dropped at build is never the ring of the focus, nor what a class is promised for", () => {
	expect(css).toMatch(/:focus-visible\{outline:3px solid/);
	const promised = readFileSync(join(import.meta.dirname, "components.css"), "utf8").split("*/")[0] ?? "";
	for (const name of ["quick", "urgent-path", "chip-guessed", "fill-violet", "tabs", "sentence", "columns"]) {
		expect(promised).toContain(name);
		expect(css).toContain(`.${name}`);
	}
});

test("every custom property that is used is defined", () => {
	const defined = new Set([...css.matchAll(/(--[\w-]+):/g)].map((m) => m[1]));
	const used = [...css.matchAll(/var\((--[\w-]+)/g)].map((m) => m[1]);
	expect(used.length).toBeGreaterThan(50);
	expect(used.filter((name) => !defined.has(name))).toEqual([]);
});

test("nothing comes from another host, and the typeface is only what three languages need", () => {
	const addresses = [...css.matchAll(/url\(["']?([^"')]+)/g)].map((m) => m[1] ?? "");
	expect(addresses).toHaveLength(6);
	for (const address of addresses)
		expect(address).toMatch(/^\.\/titillium-web-latin(-ext)?-[467]00-normal\.\w+\.woff2$/);
});

test("words are there before the typeface is, as wide as they will be", () => {
	const family = /--family:([^;]+)/.exec(css)?.[1] ?? "";
	expect(family.split(",").map((name) => name.replaceAll('"', "").trim())[1]).toBe("Titillium meanwhile");
	const faces = [...css.matchAll(/@font-face\{([^}]+)\}/g)].map((m) => m[1] ?? "");
	const own = faces.filter((face) => face.includes("Titillium meanwhile"));
	expect(own).toHaveLength(2);
	for (const face of own) expect(face).toMatch(/size-adjust:.+ascent-override:.+descent-override:/);
	for (const face of faces.filter((one) => !own.includes(one))) expect(face).toContain("font-display:swap");
});

test("every class a page writes has a style", () => {
	const written = ["components.tsx", "layout.tsx"].flatMap((file) =>
		[...readFileSync(join(import.meta.dirname, "..", file), "utf8").matchAll(/class="([^"]+)"/g)].flatMap(
			(m) => m[1]?.split(" ") ?? [],
		),
	);
	expect(written.length).toBeGreaterThan(20);
	const unstyled = written.filter((name) => !new RegExp(`\\.${name}[^\\w-]`).test(css));
	expect([...new Set(unstyled)]).toEqual([]);
});
