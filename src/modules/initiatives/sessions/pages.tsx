import { type Id, isId } from "../../../core/ids.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Candidate } from "../../../ui/components.tsx";
import {
	afterRefusal,
	emptyForm,
	type FormState,
	readFields,
	readForm,
	typedValue,
	valuesOf,
} from "../../../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther } from "../../../ui/http.ts";
import { responsibleTyped } from "../../../ui/responsible.tsx";
import { resolveParty } from "../../community/service.ts";
import * as contract from "../contract.ts";
import * as service from "./service.ts";
import { newNames, SessionPage, SheetPage } from "./session.page.tsx";

/** One date of an initiative: its sheet, and who came to know whom. */
export const pages = routes();

pages.get("/initiatives/:id/sessions/:session", async (c) => sessionPage(c));

async function sessionPage(
	c: Ctx,
	forms: { form?: FormState; met?: FormState; moved?: FormState; candidates?: Record<string, Candidate[]> } = {},
	status: 200 | 422 = 200,
): Promise<Response> {
	const { ground, actor, view } = c.var;
	const shown = await service.sessionOf(ground, actor, idOf(c), idOf(c, "session"));
	return page(
		c,
		<SessionPage
			view={view}
			{...shown}
			form={forms.form ?? emptyForm}
			met={forms.met ?? emptyForm}
			moved={forms.moved ?? emptyForm}
			candidates={forms.candidates ?? {}}
		/>,
		status,
	);
}

pages.get("/initiatives/:id/sessions/:session/sheet", async (c) => {
	const { ground, actor, view } = c.var;
	const { initiative, session } = await service.sessionOf(ground, actor, idOf(c), idOf(c, "session"));
	return page(c, <SheetPage view={view} initiative={initiative} session={session} />);
});

pages.post("/initiatives/:id/sessions/:session/state", async (c) => {
	only(c.var.actor, "facilitator", "coordinator");
	const [id, session] = [idOf(c), idOf(c, "session")];
	const parsed = await readForm(c, contract.sessionChange);
	if (!parsed.ok) throw new Refused("invalid", parsed.form.errors);
	await service.setSessionState(c.var.ground, c.var.actor, id, session, parsed.input.to);
	return seeOther(c, `/initiatives/${id}/sessions/${session}`, "ui.saved", session);
});

pages.post("/initiatives/:id/sessions/:session/time", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const [id, session] = [idOf(c), idOf(c, "session")];
	const parsed = await readForm(c, contract.moveSession);
	if (!parsed.ok) return sessionPage(c, { moved: parsed.form }, 422);
	try {
		await service.moveSession(ground, actor, id, session, parsed.input);
	} catch (error) {
		return sessionPage(c, { moved: afterRefusal(parsed.form, error) }, 422);
	}
	return seeOther(c, `/initiatives/${id}/sessions/${session}`, "ui.saved");
});

/** The sheet as typed: ticked people with their part, up to three more names, and how many others. */
pages.post("/initiatives/:id/sessions/:session/attendance", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const [id, session] = [idOf(c), idOf(c, "session")];
	const values = await readFields(c);
	const { session: there } = await service.sessionOf(ground, actor, id, session);
	const typed: FormState = { values, errors: {} };
	const { chosen, candidates, errors } = await newPeople(c, typed, there.neighbourhoodId);
	if (Object.keys(errors).length > 0) return sessionPage(c, { form: { values, errors }, candidates }, 422);
	const agreed = values.agreed !== undefined;
	const people = [
		...valuesOf(typed, "person").map((person) => ({
			person,
			role: typedValue(typed, `role_${person}`) || undefined,
			agreed,
			...responsibleTyped(typed, person),
		})),
		...chosen.map((person) => ({ person, agreed, ...responsibleTyped(typed, person) })),
	];
	const parsed = contract.attendance.safeParse({ people, unnamed: typedValue(typed, "unnamed") || "0" });
	if (!parsed.success) return sessionPage(c, { form: { values, errors: { unnamed: "error.whole" } } }, 422);
	try {
		await service.recordAttendance(ground, actor, id, session, parsed.data);
	} catch (error) {
		const refused = afterRefusal(typed, error);
		const { people: why, ...rest } = refused.errors;
		return sessionPage(c, { form: { values, errors: why ? { ...rest, agreed: why } : rest }, candidates }, 422);
	}
	return seeOther(c, `/initiatives/${id}/sessions/${session}`, "ui.saved", session);
});

/** Who is meant by the names typed; nobody is guessed. */
async function newPeople(c: Ctx, form: FormState, neighbourhoodId: string) {
	const chosen: string[] = [];
	const candidates: Record<string, Candidate[]> = {};
	const errors: Record<string, string> = {};
	await c.var.ground.db.readAs(c.var.actor, async (read) => {
		for (const name of newNames) {
			const picked = typedValue(form, name);
			const query = {
				typed: typedValue(form, `${name}_typed`).slice(0, 120),
				chosen: isId(picked) ? (picked as Id<"party">) : undefined,
				kinds: ["person" as const],
				neighbourhoodId,
			};
			const found = await resolveParty(read, query);
			if (!found) continue;
			if ("id" in found) {
				chosen.push(found.id);
				candidates[name] = [found];
			} else {
				candidates[name] = found.candidates;
				errors[name] = found.candidates.length > 0 ? "error.which" : "error.unknown_party";
			}
		}
	});
	return { chosen, candidates, errors };
}

pages.post("/initiatives/:id/sessions/:session/met", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const [id, session] = [idOf(c), idOf(c, "session")];
	const parsed = await readForm(c, contract.metHere);
	if (!parsed.ok) return sessionPage(c, { met: parsed.form }, 422);
	try {
		await service.meetHere(ground, actor, id, session, parsed.input);
	} catch (error) {
		return sessionPage(c, { met: afterRefusal(parsed.form, error) }, 422);
	}
	return seeOther(c, `/initiatives/${id}/sessions/${session}`, "initiatives.met_done");
});
