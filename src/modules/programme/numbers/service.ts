import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { requestOf, writtenBefore } from "../../../ui/request.ts";
import type { Neighbourhood } from "../contract.ts";
import { neighbourhoodIn } from "../service.ts";
import type { LocalNumber, NewNumber } from "./contract.ts";
import * as store from "./store.ts";

/** The numbers worth knowing of a neighbourhood, in their order; anybody reads them. At most twenty. */
export function numbersIn(read: Read, place: { territoryId: string; id: string }): Promise<LocalNumber[]> {
	return store.readNumbers(read, place);
}

/** Those of the neighbourhood on screen, for whoever keeps them. */
export async function numbersHere(
	ground: Ground,
	actor: Actor,
): Promise<{ place: Neighbourhood; numbers: LocalNumber[] }> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const place = await neighbourhoodIn(read);
		return { place, numbers: await store.readNumbers(read, place) };
	});
}

/** Adds one at the end, or where one was taken out. Throws `too_many` beyond twenty, `id_taken`. */
export async function addNumber(ground: Ground, actor: Actor, input: NewNumber): Promise<void> {
	only(actor, "facilitator", "coordinator");
	const now = ground.clock();
	await ground.db.withActor(actor, async (tx) => {
		const { id: neighbourhoodId } = await neighbourhoodIn(tx);
		const { id, hash } = requestOf<"number">(actor, now, `number ${neighbourhoodId}`, input);
		const before = await store.readNumber(tx, id);
		if (before) return void writtenBefore(before, { hash });
		if (!(await store.insertNumber(tx, { ...input, neighbourhoodId, at: now, hash }))) throw new Refused("too_many");
		await audit(tx, { verb: "addNumber", kind: "number", id, neighbourhoodId });
	});
}

/** Takes one out. Throws `not_found`. */
export async function removeNumber(ground: Ground, actor: Actor, id: string): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const { id: neighbourhoodId } = await neighbourhoodIn(tx);
		const row = await store.readNumber(tx, id);
		if (row?.neighbourhoodId !== neighbourhoodId) throw new Refused("not_found");
		await store.deleteNumber(tx, id);
		await audit(tx, { verb: "removeNumber", kind: "number", id, neighbourhoodId });
	});
}
