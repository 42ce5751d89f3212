import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, inject, test } from "vitest";
import { generate } from "../src/cli/generate.ts";
import { refusalStatus } from "../src/core/refusal.ts";
import { described, openApi } from "../src/web/openapi.ts";
import { rooms } from "../src/web/rooms.ts";

const root = path.join(import.meta.dirname, "..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const twins = ["README.md", "README.it.md"] as const;

/** Every document of ours, by its path in the repository. */
const documents = [
	...readdirSync(root).filter((name) => /\.(md|yml)$/.test(name)),
	...readdirSync(path.join(root, "docs"), { recursive: true, encoding: "utf8" })
		.filter((name) => name.endsWith(".md"))
		.map((name) => path.join("docs", name)),
].sort();

/** First cells of a document's tables that are written as code. */
function named(text: string, shape: RegExp): string[] {
	return [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, cell]) => cell ?? "").filter((cell) => shape.test(cell));
}

/** What `src/config.ts` takes from the environment. */
function settings(): string[] {
	const found = read("src/config.ts").matchAll(/env\.([A-Z_]+)|env, "([A-Z_]+)"/g);
	return [...new Set([...found].map(([, dotted, quoted]) => dotted ?? quoted ?? ""))].sort();
}

/** What `./filo` understands: its own cases, and the commands of `src/main.ts`. */
function commands(): string[] {
	const [, list = ""] = /const commands[^=]*=> Promise<void>> = \{([^}]*)\}/.exec(read("src/main.ts")) ?? [];
	const inMain = [...list.matchAll(/(\w+)(?:: \w+)?\s*(?:,|$)/g)].map(([, name]) => name ?? "");
	const inShell = [...read("filo").matchAll(/^\t(\w+)\)$|= (\w+) \]; then/gm)].map(
		([, one, other]) => one ?? other ?? "",
	);
	return [...inMain, ...inShell].sort();
}

test("every setting stands in both READMEs, and nothing else does", () => {
	expect(settings()).toContain("FILO_DATA");
	for (const file of twins) expect(named(read(file), /^[A-Z_]+$/).sort(), file).toEqual(settings());
});

test("every command stands in both READMEs, and nothing else does", () => {
	expect(commands()).toEqual(expect.arrayContaining(["serve", "generate", "check"]));
	for (const file of twins) {
		const told = named(read(file), /^\.\/filo \w+$/).map((cell) => cell.slice("./filo ".length));
		expect(told.sort(), file).toEqual(commands());
	}
});

test("the twins name the same settings, commands, addresses and files", () => {
	const codes = (file: string) =>
		[...read(file).matchAll(/`([^`\n]+)`/g)].map(([, code]) => code ?? "").filter((code) => !/smtp:|«/.test(code));
	const [english, italian] = twins.map((file) => [...new Set(codes(file))].sort());
	expect(italian).toEqual(english);
});

test("every refusal is explained, with its status", () => {
	const rows = [...read("docs/refusals.md").matchAll(/^\| `(\w+)` \| (\d+) \| .+\.[^|]* \|$/gm)];
	expect(Object.fromEntries(rows.map(([, code, status]) => [code, Number(status)]))).toEqual(refusalStatus);
});

test("every JSON route is described, and nothing else is", () => {
	const real = rooms
		.flatMap((room) => room.routes)
		.filter(({ path: address, method }) => address.startsWith("/api/") && method !== "ALL")
		.map(({ path: address, method }) => `${method} ${address}`);
	expect(real.length).toBeGreaterThan(20);
	expect(described.map(({ path: address, method }) => `${method} ${address}`).sort()).toEqual(
		[...new Set(real)].sort(),
	);
});

test("the description speaks of ids, days, lengths and what may be left out", () => {
	const { paths } = openApi() as {
		paths: Record<string, Record<string, { requestBody: { content: Record<string, { schema: unknown }> } }>>;
	};
	expect(paths["/api/listening/notes"]?.post?.requestBody.content["application/json"]?.schema).toMatchObject({
		required: ["text", "kind"],
		properties: {
			id: { type: "string", format: "uuid" },
			text: { type: "string", minLength: 1, maxLength: 4000 },
			heardOn: { type: "string", format: "date" },
			kind: { enum: ["asked", "noticed", "reported", "offered"] },
		},
	});
});

test("generated documents are those of this code", async () => {
	expect(await generate(inject("urls").owner, openApi(), true)).toEqual([]);
});

test("the lock names whatever a library brings on any platform: npm installs from nothing else", () => {
	const lock = JSON.parse(read("package-lock.json")) as {
		packages: Record<string, { optionalDependencies?: Record<string, string> }>;
	};
	const wanted = Object.values(lock.packages).flatMap((one) => Object.keys(one.optionalDependencies ?? {}));
	expect(wanted.length).toBeGreaterThan(20);
	const found = Object.keys(lock.packages);
	expect(wanted.filter((name) => !found.some((path) => path.endsWith(`node_modules/${name}`)))).toEqual([]);
});

test("every library has its reasons", () => {
	const reasons = read("docs/decisions/005-libraries.md");
	const { dependencies } = JSON.parse(read("package.json")) as { dependencies: Record<string, string> };
	const names = Object.keys(dependencies);
	expect(names.length).toBeGreaterThan(5);
	expect(names.filter((name) => !new RegExp(`[ |]${name}[, ]`).test(reasons))).toEqual([]);
});

test("links inside the documents lead somewhere", () => {
	const broken = documents.flatMap((file) =>
		[...read(file).matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)]
			.map(([, target]) => path.normalize(path.join(path.dirname(file), target ?? "")))
			.filter((target) => !exists(target))
			.map((target) => `${file}: ${target}`),
	);
	expect(broken).toEqual([]);
});

function exists(file: string): boolean {
	try {
		readFileSync(path.join(root, file));
		return true;
	} catch {
		return false;
	}
}

test("documents speak of no machine, and of no registry", () => {
	const told = documents.flatMap((file) =>
		[
			...read(file).matchAll(
				/(?:^|[\s"'`(=])(\/(?:root|home|work|tmp|Users)\/[^\s`)]*)|\b(registry\.[\w.-]+|[\w.-]+\.example\b(?!\.org))|localhost:(?!3000)\d+/gm,
			),
		].map(([found]) => `${file}: ${found.trim()}`),
	);
	expect(documents.length).toBeGreaterThan(15);
	expect(told).toEqual([]);
});
