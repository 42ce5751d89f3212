import { type Id, newId } from "../../../core/ids.ts";
import { dayOf } from "../../../core/period.ts";
import { type Actor, system } from "../../../db/actor.ts";
import { lend, type Read, type Tx } from "../../../db/database.ts";
import { clockInWords, dayInWords } from "../../../ui/dates.ts";
import type { Ground } from "../../../ui/http.ts";
import { directionOf, type Language, type Say, sayIn } from "../../../ui/words.ts";
import { neighboursAddressesIn } from "../../access/addresses/service.ts";
import type { Posting } from "../../access/outbox/contract.ts";
import { hashOf, newToken, post } from "../../access/service.ts";
import { reachesIn } from "../../community/reach/service.ts";
import type { Ending } from "./contract.ts";
import type { News } from "./rules.ts";
import * as store from "./store.ts";

/** Letters to residents: each in the language they read, through the one outbox. None says more than is public. */

/** Who writes what goes round in a territory. */
export function roundOf(territoryId: string): Actor {
	return { ...system("round"), territoryId: territoryId as Id<"territory"> };
}

/** Whose letter it is: an account's, or a contact's of somebody without one. */
export type Whose = { accountId: string | null; reachId: string | null; neighbourhoodId: string };
export type Addressed<One extends Whose> = One & { email: string; language: Language };

/** Those of these that a letter reaches: an open account with an address, a confirmed e-mail address. */
export async function addressed<One extends Whose>(
	ground: Ground,
	read: Read,
	whose: readonly One[],
): Promise<Addressed<One>[]> {
	const accounts = await lend("door", read, (lent) =>
		neighboursAddressesIn(ground, lent, [...new Set(whose.flatMap((one) => one.accountId ?? []))]),
	);
	const byAccount = new Map(accounts.map((one) => [one.accountId, one]));
	const reaches = await reachesIn(
		read,
		ground.seal,
		whose.flatMap((one) => one.reachId ?? []),
	);
	return whose.flatMap((one) => {
		const account = byAccount.get(one.accountId ?? "");
		if (account) return [{ ...one, email: account.email, language: account.language }];
		const reach = reaches.get(one.reachId ?? "");
		if (!reach?.confirmedAt || reach.contact.kind !== "email") return [];
		return [{ ...one, email: reach.contact.value, language: reach.language }];
	});
}

type Wording = { subject: string; body: string };

export type NewLetter = {
	/** One occasion, one letter, ever. */
	key: NonNullable<Posting["key"]>;
	to: Addressed<Whose>;
	until?: Date;
	wording: (say: Say, language: Language) => Wording;
	unsubscribe?: string;
};

/** Puts a letter into the outbox, in a transaction of `round`. False where there is one of this key already. */
export function letterIn(
	ground: Ground,
	tx: Tx,
	{ key, to, until, wording, unsubscribe }: NewLetter,
): Promise<boolean> {
	const { email, accountId, reachId, neighbourhoodId, language } = to;
	const place = { territoryId: tx.actor.territoryId ?? "", neighbourhoodId };
	const recipient = { email, accountId: accountId ?? undefined, reachId: reachId ?? undefined };
	const { subject, body } = wording(sayIn(language), language);
	return lend("door", tx, (lent) => post(ground, lent, recipient, subject, body, { key, until, place, unsubscribe }));
}

/** A new link that ends such letters with one click: for this letter alone, and of it only the hash is kept. */
export async function wayOutIn(
	ground: Ground,
	tx: Tx,
	{ choiceId, what, at }: { choiceId: string; what: Ending; at: string },
): Promise<string> {
	const token = newToken();
	await store.writeWayOut(tx, { hash: hashOf(token), choiceId, what, at: ground.clock() });
	return `${at}/mail/${token}`;
}

/** What these have chosen, by account or contact; whoever chose nothing is reminded and hears no news. */
export async function choicesIn(
	ground: Ground,
	tx: Tx,
	whose: readonly Whose[],
): Promise<Map<string, store.ChoiceRow>> {
	if (whose.length === 0) return new Map();
	const rows = await store.choicesOf(
		tx,
		whose.map(({ accountId, reachId, neighbourhoodId }) => ({ id: newId(), accountId, reachId, neighbourhoodId })),
		ground.clock(),
	);
	return new Map(rows.map((row) => [row.accountId ?? row.reachId ?? "", row]));
}

const when = (language: Language, at: Date) => ({
	day: dayInWords(language, dayOf(at)),
	time: clockInWords(language, at),
});

/** The day before: that something is tomorrow, and where it says what. */
export const reminderWords =
	(startsAt: Date, link: string, stop: string): NewLetter["wording"] =>
	(say, language) => ({
		subject: say("round.reminder_subject"),
		body: say("round.reminder_body", { ...when(language, startsAt), link, stop }),
	});

/** A date is at another time or place than it was. */
export const changedWords =
	(startsAt: Date, link: string): NewLetter["wording"] =>
	(say, language) => ({
		subject: say("round.changed_subject"),
		body: say("round.changed_body", { ...when(language, startsAt), link }),
	});

/** A date does not take place. */
export const offWords =
	(startsAt: Date, link: string): NewLetter["wording"] =>
	(say, language) => ({
		subject: say("round.off_subject"),
		body: say("round.off_body", { ...when(language, startsAt), link }),
	});

/** Whoever waited has a place. */
export const placeWords =
	(startsAt: Date, link: string): NewLetter["wording"] =>
	(say, language) => ({
		subject: say("round.place_subject"),
		body: say("round.place_body", { ...when(language, startsAt), link }),
	});

/** What is on, what neighbours ask, offer and propose, and what they promised each other: what anybody reads on the square. */
export const digestWords =
	(place: { name: string }, news: News, at: string, stop: string): NewLetter["wording"] =>
	(say, language) => {
		const line = (title: string, path: string, before = "") =>
			`- ${before}${isolated(language, title)}\n  ${at}${path}`;
		const part = (title: string, lines: string[]) => (lines.length > 0 ? [`${title}\n\n${lines.join("\n")}`] : []);
		const parts = [
			...part(
				say("round.digest_dates"),
				news.dates.map((one) =>
					line(
						one.title,
						`/initiatives/${one.initiativeId}`,
						`${say("round.digest_when", when(language, one.startsAt))} `,
					),
				),
			),
			...part(
				say("round.digest_asks"),
				news.asks.map((one) => line(one.title, `/board/${one.id}`)),
			),
			...part(
				say("round.digest_offers"),
				news.offers.map((one) => line(one.title, `/board/${one.id}`)),
			),
			...part(
				say("round.digest_ideas"),
				news.ideas.map((one) => line(one.title, `/ideas/${one.id}`)),
			),
			...part(
				say("round.digest_pacts"),
				news.pacts.map((one) => line(one.title, `/pacts/${one.id}`)),
			),
		].join("\n\n");
		return {
			subject: say("round.digest_subject", { place: place.name }),
			body: say("round.digest_body", { place: place.name, parts, link: at, stop }),
		};
	};

/** Words of another script keep their own order in a line from right to left. */
function isolated(language: Language, words: string): string {
	const plain = words.replaceAll(/\s+/g, " ");
	return directionOf(language) === "rtl" ? `\u2068${plain}\u2069` : plain;
}
