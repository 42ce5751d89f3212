import { z } from "zod";
import type { Id } from "../../../core/ids.ts";
import { id, oneOf, optionalId, optionalText, text } from "../../../core/input.ts";
import type { Day } from "../../../core/period.ts";

/** What can be reported. */
export const reportedKinds = ["post", "idea", "pact", "translation"] as const;
export type ReportedKind = (typeof reportedKinds)[number];

/** Why something waits to be read before anybody sees it. */
export const heldReasons = ["words", "link", "care", "changed"] as const;
export type Held = (typeof heldReasons)[number];

export const reportReasons = ["hurts", "untrue", "private", "sells", "unsafe", "other"] as const;

/** Something is wrong with what stands on a public page. Who says so is not asked, and not kept. */
export const newReport = z.object({
	id: optionalId<"report">(),
	why: oneOf(reportReasons),
	words: optionalText(500),
});
export type NewReport = z.output<typeof newReport>;

/** What whoever works here does with what was held: lets it go out, or takes it off with a reason its writer reads. */
export const judge = z.discriminatedUnion(
	"act",
	[z.object({ act: z.literal("show") }), z.object({ act: z.literal("hide"), because: text(500) })],
	{ error: "error.choice" },
);
export type Judge = z.output<typeof judge>;

/** Blocks contact between the two of an answer. */
export const newBlock = z.object({ id: optionalId<"block">(), answer: id<"answer">() });
export type NewBlock = z.output<typeof newBlock>;

/** A report that waits. */
export type ReportLine = {
	id: Id<"report">;
	kind: ReportedKind;
	recordId: string;
	page: string;
	why: (typeof reportReasons)[number];
	words: string;
	reportedOn: Day;
};
export type BlockLine = { id: Id<"block">; one: string; other: string; madeOn: Day };
