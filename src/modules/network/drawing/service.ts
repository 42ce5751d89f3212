import { type Day, dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import type { Read } from "../../../db/database.ts";
import { recordReading } from "../../../db/reading.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { calledIn } from "../../community/contract.ts";
import type { DrawingContent } from "../kept/contract.ts";
import { askForPictures, namesIn, pictureIn, whereIn } from "../kept/service.ts";
import {
	type DrawingAsked,
	type JsonDrawing,
	type Link,
	type ListAsked,
	mostOnScreen,
	mostOnSheet,
	type Node,
	noPlace,
	type Picture,
	type Point,
} from "./contract.ts";
import { unpack } from "./packing.ts";
import {
	type Branch,
	beyond,
	branchesIn,
	isDouble,
	linksByNode,
	partOf,
	partsIn,
	placeIn,
	shapeOf,
	sheetOf,
} from "./rules.ts";

/** What a page of the drawing shows. */
export type Shown = {
	/** Its name, where it is not the one on screen. */
	neighbourhood?: string;
	/** Everybody and everything there, also what is on no sheet. */
	whole: Picture;
	from: Day;
	today: Day;
	points: ReadonlyMap<string, Point>;
	/** What fits on the sheet asked for; without one, the places that have one. */
	sheet?: Picture;
	branches: (Branch & { picture: Picture })[];
	/** The place of the sheet, where the neighbourhood is too large for one. */
	place?: string;
	at?: Node;
};

/** Since the first of January, where nothing else is asked. */
function periodOf(ground: Ground, from: Day | undefined): { day: Day; from: Day } {
	const day = dayOf(ground.clock());
	return { day, from: from ?? `${day.slice(0, 4)}-01-01` };
}

/** The picture of the neighbourhood on screen, before anybody in it is named, and the same as nobody ever is in it. */
type Unnamed = {
	picture: Picture;
	nameless: Picture;
	points: ReadonlyMap<string, Point>;
	period: { day: Day; from: Day };
};

/**
 * Shows what `choose` takes of the picture of the neighbourhood on screen, once those it says are on the screen are
 * named: a copy of who is there, and written down as one.
 */
async function shown<Chosen extends { onScreen: Iterable<Node> }>(
	ground: Ground,
	actor: Actor,
	asked: { from?: Day; neighbourhood?: string },
	choose: (unnamed: Unnamed) => Chosen,
): Promise<Chosen & Unnamed & { neighbourhood: string | undefined }> {
	only(actor, "facilitator", "coordinator");
	const period = periodOf(ground, asked.from);
	const { found, where, isKept } = await ground.db.noteReading(actor, async (reading) => {
		const { name: neighbourhood, ...where } = await whereIn(reading, asked.neighbourhood);
		const { content, parties, isKept } = await pictureIn(reading, where, period.day, "drawing");
		const { picture: nameless, points } = unpacked(content, parties, period.from);
		const unnamed = { picture: toBeNamed(nameless), nameless, points, period };
		const chosen = choose(unnamed);
		await nameThem(reading, where, unnamed.picture, chosen.onScreen);
		const { neighbourhoodId } = where;
		await recordReading(reading, { kind: "export", id: neighbourhoodId, neighbourhoodId });
		return { found: { ...unnamed, ...chosen, neighbourhood }, where, isKept };
	});
	if (!isKept) await askForPictures(ground, actor, where);
	return found;
}

const unpackedOf = new WeakMap<DrawingContent, Map<Day, ReturnType<typeof unpack>>>();

/** Since how many days «new» is asked for: the year's first, a quarter ago, a month ago. */
const mostPeriods = 3;

/** The same content is not unpacked again. */
function unpacked(content: DrawingContent, parties: readonly string[], from: Day): ReturnType<typeof unpack> {
	const periods = unpackedOf.get(content) ?? new Map<Day, ReturnType<typeof unpack>>();
	unpackedOf.set(content, periods);
	const known = periods.get(from);
	if (known) return known;
	if (periods.size >= mostPeriods) periods.clear();
	const found = unpack(content, parties, from);
	periods.set(from, found);
	return found;
}

/** A copy to write names into: one reader's names are not the next one's. */
function toBeNamed({ nodes, links, places }: Picture): Picture {
	return {
		nodes: nodes.map((node) => ({ ...node })),
		links,
		places: new Map([...places].map(([id, place]) => [id, { ...place }])),
	};
}

const partsOf = new WeakMap<Picture, Map<string, Map<string, Picture>>>();

/** The pictures of some places, too small for names: the same are not made again. */
function smallOnes(nameless: Picture, branches: readonly Branch[]): (Branch & { picture: Picture })[] {
	const key = branches.map(({ place }) => place).join(" ");
	const known = partsOf.get(nameless) ?? new Map<string, Map<string, Picture>>();
	partsOf.set(nameless, known);
	const parts = known.get(key) ?? partsIn(nameless, branches);
	known.set(key, parts);
	return branches.map((branch) => ({ ...branch, picture: parts.get(branch.place)! }));
}

/** Says how these nodes and all places are called, and which organisations are services. */
async function nameThem(
	read: Read,
	where: { territoryId: string; neighbourhoodId: string },
	{ places }: Picture,
	onScreen: Iterable<Node>,
): Promise<void> {
	const nodes = [...new Set(onScreen)];
	const named = await namesIn(
		read,
		where,
		nodes.map(({ id }) => id),
	);
	for (const place of places.values()) place.label = named(place.id).label;
	for (const node of nodes) {
		const party = named(node.id);
		node.label = calledIn(party);
		node.shape = shapeOf(node.kind, party.sector);
	}
}

/** The drawing of the neighbourhood on screen: one sheet, or a sheet a place. Throws `not_found` for an unknown `at` or place. */
export async function drawing(ground: Ground, actor: Actor, asked: DrawingAsked): Promise<Shown> {
	const { picture, nameless, period, branches, ...found } = await shown(ground, actor, asked, ({ picture }) => {
		const at = asked.at && picture.nodes.find(({ id }) => id === asked.at);
		const isKnown = !asked.place || asked.place === noPlace || picture.places.has(asked.place);
		if ((asked.at && !at) || !isKnown) throw new Refused("not_found");
		const isSmall = picture.nodes.length <= mostOnSheet;
		const place = isSmall ? undefined : (asked.place ?? (at ? sheetOf(picture, at) : undefined));
		const part = place ? placeIn(picture, place, at?.id) : picture;
		const sheet = part.nodes.length <= mostOnSheet ? part : undefined;
		const near = at ? nearOf(picture, at) : [];
		const onScreen = [...(sheet?.nodes ?? []), ...near];
		return { sheet, place, at: at || undefined, branches: !sheet && place !== noPlace, onScreen };
	});
	return {
		...found,
		whole: picture,
		from: period.from,
		today: period.day,
		// Who lives there, without what they are tied to elsewhere: enough for a picture too small for words.
		branches: branches ? smallOnes(nameless, branchesIn(picture, found.place)) : [],
	};
}

/** Somebody and whoever they are tied to. */
function nearOf(picture: Picture, at: Node): Node[] {
	const centre = picture.nodes.indexOf(at);
	const links = picture.links.filter(({ one, other }) => one === centre || other === centre);
	return [at, ...links.map((link) => picture.nodes[beyond(link, centre)]!)];
}

/** How many are on a page of the list, with a dozen ties each. */
const onPage = 50;

/** A page of the same as words: who is where, and what ties them. */
export type Listed = {
	/** Its name, where it is not the one on screen. */
	neighbourhood?: string;
	/** Everybody there; those of this page and whoever they are tied to are named. */
	whole: Picture;
	/** Where this page begins in `whole.nodes`. */
	first: number;
	/** The ties of each on this page. */
	links: Link[][];
	page: number;
	pages: number;
};

export async function drawingAsList(ground: Ground, actor: Actor, { page }: ListAsked): Promise<Listed> {
	const { picture, neighbourhood, first, pages, links } = await shown(ground, actor, {}, ({ picture }) => {
		const { nodes } = picture;
		const pages = Math.max(1, Math.ceil(nodes.length / onPage));
		if (page > pages) throw new Refused("not_found");
		const first = (page - 1) * onPage;
		const links = linksByNode(picture, first, first + onPage);
		const beside = links.flatMap((those, k) => those.map((link) => nodes[beyond(link, first + k)]!));
		return { first, pages, links, onScreen: [...nodes.slice(first, first + onPage), ...beside] };
	});
	return { neighbourhood, first, pages, links, whole: picture, page };
}

/** What the screen's drawing is made of. */
export type DrawingForScreen = {
	nodes: { id: string; shape: Node["shape"]; label: string; x: number; y: number; new: boolean }[];
	/** Pairs by their place in `nodes`. */
	ties: { one: number; other: number; double: boolean; new: boolean }[];
	/** How many of the neighbourhood there are, where not all are here. */
	of: number;
};

export async function drawingForScreen(ground: Ground, actor: Actor, asked: JsonDrawing): Promise<DrawingForScreen> {
	const { picture, part, points } = await shown(ground, actor, asked, ({ picture }) => {
		const part = partOf(picture, (_, i) => i < mostOnScreen);
		return { part, onScreen: part.nodes };
	});
	return {
		nodes: part.nodes.map(({ id, shape, label, isNew }) => ({ id, shape, label, ...points.get(id)!, new: isNew })),
		ties: part.links.map((link) => ({ one: link.one, other: link.other, double: isDouble(link), new: link.isNew })),
		of: picture.nodes.length,
	};
}
