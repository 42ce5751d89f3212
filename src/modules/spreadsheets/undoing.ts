import { Refused } from "../../core/refusal.ts";
import type { Actor } from "../../db/actor.ts";
import { lend, type Tx } from "../../db/database.ts";
import { type Ground, only } from "../../ui/http.ts";
import { removeOutlinesIn } from "../community/bulk/service.ts";
import { type Held, putBackSessionsIn } from "../initiatives/bulk/service.ts";
import { leaveDrawingIn } from "../network/kept/service.ts";
import { auditImport, importFrom } from "./here.ts";
import * as store from "./store.ts";
import { nouns } from "./written.ts";

/**
 * Takes away again what an import wrote: exactly that, all of it; what was there is again as it was. Undone twice it is undone
 * once. Throws `not_found`, `not_from_here`, `changed_meanwhile` where something of it was changed, or something new hangs on it.
 */
export async function undoImport(ground: Ground, actor: Actor, id: string): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db
		.withActor(actor, async (tx) => {
			const one = await importFrom(tx, id, "done", "undone");
			if (!one) return;
			await takeAwayIn(tx, id);
			await store.writeState(tx, id, "undone", ground.clock());
			await auditImport(tx, one, "undoImport", "counts");
		})
		.catch((error: Error & { code?: string }) => {
			// Something that came later points at it.
			throw error.code === "23503" ? new Refused("changed_meanwhile") : error;
		});
}

async function takeAwayIn(tx: Tx, id: string): Promise<void> {
	const written = await Promise.all(
		nouns.map(async (noun) => ({ noun, rows: await store.digestsWritten(tx, id, noun) })),
	);
	await store.planAnew(tx);
	for (const { noun, rows } of written)
		if (rows.length > 0 && (await store.countSame(tx, noun, rows)) !== rows.length)
			throw new Refused("changed_meanwhile");
	const were = (table: string) =>
		written.flatMap(({ noun, rows }) => (noun.table === table ? rows.flatMap(({ before }) => before ?? []) : []));
	await putBackSessionsIn(tx, were("initiatives.sessions") as Held[]);
	await removeOutlinesIn(tx, were("community.places") as Parameters<typeof removeOutlinesIn>[1][number][]);
	const made = written.map(({ noun, rows }) => ({
		noun,
		keys: rows.flatMap(({ key, before }) => (before === null ? [key] : [])),
	}));
	await leaveDrawingIn(tx, made.find(({ noun }) => noun.table === "community.parties")?.keys ?? []);
	await lend("importer", tx, async (lent) => {
		for (const { noun, keys } of made) if (keys.length > 0) await store.takeAway(lent, noun, keys);
	});
	await store.forgetWritten(tx, id);
}
