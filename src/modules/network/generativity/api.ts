import { routes } from "../../../ui/http.ts";
import { readQuery } from "../../../ui/json.ts";
import { jsonGenerativity } from "./contract.ts";
import { generativity } from "./service.ts";

/** `/api/network/generativity`: what help generated, in JSON; no person in it. */
export const api = routes();

api.get("/api/network/generativity", async (c) =>
	c.json(await generativity(c.var.ground, c.var.actor, readQuery(c, jsonGenerativity))),
);
