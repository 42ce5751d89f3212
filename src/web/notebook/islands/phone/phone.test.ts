import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { recordAgreement } from "../../../../modules/community/agreements/contract.ts";
import { recordAct } from "../../../../modules/exchange/contract.ts";
import { recordFollowUp, recordNote } from "../../../../modules/listening/contract.ts";
import {
	type Answer,
	attendanceBody,
	type Pack,
	recordKinds,
	stepBody,
} from "../../../../modules/notebook/contract.ts";
import { bodyOf, lacking } from "./bodies.ts";
import { newKey, openJson, rawKey, sealJson, sealKey, unsealKey, unwrap, WrongPin } from "./crypto.ts";
import { ForeignFile, readFile, takenIn, writeFile } from "./file.ts";
import { answered, baseFor, type Entry, isUnsent, nextToSend, rebased, sentRecord, states } from "./outbox.ts";
import { find, followUpsNow, isStale, searchable } from "./pack.ts";

const person = "00000000-2017-7000-8000-0000000000a1";
const another = "00000000-2017-7000-8000-0000000000a2";
const thing = "00000000-2017-7000-8000-0000000000b1";
const idOf = (n: number) => `00000000-2017-7000-8000-${String(n).padStart(12, "0")}`;

function entry(n: number, changes: Partial<Entry> = {}): Entry {
	return {
		...{ id: idOf(n), seq: n, state: "ready", kind: "note", on: null, base: null, neighbourhoodId: thing },
		at: "2026-11-23T10:00:00Z",
		values: { text: `appunto ${n}`, kind: "noticed" },
		...changes,
	};
}

const saidBy = (id: string, state: Answer["state"], more: Partial<Answer> = {}): Answer => ({
	...{ id, state, refusal: null, theirs: null, version: null },
	...more,
});

describe("what goes over the wire", () => {
	test("is what the modules' own contracts take", () => {
		const note = bodyOf("note", { text: " Lucia cerca una sala ", kind: "reported", urgent: true, about: "" }, null);
		expect(recordNote.parse(note)).toMatchObject({ text: "Lucia cerca una sala", kind: "reported", urgent: true });
		const act = bodyOf(
			"act",
			{ giver: person, receiver: another, what: "spesa", day: "2026-11-23", minutes: "30" },
			null,
		);
		expect(recordAct.parse(act)).toMatchObject({ giver: person, receiver: another, minutes: 30, paid: false });
		const consent = { person, purpose: "sessions", answer: "agreed", how: "on_paper", day: "2026-11-23" };
		const sheet = bodyOf("consent", { ...consent, photo: "data:image/jpeg;base64,AAAA" }, null);
		expect(sheet).toMatchObject({ photo: "AAAA" });
		expect(recordAgreement.parse({ ...sheet, id: thing })).toMatchObject({ purpose: "sessions", answer: "agreed" });
		const followUp = bodyOf("follow_up", { what: "passare", dueOn: "2026-12-01", about: person }, null);
		expect(recordFollowUp.parse(followUp)).toMatchObject({ what: "passare", about: person });
		const marks = { marks: { [person]: true, [another]: false }, agreed: { [person]: true }, unnamed: "4" };
		expect(attendanceBody.parse(bodyOf("attendance", marks, thing))).toEqual({
			...{ session: thing, unnamed: 4, agreed: [person] },
			marks: { [person]: true, [another]: false },
		});
		expect(stepBody.parse(bodyOf("follow_up_step", { to: "moved", dueOn: "2026-12-01", remains: "x" }, thing))).toEqual(
			{
				...{ followUp: thing, to: "moved", dueOn: "2026-12-01" },
			},
		);
	});

	test("lacks nothing that the server would ask for", () => {
		for (const kind of recordKinds.filter((one) => one !== "attendance"))
			expect(Object.keys(lacking(kind, {})).length, kind).toBeGreaterThan(0);
		expect(lacking("follow_up_step", { to: "let_go" })).toEqual({ words: "error.required" });
		expect(lacking("follow_up_step", { to: "handed_over" })).toEqual({ assignedTo: "error.required" });
		expect(lacking("follow_up_step", { to: "done" })).toEqual({});
		const same = { giver: person, receiver: person, what: "spesa", day: "2026-11-23" };
		expect(lacking("act", same)).toEqual({ receiver: "notebook.error_same" });
		const yes = { person, purpose: "story", answer: "agreed", how: "in_person" };
		expect(lacking("consent", yes)).toEqual({ answer: "notebook.error_yes_elsewhere" });
		expect(lacking("consent", { ...yes, answer: "declined" })).toEqual({});
	});
});

describe("the row of what is sent", () => {
	test("keeps the order of writing, in portions, whatever order it is read in", () => {
		fc.assert(
			fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { maxLength: 120 }), (numbers) => {
				const waiting = numbers.map((n) => entry(n));
				const tried = new Set<string>();
				const sent: number[] = [];
				for (;;) {
					const portion = nextToSend(waiting, tried, () => 100_000);
					if (portion.length === 0) break;
					expect(portion.length).toBeLessThanOrEqual(50);
					for (const { id, seq } of portion) {
						tried.add(id);
						sent.push(seq);
					}
				}
				expect(sent).toEqual([...numbers].sort((a, b) => a - b));
			}),
		);
	});

	test("sends what is too large for a portion by itself, and nothing that does not wait", () => {
		const large = [entry(1), entry(2)];
		expect(nextToSend(large, new Set(), () => 20_000_000).map(({ seq }) => seq)).toEqual([1]);
		const others = states.filter((state) => state !== "ready" && state !== "sending");
		expect(
			nextToSend(
				others.map((state, n) => entry(n, { state })),
				new Set(),
				() => 1,
			),
		).toEqual([]);
	});

	test("becomes what the server said, and lets go of the photo once it has arrived", () => {
		const sheet = entry(1, { values: { photo: "data:…", purpose: "sessions" } });
		expect(answered(sheet, saidBy(sheet.id, "received"))).toMatchObject({
			state: "received",
			values: { purpose: "sessions" },
		});
		expect(answered(sheet, saidBy(sheet.id, "received")).values.photo).toBeUndefined();
		expect(answered(sheet, saidBy(sheet.id, "early")).state).toBe("ready");
		const asked = answered(sheet, saidBy(sheet.id, "needs_you", { version: "v2" }));
		expect(asked).toMatchObject({ state: "needs_you", answer: { version: "v2" } });
		expect(asked.values.photo).toBe("data:…");
		expect(isUnsent(asked)).toBe(true);
		expect(isUnsent(answered(sheet, saidBy(sheet.id, "set_aside")))).toBe(false);
	});

	test("a second change of the same thing stands on the first, and moves with it when that is settled", () => {
		const first = entry(1, { kind: "follow_up_step", on: thing, base: "v1" });
		expect(baseFor([first], thing, "v1")).toBe(first.id);
		expect(baseFor([], thing, "v1")).toBe("v1");
		const second = entry(2, { kind: "follow_up_step", on: thing, base: first.id });
		expect(sentRecord(second, bodyOf("follow_up_step", {}, thing)).after).toEqual([first.id]);
		expect(sentRecord(first, bodyOf("follow_up_step", {}, thing)).after).toEqual([]);
		const asked = answered(first, saidBy(first.id, "needs_you", { version: "v7" }));
		expect(rebased([asked, second], asked, idOf(9))).toEqual([{ ...second, base: idOf(9) }]);
		expect(rebased([asked, second], asked, null)).toEqual([{ ...second, base: "v7" }]);
	});
});

describe("the seal", () => {
	test("opens with its PIN alone, and only in its own place", { timeout: 30_000 }, async () => {
		const { key, wrapped } = await newKey("123456");
		const sealed = await sealJson(key, { text: "zafferano" }, "one");
		expect(new TextDecoder().decode(sealed.data)).not.toContain("zafferano");
		await expect(openJson(await unwrap(wrapped, "123456"), sealed, "one")).resolves.toEqual({ text: "zafferano" });
		await expect(openJson(key, sealed, "two")).rejects.toThrow();
		await expect(unwrap(wrapped, "123457")).rejects.toThrow(WrongPin);
		await expect(unwrap({ ...wrapped, iterations: 10_000_000 }, "123456")).rejects.toThrow(WrongPin);
		await expect(crypto.subtle.exportKey("raw", key)).rejects.toThrow();
	});

	test("opens with what a passkey says too, and with nothing else it could say", { timeout: 30_000 }, async () => {
		const { key, wrapped } = await newKey("123456");
		const record = await sealJson(key, { text: "zafferano" }, "one");
		const secret = new Uint8Array(32).fill(7);
		const sealed = await sealKey(await rawKey(wrapped, "123456"), secret);
		await expect(openJson(await unsealKey(sealed, secret), record, "one")).resolves.toEqual({ text: "zafferano" });
		await expect(unsealKey(sealed, new Uint8Array(32).fill(8))).rejects.toThrow();
		await expect(rawKey(wrapped, "123457")).rejects.toThrow(WrongPin);
	});

	test("the file brings what was not sent, once, to its own account", { timeout: 30_000 }, async () => {
		const { key, wrapped } = await newKey("123456");
		const entries = [entry(3), entry(1), entry(2, { state: "received" }), entry(0, { state: "draft", field: "text" })];
		const text = await writeFile("account", wrapped, key, entries);
		expect(text).not.toContain("appunto");
		const from = await readFile(text, "account", "123456");
		expect(from).toEqual([entries[1], entries[0], entries[3]]);
		expect(takenIn([], from).map(({ id, seq }) => [id, seq])).toEqual([1, 3, 0].map((n) => [idOf(n), 0]));
		expect(takenIn([{ id: idOf(1) }], from).map(({ id }) => id)).toEqual([idOf(3), idOf(0)]);
		expect(takenIn(from, from)).toEqual([]);
		await expect(readFile(text, "somebody", "123456")).rejects.toThrow(ForeignFile);
		await expect(readFile(text, "account", "999999")).rejects.toThrow(WrongPin);
		await expect(readFile("no file", "account", "123456")).rejects.toThrow(ForeignFile);
	});
});

const pack = {
	people: [{ id: person, neighbourhoodId: thing, label: "Niccolò Però" }],
	places: [{ id: another, neighbourhoodId: thing, label: "Via Roggia 12" }],
	followUps: [
		{
			...{ id: thing, neighbourhoodId: thing, about: null, what: "passare", dueOn: "2026-11-25", mine: true },
			...{ state: "open", version: "v1" },
		},
	],
} as unknown as Pack;

describe("what was taken along", () => {
	test("goes after seven days without contact, and not because a clock was set back", () => {
		const day = 86_400_000;
		expect(isStale(0, 7 * day)).toBe(false);
		expect(isStale(0, 7 * day + 1)).toBe(true);
		expect(isStale(40 * day, 10 * day)).toBe(false);
	});

	test("shows what was written here since, and not what is still a draft", () => {
		const step = entry(1, { kind: "follow_up_step", on: thing, values: { to: "done" } });
		expect(followUpsNow(pack, [step])[0]).toMatchObject({ state: "done", touched: true });
		expect(followUpsNow(pack, [{ ...step, state: "draft" }])[0]).toMatchObject({ state: "open", touched: false });
		const moved = { ...step, values: { to: "moved", dueOn: "2026-12-01" } };
		expect(followUpsNow(pack, [moved])[0]).toMatchObject({ state: "open", dueOn: "2026-12-01" });
	});

	test("is found by any part of its words, with or without accents", () => {
		const all = searchable(pack, [entry(7, { values: { text: "La caffettiera è rotta" } })]);
		expect(find(all, "pero nicco").map(({ id }) => id)).toEqual([person]);
		expect(find(all, "CAFFETTIERA").map(({ what }) => what)).toEqual(["record"]);
		expect(find(all, "  ")).toEqual([]);
	});
});
