import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../tests/harness.ts";
import { formOf, pagesFor } from "../../../tests/pages.ts";
import { newId } from "../../core/ids.ts";
import { nobody } from "../../db/actor.ts";
import { pages as community } from "../../modules/community/pages.tsx";
import { pages as listening } from "../../modules/listening/pages.tsx";
import { recordResource } from "../../modules/listening/resources/contract.ts";
import * as resources from "../../modules/listening/resources/service.ts";
import { pages as profile } from "../../modules/programme/profile/pages.tsx";
import { pages as square } from "../square-map.tsx";
import { pages as setup } from "./pages.tsx";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const [anna, rosa] = [actorOf("facilitator"), actorOf("administrator")];
const [room, court] = [newId(), newId()];

beforeAll(async () => {
	t = await freshDatabase();
	for (const [id, label] of [
		[room, "la sala grande"],
		[court, "il cortile"],
	]) {
		await t.owner.query(
			`insert into community.parties (territory_id, id, neighbourhood_id, kind, label, folded, known_since)
			values ($1, $2, $3, 'place', $4, $4, '2026-01-01')`,
			[places.territory, id, places.here, label],
		);
		await t.owner.query(
			"insert into community.places (territory_id, id, neighbourhood_id, sort) values ($1, $2, $3, 'block')",
			[places.territory, id, places.here],
		);
	}
	for (const place of [room, court])
		await resources.recordResource(
			t.ground,
			anna,
			recordResource.parse({ id: newId(), title: "Sedie", sort: "tools", place }),
		);
});
afterAll(() => t.end());

const step = "/programme/setup/drawing";
const ask = (path: string, init?: RequestInit, actor = anna) =>
	pagesFor(t.ground, [setup, profile, community, listening, square], () => ({ actor })).request(path, init);
const html = async (path: string, actor = anna) => (await ask(path, undefined, actor)).text();
const draw = (boundary: unknown, feature = "") =>
	ask(step, formOf({ neighbourhood: "qui", streets: "", boundary: JSON.stringify(boundary), feature }), rosa);

const ring = (west: number, south: number, size: number) => [
	[west, south],
	[west + size, south],
	[west + size, south + size],
	[west, south + size],
	[west, south],
];
const withHole = { type: "Polygon", coordinates: [ring(11, 46, 0.1), ring(11.04, 46.04, 0.02)] };
const area = (name: string, geometry: object) => ({ type: "Feature", properties: { name, istat: "022205" }, geometry });
const outline = (page: string) => /<path d="([^"]+)"[^>]*fill-rule="evenodd"/.exec(page)?.[1];
const profilePath = "/programme/neighbourhoods/qui/profile";

describe("the boundary of a neighbourhood", () => {
	test("where nobody gave one, no page draws any", async () => {
		for (const path of ["/listening/resources", profilePath, `/community/places/${room}`])
			expect(outline(await html(path)), path).toBeUndefined();
		expect(outline(await html("/n/qui/map", nobody()))).toBeUndefined();
		expect(await html("/listening/resources")).toContain("Uno schema, non una carta");
	});

	test("what is wrong is said, shown where it is, and what was typed stays", async () => {
		const crossed = ring(11, 46, 0.1).with(1, [11.1, 46.1]).with(2, [11.1, 46]);
		const answer = await draw({ type: "Polygon", coordinates: [crossed] });
		expect(answer.status).toBe(422);
		const page = await answer.text();
		expect(page).toContain("incrocia sé stessa");
		expect(page).toContain("46.05000, 11.05000");
		expect(page).toContain("stroke-thread");
		expect(page).toContain("11.1,46.1");
		const far = await (await draw({ type: "Polygon", coordinates: [ring(100, 46, 1)] })).text();
		expect(far).toContain("46.00000, 100.00000");
	});

	test("of several areas one is chosen", async () => {
		const two = { type: "FeatureCollection", features: [area("Su", withHole), area("Giù", withHole)] };
		const page = await (await draw(two)).text();
		for (const name of ["Su", "Giù"]) expect(page).toContain(`>${name}</option>`);
		expect((await draw(two, "Nord")).status).toBe(422);
		expect((await draw(two, "Giù")).status).toBe(303);
	});

	test("of one neighbourhood is never kept as another's: each has a form of its own", async () => {
		await ask(step, formOf({ neighbourhood: "qui", streets: "Via dei Larici" }), rosa);
		const own = await html(`${step}?neighbourhood=qui`, rosa);
		expect(own).toContain("Via dei Larici");
		const other = await html(`${step}?neighbourhood=accanto`, rosa);
		expect(other).not.toContain("Via dei Larici");
		expect(other).toContain('name="neighbourhood" value="accanto"');
	});

	test("is drawn on the profile, with its hole and its size, and on the square's map", async () => {
		const page = await html(profilePath);
		expect(outline(page)?.match(/M/g)).toHaveLength(2);
		expect(page).toMatch(/<svg[^>]*role="img"[^>]*aria-label="Confine: [^"]+"[^>]*><desc>circa 83 km²/);
		expect(await html(profilePath, actorOf("officer"))).toContain("circa 83 km²");
		const open = await html("/n/qui/map", nobody());
		expect(outline(open)?.match(/M/g)).toHaveLength(2);
		expect(open).toContain("La linea è il confine di");
		expect(open).toMatch(/\d km/);
	});

	test("lies under the points of the resources, where they lie; what lies nowhere is said", async () => {
		expect(await html("/listening/resources"), "nothing lies anywhere").toContain("Uno schema, non una carta");
		await t.owner.query("update community.places set longitude = 11, latitude = 46.1 where id = $1", [room]);
		const page = await html("/listening/resources");
		expect(page).toContain("le linee i confini");
		expect(page).toContain("Di 1 luogo nessuno ha detto dove sta");
		// The place is the upper left corner of the outline.
		const [, x, y] = /class="fill-teal" cx="([\d.]+)" cy="([\d.]+)"/.exec(page) ?? [];
		const corners = outline(page)!
			.split("z")[0]!
			.match(/-?[\d.]+/g)!
			.map(Number);
		const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);
		const points = [1, 2, 3, 4].map((n) => {
			const steps = corners.slice(0, n * 2);
			return [sum(steps.filter((_, i) => i % 2 === 0)), sum(steps.filter((_, i) => i % 2 === 1))];
		});
		expect(points.some(([px, py]) => Math.hypot(px! - Number(x), py! - Number(y)) < 0.2)).toBe(true);
	});

	test("of a place is drawn on its own page and on the map, by its name", async () => {
		const drawn = JSON.stringify({ type: "MultiPolygon", coordinates: [[ring(11.02, 46.02, 0.01)]] });
		await t.owner.query("update community.places set outline = $2 where id = $1", [court, drawn]);
		const page = await html(`/community/places/${court}`);
		expect(outline(page)).toBeDefined();
		expect(page).toContain("Confine: il cortile, circa 0,86 km²");
		const map = await html("/listening/resources");
		expect(map).toContain("<title>il cortile</title>");
		expect(map, "it lies in the middle of its outline").not.toContain("nessuno ha detto dove");
	});
});
