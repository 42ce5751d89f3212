import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase } from "../../../tests/harness.ts";
import { holders } from "./holders.ts";

// Whoever adds a column that can hold a person, a group, an organisation or a place says here what becomes of it.

let t: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

/** Columns that look as if a party stood in them, and why none follows there. */
const notFollowed: Record<string, string> = {
	"community.erasure_texts.row_id": "is a text of somebody else",
	"community.erasures.destroys": "are rows whose keys go with the erasure",
	"community.erasures.accounts": "are accounts whose keys go with the erasure",
	"pacts.promises.pact_id": "is a pact",
	"pacts.ideas.became_id": "is an initiative or a pact",
	"community.parties.merged_into": "says who is behind whom",
	"community.merges.kept_id": "says who is behind whom",
	"community.merges.gone_id": "says who is behind whom",
	"community.moves.row_id": "says what followed",
	"community.distinctions.one_id": "says of these two that they are not the same",
	"community.distinctions.other_id": "says of these two that they are not the same",
	"community.persons.id": "is the person",
	"community.organisations.id": "is the organisation",
	"community.places.id": "is the place",
	"community.ties.met_at": "is a session",
	"listening.answers.record_id": "is a note, an initiative, an act or a resource",
	"access.audit.record_id": "the trail only grows",
	"access.audit_links.chain": "a territory",
	"access.audit_links.entry_id": "a line of the trail",
	"access.accounts.staff_of": "are territories",
	"listening.resource_uses.act_id": "is an act",
	"exchange.reports.record_id": "is what stands on a public page",
	"community.behalf.record_id": "is what a neighbour entered for somebody",
	"exchange.blocks.one_reach_id": "is a contact, which has no party",
	"exchange.blocks.other_reach_id": "is a contact, which has no party",
	"listening.partner_links.partner_id": "is a partner, who is no party but may be bound to one",
	"listening.read_apart.note_id": "is a note",
	"evaluation.story_people.agreement_id": "is an agreement, which follows itself",
	"initiatives.own_models.from_territory": "is a territory",
	"access.readings.record_id": "is what was opened; whose it was stands beside it, and follows",
	"access.undoables.record_id": "is what can be undone for a minute",
	"network.positions.party_id": "is where a node stands: the one gone keeps its own, unseen",
	"mediations.mediations.mediator_id": "is an account",
	"mediations.mediations.sealed_for": "whose keys seal it stays, also when two are one",
	"mediations.parties.sealed_for": "whose key seals it stays, also when two are one",
	"mediations.words.of_id": "is an entry of the mediation",
	"mediations.steps.of_id": "is an entry of the mediation",
	"mediations.steps.present": "are entries of the mediation",
	"mediations.steps.by_id": "is an account",
	"rights.corrections.sealed_for": "whose key seals it stays, also when two are one",
	"programme.retention_shown.record_id": "is whatever record comes to its time",
	"referrals.referrals.sealed_for": "whose key seals it stays, also when two are one",
	"referrals.referrals.facilitator_id": "is an account",
	"referrals.referrals.desk_id": "is a desk",
	"referrals.referrals.open_to": "is a desk",
	"referrals.fields.open_to": "is a desk",
	"referrals.steps.open_to": "is a desk",
	"referrals.words.open_to": "is a desk",
	"referrals.calls.open_to": "is a desk",
	"referrals.companions.open_to": "is a desk",
	"referrals.steps.desk_id": "is a desk",
	"referrals.words.desk_id": "is a desk",
	"referrals.steps.by_id": "is an account or the link of a desk",
	"referrals.desks.members": "are accounts",
	"referrals.links.desk_id": "is a desk",
	"referrals.links.referral_id": "is a referral, whose person follows there",
	"referrals.links.request_id": "is the request that made it",
	"referrals.reminders.recipient_id": "is an account or a desk",
	"access.printed_codes.list_id": "is a sheet of codes",
	"initiatives.sessions.series_id": "is the first date of a series",
	"access.mails.reach_id": "is a contact, which has no party",
	"publication.outside_calendars.organisation_id": "is an organisation, whose calendar goes with it",
	"publication.outside_drafts.organisation_id": "is an organisation, whose calendar goes with it",
	"publication.pins.place_id": "is a place, and its pin is set anew",
	"notebook.chosen.people": "are names taken along: the one gone is found no more, and is left out",
	"notebook.records.device_id": "is a device",
	"notebook.records.people":
		"are whoever a sealed record speaks of: it stays as it was written, and is set aside for its writer",
	"access.handed_over.record_id": "is a follow-up, a promise, an initiative or a note",
};

/** Everything that is a UUID and is neither the row itself, nor a tenant, nor somebody's account, nor bound to another table. */
const candidates = `
	with ours as (select c.oid, n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where c.relkind = 'r' and n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'graphile_worker', 'queue', 'public')),
	bound as (select k.conrelid, unnest(k.conkey) as attnum, theirs.name as target from pg_constraint k join ours theirs on theirs.oid = k.confrelid
		where k.contype = 'f')
	select ours.name || '.' || a.attname as name
	from ours join pg_attribute a on a.attrelid = ours.oid and a.attnum > 0 and not a.attisdropped
	where a.atttypid in ('uuid'::regtype, 'uuid[]'::regtype)
		and a.attname !~ '^(territory_id|person_territory_id|neighbourhood_id|set_aside_by|.*_by|.*_by_account|account_id|actor_id|assigned_to|assigned_before|assigned_after|passed_to|by_account|responsible_id|organisers|readers)$'
		and not (ours.name ~ '^access\\.hand' and a.attname in ('giver_id', 'receiver_id'))
		and (exists (select from bound b where b.conrelid = ours.oid and b.attnum = a.attnum
				and b.target in ('community.parties', 'community.persons', 'community.organisations', 'community.places'))
			or (a.attname <> 'id' and not exists (select from bound b where b.conrelid = ours.oid and b.attnum = a.attnum
				and b.target not in ('programme.territories', 'programme.neighbourhoods'))))
	order by 1`;

test("every column in which a party can stand follows when two are one, or says why not", async () => {
	const { rows } = await t.owner.query<{ name: string }>(candidates);
	const followed = holders.flatMap((holder) => holder.columns.map((column) => `${holder.table}.${column}`));
	expect(rows.length).toBeGreaterThan(25);
	const unsaid = rows.map((row) => row.name).filter((name) => !followed.includes(name) && !notFollowed[name]);
	expect(unsaid, "add each to the holders of its module, or to notFollowed with the reason").toEqual([]);
	expect(followed.filter((name) => !rows.some((row) => row.name === name))).toEqual([]);
});

test("a holder whose rows can wait has the column for it, and the one that rewrites may do so everywhere", async () => {
	const { rows } = await t.owner.query<{ name: string; waits: boolean; keyed: boolean; rewritten: boolean }>(
		`select n.nspname || '.' || c.relname as name,
			exists (select from pg_attribute where attrelid = c.oid and attname = 'set_aside_by') as waits,
			exists (select from pg_policy where polrelid = c.oid and polcmd in ('w', '*') and pg_get_expr(polqual, polrelid) like '%''same''%') as rewritten
		from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r'`,
	);
	const table = new Map(rows.map((row) => [row.name, row]));
	for (const holder of holders)
		if (holder.columns.length > 0)
			expect(
				{ waits: table.get(holder.table)?.waits, rewritten: table.get(holder.table)?.rewritten },
				holder.table,
			).toEqual({ waits: holder.waits ?? false, rewritten: true });
});

/** What can hold words, in tables in which a person can stand or that hang on such a row. */
const wordy = `
	select n.nspname || '.' || c.relname as name, array_agg(a.attname::text order by a.attname) as columns
	from pg_class c join pg_namespace n on n.oid = c.relnamespace
	join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
	where c.relkind = 'r' and a.atttypid in ('text'::regtype, 'text[]'::regtype, 'json'::regtype, 'jsonb'::regtype, 'bytea'::regtype, 'varchar'::regtype)
		and n.nspname in ('community', 'listening', 'exchange', 'initiatives', 'evaluation', 'network', 'access', 'mediations', 'referrals', 'rights', 'spaces', 'pacts', 'publication', 'notebook')
	group by 1`;

test("every column that can hold somebody's words is emptied when they are let go, or holds words from a closed list", async () => {
	const { rows } = await t.owner.query<{ name: string; columns: string[] }>(wordy);
	const columnsOf = new Map(rows.map((row) => [row.name, row.columns]));
	const withPeople = holders.filter((holder) => holder.people);
	expect(withPeople.length).toBeGreaterThan(7);
	for (const { table, people } of withPeople)
		expect([...people!.words, ...people!.closed].sort(), table).toEqual(columnsOf.get(table) ?? []);
	// A table in which a person can stand says so.
	const { rows: persons } = await t.owner.query<{ name: string; column: string }>(
		`select n.nspname || '.' || c.relname as name, a.attname as column from pg_constraint k
		join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
		join pg_attribute a on a.attrelid = c.oid and a.attnum = any (k.conkey) and a.attname not in ('territory_id', 'id')
		where k.contype = 'f' and k.confrelid in ('community.parties'::regclass, 'community.persons'::regclass)`,
	);
	const neverPeople = ["place_id", "organisation_id", "merged_into", "kept_id", "gone_id", "one_id", "other_id"];
	const unsaid = persons
		.filter(({ column }) => !neverPeople.includes(column))
		.filter(({ name, column }) => !withPeople.some((h) => h.table === name && h.people!.columns.includes(column)));
	expect(unsaid).toEqual([]);
});

/** Tables with words that hang on a row of somebody's, and what lets them go. */
const hanging: Record<string, string> = {
	"community.erasure_texts": "says where texts of others are, not what they say",
	"listening.answers": "emptied with the offer or the act they name",
	"listening.partner_arrivals": "emptied with the note",
	"listening.resource_uses": "emptied with the act",
	"listening.promise_steps": "emptied with the promise",
	"listening.follow_up_steps": "emptied with the follow-up",
	"publication.to_tell": "goes with the joining: nothing but what became of the date",
	"publication.ways_out": "goes with the choice: a hash",
	"pacts.pacts": "grew from an idea, and says nothing of whose it was",
	"pacts.promises": "what was promised stays, without by whom",
	"mediations.words": "deleted with the party who said them",
};

test("what hangs on somebody's row goes with it", async () => {
	const { rows } = await t.owner.query<{ name: string }>(
		`select distinct n.nspname || '.' || c.relname as name from pg_constraint k
		join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
		where k.contype = 'f' and k.confrelid = any ($1::text[]::regclass[]) and exists (select from pg_attribute a
			where a.attrelid = c.oid and a.attnum > 0 and a.atttypid in ('text'::regtype, 'text[]'::regtype, 'jsonb'::regtype, 'json'::regtype, 'bytea'::regtype))`,
		[holders.filter((holder) => holder.people && holder.table !== "community.parties").map((holder) => holder.table)],
	);
	const said = holders.filter((holder) => holder.people).map((holder) => holder.table);
	expect(rows.map((row) => row.name).filter((name) => !said.includes(name) && !hanging[name])).toEqual([]);
});
