import { type Day, monthStart } from "../../core/period.ts";
import { fold } from "../../core/text.ts";
import type { Seal } from "../../db/seal.ts";
import { demoAccounts } from "./accounts.ts";
import { type Chance, earlier, later } from "./chance.ts";
import type { Outline } from "./neighbourhoods.ts";

/** Tables in the order in which their foreign keys allow them to be filled. */
export const tables = [
	"programme.neighbourhoods",
	"programme.numbers",
	"access.accounts",
	"access.addresses",
	"access.assignments",
	"access.passkeys",
	"community.parties",
	"community.persons",
	"community.agreements",
	"community.agreement_sheets",
	"community.contacts",
	"community.safe_contacts",
	"community.reaches",
	"community.behalf",
	"community.merges",
	"community.grounds",
	"community.organisations",
	"community.places",
	"community.erasures",
	"community.erasure_register",
	"community.erasure_texts",
	"listening.needs",
	"listening.partners",
	"listening.partner_links",
	"listening.notes",
	"listening.partner_arrivals",
	"listening.steps",
	"listening.follow_ups",
	"listening.answers",
	"listening.resources",
	"listening.resource_uses",
	"initiatives.own_models",
	"listening.meetings",
	"listening.attendees",
	"listening.agenda_items",
	"listening.promises",
	"listening.promise_steps",
	"initiatives.initiatives",
	"initiatives.workings",
	"initiatives.answered_needs",
	"initiatives.steps_taken",
	"initiatives.model_needs",
	"initiatives.model_topics",
	"initiatives.partners",
	"initiatives.runners",
	"initiatives.sessions",
	"initiatives.participations",
	"initiatives.joinings",
	"community.ties",
	"network.circles",
	"network.circle_entries",
	"exchange.acts",
	"exchange.posts",
	"exchange.answers",
	"exchange.reports",
	"exchange.blocks",
	"pacts.ideas",
	"pacts.idea_joins",
	"spaces.spaces",
	"spaces.hours",
	"spaces.bookings",
	"spaces.keys",
	"pacts.pacts",
	"pacts.parties",
	"pacts.versions",
	"pacts.promises",
	"pacts.signatures",
	"pacts.entries",
	"publication.outside_calendars",
	"publication.outside_events",
	"publication.pins",
	"publication.years",
	"publication.to_tell",
	"access.mails",
	"spreadsheets.imports",
	"notebook.devices",
	"notebook.chosen",
	"notebook.records",
	"programme.profile_lines",
	"evaluation.baselines",
	"evaluation.stories",
	"evaluation.story_people",
	"referrals.desks",
	"referrals.referrals",
	"referrals.fields",
	"referrals.steps",
	"referrals.words",
	"referrals.calls",
	"referrals.companions",
	"referrals.links",
	"mediations.mediations",
	"mediations.parties",
	"mediations.words",
	"mediations.steps",
	"rights.copies",
	"rights.corrections",
	"access.readings",
	"access.unusual",
	"access.handovers",
	"access.handed_over",
	"listening.follow_up_steps",
	"listening.read_marks",
	"access.audit",
] as const;
export type Table = (typeof tables)[number];
export type Row = Record<string, unknown>;

export type Level = "name" | "nickname" | "description";
export type Place = { id: string; label: string; sort: string; street: string; spoken: string; streetId: string };
export type Person = {
	id: string;
	label: string;
	level: Level;
	place: Place;
	knownSince: Day;
	sessionsSince?: Day;
	left?: Day;
	apart?: boolean;
};
export type Party = { id: string; label: string };
export type Session = { id: string; day: Day; initiativeId: string; present: Person[] };
export type Initiative = { id: string; title: string; topics: string[]; opened?: Day };
export type Need = { id: string; topic: string; title: string; state: string; closedOn: Day | null; lastHeard: Day };
export type Act = { id: string; giver: Person; receiver: Person; at: Date; what: string; topic: string };

/** Everything invented so far; each file adds its part. */
export type World = {
	chance: Chance;
	seal: Seal;
	/** The models that ship, with their steps. */
	models: ReadonlyMap<string, readonly string[]>;
	rows: Record<Table, Row[]>;
	begin: Day;
	month: Day;
};

/** One neighbourhood being filled. */
export type Hood = {
	outline: Outline;
	staff: string[];
	citizen: string;
	leaves: Place[];
	streets: Place[];
	persons: Person[];
	labels: Set<string>;
	organisations: Party[];
	groups: Party[];
	households: { id: string; members: Person[] }[];
	ties: Map<string, { since: Day; before: boolean }>;
	friends: Map<string, Person[]>;
	initiatives: Initiative[];
	sessions: Session[];
	needs: Need[];
	acts: Act[];
};

/** Days of recording before today: a year and a half. */
const RECORDED_DAYS = 548;

export function emptyWorld(chance: Chance, seal: Seal, models: World["models"]): World {
	const rows = Object.fromEntries(tables.map((table) => [table, []])) as unknown as Record<Table, Row[]>;
	return { chance, seal, models, rows, begin: chance.back(RECORDED_DAYS), month: monthStart(chance.today) };
}

export function emptyHood(outline: Outline): Hood {
	const here = demoAccounts.filter((account) => account.at === outline.slug);
	const staff = here.filter((account) => account.as === "facilitator").map((account) => account.id);
	const citizen = here.find((account) => account.as === "citizen")?.id ?? "";
	return {
		outline,
		staff,
		citizen,
		leaves: [],
		streets: [],
		persons: [],
		labels: new Set(),
		organisations: [],
		groups: [],
		households: [],
		ties: new Map(),
		friends: new Map(),
		initiatives: [],
		sessions: [],
		needs: [],
		acts: [],
	};
}

/** The columns every row of a tenant begins with. */
export function tenant(hood: Hood): { territory_id: string; neighbourhood_id: string } {
	return { territory_id: hood.outline.territoryId, neighbourhood_id: hood.outline.id };
}

export type PartyOptions = { place?: string; known: Day; before: boolean; left?: Day; id?: string };

/** Adds what a neighbourhood has: the row all kinds share. */
export function addParty(world: World, hood: Hood, kind: string, label: string, options: PartyOptions): string {
	const at = world.chance.written(options.known);
	const id = options.id ?? world.chance.id(at);
	world.rows["community.parties"].push({
		...tenant(hood),
		id,
		kind,
		label,
		folded: fold(label),
		place_id: options.place ?? null,
		known_since: options.known,
		existed_before: options.before,
		left_on: options.left ?? null,
		merged_into: null,
		recorded_by: world.chance.pick(hood.staff),
		recorded_at: at,
	});
	return id;
}

export type TieOptions = {
	since: Day;
	before?: boolean;
	recorded?: Day;
	saidBy?: string;
	metAt?: string;
	doing?: string;
	until?: Day;
	id?: string;
};

const bothWays = new Set(["kin", "neighbour", "friend", "knows", "collaborates_with"]);

/** Adds a tie unless the two already have one of this kind; says whether it did. */
export function addTie(
	world: World,
	hood: Hood,
	one: string,
	other: string,
	kind: string,
	options: TieOptions,
): boolean {
	const { chance } = world;
	const pair = one < other ? `${one} ${other}` : `${other} ${one}`;
	const key = `${kind} ${bothWays.has(kind) ? pair : `${one} ${other}`}`;
	if (one === other || hood.ties.has(key)) return false;
	const before = options.before ?? false;
	const at = chance.written(earlier(options.recorded ?? options.since, chance.today));
	hood.ties.set(key, { since: options.since, before });
	world.rows["community.ties"].push({
		...tenant(hood),
		id: options.id ?? chance.id(at),
		one_id: one,
		other_id: other,
		kind,
		doing: options.doing ?? null,
		since: options.since,
		until: options.until ?? null,
		said_by: options.saidBy ?? chance.weighted({ one: 40, other: 20, both: 22, somebody_else: 10, seen: 8 }),
		met_at: options.metAt ?? null,
		existed_before: before,
		recorded_by: chance.pick(hood.staff),
		recorded_at: at,
	});
	return true;
}

/** Remembers that two people have to do with each other, for who helps whom. */
export function befriend(hood: Hood, one: Person, other: Person): void {
	const add = (from: Person, to: Person) => {
		const known = hood.friends.get(from.id);
		if (known) known.push(to);
		else hood.friends.set(from.id, [to]);
	};
	add(one, other);
	add(other, one);
}

/** The first day on which both are known. */
export function bothKnown(one: Person, other: Person): Day {
	return later(one.knownSince, other.knownSince);
}
