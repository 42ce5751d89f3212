import { randomInt, timingSafeEqual } from "node:crypto";
import { type Id, newId } from "../../../core/ids.ts";
import { Refused } from "../../../core/refusal.ts";
import { type Actor, system } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { replaces } from "../passkeys/service.ts";
import { assureSession, refuseCode } from "../service.ts";
import { hashOf } from "../token.ts";
import { codesOnList, type PrintedList } from "./contract.ts";
import * as store from "./store.ts";

/**
 * Codes on paper, handed over in person by whoever would replace a lost passkey: a second channel for whoever has none
 * and no phone for one. They are asked for in order; each is good once, for the session that typed it.
 */

/**
 * Makes a list for somebody in front of whoever prints it; the one before ends. The codes are in the answer and nowhere
 * else. Throws `not_found` for whose list is not theirs to print, `invalid` (`printed`) when nobody stands there.
 */
export async function printCodes(
	ground: Ground,
	actor: Actor,
	accountId: Id<"account">,
	handedOver: boolean,
): Promise<PrintedList["codes"]> {
	only(actor, "coordinator", "administrator");
	if (!(await replaces(ground, actor, accountId))) throw new Refused("not_found");
	if (!handedOver) throw new Refused("invalid", { handedOver: "assurance.error_in_person" });
	// Who printed it is in the trail before it is good for anything: the door writes it in its own name.
	await ground.db.withActor(actor, (tx) => audit(tx, { verb: "printCodes", kind: "account", id: accountId }));
	const id = newId();
	const codes = Array.from({ length: codesOnList }, (_, i) => ({
		place: i + 1,
		code: String(randomInt(10 ** 8)).padStart(8, "0"),
	}));
	const hashes = codes.map(({ place, code }) => blind(ground, id, place, code));
	const by = actor.accountId!;
	await ground.db.withActor(system("door"), (tx) =>
		store.writeList(tx, { id, accountId, by, now: ground.clock(), hashes }),
	);
	return codes;
}

/**
 * Whoever is signed in types the code that was asked for. A wrong one counts, whatever comes after. Returns the
 * session's new token. Throws `sign_in_first`, or `invalid` in the same words for a wrong code and for one of a list
 * that is used up.
 */
export async function assureByPrinted(ground: Ground, actor: Actor, token: string, code: string): Promise<string> {
	const { accountId } = actor;
	if (!accountId) throw new Refused("sign_in_first");
	const tried = await ground.db.withActor(system("door"), (tx) => store.countTry(tx, accountId));
	const isRight = tried !== undefined && timingSafeEqual(tried.hash, blind(ground, tried.listId, tried.place, code));
	const now = ground.clock();
	const fresh = await ground.db.withActor(system("door"), async (tx) =>
		isRight && (await store.spend(tx, tried, now)) ? assureSession(tx, hashOf(token), accountId, now) : undefined,
	);
	return fresh ?? refuseCode(ground, accountId, { code: "assurance.error_printed" });
}

function blind(ground: Ground, listId: string, place: number, code: string): Buffer {
	return ground.seal.blind(`access.printed_codes/${listId}/${place}/${code}`);
}
