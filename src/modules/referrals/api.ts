import type { Actor } from "../../db/actor.ts";
import { type Ground, idOf, only, routes } from "../../ui/http.ts";
import { readJson, readQuery } from "../../ui/json.ts";
import * as contract from "./contract.ts";
import { writeField } from "./fields/service.ts";
import { listReferrals, openReferral, ownReferrals } from "./reading/service.ts";
import * as service from "./service.ts";

/** Referrals as JSON: the same verbs, from the same contracts. */
export const api = routes();

api.get("/api/referrals", async (c) => {
	const lines = await listReferrals(c.var.ground, c.var.actor, readQuery(c, contract.listQuery), "copied");
	return c.json({ items: lines, next: null });
});

api.post("/api/referrals", async (c) => {
	only(c.var.actor, "facilitator");
	return c.json(await service.beginReferral(c.var.ground, c.var.actor, await readJson(c, contract.beginReferral)), 201);
});

api.get("/api/referrals/mine", async (c) =>
	c.json({ items: (await ownReferrals(c.var.ground, c.var.actor)) ?? [], next: null }),
);

api.get("/api/referrals/:id", async (c) => c.json(await openReferral(c.var.ground, c.var.actor, idOf<"referral">(c))));

api.post("/api/referrals/:id/fields", async (c) => {
	const id = idOf<"referral">(c);
	only(c.var.actor, "facilitator");
	await writeField(c.var.ground, c.var.actor, id, await readJson(c, contract.writeField));
	return c.json(await openReferral(c.var.ground, c.var.actor, id), 201);
});

api.post("/api/referrals/:id/steps", async (c) => {
	const id = idOf<"referral">(c);
	only(c.var.actor, "facilitator", "social-worker", "resident", "citizen");
	return c.json(await take(c.var.ground, c.var.actor, id, await readJson(c, contract.stepBody)), 201);
});

function take(ground: Ground, actor: Actor, id: string, body: contract.StepBody): Promise<contract.Referral> {
	switch (body.verb) {
		case "agree":
			return service.agreeToReferral(ground, actor, id, body);
		case "ground":
			return service.groundReferral(ground, actor, id, body);
		case "decline":
			return service.declineReferral(ground, actor, id, body);
		case "returnForMore":
			return service.returnReferral(ground, actor, id, body);
		case "conclude":
			return service.concludeReferral(ground, actor, id, body);
		case "reopen":
			return service.reopenReferral(ground, actor, id, body);
		case "revoke":
			return service.revokeReferral(ground, actor, id);
		default:
			return plain[body.verb](ground, actor, id, body);
	}
}

const plain = {
	offer: service.offerReferral,
	redraft: service.redraftReferral,
	send: service.sendReferral,
	receive: service.receiveReferral,
	accept: service.acceptReferral,
	begin: service.beginOnReferral,
	close: service.closeReferral,
};
