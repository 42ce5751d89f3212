import { lend, type Read, type Tx } from "../../../db/database.ts";
import { enqueueLater } from "../../../db/enqueue.ts";
import type { Ground } from "../../../ui/http.ts";
import { undoSeconds } from "../../access/undo/service.ts";
import * as joinings from "../joining/store.ts";
import type { JoinedDate, ToldDate } from "./contract.ts";
import * as store from "./store.ts";

/** Whom to tell of a date, for the letters that go round. */

/**
 * A date changed, in the transaction of the change: once it can no longer be taken back, whoever joined it is told how
 * it stands. Of a date gone by nobody is told.
 */
export async function tellChangedIn(ground: Ground, tx: Tx, sessionId: string): Promise<void> {
	const date = await store.readDate(tx, sessionId);
	const now = ground.clock();
	if (!date || date.startsAt < now) return;
	const { sequence, isOff } = date;
	const at = new Date(now.getTime() + (undoSeconds + 5) * 1000);
	await enqueueLater(
		tx,
		"session-changed",
		{ territoryId: tx.actor.territoryId ?? "", sessionId, sequence, isOff },
		at,
	);
}

/** The same for every date to come of an initiative that ends or is taken up again. */
export async function tellDatesChangedIn(ground: Ground, tx: Tx, initiativeId: string): Promise<void> {
	for (const id of await store.readJoinedDates(tx, initiativeId, ground.clock())) await tellChangedIn(ground, tx, id);
}

/** A date and who joined it; undefined where it is gone. */
export async function joinedDateIn(
	read: Read,
	sessionId: string,
): Promise<{ date: ToldDate; joined: JoinedDate[] } | undefined> {
	const date = await store.readDate(read, sessionId);
	if (!date) return undefined;
	const joined = await store.readJoined(read, sessionId);
	return { date, joined: joined.map((one) => ({ ...date, ...one })) };
}

/** Who joined before an instant and has a place at a date that takes place between two others, by the id of their joining. */
export const comingIn = store.readComing;

/** Somebody who waited was told that there is a place. */
export async function placeToldIn(tx: Tx, joiningId: string): Promise<void> {
	await lend("square", tx, (lent) => joinings.markTold(lent, joiningId));
}

/** Joinings by their ids, as who works there reads them. */
export const namedJoiningsIn = store.readNamed;
