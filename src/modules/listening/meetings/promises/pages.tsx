import { afterRefusal, emptyForm, type FormState, readForm } from "../../../../ui/form.ts";
import { type Ctx, idOf, page, routes, seeOther } from "../../../../ui/http.ts";
import { readQuery } from "../../../../ui/json.ts";
import { candidatesFor } from "../../notes/pages.tsx";
import * as contract from "../contract.ts";
import { PromisesList } from "./list.page.tsx";
import { NewPromise } from "./new.page.tsx";
import { PromisePage } from "./promise.page.tsx";
import * as service from "./service.ts";

export const pages = routes();

async function promising(c: Ctx, form: FormState, status: 200 | 422 = 200) {
	const candidates = await candidatesFor(c, form, "party", contract.tableKinds);
	const found = await service.beginPromise(c.var.ground, c.var.actor, idOf(c));
	return page(c, <NewPromise view={c.var.view} form={form} promising={found} candidates={candidates} />, status);
}

pages.get("/listening/meetings/:id/promises/new", (c) => promising(c, emptyForm));

pages.post("/listening/meetings/:id/promises", async (c) => {
	const read = await readForm(c, contract.recordPromise);
	if (!read.ok) return promising(c, read.form, 422);
	try {
		const input = { ...read.input, meeting: idOf<"meeting">(c) };
		await service.recordPromise(c.var.ground, c.var.actor, input);
		return seeOther(c, `/listening/meetings/${idOf(c)}`, "meetings.promise_saved");
	} catch (error) {
		return promising(c, afterRefusal(read.form, error), 422);
	}
});

pages.get("/listening/promises", async (c) => {
	const query = readQuery(c, contract.promisesPage);
	const promises = await service.promisesOnPage(c.var.ground, c.var.actor, query);
	return page(c, <PromisesList view={c.var.view} show={query.show} promises={promises} />);
});

async function onePromise(c: Ctx, form: FormState, status: 200 | 422 = 200) {
	const found = await service.promiseOnPage(c.var.ground, c.var.actor, idOf(c));
	return page(c, <PromisePage view={c.var.view} form={form} page={found} />, status);
}

pages.get("/listening/promises/:id", (c) => onePromise(c, emptyForm));

pages.post("/listening/promises/:id/steps", async (c) => {
	const read = await readForm(c, contract.settlePromise);
	if (!read.ok) return onePromise(c, read.form, 422);
	try {
		const { id, state } = await service.settlePromise(c.var.ground, c.var.actor, idOf<"promise">(c), read.input);
		return seeOther(c, `/listening/promises/${id}`, `meetings.now_${state}`, id);
	} catch (error) {
		return onePromise(c, afterRefusal(read.form, error), 422);
	}
});
