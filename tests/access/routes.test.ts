import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../src/core/ids.ts";
import type { Role } from "../../src/core/roles.ts";
import type { Database } from "../../src/db/database.ts";
import { type App, application, type Route, routesOf } from "../application.ts";
import { addressesOf } from "./samples.ts";

// What every route answers to every actor, on records of San Vigilio, against the reviewed routes.txt.

const actors: Record<string, [Role, string?] | undefined> = {
	nobody: undefined,
	resident: ["resident", "san-vigilio"],
	citizen: ["citizen", "san-vigilio"],
	facilitator: ["facilitator", "san-vigilio"],
	coordinator: ["coordinator", "san-vigilio"],
	"social-worker": ["social-worker", "san-vigilio"],
	officer: ["officer"],
	evaluator: ["evaluator"],
	administrator: ["administrator"],
	"data protection officer": ["data-protection-officer"],
	"facilitator of another neighbourhood": ["facilitator", "accanto"],
	"facilitator of another territory": ["facilitator", "pradivento"],
	"coordinator of another territory": ["coordinator", "pradivento"],
};
const names = Object.keys(actors);
const strangers = names.filter((name) => name.includes("another"));

type Line = Route & {
	which: string;
	answers: Record<string, number>;
	unknown: Record<string, number>;
	statements: number;
	type: string;
};
let t: Awaited<ReturnType<typeof application>>;
let lines: Line[];

beforeAll(async () => {
	t = await application();
	const cookies: Record<string, string> = {};
	for (const name of names) {
		const who = actors[name];
		if (who) cookies[name] = await t.signIn(...who);
		// The first page of a session writes what is on screen; here nothing is kept, so it is asked for before.
		if (who) await settle(name, who, cookies[name]!);
	}
	const app = t.open({ ...t.ground, db: forgetful(t.db) });
	lines = [];
	for (const route of routesOf(app))
		for (const { which, path } of await addressesOf(t.owner, route.path))
			lines.push(await measured(app, cookies, route, which, path));
}, 600_000);
afterAll(() => t?.end());

async function settle(name: string, [role, at]: [Role, string?], cookie: string): Promise<void> {
	const territory = at === "pradivento" ? "val-di-non" : "val-adige";
	const choose = new URLSearchParams({ role, territory, neighbourhood: at ?? "" });
	const answer =
		role === "coordinator"
			? await t.app.request("/access/choose", { method: "POST", headers: { cookie }, body: choose })
			: await t.app.request("/access/me", { headers: { cookie } });
	expect(answer.status, name).toBe(role === "coordinator" ? 303 : 200);
}

/** Does all its work and keeps none of it: each answer is measured on the same demonstration. */
function forgetful(db: Database): Database {
	const done = new Error("done");
	const forgotten =
		(writing: Database["withActor"]): Database["withActor"] =>
		async (actor, work) => {
			let result: Awaited<ReturnType<typeof work>> | undefined;
			const tried = writing(actor, async (tx) => {
				result = await work(tx);
				throw done;
			});
			await tried.catch((error) => {
				if (error !== done) throw error;
			});
			return result as Awaited<ReturnType<typeof work>>;
		};
	return { ...db, withActor: forgotten(db.withActor), noteReading: forgotten(db.noteReading) };
}

async function measured(
	app: App,
	cookies: Record<string, string>,
	route: Route,
	which: string,
	path: string,
): Promise<Line> {
	const line: Line = { ...route, which, answers: {}, unknown: {}, statements: 0, type: "" };
	const nowhere = path.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, () => newId());
	for (const name of names) {
		const before = t.db.statements();
		const answer = await app.request(path, requestOf(route, cookies[name]));
		line.answers[name] = answer.status;
		if (strangers.includes(name))
			line.unknown[name] = (await app.request(nowhere, requestOf(route, cookies[name]))).status;
		if (name === "facilitator")
			Object.assign(line, { statements: t.db.statements() - before, type: answer.headers.get("content-type") ?? "" });
	}
	return line;
}

/** An empty form, or empty JSON: whoever may write is told what is missing. */
function requestOf({ method, path }: Route, cookie: string | undefined): RequestInit {
	const headers: Record<string, string> = cookie ? { cookie } : {};
	if (method === "GET") return { headers };
	const isApi = path.startsWith("/api/");
	headers["content-type"] = isApi ? "application/json" : "application/x-www-form-urlencoded";
	return { method, headers, body: isApi ? "{}" : "" };
}

describe("every route × every actor", () => {
	test("answers as reviewed", async () => {
		expect(lines.length).toBeGreaterThan(50);
		await expect(written()).toMatchFileSnapshot("routes.txt");
	});

	test("no answer is a bug of ours", () => {
		expect([...new Set(t.bugs.map((bug) => `${bug.route} ${bug.message}`))]).toEqual([]);
		expect(lines.filter((line) => Object.values(line.answers).some((status) => status >= 500))).toEqual([]);
	});

	test("a record of one neighbourhood does not exist for the others: not to be read, and answered as if there were none", () => {
		const ofRecords = lines.filter(
			// Models and desks belong to a territory, or to all, and a kind of record is no record: each has its own test.
			(line) =>
				line.path.includes(":") && !/\/(models|desks|retention)\//.test(line.path) && line.answers.nobody === 401,
		);
		expect(ofRecords.length).toBeGreaterThan(20);
		const told = ofRecords.flatMap((line) =>
			strangers
				.filter(
					(name) =>
						line.answers[name] !== line.unknown[name] ||
						!(line.method === "GET" ? [403, 404] : [403, 404, 422]).includes(line.answers[name]!),
				)
				.map((name) => `${line.method} ${line.path} ${name} ${line.answers[name]} ${line.unknown[name]}`),
		);
		expect(told).toEqual([]);
	});

	/**
	 * Pages about one person, which also write down that they were read; erasing says what stands in every table. What
	 * waits to be looked at on the board, and what somebody away leaves, comes from many tables.
	 */
	const more: Record<string, number> = {
		"/community/persons/:id": 7,
		"/community/persons/:id/agreements": 7,
		"/community/persons/:id/agreements/new": 7,
		"/community/persons/:id/agreements/sheet": 7,
		"/community/persons/:id/erasure": 9,
		"/exchange/board": 7,
		"/exchange/moderation": 10,
		"/network/circle/:person": 8,
		"/network/circle/:person/file.html": 8,
	};

	test("a page asks the database at most six times", () => {
		const pages = lines.filter(
			(line) => line.method === "GET" && line.answers.facilitator === 200 && line.type.startsWith("text/html"),
		);
		expect(pages.length).toBeGreaterThan(10);
		const over = pages.filter((line) => line.statements > (more[line.path] ?? 6));
		expect(over.map((line) => `${line.path} ${line.statements}`)).toEqual([]);
	});
});

function written(): string {
	const legend = [
		"What every route answers to every actor: the status of a request for a record of San Vigilio; a form or JSON sent empty (422: may write, and is told what is missing).",
		"Measured by tests/access/routes.test.ts. Review each change; write it anew with ./filo test tests/access -u",
		"",
		...names.map((name, i) => `${String(i + 1).padStart(2)} ${name}`),
		"",
	];
	const titles = lines.map((line) => `${line.method.padEnd(4)} ${line.path}${line.which && ` (${line.which})`}`);
	const width = Math.max(...titles.map((title) => title.length));
	const head = `${" ".repeat(width)}  ${names.map((_, i) => String(i + 1).padEnd(3)).join("  ")}`.trimEnd();
	const rows = lines.map(
		(line, i) => `${titles[i]!.padEnd(width)}  ${names.map((name) => line.answers[name]).join("  ")}`,
	);
	return `${[...legend, head, ...rows].join("\n")}\n`;
}
