import pg from "pg";

/** A table as a backup sees it: its name and columns as SQL writes them, and the kind its comment says. */
export type StoredTable = { name: string; columns: string[]; kind: string | null };

/** The same text for the same value on every server, no row left out in silence, no limit on time, rows as they lie. */
export const steadySettings = `
	set row_security = off; set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres';
	set extra_float_digits = 3; set bytea_output = 'hex'; set client_encoding = 'UTF8'; set statement_timeout = 0;
	set lock_timeout = 0; set idle_in_transaction_session_timeout = 0; set synchronize_seqscans = off`;

/** A connection that reads and writes rows in the one way of backups. `end` it. */
export async function connectSteadily(url: string): Promise<pg.Client> {
	const client = new pg.Client({ connectionString: url, application_name: "filo backup" });
	client.on("error", () => {}); // the statement under way fails with it
	await client.connect();
	await client.query(steadySettings);
	return client;
}

/** Every table of ours, by name. The queue's tables are the queue's. */
export async function storedTables(client: pg.Client): Promise<StoredTable[]> {
	const { rows } = await client.query<StoredTable>(`
		select format('%I.%I', n.nspname, c.relname) as name,
			substring(obj_description(c.oid, 'pg_class') from '^@(\\w+) ') as kind,
			array(select quote_ident(attname) from pg_attribute
				where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '' order by attnum) as columns
		from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where c.relkind in ('r', 'p') and not c.relispartition
			and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'graphile_worker', 'queue')
		order by 1`);
	return rows;
}

/**
 * Takes away every foreign key of ours, and answers how to put them back: tables may point to each other in a ring, so
 * that no order of filling them would do. Putting one back checks every row.
 */
export async function setKeysAside(client: pg.Client): Promise<() => Promise<void>> {
	const { rows } = await client.query<{ drop: string; add: string }>(`
		select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
			format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(k.oid)) as add
		from pg_constraint k join pg_class c on c.oid = conrelid join pg_namespace n on n.oid = c.relnamespace
		where contype = 'f' and conparentid = 0
			and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'graphile_worker', 'queue')
		order by conrelid::regclass::text, conname`);
	for (const { drop } of rows) await client.query(drop);
	return async () => {
		for (const { add } of rows) await client.query(add);
	};
}

/** The statement that writes a table's rows out. */
export function copyOut({ name, columns }: Pick<StoredTable, "name" | "columns">): string {
	return `copy (select ${columns.join(", ")} from ${name}) to stdout`;
}

/** The statement that takes a table's rows in. */
export function copyIn({ name, columns }: Pick<StoredTable, "name" | "columns">): string {
	return `copy ${name} (${columns.join(", ")}) from stdin`;
}
