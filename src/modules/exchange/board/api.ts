import { nobody } from "../../../db/actor.ts";
import { type Ctx, only, routes } from "../../../ui/http.ts";
import { readJson, readQuery } from "../../../ui/json.ts";
import { boardQuery, deskPost, deskQuery } from "./contract.ts";
import { deskBoard, postAtDesk } from "./desk/service.ts";
import { publicPostsIn } from "./service.ts";

/** The board in JSON: `/api/n/:slug/board` for anybody, `/api/exchange/board` for those who work there. */
export const api = routes();

api.get("/api/n/:slug/board", async (c) => {
	const query = readQuery(c, boardQuery);
	const slug = c.req.param("slug");
	const { items, next } = await c.var.ground.db.readAs(nobody(), (read) => publicPostsIn(read, slug, query));
	return c.json({ items, next });
});

api.get("/api/exchange/board", async (c) => {
	const { neighbourhood } = readQuery(c, deskQuery);
	const { place: _, ...waiting } = await deskBoard(c.var.ground, c.var.actor, neighbourhood);
	return c.json(waiting);
});

api.post("/api/exchange/board", async (c: Ctx) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const { id, state } = await postAtDesk(ground, actor, await readJson(c, deskPost));
	return c.json({ id, state }, 201);
});
