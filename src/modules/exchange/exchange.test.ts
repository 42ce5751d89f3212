import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actorOf, freshDatabase, places, testNow } from "../../../tests/harness.ts";
import { type Id, newId } from "../../core/ids.ts";
import { Refused } from "../../core/refusal.ts";
import type { Actor } from "../../db/actor.ts";
import type { Need } from "../listening/contract.ts";
import { needOnPage } from "../listening/needs/reading/service.ts";
import { changeState, recordNeed } from "../listening/needs/service.ts";
import { recordNote } from "../listening/notes/service.ts";
import type { RecordAct } from "./contract.ts";
import { actsInMonthIn, actsOfPersonIn, actToShow, answerActMovedBy, listActs, readAct, recordAct } from "./service.ts";

type Party = Id<"party">;
let base: Awaited<ReturnType<typeof freshDatabase>>;
const anna = newId<"party">();
const bruno = newId<"party">();
const carla = newId<"party">();
const family = newId<"party">();
const shop = newId<"party">();
const beside = newId<"party">();
const far = newId<"party">();

const staff = actorOf("facilitator");
const colleague = actorOf("facilitator");
const besideStaff = actorOf("facilitator", "beside");
const coordinator = actorOf("coordinator");
const farCoordinator = actorOf("coordinator", "far");

beforeAll(async () => {
	base = await freshDatabase();
	const party = (id: Party, kind: string, label: string, where: "here" | "beside" | "far") =>
		base.owner.query(
			`insert into community.parties (territory_id, id, neighbourhood_id, kind, label, folded, known_since)
			values ($1, $2, $3, $4, $5, lower($5), '2026-01-01')`,
			[where === "far" ? places.otherTerritory : places.territory, id, places[where], kind, label],
		);
	await party(anna, "person", "Anna", "here");
	await party(bruno, "person", "Bruno", "here");
	await party(carla, "person", "Carla", "here");
	await party(family, "household", "Famiglia Rossi", "here");
	await party(shop, "organisation", "Bottega", "here");
	await party(beside, "person", "Delia", "beside");
	await party(far, "person", "Elio", "far");
});
afterAll(() => base.end());

function act(more: Partial<RecordAct> = {}): RecordAct {
	return {
		id: newId<"act">(),
		giver: anna,
		receivers: [bruno],
		when: { day: "2026-11-20" },
		what: "ha portato la spesa",
		movedBy: { state: "not_asked" },
		paid: false,
		freely: false,
		...more,
	};
}

async function one(actor: Actor, input: RecordAct) {
	const [only] = await recordAct(base.ground, actor, input);
	if (!only) throw new Error("nothing was answered");
	return only;
}

async function refusal(work: Promise<unknown>): Promise<{ code: string; fields: Record<string, string> }> {
	const error = await work.then(
		() => new Error("it was not refused"),
		(e: unknown) => e,
	);
	if (!(error instanceof Refused)) throw error;
	return { code: error.code, fields: error.fields };
}

async function needOf(actor: Actor): Promise<Need> {
	const said = { text: "Serve la spesa", kind: "asked", duringVisit: false, urgent: false } as const;
	const note = await recordNote(base.ground, actor, said);
	return recordNeed(base.ground, actor, { notes: [note.id] });
}

async function needAs(actor: Actor, id: Need["id"]) {
	const { need, answers } = await needOnPage(base.ground, actor, id);
	return { state: need.state, answers: answers.map(({ kind, recordId, label }) => ({ kind, recordId, label })) };
}

async function count(): Promise<{ acts: number; audits: number }> {
	const { rows } = await base.owner.query(
		"select (select count(*)::int from exchange.acts) as acts, (select count(*)::int from access.audit) as audits",
	);
	return rows[0];
}

describe("recording", () => {
	test("writes the act, who wrote it, and the trail", async () => {
		const before = await count();
		const saved = await one(staff, act({ minutes: 40 }));
		expect(saved).toMatchObject({
			neighbourhood: "qui",
			giver: anna,
			receiver: bruno,
			at: "2026-11-20T11:00:00.000Z",
			what: "ha portato la spesa",
			minutes: 40,
			movedBy: "not_asked",
			movedByAct: null,
			recordedBy: staff.accountId,
			recordedAt: testNow.toISOString(),
			giverLabel: "Anna",
			receiverLabel: "Bruno",
		});
		expect(await count()).toEqual({ acts: before.acts + 1, audits: before.audits + 1 });
	});

	test("one act for several is one row for each, and again the same rows", async () => {
		const input = act({ receivers: [bruno, family, carla] });
		const before = await count();
		const first = await recordAct(base.ground, staff, input);
		expect(first.map((a) => a.receiver)).toEqual([bruno, family, carla]);
		expect(first[0]?.id).toBe(input.id);
		expect(new Set(first.map((a) => a.id)).size).toBe(3);
		expect(await recordAct(base.ground, staff, input)).toEqual(first);
		expect(await count()).toEqual({ acts: before.acts + 3, audits: before.audits + 3 });
		expect(await refusal(recordAct(base.ground, staff, { ...input, receivers: [bruno, family, anna] }))).toMatchObject({
			code: "same_person",
		});
		expect((await refusal(recordAct(base.ground, staff, { ...input, receivers: [bruno, carla] }))).code).toBe(
			"id_taken",
		);
	});

	test("the same request twice at once is written once and answered alike", async () => {
		const input = act({ receivers: [bruno, carla] });
		const before = await count();
		const answers = await Promise.all([1, 2, 3, 4].map(() => recordAct(base.ground, staff, input)));
		for (const answer of answers) expect(answer).toEqual(answers[0]);
		expect(await count()).toEqual({ acts: before.acts + 2, audits: before.audits + 2 });
	});

	test("an id already used for something else is refused, also by somebody who may not see what", async () => {
		const input = act();
		await one(staff, input);
		expect((await refusal(one(staff, { ...input, what: "altro" }))).code).toBe("id_taken");
		expect((await refusal(one(staff, { ...input, when: { day: "2026-11-19" } }))).code).toBe("id_taken");
		expect((await refusal(one(staff, { ...input, movedBy: { state: "no" } }))).code).toBe("id_taken");
		const there = { ...input, giver: beside, receivers: [beside] };
		expect((await refusal(one(besideStaff, there))).code).toBe("same_person");
		await base.owner.query(
			`insert into community.parties (territory_id, id, neighbourhood_id, kind, label, folded, known_since)
			values ($1, $2, $3, 'person', 'Fabio', 'fabio', '2026-01-01')`,
			[places.territory, "00000000-0000-7000-8000-0000000000f1", places.beside],
		);
		const other = { ...input, giver: beside, receivers: ["00000000-0000-7000-8000-0000000000f1" as Party] };
		expect((await refusal(one(besideStaff, other))).code).toBe("id_taken");
	});

	test("what an act answers stands in the need's history, once, and brings it on; a need that is not open there is none", async () => {
		const need = await needOf(staff);
		const input = act({ receivers: [bruno, carla], answers: need.id });
		await recordAct(base.ground, staff, input);
		await recordAct(base.ground, staff, input);
		expect(await needAs(staff, need.id)).toEqual({
			state: "being_answered",
			answers: [{ kind: "act", recordId: input.id, label: "ha portato la spesa" }],
		});
		expect((await refusal(recordAct(base.ground, staff, { ...input, answers: undefined }))).code).toBe("id_taken");
		const before = await count();
		const wrong = { code: "invalid", fields: { answers: "exchange.error_need" } };
		const answering = (answers: Id<"need">, actor = staff) => refusal(recordAct(base.ground, actor, act({ answers })));
		const elsewhere = await needOf(besideStaff);
		const between = await count();
		expect(await answering(elsewhere.id)).toEqual(wrong);
		expect(await answering(elsewhere.id, coordinator)).toEqual(wrong);
		expect(await answering(newId<"need">())).toEqual(wrong);
		await changeState(base.ground, staff, need.id, { to: "closed", reason: "non serve più" });
		expect(await answering(need.id)).toEqual(wrong);
		expect((await count()).acts).toBe(before.acts);
		expect((await count()).audits).toBe(between.audits + 1);
	});

	test("refuses what is not one: paid, the same person, people unknown here, a day to come", async () => {
		const before = await count();
		const why = async (more: Partial<RecordAct>, actor = staff) => refusal(recordAct(base.ground, actor, act(more)));
		expect(await why({ paid: true, freely: true })).toEqual({
			code: "paid_work",
			fields: { given: "refusal.paid_work" },
		});
		expect(await why({ what: "pulizie, 10 euro" })).toEqual({
			code: "paid_work",
			fields: { what: "exchange.error_paid_words" },
		});
		expect((await why({ receivers: [anna] })).code).toBe("same_person");
		expect((await why({ receivers: [bruno, bruno] })).fields).toEqual({ receiver: "error.choice" });
		expect((await why({ receivers: [shop] })).fields).toEqual({ receiver: "error.unknown_party" });
		expect((await why({ giver: family, receivers: [anna] })).fields).toEqual({ giver: "error.unknown_party" });
		expect((await why({ receivers: [beside] })).fields).toEqual({ receiver: "error.unknown_party" });
		expect((await why({ receivers: [beside] }, coordinator)).fields).toEqual({
			receiver: "exchange.error_other_neighbourhood",
		});
		expect((await why({ receivers: [far] }, coordinator)).fields).toEqual({ receiver: "error.unknown_party" });
		expect((await why({ neighbourhood: "accanto" })).fields).toEqual({ neighbourhood: "error.choice" });
		expect((await why({ when: { day: "2026-11-23" } })).fields).toMatchObject({ at: "error.future" });
		expect((await why({ when: { instant: new Date(testNow.getTime() + 60_000) } })).fields).toMatchObject({
			at: "error.future",
		});
		expect((await why({}, besideStaff)).fields).toEqual({ giver: "error.unknown_party" });
		for (const role of ["resident", "citizen", "officer", "evaluator", "social-worker", "administrator"] as const)
			expect((await why({}, actorOf(role))).code).toBe("not_yours");
		expect(await count()).toEqual(before);
	});

	test("said to be free after the warning, it is written", async () => {
		const saved = await one(staff, act({ what: "ha dato 10 euro per il pane", freely: true }));
		expect(saved.what).toBe("ha dato 10 euro per il pane");
	});
});

describe("what moved it", () => {
	test("an earlier act that the giver received, and no other", async () => {
		const received = await one(staff, act({ when: { day: "2026-11-10" } }));
		const by = (id: string, more: Partial<RecordAct> = {}) =>
			act({ giver: bruno, receivers: [carla], movedBy: { state: "by_act", actId: id as Id<"act"> }, ...more });
		const returned = await one(staff, by(received.id));
		expect(returned).toMatchObject({ movedBy: "by_act", movedByAct: received.id });
		const no = async (input: RecordAct, actor = staff) => (await refusal(one(actor, input))).code;
		expect(await no(by(newId()))).toBe("unknown_act");
		expect(await no(by(received.id, { when: { day: "2026-11-09" } }))).toBe("unknown_act");
		expect(await no(by(received.id, { giver: carla, receivers: [bruno] }))).toBe("unknown_act");
		expect(await no(by(returned.id))).toBe("unknown_act");
		const shown = await readAct(base.ground, staff, received.id);
		expect(shown.inspired.map((i) => i.id)).toEqual([returned.id]);
		expect((await readAct(base.ground, staff, returned.id)).movedByLine?.id).toBe(received.id);
	});

	test("within one day known only as a day, and a held clock, the order of writing counts", async () => {
		const received = await one(staff, act({ when: { day: "2026-11-22" } }));
		const returned = await one(
			staff,
			act({
				giver: bruno,
				receivers: [anna],
				when: { day: "2026-11-22" },
				movedBy: { state: "by_act", actId: received.id },
			}),
		);
		expect(returned.movedByAct).toBe(received.id);
		// The circle is refused: what was moved by it cannot have moved it.
		const back = answerActMovedBy(base.ground, staff, received.id, {
			movedBy: { state: "by_act", actId: returned.id },
		});
		expect((await refusal(back)).code).toBe("unknown_act");
	});

	test("is answered later, corrected, and the trail says who wrote it and that it changed", async () => {
		const received = await one(staff, act({ when: { day: "2026-11-01" }, receivers: [carla] }));
		const input = act({ giver: carla, receivers: [bruno], when: { day: "2026-11-05" } });
		const saved = await one(staff, input);
		const answer = (movedBy: RecordAct["movedBy"], actor = colleague) =>
			answerActMovedBy(base.ground, actor, saved.id, { movedBy });
		expect(await answer({ state: "by_act", actId: received.id })).toMatchObject({
			movedBy: "by_act",
			movedByAct: received.id,
		});
		const shown = await actToShow(base.ground, staff, saved.id);
		expect(shown.act).toMatchObject({ recordedBy: staff.accountId, answeredBy: colleague.accountId });
		expect(shown.received.map((a) => a.id)).toContain(received.id);
		await answer({ state: "by_act", actId: received.id });
		await answer({ state: "not_answered" });
		const { rows } = await base.owner.query(
			"select verb, actor_id, fields from access.audit where record_id = $1 order by at, id",
			[saved.id],
		);
		expect(rows.map((r) => r.verb)).toEqual(["recordAct", "answerActMovedBy", "correctActMovedBy"]);
		expect(rows[1]).toMatchObject({ actor_id: colleague.accountId, fields: ["movedBy"] });
		// The first request, sent again, still gets its record.
		expect((await one(staff, input)).id).toBe(saved.id);
		expect((await refusal(answer({ state: "no" }, besideStaff))).code).toBe("not_found");
		expect((await refusal(answer({ state: "no" }, actorOf("resident")))).code).toBe("not_yours");
	});
});

describe("who sees it", () => {
	test("the neighbourhood's facilitators, the territory's coordinator, and the two it is about", async () => {
		const saved = await one(staff, act({ movedBy: { state: "no" } }));
		const sees = async (actor: Actor) =>
			(await listActs(base.ground, actor, { limit: 100 })).items.find((a) => a.id === saved.id);
		expect((await sees(staff))?.giverLabel).toBe("Anna");
		expect(await sees(coordinator)).toBeDefined();
		expect(await sees(besideStaff)).toBeUndefined();
		expect(await sees(farCoordinator)).toBeUndefined();
		const giver = actorOf("resident", "here", { personId: anna });
		const receiver = actorOf("citizen", "here", { personId: bruno });
		expect(await sees(giver)).toMatchObject({ movedBy: "no", giverLabel: "Anna", receiverLabel: undefined });
		expect(await sees(receiver)).toMatchObject({ movedBy: null, giverLabel: undefined });
		expect(await sees(actorOf("resident", "here", { personId: carla }))).toBeUndefined();
		expect(await sees(actorOf("resident"))).toBeUndefined();
		for (const role of ["officer", "evaluator", "administrator", "social-worker"] as const) {
			expect((await refusal(sees(actorOf(role)))).code).toBe("not_yours");
			const rows = await base.db.readAs(actorOf(role), (read) => read.rows(sql`select id from exchange.acts`));
			expect(rows).toEqual([]);
		}
		expect((await refusal(readAct(base.ground, besideStaff, saved.id))).code).toBe("not_found");
	});
});

describe("lists and counts", () => {
	test("newest first, page by page, without gaps or repeats", async () => {
		for (let i = 0; i < 5; i += 1)
			await one(staff, act({ giver: carla, receivers: [family], when: { day: "2026-10-07" } }));
		const seen: string[] = [];
		let cursor: string | undefined;
		do {
			const { items, next } = await listActs(base.ground, staff, { limit: 2, person: family, cursor });
			seen.push(...items.map((a) => `${a.at} ${a.id}`));
			cursor = next ?? undefined;
		} while (cursor);
		expect(seen).toEqual([...seen].sort().reverse());
		expect(new Set(seen).size).toBe(seen.length);
		expect(seen.length).toBeGreaterThanOrEqual(6);
		expect((await refusal(listActs(base.ground, staff, { limit: 2, cursor: "x" }))).fields).toEqual({
			cursor: "error.cursor",
		});
		expect((await listActs(base.ground, coordinator, { limit: 9, neighbourhood: "accanto" })).items).toEqual([]);
	});

	test("a month counts what happened in it here, and nothing else", async () => {
		const counts = (actor: Actor, place: string) =>
			base.db.readAs(actor, (read) => actsInMonthIn(read, place, "2026-09-01", "2026-09-30"));
		expect(await counts(staff, places.here)).toBe(0);
		await one(staff, act({ when: { instant: new Date("2026-08-31T21:59:59Z") } }));
		await one(staff, act({ when: { instant: new Date("2026-08-31T22:00:00Z") } }));
		await one(staff, act({ when: { instant: new Date("2026-09-30T21:59:59.999Z") } }));
		await one(staff, act({ when: { instant: new Date("2026-09-30T22:00:00Z") } }));
		expect(await counts(staff, places.here)).toBe(2);
		expect(await counts(coordinator, places.beside)).toBe(0);
		expect(await counts(besideStaff, places.here)).toBe(0);
	});

	test("somebody's acts are those given and received", async () => {
		const acts = await base.db.readAs(staff, (read) => actsOfPersonIn(read, carla));
		expect(acts.length).toBeGreaterThan(0);
		expect(acts.every((a) => a.giver === carla || a.receiver === carla)).toBe(true);
		expect(new Set(acts.map((a) => a.giver === carla))).toEqual(new Set([true, false]));
	});
});
