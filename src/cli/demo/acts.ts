import { addDays, type Day } from "../../core/period.ts";
import { demoAccounts } from "./accounts.ts";
import { given } from "./given.ts";
import { type Act, type Hood, type Person, tenant, type World } from "./world.ts";

/** Acts of the current month, at least so many. */
const THIS_MONTH = 6;
/** Help received longer ago than this is seldom named as what moved somebody. */
const MOVED_WITHIN_MS = 240 * 86_400_000;

/** An act is written down within this time, so it can be chosen as what moved a later one. */
const WRITTEN_MS = 15 * 60_000;

export type MovedBy = { kind: "not_asked" | "no" | "in_general" | "not_answered" } | { kind: "by_act"; act: string };
export type ActOptions = {
	giver: Person;
	receiver: Person;
	at: Date;
	what: string;
	topic: string;
	minutes?: number;
	movedBy: MovedBy;
	dayOnly?: boolean;
	id?: string;
};

/** Adds one act. */
export function addAct(world: World, hood: Hood, act: ActOptions): Act {
	const { chance } = world;
	const recordedAt = new Date(act.at.getTime() + chance.whole(1, WRITTEN_MS / 60_000) * 60_000);
	const id = act.id ?? chance.id(recordedAt);
	world.rows["exchange.acts"].push({
		...tenant(hood),
		id,
		giver_id: act.giver.id,
		receiver_id: act.receiver.id,
		at: act.at,
		day_only: act.dayOnly ?? false,
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
	const drafts = draftsOf(world, hood, hood.outline.acts - hood.acts.length);
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

type When = { at: Date; dayOnly: boolean };
type Draft = When & { giver: Person; receiver: Person };

function draftsOf(world: World, hood: Hood, n: number): Draft[] {
	const { chance } = world;
	const about = hood.persons.filter((person) => !person.apart && !person.left);
	const acquainted = about.filter((person) => hood.friends.has(person.id));
	const helpers = chance.some(acquainted, Math.round(about.length / 7));
	const drafts = holdersDrafts(world, about);
	for (let i = 0; i < THIS_MONTH; i++)
		drafts.push(draftOn(world, hood, about, helpers, chance.dayIn(world.month, chance.today)));
	while (drafts.length < n)
		drafts.push(draftOn(world, hood, about, helpers, chance.dayIn(addDays(world.begin, 30), chance.back(1))));
	return drafts;
}

/** The persons behind accounts have acts of their own to look at. */
function holdersDrafts(world: World, about: Person[]): Draft[] {
	const { chance } = world;
	const early = about.filter((person) => person.knownSince < addDays(world.begin, 60));
	const holders = early.filter((person) => demoAccounts.some((account) => account.person === person.id));
	return holders.flatMap((holder) =>
		chance
			.some(
				early.filter((person) => person !== holder),
				5,
			)
			.map((other, i) => {
				const when = timeOn(world, chance.dayIn(addDays(world.begin, 60), chance.back(1)));
				return i < 3 ? { giver: other, receiver: holder, ...when } : { giver: holder, receiver: other, ...when };
			}),
	);
}

/** Two people known by that day, mostly ones with a tie; some give more often than others. */
function draftOn(world: World, hood: Hood, about: Person[], helpers: Person[], day: Day): Draft {
	const { chance } = world;
	const known = (person: Person) => person.knownSince <= day && !person.apart && !person.left;
	const knownHelpers = helpers.filter(known);
	const giver = chance.pick(knownHelpers.length > 0 && chance.chance(0.42) ? knownHelpers : about.filter(known));
	const friends = (hood.friends.get(giver.id) ?? []).filter(known);
	const others = about.filter((person) => person !== giver && known(person));
	return {
		giver,
		receiver: chance.pick(friends.length > 0 && chance.chance(0.85) ? friends : others),
		...timeOn(world, day),
	};
}

/** Often only the day is remembered: its noon stands for it. */
function timeOn({ chance }: World, day: Day): When {
	if (day >= chance.today) return { at: chance.instant(day, chance.whole(405, 435)), dayOnly: false };
	const dayOnly = chance.chance(0.45);
	return { at: chance.instant(day, dayOnly ? 720 : chance.whole(480, 1140)), dayOnly };
}

function movedByOf(world: World, hood: Hood, draft: { giver: Person; at: Date }): MovedBy {
	const { chance } = world;
	const from = draft.at.getTime() - MOVED_WITHIN_MS;
	const received = hood.acts.filter(
		(act) =>
			act.receiver === draft.giver && act.at.getTime() + WRITTEN_MS < draft.at.getTime() && act.at.getTime() >= from,
	);
	const kind = chance.weighted({
		not_asked: 56,
		no: 9,
		by_act: received.length > 0 ? 60 : 0,
		in_general: 13,
		not_answered: 7,
	});
	return kind === "by_act" ? { kind, act: chance.pick(received).id } : { kind };
}
