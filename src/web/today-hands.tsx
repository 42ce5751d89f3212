import { type Day, dayOf, instantOf } from "../core/period.ts";
import type { Read } from "../db/database.ts";
import type { Handover } from "../modules/access/handovers/contract.ts";
import { receivedIn } from "../modules/access/handovers/service.ts";
import { accountNames } from "../modules/access/service.ts";
import { unreadIn } from "../modules/listening/service.ts";
import { waitingIn } from "../modules/referrals/reading/service.ts";
import { Card } from "../ui/components.tsx";
import { dateInWords } from "../ui/dates.ts";
import type { View } from "../ui/http.ts";
import { nobodysIn } from "./handover.read.ts";

/** What is in hand: notes not yet read, what was handed to the reader lately, and, for coordinators, what stays with nobody. */
export type Hands = {
	unread: number;
	unseen: number;
	nobodys: number;
	/** Referrals with an answer or a question for the reader: how many, and nothing of them. */
	referrals: number;
	received: (Handover & { giverName?: string })[];
};

export async function handsIn(read: Read, neighbourhoodId: string, today: Day): Promise<Hands> {
	const [unread, nobodys, received, referrals] = await Promise.all([
		unreadIn(read, neighbourhoodId, instantOf(today)),
		read.actor.role === "coordinator" ? nobodysIn(read, today) : [],
		receivedIn(read, today),
		read.actor.role === "facilitator" ? waitingIn(read) : { n: 0 },
	]);
	const givers = received.map((one) => one.giver);
	const names = givers.length > 0 ? await accountNames(read, givers) : new Map<string, string>();
	return {
		...unread,
		nobodys: nobodys.length,
		referrals: referrals.n,
		received: received.map((one) => ({ ...one, giverName: names.get(one.giver) })),
	};
}

const mostSaid = 999;

/** One line each, only where there is something to say. */
export function HandsCard({ view, hands }: { view: View; hands: Hands }) {
	const { say, language } = view;
	const { unread, nobodys, received, referrals } = hands;
	if (unread === 0 && nobodys === 0 && received.length === 0 && referrals === 0) return null;
	const words = unread > mostSaid ? "listening.unread_many" : "listening.unread_count";
	return (
		<Card>
			{referrals > 0 && (
				<p>
					<a href="/referrals?waiting=yes">{say("referrals.today_answers", { n: referrals })}</a>
				</p>
			)}
			{nobodys > 0 && (
				<p>
					<a href="/handover/nobody">{say("handover.nobody_today", { n: nobodys })}</a>
				</p>
			)}
			{received.map((one) => (
				<p key={one.id}>
					<a href={`/handover/${one.id}`}>
						{say("handover.received_today", {
							who: one.giverName ?? say("ui.unknown_account"),
							day: dateInWords(language, dayOf(new Date(one.recordedAt))),
						})}
					</a>
				</p>
			))}
			{unread > 0 && (
				<p>
					<a href="/listening/notes?show=unread">{say(words, { n: Math.min(unread, mostSaid) })}</a>
				</p>
			)}
		</Card>
	);
}
