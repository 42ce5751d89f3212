import { idFromContent, newId } from "../../../core/ids.ts";
import { instantOf } from "../../../core/period.ts";
import { system } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import { lend, type Read, type Tx } from "../../../db/database.ts";
import { enqueue, enqueueLater } from "../../../db/enqueue.ts";
import type { Ground } from "../../../ui/http.ts";
import type { Letter, Posting, Recipient, Returned } from "./contract.ts";
import { type Handed, isGivenUp, nextTry, tryDays } from "./rules.ts";
import * as store from "./store.ts";

/**
 * The one outbox: whatever leaves as a letter is put in here, sealed, in the transaction of what it tells, and handed to
 * the mail server by a job. Its id is its Message-ID, the same at every try.
 */

/** Puts a letter into the outbox, as `door`, and a job to send it. False where there is one of this key already. */
export async function post(
	ground: Ground,
	tx: Tx,
	to: Recipient,
	subject: string,
	body: string,
	{ key, until, place, unsubscribe }: Posting = {},
): Promise<boolean> {
	const id = key ? letterId(key) : newId();
	const sealer = to.accountId ? ground.seal.ofAccount(to.accountId) : ground.seal;
	const close = (part: string, plain: string) => sealer.close(plain, `access.mails/${id}/${part}`);
	const isNew = await store.writeMail(tx, {
		id,
		accountId: to.accountId ?? null,
		reachId: to.reachId ?? null,
		recipient: close("recipient", to.email),
		subject: close("subject", subject),
		body: close("body", body),
		unsubscribe: unsubscribe ? close("unsubscribe", unsubscribe) : null,
		createdAt: ground.clock(),
		until: until ?? null,
		territoryId: place?.territoryId ?? null,
		neighbourhoodId: place?.neighbourhoodId ?? null,
	});
	if (isNew) await enqueue(tx, "send-mail", { mailId: id });
	return isNew;
}

type Key = NonNullable<Posting["key"]>;

function letterId({ on, of }: Key): string {
	return idFromContent(instantOf(on), of);
}

/** Those occasions of which there is no letter yet, as `post` or lent to it by background work. */
export async function unwrittenIn<Occasion extends { key: Key }>(
	read: Read,
	occasions: readonly Occasion[],
): Promise<Occasion[]> {
	const ids = occasions.map(({ key }) => letterId(key));
	const known = new Set(await lend("post", read, (lent) => store.readKnown(lent, ids)));
	return occasions.filter((_, n) => !known.has(ids[n]!));
}

function openLetter(ground: Ground, mail: store.SealedMail): Letter {
	const sealer = mail.accountId ? ground.seal.ofAccount(mail.accountId) : ground.seal;
	const open = (part: string, sealed: Buffer) => sealer.open(sealed, `access.mails/${mail.id}/${part}`);
	return {
		id: mail.id,
		to: open("recipient", mail.recipient),
		subject: open("subject", mail.subject),
		body: open("body", mail.body),
		createdAt: mail.createdAt,
		sentAt: mail.sentAt,
		...(mail.unsubscribe && { unsubscribe: open("unsubscribe", mail.unsubscribe) }),
	};
}

/**
 * Hands a letter to `send` and writes down in the same breath what became of it. The row is held meanwhile, by the
 * connection: whoever is killed lets go of it, and nobody sends it beside them. Not taken, it is tried again after a
 * growing pause; refused for good, or for five days, it is given up. Gives the code it was given up with.
 */
export function deliver(
	ground: Ground,
	mailId: string,
	send: (letter: Letter) => Promise<Handed>,
): Promise<string | undefined> {
	return ground.db.withActor(system("post"), async (tx) => {
		const mail = await store.lockMail(tx, mailId, ground.clock());
		if (!mail) return undefined;
		const handed = await send(openLetter(ground, mail));
		const now = ground.clock();
		if (handed.kind === "taken") {
			await store.markSent(tx, mailId, now);
			await audit(tx, { verb: "deliver", kind: "mail", id: mailId });
			return undefined;
		}
		if (isGivenUp(handed, mail.createdAt, now)) {
			await store.markFailed(tx, mailId, handed.code, now);
			await audit(tx, { verb: "giveUpLetter", kind: "mail", id: mailId });
			return handed.code;
		}
		const at = nextTry(mail.tries + 1, now);
		await store.markLater(tx, mailId, at);
		await enqueueLater(tx, "send-mail", { mailId }, at);
		return undefined;
	});
}

const mostAtOnce = 200;

/** Letters whose time has come, at most 200: those of a process that was killed are among them. */
export function lettersDue(ground: Ground): Promise<string[]> {
	const now = ground.clock();
	const since = new Date(now.getTime() - (tryDays + 1) * 86_400_000);
	return ground.db.readAs(system("post"), (read) => store.readDue(read, now, since, mostAtOnce));
}

const letterDays = 30;

/** Lets go of letters that ended thirty days ago: most are of no territory, so they have no term of their own. */
export async function letLettersGo(ground: Ground): Promise<void> {
	const before = new Date(ground.clock().getTime() - letterDays * 86_400_000);
	await ground.db.withActor(system("post"), async (tx) => {
		for (const { id } of await store.deleteEndedBefore(tx, before))
			await audit(tx, { verb: "letTermEnd", kind: "mail", id });
	});
}

/** Lets go of the letters to contacts that go, in the caller's transaction. */
export async function letLettersOfReachesGoIn(tx: Tx, reachIds: readonly string[]): Promise<void> {
	if (reachIds.length > 0) await lend("post", tx, (lent) => store.deleteOfReaches(lent, reachIds));
}

/** Letters written in a neighbourhood that came back, for who works there: the caller has looked who asks. */
export function returnedIn(read: Read, neighbourhoodId: string): Promise<Returned[]> {
	return lend("post", read, (lent) => store.readReturned(lent, neighbourhoodId));
}

/** Somebody who works there has seen that a letter came back. False where there is none. */
export function returnedSeenIn(ground: Ground, tx: Tx, neighbourhoodId: string, id: string): Promise<boolean> {
	return lend("post", tx, (lent) => store.markTold(lent, neighbourhoodId, id, ground.clock()));
}

/** The latest letters, opened: the demonstration's outbox page. */
export async function outbox(ground: Ground): Promise<Letter[]> {
	const mails = await ground.db.readAs(system("post"), (read) => store.readMails(read));
	return mails.map((mail) => openLetter(ground, mail));
}
