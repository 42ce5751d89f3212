import { addDays, type Day, dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { version } from "../../../core/version.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { requestOf, writtenBefore } from "../../../ui/request.ts";
import { networkOnIn } from "../../community/counts/service.ts";
import { wentOnIn } from "../../initiatives/figures/service.ts";
import { effortIn } from "../../listening/effort/service.ts";
import type { Neighbourhood } from "../../programme/contract.ts";
import { ownNeighbourhood } from "../../programme/profile/service.ts";
import type { AddRemark, Baseline, Belonging, Document, FreezeBaseline } from "./contract.ts";
import { hashOf } from "./rules.ts";
import * as store from "./store.ts";

/** The baseline of a neighbourhood, as far as the reader sees it; undefined where nothing is frozen yet. */
export async function baselineIn(
	read: Read,
	place: { territoryId: string; id: string },
): Promise<Baseline | undefined> {
	const row = await store.readBaseline(read, place.territoryId, place.id);
	if (!row) return undefined;
	const { remarks, id: _request, ...frozen } = row;
	return {
		...frozen,
		isWhole: hashOf(row.document).toString("hex") === row.hash,
		remarks: remarks.map(({ at, ...remark }) => ({ ...remark, on: dayOf(new Date(at)) })),
	};
}

/** What would be frozen on a day: the counts as they are written down now, or as they were by `moment`. */
export async function documentIn(
	read: Read,
	place: Neighbourhood,
	on: Day,
	belonging: Belonging,
	moment?: Date,
): Promise<Document> {
	const from = firstDayBefore(on);
	const network = await networkOnIn(read, { neighbourhoodId: place.id, day: on, moment });
	const wentOn = await wentOnIn(read, place.id, { from, to: on, moment });
	const effort = await effortIn(read, place.id, from, on);
	const { id, slug, name, residents } = place;
	return {
		version: 1,
		neighbourhood: { id, slug, name, residents },
		on,
		network,
		wentOn: { from, ...wentOn },
		effort,
		belonging,
	};
}

/** The first of the twelve months up to a day: the day after the same day a year before. */
export function firstDayBefore(on: Day): Day {
	return addDays(on, -364);
}

/** What would be frozen now, and its hash, to be looked at first. Throws `not_found`, `not_from_here` where it is frozen. */
export async function previewBaseline(
	ground: Ground,
	actor: Actor,
	slug: string,
	belonging: Belonging,
): Promise<{ place: Neighbourhood; document: Document; hash: string }> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const place = await ownNeighbourhood(read, slug);
		if (await store.readBaseline(read, place.territoryId, place.id)) throw new Refused("not_from_here");
		const document = await documentIn(read, place, dayOf(ground.clock()), belonging);
		return { place, document, hash: hashOf(document).toString("hex") };
	});
}

/**
 * Freezes the baseline of a neighbourhood, once and for good. The same request again is answered as the first time.
 * Throws `not_found`, `not_from_here` where another is frozen, `invalid` (`seen`) where the counts are no longer
 * those that were looked at.
 */
export async function freezeBaseline(ground: Ground, actor: Actor, slug: string, input: FreezeBaseline): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const place = await ownNeighbourhood(tx, slug);
		const there = await store.readBaseline(tx, place.territoryId, place.id);
		if (there?.id === input.id && there.hash === input.seen) return;
		if (there) throw new Refused("not_from_here");
		const document = await documentIn(tx, place, dayOf(ground.clock()), input.belonging);
		const hash = hashOf(document);
		if (hash.toString("hex") !== input.seen) throw new Refused("invalid", { seen: "evaluation.error_seen" });
		const { id } = input;
		const row = { id, neighbourhoodId: place.id, document, hash, codeVersion: version };
		if (!(await store.insertBaseline(tx, { ...row, frozenOn: document.on }))) throw new Refused("not_from_here");
		await audit(tx, { verb: "freezeBaseline", kind: "baseline", id, neighbourhoodId: place.id, fields: ["document"] });
	});
}

/** Writes a dated remark beside a baseline. Sent twice it is written once. Throws `not_found`, `id_taken`. */
export async function addRemark(ground: Ground, actor: Actor, slug: string, input: AddRemark): Promise<void> {
	only(actor, "facilitator", "coordinator");
	const now = ground.clock();
	const request = requestOf(actor, now, `remark on ${slug}`, input);
	await ground.db.withActor(actor, async (tx) => {
		const place = await ownNeighbourhood(tx, slug);
		if (!(await store.readBaseline(tx, place.territoryId, place.id))) throw new Refused("not_found");
		const row = { ...request, neighbourhoodId: place.id, text: input.text, at: now };
		if (!(await store.insertRemark(tx, row)))
			return void writtenBefore(await store.readRemark(tx, request.id), request);
		await audit(tx, {
			verb: "addRemark",
			kind: "baseline",
			id: request.id,
			neighbourhoodId: place.id,
			fields: ["text"],
		});
	});
}
