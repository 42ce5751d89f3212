import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { actorOf, freshDatabase, places, testNow } from "../../../tests/harness.ts";
import { pagesFor } from "../../../tests/pages.ts";
import { newId } from "../../core/ids.ts";
import { addDays, dayOf, instantOf } from "../../core/period.ts";
import { nobody } from "../../db/actor.ts";
import { addPersonIn } from "../community/service.ts";
import * as bookingContract from "./bookings/contract.ts";
import { costOf, decideBooking, freeOn } from "./bookings/rules.ts";
import * as bookings from "./bookings/service.ts";
import { changeSpace, newSpace } from "./contract.ts";
import * as keys from "./keys/service.ts";
import { pages } from "./pages.tsx";
import * as service from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const place = { id: places.here, territoryId: places.territory };
const today = dayOf(testNow);
const tomorrow = addDays(today, 1);
const allWeek = Object.fromEntries(
	[1, 2, 3, 4, 5, 6, 7].flatMap((n) => [
		[`opens_${n}`, "09:00"],
		[`closes_${n}`, "22:00"],
	]),
);

beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

const facts = { name: "Sala grande", placeWords: "Via dei Gelsi 2", cost: "7,50", ...allWeek };
const make = (more: object = {}) =>
	service.recordSpace(t.ground, anna, newSpace.parse({ id: newId(), ...facts, ...more }));
const wanted = (from: string, to: string, more: object = {}) =>
	bookingContract.bookWithout.parse({
		id: newId(),
		day: tomorrow,
		from,
		to,
		what: "prove del coro",
		givenName: "Zefirina",
		contact: "333 123 4567",
		...more,
	});
const told = { language: "it", base: "http://localhost/n/qui" } as const;
const book = (spaceId: string, from: string, to: string, more: object = {}) =>
	bookings.bookWithout(t.ground, place, spaceId, wanted(from, to, more), told);

describe("two at once", () => {
	test("of many who want overlapping times at the same moment, those who have one never overlap", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.record({ from: fc.integer({ min: 18, max: 40 }), length: fc.integer({ min: 1, max: 6 }) }), {
					minLength: 4,
					maxLength: 10,
				}),
				async (drawn) => {
					const space = await make();
					const clock = (halves: number) =>
						`${String(Math.floor(halves / 2)).padStart(2, "0")}:${halves % 2 ? "30" : "00"}`;
					const answers = await Promise.allSettled(
						drawn.map(({ from, length }) => book(space.id, clock(from), clock(Math.min(from + length, 44)))),
					);
					const { busy } = await bookings.spaceAndBusy(t.ground, place, space.id, tomorrow);
					expect(busy).toHaveLength(answers.filter((one) => one.status === "fulfilled").length);
					for (const [i, one] of busy.entries()) if (i > 0) expect(one.from >= busy[i - 1]!.to).toBe(true);
					for (const one of answers)
						if (one.status === "rejected")
							expect(one.reason).toMatchObject({ code: "invalid", fields: { from: "spaces.taken" } });
				},
			),
			{ numRuns: 6 },
		);
	});

	test("whoever comes second is told, keeps what was typed, and leaves no contact behind", async () => {
		const space = await make();
		await book(space.id, "18:00", "20:00");
		const reaches = async () => (await t.owner.query("select count(*)::int as n from community.reaches")).rows[0].n;
		const before = await reaches();
		const app = pagesFor(t.ground, [pages], () => ({ actor: nobody() }));
		const body = new URLSearchParams({
			id: newId(),
			day: tomorrow,
			from: "19:00",
			to: "21:00",
			what: "compiti",
			givenName: "Alba",
			contact: "333 765 4321",
		});
		const answer = await app.request(`/n/qui/spaces/${space.id}`, { method: "POST", body });
		const html = await answer.text();
		expect(answer.status).toBe(422);
		expect(html).toContain("A quest'ora c'è già qualcuno.");
		expect(html).toContain('value="Alba"');
		expect(html).not.toContain("Zefirina");
		expect(await reaches()).toBe(before);
	});

	test("what is given back or declined is free again; a time that ends when the next begins is no conflict", async () => {
		const space = await make();
		const first = await book(space.id, "10:00", "12:00");
		await book(space.id, "12:00", "13:00");
		await bookings.withdrawBooking(t.ground, nobody(), place, first);
		await bookings.withdrawBooking(t.ground, nobody(), place, first);
		const second = await book(space.id, "10:30", "12:00");
		await expect(bookings.answerBooking(t.ground, anna, second as never, { to: "declined" })).rejects.toMatchObject({
			fields: { answer: "spaces.why" },
		});
		await bookings.answerBooking(t.ground, anna, second as never, { to: "declined", answer: "C'è un guasto." });
		await book(space.id, "10:30", "12:00");
		const { booking } = await bookings.ownBooking(t.ground, nobody(), place, second);
		expect(booking).toMatchObject({ state: "declined", answer: "C'è un guasto." });
	});
});

test("the same form sent twice books once and finds the same booking; the same id for another time is refused", async () => {
	const space = await make();
	const once = wanted("15:00", "16:00");
	const send = (input: typeof once) => bookings.bookWithout(t.ground, place, space.id, input, told);
	expect(await send(once)).toBe(once.id);
	expect(await send(once)).toBe(once.id);
	expect((await bookings.spaceAndBusy(t.ground, place, space.id, tomorrow)).busy).toHaveLength(1);
	await expect(send({ ...once, from: "17:00", to: "18:00" })).rejects.toMatchObject({ code: "id_taken" });
});

describe("what a time is", () => {
	const hours = [{ weekday: 1 as const, opens: "09:00", closes: "12:00" }];
	const space = { hours, closedOn: null };
	const monday = "2026-11-23";
	const at = (day: string, from: string, to: string) => () =>
		decideBooking(space, { day, from, to }, instantOf("2026-11-22"));
	test.each([
		[monday, "10:00", "10:00", { to: "spaces.order" }],
		["2026-11-21", "10:00", "11:00", { day: "spaces.gone_by" }],
		["2027-11-22", "10:00", "11:00", { day: "spaces.too_far" }],
		["2026-11-24", "10:00", "11:00", { day: "spaces.closed_day" }],
		[monday, "08:30", "10:00", { from: "spaces.closed_then" }],
		[monday, "11:00", "12:30", { from: "spaces.closed_then" }],
	])("%s %s to %s is refused at its field", (day, from, to, fields) => {
		expect(at(day, from, to)).toThrow(expect.objectContaining({ code: "invalid", fields }));
	});
	test("a whole morning can be had", () => {
		expect(at(monday, "09:00", "12:00")()).toEqual({
			from: instantOf(monday, "09:00"),
			to: instantOf(monday, "12:00"),
		});
	});
	test("it costs its share of the hour, and nothing where nothing is asked", () => {
		const time = { from: instantOf(monday, "09:00"), to: instantOf(monday, "10:40") };
		expect([costOf(750, time), costOf(0, time)]).toEqual([1250, 0]);
	});
	test("what is free and what is taken fill the opening without gap or overlap", () => {
		const minute = fc.integer({ min: 0, max: 23 * 60 });
		fc.assert(
			fc.property(fc.array(fc.tuple(minute, fc.integer({ min: 1, max: 90 })), { maxLength: 8 }), (drawn) => {
				const opening = { weekday: 1 as const, opens: "09:00", closes: "18:00" };
				const busy = drawn.map(([start, length]) => {
					const from = new Date(instantOf(monday).getTime() + start * 60_000);
					return { from, to: new Date(from.getTime() + length * 60_000) };
				});
				const free = freeOn(opening, monday, busy);
				const [opens, closes] = [instantOf(monday, "09:00").getTime(), instantOf(monday, "18:00").getTime()];
				for (let at = opens; at < closes; at += 60_000) {
					const inside = (one: { from: Date; to: Date }) => one.from.getTime() <= at && at < one.to.getTime();
					expect(free.some(inside)).toBe(!busy.some(inside));
				}
			}),
			{ numRuns: 50 },
		);
	});
});

describe("who sees what", () => {
	test("nobody reads who booked; a booking of an account is that account's; who works elsewhere reads none", async () => {
		const space = await make();
		const pino = { ...actorOf("citizen"), name: "Pino Rossi" };
		const input = bookingContract.book.parse({ id: newId(), day: tomorrow, from: "09:00", to: "10:00", what: "yoga" });
		const id = await bookings.bookWithAccount(t.ground, pino, place, space.id, input);
		const own = await t.db.readAs(pino, (read) => bookings.myBookingsIn(read, testNow));
		expect(own).toMatchObject([{ id, slug: "qui", state: "agreed" }]);
		await expect(bookings.ownBooking(t.ground, nobody(), place, id)).rejects.toMatchObject({ code: "not_found" });
		for (const actor of [
			nobody(),
			actorOf("resident"),
			actorOf("officer"),
			actorOf("facilitator", "beside"),
			actorOf("coordinator", "far"),
		]) {
			const rows = await t.db.readAs(actor, (read) => read.rows(sql`select 1 from spaces.bookings`));
			expect(rows).toEqual([]);
		}
		const app = pagesFor(t.ground, [pages], () => ({ actor: nobody() }));
		const html = await (await app.request(`/n/qui/spaces/${space.id}?from=${tomorrow}`)).text();
		expect(html).toContain("10:00");
		expect(html).not.toMatch(/yoga|Pino/);
		await expect(bookings.bookingsOfSpace(t.ground, actorOf("facilitator", "beside"), space.id)).rejects.toMatchObject({
			code: "not_found",
		});
		const { bookings: mine } = await bookings.bookingsOfSpace(t.ground, anna, space.id);
		expect(mine).toMatchObject([{ givenName: "Pino", what: "yoga", hasAccount: true }]);
	});
});

describe("a space", () => {
	let id: Awaited<ReturnType<typeof make>>["id"];
	beforeEach(async () => {
		({ id } = await make({ asksFirst: "on" }));
	});

	test("that asks first waits for a yes, and the desk's own booking needs none", async () => {
		const asked = await book(id, "09:00", "10:00");
		expect((await bookings.bookingsToAnswer(t.ground, anna)).map((one) => one.id)).toContain(asked);
		await bookings.answerBooking(t.ground, anna, asked as never, { to: "agreed" });
		expect((await bookings.ownBooking(t.ground, nobody(), place, asked)).booking.state).toBe("agreed");
		const desk = bookingContract.bookAtDesk.parse({ ...wanted("10:00", "11:00"), contact: "333 111 2222" });
		await bookings.bookAtDesk(t.ground, anna, id, desk);
		const { bookings: all } = await bookings.bookingsOfSpace(t.ground, anna, id);
		expect(all.map((one) => one.state)).toEqual(["agreed", "agreed"]);
		expect(all[1]?.reach?.confirmedAt).toEqual(testNow);
	});

	test("that is closed takes no more bookings, keeps those it has, and can be opened again", async () => {
		const before = await book(id, "09:00", "10:00");
		await service.closeSpace(t.ground, anna, id, true);
		await expect(book(id, "11:00", "12:00")).rejects.toMatchObject({ code: "not_from_here" });
		expect((await bookings.ownBooking(t.ground, nobody(), place, before)).booking.state).toBe("asked");
		expect(await service.publicSpaces(t.ground, place)).not.toContainEqual(expect.objectContaining({ id }));
		await service.closeSpace(t.ground, anna, id, false);
		await book(id, "11:00", "12:00");
	});

	test("that is changed keeps what was booked at its price", async () => {
		const before = await book(id, "09:00", "11:00");
		await service.changeSpace(
			t.ground,
			anna,
			id,
			changeSpace.parse({ ...facts, cost: "20", opens_1: "", closes_1: "" }),
		);
		expect((await bookings.ownBooking(t.ground, nobody(), place, before)).booking.costCents).toBe(1500);
		await expect(
			service.changeSpace(t.ground, actorOf("facilitator", "beside"), id, changeSpace.parse(facts)),
		).rejects.toMatchObject({ code: "not_found" });
	});

	test("has keys: who holds one is on its page, until it comes back", async () => {
		const holder = await t.db.withActor(anna, (tx) =>
			addPersonIn(tx, {
				neighbourhoodId: places.here,
				label: "la Rosa del secondo piano",
				level: "description",
				knownSince: today,
			}),
		);
		const key = { id: newId<"key">(), holder: holder.id as never, since: today };
		await keys.giveKey(t.ground, anna, id, key);
		await keys.giveKey(t.ground, anna, id, key);
		expect(await t.db.readAs(anna, (read) => keys.keysOf(read, id))).toMatchObject([
			{ holder: "la Rosa del secondo piano", returnedOn: null },
		]);
		await expect(keys.returnKey(t.ground, anna, key.id, addDays(today, -1))).rejects.toMatchObject({
			fields: { returnedOn: "error.order" },
		});
		expect(await keys.returnKey(t.ground, anna, key.id, today)).toBe(id);
		expect(await t.db.readAs(anna, (read) => keys.keysOf(read, id))).toMatchObject([{ returnedOn: today }]);
		await expect(keys.giveKey(t.ground, anna, id, { ...key, id: newId(), holder: newId() })).rejects.toMatchObject({
			fields: { holder: "error.unknown_party" },
		});
	});
});

test.each([
	["5", 500],
	["5,5", 550],
	["5.05", 505],
	["€ 12,00", 1200],
	["", 0],
])("%s euros are read", (cost, cents) => {
	expect(changeSpace.parse({ ...facts, cost }).cost).toBe(cents);
});

test.each(["5,555", "-1", "cinque", "1000000"])("%s is no price", (cost) => {
	expect(changeSpace.safeParse({ ...facts, cost }).error?.issues).toMatchObject([
		{ path: ["cost"], message: "error.euros" },
	]);
});

test("half a time of a day is asked for again at its field", () => {
	expect(changeSpace.safeParse({ ...facts, closes_3: "" }).error?.issues).toMatchObject([
		{ path: ["closes_3"], message: "spaces.both_times" },
	]);
	expect(changeSpace.safeParse({ ...facts, opens_3: "" }).error?.issues).toMatchObject([
		{ path: ["opens_3"], message: "spaces.both_times" },
	]);
});
