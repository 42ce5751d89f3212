import type { Graph } from "../../measures/graph.ts";
import type { AroundPlace } from "../community/network/contract.ts";

/** The street or hamlet of every place: the outermost one around it. */
export function streetsOf(places: readonly AroundPlace[]): Map<string, string> {
	const around = new Map(places.map((place) => [place.id, place.around]));
	const streets = new Map<string, string>();
	for (const { id } of places) {
		let at = id;
		// A place stands in another at most four deep; who wrote a ring gets an end all the same.
		for (let up = around.get(at), depth = 0; up && around.has(up) && depth < 8; up = around.get(at), depth++) at = up;
		streets.set(id, at);
	}
	return streets;
}

/** A street is spoken of from so many known people on. */
const leastPeople = 5;
/** A street with no more ties to other streets hangs on few. */
const fewTiesOut = 2;

/** A street, how many known people live there, and every pair that ties one of them, named first, to another street. */
export type KnownStreet<Street> = { street: Street; people: number; pairsOut: [number, number][] };

/** The streets known by at least five people; `streetOf` gives that of a node, where it is known. O(n + m). */
export function knownStreets<Street>(
	{ n, offsets, neighbours }: Graph,
	streetOf: (u: number) => Street | undefined,
): KnownStreet<Street>[] {
	const all = new Map<Street, KnownStreet<Street>>();
	for (let u = 0; u < n; u++) {
		const street = streetOf(u);
		if (street === undefined) continue;
		const known = all.get(street) ?? { street, people: 0, pairsOut: [] };
		all.set(street, known);
		known.people += 1;
		for (let k = offsets[u]!; k < offsets[u + 1]!; k++) {
			const v = neighbours[k]!;
			const theirs = streetOf(v);
			if (theirs !== undefined && theirs !== street) known.pairsOut.push([u, v]);
		}
	}
	return [...all.values()].filter(({ people }) => people >= leastPeople);
}

/** Whether at most two pairs tie a street to others. */
export function hangsOnFew({ pairsOut }: KnownStreet<unknown>): boolean {
	return pairsOut.length <= fewTiesOut;
}
