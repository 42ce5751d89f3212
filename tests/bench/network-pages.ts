import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { openDatabase } from "../../src/db/database.ts";
import { reachEmbedded } from "../../src/db/embedded.ts";
import { sealOf } from "../../src/db/seal.ts";
import { measureNeighbourhood } from "../../src/modules/network/measured/service.ts";
import { cookieFor, dataFolder, startFilo } from "../running.ts";
import { inventWorld } from "./network-world.ts";
import { untilAtRest } from "./rest.ts";

// The pages of a large neighbourhood, one request after the other, on a Filò of their own.

const people = 2_000;
const ties = 9_000;
const slug = "pradivento";
const pages = [
	"/network",
	"/network/drawing",
	"/network/drawing/list",
	"/network/hold-ups",
	"/network/introductions",
	"/network/generativity",
];
const times = 60;

export type PageTimes = { path: string; p50: number; p95: number; cpu: number; kilobytes: number }[];

/**
 * Milliseconds of each page as the browser waits for it and of the processors' time, the server's and its database's
 * together; and of counting the network anew, with the database.
 */
export async function measurePages(): Promise<{ pages: PageTimes; recountMs: number }> {
	const { folder, forget } = dataFolder();
	const filo = await startFilo(folder);
	try {
		const server = reachEmbedded(folder);
		if (!server) throw new Error("The server of a running Filò was not found.");
		const place = await enlarge(server.urls.owner);
		const recountMs = await recount(server.urls.application, place);
		const cookie = await cookieFor(filo.url, "facilitator", slug);
		for (const path of pages) await (await fetch(`${filo.url}${path}`, { headers: { cookie } })).text();
		await untilAtRest(folder);
		const found: PageTimes = [];
		for (const path of pages) found.push({ path, ...(await waits(`${filo.url}${path}`, cookie, filo.child.pid ?? 0)) });
		return { pages: found, recountMs };
	} finally {
		await filo.stop();
		forget();
	}
}

type Place = { territoryId: string; neighbourhoodId: string };

/** Fills the neighbourhood up with invented people, spread over its places, and their ties. */
async function enlarge(ownerUrl: string): Promise<Place> {
	const owner = new pg.Client({ connectionString: ownerUrl });
	await owner.connect();
	try {
		const { rows } = await owner.query(
			'select territory_id as "territoryId", id as "neighbourhoodId" from programme.neighbourhoods where slug = $1',
			[slug],
		);
		const place: Place = rows[0];
		const here = [place.territoryId, place.neighbourhoodId];
		const found = await owner.query(
			"select count(*) filter (where kind = 'person')::int as people from community.parties where neighbourhood_id = $1",
			[place.neighbourhoodId],
		);
		const more = people - found.rows[0].people;
		const { rows: added } = await owner.query<{ id: string }>(
			`with homes as (select array_agg(id order by id) as ids from community.places where territory_id = $1 and neighbourhood_id = $2)
			insert into community.parties (territory_id, id, neighbourhood_id, kind, label, folded, place_id, known_since)
			select $1, gen_random_uuid(), $2, 'person', 'Persona ' || i, 'persona ' || i, ids[1 + i / 8 % cardinality(ids)], date '2024-01-01' + i % 900
			from generate_series(1, $3::int) i, homes returning id`,
			[...here, more],
		);
		const ids = added.map(({ id }) => id);
		await owner.query(
			"insert into community.persons (territory_id, id, neighbourhood_id, level) select $1, unnest($3::uuid[]), $2, 'description'",
			[...here, ids],
		);
		const known = await owner.query("select count(*)::int as n from community.ties where neighbourhood_id = $1", [
			place.neighbourhoodId,
		]);
		const world = inventWorld(more, ties - known.rows[0].n, 1);
		const ends = (of: Int32Array) => Array.from(of, (u) => ids[u]);
		await owner.query(
			`insert into community.ties (territory_id, id, neighbourhood_id, one_id, other_id, kind, since, said_by)
			select $1, gen_random_uuid(), $2, one, other, (array['neighbour', 'knows', 'friend', 'helps'])[1 + i % 4], date '2024-01-01' + i % 900, 'both'
			from (select row_number() over ()::int as i, * from unnest($3::uuid[], $4::uuid[]) as t (one, other)) t`,
			[...here, ends(world.from), ends(world.to)],
		);
		await owner.query("analyze");
		return place;
	} finally {
		await owner.end();
	}
}

/** The second of two: the first one still compiles. */
async function recount(applicationUrl: string, place: Place): Promise<number> {
	const db = openDatabase(applicationUrl, 2);
	const ground = {
		db,
		seal: sealOf(Buffer.alloc(32), join(tmpdir(), "filo-bench-keys")),
		clock: () => new Date(),
		demo: true,
	};
	try {
		await measureNeighbourhood(ground, place);
		const began = performance.now();
		await measureNeighbourhood(ground, place);
		return performance.now() - began;
	} finally {
		await db.close();
	}
}

async function waits(url: string, cookie: string, pid: number): Promise<Omit<PageTimes[number], "path">> {
	const found: number[] = [];
	let bytes = 0;
	let began = 0;
	for (let i = 0; i < times + 10; i++) {
		if (i === 10) began = cpuMsOf(pid);
		const asked = performance.now();
		const answer = await fetch(url, { headers: { cookie } });
		bytes = Buffer.byteLength(await answer.text());
		if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`);
		if (i >= 10) found.push(performance.now() - asked);
	}
	const cpu = (cpuMsOf(pid) - began) / times;
	found.sort((a, b) => a - b);
	const at = (share: number) => found[Math.ceil(share * times) - 1] ?? Number.NaN;
	return { p50: at(0.5), p95: at(0.95), cpu, kilobytes: bytes / 1024 };
}

/** Processor time of a process and of all that it started, in milliseconds; NaN where there is no /proc. */
function cpuMsOf(pid: number): number {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
		const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
		const started = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
			readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number),
		);
		const own = (Number(fields[11]) + Number(fields[12])) * 10;
		return started.reduce((sum, child) => sum + (cpuMsOf(child) || 0), own);
	} catch {
		return Number.NaN;
	}
}
