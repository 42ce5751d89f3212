import { Refused } from "../../../../core/refusal.ts";
import { readForm } from "../../../../ui/form.ts";
import { idOf, only, routes, seeOther } from "../../../../ui/http.ts";
import { untakeStep } from "../contract.ts";
import * as service from "./service.ts";

/** A step of an initiative that was ticked by mistake. */
export const pages = routes();

pages.post("/initiatives/:id/steps/not-taken", async (c) => {
	only(c.var.actor, "facilitator", "coordinator");
	const id = idOf(c);
	const parsed = await readForm(c, untakeStep);
	if (!parsed.ok) throw new Refused("invalid", parsed.form.errors);
	await service.untakeStep(c.var.ground, c.var.actor, id, parsed.input.step);
	return seeOther(c, `/initiatives/${id}`, "ui.saved");
});
