import { type Id, newId } from "../../../core/ids.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Seal } from "../../../db/seal.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { hashOf, newToken } from "../../access/service.ts";
import { resolveParty } from "../../community/service.ts";
import { neighbourhoodIn, neighbourhoodsByIdsIn } from "../../programme/service.ts";
import { type MadeLink, type MakePartner, type PartnerLine, type PartnerOnPage, partnerKinds } from "./contract.ts";
import { receiptCode } from "./rules.ts";
import * as store from "./store.ts";

/** Those who may write to the desk of the neighbourhood on screen, by name. */
export async function listPartners(ground: Ground, actor: Actor): Promise<PartnerLine[]> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const neighbourhoodId = actor.neighbourhoodId ?? (await neighbourhoodIn(read)).id;
		return (await store.readPartners(read, { neighbourhoodId })).map(lineOf);
	});
}

/** One partner with what arrived from it lately and, in the demonstration only, its link. Throws `not_found`. */
export async function partnerOnPage(ground: Ground, actor: Actor, id: Id<"partner">): Promise<PartnerOnPage> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const [row] = await store.readPartners(read, { id });
		if (!row) throw new Refused("not_found");
		const arrivals = await store.readArrivals(read, id);
		const [desk] = await neighbourhoodsByIdsIn(read, [row.neighbourhoodId]);
		if (!desk) throw new Refused("not_found");
		const known = ground.demo ? demoToken(ground.seal, id) : undefined;
		return {
			...lineOf(row),
			token: known && hashOf(known).equals(row.hash) ? known : undefined,
			arrivals: arrivals.map((a) => ({ ...a, code: receiptCode(a.noteId) })),
			desk,
		};
	});
}

function lineOf({ hash: _, neighbourhoodId: __, ...row }: store.PartnerRow): PartnerLine {
	return { ...row, works: row.revokedAt === null };
}

/** The first link of a partner of the demonstration: known to whoever holds the key of the installation, and to nobody else. */
export function demoToken(seal: Seal, partnerId: string): string {
	return seal.blind(`listening.partner_links/${partnerId}`).toString("base64url");
}

/**
 * Lets somebody write to the desk: a partner and its first link, in the neighbourhood on screen. The token comes back
 * this once; asked for again with the same id, there is none. Throws `invalid`, `choose_neighbourhood`, `id_taken`.
 */
export async function makePartner(ground: Ground, actor: Actor, input: MakePartner): Promise<MadeLink> {
	only(actor, "facilitator", "coordinator");
	const at = ground.clock();
	return ground.db.withActor(actor, async (tx) => {
		const before = await store.partnerOfLink(tx, input.id);
		if (before) return { partnerId: before };
		const neighbourhoodId = (await neighbourhoodIn(tx)).id;
		// The partner acts under this id, so no client chooses it.
		const partnerId = newId<"partner">();
		await store.insertPartner(tx, { id: partnerId, neighbourhoodId, ...(await whoIs(tx, input, neighbourhoodId)), at });
		const token = await writeLink(tx, { id: input.id, neighbourhoodId, partnerId, at });
		await audit(tx, { verb: "makePartner", kind: "partner", id: partnerId, neighbourhoodId });
		return { partnerId, token };
	});
}

/** The organisation that was chosen or typed exactly, or the words that name a role. Throws `invalid`. */
async function whoIs(read: Read, { partner, typed }: MakePartner, neighbourhoodId: string) {
	const found = await resolveParty(read, { chosen: partner, typed, kinds: [...partnerKinds], neighbourhoodId });
	if (found && "id" in found) return { label: found.label, organisationId: found.id };
	if (typed) return { label: typed, organisationId: null };
	throw new Refused("invalid", { partner: partner ? "error.unknown_party" : "error.required" });
}

async function writeLink(tx: Tx, link: Omit<store.NewLink, "hash">): Promise<string> {
	const token = newToken();
	if (!(await store.insertLink(tx, { ...link, hash: hashOf(token) }))) throw new Refused("id_taken");
	return token;
}

/** A new link for a partner; those before are worth nothing from now on. The token comes back this once. Throws `not_found`, `id_taken`. */
export async function renewLink(
	ground: Ground,
	actor: Actor,
	partnerId: Id<"partner">,
	linkId: Id<"partner-link">,
): Promise<MadeLink> {
	only(actor, "facilitator", "coordinator");
	const at = ground.clock();
	return ground.db.withActor(actor, async (tx) => {
		const { neighbourhoodId } = await locked(tx, partnerId);
		const before = await store.partnerOfLink(tx, linkId);
		if (before === partnerId) return { partnerId };
		await store.revokeLinks(tx, partnerId, at);
		const token = await writeLink(tx, { id: linkId, neighbourhoodId, partnerId, at });
		await audit(tx, { verb: "renewPartnerLink", kind: "partner", id: partnerId, neighbourhoodId, fields: ["link"] });
		return { partnerId, token };
	});
}

/** Makes a partner's link worth nothing, at once. Throws `not_found`. */
export async function revokeLink(ground: Ground, actor: Actor, partnerId: Id<"partner">): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const { neighbourhoodId } = await locked(tx, partnerId);
		if ((await store.revokeLinks(tx, partnerId, ground.clock())) === 0) return;
		await audit(tx, { verb: "revokePartnerLink", kind: "partner", id: partnerId, neighbourhoodId, fields: ["link"] });
	});
}

async function locked(tx: Tx, partnerId: string): Promise<{ neighbourhoodId: string }> {
	const partner = await store.lockPartner(tx, partnerId);
	if (!partner) throw new Refused("not_found");
	return partner;
}

/** Says that a partner's note is urgent: a partner cannot. Throws `not_found` where there is no such note to raise. */
export async function raiseNote(ground: Ground, actor: Actor, id: Id<"note">): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const raised = await store.raiseNote(tx, id);
		if (!raised) throw new Refused("not_found");
		await audit(tx, { verb: "raiseNote", kind: "note", id, ...raised, fields: ["urgent"] });
	});
}
