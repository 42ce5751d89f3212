import { z } from "zod";
import { text } from "../../../core/input.ts";
import type { Day } from "../../../core/period.ts";
import { isSafeIssuer } from "./rules.ts";

/** The provider as an administrator writes it. */
export const provider = z.object({
	name: text(60),
	issuer: text(300).refine(isSafeIssuer, { error: "openidsetup.error_issuer" }),
	clientId: text(200),
	secret: text(400),
});
export type Provider = z.output<typeof provider>;

/** Whether somebody can come in through the provider, and since when. */
export type OwnIdentity = { name: string; linkedOn: Day | undefined };
