import { isId, newId } from "../../core/ids.ts";
import { instantOf } from "../../core/period.ts";
import { Actions, Card, Empty, Entries, LinkButton } from "../../ui/components.tsx";
import { dateInWords } from "../../ui/dates.ts";
import { afterRefusal, emptyForm, type FormState, readForm, typedValue } from "../../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther, type View } from "../../ui/http.ts";
import { readQuery } from "../../ui/json.ts";
import { Page } from "../../ui/layout.tsx";
import { ActPageView } from "./act.page.tsx";
import { OwnBoard } from "./board/own/parts.tsx";
import { ownOfPerson } from "./board/own/service.ts";
import { type ActLine, actsPage, answerMovedBy, newActQuery, type RecordAct, recordActForm } from "./contract.ts";
import { NewAct } from "./new.page.tsx";
import { resolvePeople, startPeople } from "./people/service.ts";
import * as service from "./service.ts";
import { actAddress, dayAndTime, durationInWords, peopleInWords } from "./words.tsx";

/** `/exchange/…`: acts of help, for those who work here, and the own ones of a person. */
export const pages = routes();

function lineUnder(view: View, act: ActLine): string {
	const moved = act.movedBy === "by_act" || act.movedBy === "in_general" ? view.say("exchange.born_of_help") : "";
	const parts = [peopleInWords(view, act), dayAndTime(view, act), durationInWords(view.say, act.minutes), moved];
	return parts.filter(Boolean).join(" · ");
}

function ActList({ view, items }: { view: View; items: readonly ActLine[] }) {
	const entries = items.map((act) => ({
		key: act.id,
		title: <a href={actAddress(act.id)}>{act.what}</a>,
		line: lineUnder(view, act),
	}));
	return <Entries label={view.say("exchange.acts_title")} items={entries} />;
}

pages.get("/exchange", (c) => seeOther(c, "/exchange/acts"));

pages.get("/exchange/acts", async (c) => {
	const { ground, actor, view } = c.var;
	const { say } = view;
	only(actor, "facilitator", "coordinator");
	const { person, cursor } = readQuery(c, actsPage);
	const neighbourhood = person ? undefined : view.neighbourhood?.slug;
	const { items, next } = await service.listActs(ground, actor, { limit: 30, person, cursor, neighbourhood });
	const [first] = items;
	const name = person && first ? (first.giver === person ? first.giverLabel : first.receiverLabel) : undefined;
	const filter = person ? `&person=${person}` : "";
	return page(
		c,
		<Page
			view={view}
			place="exchange"
			title={name ? say("exchange.acts_of_title", { name }) : say("exchange.acts_title")}
			lead={say("exchange.acts_lead")}
		>
			<Actions>
				<LinkButton href="/exchange/acts/new">{say("exchange.new_link")}</LinkButton>
				<LinkButton href="/exchange/board" quiet>
					{say("board.title")}
				</LinkButton>
			</Actions>
			{items.length > 0 ? (
				<ActList view={view} items={items} />
			) : (
				<Empty>
					<p>{say("exchange.acts_empty")}</p>
				</Empty>
			)}
			{next && (
				<p>
					<a href={`/exchange/acts?cursor=${next}${filter}`}>{say("ui.older")}</a>
				</p>
			)}
			{person && (
				<p>
					<a href="/exchange/acts">{say("exchange.all_acts")}</a>
				</p>
			)}
		</Page>,
	);
});

pages.get("/exchange/acts/new", async (c) => {
	const { ground, actor, view } = c.var;
	const query = readQuery(c, newActQuery);
	const people = await startPeople(ground, actor, query);
	return page(
		c,
		<NewAct view={view} form={emptyForm} id={newId()} people={people} answers={query.answers} uses={query.uses} />,
	);
});

pages.post("/exchange/acts", async (c: Ctx) => {
	const { ground, actor, view } = c.var;
	only(actor, "facilitator", "coordinator");
	const parsed = await readForm(c, recordActForm);
	const people = await resolvePeople(ground, actor, parsed.form);
	const typedId = typedValue(parsed.form, "id");
	const id = isId(typedId) ? typedId : newId();
	const again = (form: FormState, status: 200 | 422) =>
		page(c, <NewAct view={view} form={form} id={id} people={people} />, status);
	// «Choose» only looks people up: nothing is written, and what is still empty is no mistake yet.
	if (typedValue(parsed.form, "step") === "choose")
		return again({ values: parsed.form.values, errors: people.looked }, 200);
	const errors = { ...people.errors, ...parsed.form.errors };
	if (!parsed.ok || !people.giver || Object.keys(errors).length > 0)
		return again({ values: parsed.form.values, errors }, 422);
	const { day, time, what, minutes, movedBy, answers, uses, given, freely } = parsed.input;
	const input: RecordAct = {
		id: id as RecordAct["id"],
		giver: people.giver.id as RecordAct["giver"],
		receivers: people.receivers.map((r) => r.id as RecordAct["giver"]),
		when: time ? { instant: instantOf(day, time) } : { day },
		what,
		minutes,
		movedBy,
		answers,
		uses,
		paid: given === "paid",
		freely,
	};
	try {
		const acts = await service.recordAct(ground, actor, input);
		const [act] = acts;
		return seeOther(c, acts.length === 1 && act ? actAddress(act.id) : "/exchange/acts", "exchange.saved_done");
	} catch (error) {
		const { values, errors } = afterRefusal(parsed.form, error);
		const { at: _at, ...shown } = errors;
		return again({ values, errors: shown }, 422);
	}
});

pages.get("/exchange/acts/:id", async (c) => {
	const { actor } = c.var;
	only(actor, "facilitator", "coordinator");
	return showAct(c, idOf(c), emptyForm, 200);
});

pages.post("/exchange/acts/:id/moved-by", async (c: Ctx) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const id = idOf(c);
	const parsed = await readForm(c, answerMovedBy);
	if (!parsed.ok) return showAct(c, id, parsed.form, 422);
	try {
		await service.answerActMovedBy(ground, actor, id, parsed.input);
		return seeOther(c, actAddress(id), "exchange.answered_done");
	} catch (error) {
		return showAct(c, id, afterRefusal(parsed.form, error), 422);
	}
});

async function showAct(c: Ctx, id: string, form: FormState, status: 200 | 422): Promise<Response> {
	const { ground, actor, view } = c.var;
	const shown = await service.actToShow(ground, actor, id);
	return page(c, <ActPageView view={view} form={form} {...shown} />, status);
}

pages.get("/exchange/mine", async (c) => {
	const { ground, actor, view } = c.var;
	const { say, language } = view;
	only(actor, "resident", "citizen");
	const { cursor } = readQuery(c, actsPage);
	const own = await ownOfPerson(ground, actor);
	const { items, next } = await service.listActs(ground, actor, { limit: 30, cursor });
	const entries = items.map((act) => ({
		key: act.id,
		title: act.what,
		line: [
			say(act.giver === actor.personId ? "exchange.mine_gave" : "exchange.mine_received"),
			dateInWords(language, act.day),
			durationInWords(say, act.minutes),
		]
			.filter(Boolean)
			.join(" · "),
	}));
	return page(
		c,
		<Page view={view} title={say("exchange.mine_title")} lead={say("exchange.mine_lead")}>
			{view.neighbourhood && (
				<p>
					<a href={`/n/${view.neighbourhood.slug}/board`}>{say("board.title")}</a>
				</p>
			)}
			<OwnBoard view={view} action="/exchange/mine/board" own={own} />
			<Card>
				{entries.length > 0 ? (
					<Entries label={say("exchange.mine_title")} items={entries} />
				) : (
					<Empty>
						<p>{say("exchange.mine_empty")}</p>
					</Empty>
				)}
			</Card>
			{next && (
				<p>
					<a href={`/exchange/mine?cursor=${next}`}>{say("ui.older")}</a>
				</p>
			)}
		</Page>,
	);
});
