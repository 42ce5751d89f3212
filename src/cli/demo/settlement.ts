import { addDays } from "../../core/period.ts";
import { fold } from "../../core/text.ts";
import { longAgo } from "./people.ts";
import { addParty, addTie, type Hood, type Place, tenant, type World } from "./world.ts";

/** The neighbourhood's own row, its places, organisations and groups. */
export function addSettlement(world: World, hood: Hood): void {
	const { outline } = hood;
	world.rows["programme.neighbourhoods"].push({
		id: outline.id,
		territory_id: outline.territoryId,
		slug: outline.slug,
		name: outline.name,
		kind: outline.kind,
		desk_place: outline.deskPlace,
		desk_hours: outline.deskHours,
		phone: outline.phone,
		residents: outline.residents,
		fictional: true,
	});
	addPlaces(world, hood);
	for (const [label, sector, familyDistrict, doing] of outline.organisations) {
		const place = world.chance.pick(hood.streets);
		const id = addParty(world, hood, "organisation", label, {
			place: place.id,
			known: addDays(world.begin, world.chance.whole(0, 40)),
			before: true,
		});
		world.rows["community.organisations"].push({
			...tenant(hood),
			id,
			sector,
			family_district: familyDistrict ?? false,
			doing: doing ?? null,
		});
		hood.organisations.push({ id, label });
	}
	for (const label of outline.groups) {
		const before = world.chance.chance(0.5);
		const known = before
			? addDays(world.begin, world.chance.whole(0, 50))
			: world.chance.dayIn(world.begin, world.chance.back(60));
		const id = addParty(world, hood, "group", label, { place: world.chance.pick(hood.streets).id, known, before });
		hood.groups.push({ id, label });
	}
}

function addPlaces(world: World, hood: Hood): void {
	const { outline } = hood;
	// What lives in no block lives in the street itself.
	const leafCount = outline.parts
		.flatMap((part) => part.streets)
		.reduce((sum, street) => sum + street.blocks * Math.max(1, street.stairs), 0);
	const inLeaf = Math.floor((outline.residents * 0.85) / leafCount);
	for (const part of outline.parts) {
		const hamlet =
			part.hamlet === undefined
				? undefined
				: addPlace(world, hood, part.hamlet, "hamlet", undefined, undefined, part.streets.length * inLeaf * 3);
		for (const street of part.streets) addStreet(world, hood, street, hamlet, inLeaf);
	}
	for (const label of outline.squares) addPlace(world, hood, label, "square", undefined, undefined, undefined);
	for (const label of outline.rooms)
		addPlace(world, hood, label, "room", world.chance.pick(hood.streets), undefined, undefined);
}

type Street = Hood["outline"]["parts"][number]["streets"][number];

function addStreet(world: World, hood: Hood, street: Street, hamlet: Place | undefined, inLeaf: number): void {
	const { chance } = world;
	const leaves = street.blocks * Math.max(1, street.stairs);
	const own = addPlace(world, hood, street.label, "street", hamlet, undefined, leaves * inLeaf + chance.whole(5, 30));
	hood.streets.push(own);
	for (let i = 0; i < street.blocks; i++) {
		const block = addPlace(
			world,
			hood,
			`${street.label} ${2 * i + 1 + (i % 2)}`,
			"block",
			own,
			own,
			Math.max(1, street.stairs) * inLeaf,
		);
		if (street.stairs === 0) hood.leaves.push(block);
		for (let j = 0; j < street.stairs; j++) {
			hood.leaves.push(addPlace(world, hood, `${block.label}, scala ${"ABC"[j]}`, "stair", block, own, inLeaf));
		}
	}
}

function addPlace(
	world: World,
	hood: Hood,
	label: string,
	sort: string,
	around: Place | undefined,
	street: Place | undefined,
	residents: number | undefined,
): Place {
	const { chance } = world;
	const spread = hood.outline.kind === "hamlets" ? 0.02 : 0.006;
	const id = addParty(world, hood, "place", label, {
		place: around?.id,
		known: addDays(world.begin, chance.whole(0, 5)),
		before: true,
	});
	world.rows["community.places"].push({
		...tenant(hood),
		id,
		sort,
		residents: residents ?? null,
		longitude: rounded(hood.outline.at[0] + (chance.next() - 0.5) * spread),
		latitude: rounded(hood.outline.at[1] + (chance.next() - 0.5) * spread * 0.7),
	});
	return {
		id,
		label,
		sort,
		street: street?.label ?? label,
		spoken: spokenOf(street?.label ?? label),
		streetId: street?.id ?? id,
	};
}

/** How one says where something is. */
function spokenOf(label: string): string {
	const first = fold(label).split(" ")[0] ?? "";
	return ["via", "vicolo", "piazza", "strada"].includes(first) ? `in ${label}` : `a ${label}`;
}

/** About a metre. */
function rounded(degrees: number): number {
	return Math.round(degrees * 100_000) / 100_000;
}

/** Who works where, who is a member of what, who uses what, and who works together. */
export function addAffiliations(world: World, hood: Hood): void {
	const { chance } = world;
	const doings = [
		"apre al mattino",
		"sta al banco",
		"segue i volontari",
		"tiene le chiavi",
		"insegna",
		"risponde al telefono",
	];
	for (const organisation of hood.organisations) {
		for (const person of chance.some(
			hood.persons.filter(({ level, apart }) => level === "name" && !apart),
			chance.whole(1, 3),
		)) {
			addTie(world, hood, person.id, organisation.id, "works_at", {
				since: longAgo(world, 10),
				before: true,
				recorded: person.knownSince,
				doing: chance.pick(doings),
			});
		}
		const users = Math.round((hood.outline.ties * 0.06) / hood.outline.organisations.length);
		for (const person of chance.some(
			hood.persons.filter(({ apart }) => !apart),
			users,
		)) {
			addTie(world, hood, person.id, organisation.id, "uses", {
				since: chance.dayIn(person.knownSince, chance.back(1)),
				saidBy: "one",
			});
		}
	}
	for (const group of hood.groups) {
		for (const person of chance.some(
			hood.persons.filter(({ level, apart }) => level !== "description" && !apart),
			chance.whole(5, 14),
		)) {
			const before = chance.chance(0.18);
			const since = before ? longAgo(world, 8) : chance.dayIn(person.knownSince, chance.back(1));
			const until = !before && chance.chance(0.08) ? chance.dayIn(since, chance.back(1)) : undefined;
			addTie(world, hood, person.id, group.id, "member_of", { since, before, recorded: person.knownSince, until });
		}
	}
	const bodies = [...hood.organisations, ...hood.groups];
	for (const body of bodies) {
		for (const other of chance.some(bodies, chance.whole(1, 3))) {
			const before = chance.chance(0.35);
			const since = before ? longAgo(world, 6) : chance.dayIn(addDays(world.begin, 60), chance.back(1));
			addTie(world, hood, body.id, other.id, "collaborates_with", {
				since,
				before,
				recorded: before ? addDays(world.begin, chance.whole(10, 90)) : since,
			});
		}
	}
}
