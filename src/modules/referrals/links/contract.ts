import { z } from "zod";
import { id, text, whole } from "../../../core/input.ts";

/** A link for the desk a referral was sent to, good for so many days. */
export const makeLink = z.object({ id: id<"link-request">(), days: whole(1, 30).default(7) });
export type MakeLink = z.output<typeof makeLink>;

/** The code as it was said on the phone: six digits, however they are grouped. */
export const enterCode = z.object({
	code: text(40)
		.transform((said) => said.replaceAll(/[\s.-]/g, ""))
		.pipe(z.string().regex(/^\d{6}$/, { error: "desklink.error_digits" })),
});

/** How a link stands: it works; it ran out; it ended after wrong codes; it was taken back, or a newer one was made. */
export type LinkState = "works" | "expired" | "locked" | "ended";

/** A link as whoever made it sees it: never its token, nor its code. */
export type LinkLine = { state: LinkState; madeAt: Date; expiresAt: Date; openedAt: Date | null; deskName: string };

/** A link just made: the code is said on the phone and stands nowhere else. Without it where the same request made it before. */
export type MadeLink = { deskName: string; phones: string[]; days: number; code?: string };
