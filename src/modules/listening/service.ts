import { type Day, monthStart } from "../../core/period.ts";
import type { Read } from "../../db/database.ts";
import { partiesByIds } from "../community/service.ts";
import type { Need, TodayOfListening } from "./contract.ts";
import * as needs from "./needs/store.ts";
import { labelsOf, lineOf } from "./notes/lines.ts";
import * as store from "./store.ts";

export { handOverMeetingsIn, openOfMeetingsIn } from "./meetings/handover/service.ts";
export { comingMeetingsIn, promisesTodayIn } from "./meetings/today/service.ts";
/** What the modules above ask, inside their own transaction. The verbs stand in `notes`, `needs` and `follow-ups`. */
export { recordAnswerIn } from "./needs/answers/service.ts";
export { unreadIn } from "./notes/reading/service.ts";
export { unusedIn } from "./resources/reading/service.ts";
export { recordUseIn } from "./resources/service.ts";

/** Needs by id, as far as the actor sees them. */
export async function needsByIdsIn(read: Read, ids: readonly string[]): Promise<Map<string, Need>> {
	return new Map((await needs.readNeedsByIds(read, ids)).map((need) => [need.id, need]));
}

/** Needs heard or being answered, and those named besides, the latest heard first, at most 200. */
export function openNeedsIn(read: Read, neighbourhoodId: string, also: readonly string[] = []): Promise<Need[]> {
	return needs.readOpenNeeds(read, neighbourhoodId, 200, also);
}

/** What the first page of the day shows of listening, in three statements; `beside` is asked the one of figures and texts. */
export async function todayOfListeningIn(
	read: Read,
	beside: Read,
	neighbourhoodId: string,
	today: Day,
): Promise<TodayOfListening> {
	const [notes, rest] = await Promise.all([
		store.readTodaysNotes(read, neighbourhoodId, 8),
		store.readTodaysRest(beside, neighbourhoodId, today, monthStart(today), 8),
	]);
	const labels = await partiesByIds(read, [...labelsOf(notes), ...rest.followUps.flatMap((f) => f.about ?? [])]);
	const bucket = (name: store.Bucket) => notes.filter((n) => n.bucket === name);
	const lines = (name: store.Bucket) => bucket(name).map((n) => lineOf(n, labels));
	return {
		urgent: lines("urgent"),
		followUps: rest.followUps.map(({ about, assignedTo, ...f }) => ({
			...f,
			id: f.id as TodayOfListening["followUps"][number]["id"],
			aboutLabel: about ? labels.get(about)?.label : undefined,
			mine: assignedTo === read.actor.accountId,
		})),
		unansweredNeeds: rest.needs,
		unansweredNeedsCount: rest.needsTotal,
		unplacedNotes: lines("unplaced"),
		unplacedNotesCount: bucket("unplaced")[0]?.total ?? 0,
		visitsThisMonth: rest.visits,
		recordersThisMonth: rest.recorders,
	};
}
