import { page, routes } from "../../../ui/http.ts";
import { readQuery } from "../../../ui/json.ts";
import { generativityAsked } from "./contract.ts";
import { GenerativityPage } from "./generativity.page.tsx";
import { generativity } from "./service.ts";

/** `/network/generativity`: from help comes help. */
export const pages = routes();

pages.get("/network/generativity", async (c) => {
	const shown = await generativity(c.var.ground, c.var.actor, readQuery(c, generativityAsked));
	return page(c, <GenerativityPage view={c.var.view} shown={shown} />);
});
