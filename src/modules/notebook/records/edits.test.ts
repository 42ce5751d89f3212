import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase } from "../../../../tests/harness.ts";
import { call, type Field, newDevice, newField, type Sent, sent } from "../../../../tests/notebook.ts";
import { random } from "../../../core/random.ts";
import type { Actor } from "../../../db/actor.ts";
import type { Theirs } from "../contract.ts";
import { packFor } from "../pack/service.ts";
import { receive, type Told } from "./service.ts";

// Two people edit the same sheets and follow-ups without coverage. Whatever one of them wrote is what stands, or was
// replaced by somebody who saw it, or is a conflict that shows both sides: nothing is lost in silence.

const edits = 200;
const chance = random(191);
const below = (n: number) => Math.floor(chance() * n);

let t: Awaited<ReturnType<typeof freshDatabase>>;
let fields: Field[];
const phones: Phone[] = [];

beforeAll(async () => {
	t = await freshDatabase();
	const [anna, davide] = [actorOf("facilitator"), actorOf("facilitator")];
	const first = await newField(t.owner, anna);
	fields = [first, await newField(t.owner, davide, first.people), await newField(t.owner, anna, first.people)];
	for (const actor of [anna, davide])
		phones.push({ actor, device: await newDevice(t.ground, actor), seen: new Map(), outbox: [] });
	for (const phone of phones) await takeAlong(phone);
});
afterAll(() => t.end());

/** How a thing stands, in one word: the day of a follow-up, or who is on a sheet and how many others. */
type Value = string;
/** What somebody wrote: what they saw before, and what they make of whatever stands. */
type Edit = { thing: string; saw: Value; change: (value: Value) => Value; record: Sent };
type Phone = {
	actor: Actor;
	device: Awaited<ReturnType<typeof newDevice>>;
	seen: Map<string, { value: Value; base: string }>;
	outbox: Edit[];
};

const sheetValue = (present: readonly string[], unnamed: number): Value =>
	JSON.stringify([[...present].sort(), unnamed]);

async function takeAlong(phone: Phone): Promise<void> {
	const pack = await packFor(t.ground, phone.actor, phone.device);
	for (const f of pack.followUps) phone.seen.set(f.id, { value: f.dueOn, base: f.version });
	for (const s of pack.sessions) {
		const present = s.expected.filter((p) => p.present).map((p) => p.id);
		phone.seen.set(s.id, { value: sheetValue(present, s.unnamed), base: s.version });
	}
}

/** How a thing stands on the server. */
async function standing(thing: string): Promise<Value> {
	const followUp = await t.owner.query("select due_on::text as day from listening.follow_ups where id = $1", [thing]);
	if (followUp.rows[0]) return followUp.rows[0].day;
	const sheet = await t.owner.query(
		`select unnamed_count as n, array(select person_id::text from initiatives.participations where session_id = s.id) as present
		from initiatives.sessions s where id = $1`,
		[thing],
	);
	return sheetValue(sheet.rows[0].present, sheet.rows[0].n);
}

function edit(phone: Phone, thing: string): void {
	const before = phone.seen.get(thing)!;
	const field = fields.find((one) => one.session === thing);
	const { change, record } = field ? sheetEdit(field, before.base) : followUpEdit(thing, before.base);
	phone.outbox.push({ thing, saw: before.value, change, record });
	phone.seen.set(thing, { value: change(before.value), base: record.id });
}

function followUpEdit(followUp: string, base: string) {
	const dueOn = `2026-12-${String(1 + below(28)).padStart(2, "0")}`;
	return { change: () => dueOn, record: sent("follow_up_step", { followUp, to: "moved", dueOn }, { base }) };
}

function sheetEdit({ session, people }: Field, base: string) {
	const marks = Object.fromEntries(people.filter(() => chance() < 0.4).map((id) => [id, chance() < 0.6]));
	const unnamed = below(5);
	const change = (value: Value): Value => {
		const [present] = JSON.parse(value) as [string[]];
		const left = present.filter((id) => marks[id] !== false);
		return sheetValue([...new Set([...left, ...people.filter((id) => marks[id])])], unnamed);
	};
	return { change, record: sent("attendance", { session, marks, unnamed }, { base }) };
}

function valueIn(theirs: Theirs): Value {
	if (theirs.kind === "follow_up") return theirs.dueOn;
	return sheetValue(
		theirs.present.map((p) => p.id),
		theirs.unnamed,
	);
}

const told = { current: 0, conflicts: 0 };

/** Sends what a phone wrote and checks every answer against what stands; gives the conflicts. */
async function sync(phone: Phone): Promise<{ edit: Edit; answer: Told }[]> {
	const sending = phone.outbox.splice(0);
	if (sending.length === 0) return [];
	const now = new Map<string, Value>();
	for (const { thing } of sending) now.set(thing, await standing(thing));
	const sentNow = call(
		phone.device,
		sending.map((one) => one.record),
	);
	const { answers } = await receive(t.ground, phone.actor, sentNow);
	const conflicts: { edit: Edit; answer: Told }[] = [];
	for (const [i, one] of sending.entries()) {
		const answer = answers[i]!;
		const stands = now.get(one.thing)!;
		const after = one.change(stands);
		if (answer.state === "received") {
			// Nobody's word was written over by somebody who had not seen it.
			if (after !== stands) expect(stands).toBe(one.saw);
			now.set(one.thing, after);
			told.current += 1;
		} else {
			expect(answer).toMatchObject({ state: "needs_you", refusal: { code: "changed_meanwhile" } });
			expect(valueIn(answer.theirs!)).toBe(stands);
			conflicts.push({ edit: one, answer });
			told.conflicts += 1;
		}
	}
	for (const [thing, value] of now) expect(await standing(thing)).toBe(value);
	await takeAlong(phone);
	return conflicts;
}

/** A conflict is settled by whoever wrote: what stands is kept, or the own word is said again on top of it. */
async function settle(phone: Phone, { edit: one, answer }: { edit: Edit; answer: Told }): Promise<void> {
	if (chance() < 0.5) return;
	const stands = await standing(one.thing);
	const again = sent(one.record.kind as never, one.record.body as never, { base: answer.version });
	const { answers } = await receive(t.ground, phone.actor, call(phone.device, [again]));
	if (answers[0]!.state === "received") expect(await standing(one.thing)).toBe(one.change(stands));
	else expect(valueIn(answers[0]!.theirs!)).toBe(stands);
	await takeAlong(phone);
}

test(`${edits} offline edits on two devices: each is what stands or a conflict that shows it`, {
	timeout: 300_000,
}, async () => {
	const things = fields.flatMap(({ session, followUp }) => [session, followUp]);
	for (let n = 0; n < edits; n++) {
		const phone = phones[below(2)]!;
		edit(phone, things[below(things.length)]!);
		if (chance() < 0.15) for (const conflict of await sync(phone)) await settle(phone, conflict);
	}
	for (const phone of phones) for (const conflict of await sync(phone)) await settle(phone, conflict);
	expect(told.current + told.conflicts).toBe(edits);
	// It is worth nothing where nobody meets anybody.
	expect(told.conflicts).toBeGreaterThan(20);
	expect(told.current).toBeGreaterThan(20);
});
