import { sql } from "kysely";
import type { Tx } from "../../../db/database.ts";
import type { PlaceSort, Sector } from "../contract.ts";

/**
 * Locks a party against another change at the same moment, or every place of its neighbourhood, because two moves at
 * once could close a circle. Gives each locked one with the place around it.
 */
export async function lock(
	tx: Tx,
	party: { id: string; neighbourhoodId: string },
	withPlaces: boolean,
): Promise<Map<string, string | null>> {
	const rows = await tx.rows<{ id: string; around: string | null }>(sql`
		select id, place_id as around from community.parties
		where territory_id = ${tx.actor.territoryId ?? null} and ${
			withPlaces ? sql`neighbourhood_id = ${party.neighbourhoodId} and kind = 'place'` : sql`id = ${party.id}`
		}
		order by id for no key update`);
	return new Map(rows.map(({ id, around }) => [id, around]));
}

export async function writeParty(
	tx: Tx,
	party: { id: string; label: string; folded: string; placeId: string | null },
): Promise<void> {
	await tx.rows(sql`update community.parties set label = ${party.label}, folded = ${party.folded}, place_id = ${party.placeId}
		where territory_id = ${tx.actor.territoryId ?? null} and id = ${party.id}`);
}

export async function writeOrganisation(
	tx: Tx,
	organisation: { id: string; sector?: Sector; familyDistrict?: boolean; doing?: string | null },
): Promise<void> {
	await tx.rows(sql`update community.organisations
		set sector = ${organisation.sector}, family_district = ${organisation.familyDistrict}, doing = ${organisation.doing ?? null}
		where territory_id = ${tx.actor.territoryId ?? null} and id = ${organisation.id}`);
}

export async function writePlace(
	tx: Tx,
	place: { id: string; sort?: PlaceSort; residents?: number | null },
): Promise<void> {
	await tx.rows(sql`update community.places set sort = ${place.sort}, residents = ${place.residents ?? null}
		where territory_id = ${tx.actor.territoryId ?? null} and id = ${place.id}`);
}
