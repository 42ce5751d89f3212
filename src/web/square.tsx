import { addDays, dayOf } from "../core/period.ts";
import { nobody } from "../db/actor.ts";
import { publicInitiativeIn, publicWeekIn } from "../modules/initiatives/service.ts";
import type { Neighbourhood } from "../modules/programme/contract.ts";
import { Actions, LinkButton, Thread } from "../ui/components.tsx";
import { Desk } from "../ui/desk.tsx";
import { type Ctx, idOf, publicPage, routes, slugIn, type View } from "../ui/http.ts";
import { Page } from "../ui/layout.tsx";
import { langOf, Written } from "../ui/written.tsx";
import { EventData } from "./square-event.tsx";
import { atLine, dayLine, knots, publicPlace, reach, readPublicly, spoken } from "./square-parts.tsx";

/** `/n/<slug>`: the page of a neighbourhood that anybody can open. Nothing about anybody's needs can be reached from here. */
export const pages = routes();

type Shown = Awaited<ReturnType<typeof publicWeekIn>>;
type ShownInitiative = Awaited<ReturnType<typeof publicInitiativeIn>>;

function readWeek(c: Ctx): Promise<Shown> {
	const slug = slugIn(c);
	return c.var.ground.db.readAs(nobody(), (read) => publicWeekIn(read, slug, dayOf(c.var.view.now)));
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
}: { view: View; place: Neighbourhood } & ShownInitiative) {
	const { say } = view;
	const how = [reach(view, i), spoken(view, i.languages), i.capacity ? say("square.places", { n: i.capacity }) : ""]
		.filter(Boolean)
		.join(" ");
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
			title={i.title}
			lead={i.state === "concluded" ? say("square.concluded") : say("square.lead")}
		>
			<Written view={view} language={i.language}>
				{i.invitation}
			</Written>
			<section>
				<h2>{say("square.dates")}</h2>
				{dates.length === 0 ? <p>{say("square.no_dates")}</p> : <Thread label={say("square.dates")} knots={dates} />}
				{sessions.some((s) => s.state === "planned" && s.startsAt > view.now) && (
					<LinkButton href={`/n/${place.slug}/initiatives/${i.id}/join`}>{say("joining.link")}</LinkButton>
				)}
			</section>
			<section>
				<h2>{say("square.how")}</h2>
				<p>{[i.placeWords && `${i.placeWords}.`, how].filter(Boolean).join(" ")}</p>
				{partners.length > 0 && <p>{say("square.with", { partners: partners.join(", ") })}</p>}
			</section>
			<Desk view={view} place={place} />
			<p>
				<a href={`/n/${place.slug}`}>{say("square.all")}</a>
			</p>
			<EventData view={view} place={place} initiative={i} sessions={sessions} />
		</Page>
	);
}
