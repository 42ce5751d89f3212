import { isId, newId } from "../../../core/ids.ts";
import {
	Actions,
	Button,
	Chips,
	Empty,
	Entries,
	ErrorSummary,
	Form,
	LanguageField,
	LinkButton,
	PartyPicker,
	Readers,
	Select,
	TextArea,
	TextField,
	Tick,
} from "../../../ui/components.tsx";
import { dateInWords } from "../../../ui/dates.ts";
import { afterRefusal, emptyForm, type FormState, readForm, typedValue } from "../../../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther, type View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { LegalGround } from "../../../ui/legal-ground.tsx";
import { MinorsAmong, responsibleTyped } from "../../../ui/responsible.tsx";
import { languages } from "../../../ui/words.ts";
import { ways } from "../../community/contract.ts";
import { publishForm, type Slot, type StoryLine, slots } from "./contract.ts";
import * as service from "./service.ts";

/** `/evaluation/stories`: what people tell, public while everybody in it agrees. */
export const pages = routes();

const objectives = Array.from({ length: 9 }, (_, i) => `O${i + 1}`);

pages.get("/evaluation/stories", async (c) => {
	const { view, ground, actor } = c.var;
	const { say, language } = view;
	const all = await service.stories(ground, actor);
	return page(
		c,
		<Page view={view} title={say("evaluation.stories_title")} lead={say("evaluation.stories_lead")}>
			<Actions>
				<LinkButton href="/evaluation/stories/new">{say("evaluation.story_new")}</LinkButton>
			</Actions>
			{all.length === 0 ? (
				<Empty>
					<p>{say("evaluation.stories_empty")}</p>
				</Empty>
			) : (
				<Entries
					label={say("evaluation.stories_title")}
					items={all.map((s) => ({
						key: s.id,
						title: <a href={`/evaluation/stories/${s.id}`}>{s.title}</a>,
						line: [s.neighbourhoodName, dateInWords(language, s.publishedOn), say(`evaluation.story_${s.state}`)].join(
							" · ",
						),
					}))}
				/>
			)}
		</Page>,
	);
});

pages.get("/evaluation/stories/new", async (c) => {
	const writing = await service.writing(c.var.ground, c.var.actor, emptyForm);
	return page(c, <NewStory view={c.var.view} form={emptyForm} id={newId()} writing={writing} />);
});

pages.post("/evaluation/stories", async (c: Ctx) => {
	const { view, ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const parsed = await readForm(c, publishForm);
	const writing = await service.writing(ground, actor, parsed.form);
	const typedId = typedValue(parsed.form, "id");
	const again = (form: FormState) =>
		page(c, <NewStory view={view} form={form} id={isId(typedId) ? typedId : newId()} writing={writing} />, 422);
	const errors = { ...writing.errors, ...parsed.form.errors };
	if (!parsed.ok || Object.keys(errors).length > 0) return again({ values: parsed.form.values, errors });
	const { id, title, text, language, objectives: served, initiative, how } = parsed.input;
	const people = Object.values(writing.chosen).map((person) => person.id);
	const answering = Object.fromEntries(people.map((person) => [person, responsibleTyped(parsed.form, person)]));
	const story = { id, title, text, language, objectives: served, initiative, how, people, answering };
	try {
		return seeOther(
			c,
			`/evaluation/stories/${await service.publishStory(ground, actor, story)}`,
			"evaluation.story_published",
		);
	} catch (error) {
		return again(afterRefusal(parsed.form, error));
	}
});

pages.get("/evaluation/stories/:id", async (c) => {
	const shown = await service.story(c.var.ground, c.var.actor, idOf(c));
	return page(c, <StoryPage view={c.var.view} {...shown} />);
});

pages.post("/evaluation/stories/:id/take-down", async (c) => {
	await service.takeDownStory(c.var.ground, c.var.actor, idOf(c));
	return seeOther(c, `/evaluation/stories/${idOf(c)}`, "evaluation.story_taken", idOf(c));
});

type Shown = { view: View; story: StoryLine; people: { id: string; label: string }[] };

function StoryPage({ view, story, people }: Shown) {
	const { say, language } = view;
	return (
		<Page
			view={view}
			title={story.title}
			lead={[
				story.neighbourhoodName,
				dateInWords(language, story.publishedOn),
				say(`evaluation.story_${story.state}`),
			].join(" · ")}
		>
			<blockquote lang={story.language}>{story.text}</blockquote>
			<h2>{say("evaluation.story_people")}</h2>
			<p class="soft">{say("evaluation.story_people_hint")}</p>
			<Entries
				items={people.map((p) => ({ key: p.id, title: <a href={`/community/persons/${p.id}`}>{p.label}</a> }))}
			/>
			<h2>{say("evaluation.story_objectives")}</h2>
			<ul>
				{story.objectives.map((o) => (
					<li key={o}>
						<a href={`/programme/objectives/${o}`}>{say(`evaluation.short_${o}`)}</a>
					</li>
				))}
			</ul>
			{story.state !== "taken_down" && (
				<form method="post" action={`/evaluation/stories/${story.id}/take-down`}>
					<p>{say("evaluation.story_take_down_hint")}</p>
					<Button quiet>{say("evaluation.story_take_down")}</Button>
				</form>
			)}
			<p>
				<a href="/evaluation/stories">{say("evaluation.stories_all")}</a>
			</p>
		</Page>
	);
}

type New = { view: View; form: FormState; id: string; writing: service.Writing };

function NewStory({ view, form, id, writing }: New) {
	const { say } = view;
	return (
		<Page view={view} title={say("evaluation.story_new")} lead={say("evaluation.story_new_lead")}>
			<ErrorSummary view={view} form={form} />
			<Form action="/evaluation/stories" id={id} label={say("evaluation.story_new")}>
				<TextField
					view={view}
					form={form}
					name="title"
					label={say("evaluation.story_title")}
					maxLength={120}
					required
				/>
				<TextArea
					view={view}
					form={form}
					name="text"
					label={say("evaluation.story_text")}
					hint={say("evaluation.story_text_hint")}
					rows={8}
					maxLength={2000}
					required
				/>
				<LanguageField view={view} form={form} label={say("evaluation.story_language")} of={languages} required />
				<Chips
					view={view}
					form={form}
					name="objectives"
					label={say("evaluation.story_objectives")}
					options={objectives.map((value) => ({ value, label: say(`evaluation.short_${value}`) }))}
					several
					required
				/>
				{writing.initiatives.length > 0 && (
					<Select
						view={view}
						form={form}
						name="initiative"
						label={say("evaluation.story_initiative")}
						empty={say("evaluation.story_initiative_none")}
						options={writing.initiatives.map((i) => ({ value: i.id, label: i.title }))}
					/>
				)}
				{slots.map((slot, i) => (
					<Person key={slot} view={view} form={form} slot={slot} n={i + 1} writing={writing} />
				))}
				<Select
					view={view}
					form={form}
					name="how"
					label={say("evaluation.story_how")}
					options={ways.map((value) => ({ value, label: say(`community.way_${value}`) }))}
					required
				/>
				<MinorsAmong view={view} form={form} people={Object.values(writing.chosen)} />
				<Tick view={view} form={form} name="agreed" label={say("evaluation.story_agreed")} />
				<Readers>{say("evaluation.story_readers")}</Readers>
				<LegalGround view={view} purpose="stories" />
				<Actions>
					<Button>{say("evaluation.story_publish")}</Button>
				</Actions>
			</Form>
		</Page>
	);
}

type PersonField = { view: View; form: FormState; slot: Slot; n: number; writing: service.Writing };

function Person({ view, form, slot, n, writing }: PersonField) {
	return (
		<PartyPicker
			view={view}
			form={form}
			name={slot}
			label={view.say("evaluation.story_person", { n })}
			kinds="person"
			chosen={writing.chosen[slot]}
			candidates={writing.candidates[slot]}
			required={n === 1}
		/>
	);
}
