import { isId, newId } from "../../../core/ids.ts";
import { dayOf } from "../../../core/period.ts";
import { nobody } from "../../../db/actor.ts";
import {
	Actions,
	Button,
	Card,
	Empty,
	ErrorSummary,
	Form,
	LinkButton,
	Readers,
	Select,
	TextField,
	Tick,
} from "../../../ui/components.tsx";
import { Desk } from "../../../ui/desk.tsx";
import { afterRefusal, emptyForm, type FormState, readForm, typedValue } from "../../../ui/form.ts";
import { type Ctx, idOf, page, publicPage, routes, seeOther, slugIn, type View } from "../../../ui/http.ts";
import { readQuery } from "../../../ui/json.ts";
import { Page } from "../../../ui/layout.tsx";
import { ReachFields } from "../../../ui/reach-fields.tsx";
import { ReportPage } from "../../../ui/report-fields.tsx";
import { Written } from "../../../ui/written.tsx";
import { livesHere } from "../../community/reach/service.ts";
import { newReport, reportReasons } from "../../exchange/moderation/contract.ts";
import type { Neighbourhood } from "../../programme/contract.ts";
import { placeBySlug } from "../../programme/service.ts";
import {
	type IdeasQuery,
	ideasQuery,
	newIdea,
	newIdeaWithout,
	newJoin,
	newJoinWithout,
	type PublicIdeaPage,
	standings,
} from "./contract.ts";
import { IdeaFields, IdeaList, IdeaThread } from "./parts.tsx";
import { canBeJoined } from "./rules.ts";
import * as service from "./service.ts";

/** `/n/:slug/ideas…`: what neighbours would like to see here, for anybody. */
export const pages = routes();

pages.get("/n/:slug/ideas", async (c) => {
	const { ground, view } = c.var;
	const query = readQuery(c, ideasQuery);
	const today = dayOf(view.now);
	const shown = await ground.db.readAs(nobody(), (read) => service.publicIdeasIn(read, slugIn(c), query, today));
	// Whether an answer is late depends on the day.
	return publicPage(c, { ...shown, today }, () => <IdeasPage view={view} query={query} {...shown} />);
});

function IdeasPage({ view, query, place, items, next }: { view: View; query: IdeasQuery } & service.Ideas) {
	const { say } = view;
	const here = `/n/${place.slug}/ideas`;
	return (
		<Page view={view} square={place} part="ideas" title={say("ideas.title")} lead={say("ideas.lead")}>
			<Actions>
				<LinkButton href={`${here}/new`}>{say("ideas.new_link")}</LinkButton>
				{livesHere(view.actor, place) && (
					<LinkButton href="/pacts/ideas/mine" quiet>
						{say("ideas.mine_title")}
					</LinkButton>
				)}
			</Actions>
			<Search view={view} query={query} here={here} />
			{items.length > 0 ? (
				<IdeaList view={view} ideas={items} here={here} />
			) : (
				<Empty>
					<p>{say("ideas.empty")}</p>
				</Empty>
			)}
			{next && (
				<p>
					<a href={`${here}?${new URLSearchParams({ ...chosen(query), cursor: next })}`}>{say("ui.older")}</a>
				</p>
			)}
			<p>
				<a href={`/n/${place.slug}/rules`}>{say("board.rules_link")}</a>
			</p>
			<Desk view={view} place={place} />
		</Page>
	);
}

function chosen({ state, q }: IdeasQuery): Record<string, string> {
	return { ...(state && { state }), ...(q && { q }) };
}

function Search({ view, query, here }: { view: View; query: IdeasQuery; here: string }) {
	const { say } = view;
	const form = { values: chosen(query), errors: {} };
	return (
		<details open={Object.keys(form.values).length > 0}>
			<summary>{say("board.search")}</summary>
			<form method="get" action={here} class="form" aria-label={say("board.search")}>
				<TextField view={view} form={form} name="q" type="search" label={say("board.q")} maxLength={80} />
				<Select
					view={view}
					form={form}
					name="state"
					label={say("ideas.which")}
					empty={say("board.any")}
					options={standings.map((state) => ({ value: state, label: say(`ideas.which_${state}`) }))}
				/>
				<Button quiet>{say("board.search_go")}</Button>
			</form>
		</details>
	);
}

pages.get("/n/:slug/ideas/new", async (c) => {
	const place = await placeBySlug(c.var.ground, slugIn(c));
	return page(c, <NewPage view={c.var.view} place={place} form={emptyForm} id={newId()} />);
});

type NewProps = { view: View; place: Neighbourhood; form: FormState; id: string };

function NewPage({ view, place, form, id }: NewProps) {
	const { say } = view;
	return (
		<Page view={view} square={place} part="ideas" title={say("ideas.new_title")} lead={say("ideas.new_lead")}>
			<ErrorSummary view={view} form={form} />
			<Form action={`/n/${place.slug}/ideas`} id={id} label={say("ideas.new_title")}>
				<IdeaFields view={view} form={form} />
				<Who view={view} place={place} form={form} />
				<Actions>
					<Button>{say("ideas.save")}</Button>
				</Actions>
			</Form>
			<Desk view={view} place={place} />
		</Page>
	);
}

/** A name and a contact, where no account says who it is, and whether the name may be read. */
function Who({ view, place, form }: { view: View; place: Neighbourhood; form: FormState }) {
	const { say } = view;
	const readers = say("ideas.readers");
	return (
		<>
			<Tick view={view} form={form} name="nameShown" label={say("ideas.name_shown")} hint={say("ideas.name_hint")} />
			{livesHere(view.actor, place) ? (
				<Readers>{readers}</Readers>
			) : (
				<ReachFields view={view} form={form} readers={readers} />
			)}
		</>
	);
}

/** Where whoever wrote goes on: to the page of the key, or to what is theirs. */
function onward(c: Ctx, slug: string, made: service.Written, done: string): Response {
	return seeOther(c, made.key ? service.ownAddress(slug, made.id, made.key) : "/pacts/ideas/mine", done);
}

pages.post("/n/:slug/ideas", async (c: Ctx) => {
	const { ground, actor, view } = c.var;
	const place = await placeBySlug(ground, slugIn(c));
	const parsed = await readForm(c, livesHere(actor, place) ? newIdea : newIdeaWithout);
	const typed = typedValue(parsed.form, "id");
	const again = (form: FormState) =>
		page(c, <NewPage view={view} place={place} form={form} id={isId(typed) ? typed : newId()} />, 422);
	if (!parsed.ok) return again(parsed.form);
	try {
		const made = await service.propose(ground, actor, place.slug, parsed.input, view.base);
		return onward(c, place.slug, made, `ideas.written_${made.state}`);
	} catch (error) {
		return again(afterRefusal(parsed.form, error));
	}
});

const readIdea = (c: Ctx) => c.var.ground.db.readAs(nobody(), (read) => service.publicIdeaIn(read, slugIn(c), idOf(c)));

type IdeaProps = { view: View; place: Neighbourhood; idea: PublicIdeaPage; form: FormState; id: string };

pages.get("/n/:slug/ideas/:id", async (c) => {
	const shown = await readIdea(c);
	return page(c, <IdeaPage view={c.var.view} {...shown} form={emptyForm} id={newId()} />);
});

function IdeaPage({ view, place, idea, form, id }: IdeaProps) {
	const { say } = view;
	const here = `/n/${place.slug}/ideas/${idea.id}`;
	return (
		<Page view={view} square={place} part="ideas" title={idea.title} lead={say("ideas.joined", { n: idea.joined })}>
			<Written view={view} language={idea.language}>
				{idea.words}
			</Written>
			<IdeaThread view={view} idea={idea} leadsTo={idea.leadsTo} />
			{idea.names.length > 0 && (
				<p>
					{say("ideas.names")} <bdi>{idea.names.join(", ")}</bdi>
				</p>
			)}
			<ErrorSummary view={view} form={form} />
			{canBeJoined(idea.stands) && (
				<Card labelledBy="join">
					<h2 id="join">{say("ideas.join_title")}</h2>
					<p>{say("ideas.join_lead")}</p>
					<Form action={`${here}/join`} id={id}>
						<input type="hidden" name="language" value={view.language} />
						<Who view={view} place={place} form={form} />
						<Actions>
							<Button>{say("ideas.join")}</Button>
						</Actions>
					</Form>
				</Card>
			)}
			<p>
				<a href={`${here}/report`}>{say("board.report_link")}</a>
			</p>
			<p>
				<a href={`/n/${place.slug}/ideas`}>{say("ideas.all")}</a>
			</p>
			<Desk view={view} place={place} />
		</Page>
	);
}

pages.post("/n/:slug/ideas/:id/join", async (c: Ctx) => {
	const { ground, actor, view } = c.var;
	const shown = await readIdea(c);
	const { place, idea } = shown;
	const parsed = await readForm(c, livesHere(actor, place) ? newJoin : newJoinWithout);
	const typed = typedValue(parsed.form, "id");
	const again = (form: FormState) =>
		page(c, <IdeaPage view={view} {...shown} form={form} id={isId(typed) ? typed : newId()} />, 422);
	if (!parsed.ok) return again(parsed.form);
	try {
		const at = { slug: place.slug, ideaId: idea.id };
		const made = await service.join(ground, actor, at, parsed.input, view.base);
		return onward(c, place.slug, made, made.key ? "ideas.joined_to_confirm" : "ideas.joined_done");
	} catch (error) {
		return again(afterRefusal(parsed.form, error));
	}
});

pages.get("/n/:slug/ideas/:id/report", async (c) => {
	const shown = await readIdea(c);
	return page(c, <Report view={c.var.view} {...shown} form={emptyForm} id={newId()} />);
});

function Report({ idea, ...shown }: IdeaProps) {
	return <ReportPage {...shown} part="ideas" on={idea} reasons={reportReasons} />;
}

pages.post("/n/:slug/ideas/:id/report", async (c: Ctx) => {
	const { ground, view } = c.var;
	const shown = await readIdea(c);
	const parsed = await readForm(c, newReport);
	if (!parsed.ok) return page(c, <Report view={view} {...shown} form={parsed.form} id={newId()} />, 422);
	await service.reportIdea(ground, shown.place.slug, shown.idea.id, parsed.input);
	return seeOther(c, `/n/${shown.place.slug}/ideas`, "rules.reported_done");
});
