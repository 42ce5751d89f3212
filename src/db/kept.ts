/** Nothing is kept longer than this, however often it is asked for. */
const keptMs = 60_000;

type Bound = { rows: number; characters: number };

/** About as much as a page of every neighbourhood of a province. */
const bound: Bound = { rows: 2_000, characters: 16_000_000 };

/**
 * Answers kept under what was visible when they were read (the text of `pg_current_snapshot()`). Only those of the
 * latest such text are held: as soon as another is seen, or a minute has passed, all of them are let go.
 */
type KeptAnswers = {
	/** What was answered to `key` when just the same was visible. */
	get(snapshot: string, key: string): unknown[] | undefined;
	/** Keeps an answer read under `snapshot`, unless something else has been seen since. The rows are frozen by now. */
	put(snapshot: string, key: string, rows: unknown[], characters: number): void;
	forget(): void;
};

export function keptAnswers({ rows: mostRows, characters: mostCharacters }: Bound = bound): KeptAnswers {
	const answers = new Map<string, { rows: unknown[]; characters: number }>();
	let current: string | undefined;
	let held = 0;
	let timer: NodeJS.Timeout | undefined;
	function forget(): void {
		clearTimeout(timer);
		timer = undefined;
		current = undefined;
		answers.clear();
		held = 0;
	}
	function drop(key: string): void {
		held -= answers.get(key)?.characters ?? 0;
		answers.delete(key);
	}
	return {
		get(snapshot, key) {
			if (snapshot !== current) {
				forget();
				current = snapshot;
			}
			const known = answers.get(key);
			if (!known) return undefined;
			// The latest asked for stands last: the first are dropped when there are too many.
			answers.delete(key);
			answers.set(key, known);
			return known.rows;
		},
		put(snapshot, key, rows, characters) {
			if (snapshot !== current || characters > mostCharacters / 8) return;
			drop(key);
			answers.set(key, { rows, characters });
			held += characters;
			for (const [oldest] of answers) {
				if (answers.size <= mostRows && held <= mostCharacters) break;
				drop(oldest);
			}
			timer ??= setTimeout(forget, keptMs).unref();
		},
		forget,
	};
}

/**
 * What an answer may depend on besides the rows that are visible: time, chance, the connection it was read on. How large
 * a value lies in its row is the row's own.
 */
const depends =
	/\b(now|current_date|current_time|current_timestamp|localtime|localtimestamp|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|random|gen_random_uuid|uuidv7|nextval|currval|lastval|setseed|pg_(?!column_size\b)\w+|txid_\w+|inet_\w+|for\s+(no\s+key\s+)?(update|share))\b/i;

/**
 * Under which key the answer to a statement may be kept: everything but the visible rows that it depends on, which is
 * who asks, the text and the parameters. Undefined where that is not all, or where a parameter is an instant that
 * never comes again.
 */
export function keyOf(settings: string, text: string, parameters: readonly unknown[]): string | undefined {
	if (!isPlain(text)) return undefined;
	const values: unknown[] = [];
	for (const value of parameters) {
		if (value instanceof Date) {
			if (value.getTime() % 60_000 !== 0) return undefined;
			values.push("instant", value.getTime());
		} else if (Buffer.isBuffer(value)) values.push("bytes", value.toString("base64"));
		else values.push("value", value);
	}
	return JSON.stringify([settings, text, values]);
}

const plain = new Map<string, boolean>();

/** Whether a statement reads, and says the same as long as the same is visible. The texts are few: each is looked at once. */
function isPlain(text: string): boolean {
	let known = plain.get(text);
	if (known === undefined) {
		known = /^\s*\(*\s*(select|with)\b/i.test(text) && !depends.test(text);
		if (plain.size >= 5_000) plain.clear();
		plain.set(text, known);
	}
	return known;
}

/** Rows that several read are nobody's to change, all the way down. Returns about how many characters they hold. */
export function freezeAll(value: unknown): number {
	if (typeof value === "string") return value.length;
	if (typeof value !== "object" || value === null || value instanceof Date || ArrayBuffer.isView(value)) return 8;
	let characters = 8;
	for (const [name, inner] of Object.entries(value)) characters += name.length + freezeAll(inner);
	Object.freeze(value);
	return characters;
}
