import { isId, newId } from "../../../../core/ids.ts";
import { Refused } from "../../../../core/refusal.ts";
import {
	Actions,
	Button,
	Card,
	Chips,
	Empty,
	Entries,
	ErrorSummary,
	Form,
	LinkButton,
	Readers,
	Select,
	TextArea,
	TextField,
	Tick,
} from "../../../../ui/components.tsx";
import { afterRefusal, emptyForm, type FormState, readForm, typedValue } from "../../../../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther, type View } from "../../../../ui/http.ts";
import { readQuery } from "../../../../ui/json.ts";
import { Page } from "../../../../ui/layout.tsx";
import { ReachContact, ReachFields } from "../../../../ui/reach-fields.tsx";
import { HideForm } from "../../../../ui/report-fields.tsx";
import { langOf, Written } from "../../../../ui/written.tsx";
import { judge } from "../../../exchange/moderation/contract.ts";
import {
	becameInitiative,
	type DeskIdeaLine,
	type DeskJoin,
	type DeskQuery,
	deskIdea,
	deskQuery,
	deskStandings,
	hows,
	ideaTerm,
	newAnswer,
	newJoinWithout,
} from "../contract.ts";
import { IdeaFields, IdeaThread, ideaLine, WrittenIn } from "../parts.tsx";
import { canBeJoined } from "../rules.ts";
import * as service from "./service.ts";

/** `/pacts/ideas…`: what is proposed, who joined and what is answered, for those who work here. */
export const pages = routes();

const staff = ["facilitator", "coordinator"] as const;

pages.get("/pacts/ideas", async (c) => {
	const { ground, actor, view } = c.var;
	const query = readQuery(c, deskQuery);
	return page(c, <ListPage view={view} query={query} {...(await service.deskIdeas(ground, actor, query))} />);
});

type ListProps = service.DeskIdeas & { view: View; query: DeskQuery };

function ListPage({ view, query, place, days, waiting, items, next }: ListProps) {
	const { say } = view;
	return (
		<Page view={view} place="exchange" title={say("ideasdesk.title")} lead={say("ideasdesk.lead")}>
			<Actions>
				<LinkButton href="/pacts/ideas/new">{say("ideasdesk.new_link")}</LinkButton>
				<LinkButton href={`/n/${place.slug}/ideas`} quiet>
					{say("ideasdesk.public_link")}
				</LinkButton>
			</Actions>
			{waiting.length > 0 && (
				<section>
					<h2>{say("ideasdesk.waiting")}</h2>
					<p>{say("ideasdesk.waiting_lead")}</p>
					<Lines view={view} label={say("ideasdesk.waiting")} ideas={waiting} />
				</section>
			)}
			<section>
				<h2>{say("ideasdesk.all")}</h2>
				<Search view={view} query={query} />
				{items.length > 0 ? (
					<Lines view={view} label={say("ideasdesk.all")} ideas={items} />
				) : (
					<Empty>
						<p>{say("ideasdesk.empty")}</p>
					</Empty>
				)}
				{next && (
					<p>
						<a href={`/pacts/ideas?${new URLSearchParams({ ...chosen(query), cursor: next })}`}>{say("ui.older")}</a>
					</p>
				)}
			</section>
			<p>{say("ideasdesk.days", { days })}</p>
			{view.actor.role === "coordinator" && (
				<Form action="/pacts/ideas/term" label={say("ideasdesk.term")}>
					<TextField
						view={view}
						form={emptyForm}
						name="days"
						type="number"
						inputMode="numeric"
						min={7}
						max={180}
						value={String(days)}
						label={say("ideasdesk.term")}
						required
					/>
					<Button quiet>{say("ideasdesk.term_save")}</Button>
				</Form>
			)}
		</Page>
	);
}

function chosen({ state, q }: DeskQuery): Record<string, string> {
	return { ...(state && { state }), ...(q && { q }) };
}

function Search({ view, query }: { view: View; query: DeskQuery }) {
	const { say } = view;
	const form = { values: chosen(query), errors: {} };
	return (
		<form method="get" action="/pacts/ideas" class="form" aria-label={say("board.search")}>
			<TextField view={view} form={form} name="q" type="search" label={say("board.q")} maxLength={80} />
			<Select
				view={view}
				form={form}
				name="state"
				label={say("ideas.which")}
				empty={say("board.any")}
				options={deskStandings.map((state) => ({ value: state, label: say(`ideasdesk.which_${state}`) }))}
			/>
			<Button quiet>{say("board.search_go")}</Button>
		</form>
	);
}

function Lines({ view, label, ideas }: { view: View; label: string; ideas: readonly DeskIdeaLine[] }) {
	return (
		<Entries
			label={label}
			items={ideas.map((idea) => ({
				key: idea.id,
				title: (
					<a href={`/pacts/ideas/${idea.id}`} lang={langOf(view, idea.language)} dir="auto">
						{idea.title}
					</a>
				),
				line: [idea.name, ...waitsFor(view, idea), ideaLine(view, idea)].join(" · "),
			}))}
		/>
	);
}

/** Why nobody reads it yet, or no longer. */
function waitsFor({ say }: View, idea: DeskIdeaLine): string[] {
	return [
		idea.overdue && say("ideasdesk.overdue"),
		!idea.confirmed && say("ideasdesk.to_confirm"),
		idea.held && say(`moderation.held_${idea.held}`),
		idea.hiddenBecause && say("ideasdesk.hidden"),
	].filter((one) => typeof one === "string");
}

pages.get("/pacts/ideas/new", async (c) => {
	const { actor, view } = c.var;
	only(actor, ...staff);
	return page(c, <NewAtDesk view={view} form={emptyForm} id={newId()} />);
});

function NewAtDesk({ view, form, id }: { view: View; form: FormState; id: string }) {
	const { say } = view;
	return (
		<Page view={view} place="exchange" title={say("ideasdesk.new_title")} lead={say("ideasdesk.new_lead")}>
			<ErrorSummary view={view} form={form} />
			<Card>
				<Form action="/pacts/ideas" id={id} label={say("ideasdesk.new_title")}>
					<IdeaFields view={view} form={form} />
					<NameShown view={view} form={form} />
					<ReachFields view={view} form={form} readers={say("ideas.readers")} />
					<Tick
						view={view}
						form={form}
						name="agreed"
						label={say("ideasdesk.agreed")}
						hint={say("ideasdesk.agreed_hint")}
					/>
					<Actions>
						<Button>{say("ideasdesk.save")}</Button>
					</Actions>
				</Form>
			</Card>
		</Page>
	);
}

function NameShown({ view, form }: { view: View; form: FormState }) {
	const { say } = view;
	return <Tick view={view} form={form} name="nameShown" label={say("ideasdesk.name_shown")} />;
}

pages.post("/pacts/ideas", async (c: Ctx) => {
	const { ground, actor, view } = c.var;
	only(actor, ...staff);
	const parsed = await readForm(c, deskIdea);
	const typed = typedValue(parsed.form, "id");
	const again = (form: FormState) =>
		page(c, <NewAtDesk view={view} form={form} id={isId(typed) ? typed : newId()} />, 422);
	if (!parsed.ok) return again(parsed.form);
	try {
		const { id } = await service.proposeAtDesk(ground, actor, parsed.input);
		return seeOther(c, `/pacts/ideas/${id}`, "ideasdesk.saved_done");
	} catch (error) {
		return again(afterRefusal(parsed.form, error));
	}
});

pages.post("/pacts/ideas/term", async (c: Ctx) => {
	const { ground, actor } = c.var;
	only(actor, "coordinator");
	const parsed = await readForm(c, ideaTerm);
	if (!parsed.ok) throw new Refused("invalid", parsed.form.errors);
	await service.setIdeaTerm(ground, actor, parsed.input.days);
	return seeOther(c, "/pacts/ideas", "ideasdesk.term_done");
});

pages.get("/pacts/ideas/:id", (c) => show(c, emptyForm, 200));

async function show(c: Ctx, form: FormState, status: 200 | 422): Promise<Response> {
	const { ground, actor, view } = c.var;
	only(actor, ...staff);
	const shown = await service.deskIdea(ground, actor, idOf(c));
	return page(c, <IdeaPage view={view} form={form} {...shown} />, status);
}

type IdeaProps = service.DeskIdeaPage & { view: View; form: FormState };

function IdeaPage({ view, form, place, idea, contact, hasAccount, joins, initiatives }: IdeaProps) {
	const { say, actor } = view;
	const here = `/pacts/ideas/${idea.id}`;
	const waits = waitsFor(view, idea);
	const isPublic = waits.length === 0 || idea.overdue;
	const { stands } = idea;
	return (
		<Page view={view} place="exchange" title={idea.title} lead={waits.join(" · ")}>
			<ErrorSummary view={view} form={form} />
			<Written view={view} language={idea.language}>
				{idea.words}
			</Written>
			<p>
				{say("ideasdesk.by", { name: idea.name })} {contact && <ReachContact reach={{ contact }} />}
				{hasAccount && say("ideasdesk.by_account")}
			</p>
			<IdeaThread view={view} idea={idea} />
			{isPublic && stands.state !== "withdrawn" && (
				<p>
					<a href={`/n/${place.slug}/ideas/${idea.id}`}>{say("ideasdesk.public_page")}</a>
				</p>
			)}
			{!idea.confirmed && (
				<Form action={`${here}/confirm`}>
					<Button>{say("ideasdesk.confirm", { name: idea.name })}</Button>
				</Form>
			)}
			{isPublic && stands.state === "proposed" && actor.role === "coordinator" && (
				<Answer view={view} form={form} here={here} />
			)}
			{isPublic && stands.state === "proposed" && actor.role !== "coordinator" && (
				<p class="soft">{say("ideasdesk.coordinator_answers")}</p>
			)}
			{stands.state === "answered" && stands.answer.is === "yes" && (
				<Onward view={view} form={form} here={here} idea={idea} initiatives={initiatives} />
			)}
			<Joins view={view} form={form} here={here} idea={idea} joins={joins} />
			<Aside view={view} form={form} here={here} idea={idea} />
			<p>
				<a href="/pacts/ideas">{say("ideasdesk.all")}</a>
			</p>
		</Page>
	);
}

type Part = { view: View; form: FormState; here: string };

/** The public answer: yes and how, or not now; always why. */
function Answer({ view, form, here }: Part) {
	const { say } = view;
	return (
		<Card labelledBy="answer">
			<h2 id="answer">{say("ideasdesk.answer_title")}</h2>
			<Form action={`${here}/answer`}>
				<Chips
					view={view}
					form={form}
					name="answer"
					label={say("ideasdesk.answer")}
					options={[
						{ value: "yes", label: say("ideas.answer_yes") },
						{ value: "not_now", label: say("ideas.answer_not_now") },
					]}
					required
				/>
				<Chips
					view={view}
					form={form}
					name="how"
					label={say("ideasdesk.how")}
					hint={say("ideasdesk.how_hint")}
					options={hows.map((how) => ({ value: how, label: say(`ideasdesk.how_${how}`) }))}
				/>
				<TextArea
					view={view}
					form={form}
					name="reason"
					label={say("ideasdesk.reason")}
					hint={say("ideasdesk.reason_hint")}
					maxLength={1000}
					required
				/>
				<WrittenIn view={view} form={form} />
				<Readers>{say("ideasdesk.answer_readers")}</Readers>
				<Actions>
					<Button>{say("ideasdesk.answer_save")}</Button>
				</Actions>
			</Form>
		</Card>
	);
}

type OnwardProps = Part & { idea: DeskIdeaLine; initiatives: { id: string; title: string }[] };

/** After a yes: where what it becomes begins, and which initiative it became. */
function Onward({ view, form, here, idea, initiatives }: OnwardProps) {
	const { say } = view;
	const { stands } = idea;
	const isPact = stands.state === "answered" && stands.answer.is === "yes" && stands.answer.how === "pact";
	return (
		<Card labelledBy="onward">
			<h2 id="onward">{say("ideasdesk.onward")}</h2>
			<p>
				{isPact ? (
					<a href={`/pacts/new?idea=${idea.id}`}>{say("ideasdesk.new_pact")}</a>
				) : (
					<a href={`/initiatives/new?${new URLSearchParams({ title: idea.title })}`}>
						{say("ideasdesk.new_initiative")}
					</a>
				)}
			</p>
			{initiatives.length > 0 && (
				<Form action={`${here}/became`}>
					<Select
						view={view}
						form={form}
						name="initiative"
						label={say("ideasdesk.became")}
						options={initiatives.map(({ id, title }) => ({ value: id, label: title }))}
						required
					/>
					<Button quiet>{say("ideasdesk.became_save")}</Button>
				</Form>
			)}
		</Card>
	);
}

type JoinsProps = Part & { idea: DeskIdeaLine; joins: readonly DeskJoin[] };

/** Who joined, with how to reach them; whoever is at the desk joins here. */
function Joins({ view, form, here, idea, joins }: JoinsProps) {
	const { say } = view;
	return (
		<section>
			<h2>{say("ideasdesk.joins")}</h2>
			<p>{say("ideas.joined", { n: idea.joined })}</p>
			<Entries
				label={say("ideasdesk.joins")}
				items={joins.map((join) => ({
					key: join.id,
					title: join.name,
					line: (
						<>
							{join.contact && <ReachContact reach={{ contact: join.contact }} />}
							{join.hasAccount && say("ideasdesk.by_account")}
							{!join.confirmed && ` · ${say("ideasdesk.to_confirm")}`}
						</>
					),
					actions: <JoinActs view={view} here={here} join={join} />,
				}))}
			/>
			{idea.confirmed && canBeJoined(idea.stands) && (
				<details open={Object.keys(form.errors).some((name) => name === "givenName" || name === "contact")}>
					<summary>{say("ideasdesk.join_summary")}</summary>
					<Form action={`${here}/joins`} id={newId()}>
						<input type="hidden" name="language" value={view.language} />
						<NameShown view={view} form={form} />
						<ReachFields view={view} form={form} readers={say("ideas.readers")} />
						<Button>{say("ideasdesk.join_save")}</Button>
					</Form>
				</details>
			)}
		</section>
	);
}

function JoinActs({ view: { say }, here, join }: { view: View; here: string; join: DeskJoin }) {
	return (
		<div class="row">
			{!join.confirmed && (
				<Form action={`${here}/joins/${join.id}/confirm`}>
					<Button quiet>{say("ideasdesk.confirm", { name: join.name })}</Button>
				</Form>
			)}
			<Form action={`${here}/joins/${join.id}/leave`}>
				<Button quiet>{say("ideasdesk.leave", { name: join.name })}</Button>
			</Form>
		</div>
	);
}

/** Letting it go out, taking it off the page with a reason, or taking it back for whoever proposed it. */
function Aside({ view, form, here, idea }: Part & { idea: DeskIdeaLine }) {
	const { say } = view;
	const { state } = idea.stands;
	if (state === "withdrawn") return null;
	return (
		<section>
			<h2>{say("ideasdesk.more")}</h2>
			{idea.hiddenBecause && <p>{idea.hiddenBecause}</p>}
			{(idea.held || idea.hiddenBecause) && (
				<Form action={`${here}/judge`}>
					<Button name="act" value="show">
						{say("ideasdesk.show")}
					</Button>
				</Form>
			)}
			{!idea.hiddenBecause && (
				<HideForm view={view} form={form} action={`${here}/judge`} summary={say("ideasdesk.hide_summary")} />
			)}
			{state !== "became" && (
				<details>
					<summary>{say("ideasdesk.withdraw_summary")}</summary>
					<Form action={`${here}/withdraw`}>
						<Button quiet>{say("ideasdesk.withdraw", { name: idea.name })}</Button>
					</Form>
				</details>
			)}
		</section>
	);
}

/** Does one act with an idea and shows it again, or the same page with what to mend. */
async function acted(c: Ctx, form: FormState, act: () => Promise<unknown>): Promise<Response> {
	try {
		await act();
		return seeOther(c, `/pacts/ideas/${idOf(c)}`, "ideasdesk.did");
	} catch (error) {
		return show(c, afterRefusal(form, error), 422);
	}
}

pages.post("/pacts/ideas/:id/answer", async (c: Ctx) => {
	const { ground, actor } = c.var;
	only(actor, "coordinator");
	const id = idOf(c);
	const parsed = await readForm(c, newAnswer);
	if (!parsed.ok) return show(c, parsed.form, 422);
	return acted(c, parsed.form, () => service.answerIdea(ground, actor, id, parsed.input));
});

pages.post("/pacts/ideas/:id/became", async (c: Ctx) => {
	const { ground, actor } = c.var;
	only(actor, ...staff);
	const id = idOf(c);
	const parsed = await readForm(c, becameInitiative);
	if (!parsed.ok) return show(c, parsed.form, 422);
	return acted(c, parsed.form, () => service.becameInitiative(ground, actor, id, parsed.input.initiative));
});

pages.post("/pacts/ideas/:id/judge", async (c: Ctx) => {
	const { ground, actor } = c.var;
	only(actor, ...staff);
	const id = idOf(c);
	const parsed = await readForm(c, judge);
	if (!parsed.ok) return show(c, parsed.form, 422);
	return acted(c, parsed.form, () => service.judgeIdea(ground, actor, id, parsed.input));
});

pages.post("/pacts/ideas/:id/joins", async (c: Ctx) => {
	const { ground, actor } = c.var;
	only(actor, ...staff);
	const id = idOf(c);
	const parsed = await readForm(c, newJoinWithout);
	if (!parsed.ok) return show(c, parsed.form, 422);
	return acted(c, parsed.form, () => service.joinAtDesk(ground, actor, id, parsed.input));
});

for (const [act, work] of [
	["confirm", service.confirm],
	["withdraw", service.withdrawAtDesk],
] as const)
	pages.post(`/pacts/ideas/:id/${act}`, async (c: Ctx) => {
		const { ground, actor } = c.var;
		only(actor, ...staff);
		await work(ground, actor, idOf(c));
		return seeOther(c, `/pacts/ideas/${idOf(c)}`, "ideasdesk.did");
	});

pages.post("/pacts/ideas/:id/joins/:join/confirm", async (c: Ctx) => {
	const { ground, actor } = c.var;
	only(actor, ...staff);
	await service.confirmJoin(ground, actor, idOf(c), idOf(c, "join"));
	return seeOther(c, `/pacts/ideas/${idOf(c)}`, "ideasdesk.did");
});

pages.post("/pacts/ideas/:id/joins/:join/leave", async (c: Ctx) => {
	const { ground, actor } = c.var;
	only(actor, ...staff);
	await service.leaveAtDesk(ground, actor, idOf(c), idOf(c, "join"));
	return seeOther(c, `/pacts/ideas/${idOf(c)}`, "ideasdesk.did");
});
