import { demoAccountId } from "../src/cli/demo/accounts.ts";
import { neighbourhoods } from "../src/cli/demo/neighbourhoods.ts";
import { demoDeskLink } from "../src/cli/demo/referrals.ts";
import { scenes, seedDemo } from "../src/cli/demo.ts";
import type { Id } from "../src/core/ids.ts";
import { dayOf } from "../src/core/period.ts";
import type { Role } from "../src/core/roles.ts";
import { measureNeighbourhood } from "../src/modules/network/measured/service.ts";
import type { Ground } from "../src/ui/http.ts";
import { demoRoom } from "../src/web/demo.tsx";
import { openDoor } from "../src/web/door.ts";
import { rooms } from "../src/web/rooms.ts";
import { statusRoom } from "../src/web/status.ts";
import { type Fresh, filledDatabase, places, testNow } from "./harness.ts";

/** Where the demonstration's records are looked for. */
export const sanVigilio = {
	slug: "san-vigilio",
	id: "00000000-2017-7000-8000-000000000101",
	territoryId: places.territory,
};

/** A facilitator who works in another neighbourhood of San Vigilio's territory, which the demonstration itself has not. */
const neighbour = { slug: "accanto", id: "00000000-0000-7000-8000-0000000000fa" };

export type App = ReturnType<typeof openDoor>;
export type Bug = { route: string; message: string };

/** All of Filò in this process, on the demonstration in a database of its own: every room, as `main.ts` opens them. */
export async function application() {
	const t = await filledDatabase("demonstration", fill);
	const bugs: Bug[] = [];
	const open = (ground: Ground, ...more: typeof rooms): App => {
		const cast = {
			accountId: (role: Role, at?: string) =>
				(at === neighbour.slug ? neighbour.id : demoAccountId(role, at)) as Id<"account"> | undefined,
			scenes: () => scenes,
			deskLink: demoDeskLink,
		};
		return openDoor({
			config: { url: undefined, port: 3000, trustProxy: false, demo: true },
			ground,
			assets: { address: (name) => `/assets/${name}`, files: new Map([["main.css", Buffer.from("body{}")]]) },
			log: {
				info() {},
				error: (fields, message) =>
					bugs.push({
						route: String((fields as { route?: string }).route),
						message: `${message} ${JSON.stringify((fields as { error?: { name: string; message: string } }).error).slice(0, 600)}`,
					}),
			},
			rooms: [statusRoom(async () => ({ database: true, migrations: true })), demoRoom(cast), ...more, ...rooms],
		});
	};
	const app = open(t.ground);
	return { ...t, app, open, bugs, signIn: (as: Role, at?: string) => signIn(app, as, at) };
}

async function fill(t: Fresh): Promise<void> {
	await seedDemo(t.urls.owner, t.ground.seal, dayOf(testNow));
	await t.owner.query(
		`insert into access.accounts (id, name, staff_of) values ('${neighbour.id}', 'Chiara Accanto', '{${places.territory}}');
		insert into access.assignments (id, account_id, name, role, territory_id, neighbourhood_id, since)
			values ('${neighbour.id}', '${neighbour.id}', 'Chiara Accanto', 'facilitator', '${places.territory}', '${places.beside}', '2026-01-01');`,
	);
	// What the background work does when Filò starts.
	for (const { id, territoryId } of neighbourhoods)
		await measureNeighbourhood(t.ground, { territoryId, neighbourhoodId: id });
	await t.owner.query("analyze");
}

/** Signs in as somebody of the demonstration. Returns the cookie. */
async function signIn(app: App, as: Role, at?: string): Promise<string> {
	const answer = await app.request("/demo/sign-in", {
		method: "POST",
		body: new URLSearchParams(at ? { as, at } : { as }),
	});
	const cookie = answer.headers.get("set-cookie")?.split(";")[0];
	if (answer.status !== 303 || !cookie) throw new Error(`sign-in as ${as} at ${at} answered ${answer.status}`);
	return cookie;
}

export type Route = { method: string; path: string };

/** Every route of the application, middleware apart, each once. */
export function routesOf(app: App): Route[] {
	const seen = new Map<string, Route>();
	for (const { method, path } of app.routes) if (method !== "ALL") seen.set(`${method} ${path}`, { method, path });
	return [...seen.values()].sort((a, b) =>
		a.path === b.path ? (a.method < b.method ? -1 : 1) : a.path < b.path ? -1 : 1,
	);
}

/** How many rows each table of ours holds, apart from those named. */
export async function countRows(
	t: { owner: { query: (text: string) => Promise<{ rows: { name: string; n: number }[] }> } },
	but: readonly string[] = [],
): Promise<Record<string, number>> {
	const { rows: names } = await t.owner.query(
		`select n.nspname || '.' || c.relname as name, 0 as n from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where relkind = 'r' and nspname not like 'pg\\_%' and nspname not in ('information_schema', 'graphile_worker', 'queue') order by 1`,
	);
	const counted = names
		.filter(({ name }) => !but.includes(name))
		.map(({ name }) => `select '${name}' as name, count(*)::int as n from ${name}`);
	const { rows } = await t.owner.query(counted.join(" union all "));
	return Object.fromEntries(rows.map((row) => [row.name, row.n]));
}
