import { z } from "zod";
import { id, oneOf, text, tick } from "../../../core/input.ts";
import type { Day } from "../../../core/period.ts";
import { type Way, ways } from "../contract.ts";
import type { Kept } from "../same/contract.ts";

/** A table in which others may have written of somebody, declared in `src/web/erasure`. */
export type Texts = {
	table: string;
	/** Columns with words. */
	columns: readonly string[];
	/** The column of the row's id, where it is called otherwise. */
	key?: string;
	/** Whether a hash of the words lies beside them, which goes when they change; emptied where the column must hold one. */
	hashed?: boolean | "emptied";
	/** Whether its column `folded` is written and not computed. */
	folds?: boolean;
	/** Which rows; all, where left out. SQL over `r`. */
	only?: string;
	/** Whether its rows are of no neighbourhood: they are looked through for whoever is erased anywhere in the territory. */
	ofTerritory?: boolean;
};

/** A text in which somebody is named, or may be. */
export type Mention = { noun: string; field: string; rowId: string; text: string };

/** What an erasure does, before it is done. */
export type Plan = {
	person: { id: string; label: string };
	/** The person's own request, where one waits. */
	asked: { id: string; on: Day; how: Way | null } | undefined;
	/** By table, how many rows go or lose their names. */
	rows: { table: string; n: number; counted: boolean }[];
	letters: number;
	account: boolean;
	kept: Kept[];
	/** Legal grounds that stand: while one does, nobody is erased. */
	grounds: string[];
	mentions: Mention[];
};

/** An erasure as those who work there, and whoever protects data, read it: never who it was. */
export type Erasure = {
	id: string;
	personId: string;
	neighbourhoodId: string;
	askedAt: Date;
	askedHow: Way | null;
	erasedAt: Date | null;
	keysUntil: Day | null;
	keysDestroyedAt: Date | null;
	/** Texts of others that wait to be read again. */
	waiting: number;
};

/** An erasure that was done, as whoever protects data reads it: of nobody in particular. */
export type Registered = {
	id: string;
	territoryId: string;
	askedOn: Day;
	askedHow: Way | null;
	erasedOn: Day;
	/** By table, how many rows went or lost their names. */
	counts: Record<string, number>;
	kept: Pick<Kept, "ground" | "until">[];
	keysUntil: Day | null;
	keysDestroyedOn: Day | null;
};

export type Waiting = Mention & { id: string };

/** The own request: asked for, or taken back. */
export const askErasure = z.object({ id: id<"erasure">() });
export const erasePerson = z.object({
	id: id<"erasure">(),
	how: oneOf(ways),
	sure: tick().refine((sure) => sure, { error: "erasure.error_sure" }),
});
export type ErasePerson = z.output<typeof erasePerson>;
/** One text as it should read from now on. */
export const mendText = z.object({
	noun: text(80),
	field: text(60),
	row: id<"text">(),
	text: text(8000),
});
export type MendText = z.output<typeof mendText>;
