import { isId, newId } from "../../core/ids.ts";
import { addDays, dayOf } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import { nobody } from "../../db/actor.ts";
import { accountNames } from "../../modules/access/service.ts";
import { type Behalf, confirmedHow } from "../../modules/community/behalf/contract.ts";
import {
	behalfOf,
	confirmBehalf,
	enteredByMe,
	enteredHere,
	keepSlip,
	placeToSpeak,
	slipOf,
} from "../../modules/community/behalf/service.ts";
import { postForSomebody } from "../../modules/exchange/board/behalf/service.ts";
import { postForSomebody as postContract } from "../../modules/exchange/board/contract.ts";
import { joinForSomebody } from "../../modules/initiatives/joining/behalf/service.ts";
import { joinForSomebody as joinContract } from "../../modules/initiatives/joining/contract.ts";
import { publicDatesIn } from "../../modules/initiatives/service.ts";
import type { Neighbourhood } from "../../modules/programme/contract.ts";
import { afterRefusal, emptyForm, type FormState, type Parsed, readForm, typedValue } from "../../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther } from "../../ui/http.ts";
import { readQuery } from "../../ui/json.ts";
import { answerPdf } from "../../ui/print/answer.tsx";
import { readUpload, sendAttachment } from "../../ui/upload.ts";
import { sayIn } from "../../ui/words.ts";
import { newFor, slipIn } from "./contract.ts";
import { BehalfDeskPage, BehalfPage } from "./list.page.tsx";
import { JoinForPage, PostForPage } from "./new.page.tsx";
import { SlipPage, slipSheet } from "./slip.page.tsx";
import { withdraw } from "./withdraw.ts";

/** `/community/behalf…`: what a trusted neighbour enters for a person, and what becomes of it. */
export const pages = routes();

const daysAhead = 60;
const mostDates = 60;

pages.get("/community/behalf", (c) => listPage(c, emptyForm));

async function listPage(c: Ctx, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const { ground, actor, view } = c.var;
	if (actor.role === "citizen") {
		const place = await placeToSpeak(ground, actor).catch(notTrusted);
		const items = await enteredByMe(ground, actor);
		// Whoever was trusted before goes on seeing what they entered; who never was has no business here.
		if (!place && items.length === 0) throw new Refused("not_yours");
		return page(c, <BehalfPage view={view} place={place} items={items} />, status);
	}
	const { place, items } = await enteredHere(ground, actor);
	const names = await ground.db.readAs(actor, (read) =>
		accountNames(
			read,
			items.map((one) => one.enteredBy),
		),
	);
	return page(c, <BehalfDeskPage view={view} place={place} items={items} names={names} form={form} />, status);
}

function notTrusted(error: unknown): undefined {
	if (error instanceof Refused && error.code === "not_yours") return undefined;
	throw error;
}

pages.get("/community/behalf/new", async (c) => {
	const { kind = "offer" } = readQuery(c, newFor);
	return newPage(c, kind, emptyForm);
});

async function newPage(
	c: Ctx,
	kind: "ask" | "offer" | "joining",
	form: FormState,
	status: 200 | 422 = 200,
): Promise<Response> {
	const { ground, actor, view } = c.var;
	const place = await placeToSpeak(ground, actor);
	const typed = typedValue(form, "id");
	const shown = { view, place, form, id: isId(typed) ? typed : newId() };
	if (kind !== "joining") return page(c, <PostForPage {...shown} kind={kind} />, status);
	return page(c, <JoinForPage {...shown} dates={await datesOf(c, place)} />, status);
}

async function datesOf(c: Ctx, place: Neighbourhood) {
	const { ground, view } = c.var;
	const from = dayOf(view.now);
	const span = { from, to: addDays(from, daysAhead) };
	const dates = await ground.db.readAs(nobody(), (read) => publicDatesIn(read, place, span, mostDates));
	return dates.filter((one) => new Date(one.startsAt) > view.now);
}

pages.post("/community/behalf/posts", async (c: Ctx) => {
	const { ground, actor, view } = c.var;
	only(actor, "citizen");
	const parsed = await readForm(c, postContract);
	const kind = typedValue(parsed.form, "kind") === "ask" ? "ask" : "offer";
	return entered(c, kind, parsed, async (input) => {
		const { id, state } = await postForSomebody(ground, actor, input, view.base);
		return { id, done: state === "shown" ? "behalf.entered" : `behalf.entered_${state}` };
	});
});

pages.post("/community/behalf/joinings", async (c: Ctx) => {
	const { ground, actor, view } = c.var;
	only(actor, "citizen");
	const parsed = await readForm(c, joinContract);
	return entered(c, "joining", parsed, async (input) => ({
		id: await joinForSomebody(ground, actor, input, view.base),
		done: "behalf.entered_joining",
	}));
});

/** On to the slip for the person, or the same page with what to mend. */
async function entered<Input>(
	c: Ctx,
	kind: "ask" | "offer" | "joining",
	parsed: Parsed<Input>,
	enter: (input: Input) => Promise<{ id: string; done: string }>,
): Promise<Response> {
	if (!parsed.ok) return newPage(c, kind, parsed.form, 422);
	try {
		const { id, done } = await enter(parsed.input);
		return seeOther(c, `/community/behalf/${id}/slip`, done);
	} catch (error) {
		return newPage(c, kind, afterRefusal(parsed.form, error), 422);
	}
}

/** What the slip says, in the language the person reads unless another was chosen. */
async function readSlip(c: Ctx): Promise<{ place: Neighbourhood; behalf: Behalf; by: string }> {
	const { ground, actor } = c.var;
	const { place, behalf } = await behalfOf(ground, actor, idOf(c));
	const language = readQuery(c, slipIn).language ?? behalf.language;
	const isMine = actor.accountId === behalf.enteredBy;
	const names = isMine ? undefined : await ground.db.readAs(actor, (read) => accountNames(read, [behalf.enteredBy]));
	const by = (isMine ? actor.name : names?.get(behalf.enteredBy)) ?? "–";
	return { place, behalf: { ...behalf, language }, by };
}

pages.get("/community/behalf/:id/slip", async (c) => page(c, <SlipPage view={c.var.view} {...(await readSlip(c))} />));

pages.get("/community/behalf/:id/slip.pdf", async (c) => {
	const { view } = c.var;
	const slip = await readSlip(c);
	const { language } = slip.behalf;
	const file = { name: `filo-${slip.behalf.id.slice(-6)}`, printable: `/community/behalf/${slip.behalf.id}/slip` };
	return answerPdf(c, file, slipSheet({ ...view, language, say: sayIn(language) }, slip));
});

pages.post("/community/behalf/:id/withdraw", async (c: Ctx) => {
	await withdraw(c);
	return seeOther(c, "/community/behalf", "behalf.taken_back");
});

pages.post("/community/behalf/:id/confirm", async (c: Ctx) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const id = idOf(c);
	const parsed = await readForm(c, confirmedHow);
	if (!parsed.ok) throw new Refused("invalid", parsed.form.errors);
	await confirmBehalf(ground, actor, id, parsed.input.how);
	return seeOther(c, "/community/behalf", "behalfdesk.confirmed");
});

pages.post("/community/behalf/:id/file", async (c: Ctx) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const id = idOf(c);
	try {
		const file = await readUpload(c, "slip");
		if (!file) throw new Refused("invalid", { slip: "error.required" });
		await keepSlip(ground, actor, id, file);
	} catch (error) {
		return listPage(c, afterRefusal(emptyForm, error), 422);
	}
	return seeOther(c, "/community/behalf", "behalfdesk.confirmed");
});

pages.get("/community/behalf/:id/file", async (c: Ctx) => {
	const { ground, actor, view } = c.var;
	const file = await slipOf(ground, actor, idOf(c));
	return sendAttachment(c, { ...file, name: view.say("behalfdesk.slip") });
});
