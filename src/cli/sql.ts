import { sql } from "kysely";
import type { Actor } from "../db/actor.ts";
import type { Database } from "../db/database.ts";

/** What somebody typed that this command does not run; its message says what to do instead. */
export class BadStatement extends Error {}

const starts = /^\s*(select|with|insert|update|delete|table|values)\b/i;
/** What sets a setting, and what runs or spells a text that could: the settings say who somebody is. */
const settings = /set_config|_to_xml|\bts_stat\b|\bts_rewrite\b|\bdblink|u&\s*["']/i;
/**
 * What row security does not cover: what the server tells of itself (the rows it passed over for whoever asks, the
 * statements of others, their sessions), large objects, and work put in the queue.
 */
const beside =
	/\bpg_\w+|\blo_?(?:creat|open|close|read|write|get|put|from|import|export|unlink|seek|lseek|tell|truncate)\w*|\benqueue\w*/gi;
/** What only says how tables are made: nobody's rows stand there. */
const described =
	/^pg_(catalog|class|namespace|attribute|attrdef|tables|views|indexes|index|policies|policy|constraint|description|proc|type|roles|typeof|get_\w+)$/i;

/**
 * Runs one statement as a person of the demonstration, under the same row security as every page.
 * Refuses what would change the settings that say who it is, and what row security does not cover. Throws `BadStatement`, or PostgreSQL's own error.
 */
export async function runStatement(db: Database, actor: Actor, statement: string): Promise<Record<string, unknown>[]> {
	const isBeside = (statement.match(beside) ?? []).some((name) => !described.test(name));
	if (!starts.test(statement) || settings.test(statement) || isBeside) {
		throw new BadStatement(
			"Only one SELECT, INSERT, UPDATE, DELETE, WITH, TABLE or VALUES, none that changes a setting, and none that asks the server about itself or goes past the tables.",
		);
	}
	return db.withActor(actor, (tx) => tx.rows<Record<string, unknown>>(sql.raw(statement)));
}

/** Rows as a plain table for people. */
export function tableOf(rows: readonly Record<string, unknown>[]): string {
	const [first] = rows;
	if (!first) return "(no rows)";
	const columns = Object.keys(first);
	const cells = rows.map((row) =>
		columns.map((c) => String(row[c] instanceof Date ? (row[c] as Date).toISOString() : (row[c] ?? ""))),
	);
	const widths = columns.map((c, i) => Math.max(c.length, ...cells.map((row) => row[i]!.length)));
	const line = (row: readonly string[]) =>
		row
			.map((cell, i) => cell.padEnd(widths[i]!))
			.join("  ")
			.trimEnd();
	return [line(columns), line(widths.map((w) => "-".repeat(w))), ...cells.map(line)].join("\n");
}
