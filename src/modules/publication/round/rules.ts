import { addDays, dayOf, instantOf, timeOf, weekStart } from "../../../core/period.ts";
import type { Digest } from "./contract.ts";

/** News and reminders are written by day. */
const from = "08:00";
const to = "20:00";
const weeklyAt = "07:00";

/** Days for which a contact that wants news is kept; every letter begins them anew. */
export const newsDays = 365;
/** Days after which the contact of whoever wants no more news is deleted: until then the link changes it back. */
export const endedDays = 30;
/** Days for which the link of a letter is good. */
export const linkDays = 400;

/** Whether it is an hour at which nobody minds a letter. */
export function isByDay(now: Date): boolean {
	const time = timeOf(now);
	return time >= from && time < to;
}

/** The instant of this week's news: the latest Monday at seven in Rome that is not to come. */
export function weeklyInstant(now: Date): Date {
	const monday = weekStart(dayOf(now));
	const at = instantOf(monday, weeklyAt);
	return at <= now ? at : instantOf(addDays(monday, -7), weeklyAt);
}

/** The day somebody is reminded of, from its midnight to the next. */
export function tomorrow(now: Date): { from: Date; to: Date } {
	const day = addDays(dayOf(now), 1);
	return { from: instantOf(day), to: instantOf(addDays(day, 1)) };
}

export type NewDate = { id: string; initiativeId: string; title: string; startsAt: Date; seenAt: Date };
export type NewPost = { id: string; kind: "ask" | "offer"; title: string; seenAt: Date };
/** An idea, or a pact that came into force. */
export type NewLine = { id: string; title: string; seenAt: Date };
export type News = { dates: NewDate[]; asks: NewPost[]; offers: NewPost[]; ideas: NewLine[]; pacts: NewLine[] };

const listed = 12;
const weekMs = 7 * 86_400_000;

/**
 * What a letter tells of all that is public: what is new since an instant, and once a week the dates of seven days. An
 * initiative stands there once, with its next date. Undefined where there is nothing to tell.
 */
export function newsFor(
	digest: Exclude<Digest, "never">,
	all: {
		dates: readonly NewDate[];
		posts: readonly NewPost[];
		ideas: readonly NewLine[];
		pacts: readonly NewLine[];
	},
	since: Date,
	now: Date,
): News | undefined {
	const isNew = ({ seenAt }: { seenAt: Date }) => seenAt > since;
	const isSoon = ({ startsAt }: NewDate) => digest === "weekly" && startsAt.getTime() < now.getTime() + weekMs;
	const told = all.dates.filter((one) => one.startsAt > now && (isNew(one) || isSoon(one)));
	const first = new Map<string, NewDate>();
	for (const one of [...told].sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime()))
		if (!first.has(one.initiativeId)) first.set(one.initiativeId, one);
	const posts = all.posts.filter(isNew);
	const of = (kind: NewPost["kind"]) => posts.filter((one) => one.kind === kind).slice(0, listed);
	const ideas = all.ideas.filter(isNew).slice(0, listed);
	const pacts = all.pacts.filter(isNew).slice(0, listed);
	const news = { dates: [...first.values()].slice(0, listed), asks: of("ask"), offers: of("offer"), ideas, pacts };
	return Object.values(news).some((lines) => lines.length > 0) ? news : undefined;
}
