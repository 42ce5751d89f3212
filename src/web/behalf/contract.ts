import { z } from "zod";
import { optionalOneOf } from "../../core/input.ts";
import { residentLanguages } from "../../ui/words.ts";

/** What is entered, for whom a form is opened. */
export const newFor = z.object({ kind: optionalOneOf(["ask", "offer", "joining"]) });

/** The slip in one of the nine languages. */
export const slipIn = z.object({ language: optionalOneOf(residentLanguages) });
