// Everything that can be said about the code without running it, two at a time.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const AT_ONCE = 2;

const CHECKS = [
	{ name: "types", run: () => tool("typescript/bin/tsc", ["--noEmit"]) },
	{ name: "style", run: () => tool("@biomejs/biome/bin/biome", ["check", "."]) },
	{ name: "arrows", run: checkArrows },
	{ name: "unused", run: () => tool("knip/bin/knip.js", ["--no-progress"]) },
	{ name: "generated files", run: () => execute(path.join(root, "filo"), ["generate", "--check"]) },
];

const waiting = [...CHECKS];
await Promise.all(Array.from({ length: AT_ONCE }, work));
summarise();

async function work() {
	for (let check = waiting.shift(); check; check = waiting.shift()) {
		const began = Date.now();
		Object.assign(check, await check.run(), { seconds: (Date.now() - began) / 1000 });
	}
}

function summarise() {
	for (const { name, ok, output } of CHECKS) {
		if (!ok) console.log(`\n── ${name}\n${output.trim()}`);
	}
	console.log("");
	for (const { name, ok, seconds } of CHECKS) {
		console.log(`${ok ? "ok    " : "FAILED"}  ${name} (${seconds.toFixed(1)} s)`);
	}
	process.exitCode = CHECKS.every(({ ok }) => ok) ? 0 : 1;
}

/** A cruise that saw nothing finds nothing wrong: it fails, or a changed compiler would switch the rule off unseen. */
async function checkArrows() {
	const args = ["src", "--config", ".dependency-cruiser.cjs", "--output-type", "json"];
	const { output } = await tool("dependency-cruiser/bin/dependency-cruise.mjs", args);
	const summary = parse(output)?.summary;
	if (!summary) return { ok: false, output };
	const { totalCruised, totalDependenciesCruised, violations } = summary;
	if (!(totalCruised > 0 && totalDependenciesCruised > 0)) return { ok: false, output: "It looked at nothing." };
	const lines = violations.map(({ rule, from, to, cycle }) => {
		return `${rule.name}: ${[from, ...(cycle?.map(({ name }) => name) ?? [to])].join(" → ")}`;
	});
	return { ok: lines.length === 0, output: lines.join("\n") };
}

function parse(text) {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

function tool(script, args) {
	const file = path.join(root, "node_modules", script);
	if (!existsSync(file)) return { ok: false, output: `${file} is missing: run 'node bin/setup.mjs'.` };
	return execute(process.execPath, [file, ...args]);
}

function execute(program, args) {
	return new Promise((resolve) => {
		const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
		let output = "";
		const keep = (part) => {
			output += part;
		};
		child.stdout.on("data", keep);
		child.stderr.on("data", keep);
		child.on("error", (error) => resolve({ ok: false, output: error.message }));
		child.on("close", (code) => resolve({ ok: code === 0, output }));
	});
}
