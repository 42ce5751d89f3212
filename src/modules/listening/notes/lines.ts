import type { NoteLine } from "../contract.ts";
import type { NoteRow } from "./store.ts";

type Labels = ReadonlyMap<string, { label: string }>;

/** Whose names the lines of these notes need. */
export function labelsOf(notes: readonly Pick<NoteRow, "placeId" | "aboutId" | "heardFromId">[]): string[] {
	return [...new Set(notes.flatMap((n) => [n.placeId, n.aboutId, n.heardFromId]))].filter((id) => id !== null);
}

/** A note as a list shows it. */
export function lineOf(n: NoteRow, labels: Labels): NoteLine {
	const label = (id: string | null) => (id === null ? undefined : labels.get(id)?.label);
	return {
		id: n.id,
		text: n.text,
		kind: n.kind,
		topic: n.topic,
		placeLabel: label(n.placeId),
		aboutLabel: label(n.aboutId),
		heardFrom: label(n.heardFromId) ?? n.heardFrom ?? undefined,
		heardOn: n.heardOn,
		guessed: n.guessed,
		urgent: n.urgent,
		takenBy: n.takenBy,
		need: n.needId,
		setAside: n.setAsideOn !== null,
		recordedAt: n.recordedAt,
	};
}
