import { networkOf } from "../../../../core/network.ts";
import { dayOf } from "../../../../core/period.ts";
import { Refused } from "../../../../core/refusal.ts";
import { type Actor, system } from "../../../../db/actor.ts";
import { audit } from "../../../../db/audit.ts";
import type { Read } from "../../../../db/database.ts";
import type { Ground } from "../../../../ui/http.ts";
import { requestOf, writtenBefore } from "../../../../ui/request.ts";
import { hashOf } from "../../../access/service.ts";
import { placeLabelsIn } from "../../../community/service.ts";
import { guessTopic } from "../../guess.ts";
import { looksLikeNames } from "../../rules.ts";
import type { PartnerNote, Receipt } from "../contract.ts";
import { receiptCode, tryAgainAt } from "../rules.ts";
import * as store from "./store.ts";

/** A link that was found: whose, which desk it writes to, and whether it still works. */
export type OpenLink = store.LinkRow;

/** Finds the link of a token, also a revoked one. Throws `not_found`. */
export async function openLink(ground: Ground, token: string): Promise<OpenLink> {
	const found = /^[\w-]{43}$/.test(token)
		? await ground.db.readAs(system("letterbox"), (read) => store.readLink(read, hashOf(token)))
		: undefined;
	if (!found) throw new Refused("not_found");
	return found;
}

/** Who asks on the link's behalf: sees the places of its neighbourhood and what arrived, never a note. */
function letterboxOf(link: OpenLink): Actor {
	return { ...system("letterbox"), territoryId: link.territoryId, neighbourhoodIds: [link.neighbourhoodId] };
}

/** The partner itself: may add a note of its neighbourhood, and reads nothing. */
function partnerOf(link: OpenLink): Actor {
	const { partnerId, territoryId, neighbourhoodId } = link;
	return { role: "partner", partnerId, territoryId, neighbourhoodIds: [neighbourhoodId] };
}

/** Names of the places a partner can choose, at most 500. */
export function placesOfLink(ground: Ground, link: OpenLink): Promise<{ id: string; label: string }[]> {
	return ground.db.readAs(letterboxOf(link), (read) => placeLabelsIn(read, link.neighbourhoodId));
}

/** That a note of this partner arrived. Throws `not_found`. */
export async function receiptOf(ground: Ground, link: OpenLink, noteId: string): Promise<Receipt> {
	const arrival = await ground.db.readAs(letterboxOf(link), (read) => store.readArrival(read, link.partnerId, noteId));
	if (!arrival) throw new Refused("not_found");
	return receiptFor(arrival);
}

function receiptFor({ noteId, arrivedAt }: store.Arrival): Receipt {
	return { noteId, arrivedAt, code: receiptCode(noteId) };
}

/**
 * Takes what a partner noticed, once however often it is sent. Answers with the receipt, or with the moment from which
 * there is room again. Throws `link_spent` for a revoked link, `list_of_names`, `invalid`, `id_taken`.
 */
export async function takeNote(
	ground: Ground,
	link: OpenLink,
	input: PartnerNote,
	address: string,
): Promise<{ receipt: Receipt } | { againAt: Date }> {
	if (link.revoked) throw new Refused("link_spent");
	if (looksLikeNames(input.text)) throw new Refused("list_of_names", { text: "refusal.list_of_names" });
	const at = ground.clock();
	const actor = partnerOf(link);
	const said = { ...input, partner: link.partnerId };
	const { id, hash } = requestOf(actor, at, "partner-note", said);
	const bucket = ground.seal.blind(`listening.partner_tries/${networkOf(address)}`).readUInt16BE(0);
	const before = await ground.db.withActor(letterboxOf(link), async (tx) => {
		const arrival = await store.readArrival(tx, link.partnerId, id);
		if (arrival) return { receipt: receiptFor(writtenBefore(arrival, { hash })) };
		await checkPlace(tx, link, input.place);
		const againAt = tryAgainAt(await store.countTries(tx, [`link ${link.linkId}`, `address ${bucket}`], at));
		return againAt && { againAt };
	});
	if (before) return before;
	await write(ground, actor, link, { ...input, id, hash, at });
	return { receipt: await sameOrTaken(ground, link, id, hash) };
}

/** A place is one of those the form offers. Throws `invalid`. */
async function checkPlace(read: Read, link: OpenLink, place: string | undefined): Promise<void> {
	if (!place) return;
	const places = await placeLabelsIn(read, link.neighbourhoodId);
	if (!places.some((p) => p.id === place)) throw new Refused("invalid", { place: "error.choice" });
}

type Written = PartnerNote & { hash: Buffer; at: Date };

/** Writes the note. One that is there already, because two were on their way at once, is left as it is. */
async function write(ground: Ground, actor: Actor, link: OpenLink, n: Written): Promise<void> {
	const guess = n.topic ? undefined : guessTopic(n.text);
	const row = {
		id: n.id,
		hash: n.hash,
		text: n.text,
		topic: n.topic ?? guess ?? null,
		guessed: guess ? (["topic"] as const) : [],
		placeId: n.place ?? null,
		heardFromId: link.organisationId,
		heardFrom: link.label,
		heardOn: dayOf(n.at),
		at: n.at,
	};
	try {
		await ground.db.withActor(actor, async (tx) => {
			await store.insertNote(tx, row);
			await audit(tx, { verb: "sendPartnerNote", kind: "note", id: n.id, neighbourhoodId: link.neighbourhoodId });
		});
	} catch (error) {
		if ((error as { code?: string }).code !== "23505") throw error;
	}
}

/** What arrived under this id, when this request brought it. Throws `id_taken`. */
async function sameOrTaken(ground: Ground, link: OpenLink, id: string, hash: Buffer): Promise<Receipt> {
	const arrival = await ground.db.readAs(letterboxOf(link), (read) => store.readArrival(read, link.partnerId, id));
	return receiptFor(writtenBefore(arrival, { hash }));
}
