import { idOf, only, routes } from "../../../ui/http.ts";
import { readJson, readQuery } from "../../../ui/json.ts";
import { changeDesk, chooseDesk, makeDesk } from "./contract.ts";
import * as service from "./service.ts";

/** The desks as JSON: the same verbs, from the same contracts. */
export const api = routes();

api.get("/api/referrals/desks", async (c) => {
	const { ground, actor } = c.var;
	return c.json({ items: await service.chooseDesks(ground, actor, readQuery(c, chooseDesk)), next: null });
});
api.post("/api/referrals/desks", async (c) => {
	only(c.var.actor, "coordinator");
	return c.json(await service.makeDesk(c.var.ground, c.var.actor, await readJson(c, makeDesk)), 201);
});
api.get("/api/referrals/desks/:id", async (c) =>
	c.json(await service.deskOnPage(c.var.ground, c.var.actor, idOf<"desk">(c))),
);
api.post("/api/referrals/desks/:id", async (c) => {
	const id = idOf<"desk">(c);
	only(c.var.actor, "coordinator");
	return c.json(await service.changeDesk(c.var.ground, c.var.actor, id, await readJson(c, changeDesk)), 201);
});
api.post("/api/referrals/desks/:id/close", async (c) =>
	c.json(await service.closeDesk(c.var.ground, c.var.actor, idOf<"desk">(c)), 201),
);
api.post("/api/referrals/desks/:id/reopen", async (c) =>
	c.json(await service.reopenDesk(c.var.ground, c.var.actor, idOf<"desk">(c)), 201),
);
