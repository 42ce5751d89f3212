import { dayOf } from "../../../../core/period.ts";
import { type Actor, system } from "../../../../db/actor.ts";
import { audit } from "../../../../db/audit.ts";
import { type Ground, only } from "../../../../ui/http.ts";
import { languageFor, languages, sayIn } from "../../../../ui/words.ts";
import { post } from "../../service.ts";
import { ends } from "../store.ts";
import { type SealOutside, sealInLetter } from "./contract.ts";
import * as store from "./store.ts";

/** The ends of the chains, every day, to somebody outside: whoever could rewrite the trail cannot rewrite their letters. */

const place = "access.seal_outside";
/** What the trail calls the one record there is. */
const record = "00000000-0000-0000-0000-000000000000";

/** The address to which the seal goes, and the last day it went; undefined where it goes to nobody. Administrator only. */
export async function sealGoesTo(
	ground: Ground,
	actor: Actor,
): Promise<{ email: string; sentOn: string | null } | undefined> {
	only(actor, "administrator");
	const row = await ground.db.readAs(actor, store.readOutside);
	return row && { email: ground.seal.open(row.sealed, place), sentOn: row.sentOn };
}

/** Says to whom it goes from now on, or, without an address, that it goes to nobody. Administrator only. */
export async function setSealOutside(ground: Ground, actor: Actor, { email }: SealOutside): Promise<void> {
	only(actor, "administrator");
	const sealed = email === undefined ? Buffer.alloc(0) : ground.seal.close(email, place);
	await ground.db.withActor(actor, async (tx) => {
		await store.writeOutside(tx, sealed, languageFor(actor.language, "it", languages));
		await audit(tx, { verb: "setSealOutside", kind: "seal", id: record, fields: ["email"] });
	});
}

/** Puts the day's seal into the outbox, once a day, where somebody outside is to have it. Gives whether it did. */
export async function mailSeal(ground: Ground): Promise<boolean> {
	const now = ground.clock();
	const chains = await ground.db.readAs(system("sealer"), ends);
	if (chains.length === 0) return false;
	return ground.db.withActor(system("door"), async (tx) => {
		const outside = await store.readOutside(tx);
		if (!outside || !(await store.markSent(tx, dayOf(now)))) return false;
		const say = sayIn(outside.language);
		const to = { email: ground.seal.open(outside.sealed, place) };
		const body = say("trail.mail_body", { seal: sealInLetter(now, chains) });
		await post(ground, tx, to, say("trail.mail_subject"), body);
		return true;
	});
}
