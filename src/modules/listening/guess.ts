import { addDays, type Day, isDay } from "../../core/period.ts";
import { fold } from "../../core/text.ts";
import { type Topic, topics } from "./contract.ts";
import { dayWords, monthNames, notPast, topicWords, weekdayNames } from "./guess-words.ts";

/** What may be guessed from a text: its topic, its place, its day. Nobody reads names here: a person is never guessed. */

const exact = new Map<string, Topic>();
const beginnings: { start: string; topic: Topic }[] = [];
const phrases: { words: string; topic: Topic }[] = [];
for (const topic of topics) {
	for (const entry of topicWords[topic].split(",")) {
		const word = entry.trim();
		if (word.includes(" "))
			phrases.push({ words: ` ${word.replace(/\*$/, "")}${word.endsWith("*") ? "" : " "}`, topic });
		else if (word.endsWith("*")) beginnings.push({ start: word.slice(0, -1), topic });
		else exact.set(word, topic);
	}
}

/** The topic that most words of a text speak of; none when no word does or two topics are even. */
export function guessTopic(text: string): Topic | undefined {
	const folded = ` ${fold(text)} `;
	const hits = new Map<Topic, number>();
	const count = (topic: Topic) => hits.set(topic, (hits.get(topic) ?? 0) + 1);
	for (const word of new Set(folded.trim().split(" "))) {
		const topic = exact.get(word) ?? beginnings.find((b) => word.startsWith(b.start))?.topic;
		if (topic) count(topic);
	}
	for (const phrase of phrases) if (folded.includes(phrase.words)) count(phrase.topic);
	const [first, second] = [...hits].sort((a, b) => b[1] - a[1]);
	return first && first[1] > (second?.[1] ?? 0) ? first[0] : undefined;
}

type KnownPlace = { id: string; folded: string };

/** The one known place whose name, with its house number, stands in a text; none when several do. */
export function guessPlace(text: string, places: readonly KnownPlace[]): string | undefined {
	const folded = ` ${fold(text).replace(/ (?:n|nr|no|num|numero|civico|nummer) (?=\d)/g, " ")} `;
	const found = places.filter((p) => p.folded.length >= 4 && folded.includes(` ${p.folded} `));
	// «via Roggia 12» also holds «via Roggia»: the longer name says more.
	const longest = found.filter(
		(p) => !found.some((q) => q.folded !== p.folded && ` ${q.folded} `.includes(` ${p.folded} `)),
	);
	return longest.length === 1 ? longest[0]?.id : undefined;
}

const mostDaysBack = 120;

/** The day a text says it was heard, never after today; none when it names several or none. */
export function guessDay(text: string, today: Day): Day | undefined {
	const folded = ` ${fold(text)} `;
	const days = new Set([
		...countedBack(folded, today),
		...weekdays(folded, today),
		...datesInWords(folded, today),
		...datesInFigures(text, today),
	]);
	const [day] = days;
	return days.size === 1 ? day : undefined;
}

function countedBack(folded: string, today: Day): Day[] {
	let rest = folded;
	const days: Day[] = [];
	for (const [words, back] of dayWords) {
		if (!rest.includes(` ${words} `)) continue;
		rest = rest.replaceAll(` ${words} `, " ");
		days.push(addDays(today, -back));
	}
	for (const match of rest.matchAll(/ (\d{1,2}) giorni fa | vor (\d{1,2}) tagen | (\d{1,2}) days ago /g)) {
		days.push(addDays(today, -Number(match[1] ?? match[2] ?? match[3])));
	}
	return days;
}

/** «lunedì»: the last one before today; not «il lunedì», «ogni lunedì», «lunedì prossimo», and not today's own name. */
function weekdays(folded: string, today: Day): Day[] {
	const words = folded.trim().split(" ");
	const current = (new Date(`${today}T12:00:00Z`).getUTCDay() + 6) % 7;
	return words.flatMap((word, i) => {
		const weekday = weekdayNames.findIndex((names) => names.includes(word));
		if (weekday < 0 || weekday === current) return [];
		// A date beside it («lunedì 3 ottobre») says more.
		const [before = "", after = ""] = [words[i - 1], words[i + 1]];
		if (notPast.includes(before) || notPast.includes(after) || /^\d{1,2}$/.test(after)) return [];
		return [addDays(today, -((current - weekday + 7) % 7))];
	});
}

function datesInWords(folded: string, today: Day): Day[] {
	const words = folded.trim().split(" ");
	return words.flatMap((word, i) => {
		const month = monthNames.findIndex((names) => names.includes(word));
		if (month < 0) return [];
		const number = (at: number) => /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(words[at] ?? "")?.[1];
		const before = words[i - 1] === "of" ? number(i - 2) : number(i - 1);
		// Only English puts the number after; «mai 3» is no day of May.
		const day = before ?? (word === monthNames[month]?.at(-1) ? number(i + 1) : undefined);
		const year = /^(19|20)\d\d$/.exec(words[before ? i + 1 : i + 2] ?? "")?.[0];
		return day ? past(Number(day), month + 1, year, today) : [];
	});
}

/** `3/10/2026` and `3.10.2026`; without a year only after a word such as «il», «am», «on». */
function datesInFigures(text: string, today: Day): Day[] {
	const found = text.matchAll(
		/(?:\b(il|del|dal|am|vom|on|the)\s+)?(?<![\d/.])(\d{1,2})[/.](\d{1,2})(?:[/.]((?:19|20)\d\d))?(?![\d/])/gi,
	);
	return [...found].flatMap(([, said, day, month, year]) =>
		said || year ? past(Number(day), Number(month), year, today) : [],
	);
}

/** The latest such day that is not to come, if it is not too long ago. */
function past(day: number, month: number, year: string | undefined, today: Day): Day[] {
	const years = year ? [Number(year)] : [Number(today.slice(0, 4)), Number(today.slice(0, 4)) - 1];
	const from = addDays(today, -mostDaysBack);
	return years
		.map((y) => `${y}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`)
		.filter((d) => isDay(d) && d <= today && d >= from)
		.slice(0, 1);
}
