import { newId } from "../../../core/ids.ts";
import { afterRefusal, emptyForm, type FormState, readForm, typedValue } from "../../../ui/form.ts";
import { type Ctx, idOf, page, routes, seeOther } from "../../../ui/http.ts";
import { readQuery } from "../../../ui/json.ts";
import { finishFollowUp, followUpForm, followUpsPage, moveFollowUp } from "../contract.ts";
import { FollowUpsList, MoveAgain } from "./list.page.tsx";
import * as service from "./service.ts";

export const pages = routes();

async function list(c: Ctx, form: FormState, status: 200 | 422 = 200) {
	const query = readQuery(c, followUpsPage);
	const followUps = await service.followUpsOnPage(c.var.ground, c.var.actor, query);
	return page(
		c,
		<FollowUpsList view={c.var.view} followUps={followUps} form={form} id={typedValue(form, "id") || newId()} />,
		status,
	);
}

pages.get("/listening/follow-ups", (c) => list(c, emptyForm));

pages.post("/listening/follow-ups", async (c) => {
	const read = await readForm(c, followUpForm);
	if (!read.ok) return list(c, read.form, 422);
	try {
		const { need, note } = await service.recordFollowUp(c.var.ground, c.var.actor, read.input);
		const back = need ? `/listening/needs/${need}` : note ? `/listening/notes/${note}` : "/listening/follow-ups";
		return seeOther(c, back, "listening.follow_up_saved");
	} catch (error) {
		return list(c, afterRefusal(read.form, error), 422);
	}
});

pages.post("/listening/follow-ups/:id/done", async (c) => {
	const read = await readForm(c, finishFollowUp);
	if (!read.ok) return list(c, { values: {}, errors: read.form.errors }, 422);
	await service.finishFollowUp(c.var.ground, c.var.actor, idOf<"follow-up">(c), read.input.outcome);
	return seeOther(c, "/listening/follow-ups", "listening.follow_up_done");
});

pages.post("/listening/follow-ups/:id/move", async (c) => {
	const again = (form: FormState) => page(c, <MoveAgain view={c.var.view} form={form} action={c.req.path} />, 422);
	const read = await readForm(c, moveFollowUp);
	if (!read.ok) return again(read.form);
	try {
		await service.moveFollowUp(c.var.ground, c.var.actor, idOf<"follow-up">(c), read.input.dueOn);
		return seeOther(c, "/listening/follow-ups", "listening.follow_up_moved");
	} catch (error) {
		return again(afterRefusal(read.form, error));
	}
});
