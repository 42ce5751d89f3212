import { z } from "zod";
import type { Id } from "../../../core/ids.ts";
import { id, optionalId, optionalOneOf, optionalText, text } from "../../../core/input.ts";
import type { Neighbourhood } from "../../programme/contract.ts";
import { topics } from "../contract.ts";

/** Kinds of parties that can be a partner. A porter's lodge that is none of them is a partner in words. */
export const partnerKinds = ["organisation", "group"] as const;

/** The longest text a partner sends, in characters. */
export const partnerTextMost = 2000;

/** A partner with its first link. */
export const makePartner = z
	.object({ id: id<"partner-link">(), partner: optionalId<"party">(), partner_typed: optionalText(120) })
	.transform(({ partner_typed, ...rest }) => ({ ...rest, typed: partner_typed }));
export type MakePartner = z.output<typeof makePartner>;

/** A new link in the place of the one before. */
export const renewLink = z.object({ id: id<"partner-link">() });

/** What a partner noticed. No field asks whom it is about. */
export const partnerNote = z.object({
	id: id<"note">(),
	text: text(partnerTextMost),
	topic: optionalOneOf(topics),
	place: optionalId<"party">(),
});
export type PartnerNote = z.output<typeof partnerNote>;

/** All a partner reads back: that it arrived. */
export type Receipt = { noteId: Id<"note">; code: string; arrivedAt: Date };

/** A partner as the list of them shows it. */
export type PartnerLine = {
	id: Id<"partner">;
	label: string;
	works: boolean;
	madeAt: Date;
	revokedAt: Date | null;
	arrived: number;
	lastArrivedAt: Date | null;
};

/** The link, where it may be shown: once when it is made, and in the demonstration. */
export type PartnerOnPage = PartnerLine & { token?: string; arrivals: Receipt[]; desk: Neighbourhood };

/** A link just made; without its token where the same request had made it before. */
export type MadeLink = { partnerId: Id<"partner">; token?: string };
