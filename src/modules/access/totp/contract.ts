import { z } from "zod";
import { text } from "../../../core/input.ts";

/** Six digits, however somebody groups them. */
const code = text(20)
	.transform((typed) => typed.replace(/[\s-]/g, ""))
	.pipe(z.string().regex(/^\d{6}$/, { error: "totp.error_six" }));

export const typedAppCode = z.object({ app: code, back: text(2000) });

/** Sets up the app, types its first code, or ends it. */
export const appAct = z.discriminatedUnion(
	"act",
	[
		z.object({ act: z.literal("begin") }),
		z.object({ act: z.literal("confirm"), app: code }),
		z.object({ act: z.literal("remove") }),
	],
	{ error: "error.choice" },
);

/** Where the own app stands; what it scans, or types in, only until its first code is typed. */
export type App = { state: "none" } | { state: "begun"; uri: string; secret: string } | { state: "set"; since: Date };
