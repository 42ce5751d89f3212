import { addDays, type Day } from "../../core/period.ts";
import { fold } from "../../core/text.ts";
import type { Entry } from "../../modules/network/circle/contract.ts";
import { demoAccounts } from "./accounts.ts";
import { sceneId } from "./scenes-list.ts";
import type { Row, World } from "./world.ts";

type Said = Pick<Entry, "label" | "ring" | "sector"> &
	Partial<Pick<Entry, "hand" | "caredFor">> & { sinceAgo?: number; untilAgo?: number; party?: string };
type Drawn = { ago: number; ownNeeds?: string; inHousehold?: boolean; entries: Said[] };

/** Circles that people drew: of everybody with an account, of scene 4, and of two households. Comes last, so that no other choice is moved. */
export function addCircles(world: World): void {
	for (const { name, person } of demoAccounts) {
		const drawn = ofAccounts[name];
		if (person && drawn) draw(world, person, drawn);
	}
	draw(world, sceneId(4, 1), elias);
	addHusband(world);
	drawOneOfTwo(world);
}

const elias: Drawn = {
	ago: 58,
	entries: [
		{ label: "La Rosina di sotto", ring: "street", sector: "neighbours", hand: "both", party: sceneId(4, 2) },
		{ label: "Bilal", ring: "quarter", sector: "neighbours", hand: "both", sinceAgo: 210, party: sceneId(4, 3) },
		{ label: "La mamma", ring: "home", sector: "family", hand: "received", party: sceneId(4, 4) },
		{ label: "Mio zio in Germania", ring: "beyond", sector: "family" },
		{ label: "La squadra di calcio", ring: "quarter", sector: "associations", sinceAgo: 400, untilAgo: 40 },
		{ label: "Il professore di sostegno ai compiti", ring: "beyond", sector: "services", hand: "received" },
		{ label: "I ragazzi del forno", ring: "quarter", sector: "associations", hand: "given", sinceAgo: 30 },
	],
};

const ofAccounts: Record<string, Drawn> = {
	"Luisa Mattedi": {
		ago: 120,
		inHousehold: true,
		ownNeeds: "Un pomeriggio alla settimana per me, e qualcuno con cui parlarne.",
		entries: [
			{ label: "La nonna", ring: "home", sector: "family", hand: "given", caredFor: true },
			{ label: "Remo", ring: "home", sector: "family", hand: "both", party: sceneId(4, 90) },
			{ label: "L'Albina", ring: "street", sector: "neighbours", hand: "received", party: sceneId(8, 1) },
			{ label: "Mia cugina", ring: "beyond", sector: "family", hand: "both" },
			{ label: "Il coro", ring: "quarter", sector: "associations", sinceAgo: 300, untilAgo: 70 },
			{ label: "L'infermiera che passa", ring: "quarter", sector: "services", hand: "received", sinceAgo: 90 },
		],
	},
	"Tommaso Berlanda": {
		ago: 80,
		entries: [
			{ label: "I miei", ring: "street", sector: "family", hand: "both" },
			{ label: "Denis", ring: "quarter", sector: "neighbours", hand: "given", party: sceneId(8, 2), sinceAgo: 60 },
			{ label: "Il circolo", ring: "quarter", sector: "associations", hand: "both" },
		],
	},
	"Ivo Corradini": {
		ago: 66,
		entries: [
			{ label: "L'Erminia", ring: "street", sector: "neighbours", hand: "both", party: sceneId(7, 1) },
			{ label: "Mia figlia", ring: "beyond", sector: "family", hand: "received" },
		],
	},
	"Ingrid Zucol": {
		ago: 45,
		entries: [{ label: "Il gruppo della locanda", ring: "quarter", sector: "associations", hand: "given" }],
	},
	"Nadia Stroppa": {
		ago: 30,
		entries: [{ label: "La Pia", ring: "street", sector: "neighbours", hand: "both", party: sceneId(9, 2) }],
	},
	"Joseph Andreatta": {
		ago: 25,
		entries: [{ label: "Mio fratello", ring: "home", sector: "family", hand: "both" }],
	},
};

function partyRow({ rows }: World, id: string): Row {
	const found = rows["community.parties"].find((party) => party.id === id);
	if (!found) throw new Error(`the demonstration knows no party ${id}`);
	return found;
}

/** The columns that every row about a party begins with, and who wrote it down when. */
function aboutParty(world: World, id: string, day: Day) {
	const { territory_id, neighbourhood_id, recorded_by } = partyRow(world, id);
	return { territory_id, neighbourhood_id, recorded_by, recorded_at: world.chance.written(day) };
}

function agreed(world: World, personId: string, purpose: string, day: Day): void {
	const about = aboutParty(world, personId, day);
	const id = world.chance.id(about.recorded_at);
	const how = { given_on: day, given_how: "in_person", withdrawn_on: null };
	world.rows["community.agreements"].push({ ...about, id, person_id: personId, purpose, ...how });
}

function draw(world: World, personId: string, { ago, ownNeeds, inHousehold = false, entries }: Drawn): void {
	const { chance, rows } = world;
	const day = chance.back(ago);
	agreed(world, personId, "circle", day);
	const about = { ...aboutParty(world, personId, day), person_id: personId, in_household: inHousehold };
	const circle = chance.id(about.recorded_at);
	rows["network.circles"].push({ ...about, id: circle, drawn_on: day, own_needs: ownNeeds ?? null });
	for (const { label, ring, sector, hand, caredFor, sinceAgo, untilAgo, party } of entries)
		rows["network.circle_entries"].push({
			...about,
			id: chance.id(about.recorded_at),
			circle_id: circle,
			label,
			ring,
			sector,
			hand: hand ?? null,
			cared_for: caredFor ?? false,
			since: sinceAgo === undefined ? null : chance.back(sinceAgo),
			until: untilAgo === undefined ? null : chance.back(untilAgo),
			party_id: party ?? null,
		});
}

/** Luisa's husband and their household, in which both let their circles be read. */
function addHusband(world: World): void {
	const luisa = demoAccounts.find(({ name }) => name === "Luisa Mattedi")?.person;
	if (!luisa) throw new Error("the demonstration has no Luisa");
	const { rows, chance } = world;
	// After the baseline was frozen: it has counted by then.
	const known = addDays(world.begin, 75);
	const { recorded_at } = aboutParty(world, luisa, known);
	const remo = sceneId(4, 90);
	const home = sceneId(4, 91);
	for (const [id, kind, label] of [
		[remo, "person", "Remo Mattedi"],
		[home, "household", "Casa Mattedi"],
	] as const)
		rows["community.parties"].push({
			...{ ...partyRow(world, luisa), id, kind, label, folded: fold(label) },
			...{ known_since: known, recorded_at, existed_before: true },
		});
	const { territory_id, neighbourhood_id } = partyRow(world, remo);
	rows["community.persons"].push({ territory_id, neighbourhood_id, id: remo, level: "name" });
	agreed(world, remo, "name", known);
	for (const one of [luisa, remo]) {
		const about = aboutParty(world, one, known);
		const id = chance.id(about.recorded_at);
		const tie = {
			one_id: one,
			other_id: home,
			kind: "member_of",
			doing: null,
			since: addDays(known, -2000),
			until: null,
		};
		rows["community.ties"].push({ ...about, id, ...tie, said_by: "one", met_at: null, existed_before: true });
	}
	draw(world, remo, {
		ago: 100,
		inHousehold: true,
		entries: [
			{ label: "Luisa", ring: "home", sector: "family", hand: "both", party: luisa },
			{ label: "La nonna", ring: "home", sector: "family", hand: "given", caredFor: true },
			{ label: "Gli alpini", ring: "quarter", sector: "associations", hand: "given" },
		],
	});
}

/** A household in which two have drawn their people and one alone lets the other see. */
function drawOneOfTwo(world: World): void {
	const { rows } = world;
	const named = new Set(rows["community.persons"].flatMap(({ id, level }) => (level === "name" ? [id] : [])));
	const gone = new Set(rows["community.parties"].flatMap(({ id, left_on }) => (left_on ? [id] : [])));
	const members = new Map<unknown, string[]>();
	for (const { kind, one_id, other_id, until } of rows["community.ties"])
		if (kind === "member_of" && !until && named.has(one_id) && !gone.has(one_id) && other_id !== sceneId(4, 91))
			members.set(other_id, [...(members.get(other_id) ?? []), String(one_id)]);
	const households = rows["community.parties"].filter(({ kind }) => kind === "household").map(({ id }) => id);
	const [one, other] = households.map((id) => members.get(id) ?? []).find((list) => list.length > 1) ?? [];
	if (!one || !other) throw new Error("the demonstration has no household of two with a name");
	draw(world, one, {
		ago: 50,
		inHousehold: true,
		entries: [{ label: "La vicina di pianerottolo", ring: "street", sector: "neighbours", hand: "received" }],
	});
	draw(world, other, {
		ago: 49,
		entries: [{ label: "Il bar sotto casa", ring: "street", sector: "neighbours" }],
	});
}
