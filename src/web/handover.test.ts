import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../tests/harness.ts";
import { type Id, newId } from "../core/ids.ts";
import type { Actor } from "../db/actor.ts";
import type { HandOver } from "../modules/access/handovers/contract.ts";
import { handBack, handOver, handoverPage, nobodysIn, nobodysPage, readHandover } from "./handover.read.ts";

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
			actor.role === "coordinator" ? null : at,
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
		expect(t.db.statements() - before).toBeLessThanOrEqual(5);
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
	const count = async () => (await t.db.readAs(coordinator, (read) => nobodysIn(read, today))).length;
	expect(await count()).toBe(16);
	await t.owner.query("update access.assignments set until = null where account_id = $1", [bruno.accountId]);
	for (const who of [anna, carla])
		await handOver(t.ground, coordinator, request(coordinator, { from: who.accountId, because: "leaving" }));
	expect(await count()).toBe(0);
	await expect((async () => nobodysPage(t.ground, anna))()).rejects.toEqual(refused("not_yours"));
	expect(await t.db.readAs(far, (read) => read.rows(sql`select 1 from access.handovers`))).toEqual([]);
});
