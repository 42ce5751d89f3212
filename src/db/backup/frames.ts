import { createHash, type Hash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createZstdDecompress } from "node:zlib";
import { BadBackup, opened, type Secret } from "./envelope.ts";

/** What a backup says of itself, first of all. */
export type About = {
	/** UUIDv7 of the backup: the trail names it where it was made and where it was restored. */
	id: string;
	madeAt: string;
	version: string;
	/** Migrations applied to the database it was made of. */
	migrations: string[];
	/** The master key, in hexadecimal; two lines while it is being exchanged. The keys of people are in no backup. */
	key: string;
	/** The day from which it should no longer be: whoever was erased since it was made is in it by name. */
	expiresOn?: string;
};
export type TableHead = { name: string; columns: string[] };
/** A job that was waiting: its payload as JSON text, its time as PostgreSQL writes it. */
export type Job = { task: string; payload: string; runAt: string };
export type Totals = { tables: number; rows: number; jobs: number };

type TableEnd = { rows: number; sha256: string };
type Said = { about: About; table: TableHead; end: TableEnd; jobs: Job[]; close: Totals };

/** Inside the envelope and the compression: frames of one byte for the kind, four for the length, and the content. */
const kinds = ["about", "table", "rows", "end", "jobs", "close"] as const;
const frameBytesMax = 16 * 1024 * 1024;

/** A frame that says something, as JSON. */
export function frameOf<Kind extends keyof Said>(kind: Kind, said: Said[Kind]): Buffer {
	return frame(kind, Buffer.from(JSON.stringify(said)));
}

/** A frame of rows, as COPY writes them. */
export function rowsFrame(bytes: Buffer): Buffer {
	return frame("rows", bytes);
}

function frame(kind: (typeof kinds)[number], content: Buffer): Buffer {
	const head = Buffer.alloc(5);
	head[0] = kinds.indexOf(kind);
	head.writeUInt32BE(content.length, 1);
	return Buffer.concat([head, content]);
}

/** Counts rows of COPY's text and digests them: a line break inside a value is written as two letters. */
export class Tally {
	#rows = 0;
	readonly #digest: Hash = createHash("sha256");

	add(bytes: Buffer): void {
		this.#digest.update(bytes);
		for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) this.#rows += 1;
	}

	end(): TableEnd {
		return { rows: this.#rows, sha256: this.#digest.digest("hex") };
	}
}

/** What is done with the parts of a backup while it is read; each part comes after its envelope was found whole. */
export type Visitor = {
	table?(head: TableHead): Promise<void>;
	rows?(bytes: Buffer): Promise<void>;
	/** The table is whole: its count and digest are those of the file. */
	end?(end: TableEnd): Promise<void>;
};

export type Checked = { about: About; totals: Totals; jobs: Job[] };

/**
 * Reads a backup from its first byte to its last and holds it against itself: every tag, the end mark, the count and
 * digest of every table, the totals. Throws `BadBackup` at the first thing that is not as it was written.
 */
export async function readBackup(
	file: FileHandle,
	secret: Secret,
	visitor: Visitor = {},
	seen?: (part: number) => void,
): Promise<Checked> {
	const reading = new Reading(visitor);
	await pipeline(opened(file, secret, seen), createZstdDecompress(), async (plain: AsyncIterable<Buffer>) => {
		for await (const [kind, content] of framesIn(plain)) await reading.take(kind, content);
	});
	return reading.finish();
}

type Frame = [kind: (typeof kinds)[number], content: Buffer];

async function* framesIn(plain: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
	let waiting: Buffer = Buffer.alloc(0);
	for await (const part of plain) {
		waiting = waiting.length === 0 ? part : Buffer.concat([waiting, part]);
		for (let length = frameLength(waiting); length <= waiting.length; length = frameLength(waiting)) {
			yield [kinds[waiting[0]!]!, waiting.subarray(5, length)];
			waiting = waiting.subarray(length);
		}
	}
	if (waiting.length > 0) throw malformed();
}

/** Bytes of the frame that begins here, head and content; infinite while its head is not all there. */
function frameLength(bytes: Buffer): number {
	if (bytes.length < 5) return Number.POSITIVE_INFINITY;
	const length = bytes.readUInt32BE(1);
	if (bytes[0]! >= kinds.length || length > frameBytesMax) throw malformed();
	return 5 + length;
}

const malformed = () => new BadBackup("The backup is not as Filò writes it.");

class Reading {
	#about: About | undefined;
	#table: TableHead | undefined;
	#tally = new Tally();
	readonly #jobs: Job[] = [];
	#isClosed = false;
	readonly #totals: Totals = { tables: 0, rows: 0, jobs: 0 };
	readonly #visitor: Visitor;

	constructor(visitor: Visitor) {
		this.#visitor = visitor;
	}

	async take(kind: Frame[0], content: Buffer): Promise<void> {
		// What comes first, what belongs inside a table, what comes last: anything else was not written by us.
		if (this.#isClosed || (kind === "about") !== (this.#about === undefined)) throw malformed();
		if ((kind === "rows" || kind === "end") !== (this.#table !== undefined)) throw malformed();
		if (kind === "rows") return this.#rows(content);
		const said = JSON.parse(content.toString("utf8"));
		if (kind === "about") this.#about = said;
		if (kind === "table") await this.#open(said);
		if (kind === "end") await this.#end(said);
		if (kind === "jobs") this.#queue(said);
		if (kind === "close") this.#close(said);
	}

	finish(): Checked {
		if (!this.#isClosed || !this.#about) throw malformed();
		return { about: this.#about, totals: this.#totals, jobs: this.#jobs };
	}

	async #open(head: TableHead): Promise<void> {
		this.#table = head;
		this.#tally = new Tally();
		this.#totals.tables += 1;
		await this.#visitor.table?.(head);
	}

	async #rows(bytes: Buffer): Promise<void> {
		this.#tally.add(bytes);
		await this.#visitor.rows?.(bytes);
	}

	async #end(said: TableEnd): Promise<void> {
		const found = this.#tally.end();
		if (found.rows !== said.rows || found.sha256 !== said.sha256) throw malformed();
		this.#totals.rows += found.rows;
		this.#table = undefined;
		await this.#visitor.end?.(found);
	}

	#queue(jobs: Job[]): void {
		this.#jobs.push(...jobs);
		this.#totals.jobs += jobs.length;
	}

	#close(said: Totals): void {
		const { tables, rows, jobs } = this.#totals;
		if (said.tables !== tables || said.rows !== rows || said.jobs !== jobs) throw malformed();
		this.#isClosed = true;
	}
}
