import { type Id, newId } from "../../../core/ids.ts";
import { dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { type Actor, system } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Tx } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { languageFor, languages, sayIn } from "../../../ui/words.ts";
import { justShown } from "../assurance/service.ts";
import { anyBrowser, replacementMinutes, sessionDays, workRoles } from "../rules.ts";
import { assureSession, beginSession, openSession, post } from "../service.ts";
import { endAllSessions, writeLink } from "../store.ts";
import { hashOf, newToken } from "../token.ts";
import { deleteTotp } from "../totp/store.ts";
import type { Assertion, NewPasskey, Passkey } from "./contract.ts";
import { challengeMinutes, mayReplace, mostPasskeys, type RelyingParty, relyingParty, wentBack } from "./rules.ts";
import * as store from "./store.ts";
import { algorithms, challengeOf, verifyAnswer, verifyNew } from "./verify.ts";

/** The passkeys of whoever asks, oldest first. For those who work here. */
export async function passkeysOf(ground: Ground, actor: Actor): Promise<Passkey[]> {
	only(actor, ...workRoles);
	const rows = await ground.db.readAs(actor, (read) => store.readPasskeys(read, actor.accountId!));
	return rows.map(({ credentialId: _, ...key }) => key);
}

/** Whether a session that has just begun is of somebody who works here and could register a first passkey at this address. */
export async function lacksPasskey(ground: Ground, token: string, base: string): Promise<boolean> {
	const session = await openSession(ground, token);
	if (!session || !relyingParty(base) || !(workRoles as string[]).includes(session.actor.role)) return false;
	return (await passkeysOf(ground, session.actor)).length === 0;
}

/** What a browser needs to ask a passkey who comes in (`PublicKeyCredentialRequestOptionsJSON`): any of the ones made here. Throws `no_host_name`. */
export async function askWhoComes(ground: Ground, base: string) {
	const party = partyOf(base);
	const challenge = await newChallenge(ground, "sign-in", null);
	return { challenge, rpId: party.id, timeout: challengeMinutes * 60_000, userVerification: "required" as const };
}

/**
 * What a browser needs to make a passkey for whoever asks (`PublicKeyCredentialCreationOptionsJSON`), having just shown
 * who they are. Throws `assurance_needed`, `no_host_name`.
 */
export async function askForNew(ground: Ground, actor: Actor, token: string, base: string) {
	only(actor, ...workRoles);
	await justShown(ground, actor, token);
	const party = partyOf(base);
	const accountId = actor.accountId!;
	const known = await ground.db.readAs(actor, (read) => store.readPasskeys(read, accountId));
	const challenge = await newChallenge(ground, "register", accountId);
	return {
		challenge,
		rp: { id: party.id, name: "Filò" },
		user: { id: handleOf(accountId), name: actor.name ?? "", displayName: actor.name ?? "" },
		pubKeyCredParams: algorithms.map((alg) => ({ type: "public-key" as const, alg })),
		excludeCredentials: known.map(descriptorOf),
		authenticatorSelection: {
			residentKey: "required" as const,
			requireResidentKey: true,
			userVerification: "required" as const,
		},
		attestation: "none" as const,
		timeout: challengeMinutes * 60_000,
	};
}

/** What a browser needs to ask one of the passkeys of whoever is signed in, so that they show it is still them. Throws `no_host_name`. */
export async function askWhoIsThere(ground: Ground, actor: Actor, base: string) {
	only(actor, ...workRoles);
	const party = partyOf(base);
	const known = await ground.db.readAs(actor, (read) => store.readPasskeys(read, actor.accountId!));
	const challenge = await newChallenge(ground, "assurance", actor.accountId!);
	return {
		challenge,
		rpId: party.id,
		timeout: challengeMinutes * 60_000,
		userVerification: "required" as const,
		allowCredentials: known.map(descriptorOf),
	};
}

function descriptorOf(key: { credentialId: Buffer }) {
	return { type: "public-key" as const, id: key.credentialId.toString("base64url") };
}

/** Comes in by passkey. Returns the token of a new session. Throws `passkey_refused`, `passkey_copied`, `access_ended`. */
export async function signInByPasskey(
	ground: Ground,
	base: string,
	answer: Assertion,
	browser = anyBrowser,
): Promise<string> {
	const { key, counter } = await checkAnswer(ground, base, answer, "sign-in", null);
	const now = ground.clock();
	return ground.db.withActor(system("door"), async (tx) => {
		if (!(await store.markUsed(tx, key, counter, dayOf(now)))) throw new Refused("passkey_refused");
		await audit(tx, { verb: "signInByPasskey", kind: "account", id: key.accountId });
		return beginSession(tx, key.accountId, now, { assured: true, browser });
	});
}

/** Whoever is signed in shows by one of their passkeys that it is them. Returns the session's new token. Throws `passkey_refused`, `passkey_copied`. */
export async function assureByPasskey(
	ground: Ground,
	actor: Actor,
	token: string,
	base: string,
	answer: Assertion,
): Promise<string> {
	only(actor, ...workRoles);
	const { key, counter } = await checkAnswer(ground, base, answer, "assurance", actor.accountId!);
	if (key.accountId !== actor.accountId) throw new Refused("passkey_refused");
	const now = ground.clock();
	return ground.db.withActor(system("door"), async (tx) => {
		if (!(await store.markUsed(tx, key, counter, dayOf(now)))) throw new Refused("passkey_refused");
		return assureSession(tx, hashOf(token), key.accountId, now);
	});
}

/** The passkey an answer is of, and its new counter, after everything about it was checked. Throws `passkey_refused`, `passkey_copied`. */
async function checkAnswer(
	ground: Ground,
	base: string,
	answer: Assertion,
	purpose: store.Purpose,
	accountId: string | null,
): Promise<{ key: store.Stored; counter: number }> {
	const party = partyOf(base);
	const challenge = await spendChallenge(ground, answer.response.clientDataJSON, purpose, accountId);
	const key = await ground.db.readAs(system("door"), (read) =>
		store.readByCredential(read, Buffer.from(answer.id, "base64url")),
	);
	if (!key || answer.response.userHandle !== handleOf(key.accountId)) throw new Refused("passkey_refused");
	const counter = await verifyAnswer(answer, challenge, party, key.publicKey);
	if (wentBack(key.counter, counter)) return refuseCopy(ground, key.accountId);
	return { key, counter };
}

/** Two devices sign with one key: nobody comes in with it, and the trail says so. */
async function refuseCopy(ground: Ground, accountId: string): Promise<never> {
	await ground.db.withActor(system("door"), (tx) =>
		audit(tx, { verb: "refuseCopiedPasskey", kind: "account", id: accountId }),
	);
	throw new Refused("passkey_copied");
}

/**
 * Registers a passkey for whoever asks and has just shown who they are, in the session of this token. Throws
 * `assurance_needed`, `passkey_refused`, or `invalid` when there are too many.
 */
export async function addPasskey(
	ground: Ground,
	actor: Actor,
	token: string,
	base: string,
	made: NewPasskey,
): Promise<{ id: Id<"passkey">; name: string }> {
	only(actor, ...workRoles);
	await justShown(ground, actor, token);
	const party = partyOf(base);
	const accountId = actor.accountId!;
	const challenge = await spendChallenge(ground, made.response.clientDataJSON, "register", accountId);
	const { publicKey, counter, id: credentialId } = await verifyNew(made, challenge, party);
	const now = ground.clock();
	const id = newId<"passkey">();
	await ground.db.withActor(actor, async (tx) => {
		if ((await store.readPasskeys(tx, accountId)).length >= mostPasskeys)
			throw new Refused("invalid", { name: "passkeys.error_most" });
		const key = { id, accountId, publicKey: Buffer.from(publicKey), counter, name: made.name, createdAt: now };
		const { transports } = made.response;
		if (!(await store.writePasskey(tx, { ...key, transports, credentialId: Buffer.from(credentialId, "base64url") })))
			throw new Refused("passkey_refused");
		await store.keepSession(tx, hashOf(token), new Date(now.getTime() + sessionDays * 86_400_000));
		await audit(tx, { verb: "addPasskey", kind: "passkey", id });
	});
	return { id, name: made.name };
}

/**
 * Removes one of the own passkeys, for who has just shown who they are; the last one stays, or nobody could come in.
 * Throws `assurance_needed`, `not_found`, `last_passkey`.
 */
export async function removePasskey(ground: Ground, actor: Actor, token: string, id: Id<"passkey">): Promise<void> {
	only(actor, ...workRoles);
	await justShown(ground, actor, token);
	await ground.db.withActor(actor, async (tx) => {
		const known = await store.readPasskeys(tx, actor.accountId!);
		if (!known.some((key) => key.id === id)) throw new Refused("not_found");
		if (known.length === 1) throw new Refused("last_passkey");
		await store.revoke(tx, id, actor.accountId!, ground.clock());
		await audit(tx, { verb: "removePasskey", kind: "passkey", id, fields: ["revoked_at"] });
	});
}

/** Whether the actor is the one who replaces the lost passkey of an account. */
export async function replaces(ground: Ground, actor: Actor, accountId: string): Promise<boolean> {
	const today = dayOf(ground.clock());
	const held = await ground.db.readAs(system("door"), (read) => store.readHeld(read, accountId, today));
	return mayReplace(actor, accountId, held);
}

/** Ends every session of somebody, by whoever would replace their passkey; they come in again as before. Throws `not_found`. */
export async function endSessionsOf(ground: Ground, actor: Actor, accountId: Id<"account">): Promise<void> {
	only(actor, "coordinator", "administrator");
	if (!(await replaces(ground, actor, accountId))) throw new Refused("not_found");
	await ground.db.withActor(actor, (tx) => audit(tx, { verb: "endSessionsOf", kind: "account", id: accountId }));
	await ground.db.withActor(system("door"), (tx) => endAllSessions(tx, accountId, ground.clock()));
}

/**
 * A passkey was lost, and its person stands in front of the coordinator (of the administrator, for whoever is not of
 * one territory): old passkeys, links and sessions end, and the path of a link is returned, to be shown once, by which
 * the person registers another. The person is told by letter. Throws `not_found`, or `invalid` when nobody stands there.
 */
export async function replacePasskey(
	ground: Ground,
	actor: Actor,
	accountId: Id<"account">,
	inPerson: boolean,
	base: string,
): Promise<{ path: string; minutes: number }> {
	only(actor, "coordinator", "administrator");
	partyOf(base);
	if (!(await replaces(ground, actor, accountId))) throw new Refused("not_found");
	if (!inPerson) throw new Refused("invalid", { inPerson: "passkeys.error_in_person" });
	// Who allowed it is in the trail before anything ends: the door does the rest in its own name.
	await ground.db.withActor(actor, (tx) => audit(tx, { verb: "allowReplacement", kind: "account", id: accountId }));
	const now = ground.clock();
	const token = newToken();
	await ground.db.withActor(system("door"), async (tx) => {
		await store.revokeAll(tx, accountId, now);
		await deleteTotp(tx, accountId);
		await store.spendLinks(tx, accountId, now);
		await endAllSessions(tx, accountId, now);
		const expiresAt = new Date(now.getTime() + replacementMinutes * 60_000);
		await writeLink(tx, hashOf(token), accountId, "replacement", now, expiresAt);
		await tellThePerson(ground, tx, accountId);
		await audit(tx, {
			verb: "replacePasskey",
			kind: "account",
			id: accountId,
			fields: ["passkeys", "app", "sessions"],
		});
	});
	return { path: `/access/link/${token}`, minutes: replacementMinutes };
}

async function tellThePerson(ground: Ground, tx: Tx, accountId: string): Promise<void> {
	const address = await store.readAddress(tx, accountId);
	if (!address) return;
	const say = sayIn(languageFor(address.language ?? undefined, undefined, languages));
	const to = ground.seal.ofAccount(accountId).open(address.sealed, `access.addresses/${accountId}`);
	await post(
		ground,
		tx,
		{ email: to, accountId },
		say("passkeys.mail_replaced_subject"),
		say("passkeys.mail_replaced"),
	);
}

function partyOf(base: string): RelyingParty {
	const party = relyingParty(base);
	if (!party) throw new Refused("no_host_name");
	return party;
}

/** The account as a passkey keeps it: it says who it is of, and nothing about the person. */
function handleOf(accountId: string): string {
	return Buffer.from(accountId.replaceAll("-", ""), "hex").toString("base64url");
}

async function newChallenge(ground: Ground, purpose: store.Purpose, accountId: string | null): Promise<string> {
	const now = ground.clock();
	const challenge = newToken();
	const expiresAt = new Date(now.getTime() + challengeMinutes * 60_000);
	await ground.db.withActor(system("door"), (tx) =>
		store.writeChallenge(tx, hashOf(challenge), purpose, accountId, now, expiresAt),
	);
	return challenge;
}

/** Spends the challenge of an answer, also when the answer then turns out wrong. Throws `passkey_refused`. */
async function spendChallenge(
	ground: Ground,
	clientDataJSON: string,
	purpose: store.Purpose,
	accountId: string | null,
): Promise<string> {
	const challenge = challengeOf(clientDataJSON);
	const taken = await ground.db.withActor(system("door"), (tx) =>
		store.takeChallenge(tx, hashOf(challenge), purpose, accountId, ground.clock()),
	);
	if (!taken) throw new Refused("passkey_refused");
	return challenge;
}
