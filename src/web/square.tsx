import { addDays, dayOf } from "../core/period.ts";
import { Refused } from "../core/refusal.ts";
import { type Actor, nobody } from "../db/actor.ts";
import type { Read } from "../db/database.ts";
import { publicInitiativeIn, publicWeekIn } from "../modules/initiatives/service.ts";
import type { Neighbourhood } from "../modules/programme/contract.ts";
import { neighbourhoodBySlug } from "../modules/programme/service.ts";
import { Card, type Knot, Phone, Thread } from "../ui/components.tsx";
import { clockInWords, dayInWords, languageInWords } from "../ui/dates.ts";
import { type Ctx, idOf, publicPage, routes, type View } from "../ui/http.ts";
import { Page } from "../ui/layout.tsx";

/** `/n/<slug>`: the page of a neighbourhood that anybody can open. Nothing about anybody's needs can be reached from here. */
export const pages = routes();

type Shown = Awaited<ReturnType<typeof publicWeekIn>>;
type ShownInitiative = Awaited<ReturnType<typeof publicInitiativeIn>>;

/** Reads as nobody, whoever asks: what is public looks the same to all. */
function readPublicly<Result>(
	c: Ctx,
	work: (read: Read, place: Neighbourhood) => Promise<Result>,
): Promise<{ place: Neighbourhood; found: Result }> {
	const anybody: Actor = nobody();
	return c.var.ground.db.readAs(anybody, async (read) => {
		const place = await neighbourhoodBySlug(read, c.req.param("slug") ?? "");
		return { place, found: await work(read, place) };
	});
}

function spoken(view: View, codes: readonly string[]): string {
	if (codes.length === 0) return "";
	return view.say("square.spoken", { languages: codes.map((code) => languageInWords(view.language, code)).join(", ") });
}

type Reach = { onFoot: boolean; byBus: boolean; stepFree: boolean };

function reach(view: View, i: Reach): string {
	const ways = [
		i.onFoot && view.say("square.on_foot"),
		i.byBus && view.say("square.by_bus"),
		i.stepFree && view.say("square.step_free"),
	];
	return ways
		.filter(Boolean)
		.map((way) => `${way}.`)
		.join(" ");
}

function dayLine(view: View, startsAt: Date): string {
	const day = dayOf(startsAt);
	const words = dayInWords(view.language, day);
	return day === dayOf(view.now) ? view.say("square.today", { day: words }) : words;
}

function atLine(view: View, startsAt: Date, place: string): string {
	const time = clockInWords(view.language, startsAt);
	return place ? view.say("square.at", { time, place }) : view.say("square.at_time", { time });
}

function knots(view: View, place: Neighbourhood, week: Shown["week"]): Knot[] {
	return week.map((s) => {
		const startsAt = new Date(s.startsAt);
		return {
			key: s.id,
			when: dayLine(view, startsAt),
			title: <a href={`/n/${place.slug}/initiatives/${s.initiativeId}`}>{s.title}</a>,
			line: [atLine(view, startsAt, s.placeWords), reach(view, s), spoken(view, s.languages)].filter(Boolean).join(" "),
		};
	});
}

/** The slug of the address; what can be none leads nowhere. */
function slugOf(c: Ctx): string {
	const slug = c.req.param("slug") ?? "";
	if (!/^[a-z0-9-]{2,60}$/.test(slug)) throw new Refused("not_found");
	return slug;
}

function readWeek(c: Ctx): Promise<Shown> {
	const slug = slugOf(c);
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

function publicPlace({ slug, name, deskPlace, deskHours, phone, fictional }: Neighbourhood) {
	return { slug, name, deskPlace, deskHours, phone, fictional };
}

function SquarePage({ view, place, week, open }: { view: View } & Shown) {
	const { say } = view;
	const inWeek = new Set<string>(week.map((s) => s.initiativeId));
	const others = open.filter((i) => !inWeek.has(i.id));
	return (
		<Page view={view} square={place} title={say("square.title")} lead={say("square.lead")}>
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
								<a href={`/n/${place.slug}/initiatives/${i.id}`}>{i.title}</a>
							</li>
						))}
					</ul>
				</section>
			)}
			<Desk view={view} place={place} />
		</Page>
	);
}

function Desk({ view, place }: { view: View; place: Neighbourhood }) {
	const { say } = view;
	return (
		<Card>
			<h2>{say("square.talk_title")}</h2>
			<p>{say("square.talk", { place: place.deskPlace, hours: place.deskHours })}</p>
			<p>
				<Phone number={place.phone} />
			</p>
		</Card>
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
			title={i.title}
			lead={i.state === "concluded" ? say("square.concluded") : say("square.lead")}
		>
			{i.invitation && <p lang="it">{i.invitation}</p>}
			<section>
				<h2>{say("square.dates")}</h2>
				{dates.length === 0 ? <p>{say("square.no_dates")}</p> : <Thread label={say("square.dates")} knots={dates} />}
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
		</Page>
	);
}
