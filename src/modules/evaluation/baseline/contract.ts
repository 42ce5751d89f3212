import { z } from "zod";
import { id, text, tick, whole } from "../../../core/input.ts";
import type { Day } from "../../../core/period.ts";
import type { Network } from "../../community/counts/service.ts";
import type { WentOn } from "../../initiatives/figures/service.ts";
import type { Effort } from "../../listening/effort/service.ts";

/**
 * The questions on belonging. Their words stand in the languages' files under this version (`evaluation.v1_q1`):
 * other words are another version, because answers to other words are no comparison.
 */
export const belongingVersion = 1;
export const questions = ["q1", "q2", "q3"] as const;
export type Question = (typeof questions)[number];
export const answers = ["yes", "rather", "hardly", "no"] as const;
export type Answer = (typeof answers)[number];

/** The field of a cell on the form: `q1_yes`. */
export const fieldOf = (question: Question, answer: Answer): string => `${question}_${answer}`;

const cells = Object.fromEntries(questions.flatMap((q) => answers.map((a) => [fieldOf(q, a), whole(0, 10_000)])));
const sheets = { given: whole(0, 10_000), returned: whole(0, 10_000), ...cells };

export type Belonging = {
	version: number;
	/** Sheets given out, and sheets that came back. */
	given: number;
	returned: number;
	answers: Record<Question, Record<Answer, number>>;
};

/** What was counted from the sheets. `returned` less the four answers of a question is who left it blank. */
function belongingOf(typed: Record<string, unknown>): Belonging {
	const n = (name: string) => typed[name] as number;
	const rowOf = (q: Question) => Object.fromEntries(answers.map((a) => [a, n(fieldOf(q, a))]));
	return {
		version: belongingVersion,
		given: n("given"),
		returned: n("returned"),
		answers: Object.fromEntries(questions.map((q) => [q, rowOf(q)])) as Belonging["answers"],
	};
}

/** No more sheets come back than were given out, and no question has more answers than sheets. */
function checkSheets({ belonging }: { belonging: Belonging }, context: z.RefinementCtx): void {
	const { given, returned, answers: said } = belonging;
	const refuse = (field: string) =>
		context.addIssue({ code: "custom", message: "error.more_than_sheets", path: [field] });
	if (returned > given) refuse("returned");
	for (const q of questions) if (answers.reduce((sum, a) => sum + said[q][a], 0) > returned) refuse(fieldOf(q, "yes"));
}

export const previewBaseline = z
	.object(sheets)
	.transform((typed) => ({ belonging: belongingOf(typed) }))
	.superRefine(checkSheets);

/** Freezing: the same counts again, what was seen, and a tick that it is meant. */
export const freezeBaseline = z
	.object({
		...sheets,
		id: id<"baseline">(),
		seen: text(64),
		sure: tick().pipe(z.literal(true, { error: "error.required" })),
	})
	.transform(({ id, seen, sure: _meant, ...typed }) => ({ id, seen, belonging: belongingOf(typed) }))
	.superRefine(checkSheets);
export type FreezeBaseline = z.output<typeof freezeBaseline>;

export const addRemark = z.object({ id: id<"remark">(), text: text(1000) });
export type AddRemark = z.output<typeof addRemark>;

/** What is frozen: counts alone, of one neighbourhood, on one day. */
export type Document = {
	version: 1;
	neighbourhood: { id: string; slug: string; name: string; residents: number };
	on: Day;
	network: Network;
	/** The twelve months up to that day, that day included. */
	wentOn: WentOn & { from: Day };
	effort: Effort;
	belonging: Belonging;
};

export type Remark = { id: string; text: string; on: Day };

export type Baseline = {
	document: Document;
	/** SHA-256 of the document in canonical form, in hexadecimal. */
	hash: string;
	/** Whether the document still has that hash. */
	isWhole: boolean;
	codeVersion: string;
	frozenOn: Day;
	frozenAt: Date;
	frozenBy: string;
	remarks: Remark[];
};
