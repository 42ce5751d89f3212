import { Refused } from "../../../core/refusal.ts";
import { routes } from "../../../ui/http.ts";

/** What the script of a shared phone asks: nothing else needs it. */
export const api = routes();

/** Who is signed in here now. Asking is using: a page somebody writes on does not end meanwhile. */
api.get("/api/access/here", (c) => {
	const { actor } = c.var;
	if (!actor.accountId) throw new Refused("sign_in_first");
	return c.json({ account: actor.accountId });
});
