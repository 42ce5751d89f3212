import { isUtf8 } from "node:buffer";
import { closeSync, openSync, readSync } from "node:fs";
import { BadInput } from "./bad-input.ts";
import type { Bytes } from "./ids.ts";

const COMMA = 0x2c;
const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

const chunkBytes = 1 << 18;
/** A row beyond this is a quotation mark that nobody closed. */
const rowBytesMax = 1 << 20;
const fieldsMax = 1000;

/** Where the reading stands within a field: before it, in plain text, between quotation marks, after the closing one. */
const START = 0;
const PLAIN = 1;
const QUOTED = 2;
const CLOSED = 3;

/**
 * Reads a CSV file (RFC 4180) row by row: quoted fields with commas, quotation marks and line breaks, LF, CRLF or CR
 * at the end of a line, with or without a byte-order mark. Blank lines are left out, and nothing is trimmed.
 * Holds one row and one piece of the file at a time. Throws `BadInput` with file, line and field for what is not CSV
 * or not UTF-8. Why it is our own: docs/decisions/014-network.md.
 */
export class Rows {
	/** Fields of the row just read. */
	count = 0;
	readonly file: string;
	private readonly handle: number;
	private readonly chunk = Buffer.allocUnsafe(chunkBytes);
	private at = 0;
	private end = 0;
	private previous = 0;
	private line = 1;
	/** The row's fields one after the other, without their quotation marks. */
	private bytes: Buffer<ArrayBuffer> = Buffer.allocUnsafe(1 << 12);
	private readonly ends = new Int32Array(fieldsMax);
	private readonly lines = new Int32Array(fieldsMax);

	constructor(file: string) {
		this.file = file;
		try {
			this.handle = openSync(file, "r");
			this.fill();
		} catch (error) {
			throw new BadInput(`${file}: ${unreadable(error)}`);
		}
		const [a, b, c] = this.chunk;
		if (this.end >= 3 && a === 0xef && b === 0xbb && c === 0xbf) this.at = 3;
	}

	close(): void {
		closeSync(this.handle);
	}

	/** Goes to the next row. Returns false when there is none. */
	next(): boolean {
		const { chunk } = this;
		let { bytes, at, previous, line } = this;
		let state = START;
		let length = 0;
		let highest = 0;
		this.count = 0;
		this.lines[0] = line;
		for (;;) {
			if (at === this.end) {
				at = 0;
				this.line = line;
				if (!this.fill()) break;
			}
			const byte = chunk[at++]!;
			if (length === bytes.length) bytes = this.grow(state);
			if (byte > COMMA && state < QUOTED) {
				if (state === START) this.lines[this.count] = line;
				bytes[length++] = byte;
				highest |= byte;
				state = PLAIN;
			} else if (state === QUOTED) {
				if (byte === QUOTE) state = CLOSED;
				else {
					if (byte === CR || (byte === LF && previous !== CR)) line++;
					if (byte === 0) this.refuse(line, "expected text in UTF-8, found a NUL");
					bytes[length++] = byte;
					highest |= byte;
				}
			} else if (byte === QUOTE) {
				if (state === PLAIN) this.refuse(line, "expected quotation marks around the whole field, found one inside");
				if (state === CLOSED) bytes[length++] = QUOTE;
				else this.lines[this.count] = line;
				state = QUOTED;
			} else if (byte === COMMA) {
				if (state === START) this.lines[this.count] = line;
				this.endField(length, highest);
				highest = 0;
				state = START;
			} else if (byte === LF && previous === CR) {
				// The second half of the line's end.
			} else if (byte === LF || byte === CR) {
				line++;
				if (state === START) this.lines[this.count] = line - 1;
				if (this.count > 0 || state !== START) {
					this.endField(length, highest);
					this.at = at;
					this.previous = byte;
					this.line = line;
					return true;
				}
			} else {
				if (state === CLOSED)
					this.refuse(line, "expected a comma or the end of the line after the closing quotation mark");
				if (byte === 0) this.refuse(line, "expected text in UTF-8, found a NUL");
				if (state === START) this.lines[this.count] = line;
				bytes[length++] = byte;
				highest |= byte;
				state = PLAIN;
			}
			previous = byte;
		}
		this.at = this.end = 0;
		if (state === QUOTED)
			this.refuse(this.lines[this.count]!, "expected a closing quotation mark, found the end of the file");
		if (this.count === 0 && state === START) return false;
		if (state === START) this.lines[this.count] = line;
		this.endField(length, highest);
		return true;
	}

	/** A field of the row just read, from 0. */
	text(field: number): string {
		return this.bytes.toString("utf8", this.startOf(field), this.ends[field]);
	}

	/** The same as bytes, until the next row is read. */
	field(field: number): Bytes {
		return { bytes: this.bytes, start: this.startOf(field), end: this.ends[field]! };
	}

	isEmpty(field: number): boolean {
		return this.startOf(field) === this.ends[field];
	}

	/** The line on which a field of the row just read begins; the row's last one for a field that is not there. */
	lineOf(field: number): number {
		return this.lines[Math.min(field, this.count - 1)]!;
	}

	private startOf(field: number): number {
		return field === 0 ? 0 : this.ends[field - 1]!;
	}

	private endField(length: number, highest: number): void {
		const field = this.count;
		if (field === fieldsMax) this.refuse(this.lines[field - 1]!, `expected at most ${fieldsMax} fields`);
		if (highest > 0x7f && !isUtf8(this.bytes.subarray(this.startOf(field), length)))
			this.refuse(this.lines[field]!, "expected text in UTF-8");
		this.ends[field] = length;
		this.count = field + 1;
	}

	private grow(state: number): Buffer<ArrayBuffer> {
		if (this.bytes.length >= rowBytesMax)
			this.refuse(
				this.lines[this.count]!,
				state === QUOTED ? "expected a closing quotation mark" : "expected a row of less than a megabyte",
			);
		const larger = Buffer.allocUnsafe(this.bytes.length * 4);
		this.bytes.copy(larger);
		this.bytes = larger;
		return larger;
	}

	private fill(): boolean {
		this.end = readSync(this.handle, this.chunk);
		return this.end > 0;
	}

	private refuse(line: number, what: string): never {
		throw new BadInput(`${this.file}:${line}:${this.count + 1}: ${what}`);
	}
}

function unreadable(error: unknown): string {
	const { code } = error as NodeJS.ErrnoException;
	if (code === "ENOENT") return "there is no such file";
	if (code === "EISDIR") return "expected a file, found a folder";
	if (code === "EACCES" || code === "EPERM") return "this file may not be read";
	return `this file cannot be read (${code ?? (error as Error).message})`;
}
