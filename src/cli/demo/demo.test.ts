import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase, testSeal as seal } from "../../../tests/harness.ts";
import { monthStart } from "../../core/period.ts";
import { sealOf } from "../../db/seal.ts";
import { isSeeded, resetDemo, seedDemo } from "../demo.ts";
import { demoAccountId, demoAccounts } from "./accounts.ts";
import { gatherings } from "./gatherings.ts";
import { neighbourhoods } from "./neighbourhoods.ts";
import { scenes } from "./scenes-list.ts";
import { tables } from "./world.ts";

const today = "2026-11-22";
type Fresh = Awaited<ReturnType<typeof freshDatabase>>;
let t: Fresh;
/** A second database, filled again and again, with keys of its own: a reset makes them anew. */
let other: Fresh;
const otherSeal = sealOf(Buffer.alloc(32, 7), mkdtempSync(join(tmpdir(), "filo-keys-")));

beforeAll(async () => {
	t = await freshDatabase();
	await seedDemo(t.urls.owner, seal, today);
	other = await freshDatabase();
});
afterAll(async () => {
	await t.end();
	await other.end();
});

const number = async (text: string, values: unknown[] = []) => Number((await t.owner.query(text, values)).rows[0].n);

test.each([
	["community.persons", 1200],
	["community.ties", 3000],
	["listening.notes", 400],
	["listening.needs", 60],
	["initiatives.initiatives", 40],
	["initiatives.sessions", 300],
	["exchange.acts", 900],
])("%s has about %i rows", async (table, wanted) => {
	const n = await number(`select count(*) n from ${table}`);
	expect(n).toBeGreaterThanOrEqual(wanted * 0.95);
	expect(n).toBeLessThanOrEqual(wanted * 1.05);
});

/** Every table's rows as one hash; what is sealed has a nonce and stays outside. */
async function hashes(fresh: Fresh): Promise<Record<string, string>> {
	const one = (table: string) =>
		`select '${table}' as table, md5(string_agg(row, '' order by row)) as hash from (select md5((to_jsonb(x) - (
			select coalesce(array_agg(attname::text), '{}') from pg_attribute where attrelid = '${table}'::regclass and atttypid = 'bytea'::regtype
		))::text) as row from ${table} x) r`;
	const { rows } = await fresh.owner.query(tables.map(one).join(" union all "));
	return Object.fromEntries(rows.map((row) => [row.table, row.hash]));
}

test("another day gives other rows", async () => {
	await seedDemo(other.urls.owner, otherSeal, "2026-11-23");
	expect((await hashes(other))["exchange.acts"]).not.toBe((await hashes(t))["exchange.acts"]);
});

test("the same day gives the same rows, and a reset restores them", async () => {
	await other.owner.query("update listening.notes set text = 'x'");
	await resetDemo(other.urls.owner, otherSeal, today);
	const { "programme.neighbourhoods": _places, ...restored } = await hashes(other);
	expect(await hashes(t)).toMatchObject(restored);
	expect((await other.owner.query("select 1 from programme.municipalities")).rowCount).toBeGreaterThan(40);
});

test("seeding twice writes once", async () => {
	const before = await hashes(t);
	await seedDemo(t.urls.owner, seal, "2027-02-01");
	expect(await hashes(t)).toEqual(before);
	expect(await isSeeded(t.urls.owner)).toBe(true);
});

test("an installation with a true neighbourhood is neither filled nor wiped", async () => {
	const real = await freshDatabase();
	try {
		await real.owner.query("update programme.neighbourhoods set fictional = false where slug = 'qui'");
		await expect(seedDemo(real.urls.owner, seal, today)).rejects.toThrow("Qui");
		await expect(resetDemo(real.urls.owner, seal, today)).rejects.toThrow("Qui");
		expect(await isSeeded(real.urls.owner)).toBe(false);
		expect((await real.owner.query("select 1 from programme.neighbourhoods")).rowCount).toBe(3);
	} finally {
		await real.end();
	}
});

test("no invented place is called like a municipality", async () => {
	const labels = neighbourhoods.flatMap((outline) => [
		outline.name,
		...outline.parts.flatMap((part) => part.hamlet ?? []),
	]);
	expect(await number("select count(*) n from programme.municipalities where name = any ($1)", [labels])).toBe(0);
});

test("each of the twelve scenes is where its path says, in its neighbourhood", async () => {
	const tableOf: Record<string, string> = {
		notes: "listening.notes",
		needs: "listening.needs",
		persons: "community.persons",
		circle: "community.persons",
		acts: "exchange.acts",
		initiatives: "initiatives.initiatives",
	};
	expect(scenes.map((scene) => scene.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
	for (const scene of scenes) {
		const [noun = "", id] = scene.find.split("/").slice(-2);
		const place = neighbourhoods.find((outline) => outline.slug === scene.where)?.id;
		expect(
			await number(`select count(*) n from ${tableOf[noun]} where id = $1 and neighbourhood_id = $2`, [id, place]),
			scene.title,
		).toBe(1);
	}
});

test("people have drawn their circles with their agreement; in one household both let them be read, in another one alone", async () => {
	const { rows } = await t.owner.query(
		`select t.other_id, count(*)::int as drawn, count(*) filter (where c.in_household)::int as shown
		from network.circles c join community.ties t on t.one_id = c.person_id and t.kind = 'member_of'
		join community.parties h on h.id = t.other_id and h.kind = 'household' group by 1 order by 3`,
	);
	expect(rows.map(({ drawn, shown }) => [drawn, shown])).toEqual([
		[2, 1],
		[2, 2],
	]);
	expect(
		await number(
			`select count(*) n from network.circles c where not exists (select from community.agreements a
			where a.person_id = c.person_id and a.purpose = 'circle' and a.withdrawn_on is null)`,
		),
	).toBe(0);
	const people = demoAccounts.flatMap(({ person }) => person ?? []);
	expect(await number("select count(*) n from network.circles where person_id = any ($1)", [people])).toBe(6);
	expect(
		await number(
			"select count(*) n from network.circle_entries e join community.parties p on p.id = e.party_id where p.neighbourhood_id <> e.neighbourhood_id or p.id = e.person_id",
		),
	).toBe(0);
});

test("public words name no target group and no reason", async () => {
	const labels =
		/fragil|bisogn|solitud|\bda sol[aei]\b|viv\w+ sol[aei]\b|isolat|disag|anzian|povert|disabil|immigra|stranier|profug|vulnerab|malat|dipenden|disoccup|utent|assist|giovani|relig|ramadan/i;
	const found = await t.owner.query(`
		select title || ' ' || invitation || ' ' || place_words as words from initiatives.initiatives
		union all select place_words from initiatives.sessions union all select label from initiatives.partners
		union all select name || ' ' || desk_place || ' ' || desk_hours from programme.neighbourhoods`);
	expect(found.rows.map((row) => row.words).filter((words) => labels.test(words))).toEqual([]);
	const all = Object.values(gatherings).flat();
	expect(
		all.filter((gathering) => ["open", "concluded"].includes(gathering.state) && gathering.invitation === ""),
	).toEqual([]);
});

test("public words hold no person's name and no need's title", async () => {
	const words = (
		await t.owner.query("select title || ' ' || invitation || ' ' || place_words as words from initiatives.initiatives")
	).rows
		.map((row) => row.words.toLowerCase())
		.join("\n");
	const secret = (
		await t.owner.query(
			"select lower(label) as label from community.parties where kind = 'person' union select lower(title) from listening.needs",
		)
	).rows;
	expect(secret.filter((row) => words.includes(row.label))).toEqual([]);
});

test("a tie joins two of its own neighbourhood, and no two the same way twice", async () => {
	expect(
		await number(`select count(*) n from community.ties t join community.parties one on one.id = t.one_id join community.parties other on other.id = t.other_id
		where one.neighbourhood_id <> t.neighbourhood_id or other.neighbourhood_id <> t.neighbourhood_id`),
	).toBe(0);
	expect(
		await number(
			"select count(*) n from (select from community.ties group by one_id, other_id, kind having count(*) > 1) x",
		),
	).toBe(0);
	const before = await number("select count(*) filter (where existed_before) * 100 / count(*) n from community.ties");
	expect(before).toBeGreaterThan(22);
	expect(before).toBeLessThan(45);
	expect(
		await number(
			`select count(*) n from community.ties t where met_at is not null and (select count(*) from initiatives.participations p where p.session_id = t.met_at and p.person_id in (t.one_id, t.other_id)) <> 2`,
		),
	).toBe(0);
});

test("what moved an act is an earlier act its giver received", async () => {
	expect(
		await number(
			`select count(*) n from exchange.acts a join exchange.acts m on m.id = a.moved_by_act_id where m.at >= a.at or m.recorded_at >= a.recorded_at or m.receiver_id <> a.giver_id`,
		),
	).toBe(0);
	expect(await number("select count(*) n from exchange.acts where moved_by = 'by_act'")).toBeGreaterThan(60);
	expect(
		await number("select count(*) filter (where moved_by = 'not_asked') * 100 / count(*) n from exchange.acts"),
	).toBeGreaterThan(45);
});

test("nobody is named, nicknamed, sealed or written down at a session without having agreed by then", async () => {
	const without = (purpose: string, from: string) =>
		number(
			`select count(*) n from ${from} and not exists (select from community.agreements g where g.person_id = x.person_id and g.purpose = '${purpose}' and g.given_on <= x.day)`,
		);
	const persons =
		"(select p.id as person_id, q.known_since as day, p.level from community.persons p join community.parties q using (territory_id, id)) x where level =";
	expect(await without("name", `${persons} 'name'`)).toBe(0);
	expect(await without("nickname", `${persons} 'nickname'`)).toBe(0);
	expect(
		await without(
			"contact",
			"(select party_id as person_id, recorded_at::date as day from community.contacts) x where true",
		),
	).toBe(0);
	expect(
		await without(
			"sessions",
			"(select person_id, (starts_at at time zone 'Europe/Rome')::date as day from initiatives.participations join initiatives.sessions on id = session_id) x where true",
		),
	).toBe(0);
	const contacts = (await t.owner.query("select territory_id, id, party_id, sealed from community.contacts")).rows;
	expect(contacts.length).toBeGreaterThan(50);
	for (const row of contacts) {
		expect(
			seal
				.ofPerson(row.territory_id, row.party_id)
				.open(row.sealed, `community.contacts/${row.territory_id}/${row.id}`),
		).toMatch(/^046[13] 000 \d{3}$/);
	}
});

test("levels of knowing are mixed as in life", async () => {
	const share = (level: string) =>
		number("select count(*) filter (where level = $1) * 100.0 / count(*) n from community.persons", [level]);
	expect(Math.abs((await share("name")) - 70)).toBeLessThan(4);
	expect(Math.abs((await share("nickname")) - 18)).toBeLessThan(4);
	expect(Math.abs((await share("description")) - 12)).toBeLessThan(4);
});

test("a need counts its notes, knows its days and its history, and is answered where it says so", async () => {
	expect(
		await number(`select count(*) n from listening.needs d where notes_count <> (select count(*) from listening.notes where need_id = d.id)
		or first_heard_on <> (select min(heard_on) from listening.notes where need_id = d.id)
		or notes_count = 0`),
	).toBe(0);
	expect(
		await number(
			`select count(*) n from listening.needs d where state <> (select to_state from listening.steps where need_id = d.id order by at desc limit 1)`,
		),
	).toBe(0);
	expect(
		await number(
			`select count(*) n from listening.needs d where state in ('being_answered', 'answered', 'handed_over') and not exists (select from listening.answers where need_id = d.id)`,
		),
	).toBe(0);
	expect(await number("select count(*) n from listening.notes where kind = 'offered' and need_id is not null")).toBe(0);
	expect(
		await number(
			"select count(*) n from listening.answers where kind = 'offer' and not exists (select from listening.notes o where o.id = record_id and o.kind = 'offered')",
		),
	).toBe(0);
	expect(await number("select count(*) n from listening.notes where urgent and taken_by is null")).toBe(2);
});

test.each(["2026-11-22", "2026-12-01", "2027-03-29"])("today is alive in every neighbourhood on %s", async (day) => {
	const fresh = day === today ? t : other;
	if (fresh !== t) await resetDemo(fresh.urls.owner, otherSeal, day);
	for (const { id } of neighbourhoods) {
		const n = async (text: string) => Number((await fresh.owner.query(text, [id, day])).rows[0].n);
		const month = `>= '${monthStart(day)}'`;
		expect(
			await n(
				`select count(*) n from community.parties where neighbourhood_id = $1 and $2 <> '' and kind = 'person' and not existed_before and known_since ${month}`,
			),
		).toBeGreaterThan(1);
		expect(
			await n(
				`select count(*) n from community.ties where neighbourhood_id = $1 and $2 <> '' and not existed_before and since ${month}`,
			),
		).toBeGreaterThan(4);
		expect(
			await n(`select count(*) n from exchange.acts where neighbourhood_id = $1 and $2 <> '' and at ${month}`),
		).toBeGreaterThan(3);
		expect(
			await n(
				"select count(*) n from listening.follow_ups where neighbourhood_id = $1 and due_on = $2 and done_at is null",
			),
		).toBeGreaterThan(1);
		expect(
			await n("select count(*) n from listening.needs where neighbourhood_id = $1 and $2 <> '' and state = 'heard'"),
		).toBeGreaterThan(1);
		expect(
			await n(
				"select count(*) n from listening.notes where neighbourhood_id = $1 and need_id is null and set_aside_on is null and kind <> 'offered' and heard_on > $2::date - 14",
			),
		).toBeGreaterThan(4);
		expect(
			await n(
				"select count(*) n from listening.notes where neighbourhood_id = $1 and $2 <> '' and need_id is null and set_aside_on is null and kind = 'offered'",
			),
		).toBeGreaterThan(4);
		expect(
			await n(
				"select count(*) n from initiatives.sessions where neighbourhood_id = $1 and shown and state = 'planned' and starts_at between $2::date and $2::date + 14",
			),
		).toBeGreaterThan(3);
	}
	const late = `select count(*) n from (select recorded_at from listening.notes union all select recorded_at from community.parties union all select recorded_at from community.ties
			union all select recorded_at from exchange.acts union all select recorded_at from listening.answers union all select recorded_at from listening.needs union all select at from listening.steps
			union all select recorded_at from initiatives.participations union all select recorded_at from initiatives.sessions union all select recorded_at from listening.follow_ups union all select at from exchange.acts) x
			where recorded_at >= $1::timestamp at time zone 'Europe/Rome' + interval '8 hours'`;
	expect(Number((await fresh.owner.query(late, [day])).rows[0].n)).toBe(0);
});

test("the nine roles can sign in, each where it makes sense, by a sealed address", async () => {
	expect(new Set(demoAccounts.map((account) => account.as)).size).toBe(9);
	expect(
		await number(
			"select count(*) n from access.assignments where account_id = $1 and role = 'facilitator' and neighbourhood_id = $2",
			[demoAccountId("facilitator"), neighbourhoods[0]?.id],
		),
	).toBe(1);
	expect(demoAccountId("facilitator", "valbriosa")).not.toBe(demoAccountId("facilitator"));
	const found = await t.owner.query(
		"select a.account_id, a.email_sealed, a.email_blind, staff_of, person_id from access.addresses a join access.accounts c on c.id = a.account_id",
	);
	for (const account of demoAccounts) {
		const row = found.rows.find((one) => one.account_id === account.id);
		expect(seal.ofAccount(account.id).open(row.email_sealed, `access.addresses/${account.id}`)).toBe(account.email);
		expect(seal.blind(account.email)).toEqual(row.email_blind);
		expect(row.staff_of.length).toBe(["facilitator", "coordinator", "social-worker"].includes(account.as) ? 1 : 0);
	}
	expect(
		await number(
			"select count(*) n from access.accounts a join community.persons p on p.id = a.person_id and p.territory_id = a.person_territory_id",
		),
	).toBe(6);
	expect(
		await number("select count(*) n from initiatives.initiatives where $1 = any (organisers) and shown", [
			demoAccountId("citizen"),
		]),
	).toBeGreaterThan(0);
});
