import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places, testNow } from "../../../../tests/harness.ts";
import { call, type Field, newDevice, newField, sent } from "../../../../tests/notebook.ts";
import { newId } from "../../../core/ids.ts";
import type { Actor } from "../../../db/actor.ts";
import { lend } from "../../../db/database.ts";
import { askWipe, replaceDevice } from "../devices/service.ts";
import { packFor } from "../pack/service.ts";
import { unlent } from "./inside.ts";
import { letRecordGo, receive, recordsAside, sendAgain } from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const davide = actorOf("facilitator");
let device: Awaited<ReturnType<typeof newDevice>>;
let field: Field;

beforeAll(async () => {
	t = await freshDatabase();
	device = await newDevice(t.ground, anna);
	field = await newField(t.owner, anna);
});
afterAll(() => t.end());

const note = (text = "chiede compagnia") => ({ text, kind: "asked" as const, heardOn: "2026-11-20" as never });

async function send(records: ReturnType<typeof sent>[], actor: Actor = anna, from = device) {
	return (await receive(t.ground, actor, call(from, records))).answers;
}

async function count(table: string, where = "true"): Promise<number> {
	return (await t.owner.query(`select count(*)::int as n from ${table} where ${where}`)).rows[0].n;
}

/** An account that holds a role in a neighbourhood, as the administrator gives it. */
async function gives(actor: Actor, role: string, neighbourhood: string | null): Promise<string> {
	const id = newId();
	await t.owner.query("insert into access.accounts (id, name) values ($1, 'x') on conflict do nothing", [
		actor.accountId,
	]);
	await t.owner.query(
		`insert into access.assignments (id, account_id, name, role, territory_id, neighbourhood_id, since)
		values ($1, $2, 'x', $3, $4, $5, '2026-01-01')`,
		[id, actor.accountId, role, places.territory, neighbourhood],
	);
	return id;
}

test("every kind is written once, with what was said and in the order it came", async () => {
	const [rosa, ugo] = field.people as [string, string];
	const pack = await packFor(t.ground, anna, device);
	const session = pack.sessions.find((s) => s.id === field.session)!;
	const followUp = pack.followUps.find((f) => f.id === field.followUp)!;
	const heard = sent("note", { ...note(), about: rosa }, { seq: 1 });
	const records = [
		heard,
		sent(
			"attendance",
			{ session: session.id, marks: { [rosa]: true, [ugo]: false }, unnamed: 3 },
			{ seq: 2, base: session.version },
		),
		sent("act", { giver: rosa, receiver: [ugo], at: "2026-11-20", what: "ha portato la spesa" }, { seq: 3 }),
		sent("consent", { person: rosa, purpose: "contact", how: "in_person", day: "2026-11-20" as never }, { seq: 4 }),
		sent(
			"follow_up",
			{ what: "richiamare", dueOn: "2026-11-30" as never, note: heard.id },
			{ seq: 5, after: [heard.id] },
		),
		sent("follow_up_step", { followUp: followUp.id, to: "done", words: "fatto" }, { seq: 6, base: followUp.version }),
	];
	const first = await send(records);
	expect(first.map((a) => [a.state, a.refusal])).toEqual(records.map(() => ["received", null]));
	expect(await send(records)).toEqual(first);
	expect(await count("notebook.records", "state = 'received' and sealed is null")).toBe(6);
	expect(
		await count("listening.notes", `id = '${heard.id}' and about_id = '${rosa}' and heard_on = '2026-11-20'`),
	).toBe(1);
	expect(await count("initiatives.participations", `session_id = '${session.id}'`)).toBe(1);
	expect(await count("initiatives.sessions", `id = '${session.id}' and unnamed_count = 3 and state = 'held'`)).toBe(1);
	expect(await count("exchange.acts", `id = '${records[2]!.id}' and receiver_id = '${ugo}'`)).toBe(1);
	expect(await count("community.agreements", `id = '${records[3]!.id}' and person_id = '${rosa}'`)).toBe(1);
	expect(await count("listening.follow_ups", `note_id = '${heard.id}'`)).toBe(1);
	expect(await count("listening.follow_ups", `id = '${followUp.id}' and outcome = 'fatto'`)).toBe(1);
});

test("a call is written in one transaction; where one of it is refused, each in its own", async () => {
	const here = await newField(t.owner, anna);
	const [rosa, ugo] = here.people as [string, string];
	const { version } = (await packFor(t.ground, anna, device)).followUps.find((f) => f.id === here.followUp)!;
	const day = () => {
		const heard = sent("note", { ...note(), about: rosa });
		const made = sent("follow_up", { what: "richiamare", dueOn: "2026-11-30" as never, note: heard.id });
		const moved = sent("follow_up_step", { followUp: made.id, to: "moved", dueOn: "2026-12-01" as never });
		return [
			heard,
			sent("act", { giver: rosa, receiver: ugo, at: "2026-11-20", what: "la spesa" }),
			{ ...made, after: [heard.id] },
			{ ...moved, base: made.id },
			sent("note", note("ancora")),
		];
	};
	let transactions = 0;
	const withActor: typeof t.db.withActor = (actor, work) => {
		transactions += 1;
		return t.db.withActor(actor, work);
	};
	const ground = { ...t.ground, db: { ...t.ground.db, withActor } };
	const whole = [...day(), sent("follow_up_step", { followUp: here.followUp, to: "done" }, { base: version })];
	const { answers } = await receive(ground, anna, call(device, whole));
	expect(answers.map((a) => [a.id, a.state])).toEqual(whole.map(({ id }) => [id, "received"]));
	expect(transactions).toBe(1);
	expect(await send(whole)).toEqual(answers);

	const refused = sent("act", { giver: ugo, receiver: ugo, at: "2026-11-20", what: "la spesa" });
	const [first, ...more] = day();
	const mixed = [first!, refused, ...more];
	const states = (await receive(ground, anna, call(device, mixed))).answers.map((a) => a.state);
	expect(states).toEqual(["received", "needs_you", "received", "received", "received", "received"]);
	expect(transactions).toBeGreaterThan(mixed.length);
	expect(await count("listening.notes", `id in ('${first!.id}', '${mixed.at(-1)!.id}')`)).toBe(2);
	// The trail has each once: what was undone left nothing.
	expect(await count("access.audit", `verb = 'recordNote' and record_id = '${first!.id}'`)).toBe(1);
});

test("while several write in one transaction none of them lends it to somebody else", async () => {
	await t.db.withActor(anna, async (tx) => {
		const look = (given: typeof tx) => given.rows<{ one: number }>(sql`select 1 as one`);
		expect(await look(unlent(tx))).toEqual([{ one: 1 }]);
		await expect(lend("door", unlent(tx), look)).rejects.toThrow("not lent");
	});
});

test("what its module refuses needs its writer, field by field, and holds up none of the others", async () => {
	const broken = sent("note", { ...note(), heardOn: "2027-01-01" as never });
	const [first, second, third, fourth] = await send([
		broken,
		sent("note", note("intero")),
		{ ...sent("note", note()), kind: "poem" } as never,
		sent("attendance", { session: field.session, marks: {} }),
	]);
	expect(first).toMatchObject({
		state: "needs_you",
		refusal: { code: "invalid", fields: { heardOn: "error.future" } },
	});
	expect(second?.state).toBe("received");
	expect(third).toMatchObject({ state: "needs_you", refusal: { fields: { kind: "error.choice" } } });
	expect(fourth).toMatchObject({ state: "needs_you", refusal: { fields: { base: "error.required" } } });
	expect(await send([broken])).toEqual([first]);
	// The same id with other words is another record, and is refused.
	expect(await send([{ ...broken, body: note("altro") }])).toMatchObject([{ refusal: { code: "id_taken" } }]);
});

test("an edit on what was changed meanwhile is a conflict with both sides, settled by a further record", async () => {
	const here = await newField(t.owner, anna);
	const theirs = await newDevice(t.ground, davide);
	const base = (await packFor(t.ground, anna, device)).followUps.find((f) => f.id === here.followUp)!.version;
	const step = (words: string) => ({ followUp: here.followUp, to: "done" as const, words });
	const [done] = await send([sent("follow_up_step", step("vista"), { base })], davide, theirs);
	expect(done?.state).toBe("received");
	const mine = sent("follow_up_step", step("non c'era"), { base });
	const [conflict] = await send([mine]);
	expect(conflict).toMatchObject({
		state: "needs_you",
		refusal: { code: "changed_meanwhile" },
		theirs: { kind: "follow_up", state: "done", outcome: "vista" },
		version: done?.version,
	});
	expect(await send([mine])).toEqual([conflict]);
	// The same said twice is no conflict.
	expect((await send([sent("follow_up_step", step("vista"), { base })]))[0]?.state).toBe("received");

	const sheet = (await packFor(t.ground, anna, device)).sessions.find((s) => s.id === here.session)!;
	const [one, other] = here.people as [string, string];
	await send(
		[sent("attendance", { session: here.session, marks: { [one]: true } }, { base: sheet.version })],
		davide,
		theirs,
	);
	const [late] = await send([
		sent("attendance", { session: here.session, marks: { [other]: true } }, { base: sheet.version }),
	]);
	expect(late).toMatchObject({
		state: "needs_you",
		theirs: { kind: "attendance", unnamed: 0, present: [{ id: one }] },
	});
	const [settled] = await send([
		sent("attendance", { session: here.session, marks: { [other]: true } }, { base: late!.version }),
	]);
	expect(settled?.state).toBe("received");
	expect(await count("initiatives.participations", `session_id = '${here.session}'`)).toBe(2);
});

test("edits of one phone follow each other, and what comes before them has to be here first", async () => {
	const here = await newField(t.owner, anna);
	const { version } = (await packFor(t.ground, anna, device)).followUps.find((f) => f.id === here.followUp)!;
	const moved = sent(
		"follow_up_step",
		{ followUp: here.followUp, to: "moved", dueOn: "2026-12-01" as never },
		{ base: version },
	);
	const done = sent("follow_up_step", { followUp: here.followUp, to: "done" }, { base: moved.id });
	expect(await send([done])).toMatchObject([{ state: "early", refusal: null }]);
	expect((await send([moved, done])).map((a) => a.state)).toEqual(["received", "received"]);
	expect(await count("notebook.records", `id = '${done.id}'`)).toBe(1);
});

test("a device that was replaced, a role that ended, a neighbourhood that is not theirs: set aside, and sent again once put right", async () => {
	const old = await newDevice(t.ground, anna, "il vecchio");
	await replaceDevice(t.ground, anna, old);
	const late = sent("note", note("dal vecchio telefono"));
	expect(await send([late], anna, old)).toMatchObject([{ state: "set_aside", refusal: { code: "device_replaced" } }]);
	expect(await send([late], anna, old)).toMatchObject([{ state: "set_aside", refusal: { code: "device_replaced" } }]);
	expect(await count("listening.notes", `id = '${late.id}'`)).toBe(0);
	const [kept] = await recordsAside(t.ground, anna);
	expect(kept).toMatchObject({ id: late.id, deviceName: "il vecchio", reason: "device_replaced", hasPhoto: false });
	expect(kept?.body).toMatchObject({ text: "dal vecchio telefono" });
	expect(await recordsAside(t.ground, davide)).toEqual([]);
	// Nothing of it in clear text.
	const { rows } = await t.owner.query("select encode(sealed, 'escape') as s from notebook.records where id = $1", [
		late.id,
	]);
	expect(rows[0].s).not.toContain("telefono");
	await sendAgain(t.ground, anna, late.id as never);
	expect(await count("listening.notes", `id = '${late.id}'`)).toBe(1);
	expect(await send([late], anna, old)).toMatchObject([{ state: "received" }]);

	// Signed in as somebody else than the role it was written in.
	const moved: Actor = { ...anna, neighbourhoodIds: [places.beside], neighbourhoodId: places.beside };
	const elsewhere = sent("note", note("di prima"));
	const works = await gives(moved, "facilitator", places.beside);
	expect(await send([elsewhere], moved)).toMatchObject([{ state: "set_aside", refusal: { code: "not_here" } }]);
	await expect(sendAgain(t.ground, moved, elsewhere.id as never)).rejects.toMatchObject({ code: "not_yours" });
	const resident: Actor = { ...anna, role: "resident" };
	const former = sent("note", note("da operatrice"));
	await t.owner.query("delete from access.assignments where id = $1", [works]);
	expect(await send([former], resident)).toMatchObject([{ state: "set_aside", refusal: { code: "role_ended" } }]);
	// A role held beside the one on screen still writes.
	await gives(anna, "facilitator", places.here);
	const beside = sent("note", note("con l'altro ruolo"));
	expect(await send([beside], resident)).toMatchObject([{ state: "received" }]);
	await sendAgain(t.ground, resident, former.id as never);
	await sendAgain(t.ground, anna, elsewhere.id as never);
	expect(await recordsAside(t.ground, anna)).toEqual([]);
	expect(await count("listening.notes", `id in ('${former.id}', '${elsewhere.id}', '${beside.id}')`)).toBe(3);
});

test("somebody who moved, is another's page now, or a record that is gone: set aside with its reason, and let go of", async () => {
	const here = await newField(t.owner, anna);
	const [moved, gone, kept] = here.people as [string, string, string];
	await t.owner.query("update community.parties set neighbourhood_id = $2 where id = $1", [moved, places.beside]);
	await t.owner.query("update community.parties set merged_into = $2 where id = $1", [gone, kept]);
	const records = [
		sent("note", { ...note(), about: moved }),
		sent("act", { giver: kept, receiver: gone, at: "2026-11-20", what: "aiuto" }),
		sent("consent", { person: newId(), purpose: "contact", how: "in_person" }),
		sent("attendance", { session: newId(), marks: {} }, { base: "v" }),
		sent("follow_up_step", { followUp: newId(), to: "done" }, { base: "v" }),
	];
	expect((await send(records)).map((a) => [a.state, a.refusal?.code])).toEqual([
		["set_aside", "person_gone"],
		["set_aside", "person_gone"],
		["set_aside", "person_gone"],
		["set_aside", "thing_gone"],
		["set_aside", "thing_gone"],
	]);
	expect((await recordsAside(t.ground, anna)).map((r) => r.kind)).toEqual(records.map((r) => r.kind as never));
	for (const { id } of records) await letRecordGo(t.ground, anna, id);
	await expect(letRecordGo(t.ground, anna, records[0]!.id)).rejects.toMatchObject({ code: "not_found" });
	expect(await recordsAside(t.ground, anna)).toEqual([]);
	expect(await count("notebook.records", "state = 'let_go' and sealed is null")).toBe(records.length);
	expect((await send(records)).map((a) => a.state)).toEqual(records.map(() => "set_aside"));
});

test("marks of a phone leave those on the sheet of whom everything is only kept, and whose page it does not show", async () => {
	const here = await newField(t.owner, anna);
	const [kept, hidden, mine, other] = here.people as [string, string, string, string];
	for (const person of [kept, hidden, other])
		await t.owner.query(
			`insert into initiatives.participations (territory_id, neighbourhood_id, session_id, person_id, role)
			values ($1, $2, $3, $4, 'takes_part')`,
			[places.territory, places.here, here.session, person],
		);
	await t.owner.query("update initiatives.sessions set state = 'held', named_count = 3 where id = $1", [here.session]);
	await t.owner.query("update community.persons set restricted_since = now(), restricted_by = 'person' where id = $1", [
		kept,
	]);
	await t.owner.query("update community.parties set protected = true where id = $1", [hidden]);
	const { version, expected } = (await packFor(t.ground, anna, device)).sessions.find((s) => s.id === here.session)!;
	expect(expected.map(({ id }) => id)).toEqual([other]);
	const marks = { [mine]: true, [other]: false };
	const [answer] = await send([sent("attendance", { session: here.session, marks }, { base: version })]);
	expect(answer).toMatchObject({ state: "received" });
	const { rows } = await t.owner.query(
		"select person_id as id from initiatives.participations where session_id = $1 order by person_id",
		[here.session],
	);
	expect(rows.map(({ id }) => id)).toEqual([kept, hidden, mine].sort());
	expect(await count("initiatives.sessions", `id = '${here.session}' and named_count = 3`)).toBe(1);
});

test("a clock that PostgreSQL does not know is no clock; one of the year 1 and of the year 9999 is", async () => {
	const at = (said: string) => ({ ...sent("note", note(`di ${said}`)), at: said });
	const years = ["0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z"].map(at);
	expect(await send(years)).toMatchObject([
		{ state: "needs_you", refusal: { code: "invalid", fields: { at: "error.text" } } },
		{ state: "received" },
		{ state: "received" },
	]);
});

test("a signed sheet comes with its consent, sealed, once", async () => {
	const { default: sharp } = await import("sharp");
	const photo = await sharp({ create: { width: 40, height: 30, channels: 3, background: "#ffffff" } })
		.jpeg()
		.toBuffer();
	const [person] = (await newField(t.owner, anna)).people as [string];
	const body = { person, purpose: "contact", how: "on_paper", photo: photo.toString("base64") };
	const consent = sent("consent", { ...body, day: "2026-11-20" as never });
	const [answer] = await send([consent, consent]);
	expect(answer?.state).toBe("received");
	expect(await count("community.agreement_sheets", `agreement_id = '${consent.id}' and type = 'image/jpeg'`)).toBe(1);
	const torn = sent("consent", { ...body, photo: photo.subarray(0, 200).toString("base64") });
	expect(await send([torn])).toMatchObject([
		{ state: "needs_you", refusal: { fields: { photo: "error.file_broken" } } },
	]);
});

test("an app that is too old is told so, a clock that is off too, a stranger's device is nobody's", async () => {
	const records = [sent("note", note("ora sbagliata"))];
	const old = { ...call(device, records), phone: { at: testNow.toISOString(), version: "0.0.9" } };
	await expect(receive(t.ground, anna, old)).rejects.toMatchObject({ code: "app_too_old" });
	const ahead = new Date(testNow.getTime() + 30 * 86_400_000);
	expect(await receive(t.ground, anna, call(device, records, ahead))).toMatchObject({ clockOffMinutes: 43_200 });
	await expect(receive(t.ground, davide, call(device, records))).rejects.toMatchObject({ code: "not_found" });
	expect(await receive(t.ground, anna, call(device, records))).toMatchObject({ wipe: false, clockOffMinutes: null });
	await askWipe(t.ground, anna, device);
	const more = [sent("note", note("non spedito prima"))];
	expect(await receive(t.ground, anna, call(device, more))).toMatchObject({
		wipe: true,
		answers: [{ state: "received" }],
	});
	expect(await packFor(t.ground, anna, device)).toMatchObject({ wipe: true, people: [], sessions: [], followUps: [] });
});
