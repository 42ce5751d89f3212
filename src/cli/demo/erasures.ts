import { addDays } from "../../core/period.ts";
import { addParty, type Hood, tenant, type World } from "./world.ts";

/** Somebody who asks to be erased and waits, and somebody who was: a node without a name, and a text to read again. */
export function addErasures(world: World, hood: Hood): void {
	const { chance } = world;
	const asks = hood.persons.find((one) => one.level === "name" && !one.left && !one.apart && one.sessionsSince);
	const text = world.rows["listening.notes"].find(
		(note) => note.neighbourhood_id === hood.outline.id && !note.about_id && !note.urgent && !note.heard_from_id,
	);
	if (!asks || !text) return;
	const asked = chance.written(chance.back(4));
	world.rows["community.erasures"].push({
		...tenant(hood),
		id: chance.id(asked),
		person_id: asks.id,
		asked_how: "online",
		asked_at: asked,
		erased_at: null,
		erased_by: null,
		destroys: [],
		keys_destroyed_at: null,
	});
	const known = chance.back(200);
	const gone = addParty(world, hood, "person", "–", { known, before: true });
	const row = world.rows["community.parties"].find((party) => party.id === gone);
	if (!row) throw new Error(`no person ${gone}`);
	const day = chance.back(12);
	Object.assign(row, { folded: "", place_id: null, forgotten_on: day });
	world.rows["community.persons"].push({ ...tenant(hood), id: gone, level: "description" });
	const at = chance.written(addDays(day, -3));
	const done = chance.written(day);
	const id = chance.id(at);
	world.rows["community.erasures"].push({
		...tenant(hood),
		id,
		person_id: gone,
		asked_how: "in_person",
		asked_at: at,
		erased_at: done,
		erased_by: hood.staff[0],
		destroys: [gone],
		keys_destroyed_at: done,
	});
	world.rows["community.erasure_register"].push({
		territory_id: hood.outline.territoryId,
		id,
		asked_on: addDays(day, -3),
		asked_how: "in_person",
		erased_on: day,
		counts: { "community.agreements": 2, "community.contacts": 1, "listening.notes": 1 },
		keys_destroyed_on: day,
	});
	world.rows["community.erasure_texts"].push({
		...tenant(hood),
		id: chance.id(done),
		erasure_id: id,
		noun: "listening.notes",
		field: "text",
		row_id: text.id,
	});
}
