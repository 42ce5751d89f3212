import { createHash } from "node:crypto";
import { setImmediate as breath } from "node:timers/promises";
import type { Day } from "../../../core/period.ts";
import { version } from "../../../core/version.ts";
import { type Actor, system } from "../../../db/actor.ts";
import { lend, type Read, type Tx } from "../../../db/database.ts";
import type { Ground } from "../../../ui/http.ts";
import type { Around, NamedParty, NetworkHistory } from "../../community/network/contract.ts";
import { partiesAroundIn, partiesNamedIn } from "../../community/network/service.ts";
import { neighbourhoodIn } from "../../programme/service.ts";
import { mostOnSheet, type Picture, type Point } from "../drawing/contract.ts";
import { beginningsOf, placesOf } from "../drawing/layout.ts";
import { pack } from "../drawing/packing.ts";
import { pictureOf } from "../drawing/rules.ts";
import { holdUpsIn } from "../hold-ups/rules.ts";
import { meetingsIn } from "../introductions/rules.ts";
import { askIn } from "../measured/asking.ts";
import { networkOn } from "../rules.ts";
import { neighbourhoodHistoryIn } from "../service.ts";
import { type Contents, type PictureName, pictureNames } from "./contract.ts";
import * as store from "./store.ts";

type Where = store.Where;

/** All that pictures of a neighbourhood are made of, and a stamp of the rows it was read from. */
export type Sources = {
	history: NetworkHistory;
	around: Around;
	/** The neighbourhood's parties by id. */
	parties: string[];
	stamp: string;
};

/** Reads them, as the counter. The stamp is taken first: whatever changes meanwhile makes it an old one. */
export async function sourcesIn(read: Read, where: Where, day: Day): Promise<Sources> {
	const stamp = await store.readStamp(read, where);
	const parties = await store.readParties(read, where);
	const of = { ...where, day };
	const [history, around] = await Promise.all([neighbourhoodHistoryIn(read, of), partiesAroundIn(read, of)]);
	return { history, around, parties: parties.split(" "), stamp };
}

/** A picture in numbers, whoever they stand for, and whether it was kept or is worked out there and then. */
type Found<Name extends PictureName> = { content: Contents[Name]; parties: string[]; isKept: boolean };

const recent = new Map<string, { stamp: string; content: unknown; parties: string[] }>();
const mostRecent = 12;

/**
 * A picture of a neighbourhood on a day, for whoever works there: what is kept, while every row that it was made of is
 * the same; otherwise what it would be now. What was read lately is not read again: it is numbers and ids, the same
 * for the same stamp.
 */
export async function pictureIn<Name extends PictureName>(
	read: Read,
	where: Where,
	day: Day,
	name: Name,
): Promise<Found<Name>> {
	// Under the reader's own eyes: whoever does not work there finds none, and nothing is asked for them.
	const made = await store.readMaking(read, where, name);
	if (made?.day === day && made.codeVersion === version) {
		const stamp = await lend("counter", read, (lent) => store.readStamp(lent, where));
		const found = made.stamp === stamp && (await contentIn(read, where, name, stamp));
		if (found) return { content: found.content as Contents[Name], parties: found.parties, isKept: true };
	}
	const of = { ...where, day };
	const [history, around] = await Promise.all([neighbourhoodHistoryIn(read, of), partiesAroundIn(read, of)]);
	const sources = { history, around, parties: idsOf(history, around) };
	const content = await makers(sources, day, async (picture) =>
		pointsOf(picture, await store.readPositions(read, where)),
	)[name]();
	return { content: content as Contents[Name], parties: sources.parties, isKept: false };
}

async function contentIn(read: Read, where: Where, name: PictureName, stamp: string) {
	const key = `${where.neighbourhoodId} ${name}`;
	const known = recent.get(key);
	if (known?.stamp === stamp) return known;
	const found = await store.readContent(read, where, name, stamp);
	if (!found) return undefined;
	const fresh = { stamp, content: found.content, parties: found.parties.split(" ") };
	if (recent.size >= mostRecent) recent.clear();
	recent.set(key, fresh);
	return fresh;
}

/** Somebody may have come since the list of all was read. */
function idsOf({ people }: NetworkHistory, { parties, places }: Around): string[] {
	return [...people, ...parties, ...places].map(({ id }) => id).sort();
}

type Maker = { [Name in PictureName]: () => Promise<Contents[Name]> };

function makers(
	{ history, around, parties }: Omit<Sources, "stamp">,
	day: Day,
	placed: (picture: Picture) => Promise<ReadonlyMap<string, Point>>,
): Maker {
	const numbers = new Map(parties.map((id, i) => [id, i]));
	const numberOf = (id: string) => {
		const number = numbers.get(id);
		if (number === undefined) throw new Error("Somebody came while the network was being read.");
		return number;
	};
	return {
		drawing: async () => {
			const picture = pictureOf(history, around, { day, from: day });
			return pack(picture, await placed(picture), numberOf);
		},
		"hold-ups": async () => holdUpsIn(networkOn(history, day), around.places, numberOf),
		introductions: async () => meetingsIn(networkOn(history, day), numberOf),
	};
}

/** Where everybody stands: as kept; where somebody is not yet, as they will be placed or, on a large sheet, begin. */
async function pointsOf(picture: Picture, stored: ReadonlyMap<string, Point>): Promise<ReadonlyMap<string, Point>> {
	if (picture.nodes.every(({ id }) => stored.has(id))) return stored;
	return picture.nodes.length <= mostOnSheet ? layOut(picture, stored) : beginningsOf(picture, stored);
}

const laidOut = new Map<string, Promise<Map<string, Point>>>();
const mostLaidOut = 20;

/** Before the places are kept, they are worked out once for all who look: the same for the same. */
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

/** Where a page of the network is: on screen, or as asked. `name` only where it is not on screen. */
export async function whereIn(read: Read, slug?: string): Promise<Where & { name?: string }> {
	const { neighbourhoodId, territoryId } = read.actor;
	// Only rows of where somebody works are seen: what stands on their screen need not be looked up.
	if (!slug && neighbourhoodId && territoryId) return { territoryId, neighbourhoodId };
	const { id, ...found } = await neighbourhoodIn(read, slug);
	return { territoryId: found.territoryId, neighbourhoodId: id, name: found.name };
}

/** Somebody on a page, and the name of the place they are at. */
export type Called = NamedParty & { placeLabel: string | null };

/**
 * How these and all places are called today, asked for once. Whoever was let go in this very moment is a dash.
 */
export async function namesIn(read: Read, where: Where, ids: Iterable<string>): Promise<(id: string) => Called> {
	const named = await partiesNamedIn(read, where, [...new Set(ids)]);
	const byId = new Map(named.map((party) => [party.id, party]));
	return (id) => {
		const party = byId.get(id) ?? { id, kind: "person", label: "–", sector: null, placeId: null };
		return { ...party, placeLabel: byId.get(party.placeId ?? "")?.label ?? null };
	};
}

/** What a page of the picture is made of: the picture, and how to name those it speaks of. */
type Open<Name extends PictureName> = {
	neighbourhood?: string;
	content: Contents[Name];
	name: (numbers: readonly number[]) => Promise<(number: number) => Called>;
};

/**
 * Shows a picture of the neighbourhood on screen; `show` names whom it needs. One that had to be worked out there and
 * then is asked for, so that whoever comes next finds it kept.
 */
export async function shownPicture<Name extends PictureName, Shown>(
	ground: Ground,
	actor: Actor,
	picture: Name,
	day: Day,
	show: (open: Open<Name>) => Promise<Shown>,
): Promise<Shown> {
	const { shown, where, isKept } = await ground.db.readAs(actor, async (read) => {
		const { name: neighbourhood, ...where } = await whereIn(read);
		const { content, parties, isKept } = await pictureIn(read, where, day, picture);
		const name = async (numbers: readonly number[]) => {
			const named = await namesIn(
				read,
				where,
				numbers.map((number) => parties[number]!),
			);
			return (number: number) => named(parties[number]!);
		};
		return { shown: await show({ neighbourhood, content, name }), where, isKept };
	});
	if (!isKept) await askForPictures(ground, actor, where);
	return shown;
}

/** Asks for the pictures of a neighbourhood to be kept, for whoever comes next. */
export async function askForPictures(ground: Ground, actor: Actor, where: Where): Promise<void> {
	await ground.db.withActor(actor, (tx) => askIn(tx, where, ground.clock()));
}

/** Keeps every picture of a neighbourhood, as the counter, and where each stands: whoever is new near those they are tied to. */
export async function keepPictures(ground: Ground, where: Where, sources: Sources, day: Day): Promise<void> {
	const counter = counterAt(where);
	let placed: ReadonlyMap<string, Point> | undefined;
	const stored = await ground.db.readAs(counter, (read) => store.readPositions(read, where));
	const made = makers(sources, day, async (picture) => {
		if (picture.nodes.every(({ id }) => stored.has(id))) return stored;
		placed = await placesOf(picture, stored, () => breath());
		return placed;
	});
	const { people, graph } = networkOn(sources.history, day);
	const common = { day, stamp: sources.stamp, computedAt: ground.clock(), codeVersion: version };
	const rows: Parameters<typeof store.keep>[2][] = [];
	for (const picture of pictureNames) {
		rows.push({ ...common, picture, people: people.length, ties: graph.m, content: await made[picture]() });
		await breath();
	}
	await ground.db.withActor(counter, async (tx) => {
		if (placed) await store.keepPositions(tx, where, placed, day);
		for (const row of rows) await store.keep(tx, where, row);
	});
}

/** The counter, in the territory of a neighbourhood. */
export function counterAt({ territoryId }: Where): Actor {
	return { ...system("counter"), territoryId: territoryId as Actor["territoryId"] };
}

/** Whether every picture of a neighbourhood was made by this code of the rows that are there now. */
export async function areKept(ground: Ground, where: Where): Promise<boolean> {
	const rows = await ground.db.readAs(counterAt(where), (read) => store.readStamps(read, where));
	return (
		rows.length === pictureNames.length && rows.every((row) => row.stamp === row.now && row.codeVersion === version)
	);
}

/** Those who are taken away again stand in the drawing no more: their places were counted, nobody wrote them. */
export function leaveDrawingIn(tx: Tx, ids: readonly string[]): Promise<void> {
	return lend("forgetting", tx, (lent) => store.removePositions(lent, ids));
}
