import type { z } from "zod";
import { newId } from "../../core/ids.ts";
import { dayOf } from "../../core/period.ts";
import { afterRefusal, emptyForm, type FormState, readForm, typedValue } from "../../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther } from "../../ui/http.ts";
import { readQuery } from "../../ui/json.ts";
import { pages as agreements } from "./agreements/pages.tsx";
import {
	addContact,
	browseParties,
	type Candidate,
	correctForms,
	endTie as endTieForm,
	movePersonForward as forwardForm,
	recordGroup as groupForm,
	markLeft as markLeftForm,
	type Noun,
	nouns,
	recordOrganisation as organisationForm,
	type Party,
	type PartyKind,
	type PartyLine,
	partyKinds,
	pathOf,
	recordPerson as personForm,
	recordPlace as placeForm,
	recordTieOnPage,
	withdrawAgreement as withdrawForm,
} from "./contract.ts";
import { Correct, standing } from "./corrections/form.page.tsx";
import { correctParty, partyToCorrect } from "./corrections/service.ts";
import { recordGround as groundForm } from "./forgetting/contract.ts";
import { endLegalGround, recordLegalGround } from "./forgetting/service.ts";
import type { FormName, Sent } from "./parties/forms.tsx";
import { kindsOfList, List } from "./parties/list.page.tsx";
import { New } from "./parties/new.page.tsx";
import { PartyPage } from "./parties/party.page.tsx";
import {
	calledTheSame,
	markLeft,
	parties,
	party,
	recordGroup,
	recordHousehold,
	recordOrganisation,
	recordPlace,
} from "./parties/service.ts";
import { AgreementPage } from "./persons/agreement.page.tsx";
import { MePage } from "./persons/me.page.tsx";
import {
	aboutMe,
	agreement,
	endContact,
	addContact as keepContact,
	movePersonForward,
	recordPerson,
	withdrawAgreement,
} from "./persons/service.ts";
import { pages as reaches } from "./reach/pages.tsx";
import { protectPerson as protectForm, saySafely as safeForm } from "./safe/contract.ts";
import { ProtectedPage } from "./safe/protected.page.tsx";
import { protectedPeople, protectPerson, saySafely } from "./safe/service.ts";
import { sameAs } from "./same/contract.ts";
import { otherMeant } from "./same/service.ts";
import { searchParties } from "./service.ts";
import { endTie, recordTieFrom, tie } from "./ties/service.ts";
import { TiePage } from "./ties/tie.page.tsx";

export const pages = routes();

for (const room of [agreements, reaches]) pages.route("/", room);

const linesOfList = 30;

function today(c: Ctx): string {
	return dayOf(c.var.ground.clock());
}

/** Who may be meant by what a picker holds. */
async function candidatesFor(c: Ctx, form: FormState, name: string, kinds: readonly PartyKind[]): Promise<Candidate[]> {
	const q = typedValue(form, `${name}_typed`).slice(0, 120);
	if (!form.errors[name] || q.trim() === "") return [];
	return searchParties(c.var.ground, c.var.actor, { q, kinds: [...kinds], limit: 8 });
}

function listRoute(noun: Noun): void {
	pages.get(`/community/${noun}`, async (c) => {
		const { q, cursor } = readQuery(c, browseParties);
		const { ground, actor, view } = c.var;
		const { items, next } = await parties(ground, actor, { kinds: kindsOfList[noun], q, cursor, limit: linesOfList });
		return page(c, <List view={view} noun={noun} q={q} items={items} next={next} />);
	});
}

async function showNew(c: Ctx, noun: Noun, form: FormState, status: 200 | 422): Promise<Response> {
	const candidates = await candidatesFor(c, form, "place", ["place"]);
	const same: Party[] = form.errors.another
		? await calledTheSame(c.var.ground, c.var.actor, { kind: nouns[noun], label: typedValue(form, "label") })
		: [];
	const id = typedValue(form, "id") || newId();
	const props = { view: c.var.view, noun, id, form, today: today(c), candidates, same };
	return page(c, <New {...props} />, status);
}

function newRoutes<Contract extends z.ZodType>(
	noun: Noun,
	contract: Contract,
	record: (c: Ctx, input: z.output<Contract>) => Promise<PartyLine>,
): void {
	pages.get(`/community/${noun}/new`, async (c) => {
		// A page that nobody may save from is not shown: the list decides who.
		await parties(c.var.ground, c.var.actor, { kinds: [nouns[noun]], limit: 1 });
		return showNew(c, noun, emptyForm, 200);
	});
	pages.post(`/community/${noun}/new`, async (c) => {
		only(c.var.actor, "facilitator", "coordinator");
		const parsed = await readForm(c, contract);
		if (!parsed.ok) return showNew(c, noun, parsed.form, 422);
		try {
			return seeOther(c, pathOf(await record(c, parsed.input)), "community.saved_new");
		} catch (error) {
			return showNew(c, noun, afterRefusal(parsed.form, error), 422);
		}
	});
}

async function showParty(c: Ctx, kind: PartyKind, id: string, sent?: Sent): Promise<Response> {
	const whole = await party(c.var.ground, c.var.actor, kind, id);
	const tree = <PartyPage view={c.var.view} whole={whole} sent={sent} today={today(c)} />;
	return page(c, tree, sent ? 422 : 200);
}

/** A form on a party's page: done, or the same page with that form open and its errors. */
function partyForm<Contract extends z.ZodType>(
	noun: Noun,
	segment: string,
	name: FormName,
	contract: Contract,
	act: (c: Ctx, id: string, input: z.output<Contract>) => Promise<unknown>,
): void {
	const kind = nouns[noun];
	pages.post(`/community/${noun}/:id/${segment}`, async (c) => {
		const id = idOf(c);
		const parsed = await readForm(c, contract);
		let form = parsed.form;
		if (parsed.ok) {
			try {
				await act(c, id, parsed.input);
				return seeOther(c, pathOf({ kind, id }), `community.saved_${name}`, name === "left" ? id : undefined);
			} catch (error) {
				form = withFormNames(afterRefusal(parsed.form, error));
			}
		}
		const candidates = name === "tie" ? await candidatesFor(c, form, "other", partyKinds) : [];
		return showParty(c, kind, id, { name, form, candidates });
	});
}

/** The rules speak of a tie's kind and of who said so; the form has other fields for both. */
function withFormNames({ values, errors }: FormState): FormState {
	const { kind, one, ...rest } = errors;
	return { values, errors: { ...rest, ...(kind && { seen: kind }), ...(one && { other: one }) } };
}

/** Who else this is: nothing is done yet, both are shown beside each other first. */
function sameRoute(noun: Noun): void {
	const kind = nouns[noun];
	pages.post(`/community/${noun}/:id/same`, async (c) => {
		only(c.var.actor, "facilitator", "coordinator");
		const id = idOf(c);
		const parsed = await readForm(c, sameAs);
		let form = parsed.form;
		if (parsed.ok) {
			try {
				const other = await otherMeant(c.var.ground, c.var.actor, kind, id, parsed.input);
				return seeOther(c, `/community/same?one=${id}&other=${other}`);
			} catch (error) {
				form = afterRefusal(parsed.form, error);
			}
		}
		const candidates = (await candidatesFor(c, form, "same", [kind])).filter((candidate) => candidate.id !== id);
		return showParty(c, kind, id, { name: "same", form, candidates });
	});
}

async function showCorrect(c: Ctx, kind: PartyKind, form?: FormState): Promise<Response> {
	const line = await partyToCorrect(c.var.ground, c.var.actor, kind, idOf(c));
	const candidates = form && (await candidatesFor(c, form, "place", ["place"]));
	const props = { view: c.var.view, party: line, form: form ?? standing(line), candidates };
	return page(c, <Correct {...props} />, form ? 422 : 200);
}

/** What was written down wrong, or has changed: a page of its own. */
function correctRoutes(noun: Noun): void {
	const kind = nouns[noun];
	pages.get(`/community/${noun}/:id/correct`, (c) => showCorrect(c, kind));
	pages.post(`/community/${noun}/:id/correct`, async (c) => {
		only(c.var.actor, "facilitator", "coordinator");
		const parsed = await readForm(c, correctForms[kind]);
		if (!parsed.ok) return showCorrect(c, kind, parsed.form);
		try {
			const line = await correctParty(c.var.ground, c.var.actor, idOf(c), parsed.input, kind);
			return seeOther(c, pathOf(line), "community.saved_correct");
		} catch (error) {
			return showCorrect(c, kind, afterRefusal(parsed.form, error));
		}
	});
}

for (const noun of Object.keys(nouns) as Noun[]) listRoute(noun);

newRoutes("persons", personForm, (c, input) => recordPerson(c.var.ground, c.var.actor, input));
newRoutes("households", groupForm, (c, input) => recordHousehold(c.var.ground, c.var.actor, input));
newRoutes("groups", groupForm, (c, input) => recordGroup(c.var.ground, c.var.actor, input));
newRoutes("organisations", organisationForm, (c, input) => recordOrganisation(c.var.ground, c.var.actor, input));
newRoutes("places", placeForm, (c, input) => recordPlace(c.var.ground, c.var.actor, input));

for (const noun of Object.keys(nouns) as Noun[]) {
	pages.get(`/community/${noun}/:id`, (c) => showParty(c, nouns[noun], idOf(c)));
	correctRoutes(noun);
	sameRoute(noun);
	partyForm(noun, "ties", "tie", recordTieOnPage, (c, id, input) =>
		recordTieFrom(c.var.ground, c.var.actor, id, input),
	);
	partyForm(noun, "left", "left", markLeftForm, (c, id, input) =>
		markLeft(c.var.ground, c.var.actor, nouns[noun], id, input),
	);
}
partyForm("persons", "forward", "forward", forwardForm, (c, id, input) =>
	movePersonForward(c.var.ground, c.var.actor, id, input),
);
partyForm("persons", "grounds", "ground", groundForm, (c, id, input) =>
	recordLegalGround(c.var.ground, c.var.actor, id, input),
);
partyForm("persons", "safe", "safe", safeForm, (c, id, input) => saySafely(c.var.ground, c.var.actor, input, id));
partyForm("persons", "protect", "protect", protectForm, (c, id, input) =>
	protectPerson(c.var.ground, c.var.actor, id, input),
);
for (const noun of ["persons", "organisations"] as const) {
	partyForm(noun, "contacts", "contact", addContact, (c, id, input) =>
		keepContact(c.var.ground, c.var.actor, id, input),
	);
}

pages.post("/community/contacts/:id/end", async (c) => {
	const { partyId, partyKind } = await endContact(c.var.ground, c.var.actor, idOf(c));
	return seeOther(c, pathOf({ kind: partyKind, id: partyId }), "community.saved_contact_end");
});

pages.post("/community/grounds/:id/end", async (c) => {
	const { personId } = await endLegalGround(c.var.ground, c.var.actor, idOf(c));
	return seeOther(c, pathOf({ kind: "person", id: personId }), "community.saved_ground_end");
});

async function showTie(c: Ctx, id: string, form: FormState, status: 200 | 422): Promise<Response> {
	const told = await tie(c.var.ground, c.var.actor, id);
	return page(c, <TiePage view={c.var.view} tie={told} form={form} today={today(c)} />, status);
}

pages.get("/community/ties/:id", (c) => showTie(c, idOf(c), emptyForm, 200));

pages.post("/community/ties/:id/end", async (c) => {
	const id = idOf(c);
	const parsed = await readForm(c, endTieForm);
	if (!parsed.ok) return showTie(c, id, parsed.form, 422);
	try {
		await endTie(c.var.ground, c.var.actor, id, parsed.input);
	} catch (error) {
		return showTie(c, id, afterRefusal(parsed.form, error), 422);
	}
	return seeOther(c, `/community/ties/${id}`, "community.saved_tie_end", id);
});

async function showAgreement(c: Ctx, id: string, form: FormState, status: 200 | 422): Promise<Response> {
	const facts = await agreement(c.var.ground, c.var.actor, id);
	return page(c, <AgreementPage view={c.var.view} {...facts} form={form} />, status);
}

pages.get("/community/agreements/:id", (c) => showAgreement(c, idOf(c), emptyForm, 200));

pages.post("/community/agreements/:id/withdraw", async (c) => {
	const id = idOf(c);
	const parsed = await readForm(c, withdrawForm);
	if (!parsed.ok) return showAgreement(c, id, parsed.form, 422);
	try {
		const { personId } = await withdrawAgreement(c.var.ground, c.var.actor, id, parsed.input);
		const own = c.var.actor.role === "resident" || c.var.actor.role === "citizen";
		const back = own ? "/community/me" : pathOf({ kind: "person", id: personId });
		return seeOther(c, back, "community.saved_withdrawn");
	} catch (error) {
		return showAgreement(c, id, afterRefusal(parsed.form, error), 422);
	}
});

pages.get("/community/me", async (c) => {
	const mine = await aboutMe(c.var.ground, c.var.actor);
	return page(c, <MePage view={c.var.view} mine={mine} />);
});

pages.get("/community/protected", async (c) => {
	const people = await protectedPeople(c.var.ground, c.var.actor);
	return page(c, <ProtectedPage view={c.var.view} people={people} />);
});

pages.post("/community/me/safe", async (c) => {
	only(c.var.actor, "resident", "citizen");
	const parsed = await readForm(c, safeForm);
	if (parsed.ok) {
		await saySafely(c.var.ground, c.var.actor, parsed.input);
		return seeOther(c, "/community/me", "community.saved_safe");
	}
	const mine = await aboutMe(c.var.ground, c.var.actor);
	return page(c, <MePage view={c.var.view} mine={mine} form={parsed.form} />, 422);
});
