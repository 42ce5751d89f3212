import { createHash } from "node:crypto";
import { Kysely, PostgresDialect, type RawBuilder, sql } from "kysely";
import pg from "pg";
import { type Actor, actorIdOf, type SystemRole } from "./actor.ts";

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
	/**
	 * As `withActor`, for work that reads and only writes down that it did (`recordReading`): the answer does not wait
	 * for the disk. Should the machine lose power, the readings of the last 0.6 s (three times PostgreSQL's
	 * `wal_writer_delay`) may be lost; should only PostgreSQL or Filò stop, none is.
	 */
	noteReading<Result>(actor: Actor, work: (tx: Tx) => Promise<Result>): Promise<Result>;
	close(): Promise<void>;
	/** Statements sent since the start, BEGIN, SET and COMMIT not counted: for the bench. */
	readonly statements: () => number;
};

// Times and dates come back as text or Date by their type; `date` stays the day it is, in no time zone.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** Connects as the application. `url` is that of the role without rights of its own. */
export function openDatabase(url: string, most = 10): Database {
	// A named statement is planned once: every query of ours finds its rows by an index, whatever the values, and a
	// policy that is checked on every row of a small table costs more than finding the one row by its index.
	// Outside a transaction nothing is written and nobody is signed in: that is what a public page is read as.
	const options =
		"-c plan_cache_mode=force_generic_plan -c random_page_cost=1.1 -c jit=off -c default_transaction_read_only=on";
	const pool = new pg.Pool({
		connectionString: url,
		max: most,
		application_name: "filo",
		options,
		pipeline: true,
	} as pg.PoolConfig);
	pool.on("error", () => {}); // an idle connection the server closed; the next request opens another
	const compiler = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
	const nameOf = statementNames();
	const shared = sharedAnswers();
	let statements = 0;

	/** The transaction's first words travel with its first statement: nobody waits for them alone. */
	async function open(actor: Actor, mode: string): Promise<Opened> {
		const client = await pool.connect();
		gather(client);
		const begun = client.query(`BEGIN ${mode}; ${settingsOf(actor)}`);
		begun.catch(() => {}); // what goes wrong here goes wrong with the first statement too, and is awaited at the end
		return { client, begun, tx: readerOf(client, actor) as Tx };
	}

	function readerOf(client: pg.PoolClient, actor: Actor): Read {
		const rows = async <Row>(query: RawBuilder<Row>): Promise<Row[]> => {
			const { sql: text, parameters } = query.compile(compiler);
			statements += 1;
			gather(client);
			// Extended even without parameters: one statement a call, whatever its text.
			const message: Message = { name: nameOf(text), text, values: parameters as unknown[], queryMode: "extended" };
			return (await client.query(message)).rows as Row[];
		};
		return { actor, rows };
	}

	/** Writes in one transaction that begins with `mode`; its commit is awaited. */
	async function writing<Result>(mode: string, actor: Actor, work: (tx: Tx) => Promise<Result>): Promise<Result> {
		const opened = await open(actor, mode);
		try {
			const result = await work(opened.tx);
			await opened.begun;
			await opened.client.query("COMMIT");
			opened.client.release();
			return result;
		} catch (error) {
			await giveUp(opened.client);
			throw error;
		}
	}

	/** Nobody has no settings, so each statement can stand alone, read-only as the connection is; whoever asks the same gets the same. */
	function readerOfNobody(actor: Actor): Read {
		const rows = <Row>(query: RawBuilder<Row>): Promise<Row[]> => {
			const { sql: text, parameters } = query.compile(compiler);
			return shared(JSON.stringify([text, parameters]), async () => {
				const client = await pool.connect();
				try {
					return freeze(await readerOf(client, actor).rows(query));
				} finally {
					client.release();
				}
			}) as Promise<Row[]>;
		};
		return { actor, rows };
	}

	async function readAs<Result>(actor: Actor, work: (read: Read) => Promise<Result>): Promise<Result> {
		if (actor.role === "nobody" && !actor.territoryId) return work(readerOfNobody(actor));
		const opened = await open(actor, "READ ONLY");
		try {
			const result = await work(opened.tx);
			await opened.begun;
			// Nothing was written: the answer need not wait until the transaction has ended.
			opened.client.query("COMMIT").then(
				() => opened.client.release(),
				(error: Error) => opened.client.release(error),
			);
			return result;
		} catch (error) {
			await giveUp(opened.client);
			throw error;
		}
	}

	return {
		withActor: (actor, work) => writing("READ WRITE", actor, work),
		noteReading: (actor, work) => writing("READ WRITE; SET LOCAL synchronous_commit = off", actor, work),
		readAs,
		close: () => pool.end(),
		statements: () => statements,
	};
}

/**
 * Those who ask the same while it is being answered wait for one answer more, together: it is begun after the last of
 * them has asked, so nobody is told less than was written when they asked, and a crowd at one page costs two statements.
 */
export function sharedAnswers(): (key: string, ask: () => Promise<unknown>) => Promise<unknown> {
	const asked = new Map<string, { ended: Promise<void>; next?: Promise<unknown> }>();
	function begin(key: string, ask: () => Promise<unknown>): Promise<unknown> {
		const answer = ask();
		const done = () => {
			if (!one.next) asked.delete(key);
		};
		const one: { ended: Promise<void>; next?: Promise<unknown> } = { ended: answer.then(done, done) };
		asked.set(key, one);
		return answer;
	}
	return (key, ask) => {
		const one = asked.get(key);
		if (!one) return begin(key, ask);
		one.next ??= one.ended.then(() => begin(key, ask));
		return one.next;
	};
}

/** Rows that several read are nobody's to change. */
function freeze<Row>(rows: Row[]): Row[] {
	for (const row of rows) Object.freeze(row);
	return Object.freeze(rows) as Row[];
}

type Wire = { connection: { stream: { cork(): void; uncork(): void } } };

/** What is asked in one breath travels in one write: on most machines that costs more than the asking. */
function gather(client: pg.PoolClient): void {
	const { stream } = (client as unknown as Wire).connection;
	stream.cork();
	process.nextTick(() => stream.uncork());
}

type Opened = { client: pg.PoolClient; begun: Promise<unknown>; tx: Tx };

/** Undoes what a transaction did; a connection that cannot even do that is not used again. */
async function giveUp(client: pg.PoolClient): Promise<void> {
	try {
		await client.query("ROLLBACK");
		client.release();
	} catch (error) {
		client.release(error as Error);
	}
}

type Message = pg.QueryConfig & { queryMode: "extended" };

const mostNames = 2000;

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

/**
 * Lends a transaction to a system actor for one piece of work, in the same territory, and takes it back: for what
 * people decide and may not reach themselves. What is audited is audited outside, in the name of who decided.
 */
export async function lend<Given extends Read, Result>(
	to: SystemRole,
	given: Given,
	work: (given: Given) => Promise<Result>,
): Promise<Result> {
	await given.rows(sql.raw(`SET LOCAL filo.role = ${pg.escapeLiteral(to)}`));
	const result = await work(given);
	await given.rows(sql.raw(`SET LOCAL filo.role = ${pg.escapeLiteral(given.actor.role)}`));
	return result;
}

/** The `SET LOCAL`s of an actor. SET takes no parameters, so each value is a quoted literal. */
function settingsOf(actor: Actor): string {
	const values = {
		actor: actorIdOf(actor) ?? "",
		role: actor.role,
		territory: actor.territoryId ?? "",
		neighbourhoods: actor.neighbourhoodIds.join(","),
		person: actor.personId ?? "",
	};
	return Object.entries(values)
		.map(([name, value]) => `SET LOCAL filo.${name} = ${pg.escapeLiteral(value)}`)
		.join("; ");
}
