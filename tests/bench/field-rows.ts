import { quantiles } from "./load.ts";

/** What one half of the field's bench says: how it was measured, and its rows. */
export type Part = { what: string; rows: string[][] };

/** A row of the table: the middle, the 95th percentile, the most, what was aimed at, and whether it is met. */
export function rowOf(what: string, took: readonly number[], aim: number, digits = 0): string[] {
	const at = quantiles(took);
	const said = [0.5, 0.95, 1].map((share) => at(share).toFixed(digits));
	return [what, ...said, aim.toFixed(0), at(0.95) <= aim ? "met" : "MISSED"];
}
