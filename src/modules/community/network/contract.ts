import type { Level, PartyKind, Sector, TieKind } from "../contract.ts";

/** Kinds of tie that join two people. */
export const personalTieKinds = ["kin", "neighbour", "friend", "knows", "helps", "trusts"] as const satisfies TieKind[];
export type PersonalTieKind = (typeof personalTieKinds)[number];

/** Somebody of a neighbourhood: how they may be called, the place they live at where it is known, and from when to when they are known here. */
export type NetworkPerson = {
	id: string;
	label: string;
	level: Level;
	placeId: string | null;
	placeLabel: string | null;
	/** As they say it today, while they agree to it being kept. */
	ageBand?: string | null;
	knownSince: string;
	existedBefore: boolean;
	/** First day on which they are no longer here. */
	leftOn: string | null;
	/** Counted like everybody, and proposed to nobody. */
	protected?: boolean;
};

/** A tie between two people, from its first day to its last. */
export type NetworkTie = {
	id: string;
	one: string;
	other: string;
	kind: PersonalTieKind;
	since: string;
	until: string | null;
	existedBefore: boolean;
	/** The session where the two met. */
	metAt: string | null;
};

/** The people of one neighbourhood and the ties between them, with their days: what was in force on any day follows. */
export type NetworkHistory = { people: NetworkPerson[]; ties: NetworkTie[] };

/** A household, a group or an organisation of a neighbourhood. */
export type AroundParty = {
	id: string;
	kind: Exclude<PartyKind, "person" | "place">;
	/** Only of an organisation. */
	sector: Sector | null;
	label: string;
	placeId: string | null;
	knownSince: string;
	existedBefore: boolean;
	leftOn: string | null;
};

/** A tie of which at least one end is no person. */
export type AroundTie = {
	id: string;
	one: string;
	other: string;
	kind: TieKind;
	since: string;
	until: string | null;
	existedBefore: boolean;
};

/** A place, and the one around it. */
export type AroundPlace = { id: string; label: string; around: string | null };

/** What is around the people of a neighbourhood: what they belong to and use, what joins those, and where all are. */
export type Around = { parties: AroundParty[]; ties: AroundTie[]; places: AroundPlace[] };

/** Somebody or something of a neighbourhood, as a page names it. */
export type NamedParty = {
	id: string;
	kind: PartyKind;
	label: string;
	/** Only of a person. */
	level?: Level;
	/** Only of an organisation. */
	sector: Sector | null;
	placeId: string | null;
};
