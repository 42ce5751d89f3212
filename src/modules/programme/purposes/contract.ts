import { z } from "zod";
import { id, oneOf, optionalDay, text } from "../../../core/input.ts";
import type { Day } from "../../../core/period.ts";

/** What is done with data of people, by its purpose. */
export const processings = [
	"community",
	"contacts",
	"listening",
	"acts",
	"sessions",
	"invitations",
	"circle",
	"network",
	"age_band",
	"stories",
	"surveys",
	"referral_agreed",
	"referral_duty",
	"mediation",
	"accounts",
] as const;
export type Processing = (typeof processings)[number];

/** GDPR, art. 6(1): e, c, d, a, b, f. For a public body it is mostly the first, and seldom consent. */
export const lawfulGrounds = [
	"public_task",
	"legal_obligation",
	"vital_interest",
	"consent",
	"contract",
	"legitimate_interest",
] as const;
export type LawfulGround = (typeof lawfulGrounds)[number];

/** On which legal ground a purpose stands: another thing than somebody's agreement. */
export type Ground = { ground: LawfulGround; norm: string };

/** What the body set, when and by whom. */
export type SetGround = Ground & {
	id: string;
	purpose: Processing;
	since: Day;
	setBy: string | null;
	setByName?: string;
};

export const setGround = z.object({
	id: id<"purpose">(),
	purpose: oneOf(processings),
	ground: oneOf(lawfulGrounds),
	norm: text(300),
	since: optionalDay(),
});
export type SetGroundInput = z.output<typeof setGround>;
