import { dayOf } from "../core/period.ts";
import { type Actor, nobody } from "../db/actor.ts";
import type { Read } from "../db/database.ts";
import type { Neighbourhood } from "../modules/programme/contract.ts";
import { neighbourhoodBySlug } from "../modules/programme/service.ts";
import type { AnySession } from "../modules/publication/outside/service.ts";
import type { Knot } from "../ui/components.tsx";
import { clockInWords, dayInWords, languageInWords } from "../ui/dates.ts";
import { type Ctx, slugIn, type View } from "../ui/http.ts";
import { apart, langOf } from "../ui/written.tsx";

/** What the pages of a neighbourhood's square share. */

/** Reads as nobody, whoever asks: what is public looks the same to all. Throws `not_found`. */
export function readPublicly<Result>(
	c: Ctx,
	work: (read: Read, place: Neighbourhood) => Promise<Result>,
): Promise<{ place: Neighbourhood; found: Result }> {
	const anybody: Actor = nobody();
	return c.var.ground.db.readAs(anybody, async (read) => {
		const place = await neighbourhoodBySlug(read, slugIn(c));
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

/** Sessions on the thread, in their order. */
export function knots(view: View, place: { slug: string }, sessions: readonly AnySession[]): Knot[] {
	return sessions.map((s) => {
		const startsAt = new Date(s.startsAt);
		const path = "organiser" in s ? `outside/${s.id}` : `initiatives/${s.initiativeId}`;
		const by = "organiser" in s && view.say("square.organised_by", { name: apart(view, s.organiser) });
		return {
			key: s.id,
			when: dayLine(view, startsAt),
			title: (
				<a href={`/n/${place.slug}/${path}`} lang={langOf(view, s.language)} dir="auto">
					{s.title}
				</a>
			),
			line: [atLine(view, startsAt, s.placeWords), by, reach(view, s), spoken(view, s.languages)]
				.filter(Boolean)
				.join(" "),
		};
	});
}
