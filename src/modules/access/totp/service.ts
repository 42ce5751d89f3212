import { randomBytes } from "node:crypto";
import { Refused } from "../../../core/refusal.ts";
import { type Actor, system } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import { assured, type Ground, only } from "../../../ui/http.ts";
import { workRoles } from "../rules.ts";
import { assureSession, refuseCode } from "../service.ts";
import { hashOf } from "../token.ts";
import type { App } from "./contract.ts";
import { base32, stepTyped, uriOf } from "./rules.ts";
import * as store from "./store.ts";

/**
 * Codes of an app on the own phone (RFC 6238): a second channel beside a passkey and a printed sheet. Whoever sets one up
 * has shown that it is them by what they had before, so that a session left open brings nobody a channel of their own.
 */

/** Bits that RFC 4226, 4 recommends for the secret. */
const secretBytes = 20;

/** Whose app it is: whoever works here and has just shown that it is them. Throws `sign_in_first`, `not_yours`, `assurance_needed`. */
function ownerOf(ground: Ground, actor: Actor) {
	only(actor, ...workRoles);
	assured(ground, actor);
	return actor.accountId!;
}

function placeOf(accountId: string): string {
	return `access.totps/${accountId}`;
}

function secretOf(ground: Ground, accountId: string, { sealed }: store.TotpRow): Buffer {
	return ground.seal.ofAccount(accountId).openBytes(sealed, placeOf(accountId));
}

/** Where the own app stands. Throws `sign_in_first`, `not_yours`, `assurance_needed`. */
export async function ownApp(ground: Ground, actor: Actor, base: string): Promise<App> {
	const accountId = ownerOf(ground, actor);
	const row = await ground.db.readAs(system("door"), (read) => store.readTotp(read, accountId));
	if (!row) return { state: "none" };
	if (row.confirmedAt) return { state: "set", since: row.confirmedAt };
	const secret = secretOf(ground, accountId, row);
	return { state: "begun", uri: uriOf(secret, new URL(base).host), secret: base32(secret) };
}

/** Makes a secret for the own app; it is worth nothing until its first code is typed. Throws `not_in_this_state` where there is an app. */
export async function beginApp(ground: Ground, actor: Actor): Promise<void> {
	const accountId = ownerOf(ground, actor);
	const sealed = ground.seal.ofAccount(accountId).close(randomBytes(secretBytes), placeOf(accountId));
	await ground.db.withActor(system("door"), async (tx) => {
		if (!(await store.writeTotp(tx, accountId, sealed, ground.clock()))) throw new Refused("not_in_this_state");
	});
}

/** The first code of the own app: from now on it is good. Throws `invalid` for a wrong one. */
export async function confirmApp(ground: Ground, actor: Actor, code: string): Promise<void> {
	const accountId = ownerOf(ground, actor);
	await spendCode(ground, accountId, code, "begun");
	await ground.db.withActor(actor, (tx) => audit(tx, { verb: "addApp", kind: "account", id: accountId }));
}

/** Ends the own app; where there is none nothing happens. */
export async function removeApp(ground: Ground, actor: Actor): Promise<void> {
	const accountId = ownerOf(ground, actor);
	const isGone = await ground.db.withActor(system("door"), (tx) => store.deleteTotp(tx, accountId));
	if (isGone)
		await ground.db.withActor(actor, (tx) => audit(tx, { verb: "removeApp", kind: "account", id: accountId }));
}

/**
 * Whoever is signed in types the code the app shows. A wrong one counts, whatever comes after, and none is good twice.
 * Returns the session's new token. Throws `sign_in_first`, or `invalid` in the same words for a wrong code, a used one,
 * one of an app not set up and one of an app tried too often.
 */
export async function assureByApp(ground: Ground, actor: Actor, token: string, code: string): Promise<string> {
	const { accountId } = actor;
	if (!accountId) throw new Refused("sign_in_first");
	await spendCode(ground, accountId, code, "set");
	return ground.db.withActor(system("door"), (tx) => assureSession(tx, hashOf(token), accountId, ground.clock()));
}

async function spendCode(ground: Ground, accountId: string, code: string, state: "begun" | "set"): Promise<void> {
	const now = ground.clock();
	const row = await ground.db.withActor(system("door"), (tx) => store.countTry(tx, accountId));
	const isReady = row && (row.confirmedAt === null) === (state === "begun");
	const step = isReady ? stepTyped(secretOf(ground, accountId, row), code, now, row.lastStep) : undefined;
	const isSpent =
		step !== undefined && (await ground.db.withActor(system("door"), (tx) => store.spend(tx, accountId, step, now)));
	if (!isSpent) await refuseCode(ground, accountId, { app: "totp.error_code" });
}
