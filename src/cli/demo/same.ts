import { earlier } from "./chance.ts";
import { addParty, type Hood, tenant, type World } from "./world.ts";

/** A group written down twice and said to be one, and a legal ground on which somebody is kept. */
export function addSame(world: World, hood: Hood): void {
	const { chance } = world;
	const kept = hood.groups[0];
	if (kept) {
		const known = chance.back(60);
		const label = kept.label.slice(0, 2) + kept.label.slice(3);
		const gone = addParty(world, hood, "group", label, { known, before: true });
		const row = world.rows["community.parties"].find((party) => party.id === gone);
		if (!row) throw new Error(`no group ${gone}`);
		row.merged_into = kept.id;
		const at = chance.written(earlier(chance.back(55), chance.today));
		world.rows["community.merges"].push({
			...tenant(hood),
			id: chance.id(at),
			kept_id: kept.id,
			gone_id: gone,
			gone_label: label,
			merged_by: hood.staff[0],
			merged_at: at,
		});
	}
	const described = hood.persons.find((person) => person.level === "description" && !person.left && !person.apart);
	if (!described) return;
	const since = earlier(described.knownSince, chance.today);
	const at = chance.written(since);
	world.rows["community.grounds"].push({
		...tenant(hood),
		id: chance.id(at),
		person_id: described.id,
		words: "Deliberazione della Giunta n. 12, articolo 4",
		since,
		ended_on: null,
		recorded_by: hood.staff[0],
		recorded_at: at,
	});
}
