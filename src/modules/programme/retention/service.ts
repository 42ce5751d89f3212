import type { Id } from "../../../core/ids.ts";
import { type Day, dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { type Actor, system } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { letLettersGo } from "../../access/service.ts";
import type { Territory } from "../contract.ts";
import { territoriesIn } from "../service.ts";
import type { Going, Retained, SetTerm, Term } from "./contract.ts";
import * as store from "./store.ts";

/** How long records are kept. The kinds, of whatever module, are handed in as `kinds`. */

/** The territory meant: a coordinator's own, or the one an administrator names; without a name the first. Throws `invalid`. */
async function territoryIn(read: Read, slug: string | undefined): Promise<Territory> {
	const { actor } = read;
	const all = await territoriesIn(read);
	const mine = actor.role === "coordinator" ? all.filter(({ id }) => id === actor.territoryId) : all;
	const found = slug ? mine.find((territory) => territory.slug === slug) : mine[0];
	if (!found) throw new Refused("invalid", { territory: "error.choice" });
	return found;
}

function termsOf(kinds: readonly Retained[], set: readonly Term[]): Term[] {
	return kinds.map(
		({ kind, days }) => set.find((term) => term.kind === kind) ?? { kind, days, ground: null, setOn: null },
	);
}

export type Retention = {
	territory: Territory;
	territories: Territory[];
	terms: Term[];
	going: Going[];
	gone: Going[];
};

/** The terms of a territory, what goes on which day, and what went. Throws `invalid`. */
export async function retention(
	ground: Ground,
	actor: Actor,
	kinds: readonly Retained[],
	slug?: string,
): Promise<Retention> {
	only(actor, "coordinator", "administrator", "data-protection-officer");
	return ground.db.readAs(actor, async (read) => {
		const territory = await territoryIn(read, slug);
		const [set, going, gone] = await Promise.all([
			store.terms(read, territory.id),
			store.going(read, territory.id),
			store.gone(read, territory.id),
		]);
		const territories = actor.role === "coordinator" ? [territory] : await territoriesIn(read);
		return { territory, territories, terms: termsOf(kinds, set), going, gone };
	});
}

/** Sets how long a kind is kept, and why. Throws `not_found` for a kind nobody keeps, `invalid`. */
export async function setRetention(
	ground: Ground,
	actor: Actor,
	kinds: readonly Retained[],
	kind: string,
	{ days, ground: why, territory: slug }: SetTerm,
): Promise<{ territory: Territory }> {
	only(actor, "coordinator", "administrator");
	if (!kinds.some((one) => one.kind === kind)) throw new Refused("not_found");
	return ground.db.withActor(actor, async (tx) => {
		const territory = await territoryIn(tx, slug);
		const on = dayOf(ground.clock());
		await store.writeTerm(tx, { territoryId: territory.id, kind, days, ground: why, on });
		await audit(tx, { verb: "setRetention", kind: "territory", id: territory.id, fields: [kind] });
		return { territory };
	});
}

/** The actor of the night in a territory. */
function cleaner(territoryId: string): Actor {
	return { ...system("retention"), territoryId: territoryId as Id<"territory"> };
}

/**
 * The work of a night, in every territory: first lets go what was shown for long enough and is still over its time, then
 * shows what goes within the days ahead; letters that were sent, which are of no territory, go with it. `onlyShow` leaves out the first. Gives how many were let go.
 */
export async function keepTerms(
	ground: Ground,
	kinds: readonly Retained[],
	{ onlyShow = false }: { onlyShow?: boolean } = {},
): Promise<number> {
	const today = dayOf(ground.clock());
	if (!onlyShow) await letLettersGo(ground);
	const all = await ground.db.readAs(system("retention"), (read) => store.territories(read));
	let n = 0;
	for (const { id } of all) n += await keepTermsOf(ground, kinds, { territoryId: id, today, onlyShow });
	return n;
}

async function keepTermsOf(
	ground: Ground,
	kinds: readonly Retained[],
	{ territoryId, today, onlyShow }: { territoryId: string; today: Day; onlyShow: boolean },
): Promise<number> {
	const actor = cleaner(territoryId);
	const terms = termsOf(kinds, await ground.db.readAs(actor, (read) => store.terms(read, territoryId)));
	let n = 0;
	for (const [i, kind] of kinds.entries())
		n += await ground.db.withActor(actor, async (tx) => {
			const asked = { territoryId, today, days: terms[i]!.days };
			const ids = onlyShow ? [] : await store.due(tx, kind, asked);
			if (ids.length > 0) {
				for (const statement of kind.letGo(territoryId, ids, today)) await tx.rows(statement);
				await store.writeDone(tx, { territoryId, kind: kind.kind, today, ids });
				await audit(tx, { verb: "letTermEnd", kind: "territory", id: territoryId, fields: [kind.kind] });
			}
			await store.takeBack(tx, kind, asked);
			await store.show(tx, kind, asked);
			return ids.length;
		});
	return n;
}
