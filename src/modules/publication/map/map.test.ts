import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../../tests/harness.ts";
import { formOf, pagesFor } from "../../../../tests/pages.ts";
import { newId } from "../../../core/ids.ts";
import { nobody } from "../../../db/actor.ts";
import { pages } from "./pages.tsx";
import { blur, mayShow, pointIn, sheetOf } from "./rules.ts";
import { mapIn } from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const square = newId();
const stair = newId();
const street = newId();
const room = newId();

beforeAll(async () => {
	t = await freshDatabase();
	const place = async (id: string, label: string, sort: string) => {
		await t.owner.query(
			`insert into community.parties (territory_id, id, neighbourhood_id, kind, label, folded, known_since)
			values ($1, $2, $3, 'place', $4, lower($4), '2026-01-01')`,
			[places.territory, id, places.here, label],
		);
		await t.owner.query(
			"insert into community.places (territory_id, id, neighbourhood_id, sort) values ($1, $2, $3, $4)",
			[places.territory, id, places.here, sort],
		);
	};
	await place(square, "Piazza", "square");
	await place(stair, "Scala A", "stair");
	await place(street, "Via Lunga", "street");
	await place(room, "Camera", "room");
	await t.owner.query(
		`insert into community.parties (territory_id, id, neighbourhood_id, kind, label, folded, known_since, place_id)
		values ($1, $2, $3, 'household', 'Rossi', 'rossi', '2026-01-01', $4)`,
		[places.territory, newId(), places.here, room],
	);
});
afterAll(() => t.end());

test.each([
	"46.0748, 11.1262",
	"46,0748 11,1262",
	"https://www.openstreetmap.org/?mlat=46.0748&mlon=11.1262#map=19/46.1/11.2",
	"https://www.openstreetmap.org/#map=19/46.0748/11.1262",
	"https://www.google.com/maps/@46.0748,11.1262,17z",
	"https://www.google.com/maps/place/X/@46.1,11.2,17z/data=!3d46.0748!4d11.1262",
	"https://maps.example.org/?q=46.0748,11.1262",
	"geo:46.0748,11.1262",
])("a position is read from %s", (text) => {
	expect(pointIn(text)).toEqual({ latitude: 46.0748, longitude: 11.1262 });
});

test.each(["", "qui vicino", "46", "11.1262, 46.0748", "0.0, 0.0"])("«%s» says what to do", (text) => {
	expect(() => pointIn(text)).toThrow(expect.objectContaining({ code: "invalid" }));
});

test("a blurred place is within its square, and says nothing more of where it was", () => {
	fc.assert(
		fc.property(
			fc.double({ min: 36, max: 47, noNaN: true }),
			fc.double({ min: 7, max: 18, noNaN: true }),
			(latitude, longitude) => {
				const seen = blur({ latitude, longitude });
				const north = Math.abs(seen.latitude - latitude) * 111_320;
				const east = Math.abs(seen.longitude - longitude) * 111_320 * Math.cos((seen.latitude * Math.PI) / 180);
				expect(Math.max(north, east)).toBeLessThanOrEqual(125.001);
				const again = blur(seen);
				expect(again.latitude).toBeCloseTo(seen.latitude, 9);
				expect(again.longitude).toBeCloseTo(seen.longitude, 9);
			},
		),
	);
});

test("every place is on its sheet, north is up, and a metre is as long both ways", () => {
	const pin = { placeId: "1", name: "A", blurred: false };
	const low = { ...pin, latitude: 46.07, longitude: 11.12 };
	const high = { ...pin, latitude: 46.09, longitude: 11.12 };
	const sheet = sheetOf(null, [low, high])!;
	const [[x, y], [, top]] = [sheet.at(low), sheet.at(high)];
	expect(top).toBeLessThan(y);
	expect(y - top).toBeCloseTo(0.02 * 111_320 * sheet.ofMetre, 6);
	expect(Math.min(x, top)).toBeGreaterThan(0);
	expect(y).toBeLessThan(sheet.height);
	expect(sheetOf(null, [])).toBeUndefined();
});

test("a home is never shown, where people live only the square", () => {
	expect(mayShow({ sort: "stair", livedIn: false })).toBe("never");
	expect(mayShow({ sort: "room", livedIn: true })).toBe("never");
	expect(mayShow({ sort: "street", livedIn: true })).toBe("blurred");
	expect(mayShow({ sort: "room", livedIn: false })).toBe("exact");
});

const onMap = () =>
	t.db.readAs(nobody(), async (read) => (await mapIn(read, { territoryId: places.territory, id: places.here })).pins);

test("a place is shown before it is kept; blurred, the exact spot is nowhere; taken off, it is gone", async () => {
	let actor = actorOf("facilitator");
	const app = pagesFor(t.ground, [pages], () => ({ actor }));
	const send = (id: string, fields: Record<string, string>) =>
		app.request(`/publication/places/${id}/map`, formOf({ name: "Piazza", ...fields }));
	const where = "46.07481, 11.12623";
	const looked = await send(square, { do: "look", where, blurred: "on" });
	expect(looked.status).toBe(200);
	const html = await looked.text();
	expect(html).toContain("quadrato");
	expect(html).toContain("stroke-dasharray");
	expect(await onMap()).toEqual([]);

	expect((await send(square, { do: "save", where, blurred: "on" })).status).toBe(303);
	expect(await onMap()).toEqual([
		{ placeId: square, name: "Piazza", blurred: true, ...blur({ latitude: 46.07481, longitude: 11.12623 }) },
	]);
	const { rows } = await t.owner.query("select to_jsonb(p)::text as all from publication.pins p");
	expect(rows[0].all).not.toContain("46.07481");

	expect((await send(street, { do: "save", where })).status).toBe(303);
	expect((await onMap()).every((pin) => pin.blurred)).toBe(true);
	for (const home of [stair, room]) expect((await send(home, { do: "save", where })).status).toBe(422);
	expect((await send(square, { do: "save", where: "chissà" })).status).toBe(422);
	expect((await send(square, {})).status).toBe(422);
	for (const id of [square, street]) expect((await send(id, { do: "remove" })).status).toBe(303);
	expect(await onMap()).toEqual([]);

	actor = actorOf("facilitator", "beside");
	expect((await send(square, { do: "save", where })).status).toBe(404);
	actor = actorOf("citizen");
	expect((await send(square, { do: "save", where })).status).toBe(403);
});
