import type { Day } from "../core/period.ts";
import type { Read } from "../db/database.ts";
import { leftInInitiatives } from "../modules/initiatives/left/service.ts";
import { leftInListening } from "../modules/listening/left/service.ts";
import { desksLeftBy, keptBy } from "./reserved.read.ts";

/** What would stay with nobody if an account had no role from today on: how many of each. */
export type Left = {
	open: { followUps: number; promises: number; meetings: number; initiatives: number };
	/** What nobody would read any more, ended or not; desks at which nobody else reads what lies there. */
	reserved: { referrals: number; mediations: number };
	desks: number;
};

/** Counts it, each kind by its own door. For coordinators. */
export async function leftBy(read: Read, accountId: string, today: Day): Promise<Left> {
	const [listening, initiatives] = await Promise.all([
		leftInListening(read, accountId, today),
		leftInInitiatives(read, accountId),
	]);
	const { referral, mediation } = await keptBy(read, accountId);
	const desks = await desksLeftBy(read, accountId, today);
	const reserved = { referrals: referral.open + referral.ended, mediations: mediation.open + mediation.ended };
	return { open: { ...listening, initiatives }, reserved, desks };
}
