import { z } from "zod";
import { optionalDay } from "../../../core/input.ts";
import type { Day } from "../../../core/period.ts";

/** From which day to which; left out, the last twelve months. */
export const period = z.object({ from: optionalDay(), to: optionalDay() });
export type Period = z.output<typeof period>;

/** Days from the sending: the middle, a quarter below, a quarter above; null where too few stand behind them. */
export type Days = { median: number; lower: number; upper: number } | null;

/** What is measured of the referrals of one place: null wherever fewer than five people stand behind it. */
export type Measured = {
	/** Handed over in the period. */
	sent: number | null;
	toReceived: Days;
	/** To the first answer: taken on, declined, or asked for more. */
	toAnswered: Days;
	/** Of those sent, how many in a hundred were closed with an answer. */
	closedWithAnswer: number | null;
	/** How many were taken back by the person or on their word. */
	revoked: number | null;
};

export type MeasuredPath = {
	from: Day;
	to: Day;
	all: Measured;
	/** By desk, for a coordinator; by territory, for who sees the whole programme. */
	parts: { name: string; measured: Measured }[];
};
