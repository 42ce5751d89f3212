import { instantOf } from "../../core/period.ts";
import { demoAccounts } from "./accounts.ts";
import type { Row, Table, World } from "./world.ts";

/** What was written down, and what the trail calls it. */
const written: { table: Table; verb: string; kind: string }[] = [
	{ table: "listening.notes", verb: "recordNote", kind: "note" },
	{ table: "listening.needs", verb: "recordNeed", kind: "need" },
	{ table: "listening.follow_ups", verb: "recordFollowUp", kind: "follow-up" },
	{ table: "listening.meetings", verb: "recordMeeting", kind: "meeting" },
	{ table: "listening.promises", verb: "recordPromise", kind: "promise" },
	{ table: "community.ties", verb: "recordTie", kind: "tie" },
	{ table: "exchange.acts", verb: "recordAct", kind: "act" },
];

/** Days of which the demonstration has a trail: enough to look through, and quick to invent. */
const TRAIL_DAYS = 60;

const roleOf = new Map<unknown, string>(demoAccounts.map((account) => [account.id, account.as]));

/** The trail of what was written down lately. Comes last: everything else is there, and no choice of it is moved. */
export function addTrail({ chance, rows }: World): void {
	const since = instantOf(chance.back(TRAIL_DAYS));
	for (const { table, verb, kind } of written)
		for (const row of rows[table]) {
			const at = new Date(row.recorded_at as Date | string);
			if (at < since || !roleOf.has(row.recorded_by)) continue;
			rows["access.audit"].push({ ...entryOf(row), id: chance.id(at), at, verb, kind });
		}
}

function entryOf(row: Row): Row {
	return {
		actor_id: row.recorded_by,
		role: roleOf.get(row.recorded_by),
		territory_id: row.territory_id,
		neighbourhood_id: row.neighbourhood_id,
		record_id: row.id,
		fields: [],
	};
}
