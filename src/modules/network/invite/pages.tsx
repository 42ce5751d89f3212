import { afterRefusal, emptyForm, readForm } from "../../../ui/form.ts";
import { idOf, page, routes, writers } from "../../../ui/http.ts";
import { askInviters } from "./contract.ts";
import { InvitePage } from "./invite.page.tsx";
import { invitation, suggestInviters } from "./service.ts";

/** `/network/initiatives/:id/invite`: for this one invitation. The answer to the form is the page itself: nothing is kept to come back to. */
export const pages = routes();

const path = "/network/initiatives/:id/invite";
pages.use(path, writers("facilitator", "coordinator"));

pages.get(path, async (c) => {
	const shown = await invitation(c.var.ground, c.var.actor, idOf(c));
	return page(c, <InvitePage view={c.var.view} invitation={shown} form={emptyForm} />);
});

pages.post(path, async (c) => {
	const { ground, actor, view } = c.var;
	const id = idOf(c);
	const parsed = await readForm(c, askInviters);
	let { form } = parsed;
	if (parsed.ok && parsed.input.act === "suggest") {
		try {
			const answer = await suggestInviters(ground, actor, id, parsed.input);
			return page(c, <InvitePage view={view} {...answer} form={form} />);
		} catch (refused) {
			form = afterRefusal(form, refused);
		}
	}
	const shown = await invitation(ground, actor, id);
	const isFound = Object.keys(form.errors).length === 0;
	return page(c, <InvitePage view={view} invitation={shown} form={form} />, isFound ? 200 : 422);
});
