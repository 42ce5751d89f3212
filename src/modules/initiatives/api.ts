import { idOf, routes, writers } from "../../ui/http.ts";
import { readJson, readQuery } from "../../ui/json.ts";
import * as contract from "./contract.ts";
import * as model from "./models/contract.ts";
import * as models from "./models/service.ts";
import * as steps from "./models/steps/service.ts";
import * as service from "./service.ts";

/** The initiatives as JSON: the same verbs, from the same contracts. */
export const api = routes();

api.use("/api/initiatives/*", writers("facilitator", "coordinator"));

api.get("/api/initiatives", async (c) =>
	c.json(await service.listInitiatives(c.var.ground, c.var.actor, readQuery(c, contract.listInitiatives))),
);

api.post("/api/initiatives", async (c) =>
	c.json(await service.startInitiative(c.var.ground, c.var.actor, await readJson(c, contract.newInitiative)), 201),
);

api.get("/api/initiatives/models", async (c) =>
	c.json({ items: await service.models(c.var.ground, c.var.actor, c.var.view.language), next: null }),
);

api.post("/api/initiatives/models", async (c) =>
	c.json(await models.writeModel(c.var.ground, c.var.actor, await readJson(c, model.newModel)), 201),
);

api.get("/api/initiatives/models/:model", async (c) =>
	c.json(await models.readModel(c.var.ground, c.var.actor, c.req.param("model"), c.var.view.language)),
);

api.post("/api/initiatives/models/:model/share", async (c) => {
	const { shared } = await readJson(c, model.shareModel);
	return c.json(await models.shareModel(c.var.ground, c.var.actor, c.req.param("model"), shared === "yes"), 201);
});

api.post("/api/initiatives/:id/steps", async (c) => {
	const input = await readJson(c, model.takeSteps);
	const items = await steps.takeSteps(c.var.ground, c.var.actor, idOf(c), input, c.var.view.language);
	return c.json({ items, next: null }, 201);
});

api.get("/api/initiatives/:id", async (c) => {
	const { ground, actor } = c.var;
	if (actor.role === "citizen") return c.json(await service.organisedInitiative(ground, actor, idOf(c)));
	return c.json(await service.workingInitiative(ground, actor, idOf(c)));
});

api.post("/api/initiatives/:id/state", async (c) =>
	c.json(await service.changeState(c.var.ground, c.var.actor, idOf(c), await readJson(c, contract.changeState)), 201),
);

api.post("/api/initiatives/:id/needs", async (c) => {
	const id = idOf(c);
	const { need } = await readJson(c, contract.linkNeed);
	await service.linkNeed(c.var.ground, c.var.actor, id, need);
	return c.json({ initiative: id, need }, 201);
});

api.get("/api/initiatives/:id/organisers", async (c) => {
	const { organisers } = await service.organisersOf(c.var.ground, c.var.actor, idOf(c));
	return c.json({ items: organisers, next: null });
});

for (const [path, work] of [
	["/api/initiatives/:id/organisers", service.addOrganiser],
	["/api/initiatives/:id/organisers/remove", service.removeOrganiser],
] as const) {
	api.post(path, async (c) => {
		const id = idOf(c);
		const { account } = await readJson(c, contract.organiser);
		await work(c.var.ground, c.var.actor, id, account);
		return c.json({ initiative: id, account }, 201);
	});
}

api.post("/api/initiatives/:id/sessions", async (c) => {
	const items = await service.addSessions(c.var.ground, c.var.actor, idOf(c), await readJson(c, contract.newSessions));
	return c.json({ items, next: null }, 201);
});

api.get("/api/initiatives/:id/sessions/:session", async (c) =>
	c.json(await service.sessionOf(c.var.ground, c.var.actor, idOf(c), idOf(c, "session"), "copied")),
);

api.post("/api/initiatives/:id/sessions/:session/attendance", async (c) => {
	const input = await readJson(c, contract.attendance);
	return c.json(await service.recordAttendance(c.var.ground, c.var.actor, idOf(c), idOf(c, "session"), input), 201);
});

api.post("/api/initiatives/:id/sessions/:session/met", async (c) => {
	const input = await readJson(c, contract.metHere);
	return c.json(await service.meetHere(c.var.ground, c.var.actor, idOf(c), idOf(c, "session"), input), 201);
});
