import { z } from "zod";
import { tick } from "../../../core/input.ts";

/** Whoever prints a list has its person in front of them. */
export const printing = z.object({ handedOver: tick() });

/** Codes on one list. */
export const codesOnList = 20;

/** What is left of the list somebody was handed: which code is asked for next, if any is left. */
export type PrintedLeft = { place: number | undefined; left: number; printedAt: Date };

/** A list as it is printed: shown once, and nowhere kept. */
export type PrintedList = { name: string; codes: { place: number; code: string }[] };
