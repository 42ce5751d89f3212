import { newId } from "../../../core/ids.ts";
import { type Day, dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import { lend, type Read, type Tx } from "../../../db/database.ts";
import { enqueue } from "../../../db/enqueue.ts";
import { recordReading } from "../../../db/reading.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { requestOf, writtenBefore } from "../../../ui/request.ts";
import { agreeWhereDone } from "../../community/agreements/service.ts";
import type { Candidate, Party } from "../../community/contract.ts";
import type { NetworkTie } from "../../community/network/contract.ts";
import { withdrawAgreementIn } from "../../community/persons/service.ts";
import { refuseKept } from "../../community/restriction/service.ts";
import { partiesByIds, resolveParty } from "../../community/service.ts";
import {
	type AddEntry,
	type ChangeEntry,
	type Circle,
	type DrawCircle,
	type Entry,
	type MatchEntry,
	mostEntries,
	type TakenIn,
} from "./contract.ts";
import { decideDays, decideTakenIn, tieKindOf } from "./rules.ts";
import * as store from "./store.ts";

/**
 * «My people»: a person's own map, drawn by themselves or with staff on their word. Wherever `whose` is asked for, the
 * person themselves leaves it out, and nobody but them and those who work there finds it.
 */

/** The four who come near a circle. Throws `sign_in_first`, `not_yours`. */
function allow(actor: Actor): void {
	only(actor, "resident", "citizen", "facilitator", "coordinator");
}

function isStaff(actor: Actor): boolean {
	return actor.role === "facilitator" || actor.role === "coordinator";
}

/** Whose circle is meant: staff name the person, everybody else means their own. Throws `not_yours`, `not_found`. */
function personMeant(actor: Actor, whose: string | undefined): string {
	allow(actor);
	if (isStaff(actor) !== (whose !== undefined)) throw new Refused("not_yours");
	const id = whose ?? actor.personId;
	if (!id) throw new Refused("not_found");
	return id;
}

/** An entry as pages show it; to staff with whoever is meant by it. */
export type Shown = Entry & { party?: Party };

/** Somebody's circle, the households in which it is read, and the person; without `circle` where none is drawn. */
export type Whole = {
	person: Party;
	circle?: Omit<Circle, "entries"> & { entries: Shown[] };
	households: string[];
};

/**
 * A person's circle: their own, or, to staff, that of somebody who agreed; that staff opened it, or took a copy, is
 * written down. Undefined for an account that belongs to nobody known here. Throws `not_found`.
 */
export async function circle(
	ground: Ground,
	actor: Actor,
	whose?: string,
	opened: "circle" | "export" = "circle",
): Promise<Whole | undefined> {
	allow(actor);
	if (!isStaff(actor) && whose === undefined && !actor.personId) return undefined;
	const personId = personMeant(actor, whose);
	const today = dayOf(ground.clock());
	if (!isStaff(actor)) return ground.db.readAs(actor, (read) => wholeIn(read, personId, today));
	return ground.db.noteReading(actor, async (tx) => {
		const [whole, neighbourhoodId] = await Promise.all([
			wholeIn(tx, personId, today),
			store.neighbourhoodOf(tx, personId),
		]);
		await recordReading(tx, { kind: opened, id: personId, personId, neighbourhoodId });
		return whole;
	});
}

async function wholeIn(read: Read, personId: string, today: Day): Promise<Whole> {
	const [parties, row, rows] = await Promise.all([
		partiesByIds(read, [personId]),
		store.circleOf(read, personId),
		store.entriesOfPerson(read, personId),
	]);
	const person = parties.get(personId);
	if (person?.kind !== "person") throw new Refused("not_found");
	if (!row) return { person, households: [] };
	const known = rows.flatMap((entry) => entry.partyId ?? []);
	const meant = isStaff(read.actor) && known.length > 0 ? await partiesByIds(read, known) : new Map<string, Party>();
	const households = row.inHousehold ? await householdsIn(read, personId, today) : [];
	return { person, circle: { ...shown(row), entries: rows.map((entry) => shownEntry(entry, meant)) }, households };
}

function shown({ drawnOn, ownNeeds, inHousehold }: store.CircleRow): Omit<Circle, "entries"> {
	return { drawnOn, ownNeeds, inHousehold };
}

function shownEntry(row: store.EntryRow, meant: ReadonlyMap<string, Party>): Shown {
	const { id, label, ring, sector, hand, caredFor, since, until, partyId } = row;
	const party = partyId === null ? undefined : meant.get(partyId);
	return { id, label, ring, sector, hand, caredFor, since, until, known: partyId !== null, ...(party && { party }) };
}

/** People themselves see no ties: where they live is found out for them. */
async function householdsIn(read: Read, personId: string, today: Day): Promise<string[]> {
	const find = (reader: Read) => store.householdsOf(reader, personId, today);
	const found = isStaff(read.actor) ? await find(read) : await lend("household", read, find);
	return found.map(({ id }) => id);
}

/**
 * Begins a circle, with the agreement it rests on. One that stands is left as it is. Throws `not_found`, `not_yours`,
 * `invalid` (`day` in the future), `id_taken`.
 */
export async function drawCircle(
	ground: Ground,
	actor: Actor,
	input: DrawCircle,
	whose?: string,
): Promise<{ personId: string }> {
	const personId = personMeant(actor, whose);
	const today = dayOf(ground.clock());
	const day = input.day ?? today;
	if (day > today) throw new Refused("invalid", { day: "error.future" });
	await ground.db.withActor(actor, async (tx) => {
		const person = (await partiesByIds(tx, [personId])).get(personId);
		if (person?.kind !== "person") throw new Refused("not_found");
		if (await store.circleOf(tx, personId)) return;
		// What no agreement carries any more is not found again under a new one.
		await store.deleteCircle(tx, personId);
		await agreeWhereDone(tx, ground, { personId, purpose: "circle", how: input.how, day }, input);
		const neighbourhoodId = await store.neighbourhoodOf(tx, personId);
		if (!(await store.insertCircle(tx, { id: input.id, personId, neighbourhoodId, drawnOn: today })))
			throw new Refused("id_taken");
		await audit(tx, { verb: "drawCircle", kind: "circle", id: input.id, neighbourhoodId, fields: ["drawnOn"] });
	});
	return { personId };
}

async function standingCircle(tx: Tx, personId: string): Promise<store.CircleRow> {
	const row = await store.lockCircle(tx, personId);
	if (!row) throw new Refused("not_found");
	await refuseKept(tx, personId);
	return row;
}

/** Adds somebody. Sent twice it is written once. Throws `not_found`, `invalid` (`label`, `since`, `until`), `id_taken`. */
export async function addEntry(ground: Ground, actor: Actor, input: AddEntry, whose?: string): Promise<void> {
	const personId = personMeant(actor, whose);
	const now = ground.clock();
	decideDays(input, dayOf(now));
	const request = requestOf<"circle_entry">(actor, now, "circle_entry", input);
	await ground.db.withActor(actor, async (tx) => {
		const there = await store.entryById(tx, request.id);
		if (there) return void writtenBefore(there, request);
		const row = await standingCircle(tx, personId);
		const { length } = await store.entriesOf(tx, [row.id]);
		if (length >= mostEntries) throw new Refused("invalid", { label: "circle.error_full" });
		if (!(await store.insertEntry(tx, row, { ...input, ...request }))) throw new Refused("id_taken");
		const { neighbourhoodId } = row;
		await audit(tx, { verb: "addCircleEntry", kind: "circle", id: row.id, neighbourhoodId, fields: ["entries"] });
	});
}

/**
 * Takes in a file that a circle was taken along in: whoever it says who is not there yet, and what its person would
 * need where nothing is said of that here. The same file again changes nothing. Throws `not_found`, `invalid` (`file`).
 */
export async function takeInFile(ground: Ground, actor: Actor, file: TakenIn, whose?: string): Promise<void> {
	const personId = personMeant(actor, whose);
	const today = dayOf(ground.clock());
	await ground.db.withActor(actor, async (tx) => {
		const row = await standingCircle(tx, personId);
		const added = decideTakenIn(await store.entriesOf(tx, [row.id]), file.entries, today);
		await store.insertEntries(
			tx,
			row,
			added.map((entry) => ({ ...entry, id: newId<"circle_entry">() })),
		);
		const needs = row.ownNeeds === null ? file.ownNeeds : undefined;
		if (needs) await store.writeNeeds(tx, row.id, needs);
		const fields = [...(added.length > 0 ? ["entries"] : []), ...(needs ? ["ownNeeds"] : [])];
		if (fields.length === 0) return;
		const { neighbourhoodId } = row;
		await audit(tx, { verb: "takeInCircle", kind: "circle", id: row.id, neighbourhoodId, fields });
	});
}

/** One of a circle, for the page on which it is changed, with who may be meant by it. Throws `not_found`. */
export async function entry(
	ground: Ground,
	actor: Actor,
	id: string,
): Promise<{ entry: Shown; person: Party; personId: string }> {
	allow(actor);
	return ground.db.noteReading(actor, async (tx) => {
		const row = await entryHere(tx, id);
		const { personId, partyId, neighbourhoodId } = row;
		const parties = await partiesByIds(tx, [personId, ...(partyId ? [partyId] : [])]);
		const person = parties.get(personId);
		if (!person) throw new Refused("not_found");
		if (isStaff(actor)) await recordReading(tx, { kind: "circle", id: personId, personId, neighbourhoodId });
		return { entry: shownEntry(row, isStaff(actor) ? parties : new Map()), person, personId };
	});
}

async function entryHere(read: Read, id: string): Promise<store.EntryRow> {
	const row = await store.entryById(read, id);
	if (!row) throw new Refused("not_found");
	return row;
}

async function changed(tx: Tx, row: store.EntryRow, verb: string, fields: string[]): Promise<{ personId: string }> {
	const { circleId, neighbourhoodId, personId } = row;
	await audit(tx, { verb, kind: "circle", id: circleId, neighbourhoodId, fields });
	return { personId };
}

/** Says anew how one of a circle is. Gives whose circle it is. Throws `not_found`, `invalid` (`since`, `until`). */
export async function changeEntry(
	ground: Ground,
	actor: Actor,
	id: string,
	input: ChangeEntry,
): Promise<{ personId: string }> {
	allow(actor);
	decideDays(input, dayOf(ground.clock()));
	return ground.db.withActor(actor, async (tx) => {
		const row = await entryHere(tx, id);
		await refuseKept(tx, row.personId);
		await store.changeEntry(tx, id, input);
		return changed(tx, row, "changeCircleEntry", ["entries"]);
	});
}

/** Takes one out of a circle for good, as if it had never been written. Throws `not_found`. */
export async function removeEntry(ground: Ground, actor: Actor, id: string): Promise<{ personId: string }> {
	allow(actor);
	return ground.db.withActor(actor, async (tx) => {
		const row = await entryHere(tx, id);
		await store.removeEntry(tx, id);
		return changed(tx, row, "removeCircleEntry", ["entries"]);
	});
}

/** Who may be meant by what was typed; empty once somebody is. */
export async function whoIsMeant(ground: Ground, actor: Actor, id: string, typed: string): Promise<Candidate[]> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const row = await entryHere(read, id);
		const found = await meant(read, row, { party_typed: typed });
		return found && "candidates" in found ? found.candidates : [];
	});
}

function meant(read: Read, row: store.EntryRow, { party, party_typed }: MatchEntry) {
	return resolveParty(read, {
		chosen: party,
		typed: party_typed,
		kinds: ["person", "household", "group", "organisation"],
		neighbourhoodId: row.neighbourhoodId,
	});
}

/**
 * Says who of the neighbourhood is meant by one of a circle; with nobody chosen, that nobody known here is. Nobody is
 * guessed. Throws `not_found`, `same_person`, `invalid` (`party`).
 */
export async function matchEntry(
	ground: Ground,
	actor: Actor,
	id: string,
	input: MatchEntry,
): Promise<{ personId: string }> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		const row = await entryHere(tx, id);
		await refuseKept(tx, row.personId);
		const found = await meant(tx, row, input);
		if (found && "candidates" in found)
			throw new Refused("invalid", { party: found.candidates.length > 0 ? "error.which" : "error.unknown_party" });
		// The person whose circle it is reads that somebody is known here: of who is protected nobody learns it.
		if (found?.protected) throw new Refused("invalid", { party: "error.unknown_party" });
		if (found?.id === row.personId) throw new Refused("same_person", { party: "refusal.same_person" });
		await store.matchEntry(tx, id, found?.id ?? null);
		return changed(tx, row, "matchCircleEntry", ["partyId"]);
	});
}

/** What somebody who looks after others would need themselves, in their words; nothing said takes it away. Throws `not_found`. */
export async function sayOwnNeeds(
	ground: Ground,
	actor: Actor,
	input: { ownNeeds?: string },
	whose?: string,
): Promise<void> {
	const personId = personMeant(actor, whose);
	await ground.db.withActor(actor, async (tx) => {
		const row = await standingCircle(tx, personId);
		await store.writeNeeds(tx, row.id, input.ownNeeds ?? null);
		const { neighbourhoodId } = row;
		await audit(tx, { verb: "sayOwnNeeds", kind: "circle", id: row.id, neighbourhoodId, fields: ["ownNeeds"] });
	});
}

/** Whether the person, for themselves alone, lets their circle be read on their household's page. Throws `not_found`. */
export async function readAtHome(
	ground: Ground,
	actor: Actor,
	input: { inHousehold: boolean },
	whose?: string,
): Promise<void> {
	const personId = personMeant(actor, whose);
	await ground.db.withActor(actor, async (tx) => {
		const row = await standingCircle(tx, personId);
		await store.writeInHousehold(tx, row.id, input.inHousehold);
		const { neighbourhoodId } = row;
		await audit(tx, { verb: "readAtHome", kind: "circle", id: row.id, neighbourhoodId, fields: ["inHousehold"] });
	});
}

/**
 * Takes a circle back: it is deleted with everything in it, and the agreement ends, in one act. Twice is once. Ties that
 * the work wrote down by itself stay. Throws `not_found` for somebody out of sight.
 */
export async function withdrawCircle(ground: Ground, actor: Actor, whose?: string): Promise<void> {
	const personId = personMeant(actor, whose);
	await ground.db.withActor(actor, async (tx) => {
		const person = (await partiesByIds(tx, [personId])).get(personId);
		if (person?.kind !== "person") throw new Refused("not_found");
		const neighbourhoodId = await store.neighbourhoodOf(tx, personId);
		const gone = await store.deleteCircle(tx, personId);
		await withdrawAgreementIn(tx, { personId, neighbourhoodId, purpose: "circle", on: dayOf(ground.clock()) });
		if (!gone) return;
		await audit(tx, { verb: "withdrawCircle", kind: "circle", id: gone, neighbourhoodId, fields: ["entries"] });
		// What was counted today is counted anew, without the ties that are gone.
		const { territoryId = "" } = actor;
		await enqueue(tx, "measure-network", { territoryId, neighbourhoodId });
	});
}

/** Those of a household who agreed, each with their circle. Who did not is in no part of it. */
export type AtHome = {
	household: Party | undefined;
	members: (Omit<Circle, "entries"> & { person: Party; entries: Entry[] })[];
};

/**
 * The circles of a household: to staff who work there, and to those who live there and let their own be read.
 * Throws `not_found`.
 */
export async function circlesAtHome(ground: Ground, actor: Actor, householdId: string): Promise<AtHome> {
	allow(actor);
	const today = dayOf(ground.clock());
	return ground.db.noteReading(actor, async (tx) => {
		if (isStaff(actor)) {
			const household = (await partiesByIds(tx, [householdId])).get(householdId);
			if (household?.kind !== "household") throw new Refused("not_found");
			const members = await membersIn(tx, householdId, today);
			const personIds = members.map(({ person }) => person.id);
			const neighbourhoodId = await store.neighbourhoodOf(tx, personIds[0] ?? householdId);
			await recordReading(tx, { kind: "circle", id: householdId, personIds, neighbourhoodId: neighbourhoodId || null });
			return { household, members };
		}
		if (!actor.personId) throw new Refused("not_found");
		const members = await lend("household", tx, (lent) => membersIn(lent, householdId, today));
		if (!members.some(({ person }) => person.id === actor.personId)) throw new Refused("not_found");
		return { household: undefined, members };
	});
}

async function membersIn(read: Read, householdId: string, today: Day): Promise<AtHome["members"]> {
	const rows = await store.circlesAtHome(read, householdId, today);
	const entries = await store.entriesOf(
		read,
		rows.map((row) => row.id),
	);
	return rows.map((row) => ({
		...shown(row),
		person: { id: row.personId, kind: "person", label: row.label, level: row.level },
		entries: entries.filter((e) => e.circleId === row.id).map((e) => shownEntry(e, new Map())),
	}));
}

/**
 * The ties people drew themselves to others known in the neighbourhood, as its network takes them: while the circle
 * stands, and no longer. The reader works there or counts.
 */
export async function drawnTiesIn(
	read: Read,
	of: { territoryId: string; neighbourhoodId: string; day: Day },
): Promise<NetworkTie[]> {
	const rows = await store.tiesDrawn(read, of);
	return rows.map(({ id, personId, partyId, sector, since, until, existedBefore }) => ({
		id,
		one: personId,
		other: partyId,
		kind: tieKindOf(sector),
		since,
		until,
		existedBefore,
		metAt: null,
	}));
}
