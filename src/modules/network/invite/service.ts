import { dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { standingAgreementsIn } from "../../community/service.ts";
import { workingInitiativeIn } from "../../initiatives/service.ts";
import { networkOn } from "../rules.ts";
import { neighbourhoodHistoryIn } from "../service.ts";
import type { AskInviters, Invitation, Suggestion } from "./contract.ts";
import { networkOfWilling, suggestionFor, willingOf } from "./rules.ts";

/** Who can be invited, and asked to invite, to an initiative. Throws `not_found` where it is not one the actor works on. */
export async function invitation(ground: Ground, actor: Actor, id: string): Promise<Invitation> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => (await prepared(read, ground, id)).invitation);
}

/**
 * Through whom this one invitation could reach those marked. Nothing is kept of who was marked, how many they were or
 * what came out: the trail says that it was asked for. Throws `not_found`, `invalid` (`marks`: nobody, or somebody who
 * does not agree or no longer does).
 */
export async function suggestInviters(
	ground: Ground,
	actor: Actor,
	id: string,
	{ marks, inviters }: AskInviters,
): Promise<{ invitation: Invitation; suggestion: Suggestion }> {
	only(actor, "facilitator", "coordinator");
	const { invitation, willing } = await ground.db.withActor(actor, async (tx) => {
		const found = await prepared(tx, ground, id);
		const here = new Set<string>(found.willing.people.map((person) => person.id));
		if (marks.length === 0) throw new Refused("invalid", { marks: "invite.error_nobody" });
		if (marks.some((mark) => !here.has(mark))) throw new Refused("invalid", { marks: "invite.error_no_longer" });
		await audit(tx, { verb: "suggestInviters", kind: "initiative", id, neighbourhoodId: found.neighbourhoodId });
		return found;
	});
	return { invitation, suggestion: suggestionFor(willing, new Set(marks), inviters) };
}

async function prepared(read: Read, ground: Ground, id: string) {
	const { title, neighbourhoodId } = await workingInitiativeIn(read, id);
	const { territoryId } = read.actor;
	if (!territoryId) throw new Refused("not_found");
	const day = dayOf(ground.clock());
	const network = networkOn(await neighbourhoodHistoryIn(read, { territoryId, neighbourhoodId, day }), day);
	const agreed = await standingAgreementsIn(
		read,
		network.people.map((person) => person.id),
		"invite",
	);
	const willing = networkOfWilling(network, agreed);
	return {
		neighbourhoodId,
		willing,
		invitation: { initiative: { id, title }, people: willing.people.map(willingOf), ties: willing.graph.m },
	};
}
