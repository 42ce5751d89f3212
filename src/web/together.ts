import { type RawBuilder, sql } from "kysely";
import type { Read } from "../db/database.ts";

type Waiting = { query: RawBuilder<unknown>; answer: (rows: unknown[]) => void; fail: (error: unknown) => void };

/**
 * Asks several doors at once and sends what they ask as one statement a round, so that each module keeps its own
 * definition of a figure and the page still costs one trip. The rows come back through JSON: counts, texts and days
 * stay what they are, an instant becomes text; so this is for figures.
 */
export async function together<Answers extends readonly unknown[]>(
	read: Read,
	asks: { [Index in keyof Answers]: (read: Read) => Promise<Answers[Index]> },
): Promise<Answers> {
	const waiting: Waiting[] = [];
	const joined: Read = {
		actor: read.actor,
		rows<Row>(query: RawBuilder<Row>): Promise<Row[]> {
			return new Promise((resolve, reject) => {
				waiting.push({ query, answer: (rows) => resolve(rows as Row[]), fail: reject });
				if (waiting.length === 1) setImmediate(() => void send(read, waiting.splice(0)));
			});
		},
	};
	return (await Promise.all(asks.map((ask) => ask(joined)))) as unknown as Answers;
}

async function send(read: Read, batch: readonly Waiting[]): Promise<void> {
	const columns = batch.map(
		({ query }, i) => sql`(select coalesce(json_agg(q), '[]') from (${query}) q) as ${sql.id(`a${i}`)}`,
	);
	try {
		const [row] = await read.rows<Record<string, unknown[]>>(sql`select ${sql.join(columns)}`);
		for (const [i, { answer }] of batch.entries()) answer(row?.[`a${i}`] ?? []);
	} catch (error) {
		for (const { fail } of batch) fail(error);
	}
}
