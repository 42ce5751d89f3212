import type { Day } from "../../../core/period.ts";
import { calledIn, type Sector } from "../../community/contract.ts";
import type { Around, AroundParty, NetworkHistory, NetworkPerson } from "../../community/network/contract.ts";
import { isHereOn, isInForceOn } from "../rules.ts";
import { type Link, type LinkTie, mostOnSheet, type Node, noPlace, type Picture, type Place } from "./contract.ts";

type Period = { day: Day; from: Day };
type Lasting = { since: string; until: string | null };

/** Who is drawn on a day, and what joined them; what came after `from` and was not there before is new. */
export function pictureOf(history: NetworkHistory, around: Around, { day, from }: Period): Picture {
	const places = new Map(around.places.map((place) => [place.id, place]));
	const isHere = (one: NetworkPerson | AroundParty) => isHereOn(one, day);
	const known = [
		...history.people.filter(isHere).map((person) => nodeOfPerson(person, places, from)),
		...around.parties.filter(isHere).map((party) => nodeOfParty(party, places, from)),
	];
	const nodes = byPlaceAndName(known, places);
	const at = new Map(nodes.map((node, i) => [node.id, i]));
	return { nodes, links: linksOf([...history.ties, ...around.ties], at, { day, from }), places };
}

function nodeOfPerson(person: NetworkPerson, places: Map<string, Place>, from: Day): Node {
	const { id, placeId, knownSince: since, existedBefore } = person;
	return {
		id,
		shape: "person",
		kind: "person",
		label: calledIn(person),
		placeId,
		places: placesFrom(placeId, places),
		since,
		existedBefore,
		isNew: isNewSince({ since, existedBefore }, from),
	};
}

function nodeOfParty(party: AroundParty, places: Map<string, Place>, from: Day): Node {
	const { id, kind, label, placeId, knownSince: since, existedBefore } = party;
	const isNew = isNewSince({ since, existedBefore }, from);
	const shape = shapeOf(kind, party.sector);
	return { id, shape, kind, label, placeId, places: placesFrom(placeId, places), since, existedBefore, isNew };
}

/** How somebody or something is drawn: a service is an organisation of the public hand. */
export function shapeOf(kind: Node["kind"], sector: Sector | null): Node["shape"] {
	if (kind === "person") return "person";
	if (kind !== "organisation") return "gathering";
	return sector === "public" ? "service" : "organisation";
}

/** Whether what is known or lasts since a day came after `from` (that day counted), and had not been there before. */
export function isNewSince({ since, existedBefore }: { since: string; existedBefore: boolean }, from: Day): boolean {
	return since >= from && !existedBefore;
}

/** A place and those around it. A bound, because nothing forbids two places to lie in each other. */
export function placesFrom(placeId: string | null, places: Map<string, Place>): string[] {
	const found: string[] = [];
	for (let at = placeId ? places.get(placeId) : undefined; at && found.length < 8; ) {
		if (found.includes(at.id)) break;
		found.push(at.id);
		at = at.around ? places.get(at.around) : undefined;
	}
	return found;
}

/** By place, from the outermost in, then by name; never by a measure. Those without a place come last. */
function byPlaceAndName(nodes: readonly Node[], places: Map<string, Place>): Node[] {
	const { compare } = new Intl.Collator("it", { numeric: true });
	const addressOf = (node: Node) =>
		node.places
			.map((id) => places.get(id)?.label)
			.reverse()
			.join(" ");
	// Many share an address: those are put in order once, and names are compared only within one.
	const there = Map.groupBy(nodes, addressOf);
	const addresses = [...there.keys()].sort((a, b) => Number(a === "") - Number(b === "") || compare(a, b));
	return addresses.flatMap((address) =>
		there.get(address)!.sort((a, b) => compare(a.label, b.label) || (a.id < b.id ? -1 : 1)),
	);
}

type Joined = Lasting & { one: string; other: string; kind: LinkTie["kind"]; existedBefore: boolean };

function linksOf(ties: readonly Joined[], at: Map<string, number>, { day, from }: Period): Link[] {
	const links = new Map<number, Link>();
	for (const tie of ties) {
		const [one, other] = [at.get(tie.one), at.get(tie.other)];
		if (one === undefined || other === undefined || !isInForceOn(tie, day)) continue;
		const [low, high] = one < other ? [one, other] : [other, one];
		const pair = low * at.size + high;
		const link = links.get(pair) ?? { one: low, other: high, ties: [], isNew: true };
		const { kind, since, existedBefore } = tie;
		link.ties.push({ kind, since, existedBefore, fromOne: one === low });
		link.isNew &&= isNewSince(tie, from);
		links.set(pair, link);
	}
	return [...links.values()];
}

/** Whether two are joined in more than one way. */
export function isDouble({ ties }: Link): boolean {
	return new Set(ties.map(({ kind }) => kind)).size > 1;
}

/** The links of each node from `first` up to `last`, in the order of `links`. */
export function linksByNode({ nodes, links }: Picture, first = 0, last = nodes.length): Link[][] {
	const of: Link[][] = nodes.slice(first, last).map(() => []);
	for (const link of links) {
		of[link.one - first]?.push(link);
		of[link.other - first]?.push(link);
	}
	return of;
}

/** The node at the other end of a link. */
export function beyond(link: Link, node: number): number {
	return link.one === node ? link.other : link.one;
}

/** The same picture with these nodes alone, in their order. */
export function partOf({ nodes, links, places }: Picture, keep: (node: Node, i: number) => boolean): Picture {
	const kept = new Map<number, number>();
	const part = nodes.filter((node, i) => {
		if (!keep(node, i)) return false;
		kept.set(i, kept.size);
		return true;
	});
	const inside = links.flatMap((link) => {
		const [one, other] = [kept.get(link.one), kept.get(link.other)];
		return one === undefined || other === undefined ? [] : [{ ...link, one, other }];
	});
	return { nodes: part, links: inside, places };
}

/** Whether a node lies in a place, or in one inside it. */
export function liesIn(node: Node, place: string): boolean {
	return place === noPlace ? node.places.length === 0 : node.places.includes(place);
}

/** One place: who is there, the groups and organisations they are tied to, and whoever `at` is tied to elsewhere. */
export function placeIn(picture: Picture, place: string, at?: string): Picture {
	const isThere = picture.nodes.map((node) => liesIn(node, place));
	const isBeside = new Set<number>();
	for (const { one, other } of picture.links) {
		for (const [near, far] of [[one, other] as const, [other, one] as const]) {
			const isSocial = picture.nodes[far]!.kind === "group" || picture.nodes[far]!.kind === "organisation";
			if ((isThere[near] && isSocial) || picture.nodes[near]!.id === at) isBeside.add(far);
		}
	}
	return partOf(picture, (node, i) => isThere[i]! || isBeside.has(i) || node.id === at);
}

/** A sheet of its own within a neighbourhood too large for one: a place, and how many are there. */
export type Branch = { place: string; label: string | null; n: number };

/** The places just inside another (or the outermost), with how many people and others are in each; by name. */
export function branchesIn(picture: Picture, inside: string | undefined): Branch[] {
	const n = new Map<string, number>();
	for (const { places } of picture.nodes) {
		const depth = inside ? places.indexOf(inside) : places.length;
		const place = inside ? places[depth - 1] : (places.at(-1) ?? noPlace);
		if (place) n.set(place, (n.get(place) ?? 0) + 1);
	}
	const { compare } = new Intl.Collator("it", { numeric: true });
	return [...n]
		.map(([place, count]) => ({ place, label: picture.places.get(place)?.label ?? null, n: count }))
		.sort((a, b) => (a.label === null ? 1 : b.label === null ? -1 : compare(a.label, b.label)));
}

/** Of each branch who is there, with what ties them to each other; one look at every link. */
export function partsIn(picture: Picture, branches: readonly Branch[]): Map<string, Picture> {
	const parts = new Map(branches.map(({ place }): [string, Picture] => [place, { ...picture, nodes: [], links: [] }]));
	const seats = picture.nodes.map((node) => {
		const place = node.places.length === 0 ? noPlace : node.places.find((one) => parts.has(one));
		const part = parts.get(place ?? "");
		return part && { part, at: part.nodes.push(node) - 1 };
	});
	for (const link of picture.links) {
		const [one, other] = [seats[link.one], seats[link.other]];
		if (one && one.part === other?.part) one.part.links.push({ ...link, one: one.at, other: other.at });
	}
	return parts;
}

/** The place whose sheet shows somebody: the largest around them that fits on one. */
export function sheetOf(picture: Picture, node: Node): string {
	const fits = node.places.filter((place) => placeIn(picture, place, node.id).nodes.length <= mostOnSheet);
	return fits.at(-1) ?? node.places[0] ?? noPlace;
}
