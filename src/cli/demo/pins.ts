import { blur } from "../../modules/publication/map/rules.ts";
import { neighbourhoods, type Slug } from "./neighbourhoods.ts";
import type { World } from "./world.ts";

/** Places where people meet: of which label, what invitations call it, how far east and north of the middle in metres, whether blurred. */
const set: Record<Slug, [label: string, name: string, east: number, north: number, blurred?: boolean][]> = {
	"san-vigilio": [
		["Sala del quartiere", "Sala del quartiere", -120, 60],
		["Portineria di via dei Gelsi", "Portineria di via dei Gelsi", -180, 20],
		["Biblioteca di quartiere", "Biblioteca di quartiere", 240, -130],
		["piazza della Fontana", "piazza della Fontana", 60, -40],
		["Oratorio", "Oratorio", 330, 190],
		["parco delle Altalene", "Orto dietro via dei Gelsi 6", -390, 180, true],
	],
	pradivento: [
		["piazza San Rocco", "piazza San Rocco", 0, 0],
		["Sala dell'ex scuola", "Sala dell'ex scuola", 140, 90],
		["Canonica", "Canonica", -90, 60],
	],
	valbriosa: [
		["Sala civica di Briosa", "Sala civica di Briosa", -600, -300],
		["Masi Alti", "Masi Alti", 900, 700, true],
		["Le Coste", "Le Coste", 300, -800, true],
	],
};

/** Where public places lie on the map of the square: in the invented neighbourhoods, somewhere. */
export function addPins({ rows, chance }: World): void {
	for (const { slug, id: neighbourhood_id, territoryId: territory_id, at } of neighbourhoods)
		for (const [label, name, east, north, blurred = false] of set[slug]) {
			const place = rows["community.parties"].find(
				(row) => row.neighbourhood_id === neighbourhood_id && row.kind === "place" && row.label === label,
			);
			if (!place) continue;
			const point = {
				longitude: Math.round((at[0] + east / 77_200) * 100_000) / 100_000,
				latitude: Math.round((at[1] + north / 111_320) * 100_000) / 100_000,
			};
			rows["publication.pins"].push({
				...{ territory_id, neighbourhood_id, place_id: place.id, name, blurred },
				...(blurred ? blur(point) : point),
				...{ set_by: place.recorded_by, set_on: chance.back(80) },
			});
		}
}
