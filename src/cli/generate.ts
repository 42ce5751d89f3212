import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { z } from "zod";
import { copyFile } from "../web/rights/contract.ts";

const docs = join(import.meta.dirname, "../../docs");

type Column = {
	schema: string;
	about: string;
	table: string;
	said: string;
	column: string;
	type: string;
	empty: boolean;
	means: string;
};

/**
 * Writes the documents that follow from the code: the data dictionary, from the comments of a migrated database,
 * the description of the JSON interface, and that of a person's copy. With `check` it writes nothing. Returns the names of those that differ.
 */
export async function generate(ownerUrl: string, openApi: object, check: boolean): Promise<string[]> {
	const wanted = {
		"dictionary.md": dictionaryOf(await readColumns(ownerUrl)),
		"copy.schema.json": `${JSON.stringify(copySchema(), null, "\t")}\n`,
		"openapi.json": `${JSON.stringify(openApi, null, "\t")}\n`,
	};
	const stale: string[] = [];
	for (const [name, text] of Object.entries(wanted)) {
		const file = join(docs, name);
		const there = await readFile(file, "utf8").catch(() => undefined);
		if (there === text) continue;
		stale.push(`docs/${name}`);
		if (!check) await writeFile(file, text);
	}
	return stale;
}

/** What a person's copy looks like as a file, for whoever reads it with a program. */
function copySchema(): object {
	return { title: "A person's own copy, as Filò hands it out", ...z.toJSONSchema(copyFile) };
}

/** Every column of our schemas with what its comments say, in the order of the tables. The queue's schema is the queue's. */
async function readColumns(ownerUrl: string): Promise<Column[]> {
	const client = new pg.Client({ connectionString: ownerUrl });
	await client.connect();
	try {
		const { rows } = await client.query<Column>(`
			select n.nspname as schema, coalesce(obj_description(n.oid, 'pg_namespace'), '') as about,
				c.relname as "table", coalesce(obj_description(c.oid, 'pg_class'), '') as said,
				a.attname as "column", format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as empty,
				coalesce(col_description(c.oid, a.attnum), '') as means
			from pg_class c
				join pg_namespace n on n.oid = c.relnamespace
				join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
			where c.relkind in ('r', 'p') and n.nspname !~ '^(pg_|information_schema|graphile)' and n.nspname <> 'public'
			order by n.nspname, c.relname, a.attnum`);
		return rows;
	} finally {
		await client.end();
	}
}

const marks: Record<string, string> = {
	tenant: "Belongs to a territory; row security decides who sees which row.",
	shared: "The same for everybody.",
	control: "Runs Filò itself.",
};

function dictionaryOf(columns: readonly Column[]): string {
	const lines = [
		"# Data dictionary",
		"",
		"Made by `./filo generate` from the comments in the database. Do not edit it: edit the migration.",
	];
	let schema = "";
	let table = "";
	for (const column of columns) {
		if (column.schema !== schema) {
			schema = column.schema;
			table = "";
			lines.push("", `## ${schema}`, "", column.about);
		}
		if (column.table !== table) {
			table = column.table;
			const [, mark = "", said = column.said] = /^@(\w+) (.*)$/s.exec(column.said) ?? [];
			lines.push("", `### ${schema}.${table}`, "", [said, marks[mark]].filter(Boolean).join(" "), "");
			lines.push("| column | type | may be empty | what it is |", "|---|---|---|---|");
		}
		lines.push(
			`| \`${column.column}\` | ${column.type} | ${column.empty ? "yes" : "no"} | ${column.means.replaceAll("|", "\\|")} |`,
		);
	}
	return `${lines.join("\n")}\n`;
}
