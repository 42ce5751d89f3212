import type { Id } from "../../../core/ids.ts";
import { Refused } from "../../../core/refusal.ts";
import { afterRefusal, emptyForm, type FormState, readForm } from "../../../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther } from "../../../ui/http.ts";
import { makeLink } from "./contract.ts";
import { LinkPage, MadePage } from "./part.tsx";
import * as service from "./service.ts";

/** `/referrals/<id>/link`: whoever hands over lets a desk without accounts in, and shuts it out again. */
export const pages = routes();

async function linkPage(c: Ctx, id: Id<"referral">, form: FormState) {
	const { ground, actor, view } = c.var;
	const { possible, line, phones } = await service.linkOf(ground, actor, id);
	if (!possible) throw new Refused("not_in_this_state");
	const status = Object.keys(form.errors).length > 0 ? 422 : 200;
	return page(c, <LinkPage {...{ view, referralId: id, line, phones, form }} />, status);
}

pages.get("/referrals/:id/link", (c) => linkPage(c, idOf<"referral">(c), emptyForm));

pages.post("/referrals/:id/link", async (c) => {
	const { ground, actor, view } = c.var;
	const id = idOf<"referral">(c);
	only(actor, "facilitator");
	const read = await readForm(c, makeLink);
	if (!read.ok) return linkPage(c, id, read.form);
	try {
		const made = await service.makeLink(ground, actor, id, read.input, view.base);
		// No redirect: the code stands in no address and no history.
		return page(c, <MadePage {...{ view, referralId: id, made }} />);
	} catch (error) {
		return linkPage(c, id, afterRefusal(read.form, error));
	}
});

pages.post("/referrals/:id/link/end", async (c) => {
	const id = idOf<"referral">(c);
	await service.endLink(c.var.ground, c.var.actor, id);
	return seeOther(c, `/referrals/${id}`, "desklink.ended_done");
});
