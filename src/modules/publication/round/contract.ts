import { z } from "zod";
import { id, oneOf, tick } from "../../../core/input.ts";
import { givenName, oneContact } from "../../community/reach/contract.ts";

export const digests = ["at_once", "weekly", "never"] as const;
export type Digest = (typeof digests)[number];

/** What somebody with an account wants by e-mail. */
export const chooseMail = z.object({ digest: oneOf(digests), reminders: tick() });
export type ChooseMail = z.output<typeof chooseMail>;

/** Without an account: a name, an e-mail address, and how often. */
export const wantNews = z.object({
	id: id<"mail-choice">(),
	givenName,
	contact: oneContact.refine(({ kind }) => kind === "email", { error: "round.error_email" }),
	digest: oneOf(["at_once", "weekly"]),
});
export type WantNews = z.output<typeof wantNews>;

/** The link at the end of a letter: stop, as a mail program says it (RFC 8058) or a button does, or choose anew. */
export const endMail = z.union([
	z.object({ "List-Unsubscribe": z.literal("One-Click") }),
	z.object({ do: z.literal("stop") }),
	z.object({ do: z.literal("choose"), digest: oneOf(digests) }),
]);
export type EndMail = z.output<typeof endMail>;

/** What a link ends: news, or the word the day before. */
export type Ending = "digest" | "reminders";

/** What somebody chose. */
export type Choice = { digest: Digest; reminders: boolean };
