import { createHash } from "node:crypto";
import { type Id, idFromContent } from "../../core/ids.ts";
import { dayOf, instantOf } from "../../core/period.ts";
import type { Actor } from "../../db/actor.ts";

/** What a request is known by when it comes a second time: the record's id, and a hash of who sent what. */
export type Request<Noun extends string> = { id: Id<Noun>; hash: Buffer };

/** The record's id, the client's or one made of the day and the content, and the hash that tells a repetition from another record. */
export function requestOf<Noun extends string>(
	actor: Actor,
	now: Date,
	noun: Noun,
	input: { id?: Id<Noun> },
): Request<Noun> {
	const content = Object.entries(input)
		.filter(([name, value]) => name !== "id" && value !== undefined)
		.sort(([a], [b]) => (a < b ? -1 : 1));
	const said = JSON.stringify(content);
	const hash = createHash("sha256").update(`${actor.accountId}\n${noun}\n${said}`).digest();
	return { id: input.id ?? idFromContent<Noun>(instantOf(dayOf(now)), [actor.accountId ?? "", noun, said]), hash };
}
