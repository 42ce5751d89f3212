import { addDays, instantOf } from "../../core/period.ts";
import { demoAccounts } from "./accounts.ts";
import { neighbourhoods, type Slug } from "./neighbourhoods.ts";
import type { Row, World } from "./world.ts";

const idOf = (n: number) => `00000000-2017-7000-8000-00000000e${String(n).padStart(3, "0")}`;

type Left = { id: string; name: string; kind: "phone" | "email"; value: string; language: string; confirmed: boolean };

/** Whoever takes part without an account: one name, one contact; some wait to be confirmed. */
const left: Record<Slug, Left[]> = {
	"san-vigilio": [
		{ id: idOf(1), name: "Ornella", kind: "phone", value: "333 000 0101", language: "it", confirmed: true },
		{ id: idOf(2), name: "Samir", kind: "phone", value: "333 000 0102", language: "ar", confirmed: false },
		{
			id: idOf(3),
			name: "Oksana",
			kind: "email",
			value: "oksana@esempio.filo.example",
			language: "uk",
			confirmed: false,
		},
	],
	pradivento: [{ id: idOf(4), name: "Gerda", kind: "phone", value: "333 000 0104", language: "de", confirmed: false }],
	valbriosa: [{ id: idOf(5), name: "Mirela", kind: "phone", value: "333 000 0105", language: "ro", confirmed: false }],
};

export function addReaches({ rows, seal, chance }: World): void {
	for (const { slug, territoryId, id: neighbourhoodId } of neighbourhoods)
		for (const { id, name, kind, value, language, confirmed } of left[slug]) {
			const day = chance.back(2);
			rows["community.reaches"].push({
				...{ territory_id: territoryId, id, neighbourhood_id: neighbourhoodId, given_name: name, language },
				contact_kind: kind,
				contact_sealed: `\\x${seal.ofTerritory(territoryId).close(value, `community.reaches/${territoryId}/${id}`).toString("hex")}`,
				...{ code_tries: 0, codes_sent: 0, left_at: instantOf(day, "17:20") },
				confirmed_at: confirmed ? instantOf(day, "18:00") : null,
				confirmed_how: confirmed ? "desk" : null,
				...{ expires_on: addDays(day, 14), kept_until: addDays(day, 40) },
			});
		}
}

/** The first of them, and whoever has an account there, mean to come to the next dates that anybody may join. */
export function addJoinings({ rows, chance }: World): void {
	for (const row of rows["initiatives.sessions"]) row.joined_count = 0;
	for (const { slug, id: neighbourhoodId, territoryId } of neighbourhoods) {
		const next = rows["initiatives.sessions"].filter(
			(row) => row.neighbourhood_id === neighbourhoodId && row.shown && row.state === "planned",
		);
		const [first, second = first] = next;
		if (!first || !second) continue;
		const tenant = { territory_id: territoryId, neighbourhood_id: neighbourhoodId, state: "joins" };
		const at = instantOf(chance.back(2), "17:20");
		const resident = demoAccounts.find((one) => one.as === "resident" && one.at === slug);
		const come = (row: Row, joining: Row) => {
			rows["initiatives.joinings"].push({
				...{
					...tenant,
					session_id: row.id,
					reach_id: null,
					account_id: null,
					person_id: null,
					children: 0,
					joined_at: at,
				},
				...joining,
			});
			row.joined_count = Number(row.joined_count) + 1 + Number(joining.children ?? 0);
		};
		for (const [i, { id, name }] of left[slug].entries())
			come(first, { id, given_name: name, reach_id: id, children: i === 1 ? 2 : 0 });
		if (resident)
			come(second, {
				...{ id: `${resident.id.slice(0, -4)}e${resident.id.slice(-3)}`, given_name: resident.name.split(" ")[0] },
				...{ account_id: resident.id, person_id: resident.person ?? null },
			});
	}
}
