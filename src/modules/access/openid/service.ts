import type { Id } from "../../../core/ids.ts";
import { dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { type Actor, system } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import { type Ground, only } from "../../../ui/http.ts";
import type { Browser } from "../rules.ts";
import { beginSession } from "../service.ts";
import { leaveFor, whoCameBack } from "./client.ts";
import type { OwnIdentity, Provider } from "./contract.ts";
import { type Away, awayMinutes } from "./rules.ts";
import * as store from "./store.ts";

/**
 * Coming in through the provider the body offers. An account is found by who somebody is there, never by an e-mail
 * address: its owner links it, while signed in another way.
 */

const secretPlace = "access.openid_provider/secret";
const awayPlace = "access.openid/away";

/** What the provider is called; none where the body offers none. */
export async function providerName(ground: Ground): Promise<string | undefined> {
	return (await ground.db.readAs(system("door"), store.readProvider))?.name;
}

/** What an administrator sees of it: all but the secret. */
export async function readProvider(ground: Ground, actor: Actor): Promise<Omit<Provider, "secret"> | undefined> {
	only(actor, "administrator");
	const row = await ground.db.readAs(actor, store.readProvider);
	return row && { name: row.name, issuer: row.issuer, clientId: row.clientId };
}

/** Writes it, in place of the one before: who was linked there must link anew when the issuer is another. */
export async function setProvider(ground: Ground, actor: Actor, { secret, ...input }: Provider): Promise<void> {
	only(actor, "administrator");
	const secretSealed = ground.seal.close(secret, secretPlace);
	await ground.db.withActor(actor, async (tx) => {
		await store.writeProvider(tx, { ...input, secretSealed }, ground.clock());
		await audit(tx, { verb: "setProvider", kind: "account", id: actor.accountId!, fields: Object.keys(input) });
	});
}

/** From now on nobody comes in by it. A second time changes nothing. */
export async function removeProvider(ground: Ground, actor: Actor): Promise<void> {
	only(actor, "administrator");
	await ground.db.withActor(actor, async (tx) => {
		if (await store.deleteProvider(tx))
			await audit(tx, { verb: "removeProvider", kind: "account", id: actor.accountId! });
	});
}

async function mustHave(ground: Ground): Promise<store.Stored> {
	const row = await ground.db.readAs(system("door"), store.readProvider);
	if (!row) throw new Refused("not_found");
	return { ...row, secret: ground.seal.open(row.secretSealed, secretPlace) };
}

/**
 * Where somebody goes to show who they are, and what their browser keeps until they are back at `back`; with an
 * account, to link it. Throws `not_found` where none is offered, `openid_failed`.
 */
export async function leave(ground: Ground, back: string, accountId?: string): Promise<{ url: URL; kept: string }> {
	const { url, ...secrets } = await leaveFor(await mustHave(ground), back);
	const until = ground.clock().getTime() + awayMinutes * 60_000;
	const away: Away = { ...secrets, accountId, until };
	return { url, kept: ground.seal.close(JSON.stringify(away), awayPlace).toString("base64url") };
}

/** What a browser kept. Throws `openid_failed` for what is not ours, or too old. */
function openAway(ground: Ground, kept: string): Away {
	try {
		const away = JSON.parse(ground.seal.open(Buffer.from(kept, "base64url"), awayPlace)) as Away;
		if (away.until > ground.clock().getTime()) return away;
	} catch {}
	throw new Refused("openid_failed");
}

/**
 * Somebody is back from the provider at the address `came`. Comes in, with the token of a new session; or links the
 * account that left, where the same account is still signed in; or is a stranger. Throws `openid_failed`,
 * `openid_taken`, `access_ended`.
 */
export async function comeBack(
	ground: Ground,
	actor: Actor,
	came: URL,
	kept: string,
	browser: Browser,
): Promise<{ token: string } | "linked" | "stranger"> {
	const away = openAway(ground, kept);
	if (away.accountId && away.accountId !== actor.accountId) throw new Refused("openid_failed");
	const provider = await mustHave(ground);
	const subject = `${provider.issuer} ${await whoCameBack(provider, came, away)}`;
	const blind = ground.seal.blind(subject);
	const now = ground.clock();
	return ground.db.withActor(system("door"), async (tx) => {
		if (away.accountId) {
			const id = away.accountId as Id<"account">;
			const sealed = ground.seal.ofAccount(id).close(subject, `access.identities/${id}`);
			if (!(await store.writeIdentity(tx, id, { sealed, blind }, now))) throw new Refused("openid_taken");
			await audit(tx, { verb: "linkIdentity", kind: "account", id });
			return "linked";
		}
		const id = await store.useIdentity(tx, blind, dayOf(now));
		if (!id) return "stranger";
		await audit(tx, { verb: "signInByProvider", kind: "account", id });
		return { token: await beginSession(tx, id, now, { browser }) };
	});
}

/** Whether whoever asks can come in by the provider. Throws `sign_in_first`, `not_found` where none is offered. */
export async function ownIdentity(ground: Ground, actor: Actor): Promise<OwnIdentity> {
	const { accountId } = actor;
	if (!accountId) throw new Refused("sign_in_first");
	const name = await providerName(ground);
	if (!name) throw new Refused("not_found");
	const row = await ground.db.readAs(actor, (read) => store.readIdentity(read, accountId));
	return { name, linkedOn: row && dayOf(row.linkedOn) };
}

/** From now on they come in another way. A second time changes nothing. Throws `sign_in_first`. */
export async function unlink(ground: Ground, actor: Actor): Promise<void> {
	const { accountId } = actor;
	if (!accountId) throw new Refused("sign_in_first");
	await ground.db.withActor(actor, async (tx) => {
		if (await store.deleteIdentity(tx, accountId))
			await audit(tx, { verb: "unlinkIdentity", kind: "account", id: accountId });
	});
}
