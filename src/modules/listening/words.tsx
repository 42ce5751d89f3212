import { dayOf } from "../../core/period.ts";
import { dayInWords, fromToday, sinceInWords } from "../../ui/dates.ts";
import type { View } from "../../ui/http.ts";
import { type NoteLine, type Topic, topics } from "./contract.ts";

/** The text, cut at a word, for lists. */
export function short(text: string, most = 140): string {
	const line = text.replace(/\s+/g, " ");
	if (line.length <= most) return line;
	const cut = line.slice(0, most);
	return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), most - 30))}…`;
}

/** The topics to choose from: those the body uses, and the one that stands here already. */
export function offeredTopics({ unusedTopics }: View, current?: Topic | null): Topic[] {
	return topics.filter((topic) => topic === current || !unusedTopics.includes(topic));
}

/** What a list says under a note's words: kind, topic, place, whom, from whom, when. A guess carries its question mark. */
export function underNote({ say, language, now }: View, n: NoteLine): string {
	const guess = (name: "topic" | "place" | "date", text: string) => (n.guessed.includes(name) ? `${text}?` : text);
	return [
		say(`listening.kind_${n.kind}`),
		n.topic && guess("topic", say(`listening.topic_${n.topic}`)),
		n.placeLabel && guess("place", n.placeLabel),
		n.aboutLabel !== n.placeLabel && n.aboutLabel,
		n.heardFrom && say("listening.from_whom", { who: n.heardFrom }),
		guess("date", sinceInWords(language, n.heardOn, dayOf(now))),
		n.urgent && n.takenBy && say("listening.taken_line"),
		n.need && say("listening.in_need_line"),
		n.setAside && say("listening.set_aside_line"),
	]
		.filter(Boolean)
		.join(" · ");
}

type Section = "notes" | "needs" | "resources" | "meetings" | "follow-ups" | "urgent" | "partners";

/** Where in listening one is. */
export function Sections({ view, current }: { view: View; current?: Section }) {
	const sections = [
		{ id: "notes", href: "/listening/notes", key: "listening.section_notes" },
		{ id: "needs", href: "/listening/needs", key: "listening.section_needs" },
		{ id: "resources", href: "/listening/resources", key: "resources.title" },
		{ id: "meetings", href: "/listening/meetings", key: "meetings.section" },
		{ id: "follow-ups", href: "/listening/follow-ups", key: "listening.section_follow_ups" },
		{ id: "urgent", href: "/listening/urgent", key: "listening.section_urgent" },
		{ id: "partners", href: "/listening/partners", key: "partners.section" },
	];
	return (
		<nav class="tabs" aria-label={view.say("listening.sections")}>
			<ul>
				{sections.map((s) => (
					<li key={s.id}>
						<a href={s.href} aria-current={s.id === current ? "page" : undefined}>
							{view.say(s.key)}
						</a>
					</li>
				))}
			</ul>
		</nav>
	);
}

/** A day with its weekday while it is near, with its year when it is not; and how far it is from today. */
export function when({ language, now }: View, day: string): string {
	const days = Math.abs(Date.parse(day) - now.getTime()) / 86_400_000;
	return days < 60
		? `${dayInWords(language, day)} (${fromToday(language, day, dayOf(now))})`
		: sinceInWords(language, day, dayOf(now));
}

/** A link to the page before in time, at the end of a list. */
export function Older({ view, path, next }: { view: View; path: string; next: string | null }) {
	if (!next) return null;
	return (
		<p>
			<a href={`${path}${path.includes("?") ? "&" : "?"}cursor=${next}`}>{view.say("ui.older")}</a>
		</p>
	);
}
