import { newId } from "../../../core/ids.ts";
import { Refused } from "../../../core/refusal.ts";
import { afterRefusal, emptyForm, type FormState, readForm, typedValue } from "../../../ui/form.ts";
import { type Ctx, only, page, routes, seeOther } from "../../../ui/http.ts";
import { readQuery } from "../../../ui/json.ts";
import { changeModel, modelFrom, newModel, shareModel } from "./contract.ts";
import { ModelForm } from "./form.page.tsx";
import { ModelPage, ModelsList } from "./model.page.tsx";
import * as service from "./service.ts";

/** `/initiatives/models`: the models an initiative can be made from, and what a territory made of them. */
export const pages = routes();

/** A model's short name or id, as it stands in the address. */
function modelOf(c: Ctx): string {
	return c.req.param("model") ?? "";
}

pages.get("/initiatives/models", async (c) => {
	const { view, ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const models = await service.models(ground, actor, view.language);
	return page(c, <ModelsList view={view} models={models} />);
});

async function newPage(
	c: Ctx,
	query: { from?: string; initiative?: string },
	form: FormState,
	status: 200 | 422 = 200,
): Promise<Response> {
	const { view, ground, actor } = c.var;
	const begun = await service.beginningOf(ground, actor, query, view.language);
	const id = typedValue(form, "id") || newId();
	return page(
		c,
		<ModelForm
			view={view}
			form={form}
			id={id}
			action="/initiatives/models"
			given={{ ...begun.given, language: begun.given.language ?? service.languageOf(view.language) }}
			from={begun.from}
			initiative={begun.initiative}
		/>,
		status,
	);
}

pages.get("/initiatives/models/new", (c) => newPage(c, readQuery(c, modelFrom), emptyForm));

pages.post("/initiatives/models", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const parsed = await readForm(c, newModel);
	const query = { from: typedValue(parsed.form, "from") || undefined };
	if (!parsed.ok) return newPage(c, query, parsed.form, 422);
	try {
		const made = await service.writeModel(ground, actor, parsed.input);
		return seeOther(c, `/initiatives/models/${made.id}`, "models.saved");
	} catch (error) {
		return newPage(c, { from: parsed.input.from }, afterRefusal(parsed.form, error), 422);
	}
});

pages.get("/initiatives/models/:model", async (c) => {
	const { view, ground, actor } = c.var;
	const shown = await service.readModel(ground, actor, modelOf(c), view.language);
	return page(c, <ModelPage view={view} {...shown} />);
});

async function editPage(c: Ctx, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const { view, ground, actor } = c.var;
	const model = await service.modelToChange(ground, actor, modelOf(c));
	const action = `/initiatives/models/${model.id}/edit`;
	return page(c, <ModelForm view={view} form={form} action={action} given={model} />, status);
}

pages.get("/initiatives/models/:model/edit", (c) => editPage(c, emptyForm));

pages.post("/initiatives/models/:model/edit", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const parsed = await readForm(c, changeModel);
	if (!parsed.ok) return editPage(c, parsed.form, 422);
	try {
		await service.changeModel(ground, actor, modelOf(c), parsed.input);
		return seeOther(c, `/initiatives/models/${modelOf(c)}`, "ui.saved");
	} catch (error) {
		return editPage(c, afterRefusal(parsed.form, error), 422);
	}
});

pages.post("/initiatives/models/:model/share", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const parsed = await readForm(c, shareModel);
	if (!parsed.ok) throw new Refused("invalid", parsed.form.errors);
	const shared = parsed.input.shared === "yes";
	await service.shareModel(ground, actor, modelOf(c), shared);
	return seeOther(c, `/initiatives/models/${modelOf(c)}`, shared ? "models.shared_done" : "models.unshared_done");
});
