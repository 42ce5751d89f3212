import { dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import type { Colleague } from "../../access/contract.ts";
import { accountNames, citizensIn, colleaguesIn } from "../../access/service.ts";
import { keepUndoIn } from "../../access/undo/service.ts";
import type { Initiative, Organiser } from "../contract.ts";
import { mustFind, territoryOf } from "../find.ts";
import * as store from "./store.ts";

/** Who organises an initiative, and who else could: colleagues and active citizens of the territory. Staff only. Throws `not_found`. */
export async function organisersOf(
	ground: Ground,
	actor: Actor,
	id: string,
): Promise<{ initiative: Initiative; organisers: Organiser[]; others: Organiser[] }> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const initiative = await mustFind(read, id);
		const known = await whoCould(ground, read);
		// Who lost the role since is still named, so that they can be taken out.
		const gone = initiative.organisers.filter((account) => !known.has(account));
		const names = await accountNames(read, gone);
		return {
			initiative,
			organisers: initiative.organisers.map(
				(account) => known.get(account) ?? { id: account, name: names.get(account) ?? null, roles: [] },
			),
			others: [...known.values()].filter((one) => !initiative.organisers.includes(one.id)),
		};
	});
}

/** Colleagues, then active citizens, each once with all they do. */
async function whoCould(ground: Ground, read: Read): Promise<Map<string, Colleague>> {
	const today = dayOf(ground.clock());
	const known = new Map((await colleaguesIn(read, today)).map((one) => [one.id as string, one]));
	for (const one of await citizensIn(read, today))
		known.set(one.id, { ...one, roles: [...(known.get(one.id)?.roles ?? []), ...one.roles] });
	return known;
}

/** Lets a colleague or an active citizen organise; a second time changes nothing. Throws `not_found`, `invalid` for anybody else. */
export async function addOrganiser(ground: Ground, actor: Actor, id: string, accountId: string): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await change(ground, actor, id, accountId, true);
}

/** From now on the account sees no more of it than everybody; a second time changes nothing. Throws `not_found`. */
export async function removeOrganiser(ground: Ground, actor: Actor, id: string, accountId: string): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await change(ground, actor, id, accountId, false);
}

async function change(ground: Ground, actor: Actor, id: string, accountId: string, organises: boolean): Promise<void> {
	await ground.db.withActor(actor, async (tx) => {
		const { neighbourhoodId } = await mustFind(tx, id);
		if (organises && !(await whoCould(ground, tx)).has(accountId))
			throw new Refused("invalid", { account: "error.choice" });
		if (!(await store.writeOrganiser(tx, territoryOf(actor), id, accountId, organises))) return;
		await store.copyOrganisers(tx, territoryOf(actor), id);
		const verb = organises ? "addOrganiser" : "removeOrganiser";
		await audit(tx, { verb, kind: "initiative", id, neighbourhoodId, fields: ["organisers"] });
		if (organises) return;
		const act = {
			act: "removeOrganiser",
			kind: "initiative",
			recordId: id,
			neighbourhoodId,
			was: { account: accountId },
		} as const;
		await keepUndoIn(tx, act, ground.clock());
	});
}
