import { z } from "zod";
import { newId } from "../../../core/ids.ts";
import { Refused } from "../../../core/refusal.ts";
import { afterRefusal, emptyForm, type FormState, type Parsed, readForm } from "../../../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther, slugIn } from "../../../ui/http.ts";
import { typedCode } from "../../community/reach/contract.ts";
import { confirmReach, isNeighbour } from "../../community/reach/service.ts";
import type { Neighbourhood } from "../../programme/contract.ts";
import { placeBySlug } from "../../programme/service.ts";
import * as contract from "./contract.ts";
import { JoiningPage, JoinPage, LeftPage, MinePage } from "./join.page.tsx";
import { JoinedPage } from "./joined.page.tsx";
import * as service from "./service.ts";

/** Joining a date, from the public page and at the desk. */
export const pages = routes();

function placeOf(c: Ctx): Promise<Neighbourhood> {
	return placeBySlug(c.var.ground, slugIn(c));
}

/** Where letters lead to. */
function baseOf(c: Ctx, place: Neighbourhood): string {
	return `${c.var.view.base}/n/${place.slug}`;
}

async function joinPage(c: Ctx, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const { ground, actor, view } = c.var;
	const place = await placeOf(c);
	const open = await service.datesToJoin(ground, actor, place, idOf(c));
	const asked = c.req.query("session");
	return page(c, <JoinPage view={view} place={place} {...open} form={form} asked={asked} id={newId()} />, status);
}

pages.get("/n/:slug/initiatives/:id/join", (c) => joinPage(c, emptyForm));

pages.post("/n/:slug/initiatives/:id/join", async (c) => {
	const { ground, actor, view } = c.var;
	const initiativeId = idOf(c);
	const place = await placeOf(c);
	const base = baseOf(c, place);
	if (isNeighbour(actor)) {
		const parsed = await readForm(c, contract.joinWithAccount);
		return joined(c, parsed, (input) => service.joinWithAccount(ground, actor, place, initiativeId, input));
	}
	const parsed = await readForm(c, contract.joinWithout);
	const told = { language: view.language, base };
	return joined(c, parsed, (input) => service.joinWithout(ground, place, initiativeId, input, told));
});

/** On to what was joined, or the same page with what to mend. */
async function joined<Input>(
	c: Ctx,
	parsed: Parsed<Input>,
	join: (input: Input) => Promise<string>,
): Promise<Response> {
	if (!parsed.ok) return joinPage(c, parsed.form, 422);
	try {
		return seeOther(c, `/n/${c.req.param("slug")}/join/${await join(parsed.input)}`);
	} catch (error) {
		return joinPage(c, afterRefusal(parsed.form, error), 422);
	}
}

async function joiningPage(c: Ctx, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const { ground, actor, view } = c.var;
	const place = await placeOf(c);
	const shown = await service.ownJoining(ground, actor, place, idOf(c));
	return page(c, <JoiningPage view={view} place={place} {...shown} form={form} />, status);
}

pages.get("/n/:slug/join/:id", (c) => joiningPage(c, emptyForm));

const codeForm = z.object({ code: typedCode });

pages.post("/n/:slug/join/:id", async (c) => {
	const id = idOf(c);
	const parsed = await readForm(c, codeForm);
	if (!parsed.ok) return joiningPage(c, parsed.form, 422);
	const place = await placeOf(c);
	try {
		await confirmReach(c.var.ground, place, id, parsed.input.code);
	} catch (error) {
		return joiningPage(c, afterRefusal(parsed.form, error), 422);
	}
	return seeOther(c, `/n/${place.slug}/join/${id}`, "reach.confirmed");
});

pages.post("/n/:slug/join/:id/letter", async (c) => {
	const place = await placeOf(c);
	const id = idOf(c);
	await service.sendCodeAgain(c.var.ground, place, id, baseOf(c, place));
	return seeOther(c, `/n/${place.slug}/join/${id}`, "reach.sent");
});

pages.post("/n/:slug/join/:id/leave", async (c) => {
	const { ground, actor, view } = c.var;
	const place = await placeOf(c);
	const id = idOf(c);
	const { joining } = await service.ownJoining(ground, actor, place, id);
	await service.leave(ground, actor, place, id);
	return page(c, <LeftPage view={view} place={place} joining={joining} />);
});

async function joinedPage(c: Ctx, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const { ground, actor, view } = c.var;
	const shown = await service.joinedOf(ground, actor, idOf(c), idOf(c, "session"));
	return page(c, <JoinedPage view={view} {...shown} form={form} id={newId()} />, status);
}

/** What whoever is signed in means to come to. */
pages.get("/initiatives/joined", async (c) => {
	const { ground, actor, view } = c.var;
	only(actor, "resident", "citizen");
	return page(c, <MinePage view={view} mine={await service.myJoinings(ground, actor)} />);
});

pages.get("/initiatives/:id/sessions/:session/joined", (c) => joinedPage(c, emptyForm));

pages.post("/initiatives/:id/sessions/:session/joined", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const [id, session] = [idOf<"initiative">(c), idOf<"session">(c, "session")];
	const parsed = await readForm(c, contract.joinAtDesk);
	if (!parsed.ok) return joinedPage(c, parsed.form, 422);
	try {
		await service.joinAtDesk(ground, actor, id, session, parsed.input);
	} catch (error) {
		return joinedPage(c, afterRefusal(parsed.form, error), 422);
	}
	return seeOther(c, joinedPath(id, session), "joined.added");
});

function joinedPath(id: string, session: string): string {
	return `/initiatives/${id}/sessions/${session}/joined`;
}

pages.post("/initiatives/:id/sessions/:session/joined/came", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const [id, session] = [idOf(c), idOf(c, "session")];
	const parsed = await readForm(c, contract.whoCame);
	if (!parsed.ok) throw new Refused("invalid", parsed.form.errors);
	await service.recordCame(ground, actor, id, session, parsed.input.came);
	return seeOther(c, joinedPath(id, session), "joined.came_done");
});

for (const [act, work, done] of [
	["leave", service.leaveAtDesk, "joined.left"],
	["told", service.markTold, "ui.saved"],
] as const)
	pages.post(`/initiatives/:id/sessions/:session/joined/:joining/${act}`, async (c) => {
		const { ground, actor } = c.var;
		only(actor, "facilitator", "coordinator");
		const [id, session] = [idOf(c), idOf(c, "session")];
		await work(ground, actor, session, idOf(c, "joining"));
		return seeOther(c, joinedPath(id, session), done);
	});
