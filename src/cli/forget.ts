import { letGo, planForgetting } from "../modules/community/forgetting/service.ts";
import type { Holder } from "../modules/community/same/contract.ts";
import type { Ground } from "../ui/http.ts";

/**
 * What letting go does today, in lines for whoever holds the machine: how many people in which neighbourhood, since when
 * nothing was written of them, how many notes become counts. Nobody is named: that stands on the facilitators' page.
 */
export async function forgetting(ground: Ground, holders: readonly Holder[], really: boolean): Promise<string[]> {
	const lines: string[] = [];
	for (const { term, people } of await planForgetting(ground, holders)) {
		const byNeighbourhood = Map.groupBy(people, (one) => one.neighbourhoodId);
		for (const [neighbourhood, there] of byNeighbourhood) {
			const notes = there.reduce((sum, one) => sum + one.notes, 0);
			lines.push(
				`neighbourhood ${neighbourhood}: ${there.length} to become a count (${notes} notes), last entry ${there[0]?.lastOn} to ${there.at(-1)?.lastOn}, term ${term} days`,
			);
		}
	}
	if (lines.length === 0) return ["Nobody is to be let go today."];
	if (!really) return [...lines, "Nothing was changed. --yes does it."];
	return [...lines, `${await letGo(ground, holders)} people became a count.`];
}
