import { addDays, type Day, dayOf, instantOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import type { Read } from "../../../db/database.ts";
import { recordReading } from "../../../db/reading.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { personHere } from "../../community/persons/service.ts";
import { neighbourhoodsByIdsIn } from "../../programme/service.ts";
import { type Done, type HoursAsked, listed } from "./contract.ts";
import * as store from "./store.ts";

/** So many lines fit a certificate. */
const most = 400;

export type Hours = {
	/** Whose it is: empty where only a pen may write it. */
	name: string;
	place: string;
	from: Day;
	to: Day;
	what: readonly (typeof listed)[number][];
	done: Done[];
};

/** The own hours, from the first of January on where nothing else is asked. Undefined where the account belongs to nobody known here. */
export function ownHours(ground: Ground, actor: Actor, asked: HoursAsked): Promise<Hours | undefined> {
	only(actor, "resident", "citizen");
	const { personId, accountId = null, name = "" } = actor;
	if (!personId) return Promise.resolve(undefined);
	return ground.db.readAs(actor, async (read) => {
		const [place] = await neighbourhoodsByIdsIn(read, actor.neighbourhoodId ? [actor.neighbourhoodId] : []);
		const found = await hoursIn(read, { personId, accountId }, asked, dayOf(ground.clock()));
		return { name, place: place?.name ?? "", ...found };
	});
}

/**
 * The hours of somebody who asks at the desk; that they were opened is written down. Who is known by a description, or
 * is spoken of in person alone, has a line for a pen instead of a name. Throws `not_found`.
 */
export function hoursOf(ground: Ground, actor: Actor, personId: string, asked: HoursAsked): Promise<Hours> {
	only(actor, "facilitator", "coordinator");
	return ground.db.noteReading(actor, async (tx) => {
		const person = await personHere(tx, personId);
		const { neighbourhoodId } = person;
		await recordReading(tx, { kind: "export", id: personId, personId, neighbourhoodId });
		const [place] = await neighbourhoodsByIdsIn(tx, [neighbourhoodId]);
		const found = await hoursIn(tx, { personId, accountId: null }, asked, dayOf(ground.clock()));
		const isNamed = person.level === "name" && !person.protected;
		return { name: isNamed ? person.label : "", place: place?.name ?? "", ...found };
	});
}

async function hoursIn(
	read: Read,
	who: { personId: string; accountId: string | null },
	asked: HoursAsked,
	today: Day,
): Promise<Omit<Hours, "name" | "place">> {
	const { from = `${today.slice(0, 4)}-01-01`, to = today } = asked;
	if (to < from) throw new Refused("invalid", { to: "error.day" });
	const what = asked.what.length > 0 ? asked.what : listed;
	const within = { ...who, from: instantOf(from), before: instantOf(addDays(to, 1)), most };
	const [sessions, acts] = await Promise.all([
		what.includes("sessions") ? store.readSessions(read, within) : [],
		what.includes("acts") ? store.readActs(read, within) : [],
	]);
	const done = [...sessions, ...acts].sort((a, b) => a.at.getTime() - b.at.getTime()).slice(0, most);
	return { from, to, what, done };
}
