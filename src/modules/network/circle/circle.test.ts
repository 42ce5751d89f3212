import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../../tests/harness.ts";
import { type Id, newId } from "../../../core/ids.ts";
import { type Actor, system } from "../../../db/actor.ts";
import { recordHousehold } from "../../community/parties/service.ts";
import { withdrawAgreement } from "../../community/persons/service.ts";
import { addPersonIn, recordTieIn } from "../../community/service.ts";
import { measureNeighbourhood } from "../measured/service.ts";
import { neighbourhoodHistoryIn } from "../service.ts";
import type { AddEntry } from "./contract.ts";
import * as circles from "./service.ts";

/** The queue, as the background work reads it. */
let jobs: pg.Client;
let t: Awaited<ReturnType<typeof freshDatabase>>;
const facilitator = actorOf("facilitator");
const coordinator = actorOf("coordinator");
const today = "2026-11-22";
let rosa: Id<"party">;
let bruno: Id<"party">;
let resident: Actor;

beforeAll(async () => {
	t = await freshDatabase();
	jobs = new pg.Client({ connectionString: t.urls.jobs });
	await jobs.connect();
});
afterAll(async () => {
	await jobs.end();
	await t.end();
});

function person(label: string): Promise<Id<"party">> {
	return t.db.withActor(facilitator, async (tx) => {
		const row = { neighbourhoodId: places.here, label, level: "name" as const, agreedHow: "in_person" as const };
		return (await addPersonIn(tx, { ...row, knownSince: "2026-01-01" })).id as Id<"party">;
	});
}

function account(personId: Id<"party">, role: "resident" | "citizen" = "resident"): Actor {
	return actorOf(role, "here", { personId });
}

function entryOf(more: Partial<AddEntry> = {}): AddEntry {
	const said = { label: "Bruno del forno", ring: "street", sector: "neighbours", caredFor: false } as const;
	return { id: newId(), ...said, hand: "both", since: undefined, until: undefined, ...more };
}

function draw(actor: Actor): Promise<unknown> {
	return circles.drawCircle(t.ground, actor, { id: newId(), how: "online" });
}

async function shownTo(actor: Actor, whose?: string): Promise<string[]> {
	const whole = await circles.circle(t.ground, actor, whose);
	return whole?.circle?.entries.map((entry) => entry.label) ?? [];
}

/** How many rows of circles and their entries the database itself shows an actor. */
async function rowsFor(actor: Actor): Promise<number> {
	return t.db.readAs(actor, async (read) => {
		const rows = await read.rows<{ n: number }>(
			sql`select ((select count(*) from network.circles) + (select count(*) from network.circle_entries))::int as n`,
		);
		return rows[0]?.n ?? -1;
	});
}

async function tiesOf(personId: string): Promise<{ kind: string; until: string | null }[]> {
	const of = { territoryId: places.territory, neighbourhoodId: places.here, day: today };
	const { ties } = await t.db.readAs(facilitator, (read) => neighbourhoodHistoryIn(read, of));
	return ties.filter((tie) => tie.one === personId).map(({ kind, until }) => ({ kind, until }));
}

beforeEach(async () => {
	await t.owner.query("delete from network.circle_entries; delete from network.circles");
	rosa = await person("Rosa Prova");
	bruno = await person("Bruno Prova");
	resident = account(rosa);
});

describe("who reads a circle", () => {
	test("nobody before it is drawn; then the person and those who work there, and nobody else", async () => {
		await expect(circles.addEntry(t.ground, resident, entryOf())).rejects.toMatchObject({ code: "not_found" });
		expect((await circles.circle(t.ground, facilitator, rosa))?.circle).toBeUndefined();
		await draw(resident);
		await circles.addEntry(t.ground, resident, entryOf());
		expect(await shownTo(resident)).toEqual(["Bruno del forno"]);
		expect(await shownTo(facilitator, rosa)).toEqual(["Bruno del forno"]);
		expect(await shownTo(coordinator, rosa)).toEqual(["Bruno del forno"]);
		for (const role of ["officer", "evaluator", "social-worker", "administrator"] as const)
			await expect(circles.circle(t.ground, actorOf(role), rosa)).rejects.toMatchObject({ code: "not_yours" });
		await expect(circles.circle(t.ground, account(bruno), rosa)).rejects.toMatchObject({ code: "not_yours" });
		for (const stranger of [
			actorOf("facilitator", "beside"),
			actorOf("facilitator", "far"),
			actorOf("coordinator", "far"),
		])
			await expect(circles.circle(t.ground, stranger, rosa)).rejects.toMatchObject({ code: "not_found" });
	});

	test("the database itself shows it to nobody else, and to nobody once it is taken back", async () => {
		await draw(resident);
		await circles.addEntry(t.ground, resident, entryOf());
		const readers: [Actor, number][] = [
			[resident, 2],
			[account(rosa, "citizen"), 2],
			[facilitator, 2],
			[coordinator, 2],
			[account(bruno), 0],
			[actorOf("officer"), 0],
			[actorOf("evaluator"), 0],
			[actorOf("social-worker"), 0],
			[actorOf("administrator"), 0],
			[actorOf("facilitator", "beside"), 0],
			[actorOf("facilitator", "far"), 0],
			[actorOf("coordinator", "far"), 0],
			[{ ...system("household"), territoryId: places.territory }, 0],
			[{ role: "nobody", neighbourhoodIds: [], territoryId: places.territory }, 0],
		];
		for (const [actor, n] of readers) expect([actor.role, await rowsFor(actor)]).toEqual([actor.role, n]);
		await circles.withdrawCircle(t.ground, resident);
		for (const [actor] of readers) expect([actor.role, await rowsFor(actor)]).toEqual([actor.role, 0]);
	});

	test("the agreement says since when and how, and ends with the circle; the trail holds no word of it", async () => {
		await circles.drawCircle(t.ground, facilitator, { id: newId(), how: "on_paper", day: "2026-11-20" }, rosa);
		const agreements = () =>
			t.owner
				.query(
					"select given_how, given_on::text, withdrawn_on::text from community.agreements where person_id = $1 and purpose = 'circle'",
					[rosa],
				)
				.then(({ rows }) => rows);
		expect(await agreements()).toEqual([{ given_how: "on_paper", given_on: "2026-11-20", withdrawn_on: null }]);
		await circles.addEntry(t.ground, facilitator, entryOf({ label: "Zia Segreta" }), rosa);
		await circles.withdrawCircle(t.ground, facilitator, rosa);
		expect(await agreements()).toEqual([{ given_how: "on_paper", given_on: "2026-11-20", withdrawn_on: today }]);
		const trail = await t.owner.query("select verb, fields::text, to_jsonb(a)::text as whole from access.audit a");
		expect(trail.rows.map((row) => row.verb)).toContain("withdrawCircle");
		expect(trail.rows.filter((row) => row.whole.includes("Segreta"))).toEqual([]);
	});

	test("what staff do not see they cannot draw either, and nobody agrees for somebody else", async () => {
		const beside = actorOf("facilitator", "beside");
		const drawn = { id: newId(), how: "in_person" as const };
		await expect(circles.drawCircle(t.ground, beside, drawn, rosa)).rejects.toMatchObject({ code: "not_found" });
		await expect(circles.drawCircle(t.ground, account(bruno), drawn, rosa)).rejects.toMatchObject({
			code: "not_yours",
		});
		const forOther = t.db.withActor(account(bruno), (tx) =>
			tx.rows(sql`insert into community.agreements (territory_id, id, neighbourhood_id, person_id, purpose, given_on, given_how)
				values (${places.territory}, ${newId()}, ${places.here}, ${rosa}, 'circle', ${today}, 'online')`),
		);
		await expect(forOther).rejects.toMatchObject({ code: "42501" });
		const toName = t.db.withActor(resident, (tx) =>
			tx.rows(sql`insert into community.agreements (territory_id, id, neighbourhood_id, person_id, purpose, given_on, given_how)
				values (${places.territory}, ${newId()}, ${places.here}, ${rosa}, 'name', ${today}, 'online')`),
		);
		await expect(toName).rejects.toMatchObject({ code: "42501" });
	});
});

describe("taking it back", () => {
	test("everything goes in one act, and a new circle begins empty", async () => {
		await draw(resident);
		await circles.addEntry(t.ground, resident, entryOf({ caredFor: true }));
		await circles.sayOwnNeeds(t.ground, resident, { ownNeeds: "Un pomeriggio libero" });
		await circles.withdrawCircle(t.ground, resident);
		const { rows } = await t.owner.query(
			"select (select count(*)::int from network.circles) as circles, (select count(*)::int from network.circle_entries) as entries",
		);
		expect(rows).toEqual([{ circles: 0, entries: 0 }]);
		await circles.withdrawCircle(t.ground, resident);
		await draw(resident);
		expect((await circles.circle(t.ground, resident))?.circle).toMatchObject({ ownNeeds: null, entries: [] });
	});

	test("the agreement alone cannot be withdrawn beside it: the way is its own page", async () => {
		await draw(resident);
		const { rows } = await t.owner.query(
			"select id from community.agreements where person_id = $1 and purpose = 'circle'",
			[rosa],
		);
		await expect(withdrawAgreement(t.ground, resident, rows[0].id, {})).rejects.toMatchObject({
			code: "invalid",
			fields: { form: "community.error_withdraw_circle" },
		});
		expect((await circles.circle(t.ground, resident))?.circle).toBeDefined();
	});

	test("an agreement that ended in whatever way hides the circle, and a new one does not find it again", async () => {
		await draw(resident);
		await circles.addEntry(t.ground, resident, entryOf());
		await t.owner.query(
			"update community.agreements set withdrawn_on = $2 where person_id = $1 and purpose = 'circle'",
			[rosa, today],
		);
		expect((await circles.circle(t.ground, facilitator, rosa))?.circle).toBeUndefined();
		await draw(resident);
		expect(await shownTo(resident)).toEqual([]);
	});
});

describe("what is in it", () => {
	test("is written once, changed, and taken out by the person or by staff", async () => {
		await draw(resident);
		const said = entryOf();
		await circles.addEntry(t.ground, resident, said);
		await circles.addEntry(t.ground, resident, said);
		await expect(circles.addEntry(t.ground, resident, { ...said, label: "Altro" })).rejects.toMatchObject({
			code: "id_taken",
		});
		expect(await shownTo(resident)).toEqual(["Bruno del forno"]);
		await circles.changeEntry(t.ground, facilitator, said.id, { ...said, label: "Bruno" });
		expect(await shownTo(resident)).toEqual(["Bruno"]);
		await expect(circles.removeEntry(t.ground, account(bruno), said.id)).rejects.toMatchObject({ code: "not_found" });
		await circles.removeEntry(t.ground, resident, said.id);
		expect(await shownTo(facilitator, rosa)).toEqual([]);
	});

	test("days lie in order and not ahead", async () => {
		await draw(resident);
		const refused = (more: Partial<AddEntry>, fields: Record<string, string>) =>
			expect(circles.addEntry(t.ground, resident, entryOf(more))).rejects.toMatchObject({ code: "invalid", fields });
		await refused({ since: "2026-11-23" }, { since: "error.future" });
		await refused({ until: "2026-11-23" }, { until: "error.future" });
		await refused({ since: "2026-03-01", until: "2026-02-01" }, { until: "error.order" });
	});

	test("whoever is meant is chosen among those here, never the person, and forgotten with another name", async () => {
		await draw(resident);
		const said = entryOf();
		await circles.addEntry(t.ground, resident, said);
		const far = await t.db.withActor(actorOf("facilitator", "beside"), (tx) =>
			addPersonIn(tx, {
				neighbourhoodId: places.beside,
				label: "Lontana",
				level: "description",
				knownSince: "2026-01-01",
			}),
		);
		const match = (party: string) =>
			circles.matchEntry(t.ground, coordinator, said.id, { party: party as Id<"party">, party_typed: undefined });
		await expect(match(far.id)).rejects.toMatchObject({ code: "invalid" });
		await expect(match(rosa)).rejects.toMatchObject({ code: "same_person" });
		await match(bruno);
		const whole = await circles.circle(t.ground, facilitator, rosa);
		expect(whole?.circle?.entries[0]?.party).toMatchObject({ id: bruno });
		// To the person: that somebody known here is meant, not how staff call them.
		const mine = await circles.circle(t.ground, resident);
		expect(mine?.circle?.entries[0]).toMatchObject({ known: true });
		expect(mine?.circle?.entries[0]).not.toHaveProperty("party");
		await circles.changeEntry(t.ground, resident, said.id, { ...said, label: "Un altro" });
		expect((await circles.circle(t.ground, resident))?.circle?.entries[0]?.known).toBe(false);
	});
});

describe("in the network", () => {
	async function matched(more: Partial<AddEntry> = {}): Promise<AddEntry> {
		const said = entryOf(more);
		await circles.addEntry(t.ground, resident, said);
		await circles.matchEntry(t.ground, facilitator, said.id, { party: bruno, party_typed: undefined });
		return said;
	}

	test("a tie the person drew counts while the circle stands; what the work recorded stays", async () => {
		await draw(resident);
		await matched({ sector: "neighbours" });
		await matched({ sector: "family", until: "2026-06-01" });
		await t.db.withActor(facilitator, (tx) =>
			recordTieIn(tx, {
				neighbourhoodId: places.here,
				oneId: rosa,
				otherId: bruno,
				kind: "friend",
				since: "2026-02-01",
				saidBy: "one",
			}),
		);
		expect(await tiesOf(rosa)).toEqual(
			expect.arrayContaining([
				{ kind: "friend", until: null },
				{ kind: "neighbour", until: null },
				{ kind: "kin", until: "2026-06-01" },
			]),
		);
		await circles.withdrawCircle(t.ground, resident);
		expect(await tiesOf(rosa)).toEqual([{ kind: "friend", until: null }]);
	});

	test("the counter reads the same, and what is recorded already is not counted twice", async () => {
		await draw(resident);
		await matched({ sector: "neighbours" });
		const of = { territoryId: places.territory, neighbourhoodId: places.here, day: today };
		const count = async () => {
			const counter = { ...system("counter"), territoryId: places.territory };
			const { ties } = await t.db.readAs(counter, (read) => neighbourhoodHistoryIn(read, of));
			return ties.filter(({ one }) => one === rosa).length;
		};
		expect(await count()).toBe(1);
		await t.db.withActor(facilitator, (tx) =>
			recordTieIn(tx, {
				neighbourhoodId: places.here,
				oneId: rosa,
				otherId: bruno,
				kind: "neighbour",
				since: "2026-02-01",
				saidBy: "one",
			}),
		);
		expect(await count()).toBe(1);
	});

	test("taking it back asks for a new count, and what is kept of today has the drawn tie no longer", async () => {
		const place = { territoryId: places.territory, neighbourhoodId: places.here };
		const kept = async () => {
			await measureNeighbourhood(t.ground, place);
			const { rows } = await t.owner.query<{ ties: number }>(
				"select ties from network.measurements where neighbourhood_id = $1",
				[places.here],
			);
			expect(rows).toHaveLength(1);
			return rows[0]!.ties;
		};
		const asked = async () => {
			const { rows } = await jobs.query(
				`select payload from graphile_worker._private_jobs j join graphile_worker._private_tasks k on k.id = j.task_id
				where k.identifier = 'measure-network'`,
			);
			return rows.map((row) => row.payload);
		};
		await draw(resident);
		await matched();
		const before = await kept();
		const queued = (await asked()).length;
		await circles.withdrawCircle(t.ground, resident);
		expect((await asked()).slice(queued)).toEqual([place]);
		expect(await kept()).toBe(before - 1);
		await circles.withdrawCircle(t.ground, resident);
		expect(await asked()).toHaveLength(queued + 1);
	});

	test("an association that is meant is no tie between people", async () => {
		const choir = await t.db.withActor(facilitator, async (tx) => {
			const id = newId<"party">();
			await tx.rows(sql`insert into community.parties (territory_id, id, neighbourhood_id, kind, label, folded, known_since)
				values (${places.territory}, ${id}, ${places.here}, 'group', 'Coro', 'coro', '2026-01-01')`);
			return id;
		});
		await draw(resident);
		const said = entryOf({ sector: "associations" });
		await circles.addEntry(t.ground, resident, said);
		await circles.matchEntry(t.ground, facilitator, said.id, { party: choir, party_typed: undefined });
		expect(await tiesOf(rosa)).toEqual([]);
	});
});

describe("a household", () => {
	let home: string;

	beforeEach(async () => {
		const id = newId<"party">();
		const said = { id, label: `Casa ${id}`, another: true, existedBefore: false, knownSince: "2026-01-01" };
		home = (
			await recordHousehold(t.ground, facilitator, {
				...said,
				place: undefined,
				place_typed: undefined,
				neighbourhood: undefined,
			})
		).id;
		for (const oneId of [rosa, bruno])
			await t.db.withActor(facilitator, (tx) =>
				recordTieIn(tx, {
					neighbourhoodId: places.here,
					oneId,
					otherId: home,
					kind: "member_of",
					since: "2026-01-01",
					saidBy: "one",
				}),
			);
		await draw(resident);
		await draw(account(bruno));
		await circles.addEntry(t.ground, resident, entryOf({ label: "La Ines", caredFor: true }));
		await circles.sayOwnNeeds(t.ground, resident, { ownNeeds: "Dormire una notte" });
		await circles.addEntry(t.ground, account(bruno), entryOf({ label: "Il coro" }));
	});

	const names = async (actor: Actor) =>
		(await circles.circlesAtHome(t.ground, actor, home)).members.map((m) => m.person.label);

	test("shows only those who agreed, each alone, with what a carer would need", async () => {
		expect(await names(facilitator)).toEqual([]);
		await circles.readAtHome(t.ground, resident, { inHousehold: true });
		const { members } = await circles.circlesAtHome(t.ground, facilitator, home);
		expect(members.map((m) => [m.person.label, m.ownNeeds, m.entries.map((e) => e.label)])).toEqual([
			["Rosa Prova", "Dormire una notte", ["La Ines"]],
		]);
		// Somebody of the household who did not agree does not read the others.
		await expect(names(account(bruno))).rejects.toMatchObject({ code: "not_found" });
		expect(await names(resident)).toEqual(["Rosa Prova"]);
		await circles.readAtHome(t.ground, account(bruno), { inHousehold: true });
		expect(await names(resident)).toEqual(["Rosa Prova", "Bruno Prova"]);
		expect((await circles.circle(t.ground, resident))?.households).toEqual([home]);
	});

	test("whoever takes it back, or no longer lives there, is no longer in it and reads no longer", async () => {
		for (const one of [resident, account(bruno)]) await circles.readAtHome(t.ground, one, { inHousehold: true });
		await circles.readAtHome(t.ground, resident, { inHousehold: false });
		expect(await names(account(bruno))).toEqual(["Bruno Prova"]);
		await circles.readAtHome(t.ground, resident, { inHousehold: true });
		await circles.withdrawCircle(t.ground, resident);
		expect(await names(account(bruno))).toEqual(["Bruno Prova"]);
		await t.owner.query("update community.ties set until = '2026-11-01' where one_id = $1 and other_id = $2", [
			bruno,
			home,
		]);
		await expect(names(account(bruno))).rejects.toMatchObject({ code: "not_found" });
		expect(await names(facilitator)).toEqual([]);
	});

	test("a stranger, and somebody from beside, find nothing", async () => {
		await circles.readAtHome(t.ground, resident, { inHousehold: true });
		const ada = await person("Ada Prova");
		await draw(account(ada));
		await circles.readAtHome(t.ground, account(ada), { inHousehold: true });
		for (const stranger of [account(ada), actorOf("facilitator", "beside"), actorOf("facilitator", "far")])
			await expect(names(stranger)).rejects.toMatchObject({ code: "not_found" });
	});
});
