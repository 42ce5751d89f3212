import { type Id, newId } from "../../../core/ids.ts";
import { addDays, type Day, dayOf, instantOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { wordsOf } from "../../../core/text.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { cursorOf, readCursor } from "../../../ui/json.ts";
import type { PublicSearch, PublicSession } from "../../initiatives/contract.ts";
import { publicSessionsIn } from "../../initiatives/public/service.ts";
import { neighbourhoodIn } from "../../programme/service.ts";
import type { OutsideEvent, OutsideSession } from "./contract.ts";
import { type Difference, difference, eventsFrom, readInTime } from "./rules.ts";
import * as store from "./store.ts";

type Place = { territoryId: string; id: string; slug: string };
export type AnySession = PublicSession | OutsideSession;

/** What organisations hold by themselves in the two weeks from a day on, at most forty dates. */
export function outsideWeekIn(read: Read, slug: string, from: Day): Promise<OutsideSession[]> {
	return store.readBetween(read, slug, { from: instantOf(from), to: instantOf(addDays(from, 14)) }, 40);
}

/** The same from one day to before another, the first `most` of them: for sheets of paper. */
export function outsideDatesIn(
	read: Read,
	slug: string,
	{ from, to }: { from: Day; to: Day },
	most: number,
): Promise<OutsideSession[]> {
	return store.readBetween(read, slug, { from: instantOf(from), to: instantOf(to) }, most);
}

/** Two lists of dates as one, in their order. */
export function inOrder(...lists: (readonly AnySession[])[]): AnySession[] {
	const at = (session: AnySession) => new Date(session.startsAt).getTime();
	return lists.flat().sort((a, b) => at(a) - at(b) || (a.id < b.id ? -1 : 1));
}

const listed = 20;

/**
 * Every date to come that fits what is looked for, initiatives' and organisations' own: twenty, and the cursor of the
 * next. Of an organisation's own nobody knows the languages and the steps: whoever looks for those finds none.
 */
export async function everyDateIn(
	read: Read,
	place: Place,
	wanted: PublicSearch,
	today: Day,
): Promise<{ items: AnySession[]; next?: string }> {
	const first: Day = wanted.month ? `${wanted.month}-01` : today;
	const last: Day = wanted.month ? `${addDays(first, 31).slice(0, 7)}-01` : addDays(today, 366);
	const asked = {
		from: instantOf(first > today ? first : today),
		to: instantOf(last),
		words: wordsOf(wanted.q),
		after: readCursor(wanted.cursor),
	};
	const isKnown = !wanted.language && !wanted.stepFree;
	const [own, outside] = await Promise.all([
		publicSessionsIn(read, place, wanted, today),
		isKnown ? store.readBetween(read, place.slug, asked, listed + 1) : [],
	]);
	const all = inOrder(
		own.items,
		outside.map((one) => ({ ...one, startsAt: new Date(one.startsAt).toISOString() })),
	);
	const items = all.slice(0, listed);
	const end = items.at(-1);
	return { items, next: (all.length > listed || own.next) && end ? cursorOf(end.startsAt, end.id) : undefined };
}

/** Organisations' own dates around a day, for calendars: also those called off. */
export function outsideDatedIn(read: Read, place: Omit<Place, "slug">, today: Day): Promise<OutsideEvent[]> {
	return store.readDated(read, place, instantOf(addDays(today, -90)), instantOf(addDays(today, 400)));
}

/** One date of an organisation's own. Throws `not_found`. */
export async function outsideEventIn(read: Read, place: Omit<Place, "slug">, id: string): Promise<OutsideEvent> {
	const found = await store.readOne(read, place, id);
	if (!found) throw new Refused("not_found");
	return found;
}

/** The organisations of the neighbourhood on screen, those with a calendar first. Throws `choose_neighbourhood`. */
export function organisationsHere(ground: Ground, actor: Actor): Promise<store.OrganisationLine[]> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const { id } = await neighbourhoodIn(read);
		return store.readOrganisations(read, id, instantOf(dayOf(ground.clock())));
	});
}

export type OutsideShown = { organisation: store.Organisation; kept: number; difference?: Difference };

/** An organisation's calendar, and what the file that waits for a yes would change. Throws `not_found`. */
export function outsideOf(ground: Ground, actor: Actor, id: string): Promise<OutsideShown> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const organisation = await organisationIn(read, id);
		const kept = await store.readKept(read, id, dayOf(ground.clock()));
		const { draft } = organisation;
		return { organisation, kept: kept.length, ...(draft && { difference: difference(kept, draft.events) }) };
	});
}

async function organisationIn(read: Read, id: string): Promise<store.Organisation> {
	const found = await store.readOrganisation(read, id);
	if (!found) throw new Refused("not_found");
	return found;
}

/** Reads a calendar file and keeps what is in it for the yes. Throws `not_found`, `invalid` (`file`) with what to do. */
export async function handIn(ground: Ground, actor: Actor, id: string, text: string): Promise<void> {
	only(actor, "facilitator", "coordinator");
	const now = ground.clock();
	// Whose it is comes first: nobody has a file read for an organisation that is not theirs.
	await ground.db.readAs(actor, (read) => organisationIn(read, id));
	const found = await readInTime(text, dayOf(now));
	if ("fault" in found) throw new Refused("invalid", { file: `outside.error_${found.fault}` });
	const { events, leftOut } = eventsFrom(id, found);
	await ground.db.withActor(actor, async (tx) => {
		const organisation = await organisationIn(tx, id);
		await store.writeDraft(tx, organisation, { id: newId(), events, leftOut }, now);
		const { neighbourhoodId } = organisation;
		await audit(tx, { verb: "handInCalendar", kind: "organisation", id, neighbourhoodId, fields: ["calendar"] });
	});
}

/**
 * Says yes to the file that was looked at: its dates are on the square, in the place of the ones before. Throws
 * `not_found`, `changed_meanwhile` where another file was handed in since.
 */
export async function takeInCalendar(
	ground: Ground,
	actor: Actor,
	id: string,
	draftId: Id<"outside-draft">,
): Promise<void> {
	only(actor, "facilitator", "coordinator");
	const now = ground.clock();
	await ground.db.withActor(actor, async (tx) => {
		const organisation = await organisationIn(tx, id);
		const { draft, neighbourhoodId } = organisation;
		if (draft?.id !== draftId) throw new Refused("changed_meanwhile");
		await store.replace(tx, organisation, draft.events, dayOf(now), now);
		await store.deleteDraft(tx, id);
		await audit(tx, { verb: "takeInCalendar", kind: "organisation", id, neighbourhoodId, fields: ["calendar"] });
	});
}

/** Takes a calendar away, with a file that waits; a second time changes nothing. Throws `not_found`. */
export async function takeAwayCalendar(ground: Ground, actor: Actor, id: string): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const { neighbourhoodId } = await organisationIn(tx, id);
		await store.deleteDraft(tx, id);
		if (!(await store.deleteCalendar(tx, id))) return;
		await audit(tx, { verb: "takeAwayCalendar", kind: "organisation", id, neighbourhoodId, fields: ["calendar"] });
	});
}
