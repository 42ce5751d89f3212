import { type Ctx, idOf, routes, writers } from "../../ui/http.ts";
import { readJson, readQuery } from "../../ui/json.ts";
import { type Act, answerMovedBy, listActs, recordAct } from "./contract.ts";
import * as service from "./service.ts";

/** `/api/exchange/…`: the same verbs as the pages, in JSON. */
export const api = routes();

api.use("/api/exchange/*", writers("facilitator", "coordinator"));

/** An act as it goes out: what the contract names and nothing else. */
function out(act: Act): Act {
	const { id, neighbourhood, giver, receiver, at, what, minutes, movedBy, movedByAct, recordedBy, recordedAt } = act;
	return { id, neighbourhood, giver, receiver, at, what, minutes, movedBy, movedByAct, recordedBy, recordedAt };
}

api.post("/api/exchange/acts", async (c: Ctx) => {
	const { ground, actor } = c.var;
	const { receiver, at, ...rest } = await readJson(c, recordAct);
	const receivers = Array.isArray(receiver) ? receiver : [receiver];
	const acts = await service.recordAct(ground, actor, { ...rest, receivers, when: at });
	const [first] = acts.map(out);
	return c.json(Array.isArray(receiver) ? { items: acts.map(out), next: null } : first, 201);
});

api.get("/api/exchange/acts", async (c) => {
	const { items, next } = await service.listActs(c.var.ground, c.var.actor, readQuery(c, listActs));
	return c.json({ items: items.map(out), next });
});

api.get("/api/exchange/acts/:id", async (c) => {
	const act = await service.readAct(c.var.ground, c.var.actor, idOf(c));
	return c.json({ ...out(act), inspired: act.inspired.map((i) => i.id) });
});

api.post("/api/exchange/acts/:id/moved-by", async (c) => {
	const input = await readJson(c, answerMovedBy);
	return c.json(out(await service.answerActMovedBy(c.var.ground, c.var.actor, idOf(c), input)));
});
