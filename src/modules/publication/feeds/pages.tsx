import { dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { nobody } from "../../../db/actor.ts";
import { Card, LinkButton } from "../../../ui/components.tsx";
import { type Ctx, idOf, publicPage, routes, type View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { neighbourhoodBySlug } from "../../programme/service.ts";
import { calendarText } from "./ical.ts";
import { type Feed, initiativeFeedIn, neighbourhoodFeedIn } from "./service.ts";

/** Calendars to subscribe to: what anybody may read, as iCalendar (RFC 5545). */
export const pages = routes();

function slugOf(c: Ctx): string {
	const slug = c.req.param("slug") ?? "";
	if (!/^[a-z0-9-]{2,60}$/.test(slug)) throw new Refused("not_found");
	return slug;
}

/** Where a calendar begins on the web, and the same for programs that subscribe. */
function subscribed(view: View, path: string): { url: string; webcal: string } {
	const url = `${view.base}${path}`;
	return { url, webcal: url.replace(/^https?:/, "webcal:") };
}

function sendFeed(c: Ctx, { place, events }: Feed, name: string, page: string): Response {
	const { base } = c.var.view;
	const square = `${base}/n/${place.slug}`;
	const pageOf = (event: { initiativeId: string }) => `${square}/initiatives/${event.initiativeId}`;
	// The texts are written in Italian, whoever reads them.
	const text = calendarText({ name, language: "it", url: `${base}${page}`, pageOf }, events);
	return c.body(text, 200, {
		"content-type": "text/calendar; charset=utf-8",
		"content-disposition": `inline; filename="${place.slug}.ics"`,
		"cache-control": "public, max-age=600",
	});
}

pages.get("/n/:slug/calendar.ics", async (c) => {
	const slug = slugOf(c);
	const feed = await c.var.ground.db.readAs(nobody(), (read) => neighbourhoodFeedIn(read, slug, dayOf(c.var.view.now)));
	return sendFeed(c, feed, feed.place.name, `/n/${slug}`);
});

pages.get("/n/:slug/initiatives/:id/calendar.ics", async (c) => {
	const [slug, id] = [slugOf(c), idOf(c)];
	const feed = await c.var.ground.db.readAs(nobody(), (read) =>
		initiativeFeedIn(read, slug, id, dayOf(c.var.view.now)),
	);
	return sendFeed(c, feed, `${feed.events[0]!.title} · ${feed.place.name}`, `/n/${slug}/initiatives/${id}`);
});

pages.get("/n/:slug/calendar", async (c) => {
	const slug = slugOf(c);
	const place = await c.var.ground.db.readAs(nobody(), (read) => neighbourhoodBySlug(read, slug));
	return publicPage(c, place, () => <CalendarPage view={c.var.view} place={place} />);
});

/** How what is on comes into one's own calendar, and stays right there. */
function CalendarPage({ view, place }: { view: View; place: { slug: string; name: string } }) {
	const { say } = view;
	const { url, webcal } = subscribed(view, `/n/${place.slug}/calendar.ics`);
	return (
		<Page view={view} square={place} title={say("calendar.title")} lead={say("calendar.lead")}>
			<Card>
				<h2>{say("calendar.subscribe_title")}</h2>
				<p>{say("calendar.subscribe")}</p>
				<p>
					<LinkButton href={webcal}>{say("calendar.subscribe_button")}</LinkButton>
				</p>
				<p>{say("calendar.by_hand")}</p>
				<p>
					<code dir="ltr">{url}</code>
				</p>
			</Card>
			<Card>
				<h2>{say("calendar.file_title")}</h2>
				<p>{say("calendar.file")}</p>
				<p>
					<a href={`/n/${place.slug}/calendar.ics`} download>
						{say("calendar.file_link")}
					</a>
				</p>
			</Card>
			<p>
				<a href={`/n/${place.slug}`}>{say("square.all")}</a>
			</p>
		</Page>
	);
}
