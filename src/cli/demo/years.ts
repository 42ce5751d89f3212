import { dayOf } from "../../core/period.ts";
import { tell, yearsToCount } from "../../modules/publication/year/rules.ts";
import { neighbourhoods } from "./neighbourhoods.ts";
import type { Row, World } from "./world.ts";

const yearOf = (at: unknown) => Number(dayOf(new Date(String(at))).slice(0, 4));

/** As the database reckons whether anybody reads an idea. */
function isShown(row: Row): boolean {
	return row.state !== "withdrawn" && Boolean(row.confirmed_at) && !row.held && !row.hidden_at;
}

/** The years that are over, counted from the rows as the counter would: the page of each neighbourhood. */
export function addYears({ rows, chance }: World): void {
	const present = Map.groupBy(rows["initiatives.participations"], (row) => row.session_id);
	const born = Map.groupBy(
		rows["community.ties"].filter((row) => row.met_at && !row.existed_before),
		(row) => row.met_at,
	);
	for (const { id: neighbourhood_id, territoryId: territory_id } of neighbourhoods)
		for (const year of yearsToCount(chance.today)) {
			const here = (row: Row) => row.neighbourhood_id === neighbourhood_id;
			const held = rows["initiatives.sessions"].filter(
				(row) => here(row) && row.shown && row.state === "held" && yearOf(row.starts_at) === year,
			);
			const acts = rows["exchange.acts"].filter((row) => here(row) && yearOf(row.at) === year);
			const attended = held.map((row) => Number(row.unnamed_count) + (present.get(row.id)?.length ?? 0));
			const ties = held.flatMap((row) => born.get(row.id) ?? []);
			const told = tell(
				{
					initiatives: new Set(held.map((row) => row.initiative_id)).size,
					sessions: held.length,
					presences: attended.reduce((sum, n) => sum + n, 0),
					mostAtOnce: Math.max(0, ...attended),
					people: new Set(held.flatMap((row) => (present.get(row.id) ?? []).map((one) => one.person_id))).size,
					firstMeetings: new Set(ties.map((row) => `${[row.one_id, row.other_id].sort()}`)).size,
					firstMeetingsPeople: new Set(ties.flatMap((row) => [row.one_id, row.other_id])).size,
				},
				{ n: acts.length, people: new Set(acts.flatMap((row) => [row.giver_id, row.receiver_id])).size },
				{
					ideas: rows["pacts.ideas"].filter((row) => here(row) && isShown(row) && yearOf(row.proposed_at) === year)
						.length,
					pacts: rows["pacts.pacts"].filter((row) => here(row) && row.in_force_on && yearOf(row.in_force_on) === year)
						.length,
				},
			);
			const { firstMeetings: first_meetings, ...counts } = told;
			if (held.length + acts.length > 0)
				rows["publication.years"].push({
					...{ territory_id, neighbourhood_id, year, ...counts, first_meetings },
					counted_on: `${year + 1}-02-01`,
				});
		}
}
