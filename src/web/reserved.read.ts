import type { Day } from "../core/period.ts";
import { lend, type Read } from "../db/database.ts";
import type { HandedKind, Kept, ReservedKind } from "../modules/access/handovers/contract.ts";
import { receiversIn } from "../modules/access/handovers/service.ts";
import { colleaguesIn } from "../modules/access/service.ts";
import { keptMediationsIn, nobodysMediationsIn } from "../modules/mediations/handover/service.ts";
import { desksWithOpenIn, keptReferralsIn, nobodysReferralsIn } from "../modules/referrals/handover/service.ts";
import { together } from "./together.ts";

/**
 * What is reserved, for those who see to it that it stays with somebody and read none of it: the usher counts. Nothing
 * else is asked in the same breath, or the usher would answer that too.
 */

/** How many of each kind somebody has. */
export type Reserved = Record<ReservedKind, Kept>;

export function keptBy(read: Read, account: string): Promise<Reserved> {
	return lend("usher", read, async (lent) => {
		const [referral, mediation] = await together<[Kept, Kept]>(lent, [
			(r) => keptReferralsIn(r, account),
			(r) => keptMediationsIn(r, account),
		]);
		return { referral, mediation };
	});
}

type Desk = { id: string; name: string; members: string[] };

/** Desks at which something lies that nobody reads once `without` has gone. */
async function desksAlone(read: Read, on: Day, without?: string): Promise<Desk[]> {
	const desks = await lend("usher", read, desksWithOpenIn);
	if (desks.length === 0) return [];
	const workers = (await colleaguesIn(read, on)).filter(({ roles }) => roles.includes("social-worker"));
	const inForce = new Set<string>(workers.map((one) => one.id).filter((id) => id !== without));
	return desks.filter(({ members }) => !members.some((member) => inForce.has(member)));
}

/** How many desks hold something that would be read by nobody if an account left today, and is read by it now. */
export async function desksLeftBy(read: Read, account: string, today: Day): Promise<number> {
	return (await desksAlone(read, today, account)).filter(({ members }) => members.includes(account)).length;
}

/** What is reserved and its holder does not work there any more, ended or not, and desks nobody reads. For coordinators. */
export async function nobodysReservedIn(read: Read, today: Day): Promise<Nobodys[]> {
	const receivers = await receiversIn(read, today);
	const facilitators = receivers.flatMap(({ id, facilitates }) =>
		facilitates.map((neighbourhoodId) => ({ account: id, neighbourhoodId })),
	);
	const working = receivers.map((one) => one.id);
	const [referrals, mediations] = await lend("usher", read, (lent) =>
		together<[Held[], Held[]]>(lent, [
			(r) => nobodysReferralsIn(r, facilitators),
			(r) => nobodysMediationsIn(r, working),
		]),
	);
	const desks = await desksAlone(read, today);
	return [
		...referrals.map((one) => ({ kind: "referral" as const, dueOn: null, ...one })),
		...mediations.map((one) => ({ kind: "mediation" as const, dueOn: null, ...one })),
		...desks.map(({ id, name }) => ({ kind: "desk" as const, id, words: name, account: null, dueOn: null })),
	];
}

/** Something whose holder does not work there any more. What is reserved is named by its kind alone. */
export type Nobodys = {
	kind: HandedKind | "desk";
	id: string;
	words?: string;
	account: string | null;
	dueOn: Day | null;
};

type Held = { id: string; account: string };
