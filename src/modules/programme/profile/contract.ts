import { z } from "zod";
import { day, id, oneOf, optionalWhole, text } from "../../../core/input.ts";
import type { Day } from "../../../core/period.ts";

export const bands = ["0-5", "6-13", "14-17", "18-34", "35-64", "65-74", "75-84", "85+"] as const;
export type Band = (typeof bands)[number];

/** What a profile speaks of, beside residents by age. */
export const sections = ["housing", "services", "transport", "groups", "places", "going_on"] as const;
export type Section = (typeof sections)[number];

const said = { source: text(200), sourceOn: day() };

/** The field of a band on the form: `age_0_5` … `age_85`. */
export function fieldOf(band: Band): string {
	return `age_${band.replace("-", "_").replace("+", "")}`;
}

/** Residents by age, all at once: one source counts them all. A band left empty is not written down. */
export const writeAges = z
	.object({
		id: id<"profileLine">(),
		...said,
		...Object.fromEntries(bands.map((band) => [fieldOf(band), optionalWhole(0, 1_000_000)])),
	})
	.transform(({ id, source, sourceOn, ...rest }) => {
		const counted = rest as Record<string, number | undefined>;
		const ages = bands.flatMap((band) => {
			const residents = counted[fieldOf(band)];
			return residents === undefined ? [] : [{ band, residents }];
		});
		return { id, source, sourceOn, ages };
	})
	.refine(({ ages }) => ages.length > 0, { error: "error.required", path: [fieldOf("0-5")] });
export type WriteAges = z.output<typeof writeAges>;

/** One more line: a sentence, with its figure where it has one. */
export const addLine = z.object({
	id: id<"profileLine">(),
	section: oneOf(sections),
	label: text(300),
	value: optionalWhole(0, 1_000_000),
	...said,
});
export type AddLine = z.output<typeof addLine>;

/** Residents of a band; null where few people make the count withheld from this reader. */
export type Age = { band: Band; residents: number | null; source: string; sourceOn: Day };
export type Line = {
	id: string;
	section: Section;
	label: string;
	value: number | null;
	source: string;
	sourceOn: Day;
};

/** A profile as a reader may see it. `total` is null where it is withheld, or nothing was counted. */
export type Profile = { ages: Age[]; total: number | null; withheld: boolean; lines: Line[] };
