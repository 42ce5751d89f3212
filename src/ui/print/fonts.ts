import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { inflateSync } from "node:zlib";

/** Letters for paper: what a typesetter is given, how it names them in order of preference, and which signs they draw. */
export type Fonts = { files: Buffer[]; families: string[]; draws: (codePoint: number) => boolean };

/**
 * What comes with npm, in pieces by script; the first that has a sign draws it. Chinese and pictures come in two
 * weights and one.
 */
const pieces: { name: string; subsets: string[]; weights: number[] }[] = [
	{ name: "titillium-web", subsets: ["latin", "latin-ext"], weights: [400, 600, 700] },
	{
		name: "noto-sans",
		subsets: ["latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "vietnamese"],
		weights: [400, 600, 700],
	},
	{ name: "noto-sans-arabic", subsets: ["arabic"], weights: [400, 600, 700] },
	{ name: "noto-sans-sc", subsets: ["chinese-simplified"], weights: [400, 700] },
	{ name: "noto-emoji", subsets: Array.from({ length: 11 }, (_, i) => String(i)), weights: [400] },
];

/** Reads the letters (a fifth of a second, 9 MB). */
export function openFonts(): Fonts {
	const { resolve } = createRequire(import.meta.url);
	const files: Buffer[] = [];
	const families: string[] = [];
	const drawn = new Set<number>();
	for (const { name, subsets, weights } of pieces)
		for (const subset of subsets) {
			const family = `Filo ${name} ${subset}`;
			families.push(family);
			for (const weight of weights) {
				const tables = tablesOf(
					readFileSync(resolve(`@fontsource/${name}/files/${name}-${subset}-${weight}-normal.woff`)),
				);
				// Of two pieces with one name a typesetter takes one.
				tables.set("name", nameTable(family));
				files.push(fontOf(tables));
				if (weight === 400) for (const codePoint of codePointsOf(tables.get("cmap")!)) drawn.add(codePoint);
			}
		}
	return { files, families, draws: (codePoint) => drawn.has(codePoint) };
}

/** The tables of a font packed for the web (WOFF 1.0, https://www.w3.org/TR/WOFF/). */
function tablesOf(woff: Buffer): Map<string, Buffer> {
	const count = woff.readUInt16BE(12);
	return new Map(
		Array.from({ length: count }, (_, i) => {
			const entry = 44 + 20 * i;
			const [start, packed, length] = [4, 8, 12].map((at) => woff.readUInt32BE(entry + at)) as [number, number, number];
			const bytes = woff.subarray(start, start + packed);
			return [woff.toString("latin1", entry, entry + 4), packed < length ? inflateSync(bytes) : bytes];
		}),
	);
}

/** The same tables as a plain TrueType font. The sums of its tables stay empty: nobody reads them. */
function fontOf(tables: Map<string, Buffer>): Buffer {
	const power = 2 ** Math.floor(Math.log2(tables.size));
	const head = Buffer.alloc(12 + 16 * tables.size);
	head.writeUInt32BE(0x00010000, 0);
	head.writeUInt16BE(tables.size, 4);
	head.writeUInt16BE(power * 16, 6);
	head.writeUInt16BE(Math.log2(power), 8);
	head.writeUInt16BE((tables.size - power) * 16, 10);
	const parts = [head];
	let at = head.length;
	for (const [i, [tag, bytes]] of [...tables].entries()) {
		const entry = 12 + 16 * i;
		head.write(tag, entry, "latin1");
		head.writeUInt32BE(at, entry + 8);
		head.writeUInt32BE(bytes.length, entry + 12);
		const padded = Buffer.alloc((bytes.length + 3) & ~3);
		bytes.copy(padded);
		parts.push(padded);
		at += padded.length;
	}
	return Buffer.concat(parts);
}

/** A table of names that calls the family so, in each of the four names a font has. */
function nameTable(family: string): Buffer {
	const text = Buffer.from(family, "utf16le").swap16();
	const names = [1, 2, 4, 6];
	const head = Buffer.alloc(6 + 12 * names.length);
	head.writeUInt16BE(names.length, 2);
	head.writeUInt16BE(head.length, 4);
	for (const [i, name] of names.entries())
		for (const [k, value] of [3, 1, 0x409, name, text.length, 0].entries())
			head.writeUInt16BE(value, 6 + 12 * i + 2 * k);
	return Buffer.concat([head, text]);
}

/** Every sign that a font says it draws: the ranges of its tables of format 4 and 12. */
function* codePointsOf(cmap: Buffer): Generator<number> {
	for (let i = 0; i < cmap.readUInt16BE(2); i++) {
		const at = cmap.readUInt32BE(8 + 8 * i);
		const format = cmap.readUInt16BE(at);
		if (format === 12) yield* wideRanges(cmap, at);
		if (format === 4) yield* ranges(cmap, at);
	}
}

function* wideRanges(cmap: Buffer, at: number): Generator<number> {
	for (let group = 0; group < cmap.readUInt32BE(at + 12); group++) {
		const range = at + 16 + 12 * group;
		for (let c = cmap.readUInt32BE(range); c <= cmap.readUInt32BE(range + 4); c++) yield c;
	}
}

function* ranges(cmap: Buffer, at: number): Generator<number> {
	const size = cmap.readUInt16BE(at + 6);
	for (let k = 0; k < size; k += 2) {
		const [end, start, delta] = [14, 16 + size, 16 + 2 * size].map((row) => cmap.readUInt16BE(at + row + k)) as [
			number,
			number,
			number,
		];
		const row = at + 16 + 3 * size + k;
		const offset = cmap.readUInt16BE(row);
		for (let c = start; c <= end && c < 0xffff; c++) {
			const glyph = offset === 0 ? (c + delta) & 0xffff : cmap.readUInt16BE(row + offset + 2 * (c - start));
			if (glyph !== 0) yield c;
		}
	}
}
