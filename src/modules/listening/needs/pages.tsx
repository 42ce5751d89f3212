import { isId, newId } from "../../../core/ids.ts";
import { afterRefusal, emptyForm, type FormState, readForm, typedValue, valuesOf } from "../../../ui/form.ts";
import { type Ctx, idOf, page, routes, seeOther } from "../../../ui/http.ts";
import { readQuery } from "../../../ui/json.ts";
import { changeState, gatherForm, matchOffer, needsPage, recordAnswer } from "../contract.ts";
import { giveResource } from "../resources/contract.ts";
import { endStates } from "../rules.ts";
import * as answers from "./answers/service.ts";
import { NeedsList } from "./list.page.tsx";
import { NeedPage } from "./need.page.tsx";
import { NewNeed } from "./new.page.tsx";
import * as reading from "./reading/service.ts";
import * as service from "./service.ts";

export const pages = routes();

pages.get("/listening/needs", async (c) => {
	const query = readQuery(c, needsPage);
	const needs = await reading.needsOnPage(c.var.ground, c.var.actor, query);
	return page(c, <NeedsList view={c.var.view} show={query.show} needs={needs} />);
});

async function newNeed(c: Ctx, noteIds: readonly string[], form: FormState, status: 200 | 422 = 200) {
	const gathering = await reading.gatheringOf(
		c.var.ground,
		c.var.actor,
		[...new Set(noteIds)].filter(isId).slice(0, 50),
	);
	return page(
		c,
		<NewNeed view={c.var.view} form={form} id={typedValue(form, "id") || newId()} gathering={gathering} />,
		status,
	);
}

pages.get("/listening/needs/new", (c) => newNeed(c, c.req.queries("note") ?? [], emptyForm));

pages.post("/listening/needs", async (c) => {
	const read = await readForm(c, gatherForm);
	if (!read.ok) return newNeed(c, valuesOf(read.form, "notes"), read.form, 422);
	const { need: joined, ...input } = read.input;
	try {
		const need = joined
			? await service.addNotes(c.var.ground, c.var.actor, joined, input.notes)
			: await service.recordNeed(c.var.ground, c.var.actor, input);
		return seeOther(c, `/listening/needs/${need.id}`, joined ? "listening.notes_added" : "listening.need_saved");
	} catch (error) {
		return newNeed(c, input.notes, afterRefusal(read.form, error), 422);
	}
});

async function oneNeed(c: Ctx, forms: { stateForm?: FormState; answerForm?: FormState } = {}, status: 200 | 422 = 200) {
	const need = await reading.needOnPage(c.var.ground, c.var.actor, idOf<"need">(c));
	const ids = { step: newId(), answer: newId() };
	return page(c, <NeedPage view={c.var.view} page={need} ids={ids} {...forms} />, status);
}

pages.get("/listening/needs/:id", (c) => oneNeed(c));

pages.post("/listening/needs/:id/state", async (c) => {
	const read = await readForm(c, changeState);
	if (!read.ok) return oneNeed(c, { stateForm: read.form }, 422);
	try {
		const need = await service.changeState(c.var.ground, c.var.actor, idOf<"need">(c), read.input);
		return seeOther(c, `/listening/needs/${need.id}`, "ui.saved", endStates.includes(need.state) ? need.id : undefined);
	} catch (error) {
		return oneNeed(c, { stateForm: afterRefusal(read.form, error) }, 422);
	}
});

pages.post("/listening/needs/:id/offers", async (c) => {
	const read = await readForm(c, matchOffer);
	if (!read.ok) return oneNeed(c, { answerForm: read.form }, 422);
	try {
		const need = await answers.matchOffer(c.var.ground, c.var.actor, idOf<"need">(c), read.input);
		return seeOther(c, `/listening/needs/${need.id}`, "listening.matched");
	} catch (error) {
		return oneNeed(c, { answerForm: afterRefusal(read.form, error) }, 422);
	}
});

pages.post("/listening/needs/:id/resources", async (c) => {
	const read = await readForm(c, giveResource);
	if (!read.ok) return oneNeed(c, { answerForm: read.form }, 422);
	try {
		const need = await answers.giveResource(c.var.ground, c.var.actor, idOf<"need">(c), read.input);
		return seeOther(c, `/listening/needs/${need.id}`, "resources.matched");
	} catch (error) {
		return oneNeed(c, { answerForm: afterRefusal(read.form, error) }, 422);
	}
});

pages.post("/listening/needs/:id/answers", async (c) => {
	const read = await readForm(c, recordAnswer);
	if (!read.ok) return oneNeed(c, { answerForm: read.form }, 422);
	try {
		const need = await answers.recordAnswer(c.var.ground, c.var.actor, idOf<"need">(c), read.input);
		return seeOther(c, `/listening/needs/${need.id}`, "ui.saved");
	} catch (error) {
		return oneNeed(c, { answerForm: afterRefusal(read.form, error) }, 422);
	}
});

pages.post("/listening/needs/:id/take-out", async (c) => {
	const read = await readForm(c, matchOffer);
	if (!read.ok) return oneNeed(c, { answerForm: read.form }, 422);
	await service.removeNote(c.var.ground, c.var.actor, idOf<"need">(c), read.input.note);
	return seeOther(c, `/listening/needs/${idOf(c)}`, "ui.saved", read.input.note);
});
