import type { z } from "zod";
import { type FieldErrors, Refused } from "../core/refusal.ts";
import type { Ctx } from "./http.ts";

/** What somebody typed, as it came, and what to say about it. */
export type FormState = { values: Record<string, string | string[]>; errors: FieldErrors };

export const emptyForm: FormState = { values: {}, errors: {} };

export type Parsed<Output> = { ok: true; input: Output; form: FormState } | { ok: false; form: FormState };

/** No form of ours has more fields than this. */
const fieldsMax = 2000;

/** Reads a form that was sent: text fields only; a name that is repeated becomes a list. Throws `unsupported` or `malformed`. */
export async function readFields(c: Ctx): Promise<Record<string, string | string[]>> {
	const fields: Record<string, string | string[]> = Object.create(null);
	let n = 0;
	for (const [name, value] of await sentFields(c)) {
		n += 1;
		if (n > fieldsMax) throw new Refused("malformed");
		if (typeof value !== "string") {
			if (!takesFile(c)) throw new Refused("malformed");
			continue;
		}
		const before = fields[name];
		if (before === undefined) fields[name] = value;
		else if (Array.isArray(before)) before.push(value);
		else fields[name] = [before, value];
	}
	return fields;
}

/** Routes that take a file end in `/file`; only there a form may be as large as one. */
export function takesFile(c: Ctx): boolean {
	return c.req.path.endsWith("/file");
}

type SentFields = readonly [string, FormDataEntryValue][];

/** A form with a file is taken apart once, though the guard and the route both read it. */
const withFile = new WeakMap<Request, Promise<SentFields>>();

/**
 * The fields of a form as they came, files among them. Decoders put a question mark in the place of what is no UTF-8,
 * and it would be kept for ever: it is refused instead. Throws `unsupported` or `malformed`.
 */
export async function sentFields(c: Ctx): Promise<SentFields> {
	const type = c.req.header("content-type") ?? "";
	const isMultipart = type.startsWith("multipart/form-data");
	if (!isMultipart && !type.startsWith("application/x-www-form-urlencoded")) throw new Refused("unsupported");
	if (isMultipart && takesFile(c)) {
		const known = withFile.get(c.req.raw) ?? fieldsBesideFile(c, type);
		withFile.set(c.req.raw, known);
		return known;
	}
	const bytes = await c.req.arrayBuffer();
	try {
		const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
		if (isMultipart) return [...(await formDataOf(bytes, type))];
		decodeURIComponent(text);
		return [...new URLSearchParams(text)];
	} catch {
		throw new Refused("malformed");
	}
}

function formDataOf(bytes: ArrayBuffer, type: string): Promise<FormData> {
	return new Response(bytes, { headers: { "content-type": type } }).formData();
}

/** A file is no text, so the whole cannot be asked to be; what its decoder replaced shows in the texts. */
async function fieldsBesideFile(c: Ctx, type: string): Promise<SentFields> {
	const bytes = await c.req.arrayBuffer();
	const fields = await formDataOf(bytes, type).catch(() => undefined);
	if (!fields) throw new Refused("malformed");
	const sent = [...fields];
	if (sent.some((field) => field.some((part) => typeof part === "string" && part.includes("\ufffd"))))
		throw new Refused("malformed");
	return sent;
}

/** Reads a form against its contract. Nothing typed is lost: it comes back in `form`. */
export async function readForm<Contract extends z.ZodType>(
	c: Ctx,
	contract: Contract,
): Promise<Parsed<z.output<Contract>>> {
	const values = await readFields(c);
	const parsed = contract.safeParse({ ...values });
	if (parsed.success) return { ok: true, input: parsed.data, form: { values, errors: {} } };
	return { ok: false, form: { values, errors: errorsOf(parsed.error) } };
}

/** Field → message key, the first of each field. */
export function errorsOf(error: z.ZodError): FieldErrors {
	const errors: FieldErrors = {};
	for (const issue of error.issues) {
		const field = issue.path.map(String).join(".") || "form";
		errors[field] ??= issue.message.startsWith("error.") ? issue.message : "error.choice";
	}
	return errors;
}

/** The form again after a refusal from a service: the refusal's own fields, or the form as a whole. Anything else is thrown on. */
export function afterRefusal(form: FormState, error: unknown): FormState {
	if (!(error instanceof Refused) || ![409, 422].includes(error.status)) throw error;
	const errors = Object.keys(error.fields).length > 0 ? error.fields : { form: `refusal.${error.code}` };
	return { values: form.values, errors };
}

/** One value of a form, for a field that shows what was typed. */
export function typedValue(form: FormState, name: string): string {
	const value = form.values[name];
	return Array.isArray(value) ? (value[0] ?? "") : (value ?? "");
}

/** All values of a form's field. */
export function valuesOf(form: FormState, name: string): string[] {
	const value = form.values[name];
	return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
