import { type Ctx, idOf, only, routes, slugIn } from "../../../ui/http.ts";
import { readJson } from "../../../ui/json.ts";
import { isNeighbour } from "../../community/reach/service.ts";
import { placeBySlug } from "../../programme/service.ts";
import { joinWithAccount, joinWithout } from "./contract.ts";
import * as service from "./service.ts";

/** Joining in JSON: from the same contracts as the pages. */
export const api = routes();

api.get("/api/n/:slug/initiatives/:id/join", async (c) => {
	const { ground, actor } = c.var;
	return c.json(await service.datesToJoin(ground, actor, await placeBySlug(ground, slugIn(c)), idOf(c)));
});

api.post("/api/n/:slug/initiatives/:id/join", async (c: Ctx) => {
	const { ground, actor, view } = c.var;
	const initiativeId = idOf(c);
	const place = await placeBySlug(ground, slugIn(c));
	const told = { language: view.language, base: `${view.base}/n/${place.slug}` };
	const id = isNeighbour(actor)
		? await service.joinWithAccount(ground, actor, place, initiativeId, await readJson(c, joinWithAccount))
		: await service.joinWithout(ground, place, initiativeId, await readJson(c, joinWithout), told);
	return c.json((await service.ownJoining(ground, actor, place, id)).joining, 201);
});

api.get("/api/initiatives/joined", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "resident", "citizen");
	return c.json({ items: await service.myJoinings(ground, actor), next: null });
});
