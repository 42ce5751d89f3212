import type { Id } from "../core/ids.ts";
import { type Day, dayOf } from "../core/period.ts";
import { Refused } from "../core/refusal.ts";
import type { Actor } from "../db/actor.ts";
import type { Read, Tx } from "../db/database.ts";
import type { Handed, HandOver, Handover, Passing, Receiver } from "../modules/access/handovers/contract.ts";
import {
	endHandoverIn,
	type HandoverWhole,
	handoverIn,
	handoversIn,
	lockedHandoverIn,
	receiversIn,
	writeHandoverIn,
	writtenHandoverIn,
} from "../modules/access/handovers/service.ts";
import { accountNames } from "../modules/access/service.ts";
import {
	handOverInitiativesIn,
	organisedIn,
	titlesOfInitiativesIn,
	unorganisedIn,
} from "../modules/initiatives/handover/service.ts";
import {
	type HeldHere,
	handOverListeningIn,
	heldInListeningIn,
	nobodysInListeningIn,
	wordsOfListeningIn,
} from "../modules/listening/handover/service.ts";
import { openOfMeetingsIn } from "../modules/listening/service.ts";
import { handOverMediationsIn } from "../modules/mediations/handover/service.ts";
import { neighbourhoodsOfTerritoryIn } from "../modules/programme/service.ts";
import { handOverReferralsIn } from "../modules/referrals/handover/service.ts";
import { type Ground, only } from "../ui/http.ts";
import { requestOf } from "../ui/request.ts";
import { keptBy, type Nobodys, nobodysReservedIn, type Reserved } from "./reserved.read.ts";
import { together } from "./together.ts";

/** Somebody's work passes to another in one act: what goes over, the act, and the way back. */

type Account = Id<"account">;
type Meetings = Awaited<ReturnType<typeof openOfMeetingsIn>>;
type Organised = Awaited<ReturnType<typeof organisedIn>>;
type Names = ReadonlyMap<string, string>;

/** Everything somebody has in hand, as far as the actor sees it: what goes over, and what to know besides. */
export type InHand = Open & { of: Account; ofName?: string; reserved: Reserved };
type Open = HeldHere & Meetings & Organised;

/** Somebody else's work only a coordinator looks at, and hands over. Throws `not_yours`. */
function whose(actor: Actor, of: Account | undefined): Account {
	only(actor, "facilitator", "coordinator");
	const { accountId } = actor;
	if (!accountId) throw new Refused("sign_in_first");
	if (of && of !== accountId) only(actor, "coordinator");
	return of ?? accountId;
}

async function openOf(read: Read, of: Account, today: Day): Promise<Open> {
	const [held, meetings, organised] = await Promise.all([
		heldInListeningIn(read, of),
		openOfMeetingsIn(read, of, today),
		organisedIn(read, of, today),
	]);
	return { ...held, ...meetings, ...organised };
}

export type HandoverPage = { hand: InHand; receivers: Receiver[]; handovers: Handover[]; names: Names };

/** The page before a handover, in two statements. Throws `not_yours`, and `not_found` for somebody who never worked here. */
export async function handoverPage(ground: Ground, actor: Actor, of?: Account): Promise<HandoverPage> {
	const account = whose(actor, of);
	const today = dayOf(ground.clock());
	return ground.db.readAs(actor, async (real) => {
		const [open, receivers, handovers] = await together<[Open, Receiver[], Handover[]]>(real, [
			(read) => openOf(read, account, today),
			(read) => receiversIn(read, today),
			(read) => handoversIn(read, account),
		]);
		const reserved = await keptBy(real, account);
		const organisers = [...open.initiatives, ...open.sessions].flatMap((one) => one.organisers);
		const names = await accountNames(real, [
			account,
			...organisers,
			...handovers.flatMap((h) => [h.giver, h.receiver]),
		]);
		if (!names.has(account)) throw new Refused("not_found");
		const others = receivers.filter((one) => one.id !== account);
		const hand = { of: account, ofName: names.get(account), ...open, reserved };
		return { hand, receivers: others, handovers, names };
	});
}

type Places = Pick<Passing, "neighbourhoodIds" | "facilitates">;

/** Where somebody works on a day, and where as a facilitator. Throws `invalid` (`to`) for whoever works nowhere here. */
async function placesOf(read: Read, account: string, today: Day): Promise<Places> {
	const found = (await receiversIn(read, today)).find((one) => one.id === account);
	if (!found) throw new Refused("invalid", { to: "handover.error_not_here" });
	const { neighbourhoodIds, facilitates } = found;
	if (neighbourhoodIds) return { neighbourhoodIds, facilitates };
	const all = await neighbourhoodsOfTerritoryIn(read, read.actor.territoryId ?? "");
	return { neighbourhoodIds: all.map((one) => one.id), facilitates };
}

/**
 * Hands over everything open of somebody: what stands where the receiver works; the rest stays and is said. All of
 * it, its history and the note of it in one transaction; sent twice, done once. Throws `not_yours`, `invalid` (`to`,
 * `backOn`), `id_taken`.
 */
export async function handOver(ground: Ground, actor: Actor, input: HandOver): Promise<HandoverTold> {
	const from = whose(actor, input.from);
	const now = ground.clock();
	const today = dayOf(now);
	if (input.to === from) throw new Refused("invalid", { to: "handover.error_same" });
	if (input.backOn && input.backOn < today) throw new Refused("invalid", { backOn: "error.past" });
	const request = requestOf<"handover">(actor, now, "handover", input);
	return ground.db.withActor(actor, async (tx) => {
		if (!(await writtenHandoverIn(tx, request))) {
			const places = await placesOf(tx, input.to, today);
			const endedToo = input.because === "leaving";
			const items = await pass(tx, { from, to: input.to, ...places, endedToo, now });
			await writeHandoverIn(tx, request, { ...input, from }, items, now);
		}
		return told(tx, request.id, today);
	});
}

async function pass(tx: Tx, passing: Passing): Promise<Handed[]> {
	return [
		...(await handOverListeningIn(tx, passing)),
		...(await handOverInitiativesIn(tx, passing)),
		...(await handOverReferralsIn(tx, passing)),
		...(await handOverMediationsIn(tx, passing)),
	];
}

/**
 * Hands back what is still open of a handover and still with its receiver. A second time changes nothing. Throws
 * `not_found`, `invalid` (`to`) where the giver does not work here any more.
 */
export async function handBack(ground: Ground, actor: Actor, id: string): Promise<HandoverTold> {
	only(actor, "facilitator", "coordinator");
	const now = ground.clock();
	const today = dayOf(now);
	return ground.db.withActor(actor, async (tx) => {
		const handover = await lockedHandoverIn(tx, id);
		if (!handover.endedAt) {
			const places = await placesOf(tx, handover.giver, today);
			const two = { from: handover.receiver, to: handover.giver };
			const back = { ...two, ...places, endedToo: true, now, only: handover.items };
			await endHandoverIn(tx, id, await pass(tx, back), now);
		}
		return told(tx, id, today);
	});
}

/** A handover with what it holds in words, and what of the giver's to know besides. */
export type HandoverTold = Omit<HandoverWhole, "items"> & {
	giverName?: string;
	receiverName?: string;
	items: (HandoverWhole["items"][number] & { words?: string })[];
	needs: InHand["needs"];
	people: InHand["people"];
	/** Whether the giver still has something in hand, where the receiver does not work. */
	rest: boolean;
};

async function told(real: Read, id: string, today: Day): Promise<HandoverTold> {
	const handover = await handoverIn(real, id);
	const ids = handover.items.map((item) => item.id);
	const [words, titles, hand] = await together<[Map<string, string>, Map<string, string>, Open]>(real, [
		(read) => wordsOfListeningIn(read, ids),
		(read) => titlesOfInitiativesIn(read, ids),
		(read) => openOf(read, handover.giver, today),
	]);
	// What somebody keeps that is reserved is for them and for who coordinates to know.
	const isTheirs = real.actor.role === "coordinator" || real.actor.accountId === handover.giver;
	const kept = isTheirs ? Object.values(await keptBy(real, handover.giver)) : [];
	const names = await accountNames(real, [handover.giver, handover.receiver]);
	const { followUps, urgent, meetings, promises, initiatives } = hand;
	return {
		...handover,
		giverName: names.get(handover.giver),
		receiverName: names.get(handover.receiver),
		items: handover.items.map((item) => ({ ...item, words: words.get(item.id) ?? titles.get(item.id) })),
		needs: hand.needs,
		people: hand.people,
		rest:
			[followUps, urgent, meetings, promises, initiatives].some((list) => list.length > 0) ||
			kept.some(({ open, ended }) => open + (handover.because === "leaving" ? ended : 0) > 0),
	};
}

/** One handover, for its two and for coordinators. Throws `not_found`. */
export async function readHandover(ground: Ground, actor: Actor, id: string): Promise<HandoverTold> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, (read) => told(read, id, dayOf(ground.clock())));
}

/** Whatever is open in the territory and whose holder does not work there any more, but for what is reserved. For coordinators. */
export async function nobodysIn(read: Read, today: Day): Promise<Nobodys[]> {
	const [listening, initiatives] = await Promise.all([nobodysInListeningIn(read, today), unorganisedIn(read, today)]);
	return [...listening, ...initiatives.map((one) => ({ kind: "initiative" as const, dueOn: null, ...one }))];
}

async function everythingNobodys(real: Read, today: Day): Promise<Nobodys[]> {
	const [open] = await together<[Nobodys[]]>(real, [(read) => nobodysIn(read, today)]);
	return [...open, ...(await nobodysReservedIn(real, today))];
}

/** How many things stay with nobody, what is reserved among them. For coordinators. */
export async function countNobodys(real: Read, today: Day): Promise<number> {
	return (await everythingNobodys(real, today)).length;
}

/** Everything that stays with nobody, with the names of those who had it. Throws `not_yours`. */
export async function nobodysPage(ground: Ground, actor: Actor): Promise<{ items: Nobodys[]; names: Names }> {
	only(actor, "coordinator");
	const today = dayOf(ground.clock());
	return ground.db.readAs(actor, async (read) => {
		const items = await everythingNobodys(read, today);
		const accounts = items.map((one) => one.account);
		return { items, names: await accountNames(read, accounts) };
	});
}
