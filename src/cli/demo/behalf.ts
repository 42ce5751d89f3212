import { addDays, instantOf } from "../../core/period.ts";
import { demoAccountId } from "./accounts.ts";
import { neighbourhoods } from "./neighbourhoods.ts";
import { sceneId } from "./scenes-list.ts";
import type { World } from "./world.ts";

/** A woman without a telephone offers something through whoever keeps the door: it waits for her yes (scene 12). */
export function addBehalf({ rows, seal, chance }: World): void {
	const outline = neighbourhoods.find((one) => one.slug === "san-vigilio");
	const porter = demoAccountId("citizen", "san-vigilio");
	if (!outline || !porter) return;
	for (const row of rows["access.assignments"]) row.speaks_for = row.account_id === porter && row.role === "citizen";
	const { territoryId, id: neighbourhoodId, phone } = outline;
	const id = sceneId(12, 60);
	const day = chance.back(3);
	const at = instantOf(day, "10:15");
	const place = { territory_id: territoryId, neighbourhood_id: neighbourhoodId, id };
	const called = { given_name: "Zita", language: "it" };
	const title = "Insegno a fare i tortelli di patate";
	rows["community.reaches"].push({
		...{ ...place, ...called, contact_kind: "phone", left_at: at },
		contact_sealed: `\\x${seal.ofTerritory(territoryId).close(phone, `community.reaches/${territoryId}/${id}`).toString("hex")}`,
		...{ code_tries: 0, codes_sent: 0, confirmed_at: null, confirmed_how: null },
		...{ expires_on: addDays(day, 30), kept_until: addDays(day, 240) },
	});
	rows["exchange.posts"].push({
		...{ ...place, kind: "offer", sort: "learn", title, words: "", called: "Zita", language: "it", state: "open" },
		...{ person_id: null, reach_id: id, key_hash: null, confirmed_at: at, held: null, hidden_because: null },
		...{ hidden_at: null, hidden_by: null, posted_at: at, until: addDays(day, 180), handed_on: null },
		recorded_by: porter,
	});
	rows["community.behalf"].push({
		...{ ...place, ...called, kind: "offer", record_id: id, label: title, said_by_words: "person", through: "desk" },
		...{ reach_id: id, entered_by: porter, entered_at: at, expires_on: addDays(day, 30) },
	});
}

/** Numbers worth knowing, beside 112 and the desk: nobody answers them. */
export function addNumbers({ rows, chance }: World): void {
	const known = [
		{ name: "Guardia medica", phone: "0461 000 116", hours: "di notte e nei giorni di festa", spoken: ["it"] },
		{ name: "Municipio", phone: "0461 000 120", hours: "da lunedì a venerdì, 9-12", spoken: ["it", "de"] },
		{
			name: "Farmacia",
			phone: "0461 000 130",
			hours: "9-12 e 15-19; chi è di turno lo dice la voce",
			spoken: ["it", "ar"],
		},
	];
	const recorded_at = instantOf(chance.back(20), "11:00");
	for (const [n, { territoryId, id }] of neighbourhoods.entries())
		for (const [i, one] of known.entries())
			rows["programme.numbers"].push({
				...{
					territory_id: territoryId,
					neighbourhood_id: id,
					...one,
					spoken: `{${one.spoken.join(",")}}`,
					recorded_at,
				},
				...{ id: sceneId(12, 70 + n * 10 + i), position: i + 1 },
			});
}
