import { addDays, dayOf } from "../core/period.ts";
import { nobody } from "../db/actor.ts";
import { publicInitiativeIn, publicWeekIn } from "../modules/initiatives/service.ts";
import type { Neighbourhood } from "../modules/programme/contract.ts";
import { inOrder, outsideWeekIn } from "../modules/publication/outside/service.ts";
import { Actions, LinkButton, Thread } from "../ui/components.tsx";
import { languageInWords } from "../ui/dates.ts";
import { Desk } from "../ui/desk.tsx";
import { type Ctx, idOf, publicPage, routes, slugIn, type View } from "../ui/http.ts";
import { Page } from "../ui/layout.tsx";
import { apart, langOf, Written } from "../ui/written.tsx";
import { PassOn } from "./pass-on.tsx";
import { EventData } from "./square-event.tsx";
import { atLine, dayLine, knots, publicPlace, reach, readPublicly, spoken } from "./square-parts.tsx";

/** `/n/<slug>`: the page of a neighbourhood that anybody can open. Nothing about anybody's needs can be reached from here. */
export const pages = routes();

type Shown = Awaited<ReturnType<typeof readWeek>>;
type ShownInitiative = Awaited<ReturnType<typeof publicInitiativeIn>>;

/** What initiatives and what organisations hold by themselves, as one week. */
function readWeek(c: Ctx) {
	const slug = slugIn(c);
	const today = dayOf(c.var.view.now);
	return c.var.ground.db.readAs(nobody(), async (read) => {
		const [own, outside] = await Promise.all([publicWeekIn(read, slug, today), outsideWeekIn(read, slug, today)]);
		return { ...own, week: inOrder(own.week, outside).slice(0, 40) };
	});
}

pages.get("/n/:slug", async (c) => {
	const shown = await readWeek(c);
	return publicPage(c, shown, () => <SquarePage view={c.var.view} {...shown} />);
});

pages.get("/api/n/:slug", async (c) => {
	const { place, week, open } = await readWeek(c);
	return c.json({ neighbourhood: publicPlace(place), sessions: week, initiatives: open });
});

function SquarePage({ view, place, week, open }: { view: View } & Shown) {
	const { say } = view;
	const inWeek = new Set<string>(week.map((s) => s.initiativeId));
	const others = open.filter((i) => !inWeek.has(i.id));
	return (
		<Page view={view} square={place} part="week" title={say("square.title")} lead={say("square.lead")}>
			{week.length === 0 ? (
				<p>{say("square.nothing")}</p>
			) : (
				<Thread label={say("square.week")} knots={knots(view, place, week)} />
			)}
			{others.length > 0 && (
				<section>
					<h2>{say("square.also")}</h2>
					<ul>
						{others.map((i) => (
							<li key={i.id}>
								<a href={`/n/${place.slug}/initiatives/${i.id}`} lang={langOf(view, i.language)} dir="auto">
									{i.title}
								</a>
							</li>
						))}
					</ul>
				</section>
			)}
			<Actions>
				<LinkButton href={`/n/${place.slug}/board/new?kind=ask`}>{say("board.ask_link")}</LinkButton>
				<LinkButton href={`/n/${place.slug}/board/new?kind=offer`} quiet>
					{say("board.offer_link")}
				</LinkButton>
			</Actions>
			<Desk view={view} place={place} />
		</Page>
	);
}

/** Dates from a month ago on: a page that says what was, and what comes. */
function readInitiative(c: Ctx) {
	const id = idOf(c);
	return readPublicly(c, (read, n) => publicInitiativeIn(read, n, id, addDays(dayOf(c.var.view.now), -31)));
}

pages.get("/n/:slug/initiatives/:id", async (c) => {
	const { place, found } = await readInitiative(c);
	return publicPage(c, { place, found }, () => <InitiativePage view={c.var.view} place={place} {...found} />);
});

pages.get("/api/n/:slug/initiatives/:id", async (c) => {
	const { place, found } = await readInitiative(c);
	const { neighbourhoodId: _, ...initiative } = found.initiative;
	return c.json({ neighbourhood: publicPlace(place), initiative, sessions: found.sessions, partners: found.partners });
});

function InitiativePage({
	view,
	place,
	initiative: i,
	sessions,
	partners,
	translations,
}: { view: View; place: Neighbourhood } & ShownInitiative) {
	const { say } = view;
	const how = [reach(view, i), spoken(view, i.languages), i.capacity ? say("square.places", { n: i.capacity }) : ""]
		.filter(Boolean)
		.join(" ");
	const own = translations.find((t) => t.language === view.language && t.language !== i.language);
	const dates = sessions.map((s) => ({
		key: s.id,
		done: s.state === "held",
		when: dayLine(view, s.startsAt),
		title: s.state === "cancelled" ? say("square.off") : atLine(view, s.startsAt, s.placeWords || i.placeWords),
	}));
	return (
		<Page
			view={view}
			square={place}
			part="list"
			title={own?.title ?? i.title}
			lead={i.state === "concluded" ? say("square.concluded") : say("square.lead")}
		>
			<Invitation view={view} initiative={i} translation={own} />
			{i.state === "open" && (
				<p>
					<a href={`/n/${place.slug}/initiatives/${i.id}/translate`}>{say("square.translate_link")}</a>
				</p>
			)}
			<section>
				<h2>{say("square.dates")}</h2>
				{dates.length === 0 ? <p>{say("square.no_dates")}</p> : <Thread label={say("square.dates")} knots={dates} />}
				{sessions.some((s) => s.state === "planned" && s.startsAt > view.now) && (
					<LinkButton href={`/n/${place.slug}/initiatives/${i.id}/join`}>{say("joining.link")}</LinkButton>
				)}
			</section>
			<section>
				<h2>{say("square.how")}</h2>
				<p>{[i.placeWords && `${apart(view, i.placeWords)}.`, how].filter(Boolean).join(" ")}</p>
				{partners.length > 0 && (
					<p>{say("square.with", { partners: partners.map((name) => apart(view, name)).join(", ") })}</p>
				)}
			</section>
			<PassOn view={view} slug={place.slug} initiative={i} sessions={sessions} />
			<Desk view={view} place={place} />
			<p>
				<a href={`/n/${place.slug}`}>{say("square.all")}</a>
			</p>
			<EventData view={view} place={place} initiative={i} sessions={sessions} />
		</Page>
	);
}

type InvitationProps = {
	view: View;
	initiative: ShownInitiative["initiative"];
	translation: ShownInitiative["translations"][number] | undefined;
};

/** The invitation in the reader's language where a neighbour has translated it, with the original below; else as it was written. */
function Invitation({ view, initiative: i, translation }: InvitationProps) {
	const { say } = view;
	const original = (
		<Written view={view} language={i.language}>
			{i.invitation}
		</Written>
	);
	if (!translation) return original;
	const { name } = translation;
	const of = { language: languageInWords(view.language, i.language) };
	return (
		<>
			<Written
				view={view}
				language={translation.language}
				mark={name ? say("square.translated_by", { ...of, name }) : say("square.translated", of)}
			>
				{translation.invitation}
			</Written>
			<details>
				<summary>{say("square.original")}</summary>
				{original}
			</details>
		</>
	);
}
