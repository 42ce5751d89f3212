import { addDays, instantOf } from "../../../core/period.ts";
import type { Read } from "../../../db/database.ts";
import { only } from "../../../ui/http.ts";
import { nextOf, readCursor } from "../../../ui/json.ts";
import { workRoles } from "../rules.ts";
import { accountNames } from "../service.ts";
import type { Entry, ListTrail } from "./contract.ts";
import { type Found, readTrail } from "./store.ts";

/** Those whose name stands beside what they did. Of residents and citizens the trail tells the role only. */
const named = workRoles as readonly string[];

/** A page of the trail, newest first: for the administrator of the whole installation, for a coordinator of the own territory. */
export async function trailIn(
	read: Read,
	{ day, verb, kind, cursor, limit }: ListTrail,
): Promise<{ items: Entry[]; next: string | null }> {
	const { actor } = read;
	only(actor, "administrator", "coordinator");
	const found = await readTrail(read, {
		territoryId: actor.role === "coordinator" ? actor.territoryId : undefined,
		from: day ? instantOf(day) : undefined,
		before: day ? instantOf(addDays(day, 1)) : undefined,
		verb,
		kind,
		after: readCursor(cursor),
		limit: limit + 1,
	});
	const items = await withNames(read, found.slice(0, limit));
	return { items, next: nextOf(found, limit, (one) => one.at) };
}

async function withNames(read: Read, found: readonly Found[]): Promise<Entry[]> {
	const nameable = found.map(({ actorId, role }) => (named.includes(role) ? actorId : null));
	const names = await accountNames(read, nameable);
	return found.map(({ actorId: _, ...entry }, i) => ({ ...entry, name: names.get(nameable[i] ?? "") ?? null }));
}
