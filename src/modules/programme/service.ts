import { type Day, dayOf } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import { slugOf } from "../../core/text.ts";
import { type Actor, nobody } from "../../db/actor.ts";
import { audit } from "../../db/audit.ts";
import type { Read } from "../../db/database.ts";
import { type Ground, only } from "../../ui/http.ts";
import type {
	Municipality,
	Neighbourhood,
	NewMembership,
	NewNeighbourhood,
	Objective,
	Phone,
	Programme,
	Territory,
} from "./contract.ts";
import * as store from "./store.ts";

/** The programme, its objectives, the territories and their municipalities on a day. */
export async function programmeIn(
	read: Read,
	on: Day,
): Promise<{ programme: Programme; objectives: Objective[]; territories: Territory[]; members: Municipality[] }> {
	const stated = await store.readProgramme(read);
	if (!stated) throw new Refused("not_found");
	return { ...stated, territories: await store.readTerritories(read), members: await store.readMembers(read, on) };
}

/** The objectives, in their order and words. */
export function objectivesIn(read: Read): Promise<Objective[]> {
	return store.readObjectives(read);
}

/** Territories by name, with what is stated about each. */
export function territoriesIn(read: Read): Promise<Territory[]> {
	return store.readTerritories(read);
}

/** Municipalities with the territory they belong to on a day. */
export function membersIn(read: Read, on: Day): Promise<Municipality[]> {
	return store.readMembers(read, on);
}

/** The neighbourhood of a public address. Throws `not_found`. */
export async function neighbourhoodBySlug(read: Read, slug: string): Promise<Neighbourhood> {
	const found = /^[a-z0-9-]{2,60}$/.test(slug) ? await store.readNeighbourhoodBySlug(read, slug) : undefined;
	if (!found) throw new Refused("not_found");
	return found;
}

/** The same for whoever asks, read as nobody. Throws `not_found`. */
export function placeBySlug(ground: Ground, slug: string): Promise<Neighbourhood> {
	return ground.db.readAs(nobody(), (read) => neighbourhoodBySlug(read, slug));
}

/** Every neighbourhood, for the front page. */
export function neighbourhoodsIn(read: Read): Promise<Neighbourhood[]> {
	return store.readNeighbourhoods(read);
}

/** Neighbourhoods by id, for somebody's assignments. */
export function neighbourhoodsByIdsIn(read: Read, ids: readonly string[]): Promise<Neighbourhood[]> {
	return store.readNeighbourhoodsByIds(read, ids);
}

/** The neighbourhoods of a territory. */
export function neighbourhoodsOfTerritoryIn(read: Read, territoryId: string): Promise<Neighbourhood[]> {
	return store.readNeighbourhoodsOf(read, territoryId);
}

/**
 * The neighbourhood a record goes to: the one named, else the one on screen, else the only one.
 * Throws `choose_neighbourhood` when several are possible, `invalid` when the one named is not the actor's.
 */
export async function neighbourhoodIn(read: Read, slug?: string): Promise<Neighbourhood> {
	const { actor } = read;
	if (slug) {
		const found = await store.readNeighbourhoodBySlug(read, slug);
		if (!found || !worksIn(actor, found)) throw new Refused("invalid", { neighbourhood: "error.choice" });
		return found;
	}
	const id = actor.neighbourhoodId ?? (actor.neighbourhoodIds.length === 1 ? actor.neighbourhoodIds[0] : undefined);
	if (id) {
		const [found] = await store.readNeighbourhoodsByIds(read, [id]);
		if (found && worksIn(actor, found)) return found;
	}
	const all =
		actor.role === "coordinator" && actor.territoryId ? await store.readNeighbourhoodsOf(read, actor.territoryId) : [];
	if (all.length === 1) return all[0]!;
	throw new Refused("choose_neighbourhood", { neighbourhood: "refusal.choose_neighbourhood" });
}

function worksIn(actor: Actor, n: Neighbourhood): boolean {
	if (n.territoryId !== actor.territoryId) return false;
	return actor.role === "coordinator" || actor.neighbourhoodIds.includes(n.id);
}

/** Numbers to call after 112, in the territory one works in. */
export async function urgentPhonesIn(read: Read): Promise<Phone[]> {
	return read.actor.territoryId ? store.readUrgentPhones(read, read.actor.territoryId) : [];
}

/** Adds a neighbourhood. Administrator only. Throws `invalid` for an unknown territory, `id_taken` for a name already in use. */
export async function addNeighbourhood(ground: Ground, actor: Actor, input: NewNeighbourhood): Promise<void> {
	only(actor, "administrator");
	await ground.db.withActor(actor, async (tx) => {
		const territoryId = await territoryBySlug(tx, input.territory);
		const slug = input.slug ?? slugOf(input.name);
		const before = await store.readNeighbourhoodBySlug(tx, slug);
		if (before?.id === input.id) return;
		if (slug.length < 2) throw new Refused("invalid", { slug: "error.slug" });
		if (before || !(await store.writeNeighbourhood(tx, { ...input, slug }, territoryId)))
			throw new Refused("id_taken", { slug: "refusal.id_taken" });
		await audit(tx, { verb: "addNeighbourhood", kind: "neighbourhood", id: input.id, neighbourhoodId: input.id });
	});
}

/** Moves a municipality to a territory from a day on; what was in force before stays on record. Administrator only. */
export async function moveMunicipality(ground: Ground, actor: Actor, input: NewMembership): Promise<void> {
	only(actor, "administrator");
	await ground.db.withActor(actor, async (tx) => {
		const territoryId = await territoryBySlug(tx, input.territory);
		const known = await store.readMembers(tx, dayOf(ground.clock()));
		if (!known.some((m) => m.istatCode === input.municipality))
			throw new Refused("invalid", { municipality: "error.choice" });
		await store.writeMembership(tx, input.municipality, territoryId, input.since);
		await audit(tx, { verb: "moveMunicipality", kind: "territory", id: territoryId, fields: ["memberships"] });
	});
}

async function territoryBySlug(read: Read, slug: string): Promise<string> {
	const found = (await store.readTerritories(read)).find((t) => t.slug === slug);
	if (!found) throw new Refused("invalid", { territory: "error.choice" });
	return found.id;
}
