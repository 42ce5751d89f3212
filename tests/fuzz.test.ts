import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { random } from "../src/core/random.ts";
import { startDemonstration } from "./demonstration.ts";
import { invalid, pick, type Schema, type Source, uuid, valid } from "./fuzz/made.ts";
import { cookieFor, dataFolder, type Running } from "./running.ts";

// Every operation of the description, on a running demonstration, as the description says and as it does not, by four
// people: nothing breaks, nothing is told that should not be, and what is answered is what is declared.

const each = process.env.CI ? 60 : 8;
const seed = 20261122;

type Operation = {
	method: string;
	path: string;
	open: boolean;
	parameters: { name: string; in: "path" | "query"; required: boolean; schema: Schema }[];
	body?: Schema;
	status: number;
};
type Asked = { who: string; method: string; address: string; body?: string; type?: string };

const actors: Record<string, [string, string?] | undefined> = {
	nobody: undefined,
	facilitator: ["facilitator", "san-vigilio"],
	"social worker": ["social-worker", "san-vigilio"],
	administrator: ["administrator"],
};

type Verbs = Record<string, Described>;
type Described = {
	security?: unknown[];
	parameters?: Operation["parameters"];
	requestBody?: { content: Record<string, { schema: Schema }> };
	responses: Record<string, unknown>;
};

function operationsOf(paths: Record<string, Verbs>): Operation[] {
	return Object.entries(paths).flatMap(([at, verbs]) =>
		Object.entries(verbs).map(([method, said]) => ({
			method: method.toUpperCase(),
			path: at,
			open: said.security?.length === 0,
			parameters: said.parameters ?? [],
			body: said.requestBody?.content["application/json"]?.schema,
			status: Number(Object.keys(said.responses)[0]),
		})),
	);
}

/** What tells of the inside: stacks, folders, PostgreSQL's and the libraries' own words. */
const insides =
	/\n\s+at \S+ \(|node_modules|file:\/\/|\/src\/\w|syntax error at|violates \w+ constraint|relation \\?"|pg_catalog|column \\?"\w+\\?" |ZodError|TypeError|ECONNREFUSED|duplicate key/;

let running: Running;
const { folder, forget } = dataFolder();
const cookies: Record<string, string> = {};
let operations: Operation[];
let problem: Record<string, { enum: unknown[] }>;
let ids: string[] = [];

beforeAll(async () => {
	running = await startDemonstration(folder);
	for (const [name, who] of Object.entries(actors)) if (who) cookies[name] = await cookieFor(running.url, ...who);
	const description = await (await fetch(`${running.url}/openapi.json`)).json();
	operations = operationsOf(description.paths);
	problem = description.components.schemas.Problem.properties;
	ids = await idsThereAre();
}, 180_000);
afterAll(async () => {
	await running?.stop();
	forget();
});

/** Ids of records the facilitator is shown in any list. */
async function idsThereAre(): Promise<string[]> {
	const found = new Set<string>();
	for (const { method, path: at } of operations) {
		if (method !== "GET" || at.includes("{")) continue;
		const answer = await fetch(running.url + at, { headers: { cookie: cookies.facilitator! } });
		for (const [, one] of (await answer.text()).matchAll(/"id":"([0-9a-f-]{36})"/g)) found.add(one!);
	}
	return [...found].slice(0, 400);
}

function askedOf(operation: Operation, who: string, source: Source, wrongly: boolean): Asked {
	const query = new URLSearchParams();
	let at = operation.path;
	for (const { name, in: where, required, schema } of operation.parameters) {
		const isSlug = where === "path" && schema.format !== "uuid";
		const right = isSlug
			? pick(source, ["san-vigilio", "pradivento", "O2"])
			: where === "path"
				? uuid(source)
				: valid(schema, source);
		const given = wrongly && source.next() < 0.3 ? invalid({ type: "string" }, source) : right;
		const value = (typeof given === "string" ? given : JSON.stringify(given)).slice(0, 3000).toWellFormed();
		if (where === "path") at = at.replace(`{${name}}`, encodeURIComponent(value) || "x");
		else if (required || source.next() < 0.5) query.set(name, value);
	}
	const address = `${at}${query.size > 0 ? `?${query}` : ""}`;
	if (operation.method === "GET") return { who, method: "GET", address };
	const sent = operation.body ? (wrongly ? invalid : valid)(operation.body, source) : {};
	const body =
		wrongly && source.next() < 0.1
			? pick(source, ["{", "[1,", '{"a":1}}', "\ufeff{}", "null", '"x"'])
			: JSON.stringify(sent);
	const type =
		wrongly && source.next() < 0.05 ? pick(source, ["text/plain", "application/xml", ""]) : "application/json";
	return { who, method: operation.method, address, body, type };
}

async function ask({ who, method, address, body, type }: Asked): Promise<Response> {
	const headers: Record<string, string> = cookies[who] ? { cookie: cookies[who] } : {};
	if (type) headers["content-type"] = type;
	return fetch(running.url + address, { method, headers, body, redirect: "manual" });
}

/** What is wrong with an answer; undefined where it is as declared. */
async function wrongWith(operation: Operation, answer: Response, who: string): Promise<string | undefined> {
	const type = answer.headers.get("content-type") ?? "";
	const text = await answer.text();
	if (answer.status >= 500) return `answered ${answer.status}: ${text.slice(0, 200)}`;
	const told = insides.exec(text)?.[0];
	if (told) return `tells of the inside: ${told}`;
	if (answer.status === operation.status) {
		if (who === "nobody" && !operation.open) return "answered nobody";
		if (answer.status === 204) return text === "" ? undefined : "204 with a body";
		return type.startsWith("application/json") && typeof JSON.parse(text) === "object" ? undefined : `is ${type}`;
	}
	if (answer.status < 400) return `answered ${answer.status}, not declared`;
	if (!type.startsWith("application/problem+json")) return `refused as ${type}`;
	const said = JSON.parse(text) as Record<string, unknown>;
	const isDeclared =
		["type", "title", "status"].every((name) => problem[name]!.enum.includes(said[name])) &&
		said.status === answer.status &&
		typeof said.detail === "string";
	return isDeclared ? undefined : `refused in undeclared words: ${text.slice(0, 200)}`;
}

describe("every operation of the description", () => {
	test("there are operations, and records to ask for", () => {
		expect(operations.length).toBeGreaterThan(60);
		expect(ids.length).toBeGreaterThan(50);
	});

	test(`${each} times by each of four people`, { timeout: 1_800_000 }, async () => {
		const wrong: Record<string, string> = {};
		const answered = new Map<number, number>();
		for (const [i, operation] of operations.entries())
			for (const [j, who] of Object.keys(actors).entries()) {
				const source: Source = { next: random(seed + i * 100 + j), ids };
				for (let n = 0; n < each; n += 1) {
					const asked = askedOf(operation, who, source, n % 2 === 1);
					const answer = await ask(asked);
					answered.set(answer.status, (answered.get(answer.status) ?? 0) + 1);
					const said = await wrongWith(operation, answer, who);
					if (said)
						wrong[`${operation.method} ${operation.path} ${who}: ${said}`] =
							`${asked.address} ${(asked.body ?? "").slice(0, 300)}`;
				}
			}
		expect(wrong).toEqual({});
		// Not all of it was refused: what the description says is also done.
		expect((answered.get(200) ?? 0) + (answered.get(201) ?? 0)).toBeGreaterThan(operations.length);
	});

	test("the log holds no bug, no statement and no value that was sent", async () => {
		await new Promise((resolve) => setTimeout(resolve, 700));
		const lines = running.logged().trim().split("\n");
		expect(lines.length).toBeGreaterThan(operations.length);
		expect(lines.filter((line) => JSON.parse(line).level >= 50)).toEqual([]);
		expect(running.logged()).not.toMatch(/lampadina|panchina|pg_sleep|[0-9a-f]{8}-[0-9a-f]{4}-7/);
	});
});
