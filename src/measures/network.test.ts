import fc from "fast-check";
import { expect, test } from "vitest";
import { anyTies, florence, miserables, zachary } from "../../tests/graphs.ts";
import { random } from "../core/random.ts";
import { measureNetwork, type NetworkInput } from "./network.ts";

const figuresOf = async (input: NetworkInput) => (await measureNetwork(input)).figures;
const near = (value: number) => expect.closeTo(value, 6);

test("Zachary's club", async () => {
	const ids = Array.from({ length: 34 }, (_, i) => `member ${i + 1}`);
	expect(await figuresOf({ ...zachary, ids })).toEqual({
		people: 34,
		ties: 78,
		ignored: 0,
		density: near(0.139037),
		components: 1,
		largestComponent: 34,
		isolated: 0,
		singleTie: 1,
		triangles: 45,
		transitivity: near(0.255682),
		averageClustering: near(0.570638),
		maxCore: 4,
		bridges: 1,
		articulationPoints: 1,
		constraintSum: near(15.44195),
		betweennessMax: near(231.071429),
		betweennessMaxAt: "member 1",
		averageDistance: near(2.4082),
		diameter: 5,
		multiplexPairs: 0,
		multiplexShare: 0,
		eiIndex: {},
		communities: 4,
		modularity: near(0.41979),
	});
});

test("the families of Florence, and Les Misérables", async () => {
	expect(await figuresOf(florence)).toMatchObject({
		people: 16,
		ties: 20,
		components: 2,
		largestComponent: 15,
		isolated: 1,
		singleTie: 4,
		bridges: 5,
		articulationPoints: 4,
		betweennessMax: near(47.5),
		betweennessMaxAt: "8",
	});
	expect(await figuresOf(miserables)).toMatchObject({
		people: 77,
		ties: 254,
		density: near(0.086808),
		singleTie: 17,
		bridges: 18,
		articulationPoints: 8,
		betweennessMax: near(1624.4688),
		betweennessMaxAt: "11",
	});
});

const withoutTies = {
	ties: 0,
	triangles: 0,
	transitivity: null,
	maxCore: 0,
	bridges: 0,
	articulationPoints: 0,
	constraintSum: 0,
	betweennessMaxAt: null,
	averageDistance: null,
	diameter: null,
	multiplexPairs: 0,
	multiplexShare: null,
	modularity: null,
};

test("nobody; one person who is tied to herself; two who are not tied", async () => {
	expect(await figuresOf({ n: 0, from: [], to: [], attributes: { street: [] } })).toEqual({
		...withoutTies,
		people: 0,
		ignored: 0,
		density: null,
		components: 0,
		largestComponent: 0,
		isolated: 0,
		singleTie: 0,
		averageClustering: null,
		betweennessMax: null,
		eiIndex: { street: null },
		communities: 0,
	});
	const alone = { components: 1, largestComponent: 1, isolated: 1, communities: 1, averageClustering: 0 };
	expect(await figuresOf({ n: 1, from: [0], to: [0] })).toMatchObject({
		...withoutTies,
		...alone,
		people: 1,
		ignored: 1,
		density: null,
		betweennessMax: 0,
	});
	expect(await figuresOf({ n: 2, from: [], to: [] })).toMatchObject({ ...withoutTies, density: 0, components: 2 });
});

test("a large network is the same whether threads share the work or not", { timeout: 120_000 }, async () => {
	const draw = random(3);
	const from = Array.from({ length: 55_000 }, () => Math.floor(draw() * 21_000));
	const to = from.map((u) => (u + 1 + Math.floor(draw() * 20)) % 21_000);
	const shared = await measureNetwork({ n: 21_000, from, to }, { betweennessSteps: 1, workers: 2 });
	const alone = await measureNetwork({ n: 21_000, from, to }, { betweennessSteps: 1, workers: 1 });
	expect(shared.figures).toEqual(alone.figures);
	expect(shared.figures.modularity).toBeGreaterThan(0.9);
	// So many would take a test's time to compare one by one.
	for (const [name, values] of Object.entries(alone.perPerson))
		expect(Buffer.from(values.buffer).equals(Buffer.from(shared.perPerson[name as "core"].buffer))).toBe(true);
});

test("rows become ties: kinds, attributes, and what each person has", async () => {
	// One pair in two kinds and both directions, another tied twice in one kind, and one row that ties nobody.
	const { figures, perPerson } = await measureNetwork({
		n: 4,
		from: [0, 1, 1, 2, 2],
		to: [1, 0, 2, 1, 2],
		kind: Int32Array.of(0, 1, 0, 0, 1),
		attributes: { street: ["Roggia", "Roggia", "Ponte", null], band: [null, null, "young", "old"] },
	});
	expect(figures).toMatchObject({
		ties: 2,
		ignored: 1,
		isolated: 1,
		multiplexPairs: 1,
		multiplexShare: 0.5,
		eiIndex: { street: 0, band: null },
	});
	expect(perPerson).toEqual({
		degree: Int32Array.of(1, 2, 1, 0),
		core: Int32Array.of(1, 1, 1, 0),
		clustering: new Float64Array(4),
		constraint: Float64Array.of(1, 0.5, 1, Number.NaN),
		betweenness: Float64Array.of(0, 1, 0, 0),
		component: Int32Array.of(0, 0, 0, 1),
		community: expect.any(Int32Array),
	});
});

test("paths longer than asked for do not count", async () => {
	const line = { n: 5, from: [0, 1, 2, 3], to: [1, 2, 3, 4] };
	const within = async (betweennessSteps?: number) => [
		...(await measureNetwork(line, { betweennessSteps })).perPerson.betweenness,
	];
	expect(await within()).toEqual([0, 3, 4, 3, 0]);
	expect(await within(2)).toEqual([0, 1, 1, 1, 0]);
});

test("progress names the measure and ends with all of it", async () => {
	const told: [string, number][] = [];
	await measureNetwork(zachary, { progress: (step, done) => told.push([step, done]) });
	expect(new Set(told.map(([step]) => step))).toContain("constraint");
	expect(told.at(-1)).toEqual(["betweenness", 1]);
});

test("nothing changes when people are given other numbers", async () => {
	const case_ = anyTies(12).chain((ties) =>
		fc.record({
			ties: fc.constant(ties),
			other: fc.shuffledSubarray([...Array(ties.n).keys()], { minLength: ties.n, maxLength: ties.n }),
		}),
	);
	await fc.assert(
		fc.asyncProperty(case_, async ({ ties, other }) => {
			const renamed = { n: ties.n, from: ties.to.map((v) => other[v]!), to: ties.from.map((u) => other[u]!) };
			const one = await measureNetwork(ties);
			const same = await measureNetwork(renamed);
			// Equals may be grouped otherwise, and of several largest parts the first is measured: these may differ.
			const { averageDistance, diameter, betweennessMaxAt, communities, modularity, ...figures } = one.figures;
			for (const [name, value] of Object.entries(figures)) {
				const found = same.figures[name as keyof typeof figures];
				if (typeof value === "number") expect(found).toBeCloseTo(value, 9);
				else expect(found).toEqual(value);
			}
			for (const key of ["degree", "core", "clustering", "constraint", "betweenness"] as const) {
				for (const [u, value] of one.perPerson[key].entries()) {
					const found = same.perPerson[key][other[u]!]!;
					if (Number.isNaN(value)) expect(found).toBeNaN();
					else expect(found).toBeCloseTo(value, 9);
				}
			}
		}),
	);
});
