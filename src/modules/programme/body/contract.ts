import { z } from "zod";
import { day, id, list, optionalText, text, whole } from "../../../core/input.ts";
import type { Day } from "../../../core/period.ts";

/** The body that keeps this installation; what nobody has written yet is null. */
export type Body = {
	name: string;
	controller: string | null;
	contact: string | null;
	processors: string[];
	processorsNamed: boolean;
	assessedOn: Day | null;
	unusedTopics: string[];
	topicsChosen: boolean;
};

/** Real data may come in once it is written who answers for them, who works on them, and when it was assessed. */
export function isReadyForPeople(body: Body | undefined): boolean {
	return Boolean(body?.controller && body.processorsNamed && body.assessedOn);
}

/** Lines of a text, without empty ones. */
function lines(most: number, longest: number) {
	return optionalText(most * longest).transform((all, context) => {
		const found = (all ?? "")
			.split("\n")
			.map((line) => line.trim())
			.filter(Boolean);
		if (found.length > most) context.addIssue({ code: "custom", message: "error.too_many" });
		if (found.some((line) => line.length > longest)) context.addIssue({ code: "custom", message: "error.too_long" });
		return found;
	});
}

export const bodyName = z.object({ name: text(200) });

export const guarantees = z.object({
	controller: text(300),
	contact: text(300),
	processors: lines(20, 300),
	assessedOn: day(),
});
export type Guarantees = z.output<typeof guarantees>;

/** The topics that are used; the others are not offered any more. */
export const usedTopics = z.object({ topics: list(text(40), 60) });

export const newTerritory = z.object({ id: id<"territory">(), name: text(120) });
export type NewTerritory = z.output<typeof newTerritory>;

const istat = text(6).pipe(z.string().regex(/^\d{6}$/, { error: "setup.error_istat" }));

export const newMunicipality = z.object({
	istatCode: istat,
	name: text(120),
	residents: whole(0, 10_000_000),
	territory: text(60),
});
export type NewMunicipality = z.output<typeof newMunicipality>;

/** Numbers to call after 112: pairs of fields `label0`, `phone0` and so on; a pair that is empty is left out. */
export const numbersMost = 5;
const pairs = Array.from({ length: numbersMost }, (_, i) => [
	[`label${i}`, optionalText(60)] as const,
	[`phone${i}`, optionalText(40)] as const,
]).flat();
export const serviceNumbers = z
	.object({ territory: text(60), ...(Object.fromEntries(pairs) as Record<string, ReturnType<typeof optionalText>>) })
	.transform((sent, context) => {
		const fields = sent as Record<string, string | undefined>;
		const phones: { label: string; phone: string }[] = [];
		for (let i = 0; i < numbersMost; i++) {
			const label = fields[`label${i}`];
			const phone = fields[`phone${i}`];
			if (!label && !phone) continue;
			if (!label) context.addIssue({ code: "custom", message: "error.required", path: [`label${i}`] });
			if (!phone || !/\d{2}/.test(phone))
				context.addIssue({ code: "custom", message: "setup.error_phone", path: [`phone${i}`] });
			if (label && phone) phones.push({ label, phone });
		}
		return { territory: fields.territory ?? "", phones };
	});

/** How many days after the last entry only a count is left of whoever does not know of being here, by territory. */
export const forgettingTerm = z.object({ territory: text(60), days: whole(30, 365) });

/** How a neighbourhood is drawn: by its streets, a line each, or by a boundary in GeoJSON. */
export const drawing = z.object({
	streets: lines(200, 120),
	boundary: optionalText(100_000),
	feature: optionalText(120),
});
export type Drawing = z.output<typeof drawing>;
