import { type RawBuilder, sql } from "kysely";
import type { Day } from "../../core/period.ts";
import type { Read, Tx } from "../../db/database.ts";
import type { AskCopy, CopyRequest } from "./contract.ts";
import { type Copied, partyOf, type Told } from "./copied/kinds.ts";
import type { Other } from "./rules.ts";

/** Rows of one table in a copy; more are nobody's. */
const mostRows = 5000;

function tenant(read: Read): string | null {
	return read.actor.territoryId ?? null;
}

/** What is read of a column: a party by how it is called, a colleague by name, sealed bytes as text, all else as it is. */
function read(column: string, { kind }: Told): RawBuilder<unknown> {
	const value = sql.ref(`r.${column}`);
	if (kind === "party") return partyOf(column);
	if (kind === "account") return sql`(select a.name from access.accounts a where a.id = ${value})`;
	if (kind === "sealed" || kind === "sealed_words") return sql`encode(${value}, 'base64')`;
	return value;
}

export type Row = {
	_key: string;
	_unsaid: string[] | null;
	_readers: string[] | null;
	_withholds: boolean | null;
} & Record<string, unknown>;

/** The person, and whoever stands behind while they are one: uuid[]. */
function idsOf(from: Read, personId: string): RawBuilder<unknown> {
	return sql`array(select id from community.parties where territory_id = ${tenant(from)} and (id = ${personId} or merged_into = ${personId}))`;
}

/** The rows of a table that are about a person, with what a copy tells of them. */
export function rowsOf(from: Read, copied: Copied, personId: string): Promise<Row[]> {
	const person = idsOf(from, personId);
	const shown = Object.entries(copied.columns).flatMap(([column, told]) =>
		typeof told === "string" ? [] : [sql`${read(column, told)} as ${sql.id(column)}`],
	);
	const beside = Object.entries(copied.beside ?? {}).map(([name, told]) => sql`${told.sql(person)} as ${sql.id(name)}`);
	const key = copied.key ?? ("id" in copied.columns ? sql`r.id::text` : sql`md5(r::text)`);
	const about = [
		sql`${key} as _key`,
		sql`${copied.unsaid ?? sql`null`} as _unsaid`,
		sql`${copied.reserved ? sql`r.readers` : sql`null`} as _readers`,
		sql`${copied.withholds ?? sql`null`} as _withholds`,
	];
	const scope = "territory_id" in copied.columns ? sql`r.territory_id = ${tenant(from)} and` : sql``;
	return from.rows(sql`select ${sql.join([...about, ...shown, ...beside])}
		from ${sql.table(copied.table)} r where ${scope} ${copied.whose(person)}
		order by ${copied.on ? sql`${sql.ref(`r.${copied.on}`)},` : sql``} 1 limit ${mostRows}`);
}

/** How everybody else of the territory is called: people and households. */
export function othersOf(from: Read, personId: string): Promise<Other[]> {
	return from.rows(sql`select p.label, coalesce(s.level <> 'description', true) as named from community.parties p
		left join community.persons s on s.territory_id = p.territory_id and s.id = p.id
		where p.territory_id = ${tenant(from)} and p.kind in ('person', 'household') and p.forgotten_on is null
			and p.id <> all(${idsOf(from, personId)})
		limit 50000`);
}

const requestColumns = sql`c.id, c.person_id as "personId", c.neighbourhood_id as "neighbourhoodId", p.label, c.asked_on as "askedOn",
	c.due_on as "dueOn", c.released_at as "releasedAt", c.in_person as "inPerson", c.given_on as "givenOn", (c.sealed is not null) as kept`;
const requests = sql`rights.copies c join community.parties p on p.territory_id = c.territory_id and p.id = c.person_id`;

export type CopyRow = CopyRequest & { hidden: string[]; sealed: Buffer | null; hash: Buffer | null };

export async function copyById(from: Read, id: string): Promise<CopyRow | undefined> {
	const rows =
		await from.rows<CopyRow>(sql`select ${requestColumns}, c.hidden, c.sealed, c.request_hash as hash from ${requests}
		where c.territory_id = ${tenant(from)} and c.id = ${id}`);
	return rows[0];
}

/** The copies somebody asked for, the latest first. */
export function copiesOf(from: Read, personId: string): Promise<CopyRequest[]> {
	return from.rows(sql`select ${requestColumns} from ${requests}
		where c.territory_id = ${tenant(from)} and c.person_id = ${personId} order by c.asked_on desc, c.id desc limit 50`);
}

/** The copies asked for in a neighbourhood: those to be checked first, by the day they are due. */
export function copiesIn(from: Read, neighbourhoodId: string): Promise<CopyRequest[]> {
	return from.rows(sql`select ${requestColumns} from ${requests}
		where c.territory_id = ${tenant(from)} and c.neighbourhood_id = ${neighbourhoodId}
		order by (c.released_at is not null), c.due_on, c.id limit 100`);
}

/** How many of a neighbourhood wait to be checked or handed over, and the day the first is due. */
export async function waitingIn(from: Read, neighbourhoodId: string): Promise<{ n: number; first: Day | null }> {
	const rows = await from.rows<{
		n: number;
		first: Day | null;
	}>(sql`select count(*)::int as n, min(due_on) as first from rights.copies
		where territory_id = ${tenant(from)} and neighbourhood_id = ${neighbourhoodId} and released_at is null`);
	return rows[0] ?? { n: 0, first: null };
}

/** The open request of a person, locked. */
export async function openCopy(tx: Tx, personId: string): Promise<{ id: string } | undefined> {
	const rows = await tx.rows<{ id: string }>(sql`select id from rights.copies
		where territory_id = ${tenant(tx)} and person_id = ${personId} and released_at is null limit 1`);
	return rows[0];
}

export async function insertCopy(
	tx: Tx,
	copy: AskCopy & { hash: Buffer; personId: string; neighbourhoodId: string; askedOn: Day; dueOn: Day },
): Promise<boolean> {
	const rows =
		await tx.rows(sql`insert into rights.copies (territory_id, id, neighbourhood_id, person_id, asked_on, asked_how, due_on, recorded_by, request_hash)
		values (${tenant(tx)}, ${copy.id}, ${copy.neighbourhoodId}, ${copy.personId}, ${copy.askedOn}, ${copy.how}, ${copy.dueOn},
			${tx.actor.accountId ?? null}, ${copy.hash})
		on conflict do nothing returning 1`);
	return rows.length === 1;
}

/** Which sentences stay out of a copy that is not released yet; false where it is. */
export async function writeHidden(tx: Tx, id: string, hidden: readonly string[]): Promise<boolean> {
	const rows = await tx.rows(sql`update rights.copies set hidden = ${[...hidden]}::text[]
		where territory_id = ${tenant(tx)} and id = ${id} and released_at is null returning 1`);
	return rows.length === 1;
}

export async function release(tx: Tx, id: string, sealed: Buffer, inPerson: boolean): Promise<boolean> {
	const rows =
		await tx.rows(sql`update rights.copies set released_at = now(), released_by = ${tx.actor.accountId ?? null}, sealed = ${sealed},
			in_person = ${inPerson}
		where territory_id = ${tenant(tx)} and id = ${id} and released_at is null returning 1`);
	return rows.length === 1;
}

export async function give(tx: Tx, id: string, on: Day): Promise<boolean> {
	const rows = await tx.rows(sql`update rights.copies set given_on = ${on}
		where territory_id = ${tenant(tx)} and id = ${id} and released_at is not null and given_on is null returning 1`);
	return rows.length === 1;
}
