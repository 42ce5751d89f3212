import type { Id } from "../../../core/ids.ts";
import type { Outline } from "../../../core/outlines/outline.ts";
import { type Day, dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { fold } from "../../../core/text.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read, Tx } from "../../../db/database.ts";
import { recordReading } from "../../../db/reading.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { pageOf } from "../../../ui/json.ts";
import { requestOf, writtenBefore } from "../../../ui/request.ts";
import { accountNames } from "../../access/service.ts";
import { keepUndoIn } from "../../access/undo/service.ts";
import { neighbourhoodIn } from "../../programme/service.ts";
import type {
	Agreement,
	Contact,
	MarkLeft,
	Party,
	PartyKind,
	PartyLine,
	RecordGroup,
	RecordOrganisation,
	RecordPlace,
	TieTold,
} from "../contract.ts";
import type { LegalGround } from "../forgetting/contract.ts";
import { likest } from "../likeness.ts";
import { placeInList } from "../listing.ts";
import { openContacts } from "../persons/contacts.ts";
import { refuseKept } from "../restriction/service.ts";
import { decideDuplicate, decideEnd, decideKnown } from "../rules.ts";
import type { SafeContact } from "../safe/contract.ts";
import { nameUnderCover, openSafe } from "../safe/service.ts";
import type { Merge } from "../same/contract.ts";
import { resolveParty } from "../service.ts";
import * as store from "../store.ts";
import { tiesOf } from "../ties/store.ts";
import * as own from "./store.ts";

/** What all five have in common: being written down, listed, shown, and leaving. */

type Recorded = {
	id?: Id<"party">;
	neighbourhood?: string;
	label: string;
	knownSince?: Day;
	existedBefore: boolean;
	another: boolean;
	place?: string;
	place_typed?: string;
};

/** A party as lists and JSON give it. */
export function lineOf({ neighbourhoodId: _where, folded: _folded, hash: _hash, ...line }: store.PartyRow): PartyLine {
	return line;
}

/** The place a form names, or nothing. Throws `invalid` with `place` when it is none of here, or not clear which. */
export async function placeOf(
	read: Read,
	input: { place?: string; place_typed?: string },
	neighbourhoodId: string,
): Promise<string | undefined> {
	const found = await resolveParty(read, {
		typed: input.place_typed,
		chosen: input.place,
		kinds: ["place"],
		neighbourhoodId,
	});
	if (!found) return undefined;
	if (!("candidates" in found)) return found.id;
	throw new Refused("invalid", { place: found.candidates.length > 0 ? "error.which" : "community.error_place" });
}

/**
 * What every new party goes through: where, not known twice by the same name unless said so, not from the future.
 * Gives the row to write, or the one an earlier same request wrote. Throws `invalid`, `id_taken`.
 */
export async function prepare(
	tx: Tx,
	ground: Ground,
	kind: PartyKind,
	input: Recorded,
): Promise<{ row: store.NewParty; there?: store.PartyRow }> {
	const { id: neighbourhoodId } = await neighbourhoodIn(tx, input.neighbourhood);
	const placeId = await placeOf(tx, input, neighbourhoodId);
	const today = dayOf(ground.clock());
	const folded = fold(input.label);
	const { label, existedBefore } = input;
	const row = {
		...requestOf(tx.actor, ground.clock(), kind, input),
		neighbourhoodId,
		kind,
		label,
		folded,
		placeId,
		knownSince: input.knownSince ?? today,
		existedBefore,
	};
	const [there] = await store.partiesById(tx, [row.id]);
	if (there) return { row, there: writtenBefore(there, row) };
	decideKnown(row.knownSince, today);
	if (!input.another) decideDuplicate(await store.partiesCalled(tx, { neighbourhoodId, kinds: [kind], folded }));
	return { row };
}

async function record(
	ground: Ground,
	actor: Actor,
	kind: "group" | "household" | "organisation" | "place",
	input: Recorded,
	details: (tx: Tx, row: store.NewParty) => Promise<void>,
	fields: readonly string[],
): Promise<PartyLine> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		const { row, there } = await prepare(tx, ground, kind, input);
		if (there) return lineOf(there);
		if (!(await store.insertParty(tx, row))) {
			// The same request came twice at once, or the id is somebody else's.
			const [first] = await store.partiesById(tx, [row.id]);
			return lineOf(writtenBefore(first, row));
		}
		await details(tx, row);
		await audit(tx, {
			verb: `record${kind[0]?.toUpperCase()}${kind.slice(1)}`,
			kind,
			id: row.id,
			neighbourhoodId: row.neighbourhoodId,
			fields,
		});
		const [written] = await store.partiesById(tx, [row.id]);
		if (!written) throw new Error(`${kind} ${row.id} is gone`);
		return lineOf(written);
	});
}

/** Writes down a group. Throws `invalid` (`place`, `knownSince`, `another` when one is called so already), `id_taken`, `choose_neighbourhood`. */
export function recordGroup(ground: Ground, actor: Actor, input: RecordGroup): Promise<PartyLine> {
	return record(ground, actor, "group", input, async () => {}, ["label", "placeId"]);
}

/** Writes down a household; its members join by ties. Throws as `recordGroup`. */
export function recordHousehold(ground: Ground, actor: Actor, input: RecordGroup): Promise<PartyLine> {
	return record(ground, actor, "household", input, async () => {}, ["label", "placeId"]);
}

/** Writes down an organisation. Throws as `recordGroup`. */
export function recordOrganisation(ground: Ground, actor: Actor, input: RecordOrganisation): Promise<PartyLine> {
	const { sector, familyDistrict, doing } = input;
	return record(
		ground,
		actor,
		"organisation",
		input,
		(tx, row) => own.insertOrganisation(tx, { ...row, sector, familyDistrict, doing }),
		["label", "placeId", "sector", "familyDistrict", "doing"],
	);
}

/** Writes down a place, inside another one where there is one. Throws as `recordGroup`. */
export function recordPlace(ground: Ground, actor: Actor, input: RecordPlace): Promise<PartyLine> {
	const { sort, residents } = input;
	return record(ground, actor, "place", input, (tx, row) => own.insertPlace(tx, { ...row, sort, residents }), [
		"label",
		"placeId",
		"sort",
		"residents",
	]);
}

/** Those already called so, of the same kind, for the warning of a form. */
export async function calledTheSame(
	ground: Ground,
	actor: Actor,
	query: { kind: PartyKind; label: string; neighbourhood?: string },
): Promise<Party[]> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const { id } = await neighbourhoodIn(read, query.neighbourhood);
		const rows = await store.partiesCalled(read, {
			neighbourhoodId: id,
			kinds: [query.kind],
			folded: fold(query.label),
		});
		return rows.map(lineOf);
	});
}

type ListAsked = { kinds: readonly PartyKind[]; q?: string; neighbourhood?: string; cursor?: string; limit: number };
type Listed = { items: PartyLine[]; next: string | null };

/** Parties of some kinds in the neighbourhood: the newest known first, or the likest when something is looked for. Throws `invalid` (`cursor`), `choose_neighbourhood`. */
export async function parties(ground: Ground, actor: Actor, query: ListAsked): Promise<Listed> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const { id } = await neighbourhoodIn(read, query.neighbourhood);
		return partiesIn(read, id, query);
	});
}

/** The same handed to a machine: of people or households it is a copy, and written down as one. */
export async function partiesCopied(ground: Ground, actor: Actor, query: ListAsked): Promise<Listed> {
	only(actor, "facilitator", "coordinator");
	if (!query.kinds.some((kind) => kind === "person" || kind === "household")) return parties(ground, actor, query);
	return ground.db.noteReading(actor, async (tx) => {
		const { id } = await neighbourhoodIn(tx, query.neighbourhood);
		await recordReading(tx, { kind: "export", id, neighbourhoodId: id });
		return partiesIn(tx, id, query);
	});
}

async function partiesIn(read: Read, neighbourhoodId: string, query: ListAsked): Promise<Listed> {
	const { kinds, q, limit } = query;
	const after = placeInList(query.cursor);
	if (q && fold(q) !== "") {
		const found = likest(q, await store.foldedLabels(read, { neighbourhoodId, kinds, withProtected: true }), limit);
		const byId = new Map(
			(
				await store.partiesById(
					read,
					found.map((row) => row.id),
				)
			).map((row) => [row.id, row]),
		);
		return { items: found.flatMap((row) => byId.get(row.id) ?? []).map(lineOf), next: null };
	}
	const rows = await store.partiesPage(read, { neighbourhoodId, kinds, after, limit: limit + 1 });
	return pageOf(rows.map(lineOf), limit, (line) => line.knownSince);
}

export type PartyWhole = {
	party: PartyLine;
	ties: (TieTold & { recordedByName?: string })[];
	/** Of a person. */
	agreements: Agreement[];
	/** Opened; only on the page of whom they belong to. */
	contacts: Contact[];
	/** Of a place: who and what is there. */
	inside: Party[];
	/** Of a place: how far it reaches, where somebody brought its outline. */
	outline?: Outline;
	/** Who stands behind it while the two are one. */
	behind: Merge[];
	/** Of a person: the legal grounds on which they are here. */
	grounds: LegalGround[];
	/** Of a person: how they can safely be reached, where they said so. */
	safe?: SafeContact;
	/** Of a protected person: how they are really called. Their page alone says it. */
	calledApart?: string;
};

/**
 * Everything the community knows of one party: at most a hundred ties. That a person's or a household's was opened is
 * written down with it. Throws `not_found`, also for another kind.
 */
export async function party(ground: Ground, actor: Actor, kind: PartyKind, id: string): Promise<PartyWhole> {
	only(actor, "facilitator", "coordinator");
	if (kind !== "person" && kind !== "household")
		return ground.db.readAs(actor, async (read) => (await wholeIn(read, ground, kind, id)).whole);
	return ground.db.noteReading(actor, async (tx) => {
		const opened = (neighbourhoodId: string) => recordReading(tx, { kind, id, personId: id, neighbourhoodId });
		const { whole, neighbourhoodId } = await wholeIn(tx, ground, kind, id, kind === "person" ? opened : undefined);
		if (kind === "household") await recordReading(tx, { kind, id, personIds: membersOf(whole), neighbourhoodId });
		return whole;
	});
}

/** The people whom a household's page shows. */
function membersOf({ ties, party }: PartyWhole): string[] {
	const others = ties.map(({ oneParty, otherParty }) => (oneParty.id === party.id ? otherParty : oneParty));
	return [...new Set(others.flatMap((other) => (other.kind === "person" ? other.id : [])))];
}

/** `opened` writes down that it was, on the way of the statements that read the rest: nobody waits for it alone. */
async function wholeIn(
	read: Read,
	ground: Ground,
	kind: PartyKind,
	id: string,
	opened?: (neighbourhoodId: string) => Promise<void>,
): Promise<{ whole: PartyWhole; neighbourhoodId: string }> {
	const [row] = await store.partiesById(read, [id]);
	if (row?.kind !== kind) throw new Refused("not_found");
	const [, ties] = await Promise.all([opened?.(row.neighbourhoodId), tiesOf(read, id, dayOf(ground.clock()), 100)]);
	const names = await accountNames(
		read,
		ties.map((tie) => tie.recordedBy),
	);
	const { safe, outline, ...beside } = await own.beside(read, id);
	const whole = {
		party: lineOf(row),
		ties: ties.map(({ recordedBy, neighbourhoodId: _where, ...tie }) => ({
			...tie,
			recordedByName: names.get(recordedBy ?? ""),
		})),
		contacts: kind === "person" || kind === "organisation" ? await openContacts(read, ground.seal, row) : [],
		inside: kind === "place" ? await own.partiesAt(read, id) : [],
		...beside,
		...(outline && { outline }),
		...(safe && { safe: openSafe(ground, read.actor, id, { ...safe, sealed: Buffer.from(safe.sealed, "base64") }) }),
		...(row.protected && { calledApart: await nameUnderCover(read, ground, row) }),
	};
	return { whole, neighbourhoodId: row.neighbourhoodId };
}

/**
 * Writes down that somebody left, or that something ended. No tie ends with it: trust outlives membership.
 * Throws `not_found`, `invalid` (`leftOn`), `not_from_here` when another day is written already.
 */
export async function markLeft(
	ground: Ground,
	actor: Actor,
	kind: PartyKind,
	id: string,
	input: MarkLeft,
): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const [row] = await store.partiesById(tx, [id]);
		if (row?.kind !== kind) throw new Refused("not_found");
		if (row.leftOn === input.leftOn) return;
		if (row.leftOn !== null) throw new Refused("not_from_here");
		await refuseKept(tx, id);
		decideEnd(row.knownSince, input.leftOn, dayOf(ground.clock()), "leftOn");
		if (!(await own.markLeft(tx, id, input.leftOn))) throw new Refused("not_from_here");
		await audit(tx, { verb: "markLeft", kind, id, neighbourhoodId: row.neighbourhoodId, fields: ["leftOn"] });
		const { neighbourhoodId } = row;
		const was = { leftOn: input.leftOn };
		await keepUndoIn(tx, { act: "markLeft", kind, recordId: id, neighbourhoodId, was }, ground.clock());
	});
}
