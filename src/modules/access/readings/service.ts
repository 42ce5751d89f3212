import { lend, type Read } from "../../../db/database.ts";
import { accountNames } from "../service.ts";
import type { Opened, OpenedOf } from "./contract.ts";
import * as store from "./store.ts";

/** So many lines of a person's list are shown: a line is a day, somebody, and a kind of thing. */
const mostLines = 300;

/**
 * Who has opened what is written of a person, the latest first, and who took copies of the neighbourhood. Row security
 * decides what the reader may know: the person everything, staff who work there what is not reserved to others.
 */
export async function openedOfIn(
	read: Read,
	of: { personId: string; neighbourhoodId: string | undefined },
): Promise<OpenedOf> {
	const [opened, copies] = await Promise.all([
		store.readingsOf(read, of.personId, mostLines),
		of.neighbourhoodId ? store.copiesOf(read, of.neighbourhoodId, mostLines) : [],
	]);
	const ids = [...opened, ...copies].map(({ actorId }) => actorId);
	const names = await lend("watcher", read, (lent) => accountNames(lent, ids));
	const named = (found: store.Found[]): Opened[] =>
		found.map(({ actorId, ...line }) => ({ ...line, name: names.get(actorId) ?? null }));
	return { opened: named(opened), copies: named(copies) };
}
