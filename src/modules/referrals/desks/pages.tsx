import { type Id, newId } from "../../../core/ids.ts";
import { afterRefusal, emptyForm, type FormState, readForm, typedValue } from "../../../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther } from "../../../ui/http.ts";
import { changeDesk, makeDesk } from "./contract.ts";
import { DeskForm } from "./form.page.tsx";
import { DeskPage, DesksList } from "./parts.tsx";
import * as service from "./service.ts";

/** `/referrals/desks`: who takes on what is handed to the services. */
export const pages = routes();

pages.get("/referrals/desks", async (c) => {
	const desks = await service.listDesks(c.var.ground, c.var.actor);
	return page(c, <DesksList view={c.var.view} desks={desks} />);
});

async function deskForm(c: Ctx, form: FormState, id?: Id<"desk">) {
	const { ground, actor, view } = c.var;
	const shown = await service.deskToChange(ground, actor, id);
	const status = Object.keys(form.errors).length > 0 ? 422 : 200;
	return page(c, <DeskForm {...{ view, form, ...shown }} id={id ?? (typedValue(form, "id") || newId())} />, status);
}

pages.get("/referrals/desks/new", (c) => deskForm(c, emptyForm));

pages.post("/referrals/desks", async (c) => {
	only(c.var.actor, "coordinator");
	const read = await readForm(c, makeDesk);
	if (!read.ok) return deskForm(c, read.form);
	try {
		const { id } = await service.makeDesk(c.var.ground, c.var.actor, read.input);
		return seeOther(c, `/referrals/desks/${id}`, "desks.made");
	} catch (error) {
		return deskForm(c, afterRefusal(read.form, error));
	}
});

pages.get("/referrals/desks/:id", async (c) => {
	const desk = await service.deskOnPage(c.var.ground, c.var.actor, idOf<"desk">(c));
	return page(c, <DeskPage view={c.var.view} desk={desk} />);
});

pages.get("/referrals/desks/:id/change", (c) => deskForm(c, emptyForm, idOf<"desk">(c)));

pages.post("/referrals/desks/:id", async (c) => {
	const id = idOf<"desk">(c);
	only(c.var.actor, "coordinator");
	const read = await readForm(c, changeDesk);
	if (!read.ok) return deskForm(c, read.form, id);
	try {
		await service.changeDesk(c.var.ground, c.var.actor, id, read.input);
		return seeOther(c, `/referrals/desks/${id}`, "ui.saved");
	} catch (error) {
		return deskForm(c, afterRefusal(read.form, error), id);
	}
});

pages.post("/referrals/desks/:id/close", async (c) => {
	const { id } = await service.closeDesk(c.var.ground, c.var.actor, idOf<"desk">(c));
	return seeOther(c, `/referrals/desks/${id}`, "desks.closed_done");
});

pages.post("/referrals/desks/:id/reopen", async (c) => {
	const { id } = await service.reopenDesk(c.var.ground, c.var.actor, idOf<"desk">(c));
	return seeOther(c, `/referrals/desks/${id}`, "desks.reopened_done");
});
