import { addDays, type Day } from "../core/period.ts";
import { leastPeople } from "../core/withhold.ts";
import { type Actor, system } from "../db/actor.ts";
import { accountNames } from "../modules/access/service.ts";
import { type Growth, grownSinceIn } from "../modules/community/counts/service.ts";
import type { Baseline } from "../modules/evaluation/baseline/contract.ts";
import { type ToldBaseline, type ToldGrowth, tellBaseline, tellGrowth } from "../modules/evaluation/baseline/rules.ts";
import { baselineIn } from "../modules/evaluation/baseline/service.ts";
import { actsBetweenIn } from "../modules/exchange/counts/service.ts";
import { monthOfSessionsIn } from "../modules/initiatives/service.ts";
import { type Effort, effortIn } from "../modules/listening/effort/service.ts";
import type { Neighbourhood } from "../modules/programme/contract.ts";
import { ownNeighbourhood } from "../modules/programme/profile/service.ts";
import { neighbourhoodBySlug } from "../modules/programme/service.ts";
import { type Ground, only } from "../ui/http.ts";
import { together } from "./together.ts";

/** What came since a baseline, and the effort that wrote it down. */
export type Since = {
	from: Day;
	to: Day;
	growth: ToldGrowth;
	sessions: number;
	acts: number | null;
	effort: Effort;
};

export type ShownBaseline = {
	place: Neighbourhood;
	mayWrite: boolean;
	frozen?: { baseline: Baseline; told: ToldBaseline; since: Since; by?: string };
};

/**
 * The baseline of a neighbourhood with what came since: for those who work there as it is, for officer and evaluator
 * without small cells, and without anybody's name. Throws `not_found`.
 */
export async function readBaseline(ground: Ground, actor: Actor, slug: string, today: Day): Promise<ShownBaseline> {
	only(actor, "facilitator", "coordinator", "officer", "evaluator");
	const isGuarded = actor.role === "officer" || actor.role === "evaluator";
	const place = await ground.db.readAs(actor, (read) =>
		isGuarded ? neighbourhoodBySlug(read, slug) : ownNeighbourhood(read, slug),
	);
	const reader = isGuarded ? { ...system("counter"), territoryId: place.territoryId } : actor;
	return ground.db.readAs(reader, async (read) => {
		const baseline = await baselineIn(read, place);
		if (!baseline) return { place, mayWrite: !isGuarded };
		const from = addDays(baseline.frozenOn, 1);
		const known = { neighbourhoodId: place.id, day: baseline.frozenOn, moment: baseline.frozenAt };
		const [growth, sessions, acts, effort] = await together<
			[Growth, Awaited<ReturnType<typeof monthOfSessionsIn>>, Awaited<ReturnType<typeof actsBetweenIn>>, Effort]
		>(read, [
			(r) => grownSinceIn(r, known, today),
			(r) => monthOfSessionsIn(r, place.id, from, today),
			(r) => actsBetweenIn(r, place.id, from, today),
			(r) => effortIn(r, place.id, from, today),
		]);
		const isSmall = isGuarded && acts.people > 0 && acts.people < leastPeople;
		const names = isGuarded ? undefined : await accountNames(read, [baseline.frozenBy]);
		return {
			place,
			mayWrite: !isGuarded,
			frozen: {
				baseline,
				told: tellBaseline(baseline.document, isGuarded),
				since: {
					from,
					to: today,
					growth: tellGrowth(growth, isGuarded),
					sessions: sessions.sessions,
					acts: isSmall ? null : acts.n,
					effort,
				},
				by: names?.get(baseline.frozenBy),
			},
		};
	});
}
