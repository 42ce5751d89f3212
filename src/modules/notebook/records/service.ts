import type { Id } from "../../../core/ids.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import { openedIf } from "../../../db/keys.ts";
import { errorsOf } from "../../../ui/form.ts";
import type { Ground } from "../../../ui/http.ts";
import { whereIn } from "../../community/carried/service.ts";
import {
	type AsideReason,
	oldestServed,
	type SentRecord,
	type SentRecords,
	type SetAside,
	sentRecord,
} from "../contract.ts";
import { type Seen, seenDevice } from "../devices/service.ts";
import { clockOff, idsWithin, isOlder, partiesOf } from "../rules.ts";
import { actingFor } from "./acting.ts";
import {
	type Arrival,
	answerOf,
	baseIn,
	comesAfter,
	digestOf,
	keepConflict,
	keptIn,
	placeOf,
	type Said,
	sealedClaim,
	sealerOf,
	signedIn,
	type Told,
	told,
} from "./answers.ts";
import { inside } from "./inside.ts";
import * as store from "./store.ts";
import { writeTogether } from "./together.ts";
import { readyFor } from "./verbs.ts";

/** Records of a notebook: each is written once, with its answer, and answered the same whenever it comes again. */

export type { Told } from "./answers.ts";
export type Received = { at: Date; wipe: boolean; clockOffMinutes: number | null; answers: Told[] };

/**
 * Takes in what a phone wrote without coverage, in the order in which it sends it, each record in one transaction with
 * its answer: all of a call in one where that can be, else each in one of its own, so that one that cannot be written
 * now holds up none of the others. Throws `sign_in_first`, `not_found` for a device nobody registered, `app_too_old`.
 */
export async function receive(ground: Ground, actor: Actor, sent: SentRecords): Promise<Received> {
	if (isOlder(sent.phone.version, oldestServed)) throw new Refused("app_too_old");
	const device = await seenDevice(ground, actor, sent.device);
	const { come, before } = await sorted(ground, actor, device, sent);
	const fresh = come.filter((one) => "record" in one);
	const written = await writeTogether(ground, fresh, before);
	const answers: Told[] = [];
	const failed: unknown[] = [];
	for (const one of come) {
		try {
			answers.push("record" in one ? (written.get(one) ?? (await receiveOne(ground, one))) : one);
		} catch (error) {
			failed.push(error);
			answers.push(told(one.id, "early", { refusal: { code: "unavailable", fields: {} } }));
		}
	}
	// Where nothing at all could be written it is our fault, and said as such: it stands in the log.
	if (failed.length === sent.records.length) throw failed[0];
	const now = ground.clock();
	return { at: now, wipe: device.wipe, clockOffMinutes: clockOff(now, sent.phone.at), answers };
}

/** What came, in its order: each with its answer where it has one already, else with who writes it. */
async function sorted(
	ground: Ground,
	actor: Actor,
	device: Seen,
	sent: SentRecords,
): Promise<{ come: (Told | Arrival)[]; before: ReadonlySet<string> }> {
	const read = sent.records.map((raw) => ({ id: raw.id, ...sentRecord.safeParse(raw) }));
	const asked = read.flatMap(({ data }) => (data ? [data.id, ...comesAfter(data)] : []));
	const kept = await ground.db.readAs(actor, (tx) => store.readKept(tx, [...new Set(asked)]));
	const before = new Map(kept.map((one) => [one.id, one]));
	const acting = actingFor(ground, actor);
	const come: (Told | Arrival)[] = [];
	for (const { id, data: record, error } of read) {
		const there = before.get(id);
		// What is no record has no place where an answer could be kept: it is refused alike each time.
		if (!record) come.push(told(id, "needs_you", { refusal: { code: "invalid", fields: errorsOf(error) } }));
		else if (there) come.push(answerOf(ground, actor, there, digestOf(record)));
		else {
			const who = await acting(record.neighbourhoodId);
			const reason = device.replaced ? "device_replaced" : who.reason;
			come.push({ id, record, digest: digestOf(record), deviceId: device.id, now: ground.clock(), ...who, reason });
		}
	}
	return { come, before: new Set(before.keys()) };
}

async function receiveOne(ground: Ground, arrival: Arrival): Promise<Told> {
	if (arrival.reason) return putAside(ground, arrival, arrival.reason);
	try {
		return await write(ground, arrival);
	} catch (error) {
		if (!(error instanceof Refused) || error.status >= 500 || error.status === 429) throw error;
		return refuse(ground, arrival, error);
	}
}

/** Takes the record in and writes what it says, at once or not at all. */
async function write(ground: Ground, arrival: Arrival): Promise<Told> {
	const { record, actor, digest } = arrival;
	const ready = await readyFor(record);
	return ground.db.withActor(actor, async (tx) => {
		const claimed = await store.claim(tx, sealedClaim(ground, arrival), comesAfter(record));
		if (claimed === "early") return told(record.id, "early");
		if (claimed === "there") return answerOf(ground, actor, await keptIn(tx, record.id), digest);
		const outcome = await ready({ ground: inside(ground, tx), actor, tx }, await baseIn(tx, record.base));
		if (outcome.state === "needs_you") return keepConflict(ground, tx, record, outcome);
		const { version } = outcome;
		if (version !== null) await store.settle(tx, record.id, { state: "received", version });
		return told(record.id, "received", { version });
	});
}

/** What the modules said no to: its writer settles it, or it is about what is here no more. */
async function refuse(ground: Ground, arrival: Arrival, refused: Refused): Promise<Told> {
	const { record, actor, digest } = arrival;
	const reason = await ground.db.readAs(actor, (read) => goneIn(read, record, refused));
	if (reason) return putAside(ground, arrival, reason);
	return ground.db.withActor(actor, async (tx) => {
		const claimed = await store.claim(tx, sealedClaim(ground, arrival), comesAfter(record));
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
function putAside(ground: Ground, arrival: Arrival, reason: AsideReason): Promise<Told> {
	const { record, actor, digest } = arrival;
	return ground.db.withActor(actor, async (tx) => {
		// Whatever it builds on, it is kept: it is not written here.
		if ((await store.claim(tx, sealedClaim(ground, arrival), [])) !== "claimed")
			return answerOf(ground, actor, await keptIn(tx, record.id), digest);
		const sealed = sealerOf(ground, actor).close(JSON.stringify(record), placeOf(actor, record.id));
		await store.settle(tx, record.id, { state: "set_aside", reason, sealed, people: idsWithin(record.body) });
		await audit(tx, { verb: "setRecordAside", kind: "notebook-record", id: record.id });
		return told(record.id, "set_aside", { refusal: { code: reason, fields: {} } });
	});
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
