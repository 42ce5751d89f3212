import { dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { afterRefusal, emptyForm, type FormState, readFields, readForm, typedValue } from "../../../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther } from "../../../ui/http.ts";
import { readQuery } from "../../../ui/json.ts";
import { readUpload, sendAttachment } from "../../../ui/upload.ts";
import { pathOf } from "../contract.ts";
import { recordAgreement as contract, jsonEnding, sheetAsked, sheetForm } from "./contract.ts";
import { EndingPage } from "./ending.page.tsx";
import { LedgerPage } from "./ledger.page.tsx";
import { NewAnswerPage } from "./new.page.tsx";
import { comeOfAge, ending, keepSheet, ledger, recordAgreement, sheet, whoseAgreement } from "./service.ts";
import { SheetPage } from "./sheet.page.tsx";

export const pages = routes();

const base = "/community/persons/:id";
const pathOfLedger = (id: string) => `${pathOf({ kind: "person", id })}/agreements`;
const today = (c: Ctx) => dayOf(c.var.ground.clock());

async function showLedger(c: Ctx, personId: string, refused?: { id: string; form: FormState }): Promise<Response> {
	const { ground, actor, view } = c.var;
	const found = await ledger(ground, actor, personId);
	const isOwn = actor.personId === personId;
	const tree = <LedgerPage view={view} ledger={found} today={today(c)} isOwn={isOwn} refused={refused} />;
	return page(c, tree, refused ? 422 : 200);
}

pages.get(`${base}/agreements`, (c) => {
	only(c.var.actor, "facilitator", "coordinator");
	return showLedger(c, idOf(c));
});

pages.get("/community/me/agreements", (c) => {
	const { actor } = c.var;
	only(actor, "resident", "citizen");
	if (!actor.personId) throw new Refused("not_found");
	return showLedger(c, actor.personId);
});

async function showNew(c: Ctx, form?: FormState): Promise<Response> {
	const { ground, actor, view } = c.var;
	only(actor, "facilitator", "coordinator");
	const said = form && { purpose: typedValue(form, "purpose"), language: typedValue(form, "language") || "it" };
	const parsed = sheetAsked.safeParse(said);
	const { purpose, language } = parsed.success ? parsed.data : readQuery(c, sheetAsked);
	const found = await ledger(ground, actor, idOf(c));
	const props = { view, ledger: found, today: today(c), purpose, language, form: form ?? emptyForm };
	return page(c, <NewAnswerPage {...props} />, form ? 422 : 200);
}

pages.get(`${base}/agreements/new`, (c) => showNew(c));

pages.post(`${base}/agreements`, async (c) => {
	only(c.var.actor, "facilitator", "coordinator");
	const parsed = await readForm(c, contract);
	if (!parsed.ok) return showNew(c, parsed.form);
	try {
		await recordAgreement(c.var.ground, c.var.actor, idOf(c), parsed.input);
	} catch (error) {
		return showNew(c, afterRefusal(parsed.form, error));
	}
	return seeOther(c, pathOfLedger(idOf(c)), "ledger.saved");
});

pages.get(`${base}/agreements/sheet`, async (c) => {
	const { ground, actor, view } = c.var;
	only(actor, "facilitator", "coordinator");
	const { person } = await ledger(ground, actor, idOf(c));
	return page(c, <SheetPage view={view} person={person} {...readQuery(c, sheetAsked)} />);
});

pages.post(`${base}/of-age`, async (c) => {
	await comeOfAge(c.var.ground, c.var.actor, idOf(c));
	return seeOther(c, pathOfLedger(idOf(c)), "ledger.saved_of_age");
});

pages.get("/community/agreements", async (c) => {
	const { ground, actor, view } = c.var;
	return page(c, <EndingPage view={view} entries={await ending(ground, actor, readQuery(c, jsonEnding))} />);
});

pages.post("/community/agreements/:id/file", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const agreementId = idOf(c);
	const personId = await whoseAgreement(ground, actor, agreementId);
	const values = await readFields(c);
	try {
		const file = await readUpload(c, "sheet");
		const asked = sheetForm.safeParse({ ...values });
		if (!file || !asked.success) throw new Refused("invalid", { sheet: "error.file_none" });
		await keepSheet(ground, actor, agreementId, { id: asked.data.id, bytes: file.bytes, type: file.type });
	} catch (error) {
		return showLedger(c, personId, { id: agreementId, form: afterRefusal({ values, errors: {} }, error) });
	}
	return seeOther(c, pathOfLedger(personId), "ledger.saved_sheet");
});

pages.get("/community/agreements/sheets/:id", async (c) => {
	const file = await sheet(c.var.ground, c.var.actor, idOf(c));
	return sendAttachment(c, { ...file, name: c.var.view.say("ledger.sheet_name") });
});
