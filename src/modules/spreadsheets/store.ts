import { type RawBuilder, sql } from "kysely";
import type { Read, Tx } from "../../db/database.ts";
import type { Columns, Counts, Import, Kind, RowsChosen, Said, State, Step } from "./contract.ts";
import type { Noun } from "./written.ts";

/** What was said of a file while it was looked at. */
export type Chosen = {
	said: Said;
	/** Which sheets; left out, those that fit. */
	sheets?: number[];
	/** The fields of the columns, by their headings' place. */
	columns?: Columns[string][];
	/** What was said of rows that were asked about. */
	rows?: RowsChosen;
};

const importColumns = sql`id, neighbourhood_id as "neighbourhoodId", kind, state, counts, row_count as "rowCount", step, step_rows as "stepRows", fault, made_at as "madeAt", done_at as "doneAt",
	undone_at as "undoneAt", made_by as "madeBy"`;
const mine = (read: Read) => read.actor.territoryId ?? null;

export async function insertImport(
	tx: Tx,
	one: {
		id: string;
		neighbourhoodId: string;
		kind: Kind;
		state: State;
		sealed: Buffer;
		chosen: Chosen;
		at: Date;
		rowCount: number;
	},
): Promise<boolean> {
	const rows = await tx.rows(sql`
		insert into spreadsheets.imports (territory_id, id, neighbourhood_id, kind, state, sealed, chosen, row_count, made_by, made_at)
		values (${tx.actor.territoryId}, ${one.id}, ${one.neighbourhoodId}, ${one.kind}, ${one.state}, ${one.sealed}, ${JSON.stringify(one.chosen)}::jsonb, ${one.rowCount},
			${tx.actor.accountId ?? null}, ${one.at})
		on conflict do nothing returning id`);
	return rows.length === 1;
}

/** Files that nobody came back to are let go. */
export async function forgetOld(tx: Tx, before: Date): Promise<void> {
	await tx.rows(sql`update spreadsheets.imports set state = 'discarded', sealed = ''::bytea
		where territory_id = ${mine(tx)} and state = 'draft' and made_at < ${before}`);
}

export type ImportRow = Import & { sealed: Buffer; chosen: Chosen };

export async function importById(read: Read, id: string, lock = false): Promise<ImportRow | undefined> {
	const rows = await read.rows<ImportRow>(sql`select ${importColumns}, sealed, chosen from spreadsheets.imports
		where territory_id = ${mine(read)} and id = ${id} ${lock ? sql`for update` : sql``}`);
	return rows[0];
}

/** The imports of a neighbourhood, the latest first, those after a cursor. */
export function importsOf(
	read: Read,
	neighbourhoodId: string,
	{ limit, after }: { limit: number; after?: { at: string; id: string } },
): Promise<Import[]> {
	const rest = after ? sql`and (made_at, id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``;
	return read.rows(sql`select ${importColumns} from spreadsheets.imports
		where territory_id = ${mine(read)} and neighbourhood_id = ${neighbourhoodId} and state <> 'discarded' ${rest}
		order by made_at desc, id desc limit ${limit}`);
}

export async function writeChosen(tx: Tx, id: string, chosen: Chosen): Promise<void> {
	await tx.rows(sql`update spreadsheets.imports set chosen = ${JSON.stringify(chosen)}::jsonb
		where territory_id = ${mine(tx)} and id = ${id} and state = 'draft'`);
}

/** From one state to another; the file goes with the first step. */
export async function writeState(tx: Tx, id: string, to: State, at: Date, counts?: Counts): Promise<void> {
	const more: RawBuilder<unknown> =
		to === "done"
			? sql`, done_at = ${at}, counts = ${JSON.stringify(counts)}::jsonb`
			: to === "undone"
				? sql`, undone_at = ${at}, undone_by = ${tx.actor.accountId ?? null}`
				: sql``;
	await tx.rows(sql`update spreadsheets.imports set state = ${to}, sealed = ''::bytea, step = null, fault = null ${more}
		where territory_id = ${mine(tx)} and id = ${id}`);
}

/** A writing in the background begins, has come so far, or ended without anything written. */
export async function writeStep(
	tx: Tx,
	id: string,
	{ state, step, rows, fault }: { state: "draft" | "writing"; step: Step | null; rows: number; fault?: string },
): Promise<void> {
	await tx.rows(sql`update spreadsheets.imports set state = ${state}, step = ${step}, step_rows = ${rows}, fault = ${fault ?? null}
		where territory_id = ${mine(tx)} and id = ${id} and state in ('draft', 'writing')`);
}

/** Two that bring the same into one neighbourhood wait for each other. */
export async function takeTurns(tx: Tx, neighbourhoodId: string): Promise<void> {
	await tx.rows(sql`select pg_advisory_xact_lock(hashtextextended(${`spreadsheets ${neighbourhoodId}`}, 0))`);
}

function keyOf(noun: Noun): RawBuilder<string> {
	return sql.join(
		noun.key.map((column) => sql`${sql.ref(`r.${column}`)}::text`),
		sql` || '/' || `,
	) as RawBuilder<string>;
}

/** Statements are planned again, those of foreign keys too: plans kept from when there were few rows go through all for each. */
export async function planAnew(tx: Tx): Promise<void> {
	await tx.rows(sql`discard plans`);
}

/** Remembers rows as they now are. */
export async function noteWritten(
	tx: Tx,
	one: { id: string; neighbourhoodId: string },
	noun: Noun,
	keys: readonly string[],
	before: Readonly<Record<string, unknown>> = {},
): Promise<void> {
	if (keys.length === 0) return;
	await tx.rows(sql`
		insert into spreadsheets.written (territory_id, import_id, noun, row_key, neighbourhood_id, digest, before)
		select r.territory_id, ${one.id}, ${noun.table}, ${keyOf(noun)}, ${one.neighbourhoodId}, md5(to_jsonb(r)::text),
			${JSON.stringify(before)}::jsonb -> (${keyOf(noun)})
		from ${sql.table(noun.table)} r where r.territory_id = ${mine(tx)} and ${among(noun, keys)}`);
}

/** The rows `r` with these keys. A list is looked up in one pass, by whatever plan: a join planned for few would go through all for each. */
function among(noun: Noun, keys: readonly string[]): RawBuilder<unknown> {
	const first = keys.map((key) => key.split("/")[0]);
	const found = sql`${sql.ref(`r.${noun.key[0]}`)} = any(${first}::uuid[])`;
	return noun.key.length === 1 ? found : sql`${found} and ${keyOf(noun)} = any(${[...keys]}::text[])`;
}

/** `before` is what was otherwise in a row that was there already. */
type Written = { key: string; digest: string; before: unknown };

/** The rows an import wrote, each as it was then. */
export function digestsWritten(read: Read, importId: string, noun: Noun): Promise<Written[]> {
	return read.rows(sql`select row_key as key, digest, before from spreadsheets.written
		where territory_id = ${mine(read)} and import_id = ${importId} and noun = ${noun.table}`);
}

/** How many of them are still so. A digest holds its row's key. */
export async function countSame(read: Read, noun: Noun, written: readonly Written[]): Promise<number> {
	const digests = written.map(({ digest }) => digest);
	const keys = written.map(({ key }) => key);
	const rows = await read.rows<{ same: number }>(sql`select count(*)::int as same from ${sql.table(noun.table)} r
		where r.territory_id = ${mine(read)} and ${among(noun, keys)} and md5(to_jsonb(r)::text) = any(${digests}::text[])`);
	return rows[0]?.same ?? 0;
}

/** Takes these rows away. */
export async function takeAway(tx: Tx, noun: Noun, keys: readonly string[]): Promise<void> {
	await tx.rows(
		sql`delete from ${sql.table(noun.table)} r where r.territory_id = ${mine(tx)} and ${among(noun, keys)}`,
	);
}

export async function forgetWritten(tx: Tx, importId: string): Promise<void> {
	await tx.rows(sql`delete from spreadsheets.written where territory_id = ${mine(tx)} and import_id = ${importId}`);
}

export async function keptColumns(read: Read, kind: Kind, headings: string): Promise<Columns[string][] | undefined> {
	const rows = await read.rows<{ columns: Columns[string][] }>(sql`select columns from spreadsheets.mappings
		where territory_id = ${mine(read)} and kind = ${kind} and headings = ${headings}`);
	return rows[0]?.columns;
}

export async function keepColumns(
	tx: Tx,
	kept: { kind: Kind; headings: string; columns: Columns[string][]; at: Date },
): Promise<void> {
	await tx.rows(sql`
		insert into spreadsheets.mappings (territory_id, kind, headings, columns, kept_at)
		values (${tx.actor.territoryId}, ${kept.kind}, ${kept.headings}, ${JSON.stringify(kept.columns)}::jsonb, ${kept.at})
		on conflict (territory_id, kind, headings) do update set columns = excluded.columns, kept_at = excluded.kept_at`);
}
