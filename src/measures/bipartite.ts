import { buildGraph, type Graph } from "./graph.ts";

/** Who was together with whom, and how often: `counts` stands beside the graph's `neighbours`. */
export type Copresence = { graph: Graph; counts: Int32Array };

/**
 * The projection of people × sessions on the people (Breiger 1974, doi:10.2307/2576011): two people are tied when they
 * took part in one session, with the number of sessions that they shared. `person[i]` took part in `session[i]`; the
 * same said twice counts once.
 *
 * O(n + Σ over sessions of its people²) time, 8 bytes a pair that met and a time they did. Throws RangeError for a
 * person or session that is not there.
 */
export function copresence(
	people: number,
	sessions: number,
	person: ArrayLike<number>,
	session: ArrayLike<number>,
): Copresence {
	const { offsets, members } = bySession(people, sessions, person, session);
	const from: number[] = [];
	const to: number[] = [];
	for (let s = 0; s < sessions; s++) {
		for (let i = offsets[s]!; i < offsets[s + 1]!; i++) {
			for (let j = i + 1; j < offsets[s + 1]!; j++) {
				from.push(members[i]!);
				to.push(members[j]!);
			}
		}
	}
	const graph = buildGraph(people, from, to);
	const counts = new Int32Array(graph.neighbours.length);
	for (let i = 0; i < from.length; i++) {
		counts[tieAt(graph, from[i]!, to[i]!)]!++;
		counts[tieAt(graph, to[i]!, from[i]!)]!++;
	}
	return { graph, counts };
}

/** Each session's people, each once: those of `s` are `members[offsets[s]] …`. */
function bySession(people: number, sessions: number, person: ArrayLike<number>, session: ArrayLike<number>) {
	// People and sessions as the two sides of one graph, which drops what is said twice.
	const at = Int32Array.from(session, (s) => {
		if (!(s >= 0 && s < sessions)) throw new RangeError(`Session ${s} is not there.`);
		return s;
	});
	for (let i = 0; i < person.length; i++) {
		if (!(person[i]! >= 0 && person[i]! < people)) throw new RangeError(`Person ${person[i]} is not there.`);
	}
	const { offsets, neighbours } = buildGraph(
		sessions + people,
		at,
		Int32Array.from(person, (p) => sessions + p),
	);
	return { offsets, members: neighbours.map((v) => v - sessions) };
}

/** Where `v` stands in the row of `u`. */
function tieAt({ offsets, neighbours }: Graph, u: number, v: number): number {
	let low = offsets[u]!;
	let high = offsets[u + 1]!;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (neighbours[middle]! < v) low = middle + 1;
		else high = middle;
	}
	return low;
}
