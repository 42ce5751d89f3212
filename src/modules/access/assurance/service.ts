import { randomInt, timingSafeEqual } from "node:crypto";
import { newId } from "../../../core/ids.ts";
import { Refused } from "../../../core/refusal.ts";
import { type Actor, system } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read } from "../../../db/database.ts";
import type { Ground } from "../../../ui/http.ts";
import { type Language, sayIn } from "../../../ui/words.ts";
import { readAddress } from "../own/store.ts";
import { readLeft } from "../printed/store.ts";
import { assureSession, post, refuseCode } from "../service.ts";
import { hashOf } from "../token.ts";
import { codeMinutes, codesAnHour, letterStillProves, type Means, meansOf, mostTries } from "./rules.ts";
import * as store from "./store.ts";

/** By what whoever is signed in can show again that it is them. Throws `sign_in_first`. */
export async function meansToAssure(ground: Ground, actor: Actor): Promise<Means> {
	const accountId = accountOf(actor);
	return ground.db.readAs(system("door"), (read) => meansIn(read, ground, accountId));
}

async function meansIn(read: Read, ground: Ground, accountId: string): Promise<Means> {
	const held = await store.readMeans(read, accountId);
	const printed = await readLeft(read, accountId);
	return meansOf({ ...held, printed, lettersAllowed: ground.codesByLetter !== false });
}

/**
 * Lets only somebody pass who has just shown that it is them, before anything changes by which they come in: within the
 * half hour of `assured`, or by the letter they came in with as long ago, where they have nothing else. Throws
 * `sign_in_first`, `assurance_needed`.
 */
export async function justShown(ground: Ground, actor: Actor, token: string): Promise<void> {
	if (!(await hasJustShown(ground, actor, token))) throw new Refused("assurance_needed");
}

/** Whether `justShown` lets somebody pass. Throws `sign_in_first`. */
export async function hasJustShown(ground: Ground, actor: Actor, token: string): Promise<boolean> {
	const accountId = accountOf(actor);
	const now = ground.clock();
	if (actor.assuredUntil && actor.assuredUntil > now) return true;
	return ground.db.readAs(system("door"), async (read) => {
		const beganAt = await store.readBeginning(read, accountId, hashOf(token));
		return beganAt !== undefined && letterStillProves(await meansIn(read, ground, accountId), beganAt, now);
	});
}

/**
 * Sends a code to the address of whoever is signed in, good for this session. Throws `sign_in_first`, `too_many`, or
 * `not_yours` where a letter is not their way: they have a passkey, an app, a printed list or no address, or the body wants none.
 */
export async function sendCode(ground: Ground, actor: Actor, token: string, language: Language): Promise<void> {
	const accountId = accountOf(actor);
	const now = ground.clock();
	const code = String(randomInt(10 ** 8)).padStart(8, "0");
	await ground.db.withActor(system("door"), async (tx) => {
		if (!(await meansIn(tx, ground, accountId)).letter) throw new Refused("not_yours");
		if ((await store.countCodes(tx, accountId, new Date(now.getTime() - 3_600_000))) >= codesAnHour)
			throw new Refused("too_many", {}, 3600);
		const sessionHash = hashOf(token);
		const expiresAt = new Date(now.getTime() + codeMinutes * 60_000);
		const id = newId();
		await store.writeCode(tx, { id, accountId, sessionHash, hash: blindCode(ground, id, code), now, expiresAt });
		const to = ground.seal
			.ofAccount(accountId)
			.open((await readAddress(tx, accountId))!, `access.addresses/${accountId}`);
		const say = sayIn(language);
		const grouped = `${code.slice(0, 4)} ${code.slice(4)}`;
		const body = say("assurance.mail_body", { code: grouped, minutes: codeMinutes });
		await post(ground, tx, { email: to, accountId }, say("assurance.mail_subject"), body);
		await audit(tx, { verb: "sendCode", kind: "account", id: accountId });
	});
}

/**
 * Whoever is signed in types the code of the letter. A wrong one counts, whatever comes after. Returns the session's new
 * token. Throws `sign_in_first`,
 * or `invalid` in the same words for a wrong code, an old one and one tried too often.
 */
export async function assureByCode(ground: Ground, actor: Actor, token: string, code: string): Promise<string> {
	const accountId = accountOf(actor);
	const now = ground.clock();
	const sessionHash = hashOf(token);
	// Kept whatever comes after: whoever guesses wrongly has one try less.
	const waiting = await ground.db.withActor(system("door"), (tx) => store.countTry(tx, sessionHash, mostTries, now));
	const isRight = waiting !== undefined && timingSafeEqual(waiting.hash, blindCode(ground, waiting.id, code));
	const fresh = await ground.db.withActor(system("door"), async (tx) =>
		isRight && (await store.spendCode(tx, waiting.id, now))
			? assureSession(tx, sessionHash, accountId, now)
			: undefined,
	);
	return fresh ?? refuseCode(ground, accountId, { code: "assurance.error_code" });
}

function accountOf(actor: Actor) {
	if (!actor.accountId) throw new Refused("sign_in_first");
	return actor.accountId;
}

function blindCode(ground: Ground, id: string, code: string): Buffer {
	return ground.seal.blind(`access.codes/${id}/${code}`);
}
