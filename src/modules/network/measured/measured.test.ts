import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../../tests/harness.ts";
import { formOf, pagesFor } from "../../../../tests/pages.ts";
import { neighbourhoods } from "../../../cli/demo/neighbourhoods.ts";
import { seedDemo } from "../../../cli/demo.ts";
import type { Id } from "../../../core/ids.ts";
import { newId } from "../../../core/ids.ts";
import type { Actor } from "../../../db/actor.ts";
import type { Database } from "../../../db/database.ts";
import { startWorker } from "../../../jobs/worker.ts";
import type { Ground } from "../../../ui/http.ts";
import { type Language, languages } from "../../../ui/words.ts";
import { api } from "./api.ts";
import { pages } from "./pages.tsx";
import { askToMeasure, measureNeighbourhood, networkOf } from "./service.ts";

const demo = neighbourhoods[0]!;
const demoPlace = { territoryId: demo.territoryId, neighbourhoodId: demo.id };
const herePlace = { territoryId: places.territory, neighbourhoodId: places.here };
const facilitator = actorOf("facilitator");
const staff: Actor = {
	...facilitator,
	territoryId: demo.territoryId as Id<"territory">,
	neighbourhoodIds: [demo.id as Id<"neighbourhood">],
	neighbourhoodId: demo.id as Id<"neighbourhood">,
};
const coordinator: Actor = { ...actorOf("coordinator"), territoryId: staff.territoryId, neighbourhoodId: undefined };

let t: Awaited<ReturnType<typeof freshDatabase>>;
let jobs: pg.Client;
let app: ReturnType<typeof pagesFor>;
let reader: { actor: Actor; language?: Language } = { actor: staff };
const as = async (actor: Actor, path: string, init?: RequestInit, language: Language = "it") => {
	reader = { actor, language };
	const answer = await app.request(path, init);
	return { status: answer.status, text: await answer.text(), to: answer.headers.get("location") };
};
const queued = async () =>
	(
		await jobs.query(
			"select payload from graphile_worker._private_jobs j join graphile_worker._private_tasks k on k.id = j.task_id where k.identifier = 'measure-network'",
		)
	).rows.map((row) => row.payload.neighbourhoodId);
const progressOf = async (id: string) =>
	(
		await t.owner.query("select state, done_percent as percent from network.computations where neighbourhood_id = $1", [
			id,
		])
	).rows[0];
const kept = async (id: string) =>
	(
		await t.owner.query(
			"select measured_on::text as day, people, ties, code_version, figures from network.measurements where neighbourhood_id = $1 order by measured_on",
			[id],
		)
	).rows;

beforeAll(async () => {
	t = await freshDatabase();
	await seedDemo(t.urls.owner, t.ground.seal, "2026-11-22");
	jobs = new pg.Client({ connectionString: t.urls.jobs });
	await jobs.connect();
	app = pagesFor(t.ground, [pages, api], () => reader);
}, 60_000);
afterAll(async () => {
	await jobs.end();
	await t.end();
});

describe("the count", () => {
	test("its figures are what plain SQL counts", async () => {
		await measureNeighbourhood(t.ground, demoPlace);
		const [drawn] = await kept(demo.id);
		// Without what people drew themselves: what the work wrote down remains.
		await t.owner.query("truncate network.circles cascade");
		await measureNeighbourhood(t.ground, demoPlace);
		const [{ day, figures, people, ties, code_version }] = await kept(demo.id);
		expect(drawn.figures.now.ties).toBeGreaterThan(figures.now.ties);
		const one = async (query: string) => Number((await t.owner.query(query, [demo.id])).rows[0].n);
		const known = "neighbourhood_id = $1 and kind = 'person' and merged_into is null and forgotten_on is null";
		const personal =
			"t.neighbourhood_id = $1 and t.set_aside_by is null and t.kind in ('kin', 'neighbour', 'friend', 'knows', 'helps', 'trusts')";
		const pairsOn = (
			on: string,
		) => `(select distinct least(one_id, other_id), greatest(one_id, other_id) from community.ties t
			join community.parties a on a.id = t.one_id join community.parties b on b.id = t.other_id
			where ${personal} and t.since <= '${on}' and (t.until is null or t.until >= '${on}')
				and a.known_since <= '${on}' and b.known_since <= '${on}' and a.merged_into is null and b.merged_into is null
				and (a.left_on is null or a.left_on > '${on}') and (b.left_on is null or b.left_on > '${on}'))`;
		expect(day).toBe("2026-11-22");
		expect(people).toBe(await one(`select count(*) as n from community.parties where ${known}`));
		expect(people).toBeGreaterThan(100);
		expect(ties).toBeGreaterThan(people);
		expect(code_version).toMatch(/^\d/);
		for (const [point, on] of [
			[figures.now, "2026-11-22"],
			[figures.before, "2025-12-31"],
			[figures.months[3], "2026-02-28"],
		])
			expect(point).toMatchObject({
				day: on,
				people: await one(
					`select count(*) as n from community.parties where ${known} and known_since <= '${on}' and (left_on is null or left_on > '${on}')`,
				),
				ties: await one(`select count(*) as n from ${pairsOn(on)} p`),
			});
		const came = (before: boolean) =>
			one(
				`select count(*) as n from community.parties where ${known} and known_since between '2026-01-01' and '2026-11-22' and existed_before = ${before}`,
			);
		expect(figures.growth).toMatchObject({ newPeople: await came(false), foundPeople: await came(true) });
		expect(figures.growth.newTies).toBeGreaterThan(0);
		expect(figures.growth.deepened).toBeGreaterThan(0);
		expect(figures.effort.sessions).toBe(
			await one(
				"select count(*) as n from initiatives.sessions where neighbourhood_id = $1 and state = 'held' and starts_at >= '2025-12-31T23:00Z'",
			),
		);
		const together = `select a.person_id, b.person_id, count(*) as times from initiatives.participations a
			join initiatives.participations b on b.session_id = a.session_id and b.person_id > a.person_id
			join initiatives.sessions s on s.id = a.session_id and s.state = 'held' and s.starts_at >= '2025-12-31T23:00Z'
			join community.parties p on p.id = a.person_id and p.left_on is null and p.merged_into is null
			join community.parties q on q.id = b.person_id and q.left_on is null and q.merged_into is null
			where a.neighbourhood_id = $1 group by 1, 2`;
		expect(figures.met.twice).toBe(await one(`select count(*) as n from (${together}) p where times >= 2`));
		expect(figures.met.thrice).toBe(await one(`select count(*) as n from (${together}) p where times >= 3`));
		expect(figures.met.twiceTied).toBeLessThanOrEqual(figures.met.twice);
	});

	test("is the same for who works there and for the counter, and keeps no id", async () => {
		const now = await networkOf(t.ground, staff, { from: "2026-01-01" });
		const [{ figures }] = await kept(demo.id);
		expect(now.stored).toBe(false);
		expect(JSON.parse(JSON.stringify(now.measurement.figures))).toEqual(figures);
		expect(JSON.stringify(figures)).not.toMatch(/[0-9a-f]{8}-/);
	});

	test("cut off halfway it stays unfinished, and run again it is whole: one measurement of the day", async () => {
		let writes = 0;
		const failing: Database = {
			...t.db,
			withActor: (actor, work) => {
				writes += 1;
				if (writes === 3) throw new Error("the machine went off");
				return t.db.withActor(actor, work);
			},
		};
		await expect(measureNeighbourhood({ ...t.ground, db: failing }, herePlace)).rejects.toThrow("went off");
		expect(await progressOf(places.here)).toEqual({ state: "running", percent: 30 });
		expect(await kept(places.here)).toEqual([]);
		await measureNeighbourhood(t.ground, herePlace);
		await measureNeighbourhood(t.ground, herePlace);
		expect(await progressOf(places.here)).toEqual({ state: "done", percent: 100 });
		expect(await kept(places.here)).toMatchObject([{ people: 0, ties: 0, figures: { now: { people: 0 } } }]);
	});

	test("the counter keeps numbers only of the territory it is sent to", async () => {
		const elsewhere = { territoryId: places.otherTerritory, neighbourhoodId: places.here };
		const other = { ...facilitator, role: "counter", territoryId: places.otherTerritory } as unknown as Actor;
		await expect(
			t.db.withActor(other, (tx) =>
				tx.rows(sql`insert into network.computations (territory_id, neighbourhood_id, state, asked_at, moved_at)
					values (${places.territory}, ${elsewhere.neighbourhoodId}, 'queued', now(), now())`),
			),
		).rejects.toMatchObject({ code: "42501" });
	});
});

describe("asking for it", () => {
	test("twice is one job, its progress is on the page, and the worker finishes it", { timeout: 30_000 }, async () => {
		await t.owner.query("truncate network.computations");
		expect(await as(staff, "/network/measure", formOf({ of: "neighbourhood" }))).toMatchObject({ status: 303 });
		expect((await as(staff, "/network/measure", formOf({ of: "neighbourhood" }))).to).toContain("done=network.asked");
		expect(await queued()).toEqual([demo.id]);
		const waiting = await as(staff, "/network");
		expect(waiting.text).toContain("aspetta il suo turno");
		expect(waiting.text).toContain('<a href="/network">Guarda se è pronto</a>');
		await t.owner.query("update network.computations set state = 'running', done_percent = 60");
		expect((await as(staff, "/network")).text).toContain("fatto il 60%");
		const worker = await startWorker({
			ground: t.ground,
			jobsUrl: t.urls.jobs,
			smtpUrl: undefined,
			log: { error() {} },
			base: "",
		});
		try {
			await expect.poll(() => progressOf(demo.id), { timeout: 20_000 }).toEqual({ state: "done", percent: 100 });
		} finally {
			await worker.stop();
			// What the worker asks for by itself when it starts is not of this test.
			await jobs.query("delete from graphile_worker._private_jobs");
		}
		expect((await as(staff, "/network")).text).not.toContain("Guarda se è pronto");
		const { rows } = await t.owner.query("select count(*)::int as n from access.audit where verb = 'measureNetwork'");
		expect(rows[0].n).toBe(1);
	});

	test("one that was cut off is asked for again after ten minutes", async () => {
		const ground: Ground = { ...t.ground, clock: () => new Date("2026-11-22T12:00:00Z") };
		const moved = (at: string) =>
			t.owner.query("update network.computations set state = 'running', moved_at = $1 where neighbourhood_id = $2", [
				at,
				demo.id,
			]);
		await moved("2026-11-22T11:55:00Z");
		await askToMeasure(ground, staff, false);
		expect(await queued()).toEqual([]);
		await moved("2026-11-22T11:45:00Z");
		await askToMeasure(ground, staff, false);
		expect(await queued()).toEqual([demo.id]);
	});

	test("is for who works there", async () => {
		for (const role of ["officer", "evaluator", "citizen", "resident", "social-worker", "administrator"] as const)
			for (const [path, init] of [
				["/network"],
				["/api/network"],
				["/network/territory"],
				["/network/measure", formOf({ of: "neighbourhood" })],
				["/network/measure", formOf({ of: "territory" })],
			] as const)
				expect((await as(actorOf(role), path, init)).status, `${role} ${path}`).toBe(403);
		expect((await as(staff, "/network/territory")).status).toBe(403);
		expect((await as(staff, "/network/measure", formOf({ of: "territory" }))).status).toBe(403);
	});
});

describe("the page", () => {
	test("sentences first, in three languages, from stored figures and in few statements", async () => {
		const [{ figures }] = await kept(demo.id);
		for (const language of languages) {
			const { status, text } = await as(staff, "/network", undefined, language);
			expect(status).toBe(200);
			const main = text.slice(text.indexOf("<main"));
			expect(main.indexOf('class="sentence"')).toBeLessThan(main.indexOf("<svg"));
			expect(main.indexOf("<svg")).toBeLessThan(main.indexOf("<table"));
			expect(text.match(/role="img"/g)).toHaveLength(6);
			expect(text).not.toMatch(/network\.[a-z]|[{}]/);
		}
		const { text } = await as(staff, "/network");
		expect(text).toContain(`${figures.now.people} persone e ${figures.now.ties} legami.`);
		expect(text).toContain("non vuol dire che siano soli");
		const before = t.db.statements();
		await as(staff, "/network");
		expect(t.db.statements() - before).toBeLessThanOrEqual(6);
	});

	test("a period may be chosen; the wrong way round it is said, and the page still stands", async () => {
		const chosen = await as(staff, "/network?from=2026-06-01&to=2026-08-31");
		expect(chosen.text).toContain("1 giugno 2026");
		expect(chosen.text).toContain("31 ago 2026");
		expect((await as(staff, "/network?from=2026-06-01")).text).toContain('value="2026-06-01"');
		const wrong = await as(staff, "/network?from=2026-08-31&to=2026-06-01");
		expect(wrong.status).toBe(422);
		expect(wrong.text).toContain("scambia le due date");
		expect((await as(staff, "/api/network?from=ieri")).status).toBe(422);
	});

	test("JSON holds the figures and nobody's id", async () => {
		const { status, text } = await as(staff, "/api/network");
		expect(status).toBe(200);
		expect(JSON.parse(text)).toMatchObject({ neighbourhood: demo.slug, stored: true, measuredOn: "2026-11-22" });
		expect(text).not.toMatch(/[0-9a-f]{8}-/);
	});

	test("the territory's neighbourhoods stand side by side by name, counted there and then where nothing is kept", async () => {
		const { status, text } = await as(coordinator, "/network/territory");
		expect(status).toBe(200);
		expect(text).toContain(demo.name);
		expect(text).toContain("Non è una classifica");
		expect(await as(coordinator, "/network/measure", formOf({ of: "territory" }))).toMatchObject({ status: 303 });
		expect(new Set(await queued()).size).toBeGreaterThan(1);
		expect((await as(coordinator, "/network/territory")).text).toMatch(/quartieri vengono contati di nuovo/);
	});

	test("who works elsewhere sees nothing of it", async () => {
		const beside: Actor = { ...staff, neighbourhoodIds: [newId() as Id<"neighbourhood">] };
		expect((await as(beside, "/network")).status).not.toBe(200);
		const shown = await t.db.readAs(beside, (read) => read.rows(sql`select 1 from network.measurements`));
		expect(shown).toEqual([]);
	});
});
