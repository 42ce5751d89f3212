import { z } from "zod";
import type { Id } from "../../../core/ids.ts";
import { day, id, oneOf, optionalId, optionalOneOf, optionalText, pageOfList, text } from "../../../core/input.ts";
import type { Day } from "../../../core/period.ts";
import { type Topic, topics } from "../contract.ts";

/** What can be given: what somebody can do, hours, rooms, tools, and who knows whom to ask. */
export const sorts = ["skills", "time", "rooms", "tools", "contacts"] as const;
export type Sort = (typeof sorts)[number];

/** Whose a resource can be; nobody in particular is an answer too. */
export const ownerKinds = ["person", "household", "group", "organisation", "place"] as const;

const facts = {
	sort: oneOf(sorts),
	topic: optionalOneOf(topics),
	party: optionalId<"party">(),
	place: optionalId<"party">(),
	available: optionalText(200),
};

/** A resource as a machine sends it. With a note and no title, everything but the sort is taken from the note. */
export const recordResource = z.object({
	id: optionalId<"resource">(),
	neighbourhood: optionalText(60),
	title: optionalText(160),
	...facts,
	note: optionalId<"note">(),
});
/** What `recordResource` takes; from a form, what was typed of names comes along. */
export type RecordResource = z.output<typeof recordResource> & { partyTyped?: string; placeTyped?: string };

export const resourceForm = recordResource
	.extend({ party_typed: optionalText(120), place_typed: optionalText(120) })
	.transform(
		({ party_typed, place_typed, ...rest }): RecordResource => ({
			...rest,
			partyTyped: party_typed,
			placeTyped: place_typed,
		}),
	);

/** All that can be corrected; what is left out is emptied. */
export const changeResource = z
	.object({ title: text(160), ...facts, party_typed: optionalText(120), place_typed: optionalText(120) })
	.transform(({ party_typed, place_typed, ...rest }) => ({
		...rest,
		partyTyped: party_typed,
		placeTyped: place_typed,
	}));
export type ChangeResource = z.output<typeof changeResource>;

/** Somebody asked whether it is still there. */
export const askResource = z.object({ there: oneOf(["yes", "no"]) });

/** A time it was used, other than by answering a need. */
export const useResource = z.object({ id: id<"use">(), usedOn: day(), label: text(300) });
export type UseResource = z.output<typeof useResource>;

/** A resource that answers a need. */
export const giveResource = z.object({ id: optionalId<"answer">(), resource: id<"resource">() });
export type GiveResource = z.output<typeof giveResource>;

export const listResources = pageOfList.extend({
	neighbourhood: optionalText(60),
	sort: optionalOneOf(sorts),
	topic: optionalOneOf(topics),
});
export type ListResources = z.output<typeof listResources>;

export const resourceTabs = ["there", "unused", "gone"] as const;
export type ResourceTab = (typeof resourceTabs)[number];
export const resourcesPage = z.object({
	show: z.preprocess((v) => v || undefined, z.enum(resourceTabs).catch("there").default("there")),
	sort: z.preprocess((v) => v || undefined, z.enum(sorts).optional().catch(undefined)),
	cursor: optionalText(200),
});

/** What a new resource may begin with, in the address of its form. */
export const resourceOf = z.object({ note: optionalId<"note">(), organisation: optionalId<"party">() });

/** A resource as JSON shows it. */
export type Resource = {
	id: Id<"resource">;
	neighbourhoodId: Id<"neighbourhood">;
	title: string;
	sort: Sort;
	topic: Topic | null;
	party: Id<"party"> | null;
	place: Id<"party"> | null;
	available: string | null;
	note: Id<"note"> | null;
	askedOn: Day;
	goneOn: Day | null;
	/** Whether an act or a need was ever answered by it. */
	used: boolean;
	recordedAt: string;
};

/** Something that could be given: a resource, an offer nobody has described yet, or what an organisation does here. */
export const origins = ["resource", "offer", "organisation"] as const;
export type Origin = (typeof origins)[number];
export type Give = {
	origin: Origin;
	id: string;
	title: string;
	sort: Sort | null;
	topic: Topic | null;
	partyLabel: string | null;
	/** The place and those around it, the nearest first. */
	path: { id: string; label: string }[];
};

/** Why something could help with a need. Each is something the reader can check with their own eyes. */
export type Reason =
	| { why: "same_place"; place: string }
	| { why: "near"; place: string }
	| { why: "same_topic"; topic: Topic }
	| { why: "words"; words: string[] };
