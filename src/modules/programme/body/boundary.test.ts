import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readBoundary } from "./boundary.ts";

const square = [
	[
		[11.1, 46.0],
		[11.2, 46.0],
		[11.2, 46.1],
		[11.1, 46.0],
	],
];
const polygon = { type: "Polygon", coordinates: square };
const feature = (nome: string) => ({ type: "Feature", properties: { nome }, geometry: polygon });
const read = (value: unknown, feature?: string) => readBoundary(JSON.stringify(value), "San Vigilio", feature);
const faultOf = (value: unknown) => {
	const found = read(value);
	return found.ok ? undefined : found.fault;
};
/** A square of a tenth of a degree, against the clock. */
const around = (west: number, south: number, size = 0.1) => [
	[west, south],
	[west + size, south],
	[west + size, south + size],
	[west, south + size],
	[west, south],
];
const areas = {
	type: "FeatureCollection",
	features: [
		{ type: "Feature", properties: { name: "Uno", istat: "022001" }, geometry: polygon },
		{ type: "Feature", properties: { COMUNE: "Due", PRO_COM: 22002 }, geometry: polygon },
	],
};

describe("a boundary in GeoJSON", () => {
	test("a polygon, a feature or the feature of that name, as a MultiPolygon of five decimals", () => {
		const wanted = { type: "MultiPolygon", coordinates: [square] };
		expect(read(polygon)).toEqual({ ok: true, boundary: wanted });
		expect(readBoundary(`\uFEFF${JSON.stringify(feature("Altro"))}`, "x")).toEqual({ ok: true, boundary: wanted });
		const all = { type: "FeatureCollection", features: [feature("Altro"), feature("SAN VIGÌLIO")] };
		expect(read(all)).toEqual({ ok: true, boundary: wanted });
		expect(
			read({
				type: "MultiPolygon",
				coordinates: [
					[
						[
							[11.1234567, 46],
							[12, 46, 900],
							[12, 47],
							[11.1234567, 46],
						],
					],
				],
			}),
		).toEqual({
			ok: true,
			boundary: {
				type: "MultiPolygon",
				coordinates: [
					[
						[
							[11.12346, 46],
							[12, 46],
							[12, 47],
							[11.12346, 46],
						],
					],
				],
			},
		});
	});

	test("of several areas one is chosen by its name or its number; where neither says which, the names are told", () => {
		for (const feature of ["Due", "due", "22002", "022001"]) expect(read(areas, feature).ok).toBe(true);
		expect(read(areas)).toEqual({ ok: false, fault: "many", names: ["Due", "Uno"] });
		expect(read(areas, "Tre")).toEqual({ ok: false, fault: "unknown", names: ["Due", "Uno"] });
	});

	test("says what is wrong, and where", () => {
		expect(readBoundary("{", "x")).toMatchObject({ ok: false, fault: "json" });
		expect(faultOf({ type: "Point", coordinates: [11, 46] })).toBe("shape");
		expect(
			faultOf({
				type: "Polygon",
				coordinates: [
					[
						[664000, 5100000],
						[664001, 5100000],
						[664001, 5100001],
						[664000, 5100000],
					],
				],
			}),
		).toBe("degrees");
		const points = Array.from({ length: 4001 }, (_, i) => [11 + i / 1e5, 46]);
		expect(faultOf({ type: "Polygon", coordinates: [points] })).toBe("points");
		expect(faultOf({ type: "Polygon", coordinates: [] })).toBe("empty");
		expect(faultOf({ type: "Feature", properties: null, geometry: null })).toBe("shape");
		expect(faultOf({ type: "Polygon", coordinates: [around(46, 11)] })).toBe("swapped");
		const bow = [11, 46, 11.2, 46.2, 11.2, 46, 11, 46.2, 11, 46];
		const ring = Array.from({ length: 5 }, (_, i) => bow.slice(i * 2, i * 2 + 2));
		expect(read({ type: "Polygon", coordinates: [ring] })).toMatchObject({ fault: "crossing", near: [11.1, 46.1] });
	});

	test("no text makes it throw", () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					fc.json(),
					fc.jsonValue().map((v) => JSON.stringify({ type: "Feature", geometry: v })),
				),
				(text) => {
					const found = readBoundary(text, "x");
					return found.ok ? found.boundary.coordinates.length > 0 : found.fault.length > 0;
				},
			),
			{ numRuns: 500 },
		);
	});
});
