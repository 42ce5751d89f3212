import { addDays, type Day } from "../../core/period.ts";
import { demoAccounts } from "./accounts.ts";
import { earlier, later } from "./chance.ts";
import { described, localSurnames, men, nicknames, nicknameTails, women, worldSurnames } from "./names.ts";
import { addParty, addTie, type Hood, type Level, type Person, type Place, tenant, type World } from "./world.ts";

/** New in the current month, at least so many. */
const NEW_THIS_MONTH = 5;

/** Who lives there, in which household, and what each agreed to. */
export function addPeople(world: World, hood: Hood): void {
	addAccountHolders(world, hood);
	for (let i = 0; i < NEW_THIS_MONTH; i++) {
		const person = addPerson(world, hood, {
			place: world.chance.pick(hood.leaves),
			known: world.chance.dayIn(world.month, world.chance.today),
			level: "name",
		});
		agree(world, hood, person, "sessions", person.knownSince);
		person.apart = i < 2;
	}
	while (hood.persons.length < hood.outline.people) addHouseholdOrOne(world, hood);
}

/** The persons behind the citizens' and residents' accounts: known from the beginning, by name. */
function addAccountHolders(world: World, hood: Hood): void {
	for (const account of demoAccounts) {
		if (account.at !== hood.outline.slug || !account.person) continue;
		const known = addDays(world.begin, 6);
		const options = {
			place: world.chance.pick(hood.leaves),
			known,
			level: "name" as const,
			label: account.name,
			id: account.person,
		};
		const person = addPerson(world, hood, options);
		agree(world, hood, person, "sessions", known);
		addContact(world, hood, person, known);
	}
}

export type PersonOptions = {
	place: Place;
	known: Day;
	level?: Level;
	label?: string;
	id?: string;
	surname?: string;
	fromAfar?: boolean;
};

/** Adds somebody, with the agreement their level asks for. */
export function addPerson(world: World, hood: Hood, options: PersonOptions): Person {
	const { chance } = world;
	const level = options.level ?? chance.weighted({ name: 69, nickname: 18.5, description: 12.5 });
	const before = options.known < addDays(world.begin, 60) || chance.chance(0.15);
	const left =
		options.label === undefined && options.known < chance.back(200) && chance.chance(0.02)
			? chance.back(chance.whole(5, 150))
			: undefined;
	const label = options.label ?? freeLabel(world, hood, level, options);
	hood.labels.add(label);
	const id = addParty(world, hood, "person", label, {
		place: options.place.id,
		known: options.known,
		before,
		left,
		id: options.id,
	});
	world.rows["community.persons"].push({ ...tenant(hood), id, level });
	const person: Person = { id, label, level, place: options.place, knownSince: options.known, left };
	hood.persons.push(person);
	if (level === "description") return person;
	agree(world, hood, person, level, options.known);
	if (options.label !== undefined || level === "nickname") return person;
	if (chance.chance(0.42))
		agree(world, hood, person, "sessions", earlier(addDays(options.known, chance.whole(0, 30)), chance.today));
	if (chance.chance(0.16))
		addContact(world, hood, person, earlier(addDays(options.known, chance.whole(0, 40)), chance.today));
	return person;
}

function freeLabel(world: World, hood: Hood, level: Level, options: PersonOptions): string {
	for (let tries = 0; tries < 60; tries++) {
		const label = labelOf(world, level, options);
		if (!hood.labels.has(label)) return label;
	}
	throw new Error(`no free ${level} left in ${hood.outline.name}`);
}

function labelOf({ chance }: World, level: Level, { place, surname, fromAfar }: PersonOptions): string {
	if (level === "description") return `${chance.pick(described)}, ${place.label}`;
	if (level === "nickname")
		return chance.chance(0.3) ? chance.pick(nicknames) : `${chance.pick(nicknames)} ${chance.pick(nicknameTails)}`;
	const first = chance.pick(chance.chance(0.5) ? women : men);
	return `${first} ${surname ?? chance.pick((fromAfar ?? chance.chance(0.3)) ? worldSurnames : localSurnames)}`;
}

/** Records that somebody agreed to something. */
export function agree(
	world: World,
	hood: Hood,
	person: Person,
	purpose: "name" | "nickname" | "contact" | "sessions",
	day: Day,
): void {
	const { chance } = world;
	const at = chance.written(day);
	if (purpose === "sessions") person.sessionsSince = day;
	world.rows["community.agreements"].push({
		...tenant(hood),
		id: chance.id(at),
		person_id: person.id,
		purpose,
		given_on: day,
		given_how: chance.weighted({ in_person: 70, on_paper: 18, by_phone: 9, online: 3 }),
		withdrawn_on: null,
		recorded_by: chance.pick(hood.staff),
		recorded_at: at,
	});
}

function addContact(world: World, hood: Hood, person: Person, day: Day): void {
	const { chance } = world;
	agree(world, hood, person, "contact", day);
	const at = chance.written(day);
	const id = chance.id(at);
	const phone = `${hood.outline.prefix} ${chance.whole(100, 299)}`;
	const sealer = world.seal.ofPerson(hood.outline.territoryId, person.id);
	const sealed = `\\x${sealer.close(phone, `community.contacts/${hood.outline.territoryId}/${id}`).toString("hex")}`;
	world.rows["community.contacts"].push({
		...tenant(hood),
		id,
		party_id: person.id,
		kind: "phone",
		sealed,
		recorded_by: chance.pick(hood.staff),
		recorded_at: at,
		ended_on: null,
	});
}

/** Somebody alone, or a household of two to five whose members came to be known one after the other. */
function addHouseholdOrOne(world: World, hood: Hood): void {
	const { chance } = world;
	const room = hood.outline.people - hood.persons.length;
	const size = Math.min(room, chance.chance(0.86) ? 1 : chance.pick([2, 2, 3, 3, 4, 5]));
	const place = chance.pick(hood.leaves);
	// Recording begins with those already there: a quarter of all in the first two months.
	const first = chance.chance(0.26)
		? addDays(world.begin, chance.whole(0, 60))
		: chance.dayIn(world.begin, chance.back(1));
	if (size === 1) {
		addPerson(world, hood, { place, known: first });
		return;
	}
	const fromAfar = chance.chance(0.28);
	const surname = chance.pick(fromAfar ? worldSurnames : localSurnames);
	const members: Person[] = [];
	for (let i = 0; i < size; i++) {
		const known = earlier(addDays(first, i === 0 ? 0 : chance.whole(0, 45)), chance.back(1));
		members.push(addPerson(world, hood, { place, known, surname: chance.chance(0.8) ? surname : undefined, fromAfar }));
	}
	const label = `Famiglia ${surname}, ${place.label}`;
	if (hood.labels.has(label)) return;
	hood.labels.add(label);
	const id = addParty(world, hood, "household", label, {
		place: place.id,
		known: first,
		before: first < addDays(world.begin, 60),
	});
	hood.households.push({ id, members });
	for (const member of members) {
		addTie(world, hood, member.id, id, "member_of", {
			since: longAgo(world, 20),
			before: true,
			recorded: member.knownSince,
			saidBy: "one",
		});
	}
	joinAsKin(world, hood, members);
}

function joinAsKin(world: World, hood: Hood, members: Person[]): void {
	for (const [i, one] of members.entries()) {
		for (const other of members.slice(i + 1)) {
			if (!world.chance.chance(0.55)) continue;
			const recorded = later(one.knownSince, other.knownSince);
			addTie(world, hood, one.id, other.id, "kin", {
				since: longAgo(world, 30),
				before: true,
				recorded,
				saidBy: world.chance.pick(["one", "both"]),
			});
		}
	}
}

/** A day up to so many years before anybody began to record. */
export function longAgo({ chance, begin }: World, years: number): Day {
	return addDays(begin, -chance.whole(30, years * 365));
}
