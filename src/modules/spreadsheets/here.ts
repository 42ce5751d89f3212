import { Refused } from "../../core/refusal.ts";
import { audit } from "../../db/audit.ts";
import type { Read, Tx } from "../../db/database.ts";
import type { Import, State } from "./contract.ts";
import * as store from "./store.ts";

/** One import, and what was done with it: what every act on one begins and ends with. */

/** One import, for whoever works there. Throws `not_found`. */
export async function importHere(read: Read, id: string, lock = false): Promise<store.ImportRow> {
	const found = await store.importById(read, id, lock);
	if (!found) throw new Refused("not_found");
	return found;
}

/** One that is still looked at, held for a change. Throws `not_found`, `not_from_here`. */
export async function draftHere(tx: Tx, id: string): Promise<store.ImportRow> {
	return inState(await importHere(tx, id, true), "draft");
}

/**
 * One held for an act that takes it from one state to another; nothing where it is there already. Throws `not_found`,
 * `not_from_here` in any other state.
 */
export async function importFrom(tx: Tx, id: string, from: State, to: State): Promise<store.ImportRow | undefined> {
	const found = await importHere(tx, id, true);
	return found.state === to ? undefined : inState(found, from);
}

function inState(one: store.ImportRow, state: State): store.ImportRow {
	if (one.state !== state) throw new Refused("not_from_here");
	return one;
}

type Act = "stageImport" | "chooseImport" | "confirmImport" | "discardImport" | "undoImport";

/** What the trail says of an act on an import. */
export function auditImport(
	tx: Tx,
	{ id, neighbourhoodId }: Pick<Import, "id" | "neighbourhoodId">,
	verb: Act,
	field: string,
): Promise<void> {
	return audit(tx, { verb, kind: "import", id, neighbourhoodId, fields: [field] });
}
