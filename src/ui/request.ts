import { createHash } from "node:crypto";
import { type Id, idFromContent } from "../core/ids.ts";
import { dayOf, instantOf } from "../core/period.ts";
import { Refused } from "../core/refusal.ts";
import type { Actor } from "../db/actor.ts";

/**
 * How a request is known again. Sent twice it is written once and gets the first answer, also when the record was
 * changed in between; the same id with other content, or from somebody else, is refused. A verb takes `requestOf`,
 * writes `hash` with the record's row, and hands the row it finds instead to `writtenBefore`.
 */
export type Request<Noun extends string> = { id: Id<Noun>; hash: Buffer };

/**
 * The record's id, the client's or one made of the day, the account and the content, and a SHA-256 of who said what.
 * `noun` keeps alike requests for different things apart; what is undefined in `input` counts as not said.
 */
export function requestOf<Noun extends string>(
	actor: Actor,
	now: Date,
	noun: string,
	input: { id?: Id<Noun> },
): Request<Noun> {
	const content = Object.entries(input)
		.filter(([name, value]) => name !== "id" && value !== undefined)
		.sort(([a], [b]) => (a < b ? -1 : 1));
	const said = JSON.stringify(content);
	const hash = createHash("sha256").update(`${actor.accountId}\n${noun}\n${said}`).digest();
	return { id: input.id ?? idFromContent<Noun>(instantOf(dayOf(now)), [actor.accountId ?? "", noun, said]), hash };
}

/** The row that stands under a request's id, when the same request wrote it. Throws `id_taken` for any other, or one out of sight. */
export function writtenBefore<Row extends { hash: Buffer | null }>(
	row: Row | undefined,
	{ hash }: { hash?: Buffer },
): Row {
	if (!hash || !row?.hash?.equals(hash)) throw new Refused("id_taken");
	return row;
}
