import { createHash } from "node:crypto";
import { Kysely, PostgresDialect, type RawBuilder } from "kysely";
import pg from "pg";
import type { Actor } from "./actor.ts";

declare const writes: unique symbol;
/** A transaction that only reads. What takes a `Read` also accepts a `Tx`. */
export type Read = { rows<Row>(query: RawBuilder<Row>): Promise<Row[]>; readonly actor: Actor };
/** A transaction that may write. */
export type Tx = Read & { readonly [writes]: true };

/** The door to the database. It only opens with an actor. */
export type Database = {
	/** Runs `work` in one transaction as `actor`; all of it is kept, or none. */
	withActor<Result>(actor: Actor, work: (tx: Tx) => Promise<Result>): Promise<Result>;
	/** The same for work that only reads: PostgreSQL itself refuses a write. */
	readAs<Result>(actor: Actor, work: (read: Read) => Promise<Result>): Promise<Result>;
	close(): Promise<void>;
	/** Statements sent since the start, BEGIN, SET and COMMIT not counted: for the bench. */
	readonly statements: () => number;
};

// Times and dates come back as text or Date by their type; `date` stays the day it is, in no time zone.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** Connects as the application. `url` is that of the role without rights of its own. */
export function openDatabase(url: string, most = 10): Database {
	// A named statement is planned once: every query of ours finds its rows by an index, whatever the values.
	const options = "-c plan_cache_mode=force_generic_plan";
	const pool = new pg.Pool({ connectionString: url, max: most, application_name: "filo", options });
	pool.on("error", () => {}); // an idle connection the server closed; the next request opens another
	const compiler = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
	const nameOf = statementNames();
	let statements = 0;

	async function run<Result>(
		actor: Actor,
		mode: "READ ONLY" | "READ WRITE",
		work: (tx: Tx) => Promise<Result>,
	): Promise<Result> {
		const client = await pool.connect();
		let broken: Error | undefined;
		try {
			await client.query(`BEGIN ${mode}; ${settingsOf(actor)}`);
			const tx = {
				actor,
				async rows<Row>(query: RawBuilder<Row>): Promise<Row[]> {
					const { sql, parameters } = query.compile(compiler);
					statements += 1;
					// Extended even without parameters: one statement a call, whatever its text.
					const message: Message = {
						name: nameOf(sql),
						text: sql,
						values: parameters as unknown[],
						queryMode: "extended",
					};
					return (await client.query(message)).rows as Row[];
				},
			} as Tx;
			const result = await work(tx);
			await client.query("COMMIT");
			return result;
		} catch (error) {
			await client.query("ROLLBACK").catch((e: Error) => {
				broken = e;
			});
			throw error;
		} finally {
			client.release(broken);
		}
	}

	return {
		withActor: (actor, work) => run(actor, "READ WRITE", work),
		readAs: (actor, work) => run(actor, "READ ONLY", work),
		close: () => pool.end(),
		statements: () => statements,
	};
}

type Message = pg.QueryConfig & { queryMode: "extended" };

const mostNames = 400;

/**
 * Names for statements that come again, so that each connection plans them once. A text is named from its second
 * time on, and only so many are: what is written once, or in countless variants, stays without a name.
 */
function statementNames(): (text: string) => string | undefined {
	const seen = new Map<string, string | undefined>();
	return (text) => {
		if (!seen.has(text)) {
			if (seen.size < mostNames) seen.set(text, undefined);
			return undefined;
		}
		const name = seen.get(text) ?? `s${createHash("sha256").update(text).digest("base64url").slice(0, 22)}`;
		seen.set(text, name);
		return name;
	};
}

/** The `SET LOCAL`s of an actor. SET takes no parameters, so each value is a quoted literal. */
function settingsOf(actor: Actor): string {
	const values = {
		actor: actor.accountId ?? "",
		role: actor.role,
		territory: actor.territoryId ?? "",
		neighbourhoods: actor.neighbourhoodIds.join(","),
		person: actor.personId ?? "",
	};
	return Object.entries(values)
		.map(([name, value]) => `SET LOCAL filo.${name} = ${pg.escapeLiteral(value)}`)
		.join("; ");
}
