import { routes } from "../../../ui/http.ts";
import { readQuery } from "../../../ui/json.ts";
import { chosenPeriod } from "./contract.ts";
import { networkOf } from "./service.ts";

/** `/api/network`: the figures of a neighbourhood, in JSON. */
export const api = routes();

api.get("/api/network", async (c) => {
	const { ground, actor } = c.var;
	const { place, measurement, stored, progress } = await networkOf(ground, actor, readQuery(c, chosenPeriod));
	return c.json({ neighbourhood: place.slug, residents: place.residents, ...measurement, stored, progress });
});
