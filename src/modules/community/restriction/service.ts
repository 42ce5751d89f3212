import { sql } from "kysely";
import { dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import { lend, type Read, type Tx } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { type Asker, type Restriction, refuseRestricted } from "./contract.ts";

/** What is here of somebody is kept, and neither added to nor used, from when they ask until it is lifted. */

/** The restriction of a person that stands; undefined where none does. */
export async function restrictionIn(read: Read, personId: string): Promise<Restriction | undefined> {
	const rows =
		await read.rows<Restriction>(sql`select restricted_since as since, restricted_by as by from community.persons
		where territory_id = ${read.actor.territoryId ?? null} and id = ${personId} and restricted_since is not null`);
	return rows[0];
}

/**
 * The guard of every verb that writes about somebody or makes use of what is here of them, whoever stands at these ids;
 * what is no person passes. Throws `restricted`.
 */
export async function refuseKept(read: Read, ...ids: readonly (string | null | undefined)[]): Promise<void> {
	const asked = ids.filter((id) => id != null);
	if (asked.length === 0) return;
	const rows = await read.rows<{ restricted: true }>(sql`select true as restricted from community.persons
		where territory_id = ${read.actor.territoryId ?? null} and id = any(${asked}::uuid[]) and restricted_since is not null limit 1`);
	refuseRestricted(...rows);
}

/** The same where people act on a public page: `square` reads no person, so the look is lent. */
export function refuseKeptOnSquare(tx: Tx, ...ids: readonly (string | null | undefined)[]): Promise<void> {
	return lend("rights", tx, (lent) => refuseKept(lent, ...ids));
}

async function write(tx: Tx, personId: string, restriction: Restriction | undefined): Promise<void> {
	const { since = null, by = null } = restriction ?? {};
	const rows = await tx.rows<{
		neighbourhoodId: string;
	}>(sql`update community.persons set restricted_since = ${since}, restricted_by = ${by}
		where territory_id = ${tx.actor.territoryId ?? null} and id = ${personId} returning neighbourhood_id as "neighbourhoodId"`);
	const [row] = rows;
	if (!row) throw new Refused("not_found");
	const verb = restriction ? "restrictPerson" : "liftRestriction";
	await audit(tx, { verb, kind: "person", id: personId, neighbourhoodId: row.neighbourhoodId, fields: ["restricted"] });
}

/** From today on nothing new is written about a person, and nothing is used. Twice is once. Throws `not_found`. */
export async function restrict(ground: Ground, actor: Actor, personId: string, { by }: { by: Asker }): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		if (await restrictionIn(tx, personId)) return;
		await write(tx, personId, { since: dayOf(ground.clock()), by });
	});
}

/** Lifts a restriction, after the person was told. Twice is once. Throws `not_found`. */
export async function lift(ground: Ground, actor: Actor, personId: string): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, (tx) => write(tx, personId, undefined));
}
