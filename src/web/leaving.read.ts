import type { Day } from "../core/period.ts";
import type { Read } from "../db/database.ts";
import { leftInInitiatives } from "../modules/initiatives/left/service.ts";
import { leftInListening } from "../modules/listening/left/service.ts";

/** What would stay with nobody if an account had no role from today on: how many of each. */
export type Left = { followUps: number; promises: number; meetings: number; initiatives: number };

export async function leftBy(read: Read, accountId: string, today: Day): Promise<Left> {
	const [listening, initiatives] = await Promise.all([
		leftInListening(read, accountId, today),
		leftInInitiatives(read, accountId),
	]);
	return { ...listening, initiatives };
}
