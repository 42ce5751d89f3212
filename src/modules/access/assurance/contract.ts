import { z } from "zod";
import { text } from "../../../core/input.ts";

/** Eight digits, however somebody groups them. */
const code = text(20)
	.transform((typed) => typed.replace(/[\s-]/g, ""))
	.pipe(z.string().regex(/^\d{8}$/, { error: "error.code" }));

/** Where to go on to afterwards. */
const back = text(2000);

export const letterRequest = z.object({ back });
export const typedCode = z.object({ code, back });
