import { page, routes } from "../../../ui/http.ts";
import { readQuery } from "../../../ui/json.ts";
import { drawingAsked, listAsked } from "./contract.ts";
import { DrawingPage } from "./drawing.page.tsx";
import { ListPage } from "./list.page.tsx";
import { drawing, drawingAsList } from "./service.ts";

/** `/network/drawing`: who is tied to whom, drawn and in words. */
export const pages = routes();

pages.get("/network/drawing", async (c) => {
	const shown = await drawing(c.var.ground, c.var.actor, readQuery(c, drawingAsked));
	return page(c, <DrawingPage view={c.var.view} shown={shown} />);
});

pages.get("/network/drawing/list", async (c) => {
	const asked = readQuery(c, listAsked);
	const listed = await drawingAsList(c.var.ground, c.var.actor, asked);
	return page(c, <ListPage view={c.var.view} listed={listed} as={asked.as} />);
});
