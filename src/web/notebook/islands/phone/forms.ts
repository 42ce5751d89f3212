import type { Pack, RecordKind } from "../../../../modules/notebook/contract.ts";
import { yesHere } from "./bodies.ts";
import type { Choice } from "./fields.tsx";
import type { Entry, Values } from "./outbox.ts";
import type { Say } from "./words.ts";

/** Which fields each form has: what is asked, in its order. */

export type Field = {
	name: string;
	/** `spoken`: words to read out, in the language of whoever is asked; nothing to fill in. */
	kind: "area" | "line" | "date" | "number" | "chips" | "select" | "tick" | "photo" | "spoken";
	label: string;
	hint?: string;
	required?: boolean;
	options?: readonly Choice[];
	empty?: string;
	spoken?: Spoken;
	max?: string;
	/** Folded away: what can be said besides. */
	more?: boolean;
};

/** The words in which people are asked, by language and purpose, as the page brings them along. */
export type Questions = Record<string, { isReviewed: boolean; isFromRight: boolean; of: Record<string, string> }>;
export type Spoken = { text: string; language: string; isReviewed: boolean; isFromRight: boolean };

type Asked = {
	say: Say;
	pack: Pack | null;
	values: Values;
	today: string;
	neighbourhoodId: string;
	language: string;
	questions: Questions;
};
export type FormKind = Exclude<RecordKind, "attendance">;

/** The fields of a form, as far as what was chosen asks for them. */
export function fieldsOf(kind: FormKind, asked: Asked): Field[] {
	return makers[kind](asked);
}

/** What a new form begins with. */
export function valuesOf(kind: RecordKind, today: string, language: string): Values {
	if (kind === "note") return { kind: "noticed", heardOn: today };
	if (kind === "act") return { day: today };
	if (kind === "consent") return { how: "in_person", day: today, language };
	return {};
}

const noteKinds = ["asked", "noticed", "reported", "offered"];
const topics = [
	...["company", "errands", "home", "papers", "health", "caring", "children", "young", "work", "money", "food"],
	...["learning", "languages", "getting_about", "neighbours", "shared_spaces", "habits", "safety"],
];
const purposes = ["contact", "sessions", "invite", "age_band", "nickname", "name", "story", "circle", "referral"];
const ways = ["in_person", "on_paper", "by_phone", "online"];
const bands = ["0-13", "14-17", "18-34", "35-54", "55-64", "65-74", "75-84", "85+"];
const responsibles = ["parent", "guardian", "foster_carer", "other"];
const steps = ["done", "partly", "moved", "handed_over", "let_go"];

const makers: Record<FormKind, (asked: Asked) => Field[]> = {
	note: ({ say, today, ...asked }) => [
		{ name: "text", kind: "area", label: say("listening.text"), required: true },
		{
			name: "kind",
			kind: "chips",
			label: say("listening.kind"),
			options: choices(noteKinds, (value) => say(`listening.kind_${value}`)),
			required: true,
		},
		{ name: "urgent", kind: "tick", label: say("listening.urgent"), hint: say("notebook.urgent_hint") },
		...(asked.values.urgent ? [{ name: "called", kind: "line", label: say("listening.called") } as const] : []),
		{
			name: "about",
			kind: "select",
			label: say("listening.about"),
			empty: say("listening.about_nobody"),
			options: [...people(asked), ...places(asked)],
			more: true,
		},
		{
			name: "topic",
			kind: "select",
			label: say("listening.topic"),
			hint: say("listening.topic_hint"),
			empty: say("notebook.choose"),
			options: choices(topics, (value) => say(`listening.topic_${value}`)),
			more: true,
		},
		{ name: "heardOn", kind: "date", label: say("listening.heard_on"), max: today, more: true },
		{
			name: "heardFrom",
			kind: "line",
			label: say("listening.heard_from"),
			hint: say("listening.heard_from_hint"),
			more: true,
		},
		{ name: "duringVisit", kind: "tick", label: say("listening.during_visit"), more: true },
	],
	act: ({ say, today, ...asked }) => [
		{ ...somebody(say, asked), name: "giver", label: say("exchange.giver") },
		{ ...somebody(say, asked), name: "receiver", label: say("exchange.receiver") },
		{ name: "what", kind: "line", label: say("exchange.what"), hint: say("exchange.what_hint"), required: true },
		{ name: "day", kind: "date", label: say("exchange.day"), max: today, required: true },
		{ name: "minutes", kind: "number", label: say("exchange.minutes"), hint: say("exchange.minutes_hint"), more: true },
		{
			name: "freely",
			kind: "tick",
			label: say("exchange.freely_tick"),
			hint: say("exchange.freely_hint"),
			more: true,
		},
	],
	consent: ({ say, today, values, ...asked }) => [
		{ ...somebody(say, asked), name: "person", label: say("notebook.who") },
		{
			name: "purpose",
			kind: "select",
			label: say("ledger.purpose"),
			empty: say("notebook.choose"),
			options: choices(purposes, (value) => say(`community.purpose_${value}`)),
			required: true,
		},
		...questionOf(say, values, asked),
		{
			name: "answer",
			kind: "chips",
			label: say("ledger.answer"),
			hint: isElsewhere(values) ? say("notebook.yes_elsewhere") : undefined,
			options: choices(["agreed", "declined"], (value) => say(`ledger.answer_${value}`)),
			required: true,
		},
		...(values.purpose === "age_band"
			? [
					{
						name: "ageBand",
						kind: "select",
						label: say("ledger.band"),
						empty: say("ledger.band_none"),
						options: choices(bands, (value) => say(`ledger.band_${value.replace(/[^0-9a-z]/g, "_")}`)),
					} as const,
				]
			: []),
		{
			name: "how",
			kind: "chips",
			label: say("ledger.how"),
			options: choices(ways, (value) => say(`community.way_${value}`)),
			required: true,
		},
		{ name: "photo", kind: "photo", label: say("notebook.photo"), hint: say("notebook.photo_hint") },
		{ name: "day", kind: "date", label: say("community.agreed_on"), max: today, more: true },
		{ name: "until", kind: "date", label: say("ledger.until"), hint: say("ledger.until_hint"), more: true },
		{ name: "again", kind: "tick", label: say("ledger.again"), more: true },
		{ name: "minor", kind: "tick", label: say("ledger.minor"), more: true },
		...(values.minor
			? ([
					{ name: "responsible", kind: "line", label: say("ledger.responsible"), more: true },
					{
						name: "responsibleAs",
						kind: "select",
						label: say("ledger.responsible_as"),
						empty: say("notebook.choose"),
						options: choices(responsibles, (value) => say(`ledger.as_${value}`)),
						more: true,
					},
				] as const)
			: []),
	],
	follow_up: ({ say, ...asked }) => [
		{ name: "what", kind: "line", label: say("notebook.follow_up_what"), required: true },
		{ name: "dueOn", kind: "date", label: say("notebook.due_on"), required: true },
		{
			name: "about",
			kind: "select",
			label: say("listening.about"),
			empty: say("listening.about_nobody"),
			options: [...people(asked), ...places(asked)],
		},
	],
	follow_up_step: ({ say, values, ...asked }) => [
		{
			name: "to",
			kind: "chips",
			label: say("notebook.step_to"),
			options: choices(steps, (value) => say(`notebook.step_${value}`)),
			required: true,
		},
		...(values.to === "partly"
			? [{ name: "remains", kind: "line", label: say("notebook.step_remains"), required: true } as const]
			: []),
		...(values.to === "partly" || values.to === "moved"
			? [{ name: "dueOn", kind: "date", label: say("notebook.due_on"), required: true } as const]
			: []),
		...(values.to === "handed_over"
			? [
					{
						name: "assignedTo",
						kind: "select",
						label: say("notebook.hand_to"),
						empty: say("notebook.choose"),
						options: colleagues(asked),
						required: true,
					} as const,
				]
			: []),
		{
			name: "words",
			kind: "area",
			label: say(`notebook.${labelsOfWords[String(values.to)] ?? "step_words"}`),
			required: values.to === "let_go",
		},
	],
};

const labelsOfWords: Record<string, string> = { let_go: "step_reason", handed_over: "hand_words" };

/** What is read out before somebody answers, and in which of the languages. */
function questionOf(say: Say, { purpose, language }: Values, asked: Pick<Asked, "questions" | "language">): Field[] {
	const names = new Intl.DisplayNames([asked.language], { type: "language" });
	const chosen = typeof language === "string" ? asked.questions[language] : undefined;
	const text = typeof purpose === "string" ? chosen?.of[purpose] : undefined;
	return [
		{
			name: "language",
			kind: "select",
			label: say("ledger.language"),
			empty: say("ledger.language_none"),
			options: choices(Object.keys(asked.questions), (value) => names.of(value) ?? value),
		},
		...(chosen && text
			? [
					{
						name: "spoken",
						kind: "spoken",
						label: say("notebook.read_out"),
						hint: chosen.isReviewed ? undefined : say("ledger.unreviewed"),
						spoken: { ...chosen, text, language: String(language) },
					} as const,
				]
			: []),
	];
}

function isElsewhere({ purpose }: Values): boolean {
	return typeof purpose === "string" && purpose !== "" && !yesHere.includes(purpose);
}

function choices(values: readonly string[], label: (value: string) => string): Choice[] {
	return values.map((value) => ({ value, label: label(value) }));
}

type Whose = Pick<Asked, "pack" | "neighbourhoodId">;

function somebody(say: Say, asked: Whose): Field {
	const options = people(asked);
	return {
		name: "",
		kind: "select",
		label: "",
		hint: options.length === 0 ? say("notebook.nobody_along") : undefined,
		empty: say("notebook.choose"),
		options,
		required: true,
	};
}

function people({ pack, neighbourhoodId }: Whose): Choice[] {
	return named(pack?.people.filter((p) => p.neighbourhoodId === neighbourhoodId));
}

/** Who reads what is written there, but whoever carries the notebook. */
function colleagues({ pack, neighbourhoodId }: Whose): Choice[] {
	const there = pack?.colleagues.filter((c) => c.neighbourhoodId === null || c.neighbourhoodId === neighbourhoodId);
	return named(there?.filter(({ id }) => id !== pack?.account.id));
}

function places({ pack, neighbourhoodId }: Whose): Choice[] {
	return named(pack?.places.filter((p) => p.neighbourhoodId === neighbourhoodId));
}

function named(all: readonly { id: string; label: string }[] = []): Choice[] {
	return all.map(({ id, label }) => ({ value: id, label }));
}

/** The name of somebody or something taken along; their id never shows. */
export function labelOf(pack: Pack | null, id: unknown): string | undefined {
	const session = pack?.sessions.flatMap(({ expected }) => expected) ?? [];
	const all = [...(pack?.people ?? []), ...(pack?.places ?? []), ...(pack?.colleagues ?? []), ...session];
	return all.find((one) => one.id === id)?.label;
}

/** A record in one line: its words, or what it is about. */
export function titleOf(say: Say, pack: Pack | null, entry: Entry): string {
	const { kind, values, on } = entry;
	if (kind === "attendance") {
		const title = pack?.sessions.find(({ id }) => id === on)?.title;
		return title ? say("notebook.attendance_of", { title }) : say("notebook.kind_attendance");
	}
	if (kind === "consent") {
		const who = labelOf(pack, values.person);
		const what = typeof values.purpose === "string" && values.purpose && say(`community.purpose_${values.purpose}`);
		return [who, what].filter(Boolean).join(": ") || say("notebook.kind_consent");
	}
	const of = kind === "follow_up_step" ? pack?.followUps.find(({ id }) => id === on)?.what : undefined;
	for (const words of [values.text, of, values.what, values.words])
		if (typeof words === "string" && words.trim()) return words.trim().slice(0, 140);
	return say(`notebook.kind_${kind}`);
}
