import { afterRefusal, emptyForm, type FormState, readForm, typedValue } from "../../../ui/form.ts";
import { type Ctx, page, routes, seeOther } from "../../../ui/http.ts";
import { readQuery } from "../../../ui/json.ts";
import { followUpForm, followUpOf, followUpsPage } from "../contract.ts";
import { FollowUpsList } from "./list.page.tsx";
import { NewFollowUp } from "./new.page.tsx";
import * as service from "./service.ts";
import { pages as steps } from "./steps/pages.tsx";

export const pages = routes();

pages.get("/listening/follow-ups", async (c) => {
	const query = readQuery(c, followUpsPage);
	const followUps = await service.followUpsOnPage(c.var.ground, c.var.actor, query);
	return page(c, <FollowUpsList view={c.var.view} followUps={followUps} />);
});

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

// After `/listening/follow-ups/new`, which is no id.
pages.route("/", steps);
