import { z } from "zod";
import { oneOf, optionalText, text } from "../../../core/input.ts";

/** How somebody can safely be reached, as they say it: by which way, when, what must not be said, with whom one may leave word. */
export type SafeContact = { way: string; hours?: string; unsaid?: string; word?: string; saidOn: string };

/**
 * How a protected person is called wherever they are named: like anybody who goes by no name. Their own label is sealed,
 * so that no page, list, sheet or file that is written tomorrow can show it either.
 */
export const cover = "una persona del quartiere";

/** Saying it, or taking it back. */
export const saySafely = z.discriminatedUnion(
	"act",
	[
		z.object({
			act: z.literal("say"),
			way: text(200),
			hours: optionalText(200),
			unsaid: optionalText(300),
			word: optionalText(200),
		}),
		z.object({ act: z.literal("forget") }),
	],
	{ error: "error.choice" },
);
export type SaySafely = z.output<typeof saySafely>;

/** Protecting a record, or lifting it: nobody is asked why. */
export const protectPerson = z.object({ protected: oneOf(["yes", "no"]) });
export type ProtectPerson = z.output<typeof protectPerson>;
