import { type RawBuilder, sql } from "kysely";
import { type Day, dayOf } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Level } from "../contract.ts";
import type { Holder, LetGo } from "../same/contract.ts";
import type { Erasure, Mention, Plan, Registered, Texts, Waiting } from "./contract.ts";

const tenant = (read: Read) => read.actor.territoryId ?? null;
const among = (ids: readonly string[]) => sql`any(${[...ids]}::uuid[])`;

/** Text as a search compares it. */
const folded = (column: RawBuilder<unknown>) =>
	sql`regexp_replace(lower(normalize(${column}, NFKD)), '[\u0300-\u036f]+', '', 'g')`;

export type Somebody = {
	id: string;
	neighbourhoodId: string;
	label: string;
	level: Level;
	protected: boolean;
	isErased: boolean;
	/** How those behind the same page are or were called. */
	others: string[];
	grounds: string[];
	asked: Plan["asked"] | null;
};

/** Who is to be erased, seen by `erasing`, with what has to be known before. */
export async function somebody(read: Read, id: string, today: Day): Promise<Somebody | undefined> {
	const rows = await read.rows<Somebody>(sql`
		select p.id, p.neighbourhood_id as "neighbourhoodId", p.label, s.level, p.protected,
			p.forgotten_on is not null as "isErased",
			coalesce((select array_agg(label) from (
				select b.label from community.parties b where b.territory_id = p.territory_id and b.merged_into = p.id
				union select m.gone_label from community.merges m
					where m.territory_id = p.territory_id and m.kept_id = p.id and m.gone_label is not null) o), '{}') as others,
			coalesce((select array_agg(g.words) from community.grounds g where g.territory_id = p.territory_id and g.person_id = p.id
				and g.since <= ${today}::date and (g.ended_on is null or g.ended_on > ${today}::date)), '{}') as grounds,
			(select json_build_object('id', e.id, 'on', (e.asked_at at time zone 'Europe/Rome')::date, 'how', e.asked_how)
				from community.erasures e where e.territory_id = p.territory_id and e.person_id = p.id and e.erased_at is null
				order by e.asked_at limit 1) as asked
		from community.parties p join community.persons s on s.territory_id = p.territory_id and s.id = p.id
		where p.territory_id = ${tenant(read)} and p.id = ${id}`);
	return rows[0];
}

/** By table, how many rows hold one of these people; in one statement. */
export async function held(
	read: Read,
	holders: readonly Holder[],
	ids: readonly string[],
): Promise<{ table: string; n: number }[]> {
	const parts = holders.flatMap(({ table, people, tenant: column = "territory_id" }) =>
		people && people.columns.length > 0
			? sql`select ${table}::text as "table", count(*)::int as n from ${sql.table(table)} r
				where ${sql.ref(`r.${column}`)} = ${tenant(read)} and (${holds(people.columns, ids)})`
			: [],
	);
	return read.rows(sql`select * from (${sql.join(parts, sql` union all `)}) counted where n > 0`);
}

function holds(columns: readonly string[], ids: readonly string[]): RawBuilder<unknown> {
	const each = columns.map((column) => sql`coalesce(${sql.ref(`r.${column}`)} = ${among(ids)}, false)`);
	return sql.join(each, sql` or `);
}

/** Of texts that have a neighbourhood, those of this one. */
const inTheSame = ({ ofTerritory }: Texts, neighbourhoodId: string) =>
	ofTerritory ? sql`` : sql`and r.neighbourhood_id = ${neighbourhoodId}`;

const mostMentions = 300;

/** Where others may have written of somebody, in one statement; what goes with them anyway is left out. */
export function mentions(
	read: Read,
	texts: readonly Texts[],
	holders: readonly Holder[],
	asked: { pattern: string; neighbourhoodId: string; ids: readonly string[] },
): Promise<Mention[]> {
	const parts = texts.flatMap((text) => {
		const columns = holders.filter(({ table }) => table === text.table).flatMap(({ people }) => people?.columns ?? []);
		const theirs = columns.length > 0 ? sql`and not (${holds(columns, asked.ids)})` : sql``;
		return text.columns.map(
			(
				column,
			) => sql`select ${text.table}::text as noun, ${column}::text as field, ${sql.ref(`r.${text.key ?? "id"}`)} as "rowId",
					left(${sql.ref(`r.${column}`)}, 8000) as text
				from ${sql.table(text.table)} r where r.territory_id = ${tenant(read)} ${inTheSame(text, asked.neighbourhoodId)}
					${text.only ? sql`and ${sql.raw(text.only)}` : sql``} ${theirs}
					and ${folded(sql.ref(`r.${column}`))} ~ ${asked.pattern}`,
		);
	});
	return read.rows(
		sql`select * from (${sql.join(parts, sql` union all `)}) found order by noun, "rowId", field limit ${mostMentions}`,
	);
}

export async function insertErasure(
	tx: Tx,
	row: { id: string; neighbourhoodId: string; personId: string; how: string | null; now: Date },
): Promise<boolean> {
	const rows =
		await tx.rows(sql`insert into community.erasures (territory_id, id, neighbourhood_id, person_id, asked_how, asked_by, asked_at)
		values (${tenant(tx)}, ${row.id}, ${row.neighbourhoodId}, ${row.personId}, ${row.how}, ${tx.actor.accountId ?? null}, ${row.now})
		on conflict do nothing returning id`);
	return rows.length === 1;
}

/** A request that waited goes on under the id of what was sent. */
export async function becomes(tx: Tx, waitingId: string, id: string): Promise<void> {
	await tx.rows(
		sql`update community.erasures set id = ${id} where territory_id = ${tenant(tx)} and id = ${waitingId} and erased_at is null`,
	);
}

/** Takes a request back that waits; false where none does. */
export async function deleteWaiting(tx: Tx, personId: string): Promise<string[]> {
	const rows = await tx.rows<{ id: string }>(sql`delete from community.erasures
		where territory_id = ${tenant(tx)} and person_id = ${personId} and erased_at is null returning id`);
	return rows.map(({ id }) => id);
}

/** The intent that the keys go, in the transaction in which the rows go. */
export async function markErased(
	tx: Tx,
	id: string,
	done: { destroys: readonly string[]; accounts: readonly string[]; keysUntil: Day | null; now: Date },
): Promise<void> {
	await tx.rows(sql`update community.erasures set erased_at = ${done.now}, erased_by = ${tx.actor.accountId ?? null},
			destroys = ${[...done.destroys]}::uuid[], accounts = ${[...done.accounts]}::uuid[], keys_until = ${done.keysUntil},
			asked_by = case when asked_by = ${among(done.accounts)} then null else asked_by end
		where territory_id = ${tenant(tx)} and id = ${id}`);
}

/** Writes into the register what an erasure was, without whom. */
export async function register(
	tx: Tx,
	id: string,
	done: { today: Day; counts: Registered["counts"]; kept: Registered["kept"] },
): Promise<void> {
	await tx.rows(sql`insert into community.erasure_register (territory_id, id, asked_on, asked_how, erased_on, counts, kept, keys_until)
		select territory_id, id, (asked_at at time zone 'Europe/Rome')::date, asked_how, ${done.today}::date,
			${JSON.stringify(done.counts)}::jsonb, ${JSON.stringify(done.kept)}::jsonb, keys_until
		from community.erasures where territory_id = ${tenant(tx)} and id = ${id}`);
}

/** Every erasure that was done, the latest first; at most 200. */
export function registered(read: Read): Promise<Registered[]> {
	return read.rows(sql`select id, territory_id as "territoryId", asked_on as "askedOn", asked_how as "askedHow", erased_on as "erasedOn",
			counts, kept, keys_until as "keysUntil", keys_destroyed_on as "keysDestroyedOn"
		from community.erasure_register order by erased_on desc, id desc limit 200`);
}

export type Unfinished = { id: string; neighbourhoodId: string; destroys: string[]; accounts: string[] };

/** Erasures whose keys are still there and need not be any more; locked, those that nobody else is finishing. */
export function unfinished(tx: Tx, today: Day): Promise<Unfinished[]> {
	return tx.rows(sql`select id, neighbourhood_id as "neighbourhoodId", destroys, accounts from community.erasures
		where territory_id = ${tenant(tx)} and erased_at is not null and keys_destroyed_at is null
			and (keys_until is null or keys_until < ${today}::date)
		order by erased_at limit 100 for update skip locked`);
}

export async function markFinished(tx: Tx, id: string, now: Date): Promise<void> {
	await tx.rows(
		sql`update community.erasures set keys_destroyed_at = ${now} where territory_id = ${tenant(tx)} and id = ${id}`,
	);
	await tx.rows(sql`update community.erasure_register set keys_destroyed_on = ${dayOf(now)}::date
		where territory_id = ${tenant(tx)} and id = ${id}`);
}

export async function insertTexts(
	tx: Tx,
	erasure: { id: string; neighbourhoodId: string },
	found: readonly { id: string; noun: string; field: string; rowId: string }[],
): Promise<void> {
	if (found.length === 0) return;
	const column = (name: "id" | "noun" | "field" | "rowId") => found.map((one) => one[name]);
	await tx.rows(sql`insert into community.erasure_texts (territory_id, id, erasure_id, neighbourhood_id, noun, field, row_id)
		select ${tenant(tx)}, id, ${erasure.id}, ${erasure.neighbourhoodId}, noun, field, row_id
		from unnest(${column("id")}::uuid[], ${column("noun")}::text[], ${column("field")}::text[], ${column("rowId")}::uuid[])
			as t (id, noun, field, row_id)`);
}

const erasureColumns = sql`e.id, e.person_id as "personId", e.neighbourhood_id as "neighbourhoodId", e.asked_at as "askedAt",
	e.asked_how as "askedHow", e.erased_at as "erasedAt", e.keys_until as "keysUntil", e.keys_destroyed_at as "keysDestroyedAt",
	(select count(*)::int from community.erasure_texts t where t.territory_id = e.territory_id and t.erasure_id = e.id
		and t.mended_at is null) as waiting`;

export async function erasureById(read: Read, id: string): Promise<Erasure | undefined> {
	const rows = await read.rows<Erasure>(sql`select ${erasureColumns} from community.erasures e
		where e.territory_id = ${tenant(read)} and e.id = ${id}`);
	return rows[0];
}

/** Erasures of a neighbourhood, those that wait first. */
export function erasuresOf(read: Read, neighbourhoodId: string): Promise<(Erasure & { label: string | null })[]> {
	return read.rows(sql`select ${erasureColumns}, p.label from community.erasures e
		left join community.parties p on p.territory_id = e.territory_id and p.id = e.person_id and e.erased_at is null
		where e.territory_id = ${tenant(read)} and e.neighbourhood_id = ${neighbourhoodId}
		order by e.erased_at is not null, e.asked_at desc, e.id limit 200`);
}

export function erasureOf(read: Read, personId: string): Promise<Erasure[]> {
	return read.rows(sql`select ${erasureColumns} from community.erasures e
		where e.territory_id = ${tenant(read)} and e.person_id = ${personId} order by e.asked_at limit 1`);
}

/** The texts of an erasure that wait, as they read now. */
export function waiting(read: Read, texts: readonly Texts[], erasureId: string): Promise<Waiting[]> {
	const parts = texts.flatMap((text) =>
		text.columns.map(
			(column) => sql`select t.id, t.noun, t.field, t.row_id as "rowId", ${sql.ref(`r.${column}`)} as text
				from community.erasure_texts t join ${sql.table(text.table)} r
					on r.territory_id = t.territory_id and ${sql.ref(`r.${text.key ?? "id"}`)} = t.row_id
				where t.territory_id = ${tenant(read)} and t.erasure_id = ${erasureId} and t.mended_at is null
					and t.noun = ${text.table} and t.field = ${column} and ${sql.ref(`r.${column}`)} is not null`,
		),
	);
	return read.rows(
		sql`select * from (${sql.join(parts, sql` union all `)}) w order by noun, "rowId", field limit ${mostMentions}`,
	);
}

/** Writes a text anew, in the neighbourhood named; false where there is none. */
export async function writeText(
	tx: Tx,
	texts: Texts,
	to: { field: string; rowId: string; neighbourhoodId: string; text: string; folded: string },
): Promise<boolean> {
	const { table, key = "id", hashed, folds } = texts;
	const rows = await tx.rows(sql`update ${sql.table(table)} r set ${sql.ref(to.field)} = ${to.text}
			${hashed ? sql`, request_hash = ${hashed === "emptied" ? Buffer.alloc(0) : null}` : sql``} ${folds ? sql`, folded = ${to.folded}` : sql``}
		where r.territory_id = ${tenant(tx)} and ${sql.ref(`r.${key}`)} = ${to.rowId} ${inTheSame(texts, to.neighbourhoodId)}
		returning 1`);
	return rows.length > 0;
}

export async function markMended(tx: Tx, of: { noun: string; field: string; rowId: string; now: Date }): Promise<void> {
	await tx.rows(sql`update community.erasure_texts set mended_at = ${of.now}, mended_by = ${tx.actor.accountId ?? null}
		where territory_id = ${tenant(tx)} and noun = ${of.noun} and field = ${of.field} and row_id = ${of.rowId} and mended_at is null`);
}

/** Of these people those that are here and not erased: what a restored backup brought back. */
export async function notErased(read: Read, ids: readonly string[]): Promise<string[]> {
	const rows = await read.rows<{ id: string }>(sql`select p.id from community.parties p
		where p.territory_id = ${tenant(read)} and p.id = ${among(ids)} and p.kind = 'person'
			and not exists (select from community.erasures e where e.territory_id = p.territory_id and e.erased_at is not null
				and p.id = any(e.destroys))
		order by p.id`);
	return rows.map(({ id }) => id);
}

/** The territories, each with its own erasures. */
export async function territories(read: Read): Promise<string[]> {
	const rows = await read.rows<{ id: string }>(sql`select id from programme.territories order by id`);
	return rows.map(({ id }) => id);
}

/** The merge by which somebody stands behind another page. */
export async function mergeBehind(read: Read, id: string): Promise<{ id: string; kept: string } | undefined> {
	const rows = await read.rows<{ id: string; kept: string }>(sql`select id, kept_id as kept from community.merges
		where territory_id = ${tenant(read)} and gone_id = ${id} and separated_at is null order by merged_at desc limit 1`);
	return rows[0];
}

/** What the law keeps of theirs. */
export async function keptOf(read: Read, holders: readonly Holder[], gone: LetGo): Promise<Plan["kept"]> {
	const parts = holders.flatMap(({ people }) => (people?.kept ? sql`select * from (${people.kept(gone)}) k` : []));
	if (parts.length === 0) return [];
	return read.rows(sql`${sql.join(parts, sql` union all `)}`);
}
