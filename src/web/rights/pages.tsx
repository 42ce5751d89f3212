import { liftRestriction, restrictPerson } from "../../modules/community/restriction/contract.ts";
import { lift, restrict } from "../../modules/community/restriction/service.ts";
import { afterRefusal, emptyForm, type FormState, readForm } from "../../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther } from "../../ui/http.ts";
import { answerPdf } from "../../ui/print/answer.tsx";
import { askCopy, askOwnCopy, checkCopy } from "./contract.ts";
import { DraftPage, ReleasedPage } from "./copy.page.tsx";
import { copySheet } from "./copy-sheet.ts";
import { answerCorrection, answerWrong, sayIsWrong, sayOwnWrong, sayWrong } from "./corrections.ts";
import { AskedPage, MinePage, PersonPage } from "./person.page.tsx";
import * as service from "./service.ts";

/** `/rights`: what somebody can ask about themselves, at the own page or at the desk, and its answer. */
export const pages = routes();

function isStaff(c: Ctx): boolean {
	return c.var.actor.role === "facilitator" || c.var.actor.role === "coordinator";
}

async function mine(c: Ctx, form: FormState): Promise<Response> {
	const { ground, actor, view } = c.var;
	const found = await service.copies(ground, actor);
	return page(c, <MinePage view={view} mine={found} form={form} />, form === emptyForm ? 200 : 422);
}

pages.get("/rights", async (c) => {
	const { ground, actor, view } = c.var;
	if (!isStaff(c)) return mine(c, emptyForm);
	return page(c, <AskedPage view={view} items={await service.copiesAsked(ground, actor)} />);
});

pages.post("/rights/copies", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "resident", "citizen");
	const parsed = await readForm(c, askOwnCopy);
	if (!parsed.ok) return mine(c, parsed.form);
	await service.askForCopy(ground, actor, { ...parsed.input, how: "online", day: undefined });
	return seeOther(c, "/rights", "rights.asked");
});

async function somebody(c: Ctx, form: FormState): Promise<Response> {
	const { ground, actor, view } = c.var;
	only(actor, "facilitator", "coordinator");
	const person = await service.copies(ground, actor, idOf(c, "person"));
	if (!person) throw new Error("staff always name whom they mean");
	return page(c, <PersonPage view={view} person={person} form={form} />, form === emptyForm ? 200 : 422);
}

pages.get("/rights/persons/:person", (c) => somebody(c, emptyForm));

pages.post("/rights/persons/:person/copies", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const parsed = await readForm(c, askCopy);
	if (!parsed.ok) return somebody(c, parsed.form);
	try {
		await service.askForCopy(ground, actor, parsed.input, idOf(c, "person"));
	} catch (error) {
		return somebody(c, afterRefusal(parsed.form, error));
	}
	return seeOther(c, `/rights/persons/${idOf(c, "person")}`, "rights.asked");
});

pages.post("/rights/corrections", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "resident", "citizen");
	const parsed = await readForm(c, sayOwnWrong);
	if (!parsed.ok) return mine(c, parsed.form);
	await sayIsWrong(ground, actor, { ...parsed.input, how: "online", day: undefined });
	return seeOther(c, "/rights", "rights.asked");
});

pages.post("/rights/persons/:person/corrections", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const parsed = await readForm(c, sayWrong);
	if (!parsed.ok) return somebody(c, parsed.form);
	try {
		await sayIsWrong(ground, actor, parsed.input, idOf(c, "person"));
	} catch (error) {
		return somebody(c, afterRefusal(parsed.form, error));
	}
	return seeOther(c, `/rights/persons/${idOf(c, "person")}#corrections`, "rights.asked");
});

pages.post("/rights/persons/:person/corrections/:correction", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const parsed = await readForm(c, answerWrong);
	if (!parsed.ok) return somebody(c, parsed.form);
	const { personId } = await answerCorrection(ground, actor, idOf(c, "correction"), parsed.input);
	return seeOther(c, `/rights/persons/${personId}#corrections`, "ui.saved");
});

pages.post("/rights/persons/:person/restriction", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const parsed = await readForm(c, restrictPerson);
	if (!parsed.ok) return somebody(c, parsed.form);
	await restrict(ground, actor, idOf(c, "person"), parsed.input);
	return seeOther(c, `/rights/persons/${idOf(c, "person")}#restriction`, "ui.saved");
});

pages.post("/rights/persons/:person/restriction/lift", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const parsed = await readForm(c, liftRestriction);
	if (!parsed.ok) return somebody(c, parsed.form);
	await lift(ground, actor, idOf(c, "person"));
	return seeOther(c, `/rights/persons/${idOf(c, "person")}#restriction`, "ui.saved");
});

async function showDraft(c: Ctx, form: FormState): Promise<Response> {
	const { ground, actor, view } = c.var;
	const shown = await service.draft(ground, actor, idOf(c, "copy"));
	return page(c, <DraftPage view={view} form={form} {...shown} />, form === emptyForm ? 200 : 422);
}

pages.get("/rights/copies/:copy", async (c) => {
	const { ground, actor, view } = c.var;
	const found = await service.openCopy(ground, actor, idOf(c, "copy"));
	return page(
		c,
		"file" in found ? <ReleasedPage view={view} {...found} /> : <DraftPage view={view} form={emptyForm} {...found} />,
	);
});

pages.post("/rights/copies/:copy/hidden", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const parsed = await readForm(c, checkCopy);
	if (!parsed.ok) return showDraft(c, parsed.form);
	await service.hide(ground, actor, idOf(c, "copy"), parsed.input);
	return seeOther(c, `/rights/copies/${idOf(c, "copy")}`, "ui.saved");
});

pages.post("/rights/copies/:copy/release", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const parsed = await readForm(c, checkCopy);
	if (!parsed.ok) return showDraft(c, parsed.form);
	try {
		await service.releaseCopy(ground, actor, idOf(c, "copy"), parsed.input);
	} catch (error) {
		const form = afterRefusal(parsed.form, error);
		await service.hide(ground, actor, idOf(c, "copy"), parsed.input);
		return showDraft(c, form);
	}
	return seeOther(c, `/rights/copies/${idOf(c, "copy")}`, "rights.released");
});

pages.post("/rights/copies/:copy/given", async (c) => {
	const { personId } = await service.giveCopy(c.var.ground, c.var.actor, idOf(c, "copy"));
	return seeOther(c, `/rights/persons/${personId}`, "ui.saved");
});

pages.get("/rights/copies/:copy/file.json", async (c) => {
	const { ground, actor, view } = c.var;
	const { file } = await service.takenCopy(ground, actor, idOf(c, "copy"));
	const name = `${view.say("rights.file_name")}.json`;
	return c.body(JSON.stringify(file, null, "\t"), 200, {
		"content-type": "application/json; charset=utf-8",
		"content-disposition": `attachment; filename="${name}"`,
		"cache-control": "no-store",
	});
});

pages.get("/rights/copies/:copy/file.pdf", async (c) => {
	const { ground, actor, view } = c.var;
	const id = idOf(c, "copy");
	const { file } = await service.takenCopy(ground, actor, id);
	const about = { name: view.say("rights.file_name"), printable: `/rights/copies/${id}` };
	return answerPdf(c, about, copySheet(view, file));
});
