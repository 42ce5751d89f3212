import { createHash } from "node:crypto";
import { Kysely, PostgresDialect, type RawBuilder, sql } from "kysely";
import pg from "pg";
import { type Actor, actorIdOf, type SystemRole } from "./actor.ts";
import { freezeAll, keptAnswers, keyOf } from "./kept.ts";

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
	readAs<Result>(actor: Actor, work: Work<Result>, asked?: Database["visibleNow"]): Promise<Result>;
	/**
	 * As `readAs`, for pages that are opened far more often than anything is written: a statement is answered from
	 * memory while exactly the same is visible in the database as when it was last asked by the same actor (decision
	 * 019). Never for what is reserved, nor for the page of a person. The rows are nobody's to change.
	 */
	readUnchanged<Result>(actor: Actor, work: Work<Result>, asked?: Database["visibleNow"]): Promise<Result>;
	/**
	 * As `readUnchanged`, for all that a page shows together: the same again is the very same object, so that what was
	 * drawn of it is kept as long. `of` is everything it depends on but the actor and the rows.
	 */
	sameUnchanged<Result>(
		actor: Actor,
		of: readonly unknown[],
		work: Work<Result>,
		asked?: Database["visibleNow"],
	): Promise<Result>;
	/**
	 * As `withActor`, for work that reads and only writes down that it did (`recordReading`): the answer does not wait
	 * for the disk. Should the machine lose power, the readings of the last 0.6 s (three times PostgreSQL's
	 * `wal_writer_delay`) may be lost; should only PostgreSQL or Filò stop, none is.
	 */
	noteReading<Result>(actor: Actor, work: (tx: Tx) => Promise<Result>): Promise<Result>;
	/** What is visible now, for `readAs` and `readUnchanged`; null where that cannot be told. */
	visibleNow(): Promise<string | null>;
	/** The same object for all of one server: what others keep about it is kept under this. */
	readonly server: object;
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
		// A connection that is opened lets go of what is kept: those of a quiet hour stay.
		idleTimeoutMillis: 300_000,
		pipeline: true,
	} as pg.PoolConfig);
	pool.on("error", () => {}); // an idle connection the server closed; the next request opens another
	const compiler = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
	const nameOf = statementNames();
	const shared = sharedAnswers();
	// Where PostgreSQL begins anew after a crash it may give the numbers of transactions a second time, and every
	// connection is a new one: what was kept until then is worth nothing.
	let kept = keptAnswers();
	pool.on("connect", () => {
		kept.forget();
		kept = keptAnswers();
	});
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
			if (!text.startsWith("SET ")) statements += 1;
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
		} finally {
			kept.forget();
		}
	}

	/** What was read is the answer: it need not wait until the transaction has ended. */
	function endReading({ client }: Opened): void {
		client.query("COMMIT").then(
			() => client.release(),
			(error: Error) => client.release(error),
		);
	}

	async function readAs<Result>(actor: Actor, work: Work<Result>, asked = visibleNow): Promise<Result> {
		if (isAnybody(actor)) return readUnchanged(actor, work, asked);
		const opened = await open(actor, "READ ONLY");
		try {
			const result = await work(opened.tx);
			await opened.begun;
			endReading(opened);
			return result;
		} catch (error) {
			await giveUp(opened.client);
			throw error;
		}
	}

	/** What is visible now; those who ask at once share the question. Null where its answer does not say all. */
	async function visibleNow(): Promise<string | null> {
		return (await shared("", async () => {
			const client = await pool.connect();
			try {
				statements += 1;
				gather(client);
				return visibleTo(
					client,
					await client.query({ name: "visible", text: visible, queryMode: "extended" } as Message),
				);
			} finally {
				client.release();
			}
		})) as string | null;
	}

	/** A transaction in which every statement sees the same. */
	async function openSteady(actor: Actor, settings: string): Promise<Steady> {
		const client = await pool.connect();
		const answers = kept;
		gather(client);
		const begun = client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${settings}; ${visible}`);
		const seen = begun.then((results) => visibleTo(client, (results as unknown as pg.QueryResult[]).at(-1)));
		seen.catch(() => {}); // awaited with the first statement
		const tx = readerOf(client, actor) as Tx;
		async function ask<Row>(query: RawBuilder<Row>, key: string | undefined): Promise<Row[]> {
			const [rows, then] = await Promise.all([tx.rows(query), seen]);
			const characters = freezeAll(rows);
			if (key !== undefined && then !== null) answers.put(then, key, rows, characters);
			return rows;
		}
		return { client, begun, tx, ask };
	}

	/** Runs work in a steady transaction that is opened with its first question: what is kept needs none. */
	async function steadily<Result>(
		actor: Actor,
		work: (open: () => Promise<Steady>) => Promise<Result>,
	): Promise<Result> {
		let opening: Promise<Steady> | undefined;
		const opened = () => {
			opening ??= openSteady(actor, settingsOf(actor));
			return opening;
		};
		try {
			const result = await work(opened);
			if (opening) endReading(await opening);
			return result;
		} catch (error) {
			const failed = await opening?.catch(() => undefined);
			if (failed) await giveUp(failed.client);
			throw error;
		}
	}

	/** One question in a transaction of its own, whose end travels with it: nothing more is sent for that alone. */
	async function askAlone<Row>(actor: Actor, query: RawBuilder<Row>, key: string | undefined): Promise<Row[]> {
		const opened = await openSteady(actor, settingsOf(actor));
		const asked = opened.ask(query, key);
		endReading(opened);
		return asked;
	}

	async function readUnchanged<Result>(actor: Actor, work: Work<Result>, asked = visibleNow): Promise<Result> {
		const settings = settingsOf(actor);
		const now = await asked();
		return steadily(actor, (opened) => {
			let isActor = true; // until the transaction is lent to another
			async function rows<Row>(query: RawBuilder<Row>): Promise<Row[]> {
				const { sql: text, parameters } = query.compile(compiler);
				isActor &&= !/^\s*set\b/i.test(text);
				const key = isActor ? keyOf(settings, text, parameters) : undefined;
				const known = key !== undefined && now !== null ? kept.get(now, key) : undefined;
				if (known) return known as Row[];
				if (!isAnybody(actor)) return (await opened()).ask(query, key);
				// Whoever else asks the same as nobody shares the answer.
				const one = () => askAlone(actor, query, key);
				return shared(key ?? JSON.stringify([text, parameters]), one) as Promise<Row[]>;
			}
			return work({ actor, rows });
		});
	}

	async function sameUnchanged<Result>(
		actor: Actor,
		of: readonly unknown[],
		work: Work<Result>,
		asked = visibleNow,
	): Promise<Result> {
		const now = await asked();
		const key = JSON.stringify([settingsOf(actor), of]);
		const known = now === null ? undefined : kept.get(now, key);
		if (known) return known[0] as Result;
		const answers = kept;
		const result = await readUnchanged(actor, work, async () => now);
		const characters = freezeAll(result);
		// What was seen anew meanwhile is never asked for under what was visible before.
		if (now !== null) answers.put(now, key, [result], characters);
		return result;
	}

	return {
		withActor: (actor, work) => writing("READ WRITE", actor, work),
		noteReading: (actor, work) => writing("READ WRITE; SET LOCAL synchronous_commit = off", actor, work),
		readAs,
		readUnchanged,
		sameUnchanged,
		visibleNow,
		server: pool,
		close: () => pool.end(),
		statements: () => statements,
	};
}

/** The same database for one request: what is visible is asked at most once, and again after each of its own writes. */
export function forOneRequest(db: Database): Database {
	let known: Promise<string | null> | undefined;
	const once = () => {
		known ??= db.visibleNow();
		return known;
	};
	const forget = () => {
		known = undefined;
	};
	return {
		...db,
		withActor: (actor, work) => db.withActor(actor, work).finally(forget),
		noteReading: (actor, work) => db.noteReading(actor, work).finally(forget),
		readAs: (actor, work) => db.readAs(actor, work, once),
		readUnchanged: (actor, work) => db.readUnchanged(actor, work, once),
		sameUnchanged: (actor, of, work) => db.sameUnchanged(actor, of, work, once),
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

/** Nobody signed in, nowhere: has no settings, and whoever asks the same gets the same. */
function isAnybody(actor: Actor): boolean {
	return actor.role === "nobody" && !actor.territoryId;
}

/**
 * Which transactions are visible; null where that is not all that decides what is read: on a cluster other nodes have
 * transactions of their own, and on a standby the list leaves out those that are open.
 */
const visible = `select case when pg_is_in_recovery() or current_setting('citus.shard_count', true) is not null
	then null else pg_current_snapshot()::text end as seen, pg_backend_pid() as pid`;

/** A connection that changes servers on its way (a pooler) cannot tell that one of them began anew. */
function visibleTo(client: pg.PoolClient, result: pg.QueryResult | undefined): string | null {
	const row = result?.rows[0] as { seen: string | null; pid: number } | undefined;
	return row && row.pid === (client as unknown as { processID: number }).processID ? row.seen : null;
}

type Wire = { connection: { stream: { cork(): void; uncork(): void } } };

/** What is asked in one breath travels in one write: on most machines that costs more than the asking. */
function gather(client: pg.PoolClient): void {
	const { stream } = (client as unknown as Wire).connection;
	stream.cork();
	process.nextTick(() => stream.uncork());
}

type Work<Result> = (read: Read) => Promise<Result>;
type Opened = { client: pg.PoolClient; begun: Promise<unknown>; tx: Tx };
type Steady = Opened & { ask<Row>(query: RawBuilder<Row>, key: string | undefined): Promise<Row[]> };

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
