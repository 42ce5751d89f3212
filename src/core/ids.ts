import { createHash } from "node:crypto";
import { v7 } from "uuid";

declare const brand: unique symbol;
/** A UUID that says what it identifies, so that a need's id cannot be passed for a note's. */
export type Id<Noun extends string> = string & { readonly [brand]: Noun };

/** A new UUIDv7 (RFC 9562): time-ordered, so indexes grow at one end. */
export function newId<Noun extends string>(): Id<Noun> {
	return v7() as Id<Noun>;
}

/**
 * The same UUIDv7 for the same request: day in the time bits, SHA-256 of the
 * parts in the random bits. A request without an id of its own, sent twice on
 * one day by the same person, therefore meets its first record.
 */
export function idFromContent<Noun extends string>(day: Date, parts: readonly string[]): Id<Noun> {
	const hash = createHash("sha256").update(JSON.stringify(parts)).digest();
	return v7({ msecs: day.getTime(), random: hash.subarray(0, 16), seq: hash.readUInt32BE(16) >>> 1 }) as Id<Noun>;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** True for a well-formed UUID of any version. */
export function isId(text: string): boolean {
	return uuid.test(text);
}
