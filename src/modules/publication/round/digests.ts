import { addDays, dayOf } from "../../../core/period.ts";
import { audit } from "../../../db/audit.ts";
import { lend, type Tx } from "../../../db/database.ts";
import type { Ground } from "../../../ui/http.ts";
import { keepReachIn } from "../../community/reach/service.ts";
import { neighbourhoodsByIdsIn } from "../../programme/service.ts";
import { type Addressed, addressed, digestWords, letterIn, roundOf, wayOutIn } from "./letters.ts";
import { isByDay, newsDays, newsFor, weeklyInstant } from "./rules.ts";
import * as store from "./store.ts";

/** News of a neighbourhood, to whoever chose to hear them: what anybody reads on its square, and nothing else. */

const atOnce = 100;
const mostRounds = 50;

/**
 * Writes the news that are due: at once to whoever wants them so, by day; weekly from Monday morning on. Who has
 * nothing to hear gets no letter. Gives how many letters went into the outbox.
 */
export async function writeDigests(ground: Ground, territoryIds: readonly string[], base: string): Promise<number> {
	const now = ground.clock();
	const due = [
		...(isByDay(now) ? [{ digest: "at_once" as const, before: now }] : []),
		{ digest: "weekly" as const, before: weeklyInstant(now) },
	];
	let letters = 0;
	for (const territoryId of territoryIds) {
		const round = roundOf(territoryId);
		await ground.db.withActor(round, async (tx) => {
			await store.holdNews(tx);
			await store.noteNews(tx, now);
		});
		for (const which of due)
			for (let n = 0; n < mostRounds; n += 1) {
				const done = await ground.db.withActor(round, (tx) => writeSome(ground, tx, which, { now, base }));
				letters += done.letters;
				if (done.looked < atOnce) break;
			}
	}
	return letters;
}

type Due = Parameters<typeof store.lockDue>[1];

/** The next hundred: whoever was looked at is told until now, whether there was anything to tell or not. */
async function writeSome(ground: Ground, tx: Tx, due: Due, { now, base }: { now: Date; base: string }) {
	await store.holdNews(tx);
	const rows = await store.lockDue(tx, due, atOnce);
	await store.writeTold(
		tx,
		rows.map((row) => row.id),
		now,
	);
	const to = await addressed(ground, tx, rows);
	const places = new Map(
		(await neighbourhoodsByIdsIn(tx, [...new Set(to.map((one) => one.neighbourhoodId))])).map((one) => [one.id, one]),
	);
	let letters = 0;
	for (const place of places.values()) {
		const theirs = to.filter((one) => one.neighbourhoodId === place.id);
		const since = new Date(Math.min(...theirs.map((one) => one.toldUntil.getTime())));
		const all = await store.readNews(tx, place.id, since, now);
		for (const one of theirs) {
			const news = newsFor(due.digest, all, one.toldUntil, now);
			if (!news) continue;
			if (await writeOne(ground, tx, { one, news, place, now, at: `${base}/n/${place.slug}` })) letters += 1;
		}
	}
	return { letters, looked: rows.length };
}

type One = {
	one: Addressed<store.ChoiceRow>;
	news: NonNullable<ReturnType<typeof newsFor>>;
	place: { id: string; name: string };
	/** When this round began. */
	now: Date;
	/** Where the square is. */
	at: string;
};

/** One address gets one letter of a neighbourhood a round, however often somebody asked for it. False where it has it. */
async function writeOne(ground: Ground, tx: Tx, { one, news, place, now, at }: One): Promise<boolean> {
	const stop = await wayOutIn(ground, tx, { choiceId: one.id, what: "digest", at });
	const address = ground.seal.blind(one.email.toLowerCase()).toString("hex");
	const key = { on: dayOf(now), of: ["digest", place.id, address, now.toISOString()] };
	const wording = digestWords(place, news, at, stop);
	const isWritten = await letterIn(ground, tx, { key, to: one, wording, unsubscribe: stop });
	if (isWritten) await audit(tx, { verb: "writeDigest", kind: "mail_choice", id: one.id, neighbourhoodId: place.id });
	const until = addDays(dayOf(ground.clock()), newsDays);
	if (one.reachId) await lend("square", tx, (lent) => keepReachIn(lent, one.reachId!, until));
	return isWritten;
}
