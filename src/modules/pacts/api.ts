import { newId } from "../../core/ids.ts";
import { type Ctx, idOf, only, routes, slugIn } from "../../ui/http.ts";
import { readJson, readQuery } from "../../ui/json.ts";
import { placeBySlug } from "../programme/service.ts";
import { jsonPacts, jsonVersion, newPact } from "./contract.ts";
import { forParties } from "./find.ts";
import { pact, pacts, publicPacts } from "./reading/service.ts";
import { beginPact, saveVersion } from "./service.ts";

/** Pacts in JSON: `/api/n/:slug/pacts` for anybody, `/api/pacts` for those who work there and for their parties. */
export const api = routes();

api.get("/api/n/:slug/pacts", async (c) => {
	const { ground } = c.var;
	const place = await placeBySlug(ground, slugIn(c));
	return c.json({ items: await publicPacts(ground, place), next: null });
});

api.get("/api/pacts", async (c) => c.json(await pacts(c.var.ground, c.var.actor, readQuery(c, jsonPacts))));

api.post("/api/pacts", async (c: Ctx) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const id = await beginPact(ground, actor, await readJson(c, newPact));
	return c.json(await pact(ground, actor, id), 201);
});

api.get("/api/pacts/:id", async (c) => c.json(await pact(c.var.ground, c.var.actor, idOf(c))));

api.post("/api/pacts/:id/versions", async (c: Ctx) => {
	const { ground, actor } = c.var;
	forParties(actor);
	const id = idOf(c);
	const { promises, budgetCents = 0, id: own = newId<"pact_version">(), ...said } = await readJson(c, jsonVersion);
	const byParty = promises.map(({ party, words = "", to = null }) => [party, { words, to }] as const);
	await saveVersion(ground, actor, id, { ...said, id: own, budgetCents, promises: new Map(byParty) });
	return c.json(await pact(ground, actor, id), 201);
});
