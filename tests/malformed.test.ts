import { connect } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { HonoRequest } from "hono/request";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addressesOf } from "./access/samples.ts";
import { application, routesOf } from "./application.ts";
import { type Junk, junkFor, type Target } from "./junk.ts";

// Every route is sent 200 requests that nobody should send: it says no, keeps standing, and writes nothing.
// At a desk the first 25 of them, the same ones: the whole takes minutes.

const each = process.env.CI ? 200 : 25;
let t: Awaited<ReturnType<typeof application>>;
let targets: (Omit<Target, "needsBody" | "asks"> & { cookie: string })[];
/** So many routes at a time: while one waits for the database, another is worked on. */
const lanes = 4;

beforeAll(async () => {
	t = await application();
	const facilitator = await t.signIn("facilitator", "san-vigilio");
	const administrator = await t.signIn("administrator");
	for (const cookie of [facilitator, administrator]) await t.app.request("/access/me", { headers: { cookie } });
	targets = [];
	const routes = routesOf(t.app);
	for (const { method, path: pattern } of routes) {
		const cookie = /^\/(access\/accounts|programme\/)/.test(pattern) ? administrator : facilitator;
		for (const { path } of (await addressesOf(t.owner, pattern)).slice(0, 1))
			targets.push({ method, pattern, path, cookie, known: methodsAt(routes, path) });
	}
}, 120_000);
afterAll(() => t?.end());

/** Under which methods an address is known: by its own pattern, or by one that it also fits. */
function methodsAt(routes: readonly { method: string; path: string }[], path: string): string[] {
	const fits = (pattern: string) => new RegExp(`^${pattern.replace(/:[^/]+/g, "[^/]+")}$`).test(path);
	return routes.filter((route) => fits(route.path)).map(({ method }) => method);
}

/** Every table with its number of rows and its latest transaction: any insert, change or removal shows. */
async function trace(): Promise<Record<string, string>> {
	const { rows: tables } = await t.owner.query<{ name: string }>(
		`select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where relkind = 'r' and nspname not like 'pg\\_%' and nspname <> 'information_schema' order by 1`,
	);
	const one = ({ name }: { name: string }) =>
		`select '${name}' as name, count(*) || ' ' || coalesce(max(xmin::text::bigint), 0) as mark from ${name}`;
	// That somebody asked too often is counted, whatever they asked; that they read it, where a form comes back with
	// what it is about.
	const own = tables.filter(
		({ name }) => !name.startsWith("graphile_worker.") && !["access.limits", "access.readings"].includes(name),
	);
	const { rows } = await t.owner.query<{ name: string; mark: string }>(own.map(one).join(" union all "));
	return Object.fromEntries(rows.map((row) => [row.name, row.mark]));
}

async function ask({ path, init }: Junk, cookie: string): Promise<Response> {
	return t.app.request(path, { ...init, headers: { ...init.headers, cookie } });
}

/** What is wrong with an answer to a malformed request; undefined when it is as it should be. */
async function wrongWith(answer: Response, junk: Junk, pattern: string): Promise<string | undefined> {
	const { status } = answer;
	const isIgnored = junk.kind === "odd query" && (status < 300 || status === 303);
	if (isIgnored) return undefined;
	if (status < 400 || status > 499) return `answered ${status}`;
	const type = answer.headers.get("content-type") ?? "";
	const body = await answer.text();
	// Beside a file or the status nothing is: said as a page or as a problem document.
	const isNowhere = junk.kind === "bad tail" || junk.kind === "strange method";
	const isPlain = /^\/(assets|status)/.test(pattern);
	const isPage = isPlain ? isNowhere && type.startsWith("text/html") : !pattern.startsWith("/api/");
	if (isPage) return type.startsWith("text/html") && body.includes("<h1") ? undefined : `no page but ${type}`;
	if (!type.startsWith("application/problem+json")) return `no problem document but ${type}`;
	const problem = JSON.parse(body) as { status?: number; type?: string; detail?: string };
	return problem.status === status && problem.type?.startsWith("urn:filo:refusal:") && problem.detail
		? undefined
		: "an incomplete problem document";
}

type Bare = (typeof targets)[number];

/** The names of its query that a route looks at, seen while it answers. The door itself looks at two. */
async function asksOf({ method, path, cookie }: Bare): Promise<string[]> {
	if (method !== "GET") return [];
	const asked = new Set<string>();
	const { query, queries } = HonoRequest.prototype;
	const seen = <Values extends object>(values: Values) =>
		new Proxy(values, {
			get(from, name) {
				asked.add(String(name));
				return Reflect.get(from, name);
			},
		});
	const look = (original: (name?: string) => unknown) =>
		function (this: HonoRequest, name?: string) {
			if (name !== undefined) asked.add(name);
			const found = name === undefined ? original.call(this) : original.call(this, name);
			return name === undefined && found ? seen(found) : found;
		};
	Object.assign(HonoRequest.prototype, { query: look(query), queries: look(queries) });
	await t.app.request(path, { headers: { cookie } });
	Object.assign(HonoRequest.prototype, { query, queries });
	return [...asked];
}

/** Whether an empty body is refused there; found out where nothing can be written by it. */
async function needsBody({ method, pattern, path, cookie }: Bare): Promise<boolean> {
	if (method === "GET") return false;
	const isApi = pattern.startsWith("/api/");
	const nowhere = path.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "0199f0aa-1111-7222-8333-444455556666");
	const type = isApi ? "application/json" : "application/x-www-form-urlencoded";
	const { status } = await t.app.request(nowhere, {
		method,
		headers: {
			cookie,
			"content-type": type,
			...(nowhere === path && { origin: pattern.includes("sign-out") ? "null" : "http://localhost" }),
		},
		body: isApi ? "{}" : "",
	});
	return status === 422;
}

describe("malformed requests", () => {
	test("there are routes to try", () => {
		expect(targets.length).toBeGreaterThan(50);
	});

	test(`${each} for every route: refused, nothing written, no bug`, { timeout: 1_800_000 }, async () => {
		const before = await trace();
		const wrong = new Map<string, string>();
		const waiting: (Target & { cookie: string })[] = [];
		// One after the other: what a route looks at is seen on all requests there are.
		for (const target of targets)
			waiting.push({ ...target, needsBody: await needsBody(target), asks: await asksOf(target) });
		async function lane(): Promise<void> {
			for (let target = waiting.pop(); target; target = waiting.pop()) {
				const { method, pattern, cookie } = target;
				for (const junk of junkFor(target, each)) {
					const said = await wrongWith(await ask(junk, cookie), junk, pattern);
					if (said)
						wrong.set(
							`${method} ${pattern}: ${junk.kind}: ${said}`,
							`${junk.init.method} ${junk.path} ${String(junk.init.body).slice(0, 300)}`,
						);
				}
				const alive = await t.app.request("/access/me", { headers: { cookie } });
				if (alive.status !== 200) wrong.set(`${method} ${pattern}`, "ended the session");
			}
		}
		await Promise.all(Array.from({ length: lanes }, lane));
		expect(Object.fromEntries(wrong)).toEqual({});
		expect([...new Set(t.bugs.map((bug) => `${bug.route} ${bug.message}`))]).toEqual([]);
		expect(await trace()).toEqual(before);
	});
});

const rawRequests: Record<string, (port: number) => string | Buffer> = {
	"no request": () => "hello\r\n\r\n",
	"an unknown method": () => "BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n",
	"bytes in the path": () =>
		Buffer.concat([
			Buffer.from("GET /n/"),
			Buffer.from([0xff, 0xfe, 0x80]),
			Buffer.from(" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
		]),
	"a NUL in the path": () => "GET /n/a\0b HTTP/1.1\r\nHost: localhost\r\n\r\n",
	"a NUL in a header": () => "GET /n/a HTTP/1.1\r\nHost: localhost\r\nCookie: filo=\0\r\n\r\n",
	"no host": () => "GET /n/nowhere HTTP/1.1\r\nConnection: close\r\n\r\n",
	"an impossible host": () => "GET /n/nowhere HTTP/1.1\r\nHost: [::1:::\r\nConnection: close\r\n\r\n",
	"a host with a path": () => "GET /n/nowhere HTTP/1.1\r\nHost: localhost/../../x?y#z\r\nConnection: close\r\n\r\n",
	"another site's address": () =>
		"GET http://evil.example/n/nowhere HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
	"an asterisk": () => "OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
	"a tunnel": () => "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
	"two lengths": () =>
		"POST /access/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
	"length and pieces": () =>
		"POST /access/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	"broken pieces": () =>
		"POST /access/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n",
	"a length that is none": () => "POST /access/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
	"a header too large": () => `GET /n/nowhere HTTP/1.1\r\nHost: localhost\r\nX: ${"a".repeat(70_000)}\r\n\r\n`,
	"half a percent": () => "GET /n/%E0%A4%A HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
	"a double slash": () => "GET //evil.example/%2e%2e HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
	"a cookie that is none": () =>
		"GET /access/me HTTP/1.1\r\nHost: localhost\r\nCookie: filo=%ff%00; =; ;;; filo\r\nConnection: close\r\n\r\n",
	"an absurd language": () =>
		`GET /n/nowhere HTTP/1.1\r\nHost: localhost\r\nAccept-Language: ${"xx-YY;q=9,".repeat(900)}\r\nConnection: close\r\n\r\n`,
};

describe("malformed requests on the wire", () => {
	let server: ReturnType<typeof createAdaptorServer>;
	let port: number;
	beforeAll(async () => {
		server = createAdaptorServer({ fetch: t.app.fetch });
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		port = (server.address() as { port: number }).port;
	});
	afterAll(() => new Promise((resolve) => server.close(resolve)));

	/** The status line of the answer; empty when the connection was closed without one. */
	function send(request: string | Buffer): Promise<string> {
		return new Promise((resolve, reject) => {
			let said = "";
			const socket = connect(port, "127.0.0.1", () => socket.end(request));
			socket.setTimeout(5000, () => socket.destroy(new Error("no answer and no end")));
			socket.on("data", (part) => {
				said += part.toString("latin1");
			});
			socket.on("close", () => resolve(said.split("\r\n")[0] ?? ""));
			socket.on("error", (error: NodeJS.ErrnoException) =>
				error.code === "ECONNRESET" || error.code === "EPIPE" ? resolve("") : reject(error),
			);
		});
	}

	test.each(Object.keys(rawRequests))("%s", async (name) => {
		expect(await send(rawRequests[name]!(port))).toMatch(/^$|^HTTP\/1\.1 4\d\d/);
		expect((await fetch(`http://127.0.0.1:${port}/status`)).status).toBe(200);
		expect(t.bugs).toEqual([]);
	});
});
