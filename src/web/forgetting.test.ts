import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../tests/harness.ts";
import { newId } from "../core/ids.ts";
import { addDays, dayOf, instantOf, monthStart } from "../core/period.ts";
import {
	endLegalGround,
	leaving,
	leavingCountIn,
	letGo,
	planForgetting,
	recordLegalGround,
} from "../modules/community/forgetting/service.ts";
import { placeOfContact } from "../modules/community/persons/contacts.ts";
import { mergeParties } from "../modules/community/same/service.ts";
import { monthOfCommunityIn } from "../modules/community/service.ts";
import { actsInMonthIn } from "../modules/exchange/service.ts";
import { monthOfSessionsIn } from "../modules/initiatives/service.ts";
import { holders } from "./same/holders.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
/** When this runs: what is written without a time of its own is written now. */
const now = new Date();
const today = dayOf(now);
beforeAll(async () => {
	t = await freshDatabase();
	t.ground.clock = () => new Date(now);
});
afterAll(() => t.end());

/** The same ground on a clock moved by some days. */
const inDays = (n: number) => ({ ...t.ground, clock: () => new Date(now.getTime() + n * 86_400_000) });
const account = newId();
/** An instant in the middle of the day so many days before now. */
const ago = (n: number) => instantOf(addDays(today, -n), "12:00").toISOString();

async function put(table: string, row: Record<string, unknown>): Promise<string> {
	const full: Record<string, unknown> = { territory_id: places.territory, neighbourhood_id: places.here, ...row };
	const columns = Object.keys(full).join(", ");
	await t.owner.query(
		`insert into ${table} (${columns}) select ${columns} from jsonb_populate_record(null::${table}, $1::jsonb)`,
		[JSON.stringify(full)],
	);
	return String(row.id);
}

async function person(days: number, label = "una signora", level = "description", more: object = {}): Promise<string> {
	const id = newId();
	await put("community.parties", {
		id,
		kind: "person",
		label,
		folded: label,
		known_since: addDays(today, -days),
		recorded_at: ago(days),
		existed_before: false,
		...more,
	});
	await put("community.persons", { id, level });
	return id;
}

const note = (about: string | null, days: number, more: object = {}) =>
	put("listening.notes", {
		id: newId(),
		text: "ha chiesto",
		kind: "asked",
		guessed: [],
		during_visit: false,
		urgent: false,
		seen: true,
		about_id: about,
		heard_on: addDays(today, -days),
		recorded_by: account,
		recorded_at: ago(days),
		...more,
	});

const agreed = (who: string, days: number, more: object = {}) =>
	put("community.agreements", {
		id: newId(),
		person_id: who,
		purpose: "contact",
		given_on: addDays(today, -days),
		given_how: "in_person",
		recorded_at: ago(days),
		...more,
	});

async function isForgotten(id: string): Promise<boolean> {
	const { rows } = await t.owner.query("select forgotten_on from community.parties where id = $1", [id]);
	return rows[0].forgotten_on !== null;
}

const tie = (one: string, other: string, days: number, more: object = {}) =>
	put("community.ties", {
		id: newId(),
		one_id: one,
		other_id: other,
		kind: "knows",
		since: addDays(today, -days),
		said_by: "seen",
		existed_before: false,
		recorded_at: ago(days),
		...more,
	});

const act = (giver: string, receiver: string, days: number, more: object = {}) =>
	put("exchange.acts", {
		id: newId(),
		giver_id: giver,
		receiver_id: receiver,
		at: ago(days),
		what: "ha portato la spesa",
		moved_by: "not_asked",
		day_only: false,
		recorded_by: account,
		recorded_at: ago(days),
		...more,
	});

async function session(who: readonly string[], days: number): Promise<string> {
	const [initiative, id] = [newId(), newId()];
	await put("initiatives.initiatives", {
		id: initiative,
		title: "Caffè",
		invitation: "",
		state: "open",
		place_words: "",
		languages: ["it"],
		on_foot: false,
		by_bus: false,
		step_free: false,
		objectives: [],
		organisers: [],
		recorded_at: ago(days),
	});
	await put("initiatives.sessions", {
		id,
		initiative_id: initiative,
		starts_at: ago(days),
		minutes: 60,
		place_words: "",
		state: "held",
		shown: true,
		organisers: [],
		unnamed_count: 0,
		named_count: who.length,
		recorded_at: ago(days),
	});
	for (const one of who)
		await put("initiatives.participations", {
			session_id: id,
			person_id: one,
			role: "takes_part",
			recorded_at: ago(days),
		});
	return id;
}

test("on the ninetieth day after the last entry, and not on the eighty-ninth, exactly those go who do not know of being here", async () => {
	const other = await person(400, "Maria Rossi", "name");
	await agreed(other, 400, { purpose: "name" });
	const cases: [string, boolean, () => Promise<string>][] = [
		["written down 90 days ago", true, () => person(90)],
		["written down 89 days ago", false, () => person(89)],
		[
			"known by name",
			false,
			async () => {
				const id = await person(200, "Gino Zeni", "name");
				await agreed(id, 200, { purpose: "name" });
				return id;
			},
		],
		[
			"agreed later to a contact",
			false,
			async () => {
				const id = await person(200);
				await agreed(id, 150);
				return id;
			},
		],
		[
			"withdrew 89 days ago",
			false,
			async () => {
				const id = await person(200);
				await agreed(id, 150, { withdrawn_on: addDays(today, -89) });
				return id;
			},
		],
		[
			"withdrew 90 days ago",
			true,
			async () => {
				const id = await person(200);
				await agreed(id, 150, { withdrawn_on: addDays(today, -90) });
				return id;
			},
		],
		[
			"a note about them 89 days ago",
			false,
			async () => {
				const id = await person(200);
				await note(id, 89);
				return id;
			},
		],
		[
			"a note about them 90 days ago",
			true,
			async () => {
				const id = await person(200);
				await note(id, 90);
				return id;
			},
		],
		[
			"heard from them yesterday",
			false,
			async () => {
				const id = await person(200);
				await note(null, 1, { heard_from_id: id });
				return id;
			},
		],
		[
			"a tie written down 30 days ago",
			false,
			async () => {
				const id = await person(200);
				await tie(id, other, 30);
				return id;
			},
		],
		[
			"an act received 30 days ago",
			false,
			async () => {
				const id = await person(200);
				await act(other, id, 30);
				return id;
			},
		],
		[
			"a legal ground",
			false,
			async () => {
				const id = await person(200);
				await put("community.grounds", {
					id: newId(),
					person_id: id,
					words: "art. 9",
					since: addDays(today, -150),
					recorded_at: ago(150),
				});
				return id;
			},
		],
		[
			"a legal ground ended 90 days ago",
			true,
			async () => {
				const id = await person(200);
				await put("community.grounds", {
					id: newId(),
					person_id: id,
					words: "art. 9",
					since: addDays(today, -150),
					ended_on: addDays(today, -90),
					recorded_at: ago(150),
				});
				return id;
			},
		],
		[
			"an account of their own",
			false,
			async () => {
				const id = await person(200);
				await t.owner.query(
					"insert into access.accounts (id, name, person_territory_id, person_id) values ($1, 'Io', $2, $3)",
					[newId(), places.territory, id],
				);
				return id;
			},
		],
		[
			"separated again last week",
			false,
			async () => {
				const [id, twin] = [await person(200), await person(1)];
				await put("community.merges", {
					id: newId(),
					kept_id: twin,
					gone_id: id,
					merged_at: ago(150),
					separated_at: ago(7),
				});
				return id;
			},
		],
	];
	const made: { name: string; goes: boolean; id: string }[] = [];
	for (const [name, goes, make] of cases) made.push({ name, goes, id: await make() });
	const planned = (await planForgetting(t.ground, holders)).flatMap((plan) => plan.people.map((one) => one.id));
	for (const { name, goes, id } of made) expect(planned.includes(id), name).toBe(goes);
	expect(planned.length).toBe(made.filter((one) => one.goes).length);
	// The week before, the facilitator is asked to ask.
	const asked = (await leaving(t.ground, anna, holders)).people.map((one) => one.id);
	expect(asked).toContain(made[1]!.id);
	expect(asked.length).toBeGreaterThan(planned.length);
	const n = await t.db.readAs(anna, (read) => leavingCountIn(read, holders, places.here, today));
	// The account of somebody is not the facilitator's to see: only there the first page may ask once too often.
	expect(n - asked.length).toBeLessThanOrEqual(1);
	expect(await letGo(t.ground, holders)).toBe(planned.length);
	for (const { name, goes, id } of made) expect(await isForgotten(id), name).toBe(goes);
	expect(await letGo(t.ground, holders)).toBe(0);
	await letGo(inDays(1), holders);
	expect(await isForgotten(made[1]!.id)).toBe(true);
	const { rows } = await t.owner.query("select role, actor_id, fields from access.audit where verb = 'letPersonGo'");
	expect(rows.length).toBeGreaterThanOrEqual(planned.length);
	expect(rows[0]).toMatchObject({ role: "forgetting", actor_id: null });
});

test("whatever happened when: somebody goes when the term has passed since the latest of it, by the term the body set", async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.tuple(fc.constantFrom("note", "heard", "tie", "act", "session", "followUp"), fc.nat(130)), {
				maxLength: 4,
			}),
			fc.nat(130),
			fc.constantFrom(30, 60, 90, 120),
			async (entries, since, term) => {
				await t.owner.query("update programme.territories set forget_after_days = $1 where id = $2", [
					term,
					places.territory,
				]);
				const other = await person(0, "Qualcuno", "name");
				await agreed(other, 0, { purpose: "name" });
				const id = await person(since + 130);
				for (const [what, days] of entries) {
					if (what === "note") await note(id, days);
					if (what === "heard") await note(null, days, { heard_from_id: id });
					if (what === "tie") await tie(id, other, days);
					if (what === "act") await act(other, id, days);
					if (what === "session") await session([id, other], days);
					if (what === "followUp")
						await put("listening.follow_ups", {
							id: newId(),
							due_on: today,
							what: "passare",
							about_id: id,
							assigned_to: account,
							recorded_at: ago(days),
						});
				}
				const last = Math.min(since + 130, ...entries.map(([, days]) => days));
				await letGo(t.ground, holders);
				expect(await isForgotten(id)).toBe(last >= term);
			},
		),
		{ numRuns: 25 },
	);
	await t.owner.query("update programme.territories set forget_after_days = 90");
}, 60_000);

/** Every text, array of texts, JSON and bytes of every table, the queue's too, as one long text. */
async function everyWord(): Promise<string> {
	const jobs = new pg.Client({ connectionString: t.urls.jobs });
	await jobs.connect();
	const ours = await wordsIn(t.owner, "n.nspname <> 'graphile_worker'");
	expect(ours.columns).toBeGreaterThan(150);
	const queued = await wordsIn(jobs, "n.nspname = 'graphile_worker'");
	expect(queued.columns).toBeGreaterThan(5);
	await jobs.end();
	return ours.text + queued.text;
}

async function wordsIn(client: pg.Client, which: string): Promise<{ text: string; columns: number }> {
	const { rows: columns } = await client.query<{ said: string }>(
		`select format('select coalesce(string_agg(%s, '' | ''), '''') as said from %I.%I', case when a.atttypid = 'bytea'::regtype
				then format('encode(%I, ''escape'')', a.attname) else format('%I::text', a.attname) end, n.nspname, c.relname) as said
		from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
		where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and ${which}
			and a.atttypid::regtype::text in ('text', 'text[]', 'character varying', 'json', 'jsonb', 'bytea', 'character varying[]', 'tsvector')`,
	);
	let text = "";
	for (const { said } of columns) text += `${(await client.query<{ said: string }>(said)).rows[0]!.said}\n`;
	return { text, columns: columns.length };
}

test("nothing of their words or names is found anywhere, and the network counts what it counted", async () => {
	const mark = "xenopsilla";
	const maria = await person(400, "Maria Rossi", "name");
	await agreed(maria, 400, { purpose: "name" });
	const place = newId();
	await put("community.parties", {
		id: place,
		kind: "place",
		label: "scala B",
		folded: "scala b",
		known_since: "2026-01-01",
		existed_before: true,
	});
	await put("community.places", { id: place, sort: "stair" });
	const id = await person(120, `la ${mark} del terzo piano`, "description", { place_id: place });
	const twin = await person(120, `quella ${mark}`);
	const its = {
		topic: "company",
		place_id: place,
		text: `dice ${mark}`,
		heard_from: mark,
		called: mark,
		request_hash: `\\x${Buffer.from(mark).toString("hex")}`,
	};
	const offered = await note(id, 120, { ...its, kind: "offered" });
	await note(id, 119, its);
	await note(null, 118, { ...its, heard_from_id: id });
	await note(maria, 118, { text: "di Maria", heard_from_id: id, heard_from: mark });
	const need = await put("listening.needs", {
		id: newId(),
		title: "compagnia",
		state: "heard",
		first_heard_on: today,
		last_heard_on: today,
		notes_count: 2,
	});
	await put("listening.answers", { id: newId(), need_id: need, kind: "offer", record_id: offered, label: mark });
	const follow = await put("listening.follow_ups", {
		id: newId(),
		due_on: today,
		what: mark,
		outcome: mark,
		note_id: offered,
		about_id: id,
		assigned_to: account,
		recorded_at: ago(100),
	});
	await put("listening.follow_up_steps", {
		id: newId(),
		follow_up_id: follow,
		at: ago(100),
		kind: "partly",
		words: mark,
		what_before: mark,
		due_before: today,
		assigned_before: account,
	});
	await tie(id, maria, 100, { doing: mark, kind: "works_at" });
	const given = await act(id, maria, 110, { what: mark });
	await put("listening.answers", { id: newId(), need_id: need, kind: "act", record_id: given, label: mark });
	await act(maria, id, 100, { what: mark });
	await session([id, maria], 105);
	await put("community.contacts", {
		id: newId(),
		party_id: id,
		kind: "phone",
		sealed: `\\x${t.ground.seal.close(mark, placeOfContact(places.territory, newId())).toString("hex")}`,
		recorded_at: ago(100),
	});
	await put("listening.resources", {
		id: newId(),
		title: mark,
		sort: "time",
		party_id: id,
		available: mark,
		note_id: offered,
		asked_on: today,
		recorded_at: ago(100),
	});
	await put("community.grounds", {
		id: newId(),
		person_id: id,
		words: mark,
		since: addDays(today, -110),
		ended_on: addDays(today, -100),
		recorded_at: ago(110),
	});
	await mergeParties(t.ground, anna, holders, { id: newId(), kept: id as never, gone: twin as never });
	expect(await everyWord()).toContain(mark);
	const counts = () =>
		t.db.readAs(anna, async (read) => {
			const from = monthStart(addDays(today, -150));
			const { rows } = await t.owner.query(
				`select (select count(*)::int from community.ties) as ties, (select count(*)::int from initiatives.participations) as participations,
					(select count(*)::int from exchange.acts) as acts`,
			);
			return {
				...rows[0],
				community: await monthOfCommunityIn(read, places.here, from, today),
				month: await actsInMonthIn(read, places.here, from, today),
				met: await monthOfSessionsIn(read, places.here, from, today),
			};
		});
	const before = await counts();
	expect(before.community.newTies).toBeGreaterThan(0);
	// Merging counted as an entry; a term later it is over.
	expect(await letGo(inDays(89), holders)).toBeGreaterThanOrEqual(0);
	expect(await isForgotten(id)).toBe(false);
	await letGo(inDays(90), holders);
	expect(await isForgotten(id)).toBe(true);
	expect(await isForgotten(twin)).toBe(true);
	const words = await everyWord();
	expect(words).not.toContain(mark);
	expect(words).not.toContain(Buffer.from(mark).toString("hex"));
	expect(words).toContain("di Maria");
	expect(await counts()).toEqual(before);
	const { rows } = await t.owner.query(
		"select place_id, topic, kind, sum(n)::int as n from listening.counts where place_id = $1 group by 1, 2, 3 order by kind",
		[place],
	);
	expect(rows).toEqual([
		{ place_id: place, topic: "company", kind: "asked", n: 2 },
		{ place_id: place, topic: "company", kind: "offered", n: 1 },
	]);
});

test("a legal ground is written down once, keeps somebody here, and ends", async () => {
	const id = await person(100);
	const input = { id: newId<"ground">(), words: "art. 22, provvedimento del 3 marzo" };
	await recordLegalGround(t.ground, anna, id, input);
	await recordLegalGround(t.ground, anna, id, input);
	const planned = async (days: number) =>
		(await planForgetting(inDays(days), holders)).flatMap((plan) => plan.people.map((one) => one.id));
	expect(await planned(300)).not.toContain(id);
	await expect(recordLegalGround(t.ground, anna, id, { ...input, words: "altro" })).rejects.toMatchObject({
		code: "id_taken",
	});
	await expect(recordLegalGround(t.ground, actorOf("facilitator", "beside"), id, input)).rejects.toMatchObject({
		code: "not_found",
	});
	await endLegalGround(t.ground, anna, input.id);
	await endLegalGround(t.ground, anna, input.id);
	expect(await planned(89)).not.toContain(id);
	expect(await planned(90)).toContain(id);
});
