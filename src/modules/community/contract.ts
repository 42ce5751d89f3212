import { z } from "zod";
import {
	day,
	id,
	oneOf,
	optionalDay,
	optionalId,
	optionalOneOf,
	optionalText,
	optionalWhole,
	pageOfList,
	text,
	tick,
	whole,
} from "../../core/input.ts";
import { askedFields } from "./agreements/fields.ts";

/** What can hold a tie. */
export const partyKinds = ["person", "household", "group", "organisation", "place"] as const;
export type PartyKind = (typeof partyKinds)[number];

/** How far we may know who somebody is, in the order in which it may change. */
export const levels = ["description", "nickname", "name"] as const;
export type Level = (typeof levels)[number];

export const purposes = [
	"nickname",
	"name",
	"contact",
	"sessions",
	"story",
	"circle",
	"invite",
	"referral",
	"age_band",
] as const;
export type Purpose = (typeof purposes)[number];

export const ways = ["in_person", "on_paper", "by_phone", "online"] as const;
export type Way = (typeof ways)[number];

export const contactKinds = ["phone", "email", "address"] as const;
export type ContactKind = (typeof contactKinds)[number];

export const sectors = ["public", "private", "third_sector", "shop"] as const;
export type Sector = (typeof sectors)[number];

export const placeSorts = ["stair", "block", "street", "hamlet", "square", "room"] as const;
export type PlaceSort = (typeof placeSorts)[number];

export const tieKinds = [
	"kin",
	"neighbour",
	"friend",
	"knows",
	"helps",
	"trusts",
	"member_of",
	"works_at",
	"uses",
	"collaborates_with",
] as const;
export type TieKind = (typeof tieKinds)[number];

export const saidBys = ["one", "other", "both", "somebody_else", "seen"] as const;
export type SaidBy = (typeof saidBys)[number];

/** A party as other modules name it. */
export type Party = {
	id: string;
	kind: PartyKind;
	/** Of a protected person their cover. */
	label: string;
	level?: Level;
	placeLabel?: string;
	/** One speaks of them in person alone: on nothing that is printed, hung up or read by others. */
	protected?: true;
	/** What is here of them is only kept: nothing new is written about them, and nothing is used. */
	restricted?: true;
};

/** The five lists by their segment of the address. */
export const nouns = {
	persons: "person",
	households: "household",
	groups: "group",
	organisations: "organisation",
	places: "place",
} as const satisfies Record<string, PartyKind>;
export type Noun = keyof typeof nouns;

export const nounOf: Record<PartyKind, Noun> = {
	person: "persons",
	household: "households",
	group: "groups",
	organisation: "organisations",
	place: "places",
};

/** The page of a party. */
export function pathOf(party: { kind: PartyKind; id: string }): string {
	return `/community/${nounOf[party.kind]}/${party.id}`;
}

/** How a party is called in a sentence: somebody known by a description stands in quotation marks. */
export function calledIn({ level, label }: Pick<Party, "level" | "label">): string {
	return level === "description" ? `«${label}»` : label;
}

/** Somebody who may be meant by what was typed. */
export type Candidate = { id: string; label: string; kind: PartyKind; line?: string };

/** A party as lists show it. */
export type PartyLine = Party & {
	knownSince: string;
	existedBefore: boolean;
	leftOn: string | null;
	placeId: string | null;
	recordedAt: Date;
	/** Only of an organisation. */
	sector?: Sector;
	familyDistrict?: boolean;
	/** What it does here. */
	doing?: string | null;
	/** Only of a place. */
	sort?: PlaceSort;
	residents?: number | null;
};

export type Agreement = {
	id: string;
	purpose: Purpose;
	/** A no is kept too; it is withdrawn on its own day, so that it never stands. */
	answer: "agreed" | "declined";
	givenOn: string;
	givenHow: Way;
	/** Last day on which it stands. */
	until: string | null;
	withdrawnOn: string | null;
};

/** Whether an agreement stands on a day. */
export function isStanding(entry: Pick<Agreement, "withdrawnOn" | "until">, day: string): boolean {
	return entry.withdrawnOn === null && (entry.until === null || entry.until >= day);
}

/** A contact, opened for those who may read it. */
export type Contact = { id: string; kind: ContactKind; value: string };

export type Tie = {
	id: string;
	one: string;
	other: string;
	kind: TieKind;
	doing: string | null;
	since: string;
	until: string | null;
	saidBy: SaidBy;
	existedBefore: boolean;
	metAt: string | null;
	recordedAt: Date;
};

/** A tie with the two it joins, for a sentence. */
export type TieTold = Tie & { oneParty: Party; otherParty: Party };

/** Where it is, chosen from candidates or by its exact name. */
const placePicked = { place: optionalId<"party">(), place_typed: optionalText(120) };

const recorded = {
	id: optionalId<"party">(),
	neighbourhood: optionalText(60),
	label: text(120),
	knownSince: optionalDay(),
	existedBefore: tick(),
	/** There is already one called so, and this is another. */
	another: tick(),
};

export const recordPerson = z.object({
	...recorded,
	...placePicked,
	level: oneOf(levels),
	agreedHow: optionalOneOf(ways),
	agreedOn: optionalDay(),
	...askedFields,
});
export type RecordPerson = z.output<typeof recordPerson>;

export const recordGroup = z.object({ ...recorded, ...placePicked });
export type RecordGroup = z.output<typeof recordGroup>;

export const recordOrganisation = z.object({
	...recorded,
	...placePicked,
	sector: oneOf(sectors),
	familyDistrict: tick(),
	doing: optionalText(200),
});
export type RecordOrganisation = z.output<typeof recordOrganisation>;

export const recordPlace = z.object({
	...recorded,
	...placePicked,
	sort: oneOf(placeSorts),
	residents: optionalWhole(0, 100_000),
});
export type RecordPlace = z.output<typeof recordPlace>;

/** Left out it stays; null, or emptied in a form, takes it away. */
function removable<Item extends z.ZodType>(item: Item) {
	return z.preprocess((v) => (typeof v === "string" && v.trim() === "" ? null : v), item.nullable().optional());
}

const correctable = {
	/** Of a person: the level the corrected label is of. It must be the one there is. */
	level: oneOf(levels).optional(),
	label: text(120).optional(),
	place: removable(id<"party">()),
	sector: oneOf(sectors).optional(),
	doing: removable(text(200)),
	familyDistrict: z.boolean({ error: "error.choice" }).optional(),
	sort: oneOf(placeSorts).optional(),
	residents: removable(whole(0, 100_000)),
};

/** A correction in JSON: at least one thing that is to be otherwise. */
export const correctParty = z
	.object(correctable)
	.refine(({ level: _of, ...said }) => Object.values(said).some((value) => value !== undefined), {
		error: "error.required",
		path: ["label"],
	});
export type CorrectParty = z.output<typeof correctParty> & { place_typed?: string };

const { level, label, place, sector, doing, sort, residents } = correctable;
const correctForm = z.object({ level, label: label.unwrap(), place, place_typed: optionalText(120) });

/** The same as a form brings it: every field of its kind is there. */
export const correctForms = {
	person: correctForm,
	household: correctForm,
	group: correctForm,
	organisation: correctForm.extend({ sector: sector.unwrap(), doing, familyDistrict: tick() }),
	place: correctForm.extend({ sort: sort.unwrap(), residents }),
} as const satisfies Record<PartyKind, z.ZodType>;

/** A step forward: by which word the person may be known from now on, and how they agreed. */
export const movePersonForward = z.object({
	level: oneOf(levels),
	label: text(120),
	agreedHow: optionalOneOf(ways),
	agreedOn: optionalDay(),
	...askedFields,
});
export type MovePersonForward = z.output<typeof movePersonForward>;

/** Withdrawing; `describedAs` is how to speak of the person where the name or nickname falls with it. */
export const withdrawAgreement = z.object({ describedAs: optionalText(120) });
export type WithdrawAgreement = z.output<typeof withdrawAgreement>;

export const addContact = z.object({ id: id<"contact">(), contactKind: oneOf(contactKinds), value: text(200) });
export type AddContact = z.output<typeof addContact>;

export const markLeft = z.object({ leftOn: day() });
export type MarkLeft = z.output<typeof markLeft>;

export const recordTie = z.object({
	id: optionalId<"tie">(),
	one: id<"party">(),
	other: id<"party">(),
	kind: oneOf(tieKinds),
	doing: optionalText(200),
	since: optionalDay(),
	until: optionalDay(),
	saidBy: oneOf(saidBys),
	existedBefore: tick(),
});
export type RecordTie = z.output<typeof recordTie>;

/** A kind of tie seen from one end: `helps.out` helps, `helps.in` is helped. */
const tieSeen = z
	.string({ error: "error.choice" })
	.transform((s) => s.split("."))
	.refine(([kind, end]) => tieKinds.some((k) => k === kind) && (end === "out" || end === "in"), {
		error: "error.choice",
	})
	.transform(([kind, end]) => ({ kind: kind as TieKind, end: end as "out" | "in" }));

/** The form on a party's page: the page's party is one end, somebody chosen by typing the other. */
export const recordTieOnPage = z.object({
	id: id<"tie">(),
	seen: tieSeen,
	doing: optionalText(200),
	since: optionalDay(),
	/** `self` is the page's party. */
	said: oneOf(["self", "them", "both", "somebody_else", "seen"]),
	existedBefore: tick(),
	other: optionalId<"party">(),
	other_typed: optionalText(120),
});
export type RecordTieOnPage = z.output<typeof recordTieOnPage>;

export const endTie = z.object({ until: day() });
export type EndTie = z.output<typeof endTie>;

/** The pages' lists: what to look for, and where the page before ended. */
export const browseParties = z.object({ q: optionalText(120), cursor: optionalText(200) });

/** JSON: a name twice is meant. */
const jsonRecorded = { another: z.boolean({ error: "error.choice" }).default(true) };
const typed = { place_typed: true } as const;
export const jsonPerson = recordPerson
	.omit(typed)
	.extend({ ...jsonRecorded, level: oneOf(levels).default("description") });
export const jsonGroup = recordGroup.omit(typed).extend(jsonRecorded);
export const jsonOrganisation = recordOrganisation.omit(typed).extend(jsonRecorded);
export const jsonPlace = recordPlace.omit(typed).extend(jsonRecorded);
export const jsonList = pageOfList.extend({ neighbourhood: optionalText(60) });
export const jsonSearch = z.object({
	q: text(120),
	neighbourhood: optionalText(60),
	kinds: z
		.string({ error: "error.text" })
		.max(80, { error: "error.too_long" })
		.transform((s) => s.split(",").filter((k) => k !== ""))
		.pipe(z.array(oneOf(partyKinds)).max(5, { error: "error.too_many" }))
		.default([...partyKinds]),
	limit: whole(1, 20).default(8),
});
