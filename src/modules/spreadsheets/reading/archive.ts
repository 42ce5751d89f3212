import { crc32, inflateRawSync } from "node:zlib";
import { BadFile } from "./bad-file.ts";

/**
 * What an XLSX file may hold. The archive is taken apart by its directory and put together anew before any library sees
 * it: what is not in the directory does not exist, and what unfolds beyond the bound is refused while it unfolds.
 */
const mostEntries = 2000;
const mostUnfolded = 64 * 1024 * 1024;
/** A sheet is drawn as a rectangle: one cell far out would cost the memory of all between. */
const mostRows = 200_000;
const mostColumns = 500;

type Entry = { name: string; method: number; packed: Buffer };

/** The same archive without compression, of parts that were all unfolded within the bounds, and which of its sheets are hidden. Throws `BadFile`. */
export function safeArchive(file: Buffer): { archive: Buffer; hidden: ReadonlySet<string> } {
	let left = mostUnfolded;
	const parts = entriesOf(file).flatMap((entry) => {
		if (!/\.(xml|rels)$/.test(entry.name)) return [];
		const bytes = unfold(entry, left);
		left -= bytes.length;
		return [{ name: entry.name, bytes: /worksheets\/[^/]+\.xml$/.test(entry.name) ? boundedSheet(bytes) : bytes }];
	});
	const workbook = parts.find(({ name }) => name === "xl/workbook.xml")?.bytes.toString("utf8") ?? "";
	return { archive: storedArchive(parts), hidden: hiddenIn(workbook) };
}

/** The names of the sheets that a workbook does not show (ECMA-376 part 1, §18.2.19). */
function hiddenIn(workbook: string): Set<string> {
	const sheets = [...workbook.matchAll(/<(?:\w+:)?sheet\s[^>]*>/g)].map(([tag]) => tag);
	return new Set(
		sheets
			.filter((tag) => /\sstate="(?:hidden|veryHidden)"/.test(tag))
			.map((tag) => unescaped(/\sname="([^"]*)"/.exec(tag)?.[1] ?? "")),
	);
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescaped(text: string): string {
	return text.replace(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole);
}

function unfold({ method, packed }: Entry, most: number): Buffer {
	if (method === 0) {
		if (packed.length > most) throw new BadFile("too_large");
		return packed;
	}
	if (method !== 8) throw new BadFile("broken");
	try {
		return inflateRawSync(packed, { maxOutputLength: Math.max(1, most) });
	} catch (error) {
		throw new BadFile((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE" ? "too_large" : "broken");
	}
}

/** The entries of the directory at the end (PKWARE APPNOTE 6.3.10, §4.3.12 and §4.3.16); ZIP64 is larger than anything taken here. */
function entriesOf(file: Buffer): Entry[] {
	const end = file.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
	if (end < 0 || end + 22 > file.length) throw new BadFile("broken");
	const n = file.readUInt16LE(end + 10);
	if (n > mostEntries) throw new BadFile("too_large");
	const entries: Entry[] = [];
	let at = file.readUInt32LE(end + 16);
	let declared = 0;
	for (let i = 0; i < n; i += 1) {
		if (at + 46 > file.length || file.readUInt32LE(at) !== 0x02014b50) throw new BadFile("broken");
		const [method, size, unfolded] = [
			file.readUInt16LE(at + 10),
			file.readUInt32LE(at + 20),
			file.readUInt32LE(at + 24),
		];
		const [named, extra, comment] = [28, 30, 32].map((offset) => file.readUInt16LE(at + offset)) as [
			number,
			number,
			number,
		];
		const local = file.readUInt32LE(at + 42);
		const name = file.toString("utf8", at + 46, at + 46 + named);
		declared += unfolded;
		if (declared > mostUnfolded) throw new BadFile("too_large");
		if (file.readUInt16LE(at + 8) & 1) throw new BadFile("locked");
		if (local + 30 > file.length) throw new BadFile("broken");
		const from = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
		if (from + size > file.length) throw new BadFile("broken");
		entries.push({ name, method, packed: file.subarray(from, from + size) });
		at += 46 + named + extra + comment;
	}
	return entries;
}

/** A sheet whose cells lie within the bounds, without what it says itself of its size, and with its errors as text. */
function boundedSheet(bytes: Buffer): Buffer {
	const xml = bytes.toString("utf8");
	for (const [, letters, row] of xml.matchAll(/\br="([A-Z]{1,4})(\d{1,9})"/g))
		if (Number(row) > mostRows || columnOf(letters!) > mostColumns) throw new BadFile("too_large");
	for (const [, row] of xml.matchAll(/<(?:\w+:)?row\b[^>]*?\br="(\d+)"/g))
		if (Number(row) > mostRows) throw new BadFile("too_large");
	// What went wrong in a formula is text, so that it is seen.
	const said = xml.replace(/(<(?:\w+:)?c\b[^>]*\s)t="e"/g, '$1t="str"');
	return Buffer.from(said.replace(/<(?:\w+:)?dimension\b[^>]*>/g, ""));
}

function columnOf(letters: string): number {
	return [...letters].reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0);
}

/** An archive whose parts are stored as they are. */
function storedArchive(parts: readonly { name: string; bytes: Buffer }[]): Buffer {
	const files: Buffer[] = [];
	const directory: Buffer[] = [];
	let at = 0;
	for (const { name, bytes } of parts) {
		const named = Buffer.from(name);
		const common = Buffer.alloc(26);
		common.writeUInt16LE(20, 0);
		common.writeUInt32LE(crc32(bytes), 10);
		common.writeUInt32LE(bytes.length, 14);
		common.writeUInt32LE(bytes.length, 18);
		common.writeUInt16LE(named.length, 22);
		const place = Buffer.alloc(14);
		place.writeUInt32LE(at, 10);
		files.push(Buffer.from("PK\x03\x04", "latin1"), common, named, bytes);
		directory.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), common, place, named);
		at += 30 + named.length + bytes.length;
	}
	const listed = Buffer.concat(directory);
	const end = Buffer.alloc(22);
	end.write("PK\x05\x06", 0, "latin1");
	end.writeUInt16LE(parts.length, 8);
	end.writeUInt16LE(parts.length, 10);
	end.writeUInt32LE(listed.length, 12);
	end.writeUInt32LE(at, 16);
	return Buffer.concat([...files, listed, end]);
}
