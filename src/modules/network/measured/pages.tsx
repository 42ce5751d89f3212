import { Refused } from "../../../core/refusal.ts";
import { ErrorSummary } from "../../../ui/components.tsx";
import { emptyForm, errorsOf, type FormState, readForm } from "../../../ui/form.ts";
import { type Ctx, only, page, routes, seeOther } from "../../../ui/http.ts";
import { askToCount, chosenPeriod } from "./contract.ts";
import { NetworkPage } from "./network.page.tsx";
import * as service from "./service.ts";
import { TerritoryPage } from "./territory.page.tsx";

/** `/network`: the figures of the neighbourhood on screen; `/network/territory`: those of a territory side by side. */
export const pages = routes();

pages.get("/network", async (c: Ctx) => {
	const { view, ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const values = c.req.query();
	const parsed = chosenPeriod.safeParse(values);
	const form: FormState = parsed.success ? { ...emptyForm, values } : { values, errors: errorsOf(parsed.error) };
	const shown = await service.networkOf(ground, actor, parsed.success ? parsed.data : {});
	const errors = <ErrorSummary view={view} form={form} />;
	return page(c, <NetworkPage view={view} form={form} shown={shown} errors={errors} />, parsed.success ? 200 : 422);
});

pages.post("/network/measure", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const parsed = await readForm(c, askToCount);
	if (!parsed.ok) throw new Refused("invalid", parsed.form.errors);
	const whole = parsed.input.of === "territory";
	await service.askToMeasure(ground, actor, whole);
	return seeOther(c, whole ? "/network/territory" : "/network", whole ? "network.asked_all" : "network.asked");
});

pages.get("/network/territory", async (c) => {
	const { view, ground, actor } = c.var;
	return page(c, <TerritoryPage view={view} all={await service.networksOf(ground, actor)} />);
});
