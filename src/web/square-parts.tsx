import { dayOf } from "../core/period.ts";
import { Refused } from "../core/refusal.ts";
import { type Actor, nobody } from "../db/actor.ts";
import type { Read } from "../db/database.ts";
import type { PublicSession } from "../modules/initiatives/contract.ts";
import type { Neighbourhood } from "../modules/programme/contract.ts";
import { neighbourhoodBySlug } from "../modules/programme/service.ts";
import { Card, type Knot, Phone } from "../ui/components.tsx";
import { clockInWords, dayInWords, languageInWords } from "../ui/dates.ts";
import type { Ctx, View } from "../ui/http.ts";
import { directionOf } from "../ui/words.ts";

/** What the pages of a neighbourhood's square share. */

/** The parts of the square, in their order: whoever adds a part adds its line, words under `square.part_…`. */
const parts = [
	{ id: "week", path: "" },
	{ id: "list", path: "/list" },
	{ id: "places", path: "/places" },
	{ id: "board", path: "/board" },
	{ id: "spaces", path: "/spaces" },
	{ id: "numbers", path: "/numbers" },
	{ id: "calendar", path: "/calendar" },
	{ id: "paper", path: "/paper" },
] as const;
export type SquarePart = (typeof parts)[number]["id"];

/** The links between the parts of a square. */
export function SquareParts({ view, place, current }: { view: View; place: { slug: string }; current?: SquarePart }) {
	return (
		<nav class="tabs" aria-label={view.say("square.parts")}>
			<ul>
				{parts.map((part) => (
					<li key={part.id}>
						<a href={`/n/${place.slug}${part.path}`} aria-current={part.id === current ? "page" : undefined}>
							{view.say(`square.part_${part.id}`)}
						</a>
					</li>
				))}
			</ul>
		</nav>
	);
}

/** The slug of the address; what can be none leads nowhere. Throws `not_found`. */
export function slugOf(c: Ctx): string {
	const slug = c.req.param("slug") ?? "";
	if (!/^[a-z0-9-]{2,60}$/.test(slug)) throw new Refused("not_found");
	return slug;
}

/** Reads as nobody, whoever asks: what is public looks the same to all. Throws `not_found`. */
export function readPublicly<Result>(
	c: Ctx,
	work: (read: Read, place: Neighbourhood) => Promise<Result>,
): Promise<{ place: Neighbourhood; found: Result }> {
	const anybody: Actor = nobody();
	return c.var.ground.db.readAs(anybody, async (read) => {
		const place = await neighbourhoodBySlug(read, slugOf(c));
		return { place, found: await work(read, place) };
	});
}

/** What anybody may know of a neighbourhood, for JSON. */
export function publicPlace({ slug, name, deskPlace, deskHours, phone, fictional }: Neighbourhood) {
	return { slug, name, deskPlace, deskHours, phone, fictional };
}

export function spoken(view: View, codes: readonly string[]): string {
	if (codes.length === 0) return "";
	return view.say("square.spoken", {
		languages: codes.map((code) => languageInWords(view.language, code)).join(commas[view.language] ?? ", "),
	});
}

type Reach = { onFoot: boolean; byBus: boolean; stepFree: boolean };

export function reach(view: View, i: Reach): string {
	const ways = [
		i.onFoot && view.say("square.on_foot"),
		i.byBus && view.say("square.by_bus"),
		i.stepFree && view.say("square.step_free"),
	];
	return ways
		.filter(Boolean)
		.map((way) => (/[.。۔]$/.test(String(way)) ? way : `${way}${fullStops[view.language] ?? "."}`))
		.join(" ");
}

const commas: Partial<Record<View["language"], string>> = { ar: "، ", ur: "، ", zh: "、" };

/** How a sentence ends, where it is not with a point. */
const fullStops: Partial<Record<View["language"], string>> = { ur: "۔", zh: "。" };

export function dayLine(view: View, startsAt: Date): string {
	const day = dayOf(startsAt);
	const words = dayInWords(view.language, day);
	return day === dayOf(view.now) ? view.say("square.today", { day: words }) : words;
}

export function atLine(view: View, startsAt: Date, place: string): string {
	const time = clockInWords(view.language, startsAt);
	return place ? view.say("square.at", { time, place: apart(view, place) }) : view.say("square.at_time", { time });
}

/** Words of another script keep their own order, and their full stop, in the middle of a line from right to left. */
function apart(view: View, words: string): string {
	return directionOf(view.language) === "rtl" ? `\u2068${words}\u2069` : words;
}

/** Sessions on the thread, in their order. */
export function knots(view: View, place: { slug: string }, sessions: readonly PublicSession[]): Knot[] {
	return sessions.map((s) => {
		const startsAt = new Date(s.startsAt);
		return {
			key: s.id,
			when: dayLine(view, startsAt),
			title: (
				<a href={`/n/${place.slug}/initiatives/${s.initiativeId}`} lang={langOf(view, s.language)} dir="auto">
					{s.title}
				</a>
			),
			line: [atLine(view, startsAt, s.placeWords), reach(view, s), spoken(view, s.languages)].filter(Boolean).join(" "),
		};
	});
}

/** The language of what somebody wrote, where it is not the page's own. */
export function langOf(view: View, language: string): string | undefined {
	return language === view.language ? undefined : language;
}

/** Whom to talk to: where the desk is, when somebody is there, and its number. */
export function Desk({ view, place }: { view: View; place: Neighbourhood }) {
	const { say } = view;
	return (
		<Card>
			<h2>{say("square.talk_title")}</h2>
			<p>{say("square.talk", { place: apart(view, place.deskPlace), hours: apart(view, place.deskHours) })}</p>
			<p>
				<Phone number={place.phone} />
			</p>
		</Card>
	);
}
