import { demoAccounts } from "./accounts.ts";
import { later } from "./chance.ts";
import { given } from "./given.ts";
import { type Act, bothKnown, type Hood, type Person, tenant, type World } from "./world.ts";

/** Acts of the current month, at least so many. */
const THIS_MONTH = 6;
/** Help received longer ago than this is seldom named as what moved somebody. */
const MOVED_WITHIN_MS = 240 * 86_400_000;

export type MovedBy = { kind: "not_asked" | "no" | "in_general" | "not_answered" } | { kind: "by_act"; act: string };
export type ActOptions = {
	giver: Person;
	receiver: Person;
	at: Date;
	what: string;
	topic: string;
	minutes?: number;
	movedBy: MovedBy;
	id?: string;
};

/** Adds one act; it was written down within the hour. */
export function addAct(world: World, hood: Hood, act: ActOptions): Act {
	const { chance } = world;
	const recordedAt = new Date(act.at.getTime() + chance.whole(1, 15) * 60_000);
	const id = act.id ?? chance.id(recordedAt);
	world.rows["exchange.acts"].push({
		...tenant(hood),
		id,
		giver_id: act.giver.id,
		receiver_id: act.receiver.id,
		at: act.at,
		what: act.what,
		minutes: act.minutes ?? null,
		moved_by: act.movedBy.kind,
		moved_by_act_id: act.movedBy.kind === "by_act" ? act.movedBy.act : null,
		recorded_by: chance.pick(hood.staff),
		recorded_at: recordedAt,
	});
	const made = { id, giver: act.giver, receiver: act.receiver, at: act.at, what: act.what, topic: act.topic };
	hood.acts.push(made);
	return made;
}

/** Acts along the ties, in the order of time, so that what moved somebody always came before. */
export function addActs(world: World, hood: Hood): void {
	const { chance } = world;
	const pairs = pairsOf(world, hood, hood.outline.acts - hood.acts.length);
	const drafts = pairs.map(([giver, receiver], i) => {
		const day =
			i < THIS_MONTH
				? later(bothKnown(giver, receiver), chance.dayIn(world.month, chance.today))
				: chance.dayIn(bothKnown(giver, receiver), chance.back(1));
		return {
			giver,
			receiver,
			at: chance.instant(day, day >= chance.today ? chance.whole(405, 435) : chance.whole(480, 1140)),
		};
	});
	for (const draft of drafts.sort((one, other) => one.at.getTime() - other.at.getTime())) {
		const [what, topic, minutes] = chance.pick(given);
		const movedBy = movedByOf(world, hood, draft);
		addAct(world, hood, {
			...draft,
			what,
			topic,
			minutes: minutes && chance.chance(0.6) ? minutes : undefined,
			movedBy,
		});
	}
}

function pairsOf(world: World, hood: Hood, n: number): [Person, Person][] {
	const { chance } = world;
	const about = hood.persons.filter((person) => !person.apart && !person.left);
	const helpers = chance.some(
		about.filter((person) => hood.friends.has(person.id)),
		Math.round(about.length / 7),
	);
	const holders = hood.persons.filter((person) => demoAccounts.some((account) => account.person === person.id));
	const pairs: [Person, Person][] = holders.flatMap((holder): [Person, Person][] => {
		const others = chance.some(
			about.filter((person) => person !== holder && person.knownSince < chance.back(30)),
			5,
		);
		return others.map((other, i) => (i < 3 ? [other, holder] : [holder, other]));
	});
	while (pairs.length < n) {
		const giver = chance.pick(chance.chance(0.42) ? helpers : about);
		const friends = hood.friends.get(giver.id);
		const receiver = friends && chance.chance(0.85) ? chance.pick(friends) : chance.pick(about);
		if (receiver !== giver && !receiver.apart && !receiver.left) pairs.push([giver, receiver]);
	}
	// The account holders' own acts must not all fall in the current month, which the first of the list do.
	return chance.some(pairs, pairs.length);
}

function movedByOf(world: World, hood: Hood, draft: { giver: Person; at: Date }): MovedBy {
	const { chance } = world;
	const from = draft.at.getTime() - MOVED_WITHIN_MS;
	const received = hood.acts.filter(
		(act) => act.receiver === draft.giver && act.at < draft.at && act.at.getTime() >= from,
	);
	const kind = chance.weighted({
		not_asked: 56,
		no: 9,
		by_act: received.length > 0 ? 34 : 0,
		in_general: 13,
		not_answered: 7,
	});
	return kind === "by_act" ? { kind, act: chance.pick(received).id } : { kind };
}
