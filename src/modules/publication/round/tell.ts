import { dayOf, instantOf } from "../../../core/period.ts";
import { audit } from "../../../db/audit.ts";
import type { Tx } from "../../../db/database.ts";
import type { Jobs } from "../../../db/enqueue.ts";
import type { Ground } from "../../../ui/http.ts";
import { unwrittenIn } from "../../access/outbox/service.ts";
import type { JoinedDate } from "../../initiatives/told/contract.ts";
import { comingIn, joinedDateIn, placeToldIn } from "../../initiatives/told/service.ts";
import {
	addressed,
	changedWords,
	choicesIn,
	letterIn,
	offWords,
	placeWords,
	reminderWords,
	roundOf,
	wayOutIn,
} from "./letters.ts";
import { isByDay, linkDays, tomorrow } from "./rules.ts";
import * as store from "./store.ts";

/** What whoever joined a date is told of it. Letters say that there is something and where it stands, not what it is. */

/** Where somebody finds again what they joined: with an account among the own, without one at its address. */
function linkOf(base: string, { accountId, slug, joiningId }: JoinedDate): string {
	return accountId ? `${base}/initiatives/joined` : `${base}/n/${slug}/join/${joiningId}`;
}

const atOnce = 200;
/** Rounds of 200 in one run; the next run goes on. */
const mostRounds = 50;

/**
 * Reminds, the day before, whoever has a place at a date and joined it before today. Run again it goes on where it was
 * stopped: of one date there is one letter. Gives how many letters went into the outbox.
 */
export async function remindJoined(ground: Ground, territoryIds: readonly string[], base: string): Promise<number> {
	if (!isByDay(ground.clock())) return 0;
	let letters = 0;
	for (const territoryId of territoryIds) {
		let after: string | undefined;
		for (let n = 0; n < mostRounds; n += 1) {
			const done = await ground.db.withActor(roundOf(territoryId), (tx) => remindSome(ground, tx, base, after));
			letters += done.letters;
			after = done.last;
			if (!after) break;
		}
	}
	return letters;
}

async function remindSome(ground: Ground, tx: Tx, base: string, after: string | undefined) {
	const now = ground.clock();
	const joinedBefore = instantOf(dayOf(now));
	const coming = await comingIn(tx, { ...tomorrow(now), joinedBefore, after }, atOnce);
	const keyed = coming.map((one) => ({
		...one,
		key: { on: dayOf(one.startsAt), of: ["reminder", one.joiningId, one.startsAt.toISOString()] },
	}));
	const to = await addressed(ground, tx, await unwrittenIn(tx, keyed));
	const choices = await choicesIn(ground, tx, to);
	let letters = 0;
	for (const one of to) {
		const choice = choices.get(one.accountId ?? one.reachId ?? "");
		if (!choice?.reminders) continue;
		const at = `${base}/n/${one.slug}`;
		const stop = await wayOutIn(ground, tx, { choiceId: choice.id, what: "reminders", at });
		const wording = reminderWords(one.startsAt, linkOf(base, one), stop);
		await letterIn(ground, tx, { key: one.key, to: one, until: one.startsAt, wording, unsubscribe: stop });
		await audit(tx, { verb: "remindJoined", kind: "joining", id: one.joiningId, neighbourhoodId: one.neighbourhoodId });
		letters += 1;
	}
	return { letters, last: coming.length === atOnce ? coming.at(-1)?.joiningId : undefined };
}

/**
 * Tells everybody who joined a date, or waits for a place, that it changed or does not take place. Where it is different
 * again by now, the later change has its own word. Whom no letter reaches waits for a call of the desk.
 */
export async function tellChanged(ground: Ground, job: Jobs["session-changed"], base: string): Promise<void> {
	const now = ground.clock();
	await ground.db.withActor(roundOf(job.territoryId), async (tx) => {
		const found = await joinedDateIn(tx, job.sessionId);
		if (!found || found.joined.length === 0) return;
		const { date, joined } = found;
		if (date.sequence !== job.sequence || date.isOff !== job.isOff || date.startsAt < now) return;
		const to = await addressed(ground, tx, joined);
		for (const one of to) {
			const key = {
				on: dayOf(date.startsAt),
				of: ["changed", one.joiningId, String(date.sequence), String(date.isOff)],
			};
			const wording = date.isOff
				? offWords(date.startsAt, `${base}/n/${date.slug}`)
				: changedWords(date.startsAt, linkOf(base, one));
			await letterIn(ground, tx, { key, to: one, until: date.startsAt, wording });
		}
		const reached = new Set(to.map((one) => one.joiningId));
		const { neighbourhoodId } = date;
		const what = date.isOff ? "off" : "changed";
		const others = joined.filter((one) => !reached.has(one.joiningId));
		await store.writeToTell(
			tx,
			others.map(({ joiningId }) => ({ joiningId, neighbourhoodId, what })),
			now,
		);
		await audit(tx, { verb: "tellChanged", kind: "session", id: date.id, neighbourhoodId });
	});
}

/** Tells whoever got a place that was free; whom no letter reaches stays marked on the list of the desk. */
export async function tellPlaces(ground: Ground, job: Jobs["place-free"], base: string): Promise<void> {
	await ground.db.withActor(roundOf(job.territoryId), async (tx) => {
		const found = await joinedDateIn(tx, job.sessionId);
		if (!found || found.date.isOff || found.date.startsAt < ground.clock()) return;
		const moved = found.joined.filter((one) => one.movedUp && one.state === "joins");
		for (const one of await addressed(ground, tx, moved)) {
			const key = { on: dayOf(one.startsAt), of: ["place", one.joiningId] };
			const wording = placeWords(one.startsAt, linkOf(base, one));
			await letterIn(ground, tx, { key, to: one, until: one.startsAt, wording });
			await placeToldIn(tx, one.joiningId);
			await audit(tx, { verb: "tellJoined", kind: "joining", id: one.joiningId, neighbourhoodId: one.neighbourhoodId });
		}
	});
}

/** Lets go of links in letters of more than a year ago. */
export async function endWaysOut(ground: Ground, territoryIds: readonly string[]): Promise<void> {
	const before = new Date(ground.clock().getTime() - linkDays * 86_400_000);
	for (const territoryId of territoryIds)
		await ground.db.withActor(roundOf(territoryId), (tx) => store.deleteWaysOut(tx, before));
}
