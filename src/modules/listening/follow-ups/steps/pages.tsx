import type { z } from "zod";
import type { FieldErrors } from "../../../../core/refusal.ts";
import { afterRefusal, emptyForm, type FormState, readForm } from "../../../../ui/form.ts";
import { type Ctx, idOf, page, routes, seeOther } from "../../../../ui/http.ts";
import type { FollowUp } from "../../contract.ts";
import * as contract from "../../contract.ts";
import { FollowUpPage, type FollowUpWay } from "../follow-up.page.tsx";
import * as service from "./service.ts";

/** One follow-up, and what becomes of it. */
export const pages = routes();

async function one(c: Ctx, form: FormState, way?: FollowUpWay) {
	const followUp = await service.followUpOnPage(c.var.ground, c.var.actor, idOf(c));
	return page(c, <FollowUpPage view={c.var.view} followUp={followUp} form={form} way={way} />, way ? 422 : 200);
}

pages.get("/listening/follow-ups/:id", (c) => one(c, emptyForm));

/** A form of the page. Its fields have names of their own there: `fields` says what the verb calls them. */
function way<Contract extends z.ZodType>(
	name: FollowUpWay,
	wanted: Contract,
	act: (c: Ctx, id: FollowUp["id"], input: z.output<Contract>) => Promise<FollowUp>,
	done: (followUp: FollowUp) => string,
	fields: Record<string, string> = {},
): void {
	const named = (errors: FieldErrors): FieldErrors =>
		Object.fromEntries(Object.entries(errors).map(([field, key]) => [fields[field] ?? field, key]));
	pages.post(`/listening/follow-ups/:id/${name}`, async (c) => {
		const id = idOf<"follow-up">(c);
		const read = await readForm(c, wanted);
		if (!read.ok) return one(c, { values: read.form.values, errors: named(read.form.errors) }, name);
		try {
			const followUp = await act(c, id, read.input);
			return seeOther(c, followUp.ending ? "/listening/follow-ups" : `/listening/follow-ups/${id}`, done(followUp), id);
		} catch (error) {
			const form = afterRefusal(read.form, error);
			return one(c, { values: form.values, errors: named(form.errors) }, name);
		}
	});
}

way(
	"done",
	contract.finishFollowUp,
	(c, id, { outcome }) => service.finishFollowUp(c.var.ground, c.var.actor, id, outcome),
	(f) => (f.ending === "done_late" ? "listening.follow_up_done_late" : "listening.follow_up_done"),
);
way(
	"partly",
	contract.partlyForm,
	(c, id, input) => service.partlyDone(c.var.ground, c.var.actor, id, input),
	() => "listening.follow_up_partly",
	{ outcome: "partly", dueOn: "remainsBy" },
);
way(
	"hand-over",
	contract.giveFollowUp,
	(c, id, input) => service.giveFollowUp(c.var.ground, c.var.actor, id, input),
	() => "listening.follow_up_given",
);
way(
	"move",
	contract.moveFollowUp,
	(c, id, { dueOn }) => service.moveFollowUp(c.var.ground, c.var.actor, id, dueOn),
	() => "listening.follow_up_moved",
);
way(
	"let-go",
	contract.letGo,
	(c, id, { reason }) => service.letFollowUpGo(c.var.ground, c.var.actor, id, reason),
	() => "listening.follow_up_let_go",
);
