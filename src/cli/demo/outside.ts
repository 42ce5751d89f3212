import { idFromContent } from "../../core/ids.ts";
import { addDays, instantOf, weekStart } from "../../core/period.ts";
import { neighbourhoods } from "./neighbourhoods.ts";
import type { World } from "./world.ts";

/** What two organisations handed in of their own calendars: which weekday from Monday, at what hour, how many minutes. */
const invented: [
	organisation: string,
	weekday: number,
	at: string,
	minutes: number,
	title: string,
	about: string,
	place: string,
][] = [
	[
		"Biblioteca di San Vigilio",
		5,
		"10:00",
		60,
		"Storie del sabato",
		"Si legge ad alta voce, per grandi e piccoli.",
		"Biblioteca di quartiere",
	],
	[
		"Associazione Il Cortile",
		4,
		"16:30",
		90,
		"Merenda del venerdì",
		"Pane, marmellata e giochi in cortile.",
		"Cortile di via delle Acacie 3",
	],
];

/** Two organisations' own calendars: a date each a week, four weeks on. */
export function addOutside({ rows, chance }: World): void {
	const { id: neighbourhood_id, territoryId: territory_id } = neighbourhoods[0]!;
	const written = instantOf(chance.back(12), "09:00");
	for (const [label, weekday, at, minutes, title, about, place_words] of invented) {
		const party = rows["community.parties"].find(
			(row) => row.neighbourhood_id === neighbourhood_id && row.kind === "organisation" && row.label === label,
		);
		if (!party) continue;
		const organisation_id = String(party.id);
		const calendar = { territory_id, organisation_id, neighbourhood_id };
		rows["publication.outside_calendars"].push({
			...{ ...calendar, name: label, language: "it", uploaded_by: party.recorded_by, uploaded_at: written },
		});
		for (let week = 0; week < 4; week++) {
			const day = addDays(weekStart(chance.today), 7 * week + weekday);
			const uid = `${day}-${weekday}@example.org`;
			rows["publication.outside_events"].push({
				...{ ...calendar, id: idFromContent(new Date(0), ["outside", organisation_id, uid, ""]), uid },
				...{ starts_at: instantOf(day, at), minutes, title, about, place_words, cancelled: false, sequence: 0 },
				changed_at: written,
			});
		}
	}
}
