import { z } from "zod";
import type { Id } from "../../core/ids.ts";
import { day, id, oneOf, optionalText, text, whole } from "../../core/input.ts";
import type { Day } from "../../core/period.ts";

/** What the founding document states; null means that it does not state it. */
export type Programme = {
	id: string;
	title: string;
	decidedBy: string;
	decidedOn: Day;
	proposedBy: string | null;
	years: number;
	totalCents: number;
	assetsNamed: string[];
	cofinancingBody: string | null;
	cofinancingFund: string | null;
	cofinancingShareCents: number | null;
	source: string;
};
export type Objective = { id: string; position: number; short: string; words: string };
export type Phone = { label: string; phone: string };
export type Territory = {
	id: Id<"territory">;
	slug: string;
	name: string;
	allocationCents: number | null;
	urgentPhones: Phone[];
	/** Days after the last entry after which only a count is left of whoever does not know of being here. */
	forgetAfterDays: number;
	fictional: boolean;
};
export type Municipality = {
	istatCode: string;
	name: string;
	territoryId: Id<"territory">;
	residents: number;
	residentsOn: Day;
	/** Empty, with its place on the map, for a municipality added by hand. */
	areaKm2: number | null;
	longitude: number | null;
	latitude: number | null;
	since: Day;
};
export type Neighbourhood = {
	id: Id<"neighbourhood">;
	territoryId: Id<"territory">;
	slug: string;
	name: string;
	kind: "quarter" | "village" | "hamlets";
	deskPlace: string;
	deskHours: string;
	phone: string;
	residents: number;
	fictional: boolean;
};

/** A new neighbourhood, as the administrator writes it. */
export const newNeighbourhood = z.object({
	id: id<"neighbourhood">(),
	territory: text(60),
	/** Left out, it is made from the name. */
	slug: optionalText(60).pipe(
		z
			.string()
			.regex(/^[a-z0-9-]{2,60}$/, { error: "error.slug" })
			.optional(),
	),
	name: text(120),
	kind: oneOf(["quarter", "village", "hamlets"]),
	deskPlace: text(200),
	deskHours: text(200),
	phone: text(40),
	residents: whole(0, 1_000_000),
});
export type NewNeighbourhood = z.output<typeof newNeighbourhood>;

/** A municipality changes territory, by law, on a day. */
export const newMembership = z.object({
	municipality: text(6).pipe(z.string().regex(/^\d{6}$/, { error: "error.choice" })),
	territory: text(60),
	since: day(),
});
export type NewMembership = z.output<typeof newMembership>;
