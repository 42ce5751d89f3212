import { z } from "zod";
import { text } from "../../../core/input.ts";
import type { Language } from "../../../ui/words.ts";

export const contactKinds = ["phone", "email"] as const;
export type ContactKind = (typeof contactKinds)[number];

/** How somebody wants to be called: one name is enough. */
export const givenName = text(60);

/** One contact as somebody types it: with an @ an e-mail address, else a telephone number of 6 to 15 digits. */
export const oneContact = text(254).transform((typed, check): { kind: ContactKind; value: string } => {
	if (typed.includes("@")) {
		if (z.email().safeParse(typed).success) return { kind: "email", value: typed.toLowerCase() };
	} else {
		const number = typed.replace(/[\s./()-]/g, "");
		if (/^\+?\d{6,15}$/.test(number)) return { kind: "phone", value: typed.replace(/\s+/g, " ") };
	}
	check.addIssue({ code: "custom", message: "error.contact" });
	return z.NEVER;
});
export type OneContact = z.output<typeof oneContact>;

/** Eight digits, however somebody groups them. */
export const typedCode = text(20)
	.transform((typed) => typed.replace(/[\s-]/g, ""))
	.pipe(z.string().regex(/^\d{8}$/, { error: "error.code" }));

/** What is needed to reach somebody, as the desk reads it. */
export type Reach = {
	id: string;
	givenName: string;
	contact: OneContact;
	language: Language;
	leftAt: Date;
	confirmedAt: Date | null;
};
