import type { Id } from "../../../core/ids.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { accountNames } from "../../access/service.ts";
import type { Device, NewDevice } from "../contract.ts";
import * as store from "./store.ts";

/** Phones and tablets that carry the notebook. */

/** A device in touch with us, and what it is told. */
export type Seen = { id: Id<"device">; wipe: boolean; replaced: boolean };

/** Registers a device of the account; sent twice it is one. Throws `id_taken`. */
export async function registerDevice(ground: Ground, actor: Actor, input: NewDevice): Promise<Device> {
	only(actor, "facilitator", "coordinator");
	const now = ground.clock();
	return ground.db.withActor(actor, async (tx) => {
		if (await store.insertDevice(tx, input, now)) {
			await audit(tx, { verb: "registerDevice", kind: "device", id: input.id });
		}
		const row = await store.readOwn(tx, input.id);
		if (!row) throw new Refused("id_taken");
		return deviceOf(row);
	});
}

function deviceOf(row: store.DeviceRow): Device {
	return {
		id: row.id as Device["id"],
		name: row.name,
		registeredAt: row.registeredAt.toISOString(),
		lastSeenAt: row.lastSeenAt.toISOString(),
		wipeAskedAt: row.wipeAskedAt?.toISOString() ?? null,
		wipeToldAt: row.wipeToldAt?.toISOString() ?? null,
		replacedAt: row.replacedAt?.toISOString() ?? null,
	};
}

export type Devices = {
	own: Device[];
	/** For a coordinator: those of colleagues in the territory, with whose they are. */
	others: (Device & { owner: string })[];
};

/** The own devices; for a coordinator those of the territory too. At most 100. Throws `sign_in_first`. */
export async function devicesOf(ground: Ground, actor: Actor): Promise<Devices> {
	if (!actor.accountId) throw new Refused("sign_in_first");
	return ground.db.readAs(actor, async (read) => {
		const rows = await store.readDevices(read);
		const others = rows.filter((row) => row.accountId !== actor.accountId);
		const names = await accountNames(
			read,
			others.map((row) => row.accountId),
		);
		return {
			own: rows.filter((row) => row.accountId === actor.accountId).map(deviceOf),
			others: others.map((row) => ({ ...deviceOf(row), owner: names.get(row.accountId) ?? "" })),
		};
	});
}

/** A device of the actor's is in touch: notes it, and says what it is told. Throws `sign_in_first`, `not_found`. */
export async function seenDevice(ground: Ground, actor: Actor, id: Id<"device">): Promise<Seen> {
	if (!actor.accountId) throw new Refused("sign_in_first");
	const row = await ground.db.noteReading(actor, (tx) => store.touch(tx, id, ground.clock()));
	if (!row) throw new Refused("not_found");
	return { id, wipe: row.wipeAskedAt !== null, replaced: row.replacedAt !== null };
}

/**
 * Asks that a device wipes what it keeps at its next contact: an own one, or for the coordinator one of the territory.
 * What was not sent is spared. A second time changes nothing. Throws `sign_in_first`, `not_found`.
 */
export async function askWipe(ground: Ground, actor: Actor, id: Id<"device">): Promise<void> {
	if (!actor.accountId) throw new Refused("sign_in_first");
	await ground.db.withActor(actor, async (tx) => {
		if (!(await store.askWipe(tx, id, ground.clock()))) throw new Refused("not_found");
		await audit(tx, { verb: "askDeviceWipe", kind: "device", id, fields: ["wipe_asked_at"] });
	});
}

/** Says that an own device was replaced: what still arrives from it is set aside. Throws `sign_in_first`, `not_found`. */
export async function replaceDevice(ground: Ground, actor: Actor, id: Id<"device">): Promise<void> {
	if (!actor.accountId) throw new Refused("sign_in_first");
	await ground.db.withActor(actor, async (tx) => {
		if (!(await store.markReplaced(tx, id, ground.clock()))) throw new Refused("not_found");
		await audit(tx, { verb: "replaceDevice", kind: "device", id, fields: ["replaced_at"] });
	});
}
