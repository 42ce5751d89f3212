import { type Id, idFromContent } from "../../../core/ids.ts";
import { type Day, dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { fold } from "../../../core/text.ts";
import { type Actor, system } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { hashOf, newToken } from "../../access/service.ts";
import { datedSessionsIn, joinedSessionsIn, organisedSessionsIn } from "../../initiatives/calendar/service.ts";
import { neighbourhoodBySlug } from "../../programme/service.ts";
import { outsideDatedIn } from "../outside/service.ts";
import { type CalendarEvent, eventsAt, eventsOf, outside, single } from "./rules.ts";
import * as store from "./store.ts";

export type Feed = { place: { slug: string; name: string }; events: CalendarEvent[] };

/** What is on in a neighbourhood, for anybody's calendar. Throws `not_found`. */
export async function neighbourhoodFeedIn(read: Read, slug: string, today: Day): Promise<Feed> {
	const place = await neighbourhoodBySlug(read, slug);
	const [sessions, others] = await Promise.all([
		datedSessionsIn(read, place, today),
		outsideDatedIn(read, place, today),
	]);
	return { place, events: [...eventsOf(sessions), ...others.map((event) => outside(event, place.slug))] };
}

/** The dates of one initiative. Throws `not_found` for one without dates that everybody is shown. */
export async function initiativeFeedIn(read: Read, slug: string, initiativeId: string, today: Day): Promise<Feed> {
	const place = await neighbourhoodBySlug(read, slug);
	const events = eventsOf(await datedSessionsIn(read, place, today, initiativeId));
	if (events.length === 0) throw new Refused("not_found");
	return { place, events };
}

/** The address of a place as invitations call it: the same words in the same neighbourhood are the same place. */
export function placeIdOf(neighbourhoodId: string, name: string): Id<"meeting-place"> {
	return idFromContent(new Date(0), ["place", neighbourhoodId, fold(name)]);
}

/** What is on at one place, and what invitations call it. Throws `not_found` where nothing is. */
export async function placeFeedIn(
	read: Read,
	slug: string,
	placeId: string,
	today: Day,
): Promise<Feed & { name: string }> {
	const place = await neighbourhoodBySlug(read, slug);
	const sessions = await datedSessionsIn(read, place, today);
	const isHere = (name: string) => placeIdOf(place.id, name) === placeId;
	const name = sessions.find((session) => isHere(session.place))?.place;
	if (!name) throw new Refused("not_found");
	return { place, name, events: eventsAt(sessions, isHere) };
}

/** Since when the actor's own calendar has an address; undefined while it has none. */
export function ownCalendar(ground: Ground, actor: Actor): Promise<Date | undefined> {
	only(actor, "resident", "citizen");
	return ground.db.readAs(actor, (read) => store.readLink(read, accountOf(actor)));
}

/** Makes the address of one's own calendar, or a new one in place of the old, which stops at once. Returns its secret, said once. */
export async function openCalendar(ground: Ground, actor: Actor): Promise<string> {
	only(actor, "resident", "citizen");
	const accountId = accountOf(actor);
	const token = newToken();
	await ground.db.withActor(actor, async (tx) => {
		await store.writeLink(tx, accountId, hashOf(token));
		await audit(tx, { verb: "openCalendar", kind: "account", id: accountId, fields: ["calendar"] });
	});
	return token;
}

/** Takes the address back: whoever has it reads nothing from now on. */
export async function closeCalendar(ground: Ground, actor: Actor): Promise<void> {
	only(actor, "resident", "citizen");
	const accountId = accountOf(actor);
	await ground.db.withActor(actor, async (tx) => {
		if (!(await store.deleteLink(tx, accountId))) return;
		await audit(tx, { verb: "closeCalendar", kind: "account", id: accountId, fields: ["calendar"] });
	});
}

function accountOf(actor: Actor) {
	if (!actor.accountId) throw new Refused("sign_in_first");
	return actor.accountId;
}

/** What the owner of a secret address joined and runs, as everybody is shown it. Throws `not_found` for an address taken back. */
export async function ownFeed(ground: Ground, token: string): Promise<CalendarEvent[]> {
	const owner = await ground.db.readAs(system("door"), (read) => store.readOwner(read, hashOf(token)));
	if (!owner) throw new Refused("not_found");
	const { accountId, territoryId, personId } = owner;
	const actor: Actor = {
		role: "resident",
		accountId,
		territoryId,
		personId: personId ?? undefined,
		neighbourhoodIds: [],
	};
	return ground.db.readAs(actor, async (read) => {
		const runs = await organisedSessionsIn(read, territoryId, accountId, dayOf(ground.clock()));
		const joined = await joinedSessionsIn(read, territoryId, accountId);
		const whole = eventsOf(runs);
		const known = new Set(runs.map((session) => session.id));
		return [...whole, ...joined.filter((session) => !known.has(session.id)).map(single)];
	});
}
