import type { Id } from "../../core/ids.ts";
import { isId } from "../../core/ids.ts";
import { Refused } from "../../core/refusal.ts";
import { Actions, type Candidate, Card, Empty, Entries, LinkButton } from "../../ui/components.tsx";
import { afterRefusal, emptyForm, type FormState, readFields, readForm, typedValue, valuesOf } from "../../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther, type View } from "../../ui/http.ts";
import { readQuery } from "../../ui/json.ts";
import { Page } from "../../ui/layout.tsx";
import { resolveParty } from "../community/service.ts";
import { openNeedsIn } from "../listening/service.ts";
import { neighbourhoodIn, objectivesIn } from "../programme/service.ts";
import * as contract from "./contract.ts";
import { type Choices, EditInitiative, NewInitiative } from "./form.page.tsx";
import { InitiativePage, OrganisedPage } from "./initiative.page.tsx";
import * as service from "./service.ts";
import { newNames, SessionPage, SheetPage } from "./session.page.tsx";

/** `/initiatives/…`: initiatives, their dates and the models they come from. */
export const pages = routes();

pages.get("/initiatives", async (c) => {
	const { view, ground, actor } = c.var;
	const { say } = view;
	const query = readQuery(c, contract.listInitiatives);
	const { items, next } = await service.listInitiatives(ground, actor, { ...query, limit: 50 });
	const staff = actor.role !== "citizen";
	return page(
		c,
		<Page
			view={view}
			place="initiatives"
			title={say("initiatives.list_title")}
			lead={say(staff ? "initiatives.list_lead" : "initiatives.list_mine")}
		>
			{staff && (
				<>
					<Actions>
						<LinkButton href="/initiatives/new">{say("initiatives.new_link")}</LinkButton>
					</Actions>
					<StateTabs view={view} state={query.state} />
				</>
			)}
			{items.length === 0 ? (
				<Empty>
					<p>{say("initiatives.list_empty")}</p>
				</Empty>
			) : (
				<Entries
					items={items.map((i) => ({
						key: i.id,
						title: <a href={`/initiatives/${i.id}`}>{i.title}</a>,
						line: [say(`initiatives.state_${i.state}`), i.placeWords].filter(Boolean).join(" · "),
					}))}
				/>
			)}
			{next && (
				<p>
					<a href={`/initiatives?cursor=${next}${query.state ? `&state=${query.state}` : ""}`}>{say("ui.older")}</a>
				</p>
			)}
			{staff && (
				<p>
					<a href="/initiatives/models">{say("initiatives.models_title")}</a>
				</p>
			)}
		</Page>,
	);
});

function StateTabs({ view, state }: { view: View; state: contract.InitiativeState | undefined }) {
	const { say } = view;
	return (
		<nav class="tabs" aria-label={say("initiatives.by_state")}>
			<a href="/initiatives" aria-current={state ? undefined : "page"}>
				{say("initiatives.all_states")}
			</a>
			{contract.initiativeStates.map((s) => (
				<a key={s} href={`/initiatives?state=${s}`} aria-current={s === state ? "page" : undefined}>
					{say(`initiatives.state_${s}`)}
				</a>
			))}
		</nav>
	);
}

pages.get("/initiatives/models", async (c) => {
	const { view, ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const models = await service.models(ground, actor, view.language);
	return page(
		c,
		<Page
			view={view}
			place="initiatives"
			title={view.say("initiatives.models_title")}
			lead={view.say("initiatives.models_lead")}
		>
			<Entries
				items={models.map((m) => ({
					key: m.id,
					title: <a href={`/initiatives/models/${m.id}`}>{m.name}</a>,
					line: m.summary,
				}))}
			/>
		</Page>,
	);
});

pages.get("/initiatives/models/:model", async (c) => {
	const { view, ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const model = (await service.models(ground, actor, view.language)).find((m) => m.id === c.req.param("model"));
	if (!model) throw new Refused("not_found");
	return page(c, <ModelPage view={view} model={model} />);
});

function ModelPage({ view, model }: { view: View; model: contract.Model }) {
	const { say } = view;
	const lists = [
		["people", model.people],
		["takes", model.needs],
		["watch", model.watch],
	] as const;
	return (
		<Page view={view} place="initiatives" title={model.name} lead={model.summary}>
			<div class="columns">
				<section>
					<h2>{say("initiatives.model_steps")}</h2>
					<ol>
						{model.steps.map((step) => (
							<li key={step}>{step}</li>
						))}
					</ol>
				</section>
				<div>
					{lists.map(([name, lines]) => (
						<Card key={name}>
							<h2>{say(`initiatives.model_${name}`)}</h2>
							<ul>
								{lines.map((line) => (
									<li key={line}>{line}</li>
								))}
							</ul>
						</Card>
					))}
				</div>
			</div>
			<Actions>
				<LinkButton href={`/initiatives/new?model=${model.id}`}>
					{say("initiatives.start_from", { model: model.name })}
				</LinkButton>
			</Actions>
		</Page>
	);
}

/** What a form offers: models, objectives in their own words, needs that wait for an answer. */
async function choicesOf(c: Ctx): Promise<Choices> {
	const { ground, actor, view } = c.var;
	const models = await service.models(ground, actor, view.language);
	return ground.db.readAs(actor, async (read) => {
		const n = await neighbourhoodIn(read);
		const needs = (await openNeedsIn(read, n.id)).slice(0, 60).map(({ id, title }) => ({ id, title }));
		return { models, needs, objectives: await objectivesIn(read) };
	});
}

pages.get("/initiatives/new", async (c) => newPage(c, emptyForm));

async function newPage(c: Ctx, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	only(c.var.actor, "facilitator", "coordinator");
	const choices = await choicesOf(c);
	const model = choices.models.find((m) => m.id === c.req.query("model"));
	const need = choices.needs.find((n) => n.id === c.req.query("need"))?.id;
	return page(c, <NewInitiative view={c.var.view} form={form} choices={choices} model={model} need={need} />, status);
}

pages.post("/initiatives", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const parsed = await readForm(c, contract.newInitiative);
	if (!parsed.ok) return newPage(c, parsed.form, 422);
	try {
		const made = await service.startInitiative(ground, actor, parsed.input);
		return seeOther(c, `/initiatives/${made.id}`, "initiatives.started_done");
	} catch (error) {
		return newPage(c, afterRefusal(parsed.form, error), 422);
	}
});

pages.get("/initiatives/:id", async (c) => {
	const { ground, actor, view } = c.var;
	if (actor.role === "citizen")
		return page(c, <OrganisedPage view={view} {...(await service.organisedInitiative(ground, actor, idOf(c)))} />);
	return initiativePage(c, emptyForm);
});

async function initiativePage(
	c: Ctx,
	form: FormState,
	status: 200 | 422 = 200,
	candidates?: Candidate[],
): Promise<Response> {
	const { ground, actor, view } = c.var;
	const { sessions, needs, ...initiative } = await service.workingInitiative(ground, actor, idOf(c));
	const { objectives, open } = await ground.db.readAs(actor, async (read) => ({
		objectives: initiative.objectives.length > 0 ? await objectivesIn(read) : [],
		open: await openNeedsIn(read, initiative.neighbourhoodId),
	}));
	return page(
		c,
		<InitiativePage
			view={view}
			initiative={initiative}
			sessions={sessions}
			needs={needs}
			objectives={objectives.filter((o) => initiative.objectives.includes(o.id))}
			openNeeds={open.filter((n) => !initiative.needIds.includes(n.id)).slice(0, 60)}
			form={form}
			candidates={candidates}
		/>,
		status,
	);
}

pages.get("/initiatives/:id/edit", async (c) => editPage(c, emptyForm));

async function editPage(c: Ctx, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const { ground, actor, view } = c.var;
	const initiative = await service.workingInitiative(ground, actor, idOf(c));
	return page(
		c,
		<EditInitiative
			view={view}
			form={form}
			choices={{ models: [], needs: [], objectives: await ground.db.readAs(actor, (read) => objectivesIn(read)) }}
			initiative={initiative}
			remarks={initiative.remarks}
		/>,
		status,
	);
}

/** A form of one initiative: parsed, done, and back to its page; what cannot be done comes back with what was typed. */
function post<Contract extends Parameters<typeof readForm>[1]>(
	path: string,
	wanted: Contract,
	work: (c: Ctx, id: string, input: import("zod").output<Contract>) => Promise<unknown>,
	again: (c: Ctx, form: FormState, status: 422) => Promise<Response> = initiativePage,
): void {
	pages.post(path, async (c: Ctx) => {
		only(c.var.actor, "facilitator", "coordinator");
		const id = idOf(c);
		const parsed = await readForm(c, wanted);
		if (!parsed.ok) return again(c, parsed.form, 422);
		try {
			await work(c, id, parsed.input);
		} catch (error) {
			return again(c, afterRefusal(parsed.form, error), 422);
		}
		return seeOther(c, `/initiatives/${id}`, "ui.saved");
	});
}

post(
	"/initiatives/:id/edit",
	contract.changeInitiative,
	(c, id, input) => service.changeInitiative(c.var.ground, c.var.actor, id, input),
	editPage,
);
post("/initiatives/:id/state", contract.changeState, (c, id, input) =>
	service.changeState(c.var.ground, c.var.actor, id, input),
);
post("/initiatives/:id/sessions", contract.newSessions, (c, id, input) =>
	service.addSessions(c.var.ground, c.var.actor, id, input),
);
post("/initiatives/:id/runners", contract.changeRunner, (c, id, input) =>
	service.changeRunner(c.var.ground, c.var.actor, id, input),
);
post("/initiatives/:id/needs", contract.linkNeed, (c, id, input) =>
	service.linkNeed(c.var.ground, c.var.actor, id, input.need),
);

pages.post("/initiatives/:id/partners", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const id = idOf(c);
	const parsed = await readForm(c, contract.addPartner);
	if (!parsed.ok) return initiativePage(c, parsed.form, 422);
	const { neighbourhoodId } = await service.workingInitiative(ground, actor, id);
	const { organisation, organisation_typed } = parsed.input;
	const found = await ground.db.readAs(actor, (read) =>
		resolveParty(read, { typed: organisation_typed, chosen: organisation, kinds: ["organisation"], neighbourhoodId }),
	);
	if (!found || "candidates" in found) {
		const error = !found ? "error.required" : found.candidates.length > 0 ? "error.which" : "error.unknown_party";
		return initiativePage(c, { values: parsed.form.values, errors: { organisation: error } }, 422, found?.candidates);
	}
	await service.addPartner(ground, actor, id, found.id);
	return seeOther(c, `/initiatives/${id}`, "ui.saved");
});

pages.get("/initiatives/:id/sessions/:session", async (c) => sessionPage(c));

async function sessionPage(
	c: Ctx,
	forms: { form?: FormState; met?: FormState; candidates?: Record<string, Candidate[]> } = {},
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
		})),
		...chosen.map((person) => ({ person, agreed })),
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
	return seeOther(c, `/initiatives/${id}/sessions/${session}`, "ui.saved");
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
