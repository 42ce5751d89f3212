import { addDays, type Day } from "../../core/period.ts";
import { earlier, later } from "./chance.ts";
import { longAgo } from "./people.ts";
import { addTie, befriend, bothKnown, type Hood, type Person, type World } from "./world.ts";

/** Ties of the current month, at least so many. */
const NEW_THIS_MONTH = 7;
/** Of all ties, those that begin where two met at a session. */
const MET_SHARE = 0.05;

/** Ties between people until the neighbourhood has its number: first those begun at sessions, then by street, by friends of friends, and across. */
export function addNetwork(world: World, hood: Hood): void {
	const have = () => world.rows["community.ties"].filter((row) => row.neighbourhood_id === hood.outline.id).length;
	addMetAtSessions(world, hood, Math.round(hood.outline.ties * MET_SHARE));
	const byStreet = Map.groupBy(hood.persons, (person) => person.place.streetId);
	let left = hood.outline.ties - have();
	let newLeft = NEW_THIS_MONTH;
	let plan = planOf(world, true);
	// A bound, because a pair may be drawn that already has its tie or was not yet known.
	for (let tries = 0; left > 0 && tries < hood.outline.ties * 60; tries++) {
		const one = world.chance.pick(hood.persons);
		const other = acquaintanceOf(world, hood, one, byStreet);
		if (one === other || one.apart || other.apart || one.left || other.left) continue;
		if (!joinPair(world, hood, one, other, plan)) continue;
		left -= 1;
		newLeft -= 1;
		plan = planOf(world, newLeft > 0);
	}
}

/** What tie comes next, and since when; which two it joins is drawn until it fits. */
type Plan = { kind: string; before: boolean; day: Day };

function planOf(world: World, thisMonth: boolean): Plan {
	const { chance } = world;
	const kind = chance.weighted({ neighbour: 28, kin: 3, friend: 18, knows: 28, helps: 13, trusts: 10 });
	const before =
		!thisMonth && (kind === "kin" || chance.chance(kind === "neighbour" || kind === "friend" ? 0.22 : 0.06));
	const day = thisMonth
		? chance.dayIn(world.month, chance.today)
		: chance.dayIn(addDays(world.begin, 20), chance.back(1));
	return { kind, before, day };
}

function addMetAtSessions(world: World, hood: Hood, most: number): void {
	const { chance } = world;
	let made = 0;
	for (const session of chance.some(hood.sessions, hood.sessions.length)) {
		if (made >= most) return;
		const [one, other] = chance.some(
			session.present.filter((person) => !person.apart),
			2,
		);
		if (!one || !other) continue;
		const kind = chance.weighted({ knows: 70, friend: 20, helps: 10 });
		const saidBy = chance.pick(["one", "other", "both"]);
		if (
			!addTie(world, hood, one.id, other.id, kind, {
				since: session.day,
				recorded: session.day,
				metAt: session.id,
				saidBy,
			})
		)
			continue;
		befriend(hood, one, other);
		made += 1;
	}
}

function acquaintanceOf(world: World, hood: Hood, one: Person, byStreet: Map<string, Person[]>): Person {
	const { chance } = world;
	const roll = chance.next();
	if (roll < 0.34) {
		const friends = hood.friends.get(one.id);
		const friend = friends && chance.pick(friends);
		const theirs = friend && hood.friends.get(friend.id);
		if (theirs) return chance.pick(theirs);
	}
	if (roll < 0.86) return chance.pick(byStreet.get(one.place.streetId) ?? hood.persons);
	return chance.pick(hood.persons);
}

function joinPair(world: World, hood: Hood, one: Person, other: Person, { kind, before, day }: Plan): boolean {
	const { chance } = world;
	const known = bothKnown(one, other);
	if (!before && day < known) return false;
	if (kind === "neighbour" && one.place.streetId !== other.place.streetId) return false;
	const since = before ? longAgo(world, 25) : day;
	const recorded = before ? chance.dayIn(known, addDays(known, 20)) : chance.dayIn(since, addDays(since, 6));
	const until = !before && chance.chance(0.025) ? chance.dayIn(since, chance.back(1)) : undefined;
	const made = addTie(world, hood, one.id, other.id, kind, {
		since,
		before,
		recorded: earlier(recorded, chance.today),
		until: until && later(until, since),
	});
	if (made) befriend(hood, one, other);
	return made;
}
