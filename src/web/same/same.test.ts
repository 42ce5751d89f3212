import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places, testSeal } from "../../../tests/harness.ts";
import { type Id, newId } from "../../core/ids.ts";
import { Refused } from "../../core/refusal.ts";
import { mergeParties, separateParties } from "../../modules/community/same/service.ts";
import { holders } from "./holders.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

const merge = (kept: string, gone: string, actor = anna, id = newId<"merge">()) =>
	mergeParties(t.ground, actor, holders, { id, kept: kept as Id<"party">, gone: gone as Id<"party"> }).then(() => id);
const separate = (id: string, actor = anna) => separateParties(t.ground, actor, holders, id);

/** Every row of every table as text, but for the trail, the merges themselves and what they rewrote. */
async function everything(waiting: "as it is" | "only whether" = "as it is"): Promise<string[]> {
	const { rows: tables } = await t.owner.query<{ name: string }>(
		`select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where c.relkind = 'r' and n.nspname in ('access', 'programme', 'community', 'listening', 'exchange', 'initiatives', 'evaluation', 'network')
			and n.nspname || '.' || c.relname not in ('access.audit', 'community.merges', 'community.moves') order by 1`,
	);
	expect(tables.length).toBeGreaterThan(40);
	const row =
		waiting === "as it is"
			? "to_jsonb(r) - 'sealed'"
			: "case when to_jsonb(r) ->> 'set_aside_by' is null then to_jsonb(r) - 'sealed' else to_jsonb(r) - 'sealed' || '{\"set_aside_by\": true}' end";
	const all = tables.map(({ name }) => `select '${name} ' || (${row})::text as line from ${name} r`);
	const { rows } = await t.owner.query<{ line: string }>(`${all.join(" union all ")} order by 1`);
	return [...rows.map((one) => one.line), ...(await opened())].sort();
}

/** What is sealed for somebody, opened with the key of whoever it is of now: a key of the other of the two would not do. */
async function opened(): Promise<string[]> {
	const { rows } = await t.owner.query("select id, party_id, sealed from community.contacts");
	return rows.map(({ id, party_id, sealed }) => {
		const value = testSeal
			.ofPerson(places.territory, party_id)
			.open(sealed, `community.contacts/${places.territory}/${id}`);
		return `opened ${id} ${value}`;
	});
}

const people = 5;
const day = (n: number) => `2026-0${1 + (n % 9)}-1${n % 10}`;
const who = fc.nat(people - 1);
const two = fc.tuple(who, who).filter(([a, b]) => a !== b);
const n = fc.nat(40);
const events = fc.array(
	fc.oneof(
		fc.record({ what: fc.constant("note" as const), about: fc.option(who), from: fc.option(who), n }),
		fc.record({
			what: fc.constant("tie" as const),
			two,
			n,
			kind: fc.constantFrom("neighbour", "helps", "knows", "kin"),
		}),
		fc.record({ what: fc.constant("member" as const), one: who, n }),
		fc.record({ what: fc.constant("act" as const), two, n }),
		fc.record({ what: fc.constant("session" as const), there: fc.uniqueArray(who, { minLength: 1 }), n }),
		fc.record({ what: fc.constant("followUp" as const), about: who, n }),
		fc.record({
			what: fc.constant("agreement" as const),
			one: who,
			n,
			purpose: fc.constantFrom("contact", "sessions"),
			withdrawn: fc.option(n),
		}),
		fc.record({ what: fc.constant("contact" as const), one: who, n }),
		fc.record({ what: fc.constant("ground" as const), one: who, n }),
		fc.record({ what: fc.constant("account" as const), one: who }),
		fc.record({ what: fc.constant("need" as const), n }),
		fc.record({ what: fc.constant("meeting" as const), one: who, n }),
		fc.record({ what: fc.constant("resource" as const), one: who, n }),
	),
	{ minLength: 1, maxLength: 30 },
);
type Event = typeof events extends fc.Arbitrary<(infer E)[]> ? E : never;

/** A small neighbourhood in which all this happened; gives its people. */
async function lived(history: readonly Event[]): Promise<string[]> {
	const ids = Array.from({ length: people }, () => newId<string>());
	const [place, organisation, initiative] = [newId(), newId(), newId()];
	const here = `'${places.territory}', '${places.here}'`;
	const by = "'00000000-0000-7000-9000-00000000ffff'";
	const out: string[] = [];
	const party = (id: string, kind: string, label: string) =>
		out.push(
			`insert into community.parties (territory_id, neighbourhood_id, id, kind, label, folded, known_since) values (${here}, '${id}', '${kind}', '${label}', '${label}', '2026-01-01')`,
		);
	party(place, "place", "scala");
	out.push(
		`insert into community.places (territory_id, neighbourhood_id, id, sort) values (${here}, '${place}', 'stair')`,
	);
	party(organisation, "organisation", "bar");
	out.push(
		`insert into community.organisations (territory_id, neighbourhood_id, id, sector) values (${here}, '${organisation}', 'shop')`,
		`insert into initiatives.initiatives (territory_id, neighbourhood_id, id, title, state) values (${here}, '${initiative}', 'Caffè', 'open')`,
	);
	for (const [i, id] of ids.entries()) {
		party(id, "person", `persona ${i}`);
		out.push(
			`update community.parties set place_id = '${place}' where id = '${id}'`,
			`insert into community.persons (territory_id, neighbourhood_id, id, level) values (${here}, '${id}', 'description')`,
		);
	}
	const of = (i: number | null) => (i === null ? "null" : `'${ids[i]}'`);
	for (const e of history) {
		const id = `'${newId()}'`;
		if (e.what === "note")
			out.push(
				`insert into listening.notes (territory_id, neighbourhood_id, id, text, kind, about_id, heard_from_id, place_id, heard_on, recorded_by) values (${here}, ${id}, 'parole ${e.n}', 'noticed', ${of(e.about)}, ${of(e.from)}, '${place}', '${day(e.n)}', ${by})`,
			);
		if (e.what === "tie")
			out.push(
				`insert into community.ties (territory_id, neighbourhood_id, id, one_id, other_id, kind, since, until, said_by) values (${here}, ${id}, ${of(e.two[0])}, ${of(e.two[1])}, '${e.kind}', '${day(e.n)}', ${e.n % 3 === 0 ? "'2026-12-01'" : "null"}, 'seen')`,
			);
		if (e.what === "member")
			out.push(
				`insert into community.ties (territory_id, neighbourhood_id, id, one_id, other_id, kind, since, said_by) values (${here}, ${id}, ${of(e.one)}, '${organisation}', 'works_at', '${day(e.n)}', 'one')`,
			);
		if (e.what === "act")
			out.push(
				`insert into exchange.acts (territory_id, neighbourhood_id, id, giver_id, receiver_id, at, what, recorded_by) values (${here}, ${id}, ${of(e.two[0])}, ${of(e.two[1])}, '${day(e.n)}', 'ha portato ${e.n}', ${by})`,
			);
		if (e.what === "session") {
			out.push(
				`insert into initiatives.sessions (territory_id, neighbourhood_id, id, initiative_id, starts_at, minutes, state, named_count) values (${here}, ${id}, '${initiative}', '${day(e.n)}', 60, 'held', ${e.there.length})`,
			);
			for (const i of e.there)
				out.push(
					`insert into initiatives.participations (territory_id, neighbourhood_id, session_id, person_id, role) values (${here}, ${id}, ${of(i)}, '${i % 2 ? "helps" : "takes_part"}')`,
				);
		}
		if (e.what === "followUp")
			out.push(
				`insert into listening.follow_ups (territory_id, neighbourhood_id, id, due_on, what, about_id, assigned_to) values (${here}, ${id}, '${day(e.n)}', 'passare', ${of(e.about)}, ${by})`,
			);
		if (e.what === "agreement")
			out.push(
				`insert into community.agreements (territory_id, neighbourhood_id, id, person_id, purpose, given_on, given_how, withdrawn_on) values (${here}, ${id}, ${of(e.one)}, '${e.purpose}', '${day(e.n)}', 'in_person', ${e.withdrawn === null ? "null" : `greatest('${day(e.n)}'::date, '${day(e.withdrawn)}')`})`,
			);
		if (e.what === "contact")
			out.push(
				`insert into community.contacts (territory_id, neighbourhood_id, id, party_id, kind, sealed) values (${here}, ${id}, ${of(e.one)}, 'phone', '${sealedFor(ids[e.one]!, id.slice(1, -1), `0461 ${e.n}`)}')`,
			);
		if (e.what === "ground")
			out.push(
				`insert into community.grounds (territory_id, neighbourhood_id, id, person_id, words, since) values (${here}, ${id}, ${of(e.one)}, 'art. ${e.n}', '${day(e.n)}')`,
			);
		if (e.what === "account")
			out.push(
				`insert into access.accounts (id, name, person_territory_id, person_id) values (${id}, 'Qualcuno', '${places.territory}', ${of(e.one)})`,
			);
		if (e.what === "need")
			out.push(
				`insert into listening.needs (territory_id, neighbourhood_id, id, title, state, place_id, first_heard_on, last_heard_on) values (${here}, ${id}, 'b', 'heard', '${place}', '${day(e.n)}', '${day(e.n)}')`,
			);
		if (e.what === "meeting") {
			const meeting = `'${newId()}'`;
			out.push(
				`insert into listening.meetings (territory_id, neighbourhood_id, id, title, on_day, place_id, responsible_id) values (${here}, ${meeting}, 'tavolo', '${day(e.n)}', '${place}', ${by})`.replace(
					"on_day",
					meetingDay,
				),
				`insert into listening.attendees (territory_id, neighbourhood_id, id, meeting_id, party_id) values (${here}, ${id}, ${meeting}, ${of(e.one)})`,
				`insert into listening.promises (territory_id, neighbourhood_id, id, meeting_id, what, promised_by_party, due_on, state, responsible_id) values (${here}, '${newId()}', ${meeting}, 'chiede', ${of(e.one)}, '${day(e.n)}', 'open', ${by})`,
			);
		}
		if (e.what === "resource")
			out.push(
				`insert into listening.resources (territory_id, neighbourhood_id, id, title, sort, party_id, place_id, asked_on) values (${here}, ${id}, 'trapano', 'tools', ${of(e.one)}, '${place}', '${day(e.n)}')`,
			);
	}
	await t.owner.query(out.join(";\n"));
	return ids;
}

function sealedFor(person: string, id: string, value: string): string {
	const sealer = testSeal.ofPerson(places.territory, person);
	return `\\x${sealer.close(value, `community.contacts/${places.territory}/${id}`).toString("hex")}`;
}

let meetingDay = "";
beforeAll(async () => {
	const { rows } = await t.owner.query(
		"select attname from pg_attribute where attrelid = 'listening.meetings'::regclass and atttypid = 'date'::regtype and attnotnull limit 1",
	);
	meetingDay = rows[0].attname;
});

test("separating is the inverse of merging, of two people who took part in everything", async () => {
	await fc.assert(
		fc.asyncProperty(events, two, async (history, [a, b]) => {
			const ids = await lived(history);
			const before = await everything();
			const id = await merge(ids[a]!, ids[b]!);
			const during = await everything();
			const visible = during.filter(
				(line) => !line.includes(`"merged_into": "${ids[a]}"`) && !line.includes(`"set_aside_by": "${id}"`),
			);
			// Whatever is still seen of the one gone is nothing but their own person's row.
			const left = visible.filter((line) => line.includes(ids[b]!) && !line.startsWith("community.persons "));
			expect(left).toEqual([]);
			await separate(id);
			expect(await everything()).toEqual(before);
		}),
		{ numRuns: 30 },
	);
}, 120_000);

type Op = { merge: [number, number] } | { separate: number };
const ops: fc.Arbitrary<Op[]> = fc.array(
	fc.oneof(
		two.map((pair): Op => ({ merge: pair })),
		fc.nat(9).map((k): Op => ({ separate: k })),
	),
	{ minLength: 2, maxLength: 9 },
);

async function tried<Result>(work: Promise<Result>): Promise<Result | undefined> {
	try {
		return await work;
	} catch (error) {
		if (error instanceof Refused && ["not_found", "same_person"].includes(error.code)) return undefined;
		throw error;
	}
}

test("merges and separations in any order: what is left is what the merges still in force alone would make, and nothing without them", async () => {
	await fc.assert(
		fc.asyncProperty(events, ops, async (history, steps) => {
			const ids = await lived(history);
			const before = await everything();
			let standing: { id: string; kept: string; gone: string }[] = [];
			for (const step of steps) {
				if ("merge" in step) {
					const [kept, gone] = [ids[step.merge[0]]!, ids[step.merge[1]]!];
					const id = await tried(merge(kept, gone));
					if (id) standing.push({ id, kept, gone });
				} else {
					const one = standing[step.separate % Math.max(1, standing.length)];
					if (one && (await tried(separate(one.id)))) standing = standing.filter((s) => s !== one);
				}
			}
			const after = await everything("only whether");
			for (const one of standing.toReversed()) await separate(one.id);
			expect(await everything()).toEqual(before);
			const again: string[] = [];
			for (const { kept, gone } of standing) again.push(await merge(kept, gone));
			expect(await everything("only whether")).toEqual(after);
			for (const id of again.toReversed()) await separate(id);
		}),
		{ numRuns: 30 },
	);
}, 180_000);

test("what waited for a later merge stands again as soon as the earlier one, on which it rested, is separated", async () => {
	const tie = (a: number, b: number, n: number) => ({
		what: "tie" as const,
		two: [a, b] as [number, number],
		n,
		kind: "knows" as const,
	});
	const [a, b, d, x] = await lived([tie(0, 3, 1), tie(2, 3, 1)]);
	const first = await merge(b!, a!);
	await merge(b!, d!);
	const seen = async () => {
		const { rows } = await t.owner.query(
			"select one_id from community.ties where other_id = $1 and set_aside_by is null order by one_id",
			[x],
		);
		return rows.map((row) => row.one_id);
	};
	expect(await seen()).toEqual([b]);
	await separate(first);
	expect(await seen()).toEqual([a, b].sort());
});
