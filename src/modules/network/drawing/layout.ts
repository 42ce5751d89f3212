import {
	forceCollide,
	forceLink,
	forceManyBody,
	forceSimulation,
	forceX,
	forceY,
	type Simulation,
	type SimulationLinkDatum,
	type SimulationNodeDatum,
} from "d3-force";
import type { Picture, Point } from "./contract.ts";

/** Room around a node: two never stand nearer than twice this, so that each can be hit with a finger. */
const room = 15;
/** The angle by which seeds of a sunflower follow each other: evenly spread, without chance. */
const goldenAngle = Math.PI * (3 - Math.sqrt(5));
const steps = 160;
const stepsOfNew = 60;

type Spot = SimulationNodeDatum & { x: number; y: number; home: Point; isHomely: boolean };
type Tie = SimulationLinkDatum<Spot> & { near: boolean };

/**
 * Where everybody stands. Whoever has a place in `stored` keeps it, and whoever is new comes near those they are tied
 * to; where fewer than half are placed, all are placed anew. No chance in it: the same picture, the same places.
 *
 * Streets are laid out first, as discs as large as who is in them, drawn together by the ties across; then people
 * around their street's middle, drawn by their ties (force-directed, after Fruchterman and Reingold 1991, in the form
 * of Dwyer 2009, by d3-force). O(steps · (n log n + links)). `rest` is awaited after each step, so that other work goes on.
 */
export async function placesOf(
	picture: Picture,
	stored: ReadonlyMap<string, Point>,
	rest: () => Promise<unknown> | undefined = () => undefined,
): Promise<Map<string, Point>> {
	const spots = spotsOf(picture, stored);
	const isFixed = spots.filter((spot) => spot.fx !== undefined).length;
	if (isFixed < spots.length) {
		const simulation = forcesOn(spots, tiesOf(picture, spots));
		const n = isFixed > 0 ? stepsOfNew : steps;
		simulation.alphaDecay(1 - 0.001 ** (1 / n));
		for (let step = 0; step < n; step++) {
			simulation.tick();
			await rest();
		}
	}
	return pointsOf(picture, isFixed > 0 ? spots : lying(spots));
}

/** Sheets are wider than high. */
function lying(spots: Spot[]): Spot[] {
	const span = (values: number[]) => Math.max(...values) - Math.min(...values);
	if (spots.length === 0 || span(spots.map(({ x }) => x)) >= span(spots.map(({ y }) => y))) return spots;
	return spots.map((spot) => ({ ...spot, x: spot.y, y: spot.x }));
}

/** Where the first step begins, for a picture too large to be laid out while somebody waits. */
export function beginningsOf(picture: Picture, stored: ReadonlyMap<string, Point>): Map<string, Point> {
	return pointsOf(picture, spotsOf(picture, stored));
}

function pointsOf(picture: Picture, spots: Spot[]): Map<string, Point> {
	return new Map(picture.nodes.map(({ id }, i) => [id, { x: round(spots[i]!.x), y: round(spots[i]!.y) }]));
}

/** A tenth of a step is less than anybody sees, and short to write. */
function round(n: number): number {
	return Math.round(n * 10) / 10 + 0;
}

function spotsOf(picture: Picture, stored: ReadonlyMap<string, Point>): Spot[] {
	const known = picture.nodes.filter(({ id }) => stored.has(id)).length;
	const isKept = known > 0 && known * 2 >= picture.nodes.length;
	const homes = homesOf(picture);
	const among = new Map<string, number>();
	const spots = picture.nodes.map((node): Spot => {
		const street = node.places.at(-1) ?? "";
		const seat = among.get(street) ?? 0;
		among.set(street, seat + 1);
		const home = homes.get(street)!;
		const at = sunflower(home, seat);
		const kept = isKept ? stored.get(node.id) : undefined;
		const spot: Spot = {
			...at,
			home,
			isHomely: street !== "" && (node.kind === "person" || node.kind === "household"),
		};
		return kept ? Object.assign(spot, { x: kept.x, y: kept.y, fx: kept.x, fy: kept.y }) : spot;
	});
	if (isKept) bringNear(picture, spots);
	return spots;
}

function sunflower(middle: Point, seat: number): Point {
	const radius = room * 1.5 * Math.sqrt(seat + 0.5);
	return { x: middle.x + radius * Math.cos(seat * goldenAngle), y: middle.y + radius * Math.sin(seat * goldenAngle) };
}

/** Whoever is new begins in the middle of those placed whom they are tied to, a little beside where many do. */
function bringNear({ links }: Picture, spots: Spot[]): void {
	const sums = new Map<Spot, { x: number; y: number; n: number }>();
	for (const { one, other } of links) {
		for (const [here, there] of [[spots[one]!, spots[other]!] as const, [spots[other]!, spots[one]!] as const]) {
			if (here.fx !== undefined || there.fx === undefined) continue;
			const sum = sums.get(here) ?? { x: 0, y: 0, n: 0 };
			sums.set(here, { x: sum.x + there.x, y: sum.y + there.y, n: sum.n + 1 });
		}
	}
	let seat = 0;
	for (const [spot, { x, y, n }] of sums) {
		seat += 1;
		Object.assign(spot, sunflower({ x: x / n, y: y / n }, seat % 12));
	}
}

/** The middle of each street; those without one gather around the middle of all. */
function homesOf({ nodes, links }: Picture): Map<string, Point> {
	const n = new Map<string, number>();
	for (const { places } of nodes) n.set(places.at(-1) ?? "", (n.get(places.at(-1) ?? "") ?? 0) + 1);
	const streets = [...n].filter(([id]) => id !== "").sort(([a], [b]) => (a < b ? -1 : 1));
	const discs = streets.map(([id, count], i) => ({
		id,
		radius: room * 1.75 * Math.sqrt(count),
		...sunflower({ x: 0, y: 0 }, i * 9),
	}));
	const at = new Map(discs.map((disc, i) => [disc.id, i]));
	const across = new Map<string, number>();
	for (const link of links) {
		const [one, other] = [link.one, link.other].map((i) => at.get(nodes[i]!.places.at(-1) ?? ""));
		if (one === undefined || other === undefined || one === other) continue;
		const key = one < other ? `${one} ${other}` : `${other} ${one}`;
		across.set(key, (across.get(key) ?? 0) + 1);
	}
	const most = Math.max(1, ...across.values());
	const ties = [...across].map(([key, count]) => {
		const [source = 0, target = 0] = key.split(" ").map(Number);
		return { source, target, weight: count / most };
	});
	forceSimulation(discs)
		.stop()
		.force(
			"ties",
			forceLink<(typeof discs)[number], (typeof ties)[number]>(ties)
				.distance(1)
				.strength(({ weight }) => 0.04 * weight),
		)
		.force("apart", forceCollide<(typeof discs)[number]>(({ radius }) => radius + room).iterations(4))
		.force("x", forceX(0).strength(0.03))
		.force("y", forceY(0).strength(0.06))
		.tick(200);
	return new Map<string, Point>([
		["", { x: 0, y: 0 }],
		...discs.map(({ id, x, y }): [string, Point] => [id, { x, y }]),
	]);
}

function tiesOf({ links }: Picture, spots: Spot[]): Tie[] {
	return links.map(({ one, other }) => ({
		source: spots[one]!,
		target: spots[other]!,
		near: spots[one]!.home === spots[other]!.home,
	}));
}

/** People stay about their street; groups and organisations stand among those who come to them. */
function forcesOn(spots: Spot[], ties: Tie[]): Simulation<Spot, Tie> {
	const degree = new Map<unknown, number>();
	for (const { source, target } of ties)
		for (const end of [source, target]) degree.set(end, (degree.get(end) ?? 0) + 1);
	const pull = ({ source, target, near }: Tie) =>
		(near ? 0.5 : 0.06) / Math.min(degree.get(source) ?? 1, degree.get(target) ?? 1);
	const home = (spot: Spot) => (spot.isHomely ? 0.12 : 0.02);
	return forceSimulation<Spot, Tie>(spots)
		.stop()
		.force(
			"ties",
			forceLink<Spot, Tie>(ties)
				.distance(room * 2.6)
				.strength(pull),
		)
		.force("apart", forceManyBody<Spot>().strength(-50).distanceMax(160))
		.force("room", forceCollide<Spot>(room))
		.force("x", forceX<Spot>(({ home: { x } }) => x).strength(home))
		.force("y", forceY<Spot>(({ home: { y } }) => y).strength(home));
}
