import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Around, NetworkHistory } from "../../community/network/contract.ts";
import type { Picture, Point } from "./contract.ts";
import { beginningsOf, placesOf } from "./layout.ts";
import { branchesIn, isDouble, linksByNode, pictureOf, placeIn, sheetOf } from "./rules.ts";

const known = { knownSince: "2025-01-01", existedBefore: false, leftOn: null };
const tie = { since: "2025-02-01", until: null, existedBefore: false, metAt: null };

const person = (id: string, placeId: string | null, more = {}): NetworkHistory["people"][number] => ({
	id,
	label: id,
	level: "name",
	placeId,
	placeLabel: null,
	...known,
	...more,
});

const history: NetworkHistory = {
	people: [
		person("bruno", "stair-2"),
		person("anna", "stair-1"),
		person("carla", "alley", { knownSince: "2026-03-01" }),
		person("dino", "alley", { leftOn: "2026-02-01" }),
		person("who waves", null, { level: "description" }),
	],
	ties: [
		{ id: "1", one: "bruno", other: "anna", kind: "helps", ...tie },
		{ id: "2", one: "anna", other: "bruno", kind: "friend", ...tie },
		{ id: "3", one: "anna", other: "carla", kind: "knows", ...tie, since: "2026-03-05" },
		{ id: "4", one: "anna", other: "dino", kind: "knows", ...tie },
		{ id: "5", one: "carla", other: "bruno", kind: "kin", ...tie, since: "2026-03-05", existedBefore: true },
		{ id: "6", one: "who waves", other: "carla", kind: "knows", ...tie, until: "2026-01-01" },
	],
};
const around: Around = {
	parties: [
		{ id: "choir", kind: "group", sector: null, label: "Coro", placeId: null, ...known },
		{ id: "school", kind: "organisation", sector: "public", label: "Scuola", placeId: "alley", ...known },
		{ id: "shop", kind: "organisation", sector: "shop", label: "Bottega", placeId: null, ...known },
	],
	ties: [
		{ id: "7", one: "anna", other: "choir", kind: "member_of", ...tie },
		{ id: "8", one: "school", other: "choir", kind: "collaborates_with", ...tie },
		{ id: "9", one: "anna", other: "stair-1", kind: "uses", ...tie },
	],
	places: [
		{ id: "stair-1", label: "scala 1", around: "street" },
		{ id: "stair-2", label: "scala 2", around: "street" },
		{ id: "street", label: "via Alta", around: null },
		{ id: "alley", label: "vicolo Basso", around: null },
	],
};
const picture = pictureOf(history, around, { day: "2026-11-22", from: "2026-01-01" });

function named(part: Picture): string[] {
	return part.nodes.map(({ id }) => id);
}
function pairs(part: Picture): string[] {
	return part.links.map(({ one, other }) => [part.nodes[one]!.id, part.nodes[other]!.id].sort().join("-")).sort();
}

describe("who is drawn", () => {
	test("stands by place and name, and whoever has left is not drawn", () => {
		expect(named(picture)).toEqual(["anna", "bruno", "carla", "school", "who waves", "shop", "choir"]);
		expect(picture.nodes[4]!.label).toBe("«who waves»");
	});

	test("has the shape of what it is", () => {
		const shapes = Object.fromEntries(picture.nodes.map(({ id, shape }) => [id, shape]));
		expect(shapes).toMatchObject({ anna: "person", choir: "gathering", school: "service", shop: "organisation" });
	});

	test("is joined by what lasts between two who are there", () => {
		expect(pairs(picture)).toEqual(["anna-bruno", "anna-carla", "anna-choir", "bruno-carla", "choir-school"]);
		expect(picture.links.filter(isDouble).map(({ ties }) => ties.map(({ kind }) => kind))).toEqual([
			["helps", "friend"],
		]);
	});

	test("is new when it came in the period and was not there before", () => {
		expect(picture.nodes.filter(({ isNew }) => isNew).map(({ id }) => id)).toEqual(["carla"]);
		const news = picture.links.filter(({ isNew }) => isNew);
		expect(news.map(({ one, other }) => [picture.nodes[one]!.id, picture.nodes[other]!.id])).toEqual([
			["anna", "carla"],
		]);
	});

	test("a tie keeps its direction, whichever end comes first", () => {
		const both = picture.links.find(isDouble)!;
		expect(picture.nodes[both.one]!.id).toBe("anna");
		expect(both.ties.map(({ kind, fromOne }) => [kind, fromOne])).toEqual([
			["helps", false],
			["friend", true],
		]);
	});
});

describe("a sheet for each place", () => {
	test("the outermost places are offered by name, and who has none at the end", () => {
		expect(branchesIn(picture, undefined)).toEqual([
			{ place: "street", label: "via Alta", n: 2 },
			{ place: "alley", label: "vicolo Basso", n: 2 },
			{ place: "none", label: null, n: 3 },
		]);
		expect(branchesIn(picture, "street").map(({ place, n }) => [place, n])).toEqual([
			["stair-1", 1],
			["stair-2", 1],
		]);
	});

	test("it shows who is there and the groups they are tied to, and whomever the one gone to is tied to", () => {
		expect(named(placeIn(picture, "street"))).toEqual(["anna", "bruno", "choir"]);
		expect(named(placeIn(picture, "street", "anna"))).toEqual(["anna", "bruno", "carla", "choir"]);
		expect(named(placeIn(picture, "none"))).toEqual(["school", "who waves", "shop", "choir"]);
	});

	test("somebody is shown on the largest sheet that holds them", () => {
		expect(sheetOf(picture, picture.nodes[0]!)).toBe("street");
		expect(sheetOf(picture, picture.nodes[4]!)).toBe("none");
	});
});

/** Any picture: so many nodes in a few streets, any two of them joined. */
const anyPicture = fc
	.record({
		streets: fc.array(fc.constantFrom("a", "b", "c", ""), { minLength: 2, maxLength: 30 }),
		pairs: fc.array(fc.tuple(fc.nat(29), fc.nat(29)), { maxLength: 60 }),
	})
	.map(({ streets, pairs: drawn }): Picture => {
		const nodes = streets.map((street, i) => ({
			id: `${i}`,
			shape: "person" as const,
			kind: "person" as const,
			label: `${i}`,
			placeId: street || null,
			places: street ? [street] : [],
			since: "2026-01-01",
			existedBefore: true,
			isNew: false,
		}));
		const seen = new Set<string>();
		const links = drawn.flatMap(([a, b]) => {
			const [one, other] = [Math.min(a % nodes.length, b % nodes.length), Math.max(a % nodes.length, b % nodes.length)];
			if (one === other || seen.has(`${one} ${other}`)) return [];
			seen.add(`${one} ${other}`);
			return [{ one, other, ties: [], isNew: false }];
		});
		return { nodes, links, places: new Map() };
	});

function withoutLast(all: ReadonlyMap<string, Point>): Map<string, Point> {
	return new Map([...all].slice(0, -1));
}

describe("where everybody stands", () => {
	test("is the same for the same picture, apart from each other, and known for everybody", async () => {
		await fc.assert(
			fc.asyncProperty(anyPicture, async (any) => {
				const points = await placesOf(any, new Map());
				expect([...points]).toEqual([...(await placesOf(any, new Map()))]);
				const all = [...points.values()];
				expect(all).toHaveLength(any.nodes.length);
				const nearest = all.flatMap((a, i) => all.slice(i + 1).map((b) => Math.hypot(a.x - b.x, a.y - b.y)));
				expect(Math.min(...nearest)).toBeGreaterThan(12);
			}),
			{ numRuns: 30 },
		);
	});

	test("stays where it is when somebody comes, who stands beside those they are tied to", async () => {
		await fc.assert(
			fc.asyncProperty(anyPicture, async (any) => {
				const stored = withoutLast(await placesOf(any, new Map()));
				const points = await placesOf(any, stored);
				for (const [id, point] of stored) expect(points.get(id)).toEqual(point);
				expect(points.size).toBe(any.nodes.length);
				for (const [id, point] of stored) expect(beginningsOf(any, stored).get(id)).toEqual(point);
			}),
			{ numRuns: 30 },
		);
	});

	test("two of one street stand nearer than two of different streets, on the whole", async () => {
		const street = (name: string, n: number) =>
			Array.from({ length: n }, (_, i) => ({ ...picture.nodes[0]!, id: `${name}${i}`, places: [name] }));
		const two: Picture = { nodes: [...street("a", 12), ...street("b", 12)], links: [], places: new Map() };
		const points = await placesOf(two, new Map());
		const middle = (name: string) => {
			const those = [...points].filter(([id]) => id.startsWith(name)).map(([, point]) => point);
			return { x: those.reduce((sum, p) => sum + p.x, 0) / 12, y: those.reduce((sum, p) => sum + p.y, 0) / 12 };
		};
		const [a, b] = [middle("a"), middle("b")];
		for (const [id, { x, y }] of points) {
			const [own, other] = id.startsWith("a") ? [a, b] : [b, a];
			expect(Math.hypot(x - own.x, y - own.y)).toBeLessThan(Math.hypot(x - other.x, y - other.y));
		}
	});

	test("the links of each node lead to it", () => {
		for (const [i, links] of linksByNode(picture).entries())
			for (const link of links) expect([link.one, link.other]).toContain(i);
	});
});
