import type { Id } from "../../../core/ids.ts";
import { dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { type Actor, nobody, system } from "../../../db/actor.ts";
import type { Ground } from "../../../ui/http.ts";
import type { Story } from "../../evaluation/stories/contract.ts";
import { storiesIn } from "../../evaluation/stories/service.ts";
import { actsBetweenIn } from "../../exchange/counts/service.ts";
import type { HeldInitiative } from "../../initiatives/contract.ts";
import { heldInitiativesIn, heldPubliclyIn } from "../../initiatives/public/service.ts";
import { publicCountsIn } from "../../pacts/counts/service.ts";
import type { Neighbourhood } from "../../programme/contract.ts";
import { neighbourhoodBySlug } from "../../programme/service.ts";
import type { Year } from "./contract.ts";
import { spanOf, tell, yearsToCount } from "./rules.ts";
import * as store from "./store.ts";

/** A year as anybody reads it, with the others there are. */
export type ShownYear = {
	place: Neighbourhood;
	year: Year;
	years: number[];
	/** What was open to all, by when it first met. */
	initiatives: HeldInitiative[];
	/** Told in that year, by people who agreed to these words and still do. */
	stories: Story[];
};

/** The years of a neighbourhood that were counted, latest first. Throws `not_found`. */
export function countedYears(ground: Ground, slug: string): Promise<{ place: Neighbourhood; years: number[] }> {
	return ground.db.readAs(nobody(), async (read) => {
		const place = await neighbourhoodBySlug(read, slug);
		return { place, years: (await store.readYears(read, place)).map(({ year }) => year) };
	});
}

/**
 * What a neighbourhood did in a year, for anybody. The counts are kept; names stand only in the stories, read anew each
 * time, so that what somebody takes back is gone at once. Throws `not_found` for a year that was not counted.
 */
export async function yearOf(ground: Ground, slug: string, wanted: number): Promise<ShownYear> {
	const { from, to } = spanOf(wanted);
	const found = await ground.db.readAs(nobody(), async (read) => {
		const place = await neighbourhoodBySlug(read, slug);
		const [all, initiatives] = await Promise.all([
			store.readYears(read, place),
			heldInitiativesIn(read, place, { from, to }),
		]);
		const year = all.find((one) => one.year === wanted);
		if (!year) throw new Refused("not_found");
		return { place, year, years: all.map((one) => one.year), initiatives };
	});
	const told = await ground.db.readAs(system("counter"), (read) =>
		storiesIn(read, { neighbourhood: slug, from, to, limit: 12 }),
	);
	return { ...found, stories: told };
}

/** Counts, as the counter, each year that is over and was not counted yet: the numbers stay, and no row they come from. */
export async function countYears(ground: Ground, territoryIds: readonly Id<"territory">[]): Promise<void> {
	const today = dayOf(ground.clock());
	for (const territoryId of territoryIds) {
		const actor: Actor = { ...system("counter"), territoryId };
		const waiting = await ground.db.readAs(actor, (read) => store.readUncounted(read, yearsToCount(today)));
		for (const { neighbourhoodId, year } of waiting)
			await ground.db.withActor(actor, async (tx) => {
				const { from, to } = spanOf(year);
				const place = { territoryId, id: neighbourhoodId };
				const [held, acts, square] = await Promise.all([
					heldPubliclyIn(tx, place, { from, to }),
					actsBetweenIn(tx, neighbourhoodId, from, to),
					publicCountsIn(tx, place, { from, to }),
				]);
				await store.writeYear(tx, neighbourhoodId, { year, ...tell(held, acts, square), countedOn: today });
			});
	}
}
