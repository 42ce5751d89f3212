import { newId } from "../../../core/ids.ts";
import { addDays, type Day, dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import { lend, type Read, type Tx } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import type { Language } from "../../../ui/words.ts";
import { neighboursAddressesIn } from "../../access/addresses/service.ts";
import type { Returned } from "../../access/outbox/contract.ts";
import { returnedIn, returnedSeenIn } from "../../access/outbox/service.ts";
import { hashOf } from "../../access/service.ts";
import type { Reach } from "../../community/reach/contract.ts";
import {
	endReachIn,
	keepReachIn,
	reachesIn,
	reachForCode,
	reachIn,
	sendReachCodeIn,
	squareOf,
} from "../../community/reach/service.ts";
import type { NamedJoining } from "../../initiatives/told/contract.ts";
import { namedJoiningsIn } from "../../initiatives/told/service.ts";
import type { Neighbourhood } from "../../programme/contract.ts";
import { neighbourhoodIn } from "../../programme/service.ts";
import type { Choice, ChooseMail, Ending, EndMail, WantNews } from "./contract.ts";
import { endedDays, newsDays } from "./rules.ts";
import * as store from "./store.ts";

/** What somebody wants by e-mail, chosen with an account, without one, or by the link of a letter. */

const nothingChosen: Choice = { digest: "never", reminders: true };

/** What the account has chosen; news never, until it chose. */
export async function mailChoice(ground: Ground, actor: Actor): Promise<Choice> {
	only(actor, "resident", "citizen");
	const whose = { accountId: actor.accountId ?? null, reachId: null };
	return ground.db.readAs(actor, async (read) => (await store.readChoiceOf(read, whose)) ?? nothingChosen);
}

/** Chooses for the account; news are those of the neighbourhood on screen. */
export async function chooseMail(ground: Ground, actor: Actor, { digest, reminders }: ChooseMail): Promise<void> {
	only(actor, "resident", "citizen");
	const { accountId = null } = actor;
	await ground.db.withActor(actor, async (tx) => {
		const { id: neighbourhoodId } = await neighbourhoodIn(tx);
		const choice = { id: newId(), neighbourhoodId, at: ground.clock(), accountId, reachId: null, digest, reminders };
		const id = await store.writeChoice(tx, choice);
		await audit(tx, { verb: "chooseMail", kind: "mail_choice", id, neighbourhoodId, fields: ["digest", "reminders"] });
	});
}

/**
 * Somebody without an account wants news: a name, an e-mail address, and how often. A code is on its way; news come
 * once it was typed. Sent twice it is written once. Throws `too_many`.
 */
export async function wantNews(
	ground: Ground,
	place: Pick<Neighbourhood, "id" | "territoryId">,
	{ id, givenName, contact, digest }: WantNews,
	{ language, link }: { language: Language; link: string },
): Promise<void> {
	const now = ground.clock();
	const neededUntil = addDays(dayOf(now), newsDays);
	await ground.db.withActor(squareOf(place), async (tx) => {
		const reach = { id, neighbourhoodId: place.id, givenName, contact, language, neededUntil };
		if (!(await reachIn(ground, tx, reach))) return;
		const choice = { id, neighbourhoodId: place.id, accountId: null, reachId: id, at: now, digest, reminders: true };
		await store.writeChoice(tx, choice);
		await audit(tx, { verb: "chooseMail", kind: "mail_choice", id, neighbourhoodId: place.id, fields: ["digest"] });
		await sendReachCodeIn(ground, tx, id, link);
	});
}

/** How far it has come with the news somebody without an account wants. Throws `not_found`. */
export async function wantedNews(
	ground: Ground,
	place: Pick<Neighbourhood, "id" | "territoryId">,
	id: string,
): Promise<NonNullable<Awaited<ReturnType<typeof reachForCode>>>> {
	return ground.db.readAs(squareOf(place), async (read) => {
		const choice = await store.readChoiceOf(read, { accountId: null, reachId: id });
		const code = choice?.neighbourhoodId === place.id ? await reachForCode(read, id) : undefined;
		if (!code) throw new Refused("not_found");
		return code;
	});
}

/** Sends the code once more. Throws `not_found`, `too_many`. */
export async function sendNewsCode(
	ground: Ground,
	place: Pick<Neighbourhood, "id" | "territoryId">,
	id: string,
	link: string,
): Promise<void> {
	await wantedNews(ground, place, id);
	await ground.db.withActor(squareOf(place), (tx) => sendReachCodeIn(ground, tx, id, link));
}

/** What the link of a letter ends, how it stands, and whether whoever has it may choose anew how often news come. */
export type WayOut = Choice & { what: Ending };

type Place = Pick<Neighbourhood, "id" | "territoryId">;

async function mustFindWay(read: Read, token: string) {
	const found = await store.readWayOut(read, hashOf(token));
	if (!found) throw new Refused("not_found");
	return found;
}

/** Throws `not_found` for a link that is none, or is of more than a year ago. */
export function wayOut(ground: Ground, place: Place, token: string): Promise<WayOut> {
	return ground.db.readAs(squareOf(place), async (read) => {
		const { what, digest, reminders } = await mustFindWay(read, token);
		return { what, digest, reminders };
	});
}

/**
 * Whoever has the link of a letter says that such letters end, or chooses anew; nobody signs in for it, and a second
 * time changes nothing. Without an account the contact goes some days later. Throws `not_found`.
 */
export async function endMail(ground: Ground, place: Place, token: string, input: EndMail): Promise<void> {
	const now = ground.clock();
	await ground.db.withActor(squareOf(place), async (tx) => {
		const way = await mustFindWay(tx, token);
		const change = changeOf(way.what, input);
		await store.changeChoice(tx, way.id, change, now);
		if (way.reachId && change.digest) await keepOrEnd(tx, way.reachId, change.digest === "never", dayOf(now));
		const { neighbourhoodId } = way;
		const verb = change.digest === "never" || change.reminders === false ? "stopMail" : "chooseMail";
		await audit(tx, { verb, kind: "mail_choice", id: way.id, neighbourhoodId, fields: Object.keys(change) });
	});
}

function changeOf(what: Ending, input: EndMail): Partial<Choice> {
	const chosen = "do" in input && input.do === "choose" ? input.digest : "never";
	return what === "digest" ? { digest: chosen } : { reminders: chosen !== "never" };
}

function keepOrEnd(tx: Tx, reachId: string, ends: boolean, today: Day): Promise<void> {
	if (ends) return endReachIn(tx, reachId, addDays(today, endedDays));
	return keepReachIn(tx, reachId, addDays(today, newsDays));
}

/** Somebody to call about a date, and a letter that came back, as the desk reads them. */
export type Call = NamedJoining & { what: "changed" | "off"; reach?: Reach };
export type CameBack = Pick<Returned, "id" | "failedAt" | "code"> & { name?: string; reach?: Reach };

/** Whom nobody could write to in the neighbourhood on screen: who is to be called, and whose letter came back. */
export async function toTell(ground: Ground, actor: Actor): Promise<{ calls: Call[]; returned: CameBack[] }> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const { id } = await neighbourhoodIn(read);
		const waiting = await store.readToTell(read, id);
		const joinings = await namedJoiningsIn(
			read,
			waiting.map((one) => one.joiningId),
		);
		const returned = await returnedIn(read, id);
		const reaches = await reachesIn(
			read,
			ground.seal,
			[...joinings, ...returned].flatMap((one) => one.reachId ?? []),
		);
		// Who works there reads no accounts: the name alone, of whom a letter did not reach.
		const accounts = await lend("door", read, (lent) =>
			neighboursAddressesIn(
				ground,
				lent,
				returned.flatMap((one) => one.accountId ?? []),
			),
		);
		const names = new Map(accounts.map((one) => [one.accountId, one.name]));
		const byId = new Map(joinings.map((one) => [one.id, one]));
		return {
			calls: waiting.flatMap(({ joiningId, what }) => {
				const joining = byId.get(joiningId);
				return joining ? [{ ...joining, what, reach: reaches.get(joining.reachId ?? "") }] : [];
			}),
			returned: returned.map((one) => ({
				...{ id: one.id, failedAt: one.failedAt, code: one.code },
				...{ name: names.get(one.accountId ?? ""), reach: reaches.get(one.reachId ?? "") },
			})),
		};
	});
}

/** Somebody was called about a date. A second time changes nothing. Throws `not_found`. */
export async function markCalled(ground: Ground, actor: Actor, joiningId: string): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const [joining] = await namedJoiningsIn(tx, [joiningId]);
		if (!joining) throw new Refused("not_found");
		if (!(await store.deleteToTell(tx, joiningId))) return;
		await audit(tx, { verb: "tellChanged", kind: "joining", id: joiningId });
	});
}

/** Somebody has seen that a letter came back. A second time changes nothing. Throws `not_found`. */
export async function markReturnedSeen(ground: Ground, actor: Actor, mailId: string): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const { id: neighbourhoodId } = await neighbourhoodIn(tx);
		if (!(await returnedSeenIn(ground, tx, neighbourhoodId, mailId))) throw new Refused("not_found");
		await audit(tx, { verb: "seeReturned", kind: "mail", id: mailId, neighbourhoodId });
	});
}
