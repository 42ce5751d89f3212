import { z } from "zod";
import { id } from "../../../core/input.ts";
import type { PublicSession } from "../../initiatives/contract.ts";

/** Why a file was not read at all. */
export const faults = ["calendar", "deep", "many", "slow"] as const;
export type Fault = (typeof faults)[number];

/** Why a date in it was left out: it has no hour, no name, no end within two weeks, or it names somebody's trouble. */
export const reasons = ["all_day", "nameless", "long", "labels"] as const;
export type Reason = (typeof reasons)[number];
export type LeftOut = Partial<Record<Reason, number>>;

/** A date as it was read; instants as ISO text. */
export type ReadEvent = {
	id: string;
	uid: string;
	startsAt: string;
	minutes: number;
	title: string;
	about: string;
	place: string;
	cancelled: boolean;
};
/** What was read from a file, before it has ids: `key` says which date of a recurring event it is. */
export type FoundEvent = Omit<ReadEvent, "id"> & { key: string };
export type Found = { events: FoundEvent[]; leftOut: LeftOut };

/** A date on the square, with who holds it. */
export type OutsideSession = PublicSession & { organiser: string; organisationId: string };

export type OutsideEvent = Pick<ReadEvent, "id" | "title" | "about" | "place" | "cancelled"> & {
	startsAt: Date;
	minutes: number;
	language: PublicSession["language"];
	organiser: string;
	sequence: number;
	changedAt: Date;
};

/** A yes to the file that was looked at. */
export const takeIn = z.object({ draft: id<"outside-draft">() });
