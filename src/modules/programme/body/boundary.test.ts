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
const read = (value: unknown, wanted = "San Vigilio") => readBoundary(JSON.stringify(value), wanted);
const faultOf = (value: unknown) => {
	const found = read(value);
	return found.ok ? undefined : found.fault;
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
							[1.1234567, 2],
							[2, 2, 900],
							[2, 3],
							[1.1234567, 2],
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
							[1.12346, 2],
							[2, 2],
							[2, 3],
							[1.12346, 2],
						],
					],
				],
			},
		});
	});

	test("says what is wrong, and which names there were", () => {
		expect(readBoundary("{", "x")).toMatchObject({ ok: false, fault: "boundary_json" });
		expect(faultOf({ type: "Point", coordinates: [11, 46] })).toBe("boundary_shape");
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
		).toBe("boundary_degrees");
		const points = Array.from({ length: 4001 }, (_, i) => [11 + i / 1e5, 46]);
		expect(faultOf({ type: "Polygon", coordinates: [points] })).toBe("boundary_points");
		expect(read({ type: "FeatureCollection", features: [feature("Uno"), feature("Due")] })).toEqual({
			ok: false,
			fault: "boundary_many",
			names: ["Uno", "Due"],
		});
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
					return found.ok ? found.boundary.coordinates.length > 0 : found.fault.startsWith("boundary_");
				},
			),
			{ numRuns: 500 },
		);
	});
});
