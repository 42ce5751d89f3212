// Builds what a browser loads: styles, a script of a few kB, the typeface, the icon. Writes build/public/ and its
// manifest.json (name → name with its fingerprint), each text also as .br and .gz. Takes no time when nothing changed.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const self = fileURLToPath(import.meta.url);
const root = path.dirname(path.dirname(self));
const source = path.join(root, "src");
const ui = path.join(source, "ui");
const target = path.join(root, "build", "public");
const manifestFile = path.join(target, "manifest.json");
const stamp = path.join(root, "build", "inputs.sha256");
/** Browsers of the last three years: nesting and logical properties need no translation there. */
const BROWSERS = ["chrome115", "firefox118", "safari16.4"];

if (process.argv[1] && path.resolve(process.argv[1]) === self) {
	const began = performance.now();
	const { built, sizes } = await build();
	const seconds = ((performance.now() - began) / 1000).toFixed(2);
	console.log(built ? `Built in ${seconds} s.` : `Nothing changed (${seconds} s).`);
	for (const { name, bytes, brotli } of sizes) console.log(`${name}: ${bytes} bytes, ${brotli} with brotli`);
}

/** Builds when an input changed since the last time. Returns whether it did, and the sizes of what it wrote. */
export async function build() {
	const inputs = listInputs();
	const wanted = fingerprintOf(inputs);
	if (existsSync(manifestFile) && readText(stamp) === wanted && isWhole(readManifest())) {
		return { built: false, sizes: [] };
	}
	mkdirSync(target, { recursive: true });
	const before = readManifest();
	const { styles, fonts } = await bundleStyles(inputs);
	const files = [
		{ name: "filo.css", content: Buffer.from(styles) },
		...(await bundleScripts(inputs)),
		{ name: "icon.svg", content: readFileSync(path.join(ui, "static", "icon.svg")) },
		...(await drawIcons()),
	];
	const manifest = {};
	const sizes = [];
	for (const { name, content } of files) {
		manifest[name] = withFingerprint(name, content);
		sizes.push({ name, bytes: content.length, brotli: put(manifest[name], content, !name.endsWith(".png")) });
	}
	for (const { name, file, content } of fonts) {
		manifest[name] = file;
		sizes.push({ name, bytes: content.length, brotli: put(file, content, false) });
	}
	replace(manifestFile, `${JSON.stringify(manifest, null, "\t")}\n`);
	replace(stamp, wanted);
	sweep(before, manifest);
	return { built: true, sizes };
}

/** Styles, islands, and every page: which classes pages use decides which rules ship. */
function listInputs() {
	const ours = readdirSync(source, { recursive: true, withFileTypes: true })
		.filter(
			(entry) =>
				entry.isFile() && /\.(tsx|css|svg)$|[\\/]islands[\\/].*\.ts$/.test(path.join(entry.parentPath, entry.name)),
		)
		.map((entry) => path.join(entry.parentPath, entry.name));
	return [self, path.join(root, "package-lock.json"), ...ours.filter((file) => !/\.test\.tsx?$/.test(file)).sort()];
}

function fingerprintOf(files) {
	const hash = createHash("sha256");
	for (const file of files) hash.update(path.relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
	return hash.digest("hex");
}

async function bundleStyles(inputs) {
	const esbuild = await import("esbuild");
	const { outputFiles } = await esbuild.build({
		entryPoints: { filo: path.join(ui, "styles", "index.css") },
		outdir: target,
		bundle: true,
		write: false,
		loader: { ".woff2": "file" },
		assetNames: "[name].[hash]",
		alias: { "design-tokens-italia": designTokens() },
		logLevel: "warning",
	});
	const whole = outputFiles.find(({ path: file }) => file.endsWith(".css")).text;
	const { PurgeCSS } = (await import("purgecss")).default;
	const [purged] = await new PurgeCSS().purge({
		content: [...inputs.filter((file) => /\.tsx?$/.test(file)), { raw: promisedClasses(), extension: "txt" }],
		css: [{ raw: whole }],
		variables: true,
		// Attributes and states that a browser or our script sets are never written in a page.
		safelist: { standard: ["open", "hidden"], variables: [] },
	});
	const { code } = await esbuild.transform(purged.css, {
		loader: "css",
		minify: true,
		target: BROWSERS,
		legalComments: "none",
	});
	const fonts = outputFiles
		.filter(({ path: file }) => file.endsWith(".woff2"))
		.map(({ path: file, contents }) => ({
			file: path.basename(file),
			name: nameOf(file),
			content: Buffer.from(contents),
		}));
	return { styles: `/* Titillium Web: SIL OFL 1.1. design-tokens-italia: BSD-3-Clause. */${code}`, fonts };
}

/** The list at the head of components.css: pages may use those names at any time, also put together from parts. */
function promisedClasses() {
	return readFileSync(path.join(ui, "styles", "components.css"), "utf8").split("*/")[0];
}

/** bootstrap-italia's design tokens come with bootstrap-italia, wherever npm laid them. */
function designTokens() {
	const fromBootstrap = createRequire(path.join(root, "node_modules", "bootstrap-italia", "package.json"));
	return path.join(path.dirname(fromBootstrap.resolve("design-tokens-italia/package.json")), "dist/css/variables.css");
}

async function bundleScripts(inputs) {
	const entryPoints = inputs.filter((file) => path.basename(path.dirname(file)) === "islands");
	const esbuild = await import("esbuild");
	const { outputFiles } = await esbuild.build({
		entryPoints,
		entryNames: "[name]",
		outdir: target,
		bundle: true,
		write: false,
		minify: true,
		format: "iife",
		target: BROWSERS,
		jsx: "automatic",
		jsxImportSource: "preact",
		legalComments: "none",
		logLevel: "warning",
	});
	return outputFiles.map(({ path: file, contents }) => ({ name: path.basename(file), content: Buffer.from(contents) }));
}

/** The icon as phones want it on their first screen. */
function drawIcons() {
	const drawing = readFileSync(path.join(ui, "static", "icon.svg"));
	return Promise.all(
		[192, 512].map(async (side) => {
			const { default: sharp } = await import("sharp");
			const content = await sharp(drawing, { density: 72 * (side / 48) })
				.resize(side, side)
				.png()
				.toBuffer();
			return { name: `icon-${side}.png`, content };
		}),
	);
}

/** «titillium-web-latin-400-normal.ABCD1234.woff2» → «titillium-web-latin-400-normal.woff2». */
function nameOf(file) {
	return path.basename(file).replace(/\.[A-Z0-9]+(\.\w+)$/, "$1");
}

function withFingerprint(name, content) {
	const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
	const { name: stem, ext } = path.parse(name);
	return `${stem}.${hash}${ext}`;
}

/** Writes a file and, where it shrinks, its compressed siblings. Returns the smallest size. */
function put(file, content, compress) {
	replace(path.join(target, file), content);
	if (!compress) return content.length;
	const brotli = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
	replace(path.join(target, `${file}.br`), brotli);
	replace(path.join(target, `${file}.gz`), gzipSync(content, { level: 9 }));
	return brotli.length;
}

/** Another process may be reading or building: a file is there whole or not at all. */
function replace(file, content) {
	const draft = `${file}.${process.pid}.part`;
	writeFileSync(draft, content);
	renameSync(draft, file);
}

/** Removes what neither this build nor the one before speaks of: a server started on the last one still serves. */
function sweep(before, now) {
	const kept = new Set([...Object.values(before), ...Object.values(now)]);
	for (const file of readdirSync(target)) {
		if (file === "manifest.json" || file.endsWith(".part") || kept.has(file.replace(/\.(br|gz)$/, ""))) continue;
		rmSync(path.join(target, file), { force: true });
	}
}

function readManifest() {
	const text = readText(manifestFile);
	return text ? JSON.parse(text) : {};
}

function isWhole(manifest) {
	return Object.values(manifest).every((file) => existsSync(path.join(target, file)));
}

function readText(file) {
	return existsSync(file) ? readFileSync(file, "utf8") : null;
}
