import { dayOf } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import type { Actor } from "../../db/actor.ts";
import { audit } from "../../db/audit.ts";
import { lend, type Read, type Tx } from "../../db/database.ts";
import { KeyDestroyed } from "../../db/keys.ts";
import { recordReading } from "../../db/reading.ts";
import type { Restriction } from "../../modules/community/restriction/contract.ts";
import { restrictionIn } from "../../modules/community/restriction/service.ts";
import { partiesByIds } from "../../modules/community/service.ts";
import { neighbourhoodIn } from "../../modules/programme/service.ts";
import { assured, type Ground, only } from "../../ui/http.ts";
import { requestOf, writtenBefore } from "../../ui/request.ts";
import { type AskCopy, type CheckCopy, type CopyFile, type CopyRequest, copyFile, dueOn } from "./contract.ts";
import { fileOf, type Whole, wholeOf } from "./copy.ts";
import { type Correction, correctionsOf } from "./corrections.ts";
import { isProtectedIn, neighbourhoodOfPersonIn } from "./person.ts";
import * as store from "./store.ts";

/**
 * Everything about a person, for that person: asked for, put together, checked by somebody so that it exposes nobody
 * else, released, and given.
 */

const staff = ["facilitator", "coordinator"] as const;
const themselves = ["resident", "citizen"] as const;

function isStaff({ role }: Actor): boolean {
	return role === "facilitator" || role === "coordinator";
}

/** Staff who open everything about somebody show first that it is them. Throws `not_yours`, `assurance_needed`. */
function allow(ground: Ground, actor: Actor): void {
	only(actor, ...staff, ...themselves);
	if (isStaff(actor)) assured(ground, actor);
}

/** Where the sealed copy stands. */
function placeOf(actor: Actor, id: string): string {
	return `rights.copies/${actor.territoryId}/${id}`;
}

/** Whose copy is meant: staff name the person, everybody else means themselves. Throws `not_yours`, `not_found`. */
function personMeant(actor: Actor, whose: string | undefined): string {
	only(actor, ...staff, ...themselves);
	if (isStaff(actor) !== (whose !== undefined)) throw new Refused("not_yours");
	const id = whose ?? actor.personId;
	if (!id) throw new Refused("not_found");
	return id;
}

/**
 * Asks for a copy: the person for themselves, or staff on their word. While one is waiting a second is not begun.
 * Sent twice it is one. Throws `not_found`, `not_yours`, `invalid` (`day` in the future), `id_taken`.
 */
export async function askForCopy(
	ground: Ground,
	actor: Actor,
	input: AskCopy,
	whose?: string,
): Promise<{ id: string; personId: string }> {
	const personId = personMeant(actor, whose);
	const today = dayOf(ground.clock());
	const askedOn = input.day ?? today;
	if (askedOn > today) throw new Refused("invalid", { day: "error.future" });
	const request = requestOf<"copy">(actor, ground.clock(), "copy", input);
	return ground.db.withActor(actor, async (tx) => {
		const there = await store.copyById(tx, request.id);
		if (there) return { id: writtenBefore(there, request).id, personId };
		const neighbourhoodId = await neighbourhoodOfPersonIn(tx, personId);
		const open = await store.openCopy(tx, personId);
		if (open) return { id: open.id, personId };
		const row = { ...input, ...request, personId, neighbourhoodId, askedOn, dueOn: dueOn(askedOn) };
		if (!(await store.insertCopy(tx, row))) throw new Refused("id_taken");
		await audit(tx, { verb: "askForCopy", kind: "copy", id: row.id, neighbourhoodId, fields: ["askedOn"] });
		return { id: row.id, personId };
	});
}

/** What somebody asked for, and whether what is here of them is only kept. */
export type Asked = {
	items: CopyRequest[];
	corrections: Correction[];
	restriction: Restriction | undefined;
	personId: string;
	label: string;
};

/** What somebody asked for: their own, or, to staff, a person's. Undefined for an account that belongs to nobody known here. */
export async function copies(ground: Ground, actor: Actor, whose?: string): Promise<Asked | undefined> {
	only(actor, ...staff, ...themselves);
	if (!isStaff(actor) && whose === undefined && !actor.personId) return undefined;
	const personId = personMeant(actor, whose);
	return ground.db.readAs(actor, async (read) => {
		const person = (await partiesByIds(read, [personId])).get(personId);
		if (person?.kind !== "person") throw new Refused("not_found");
		const items = await store.copiesOf(read, personId);
		const corrections = await correctionsOf(ground, read, personId);
		return { items, corrections, restriction: await restrictionIn(read, personId), personId, label: person.label };
	});
}

/** What people of the neighbourhood asked for. Throws `choose_neighbourhood`. */
export async function copiesAsked(ground: Ground, actor: Actor, neighbourhood?: string): Promise<CopyRequest[]> {
	only(actor, ...staff);
	return ground.db.readAs(actor, async (read) => store.copiesIn(read, (await neighbourhoodIn(read, neighbourhood)).id));
}

/** How many copies of a neighbourhood wait to be checked, and the day the first is due; for the first page of the day. */
export function copiesWaitingIn(read: Read, neighbourhoodId: string) {
	return store.waitingIn(read, neighbourhoodId);
}

async function copyHere(read: Read, id: string): Promise<store.CopyRow> {
	const row = await store.copyById(read, id);
	if (!row) throw new Refused("not_found");
	return row;
}

function read(tx: Tx, row: store.CopyRow): Promise<void> {
	const { id, personId, neighbourhoodId } = row;
	return recordReading(tx, { kind: "export", id, personId, neighbourhoodId });
}

/** A copy as it stands: to staff who check it every text with what is kept back, and once released what it says. */
export type Opened =
	| { request: CopyRequest; whole: Whole; hidden: ReadonlySet<string> }
	| { request: CopyRequest; file: CopyFile };

/**
 * Opens a copy: by staff to check or to print it, by the person once it is released. Each opening is written down.
 * Throws `not_found`, also for the person while it waits or is handed over in person only, and once it is kept no longer.
 */
export async function openCopy(ground: Ground, actor: Actor, id: string): Promise<Opened> {
	allow(ground, actor);
	return ground.db.withActor(actor, async (tx) => {
		const row = await copyHere(tx, id);
		if (row.releasedAt || !isStaff(actor)) return { request: row, file: await fileIn(ground, tx, row) };
		await read(tx, row);
		return { request: row, whole: await wholeIn(ground, tx, row), hidden: new Set(row.hidden) };
	});
}

/** A released copy as a file. Throws like `openCopy`, and `not_found` for staff too where it is only handed over in person. */
export async function takenCopy(ground: Ground, actor: Actor, id: string): Promise<{ file: CopyFile }> {
	allow(ground, actor);
	return ground.db.withActor(actor, async (tx) => {
		const row = await copyHere(tx, id);
		if (row.inPerson) throw new Refused("not_found");
		return { file: await fileIn(ground, tx, row) };
	});
}

async function fileIn(ground: Ground, tx: Tx, row: store.CopyRow): Promise<CopyFile> {
	const { actor } = tx;
	// Whoever lives in the same house may hold the phone: what is protected is handed over, and nobody downloads it.
	if (!row.sealed || (!isStaff(actor) && row.inPerson)) throw new Refused("not_found");
	await read(tx, row);
	if (!isStaff(actor) && (await lend("rights", tx, (lent) => store.give(lent, row.id, dayOf(ground.clock())))))
		await audit(tx, {
			verb: "takeCopy",
			kind: "copy",
			id: row.id,
			neighbourhoodId: row.neighbourhoodId,
			fields: ["givenOn"],
		});
	return opened(ground, actor, row, row.sealed);
}

/** A draft alone, for the form that is shown again. Throws `not_found`, `not_from_here` once released. */
export async function draft(ground: Ground, actor: Actor, id: string) {
	only(actor, ...staff);
	const found = await openCopy(ground, actor, id);
	if ("file" in found) throw new Refused("not_from_here");
	return found;
}

function wholeIn(ground: Ground, from: Read, row: store.CopyRow): Promise<Whole> {
	return lend("rights", from, (lent) =>
		wholeOf(lent, ground.seal, { personId: row.personId, checker: from.actor.accountId ?? "", now: ground.clock() }),
	);
}

/** Writes down which sentences stay out. Throws `not_found`, `not_from_here` once released. */
export async function hide(ground: Ground, actor: Actor, id: string, { hidden }: CheckCopy): Promise<void> {
	only(actor, ...staff);
	await ground.db.withActor(actor, async (tx) => {
		const row = await copyHere(tx, id);
		if (!(await store.writeHidden(tx, id, [...new Set(hidden)].sort()))) throw new Refused("not_from_here");
		const { neighbourhoodId } = row;
		await audit(tx, { verb: "hideFromCopy", kind: "copy", id, neighbourhoodId, fields: ["hidden"] });
	});
}

/**
 * Releases a copy, as it was on screen: what was written since would slip through unread. From then on it does not
 * change. Of a protected record it is only handed over in person. Throws `not_found`, `not_from_here`, `changed_meanwhile`.
 */
export async function releaseCopy(ground: Ground, actor: Actor, id: string, input: CheckCopy): Promise<void> {
	only(actor, ...staff);
	assured(ground, actor);
	await ground.db.withActor(actor, async (tx) => {
		const row = await copyHere(tx, id);
		const hidden = [...new Set(input.hidden)].sort();
		if (!(await store.writeHidden(tx, id, hidden))) throw new Refused("not_from_here");
		const whole = await wholeIn(ground, tx, row);
		if (whole.version !== input.version) throw new Refused("changed_meanwhile");
		const file = copyFile.parse(fileOf(whole, new Set(hidden)));
		const sealed = ground.seal
			.ofPerson(actor.territoryId ?? "", row.personId)
			.close(JSON.stringify(file), placeOf(actor, id));
		if (!(await store.release(tx, id, sealed, await isProtectedIn(tx, row.personId))))
			throw new Refused("not_from_here");
		const { neighbourhoodId } = row;
		await audit(tx, { verb: "releaseCopy", kind: "copy", id, neighbourhoodId, fields: ["released", "hidden"] });
	});
}

function opened({ seal }: Ground, actor: Actor, { id, personId }: store.CopyRow, sealed: Buffer): CopyFile {
	try {
		return copyFile.parse(
			JSON.parse(seal.ofPerson(actor.territoryId ?? "", personId).open(sealed, placeOf(actor, id))),
		);
	} catch (error) {
		if (error instanceof KeyDestroyed) throw new Refused("not_found");
		throw error;
	}
}

/** Writes down that a released copy was handed over. Twice is once. Throws `not_found`, `not_from_here` before it is released. */
export async function giveCopy(ground: Ground, actor: Actor, id: string): Promise<{ personId: string }> {
	only(actor, ...staff);
	return ground.db.withActor(actor, async (tx) => {
		const row = await copyHere(tx, id);
		if (!row.releasedAt) throw new Refused("not_from_here");
		const { personId, neighbourhoodId } = row;
		if (await store.give(tx, id, dayOf(ground.clock())))
			await audit(tx, { verb: "giveCopy", kind: "copy", id, neighbourhoodId, fields: ["givenOn"] });
		return { personId };
	});
}
