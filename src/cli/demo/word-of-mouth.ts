import { addDays } from "../../core/period.ts";
import { earlier } from "./chance.ts";
import type { World } from "./world.ts";

/** Two in three of those who may be called by a name hear of things through acquaintances and pass them on. Comes last, so that no other choice is moved. */
export function addWordOfMouth({ chance, rows }: World): void {
	const agreements = rows["community.agreements"];
	const called = agreements.filter(({ purpose, withdrawn_on }) => purpose === "name" && withdrawn_on === null);
	for (const { territory_id, neighbourhood_id, person_id, given_on, given_how, recorded_by } of called) {
		if (!chance.chance(0.67)) continue;
		const on = earlier(addDays(String(given_on), chance.whole(0, 60)), chance.today);
		const recorded_at = chance.written(on);
		const agreed = { purpose: "invite", given_on: on, given_how, withdrawn_on: null };
		const id = chance.id(recorded_at);
		agreements.push({ territory_id, id, neighbourhood_id, person_id, ...agreed, recorded_by, recorded_at });
	}
}
