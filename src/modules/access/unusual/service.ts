import { type Id, newId } from "../../../core/ids.ts";
import { addDays, dayOf, instantOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { type Actor, system } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import { lend } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { languageFor, languages, sayIn } from "../../../ui/words.ts";
import { keptDays } from "../readings/contract.ts";
import { workRoles } from "../rules.ts";
import { accountNames, post } from "../service.ts";
import type { MarkSeen, Unusual, UnusualOf } from "./contract.ts";
import { type Seen, unusualIn } from "./rules.ts";
import * as store from "./store.ts";

/** Reading that the published rules call unusual: found at night, looked into by the data protection officer. */

const mostListed = 200;
const batch = 5000;

/**
 * Looks at what was read since the day before yesterday in each of the territories, keeps what the rules find, lets go
 * of what they found more than two years ago, and writes to the officers when something new waits. Background work, as the
 * watcher. Gives how many are new.
 */
export async function watchReadings(ground: Ground, territoryIds: readonly string[], base: string): Promise<number> {
	const now = ground.clock();
	const today = dayOf(now);
	let found = 0;
	for (const territoryId of territoryIds) {
		const watcher: Actor = { ...system("watcher"), territoryId: territoryId as Id<"territory"> };
		const readings = await readingsSince(ground, watcher, instantOf(addDays(today, -2)));
		const findings = unusualIn(readings).map((finding) => ({ ...finding, id: newId() }));
		found += await ground.db.withActor(watcher, async (tx) => {
			await store.letGoBefore(tx, instantOf(addDays(today, -keptDays)));
			return store.keep(tx, findings, now);
		});
	}
	if (found > 0) await tellOfficers(ground, base);
	return found;
}

async function readingsSince(ground: Ground, watcher: Actor, since: Date): Promise<Seen[]> {
	const all: (Seen & { id: string })[] = [];
	for (;;) {
		const some = await ground.db.readAs(watcher, (read) => store.readingsSince(read, since, all.at(-1)?.id, batch));
		all.push(...some);
		if (some.length < batch) return all;
	}
}

/** A letter that says that something waits, and nothing of what. */
async function tellOfficers(ground: Ground, base: string): Promise<void> {
	await ground.db.withActor(system("door"), async (tx) => {
		for (const { accountId, sealed, language } of await store.officers(tx, dayOf(ground.clock()))) {
			const say = sayIn(languageFor(language ?? undefined, "it", languages));
			const email = ground.seal.ofAccount(accountId).open(sealed, `access.addresses/${accountId}`);
			const body = say("unusual.mail_body", { door: `${base}/access/unusual` });
			await post(ground, tx, { email, accountId }, say("unusual.mail_subject"), body);
		}
	});
}

/** What waits and what was looked into, for the officer: who, when, how many, which rule. At most 200. */
export function unusual(ground: Ground, actor: Actor): Promise<UnusualOf[]> {
	only(actor, "data-protection-officer");
	return ground.db.readAs(actor, async (read) => {
		const rows = await store.listed(read, mostListed);
		const names = await lend("watcher", read, (lent) =>
			accountNames(
				lent,
				rows.map(({ actorId }) => actorId),
			),
		);
		return rows.map(({ actorId, ...row }) => ({ ...row, name: names.get(actorId) ?? null }));
	});
}

/** What the rules found in one's own reading, and what came of it: for everybody who works here. */
export function unusualOfMine(ground: Ground, actor: Actor): Promise<Unusual[]> {
	only(actor, ...workRoles);
	return ground.db.readAs(actor, async (read) => {
		const rows = await store.listed(read, mostListed, actor.accountId);
		return rows.map(({ actorId: _own, ...row }) => row);
	});
}

/** Writes down that it was looked into, and what came of it. Twice is once: the first words stay. Throws `not_found`. */
export async function markUnusualSeen(ground: Ground, actor: Actor, id: string, input: MarkSeen): Promise<void> {
	only(actor, "data-protection-officer");
	await ground.db.withActor(actor, async (tx) => {
		if (!(await store.isThere(tx, id))) throw new Refused("not_found");
		if (await store.markSeen(tx, id, ground.clock(), input))
			await audit(tx, { verb: "markUnusualSeen", kind: "unusual", id, fields: ["seenAt", "words"] });
	});
}
