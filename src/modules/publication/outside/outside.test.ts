import nodeIcal, { type VEvent } from "node-ical";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../../tests/harness.ts";
import { formOf, pagesFor } from "../../../../tests/pages.ts";
import { newId } from "../../../core/ids.ts";
import { type Actor, nobody } from "../../../db/actor.ts";
import { pages as square } from "../../../web/square.tsx";
import { pages as list } from "../../../web/square-list.tsx";
import { pages as one } from "../../../web/square-outside.tsx";
import { pages as feeds } from "../feeds/pages.tsx";
import { pages } from "./pages.tsx";
import { readCalendar } from "./reading.ts";
import { difference, eventsFrom, readInTime } from "./rules.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const library = newId();
const span = { from: new Date("2026-11-21T23:00:00Z"), to: new Date("2027-11-23T23:00:00Z") };

beforeAll(async () => {
	t = await freshDatabase();
	await t.owner.query(
		`insert into community.parties (territory_id, id, neighbourhood_id, kind, label, folded, known_since)
		values ($1, $2, $3, 'organisation', 'Biblioteca', 'biblioteca', '2026-01-01')`,
		[places.territory, library, places.here],
	);
	await t.owner.query(
		"insert into community.organisations (territory_id, id, neighbourhood_id, sector) values ($1, $2, $3, 'public')",
		[places.territory, library, places.here],
	);
});
afterAll(() => t.end());

const calendar = (...events: string[]) =>
	["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", ...events, "END:VCALENDAR", ""].join("\r\n");
const event = (uid: string, ...lines: string[]) =>
	["BEGIN:VEVENT", `UID:${uid}`, "DTSTAMP:20261101T000000Z", ...lines, "END:VEVENT"].join("\r\n");
const choir = (time = "1800", ...more: string[]) =>
	event(
		"coro",
		`DTSTART;TZID=Europe/Rome:20261124T${time}00`,
		"DURATION:PT1H",
		"SUMMARY:Coro",
		"LOCATION:Sala",
		...more,
	);
const startsOf = (text: string) => {
	const found = readCalendar(text, span);
	if ("fault" in found) throw new Error(found.fault);
	return found.events.map(({ startsAt }) => startsAt);
};

test("times are those of the zone a file names, also over the change of hour; without one they are Rome's", () => {
	expect(
		startsOf(calendar(choir("1800", "RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE;TZID=Europe/Rome:20261124T180000"))),
	).toEqual(["2026-12-01T17:00:00.000Z"]);
	const at = (start: string) => startsOf(calendar(event("1", start, "SUMMARY:X")))[0];
	expect(at("DTSTART:20270701T100000Z")).toBe("2027-07-01T10:00:00.000Z");
	expect(at("DTSTART:20270701T100000")).toBe("2027-07-01T08:00:00.000Z");
	expect(at("DTSTART;TZID=W. Europe Standard Time:20270701T100000")).toBe("2027-07-01T08:00:00.000Z");
	expect(at("DTSTART;TZID=America/New_York:20270701T100000")).toBe("2027-07-01T14:00:00.000Z");
	const monthly = startsOf(calendar(choir("1800", "RRULE:FREQ=MONTHLY;COUNT=9")));
	expect([monthly[0], monthly[6]]).toEqual(["2026-11-24T17:00:00.000Z", "2027-05-24T16:00:00.000Z"]);
});

test("what has no hour, no name, no end, or names somebody's trouble is left out and counted", () => {
	const found = readCalendar(
		calendar(
			event("1", "DTSTART;VALUE=DATE:20261201", "SUMMARY:Festa"),
			event("2", "DTSTART:20261201T100000Z"),
			event("3", "DTSTART:20261201T100000Z", "DURATION:P30D", "SUMMARY:Mostra"),
			event("4", "DTSTART:20261201T100000Z", "SUMMARY:Pranzo per anziani soli e fragili"),
			event("5", "DTSTART:20201201T100000Z", "SUMMARY:Passato"),
		),
		span,
	);
	if ("fault" in found) throw new Error(found.fault);
	expect(eventsFrom(library, found)).toMatchObject({
		events: [],
		leftOut: { all_day: 1, nameless: 1, long: 1, labels: 1 },
	});
});

const nested = (n: number) => `${"BEGIN:VEVENT\r\n".repeat(n)}${"END:VEVENT\r\n".repeat(n)}`;
const never = choir("1800", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31");
test.each([
	["no calendar", "ciao", "calendar"],
	["half a calendar", calendar(choir()).slice(0, -60), "calendar"],
	["a card", "BEGIN:VCARD\r\nEND:VCARD\r\n", "calendar"],
	["an event without a beginning", calendar(event("1", "SUMMARY:X")), "calendar"],
	[
		"a date that is none",
		calendar(event("1", "DTSTART:20269999T999999Z", "SUMMARY:X", "RRULE:FREQ=NEVER")),
		"calendar",
	],
	["deep nesting", calendar(nested(9000)), "deep"],
	["many events", calendar(nested(1).repeat(30_000)), "many"],
	["every second for ever", calendar(choir("1800", "RRULE:FREQ=SECONDLY")), "many"],
	[
		"every day since 1900",
		calendar(
			...Array.from({ length: 30 }, (_, n) =>
				event(`${n}`, "DTSTART:19000101T100000", "SUMMARY:X", "RRULE:FREQ=DAILY"),
			),
		),
		"many",
	],
	[
		"every day, too many of them",
		calendar(
			...Array.from({ length: 5 }, (_, n) => event(`${n}`, "DTSTART:20261124T100000", "SUMMARY:X", "RRULE:FREQ=DAILY")),
		),
		"many",
	],
])("%s is refused with what to do", async (_, text, fault) => {
	expect(await readInTime(text, "2026-11-22")).toEqual({ fault });
});

test("a repetition that never comes to a date ends, one way or another", { timeout: 60_000 }, async () => {
	const answer = await readInTime(calendar(never), "2026-11-22");
	if (!("fault" in answer)) expect(answer.events.length).toBeLessThanOrEqual(1);
});

test("the difference is by UID: new, otherwise, gone, the same", () => {
	const base = {
		uid: "x",
		startsAt: "2026-12-01T10:00:00.000Z",
		minutes: 60,
		title: "A",
		about: "",
		place: "",
		cancelled: false,
	};
	const [a, b, c] = ["a", "b", "c"].map((id) => ({ ...base, id }));
	expect(difference([a!, b!], [{ ...b!, title: "B" }, c!])).toEqual({
		added: [c],
		changed: [{ ...b, title: "B" }],
		removed: [a],
		same: 0,
	});
	expect(difference([a!], [a!]).same).toBe(1);
});

const rooms = [square, list, one, feeds, pages];
const as = (actor: Actor) => pagesFor(t.ground, rooms, () => ({ actor }));
const anna = actorOf("facilitator");
const path = `/publication/outside/${library}`;
function upload(text: string | Uint8Array<ArrayBuffer>, actor = anna) {
	const body = new FormData();
	body.set("id", library);
	body.set("file", new File([text], "coro.ics", { type: "text/calendar" }));
	return as(actor).request(`${path}/file`, { method: "POST", body });
}
const look = async (actor = anna) => (await as(actor).request(path)).text();
async function yes() {
	const draft = /name="draft" value="([^"]+)"/.exec(await look())?.[1] ?? "";
	return as(anna).request(path, formOf({ draft }));
}
const anybody = async (at: string) => (await as(nobody()).request(at)).text();
const inFeed = async () =>
	Object.values(nodeIcal.sync.parseICS(await anybody("/n/qui/calendar.ics")))
		.filter((entry): entry is VEvent => entry?.type === "VEVENT")
		.map(({ uid, sequence, summary, status }) => ({
			uid,
			sequence: Number(sequence),
			summary: (summary as { val?: string }).val ?? summary,
			status,
		}));

test("a file is looked at, then stands on the square under its name; handed in again it replaces by UID; taken away it is gone", async () => {
	const festa = event(
		"festa",
		"DTSTART:20261128T150000Z",
		"DTEND:20261128T170000Z",
		"SUMMARY:Festa",
		"DESCRIPTION:<b>Vieni</b>",
	);
	expect((await upload(calendar(choir("1800", "RRULE:FREQ=WEEKLY;COUNT=2"), festa))).status).toBe(303);
	expect(await look()).toContain("3 incontri nuovi");
	expect(await anybody("/n/qui")).not.toContain("Coro");
	expect((await yes()).status).toBe(303);
	for (const page of ["/n/qui", "/n/qui/list", "/n/qui/list?q=coro"]) {
		expect(await anybody(page)).toContain("Coro");
		expect(await anybody(page)).toContain("Lo organizza Biblioteca.");
	}
	expect(await anybody("/n/qui/list?stepFree=1")).not.toContain("Coro");
	const json = JSON.parse(await anybody("/api/n/qui"));
	const coro = json.sessions.find((s: { title: string }) => s.title === "Coro");
	expect(coro).toMatchObject({ organiser: "Biblioteca", placeWords: "Sala" });
	const page = await anybody(`/n/qui/outside/${coro.id}`);
	expect(page).toContain('"organizer":{"@type":"Organization","name":"Biblioteca"}');
	const before = await inFeed();
	expect(before).toHaveLength(3);
	expect(before.every(({ sequence }) => sequence === 0)).toBe(true);
	expect(await anybody("/n/qui/calendar.ics")).toContain("Lo organizza Biblioteca.");

	const moved = calendar(
		choir("1830", "RRULE:FREQ=WEEKLY;COUNT=1"),
		festa.replace("Festa", "Festa\r\nSTATUS:CANCELLED"),
	);
	await upload(moved);
	expect(await look()).toContain("Niente di nuovo, 2 cambiati, uno tolto, nessuno uguale");
	await upload(calendar(festa));
	const [added] = [await look()];
	expect(added).toContain("2 tolti");
	expect((await as(anna).request(path, formOf({ draft: newId() }))).status).toBe(409);
	await upload(
		calendar(choir("1800", "RRULE:FREQ=WEEKLY;COUNT=2"), festa.replace("Festa", "Festa\r\nSTATUS:CANCELLED")),
	);
	await yes();
	const after = await inFeed();
	expect(after.map(({ uid }) => uid)).toEqual(before.map(({ uid }) => uid));
	expect(after.find(({ summary }) => summary === "Festa")).toMatchObject({ sequence: 1, status: "CANCELLED" });
	expect(await anybody("/n/qui")).not.toContain("Festa");

	expect((await as(anna).request(`${path}/end`, { method: "POST", body: new URLSearchParams() })).status).toBe(303);
	expect(await inFeed()).toEqual([]);
	expect(await anybody("/n/qui")).not.toContain("Coro");
});

test("what is too large, no text, or somebody else's to hand in is refused", async () => {
	expect(await (await upload("x".repeat(1_000_001))).text()).toContain("1 MB");
	expect(await (await upload(new Uint8Array([0xff, 0xfe, 0x80, 0x00]))).text()).toContain("UTF-8");
	expect((await upload("ciao")).status).toBe(422);
	expect((await upload(calendar(choir()), actorOf("facilitator", "beside"))).status).toBe(404);
	expect((await upload(calendar(choir()), actorOf("citizen"))).status).toBe(403);
});
