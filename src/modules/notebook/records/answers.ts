import { createHash } from "node:crypto";
import { isId } from "../../../core/ids.ts";
import { type FieldErrors, type RefusalCode, Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import type { Tx } from "../../../db/database.ts";
import { openedIf } from "../../../db/keys.ts";
import type { Ground } from "../../../ui/http.ts";
import type { Answer, AsideReason, SentRecord, Theirs } from "../contract.ts";
import { idsWithin } from "../rules.ts";
import * as store from "./store.ts";
import type { Outcome } from "./verbs.ts";

/** How a record and its answer are kept, and how it is known again. */

/** An answer without its words, which are said at the door. */
export type Told = Omit<Answer, "refusal"> & {
	refusal: { code: RefusalCode | AsideReason; fields: FieldErrors } | null;
};
/** What is kept of an answer beside its state. */
export type Said = Pick<Told, "refusal"> & { theirs: Theirs | null };

export function told(id: string, state: Told["state"], more: Partial<Told> = {}): Told {
	return { id, state, refusal: null, theirs: null, version: null, ...more };
}

/** The answer that was given to this record before; the same id with other content is refused. */
export function answerOf(ground: Ground, actor: Actor, kept: store.Kept, digest: string): Told {
	const { id, state, reason, version } = kept;
	const said = kept.content && openedIf(() => sealerOf(ground, actor).open(kept.content!, contentPlaceOf(actor, id)));
	if (said !== digest && state !== "let_go")
		return told(id, "needs_you", { refusal: { code: "id_taken", fields: {} } });
	if (state === "received") return told(id, state, { version });
	if (state === "set_aside" || state === "let_go")
		return told(id, "set_aside", { refusal: reason && { code: reason, fields: {} } });
	const answer = kept.sealed && openedIf(() => sealerOf(ground, actor).open(kept.sealed!, placeOf(actor, id)));
	const { refusal, theirs }: Said = answer ? JSON.parse(answer) : { refusal: null, theirs: null };
	return told(id, state, { refusal: refusal ?? { code: "changed_meanwhile", fields: {} }, theirs, version });
}

/** What a record says, as one digest. */
export function digestOf({ id, kind, neighbourhoodId, base, body }: SentRecord): string {
	return createHash("sha256")
		.update(JSON.stringify([id, kind, neighbourhoodId, base, inOrder(body)]))
		.digest("base64url");
}

/** The same with the keys of objects in one order: a phone may write them in any. */
function inOrder(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(inOrder);
	if (!value || typeof value !== "object") return value;
	const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
	return entries.map(([name, one]) => [name, inOrder(one)]);
}

export function sealerOf({ seal }: Ground, actor: Actor) {
	return seal.ofAccount(signedIn(actor));
}

export function signedIn({ accountId }: Actor): string {
	if (!accountId) throw new Refused("sign_in_first");
	return accountId;
}

export function placeOf({ territoryId }: Actor, id: string): string {
	return `notebook.records/${territoryId}/${id}`;
}

function contentPlaceOf(actor: Actor, id: string): string {
	return `${placeOf(actor, id)}/content`;
}

/** A record that has come and was not answered before, and who writes it; `reason` where it cannot be written. */
export type Arrival = {
	id: string;
	record: SentRecord;
	digest: string;
	deviceId: string;
	now: Date;
	actor: Actor;
	reason: AsideReason | undefined;
};

/** What is kept of a record as it is taken in, so that the same is known again, and nobody can guess it. */
export function sealedClaim(
	ground: Ground,
	{ record, digest, deviceId, now, actor }: Arrival,
	sealer = sealerOf(ground, actor),
): store.Claim {
	const content = sealer.close(digest, contentPlaceOf(actor, record.id));
	return { record, deviceId, content, now };
}

/** The records of the phone that must be answered before this one. */
export function comesAfter({ after, base }: SentRecord): string[] {
	const all = base !== null && isId(base) ? [...after, base.toLowerCase()] : after;
	return [...new Set<string>(all)];
}

/** The version a record edited: the one it says, or the one its earlier record was received with; "" where it was not. */
export async function baseIn(tx: Tx, base: string | null): Promise<string | null> {
	if (base === null || !isId(base)) return base;
	const [earlier] = await store.readKept(tx, [base]);
	return earlier?.state === "received" ? (earlier.version ?? "") : "";
}

/** What another request has just kept under this id; somebody else's id is nobody's here. */
export async function keptIn(tx: Tx, id: string): Promise<store.Kept> {
	const [kept] = await store.readKept(tx, [id]);
	if (kept) return kept;
	return { id, state: "needs_you", reason: null, version: null, content: null, sealed: null };
}

type Conflict = Extract<Outcome, { state: "needs_you" }>;

export async function keepConflict(ground: Ground, tx: Tx, record: SentRecord, conflict: Conflict): Promise<Told> {
	const { theirs, version } = conflict;
	const said: Said = { refusal: { code: "changed_meanwhile", fields: {} }, theirs };
	const sealed = sealerOf(ground, tx.actor).close(JSON.stringify(said), placeOf(tx.actor, record.id));
	await store.settle(tx, record.id, { state: "needs_you", version, sealed, people: idsWithin(theirs) });
	return told(record.id, "needs_you", { ...said, version });
}
