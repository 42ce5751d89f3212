import { sql } from "kysely";
import type { Id } from "../../../core/ids.ts";
import type { Day } from "../../../core/period.ts";
import type { Guessable, NoteKind, Topic } from "../contract.ts";

/** A note as it stands in its row. */
export type NoteRow = {
	id: Id<"note">;
	neighbourhoodId: Id<"neighbourhood">;
	text: string;
	kind: NoteKind;
	topic: Topic | null;
	placeId: Id<"party"> | null;
	aboutId: Id<"party"> | null;
	heardFromId: Id<"party"> | null;
	heardFrom: string | null;
	heardOn: Day;
	guessed: Guessable[];
	duringVisit: boolean;
	urgent: boolean;
	called: string | null;
	takenBy: Id<"account"> | null;
	takenAt: Date | null;
	needId: Id<"need"> | null;
	setAsideOn: Day | null;
	recordedBy: Id<"account">;
	recordedAt: Date;
};

export const noteColumns = sql`n.id, n.neighbourhood_id as "neighbourhoodId", n.text, n.kind, n.topic, n.place_id as "placeId",
	n.about_id as "aboutId", n.heard_from_id as "heardFromId", n.heard_from as "heardFrom", n.heard_on as "heardOn", n.guessed,
	n.during_visit as "duringVisit", n.urgent, n.called, n.taken_by as "takenBy", n.taken_at as "takenAt", n.need_id as "needId",
	n.set_aside_on as "setAsideOn", n.recorded_by as "recordedBy", n.recorded_at as "recordedAt"`;
