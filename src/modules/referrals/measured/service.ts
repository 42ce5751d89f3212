import { addDays, type Day, dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { type Actor, system } from "../../../db/actor.ts";
import type { Read } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { territoriesIn } from "../../programme/service.ts";
import { listDesks } from "../desks/service.ts";
import type { Measured, MeasuredPath, Period } from "./contract.ts";
import { byPart } from "./rules.ts";
import * as store from "./store.ts";

/** How long the path is, and how often it comes back: aggregates, never a referral. */

function between({ from, to }: Period, today: Day): { from: Day; to: Day } {
	const until = to ?? today;
	const since = from ?? addDays(until, -364);
	if (since > until) throw new Refused("invalid", { to: "error.order" });
	return { from: since, to: until };
}

/**
 * The path measured: to a coordinator that of the territory, by desk; to an officer that of the programme, by territory.
 * Throws `sign_in_first`, `not_yours`, `invalid` (`to`).
 */
export async function measuredPath(ground: Ground, actor: Actor, asked: Period): Promise<MeasuredPath> {
	only(actor, "coordinator", "officer");
	const { from, to } = between(asked, dayOf(ground.clock()));
	const isWhole = actor.role === "officer";
	const territoryId = isWhole ? undefined : actor.territoryId;
	const [rows, parts] = await Promise.all([
		ground.db.readAs(system("counter"), (read) => store.ways(read, from, to, territoryId)),
		isWhole ? ground.db.readAs(actor, (read) => territoriesIn(read)) : listDesks(ground, actor),
	]);
	const counted = rows.map(({ deskId, territoryId: its, ...way }) => ({ ...way, part: isWhole ? its : deskId }));
	const measured = byPart(
		counted,
		parts.map(({ id }) => id),
	);
	return { from, to, all: measured.all, parts: parts.map(({ name }, i) => ({ name, measured: measured.parts[i]! })) };
}

/** The same by territory, for who tells anybody: as the counter. */
export async function measuredByTerritoryIn(
	read: Read,
	from: Day,
	to: Day,
): Promise<{ all: Measured; of: Map<string, Measured> }> {
	const rows = await store.ways(read, from, to);
	const territoryIds = [...new Set(rows.map(({ territoryId }) => territoryId))];
	const { all, parts } = byPart(
		rows.map(({ territoryId, deskId: _, ...way }) => ({ ...way, part: territoryId })),
		territoryIds,
	);
	return { all, of: new Map(territoryIds.map((id, i) => [id, parts[i]!])) };
}
