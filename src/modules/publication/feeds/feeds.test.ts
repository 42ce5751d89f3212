import fc from "fast-check";
import ICAL from "ical.js";
import { sql } from "kysely";
import nodeIcal, { type VEvent } from "node-ical";
import { convertIcsCalendar } from "ts-ics";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places, testNow } from "../../../../tests/harness.ts";
import { pagesFor } from "../../../../tests/pages.ts";
import { newId } from "../../../core/ids.ts";
import { addDays, dayOf, instantOf } from "../../../core/period.ts";
import { nobody } from "../../../db/actor.ts";
import type { DatedSession } from "../../initiatives/calendar/contract.ts";
import * as contract from "../../initiatives/contract.ts";
import { joinWithAccount as joinWithAccountInput } from "../../initiatives/joining/contract.ts";
import { joinWithAccount } from "../../initiatives/joining/service.ts";
import { daysOf } from "../../initiatives/rules.ts";
import * as initiatives from "../../initiatives/service.ts";
import { moveSession, setSessionState } from "../../initiatives/sessions/service.ts";
import { calendarText } from "./ical.ts";
import { pages } from "./pages.tsx";
import { eventsOf } from "./rules.ts";
import { placeIdOf } from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const head = {
	name: "San Vigilio",
	language: "it",
	url: "http://localhost/n/qui",
	pageOf: () => "http://localhost/n/qui",
};
type Shown = { at: string; minutes: number; off: boolean; place: string };

beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

const byTime = (dates: Shown[]) => dates.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));

/** What node-ical makes of a calendar, each date of a series by itself. */
function asNodeIcalSees(text: string): Shown[] {
	const events = Object.values(nodeIcal.sync.parseICS(text)).filter((one): one is VEvent => one?.type === "VEVENT");
	const range = { from: new Date("2020-01-01"), to: new Date("2035-01-01") };
	const dates = events.flatMap((event) => {
		if (!event.rrule) return [{ start: event.start, end: event.end, of: event }];
		return nodeIcal.expandRecurringEvent(event, range).map(({ start, end, event: of }) => ({ start, end, of }));
	});
	return byTime(
		dates.map(({ start, end, of }) => ({
			at: start.toISOString(),
			minutes: (end!.getTime() - start.getTime()) / 60_000,
			off: of.status === "CANCELLED",
			place: String(of.location),
		})),
	);
}

/** The same by ical.js's own iterator, which knows Rome from the file alone. */
function asIcalJsSees(text: string): Shown[] {
	const calendar = new ICAL.Component(ICAL.parse(text));
	const zone = new ICAL.Timezone(calendar.getFirstSubcomponent("vtimezone")!);
	const utc = (time: ICAL.Time) => new Date(time.convertToZone(ICAL.Timezone.utcTimezone).toJSDate());
	ICAL.TimezoneService.register(zone);
	const all = calendar.getAllSubcomponents("vevent").map((one) => new ICAL.Event(one));
	const masters = all.filter((event) => !event.isRecurrenceException());
	const dates = masters.flatMap((master) => {
		for (const one of all) if (one.uid === master.uid && one.isRecurrenceException()) master.relateException(one);
		if (!master.isRecurring()) return [{ item: master, startDate: master.startDate, endDate: master.endDate }];
		const [iterator, found] = [master.iterator(), []] as [
			ICAL.RecurExpansion,
			ReturnType<ICAL.Event["getOccurrenceDetails"]>[],
		];
		for (let next = iterator.next(); next; next = iterator.next()) found.push(master.getOccurrenceDetails(next));
		return found;
	});
	return byTime(
		dates.map(({ item, startDate, endDate }) => ({
			at: utc(startDate).toISOString(),
			minutes: (utc(endDate).getTime() - utc(startDate).getTime()) / 60_000,
			off: item.component.getFirstPropertyValue("status") === "CANCELLED",
			place: item.location,
		})),
	);
}

const wanted = (dates: readonly Pick<DatedSession, "startsAt" | "minutes" | "state" | "place">[]): Shown[] =>
	byTime(
		dates.map(({ startsAt, minutes, state, place }) => ({
			at: startsAt.toISOString(),
			minutes,
			off: state === "cancelled",
			place,
		})),
	);

const repeat = fc.constantFrom(...contract.repeats);
const change = fc.record({
	which: fc.nat(59),
	kind: fc.constantFrom("off", "moved", "longer", "elsewhere"),
	days: fc.integer({ min: 1, max: 5 }),
});
const series = fc.record({
	shift: fc.nat(700),
	length: fc.integer({ min: 40, max: 300 }),
	hour: fc.integer({ min: 6, max: 22 }),
	repeat,
	changes: fc.array(change, { maxLength: 6 }),
});

/** A series as the database keeps it, with what was changed since it was planned. */
function datesOf({
	shift,
	length,
	hour,
	repeat,
	changes,
}: typeof series extends fc.Arbitrary<infer One> ? One : never): DatedSession[] {
	const first = addDays("2026-01-01", shift);
	const days = daysOf(first, repeat, addDays(first, length));
	const ids = days.map(() => newId());
	const planned = days.map((day, n): DatedSession => {
		const startsAt = instantOf(day, `${String(hour).padStart(2, "0")}:30`);
		const inSeries =
			days.length > 1
				? { seriesId: ids[0]!, seriesAt: startsAt, repeats: repeat }
				: { seriesId: null, seriesAt: null, repeats: null };
		const said = {
			title: "Pausa caffè, ogni volta; con «torta»",
			invitation: "Passa chi vuole.\nAnche per poco \\ un po'.",
			place: "Sala, via dei Gelsi 2",
			slug: "qui",
		};
		return {
			id: ids[n]!,
			initiativeId: ids[0]!,
			startsAt,
			minutes: 90,
			state: "planned",
			...inSeries,
			initiativeSequence: 1,
			sequence: 0,
			changedAt: testNow,
			...said,
		};
	});
	for (const { which, kind, days: by } of changes) {
		const one = planned[which % planned.length]!;
		one.sequence += 1;
		if (kind === "off") one.state = "cancelled";
		if (kind === "moved") one.startsAt = instantOf(addDays(dayOf(one.seriesAt ?? one.startsAt), by), "10:15");
		if (kind === "longer") one.minutes = 135;
		if (kind === "elsewhere") one.place = "Biblioteca";
	}
	return planned;
}

test("whatever was moved, called off or held elsewhere, two readers find every date at its hour, also over the change of hour", () => {
	fc.assert(
		fc.property(series, (drawn) => {
			const dates = datesOf(drawn);
			const text = calendarText(head, eventsOf(dates));
			expect(asNodeIcalSees(text)).toEqual(wanted(dates));
			expect(asIcalJsSees(text)).toEqual(wanted(dates));
			expect(convertIcsCalendar(undefined, text).events).toHaveLength(eventsOf(dates).length);
			for (const line of text.split("\r\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
		}),
		{ numRuns: 60 },
	);
});

async function start(title: string): Promise<string> {
	const made = await initiatives.startInitiative(
		t.ground,
		anna,
		contract.newInitiative.parse({ title, invitation: "Vieni.", placeWords: "Sala grande", objectives: ["O1"] }),
	);
	for (const to of ["preparing", "open"])
		await initiatives.changeState(t.ground, anna, made.id, contract.changeState.parse({ to }));
	return made.id;
}

const app = () => pagesFor(t.ground, [pages], () => ({ actor: nobody() }));
const feed = async (path: string) => (await app().request(path)).text();
const stamped = (text: string) =>
	convertIcsCalendar(undefined, text).events!.map(({ uid, sequence, status, recurrenceId }) => ({
		uid,
		sequence: sequence ?? 0,
		status,
		of: recurrenceId?.value.date.toISOString(),
	}));

test("an event keeps its name and raises its sequence with each change that a calendar shows, and with no other", async () => {
	const id = await start("Zuppa del martedì");
	const path = `/n/qui/initiatives/${id}/calendar.ics`;
	const plan = contract.newSessions.parse({
		startsOn: "2026-12-01",
		time: "18:00",
		minutes: 90,
		repeat: "weekly",
		until: "2026-12-22",
	});
	const [first, second, third] = await initiatives.addSessions(t.ground, anna, id, plan);
	const uid = first!.id;
	expect(stamped(await feed(path))).toEqual([{ uid, sequence: 0, status: "CONFIRMED", of: undefined }]);

	const moved = contract.moveSession.parse({
		startsOn: "2026-12-09",
		time: "17:00",
		minutes: 60,
		placeWords: "Oratorio",
	});
	await moveSession(t.ground, anna, id, second!.id, moved);
	await moveSession(t.ground, anna, id, second!.id, moved);
	await setSessionState(t.ground, anna, id, third!.id, "cancelled");
	const [master, ...others] = stamped(await feed(path));
	expect(master).toEqual({ uid, sequence: 0, status: "CONFIRMED", of: undefined });
	expect(others).toEqual([
		{ uid, sequence: 1, status: "CONFIRMED", of: "2026-12-08T17:00:00.000Z" },
		{ uid, sequence: 1, status: "CANCELLED", of: "2026-12-15T17:00:00.000Z" },
	]);

	await setSessionState(t.ground, anna, id, third!.id, "planned");
	const side = {
		title: "Zuppa del martedì",
		invitation: "Vieni.",
		placeWords: "Sala grande",
		objectives: ["O2"],
		remarks: "altro",
	};
	await initiatives.changeInitiative(t.ground, anna, id, contract.changeInitiative.parse(side));
	expect(stamped(await feed(path)).map((one) => one.sequence)).toEqual([0, 1, 2]);
	await initiatives.changeInitiative(
		t.ground,
		anna,
		id,
		contract.changeInitiative.parse({ ...side, title: "Zuppa insieme" }),
	);
	expect(stamped(await feed(path)).map((one) => one.sequence)).toEqual([1, 2, 3]);
	expect(await feed(path)).toBe(await feed(path));
});

test("the neighbourhood's calendar holds what everybody is shown, and a closed address leads nowhere", async () => {
	const id = await start("Coro sotto casa");
	await initiatives.addSessions(
		t.ground,
		anna,
		id,
		contract.newSessions.parse({ startsOn: "2026-12-03", time: "20:30", minutes: 120 }),
	);
	const hidden = await initiatives.startInitiative(
		t.ground,
		anna,
		contract.newInitiative.parse({ title: "Ancora un'idea" }),
	);
	await initiatives.addSessions(
		t.ground,
		anna,
		hidden.id,
		contract.newSessions.parse({ startsOn: "2026-12-04", time: "20:30", minutes: 120 }),
	);
	const answer = await app().request("/n/qui/calendar.ics");
	expect(answer.headers.get("content-type")).toBe("text/calendar; charset=utf-8");
	const text = await answer.text();
	expect(text).toContain("SUMMARY;LANGUAGE=it:Coro sotto casa");
	expect(text).toContain("DTSTART;TZID=Europe/Rome:20261203T203000");
	expect(text).not.toContain("Ancora");
	expect((await app().request(`/n/qui/initiatives/${hidden.id}/calendar.ics`)).status).toBe(404);
	expect((await app().request("/n/altrove/calendar.ics")).status).toBe(404);
	expect((await app().request("/n/..%2f/calendar.ics")).status).toBe(404);
});

test("a date gone by, held or called off is not moved, and none is moved into the past", async () => {
	const id = await start("Passeggiata");
	const plan = (startsOn: string) =>
		initiatives.addSessions(t.ground, anna, id, contract.newSessions.parse({ startsOn, time: "10:00", minutes: 60 }));
	const [gone] = await plan(addDays(dayOf(testNow), -3));
	const [next] = await plan(addDays(dayOf(testNow), 3));
	const to = (startsOn: string) => contract.moveSession.parse({ startsOn, time: "11:00", minutes: 60 });
	const later = addDays(dayOf(testNow), 5);
	await expect(moveSession(t.ground, anna, id, gone!.id, to(later))).rejects.toMatchObject({ code: "not_from_here" });
	await expect(moveSession(t.ground, anna, id, next!.id, to("2026-01-01"))).rejects.toMatchObject({
		code: "invalid",
		fields: { startsOn: "initiatives.gone_by" },
	});
	await setSessionState(t.ground, anna, id, next!.id, "cancelled");
	await expect(moveSession(t.ground, anna, id, next!.id, to(later))).rejects.toMatchObject({ code: "not_from_here" });
	await expect(moveSession(t.ground, actorOf("facilitator", "beside"), id, next!.id, to(later))).rejects.toMatchObject({
		code: "not_found",
	});
});

test("one's own calendar holds what one joined and runs, until its address is taken back or made anew", async () => {
	const pino = actorOf("citizen");
	const id = await start("Bocce");
	const [date] = await initiatives.addSessions(
		t.ground,
		anna,
		id,
		contract.newSessions.parse({ startsOn: addDays(dayOf(testNow), 4), time: "17:00", minutes: 60 }),
	);
	await t.owner.query(
		`insert into access.accounts (id, name, person_territory_id) values ($1, 'Pino', $2)
			on conflict (id) do update set person_territory_id = $2`,
		[pino.accountId, pino.territoryId],
	);
	const own = pagesFor(t.ground, [pages], () => ({ actor: pino }));
	const send = (what: string) =>
		own.request("/access/me/calendar", { method: "POST", body: new URLSearchParams({ do: what }) });
	const made = async () => /\/calendar\/[A-Za-z0-9_-]{43}\.ics/.exec(await (await send("open")).text())?.[0] ?? "";
	const first = await made();
	expect(asNodeIcalSees(await feed(first))).toEqual([]);
	const place = { id: places.here, territoryId: places.territory, slug: "qui" };
	await joinWithAccount(
		t.ground,
		{ ...pino, name: "Pino Rossi" },
		place,
		id,
		joinWithAccountInput.parse({ session: date!.id }),
	);
	expect(asNodeIcalSees(await feed(first)).map((one) => one.at)).toEqual([date!.startsAt.toISOString()]);
	expect(await feed(first)).toContain(`http://localhost/n/qui/initiatives/${id}`);
	const second = await made();
	expect((await app().request(first)).status).toBe(404);
	expect((await app().request(second)).status).toBe(200);
	expect((await send("")).status).toBe(422);
	expect((await send("close")).status).toBe(303);
	expect((await app().request(second)).status).toBe(404);
	const third = await made();
	await t.owner.query("update access.accounts set closed_at = now() where id = $1", [pino.accountId]);
	expect((await app().request(third)).status).toBe(404);
	const theirs = await t.db.readAs(anna, (read) => read.rows(sql`select * from publication.calendar_links`));
	expect(theirs).toEqual([]);
});

test("a place's calendar holds what is usually there whole, and what comes by as a date of its own", async () => {
	const at = async (placeWords: string, startsOn: string, until: string) => {
		const { id } = await initiatives.startInitiative(
			t.ground,
			anna,
			contract.newInitiative.parse({
				title: `Cucito ${placeWords}`,
				invitation: "Vieni.",
				placeWords,
				objectives: ["O1"],
			}),
		);
		for (const to of ["preparing", "open"])
			await initiatives.changeState(t.ground, anna, id, contract.changeState.parse({ to }));
		const plan = { startsOn, until, time: "18:00", minutes: 60, repeat: "weekly" };
		return { id, dates: await initiatives.addSessions(t.ground, anna, id, contract.newSessions.parse(plan)) };
	};
	const here = await at("Filanda", "2026-12-02", "2026-12-16");
	const guest = await at("Torre", "2026-12-03", "2026-12-17");
	const elsewhere = { time: "18:00", minutes: 60 };
	await moveSession(
		t.ground,
		anna,
		here.id,
		here.dates[1]!.id,
		contract.moveSession.parse({ ...elsewhere, startsOn: "2026-12-09", placeWords: "Torre" }),
	);
	await moveSession(
		t.ground,
		anna,
		guest.id,
		guest.dates[2]!.id,
		contract.moveSession.parse({ ...elsewhere, startsOn: "2026-12-17", placeWords: " filanda" }),
	);
	const path = `/n/qui/places/${placeIdOf(places.here, "Filanda")}/calendar`;
	const text = await feed(`${path}.ics`);
	const shown = asNodeIcalSees(text);
	expect(asIcalJsSees(text)).toEqual(shown);
	expect(shown.map(({ at: start, place }) => `${start.slice(0, 10)} ${place}`)).toEqual([
		"2026-12-02 Filanda",
		"2026-12-09 Torre",
		"2026-12-16 Filanda",
		"2026-12-17 filanda",
	]);
	expect(stamped(text).map(({ uid, sequence }) => [uid, sequence])).toEqual([
		[here.dates[0]!.id, 0],
		[here.dates[0]!.id, 1],
		[guest.dates[2]!.id, 1],
	]);
	expect(await feed(path)).toContain(`${path}.ics`);
	expect((await app().request(`/n/qui/places/${newId()}/calendar.ics`)).status).toBe(404);
});
