import { createHash } from "node:crypto";
import type { Id } from "../../../core/ids.ts";
import { isId } from "../../../core/ids.ts";
import { type FieldErrors, type RefusalCode, Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Tx } from "../../../db/database.ts";
import { openedIf } from "../../../db/keys.ts";
import { errorsOf } from "../../../ui/form.ts";
import type { Ground } from "../../../ui/http.ts";
import { whereIn } from "../../community/carried/service.ts";
import {
	type Answer,
	type AsideReason,
	oldestServed,
	type SentRecord,
	type SentRecords,
	type SetAside,
	sentRecord,
	type Theirs,
} from "../contract.ts";
import { type Seen, seenDevice } from "../devices/service.ts";
import { clockOff, idsWithin, isOlder, partiesOf } from "../rules.ts";
import { type Acting, actingFor } from "./acting.ts";
import { inside } from "./inside.ts";
import * as store from "./store.ts";
import { type Outcome, readyFor } from "./verbs.ts";

/** Records of a notebook: each is written once, by itself, and answered the same whenever it comes again. */

/** An answer without its words, which are said at the door. */
export type Told = Omit<Answer, "refusal"> & {
	refusal: { code: RefusalCode | AsideReason; fields: FieldErrors } | null;
};
export type Received = { at: Date; wipe: boolean; clockOffMinutes: number | null; answers: Told[] };

/**
 * Takes in what a phone wrote without coverage, in the order in which it sends it, each record in a transaction of its
 * own together with its answer. One that cannot be written now holds up none of the others. Throws `sign_in_first`,
 * `not_found` for a device nobody registered, `app_too_old`.
 */
export async function receive(ground: Ground, actor: Actor, sent: SentRecords): Promise<Received> {
	if (isOlder(sent.phone.version, oldestServed)) throw new Refused("app_too_old");
	const device = await seenDevice(ground, actor, sent.device);
	const now = ground.clock();
	const before = await keptBefore(ground, actor, sent);
	const acting = actingFor(ground, actor);
	const answers: Told[] = [];
	const failed: unknown[] = [];
	for (const raw of sent.records) {
		try {
			answers.push(await receiveOne({ ground, actor, acting, device, before }, raw));
		} catch (error) {
			failed.push(error);
			answers.push(told(raw.id, "early", { refusal: { code: "unavailable", fields: {} } }));
		}
	}
	// Where nothing at all could be written it is our fault, and said as such: it stands in the log.
	if (failed.length === sent.records.length) throw failed[0];
	return { at: now, wipe: device.wipe, clockOffMinutes: clockOff(now, sent.phone.at), answers };
}

type Receiving = {
	ground: Ground;
	actor: Actor;
	acting: Acting;
	device: Seen;
	before: ReadonlyMap<string, store.Kept>;
};

async function keptBefore(ground: Ground, actor: Actor, sent: SentRecords): Promise<Map<string, store.Kept>> {
	const ids = sent.records.map((record) => record.id);
	const kept = await ground.db.readAs(actor, (read) => store.readKept(read, ids));
	return new Map(kept.map((one) => [one.id, one]));
}

async function receiveOne(receiving: Receiving, raw: SentRecords["records"][number]): Promise<Told> {
	const { ground, actor, before } = receiving;
	const parsed = sentRecord.safeParse(raw);
	// What is no record has no place where an answer could be kept: it is refused alike each time.
	if (!parsed.success)
		return told(raw.id, "needs_you", { refusal: { code: "invalid", fields: errorsOf(parsed.error) } });
	const record = parsed.data;
	const digest = digestOf(record);
	const there = before.get(record.id);
	if (there) return answerOf(ground, actor, there, digest);
	const who = await receiving.acting(record.neighbourhoodId);
	const reason = receiving.device.replaced ? "device_replaced" : who.reason;
	const claim = { record, deviceId: receiving.device.id, digest, now: ground.clock() };
	if (reason) return putAside(receiving, claim, who.actor, reason);
	try {
		return await write(receiving, claim, who.actor);
	} catch (error) {
		if (!(error instanceof Refused) || error.status >= 500 || error.status === 429) throw error;
		return refuse(receiving, claim, who.actor, error);
	}
}

type Claim = Omit<Parameters<typeof store.claim>[1], "content"> & { digest: string };

/** The claim with what the record says as it is kept: so that the same is known again, and nobody can guess it. */
function sealedClaim(ground: Ground, actor: Actor, { digest, ...claim }: Claim): Parameters<typeof store.claim>[1] {
	return { ...claim, content: sealerOf(ground, actor).close(digest, contentPlaceOf(actor, claim.record.id)) };
}

/** The records of the phone that must be answered before this one. */
function comesAfter({ after, base }: SentRecord): string[] {
	const all = base !== null && isId(base) ? [...after, base.toLowerCase()] : after;
	return [...new Set<string>(all)];
}

/** Takes the record in and writes what it says, at once or not at all. */
async function write({ ground }: Receiving, claim: Claim, actor: Actor): Promise<Told> {
	const { record, digest } = claim;
	const ready = await readyFor(record);
	return ground.db.withActor(actor, async (tx) => {
		const claimed = await store.claim(tx, sealedClaim(ground, actor, claim), comesAfter(record));
		if (claimed === "early") return told(record.id, "early");
		if (claimed === "there") return answerOf(ground, actor, await keptIn(tx, record.id), digest);
		const outcome = await ready({ ground: inside(ground, tx), actor, tx }, await baseIn(tx, record.base));
		if (outcome.state === "needs_you") return keepConflict(ground, tx, record, outcome);
		const { version } = outcome;
		if (version !== null) await store.settle(tx, record.id, { state: "received", version });
		return told(record.id, "received", { version });
	});
}

/** The version a record edited: the one it says, or the one its earlier record was received with; "" where it was not. */
async function baseIn(tx: Tx, base: string | null): Promise<string | null> {
	if (base === null || !isId(base)) return base;
	const [earlier] = await store.readKept(tx, [base]);
	return earlier?.state === "received" ? (earlier.version ?? "") : "";
}

/** What another request has just kept under this id; somebody else's id is nobody's here. */
async function keptIn(tx: Tx, id: string): Promise<store.Kept> {
	const [kept] = await store.readKept(tx, [id]);
	if (kept) return kept;
	return { id, state: "needs_you", reason: null, version: null, content: null, sealed: null };
}

type Conflict = Extract<Outcome, { state: "needs_you" }>;

async function keepConflict(ground: Ground, tx: Tx, record: SentRecord, conflict: Conflict): Promise<Told> {
	const { theirs, version } = conflict;
	const said: Said = { refusal: { code: "changed_meanwhile", fields: {} }, theirs };
	const sealed = sealerOf(ground, tx.actor).close(JSON.stringify(said), placeOf(tx.actor, record.id));
	await store.settle(tx, record.id, { state: "needs_you", version, sealed, people: idsWithin(theirs) });
	return told(record.id, "needs_you", { ...said, version });
}

/** What the modules said no to: its writer settles it, or it is about what is here no more. */
async function refuse(receiving: Receiving, claim: Claim, actor: Actor, refused: Refused): Promise<Told> {
	const { ground } = receiving;
	const { record, digest } = claim;
	const reason = await ground.db.readAs(actor, (read) => goneIn(read, record, refused));
	if (reason) return putAside(receiving, claim, actor, reason);
	return ground.db.withActor(actor, async (tx) => {
		const claimed = await store.claim(tx, sealedClaim(ground, actor, claim), comesAfter(record));
		if (claimed === "early") return told(record.id, "early");
		if (claimed === "there") return answerOf(ground, actor, await keptIn(tx, record.id), digest);
		const said: Said = { refusal: { code: refused.code, fields: refused.fields }, theirs: null };
		const sealed = sealerOf(ground, actor).close(JSON.stringify(said), placeOf(actor, record.id));
		await store.settle(tx, record.id, { state: "needs_you", sealed });
		return told(record.id, "needs_you", said);
	});
}

/** Whether a record was refused because somebody it names moved away, is another's page now, or was let go. */
async function goneIn(tx: Parameters<typeof whereIn>[0], record: SentRecord, refused: Refused) {
	const ids = partiesOf(record.kind, record.body);
	const where = await whereIn(tx, ids);
	if (ids.some((id) => !where.has(id))) return "person_gone";
	const staysHere = record.kind === "note" || record.kind === "follow_up";
	if (staysHere && ids.some((id) => where.get(id) !== record.neighbourhoodId)) return "person_gone";
	return refused.code === "not_found" ? "thing_gone" : undefined;
}

/** Keeps all a record says, sealed, with the reason why it is not written: its writer finds it on `/notebook/devices`. */
function putAside({ ground }: Receiving, claim: Claim, actor: Actor, reason: AsideReason): Promise<Told> {
	const { record, digest } = claim;
	return ground.db.withActor(actor, async (tx) => {
		// Whatever it builds on, it is kept: it is not written here.
		if ((await store.claim(tx, sealedClaim(ground, actor, claim), [])) !== "claimed")
			return answerOf(ground, actor, await keptIn(tx, record.id), digest);
		const sealed = sealerOf(ground, actor).close(JSON.stringify(record), placeOf(actor, record.id));
		await store.settle(tx, record.id, { state: "set_aside", reason, sealed, people: idsWithin(record.body) });
		await audit(tx, { verb: "setRecordAside", kind: "notebook-record", id: record.id });
		return told(record.id, "set_aside", { refusal: { code: reason, fields: {} } });
	});
}

/** What is kept of an answer beside its state. */
type Said = Pick<Told, "refusal"> & { theirs: Theirs | null };

function told(id: string, state: Told["state"], more: Partial<Told> = {}): Told {
	return { id, state, refusal: null, theirs: null, version: null, ...more };
}

/** The answer that was given to this record before; the same id with other content is refused. */
function answerOf(ground: Ground, actor: Actor, kept: store.Kept, digest: string): Told {
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
function digestOf({ id, kind, neighbourhoodId, base, body }: SentRecord): string {
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

function sealerOf({ seal }: Ground, actor: Actor) {
	return seal.ofAccount(signedIn(actor));
}

function signedIn({ accountId }: Actor): string {
	if (!accountId) throw new Refused("sign_in_first");
	return accountId;
}

function placeOf({ territoryId }: Actor, id: string): string {
	return `notebook.records/${territoryId}/${id}`;
}

function contentPlaceOf(actor: Actor, id: string): string {
	return `${placeOf(actor, id)}/content`;
}

/** What of the actor's was set aside, as it came; at most 100. Throws `sign_in_first`. */
export async function recordsAside(ground: Ground, actor: Actor): Promise<SetAside[]> {
	signedIn(actor);
	const rows = await ground.db.readAs(actor, store.readAside);
	return rows.flatMap((row) => {
		const record = openedAside(ground, actor, row);
		if (!record) return [];
		const { photo, ...body } = record.body;
		return {
			id: row.id as Id<"record">,
			kind: row.kind,
			reason: row.reason,
			deviceName: row.deviceName ?? "",
			at: row.saidAt.toISOString(),
			receivedAt: row.receivedAt.toISOString(),
			body,
			hasPhoto: typeof photo === "string",
		};
	});
}

function openedAside(ground: Ground, actor: Actor, { id, sealed }: store.AsideRow): SentRecord | undefined {
	const said = openedIf(() => sealerOf(ground, actor).open(sealed, placeOf(actor, id)));
	return said === undefined ? undefined : (JSON.parse(said) as SentRecord);
}

/**
 * Writes a record that was set aside, now that what stood in its way is put right. Throws `sign_in_first`, `not_found`, `not_yours`
 * where its writer works there no more, `changed_meanwhile` for what was edited by others, and what its verb throws.
 */
export async function sendAgain(ground: Ground, actor: Actor, id: Id<"record">): Promise<void> {
	signedIn(actor);
	const row = await ground.db.withActor(actor, (tx) => store.holdAside(tx, id));
	const record = row && openedAside(ground, actor, row);
	if (!record) throw new Refused("not_found");
	const who = await actingFor(ground, actor)(record.neighbourhoodId);
	if (who.reason || who.actor.territoryId !== actor.territoryId) throw new Refused("not_yours");
	const ready = await readyFor(record);
	await ground.db.withActor(who.actor, async (tx) => {
		if (!(await store.holdAside(tx, id))) throw new Refused("not_found");
		const outcome = await ready({ ground: inside(ground, tx), actor: who.actor, tx }, await baseIn(tx, record.base));
		if (outcome.state === "needs_you") throw new Refused("changed_meanwhile");
		await store.settle(tx, id, outcome);
		await audit(tx, { verb: "sendRecordAgain", kind: "notebook-record", id });
	});
}

/** Lets a record go that was set aside: what it says is gone. A second time changes nothing. Throws `sign_in_first`, `not_found`. */
export async function letRecordGo(ground: Ground, actor: Actor, id: Id<"record">): Promise<void> {
	signedIn(actor);
	await ground.db.withActor(actor, async (tx) => {
		const row = await store.holdAside(tx, id);
		if (!row) throw new Refused("not_found");
		await store.settle(tx, id, { state: "let_go", reason: row.reason });
		await audit(tx, { verb: "letRecordGo", kind: "notebook-record", id });
	});
}
