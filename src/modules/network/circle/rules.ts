import type { Day } from "../../../core/period.ts";
import { type FieldErrors, Refused } from "../../../core/refusal.ts";
import type { NetworkHistory, NetworkTie, PersonalTieKind } from "../../community/network/contract.ts";
import { isInForceOn } from "../rules.ts";
import {
	type ChangeEntry,
	type Entry,
	mostEntries,
	type Ring,
	rings,
	type Sector,
	saidOfEntry,
	sectors,
} from "./contract.ts";

type Days = { since?: Day; until?: Day };

/** What is wrong with the days of an entry: what lies ahead, or ends before it begins. */
function wrongDays({ since, until }: Days, today: Day): FieldErrors | undefined {
	if (since && since > today) return { since: "error.future" };
	if (until && until > today) return { until: "error.future" };
	return since && until && until < since ? { until: "error.order" } : undefined;
}

/** Decides the days of an entry. Throws `invalid` (`since`, `until`). */
export function decideDays(days: Days, today: Day): void {
	const wrong = wrongDays(days, today);
	if (wrong) throw new Refused("invalid", wrong);
}

type Said = Pick<ChangeEntry, (typeof saidOfEntry)[number]>;

/**
 * Decides who of a file comes into a circle: whoever does not stand there yet with the very same said of them, as often
 * as the file has them, so that a file taken in twice changes nothing. Throws `invalid` (`file`) for days that cannot be
 * and for more than there is room for.
 */
export function decideTakenIn<One extends Said>(
	there: readonly Pick<Entry, keyof Said>[],
	file: readonly One[],
	today: Day,
): One[] {
	if (file.some((entry) => wrongDays(entry, today))) throw new Refused("invalid", { file: "circle.file_row" });
	const alike = (entry: Said | Pick<Entry, keyof Said>) =>
		JSON.stringify(saidOfEntry.map((name) => entry[name] ?? null));
	const standing = there.map(alike);
	const added = file.filter((entry) => {
		const at = standing.indexOf(alike(entry));
		if (at >= 0) standing.splice(at, 1);
		return at < 0;
	});
	if (there.length + added.length > mostEntries) throw new Refused("invalid", { file: "circle.error_full" });
	return added;
}

/** What came and what went between two days, whichever of them is given first. */
export function between<Dated extends Pick<Entry, "since" | "until">>(
	entries: readonly Dated[],
	one: Day,
	other: Day,
): { from: Day; to: Day; came: Dated[]; went: Dated[] } {
	const [from, to] = one <= other ? [one, other] : [other, one];
	return {
		from,
		to,
		came: entries.filter((entry) => !isInForceOn(entry, from) && isInForceOn(entry, to)),
		went: entries.filter((entry) => isInForceOn(entry, from) && !isInForceOn(entry, to)),
	};
}

/** What kind of tie somebody in the circle is to its person. */
export function tieKindOf(sector: Sector): PersonalTieKind {
	if (sector === "family") return "kin";
	return sector === "neighbours" ? "neighbour" : "knows";
}

/**
 * The network with the ties people drew themselves. One that stands there already, of the same kind between the same two
 * at the same time, is not counted twice; one with somebody who is not among the people is left out.
 */
export function withDrawn(history: NetworkHistory, drawn: readonly NetworkTie[]): NetworkHistory {
	const here = new Set(history.people.map(({ id }) => id));
	const known = new Map<string, NetworkTie[]>();
	const alike = (tie: NetworkTie) => [...[tie.one, tie.other].sort(), tie.kind].join(" ");
	const keep = (tie: NetworkTie) => known.set(alike(tie), [...(known.get(alike(tie)) ?? []), tie]);
	for (const tie of drawn.length > 0 ? history.ties : []) keep(tie);
	const added = drawn.filter((tie) => {
		if (!here.has(tie.one) || !here.has(tie.other)) return false;
		if (known.get(alike(tie))?.some((other) => overlap(tie, other))) return false;
		keep(tie);
		return true;
	});
	return { people: history.people, ties: [...history.ties, ...added] };
}

function overlap(one: NetworkTie, other: NetworkTie): boolean {
	return (one.until === null || one.until >= other.since) && (other.until === null || other.until >= one.since);
}

/** Sectors with their rings and, in each, whoever stands there: the order of lists, drawing and file alike. */
export function arranged<One extends { sector: Sector; ring: Ring }>(
	entries: readonly One[],
): { sector: Sector; rings: { ring: Ring; entries: One[] }[] }[] {
	return sectors.map((sector) => ({
		sector,
		rings: rings
			.map((ring) => ({ ring, entries: entries.filter((e) => e.sector === sector && e.ring === ring) }))
			.filter((one) => one.entries.length > 0),
	}));
}

export type Mark<One> = { n: number; x: number; y: number; entry: One };

/** Half the side of the drawing; the rings end at these radii. */
export const half = 200;
export const radii: Record<Ring, number> = { home: 56, street: 104, quarter: 150, beyond: 194 };

/**
 * Where each of a circle stands: its sector's quarter, clockwise from the top left, at its ring; many in one field
 * stand in two rows. Numbered as the lists beside it are.
 */
export function marks<One extends { sector: Sector; ring: Ring }>(entries: readonly One[]): Mark<One>[] {
	let n = 0;
	return arranged(entries).flatMap(({ sector, rings: fields }) =>
		fields.flatMap(({ ring, entries: here }) =>
			here.map((entry, i) => {
				const start = -180 + 90 * sectors.indexOf(sector);
				const angle = ((start + (90 * (i + 0.5)) / here.length) * Math.PI) / 180;
				const inner = rings.indexOf(ring) === 0 ? 20 : radii[rings[rings.indexOf(ring) - 1]!];
				const room = radii[ring] - inner;
				const row = here.length > 4 ? 0.28 + 0.44 * (i % 2) : 0.5;
				const r = inner + room * row;
				n += 1;
				return { n, x: half + r * Math.cos(angle), y: half + r * Math.sin(angle), entry };
			}),
		),
	);
}
