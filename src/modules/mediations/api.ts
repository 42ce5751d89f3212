import { type Ctx, idOf, only, routes } from "../../ui/http.ts";
import { readJson, readQuery } from "../../ui/json.ts";
import { jsonMediation, jsonMediations, takeStep as stepContract } from "./contract.ts";
import { mediation, mediations, openMediation, takeStep } from "./service.ts";

export const api = routes();

api.get("/api/mediations", async (c) => {
	return c.json(await mediations(c.var.ground, c.var.actor, readQuery(c, jsonMediations), "copied"));
});

api.get("/api/mediations/:id", async (c) => c.json(await mediation(c.var.ground, c.var.actor, idOf(c))));

async function open(c: Ctx): Promise<Response> {
	only(c.var.actor, "facilitator", "coordinator");
	const { id } = await openMediation(c.var.ground, c.var.actor, await readJson(c, jsonMediation));
	return c.json(await mediation(c.var.ground, c.var.actor, id), 201);
}

api.post("/api/mediations", open);

api.post("/api/mediations/:id/steps", async (c) => {
	only(c.var.actor, "facilitator", "coordinator", "social-worker");
	await takeStep(c.var.ground, c.var.actor, idOf(c), await readJson(c, stepContract));
	return c.json(await mediation(c.var.ground, c.var.actor, idOf(c)), 201);
});
