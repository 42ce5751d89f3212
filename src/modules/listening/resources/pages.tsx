import { newId } from "../../../core/ids.ts";
import { afterRefusal, emptyForm, type FormState, readForm, typedValue } from "../../../ui/form.ts";
import { type Ctx, idOf, page, routes, seeOther } from "../../../ui/http.ts";
import { readQuery } from "../../../ui/json.ts";
import { candidatesFor } from "../notes/pages.tsx";
import {
	askResource,
	changeResource,
	ownerKinds,
	resourceForm,
	resourceOf,
	resourcesPage,
	useResource,
} from "./contract.ts";
import { ResourceForm } from "./form.page.tsx";
import { ResourcesList } from "./list.page.tsx";
import * as reading from "./reading/service.ts";
import { ResourcePage } from "./resource.page.tsx";
import * as service from "./service.ts";

/** `/listening/resources`: what the neighbourhood can give. */
export const pages = routes();

pages.get("/listening/resources", async (c) => {
	const query = readQuery(c, resourcesPage);
	const shown = await reading.resourcesOnPage(c.var.ground, c.var.actor, query);
	return page(c, <ResourcesList view={c.var.view} show={query.show} sort={query.sort} page={shown} />);
});

async function candidatesOf(c: Ctx, form: FormState) {
	return {
		party: await candidatesFor(c, form, "party", ownerKinds),
		place: await candidatesFor(c, form, "place", ["place"]),
	};
}

async function newResource(
	c: Ctx,
	from: { note?: string; organisation?: string },
	form: FormState,
	status: 200 | 422 = 200,
) {
	const beginning = await reading.beginningOf(c.var.ground, c.var.actor, from);
	const id = typedValue(form, "id") || newId();
	const candidates = await candidatesOf(c, form);
	return page(
		c,
		<ResourceForm view={c.var.view} form={form} id={id} beginning={beginning} candidates={candidates} />,
		status,
	);
}

pages.get("/listening/resources/new", (c) => newResource(c, readQuery(c, resourceOf), emptyForm));

pages.post("/listening/resources", async (c) => {
	const read = await readForm(c, resourceForm);
	const from = read.ok ? { note: read.input.note } : {};
	if (!read.ok) return newResource(c, from, read.form, 422);
	try {
		const made = await service.recordResource(c.var.ground, c.var.actor, read.input);
		return seeOther(c, `/listening/resources/${made.id}`, "resources.saved");
	} catch (error) {
		return newResource(c, from, afterRefusal(read.form, error), 422);
	}
});

async function oneResource(c: Ctx, form: FormState, status: 200 | 422 = 200) {
	const resource = await reading.resourceOnPage(c.var.ground, c.var.actor, idOf(c));
	return page(c, <ResourcePage view={c.var.view} resource={resource} form={form} id={newId()} />, status);
}

pages.get("/listening/resources/:id", (c) => oneResource(c, emptyForm));

async function editResource(c: Ctx, form: FormState, status: 200 | 422 = 200) {
	const { resource, beginning } = await reading.resourceToChange(c.var.ground, c.var.actor, idOf(c));
	const candidates = await candidatesOf(c, form);
	return page(
		c,
		<ResourceForm view={c.var.view} form={form} resource={resource} beginning={beginning} candidates={candidates} />,
		status,
	);
}

pages.get("/listening/resources/:id/edit", (c) => editResource(c, emptyForm));

pages.post("/listening/resources/:id/edit", async (c) => {
	const read = await readForm(c, changeResource);
	if (!read.ok) return editResource(c, read.form, 422);
	try {
		await service.changeResource(c.var.ground, c.var.actor, idOf<"resource">(c), read.input);
		return seeOther(c, `/listening/resources/${idOf(c)}`, "ui.saved");
	} catch (error) {
		return editResource(c, afterRefusal(read.form, error), 422);
	}
});

pages.post("/listening/resources/:id/asked", async (c) => {
	const read = await readForm(c, askResource);
	if (!read.ok) return oneResource(c, read.form, 422);
	const isThere = read.input.there === "yes";
	await service.askResource(c.var.ground, c.var.actor, idOf<"resource">(c), isThere);
	return seeOther(c, `/listening/resources/${idOf(c)}`, "ui.saved", isThere ? undefined : idOf(c));
});

pages.post("/listening/resources/:id/uses", async (c) => {
	const read = await readForm(c, useResource);
	if (!read.ok) return oneResource(c, read.form, 422);
	try {
		await service.useResource(c.var.ground, c.var.actor, idOf<"resource">(c), read.input);
		return seeOther(c, `/listening/resources/${idOf(c)}`, "resources.use_saved");
	} catch (error) {
		return oneResource(c, afterRefusal(read.form, error), 422);
	}
});
