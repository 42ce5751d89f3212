import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import { lend, type Read, type Tx } from "../../../db/database.ts";
import { openedIf } from "../../../db/keys.ts";
import { recordReading } from "../../../db/reading.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { neighbourhoodIn } from "../../programme/service.ts";
import type { PartyKind } from "../contract.ts";
import { refuseRestricted } from "../restriction/contract.ts";
import { resolveParty } from "../service.ts";
import { type PartyRow, partiesById } from "../store.ts";
import type { Distinguish, Holder, MergeParties, Pair, SameAs } from "./contract.ts";
import { decideMerge, inOrder, pairsOf, settle } from "./rules.ts";
import * as store from "./store.ts";

/** Two rows that are the same one: asked, said, undone. Where parties stand in other modules is handed in as `holders`. */

const mostPairs = 40;

/** Pairs of a neighbourhood that may be the same, each with its reasons. Nothing is merged. Throws `choose_neighbourhood`. */
export async function samePairs(ground: Ground, actor: Actor, query: { neighbourhood?: string }): Promise<Pair[]> {
	only(actor, "facilitator", "coordinator");
	return ground.db.noteReading(actor, async (read) => {
		const { id } = await neighbourhoodIn(read, query.neighbourhood);
		await recordReading(read, { kind: "export", id, neighbourhoodId: id });
		const [all, distinct] = await Promise.all([store.parties(read, id), store.distinctions(read, id)]);
		return pairsOf(all, distinct, mostPairs).map(({ one, other, reasons }) => ({
			one: shown(one),
			other: shown(other),
			reasons,
		}));
	});
}

/** Two that somebody wants to see beside each other before saying that they are one. Throws `not_found`, `same_person`. */
export async function samePair(ground: Ground, actor: Actor, one: string, other: string): Promise<Pair> {
	only(actor, "facilitator", "coordinator");
	if (one === other) throw new Refused("same_person");
	const [first, second] = await ground.db.noteReading(actor, async (tx) => {
		const two = await twoSeen(tx, one, other);
		for (const { kind, id, neighbourhoodId } of two)
			if (kind === "person") await recordReading(tx, { kind, id, personId: id, neighbourhoodId });
		return two;
	});
	return { one: shown(first), other: shown(second), reasons: [] };
}

/**
 * The other page of one's kind that is meant, by its id. Throws `not_found` for the first, `invalid` (`same`) for nobody,
 * for several that may be meant, and for the first itself.
 */
export async function otherMeant(
	ground: Ground,
	actor: Actor,
	kind: PartyKind,
	id: string,
	input: SameAs,
): Promise<string> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const seen = await partiesById(read, input.same ? [id, input.same] : [id]);
		const one = seen.find((party) => party.id === id);
		if (one?.kind !== kind) throw new Refused("not_found");
		// A coordinator may choose somebody of another neighbourhood: a name is looked for where the one chosen is.
		const { neighbourhoodId } = seen.find((party) => party.id === input.same) ?? one;
		const asked = { typed: input.same_typed, chosen: input.same, kinds: [kind], neighbourhoodId };
		const found = await resolveParty(read, asked);
		if (!found) throw new Refused("invalid", { same: "error.required" });
		if ("candidates" in found) {
			const others = found.candidates.some((candidate) => candidate.id !== id);
			throw new Refused("invalid", { same: others ? "error.which" : "error.unknown_party" });
		}
		if (found.id === id) throw new Refused("invalid", { same: "same.error_itself" });
		return found.id;
	});
}

type Known = Pick<store.Alike, "id" | "kind" | "label" | "knownSince"> & {
	level?: store.Alike["level"];
	placeLabel?: string | null;
};

function shown({ id, kind, label, level, placeLabel, knownSince }: Known): Pair["one"] {
	return { id, kind, label, knownSince, ...(level && { level }), ...(placeLabel && { placeLabel }) };
}

async function twoSeen(read: Read, one: string, other: string): Promise<[PartyRow, PartyRow]> {
	const found = new Map((await partiesById(read, [one, other])).map((party) => [party.id, party]));
	const [first, second] = [found.get(one), found.get(other)];
	if (!first || !second) throw new Refused("not_found");
	// Nothing of somebody protected is laid over another page, nor another's over theirs.
	if (first.protected || second.protected) throw new Refused("invalid", { same: "safe.error_same" });
	return [first, second];
}

/** Writes down that two are not the same, so that nobody is asked again. Throws `not_found`, `same_person`. */
export async function distinguishParties(ground: Ground, actor: Actor, input: Distinguish): Promise<void> {
	only(actor, "facilitator", "coordinator");
	if (input.one === input.other) throw new Refused("same_person");
	await ground.db.withActor(actor, async (tx) => {
		const [one, other] = await twoSeen(tx, ...inOrder(input.one, input.other));
		const { neighbourhoodId } = one;
		if (!(await store.insertDistinction(tx, { one: one.id, other: other.id, neighbourhoodId }))) return;
		await audit(tx, { verb: "distinguishParties", kind: one.kind, id: one.id, neighbourhoodId, fields: ["other"] });
	});
}

/**
 * Says that two are one: everything that points at the one gone points at the one kept from now on, and each rewriting
 * is written down. Sent twice it is one merge. Throws `not_found`, `same_person`, `invalid` (`gone`), `needs_agreement`
 * (`kept`) when one of the two said no to the name of the one kept, `id_taken`.
 */
export async function mergeParties(
	ground: Ground,
	actor: Actor,
	holders: readonly Holder[],
	input: MergeParties,
): Promise<PartyRow> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		const before = await store.mergeById(tx, input.id);
		if (before) return sameMerge(tx, before, input);
		await store.lockParties(tx, [input.kept, input.gone]);
		const [kept, gone] = await twoSeen(tx, input.kept, input.gone);
		refuseRestricted(kept, gone);
		const isPlace = kept.kind === "place" && gone.kind === "place";
		decideMerge(kept, gone, {
			kept: isPlace ? await store.placesAround(tx, kept.id) : [],
			gone: isPlace ? await store.placesAround(tx, gone.id) : [],
		});
		if (!settle(await store.wordsOf(tx, [kept.id, gone.id]), kept).named)
			throw new Refused("needs_agreement", { kept: "same.error_said_no" });
		const { neighbourhoodId } = kept;
		const merge = await store.insertMerge(tx, {
			id: input.id,
			neighbourhoodId,
			kept: kept.id,
			gone: gone.id,
			goneLabel: gone.label,
		});
		if (!merge) throw new Refused("id_taken");
		await lend("same", tx, (lent) => follow(lent, ground, holders, merge));
		await audit(tx, { verb: "mergeParties", kind: kept.kind, id: kept.id, neighbourhoodId, fields: ["gone"] });
		await audit(tx, {
			verb: "mergeParties",
			kind: gone.kind,
			id: gone.id,
			neighbourhoodId: gone.neighbourhoodId,
			fields: ["mergedInto"],
		});
		return kept;
	});
}

async function sameMerge(read: Read, before: store.MergeRow, input: MergeParties): Promise<PartyRow> {
	const [kept] = await partiesById(read, [before.kept]);
	if (!kept || before.kept !== input.kept || before.gone !== input.gone) throw new Refused("id_taken");
	return kept;
}

/**
 * Separates two that were said to be one: what followed goes back, what was written since stays with the one kept.
 * Separating twice is one separation. Throws `not_found`, also while the one kept stands itself behind another.
 */
export async function separateParties(
	ground: Ground,
	actor: Actor,
	holders: readonly Holder[],
	id: string,
): Promise<PartyRow> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		const merge = await store.mergeById(tx, id);
		const [kept] = merge ? await partiesById(tx, [merge.kept]) : [];
		if (!merge || !kept) throw new Refused("not_found");
		await store.lockParties(tx, [merge.kept]);
		if ((await store.mergeById(tx, id))?.separatedAt) return kept;
		await takeApart(tx, ground, holders, merge);
		const [gone] = await partiesById(tx, [merge.gone]);
		const { neighbourhoodId } = kept;
		await audit(tx, { verb: "separateParties", kind: kept.kind, id: kept.id, neighbourhoodId, fields: ["gone"] });
		await audit(tx, {
			verb: "separateParties",
			kind: kept.kind,
			id: merge.gone,
			neighbourhoodId: gone?.neighbourhoodId ?? neighbourhoodId,
			fields: ["mergedInto"],
		});
		return kept;
	});
}

/** Separates whoever alone is to be erased from the page they stand behind. */
export async function separateIn(tx: Tx, ground: Ground, holders: readonly Holder[], id: string): Promise<void> {
	const merge = await store.mergeById(tx, id);
	if (merge) await takeApart(tx, ground, holders, merge);
}

async function takeApart(tx: Tx, ground: Ground, holders: readonly Holder[], merge: store.MergeRow): Promise<void> {
	await lend("same", tx, async (lent) => {
		await store.lockParties(lent, [merge.gone]);
		const later = await store.entangled(lent, merge);
		for (const one of later.toReversed()) await unfollow(lent, ground, holders, one);
		await unfollow(lent, ground, holders, merge);
		for (const one of later) await follow(lent, ground, holders, one);
	});
	await store.endMerge(tx, merge.id);
}

/** Rewrites everything, as `same`. What waits is decided first, as the rows stand. */
async function follow(tx: Tx, ground: Ground, holders: readonly Holder[], merge: store.MergeRow): Promise<void> {
	const both = [merge.kept, merge.gone];
	const { aside, contacts } = settle(await store.wordsOf(tx, both), {});
	await store.setTheseAside(tx, "community.agreements", merge, aside);
	if (!contacts && aside.length > 0) {
		const kept = await store.contactsOf(tx, both);
		await store.setTheseAside(
			tx,
			"community.contacts",
			merge,
			kept.map((contact) => contact.id),
		);
	}
	for (const holder of holders) {
		await recount(tx, holder, await store.setAside(tx, holder, merge));
		for (const column of holder.columns) {
			await store.moveRows(tx, holder, column, merge);
			await sealAnew(tx, ground, holder, column, merge, { from: merge.gone, to: merge.kept });
		}
	}
	await store.standBehind(tx, merge.gone, merge.kept);
}

/** The inverse of `follow`, in its reverse order. */
async function unfollow(tx: Tx, ground: Ground, holders: readonly Holder[], merge: store.MergeRow): Promise<void> {
	await store.standBehind(tx, merge.gone, null);
	for (const holder of holders.toReversed()) {
		for (const column of holder.columns) {
			await sealAnew(tx, ground, holder, column, merge, { from: merge.kept, to: merge.gone });
			await store.moveBack(tx, holder, column, merge);
		}
		await recount(tx, holder, await store.putBack(tx, holder, merge));
	}
	await store.forgetMoves(tx, merge);
}

/** What followed, or is about to go back, opens with the key of whoever it is of from now on. */
async function sealAnew(
	tx: Tx,
	{ seal }: Ground,
	{ sealed }: Holder,
	column: string,
	merge: store.MergeRow,
	{ from, to }: { from: string; to: string },
): Promise<void> {
	if (sealed?.follows !== column) return;
	const territoryId = tx.actor.territoryId ?? "";
	for (const row of await store.movedSealed(tx, sealed, column, merge)) {
		const plain = openedIf(() => seal.ofPerson(territoryId, from).openBytes(row.sealed, row.place));
		if (plain) await store.writeSealed(tx, sealed, row.id, seal.ofPerson(territoryId, to).close(plain, row.place));
	}
}

async function recount(tx: Tx, holder: Holder, keys: readonly string[]): Promise<void> {
	if (keys.length > 0 && holder.recount) await tx.rows(holder.recount(tx.actor.territoryId ?? "", keys));
}
