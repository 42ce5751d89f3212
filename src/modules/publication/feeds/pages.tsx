import { dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { nobody } from "../../../db/actor.ts";
import { Card } from "../../../ui/components.tsx";
import { readForm } from "../../../ui/form.ts";
import { type Ctx, idOf, madeOnce, page, publicPage, routes, seeOther, slugIn, type View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { placeBySlug } from "../../programme/service.ts";
import { changeCalendar } from "./contract.ts";
import { type CalendarHead, calendarText } from "./ical.ts";
import { Address, SecretCalendar, sendCalendar } from "./parts.tsx";
import type { CalendarEvent } from "./rules.ts";
import {
	closeCalendar,
	type Feed,
	initiativeFeedIn,
	neighbourhoodFeedIn,
	openCalendar,
	ownCalendar,
	ownFeed,
	placeFeedIn,
} from "./service.ts";

/** Calendars to subscribe to: what anybody may read, as iCalendar (RFC 5545). */
export const pages = routes();

/** What anybody may subscribe to: hundreds of phones ask for the same every hour. */
function sendFeed(c: Ctx, { place, events }: Feed, name: string, path: string): Response {
	const { base } = c.var.view;
	const head = {
		name,
		url: `${base}${path}`,
		pageOf: (event: CalendarEvent) => `${base}/n/${place.slug}/${event.path}`,
	};
	const text = madeOnce(["calendar", head.url, name, place.slug, events], () => textOf(head, events));
	return sendCalendar(c, text, `${place.slug}.ics`);
}

/** The texts are written in Italian, whoever reads them. */
function textOf(head: Omit<CalendarHead, "language">, events: readonly CalendarEvent[]): string {
	return calendarText({ ...head, language: "it" }, events);
}

pages.get("/n/:slug/calendar.ics", async (c) => {
	const slug = slugIn(c);
	const feed = await c.var.ground.db.readAs(nobody(), (read) => neighbourhoodFeedIn(read, slug, dayOf(c.var.view.now)));
	return sendFeed(c, feed, feed.place.name, `/n/${slug}`);
});

pages.get("/n/:slug/initiatives/:id/calendar.ics", async (c) => {
	const [slug, id] = [slugIn(c), idOf(c)];
	const feed = await c.var.ground.db.readAs(nobody(), (read) =>
		initiativeFeedIn(read, slug, id, dayOf(c.var.view.now)),
	);
	return sendFeed(c, feed, `${feed.events[0]!.title} · ${feed.place.name}`, `/n/${slug}/initiatives/${id}`);
});

pages.get("/n/:slug/calendar", async (c) => {
	const slug = slugIn(c);
	const place = await placeBySlug(c.var.ground, slug);
	return publicPage(c, place, () => <CalendarPage view={c.var.view} place={place} />);
});

pages.get("/n/:slug/places/:id/calendar.ics", async (c) => {
	const [slug, id] = [slugIn(c), idOf(c)];
	const feed = await placeFeed(c, slug, id);
	return sendFeed(c, feed, `${feed.name} · ${feed.place.name}`, `/n/${slug}/places/${id}/calendar`);
});

pages.get("/n/:slug/places/:id/calendar", async (c) => {
	const [slug, id] = [slugIn(c), idOf(c)];
	const { place, name } = await placeFeed(c, slug, id);
	return publicPage(c, [place, name], () => <CalendarPage view={c.var.view} place={place} at={{ id, name }} />);
});

function placeFeed(c: Ctx, slug: string, id: string) {
	return c.var.ground.db.readAs(nobody(), (read) => placeFeedIn(read, slug, id, dayOf(c.var.view.now)));
}

type At = { place: { slug: string; name: string }; at?: { id: string; name: string } };

/** How what is on, all of it or at one place, comes into one's own calendar, and stays right there. */
function CalendarPage({ view, place, at }: At & { view: View }) {
	const { say } = view;
	const path = `/n/${place.slug}${at ? `/places/${at.id}` : ""}/calendar.ics`;
	return (
		<Page
			view={view}
			square={place}
			part={at ? "places" : "calendar"}
			title={at?.name ?? say("calendar.title")}
			lead={say(at ? "calendar.at_lead" : "calendar.lead")}
		>
			<Card>
				<h2>{say("calendar.subscribe_title")}</h2>
				<p>{say("calendar.subscribe")}</p>
				<Address view={view} path={path} />
			</Card>
			<Card>
				<h2>{say("calendar.file_title")}</h2>
				<p>{say("calendar.file")}</p>
				<p>
					<a href={path} download>
						{say("calendar.file_link")}
					</a>
				</p>
			</Card>
			<p>
				<a href={`/n/${place.slug}/round`}>{say("round.link")}</a>
			</p>
			<p>
				<a href={`/n/${place.slug}`}>{say("square.all")}</a>
			</p>
		</Page>
	);
}

/** Somebody's own calendar, at an address that only they know. */
pages.get("/calendar/:file", async (c) => {
	const [, token] = /^([A-Za-z0-9_-]{43})\.ics$/.exec(c.req.param("file") ?? "") ?? [];
	if (!token) throw new Refused("not_found");
	const { view, ground } = c.var;
	const events = await ownFeed(ground, token);
	const pageOf = (event: CalendarEvent) => `${view.base}/n/${event.slug}/${event.path}`;
	const head = { name: view.say("calendar.own_name"), url: `${view.base}/access/me/calendar`, pageOf };
	return sendCalendar(c, textOf(head, events), "filo.ics");
});

pages.get("/access/me/calendar", async (c) => {
	const since = await ownCalendar(c.var.ground, c.var.actor);
	return page(c, <OwnPage view={c.var.view} open={since !== undefined} />);
});

/** No redirect after the address is made: it would keep the secret in the browser's history. */
pages.post("/access/me/calendar", async (c) => {
	const { ground, actor, view } = c.var;
	const open = (await ownCalendar(ground, actor)) !== undefined;
	const parsed = await readForm(c, changeCalendar);
	if (!parsed.ok) return page(c, <OwnPage view={view} open={open} />, 422);
	if (parsed.input.do === "open")
		return page(c, <OwnPage view={view} open token={await openCalendar(ground, actor)} />);
	await closeCalendar(ground, actor);
	return seeOther(c, "/access/me/calendar", "calendar.closed");
});

function OwnPage({ view, open, token }: { view: View; open: boolean; token?: string }) {
	const { say } = view;
	return (
		<Page view={view} title={say("calendar.own_title")} lead={say("calendar.own_lead")}>
			<SecretCalendar
				view={view}
				action="/access/me/calendar"
				isOpen={open}
				state={say(open ? "calendar.own_open" : "calendar.own_none")}
				says={say("calendar.own_secret")}
				path={token && `/calendar/${token}.ics`}
			/>
			<p>
				<a href="/access/me">{say("ui.foot_me")}</a>
			</p>
		</Page>
	);
}
