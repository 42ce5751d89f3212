import { Refused } from "../core/refusal.ts";
import { type Role, rolesOfAll } from "../core/roles.ts";
import type { Assignment } from "../modules/access/contract.ts";
import type { Neighbourhood, Territory } from "../modules/programme/contract.ts";
import { neighbourhoodsIn, territoriesIn } from "../modules/programme/service.ts";
import type { Ctx } from "../ui/http.ts";

/** Territories and neighbourhoods, as the forms of roles and places need them. */
export type Places = { territories: Territory[]; neighbourhoods: Neighbourhood[] };

export function placesOf(c: Ctx): Promise<Places> {
	return c.var.ground.db.readAs(c.var.actor, async (read) => ({
		territories: await territoriesIn(read),
		neighbourhoods: await neighbourhoodsIn(read),
	}));
}

/** The ids behind the short names of a form. Throws `invalid` naming the field. */
export function placeOf(
	places: Places,
	role: Role,
	territory: string | undefined,
	neighbourhood: string | undefined,
): Assignment {
	if (rolesOfAll.includes(role)) return { role, territoryId: null, neighbourhoodId: null };
	const n = neighbourhood ? places.neighbourhoods.find((x) => x.slug === neighbourhood) : undefined;
	if (neighbourhood && !n) throw new Refused("invalid", { neighbourhood: "error.choice" });
	const t = territory ? places.territories.find((x) => x.slug === territory) : undefined;
	const territoryId = n?.territoryId ?? t?.id ?? null;
	const inTerritory = role === "coordinator" || role === "social-worker";
	return { role, territoryId, neighbourhoodId: inTerritory ? null : (n?.id ?? null) };
}
