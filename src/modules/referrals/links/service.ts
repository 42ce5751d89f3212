import { randomInt } from "node:crypto";
import { type Id, newId } from "../../../core/ids.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import { lend, type Read, type Tx } from "../../../db/database.ts";
import { assured, type Ground, only } from "../../../ui/http.ts";
import { sayIn } from "../../../ui/words.ts";
import { hashOf, newToken, post } from "../../access/service.ts";
import { refuseKept } from "../../community/restriction/service.ts";
import { deskAddressIn, deskIn } from "../desks/service.ts";
import { nameLinkIn } from "../readers/service.ts";
import { byId, type Row } from "../store.ts";
import { codeHash } from "./code.ts";
import type { LinkLine, MadeLink, MakeLink } from "./contract.ts";
import { stateOf } from "./rules.ts";
import * as store from "./store.ts";

/** The link of a desk without accounts, as whoever hands over makes and ends it. The desk comes in through `door/`. */

/** The referral, to whoever hands it over. Throws `not_found`. */
async function ownIn(read: Read, referralId: string): Promise<Row> {
	const row = await byId(read, referralId);
	if (!row || row.facilitatorId !== read.actor.accountId) throw new Refused("not_found");
	return row;
}

/**
 * Makes a link to this one referral and sends it to the address of its desk; any before it ends. The code comes back
 * this once, to be said on the phone: it goes with no letter. Asked for again with the same id, there is none. Throws
 * `not_found`, `not_in_this_state` when it does not lie at a desk, `invalid` where the desk has accounts or no address,
 * `id_taken`, `assurance_needed`.
 */
export async function makeLink(
	ground: Ground,
	actor: Actor,
	referralId: Id<"referral">,
	{ id, days }: MakeLink,
	base: string,
): Promise<MadeLink> {
	only(actor, "facilitator");
	assured(ground, actor);
	const at = ground.clock();
	return ground.db.withActor(actor, async (tx) => {
		const row = await ownIn(tx, referralId);
		await refuseKept(tx, row.personId);
		if (!row.deskId || row.openTo !== row.deskId) throw new Refused("not_in_this_state");
		const deskId = row.deskId as Id<"desk">;
		const desk = await deskIn(tx, deskId);
		const address = await deskAddressIn(ground, tx, deskId);
		if (!desk.byLink || !address) throw new Refused("invalid", { days: "desklink.error_accounts" });
		const made = { deskName: desk.name, phones: desk.phones, days };
		const before = await lend("usher", tx, () => store.referralOfRequest(tx, id));
		if (before === referralId) return made;
		if (before) throw new Refused("id_taken");
		await endIn(tx, referralId, at);
		const { token, code } = await writeLink(ground, tx, row, { id, deskId, days, at });
		const say = sayIn(address.language);
		const body = say("desklink.mail_body", { link: `${base}/referrals/link/${token}`, days });
		await lend("door", tx, () => post(ground, tx, { email: address.email }, say("desklink.mail_subject"), body));
		const { neighbourhoodId } = row;
		await audit(tx, { verb: "makeDeskLink", kind: "referral", id: referralId, neighbourhoodId, fields: ["link"] });
		return { ...made, code };
	});
}

type Wanted = { id: Id<"link-request">; deskId: Id<"desk">; days: number; at: Date };

/** Writes the link and names it among those who read the referral. */
async function writeLink(ground: Ground, tx: Tx, row: Row, { id: requestId, deskId, days, at }: Wanted) {
	// The desk acts under this id, so no client chooses it.
	const id = newId<"referral-link">();
	const token = newToken();
	const code = String(randomInt(1_000_000)).padStart(6, "0");
	const { neighbourhoodId, round } = row;
	await lend("usher", tx, () =>
		store.insertLink(tx, {
			...{ id, requestId, neighbourhoodId, referralId: row.id, round, deskId, at },
			token: hashOf(token),
			code: codeHash(ground.seal, id, code),
			expiresAt: new Date(at.getTime() + days * 86_400_000),
		}),
	);
	await nameLinkIn(tx, row.id, id, true);
	return { token, code };
}

/** Ends the links of a referral: from this transaction on they read nothing. */
async function endIn(tx: Tx, referralId: string, at: Date): Promise<number> {
	const ended = await lend("usher", tx, () => store.endLinks(tx, referralId, at));
	for (const { id } of ended) await nameLinkIn(tx, referralId, id, false);
	return ended.length;
}

/** Takes the link of a referral back, at once. A second time changes nothing. Throws `not_found`. */
export async function endLink(ground: Ground, actor: Actor, referralId: Id<"referral">): Promise<void> {
	only(actor, "facilitator");
	await ground.db.withActor(actor, async (tx) => {
		const { neighbourhoodId } = await ownIn(tx, referralId);
		if ((await endIn(tx, referralId, ground.clock())) === 0) return;
		await audit(tx, { verb: "endDeskLink", kind: "referral", id: referralId, neighbourhoodId, fields: ["link"] });
	});
}

/** What there is to say of the link of a referral: whether one can be made, and how the latest stands. Throws `not_found`. */
export function linkOf(
	ground: Ground,
	actor: Actor,
	referralId: Id<"referral">,
): Promise<{ possible: boolean; line?: LinkLine; phones: string[] }> {
	only(actor, "facilitator");
	return ground.db.readAs(actor, async (read) => {
		const row = await ownIn(read, referralId);
		if (!row.deskId || row.openTo !== row.deskId) return { possible: false, phones: [] };
		const desk = await deskIn(read, row.deskId as Id<"desk">);
		const latest = await lend("usher", read, () => store.latestLink(read, referralId));
		const { byLink: possible, phones } = desk;
		return { possible, phones, line: latest && lineOf(latest, ground.clock()) };
	});
}

function lineOf({ id: _, endedAt, tries, ...row }: store.LinkRow, now: Date): LinkLine {
	return { ...row, state: stateOf({ endedAt, tries, expiresAt: row.expiresAt }, now) };
}

/** Takes the links of a territory that ran out from the readers of their referrals, as the usher. Answers how many. */
export async function endExpiredLinks(ground: Ground, usher: Actor): Promise<number> {
	return ground.db.withActor(usher, async (tx) => {
		const ended = await store.endExpired(tx, ground.clock());
		for (const { id, referralId, neighbourhoodId } of ended) {
			await nameLinkIn(tx, referralId, id, false);
			await audit(tx, { verb: "endDeskLink", kind: "referral", id: referralId, neighbourhoodId, fields: ["link"] });
		}
		return ended.length;
	});
}
