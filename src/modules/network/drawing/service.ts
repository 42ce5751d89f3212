import { createHash } from "node:crypto";
import { setImmediate as breath } from "node:timers/promises";
import { type Day, dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { type Actor, system } from "../../../db/actor.ts";
import type { Read } from "../../../db/database.ts";
import { recordReading } from "../../../db/reading.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { partiesAroundIn } from "../../community/network/service.ts";
import { neighbourhoodIn, neighbourhoodsIn } from "../../programme/service.ts";
import { neighbourhoodHistoryIn } from "../service.ts";
import {
	type DrawingAsked,
	type JsonDrawing,
	type ListAsked,
	mostOnScreen,
	mostOnSheet,
	type Node,
	noPlace,
	type Picture,
	type Point,
} from "./contract.ts";
import { beginningsOf, placesOf } from "./layout.ts";
import { type Branch, branchesIn, isDouble, liesIn, partOf, pictureOf, placeIn, sheetOf } from "./rules.ts";
import * as store from "./store.ts";

type Where = { territoryId: string; neighbourhoodId: string };

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

function pictureIn(read: Read, where: Where, period: { day: Day; from: Day }): Promise<Picture> {
	const of = { ...where, day: period.day };
	return Promise.all([neighbourhoodHistoryIn(read, of), partiesAroundIn(read, of)]).then(([history, around]) =>
		pictureOf(history, around, period),
	);
}

/** Since the first of January, where nothing else is asked. */
function periodOf(ground: Ground, from: Day | undefined): { day: Day; from: Day } {
	const day = dayOf(ground.clock());
	return { day, from: from ?? `${day.slice(0, 4)}-01-01` };
}

/** The picture of the neighbourhood on screen, with the places kept for it: a copy of who is there, and written down as one. */
function read(ground: Ground, actor: Actor, asked: { from?: Day; neighbourhood?: string }, isDrawn = true) {
	only(actor, "facilitator", "coordinator");
	const period = periodOf(ground, asked.from);
	return ground.db.noteReading(actor, async (reading) => {
		const asksFor = asked.neighbourhood || !actor.neighbourhoodId || !actor.territoryId;
		const found = asksFor ? await neighbourhoodIn(reading, asked.neighbourhood) : undefined;
		// Only rows of where somebody works are seen: what stands on their screen need not be looked up.
		const where = {
			territoryId: found?.territoryId ?? actor.territoryId!,
			neighbourhoodId: found?.id ?? actor.neighbourhoodId!,
		};
		const [picture, stored] = await Promise.all([
			pictureIn(reading, where, period),
			isDrawn ? store.readPositions(reading, where) : new Map<string, Point>(),
		]);
		const { neighbourhoodId } = where;
		await recordReading(reading, { kind: "export", id: neighbourhoodId, neighbourhoodId });
		return { name: found?.name, period, picture, stored };
	});
}

/** The drawing of the neighbourhood on screen: one sheet, or a sheet a place. Throws `not_found` for an unknown `at` or place. */
export async function drawing(ground: Ground, actor: Actor, asked: DrawingAsked): Promise<Shown> {
	const { name, period, picture, stored } = await read(ground, actor, asked);
	const at = asked.at && picture.nodes.find(({ id }) => id === asked.at);
	const isKnown = !asked.place || asked.place === noPlace || picture.places.has(asked.place);
	if ((asked.at && !at) || !isKnown) throw new Refused("not_found");
	const isSmall = picture.nodes.length <= mostOnSheet;
	const place = isSmall ? undefined : (asked.place ?? (at ? sheetOf(picture, at) : undefined));
	const part = place ? placeIn(picture, place, at?.id) : picture;
	const fits = part.nodes.length <= mostOnSheet;
	const branches = fits || place === noPlace ? [] : branchesIn(picture, place);
	return {
		neighbourhood: name,
		whole: picture,
		from: period.from,
		today: period.day,
		points: await pointsOf(picture, stored),
		sheet: fits ? part : undefined,
		// Who lives there, without what they are tied to elsewhere: enough for a picture too small for words.
		branches: branches.map((branch) => ({ ...branch, picture: partOf(picture, (node) => liesIn(node, branch.place)) })),
		place,
		at: at || undefined,
	};
}

/** How many are on a page of the list. */
const onPage = 100;

/** A page of the same as words: who is where, and what ties them. */
export type Listed = {
	/** Its name, where it is not the one on screen. */
	neighbourhood?: string;
	whole: Picture;
	/** Where this page begins and ends in `whole.nodes`. */
	first: number;
	last: number;
	page: number;
	pages: number;
};

export async function drawingAsList(ground: Ground, actor: Actor, asked: ListAsked): Promise<Listed> {
	const { name, picture } = await read(ground, actor, {}, false);
	const pages = Math.max(1, Math.ceil(picture.nodes.length / onPage));
	if (asked.page > pages) throw new Refused("not_found");
	const first = (asked.page - 1) * onPage;
	const last = Math.min(picture.nodes.length, first + onPage);
	return { neighbourhood: name, whole: picture, first, last, page: asked.page, pages };
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
	const { picture, stored } = await read(ground, actor, asked);
	const part = partOf(picture, (_, i) => i < mostOnScreen);
	const points = await pointsOf(picture, stored);
	return {
		nodes: part.nodes.map(({ id, shape, label, isNew }) => ({ id, shape, label, ...points.get(id)!, new: isNew })),
		ties: part.links.map((link) => ({ one: link.one, other: link.other, double: isDouble(link), new: link.isNew })),
		of: picture.nodes.length,
	};
}

/** Where everybody stands: as kept; where somebody is not yet, as the night will place them or, on a large sheet, begin. */
async function pointsOf(picture: Picture, stored: ReadonlyMap<string, Point>): Promise<ReadonlyMap<string, Point>> {
	if (picture.nodes.every(({ id }) => stored.has(id))) return stored;
	return picture.nodes.length <= mostOnSheet ? layOut(picture, stored) : beginningsOf(picture, stored);
}

const laidOut = new Map<string, Promise<Map<string, Point>>>();
const mostLaidOut = 20;

/** Before the night has come that keeps the places, they are worked out once for all who look: the same for the same. */
function layOut(picture: Picture, stored: ReadonlyMap<string, Point>): Promise<Map<string, Point>> {
	const { nodes, links } = picture;
	const key = createHash("sha256")
		.update(JSON.stringify([nodes.map(({ id }) => [id, stored.get(id)]), links.map(({ one, other }) => [one, other])]))
		.digest("base64");
	const known = laidOut.get(key);
	if (known) return known;
	if (laidOut.size >= mostLaidOut) laidOut.clear();
	const found = placesOf(picture, stored, () => breath());
	laidOut.set(key, found);
	return found;
}

/**
 * Places whoever is new in every neighbourhood, near those they are tied to, and keeps where they stand; nobody moves.
 * Background work, as the counter: it reads rows and writes numbers. Returns how many were placed.
 */
export async function placeEverybody(ground: Ground): Promise<number> {
	const day = dayOf(ground.clock());
	const counter = system("counter");
	let placed = 0;
	for (const { id, territoryId } of await ground.db.readAs(counter, neighbourhoodsIn)) {
		const here: Actor = { ...counter, territoryId };
		const where = { territoryId, neighbourhoodId: id };
		const [picture, stored] = await ground.db.readAs(here, (reading) =>
			Promise.all([pictureIn(reading, where, { day, from: day }), store.readPositions(reading, where)]),
		);
		const missing = picture.nodes.filter((node) => !stored.has(node.id)).length;
		if (missing === 0) continue;
		const points = await placesOf(picture, stored, () => breath());
		await ground.db.withActor(here, (tx) => store.keepPositions(tx, where, points, day));
		placed += missing;
	}
	return placed;
}
