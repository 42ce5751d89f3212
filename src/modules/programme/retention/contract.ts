import type { RawBuilder } from "kysely";
import { z } from "zod";
import { optionalText, text, whole } from "../../../core/input.ts";
import type { Day } from "../../../core/period.ts";

/** A kind of record whose time ends: every module says this of its own; they are put together in `src/web/retention`. */
export type Retained = {
	/** Its words are `retention.kind_…` and `retention.what_…`. */
	kind: string;
	/** Days after its end, where the body has set none. */
	days: number;
	/** Rows whose time has begun to run: `id` and the day it `ended`. What was let go already is not among them. */
	ended: (territoryId: string) => RawBuilder<{ id: string; ended: Day }>;
	/** Empties or deletes these rows. */
	letGo: (territoryId: string, ids: readonly string[], today: Day) => RawBuilder<unknown>[];
};

/** How many days before it goes everything is shown. */
export const aheadDays = 14;

/** The term of a kind in a territory. */
export type Term = { kind: string; days: number; ground: string | null; setOn: Day | null };
/** How many of a kind go on a day. */
export type Going = { kind: string; day: Day; n: number };

export const setTerm = z.object({ days: whole(30, 36500), ground: text(300), territory: optionalText(60) });
export type SetTerm = z.output<typeof setTerm>;

export const whichTerritory = z.object({ territory: optionalText(60) });
