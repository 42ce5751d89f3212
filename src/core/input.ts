import { z } from "zod";
import { type Id, isId } from "./ids.ts";
import { isDay } from "./period.ts";
import { isStorable } from "./text.ts";

/** Building blocks of contracts. Their error messages are message keys of the namespace `error`. */

/** Text that must be there, trimmed, at most `most` characters. */
export function text(most: number) {
	return z
		.string({ error: "error.text" })
		.refine(isStorable, { error: "error.unstorable" })
		.transform((s) => s.trim().replaceAll("\r\n", "\n"))
		.pipe(z.string().min(1, { error: "error.required" }).max(most, { error: "error.too_long" }));
}

/** Text that may be left out; empty counts as left out. */
export function optionalText(most: number) {
	return z
		.string({ error: "error.text" })
		.refine(isStorable, { error: "error.unstorable" })
		.transform((s) => s.trim().replaceAll("\r\n", "\n") || undefined)
		.pipe(z.string().max(most, { error: "error.too_long" }).optional())
		.optional();
}

/** An id, branded by its noun. */
export function id<Noun extends string>() {
	return z
		.string({ error: "error.id" })
		.refine(isId, { error: "error.id" })
		.transform((s) => s.toLowerCase() as Id<Noun>);
}

/** An id that may be left out; empty counts as left out. */
export function optionalId<Noun extends string>() {
	return z.preprocess((v) => (v === "" || v === null ? undefined : v), id<Noun>().optional());
}

/** An e-mail address as somebody types it; compared in small letters. */
export function email() {
	return text(254)
		.pipe(z.email({ error: "error.email" }))
		.transform((s) => s.toLowerCase());
}

/** A calendar day, `YYYY-MM-DD`. */
export function day() {
	return z.string({ error: "error.day" }).refine(isDay, { error: "error.day" });
}

/** A calendar day that may be left out. */
export function optionalDay() {
	return z.preprocess((v) => (v === "" || v === null ? undefined : v), day().optional());
}

/** A wall-clock time, `HH:MM`. */
export function clock() {
	return z.string({ error: "error.time" }).regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: "error.time" });
}

/** One of a closed list of words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
	return z.enum(words, { error: "error.choice" });
}

/** One of a closed list, or nothing. */
export function optionalOneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
	return z.preprocess((v) => (v === "" || v === null ? undefined : v), oneOf(words).optional());
}

/** A tick: `on`/`yes`/`true`/`1` from a form, a boolean from JSON; absent is no. */
export function tick() {
	return z.preprocess(
		(v) => (typeof v === "string" ? ["on", "yes", "true", "1"].includes(v) : v === undefined || v === null ? false : v),
		z.boolean({ error: "error.choice" }),
	);
}

/** A whole number between two bounds, from a form's text or from JSON. */
export function whole(least: number, most: number) {
	return z.preprocess(
		(v) => (typeof v === "string" && /^\d{1,9}$/.test(v.trim()) ? Number(v) : v),
		z.int({ error: "error.whole" }).min(least, { error: "error.too_small" }).max(most, { error: "error.too_large" }),
	);
}

/** A whole number that may be left out. */
export function optionalWhole(least: number, most: number) {
	return z.preprocess((v) => (v === "" || v === null ? undefined : v), whole(least, most).optional());
}

/**
 * An amount as somebody types it, `150`, `99,50` or `99.50` euros, of at most `digits` before the comma; in cents. Left
 * out it is nothing.
 */
export function euros(digits: number) {
	const amount = new RegExp(`^\\d{1,${digits}}([.,]\\d{1,2})?$`);
	return z
		.string({ error: "error.text" })
		.optional()
		.transform((typed, check) => {
			const said = (typed ?? "").trim().replace(/^€\s*|\s*€$/g, "");
			if (said === "") return 0;
			if (!amount.test(said)) {
				check.addIssue({ code: "custom", message: "error.euros" });
				return z.NEVER;
			}
			const [whole = "0", part = ""] = said.split(/[.,]/);
			return Number(whole) * 100 + Number(part.padEnd(2, "0"));
		});
}

/** A bounded list; a single value from a form counts as a list of one. */
export function list<Item extends z.ZodType>(item: Item, most: number) {
	return z.preprocess(
		(v) => (v === undefined || v === null || v === "" ? [] : Array.isArray(v) ? v.filter((x) => x !== "") : [v]),
		z.array(item).max(most, { error: "error.too_many" }),
	);
}

/** Page of a list in JSON: `limit` (1–100, 20 when left out) and the opaque `cursor` of the page before. */
export const pageOfList = z.object({ limit: whole(1, 100).default(20), cursor: optionalText(200) });
