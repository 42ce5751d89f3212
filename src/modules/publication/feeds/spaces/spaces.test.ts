import ICAL from "ical.js";
import nodeIcal, { type VEvent } from "node-ical";
import { convertIcsCalendar } from "ts-ics";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places, testNow } from "../../../../../tests/harness.ts";
import { formOf, pagesFor } from "../../../../../tests/pages.ts";
import { newId } from "../../../../core/ids.ts";
import { addDays, dayOf, instantOf } from "../../../../core/period.ts";
import { type Actor, nobody } from "../../../../db/actor.ts";
import { bookAtDesk as bookInput } from "../../../spaces/bookings/contract.ts";
import { answerBooking, bookAtDesk, bookWithout } from "../../../spaces/bookings/service.ts";
import { newSpace } from "../../../spaces/contract.ts";
import { recordSpace } from "../../../spaces/service.ts";
import { pages } from "./pages.tsx";

let t: Awaited<ReturnType<typeof freshDatabase>>;
let space = "";
const anna = actorOf("facilitator");
const here = { territoryId: places.territory, id: places.here };
const day = addDays(dayOf(testNow), 10);

beforeAll(async () => {
	t = await freshDatabase();
	const week = Object.fromEntries(
		[1, 2, 3, 4, 5, 6, 7].flatMap((n) => [
			[`opens_${n}`, "08:00"],
			[`closes_${n}`, "22:00"],
		]),
	);
	const input = { id: newId(), name: "Sala grande", placeWords: "Via dei Gelsi 2", asksFirst: "yes", ...week };
	space = (await recordSpace(t.ground, anna, newSpace.parse(input))).id;
});
afterAll(() => t.end());

const as = (actor: Actor) => pagesFor(t.ground, [pages], () => ({ actor }));
const said = { givenName: "Zefirina", contact: "333 000 1000", what: "compleanno", day, language: "it" };
const book = (from: string, to: string) => bookInput.parse({ id: newId(), ...said, from, to });
const asked = async (what: "open" | "close") =>
	(await as(anna).request(`/publication/spaces/${space}`, formOf({ do: what }))).text();
const made = async () => /\/n\/qui\/spaces\/[\w-]+\/calendar\/[\w-]{43}\.ics/.exec(await asked("open"))?.[0] ?? "";
const feed = async (path: string) => (await as(nobody()).request(path)).text();

/** From when to when, and whether it is agreed, as each of two readers finds it. */
function asNodeIcalSees(text: string) {
	const events = Object.values(nodeIcal.sync.parseICS(text)).filter((one): one is VEvent => one?.type === "VEVENT");
	return events.map(({ start, end, status }) => [start.toISOString(), end?.toISOString(), status]).sort();
}
function asIcalJsSees(text: string) {
	const calendar = new ICAL.Component(ICAL.parse(text));
	ICAL.TimezoneService.register(new ICAL.Timezone(calendar.getFirstSubcomponent("vtimezone")!));
	const utc = (time: ICAL.Time) => time.convertToZone(ICAL.Timezone.utcTimezone).toJSDate().toISOString();
	return calendar
		.getAllSubcomponents("vevent")
		.map((one) => new ICAL.Event(one))
		.map(({ startDate, endDate, component }) => [
			utc(startDate),
			utc(endDate),
			component.getFirstPropertyValue("status"),
		])
		.sort();
}

test("a room's calendar says when it is taken, to two readers alike, and of nobody a word", async () => {
	await bookAtDesk(t.ground, anna, space, book("10:00", "12:00"));
	const asksFirst = book("15:00", "16:30");
	await bookWithout(t.ground, here, space, asksFirst, { language: "it", base: "http://localhost/n/qui" });
	const path = await made();
	const answer = await as(nobody()).request(path);
	expect(answer.headers.get("content-type")).toBe("text/calendar; charset=utf-8");
	const text = await answer.text();
	const at = (time: string) => instantOf(day, time).toISOString();
	const wanted = [
		[at("10:00"), at("12:00"), "CONFIRMED"],
		[at("15:00"), at("16:30"), "TENTATIVE"],
	];
	expect(asNodeIcalSees(text)).toEqual(wanted);
	expect(asIcalJsSees(text)).toEqual(wanted);
	expect(text.match(/TRANSP:OPAQUE/g)).toHaveLength(2);
	expect(text).not.toMatch(/Zefirina|compleanno|333/);
	const { rows } = await t.owner.query("select id from spaces.bookings");
	for (const { id } of rows) expect(text, "whose page it would open").not.toContain(id);

	const uids = () => convertIcsCalendar(undefined, text).events!.map(({ uid }) => uid);
	await answerBooking(t.ground, anna, asksFirst.id, { to: "agreed" });
	const later = await feed(path);
	expect(convertIcsCalendar(undefined, later).events!.map(({ uid }) => uid)).toEqual(uids());
	expect(asNodeIcalSees(later).map(([, , status]) => status)).toEqual(["CONFIRMED", "CONFIRMED"]);
	await answerBooking(t.ground, anna, asksFirst.id, { to: "declined", answer: "si fa festa" });
	expect(asNodeIcalSees(await feed(path))).toEqual(wanted.slice(0, 1));
});

test("the address is worth nothing once it is made anew or taken back, elsewhere, or guessed; only who works there makes one", async () => {
	const first = await made();
	const second = await made();
	const status = async (path: string) => (await as(nobody()).request(path)).status;
	expect([await status(first), await status(second)]).toEqual([404, 200]);
	expect(await status(second.replace("/n/qui/", "/n/accanto/"))).toBe(404);
	expect(await status(`/n/qui/spaces/${space}/calendar/${"a".repeat(43)}.ics`)).toBe(404);
	expect(await status(`/n/qui/spaces/${space}/calendar/x.ics`)).toBe(404);
	await asked("close");
	expect(await status(second)).toBe(404);
	for (const actor of [actorOf("citizen"), actorOf("officer")])
		expect((await as(actor).request(`/publication/spaces/${space}`)).status).toBe(403);
	expect((await as(actorOf("facilitator", "beside")).request(`/publication/spaces/${space}`)).status).toBe(404);
	expect((await as(anna).request(`/publication/spaces/${space}`, formOf({ do: "" }))).status).toBe(422);
});
