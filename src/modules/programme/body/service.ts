import type { Outline } from "../../../core/outlines/outline.ts";
import { dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { slugOf } from "../../../core/text.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read, Tx } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import type { Neighbourhood, Phone } from "../contract.ts";
import { readNeighbourhoodBySlug, readTerritories, writeMembership } from "../store.ts";
import { readBoundary } from "./boundary.ts";
import type { Body, Drawing, Guarantees, NewMunicipality, NewTerritory } from "./contract.ts";
import * as store from "./store.ts";

/** The body that keeps this installation; undefined until somebody writes its name. */
export function bodyIn(read: Read): Promise<Body | undefined> {
	return store.readBody(read);
}

/** How a neighbourhood is drawn. Throws `not_found`. */
export async function drawingIn(
	read: Read,
	neighbourhoodId: string,
): Promise<{ streets: string[]; boundary: Outline | null }> {
	const found = await store.readDrawing(read, neighbourhoodId);
	if (!found) throw new Refused("not_found");
	return found;
}

/** Every verb here is the administrator's: one transaction with its entry in the trail. */
function keep(
	ground: Ground,
	actor: Actor,
	verb: string,
	work: (tx: Tx) => Promise<{ kind: string; id: string }>,
): Promise<void> {
	only(actor, "administrator");
	return ground.db.withActor(actor, async (tx) => {
		const { kind, id } = await work(tx);
		await audit(tx, { verb, kind, id });
	});
}

const theBody = { kind: "body", id: "00000000-0000-7000-8000-000000000001" };

export function nameBody(ground: Ground, actor: Actor, name: string): Promise<void> {
	return keep(ground, actor, "nameBody", async (tx) => {
		await store.writeBody(tx, name);
		return theBody;
	});
}

/** Who answers for the data, who works on them, and when that was assessed. Throws `invalid` before the body has a name. */
export function writeGuarantees(ground: Ground, actor: Actor, input: Guarantees): Promise<void> {
	return keep(ground, actor, "writeGuarantees", async (tx) => {
		if (input.assessedOn > dayOf(ground.clock())) throw new Refused("invalid", { assessedOn: "setup.error_future" });
		if (!(await store.writeGuarantees(tx, input))) throw new Refused("invalid", { form: "setup.error_name_first" });
		return theBody;
	});
}

/** Keeps the topics that are used out of `all`; at least one stays. */
export function chooseTopics(
	ground: Ground,
	actor: Actor,
	all: readonly string[],
	used: readonly string[],
): Promise<void> {
	return keep(ground, actor, "chooseTopics", async (tx) => {
		const unused = all.filter((topic) => !used.includes(topic));
		if (unused.length === all.length) throw new Refused("invalid", { topics: "setup.error_one_topic" });
		if (!(await store.writeTopics(tx, unused))) throw new Refused("invalid", { form: "setup.error_name_first" });
		return theBody;
	});
}

/** A territory that no programme's document names. Throws `id_taken` when its name is there already. */
export function addTerritory(ground: Ground, actor: Actor, input: NewTerritory): Promise<void> {
	return keep(ground, actor, "addTerritory", async (tx) => {
		const before = (await readTerritories(tx)).find((t) => t.id === input.id);
		if (!before && !(await store.writeTerritory(tx, input, slugOf(input.name))))
			throw new Refused("id_taken", { name: "refusal.id_taken" });
		return { kind: "territory", id: input.id };
	});
}

/** A municipality by hand, in its territory from today. Throws `id_taken` for a code that is known. */
export function addMunicipality(ground: Ground, actor: Actor, input: NewMunicipality): Promise<void> {
	const today = dayOf(ground.clock());
	return keep(ground, actor, "addMunicipality", async (tx) => {
		const territoryId = await territoryIn(tx, input.territory);
		if (!(await store.writeMunicipality(tx, input, today)))
			throw new Refused("id_taken", { istatCode: "setup.error_known_municipality" });
		await writeMembership(tx, input.istatCode, territoryId, today);
		return { kind: "territory", id: territoryId };
	});
}

/** The numbers to call after 112 in a territory, in their order. */
export function writePhones(ground: Ground, actor: Actor, territory: string, phones: readonly Phone[]): Promise<void> {
	return keep(ground, actor, "writePhones", async (tx) => {
		const territoryId = await territoryIn(tx, territory);
		await store.writePhones(tx, territoryId, phones);
		return { kind: "territory", id: territoryId };
	});
}

/** After how many days (30 to 365) without an entry only a count is left of whoever does not know of being here. */
export function writeTerm(ground: Ground, actor: Actor, territory: string, days: number): Promise<void> {
	return keep(ground, actor, "writeTerm", async (tx) => {
		const territoryId = await territoryIn(tx, territory);
		await store.writeTerm(tx, territoryId, days);
		return { kind: "territory", id: territoryId };
	});
}

/** Draws a neighbourhood by its streets, by a boundary, or both. Throws `invalid` with what is wrong with the boundary. */
export function drawNeighbourhood(ground: Ground, actor: Actor, slug: string, input: Drawing): Promise<void> {
	return keep(ground, actor, "drawNeighbourhood", async (tx) => {
		const place = await neighbourhoodOf(tx, slug);
		const boundary = input.boundary ? boundaryOf(input.boundary, place.name, input.feature) : undefined;
		await store.writeDrawing(tx, place.id, input.streets, boundary ?? (await keptBoundary(tx, place.id)));
		return { kind: "neighbourhood", id: place.id };
	});
}

async function keptBoundary(read: Read, neighbourhoodId: string): Promise<Outline | undefined> {
	return (await store.readDrawing(read, neighbourhoodId))?.boundary ?? undefined;
}

function boundaryOf(text: string, place: string, feature: string | undefined): Outline {
	const found = readBoundary(text, place, feature);
	if (!found.ok) {
		const field = found.fault === "unknown" ? "feature" : "boundary";
		throw new Refused("invalid", { [field]: `setup.error_boundary_${found.fault}` });
	}
	return found.boundary;
}

async function neighbourhoodOf(read: Read, slug: string): Promise<Neighbourhood> {
	const found = await readNeighbourhoodBySlug(read, slug);
	if (!found) throw new Refused("not_found");
	return found;
}

async function territoryIn(read: Read, slug: string): Promise<string> {
	const found = (await readTerritories(read)).find((t) => t.slug === slug);
	if (!found) throw new Refused("invalid", { territory: "error.choice" });
	return found.id;
}
