import { page, routes } from "../../../ui/http.ts";
import { IntroductionsPage } from "./introductions.page.tsx";
import { introductionsHere } from "./service.ts";

/** `/network/introductions`: who could get to know whom. */
export const pages = routes();

pages.get("/network/introductions", async (c) => {
	const shown = await introductionsHere(c.var.ground, c.var.actor);
	return page(c, <IntroductionsPage view={c.var.view} {...shown} />);
});
