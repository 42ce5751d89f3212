import { expect, test } from "vitest";
import { actorOf } from "../../tests/harness.ts";
import { type Id, newId } from "../core/ids.ts";
import { Refused } from "../core/refusal.ts";
import { requestOf, writtenBefore } from "./request.ts";

const anna = actorOf("facilitator");
const now = new Date("2026-11-20T10:00:00Z");
const request = (input: { id?: Id<"note">; text?: string; place?: string }, actor = anna, noun = "note", at = now) =>
	requestOf(actor, at, noun, input);

test("a request without an id gets the same one again on the same day, whatever the order of its fields", () => {
	const first = request({ text: "Serve un passaggio", place: "a" });
	expect(request({ place: "a", text: "Serve un passaggio" })).toEqual(first);
	expect(request({ text: "Serve un passaggio", place: "a", id: undefined })).toEqual(first);
	const others = [
		request({ text: "Serve un passaggio" }),
		request({ text: "Serve un passaggio", place: "a" }, actorOf("facilitator")),
		request({ text: "Serve un passaggio", place: "a" }, anna, "need"),
		request({ text: "Serve un passaggio", place: "a" }, anna, "note", new Date("2026-11-21T10:00:00Z")),
	];
	expect(new Set([first, ...others].map((r) => r.id)).size).toBe(5);
});

test("the client's own id is kept, and what was said still tells requests apart", () => {
	const id = newId<"note">();
	const first = request({ id, text: "a" });
	expect(first.id).toBe(id);
	expect(writtenBefore({ hash: first.hash, text: "a" }, request({ id, text: "a" }))).toMatchObject({ text: "a" });
	const taken = expect.objectContaining({ code: "id_taken" });
	const refusal = (there: { hash: Buffer | null } | undefined, asked: { hash?: Buffer }) => {
		try {
			return writtenBefore(there, asked);
		} catch (error) {
			return error instanceof Refused && error;
		}
	};
	expect(refusal(first, request({ id, text: "b" }))).toEqual(taken);
	expect(refusal(first, request({ id, text: "a" }, actorOf("facilitator")))).toEqual(taken);
	expect(refusal(undefined, first)).toEqual(taken);
	expect(refusal({ hash: null }, {})).toEqual(taken);
});
