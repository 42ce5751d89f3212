import { afterRefusal, emptyForm, type FormState, readForm, typedValue } from "../../../ui/form.ts";
import { type Ctx, idOf, page, routes, seeOther } from "../../../ui/http.ts";
import { readQuery } from "../../../ui/json.ts";
import { finishFollowUp, followUpForm, followUpOf, followUpsPage, moveFollowUp } from "../contract.ts";
import { FollowUpsList, MoveAgain } from "./list.page.tsx";
import { NewFollowUp } from "./new.page.tsx";
import * as service from "./service.ts";

export const pages = routes();

async function list(c: Ctx, form: FormState, status: 200 | 422 = 200) {
	const query = readQuery(c, followUpsPage);
	const followUps = await service.followUpsOnPage(c.var.ground, c.var.actor, query);
	return page(c, <FollowUpsList view={c.var.view} followUps={followUps} form={form} />, status);
}

pages.get("/listening/follow-ups", (c) => list(c, emptyForm));

async function beginning(c: Ctx, form: FormState, of: service.Origin, status: 200 | 422 = 200) {
	const begun = await service.beginFollowUp(c.var.ground, c.var.actor, of);
	return page(c, <NewFollowUp view={c.var.view} form={form} beginning={begun} />, status);
}

pages.get("/listening/follow-ups/new", (c) => beginning(c, emptyForm, readQuery(c, followUpOf)));

/** The form again with what was typed; where it came from stays with it, if it is there. */
function again(c: Ctx, form: FormState): Promise<Response> {
	const of = followUpOf.safeParse({ note: typedValue(form, "note"), need: typedValue(form, "need") });
	return beginning(c, form, of.data ?? {}, 422);
}

pages.post("/listening/follow-ups", async (c) => {
	const read = await readForm(c, followUpForm);
	if (!read.ok) return again(c, read.form);
	try {
		const { need, note } = await service.recordFollowUp(c.var.ground, c.var.actor, read.input);
		const back = need ? `/listening/needs/${need}` : note ? `/listening/notes/${note}` : "/listening/follow-ups";
		return seeOther(c, back, "listening.follow_up_saved");
	} catch (error) {
		return again(c, afterRefusal(read.form, error));
	}
});

pages.post("/listening/follow-ups/:id/done", async (c) => {
	const read = await readForm(c, finishFollowUp);
	if (!read.ok) return list(c, { values: {}, errors: read.form.errors }, 422);
	await service.finishFollowUp(c.var.ground, c.var.actor, idOf<"follow-up">(c), read.input.outcome);
	return seeOther(c, "/listening/follow-ups", "listening.follow_up_done");
});

pages.post("/listening/follow-ups/:id/move", async (c) => {
	const asked = (form: FormState) => page(c, <MoveAgain view={c.var.view} form={form} action={c.req.path} />, 422);
	const read = await readForm(c, moveFollowUp);
	if (!read.ok) return asked(read.form);
	try {
		await service.moveFollowUp(c.var.ground, c.var.actor, idOf<"follow-up">(c), read.input.dueOn);
		return seeOther(c, "/listening/follow-ups", "listening.follow_up_moved");
	} catch (error) {
		return asked(afterRefusal(read.form, error));
	}
});
