import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places, testNow } from "../../../../tests/harness.ts";
import { type Id, newId } from "../../../core/ids.ts";
import { addDays, dayOf } from "../../../core/period.ts";
import { nobody } from "../../../db/actor.ts";
import type { Ground } from "../../../ui/http.ts";
import { outbox } from "../../access/service.ts";
import { recordPerson } from "../../community/persons/service.ts";
import { reachesIn } from "../../community/reach/service.ts";
import { changeInitiative as changed, newInitiative, newSessions } from "../contract.ts";
import { addSessions, changeInitiative, changeState, startInitiative } from "../service.ts";
import { sessionOf } from "../sessions/service.ts";
import type { JoinWithout } from "./contract.ts";
import { decideChildren, decideJoining, movesUp } from "./rules.ts";
import {
	datesToJoin,
	endJoinings,
	joinAtDesk,
	joinedOf,
	joinWithAccount,
	joinWithout,
	leave,
	leaveAtDesk,
	markTold,
	myJoinings,
	ownJoining,
	recordCame,
} from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const here = { territoryId: places.territory, id: places.here, slug: "qui" };
const anybody = nobody();
const today = dayOf(testNow);
const told = { language: "it", base: "https://filo.example.org/n/qui" } as const;

beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

const later = (days: number): Ground => ({
	...t.ground,
	clock: () => new Date(testNow.getTime() + days * 86_400_000),
});

async function dinner(capacity?: number): Promise<{ id: string; session: Id<"session"> }> {
	const input = newInitiative.parse({ id: newId(), title: "Cena in cortile", capacity });
	const { id } = await startInitiative(t.ground, anna, input);
	await changeState(t.ground, anna, id, { to: "open" });
	const dates = newSessions.parse({ startsOn: addDays(today, 3), time: "19:00", minutes: 120 });
	const [date] = await addSessions(t.ground, anna, id, dates);
	return { id, session: date!.id };
}

const phone = (n: number) => ({ kind: "phone", value: `333 000 ${String(1000 + n)}` }) as const;
const wish = (session: Id<"session">, more: Partial<JoinWithout> = {}): JoinWithout => ({
	...{ id: newId<"joining">(), session, givenName: "Rosa", contact: phone(1), parentAgrees: false },
	...more,
});
const join = (at: { id: string; session: Id<"session"> }, more: Partial<JoinWithout> = {}) =>
	joinWithout(t.ground, here, at.id, wish(at.session, more), told);
const stateOf = async (id: string) => (await ownJoining(t.ground, anybody, here, id)).joining.state;
const counts = async (session: string) =>
	(
		await t.owner.query(
			"select joined_count as joined, waiting_count as waiting from initiatives.sessions where id = $1",
			[session],
		)
	).rows[0];

test("nobody overtakes who waits, whatever the places and whoever comes with children", () => {
	const date = { state: "planned", startsAt: addDays(today, 1), joined: 0, waiting: 0 } as never as Parameters<
		typeof decideJoining
	>[0];
	const at = { ...date, startsAt: new Date("2026-12-01"), capacity: 5 };
	expect(decideJoining({ ...at, joined: 4 }, 1, testNow)).toBe("joins");
	expect(decideJoining({ ...at, joined: 4 }, 2, testNow)).toBe("waits");
	expect(decideJoining({ ...at, joined: 3, waiting: 3 }, 1, testNow)).toBe("waits");
	expect(decideJoining({ ...at, capacity: null, joined: 900 }, 7, testNow)).toBe("joins");
	for (const wrong of [{ state: "cancelled" as const }, { state: "held" as const }, { startsAt: testNow }])
		expect(() => decideJoining({ ...at, ...wrong }, 1, testNow)).toThrow("not_from_here");
	expect(() => decideJoining(at, 6, testNow)).toThrow("invalid");
	fc.assert(
		fc.property(
			fc.integer({ min: 1, max: 20 }),
			fc.integer({ min: 0, max: 20 }),
			fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 12 }),
			(capacity, joined, heads) => {
				const waiting = heads.map((n, i) => ({ id: String(i), heads: n }));
				const up = movesUp({ capacity, joined }, waiting);
				expect(up).toEqual(waiting.slice(0, up.length).map(({ id }) => id));
				const taken = up.reduce((n, id) => n + waiting[Number(id)]!.heads, joined);
				if (up.length > 0) expect(taken).toBeLessThanOrEqual(capacity);
				const next = waiting[up.length];
				if (next) expect(taken + next.heads).toBeGreaterThan(capacity);
			},
		),
	);
});

test("children come with a parent, and their names only when the parent says so", () => {
	expect(decideChildren({ children: 2, parentAgrees: false })).toEqual({ children: 2, childNames: null });
	expect(decideChildren({ children: 1, childNames: "Leo", parentAgrees: true })).toMatchObject({ childNames: "Leo" });
	expect(() => decideChildren({ children: 1, childNames: "Leo", parentAgrees: false })).toThrow("invalid");
	expect(() => decideChildren({ childNames: "Leo", parentAgrees: true })).toThrow("invalid");
});

test("ten at once on the last place: one has it, nine wait in their order; who leaves makes room for the first", async () => {
	const at = await dinner(3);
	for (const n of [1, 2]) await join(at, { contact: phone(n) });
	const ids = await Promise.all(Array.from({ length: 10 }, (_, n) => join(at, { contact: phone(10 + n) })));
	const states = await Promise.all(ids.map(stateOf));
	expect(states.filter((state) => state === "joins")).toHaveLength(1);
	expect(await counts(at.session)).toEqual({ joined: 3, waiting: 9 });
	const has = ids[states.indexOf("joins")]!;
	const { joined, free } = await joinedOf(t.ground, anna, at.id, at.session);
	expect(free).toBe(0);
	const queue = joined.filter((one) => one.state === "waits").map((one) => one.id);
	for (const _ of [1, 2])
		await leave(t.ground, anybody, here, has).catch((error) => expect(error.code).toBe("not_found"));
	expect(await stateOf(queue[0]!)).toBe("joins");
	expect(await stateOf(queue[1]!)).toBe("waits");
	expect(await counts(at.session)).toEqual({ joined: 3, waiting: 8 });
	const page = await joinedOf(t.ground, anna, at.id, at.session);
	expect(page.joined.filter((one) => one.movedUp).map((one) => one.id)).toEqual([queue[0]]);
	await markTold(t.ground, anna, at.session, queue[0]!);
	expect((await joinedOf(t.ground, anna, at.id, at.session)).joined.some((one) => one.movedUp)).toBe(false);
	await changeInitiative(t.ground, anna, at.id, changed.parse({ title: "Cena in cortile", capacity: 6 }));
	expect(await counts(at.session)).toEqual({ joined: 6, waiting: 5 });
});

test("many join and leave at once: never more than the places, and nobody waits while one is free", async () => {
	const at = await dinner(4);
	const ids = await Promise.all(Array.from({ length: 8 }, (_, n) => join(at, { contact: phone(n), children: n % 3 })));
	await Promise.all([
		...ids.slice(0, 5).map((id) => leave(t.ground, anybody, here, id)),
		...Array.from({ length: 4 }, (_, n) => join(at, { contact: phone(20 + n) })),
	]);
	const { rows } = await t.owner.query(
		"select state, sum(1 + children)::int as heads from initiatives.joinings where session_id = $1 group by 1",
		[at.session],
	);
	const heads = Object.fromEntries(rows.map((row) => [row.state, row.heads]));
	expect(heads.joins ?? 0).toBeLessThanOrEqual(4);
	expect(await counts(at.session)).toEqual({ joined: heads.joins ?? 0, waiting: heads.waits ?? 0 });
	const { joined } = await joinedOf(t.ground, anna, at.id, at.session);
	const first = joined.find((one) => one.state === "waits");
	if (first) expect((heads.joins ?? 0) + 1 + first.children).toBeGreaterThan(4);
});

test("sent twice it is written once, also at once; the same id with other words is refused", async () => {
	const at = await dinner();
	const input = wish(at.session, { contact: { kind: "email", value: "rosa@example.org" } });
	const ids = await Promise.all([1, 2, 3].map(() => joinWithout(t.ground, here, at.id, input, told)));
	expect(new Set(ids)).toEqual(new Set([input.id]));
	expect(await counts(at.session)).toEqual({ joined: 1, waiting: 0 });
	const letters = (await outbox(t.ground)).filter((one) => one.to === "rosa@example.org");
	expect(letters).toHaveLength(1);
	expect(letters[0]!.body).toContain(`https://filo.example.org/n/qui/join/${input.id}`);
	expect(letters[0]!.body).not.toMatch(/Rosa|Cena/);
	await expect(joinWithout(t.ground, here, at.id, { ...input, givenName: "Ida" }, told)).rejects.toMatchObject({
		code: "id_taken",
	});
});

test("with an account it is one tap, on the own list, and nobody else's to open or to leave", async () => {
	const at = await dinner();
	const luisa = actorOf("resident", "here", { name: "Luisa Mattedi" });
	const input = { session: at.session, parentAgrees: false };
	const id = await joinWithAccount(t.ground, luisa, here, at.id, input);
	expect(await joinWithAccount(t.ground, luisa, here, at.id, { ...input, id: newId<"joining">() })).toBe(id);
	expect((await datesToJoin(t.ground, luisa, here, at.id)).dates[0]).toMatchObject({ mine: id, free: null });
	expect(await myJoinings(t.ground, luisa)).toMatchObject([{ id, title: "Cena in cortile", slug: "qui" }]);
	for (const other of [anybody, actorOf("resident"), anna]) {
		await expect(ownJoining(t.ground, other, here, id)).rejects.toMatchObject({ code: "not_found" });
		await expect(leave(t.ground, other, here, id)).rejects.toMatchObject({ code: "not_found" });
	}
	const { joined } = await joinedOf(t.ground, anna, at.id, at.session);
	expect(joined).toMatchObject([{ givenName: "Luisa", hasAccount: true }]);
	await leave(t.ground, luisa, here, id);
	expect(await myJoinings(t.ground, luisa)).toEqual([]);
	await expect(joinWithAccount(t.ground, anna, here, at.id, input)).rejects.toMatchObject({ code: "not_yours" });
});

test("the organiser reads names and how many, who works there also contacts; nobody else who comes", async () => {
	const at = await dinner();
	await join(at, { givenName: "Ida", contact: phone(77), children: 2, childNames: "Leo e Mia", parentAgrees: true });
	const tommaso = actorOf("citizen");
	await expect(joinedOf(t.ground, tommaso, at.id, at.session)).rejects.toMatchObject({ code: "not_found" });
	for (const table of ["initiatives", "sessions"])
		await t.owner.query(
			`update initiatives.${table} set organisers = $1 where ${table === "sessions" ? "initiative_id" : "id"} = $2`,
			[[tommaso.accountId], at.id],
		);
	const seen = await joinedOf(t.ground, tommaso, at.id, at.session);
	expect(seen.joined).toMatchObject([{ givenName: "Ida", children: 2, childNames: null }]);
	expect(JSON.stringify(seen)).not.toMatch(/333|Leo/);
	const working = await joinedOf(t.ground, anna, at.id, at.session);
	expect(working.joined).toMatchObject([{ childNames: "Leo e Mia", reach: { contact: phone(77) } }]);
	for (const role of ["resident", "officer", "evaluator", "social-worker"] as const)
		await expect(joinedOf(t.ground, actorOf(role), at.id, at.session)).rejects.toMatchObject({ code: "not_yours" });
	await expect(joinedOf(t.ground, actorOf("facilitator", "beside"), at.id, at.session)).rejects.toMatchObject({
		code: "not_found",
	});
	const publicly = await datesToJoin(t.ground, anybody, here, at.id);
	expect(JSON.stringify(publicly)).not.toMatch(/Ida|333/);
});

test("the desk enters whoever calls, confirmed at once, and takes them out again", async () => {
	const at = await dinner(1);
	const input = {
		id: newId<"joining">(),
		givenName: "Ida",
		contact: phone(5),
		language: "ar",
		parentAgrees: false,
	} as const;
	const id = await joinAtDesk(t.ground, anna, at.id, at.session, input);
	const [one] = (await joinedOf(t.ground, anna, at.id, at.session)).joined;
	expect(one).toMatchObject({ id, reach: { language: "ar", confirmedAt: testNow } });
	await leaveAtDesk(t.ground, anna, at.session, id);
	expect(await counts(at.session)).toEqual({ joined: 0, waiting: 0 });
	expect((await t.db.readAs(anna, (read) => reachesIn(read, t.ground.seal, [id]))).size).toBe(0);
	await expect(joinAtDesk(t.ground, actorOf("citizen"), at.id, at.session, input)).rejects.toMatchObject({
		code: "not_yours",
	});
	await expect(joinAtDesk(t.ground, actorOf("facilitator", "beside"), at.id, at.session, input)).rejects.toMatchObject({
		code: "not_found",
	});
});

test("who came stands on the sheet in one tap: by name where agreed, else counted; who did not come leaves no mark", async () => {
	const at = await dinner();
	const person = { level: "name", agreedHow: "in_person", existedBefore: false, another: true } as const;
	const luisa = await recordPerson(t.ground, anna, { ...person, id: newId<"party">(), label: "Luisa Mattedi" });
	const account = actorOf("resident", "here", { name: "Luisa Mattedi", personId: luisa.id as Id<"party"> });
	const one = await joinWithAccount(t.ground, account, here, at.id, {
		session: at.session,
		children: 1,
		parentAgrees: false,
	});
	const two = await join(at, { givenName: "Ida", contact: phone(6) });
	const stays = await join(at, { givenName: "Ugo", contact: phone(7) });
	await expect(recordCame(t.ground, anna, at.id, at.session, [one])).rejects.toMatchObject({ code: "not_from_here" });
	await recordCame(later(3), anna, at.id, at.session, [one, two]);
	const sheet = await sessionOf(t.ground, anna, at.id, at.session);
	expect(sheet.session).toMatchObject({ state: "held", unnamed: 3, named: 0 });
	await t.owner.query(
		`insert into community.agreements (territory_id, id, neighbourhood_id, person_id, purpose, given_on, given_how)
			values ($1, $2, $3, $4, 'sessions', $5, 'in_person')`,
		[places.territory, newId(), places.here, luisa.id, today],
	);
	const again = await dinner();
	const third = await joinWithAccount(t.ground, account, here, again.id, {
		session: again.session,
		parentAgrees: false,
	});
	await recordCame(later(3), anna, again.id, again.session, [third]);
	expect((await sessionOf(t.ground, anna, again.id, again.session)).participants).toMatchObject([
		{ label: "Luisa Mattedi" },
	]);
	expect(await endJoinings(later(4), [places.territory])).toBeGreaterThanOrEqual(1);
	const { rows } = await t.owner.query("select id from initiatives.joinings where session_id = $1", [at.session]);
	expect(rows).toEqual([]);
	const trail = await t.owner.query("select verb from access.audit where record_id = $1 order by at, id", [stays]);
	expect(trail.rows.map((row) => row.verb)).not.toContain("leaveSession");
});

test("who never confirms loses the place after the days, and the next has it", async () => {
	const { id } = await startInitiative(
		t.ground,
		anna,
		newInitiative.parse({ id: newId(), title: "Gita", capacity: 1 }),
	);
	await changeState(t.ground, anna, id, { to: "open" });
	const dates = newSessions.parse({ startsOn: addDays(today, 40), time: "10:00", minutes: 60 });
	const [date] = await addSessions(t.ground, anna, id, dates);
	const at = { id, session: date!.id };
	const never = await join(at, { contact: phone(1) });
	const next = await joinAtDesk(t.ground, anna, id, at.session, {
		...{ id: newId<"joining">(), givenName: "Ida", contact: phone(2), language: "it", parentAgrees: false },
	});
	await endJoinings(later(14), [places.territory]);
	expect([await stateOf(never), await stateOf(next)]).toEqual(["joins", "waits"]);
	await endJoinings(later(15), [places.territory]);
	await expect(stateOf(never)).rejects.toMatchObject({ code: "not_found" });
	expect(await stateOf(next)).toBe("joins");
});
