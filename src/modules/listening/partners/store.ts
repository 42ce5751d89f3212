import { sql } from "kysely";
import type { Id } from "../../../core/ids.ts";
import type { Read, Tx } from "../../../db/database.ts";

export type NewPartner = {
	id: string;
	neighbourhoodId: string;
	label: string;
	organisationId: string | null;
	at: Date;
};
export type NewLink = { id: string; hash: Buffer; neighbourhoodId: string; partnerId: string; at: Date };

export async function insertPartner(tx: Tx, p: NewPartner): Promise<void> {
	await tx.rows(sql`
		insert into listening.partners (territory_id, id, neighbourhood_id, label, organisation_id, recorded_by, recorded_at)
		values (${tx.actor.territoryId}, ${p.id}, ${p.neighbourhoodId}, ${p.label}, ${p.organisationId}, ${tx.actor.accountId}, ${p.at})`);
}

/** Writes a link; false when its id is there already. */
export async function insertLink(tx: Tx, l: NewLink): Promise<boolean> {
	const rows = await tx.rows(sql`
		insert into listening.partner_links (token_hash, id, territory_id, neighbourhood_id, partner_id, made_by, made_at)
		values (${l.hash}, ${l.id}, ${tx.actor.territoryId}, ${l.neighbourhoodId}, ${l.partnerId}, ${tx.actor.accountId}, ${l.at})
		on conflict do nothing returning id`);
	return rows.length > 0;
}

/** Whose link has this id, as far as the actor sees it. */
export async function partnerOfLink(read: Read, linkId: string): Promise<Id<"partner"> | undefined> {
	const rows = await read.rows<{
		partnerId: Id<"partner">;
	}>(sql`select partner_id as "partnerId" from listening.partner_links
		where territory_id = ${read.actor.territoryId} and id = ${linkId}`);
	return rows[0]?.partnerId;
}

/** The neighbourhood of a partner, locked so that its links change one after the other. */
export async function lockPartner(tx: Tx, id: string): Promise<{ neighbourhoodId: string } | undefined> {
	const rows = await tx.rows<{
		neighbourhoodId: string;
	}>(sql`select neighbourhood_id as "neighbourhoodId" from listening.partners
		where territory_id = ${tx.actor.territoryId} and id = ${id} for update`);
	return rows[0];
}

/** Makes every link of a partner worthless; how many still worked. */
export async function revokeLinks(tx: Tx, partnerId: string, at: Date): Promise<number> {
	const rows = await tx.rows(sql`update listening.partner_links set revoked_at = ${at}
		where territory_id = ${tx.actor.territoryId} and partner_id = ${partnerId} and revoked_at is null returning id`);
	return rows.length;
}

export type PartnerRow = {
	id: Id<"partner">;
	neighbourhoodId: Id<"neighbourhood">;
	label: string;
	hash: Buffer;
	madeAt: Date;
	revokedAt: Date | null;
	arrived: number;
	lastArrivedAt: Date | null;
};

/** Partners with their latest link and how many notes arrived: of one neighbourhood, or the one asked for. */
export function readPartners(read: Read, which: { neighbourhoodId: string } | { id: string }): Promise<PartnerRow[]> {
	const wanted = "id" in which ? sql`p.id = ${which.id}` : sql`p.neighbourhood_id = ${which.neighbourhoodId}`;
	return read.rows(sql`
		select p.id, p.neighbourhood_id as "neighbourhoodId", p.label, l.token_hash as hash, l.made_at as "madeAt", l.revoked_at as "revokedAt",
			a.n as arrived, a.last as "lastArrivedAt"
		from listening.partners p
		cross join lateral (select token_hash, made_at, revoked_at from listening.partner_links
			where territory_id = p.territory_id and partner_id = p.id order by made_at desc, revoked_at desc nulls first limit 1) l
		cross join lateral (select count(*)::int as n, max(arrived_at) as last from listening.partner_arrivals
			where territory_id = p.territory_id and partner_id = p.id) a
		where p.territory_id = ${read.actor.territoryId} and ${wanted}
		order by p.label, p.id limit 200`);
}

/** What arrived lately from a partner, newest first. */
export function readArrivals(read: Read, partnerId: string): Promise<{ noteId: Id<"note">; arrivedAt: Date }[]> {
	return read.rows(sql`select note_id as "noteId", arrived_at as "arrivedAt" from listening.partner_arrivals
		where territory_id = ${read.actor.territoryId} and partner_id = ${partnerId}
		order by arrived_at desc, note_id desc limit 50`);
}

/** Makes a partner's note urgent; its neighbourhood, or undefined where there is no such note, or a need or nobody waits for it. */
export async function raiseNote(tx: Tx, id: string): Promise<{ neighbourhoodId: string } | undefined> {
	const rows = await tx.rows<{ neighbourhoodId: string }>(sql`update listening.notes set urgent = true
		where territory_id = ${tx.actor.territoryId} and id = ${id} and partner_id is not null and not urgent
			and need_id is null and set_aside_on is null
		returning neighbourhood_id as "neighbourhoodId"`);
	return rows[0];
}
