import type { Id } from "../../../core/ids.ts";
import { Refused } from "../../../core/refusal.ts";
import { type Actor, system } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Ground } from "../../../ui/http.ts";
import { justShown } from "../assurance/service.ts";
import type { IdleMinutes } from "../rules.ts";
import type { Session } from "../service.ts";
import { hashOf } from "../token.ts";
import type { OpenSession } from "./contract.ts";
import * as store from "./store.ts";

/** A session that was used within this time is not written again: reading a page stays reading. */
const seenEveryMs = 60_000;

/** The open sessions of whoever asks, the one of this token marked. Throws `sign_in_first`. */
export async function openSessions(ground: Ground, actor: Actor, token: string): Promise<OpenSession[]> {
	const accountId = accountOf(actor);
	return ground.db.readAs(actor, (read) => store.readOpen(read, accountId, hashOf(token), ground));
}

/**
 * Ends one of the own sessions; another than the one of this token only for who has just shown who they are. Throws
 * `sign_in_first`, `assurance_needed`, `not_found`.
 */
export async function endOneSession(ground: Ground, actor: Actor, token: string, id: Id<"session">): Promise<void> {
	const accountId = accountOf(actor);
	if (!(await openSessions(ground, actor, token)).some((one) => one.isThis && one.id === id))
		await justShown(ground, actor, token);
	await ground.db.withActor(actor, async (tx) => {
		if (!(await store.endOne(tx, accountId, id, ground.clock()))) throw new Refused("not_found");
		await audit(tx, { verb: "endSession", kind: "account", id: accountId });
	});
}

/** Ends every session of whoever asks, having just shown who they are, but the one of this token. Throws `sign_in_first`, `assurance_needed`. */
export async function endOtherSessions(ground: Ground, actor: Actor, token: string): Promise<void> {
	const accountId = accountOf(actor);
	await justShown(ground, actor, token);
	await ground.db.withActor(actor, async (tx) => {
		await store.endAllBut(tx, accountId, hashOf(token), ground.clock());
		await audit(tx, { verb: "endSession", kind: "account", id: accountId });
	});
}

/** Says whether several people use the phone of this session, and after how long without use it lets nobody in. Throws `sign_in_first`. */
export async function chooseIdle(
	ground: Ground,
	actor: Actor,
	token: string,
	minutes: IdleMinutes | undefined,
): Promise<void> {
	const accountId = accountOf(actor);
	await ground.db.withActor(actor, async (tx) => {
		await store.writeIdle(tx, hashOf(token), minutes ?? null, ground.clock());
		await audit(tx, { verb: "chooseIdle", kind: "account", id: accountId, fields: ["idle_minutes"] });
	});
}

/** Notes that a session is in use, at most once a minute. */
export async function touchSession(ground: Ground, session: Session, token: string): Promise<void> {
	const now = ground.clock();
	if (now.getTime() - session.seenAt.getTime() < seenEveryMs) return;
	await ground.db.withActor(system("door"), (tx) => store.writeSeen(tx, hashOf(token), now));
}

function accountOf(actor: Actor) {
	if (!actor.accountId) throw new Refused("sign_in_first");
	return actor.accountId;
}
