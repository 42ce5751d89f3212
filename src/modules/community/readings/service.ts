import { Refused } from "../../../core/refusal.ts";
import type { Tx } from "../../../db/database.ts";
import { recordReading } from "../../../db/reading.ts";
import type { PartyLine } from "../contract.ts";
import { lineOf } from "../parties/service.ts";
import { partiesById } from "../store.ts";

/** Opens a person's page for a module above, and writes down that it was opened. Throws `not_found`. */
export async function openPersonIn(tx: Tx, id: string): Promise<{ person: PartyLine; neighbourhoodId: string }> {
	const [row] = await partiesById(tx, [id]);
	if (row?.kind !== "person") throw new Refused("not_found");
	const { neighbourhoodId } = row;
	await recordReading(tx, { kind: "person", id, personId: id, neighbourhoodId });
	return { person: lineOf(row), neighbourhoodId };
}

/** Writes down that what others recorded of a person was looked through; of a group or a place nothing is. */
export async function lookedThroughIn(tx: Tx, partyId: string): Promise<void> {
	const [row] = await partiesById(tx, [partyId]);
	if (row?.kind !== "person" || tx.actor.personId === partyId) return;
	await recordReading(tx, { kind: "person", id: partyId, personId: partyId, neighbourhoodId: row.neighbourhoodId });
}
