import { z } from "zod";
import { list, oneOf, optionalDay } from "../../../core/input.ts";

/** What a certificate may list: dates somebody ran or helped at, and help they gave where its time was said. */
export const listed = ["sessions", "acts"] as const;

/** From which day to which, both counted, and what is listed; all of it where nothing is chosen. */
export const hoursAsked = z.object({ from: optionalDay(), to: optionalDay(), what: list(oneOf(listed), 2) });
export type HoursAsked = z.output<typeof hoursAsked>;

/** One line of it. `title` is an initiative's; help given says what, and never for whom. */
export type Done = { at: Date; minutes: number; kind: "runs" | "helps" | "act"; title: string };
