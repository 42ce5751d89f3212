import type { Link, Node, Picture, Point, Shape } from "./contract.ts";
import { beyond, isDouble, linksByNode } from "./rules.ts";

/** Labels are written where they cover nothing; one that finds no room shows when its node has focus or the pointer. */
type Box = { left: number; top: number; right: number; bottom: number };
type Label = { x: number; y: number; anchor?: "end" | "middle" };

const letter = 6.4;
const line = 15;
const edge = 34;
const bow = 0.08;

const shapes: Record<Shape, string> = {
	person: "m-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z",
	gathering: "m-5.5-5.5h11v11h-11z",
	organisation: "m0-8l8 8l-8 8l-8-8z",
	service: "m0-8l8 14h-16z",
};
const fills: Record<Shape, string> = {
	person: "fill-teal",
	gathering: "fill-soft",
	organisation: "fill-ochre",
	service: "fill-violet",
};

type Props = {
	picture: Picture;
	points: ReadonlyMap<string, Point>;
	/** Whom the reader went to. */
	at?: string;
	/** What it is a drawing of, for those who do not see it. */
	name: string;
	/** The address of a node's own view. */
	hrefOf: (id: string) => string;
};

/** The drawing: ties below, nodes above, each a link. Nothing in it moves. */
export function Drawing({ picture, points, at, name, hrefOf }: Props) {
	const { nodes, links } = picture;
	const spots = nodes.map(({ id }) => points.get(id) ?? { x: 0, y: 0 });
	const centre = at ? nodes.findIndex(({ id }) => id === at) : -1;
	const near = new Set((linksByNode(picture, centre, centre + 1)[0] ?? []).map((link) => beyond(link, centre)));
	const isNamed = (node: Node, i: number) =>
		i === centre || near.has(i) || (centre < 0 && node.shape !== "person" && node.kind !== "household");
	const streets = streetNames(picture, spots);
	const labels = labelsOf(nodes, spots, isNamed, centre, streets);
	return (
		<svg class="network" viewBox={viewBoxOf(spots)}>
			<title>{name}</title>
			<g class="streets">
				{streets.map(({ id, label, x, y, anchor }) => (
					<text key={id} class="fill-soft" x={short(x)} y={short(y)} text-anchor={anchor}>
						{label}
					</text>
				))}
			</g>
			<Ties links={links} spots={spots} centre={centre} />
			{nodes.map((node, i) => (
				<NodeLink
					key={node.id}
					node={node}
					spot={spots[i]!}
					label={labels.get(i)}
					isNamed={labels.has(i)}
					isAt={i === centre}
					isFar={centre >= 0 && i !== centre && !near.has(i)}
					href={hrefOf(node.id)}
				/>
			))}
		</svg>
	);
}

type StreetName = Label & { id: string; label: string };

/** The name of each street above those who live there; a handful of people needs none. */
function streetNames({ nodes, places }: Picture, spots: readonly Point[]): StreetName[] {
	const streets = new Map<string, Point[]>();
	for (const [i, node] of nodes.entries()) {
		const street = node.places.at(-1);
		if (!street || (node.kind !== "person" && node.kind !== "household")) continue;
		streets.set(street, [...(streets.get(street) ?? []), spots[i]!]);
	}
	return [...streets].flatMap(([id, those]) => {
		const middle = those.reduce((sum, { x }) => sum + x, 0) / those.length;
		const top = Math.min(...those.map(({ y }) => y)) - 16;
		const label = places.get(id)?.label ?? "";
		return those.length < 4 ? [] : [{ id, label, x: middle, y: top, anchor: "middle" as const }];
	});
}

type NodeProps = {
	node: Node;
	spot: Point;
	label: Label | undefined;
	isNamed: boolean;
	isAt: boolean;
	isFar: boolean;
	href: string;
};

function NodeLink({ node, spot: { x, y }, label, isNamed, isAt, isFar, href }: NodeProps) {
	const { x: tx, y: ty, anchor } = label ?? { x: x + 11, y: y + 4.5 };
	const state = [isNamed && "named", isFar && "far"].filter(Boolean).join(" ");
	return (
		<a href={href} class={state || undefined} aria-current={isAt ? "true" : undefined}>
			<path class={fills[node.shape]} d={`M${short(x)} ${short(y)}${shapes[node.shape]}`} />
			{node.isNew && <circle class="new" cx={short(x)} cy={short(y)} r="9" />}
			<text x={short(tx)} y={short(ty)} text-anchor={anchor}>
				{node.label}
			</text>
		</a>
	);
}

/** Ties as few paths, however many they are: plain and double, known before and new, and those of whom one went to. */
function Ties({ links, spots, centre }: { links: readonly Link[]; spots: readonly Point[]; centre: number }) {
	const isOf = (link: Link) => link.one === centre || link.other === centre;
	const of = (isNew: boolean, double: boolean) =>
		links.filter((link) => link.isNew === isNew && isDouble(link) === double && !isOf(link));
	const far = centre >= 0 ? " far" : "";
	const own = links.filter(isOf);
	return (
		<g>
			<Lines class={`tie${far}`} links={of(false, false)} spots={spots} />
			<Lines class={`tie new${far}`} links={of(true, false)} spots={spots} />
			<Lines class={`tie double${far}`} links={of(false, true)} spots={spots} />
			<Lines class={`tie double new${far}`} links={of(true, true)} spots={spots} />
			<Lines class="tie between" links={links.filter((link) => isDouble(link) && !isOf(link))} spots={spots} />
			<Lines class="tie own" links={own.filter((link) => !isDouble(link))} spots={spots} />
			<Lines class="tie own double" links={own.filter(isDouble)} spots={spots} />
			<Lines class="tie between" links={own.filter(isDouble)} spots={spots} />
		</g>
	);
}

function Lines({ class: name, links, spots }: { class: string; links: readonly Link[]; spots: readonly Point[] }) {
	return links.length === 0 ? null : <path class={name} d={linesOf(links, spots)} />;
}

function linesOf(links: readonly Link[], spots: readonly Point[]): string {
	return links
		.map(({ one, other }) => {
			const [from, to] = [spots[one]!, spots[other]!];
			// A slight bow, always to the same side: two that run side by side can be told apart.
			const [mx, my] = [(from.x + to.x) / 2 - (to.y - from.y) * bow, (from.y + to.y) / 2 + (to.x - from.x) * bow];
			return `M${short(from.x)} ${short(from.y)}Q${short(mx)} ${short(my)} ${short(to.x)} ${short(to.y)}`;
		})
		.join("");
}

/** A sign of the legend. */
export function Mark({ sign }: { sign: Shape | "double" | "new" }) {
	return (
		<svg viewBox="-12 -12 24 24" width="24" height="24" aria-hidden="true">
			{sign === "double" ? (
				<>
					<path class="tie double" d="M-11 0h22" />
					<path class="tie between" d="M-11 0h22" />
				</>
			) : (
				<path class={fills[sign === "new" ? "person" : sign]} d={`M0 0${shapes[sign === "new" ? "person" : sign]}`} />
			)}
			{sign === "new" && <circle class="new" r="9" />}
		</svg>
	);
}

type Strokes = { viewBox: string; ties: string; people: string; others: string };
const strokes = new WeakMap<Picture, Strokes>();

/** A picture of a place, too small for links: its people as dots and their ties. The same is not drawn again. */
export function Small({ picture, points }: { picture: Picture; points: ReadonlyMap<string, Point> }) {
	const drawn = strokes.get(picture) ?? strokesOf(picture, points);
	strokes.set(picture, drawn);
	return (
		<svg class="network small-network" viewBox={drawn.viewBox} aria-hidden="true">
			{drawn.ties && <path class="tie" d={drawn.ties} />}
			<path class="dots stroke-teal" d={drawn.people} />
			<path class="dots stroke-soft square" d={drawn.others} />
		</svg>
	);
}

function strokesOf(picture: Picture, points: ReadonlyMap<string, Point>): Strokes {
	const spots = picture.nodes.map(({ id }) => points.get(id) ?? { x: 0, y: 0 });
	const dots = (isPerson: boolean) =>
		picture.nodes
			.flatMap(({ shape }, i) =>
				(shape === "person") === isPerson ? [`M${short(spots[i]!.x)} ${short(spots[i]!.y)}h0`] : [],
			)
			.join("");
	return { viewBox: viewBoxOf(spots), ties: linesOf(picture.links, spots), people: dots(true), others: dots(false) };
}

/** Half a pixel is the least anybody sees. */
function short(n: number): number {
	return Math.round(n);
}

/** Widened to tens: somebody who comes at the edge moves nobody else on the sheet. */
function viewBoxOf(spots: readonly Point[]): string {
	if (spots.length === 0) return "0 0 100 100";
	const [xs, ys] = [spots.map(({ x }) => x), spots.map(({ y }) => y)];
	const low = (values: number[]) => Math.floor((Math.min(...values) - edge) / 10) * 10;
	const high = (values: number[]) => Math.ceil((Math.max(...values) + edge) / 10) * 10;
	const [left, top] = [low(xs) - 20, low(ys)];
	return `${left} ${top} ${high(xs) + 60 - left} ${high(ys) - top}`;
}

/** Places for the labels of those who are named: right, left, above or below, wherever no node and no other label is. */
function labelsOf(
	nodes: readonly Node[],
	spots: readonly Point[],
	isNamed: (node: Node, i: number) => boolean,
	centre: number,
	streets: readonly StreetName[],
): Map<number, Label> {
	const taken: Box[] = [
		...spots.map(({ x, y }) => ({ left: x - 7, top: y - 7, right: x + 7, bottom: y + 7 })),
		...streets.map((street) => boxOf(street, street.label.length * letter * 1.25)),
	];
	const labels = new Map<number, Label>();
	const named = nodes.flatMap((node, i) => (isNamed(node, i) ? [i] : []));
	for (const i of named.sort((a, b) => Number(b === centre) - Number(a === centre))) {
		const { x, y } = spots[i]!;
		const width = nodes[i]!.label.length * letter;
		const candidates: Label[] = [
			{ x: x + 11, y: y + 4.5 },
			{ x: x - 11, y: y + 4.5, anchor: "end" },
			{ x, y: y - 12, anchor: "middle" },
			{ x, y: y + 22, anchor: "middle" },
		];
		const free = candidates.find((label) => !taken.some((box) => meets(box, boxOf(label, width))));
		const chosen = free ?? (i === centre ? candidates[0] : undefined);
		if (!chosen) continue;
		labels.set(i, chosen);
		taken.push(boxOf(chosen, width));
	}
	return labels;
}

function boxOf({ x, y, anchor }: Label, width: number): Box {
	const left = anchor === "end" ? x - width : anchor === "middle" ? x - width / 2 : x;
	return { left, top: y - line + 3, right: left + width, bottom: y + 3 };
}

function meets(a: Box, b: Box): boolean {
	return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
