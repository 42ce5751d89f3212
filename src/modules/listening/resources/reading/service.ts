import { Refused } from "../../../../core/refusal.ts";
import type { Actor } from "../../../../db/actor.ts";
import type { Read } from "../../../../db/database.ts";
import { type Ground, only } from "../../../../ui/http.ts";
import { pageOf, readCursor } from "../../../../ui/json.ts";
import { partiesByIds } from "../../../community/service.ts";
import { neighbourhoodIn } from "../../../programme/service.ts";
import { readNote } from "../../notes/store.ts";
import { titleFrom } from "../../rules.ts";
import type { Give, ListResources, Reason, Resource, ResourceTab, Sort } from "../contract.ts";
import { reasonsFor, suggest } from "../rules.ts";
import * as store from "../store.ts";

/** Resources as they are shown and listed, and what could help with what. */

const mostShown = 8;

/** The resources the actor may see, the latest described first. */
export async function listResources(
	ground: Ground,
	actor: Actor,
	query: ListResources,
): Promise<{ items: Resource[]; next: string | null }> {
	only(actor, "facilitator", "coordinator");
	const { neighbourhood, cursor, limit, ...filter } = query;
	const after = readCursor(cursor);
	return ground.db.readAs(actor, async (read) => {
		const neighbourhoodId = neighbourhood ? (await neighbourhoodIn(read, neighbourhood)).id : undefined;
		const rows = await store.listResources(read, { ...filter, neighbourhoodId, after, limit: limit + 1 });
		return pageOf(rows, limit, (r) => new Date(r.recordedAt));
	});
}

/** One resource. Throws `not_found`. */
export async function readResource(ground: Ground, actor: Actor, id: string): Promise<Resource> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const found = await store.readResource(read, id);
		if (!found) throw new Refused("not_found");
		return found.resource;
	});
}

/** A line of the page: a resource, or an offer that nobody has described. */
export type Line = {
	origin: "resource" | "offer";
	id: string;
	title: string;
	sort: Sort | null;
	topic: Resource["topic"];
	partyLabel?: string;
	placeLabel?: string;
	resource?: Resource;
};

export type ResourcesPage = {
	items: Line[];
	next: string | null;
	around: store.Around;
	places: store.DrawnPlace[];
};

/** The page of what the neighbourhood on screen can give: a list, and how much there is where. */
export async function resourcesOnPage(
	ground: Ground,
	actor: Actor,
	query: { show: ResourceTab; sort?: Sort; cursor?: string },
): Promise<ResourcesPage> {
	only(actor, "facilitator", "coordinator");
	const after = readCursor(query.cursor);
	const limit = 40;
	return ground.db.readUnchanged(actor, async (read) => {
		const here = actor.neighbourhoodId ?? (await neighbourhoodIn(read)).id;
		const places = await store.readPlaces(read, here);
		const around = await store.readAround(read, here, 12);
		if (query.show === "unused") {
			const { items } = await store.readUnused(read, here, { after, limit: limit + 1 });
			const { items: rows, next } = pageOf(items, limit, (u) => new Date(u.at));
			return { items: await linesOf(read, rows), next, around, places };
		}
		const filter = { neighbourhoodId: here, sort: query.sort, gone: query.show === "gone", after, limit: limit + 1 };
		const found = await store.listResources(read, filter);
		const { items: rows, next } = pageOf(found, limit, (r) => new Date(r.recordedAt));
		const lines = rows.map((resource) => ({ ...resource, origin: "resource" as const, resource }));
		return { items: await linesOf(read, lines), next, around, places };
	});
}

type Unlabelled = Omit<Line, "partyLabel" | "placeLabel"> & { party: string | null; place: string | null };

async function linesOf(read: Read, rows: readonly Unlabelled[]): Promise<Line[]> {
	const ids = rows.flatMap((r) => [r.party, r.place]).filter((id) => id !== null);
	const labels = await partiesByIds(read, ids);
	const labelOf = (id: string | null) => (id ? labels.get(id)?.label : undefined);
	return rows.map(({ origin, id, title, sort, topic, party, place, resource }) => ({
		origin,
		id,
		title: origin === "offer" ? titleFrom(title) : title,
		sort,
		topic,
		partyLabel: labelOf(party),
		placeLabel: labelOf(place),
		resource,
	}));
}

/** What was offered and nobody has used yet: the latest first, cut, and how many there are. In one statement. */
export async function unusedIn(
	read: Read,
	neighbourhoodId: string,
	most: number,
): Promise<{ items: Pick<Line, "origin" | "id" | "title" | "sort" | "topic">[]; total: number }> {
	const { items, total } = await store.readUnused(read, neighbourhoodId, { limit: most });
	return {
		items: items.map(({ origin, id, title, sort, topic }) => ({
			origin,
			id,
			title: origin === "offer" ? titleFrom(title) : title,
			sort,
			topic,
		})),
		total,
	};
}

/** Open needs with which something could help, each with its reasons. */
export type Helps = { id: string; title: string; reasons: Reason[] };

export type ResourceOnPage = store.Whole & { partyLabel?: string; helps: Helps[] };

/** One resource, what it was used for, and where it could help. Throws `not_found`. */
export async function resourceOnPage(ground: Ground, actor: Actor, id: string): Promise<ResourceOnPage> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const whole = await store.readWhole(read, id);
		if (!whole) throw new Refused("not_found");
		const labels = await partiesByIds(read, whole.party ? [whole.party] : []);
		const records = [whole.id, ...(whole.note ? [whole.note] : [])];
		const needs = whole.goneOn ? [] : await store.readNeedsToHelp(read, whole.neighbourhoodId, records);
		const helps = helpsOf(needs, { ...whole, texts: [whole.title] });
		return { ...whole, partyLabel: whole.party ? labels.get(whole.party)?.label : undefined, helps };
	});
}

function helpsOf(needs: readonly store.NeedFact[], give: Pick<Give, "topic" | "path"> & { texts: string[] }): Helps[] {
	const found = suggest(needs, (need) => reasonsFor(need, give), mostShown);
	return found.map(({ id, title, reasons }) => ({ id, title, reasons }));
}

type Offer = { id: string; neighbourhoodId: string; text: string; topic: Give["topic"]; placeId: string | null };

/** What an offered note was described as, and where it could help; in one statement. */
export async function offerIn(
	read: Read,
	note: Offer,
): Promise<{ resource: { id: string; title: string } | null; helps: Helps[] }> {
	const { resource, path, needs } = await store.readOffer(read, note);
	// What was described speaks for itself, on its own page.
	return { resource, helps: resource ? [] : helpsOf(needs, { topic: note.topic, path, texts: [note.text] }) };
}

/** What could help with a need, each with its reasons; at most eight. */
export function givesFor(
	need: { title: string; topic: Give["topic"] },
	path: Give["path"],
	noteTexts: readonly string[],
	gives: readonly Give[],
): (Give & { reasons: Reason[] })[] {
	const side = { topic: need.topic, path, texts: [need.title, ...noteTexts.slice(0, store.textsCompared)] };
	const found = suggest(gives, (give) => reasonsFor(side, { ...give, texts: [give.title] }), mostShown);
	return found.map((give) => (give.origin === "offer" ? { ...give, title: titleFrom(give.title) } : give));
}

/** What the form of a new resource begins with. */
export type Beginning = {
	title?: string;
	topic?: Resource["topic"];
	note?: { id: string; text: string };
	party?: { id: string; label: string };
	place?: { id: string; label: string };
};

/** What an offered note, or what an organisation does here, says for the form of a new resource; nothing for what is not there. */
export async function beginningOf(
	ground: Ground,
	actor: Actor,
	query: { note?: string; organisation?: string },
): Promise<Beginning> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const note = query.note ? await readNote(read, query.note) : undefined;
		if (note?.kind === "offered") {
			const labels = await partiesByIds(
				read,
				[note.aboutId, note.placeId].filter((id) => id !== null),
			);
			const { id, text, topic } = note;
			const one = (party: string | null) => (party ? labels.get(party) : undefined);
			return { title: titleFrom(text), topic, note: { id, text }, party: one(note.aboutId), place: one(note.placeId) };
		}
		const one = query.organisation ? await store.readDoing(read, query.organisation) : undefined;
		return one ? { title: one.doing ?? undefined, party: { id: one.id, label: one.label } } : {};
	});
}

/** What the form of a correction begins with. Throws `not_found`. */
export async function resourceToChange(
	ground: Ground,
	actor: Actor,
	id: string,
): Promise<{ resource: Resource; beginning: Beginning }> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const found = await store.readResource(read, id);
		if (!found) throw new Refused("not_found");
		const { resource } = found;
		const labels = await partiesByIds(
			read,
			[resource.party, resource.place].filter((party) => party !== null),
		);
		const one = (party: string | null) => (party ? labels.get(party) : undefined);
		return {
			resource,
			beginning: {
				title: resource.title,
				topic: resource.topic,
				party: one(resource.party),
				place: one(resource.place),
			},
		};
	});
}
