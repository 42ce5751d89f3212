import type { Day } from "../../../core/period.ts";
import { type TieKind, tieKinds } from "../../community/contract.ts";
import type { DrawingContent } from "../kept/contract.ts";
import type { Link, LinkTie, Node, Picture, Place, Point } from "./contract.ts";
import { isNewSince, placesFrom } from "./rules.ts";

const kinds = ["person", "household", "group", "organisation"] as const;

/** A picture and where everybody stands, in numbers; `numberOf` tells the number of a party. O(n + ties). */
export function pack(
	{ nodes, links, places }: Picture,
	points: ReadonlyMap<string, Point>,
	numberOf: (id: string) => number,
): DrawingContent {
	const days: Day[] = [];
	const dayAt = new Map<Day, number>();
	const dayOf = (day: Day) => {
		const known = dayAt.get(day);
		if (known !== undefined) return known;
		dayAt.set(day, days.length);
		return days.push(day) - 1;
	};
	const all = [...places.values()];
	const ties = links.flatMap((link) => link.ties);
	const numberOrNone = (id: string | null) => (id !== null && places.has(id) ? numberOf(id) : -1);
	return {
		places: all.map(({ id }) => numberOf(id)),
		around: all.map(({ around }) => numberOrNone(around)),
		who: nodes.map(({ id }) => numberOf(id)),
		kind: nodes.map(({ kind }) => kinds.indexOf(kind)),
		place: nodes.map(({ placeId }) => numberOrNone(placeId)),
		since: nodes.map(({ since }) => dayOf(since)),
		before: nodes.map(({ existedBefore }) => Number(existedBefore)),
		x: nodes.map(({ id }) => points.get(id)?.x ?? null),
		y: nodes.map(({ id }) => points.get(id)?.y ?? null),
		one: links.map(({ one }) => one),
		other: links.map(({ other }) => other),
		ties: links.map((link) => link.ties.length),
		tieKind: ties.map(({ kind }) => tieKinds.indexOf(kind)),
		tieSince: ties.map(({ since }) => dayOf(since)),
		tieBefore: ties.map(({ existedBefore }) => Number(existedBefore)),
		tieFromOne: ties.map(({ fromOne }) => Number(fromOne)),
		days,
	};
}

/**
 * The picture again, with everybody's id by their number and with what is new since `from`; how they and the places are
 * called is still to be said, and of which sort an organisation is. O(n + ties).
 */
export function unpack(
	content: DrawingContent,
	ids: readonly string[],
	from: Day,
): { picture: Picture; points: Map<string, Point> } {
	const idOf = (number: number) => (number < 0 ? null : ids[number]!);
	const places = new Map<string, Place>(
		content.places.map((number, i) => [
			ids[number]!,
			{ id: ids[number]!, label: "", around: idOf(content.around[i]!) },
		]),
	);
	const around = new Map<number, string[]>();
	const placesOf = (number: number) => {
		const found = around.get(number) ?? placesFrom(idOf(number), places);
		around.set(number, found);
		return found;
	};
	const points = new Map<string, Point>();
	const nodes = content.who.map((number, i): Node => {
		const id = ids[number]!;
		const [x, y] = [content.x[i] ?? null, content.y[i] ?? null];
		if (x !== null && y !== null) points.set(id, { x, y });
		const kind = kinds[content.kind[i]!]!;
		const known = { since: content.days[content.since[i]!]!, existedBefore: content.before[i] === 1 };
		const shape = kind === "person" || kind === "organisation" ? kind : "gathering";
		const place = content.place[i]!;
		return {
			id,
			kind,
			shape,
			label: "",
			placeId: idOf(place),
			places: placesOf(place),
			...known,
			isNew: isNewSince(known, from),
		};
	});
	return { picture: { nodes, links: linksOf(content, from), places }, points };
}

function linksOf(content: DrawingContent, from: Day): Link[] {
	let next = 0;
	return content.one.map((one, i) => {
		const ties = Array.from({ length: content.ties[i]! }, (): LinkTie => {
			const at = next++;
			return {
				kind: tieKinds[content.tieKind[at]!] as TieKind,
				since: content.days[content.tieSince[at]!]!,
				existedBefore: content.tieBefore[at] === 1,
				fromOne: content.tieFromOne[at] === 1,
			};
		});
		return { one, other: content.other[i]!, ties, isNew: ties.every((tie) => isNewSince(tie, from)) };
	});
}
