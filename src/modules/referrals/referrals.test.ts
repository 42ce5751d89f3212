import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actorOf, freshDatabase, places, testNow } from "../../../tests/harness.ts";
import { type Id, newId } from "../../core/ids.ts";
import type { Actor } from "../../db/actor.ts";
import { addCompanion, recordCall, writeDeskNote } from "./beside/service.ts";
import { writeField } from "./fields/service.ts";
import { holdersOfReferrals } from "./holding/service.ts";
import { measuredPath } from "./measured/service.ts";
import { nameDeskMembersIn } from "./readers/service.ts";
import { listReferrals, openReferral, ownReferrals, waitingIn } from "./reading/service.ts";
import * as path from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const facilitator = actorOf("facilitator");
const colleague = actorOf("facilitator");
const worker = actorOf("social-worker");
const coordinator = actorOf("coordinator");
const desk = newId<"desk">();

beforeAll(async () => {
	t = await freshDatabase();
	await t.owner.query(
		`insert into access.accounts (id, name, staff_of) values ($1, 'Anna Zeni', array[$3]::uuid[]), ($2, 'Francesca', array[$3]::uuid[])`,
		[facilitator.accountId, worker.accountId, places.territory],
	);
	await t.owner.query(
		`insert into referrals.desks (territory_id, id, name, hours, phones, members, recorded_by)
			values ($1, $2, 'Servizio sociale', 'sempre', '{0461 000 009}', array[$3]::uuid[], $4)`,
		[places.territory, desk, worker.accountId, coordinator.accountId],
	);
});
afterAll(() => t.end());

async function somebody(): Promise<{ person: Id<"party">; self: Actor }> {
	const person = newId<"party">();
	await t.owner.query(
		`insert into community.parties (territory_id, id, neighbourhood_id, kind, label, folded, known_since)
			values ($1, $2, $3, 'person', 'Rosa', 'rosa', '2026-01-01')`,
		[places.territory, person, places.here],
	);
	await t.owner.query(
		"insert into community.persons (territory_id, id, neighbourhood_id, level) values ($1, $2, $3, 'name')",
		[places.territory, person, places.here],
	);
	return { person, self: actorOf("resident", "here", { personId: person }) };
}

type Fields = { shared?: string; kept?: string };

/** A draft with a desk, something that may leave and something that may not. */
async function draft(urgent = false, { shared = "Vorrei un colloquio", kept = "Non dirlo" }: Fields = {}) {
	const one = await somebody();
	const { id } = await path.beginReferral(t.ground, facilitator, { id: newId(), person: one.person, urgent });
	await path.chooseDesk(t.ground, facilitator, id, { desk, version: 1 });
	await writeField(t.ground, facilitator, id, { key: "asks", text: shared, shared: true, version: 2 });
	await writeField(t.ground, facilitator, id, { key: "phone", text: kept, shared: false, version: 3 });
	return { ...one, id, version: 4 };
}

async function sent() {
	const one = await draft();
	let { version } = await path.offerReferral(t.ground, facilitator, one.id, one);
	const yes = { how: "in_person", day: undefined } as const;
	({ version } = await path.agreeToReferral(t.ground, facilitator, one.id, { ...yes, version }));
	({ version } = await path.sendReferral(t.ground, facilitator, one.id, { version }));
	return { ...one, version };
}

const code = (refusal: string) => expect.objectContaining({ code: refusal });

describe("minimum data", () => {
	test("the desk reads what was ticked, and what was not never leaves; the texts are sealed", async () => {
		const { id } = await sent();
		expect((await openReferral(t.ground, facilitator, id)).fields.map(({ key, left }) => [key, left])).toEqual([
			["asks", true],
			["phone", false],
		]);
		const whole = await openReferral(t.ground, worker, id);
		expect(whole.fields.map(({ key, text }) => [key, text])).toEqual([["asks", "Vorrei un colloquio"]]);
		expect(whole.person).toBeUndefined();
		const { rows } = await t.owner.query("select * from referrals.fields where referral_id = $1", [id]);
		const raw = rows.map((row) => JSON.stringify({ ...row, sealed: row.sealed.toString("latin1") })).join();
		expect(raw).not.toContain("colloquio");
		expect(rows).toHaveLength(2);
	});

	test("what is added after it came back leaves only when it is sent again", async () => {
		const { id, version } = await sent();
		let one = await path.receiveReferral(t.ground, worker, id, { version });
		one = await path.returnReferral(t.ground, worker, id, { version: one.version, words: "Da quando?" });
		await writeField(t.ground, facilitator, id, { key: "tried", text: "Da marzo", shared: true, version: one.version });
		await writeField(t.ground, facilitator, id, { key: "asks", text: "Altro", shared: true, version: one.version + 1 });
		expect((await openReferral(t.ground, worker, id)).fields).toEqual([]);
		await path.sendReferral(t.ground, facilitator, id, { version: one.version + 2 });
		expect((await openReferral(t.ground, worker, id)).fields.map(({ text }) => text)).toEqual(["Altro", "Da marzo"]);
	});
});

describe("agreement", () => {
	test("the person says yes on their own page to what lies there, and it stands in the ledger", async () => {
		const { id, self, person, version } = await draft();
		expect(await ownReferrals(t.ground, self)).toEqual([]);
		const offered = await path.offerReferral(t.ground, facilitator, id, { version });
		const [own] = (await ownReferrals(t.ground, self)) ?? [];
		expect(own?.fields.map(({ text }) => text)).toEqual(["Vorrei un colloquio"]);
		const yes = { how: "online", day: undefined } as const;
		await path.agreeToReferral(t.ground, self, id, { version: offered.version, ...yes });
		const { rows } = await t.owner.query(
			"select purpose, given_how, withdrawn_on from community.agreements where person_id = $1",
			[person],
		);
		expect(rows).toEqual([{ purpose: "referral", given_how: "online", withdrawn_on: null }]);
	});

	test("taken back, the desk reads nothing at that moment, and the agreement ends", async () => {
		const { id, self, person } = await sent();
		expect((await openReferral(t.ground, worker, id)).referral.state).toBe("sent");
		const back = await path.revokeReferral(t.ground, self, id);
		expect(back).toMatchObject({ state: "revoked", revokedBy: "person", isOpen: false });
		await expect(openReferral(t.ground, worker, id)).rejects.toEqual(code("not_found"));
		await expect(path.receiveReferral(t.ground, worker, id, { version: back.version })).rejects.toEqual(
			code("not_found"),
		);
		const { rows } = await t.owner.query(
			"select withdrawn_on is not null as ended from community.agreements where person_id = $1",
			[person],
		);
		expect(rows).toEqual([{ ended: true }]);
	});

	test("taking one back ends its own agreement, not that of another", async () => {
		const { person, id, self } = await sent();
		const other = await path.beginReferral(t.ground, facilitator, { id: newId(), person, urgent: false });
		await path.chooseDesk(t.ground, facilitator, other.id, { desk, version: 1 });
		await writeField(t.ground, facilitator, other.id, { key: "asks", text: "Altro", shared: true, version: 2 });
		const offered = await path.offerReferral(t.ground, facilitator, other.id, { version: 3 });
		const yes = { version: offered.version, how: "on_paper", day: undefined } as const;
		const agreed = await path.agreeToReferral(t.ground, facilitator, other.id, yes);
		await path.revokeReferral(t.ground, self, id);
		expect((await path.sendReferral(t.ground, facilitator, other.id, agreed)).state).toBe("sent");
	});

	test("without agreement it rests on a norm whose words the desk reads; untold, the person's page shows nothing", async () => {
		const { id, self, version } = await draft();
		const norm = { version, norm: "Articolo 9", told: "no" } as const;
		const one = await path.groundReferral(t.ground, facilitator, id, norm);
		await path.sendReferral(t.ground, facilitator, id, one);
		expect((await openReferral(t.ground, worker, id)).words.map(({ text }) => text)).toEqual(["Articolo 9"]);
		expect(await ownReferrals(t.ground, self)).toEqual([]);
		await expect(path.revokeReferral(t.ground, self, id)).rejects.toEqual(code("not_found"));
	});
});

describe("what is urgent", () => {
	test("leaves after somebody was called, and stands before all others at the desk", async () => {
		const { id, version } = await draft(true);
		const one = await path.groundReferral(t.ground, facilitator, id, { version, norm: "Pericolo", told: "yes" });
		await expect(path.sendReferral(t.ground, facilitator, id, one)).rejects.toEqual(
			expect.objectContaining({ code: "invalid", fields: { call: "referrals.error_call_first" } }),
		);
		const call = { id: newId<"call">(), who: "112", reached: "yes" as const, day: undefined, time: undefined };
		await recordCall(t.ground, facilitator, id, call);
		await recordCall(t.ground, facilitator, id, call);
		await path.sendReferral(t.ground, facilitator, id, one);
		const whole = await openReferral(t.ground, worker, id);
		expect(whole.calls).toMatchObject([{ who: "112", reached: true, at: testNow }]);
		const [first] = await listReferrals(t.ground, worker, { waiting: false, mine: false });
		expect(first?.id).toBe(id);
	});
});

describe("the answer", () => {
	test("comes back to whoever handed over and to the person; the desk's own note stays at the desk", async () => {
		const { id, self, version } = await sent();
		let one = await path.receiveReferral(t.ground, worker, id, { version });
		one = await path.acceptReferral(t.ground, worker, id, one);
		await expect(path.revokeReferral(t.ground, self, id)).rejects.toEqual(code("not_in_this_state"));
		one = await path.beginOnReferral(t.ground, worker, id, one);
		await writeDeskNote(t.ground, worker, id, { id: newId(), note: "solo nostra" });
		const answer = { version: one.version, answer: "Martedì alle nove", note: "da rivedere" };
		await path.concludeReferral(t.ground, worker, id, answer);
		const texts = async (actor: Actor) => (await openReferral(t.ground, actor, id)).words.map(({ text }) => text);
		expect(await texts(facilitator)).toEqual(["Martedì alle nove"]);
		expect((await texts(worker)).sort()).toEqual(["Martedì alle nove", "da rivedere", "solo nostra"]);
		expect((await ownReferrals(t.ground, self))?.[0]?.words.map(({ text }) => text)).toEqual(["Martedì alle nove"]);
		expect((await t.ground.db.readAs(facilitator, waitingIn)).n).toBeGreaterThan(0);
	});

	test("of two who answer at once one is told that somebody was faster, and nothing is written over", async () => {
		const { id, version } = await sent();
		const one = await path.receiveReferral(t.ground, worker, id, { version });
		const answers = await Promise.allSettled([
			path.acceptReferral(t.ground, worker, id, one),
			path.declineReferral(t.ground, worker, id, { version: one.version, words: "Non possiamo" }),
		]);
		expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
		const { rows } = await t.owner.query("select count(*)::int as n from referrals.steps where referral_id = $1", [id]);
		expect(rows[0].n).toBe(6);
	});

	test("who leaves the desk reads nothing of it from that moment, who comes reads what lies there", async () => {
		const { id } = await sent();
		const newcomer = actorOf("social-worker");
		const change = { gone: [worker.accountId!], come: [newcomer.accountId!] };
		await t.ground.db.withActor(coordinator, (tx) => nameDeskMembersIn(tx, desk, change));
		await expect(openReferral(t.ground, worker, id)).rejects.toEqual(code("not_found"));
		expect((await openReferral(t.ground, newcomer, id)).fields).toHaveLength(1);
		const back = { gone: [newcomer.accountId!], come: [worker.accountId!] };
		await t.ground.db.withActor(coordinator, (tx) => nameDeskMembersIn(tx, desk, back));
	});
});

describe("who reads it", () => {
	test("nobody who is not named, whatever they do here; and not before they showed who they are", async () => {
		const { id } = await sent();
		await expect(openReferral(t.ground, colleague, id)).rejects.toEqual(code("not_found"));
		await expect(openReferral(t.ground, coordinator, id)).rejects.toEqual(code("not_yours"));
		await expect(openReferral(t.ground, actorOf("social-worker"), id)).rejects.toEqual(code("not_found"));
		const unsure = { ...facilitator, assuredUntil: undefined };
		await expect(openReferral(t.ground, unsure, id)).rejects.toEqual(code("assurance_needed"));
		await expect(listReferrals(t.ground, unsure, { waiting: false, mine: false })).rejects.toEqual(
			code("assurance_needed"),
		);
	});

	test("that it was opened is written down with what is read", async () => {
		const { id } = await sent();
		await openReferral(t.ground, worker, id);
		const { rows } = await t.owner.query("select actor_id, kind from access.readings where record_id = $1", [id]);
		expect(rows).toEqual([{ actor_id: worker.accountId, kind: "referral" }]);
	});

	test("of a volunteer only a first name is kept", async () => {
		const { id } = await draft();
		const who = { id: newId<"companion">(), kind: "volunteer" as const, on: undefined };
		await expect(addCompanion(t.ground, facilitator, id, { ...who, name: "Tommaso Berlanda" })).rejects.toEqual(
			code("invalid"),
		);
		await addCompanion(t.ground, facilitator, id, { ...who, name: "Tommaso" });
		expect((await openReferral(t.ground, facilitator, id)).companions).toMatchObject([{ name: "Tommaso" }]);
	});

	test("what was said goes with the person; that there was one stays in the count", async () => {
		const { id, person } = await sent();
		await t.ground.db.withActor(
			{ role: "forgetting", territoryId: places.territory, neighbourhoodIds: [] },
			async (tx) => {
				for (const { people } of holdersOfReferrals)
					for (const query of people?.letGo({ territoryId: places.territory, ids: [person], today: "2026-11-22" }) ??
						[])
						await tx.rows(query);
			},
		);
		for (const table of ["fields", "words", "calls", "companions"]) {
			const { rows } = await t.owner.query(`select from referrals.${table} where referral_id = $1`, [id]);
			expect(rows).toEqual([]);
		}
		await expect(openReferral(t.ground, worker, id)).rejects.toEqual(code("not_found"));
	});
});

describe("the path measured", () => {
	test("is told from five people on, by desk and in all, and never of fewer", async () => {
		const few = newId<"desk">();
		await t.owner.query(
			`insert into referrals.desks (territory_id, id, name, hours, phones, members, recorded_by)
				values ($1, $2, 'Altro', 'sempre', '{1}', array[$3]::uuid[], $3)`,
			[places.territory, few, worker.accountId],
		);
		const told = await measuredPath(t.ground, coordinator, {});
		expect(told.all.sent).toBeGreaterThanOrEqual(5);
		expect(told.parts.find(({ name }) => name === "Altro")?.measured.sent).toBe(0);
		await expect(measuredPath(t.ground, facilitator, {})).rejects.toEqual(code("not_yours"));
		const past = await measuredPath(t.ground, coordinator, { from: "2020-01-01", to: "2020-12-31" });
		expect(past.all.sent).toBe(0);
	});
});
