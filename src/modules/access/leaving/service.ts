import type { Id } from "../../../core/ids.ts";
import { addDays, dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import type { HeldRole, LastDay, Worker } from "./contract.ts";
import { type Row, readWorkers, writeLastDay } from "./store.ts";

/** Who works, or is active, in a coordinator's territory, by name; at most 200. */
export async function workersIn(read: Read, now: Date): Promise<Worker[]> {
	const { actor } = read;
	only(actor, "coordinator");
	const rows = await readWorkers(read, dayOf(now), { territoryId: actor.territoryId! });
	return rows.map((row) => workerOf(actor, row));
}

/** One of them, with the roles the actor sees: for the administrator all. Throws `not_found`. */
export async function workerIn(read: Read, accountId: string, now: Date): Promise<Worker> {
	const { actor } = read;
	only(actor, "coordinator", "administrator");
	const territoryId = actor.role === "coordinator" ? actor.territoryId! : undefined;
	const [row] = await readWorkers(read, dayOf(now), { accountId, ...(territoryId && { territoryId }) });
	if (!row) throw new Refused("not_found");
	return workerOf(actor, row);
}

function workerOf(actor: Actor, { id, name, roles }: Row): Worker {
	return { id, name, roles: roles.map((held) => ({ ...held, mine: isTheirs(actor, id, held) })) };
}

/** A coordinator ends the work of others in the own territory, but of no coordinator; an administrator everybody's but their own. */
function isTheirs(actor: Actor, accountId: string, { role, territoryId }: Omit<HeldRole, "mine">): boolean {
	if (actor.accountId === accountId) return false;
	if (actor.role === "administrator") return true;
	return territoryId === actor.territoryId && role !== "coordinator";
}

/**
 * Writes the last day of one role, or of all the actor has a say in, from today on; or that they go on. From midnight in
 * Rome after it the account has them no more: its sessions, links and passkeys look each time. Its name stays beside
 * what it wrote. Throws `not_found`, or `invalid` for a day gone by or a role that is not theirs to end.
 */
export async function setLastDay(
	ground: Ground,
	actor: Actor,
	accountId: Id<"account">,
	input: LastDay,
): Promise<void> {
	only(actor, "coordinator", "administrator");
	const now = ground.clock();
	const today = dayOf(now);
	if (!input.until && !input.goesOn) throw new Refused("invalid", { until: "error.required" });
	if (input.until && input.goesOn) throw new Refused("invalid", { goesOn: "leaving.error_both" });
	if (input.until && input.until < today) throw new Refused("invalid", { until: "leaving.error_past" });
	await ground.db.withActor(actor, async (tx) => {
		const { roles } = await workerIn(tx, accountId, now);
		const chosen = roles.filter((held) => held.mine && (!input.assignment || held.id === input.assignment));
		if (chosen.length === 0) throw new Refused("invalid", { assignment: "leaving.error_not_yours" });
		await writeLastDay(
			tx,
			chosen.map((held) => held.id),
			input.until ?? null,
			addDays(today, -1),
		);
		await audit(tx, { verb: "setLastDay", kind: "account", id: accountId, fields: ["until"] });
	});
}
