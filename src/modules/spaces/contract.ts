import { z } from "zod";
import type { Id } from "../../core/ids.ts";
import { clock, euros, id, optionalText, optionalWhole, text, tick } from "../../core/input.ts";
import type { Language } from "../../core/languages.ts";

/** Monday is 1. */
export const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;
export type Weekday = (typeof weekdays)[number];

/** From when to when a space can be had on a weekday, `HH:MM` on Rome's clock. */
export type Opening = { weekday: Weekday; opens: string; closes: string };

const optionalClock = z.preprocess((v) => (v === "" || v === null ? undefined : v), clock().optional());
const openings: Record<string, typeof optionalClock> = Object.fromEntries(
	weekdays.flatMap((n) => [
		[`opens_${n}`, optionalClock],
		[`closes_${n}`, optionalClock],
	]),
);

const facts = {
	name: text(80),
	about: optionalText(1000),
	placeWords: text(200),
	capacity: optionalWhole(1, 2000),
	stepFree: tick(),
	cost: euros(3),
	rules: optionalText(2000),
	keyWords: optionalText(200),
	asksFirst: tick(),
};

type Times = Record<string, string | undefined>;

/** The week as the form has it: two times a day, both or none. */
function openingsOf(times: Times, check: z.RefinementCtx): Opening[] {
	return weekdays.flatMap((weekday) => {
		const [opens, closes] = [times[`opens_${weekday}`], times[`closes_${weekday}`]];
		if (!opens && !closes) return [];
		if (opens && closes && opens < closes) return [{ weekday, opens, closes }];
		check.addIssue({
			code: "custom",
			path: [opens ? `closes_${weekday}` : `opens_${weekday}`],
			message: "spaces.both_times",
		});
		return [];
	});
}

export type SpaceFacts = {
	name: string;
	about?: string;
	placeWords: string;
	capacity?: number;
	stepFree: boolean;
	/** What an hour costs, in cents. */
	cost: number;
	rules?: string;
	keyWords?: string;
	/** Whether somebody says yes first. */
	asksFirst: boolean;
	hours: Opening[];
};

export const changeSpace = z.object({ ...facts, ...openings }).transform((input, check) => {
	const kept = Object.entries(input).filter(([name]) => !/^(opens|closes)_\d$/.test(name));
	return {
		...(Object.fromEntries(kept) as Omit<SpaceFacts, "hours">),
		hours: openingsOf(Object(input) as Times, check),
	};
});
export const newSpace = z.intersection(z.object({ id: id<"space">() }), changeSpace);
export type NewSpace = z.output<typeof newSpace>;

/** A room or courtyard as everybody sees it. */
export type Space = {
	id: Id<"space">;
	neighbourhoodId: string;
	name: string;
	about: string;
	placeWords: string;
	capacity: number | null;
	stepFree: boolean;
	costCents: number;
	rules: string;
	keyWords: string;
	asksFirst: boolean;
	language: Language;
	closedOn: string | null;
	hours: Opening[];
};
