import type { Day } from "../../../core/period.ts";
import { addDays, instantOf } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Handed, Passing } from "../../access/handovers/contract.ts";
import { type HeldInitiatives, passOrganising, readNobodys, readOrganised, readTitles } from "../organisers/store.ts";

/** What initiatives say and do when somebody's work passes to another. */

/** How far ahead dates are told. */
const daysAhead = 28;

/** Initiatives an account organises, and their dates of the next four weeks. */
export async function organisedIn(read: Read, accountId: string, today: Day): Promise<HeldInitiatives> {
	const [held] = await readOrganised(read, accountId, instantOf(today), instantOf(addDays(today, daysAhead)));
	if (!held) throw new Error("a select without a table always has one row");
	return held;
}

/** Initiatives that have not ended and that nobody in force organises. */
export function unorganisedIn(read: Read, on: Day): Promise<{ id: string; words: string; account: string | null }[]> {
	return readNobodys(read, on);
}

/** What initiatives are called, by id. */
export async function titlesOfInitiativesIn(read: Read, ids: readonly string[]): Promise<Map<string, string>> {
	return new Map((await readTitles(read, ids)).map((row) => [row.id, row.words]));
}

/**
 * What one account organises, another organises in its place. Where it goes back, whoever organised it beside the
 * giver before keeps doing so.
 */
export async function handOverInitiativesIn(tx: Tx, passing: Passing): Promise<Handed[]> {
	const own = passing.only?.filter((one) => one.kind === "initiative");
	const passed = await passOrganising(tx, {
		...passing,
		ids: own?.map((one) => one.id),
		stays: own?.filter((one) => one.hadItToo).map((one) => one.id),
	});
	return passed.map((one) => ({ kind: "initiative" as const, ...one }));
}
