import type { Bodies, RecordKind } from "../../../../modules/notebook/contract.ts";
import type { Values } from "./outbox.ts";

/** From what a form holds to what goes over the wire, and what a form still lacks. No DOM here. */

/** Purposes to which somebody can say yes in the ledger; to the others where it is done. A no can be said to all. */
export const yesHere: readonly string[] = ["contact", "sessions", "invite", "age_band"];

const required: Record<RecordKind, readonly string[]> = {
	note: ["text", "kind"],
	attendance: [],
	act: ["giver", "receiver", "what", "day"],
	consent: ["person", "purpose", "answer", "how"],
	follow_up: ["what", "dueOn"],
	follow_up_step: ["to"],
};

/** The fields that lack something, each with the key of its line. */
export function lacking(kind: RecordKind, values: Values): Record<string, string> {
	const fields = [...required[kind]];
	if (kind === "follow_up_step") {
		if (values.to === "partly") fields.push("remains");
		if (values.to === "partly" || values.to === "moved") fields.push("dueOn");
		if (values.to === "let_go") fields.push("words");
		if (values.to === "handed_over") fields.push("assignedTo");
	}
	if (kind === "consent" && values.purpose === "age_band" && values.answer === "agreed") fields.push("ageBand");
	const errors: Record<string, string> = {};
	for (const field of fields) if (!text(values[field])) errors[field] = "error.required";
	if (kind === "act" && values.giver && values.giver === values.receiver) errors.receiver = "notebook.error_same";
	if (kind === "consent" && values.answer === "agreed" && values.purpose && !yesHere.includes(String(values.purpose)))
		errors.answer = "notebook.error_yes_elsewhere";
	return errors;
}

type Makers = { [Kind in RecordKind]: (values: Values, on: string | null) => Bodies[Kind] };

const makers: Makers = {
	note: (v) =>
		lean({
			text: text(v.text) ?? "",
			kind: (text(v.kind) ?? "noticed") as Bodies["note"]["kind"],
			topic: text(v.topic),
			about: text(v.about),
			heardOn: text(v.heardOn),
			heardFrom: text(v.heardFrom),
			called: text(v.called),
			urgent: v.urgent === true,
			duringVisit: v.duringVisit === true,
		}),
	attendance: (v, on) =>
		lean({
			session: on ?? "",
			marks: marks(v.marks),
			agreed: Object.keys(marks(v.agreed)).filter((id) => marks(v.agreed)[id]),
			unnamed: number(v.unnamed),
		}),
	act: (v) =>
		lean({
			giver: text(v.giver) ?? "",
			receiver: text(v.receiver) ?? "",
			at: text(v.day) ?? "",
			what: text(v.what) ?? "",
			minutes: number(v.minutes),
			freely: v.freely === true,
		}),
	consent: (v) =>
		lean({
			person: text(v.person) ?? "",
			purpose: text(v.purpose) ?? "",
			answer: text(v.answer) as Bodies["consent"]["answer"],
			how: text(v.how) ?? "",
			day: text(v.day),
			ageBand: v.purpose === "age_band" ? text(v.ageBand) : undefined,
			language: text(v.language),
			until: text(v.until),
			minor: v.minor === true || undefined,
			responsible: v.minor === true ? text(v.responsible) : undefined,
			responsibleAs: v.minor === true ? text(v.responsibleAs) : undefined,
			again: v.again === true || undefined,
			photo: text(v.photo)?.replace(/^data:[^,]*,/, ""),
		}),
	follow_up: (v) => lean({ what: text(v.what) ?? "", dueOn: text(v.dueOn) ?? "", about: text(v.about) }),
	follow_up_step: (v, on) =>
		lean({
			followUp: on ?? "",
			to: text(v.to) as Bodies["follow_up_step"]["to"],
			words: text(v.words),
			dueOn: v.to === "partly" || v.to === "moved" ? text(v.dueOn) : undefined,
			remains: v.to === "partly" ? text(v.remains) : undefined,
			assignedTo: v.to === "handed_over" ? text(v.assignedTo) : undefined,
		}),
};

/** The body of a record, as the server's contract asks for it. `on` is the session or follow-up it is written on. */
export function bodyOf(kind: RecordKind, values: Values, on: string | null): Bodies[RecordKind] {
	return makers[kind](values, on);
}

function text(value: Values[string]): string | undefined {
	return typeof value === "string" ? value.trim() || undefined : undefined;
}

function number(value: Values[string]): number | undefined {
	const typed = text(value);
	return typed && /^\d+$/.test(typed) ? Number(typed) : undefined;
}

function marks(value: Values[string]): Record<string, boolean> {
	return typeof value === "object" ? value : {};
}

/** Without what was left out. */
function lean<Body extends object>(body: Body): Body {
	return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as Body;
}
