import { newId } from "../../../core/ids.ts";
import { Refused } from "../../../core/refusal.ts";
import { afterRefusal, emptyForm, type FormState, readForm, typedValue } from "../../../ui/form.ts";
import { type Ctx, idOf, page, routes, seeOther } from "../../../ui/http.ts";
import { searchParties } from "../../community/service.ts";
import { type MadeLink, makePartner, partnerKinds, renewLink } from "./contract.ts";
import { NewPartner, PartnersList } from "./list.page.tsx";
import { MadePage, PartnerPage } from "./partner.page.tsx";
import * as service from "./service.ts";

/** What staff see of partners: who they are, whether their link works, a card to hand over. */
export const pages = routes();

pages.get("/listening/partners", async (c) => {
	const partners = await service.listPartners(c.var.ground, c.var.actor);
	return page(c, <PartnersList view={c.var.view} partners={partners} />);
});

async function newPartner(c: Ctx, form: FormState, status: 200 | 422 = 200) {
	const typed = typedValue(form, "partner_typed");
	const candidates =
		form.errors.partner && typed
			? await searchParties(c.var.ground, c.var.actor, { q: typed, kinds: [...partnerKinds], limit: 8 })
			: [];
	const id = typedValue(form, "id") || newId();
	return page(c, <NewPartner view={c.var.view} form={form} id={id} candidates={candidates} />, status);
}

pages.get("/listening/partners/new", (c) => newPartner(c, emptyForm));

pages.post("/listening/partners", async (c) => {
	const read = await readForm(c, makePartner);
	if (!read.ok) return newPartner(c, read.form, 422);
	let made: MadeLink;
	try {
		made = await service.makePartner(c.var.ground, c.var.actor, read.input);
	} catch (error) {
		return newPartner(c, afterRefusal(read.form, error), 422);
	}
	return madePage(c, made);
});

/** No redirect: an address would keep the token in the browser's history. */
async function madePage(c: Ctx, { partnerId, token }: MadeLink) {
	const { ground, actor, view } = c.var;
	const partner = await service.partnerOnPage(ground, actor, partnerId);
	return page(c, <MadePage view={view} partner={partner} token={token} />);
}

pages.get("/listening/partners/:id", async (c) => {
	const { ground, actor, view } = c.var;
	const partner = await service.partnerOnPage(ground, actor, idOf<"partner">(c));
	return page(c, <PartnerPage view={view} partner={partner} />);
});

pages.post("/listening/partners/:id/renew", async (c) => {
	const id = idOf<"partner">(c);
	const read = await readForm(c, renewLink);
	if (!read.ok) throw new Refused("invalid", read.form.errors);
	return madePage(c, await service.renewLink(c.var.ground, c.var.actor, id, read.input.id));
});

pages.post("/listening/partners/:id/revoke", async (c) => {
	const id = idOf<"partner">(c);
	await service.revokeLink(c.var.ground, c.var.actor, id);
	return seeOther(c, `/listening/partners/${id}`, "partners.revoked_done");
});

pages.post("/listening/notes/:id/raise", async (c) => {
	const id = idOf<"note">(c);
	await service.raiseNote(c.var.ground, c.var.actor, id);
	return seeOther(c, `/listening/notes/${id}`, "partners.raised");
});
