import type { RawBuilder } from "kysely";
import { z } from "zod";
import { id, optionalId, optionalText } from "../../../core/input.ts";
import type { Day } from "../../../core/period.ts";
import type { SealedColumn } from "../../../db/sealed.ts";
import type { Party } from "../contract.ts";

/**
 * A table in which a module keeps parties: what has to follow when two are one, and what has to go when somebody is
 * let go. Every module says this of its own tables; those above are put together in `src/web/same`.
 */
export type Holder = {
	/** Schema and table. */
	table: string;
	/** The column that, with the tenant and perhaps the party, is the row's key. */
	key: string;
	/** The tenant's column, where it is called otherwise. */
	tenant?: string;
	/** Columns in which a party stands. */
	columns: readonly string[];
	/** Whether the party is part of the row's key: what was written after a merge is then told apart by `recorded_at`. */
	keyed?: boolean;
	/** Which rows `r` of the one gone cannot stand beside those of the one kept; they wait in `set_aside_by`. */
	asideWhen?: (gone: string, kept: string) => RawBuilder<boolean>;
	/** Whether rows can wait in `set_aside_by` at all. */
	waits?: boolean;
	/** Written anew for these rows (their keys) after some of them were set aside or came back. */
	recount?: (territoryId: string, keys: readonly string[]) => RawBuilder<unknown>;
	/** Sealed with the key of the person in one of its columns. */
	sealed?: SealedColumn;
	/** What forgetting has to know; left out where no person can stand. */
	people?: {
		/** Those of `columns` in which a person can stand. */
		columns: readonly string[];
		/** The column that says when the row was written: an entry about the person. Left out where it is none. */
		entry?: string;
		/** Columns that can hold words or names: emptied by `letGo`. */
		words: readonly string[];
		/** Text columns with words from a closed list. */
		closed: readonly string[];
		/** Empties what is theirs. */
		letGo: (gone: LetGo) => RawBuilder<unknown>[];
		/** Whether its rows stay in what is counted, without a name; otherwise the page of an erasure says that they go. */
		counted?: boolean;
		/** What an erasure does besides, and before: what stood because it was agreed ends, what nobody counts is deleted. */
		erase?: (gone: LetGo) => RawBuilder<unknown>[];
		/** What the law keeps: `letGo` and `erase` leave exactly these rows as they are. */
		kept?: (gone: LetGo) => RawBuilder<Kept>;
	};
};

/** Who is let go, where and on which day; when somebody is erased, with the accounts that are closed. */
export type LetGo = { territoryId: string; ids: readonly string[]; today: string; accounts?: readonly string[] };

/** A row that the law keeps after an erasure: the noun of the record, on which ground, until when it has to stay. */
export type Kept = { noun: string; id: string; ground: string; until: Day | null };

/** Why two may be the same; shown beside them, never a measure. */
export const reasons = ["same_words", "spelling", "nickname", "same_door"] as const;
export type Reason = (typeof reasons)[number];

type Shown = Party & { knownSince: string };
/** Two beside each other; without a reason when somebody says so by hand. */
export type Pair = { one: Shown; other: Shown; reasons: Reason[] };

/** A merge in force, as the page of the one kept tells it. */
export type Merge = { id: string; goneLabel: string | null; mergedOn: string };

export const mergeParties = z.object({ id: id<"merge">(), kept: id<"party">(), gone: id<"party">() });
export type MergeParties = z.output<typeof mergeParties>;

export const distinguish = z.object({ one: id<"party">(), other: id<"party">() });
export type Distinguish = z.output<typeof distinguish>;

/** Who a page's «it is the same as…» means: chosen from candidates, or by the exact name. */
export const sameAs = z.object({ same: optionalId<"party">(), same_typed: optionalText(120) });
export type SameAs = z.output<typeof sameAs>;

/** The two that somebody wants to see beside each other; left out, those that are proposed. */
export const pairAsked = z.object({ one: optionalId<"party">(), other: optionalId<"party">() });

export const jsonSame = z.object({ neighbourhood: optionalText(60) });
