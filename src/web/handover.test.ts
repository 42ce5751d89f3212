import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../tests/harness.ts";
import { type Id, newId } from "../core/ids.ts";
import type { Actor } from "../db/actor.ts";
import type { HandOver } from "../modules/access/handovers/contract.ts";
import { recordPerson } from "../modules/community/persons/service.ts";
import { mediation, nameReader, openMediation } from "../modules/mediations/service.ts";
import { writeDeskNote } from "../modules/referrals/beside/service.ts";
import { writeField } from "../modules/referrals/fields/service.ts";
import { openReferral } from "../modules/referrals/reading/service.ts";
import * as path from "../modules/referrals/service.ts";
import { countNobodys, handBack, handOver, handoverPage, nobodysPage, readHandover } from "./handover.read.ts";
import { leftBy } from "./leaving.read.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
type Account = Id<"account">;
const anna = actorOf("facilitator", "here", { name: "Anna" });
const bruno = actorOf("facilitator", "here", { name: "Bruno" });
const carla = actorOf("facilitator", "beside", { name: "Carla" });
const coordinator = actorOf("coordinator");
const far = actorOf("coordinator", "far");
const today = "2026-11-22";
const tenant = places.territory;

beforeAll(async () => {
	t = await freshDatabase();
	for (const actor of [anna, bruno, carla, coordinator, far])
		await t.owner.query("insert into access.accounts (id, name) values ($1, $2)", [actor.accountId, actor.name]);
});
afterAll(() => t.end());

async function assign(actor: Actor, until: string | null = null, at = actor.neighbourhoodId) {
	await t.owner.query(
		`insert into access.assignments (id, account_id, name, role, territory_id, neighbourhood_id, since, until)
		values ($1, $2, $3, $4, $5, $6, '2026-01-01', $7)`,
		[
			newId(),
			actor.accountId,
			actor.name,
			actor.role,
			actor.territoryId,
			["coordinator", "social-worker"].includes(actor.role) ? null : at,
			until,
		],
	);
}

beforeEach(async () => {
	await t.owner.query(
		`truncate access.handovers, access.handed_over, access.assignments, listening.follow_ups, listening.notes, listening.needs,
			listening.meetings, initiatives.initiatives, community.parties cascade`,
	);
	for (const actor of [anna, bruno, carla, coordinator, far]) await assign(actor);
});

type Kind = "follow-up" | "note" | "promise" | "meeting" | "initiative";

/** Something open of an account; `ended` where it asks for nothing any more. */
async function open(
	kind: Kind,
	of: Actor,
	{ at = places.here, ended = false, beside }: { at?: string; ended?: boolean; beside?: Actor } = {},
) {
	const id = newId();
	const by = of.accountId;
	const here = [tenant, id, at];
	if (kind === "follow-up")
		await t.owner.query(
			`insert into listening.follow_ups (territory_id, id, neighbourhood_id, due_on, what, assigned_to, done_at, done_by, ending)
			values ($1, $2, $3, '2026-11-20', 'Tornare', $4, case when $5 then now() end, case when $5 then $4::uuid end, case when $5 then 'done' end)`,
			[...here, by, ended],
		);
	if (kind === "note")
		await t.owner.query(
			`insert into listening.notes (territory_id, id, neighbourhood_id, text, kind, heard_on, recorded_by, urgent, taken_by, taken_at, set_aside_on)
			values ($1, $2, $3, 'Non risponde', 'noticed', '2026-11-21', $4, true, $4, now(), case when $5 then date '2026-11-22' end)`,
			[...here, by, ended],
		);
	if (kind === "meeting" || kind === "promise") {
		const meeting = kind === "meeting" ? id : newId();
		await t.owner.query(
			`insert into listening.meetings (territory_id, id, neighbourhood_id, title, held_on, responsible_id) values ($1, $2, $3, 'Tavolo', $4, $5)`,
			[tenant, meeting, at, kind === "promise" || ended ? "2026-11-01" : "2026-12-03", by],
		);
		if (kind === "promise")
			await t.owner.query(
				`insert into listening.promises (territory_id, id, neighbourhood_id, meeting_id, what, promised_by_account, due_on, state, responsible_id)
				values ($1, $2, $3, $4, 'Chiedere la sala', $5, '2026-12-01', $6, $5)`,
				[...here, meeting, by, ended ? "kept" : "open"],
			);
	}
	if (kind === "initiative") {
		const organisers = [by, ...(beside ? [beside.accountId] : [])];
		await t.owner.query(
			`insert into initiatives.initiatives (territory_id, id, neighbourhood_id, title, state, organisers) values ($1, $2, $3, 'Caffè', $4, $5)`,
			[...here, ended ? "dropped" : "open", organisers],
		);
		await t.owner.query(
			`insert into initiatives.sessions (territory_id, id, initiative_id, neighbourhood_id, starts_at, minutes, state, organisers)
			values ($1, $2, $3, $4, '2026-12-01T15:00Z', 60, 'planned', $5)`,
			[tenant, newId(), id, at, organisers],
		);
	}
	return id;
}

const kinds: Kind[] = ["follow-up", "note", "promise", "meeting", "initiative"];

async function openEach(of: Actor): Promise<string[]> {
	const ids: string[] = [];
	for (const kind of kinds) ids.push(await open(kind, of));
	return ids;
}

/** Who has each open thing in hand now, by its id. */
async function holders(): Promise<Record<string, string>> {
	const { rows } = await t.owner.query<{ id: string; holders: string[] }>(`
		select id, array[assigned_to] as holders from listening.follow_ups where done_at is null
		union all select id, array[taken_by] from listening.notes where urgent and taken_by is not null and set_aside_on is null
		union all select id, array[promised_by_account, responsible_id] from listening.promises where state = 'open'
		union all select id, array[responsible_id] from listening.meetings where held_on >= '${today}'
		union all select id, organisers from initiatives.initiatives where state in ('idea', 'preparing', 'open')`);
	const name = new Map([anna, bruno, carla, coordinator].map((actor) => [actor.accountId as string, actor.name!]));
	return Object.fromEntries(
		rows.map((row) => [row.id, [...new Set(row.holders.map((one) => name.get(one)!))].sort().join("+")]),
	);
}

const request = (to: Actor, more: Partial<HandOver> = {}): HandOver => ({
	id: newId<"handover">(),
	from: undefined,
	to: to.accountId as Account,
	because: "away",
	backOn: undefined,
	words: undefined,
	...more,
});
const refused = (code: string) => expect.objectContaining({ code });

describe("what goes over", () => {
	test("is everything in hand and nothing that has ended, with what to know besides", async () => {
		const made = await openEach(anna);
		const ids = Object.fromEntries(kinds.map((kind, i) => [kind, made[i]]));
		for (const kind of kinds) await open(kind, anna, { ended: true });
		for (const kind of kinds) await open(kind, bruno);
		for (const [label, by] of [
			["Ines", [anna]],
			["Piero", [anna, bruno]],
			["Nives", [bruno]],
		] as const) {
			const person = newId();
			await t.owner.query(
				`insert into community.parties (territory_id, id, neighbourhood_id, kind, label, folded, known_since) values ($1, $2, $3, 'person', $4, $4, '2026-01-01')`,
				[tenant, person, places.here, label],
			);
			for (const writer of by)
				await t.owner.query(
					`insert into listening.notes (territory_id, id, neighbourhood_id, text, kind, about_id, heard_on, recorded_by) values ($1, $2, $3, 'x', 'noticed', $4, '2026-11-01', $5)`,
					[tenant, newId(), places.here, person, writer.accountId],
				);
		}
		const before = t.db.statements();
		const { hand, receivers } = await handoverPage(t.ground, anna);
		expect(t.db.statements() - before).toBeLessThanOrEqual(6);
		const told = {
			"follow-up": hand.followUps,
			note: hand.urgent,
			promise: hand.promises,
			meeting: hand.meetings,
			initiative: hand.initiatives,
		};
		for (const kind of kinds)
			expect(
				told[kind].map((one) => one.id),
				kind,
			).toEqual([ids[kind]]);
		expect(hand.sessions).toMatchObject([{ initiativeId: ids.initiative, organisers: [anna.accountId] }]);
		expect(hand.people.map((one) => one.label)).toEqual(["Ines"]);
		expect(receivers.map((one) => one.id)).not.toContain(anna.accountId);
		expect((await handoverPage(t.ground, coordinator, anna.accountId)).hand.followUps).toHaveLength(1);
		await expect(handoverPage(t.ground, bruno, anna.accountId)).rejects.toEqual(refused("not_yours"));
		await expect(handoverPage(t.ground, far, anna.accountId)).rejects.toEqual(refused("not_found"));
	});
});

describe("the act", () => {
	test("passes everything at once, with its history; sent twice it is done once; what is left goes back", async () => {
		const ids = await openEach(anna);
		const shared = await open("initiative", anna, { beside: bruno });
		const input = request(bruno, { words: "Ines apre solo al mattino" });
		const made = await handOver(t.ground, anna, input);
		expect(made.items).toHaveLength(6);
		expect(await handOver(t.ground, anna, input)).toEqual(made);
		await expect(handOver(t.ground, anna, { ...input, words: "altro" })).rejects.toEqual(refused("id_taken"));
		for (const id of [...ids, shared]) expect((await holders())[id]).toBe(bruno.name);
		const { rows } = await t.owner.query("select kind from listening.follow_up_steps where follow_up_id = $1", [
			ids[0],
		]);
		expect(rows).toEqual([{ kind: "handed_over" }]);
		expect(await readHandover(t.ground, bruno, made.id)).toMatchObject({
			words: "Ines apre solo al mattino",
			giver: anna.accountId,
		});
		await expect(readHandover(t.ground, carla, made.id)).rejects.toEqual(refused("not_found"));
		await expect(handBack(t.ground, carla, made.id)).rejects.toEqual(refused("not_found"));
		// One thing is done meanwhile, another went on to somebody else: they stay as they are.
		await t.owner.query(
			"update listening.follow_ups set done_at = now(), done_by = assigned_to, ending = 'done' where id = $1",
			[ids[0]],
		);
		await t.owner.query("update listening.notes set taken_by = $1 where id = $2", [coordinator.accountId, ids[1]]);
		const back = await handBack(t.ground, bruno, made.id);
		expect(back.items.filter((item) => item.returned)).toHaveLength(4);
		expect(await handBack(t.ground, anna, made.id)).toEqual(back);
		const now = await holders();
		expect(ids.slice(1).map((id) => now[id])).toEqual([coordinator.name, anna.name, anna.name, anna.name]);
		expect(now[shared]).toBe([anna.name, bruno.name].sort().join("+"));
		const { rows: dates } = await t.owner.query(
			"select organisers from initiatives.sessions where initiative_id = $1",
			[shared],
		);
		expect(dates[0].organisers.sort()).toEqual([anna.accountId, bruno.accountId].sort());
		const { rows: trail } = await t.owner.query(
			"select verb, fields from access.audit where record_id = $1 order by at, id",
			[made.id],
		);
		expect(trail.map((one) => one.verb)).toEqual(["handOver", "handBack"]);
	});

	test("passes only what stands where the receiver works, and says that the rest stays", async () => {
		await assign(anna, null, places.beside);
		const [here, beside] = [await open("follow-up", anna), await open("follow-up", anna, { at: places.beside })];
		const both = { ...anna, neighbourhoodIds: [places.here, places.beside] };
		const made = await handOver(t.ground, both, request(carla));
		expect(made.items.map((item) => item.id)).toEqual([beside]);
		expect(made.rest).toBe(true);
		expect((await holders())[here]).toBe(anna.name);
		expect((await handOver(t.ground, both, request(coordinator))).rest).toBe(false);
	});

	test("is refused to whoever does not work here, to oneself, for somebody else but by the coordinator", async () => {
		const id = await open("follow-up", anna);
		for (const [actor, input, code] of [
			[anna, request(anna), "invalid"],
			[anna, request(far), "invalid"],
			[anna, request(bruno, { backOn: "2026-11-01" }), "invalid"],
			[bruno, request(carla, { from: anna.accountId }), "not_yours"],
			[actorOf("citizen"), request(bruno), "not_yours"],
			[actorOf("administrator"), request(bruno), "not_yours"],
		] as const)
			await expect((async () => handOver(t.ground, actor, input))()).rejects.toEqual(refused(code));
		expect((await holders())[id]).toBe(anna.name);
		await handOver(t.ground, coordinator, request(bruno, { from: anna.accountId, because: "leaving" }));
		expect((await holders())[id]).toBe(bruno.name);
	});

	test("is all or nothing", async () => {
		const ids = await openEach(anna);
		const broken = {
			...t.ground,
			db: {
				...t.db,
				withActor: (async (actor, work) =>
					t.db.withActor(actor, async (tx) => {
						await work(tx);
						throw new Error("power cut");
					})) as typeof t.db.withActor,
			},
		};
		await expect(handOver(broken, anna, request(bruno))).rejects.toThrow("power cut");
		for (const id of ids) expect((await holders())[id]).toBe(anna.name);
		expect((await t.owner.query("select 1 from access.handovers")).rows).toEqual([]);
	});
});

describe("what is reserved", () => {
	const neo = actorOf("facilitator", "here", { name: "Neo" });
	const sara = actorOf("social-worker", "here", { name: "Sara" });
	const wanda = actorOf("social-worker", "here", { name: "Wanda" });
	const reads = async (who: Actor, id: string, open: typeof openReferral | typeof mediation) =>
		open(t.ground, who, id).then(
			() => true,
			() => false,
		);

	beforeEach(async () => {
		await t.owner.query("truncate referrals.referrals, referrals.desks, mediations.mediations cascade");
		for (const actor of [neo, sara, wanda])
			await t.owner.query("insert into access.accounts (id, name) values ($1, $2) on conflict do nothing", [
				actor.accountId,
				actor.name,
			]);
		await assign(sara);
	});

	async function person(): Promise<Id<"party">> {
		const input = { id: newId<"party">(), label: newId(), existedBefore: false, another: true };
		return (await recordPerson(t.ground, anna, { ...input, level: "description" })).id as Id<"party">;
	}

	/** A referral that lies at Sara's desk, with a note of the desk's own; `ended`: taken back before it was sent. */
	async function referral({ ended = false } = {}): Promise<string> {
		const desk = newId<"desk">();
		await t.owner.query(
			`insert into referrals.desks (territory_id, id, name, hours, phones, members, recorded_by)
				values ($1, $2, 'Servizio sociale', 'sempre', '{0461 000 009}', array[$3]::uuid[], $4)`,
			[tenant, desk, sara.accountId, coordinator.accountId],
		);
		const { id } = await path.beginReferral(t.ground, anna, { id: newId(), person: await person(), urgent: false });
		if (ended) {
			await path.closeReferral(t.ground, anna, id, { version: 1 });
			return id;
		}
		await path.chooseDesk(t.ground, anna, id, { desk, version: 1 });
		await writeField(t.ground, anna, id, { key: "asks", text: "Un colloquio", shared: true, version: 2 });
		await writeField(t.ground, anna, id, { key: "phone", text: "Non dirlo", shared: false, version: 3 });
		let { version } = await path.groundReferral(t.ground, anna, id, { version: 4, norm: "Art. 1", told: "no" });
		({ version } = await path.sendReferral(t.ground, anna, id, { version }));
		await path.receiveReferral(t.ground, sara, id, { version });
		await writeDeskNote(t.ground, sara, id, { id: newId(), note: "Solo per noi" });
		return id;
	}

	async function conflict(): Promise<string> {
		const [one, other] = [await person(), await person()];
		const input = { id: newId<"mediation">(), neighbourhood: undefined, matter: "i passi", one, other };
		return (await openMediation(t.ground, anna, input)).id;
	}

	/** Every row of them that an account reads, by table. */
	const rowsOf = (who: Actor) =>
		t.db.readAs(who, async (read) => {
			const counts: Record<string, number> = {};
			for (const table of reservedTables)
				counts[table] = (await read.rows(sql`select 1 from ${sql.table(table)}`)).length;
			return counts;
		});
	const reservedTables = [
		...["referrals", "fields", "steps", "words"].map((table) => `referrals.${table}`),
		...["mediations", "parties", "steps"].map((table) => `mediations.${table}`),
	];

	test("passes in the same act to a named colleague: the coordinator counts it, reads no row of it before or after", async () => {
		await assign(neo);
		const [open, closed, between] = [await referral(), await referral({ ended: true }), await conflict()];
		const before = await rowsOf(anna);
		for (const table of reservedTables) expect(before[table], table).toBeGreaterThan(0);
		const { hand } = await handoverPage(t.ground, coordinator, anna.accountId);
		expect(hand.reserved).toEqual({ referral: { open: 1, ended: 1 }, mediation: { open: 1, ended: 0 } });
		const { reserved } = await t.db.readAs(coordinator, (read) => leftBy(read, anna.accountId as string, today));
		expect(reserved).toEqual({ referrals: 2, mediations: 1 });
		const desks = await rowsOf(sara);
		const made = await handOver(t.ground, coordinator, request(neo, { from: anna.accountId, because: "leaving" }));
		expect(made.items.map(({ kind, id, words }) => [kind, id, words])).toEqual(
			expect.arrayContaining([
				["referral", open, undefined],
				["referral", closed, undefined],
				["mediation", between, undefined],
			]),
		);
		const none = Object.fromEntries(reservedTables.map((table) => [table, 0]));
		for (const who of [coordinator, anna, bruno]) expect(await rowsOf(who), who.name).toEqual(none);
		expect(await rowsOf(neo), "all of hers, and not the desk's own note").toEqual(before);
		expect(await rowsOf(sara)).toEqual(desks);
		expect((await openReferral(t.ground, neo, open)).fields.map((field) => field.text)).toEqual([
			"Un colloquio",
			"Non dirlo",
		]);
		expect(await reads(neo, between, mediation)).toBe(true);
		for (const who of [anna, coordinator]) {
			expect(await reads(who, open, openReferral)).toBe(false);
			expect(await reads(who, between, mediation)).toBe(false);
		}
		const { rows } = await t.owner.query("select verb, actor_id from access.audit where record_id = any($1::uuid[])", [
			[open, closed, between],
		]);
		const handed = rows.filter((row) => ["handReferral", "handMediationOver"].includes(row.verb));
		expect(handed.map((row) => row.actor_id)).toEqual(Array(3).fill(coordinator.accountId));
		const { version } = (await openReferral(t.ground, neo, open)).referral;
		expect((await path.revokeReferral(t.ground, neo, open)).version, "and the path goes on").toBe(version + 1);
	});

	test("for an absence what is open passes, and comes back; who read a mediation before reads it after", async () => {
		const [open, closed, between] = [await referral(), await referral({ ended: true }), await conflict()];
		const reader = { act: "add" as const, reader: bruno.accountId as Account };
		await nameReader(t.ground, anna, between, reader);
		const { id } = await handOver(t.ground, anna, request(bruno));
		expect(await reads(bruno, open, openReferral)).toBe(true);
		expect(await reads(anna, open, openReferral)).toBe(false);
		expect(await reads(bruno, closed, openReferral)).toBe(false);
		expect(await reads(anna, closed, openReferral)).toBe(true);
		const back = await handBack(t.ground, bruno, id);
		expect(back.items.filter((item) => item.returned).map((item) => item.id)).toEqual(
			expect.arrayContaining([open, between]),
		);
		expect(await reads(anna, open, openReferral)).toBe(true);
		expect(await reads(bruno, open, openReferral)).toBe(false);
		expect(await reads(bruno, between, mediation)).toBe(true);
		expect((await mediation(t.ground, anna, between)).mediator).toBe(anna.accountId);
	});

	test("a referral passes to facilitators of the neighbourhood alone; what does not pass stays, and is said", async () => {
		const [open, between] = [await referral(), await conflict()];
		const toCarla = await handOver(t.ground, anna, request(carla));
		expect([toCarla.items, toCarla.rest]).toEqual([[], true]);
		const toPaolo = await handOver(t.ground, anna, request(coordinator));
		expect(toPaolo.items.map((item) => item.id)).toEqual([between]);
		expect(toPaolo.rest).toBe(true);
		expect(await reads(anna, open, openReferral)).toBe(true);
		expect(await reads(coordinator, open, openReferral)).toBe(false);
	});

	test("is all or nothing", async () => {
		const open = await referral();
		const cut = (async (actor, work) =>
			t.db.withActor(actor, async (tx) => {
				await work(tx);
				throw new Error("power cut");
			})) as typeof t.db.withActor;
		const broken = { ...t.ground, db: { ...t.db, withActor: cut } };
		await expect(handOver(broken, anna, request(bruno))).rejects.toThrow("power cut");
		expect(await reads(anna, open, openReferral)).toBe(true);
		expect(await reads(bruno, open, openReferral)).toBe(false);
	});

	test("of whoever has left without handing it on stands on the coordinator's page, ended or not, and nothing of it", async () => {
		const ids = [await referral(), await referral({ ended: true }), await conflict()];
		expect((await nobodysPage(t.ground, coordinator)).items).toEqual([]);
		await t.owner.query("update access.assignments set until = '2026-11-21' where account_id = $1", [anna.accountId]);
		const { items } = await nobodysPage(t.ground, coordinator);
		expect(items.map(({ id, words, account }) => [id, words, account]).sort()).toEqual(
			ids.map((id) => [id, undefined, anna.accountId]).sort(),
		);
		expect(await t.db.readAs(coordinator, (read) => countNobodys(read, today))).toBe(3);
		await handOver(t.ground, coordinator, request(bruno, { from: anna.accountId, because: "leaving" }));
		expect((await nobodysPage(t.ground, coordinator)).items).toEqual([]);
		for (const id of ids.slice(0, 2)) expect(await reads(bruno, id, openReferral)).toBe(true);
	});

	test("at a desk of which the last has left is said before and after, until somebody else belongs to it", async () => {
		await referral();
		const left = () => t.db.readAs(coordinator, (read) => leftBy(read, sara.accountId as string, today));
		expect((await left()).desks).toBe(1);
		expect((await nobodysPage(t.ground, coordinator)).items).toEqual([]);
		await t.owner.query("update access.assignments set until = '2026-11-21' where account_id = $1", [sara.accountId]);
		expect((await nobodysPage(t.ground, coordinator)).items).toMatchObject([
			{ kind: "desk", words: "Servizio sociale" },
		]);
		await assign(wanda);
		await t.owner.query("update referrals.desks set members = members || $1::uuid", [wanda.accountId]);
		expect((await nobodysPage(t.ground, coordinator)).items).toEqual([]);
		expect((await left()).desks).toBe(0);
	});
});

test("nothing stays with nobody: after whichever assignments end, everything open has a holder in force or stands on the coordinator's page", async () => {
	const staff = [anna, bruno, carla];
	for (const kind of kinds)
		for (const who of staff) await open(kind, who, { at: who === carla ? places.beside : places.here });
	const shared = await open("initiative", anna, { beside: bruno });
	for (let chosen = 0; chosen < 8; chosen += 1) {
		const gone = staff.filter((_, i) => (chosen & (1 << i)) !== 0);
		await t.owner.query(
			"update access.assignments set until = case when account_id = any($1::uuid[]) then date '2026-11-21' end",
			[gone.map((one) => one.accountId)],
		);
		const listed = new Set((await nobodysPage(t.ground, coordinator)).items.map((item) => item.id as string));
		const inForce = staff.filter((one) => !gone.includes(one)).map((one) => one.name!);
		for (const [id, holder] of Object.entries(await holders())) {
			const held = holder.split("+").some((name) => inForce.includes(name));
			expect(listed.has(id), `${holder} ${chosen}`).toBe(!held);
		}
		expect(listed.has(shared)).toBe(gone.includes(anna) && gone.includes(bruno));
	}
	const count = () => t.db.readAs(coordinator, (read) => countNobodys(read, today));
	expect(await count()).toBe(16);
	await t.owner.query("update access.assignments set until = null where account_id = $1", [bruno.accountId]);
	for (const who of [anna, carla])
		await handOver(t.ground, coordinator, request(coordinator, { from: who.accountId, because: "leaving" }));
	expect(await count()).toBe(0);
	await expect((async () => nobodysPage(t.ground, anna))()).rejects.toEqual(refused("not_yours"));
	expect(await t.db.readAs(far, (read) => read.rows(sql`select 1 from access.handovers`))).toEqual([]);
});
