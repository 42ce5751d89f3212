import type { Id } from "../../../core/ids.ts";
import { addDays, type Day, dayOf, instantOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Role } from "../../../core/roles.ts";
import { version } from "../../../core/version.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read, Tx } from "../../../db/database.ts";
import { recordReading } from "../../../db/reading.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { colleaguesOf } from "../../access/colleagues/service.ts";
import { type Carried, carriedPeopleIn, carriedPlacesIn } from "../../community/carried/service.ts";
import { searchPartiesIn } from "../../community/search/service.ts";
import { standingAgreementsIn } from "../../community/service.ts";
import { type CarriedSession, carriedSessionsIn } from "../../initiatives/carried/service.ts";
import { type CarriedFollowUp, carriedFollowUpsIn } from "../../listening/carried/service.ts";
import { comingMeetingsIn, promisesTodayIn } from "../../listening/service.ts";
import { neighbourhoodsByIdsIn, neighbourhoodsOfTerritoryIn } from "../../programme/service.ts";
import {
	type FoundPeople,
	oldestServed,
	type Pack,
	type PackedFollowUp,
	type PackedSession,
	type Person,
	type PlanItem,
} from "../contract.ts";
import { seenDevice } from "../devices/service.ts";
import { versionOfFollowUp, versionOfSheet } from "../rules.ts";
import * as store from "./store.ts";

/** What the phone takes along for the day, and whose names are among it. */

/** Sheets of the last days can still be filled in; what is due within two weeks is looked at on the way. */
const daysBack = 7;
const daysOn = 1;
const followUpDays = 14;
const mostFound = 20;

/**
 * The pack of a device: today's plan of the neighbourhood on screen; dates, follow-ups, places and the chosen names of
 * all of them. That names left the house is written down. Throws `sign_in_first`, `not_yours`, `not_found`.
 */
export async function packFor(ground: Ground, actor: Actor, device: Id<"device">): Promise<Pack> {
	only(actor, "facilitator", "coordinator");
	const { wipe } = await seenDevice(ground, actor, device);
	const now = ground.clock();
	const empty = { neighbourhoods: [], plan: [], places: [], followUps: [], people: [], colleagues: [], sessions: [] };
	const account = { id: actor.accountId!, name: actor.name ?? "", role: actor.role as Role };
	const server = { version, at: now.toISOString() };
	const lists = wipe ? empty : await ground.db.noteReading(actor, (tx) => listsIn(tx, dayOf(now)));
	return { server, oldest: oldestServed, wipe, account, ...lists };
}

/** That names of these neighbourhoods left the house is written down. */
function takenAlong(tx: Tx, neighbourhoods: readonly string[]): Promise<void>[] {
	return neighbourhoods.map((id) => recordReading(tx, { kind: "export", id, neighbourhoodId: id }));
}

type Lists = Pick<Pack, "neighbourhoods" | "plan" | "places" | "followUps" | "people" | "colleagues" | "sessions">;

async function listsIn(tx: Tx, today: Day): Promise<Lists> {
	const [neighbourhoods, chosen] = await Promise.all([neighbourhoodsHere(tx), store.readChosen(tx)]);
	const ids = neighbourhoods.map((n) => n.id);
	const onScreen = tx.actor.neighbourhoodId ?? ids[0];
	const [sessions, followUps, places, promises, meetings, colleagues] = await Promise.all([
		carriedSessionsIn(tx, ids, addDays(today, -daysBack), addDays(today, daysOn)),
		carriedFollowUpsIn(tx, ids, addDays(today, followUpDays)),
		carriedPlacesIn(tx, ids),
		onScreen ? promisesTodayIn(tx, onScreen, today) : [],
		onScreen ? comingMeetingsIn(tx, onScreen, today, today) : [],
		colleaguesOf(tx, ids, today),
	]);
	const expected = [...new Set(sessions.flatMap(idsAt))];
	const about = followUps.flatMap((f) => f.about ?? []);
	const [known, agreed] = await Promise.all([
		carriedPeopleIn(tx, [...new Set([...chosen, ...expected, ...about])]),
		standingAgreementsIn(tx, expected, "sessions"),
		...takenAlong(tx, ids),
	]);
	const people = new Map(known.map((person) => [person.id, person]));
	const mine = tx.actor.accountId;
	return {
		neighbourhoods,
		plan: [
			...sessions.filter((s) => dayOf(s.startsAt) === today).map(planOfSession),
			...followUps.filter((f) => f.dueOn <= today).map(planOfFollowUp),
			...promises.map((p): PlanItem => {
				const to = `/listening/promises/${p.id}`;
				return { id: p.id, kind: "promise", at: p.dueOn, title: p.what, where: p.by ?? "", to };
			}),
			...meetings.map((m): PlanItem => {
				const at = m.begins ? instantOf(m.heldOn, m.begins).toISOString() : m.heldOn;
				return { id: m.id, kind: "meeting", at, title: m.title, where: "", to: `/listening/meetings/${m.id}` };
			}),
		],
		places: places.map(personOf),
		followUps: followUps.map((f) => packedFollowUp(f, people, mine)),
		people: chosen.flatMap((id) => people.get(id) ?? []).map(personOf),
		colleagues: colleagues.map(({ id, name, neighbourhoodId }) => ({ id, neighbourhoodId, label: name })),
		sessions: sessions.map((s) => packedSession(s, people, agreed)),
	};
}

async function neighbourhoodsHere(read: Read): Promise<Pack["neighbourhoods"]> {
	const { actor } = read;
	const all =
		actor.role === "coordinator"
			? await neighbourhoodsOfTerritoryIn(read, actor.territoryId ?? "")
			: await neighbourhoodsByIdsIn(read, actor.neighbourhoodIds);
	return all.map(({ id, territoryId, slug, name }) => ({ id, territoryId, slug, name }));
}

function idsAt({ people, regulars }: CarriedSession): string[] {
	return [...people.map((p) => p.personId), ...regulars];
}

function personOf({ id, neighbourhoodId, label }: Carried): Person {
	return { id: id as Person["id"], neighbourhoodId, label };
}

function planOfSession(s: CarriedSession): PlanItem {
	const to = `/initiatives/${s.initiativeId}/sessions/${s.id}`;
	return { id: s.id, kind: "session", at: s.startsAt.toISOString(), title: s.title, where: s.placeWords, to };
}

function planOfFollowUp(f: CarriedFollowUp): PlanItem {
	return { id: f.id, kind: "follow-up", at: f.dueOn, title: f.what, where: "", to: `/listening/follow-ups/${f.id}` };
}

function packedFollowUp(
	f: CarriedFollowUp,
	people: ReadonlyMap<string, Carried>,
	mine: string | undefined,
): PackedFollowUp {
	const about = f.about ? people.get(f.about) : undefined;
	return {
		id: f.id,
		neighbourhoodId: f.neighbourhoodId,
		about: about ? { id: personOf(about).id, label: about.label } : null,
		what: f.what,
		dueOn: f.dueOn,
		mine: f.assignedTo === mine,
		state: "open",
		version: versionOfFollowUp(f),
	};
}

/** A date with who was there and who usually is; who may not be taken along stands on no sheet. */
function packedSession(
	s: CarriedSession,
	people: ReadonlyMap<string, Carried>,
	agreed: ReadonlySet<string>,
): PackedSession {
	const here = new Set(s.people.map((p) => p.personId));
	const isWritten = here.size > 0 || s.unnamed > 0;
	const expected = [...new Set(idsAt(s))].flatMap((id) => {
		const person = people.get(id);
		if (!person) return [];
		const present = here.has(id) ? true : isWritten ? false : null;
		return [{ id: personOf(person).id, label: person.label, present, agreed: agreed.has(id) }];
	});
	return {
		id: s.id as PackedSession["id"],
		initiativeId: s.initiativeId as PackedSession["initiativeId"],
		neighbourhoodId: s.neighbourhoodId,
		title: s.title,
		startsAt: s.startsAt.toISOString(),
		unnamed: s.unnamed,
		version: versionOfSheet(s),
		expected,
	};
}

/** Whom somebody can take along, by what they are called; without a word, whom they take along. That names were looked for is no page of anybody's. */
export async function findPeople(ground: Ground, actor: Actor, query: { q?: string }): Promise<FoundPeople> {
	only(actor, "facilitator", "coordinator");
	return ground.db.noteReading(actor, async (tx) => {
		const [chosen, here] = await Promise.all([store.readChosen(tx), neighbourhoodsHere(tx)]);
		const ids = here.map((n) => n.id);
		const found = query.q ? await idsCalled(tx, query.q, ids) : chosen;
		const known = new Map((await carriedPeopleIn(tx, found)).map((person) => [person.id, person]));
		if (known.size > 0) await Promise.all(takenAlong(tx, ids));
		const items = found.flatMap((id) => known.get(id) ?? []);
		return { items: items.map((one) => ({ ...personOf(one), chosen: chosen.includes(one.id) })), next: null };
	});
}

async function idsCalled(read: Read, typed: string, here: readonly string[]): Promise<string[]> {
	// Organisations and places are called like people: looked through, then left out.
	const found = await searchPartiesIn(read, typed, here, 3 * mostFound);
	return found.flatMap(({ kind, id }) => (kind === "person" ? [id] : [])).slice(0, mostFound);
}

/**
 * Chooses whose names are taken along, all of them anew; at most 200. Throws `invalid` (`ids`) for whoever may not be:
 * nobody protected, nobody of whom everything is only kept, nobody the actor does not see.
 */
export async function choosePeople(ground: Ground, actor: Actor, ids: readonly Id<"party">[]): Promise<FoundPeople> {
	only(actor, "facilitator", "coordinator");
	const wanted = [...new Set(ids)];
	return ground.db.withActor(actor, async (tx) => {
		const known = new Map((await carriedPeopleIn(tx, wanted)).map((person) => [person.id, person]));
		const items = wanted.flatMap((id) => known.get(id) ?? []);
		if (items.length < wanted.length) throw new Refused("invalid", { ids: "error.unknown_party" });
		await store.writeChosen(tx, wanted, ground.clock());
		await audit(tx, { verb: "choosePeople", kind: "notebook", id: actor.accountId!, fields: ["people"] });
		return { items: items.map((one) => ({ ...personOf(one), chosen: true })), next: null };
	});
}
