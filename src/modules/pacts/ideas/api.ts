import { dayOf } from "../../../core/period.ts";
import { nobody } from "../../../db/actor.ts";
import { type Ctx, only, routes, slugIn } from "../../../ui/http.ts";
import { readJson, readQuery } from "../../../ui/json.ts";
import { deskIdea, deskQuery, ideasQuery } from "./contract.ts";
import { deskIdeas, proposeAtDesk } from "./desk/service.ts";
import { publicIdeasIn } from "./service.ts";

/** Ideas in JSON: `/api/n/:slug/ideas` for anybody, `/api/pacts/ideas` for those who work there. */
export const api = routes();

api.get("/api/n/:slug/ideas", async (c) => {
	const { ground } = c.var;
	const query = readQuery(c, ideasQuery);
	const today = dayOf(ground.clock());
	const { items, next } = await ground.db.readAs(nobody(), (read) => publicIdeasIn(read, slugIn(c), query, today));
	return c.json({ items, next });
});

api.get("/api/pacts/ideas", async (c) => {
	const { items, next } = await deskIdeas(c.var.ground, c.var.actor, readQuery(c, deskQuery));
	return c.json({ items, next });
});

api.post("/api/pacts/ideas", async (c: Ctx) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const { id, state } = await proposeAtDesk(ground, actor, await readJson(c, deskIdea));
	return c.json({ id, state }, 201);
});
