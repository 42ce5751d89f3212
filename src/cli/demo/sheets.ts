import { type Hood, tenant, type World } from "./world.ts";

/** A list of places that somebody brought in from a spreadsheet, and undid again because a better one came. */
export function addSheets(world: World, hood: Hood): void {
	const { chance } = world;
	const at = chance.written(chance.back(40));
	world.rows["spreadsheets.imports"].push({
		...tenant(hood),
		id: chance.id(at),
		kind: "places",
		state: "undone",
		sealed: "\\x",
		chosen: {},
		counts: { created: 4, matched: 2, merged: 0, refused: 1 },
		made_by: hood.staff[0],
		made_at: at,
		done_at: at,
		undone_by: hood.staff[0],
		undone_at: at,
	});
}
