import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places, testNow } from "../../tests/harness.ts";
import { type Id, newId } from "../core/ids.ts";
import { addDays, dayOf, instantOf, monthStart } from "../core/period.ts";
import { system } from "../db/actor.ts";
import { grownSinceIn, networkOnIn, networksIn } from "../modules/community/counts/service.ts";
import { letGo } from "../modules/community/forgetting/service.ts";
import { mergeParties } from "../modules/community/same/service.ts";
import { actsByTerritoryIn } from "../modules/exchange/counts/service.ts";
import { figuresByObjectiveIn } from "../modules/initiatives/figures/service.ts";
import { effortByTerritoryIn } from "../modules/listening/effort/service.ts";
import { holders } from "./same/holders.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const today = dayOf(testNow);
const from = addDays(today, -364);
beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

async function put(table: string, row: Record<string, unknown>): Promise<Id<"party">> {
	const full: Record<string, unknown> = { territory_id: places.territory, neighbourhood_id: places.here, ...row };
	const columns = Object.keys(full).join(", ");
	await t.owner.query(
		`insert into ${table} (${columns}) select ${columns} from jsonb_populate_record(null::${table}, $1::jsonb)`,
		[JSON.stringify(full)],
	);
	return row.id as Id<"party">;
}

async function person(label: string, days: number): Promise<Id<"party">> {
	const id = newId<"party">();
	const recorded_at = instantOf(addDays(today, -days));
	const known_since = addDays(today, -days);
	await put("community.parties", {
		id,
		kind: "person",
		label,
		folded: label,
		known_since,
		recorded_at,
		existed_before: false,
	});
	await put("community.persons", { id, level: "description" });
	return id;
}

const account = newId();
const day = addDays(today, -100);
const recorded_at = instantOf(day);
const tie = (one_id: string, other_id: string, more: object = {}) =>
	put("community.ties", {
		id: newId(),
		one_id,
		other_id,
		kind: "knows",
		since: day,
		said_by: "seen",
		existed_before: false,
		recorded_at,
		...more,
	});
const act = (giver_id: string, receiver_id: string) =>
	put("exchange.acts", {
		id: newId(),
		giver_id,
		receiver_id,
		what: "la spesa",
		moved_by: "not_asked",
		day_only: false,
		at: recorded_at,
		recorded_by: account,
		recorded_at,
	});

/** What the counter counts, of the territory. */
const counted = () =>
	t.db.readAs(system("counter"), async (read) => {
		const here = <Row extends { territoryId: string }>(rows: readonly Row[]) =>
			rows.find((row) => row.territoryId === places.territory);
		const figures = (await figuresByObjectiveIn(read, from, today)).find((row) => row.objective === "O2");
		return {
			network: here(await networksIn(read, from, today)),
			acts: here(await actsByTerritoryIn(read, from, today)),
			effort: here(await effortByTerritoryIn(read, from, today)),
			figures,
		};
	});

test("two that are one are counted once, in everything, until they are separated", async () => {
	const [one, other, third] = [await person("una", 120), await person("la stessa", 110), await person("terza", 120)];
	const initiative = newId();
	const [by, of] = ["territory_id, neighbourhood_id", [places.territory, places.here]];
	await t.owner.query(
		`insert into initiatives.initiatives (${by}, id, title, state, objectives) values ($1, $2, $3, 'Pranzo', 'open', '{O2}')`,
		[...of, initiative],
	);
	const session = newId();
	await t.owner.query(
		`insert into initiatives.sessions (${by}, id, initiative_id, starts_at, minutes, state, named_count, unnamed_count) values ($1, $2, $3, $4, $5, 60, 'held', 3, 2)`,
		[...of, session, initiative, recorded_at],
	);
	for (const who of [one, other, third])
		await t.owner.query(
			`insert into initiatives.participations (${by}, session_id, person_id, role) values ($1, $2, $3, $4, 'takes_part')`,
			[...of, session, who],
		);
	await tie(one, third, { met_at: session });
	await tie(other, third, { met_at: session });
	await act(one, third);
	await act(one, other);
	expect(await counted()).toMatchObject({
		network: { persons: 3, newTies: 2, newTiesPeople: 3 },
		acts: { n: 2, people: 3 },
		figures: { sessions: 1, presences: 5, people: 3, tiesBorn: 2, tiesBornPeople: 3 },
	});
	await mergeParties(t.ground, anna, holders, { id: newId(), kept: one, gone: other });
	expect(await counted()).toMatchObject({
		network: { persons: 2, newTies: 1, newTiesPeople: 2 },
		acts: { n: 1, people: 2 },
		figures: { sessions: 1, presences: 4, people: 2, tiesBorn: 1, tiesBornPeople: 2 },
	});
});

test("whoever is let go, and what was heard of them, is counted on, and once", async () => {
	const gone = await person("uno passato di qui", 200);
	await put("listening.notes", {
		id: newId(),
		text: "cerca casa",
		kind: "asked",
		guessed: [],
		during_visit: false,
		urgent: false,
		seen: true,
		about_id: gone,
		heard_on: addDays(today, -200),
		recorded_by: account,
		recorded_at: instantOf(addDays(today, -200)),
	});
	const { network, effort } = await counted();
	const known = { neighbourhoodId: places.here, day: today };
	const networkThere = () => t.db.readAs(anna, (read) => networkOnIn(read, known));
	const since = addDays(monthStart(addDays(today, -200)), -1);
	const grown = () =>
		t.db.readAs(anna, (read) =>
			grownSinceIn(read, { neighbourhoodId: places.here, day: since, moment: instantOf(since) }, today),
		);
	const [there, growth] = [await networkThere(), await grown()];
	expect(effort).toMatchObject({ notes: 1 });
	expect(await letGo(t.ground, holders)).toBeGreaterThan(0);
	const forgotten = await t.owner.query("select forgotten_on from community.parties where id = $1", [gone]);
	expect(forgotten.rows[0].forgotten_on).not.toBeNull();
	expect((await counted()).network).toEqual(network);
	expect((await counted()).effort).toMatchObject({ notes: 1 });
	expect((await networkThere()).persons).toBe(there.persons);
	expect((await grown()).newPersons).toBe(growth.newPersons);
});

test("the counter reads none of the rows that are hidden from those who work", async () => {
	const hidden = [
		"community.parties where merged_into is not null or forgotten_on is not null",
		"community.ties where set_aside_by is not null",
		"exchange.acts where set_aside_by is not null",
		"initiatives.participations where set_aside_by is not null",
		"listening.notes where forgotten_on is not null",
	];
	for (const rows of hidden) {
		const statement = `select count(*)::int as n from ${rows}`;
		expect((await t.owner.query(statement)).rows[0].n, rows).toBeGreaterThan(0);
		const seen = await t.db.readAs(system("counter"), (read) => read.rows<{ n: number }>(sql.raw(statement)));
		expect(seen, rows).toEqual([{ n: 0 }]);
	}
});
