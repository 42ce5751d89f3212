import { z } from "zod";
import { id, oneOf, optionalDay, optionalOneOf, optionalText } from "../../../core/input.ts";
import type { FileType } from "../../../ui/upload.ts";
import type { Processing } from "../../programme/purposes/contract.ts";
import { type Agreement, type Level, type PartyLine, type Purpose, purposes, ways } from "../contract.ts";
import {
	type AgeBand,
	type AskedLanguage,
	ageBands,
	answers,
	askedFields,
	askedLanguages,
	type ResponsibleAs,
} from "./fields.ts";

export { type Responsible, responsibleFields } from "./fields.ts";

/** What is processed under an agreement: that has its own legal ground. */
export const processingOf: Record<Purpose, Processing> = {
	nickname: "community",
	name: "community",
	contact: "contacts",
	sessions: "sessions",
	story: "stories",
	circle: "circle",
	invite: "invitations",
	referral: "referral_agreed",
	age_band: "age_band",
};

/** What can be said yes to in the ledger itself; to everything else where it is done. A no can be said to all. */
export const yesHere = ["contact", "sessions", "invite", "age_band"] as const satisfies readonly Purpose[];

export const recordAgreement = z.object({
	id: id<"agreement">(),
	purpose: oneOf(purposes),
	answer: optionalOneOf(answers),
	how: oneOf(ways),
	day: optionalDay(),
	ageBand: optionalOneOf(ageBands),
	...askedFields,
});
export type RecordAgreement = z.output<typeof recordAgreement>;

/** What the sheet to be signed is about. */
export const sheetAsked = z.object({
	purpose: oneOf(purposes).default("name"),
	language: oneOf(askedLanguages).default("it"),
});

export const sheetForm = z.object({ id: id<"sheet">() });

/** Whose agreements end soon. */
export const jsonEnding = z.object({ neighbourhood: optionalText(60) });

/** One entry of the ledger, as pages and JSON show it. */
export type LedgerEntry = Agreement & {
	words: string | null;
	language: AskedLanguage | null;
	endedBy: "person" | "time" | null;
	ground: string | null;
	norm: string | null;
	/** Who answered for a minor; without a name once their key is gone. */
	responsible?: { name?: string; as: ResponsibleAs };
	recordedByName?: string;
	sheets: { id: string; type: FileType; recordedAt: Date }[];
};

export type Ledger = {
	person: PartyLine;
	minor: boolean;
	ageBand: AgeBand | null;
	entries: LedgerEntry[];
};

/** An agreement that ends by its day. */
export type Ending = {
	id: string;
	personId: string;
	label: string;
	level: Level;
	protected: boolean;
	purpose: Purpose;
	until: string;
};
