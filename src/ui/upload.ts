import { Refused } from "../core/refusal.ts";
import { isStorable } from "../core/text.ts";
import { sentFields } from "./form.ts";
import type { Ctx } from "./http.ts";
import { redraw } from "./picture.ts";

/** What people hand in with a form: a photo, a PDF. Routes that take one end in `/file`. */

const mostBytes = 10 * 1024 * 1024;

export const fileTypes = ["image/jpeg", "application/pdf"] as const;
export type FileType = (typeof fileTypes)[number];
export type Upload = { bytes: Buffer; type: FileType; name: string };

/** What a file field offers to choose from: telephones turn their own formats into these. */
export const acceptedFiles = "image/jpeg,image/png,image/webp,application/pdf";

/**
 * The file in a form's field; undefined when none was chosen. What it is, its content says: a photo (JPEG, PNG, WebP)
 * is drawn anew as a JPEG without anything that stood beside the picture; a PDF is kept as it is, and only ever sent
 * as a download. Throws `invalid` at the field for what is too large, neither of the two, broken, cut off, or a
 * picture that would unfold beyond 64 megapixels.
 */
export async function readUpload(c: Ctx, field: string): Promise<Upload | undefined> {
	const refuse = refusing(field, (why) => `error.file_${why}`);
	const file = await chosen(c, field, mostBytes, refuse);
	if (!file) return undefined;
	const bytes = Buffer.from(await file.arrayBuffer());
	const name = file.name.replace(/[^\p{L}\p{N} ._-]+/gu, "-").slice(-80);
	if (isPicture(bytes)) {
		const drawn = await redraw(bytes).catch(() => undefined);
		if (!drawn) throw refuse("broken");
		return { bytes: drawn, type: "image/jpeg", name };
	}
	if (
		!bytes
			.subarray(0, 8)
			.toString("latin1")
			.match(/^%PDF-[12]\./)
	)
		throw refuse("type");
	if (!isOnlyPdf(bytes)) throw refuse("broken");
	return { bytes, type: "application/pdf", name };
}

/** The one file in a field; undefined when none was chosen. Throws `invalid` at the field for several, or one too large. */
async function chosen(c: Ctx, field: string, most: number, refuse: Refuse): Promise<File | undefined> {
	const files: File[] = [];
	for (const [name, value] of await sentFields(c)) if (name === field && typeof value !== "string") files.push(value);
	// Where nothing was chosen, browsers send an empty file without a name.
	const [file, ...more] = files.filter(({ size, name }) => size > 0 || name !== "");
	if (more.length > 0) throw refuse("one");
	if (file && file.size > most) throw refuse("large");
	return file;
}

type Why = "one" | "large" | "type" | "broken" | "none";
type Refuse = (why: Why) => Refused;

function refusing(field: string, words: (why: Why) => string): Refuse {
	return (why) => new Refused("invalid", { [field]: words(why) });
}

/**
 * The words of a file in a form's field, of at most `most` bytes, without the mark some programs put before them.
 * Throws `invalid` at the field with `<words>_none`, `_one`, `_large`, or `_type` for what is no text in UTF-8.
 */
export async function readTextFile(c: Ctx, field: string, most: number, words: string): Promise<string> {
	const refuse = refusing(field, (why) => `${words}_${why}`);
	const file = await chosen(c, field, most, refuse);
	if (!file) throw refuse("none");
	const text = await file
		.arrayBuffer()
		.then((bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes))
		.catch(() => undefined);
	if (text === undefined || !isStorable(text)) throw refuse("type");
	return text;
}

function isPicture(bytes: Buffer): boolean {
	const begins = (signature: string, at = 0) =>
		bytes.subarray(at, at + signature.length).equals(Buffer.from(signature, "latin1"));
	return begins("\xff\xd8\xff") || begins("\x89PNG\r\n\x1a\n") || (begins("RIFF") && begins("WEBP", 8));
}

/** Whole to its end, and nothing hung on behind it or hidden as an archive, which readers find from the end. */
function isOnlyPdf(bytes: Buffer): boolean {
	const end = bytes.subarray(-1024).toString("latin1");
	return /startxref\s+\d+\s+%%EOF\s*$/.test(end) && !bytes.subarray(-66_000).includes("PK\x05\x06", 0, "latin1");
}

/** Sends what was handed in, to be saved and never shown inside a page: no browser runs or keeps it. */
export function sendAttachment(c: Ctx, file: { bytes: Buffer; type: FileType; name: string }): Response {
	const ending = file.type === "image/jpeg" ? "jpg" : "pdf";
	return c.body(new Uint8Array(file.bytes), 200, {
		"content-type": file.type,
		"content-disposition": `attachment; filename="${file.name.replace(/[^A-Za-z0-9-]+/g, "-")}.${ending}"`,
		"cache-control": "no-store",
		"x-content-type-options": "nosniff",
	});
}
