import type { Actor } from "../../../db/actor.ts";
import type { Ground } from "../../../ui/http.ts";
import { placesHeld } from "../../access/service.ts";
import { neighbourhoodsByIdsIn } from "../../programme/service.ts";
import type { AsideReason } from "../contract.ts";

/** Who writes in a neighbourhood: somebody who works there, or with the reason why they do not. */
export type Acting = (neighbourhoodId: string) => Promise<{ actor: Actor; reason?: AsideReason }>;

/**
 * In which of the roles they hold somebody writes, whatever is on their screen. A facilitator's own neighbourhoods
 * need no look-up; each other is looked up once.
 */
export function actingFor(ground: Ground, actor: Actor): Acting {
	const found = new Map<string, ReturnType<Acting>>();
	return (neighbourhoodId) => {
		const known = found.get(neighbourhoodId) ?? lookUp(ground, actor, neighbourhoodId);
		found.set(neighbourhoodId, known);
		return known;
	};
}

async function lookUp(ground: Ground, actor: Actor, id: string): ReturnType<Acting> {
	const here = id as Actor["neighbourhoodId"];
	if (actor.role === "facilitator" && actor.neighbourhoodIds.some((one) => one === id))
		return { actor: { ...actor, neighbourhoodId: here } };
	const [neighbourhood] = await ground.db.readAs(actor, (read) => neighbourhoodsByIdsIn(read, [id]));
	const held = await placesHeld(ground, actor);
	const working = held.filter((place) => place.role === "facilitator" || place.role === "coordinator");
	const place = working.find(
		({ role, territoryId, neighbourhoodId }) =>
			territoryId === neighbourhood?.territoryId && (role === "coordinator" || neighbourhoodId === id),
	);
	const { territoryId } = place ?? {};
	if (neighbourhood && place && territoryId) {
		const personId = territoryId === actor.territoryId ? actor.personId : undefined;
		const role = place.role as "facilitator" | "coordinator";
		return {
			actor: {
				...actor,
				role,
				territoryId,
				personId,
				neighbourhoodIds: [neighbourhood.id],
				neighbourhoodId: neighbourhood.id,
			},
		};
	}
	const reason = working.some((one) => one.territoryId === actor.territoryId) ? "not_here" : "role_ended";
	return { actor, reason };
}
