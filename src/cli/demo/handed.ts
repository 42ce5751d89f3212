import { createHash } from "node:crypto";
import { addDays } from "../../core/period.ts";
import { demoAccounts } from "./accounts.ts";
import { neighbourhoods } from "./neighbourhoods.ts";
import type { Row, World } from "./world.ts";

/** Days after which somebody of the team has read every note. */
const UNSEEN_DAYS = 1;
/** Days after which a reader has read every note of the own neighbourhood. */
const UNREAD_DAYS = 4;

/** What was read, and what passed from one to another while somebody was away. Comes after all that is read and passed. */
export function addHanded(world: World): void {
	addReading(world);
	for (const { id, territoryId, slug } of neighbourhoods) {
		const [anna, davide] = demoAccounts.filter((one) => one.as === "facilitator" && one.at === slug);
		if (anna && davide) addAbsence(world, { territory_id: territoryId, neighbourhood_id: id }, davide.id, anna.id);
	}
}

function addReading({ chance, rows }: World): void {
	const seenTo = chance.instant(chance.back(UNSEEN_DAYS), 1200);
	for (const note of rows["listening.notes"]) note.seen = new Date(note.recorded_at as Date) < seenTo;
	for (const account of demoAccounts.filter((one) => one.as === "facilitator")) {
		const place = neighbourhoods.find((one) => one.slug === account.at);
		if (!place) continue;
		rows["listening.read_marks"].push({
			territory_id: place.territoryId,
			account_id: account.id,
			neighbourhood_id: place.id,
			read_to: chance.instant(chance.back(UNREAD_DAYS), 1200),
		});
	}
}

/** A week away, a month ago: what was open passed to the colleague, and came back; one thing is in the hands of the colleague still. */
function addAbsence(world: World, here: Row, giver: string, receiver: string): void {
	const { chance, rows } = world;
	const at = chance.instant(chance.back(30), 1050);
	const back = chance.instant(chance.back(22), 540);
	const passed = rows["listening.follow_ups"]
		.filter((f) => f.neighbourhood_id === here.neighbourhood_id && new Date(f.recorded_at as Date) < at)
		.filter((f) => f.assigned_to === receiver && (f.done_at === null || new Date(f.done_at as Date) > at))
		.slice(0, 3);
	const id = chance.id(at);
	const two = { territory_id: here.territory_id, giver_id: giver, receiver_id: receiver };
	rows["access.handovers"].push({
		...two,
		id,
		because: "away",
		back_on: addDays(chance.today, -22),
		words: "Torno lunedì. Al circolo chiedi di Piero, apre lui.",
		recorded_by: giver,
		recorded_at: at,
		ended_at: back,
		request_hash: `\\x${createHash("sha256").update(id).digest("hex")}`,
	});
	for (const followUp of passed) {
		rows["access.handed_over"].push({
			...two,
			handover_id: id,
			kind: "follow-up",
			record_id: followUp.id,
			neighbourhood_id: here.neighbourhood_id,
			had_it_too: false,
		});
		rows["listening.follow_up_steps"].push({
			...here,
			id: chance.id(at),
			follow_up_id: followUp.id,
			at,
			by_account: giver,
			kind: "handed_over",
			what_before: followUp.what,
			due_before: followUp.due_on,
			assigned_before: giver,
			assigned_after: receiver,
		});
	}
}
