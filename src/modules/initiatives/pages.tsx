import { Actions, type Candidate, Empty, Entries, LinkButton } from "../../ui/components.tsx";
import { afterRefusal, emptyForm, type FormState, readForm } from "../../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther, type View } from "../../ui/http.ts";
import { readQuery } from "../../ui/json.ts";
import { Page } from "../../ui/layout.tsx";
import { resolveParty } from "../community/service.ts";
import { openNeedsIn } from "../listening/service.ts";
import { neighbourhoodIn, objectivesIn } from "../programme/service.ts";
import * as contract from "./contract.ts";
import { type Choices, EditInitiative, NewInitiative } from "./form.page.tsx";
import { InitiativePage, OrganisedPage } from "./initiative.page.tsx";
import { pages as joining } from "./joining/pages.tsx";
import { takeSteps as stepsTaken } from "./models/contract.ts";
import { pages as models } from "./models/pages.tsx";
import { pages as steps } from "./models/steps/pages.tsx";
import { takeSteps } from "./models/steps/service.ts";
import { pages as organisers } from "./organisers/pages.tsx";
import * as service from "./service.ts";
import { pages as sessions } from "./sessions/pages.tsx";
import { pages as translations } from "./translations/pages.tsx";
import { waitingTranslationsIn } from "./translations/service.ts";

/** `/initiatives/…`: initiatives, their dates and the models they come from. */
export const pages = routes();
// Before `/initiatives/:id`, which would take their names for ids.
for (const room of [models, steps, organisers, joining, sessions, translations]) pages.route("/", room);

pages.get("/initiatives", async (c) => {
	const { view, ground, actor } = c.var;
	const { say } = view;
	const query = readQuery(c, contract.listInitiatives);
	const { items, next } = await service.listInitiatives(ground, actor, { ...query, limit: 50 });
	const staff = actor.role !== "citizen";
	const waiting = staff ? await waitingHere(c) : [];
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
					{waiting.map((i) => (
						<p key={i.id}>
							<a href={`/initiatives/${i.id}/translations`}>
								{say("initiatives.translations_wait", { n: i.n, title: i.title })}
							</a>
						</p>
					))}
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
				<p class="row">
					<a href="/initiatives/models">{say("initiatives.models_title")}</a>
					<a href="/publication/outside">{say("outside.title")}</a>
					<a href="/publication/round">{say("roundstaff.title")}</a>
				</p>
			)}
		</Page>,
	);
});

function waitingHere({ var: { ground, actor } }: Ctx) {
	return ground.db.readUnchanged(actor, async (read) => waitingTranslationsIn(read, (await neighbourhoodIn(read)).id));
}

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

/** What a form offers: models, objectives in their own words, needs that wait for an answer. */
async function choicesOf(c: Ctx): Promise<Choices> {
	const { ground, actor, view } = c.var;
	const models = (await service.models(ground, actor, view.language)).filter(service.isUsable);
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
	const title = c.req.query("title")?.slice(0, 120);
	const given = { model, need, title };
	return page(c, <NewInitiative view={c.var.view} form={form} choices={choices} {...given} />, status);
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
	const shown = await service.initiativeOnPage(ground, actor, idOf(c), view.language);
	return page(c, <InitiativePage view={view} {...shown} form={form} candidates={candidates} />, status);
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
	undoable: (input: import("zod").output<Contract>) => boolean = () => false,
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
		return seeOther(c, `/initiatives/${id}`, "ui.saved", undoable(parsed.input) ? id : undefined);
	});
}

post(
	"/initiatives/:id/edit",
	contract.changeInitiative,
	(c, id, input) => service.changeInitiative(c.var.ground, c.var.actor, id, input),
	editPage,
);
post("/initiatives/:id/steps", stepsTaken, (c, id, input) =>
	takeSteps(c.var.ground, c.var.actor, id, input, c.var.view.language),
);

post(
	"/initiatives/:id/state",
	contract.changeState,
	(c, id, input) => service.changeState(c.var.ground, c.var.actor, id, input),
	initiativePage,
	({ to }) => to === "concluded" || to === "dropped",
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
