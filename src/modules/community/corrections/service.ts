import { Refused } from "../../../core/refusal.ts";
import { fold } from "../../../core/text.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read } from "../../../db/database.ts";
import { recordReading } from "../../../db/reading.ts";
import { type Ground, only } from "../../../ui/http.ts";
import type { CorrectParty, PartyKind, PartyLine } from "../contract.ts";
import { lineOf, placeOf } from "../parties/service.ts";
import { refuseKept } from "../restriction/service.ts";
import { decideCorrection, decideInside } from "../rules.ts";
import { labelToWrite, nameUnderCover } from "../safe/service.ts";
import { type PartyRow, partiesById } from "../store.ts";
import * as store from "./store.ts";

/** What was written down wrong, or has changed since. */

/** A party as its form of correction starts. Throws `not_found`, also for another kind. */
export async function partyToCorrect(ground: Ground, actor: Actor, kind: PartyKind, id: string): Promise<PartyLine> {
	only(actor, "facilitator", "coordinator");
	return ground.db.noteReading(actor, async (tx) => {
		const [row] = await partiesById(tx, [id]);
		if (row?.kind !== kind) throw new Refused("not_found");
		const { neighbourhoodId } = row;
		if (kind === "person") await recordReading(tx, { kind, id, personId: id, neighbourhoodId });
		return { ...lineOf(row), label: (await nameUnderCover(tx, ground, row)) ?? row.label };
	});
}

/**
 * Corrects how a party is called, where it is, and what belongs to its kind; what is left out stays. Sent twice it is
 * corrected once. Throws `not_found`, `invalid` (what is not of its kind, a place that is not here or would close a
 * circle), `restricted`, and for a person's label `needs_agreement` or `only_forward` when it is said to be of another level.
 */
export async function correctParty(
	ground: Ground,
	actor: Actor,
	id: string,
	input: CorrectParty,
	kind?: PartyKind,
): Promise<PartyLine> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		const [seen] = await partiesById(tx, [id]);
		if (!seen || (kind && seen.kind !== kind)) throw new Refused("not_found");
		const around = await store.lock(tx, seen, seen.kind === "place" && moves(input));
		const [row = seen] = await partiesById(tx, [id]);
		await refuseKept(tx, id);
		decideCorrection(row, input);
		const { label, sector, doing, familyDistrict, sort, residents } = input;
		const placeId = await newPlace(tx, row, input);
		if (placeId && row.kind === "place") decideInside(id, placeId, around);
		const wanted = { label, placeId, sector, doing, familyDistrict, sort, residents };
		const fields = (Object.keys(wanted) as (keyof typeof wanted)[]).filter(
			(field) => wanted[field] !== undefined && wanted[field] !== row[field],
		);
		if (fields.length === 0) return lineOf(row);
		const change = Object.fromEntries(fields.map((field) => [field, wanted[field]]));
		const next: PartyRow = { ...row, ...change };
		const written =
			label === undefined ? row : { label: await labelToWrite(tx, ground, row, label), folded: fold(label) };
		await store.writeParty(tx, { ...written, id, placeId: next.placeId });
		if (row.kind === "organisation") await store.writeOrganisation(tx, next);
		if (row.kind === "place") await store.writePlace(tx, next);
		await audit(tx, { verb: "correctParty", kind: row.kind, id, neighbourhoodId: row.neighbourhoodId, fields });
		const [corrected] = await partiesById(tx, [id]);
		if (!corrected) throw new Error(`${row.kind} ${id} is gone`);
		return lineOf(corrected);
	});
}

/** Where it is from now on: undefined leaves it, null takes it away. */
async function newPlace(read: Read, row: PartyRow, input: CorrectParty): Promise<string | null | undefined> {
	if (!moves(input)) return input.place;
	const asked = { place: input.place ?? undefined, place_typed: input.place_typed };
	return placeOf(read, asked, row.neighbourhoodId);
}

function moves(input: CorrectParty): boolean {
	return Boolean(input.place || input.place_typed);
}
