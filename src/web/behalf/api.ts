import { confirmedHow } from "../../modules/community/behalf/contract.ts";
import { confirmBehalf, enteredByMe, enteredHere } from "../../modules/community/behalf/service.ts";
import { postForSomebody } from "../../modules/exchange/board/behalf/service.ts";
import { postForSomebody as postContract } from "../../modules/exchange/board/contract.ts";
import { joinForSomebody } from "../../modules/initiatives/joining/behalf/service.ts";
import { joinForSomebody as joinContract } from "../../modules/initiatives/joining/contract.ts";
import { type Ctx, idOf, only, routes } from "../../ui/http.ts";
import { readJson } from "../../ui/json.ts";
import { withdraw } from "./withdraw.ts";

/** `/api/community/behalf…`: the same for programs. What the slip says is read where it is printed. */
export const api = routes();

api.get("/api/community/behalf", async (c) => {
	const { ground, actor } = c.var;
	const items = actor.role === "citizen" ? await enteredByMe(ground, actor) : (await enteredHere(ground, actor)).items;
	return c.json({ items, next: null });
});

api.post("/api/community/behalf/posts", async (c: Ctx) => {
	const { ground, actor, view } = c.var;
	only(actor, "citizen");
	const { id, state } = await postForSomebody(ground, actor, await readJson(c, postContract), view.base);
	return c.json({ id, state }, 201);
});

api.post("/api/community/behalf/joinings", async (c: Ctx) => {
	const { ground, actor, view } = c.var;
	only(actor, "citizen");
	return c.json({ id: await joinForSomebody(ground, actor, await readJson(c, joinContract), view.base) }, 201);
});

api.post("/api/community/behalf/:id/withdraw", async (c: Ctx) => {
	await withdraw(c);
	return c.body(null, 204);
});

api.post("/api/community/behalf/:id/confirm", async (c: Ctx) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const id = idOf(c);
	await confirmBehalf(ground, actor, id, (await readJson(c, confirmedHow)).how);
	return c.body(null, 204);
});
