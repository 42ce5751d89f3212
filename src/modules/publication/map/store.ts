import { sql } from "kysely";
import type { Id } from "../../../core/ids.ts";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { PlaceSort } from "../../community/contract.ts";
import type { Pin } from "./contract.ts";

const columns = sql`place_id as "placeId", name, longitude, latitude, blurred`;

/** The places on the map of a neighbourhood, by name; at most a hundred. */
export function readPins(read: Read, place: { territoryId: string; id: string }): Promise<Pin[]> {
	return read.rows(sql`select ${columns} from publication.pins
		where territory_id = ${place.territoryId} and neighbourhood_id = ${place.id} order by name, place_id limit 100`);
}

export type Shown = {
	id: string;
	label: string;
	sort: PlaceSort;
	livedIn: boolean;
	neighbourhoodId: Id<"neighbourhood">;
};

/** A place of the community, and whether somebody lives in it. */
export async function readPlace(read: Read, id: string): Promise<Shown | undefined> {
	const [row] = await read.rows<Shown>(sql`
		select p.id, p.label, c.sort, p.neighbourhood_id as "neighbourhoodId", exists (select from community.parties d
			where d.territory_id = p.territory_id and d.place_id = p.id and d.kind in ('person', 'household')) as "livedIn"
		from community.parties p join community.places c on c.territory_id = p.territory_id and c.id = p.id
		where p.territory_id = ${read.actor.territoryId ?? null} and p.id = ${id} and p.left_on is null`);
	return row;
}

export async function writePin(tx: Tx, neighbourhoodId: string, pin: Pin, on: Day): Promise<void> {
	await tx.rows(sql`
		insert into publication.pins (territory_id, place_id, neighbourhood_id, name, longitude, latitude, blurred, set_by, set_on)
		values (${tx.actor.territoryId}, ${pin.placeId}, ${neighbourhoodId}, ${pin.name}, ${pin.longitude}, ${pin.latitude},
			${pin.blurred}, ${tx.actor.accountId}, ${on})
		on conflict (territory_id, place_id) do update set name = excluded.name, longitude = excluded.longitude,
			latitude = excluded.latitude, blurred = excluded.blurred, set_by = excluded.set_by, set_on = excluded.set_on`);
}

/** False where it was on no map. */
export async function deletePin(tx: Tx, placeId: string): Promise<boolean> {
	const gone = await tx.rows(sql`delete from publication.pins
		where territory_id = ${tx.actor.territoryId ?? null} and place_id = ${placeId} returning place_id`);
	return gone.length > 0;
}
