import type { z } from "zod";
import type { Id } from "../../core/ids.ts";
import { optionalOneOf } from "../../core/input.ts";
import { Refused } from "../../core/refusal.ts";
import type { Role } from "../../core/roles.ts";
import type { Actor } from "../../db/actor.ts";
import { afterRefusal, emptyForm, type FormState, readForm } from "../../ui/form.ts";
import { type Ctx, type Ground, idOf, only, page, routes, seeOther } from "../../ui/http.ts";
import { readQuery } from "../../ui/json.ts";
import * as beside from "./beside/service.ts";
import {
	agreeForm,
	beginReferral,
	callForm,
	chooseDesk,
	companionForm,
	concludeForm,
	deskNote,
	fieldKeys,
	groundForm,
	listQuery,
	newQuery,
	removeField,
	step,
	stepInWords,
	writeField,
} from "./contract.ts";
import { chooseDesks } from "./desks/service.ts";
import * as fields from "./fields/service.ts";
import { type FormName, FormPage, NewPage } from "./forms.page.tsx";
import { ListPage } from "./list.page.tsx";
import { pages as measured } from "./measured/pages.tsx";
import { pages as own } from "./own.pages.tsx";
import { listReferrals, openReferral, referralHere, toBegin } from "./reading/service.ts";
import { PreviewPage, ReferralPage } from "./referral.page.tsx";
import * as service from "./service.ts";

/** `/referrals`: what is handed to the services, by whoever hands it over and by the desks. */
export const pages = routes();

pages.route("/", own);
pages.route("/", measured);

type Verb<Input> = (ground: Ground, actor: Actor, id: Id<"referral">, input: Input) => Promise<unknown>;

pages.get("/referrals", async (c) => {
	const filter = readQuery(c, listQuery);
	const lines = await listReferrals(c.var.ground, c.var.actor, filter);
	return page(c, <ListPage view={c.var.view} lines={lines} filter={filter} />);
});

async function begin(c: Ctx, person: string | undefined, form: FormState): Promise<Response> {
	if (!person) throw new Refused("not_found");
	const shown = await toBegin(c.var.ground, c.var.actor, person);
	const status = Object.keys(form.errors).length > 0 ? 422 : 200;
	return page(c, <NewPage view={c.var.view} form={form} {...shown} />, status);
}

pages.get("/referrals/new", (c) => begin(c, readQuery(c, newQuery).person, emptyForm));

pages.post("/referrals", async (c) => {
	only(c.var.actor, "facilitator");
	const read = await readForm(c, beginReferral);
	if (!read.ok) throw new Refused("invalid", read.form.errors);
	const { id } = await service.beginReferral(c.var.ground, c.var.actor, read.input);
	return seeOther(c, `/referrals/${id}`, "referrals.begun");
});

async function one(c: Ctx, error?: string): Promise<Response> {
	const whole = await openReferral(c.var.ground, c.var.actor, idOf<"referral">(c));
	return page(c, <ReferralPage view={c.var.view} whole={whole} error={error} />, error ? 409 : 200);
}

pages.get("/referrals/:id", (c) => one(c));

pages.get("/referrals/:id/preview", async (c) => {
	only(c.var.actor, "facilitator");
	const whole = await openReferral(c.var.ground, c.var.actor, idOf<"referral">(c));
	return page(c, <PreviewPage view={c.var.view} whole={whole} />);
});

/** A step without words: one button, and, where it leads nowhere, the page again with why. */
function button(verb: string, act: Verb<{ version: number }>, ...roles: Role[]): void {
	pages.post(`/referrals/:id/${verb}`, async (c) => {
		const { ground, actor } = c.var;
		only(actor, ...roles);
		const id = idOf<"referral">(c);
		const read = await readForm(c, step);
		if (!read.ok) return one(c, "refusal.malformed");
		return done(c, id, () => act(ground, actor, id, read.input), `referrals.done_${verb}`);
	});
}

async function done(c: Ctx, id: string, act: () => Promise<unknown>, said: string): Promise<Response> {
	try {
		await act();
	} catch (error) {
		if (!(error instanceof Refused) || ![409, 422].includes(error.status)) throw error;
		return one(c, Object.values(error.fields)[0] ?? `refusal.${error.code}`);
	}
	return seeOther(c, `/referrals/${id}`, said);
}

button("offer", service.offerReferral, "facilitator");
button("redraft", service.redraftReferral, "facilitator");
button("send", service.sendReferral, "facilitator");
button("close", service.closeReferral, "facilitator");
button("receive", service.receiveReferral, "social-worker");
button("accept", service.acceptReferral, "social-worker");
button("begin", service.beginOnReferral, "social-worker");

// A revocation asks nothing: whatever happened meanwhile, it wins until a desk took it on.
pages.post("/referrals/:id/revoke", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator");
	const id = idOf<"referral">(c);
	return done(c, id, () => service.revokeReferral(ground, actor, id), "referrals.done_revoke");
});

pages.post("/referrals/:id/fields/remove", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator");
	const id = idOf<"referral">(c);
	const read = await readForm(c, removeField);
	if (!read.ok) return one(c, "refusal.malformed");
	return done(c, id, () => fields.removeField(ground, actor, id, read.input), "referrals.field_removed");
});

pages.post("/referrals/:id/companions/:companion/remove", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator");
	const [id, companion] = [idOf<"referral">(c), idOf(c, "companion")];
	return done(c, id, () => beside.removeCompanion(ground, actor, id, companion), "referrals.companion_removed");
});

async function showForm(c: Ctx, name: FormName, form: FormState): Promise<Response> {
	const { ground, actor, view } = c.var;
	const id = idOf<"referral">(c);
	const whole =
		name === "desk"
			? { referral: await referralHere(ground, actor, id), fields: [] }
			: await openReferral(ground, actor, id);
	const key = optionalOneOf(fieldKeys).safeParse(c.req.query("key"));
	const field = key.success ? key.data : undefined;
	const choices = name === "desk" ? await chooseDesks(ground, actor, {}) : undefined;
	const status = Object.keys(form.errors).length > 0 ? 422 : 200;
	return page(c, <FormPage {...{ view, name, whole, form, field, desks: choices }} />, status);
}

/** A page with one form: what was typed stays there when it is refused, also when somebody else was faster. */
function form<Contract extends z.ZodType>(
	name: FormName,
	contract: Contract,
	act: Verb<z.output<Contract>>,
	role: Role,
): void {
	pages.get(`/referrals/:id/${name}`, (c) => {
		only(c.var.actor, role);
		return showForm(c, name, emptyForm);
	});
	pages.post(`/referrals/:id/${name}`, async (c) => {
		const { ground, actor } = c.var;
		only(actor, role);
		const id = idOf<"referral">(c);
		const read = await readForm(c, contract);
		if (!read.ok) return showForm(c, name, read.form);
		try {
			await act(ground, actor, id, read.input);
		} catch (error) {
			return showForm(c, name, afterRefusal(read.form, error));
		}
		return seeOther(c, `/referrals/${id}`, `referrals.done_${name}`);
	});
}

form("fields", writeField, fields.writeField, "facilitator");
form("desk", chooseDesk, service.chooseDesk, "facilitator");
form("calls", callForm, beside.recordCall, "facilitator");
form("companions", companionForm, beside.addCompanion, "facilitator");
form("agree", agreeForm, service.agreeToReferral, "facilitator");
form("ground", groundForm, service.groundReferral, "facilitator");
form("reopen", stepInWords, service.reopenReferral, "facilitator");
form("note", deskNote, beside.writeDeskNote, "social-worker");
form("decline", stepInWords, service.declineReferral, "social-worker");
form("return", stepInWords, service.returnReferral, "social-worker");
form("conclude", concludeForm, service.concludeReferral, "social-worker");
