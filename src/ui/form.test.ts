import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { Refused } from "../core/refusal.ts";
import { afterRefusal, emptyForm, errorsOf, readForm, typedValue, valuesOf } from "./form.ts";
import type { Env } from "./http.ts";

const contract = z.object({
	text: z.string("error.required").min(1, "error.required"),
	topics: z.preprocess(
		(v) => (v === undefined ? [] : Array.isArray(v) ? v : [v]),
		z.array(z.enum(["papers", "company"])),
	),
});

/** What a form looks like to the code that reads it, after a real request. */
async function read(body: BodyInit, type?: string) {
	let seen: unknown;
	const app = new Hono<Env>();
	app.post("/", async (c) => {
		seen = await readForm(c, contract).catch((error: unknown) => error);
		return c.text("");
	});
	await app.request("/", { method: "POST", body, headers: type ? { "content-type": type } : {} });
	return seen;
}

const urlencoded = "application/x-www-form-urlencoded";

describe("readForm", () => {
	test("gives what the contract makes of the fields; a repeated name is a list", async () => {
		expect(await read("text=Sergio+dice&topics=papers&topics=company", urlencoded)).toEqual({
			ok: true,
			input: { text: "Sergio dice", topics: ["papers", "company"] },
			form: { values: { text: "Sergio dice", topics: ["papers", "company"] }, errors: {} },
		});
	});

	test("reads a multipart form the same way", async () => {
		const body = new FormData();
		body.set("text", "ciao");
		expect(await read(body)).toMatchObject({ ok: true, input: { text: "ciao", topics: [] } });
	});

	test("keeps all that was typed when something is wrong, with a line for each field", async () => {
		expect(await read("text=&topics=weather&other=kept", urlencoded)).toEqual({
			ok: false,
			form: {
				values: { text: "", topics: "weather", other: "kept" },
				errors: { text: "error.required", "topics.0": "error.choice" },
			},
		});
	});

	test("refuses a file where text belongs", async () => {
		const body = new FormData();
		body.set("text", new File(["x"], "x.txt"));
		expect(await read(body)).toMatchObject({ code: "malformed" });
	});

	test("refuses what is no form", async () => {
		expect(await read('{"text":"x"}', "application/json")).toMatchObject({ code: "unsupported" });
	});

	test("refuses a broken multipart body", async () => {
		expect(await read("nothing", "multipart/form-data; boundary=x")).toMatchObject({ code: "malformed" });
	});

	test("a field called like something every object has is only a field", async () => {
		const seen = await read("text=x&__proto__=y&constructor=z", urlencoded);
		expect(seen).toMatchObject({ ok: true });
		expect(({} as Record<string, unknown>).y).toBeUndefined();
	});
});

describe("errorsOf", () => {
	test("names the whole form where an error has no field, and the first error of a field only", () => {
		const strict = z
			.object({ a: z.string().min(3, "error.required").regex(/x/, "error.text") })
			.refine(() => false, "error.form");
		expect(errorsOf(strict.safeParse({ a: "" }).error as z.ZodError)).toMatchObject({ a: "error.required" });
		expect(errorsOf(strict.safeParse({ a: "xxx" }).error as z.ZodError)).toEqual({ form: "error.form" });
	});
});

describe("afterRefusal", () => {
	const typed = { values: { text: "kept" }, errors: {} };

	test("puts a refusal's fields beside what was typed", () => {
		expect(afterRefusal(typed, new Refused("invalid", { text: "error.too_long" }))).toEqual({
			values: { text: "kept" },
			errors: { text: "error.too_long" },
		});
	});

	test("a refusal without fields speaks of the form", () => {
		expect(afterRefusal(typed, new Refused("same_person")).errors).toEqual({ form: "refusal.same_person" });
	});

	test.each([new Refused("not_found"), new Refused("not_yours"), new TypeError("a bug")])("throws %s on", (error) => {
		expect(() => afterRefusal(typed, error)).toThrow(error);
	});
});

describe("typedValue and valuesOf", () => {
	const form = { values: { one: "a", many: ["b", "c"] }, errors: {} };

	test("give one or all of what was typed, and nothing for what was not there", () => {
		expect([typedValue(form, "one"), typedValue(form, "many"), typedValue(emptyForm, "one")]).toEqual(["a", "b", ""]);
		expect([valuesOf(form, "one"), valuesOf(form, "many"), valuesOf(emptyForm, "one")]).toEqual([
			["a"],
			["b", "c"],
			[],
		]);
	});
});
