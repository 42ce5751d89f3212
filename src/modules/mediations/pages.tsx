import { Refused } from "../../core/refusal.ts";
import { afterRefusal, emptyForm, type FormState, readForm, typedValue } from "../../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther } from "../../ui/http.ts";
import { readQuery } from "../../ui/json.ts";
import {
	type Act,
	browseMediations,
	openMediation as openForm,
	nameReader as readerForm,
	sayWords as sayForm,
	takeStep as stepForm,
	tellWords as tellForm,
} from "./contract.ts";
import { List } from "./list.page.tsx";
import { MediationPage, possible } from "./mediation.page.tsx";
import { New } from "./new.page.tsx";
import { when } from "./rules.ts";
import {
	keepFromOthers,
	mediation,
	mediations,
	nameReader,
	openMediation,
	sayWords,
	takeStep,
	tellWords,
	whoCouldRead,
	whoIsMeant,
	wordsForOthers,
} from "./service.ts";
import { SheetPage } from "./sheet.page.tsx";
import { sheetOf } from "./sheet.ts";
import { StepPage } from "./step.page.tsx";
import { NewWords, TellPage } from "./words.page.tsx";

export const pages = routes();

const linesOfList = 30;

pages.get("/mediations", async (c) => {
	const { cursor } = readQuery(c, browseMediations);
	const { ground, actor, view } = c.var;
	return page(c, <List view={view} {...(await mediations(ground, actor, { cursor, limit: linesOfList }))} />);
});

async function showNew(c: Ctx, form: FormState, status: 200 | 422): Promise<Response> {
	const candidates = await whoIsMeant(c.var.ground, c.var.actor, status === 422 ? form.values : {});
	return page(c, <New view={c.var.view} form={form} candidates={candidates} />, status);
}

pages.get("/mediations/new", (c) => {
	only(c.var.actor, "facilitator", "coordinator");
	return showNew(c, emptyForm, 200);
});

pages.post("/mediations", async (c) => {
	only(c.var.actor, "facilitator", "coordinator");
	const parsed = await readForm(c, openForm);
	if (!parsed.ok) return showNew(c, parsed.form, 422);
	try {
		const { id } = await openMediation(c.var.ground, c.var.actor, parsed.input);
		return seeOther(c, `/mediations/${id}`, "mediations.saved_open");
	} catch (error) {
		return showNew(c, afterRefusal(parsed.form, error), 422);
	}
});

async function showOne(c: Ctx, form: FormState, status: 200 | 422): Promise<Response> {
	const { ground, actor, view } = c.var;
	const one = await mediation(ground, actor, idOf(c));
	const colleagues = await whoCouldRead(ground, actor, one.readers);
	return page(c, <MediationPage view={view} mediation={one} form={form} colleagues={colleagues} />, status);
}

pages.get("/mediations/:id", (c) => showOne(c, emptyForm, 200));

function isAct(name: string): name is Act {
	return Object.hasOwn(when, name);
}

async function showStep(c: Ctx, act: string, form: FormState, status: 200 | 422): Promise<Response> {
	const one = await mediation(c.var.ground, c.var.actor, idOf(c));
	if (!isAct(act)) throw new Refused("not_found");
	if (status === 200 && !possible(one).includes(act)) throw new Refused("not_in_this_state");
	return page(c, <StepPage view={c.var.view} mediation={one} act={act} form={form} />, status);
}

pages.get("/mediations/:id/steps/:act", (c) => showStep(c, c.req.param("act"), emptyForm, 200));

pages.post("/mediations/:id/steps", async (c) => {
	const id = idOf(c);
	const parsed = await readForm(c, stepForm);
	const act = typedValue(parsed.form, "act");
	const again = (form: FormState) => (isAct(act) ? showStep(c, act, form, 422) : showOne(c, form, 422));
	if (!parsed.ok) return again(parsed.form);
	try {
		await takeStep(c.var.ground, c.var.actor, id, parsed.input);
		return seeOther(c, `/mediations/${id}`, "mediations.saved_step");
	} catch (error) {
		return again(afterRefusal(parsed.form, error));
	}
});

async function showWords(c: Ctx, form: FormState, status: 200 | 422): Promise<Response> {
	const one = await mediation(c.var.ground, c.var.actor, idOf(c));
	return page(c, <NewWords view={c.var.view} mediation={one} form={form} />, status);
}

pages.get("/mediations/:id/words/new", (c) => showWords(c, emptyForm, 200));

pages.post("/mediations/:id/words", async (c) => {
	const id = idOf(c);
	const parsed = await readForm(c, sayForm);
	if (!parsed.ok) return showWords(c, parsed.form, 422);
	try {
		await sayWords(c.var.ground, c.var.actor, id, parsed.input);
		return seeOther(c, `/mediations/${id}`, "mediations.saved_words");
	} catch (error) {
		return showWords(c, afterRefusal(parsed.form, error), 422);
	}
});

async function showTell(c: Ctx, form: FormState, status: 200 | 422): Promise<Response> {
	const told = await wordsForOthers(c.var.ground, c.var.actor, idOf(c), idOf(c, "words"));
	return page(c, <TellPage view={c.var.view} {...told} form={form} />, status);
}

pages.get("/mediations/:id/words/:words", (c) => showTell(c, emptyForm, 200));

pages.post("/mediations/:id/words/:words/tell", async (c) => {
	const parsed = await readForm(c, tellForm);
	if (!parsed.ok) return showTell(c, parsed.form, 422);
	try {
		await tellWords(c.var.ground, c.var.actor, idOf(c), idOf(c, "words"), parsed.input);
		return seeOther(c, `/mediations/${idOf(c)}`, "mediations.saved_told");
	} catch (error) {
		return showTell(c, afterRefusal(parsed.form, error), 422);
	}
});

pages.post("/mediations/:id/words/:words/keep", async (c) => {
	await keepFromOthers(c.var.ground, c.var.actor, idOf(c), idOf(c, "words"));
	return seeOther(c, `/mediations/${idOf(c)}`, "mediations.saved_kept");
});

pages.post("/mediations/:id/readers", async (c) => {
	const id = idOf(c);
	const parsed = await readForm(c, readerForm);
	if (!parsed.ok) return showOne(c, parsed.form, 422);
	try {
		await nameReader(c.var.ground, c.var.actor, id, parsed.input);
	} catch (error) {
		return showOne(c, afterRefusal(parsed.form, error), 422);
	}
	const isGone = parsed.input.act === "remove" && parsed.input.reader === c.var.actor.accountId;
	return seeOther(c, isGone ? "/mediations" : `/mediations/${id}`, "mediations.saved_readers");
});

pages.get("/mediations/:id/sheet", async (c) => {
	const one = await mediation(c.var.ground, c.var.actor, idOf(c));
	return page(c, <SheetPage view={c.var.view} sheet={sheetOf(one)} />);
});
