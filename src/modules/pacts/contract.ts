import { z } from "zod";
import type { Id } from "../../core/ids.ts";
import {
	day,
	euros,
	id,
	oneOf,
	optionalDay,
	optionalId,
	optionalText,
	optionalWhole,
	pageOfList,
	text,
	tick,
	whole,
} from "../../core/input.ts";
import { type Language, residentLanguages } from "../../core/languages.ts";
import type { Day } from "../../core/period.ts";

/** How far a pact is. Each state has fields of its own: see `Pact`. */
export const states = ["draft", "proposed", "in_force", "renewing", "concluded", "ended", "dropped"] as const;
export type State = (typeof states)[number];

export const kinds = ["citizen", "group", "organisation", "body"] as const;
export type Kind = (typeof kinds)[number];

/** At least two, at most this many. */
export const mostParties = 8;

/** How a pact is called in a territory. */
export const pactWords = ["pact", "commitment"] as const;
export type PactWord = (typeof pactWords)[number];

const newest = z.object({ id: id<"pact">() });

/** A new pact; from an idea, where it has one. */
export const newPact = newest.extend({
	neighbourhood: optionalText(60),
	idea: optionalId<"idea">(),
	title: text(120),
	about: optionalText(2000),
	language: oneOf(residentLanguages).default("it"),
});
export type NewPact = z.output<typeof newPact>;
export const startPact = z.object({ idea: optionalId<"idea">() });

/** Somebody who makes it. `party` may be known here; `account` signs with an account. */
export const newParty = z
	.object({
		id: id<"pact_party">(),
		base: whole(1, 500),
		kind: oneOf(kinds),
		party: optionalId<"party">(),
		party_typed: text(120),
		through: optionalText(120),
		account: optionalId<"account">(),
		named: tick(),
	})
	.refine(({ kind, through }) => kind !== "group" || through !== undefined, {
		path: ["through"],
		error: "error.required",
	});
export type NewParty = z.output<typeof newParty>;

export const leaveParty = z.object({ id: id<"pact_version">(), base: whole(1, 500) });
export type LeaveParty = z.output<typeof leaveParty>;

/** The other fields of a version, which are lines of one text each. */
export const supports = ["space", "materials", "insurance", "training"] as const;

const said = {
	title: text(120),
	about: optionalText(2000),
	where: optionalText(200),
	until: optionalDay(),
	space: optionalText(500),
	materials: optionalText(500),
	insurance: optionalText(500),
	training: optionalText(500),
	checking: optionalText(1000),
};
const promised = { words: optionalText(2000), to: optionalId<"pact_party">() };
const places = Array.from({ length: mostParties }, (_, i) => i + 1);

const promiseFields = Object.fromEntries(
	places.flatMap((n) => [
		[`promise_${n}`, promised.words],
		[`to_${n}`, promised.to],
	]),
) as Record<never, z.ZodType>;

/** A version as its form sends it: what the party in place `n` promises is `promise_n`, and to whom `to_n`. */
export const saveVersion = z
	.object({
		id: id<"pact_version">(),
		base: whole(1, 500),
		...said,
		budget: euros(4),
		...promiseFields,
	})
	.transform(({ id, base, budget, ...rest }) => {
		const typed = rest as Record<string, string | undefined>;
		const promises = Object.fromEntries(
			places.map((n) => [n, { words: typed[`promise_${n}`] ?? "", to: typed[`to_${n}`] ?? null }]),
		);
		const kept = Object.fromEntries(Object.entries(rest).filter(([name]) => !/^(promise|to)_\d$/.test(name)));
		return { id, base, ...(kept as Said), budgetCents: budget, promises };
	});
export type SaveVersion = z.output<typeof saveVersion>;
type Said = {
	title: string;
	about?: string;
	where?: string;
	until?: Day;
	space?: string;
	materials?: string;
	insurance?: string;
	training?: string;
	checking?: string;
};

/** The same in JSON: promises by the id of the party. */
export const jsonVersion = z.object({
	id: optionalId<"pact_version">(),
	base: whole(1, 500),
	...said,
	budgetCents: optionalWhole(0, 1_000_000),
	promises: z.array(z.object({ party: id<"pact_party">(), ...promised })).max(mostParties, { error: "error.too_many" }),
});

export const proposePact = z.object({ no: whole(1, 500) });

/** With one's account: the tick says that it is meant. */
export const signPact = z.object({
	id: id<"pact_signature">(),
	no: whole(1, 500),
	party: id<"pact_party">(),
	meant: tick().refine((meant) => meant, { error: "error.required" }),
	named: tick(),
});
export type SignPact = z.output<typeof signPact>;

/** On paper: the sheet comes with it. */
export const paperPact = z.object({
	id: id<"pact_signature">(),
	no: whole(1, 500),
	day: day(),
	named: tick(),
});
export type PaperPact = z.output<typeof paperPact>;

export const renewPact = z.object({ id: id<"pact_version">(), until: day() });
export type RenewPact = z.output<typeof renewPact>;
export const keepPact = z.object({ no: whole(1, 500) });
export const concludePact = z.object({ learnt: text(4000) });
export const endPact = z.object({ by: id<"pact_party">(), because: text(2000) });
export const dropPact = z.object({ because: text(2000) });

/** A line of the diary; a picture comes with a consent. */
export const newEntry = z.object({
	id: id<"pact_entry">(),
	day: day(),
	words: text(2000),
	minutes: optionalWhole(1, 60_000),
	agreed: tick(),
	shown: tick(),
});
export type NewEntry = z.output<typeof newEntry>;

export const showEntry = z.object({ shown: oneOf(["yes", "no"]) });
export const callPacts = z.object({ word: oneOf(pactWords) });

/** Which two versions stand side by side. */
export const comparePact = z.object({ one: optionalWhole(1, 500), other: optionalWhole(1, 500) });
export const browsePacts = z.object({ neighbourhood: optionalText(60), cursor: optionalText(200) });
export const jsonPacts = pageOfList.extend({ neighbourhood: optionalText(60) });

/** A party. `called` is empty once they were erased. */
export type PactParty = {
	id: Id<"pact_party">;
	place: number;
	kind: Kind;
	called: string;
	through: string;
	partyId: string | null;
	accountId: string | null;
	named: boolean;
};

export type Promised = { party: Id<"pact_party">; kind: Kind; words: string; to: Id<"pact_party"> | null };

/** A version: what the pact says, as somebody saved it. */
export type Version = {
	id: Id<"pact_version">;
	no: number;
	title: string;
	about: string;
	where: string;
	until: Day | null;
	space: string;
	materials: string;
	insurance: string;
	training: string;
	budgetCents: number;
	checking: string;
	language: Language;
	inForceOn: Day | null;
	promises: Promised[];
};

/** Who saved a version and when. */
export type VersionLine = Pick<Version, "id" | "no" | "title" | "inForceOn"> & { by: string | null; writtenAt: Date };

export type Signature = {
	id: Id<"pact_signature">;
	no: number;
	party: Id<"pact_party">;
	how: "code" | "tick" | "paper";
	signedOn: Day;
	hasSheet: boolean;
};

export type Entry = {
	id: Id<"pact_entry">;
	day: Day;
	words: string;
	language: Language;
	minutes: number | null;
	hasPhoto: boolean;
	shown: boolean;
};

/** What each state brings with it. */
type Stage =
	| { state: "draft" }
	| { state: "proposed"; fixedNo: number }
	| { state: "in_force"; inForceNo: number; inForceOn: Day }
	| { state: "renewing"; inForceNo: number; inForceOn: Day; fixedNo: number }
	| { state: "concluded"; inForceNo: number; inForceOn: Day; concludedOn: Day; learnt: string }
	| { state: "ended"; inForceNo: number; inForceOn: Day; endedOn: Day; endedBy: Id<"pact_party">; endedBecause: string }
	| { state: "dropped"; droppedOn: Day; droppedBecause: string };

/** A pact as who works there and its parties read it. */
export type Pact = Stage & {
	id: Id<"pact">;
	neighbourhoodId: Id<"neighbourhood">;
	ideaId: string | null;
	latestNo: number;
	parties: PactParty[];
	/** The latest version, the one in force and the one being signed. */
	versions: Version[];
	signatures: Signature[];
	diary: Entry[];
	word: PactWord;
	/** Where anybody reads it, once it is public. */
	slug: string;
};

export type PactLine = {
	id: Id<"pact">;
	state: State;
	title: string;
	until: Day | null;
	parties: string[];
	/** How many have signed the version that is fixed. */
	signed: number;
	of: number;
};

/** An own pact in a short list. */
export type OwnPactLine = Pick<PactLine, "id" | "state" | "title"> & { language: Language; waitsForMe: boolean };

/** A pact as anybody reads it: names only of those who agreed. */
export type PublicParty = { id: Id<"pact_party">; kind: Kind; called: string | null; through: string | null };
export type PublicPact = {
	id: Id<"pact">;
	state: "in_force" | "concluded" | "ended";
	since: Day;
	endedOn: Day | null;
	learnt: string | null;
	version: Version;
	parties: PublicParty[];
	diary: Omit<Entry, "minutes" | "shown">[];
};
export type PublicLine = Pick<PublicPact, "id" | "state" | "since" | "endedOn"> & {
	title: string;
	language: Language;
	where: string;
	until: Day | null;
};
