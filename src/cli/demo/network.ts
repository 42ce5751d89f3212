import { addDays } from "../../core/period.ts";
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
	// A bound, because a pair may be drawn that already has its tie.
	for (let tries = 0; left > 0 && tries < hood.outline.ties * 20; tries++) {
		const one = world.chance.pick(hood.persons);
		const other = acquaintanceOf(world, hood, one, byStreet);
		if (one === other || one.apart || other.apart || one.left || other.left) continue;
		if (!joinPair(world, hood, one, other, newLeft > 0)) continue;
		left -= 1;
		newLeft -= 1;
	}
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

function joinPair(world: World, hood: Hood, one: Person, other: Person, thisMonth: boolean): boolean {
	const { chance } = world;
	const near = one.place.streetId === other.place.streetId;
	const kind = chance.weighted({ neighbour: near ? 34 : 0, kin: 4, friend: 18, knows: 24, helps: 13, trusts: 9 });
	const before =
		!thisMonth && (kind === "kin" || chance.chance(kind === "neighbour" || kind === "friend" ? 0.36 : 0.1));
	const known = bothKnown(one, other);
	const day = thisMonth
		? chance.dayIn(world.month, chance.today)
		: chance.dayIn(addDays(world.begin, 12), chance.back(1));
	if (!before && day < known) return false;
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
