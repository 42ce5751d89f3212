import pg from "pg";

/** A table as a backup sees it: its name and columns as SQL writes them, and the tables it points to. */
export type StoredTable = { name: string; columns: string[]; kind: string | null; needs: string[] };

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

/** Every table of ours, those that others point to first. The queue's tables are the queue's. */
export async function storedTables(client: pg.Client): Promise<StoredTable[]> {
	const { rows } = await client.query<StoredTable>(`
		select format('%I.%I', n.nspname, c.relname) as name,
			substring(obj_description(c.oid, 'pg_class') from '^@(\\w+) ') as kind,
			array(select quote_ident(attname) from pg_attribute
				where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '' order by attnum) as columns,
			array(select distinct format('%I.%I', m.nspname, r.relname) from pg_constraint k
				join pg_class r on r.oid = k.confrelid join pg_namespace m on m.oid = r.relnamespace
				where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid) as needs
		from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where c.relkind in ('r', 'p') and not c.relispartition
			and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'graphile_worker', 'queue')
		order by 1`);
	return inOrder(rows);
}

/** Tables so that each comes after those it points to. */
export function inOrder<Table extends Pick<StoredTable, "name" | "needs">>(tables: readonly Table[]): Table[] {
	const done = new Set<string>();
	const ordered: Table[] = [];
	while (ordered.length < tables.length) {
		const ready = tables.filter(({ name, needs }) => !done.has(name) && needs.every((need) => done.has(need)));
		if (ready.length === 0) throw new Error("Tables point to each other in a ring: no order puts their rows back.");
		for (const table of ready) {
			ordered.push(table);
			done.add(table.name);
		}
	}
	return ordered;
}

/** The statement that writes a table's rows out. */
export function copyOut({ name, columns }: Pick<StoredTable, "name" | "columns">): string {
	return `copy (select ${columns.join(", ")} from ${name}) to stdout`;
}

/** The statement that takes a table's rows in. */
export function copyIn({ name, columns }: Pick<StoredTable, "name" | "columns">): string {
	return `copy ${name} (${columns.join(", ")}) from stdin`;
}
