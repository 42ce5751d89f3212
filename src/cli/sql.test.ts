import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../tests/harness.ts";
import { nobody } from "../db/actor.ts";
import { BadStatement, runStatement } from "./sql.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
	t = await freshDatabase();
}, 60_000);
afterAll(() => t.end());

const hidden = "00000000-0000-7000-8000-0000000000f1";

test.each([
	"set filo.role = 'sealer'",
	"reset all",
	"do $$ begin perform 1; end $$",
	"prepare one as select 1",
	"copy community.parties to stdout",
	"create temp table parties (id int)",
	"lock table community.parties",
	"/* first */ set filo.role = 'sealer'",
	"select 1 from (select set_config('filo.role', 'sealer', true)) as x",
	"select pg_catalog.\"set_config\"('filo.role', 'sealer', true)",
	"select u&\"set\\005fconfig\"('filo.role', 'sealer', true)",
	"update pg_settings set setting = 'off' where name = 'row_security'",
	"select query_to_xml('set filo.role = sealer', true, true, '')",
	"explain analyze select 1 from community.parties where folded = 'ada'",
	"explain select 1 from community.parties",
	"select query from pg_stat_activity",
	"select n_live_tup from pg_stat_user_tables",
	"select most_common_vals from pg_stats",
	"select pg_stat_get_xact_tuples_fetched('community.parties'::regclass)",
	"select pg_relation_size('referrals.referrals')",
	"select pg_terminate_backend(1)",
	"select pg_advisory_lock(20170506)",
	"select pg_sleep(1)",
	"select lo_from_bytea(0, 'kept where no erasure looks')",
	"select lowrite(0, 'x')",
	"select queue.enqueue('send-mail', '{}')",
	"select queue.\"enqueue_later\"('send-mail', '{}', now())",
])("it runs nothing of: %s", async (text) => {
	await expect(runStatement(t.db, actorOf("facilitator"), text)).rejects.toBeInstanceOf(BadStatement);
	await expect(runStatement(t.db, nobody(), text)).rejects.toBeInstanceOf(BadStatement);
});

test("two statements at once are refused by the database", async () => {
	await expect(runStatement(t.db, nobody(), "select 1; set filo.role = 'sealer'")).rejects.toMatchObject({
		code: "42601",
	});
});

test("it runs what row security answers, and how tables are made", async () => {
	const anna = actorOf("facilitator");
	await t.owner.query(
		"insert into community.parties (territory_id, neighbourhood_id, id, kind, label, folded, known_since) values ($1, $2, $3, 'person', 'Ada', 'ada', '2026-01-01')",
		[places.territory, places.here, hidden],
	);
	const found = "select label from community.parties where folded = 'ada'";
	expect(await runStatement(t.db, anna, found)).toEqual([{ label: "Ada" }]);
	expect(await runStatement(t.db, nobody(), found)).toEqual([]);
	expect(await runStatement(t.db, actorOf("facilitator", "far"), found)).toEqual([]);
	expect(
		await runStatement(t.db, nobody(), "select relname from pg_catalog.pg_class where relname = 'seal_outside'"),
	).toEqual([{ relname: "seal_outside" }]);
	expect(await runStatement(t.db, nobody(), "select pg_get_userbyid(1) is null as none")).toHaveLength(1);
	expect(await runStatement(t.db, nobody(), "with lowest as (values (1)) table lowest")).toEqual([{ column1: 1 }]);
});
