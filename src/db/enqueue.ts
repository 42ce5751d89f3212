import { sql } from "kysely";
import type { Tx } from "./database.ts";

/** Jobs and what each is told: ids, never content in clear. */
export type Jobs = {
	"send-mail": { mailId: string };
	/** Who asked for a link to sign in, sealed: whether it is anybody's address is found out after the answer. */
	"sign-in-letter": { id: string; asked: string };
	/** Rows of somebody erased are gone: now their keys go. */
	"destroy-keys": { territoryId: string };
	/** A contact was confirmed, or is not after all: what hangs on it follows. */
	"reach-confirmed": { territoryId: string; reachId: string };
	/** A date was moved or called off, or takes place after all: whoever joined it is told, unless it is different again. */
	"session-changed": { territoryId: string; sessionId: string; sequence: number; isOff: boolean };
	/** Somebody who waited has a place at a date. */
	"place-free": { territoryId: string; sessionId: string };
	/** A spreadsheet was confirmed that is too long to be written while somebody waits: which, and who confirmed it. */
	"write-import": {
		importId: string;
		role: string;
		accountId: string;
		territoryId: string;
		neighbourhoodIds: string[];
	};
	"measure-network": { territoryId: string; neighbourhoodId: string };
};

/** Jobs that leave the house: done twice, somebody outside notices. A restore asks before it puts them back. */
export const lettersOut: ReadonlySet<string> = new Set<keyof Jobs>(["send-mail", "sign-in-letter"]);

/** Queues a job in the transaction of the change that asks for it, through the one function the queue opens to the application. */
export async function enqueue<Name extends keyof Jobs>(tx: Tx, name: Name, payload: Jobs[Name]): Promise<void> {
	await tx.rows(sql`select queue.enqueue(${name}, ${JSON.stringify(payload)}::json)`);
}

/** The same for an instant to come. */
export async function enqueueLater<Name extends keyof Jobs>(
	tx: Tx,
	name: Name,
	payload: Jobs[Name],
	at: Date,
): Promise<void> {
	await tx.rows(sql`select queue.enqueue_later(${name}, ${JSON.stringify(payload)}::json, ${at}::timestamptz)`);
}
