import { sql } from "kysely";
import type { Read, Tx } from "../../../db/database.ts";
import type { NewDevice } from "../contract.ts";

export type DeviceRow = {
	id: string;
	accountId: string;
	name: string;
	registeredAt: Date;
	lastSeenAt: Date;
	wipeAskedAt: Date | null;
	wipeToldAt: Date | null;
	replacedAt: Date | null;
};

const columns = sql`d.id, d.account_id as "accountId", d.name, d.registered_at as "registeredAt", d.last_seen_at as "lastSeenAt",
	d.wipe_asked_at as "wipeAskedAt", d.wipe_told_at as "wipeToldAt", d.replaced_at as "replacedAt"`;

/** The devices the actor sees: the own ones, for a coordinator those of the territory; the last seen first, at most 100. */
export function readDevices(read: Read): Promise<DeviceRow[]> {
	return read.rows(sql`select ${columns} from notebook.devices d where d.territory_id = ${read.actor.territoryId ?? null}
		order by d.account_id <> ${read.actor.accountId ?? null}, d.last_seen_at desc, d.id limit 100`);
}

/** Writes a device of the actor's; false when its id is there already. */
export async function insertDevice(tx: Tx, { id, name }: NewDevice, now: Date): Promise<boolean> {
	const rows = await tx.rows(sql`
		insert into notebook.devices (territory_id, id, account_id, name, registered_at, last_seen_at)
		values (${tx.actor.territoryId ?? null}, ${id}, ${tx.actor.accountId ?? null}, ${name}, ${now}, ${now})
		on conflict do nothing returning id`);
	return rows.length === 1;
}

/** One of the actor's own devices. */
export async function readOwn(read: Read, id: string): Promise<DeviceRow | undefined> {
	const rows = await read.rows<DeviceRow>(sql`select ${columns} from notebook.devices d
		where d.territory_id = ${read.actor.territoryId ?? null} and d.id = ${id} and d.account_id = ${read.actor.accountId ?? null}`);
	return rows[0];
}

/** Notes that a device of the actor's is in touch, and that it is told to wipe itself where that was asked. */
export async function touch(tx: Tx, id: string, now: Date): Promise<DeviceRow | undefined> {
	const rows = await tx.rows<DeviceRow>(sql`update notebook.devices d set last_seen_at = ${now},
			wipe_told_at = case when d.wipe_asked_at is not null then coalesce(d.wipe_told_at, ${now}) end
		where d.territory_id = ${tx.actor.territoryId ?? null} and d.id = ${id} and d.account_id = ${tx.actor.accountId ?? null}
		returning ${columns}`);
	return rows[0];
}

/** Asks that a device wipes itself; the first time counts. False where the actor sees none. */
export async function askWipe(tx: Tx, id: string, now: Date): Promise<boolean> {
	const rows = await tx.rows(sql`update notebook.devices set wipe_asked_at = coalesce(wipe_asked_at, ${now}),
			wipe_asked_by = coalesce(wipe_asked_by, ${tx.actor.accountId ?? null})
		where territory_id = ${tx.actor.territoryId ?? null} and id = ${id} returning id`);
	return rows.length > 0;
}

/** Says that another device stands in the place of an own one. False where there is none. */
export async function markReplaced(tx: Tx, id: string, now: Date): Promise<boolean> {
	const rows = await tx.rows(sql`update notebook.devices set replaced_at = coalesce(replaced_at, ${now})
		where territory_id = ${tx.actor.territoryId ?? null} and id = ${id} and account_id = ${tx.actor.accountId ?? null} returning id`);
	return rows.length > 0;
}
