import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { justShown } from "../assurance/service.ts";
import { openSession } from "../service.ts";
import type { OwnAccount } from "./contract.ts";
import { readAddress, writeAddress, writeName } from "./store.ts";

/** The name and the address an administrator signs in with; the address is undefined while there is none. */
export async function readOwnAccount(ground: Ground, actor: Actor): Promise<OwnAccount> {
	only(actor, "administrator");
	const sealed = await ground.db.readAs(actor, (read) => readAddress(read, actor.accountId!));
	const email = sealed && ground.seal.ofAccount(actor.accountId!).open(sealed, `access.addresses/${actor.accountId}`);
	return { name: actor.name ?? "", email };
}

/**
 * Writes an administrator's own name and address. Without an address only the name; but an address that is there
 * can only be changed, by who has just shown who they are, or they would lock themselves out. Throws `invalid`,
 * `id_taken`, `assurance_needed`.
 */
export async function writeOwnAccount(
	ground: Ground,
	actor: Actor,
	token: string,
	{ name, email }: OwnAccount,
): Promise<void> {
	only(actor, "administrator");
	const id = actor.accountId!;
	if (email && email !== (await readOwnAccount(ground, actor)).email) await justShown(ground, actor, token);
	await ground.db.withActor(actor, async (tx) => {
		if (!email && (await readAddress(tx, id))) throw new Refused("invalid", { email: "error.required" });
		await writeName(tx, id, name);
		if (email)
			await writeAddress(tx, id, {
				sealed: ground.seal.ofAccount(id).close(email, `access.addresses/${id}`),
				blind: ground.seal.blind(email),
			}).catch(refuseTaken);
		await audit(tx, {
			verb: "writeOwnAccount",
			kind: "account",
			id,
			fields: email ? ["name", "email"] : ["name"],
		});
	});
}

function refuseTaken(error: Error & { code?: string }): never {
	if (error.code === "23505") throw new Refused("id_taken", { email: "access.email_known" });
	throw error;
}

/** Whether a session that has just begun is an administrator's who could not ask for another link. */
export async function lacksAddress(ground: Ground, token: string): Promise<boolean> {
	const session = await openSession(ground, token);
	if (session?.actor.role !== "administrator") return false;
	return (await readOwnAccount(ground, session.actor)).email === undefined;
}
