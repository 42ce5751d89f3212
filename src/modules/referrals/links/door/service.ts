import { timingSafeEqual } from "node:crypto";
import { Refused } from "../../../../core/refusal.ts";
import { type Actor, system } from "../../../../db/actor.ts";
import { audit } from "../../../../db/audit.ts";
import type { Ground } from "../../../../ui/http.ts";
import { hashOf, newToken } from "../../../access/service.ts";
import { nameLinkIn } from "../../readers/service.ts";
import { byId } from "../../store.ts";
import { codeHash } from "../code.ts";
import { mostTries, sessionMinutes, stateOf } from "../rules.ts";
import * as store from "./store.ts";

/** A desk without accounts comes in: with its link, and with the code that was said on the phone. */

/** A link that was found, and whether it still opens its referral. */
export type OpenLink = store.LinkRow & { token: string; works: boolean };

/** Finds the link of a token, also one that opens nothing any more. Throws `not_found`. */
export async function openLink(ground: Ground, token: string): Promise<OpenLink> {
	const found = /^[\w-]{43}$/.test(token)
		? await ground.db.readAs(system("hatch"), (read) => store.readLink(read, hashOf(token)))
		: undefined;
	if (!found) throw new Refused("not_found");
	const works = stateOf(found, ground.clock()) === "works" && (await isNamed(ground, found));
	return { ...found, token, works };
}

/** Whoever acts through a link. Row security shows them the referral while the link stands among its readers. */
function deskOf({ id, deskId, territoryId, neighbourhoodId }: store.LinkRow): Actor {
	return { role: "desk", linkId: id, deskId, territoryId, neighbourhoodIds: [neighbourhoodId] };
}

/** Whoever has given the code of a link, without a session: for the command line of the demonstration. Throws `not_found`. */
export async function deskBehind(ground: Ground, token: string): Promise<Actor> {
	return deskOf(await openLink(ground, token));
}

/** Whether the referral still lies at the desk: not once it was declined, or taken back. */
async function isNamed(ground: Ground, link: store.LinkRow): Promise<boolean> {
	return ground.db.readAs(deskOf(link), async (read) => (await byId(read, link.referralId)) !== undefined);
}

/** The desk, for as long as its session lasts; undefined when the code must be given first. */
export function deskWith(ground: Ground, link: OpenLink, cookie: string | undefined): Actor | undefined {
	const { session, sessionUntil } = link;
	if (!link.works || !cookie || !session || !sessionUntil || sessionUntil <= ground.clock()) return undefined;
	if (!timingSafeEqual(hashOf(cookie), session)) return undefined;
	return { ...deskOf(link), assuredUntil: sessionUntil };
}

/**
 * Takes the code: with the right one a session begins, whose token comes back. A wrong one is counted, in the table,
 * before anything is compared; after the fifth in a row the link ends and stands among no readers any more.
 */
export async function enterCode(
	ground: Ground,
	link: OpenLink,
	code: string,
): Promise<{ token: string } | { left: number }> {
	const now = ground.clock();
	const hatch: Actor = { ...system("hatch"), territoryId: link.territoryId };
	const hash = hashOf(link.token);
	const entry = { kind: "referral", id: link.referralId, neighbourhoodId: link.neighbourhoodId, fields: ["link"] };
	const counted = await ground.db.withActor(hatch, (tx) => store.countTry(tx, hash, mostTries, now));
	if (!counted) return { left: 0 };
	if (timingSafeEqual(link.code, codeHash(ground.seal, link.id, code))) {
		const token = newToken();
		const until = new Date(now.getTime() + sessionMinutes * 60_000);
		const begun = await ground.db.withActor(hatch, async (tx) => {
			if (!(await store.beginSession(tx, hash, hashOf(token), now, until))) return false;
			await audit(tx, { ...entry, verb: "openDeskLink" });
			return true;
		});
		return begun ? { token } : { left: 0 };
	}
	const left = mostTries - counted.tries;
	await ground.db.withActor(hatch, async (tx) => {
		if (left === 0) {
			await nameLinkIn(tx, link.referralId, link.id, false);
			await store.close(tx, hash, now);
		}
		await audit(tx, { ...entry, verb: left === 0 ? "lockDeskLink" : "mistakeDeskCode" });
	});
	return { left };
}

/** Ends the session before its time. */
export async function leave(ground: Ground, link: OpenLink): Promise<void> {
	const { territoryId, referralId, neighbourhoodId } = link;
	await ground.db.withActor({ ...system("hatch"), territoryId }, async (tx) => {
		await store.close(tx, hashOf(link.token), null);
		await audit(tx, { verb: "leaveDeskLink", kind: "referral", id: referralId, neighbourhoodId, fields: ["link"] });
	});
}
