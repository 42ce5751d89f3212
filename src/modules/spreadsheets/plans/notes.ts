import { breathing } from "../../../core/breathing.ts";
import { newId } from "../../../core/ids.ts";
import { partyKinds } from "../../community/contract.ts";
import { type BulkNote, isListOfNames } from "../../listening/bulk/service.ts";
import type { Field, Line } from "../contract.ts";
import { type Asked, emptyPlan, lineFor, type Plan, type Row, RowRefused } from "../plan.ts";
import { wordFrom } from "../table/values.ts";
import { noteWords, topicWords } from "../table/words.ts";
import { calledIn, dayIn, type Facts, oneCalled, yesIn } from "./facts.ts";

/** What a list of notes comes to: the same words of the same day are the same note. */
export async function planNotes(
	rows: readonly Row<Field>[],
	facts: Facts,
	known: readonly BulkNote[],
	asked: Asked,
): Promise<Plan> {
	const plan = emptyPlan();
	const parties = calledIn(facts.known, partyKinds);
	const places = calledIn(facts.known, ["place"]);
	const there = new Map(known.map((note) => [keyOf(note), 0]));

	function one({ row, cell, beside }: Row<Field>, text: string): Pick<Line, "outcome" | "reason" | "of"> {
		if (text === "") throw new RowRefused("text_missing", beside.find((one) => one !== "") ?? "");
		if (text.length > 4000) throw new RowRefused("too_long", text.slice(0, 40));
		if (isListOfNames(text)) throw new RowRefused("list_of_names");
		const kind = cell("noteKind") === "" ? "reported" : wordFrom(cell("noteKind"), noteWords);
		if (!kind) throw new RowRefused("note_kind_unknown", cell("noteKind"));
		const topic = cell("topic") === "" ? null : wordFrom(cell("topic"), topicWords);
		if (topic === undefined) throw new RowRefused("topic_unknown", cell("topic"));
		const heardOn = dayIn(cell("heardOn"), asked.today, asked.today);
		const aboutId = cell("about") === "" ? null : oneCalled(parties, cell("about")).id;
		const placeId = cell("place") === "" ? null : oneCalled(places, cell("place")).id;
		const note = { id: newId<"note">(), text, kind, topic, aboutId, placeId, heardOn, urgent: yesIn(cell("urgent")) };
		const before = there.get(keyOf(note));
		if (before === 0) return { outcome: "matched" };
		if (before) return { outcome: "merged", reason: "row_before", of: String(before) };
		there.set(keyOf(note), row);
		plan.notes.push(note);
		return { outcome: "created" };
	}

	for await (const row of breathing(rows)) {
		const text = row.cell("text");
		plan.lines.push(lineFor(row.row, text.slice(0, 80), () => one(row, text)));
	}
	return plan;
}

/** Words, day and whom it is about. */
function keyOf({ text, heardOn, kind, aboutId }: BulkNote): string {
	return JSON.stringify([text.replace(/\s+/g, " "), heardOn, kind, aboutId]);
}
