import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase } from "../../../tests/harness.ts";
import { type Line, said } from "./contract.ts";
import { exportSheet } from "./exporting.ts";
import * as service from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const carla = actorOf("coordinator");
beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

const bring = (file: string, at = "qui") =>
	service.importFile(
		t.ground,
		carla,
		{ kind: "places", neighbourhood: at, said: said.parse({}), dryRun: false },
		Buffer.from(file),
		() => {},
	);
const take = async (at = "qui") =>
	(await exportSheet(t.ground, carla, { kind: "places", format: "geojson", neighbourhood: at })).bytes.toString();
const told = (lines: readonly Line[]) =>
	lines.map(({ label, outcome, reason }) => `${label} ${outcome}${reason ? ` ${reason}` : ""}`);

const square = (west: number, more: number[][] = []) => [
	[[west, 46], [west + 0.1, 46], [west + 0.1, 46.1], ...more, [west, 46]],
];
const feature = (name: string, istat: string, type: string, coordinates: unknown) => ({
	type: "Feature",
	properties: { name, istat, pop2021: 1234 },
	geometry: { type, coordinates },
});
const collection = (...features: unknown[]) => JSON.stringify({ type: "FeatureCollection", features });
const circle = (n: number) => [
	Array.from({ length: n + 1 }, (_, i) => {
		const at = (2 * Math.PI * (i % n)) / n;
		return [11 + Math.cos(at) / 10, 46 + Math.sin(at) / 10];
	}),
];

test("outlines come in, are matched by name or by code, go out as they came, and go again", async () => {
	const plain = await bring("Luogo;Tipo\nPrato di Sopra;paese\n");
	const outlines = collection(
		feature("Prato di Sopra", "022901", "Polygon", square(11)),
		feature("Prato di Sotto", "022902", "MultiPolygon", [square(12), square(13)]),
		feature("Senza fine", "022903", "Polygon", [
			[
				[11, 46],
				[11.1, 46],
				[11.1, 46.1],
				[11, 46.1],
			],
		]),
		feature("Senza nulla", "022904", "Polygon", [
			[
				[11, 46],
				[11, 46],
				[11, 46],
				[11, 46],
			],
		]),
		feature("Lontano", "022905", "Polygon", square(400)),
		feature("Troppi", "022906", "Polygon", circle(4001)),
		feature("Rotto", "022907", "Polygon", [["a"]]),
		feature("Scambiato", "022909", "Polygon", [square(11)[0]!.map(([x, y]) => [y, x])]),
		feature("Metri", "022910", "Polygon", [square(11)[0]!.map(([x, y]) => [x! * 60_000, y! * 110_000])]),
		feature("Altrove", "022911", "Polygon", square(100)),
		feature("Vuoto", "022912", "Polygon", []),
		feature("Incrociato", "022913", "Polygon", square(11, [[11.05, 45.9]])),
		{ ...feature("Punto", "022908", "Point", [11.5, 46.5]) },
	);
	const { preview, id } = await bring(outlines);
	expect(told(preview.lines)).toEqual([
		"Prato di Sopra merged added",
		"Prato di Sotto created",
		"Senza fine refused outline_ring",
		"Senza nulla refused outline_ring",
		"Lontano refused outline_degrees",
		"Troppi refused outline_points",
		"Rotto refused outline_shape",
		"Scambiato refused outline_swapped",
		"Metri refused outline_degrees",
		"Altrove refused outline_far",
		"Vuoto refused outline_empty",
		"Incrociato refused outline_crossing",
		"Punto created",
	]);
	expect(preview.lines.find(({ label }) => label === "Incrociato")?.of).toBe("46.00000, 11.07500");
	const again = await bring(outlines);
	expect(again.preview.counts).toMatchObject({ created: 0, merged: 0, matched: 3 });
	// Called otherwise, it is known by its number.
	const renamed = await bring(collection(feature("Prà de Sora", "022901", "Polygon", square(11))));
	expect(told(renamed.preview.lines)).toEqual(["Prà de Sora matched"]);
	const out = await take();
	const features = JSON.parse(out).features;
	expect(features.map((one: { geometry: { type: string } | null }) => one.geometry?.type)).toEqual([
		"MultiPolygon",
		"MultiPolygon",
		"Point",
	]);
	expect(features[0]).toMatchObject({
		properties: { name: "Prato di Sopra", code: "022901" },
		geometry: { coordinates: [square(11)] },
	});
	expect((await bring(out)).preview.counts).toMatchObject({ created: 0, merged: 0, refused: 0 });
	await bring(out, "accanto");
	expect(await take("accanto")).toBe(out);
	await service.undoImport(t.ground, carla, id!);
	const { rows } = await t.owner.query(
		"select p.label, l.outline, l.code from community.places l join community.parties p using (territory_id, id) where p.neighbourhood_id = (select id from programme.neighbourhoods where slug = 'qui')",
	);
	expect(rows).toEqual([{ label: "Prato di Sopra", outline: null, code: null }]);
	await service.undoImport(t.ground, carla, plain.id!);
});
