import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actorOf, freshDatabase, places, testNow } from "../../../tests/harness.ts";
import { type Id, newId } from "../../core/ids.ts";
import { addDays, dayOf, timeOf } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import { roles } from "../../core/roles.ts";
import { type Actor, nobody } from "../../db/actor.ts";
import { addPersonIn, agreeIn, recordTieIn } from "../community/service.ts";
import * as contract from "./contract.ts";
import * as service from "./service.ts";
import * as sessions from "./sessions/service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const beside = actorOf("facilitator", "beside");
const far = actorOf("coordinator", "far");
const citizen = actorOf("citizen");
const today = dayOf(testNow);

beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

async function refusal(work: Promise<unknown>): Promise<[string, object] | undefined> {
	try {
		await work;
		return undefined;
	} catch (error) {
		if (!(error instanceof Refused)) throw error;
		return [error.code, error.fields];
	}
}

function start(input: object = {}, actor: Actor = anna) {
	return service.startInitiative(
		t.ground,
		actor,
		contract.newInitiative.parse({ id: newId(), title: "Pausa caffè", ...input }),
	);
}

function go(id: string, to: contract.InitiativeState, more: object = {}, actor = anna) {
	return service.changeState(t.ground, actor, id, { to, ...more });
}

function plan(id: string, input: object = {}, actor = anna) {
	const given = { startsOn: today, time: "15:00", minutes: 90, ...input };
	return service.addSessions(t.ground, actor, id, contract.newSessions.parse(given));
}

function was(id: string, session: string, input: object, actor = anna) {
	return service.recordAttendance(t.ground, actor, id, session, contract.attendance.parse({ unnamed: 0, ...input }));
}

/** Somebody known here; `agreed` to being written down at sessions. */
function person(label: string, level: "description" | "nickname" = "nickname", agreed = false): Promise<string> {
	return t.db.withActor(anna, async (tx) => {
		const { id } = await addPersonIn(tx, {
			neighbourhoodId: places.here,
			label,
			level,
			agreedHow: level === "description" ? undefined : "in_person",
			knownSince: today,
		});
		if (agreed) await agreeIn(tx, { personId: id, purpose: "sessions", how: "in_person", day: today });
		return id;
	});
}

async function need(title = "compagnia la domenica", neighbourhood = places.here): Promise<Id<"need">> {
	const id = newId<"need">();
	await t.owner.query(
		`insert into listening.needs (territory_id, id, neighbourhood_id, title, state, first_heard_on, last_heard_on)
		values ($1, $2, $3, $4, 'heard', $5, $5)`,
		[places.territory, id, neighbourhood, title, today],
	);
	return id;
}

/** An account with a role; returns its id. */
async function holds(
	name: string,
	role: string,
	account: string = newId(),
	neighbourhood: string = places.here,
	territory: string = places.territory,
	until: string | null = null,
): Promise<string> {
	await t.owner.query("insert into access.accounts (id, name) values ($1, $2)", [account, name]);
	await t.owner.query(
		`insert into access.assignments (id, account_id, name, role, territory_id, neighbourhood_id, since, until)
		values ($1, $1, $2, $3, $4, $5, '2026-01-01', $6)`,
		[account, name, role, territory, neighbourhood, until],
	);
	return account;
}

async function one<Row>(text: string, values: unknown[]): Promise<Row> {
	return (await t.owner.query(text, values)).rows[0] as Row;
}

describe("starting", () => {
	test("an idea, with who runs it since today, its trail, and once however often it is sent", async () => {
		const id = newId<"initiative">();
		const input = { id, languages: ["it", "ur"], objectives: ["O2"], stepFree: true, runBy: "together" };
		const made = await start(input);
		expect(made).toMatchObject({
			id,
			state: "idea",
			languages: ["it", "ur"],
			stepFree: true,
			organisers: [anna.accountId],
		});
		expect(await start(input)).toEqual(made);
		expect(await refusal(start({ ...input, title: "Altro" }))).toEqual(["id_taken", {}]);
		const trail = await one<{ n: number }>("select count(*)::int n from access.audit where record_id = $1", [id]);
		expect(trail.n).toBe(1);
		expect((await service.workingInitiative(t.ground, anna, id)).runners).toEqual([{ who: "together", since: today }]);
	});

	test("from a model that is there; another is refused", async () => {
		expect((await start({ model: "repair-evening" })).modelId).toBe("repair-evening");
		expect(await refusal(start({ model: "gita" }))).toEqual(["invalid", { model: "error.choice" }]);
	});

	test("a public text that names somebody's trouble is refused and nothing is written", async () => {
		const before = await one<{ n: number }>("select count(*)::int n from initiatives.initiatives", []);
		expect(await refusal(start({ invitation: "per anziani soli" }))).toEqual([
			"labels",
			{ invitation: "refusal.labels" },
		]);
		expect(await one("select count(*)::int n from initiatives.initiatives", [])).toEqual(before);
	});

	test("from a need: the need says what answers it and moves on; nothing of it stands on the public side", async () => {
		const id = await need("la zefirina che nessuno saluta");
		const made = await start({ needs: [id] });
		expect(JSON.stringify(made)).not.toContain("zefirina");
		expect((await service.workingInitiative(t.ground, anna, made.id)).needs).toEqual([
			{ id, title: "la zefirina che nessuno saluta" },
		]);
		expect(await one("select state from listening.needs where id = $1", [id])).toEqual({ state: "being_answered" });
		expect(await one("select kind, label from listening.answers where record_id = $1", [made.id])).toEqual({
			kind: "initiative",
			label: "Pausa caffè",
		});
		await service.linkNeed(t.ground, anna, made.id, id);
		expect(await one("select count(*)::int n from listening.answers where record_id = $1", [made.id])).toEqual({
			n: 1,
		});
	});

	test("a need of the neighbourhood beside is not to be had", async () => {
		const id = await need("altrove", places.beside);
		expect(await refusal(start({ needs: [id] }))).toEqual(["invalid", { needs: "error.choice" }]);
	});
});

describe("who organises it", () => {
	test("a colleague or an active citizen of the territory; nobody else, and not from beside", async () => {
		const made = await start();
		const add = (account: string, actor = anna) => service.addOrganiser(t.ground, actor, made.id, account);
		const wrong = ["invalid", { account: "error.choice" }];
		const rosa = await holds("Rosa", "citizen");
		const ugo = await holds("Ugo", "facilitator", newId(), places.beside);
		await add(rosa);
		await add(ugo, actorOf("coordinator"));
		for (const account of [
			newId(),
			await holds("Residente", "resident"),
			await holds("Lontana", "citizen", newId(), places.far, places.otherTerritory),
			await holds("Di prima", "citizen", newId(), places.here, places.territory, addDays(today, -1)),
		])
			expect(await refusal(add(account))).toEqual(wrong);
		for (const actor of [beside, far]) expect((await refusal(add(rosa, actor)))?.[0]).toBe("not_found");
		for (const actor of [citizen, actorOf("social-worker"), actorOf("administrator")])
			expect((await refusal(add(rosa, actor)))?.[0]).toBe("not_yours");
		const shown = await service.organisersOf(t.ground, anna, made.id);
		expect(shown.organisers).toEqual([
			{ id: anna.accountId, name: null, roles: [] },
			{ id: rosa, name: "Rosa", roles: ["citizen"] },
			{ id: ugo, name: "Ugo", roles: ["facilitator"] },
		]);
		expect(shown.others.map((one) => one.name)).not.toContain("Rosa");
		expect(shown.others.map((one) => one.name)).not.toContain("Residente");
	});

	test("added and taken out: each date copies it, each change has one entry, the second time changes nothing", async () => {
		const made = await start();
		const lea = await holds("Lea", "citizen");
		const of = async () =>
			(
				await t.owner.query(
					`select organisers from initiatives.initiatives where id = $1
					union all select organisers from initiatives.sessions where initiative_id = $1`,
					[made.id],
				)
			).rows.map((row) => row.organisers);
		await plan(made.id);
		await service.addOrganiser(t.ground, anna, made.id, lea);
		await service.addOrganiser(t.ground, anna, made.id, lea);
		await plan(made.id, { time: "18:00" });
		expect(await of()).toEqual([0, 1, 2].map(() => [anna.accountId, lea]));
		await service.removeOrganiser(t.ground, anna, made.id, lea);
		await service.removeOrganiser(t.ground, anna, made.id, lea);
		expect(await of()).toEqual([0, 1, 2].map(() => [anna.accountId]));
		const { rows } = await t.owner.query(
			"select verb, fields from access.audit where record_id = $1 and verb like '%Organiser' order by id",
			[made.id],
		);
		expect(rows).toEqual([
			{ verb: "addOrganiser", fields: ["organisers"] },
			{ verb: "removeOrganiser", fields: ["organisers"] },
		]);
	});

	test("a date planned while somebody is taken out does not keep them", async () => {
		const made = await start();
		const ivo = await holds("Ivo", "citizen");
		await service.addOrganiser(t.ground, anna, made.id, ivo);
		await t.owner.query("begin");
		await t.owner.query("update initiatives.initiatives set organisers = '{}' where id = $1", [made.id]);
		const planned = plan(made.id);
		await new Promise((resolve) => setTimeout(resolve, 150));
		await t.owner.query("commit");
		const [date] = await planned;
		expect(await one("select organisers from initiatives.sessions where id = $1", [date?.id])).toEqual({
			organisers: [],
		});
	});

	test("an active citizen who organises sees its dates and counts, and nothing heard; taken out, nothing of it", async () => {
		const pino = actorOf("citizen");
		const made = await start({ needs: [await need("nessuno saluta la zefirina")] });
		await t.owner.query(
			`insert into listening.notes (territory_id, id, neighbourhood_id, text, kind, heard_on, recorded_by, need_id)
			select territory_id, $2, neighbourhood_id, 'nessuno la saluta', 'noticed', $3, $4, need_id
			from initiatives.answered_needs where initiative_id = $1`,
			[made.id, newId(), today, anna.accountId],
		);
		const [date] = await plan(made.id);
		await was(made.id, date?.id ?? "", { people: [{ person: await person("Gina", "nickname", true) }], unnamed: 2 });
		const sees = () =>
			t.db.readAs(pino, async (read) => {
				const [row] = await read.rows<Record<string, number>>(sql`select
					(select count(*)::int from initiatives.initiatives where id = ${made.id}) as initiative,
					(select count(*)::int from initiatives.sessions where initiative_id = ${made.id}) as sessions,
					(select count(*)::int from initiatives.workings) + (select count(*)::int from initiatives.answered_needs)
						+ (select count(*)::int from initiatives.runners) + (select count(*)::int from initiatives.participations)
						+ (select count(*)::int from listening.needs) + (select count(*)::int from listening.notes)
						+ (select count(*)::int from community.persons) as inside`);
				return row;
			});
		const nothing = { initiative: 0, sessions: 0, inside: 0 };
		expect(await sees()).toEqual(nothing);
		const account = await holds("Pino", "citizen", pino.accountId);
		await service.addOrganiser(t.ground, anna, made.id, account);
		expect(await sees()).toEqual({ initiative: 1, sessions: 1, inside: 0 });
		const shown = await service.organisedInitiative(t.ground, pino, made.id);
		expect(shown.sessions.map((s) => [s.named, s.unnamed])).toEqual([[1, 2]]);
		expect(JSON.stringify(shown)).not.toMatch(/zefirina|saluta|Gina/);
		await service.removeOrganiser(t.ground, anna, made.id, account);
		expect(await sees()).toEqual(nothing);
		expect((await refusal(service.organisedInitiative(t.ground, pino, made.id)))?.[0]).toBe("not_found");
	});

	test("who lost the role is still named, and can be taken out", async () => {
		const made = await start();
		const account = await holds("Nives", "citizen");
		await service.addOrganiser(t.ground, anna, made.id, account);
		await t.owner.query("update access.assignments set until = $2 where account_id = $1", [
			account,
			addDays(today, -1),
		]);
		expect((await service.organisersOf(t.ground, anna, made.id)).organisers.at(-1)).toEqual({
			id: account,
			name: "Nives",
			roles: [],
		});
		await service.removeOrganiser(t.ground, anna, made.id, account);
		expect((await service.organisersOf(t.ground, anna, made.id)).organisers).toHaveLength(1);
	});
});

describe("its life", () => {
	test("sent again after a correction it gets its answer, and another one's id is refused", async () => {
		const id = newId<"initiative">();
		await start({ id, title: "Caffè" });
		const change = contract.changeInitiative.parse({ title: "Caffè del martedì", languages: ["it"] });
		await service.changeInitiative(t.ground, anna, id, change);
		expect((await start({ id, title: "Caffè" })).title).toBe("Caffè del martedì");
		expect(await refusal(start({ id, title: "Caffè" }, actorOf("facilitator")))).toEqual(["id_taken", {}]);
		expect(await refusal(start({ id, title: "Caffè" }, beside))).toEqual(["id_taken", {}]);
	});

	test("what its dates and partners show follows its state, in the same transaction", async () => {
		const made = await start();
		const organisation = newId();
		await t.owner.query(
			`insert into community.parties (territory_id, id, neighbourhood_id, kind, label, folded, known_since) values ($1, $2, $3, 'organisation', 'Pro Loco', 'pro loco', $4)`,
			[places.territory, organisation, places.here, today],
		);
		await t.owner.query(
			`insert into community.organisations (territory_id, id, neighbourhood_id, sector) values ($1, $2, $3, 'third_sector')`,
			[places.territory, organisation, places.here],
		);
		await service.addPartner(t.ground, anna, made.id, organisation);
		await plan(made.id);
		const shown = () =>
			one<object>(
				`select i.shown i, (select bool_and(shown) from initiatives.sessions where initiative_id = i.id) s,
					(select bool_and(shown) from initiatives.partners where initiative_id = i.id) p from initiatives.initiatives i where id = $1`,
				[made.id],
			);
		expect(await shown()).toEqual({ i: false, s: false, p: false });
		expect(await go(made.id, "open")).toMatchObject({ state: "open", openedOn: today });
		expect(await shown()).toEqual({ i: true, s: true, p: true });
		await go(made.id, "dropped", { reason: "la sala non c'è più" });
		expect(await shown()).toEqual({ i: false, s: false, p: false });
		expect(await service.workingInitiative(t.ground, anna, made.id)).toMatchObject({
			droppedBecause: "la sala non c'è più",
			concludedOn: today,
		});
	});

	test("nobody concludes without what was learnt", async () => {
		const made = await start();
		await go(made.id, "open");
		expect((await refusal(go(made.id, "concluded")))?.[0]).toBe("needs_reason");
		expect((await go(made.id, "concluded", { learnt: "due tavoli piccoli" })).state).toBe("concluded");
	});

	test("letting go can be seen: each change of who runs it stays, with its day", async () => {
		const made = await start();
		const citizens = { id: newId<"runner">(), runBy: "citizens" as const, since: today };
		await service.changeRunner(t.ground, anna, made.id, citizens);
		expect((await service.workingInitiative(t.ground, anna, made.id)).runners.map((r) => r.who)).toEqual([
			"staff",
			"citizens",
		]);
		const tomorrow = { ...citizens, id: newId<"runner">(), since: addDays(today, 1) };
		expect(await refusal(service.changeRunner(t.ground, anna, made.id, tomorrow))).toEqual([
			"invalid",
			{ since: "error.future" },
		]);
	});
});

describe("dates", () => {
	test("a series over the change of the clocks, written once, a day gone by as held", async () => {
		const made = await start();
		const input = { id: newId(), startsOn: "2026-10-20", repeat: "weekly", until: "2026-12-01" };
		const dates = await plan(made.id, input);
		expect(dates.map((s) => s.state)).toEqual(["held", "held", "held", "held", "held", "planned", "planned"]);
		expect(new Set(dates.map((s) => timeOf(s.startsAt)))).toEqual(new Set(["15:00"]));
		expect((await plan(made.id, input)).map((s) => s.id)).toEqual(dates.map((s) => s.id));
		expect(await one("select count(*)::int n from initiatives.sessions where initiative_id = $1", [made.id])).toEqual({
			n: 7,
		});
		expect(await refusal(plan(made.id, { ...input, time: "16:00" }))).toEqual(["id_taken", {}]);
		const other = await start();
		expect(await refusal(plan(other.id, input))).toEqual(["id_taken", {}]);
	});

	test("one that people were counted at is not called off", async () => {
		const made = await start();
		const [date] = await plan(made.id);
		const id = date?.id ?? "";
		await sessions.setSessionState(t.ground, anna, made.id, id, "cancelled");
		expect((await refusal(was(made.id, id, { unnamed: 1 })))?.[0]).toBe("not_from_here");
		await sessions.setSessionState(t.ground, anna, made.id, id, "planned");
		await was(made.id, id, { unnamed: 1 });
		expect((await refusal(sessions.setSessionState(t.ground, anna, made.id, id, "cancelled")))?.[0]).toBe(
			"not_from_here",
		);
	});

	test("a day to come has no sheet yet", async () => {
		const made = await start();
		const [date] = await plan(made.id, { startsOn: addDays(today, 1) });
		expect((await refusal(was(made.id, date?.id ?? "", { unnamed: 1 })))?.[0]).toBe("not_from_here");
	});
});

describe("who was there", () => {
	test("by name only with the person's yes, which is kept; the sheet can be mended", async () => {
		const made = await start();
		const [date] = await plan(made.id);
		const id = date?.id ?? "";
		const amina = await person("Amina");
		const sergio = await person("Sergio", "nickname", true);
		expect(await refusal(was(made.id, id, { people: [{ person: amina }], unnamed: 2 }))).toEqual([
			"needs_agreement",
			{ people: "refusal.needs_agreement" },
		]);
		expect(
			await was(made.id, id, {
				people: [
					{ person: amina, agreed: true },
					{ person: sergio, role: "helps" },
				],
				unnamed: 2,
			}),
		).toMatchObject({
			state: "held",
			named: 2,
			unnamed: 2,
		});
		expect(
			await one("select given_how from community.agreements where person_id = $1 and purpose = 'sessions'", [amina]),
		).toEqual({ given_how: "in_person" });
		await was(made.id, id, { people: [{ person: sergio, role: "runs" }], unnamed: 3 });
		expect((await service.sessionOf(t.ground, anna, made.id, id)).participants).toEqual([
			{ personId: sergio, label: "Sergio", role: "runs" },
		]);
		expect(await one("select named_count, unnamed_count from initiatives.sessions where id = $1", [id])).toEqual({
			named_count: 1,
			unnamed_count: 3,
		});
	});

	test("somebody known by a description counts without a name", async () => {
		const made = await start();
		const [date] = await plan(made.id);
		const lady = await person("la signora del terzo piano", "description");
		expect(await refusal(was(made.id, date?.id ?? "", { people: [{ person: lady, agreed: true }] }))).toEqual([
			"needs_agreement",
			{ people: "initiatives.only_described" },
		]);
	});

	test("having met is a fact; it becomes a tie when one of the two says so, and only of those who were there", async () => {
		const made = await start();
		const [date] = await plan(made.id);
		const id = date?.id ?? "";
		const [zita, bepi, ugo] = [
			await person("Zita", "nickname", true),
			await person("Bepi", "nickname", true),
			await person("Ugo", "nickname", true),
		];
		await was(made.id, id, { people: [{ person: zita }, { person: bepi }] });
		const ties = () => one<{ n: number }>("select count(*)::int n from community.ties where met_at = $1", [id]);
		expect(await ties()).toEqual({ n: 0 });
		const met = (input: object) =>
			service.meetHere(t.ground, anna, made.id, id, contract.metHere.parse({ saidBy: "one", ...input }));
		expect(await refusal(met({ one: zita, other: ugo }))).toEqual(["invalid", { other: "initiatives.not_at_session" }]);
		expect((await refusal(met({ one: zita, other: zita })))?.[0]).toBe("same_person");
		await met({ one: zita, other: bepi });
		expect(await one("select kind, said_by, met_at from community.ties where one_id = $1", [zita])).toEqual({
			kind: "knows",
			said_by: "one",
			met_at: id,
		});
	});

	test("newly met: written down with somebody else, and without a tie from before that day", async () => {
		const month = () =>
			t.db.readAs(anna, (read) => service.monthOfSessionsIn(read, places.here, "2026-08-01", "2026-08-31"));
		expect(await month()).toEqual({ sessions: 0, newlyMet: 0 });
		const made = await start();
		const dates = await plan(made.id, { startsOn: "2026-08-04", repeat: "weekly", until: "2026-08-11" });
		const [one = "", two = ""] = dates.map((s) => s.id);
		const [a, b, c] = [
			await person("Ada", "nickname", true),
			await person("Bea", "nickname", true),
			await person("Cesco", "nickname", true),
		];
		await was(made.id, one, { people: [{ person: a }], unnamed: 9 });
		expect(await month(), "alone with people nobody wrote down").toEqual({ sessions: 2, newlyMet: 0 });
		await was(made.id, two, { people: [{ person: a }, { person: b }, { person: c }] });
		expect(await month()).toEqual({ sessions: 2, newlyMet: 3 });
		const tie = { neighbourhoodId: places.here, oneId: a, otherId: b, kind: "friend", saidBy: "both", today } as const;
		await t.db.withActor(anna, (tx) => recordTieIn(tx, { ...tie, since: "2026-08-11" }));
		expect(await month(), "a tie of that very day is what grew").toEqual({ sessions: 2, newlyMet: 3 });
		await t.db.withActor(anna, (tx) => recordTieIn(tx, { ...tie, kind: "kin", since: "2026-08-10" }));
		expect(await month()).toEqual({ sessions: 2, newlyMet: 1 });
	});
});

describe("who sees it", () => {
	test("nobody of another neighbourhood or territory works on it, open or not", async () => {
		const made = await start();
		const [date] = await plan(made.id);
		for (const state of ["idea", "open"] as const) {
			if (state === "open") await go(made.id, "open");
			for (const actor of [beside, far]) {
				expect((await refusal(service.workingInitiative(t.ground, actor, made.id)))?.[0], state).toBe("not_found");
				expect((await refusal(go(made.id, "dropped", { reason: "x" }, actor)))?.[0], state).toBe("not_found");
				expect((await refusal(plan(made.id, {}, actor)))?.[0], state).toBe("not_found");
				expect((await refusal(was(made.id, date?.id ?? "", { unnamed: 1 }, actor)))?.[0], state).toBe("not_found");
			}
		}
	});

	test("a citizen sees the own ones alone, with counts and without names or working side", async () => {
		const made = await start();
		const [date] = await plan(made.id);
		const pia = await person("Pia", "nickname", true);
		await was(made.id, date?.id ?? "", { people: [{ person: pia }], unnamed: 4 });
		expect((await refusal(service.organisedInitiative(t.ground, citizen, made.id)))?.[0]).toBe("not_found");
		await service.addOrganiser(t.ground, anna, made.id, await holds("Tommaso", "citizen", citizen.accountId));
		const seen = await service.organisedInitiative(t.ground, citizen, made.id);
		expect(seen.sessions.map((s) => [s.named, s.unnamed])).toEqual([[1, 4]]);
		expect(JSON.stringify(seen)).not.toContain("Pia");
		const list = await service.listInitiatives(t.ground, citizen, contract.listInitiatives.parse({}));
		expect(list.items.map((i) => i.id)).toEqual([made.id]);
		expect((await refusal(service.workingInitiative(t.ground, citizen, made.id)))?.[0]).toBe("not_yours");
		expect((await refusal(service.sessionOf(t.ground, citizen, made.id, date?.id ?? "")))?.[0]).toBe("not_yours");
	});

	test("no other role lists or starts any; nobody is asked to sign in", async () => {
		for (const role of roles.filter((r) => !["facilitator", "coordinator", "citizen"].includes(r))) {
			expect(
				(await refusal(service.listInitiatives(t.ground, actorOf(role), contract.listInitiatives.parse({}))))?.[0],
				role,
			).toBe("not_yours");
		}
		expect((await refusal(start({}, citizen)))?.[0]).toBe("not_yours");
		expect((await refusal(start({}, nobody())))?.[0]).toBe("sign_in_first");
	});

	test("PostgreSQL itself keeps the working side and the names from whoever else asks", async () => {
		const made = await start({ needs: [await need()] });
		await go(made.id, "open");
		const [date] = await plan(made.id);
		await was(made.id, date?.id ?? "", { people: [{ person: await person("Rita", "nickname", true) }] });
		const count = (actor: Actor) =>
			t.db.readAs(
				actor,
				async (read) =>
					(
						await read.rows<{ n: number }>(sql`
				select (select count(*) from initiatives.workings where initiative_id = ${made.id})
					+ (select count(*) from initiatives.answered_needs where initiative_id = ${made.id})
					+ (select count(*) from initiatives.runners where initiative_id = ${made.id})
					+ (select count(*) from initiatives.participations where session_id = ${date?.id}) as n`)
					)[0]?.n,
			);
		expect(await count(anna)).toBe(4);
		for (const actor of [
			beside,
			far,
			citizen,
			actorOf("officer"),
			actorOf("administrator"),
			nobody(places.territory),
			nobody(),
		]) {
			expect(await count(actor), actor.role).toBe(0);
		}
	});
});

test("lists go on from where they ended, newest first, each once", async () => {
	const ids: string[] = [];
	let cursor: string | undefined;
	do {
		const { items, next } = await service.listInitiatives(
			t.ground,
			anna,
			contract.listInitiatives.parse({ limit: 3, cursor }),
		);
		ids.push(...items.map((i) => i.id));
		cursor = next ?? undefined;
	} while (cursor);
	expect(new Set(ids).size).toBe(ids.length);
	const { n } = await one<{ n: number }>(
		"select count(*)::int n from initiatives.initiatives where neighbourhood_id = $1",
		[places.here],
	);
	expect(ids).toHaveLength(n);
});

test("eight models, complete in three languages", async () => {
	for (const language of ["it", "de", "en"]) {
		const found = await service.models(t.ground, anna, language);
		expect(found.map((m) => m.id)).toEqual([
			"coffee-break",
			"repair-evening",
			"neighbours-dinner",
			"neighbourhood-desk",
			"shared-lunch",
			"walking-school-bus",
			"language-table",
			"allotment",
		]);
		for (const m of found) {
			const all = [m.steps, m.people, m.needs, m.watch];
			expect(
				all.map((lines) => lines.length >= 3 && lines.length <= 8),
				`${m.id} ${language}`,
			).toEqual(all.map(() => true));
			expect(
				all.flat().filter((line) => line.trim().length < 8),
				`${m.id} ${language}`,
			).toEqual([]);
			expect(() => contract.newInitiative.parse({ title: m.name, invitation: m.invitation })).not.toThrow();
		}
	}
});
