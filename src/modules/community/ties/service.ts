import { dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import { recordReading } from "../../../db/reading.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { pageOf } from "../../../ui/json.ts";
import { requestOf, writtenBefore } from "../../../ui/request.ts";
import { accountNames } from "../../access/service.ts";
import { keepUndoIn } from "../../access/undo/service.ts";
import { neighbourhoodIn } from "../../programme/service.ts";
import type { EndTie, RecordTie, RecordTieOnPage, Tie, TieTold } from "../contract.ts";
import { placeInList } from "../listing.ts";
import { decideEnd } from "../rules.ts";
import { recordTieIn, resolveParty } from "../service.ts";
import { partiesById } from "../store.ts";
import * as store from "./store.ts";

/** A tie as JSON gives it: the two by their ids. */
function tieOf(row: store.TieRow): Tie {
	const { id, one, other, kind, doing, since, until, saidBy, existedBefore, metAt, recordedAt } = row;
	return { id, one, other, kind, doing, since, until, saidBy, existedBefore, metAt, recordedAt };
}

/**
 * Writes down a tie between two parties of one neighbourhood. Throws `not_found` for a first party out of sight,
 * `invalid` (`other`, `kind` when they cannot hold it or it is already there, `since`, `until`, `doing`),
 * `same_person`, `id_taken`.
 */
export async function recordTie(ground: Ground, actor: Actor, input: RecordTie): Promise<Tie> {
	only(actor, "facilitator", "coordinator");
	const now = ground.clock();
	const request = requestOf(actor, now, "tie", input);
	return ground.db.withActor(actor, async (tx) => {
		const there = await store.tieById(tx, request.id);
		if (there) return tieOf(writtenBefore(there, request));
		const [one] = await partiesById(tx, [input.one]);
		if (!one) throw new Refused("invalid", { one: "community.error_not_here" });
		const today = dayOf(now);
		const { kind, doing, until, saidBy, existedBefore } = input;
		const recorded = await recordTieIn(tx, {
			...request,
			neighbourhoodId: one.neighbourhoodId,
			oneId: input.one,
			otherId: input.other,
			kind,
			doing,
			since: input.since ?? today,
			until,
			saidBy,
			existedBefore,
			today,
		});
		if (recorded.id !== request.id) throw new Refused("invalid", { kind: "community.error_tie_there" });
		return tieOf(writtenBefore(await store.tieById(tx, request.id), request));
	});
}

/**
 * The same from a party's page: the other end is chosen or typed. Throws also `invalid` with `other` when nobody,
 * or more than one, is called so.
 */
export async function recordTieFrom(
	ground: Ground,
	actor: Actor,
	partyId: string,
	input: RecordTieOnPage,
): Promise<Tie> {
	only(actor, "facilitator", "coordinator");
	const otherId = await ground.db.readAs(actor, async (read) => {
		const [party] = await partiesById(read, [partyId]);
		if (!party) throw new Refused("not_found");
		const found = await resolveParty(read, {
			typed: input.other_typed,
			chosen: input.other,
			kinds: ["person", "household", "group", "organisation", "place"],
			neighbourhoodId: party.neighbourhoodId,
		});
		if (!found) throw new Refused("invalid", { other: "error.required" });
		if ("candidates" in found)
			throw new Refused("invalid", { other: found.candidates.length > 0 ? "error.which" : "error.unknown_party" });
		return found.id;
	});
	const { id, doing, since, existedBefore, seen } = input;
	const out = seen.end === "out";
	const saidBy =
		input.said === "self" ? (out ? "one" : "other") : input.said === "them" ? (out ? "other" : "one") : input.said;
	const [one, other] = (out ? [partyId, otherId] : [otherId, partyId]) as [RecordTie["one"], RecordTie["other"]];
	return recordTie(ground, actor, { id, one, other, kind: seen.kind, doing, since, saidBy, existedBefore });
}

/** One tie, told with its two and who wrote it down. Throws `not_found`. */
export async function tie(ground: Ground, actor: Actor, id: string): Promise<TieTold & { recordedByName?: string }> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const row = await store.tieById(read, id);
		if (!row) throw new Refused("not_found");
		const names = await accountNames(read, [row.recordedBy]);
		const recordedByName = names.get(row.recordedBy ?? "");
		return {
			...tieOf(row),
			oneParty: row.oneParty,
			otherParty: row.otherParty,
			...(recordedByName && { recordedByName }),
		};
	});
}

/** One tie, the two by their ids. Throws `not_found`. */
export async function tieAlone(ground: Ground, actor: Actor, id: string): Promise<Tie> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const row = await store.tieById(read, id);
		if (!row) throw new Refused("not_found");
		return tieOf(row);
	});
}

/** Ties of the neighbourhood, latest begun first: a copy, and written down as one. Throws `invalid` (`cursor`), `choose_neighbourhood`. */
export async function ties(
	ground: Ground,
	actor: Actor,
	query: { neighbourhood?: string; cursor?: string; limit: number },
): Promise<{ items: Tie[]; next: string | null }> {
	only(actor, "facilitator", "coordinator");
	const after = placeInList(query.cursor);
	return ground.db.noteReading(actor, async (tx) => {
		const { id } = await neighbourhoodIn(tx, query.neighbourhood);
		await recordReading(tx, { kind: "export", id, neighbourhoodId: id });
		const rows = await store.tiesPage(tx, { neighbourhoodId: id, after, limit: query.limit + 1 });
		return pageOf(rows.map(tieOf), query.limit, (tie) => tie.since);
	});
}

/** Ends a tie on a day. Ending it twice on the same day is one ending. Throws `not_found`, `invalid` (`until`), `not_from_here`. */
export async function endTie(ground: Ground, actor: Actor, id: string, input: EndTie): Promise<Tie> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		const row = await store.tieById(tx, id);
		if (!row) throw new Refused("not_found");
		if (row.until === input.until) return tieOf(row);
		if (row.until !== null) throw new Refused("not_from_here");
		decideEnd(row.since, input.until, dayOf(ground.clock()));
		if (!(await store.endTie(tx, id, input.until))) throw new Refused("not_from_here");
		await audit(tx, { verb: "endTie", kind: "tie", id, neighbourhoodId: row.neighbourhoodId, fields: ["until"] });
		const { neighbourhoodId } = row;
		const was = { until: input.until };
		await keepUndoIn(tx, { act: "endTie", kind: "tie", recordId: id, neighbourhoodId, was }, ground.clock());
		return { ...tieOf(row), until: input.until };
	});
}
