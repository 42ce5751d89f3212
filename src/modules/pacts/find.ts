import { Refused } from "../../core/refusal.ts";
import type { Actor } from "../../db/actor.ts";
import type { Tx } from "../../db/database.ts";
import { type Ground, only } from "../../ui/http.ts";
import { refuseKept, refuseKeptOnSquare } from "../community/restriction/service.ts";
import type { Facts } from "./rules.ts";
import * as store from "./store.ts";

/** Who works with pacts: staff of the neighbourhood, and their parties with an account. */
export function forParties(actor: Actor): void {
	only(actor, "facilitator", "coordinator", "citizen", "resident");
}

export function isStaff({ role }: Actor): boolean {
	return role === "facilitator" || role === "coordinator";
}

/** What is public shows itself to everybody: whose it is to work with is asked besides. Throws `not_found`. */
export function mustBeTheirs<Row extends store.Of>(actor: Actor, row: Row | undefined): Row {
	if (!row) throw new Refused("not_found");
	const { role, accountId = "", neighbourhoodIds } = actor;
	const isHere = role === "coordinator" || (role === "facilitator" && neighbourhoodIds.includes(row.neighbourhoodId));
	if (!isHere && !(!isStaff(actor) && row.readers.includes(accountId))) throw new Refused("not_found");
	return row;
}

/** A pact to change, held until the end of the transaction. Throws `not_found`. */
export async function hold(tx: Tx, id: string): Promise<store.Row & { facts: Facts }> {
	return mustBeTheirs(tx.actor, await store.lock(tx, id));
}

/** Nothing new is written about somebody of whom everything is only kept. Throws `restricted`. */
export async function refuseKeptParties(tx: Tx, pactId: string): Promise<void> {
	const ids = (await store.partiesOf(tx, pactId)).map(({ partyId }) => partyId);
	await (isStaff(tx.actor) ? refuseKept(tx, ...ids) : refuseKeptOnSquare(tx, ...ids));
}

/** Writes what became of a pact, and lets go of the signatures under a text that is signed no more. */
export async function write(
	ground: Ground,
	tx: Tx,
	row: store.Row & { facts: Facts },
	next: Facts,
	ending?: store.Ending,
): Promise<void> {
	const at = ground.clock();
	const before = row.facts.fixed;
	if (before !== null && next.fixed !== before && next.inForce !== before)
		await store.voidSignatures(tx, row.id, before, at);
	await store.writeFacts(tx, row.id, next, at, ending);
}
