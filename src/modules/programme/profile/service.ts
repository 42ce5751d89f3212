import { idFromContent } from "../../../core/ids.ts";
import type { Outline } from "../../../core/outlines/outline.ts";
import { dayOf, instantOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { withhold } from "../../../core/withhold.ts";
import { type Actor, system } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read, Tx } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { requestOf, writtenBefore } from "../../../ui/request.ts";
import { type Inverse, keepUndoIn } from "../../access/undo/service.ts";
import { drawingIn } from "../body/service.ts";
import type { Neighbourhood } from "../contract.ts";
import { neighbourhoodBySlug } from "../service.ts";
import { type AddLine, type Age, bands, type Profile, type WriteAges } from "./contract.ts";
import * as store from "./store.ts";

/** A neighbourhood where the actor works. Throws `not_found` for any other: the two are not told apart. */
export async function ownNeighbourhood(read: Read, slug: string): Promise<Neighbourhood> {
	const { actor } = read;
	const place = await neighbourhoodBySlug(read, slug);
	const isTheirs = actor.role === "coordinator" || actor.neighbourhoodIds.includes(place.id);
	if (place.territoryId !== actor.territoryId || !isTheirs) throw new Refused("not_found");
	return place;
}

/**
 * The profile of a neighbourhood: all of it for those who work there, without small counts of residents for the
 * officer, who reads it as it is counted. Throws `not_found`.
 */
export function profileOf(
	ground: Ground,
	actor: Actor,
	slug: string,
): Promise<{ place: Neighbourhood; profile: Profile; boundary: Outline | null; mayWrite: boolean }> {
	only(actor, "facilitator", "coordinator", "officer");
	const isOfficer = actor.role === "officer";
	return ground.db.readAs(isOfficer ? system("counter") : actor, async (read) => {
		const place = isOfficer ? await neighbourhoodBySlug(read, slug) : await ownNeighbourhood(read, slug);
		const rows = await store.readLines(read, place.territoryId, place.id);
		const { boundary } = await drawingIn(read, place.id);
		return { place, profile: profileFrom(rows, isOfficer), boundary, mayWrite: !isOfficer };
	});
}

/** Puts the lines in their order; `isGuarded` withholds bands of few residents, and what would give them away. */
function profileFrom(rows: readonly store.LineRow[], isGuarded: boolean): Profile {
	const ofAge = bands.flatMap((band) => rows.find((row) => row.band === band) ?? []);
	const counts = ofAge.map((row) => row.value ?? 0);
	const shown = isGuarded ? withhold(counts) : { told: counts.map(() => true), sumTold: true };
	const ages = ofAge.map(
		({ band, value, source, sourceOn }, i): Age => ({
			band: band!,
			residents: shown.told[i] ? value : null,
			source,
			sourceOn,
		}),
	);
	return {
		ages,
		total: shown.sumTold && counts.length > 0 ? counts.reduce((sum, n) => sum + n, 0) : null,
		withheld: shown.told.includes(false),
		lines: rows.flatMap(({ id, section, label, value, source, sourceOn }) =>
			section === "age" ? [] : [{ id, section, label: label ?? "", value, source, sourceOn }],
		),
	};
}

/**
 * Writes down the residents by age, in the place of what stood before. Sent twice it is written once. Throws
 * `not_found`, `invalid` for a day to come, `id_taken`.
 */
export async function writeAges(ground: Ground, actor: Actor, slug: string, input: WriteAges): Promise<void> {
	only(actor, "facilitator", "coordinator");
	const lines = input.ages.map(({ band, residents }, i) => ({
		id: i === 0 ? input.id : idFromContent<"profileLine">(instantOf(input.sourceOn), [input.id, band]),
		section: "age" as const,
		band,
		label: null,
		value: residents,
		source: input.source,
		sourceOn: input.sourceOn,
	}));
	await write(ground, actor, slug, input, {
		verb: "writeAges",
		lines,
		before: (tx, place, at) => store.endLines(tx, { agesOf: place.id }, at),
	});
}

/** Adds a line. Sent twice it is written once. Throws `not_found`, `invalid` for a day to come, `id_taken`. */
export async function addLine(ground: Ground, actor: Actor, slug: string, input: AddLine): Promise<void> {
	only(actor, "facilitator", "coordinator");
	const { id, section, label, value = null, source, sourceOn } = input;
	const line = { id, section, band: null, label, value, source, sourceOn };
	await write(ground, actor, slug, input, { verb: "addProfileLine", lines: [line] });
}

async function write(
	ground: Ground,
	actor: Actor,
	slug: string,
	input: WriteAges | AddLine,
	change: {
		verb: string;
		lines: readonly store.NewLine[];
		before?: (tx: Tx, place: Neighbourhood, at: Date) => Promise<unknown>;
	},
): Promise<void> {
	const { verb, lines } = change;
	const now = ground.clock();
	const request = requestOf(actor, now, `profile of ${slug}`, input);
	await ground.db.withActor(actor, async (tx) => {
		const place = await ownNeighbourhood(tx, slug);
		if (input.sourceOn > dayOf(now)) throw new Refused("invalid", { sourceOn: "error.future" });
		const there = await store.readLine(tx, request.id);
		if (there) return void writtenBefore(there, request);
		await change.before?.(tx, place, now);
		if ((await store.insertLines(tx, place.id, request.hash, now, lines)) < lines.length) throw new Refused("id_taken");
		await audit(tx, { verb, kind: "profile", id: request.id, neighbourhoodId: place.id, fields: ["profile"] });
	});
}

/** Takes a line out; a second time changes nothing. Throws `not_found`. */
export async function endLine(ground: Ground, actor: Actor, slug: string, id: string): Promise<void> {
	only(actor, "facilitator", "coordinator");
	const now = ground.clock();
	await ground.db.withActor(actor, async (tx) => {
		const place = await ownNeighbourhood(tx, slug);
		const line = await store.readLine(tx, id);
		if (line?.neighbourhoodId !== place.id) throw new Refused("not_found");
		if ((await store.endLines(tx, { id }, now)) === 0) return;
		await audit(tx, { verb: "endProfileLine", kind: "profile", id, neighbourhoodId: place.id, fields: ["profile"] });
		const act = { kind: "profile", recordId: id, neighbourhoodId: place.id, was: { endedAt: now.toISOString() } };
		await keepUndoIn(tx, { ...act, act: "endProfileLine" }, now);
	});
}

const lineAgain: Inverse = async (tx, { recordId, was }) => {
	if (!(await store.reopenLine(tx, recordId, String(was.endedAt)))) throw new Refused("changed_meanwhile");
};

export const inverses = { endProfileLine: lineAgain };
