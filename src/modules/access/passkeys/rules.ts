import type { Actor } from "../../../db/actor.ts";
import type { Assignment } from "../contract.ts";
import { workRoles } from "../rules.ts";

export const challengeMinutes = 5;
export const mostPasskeys = 10;

/** Whom passkeys are made for: the host name, and the origin of the pages. */
export type RelyingParty = { id: string; origin: string };

/** The relying party of an address; undefined where browsers know no passkeys: an IP address, or plain http to another machine. */
export function relyingParty(base: string): RelyingParty | undefined {
	const { hostname, origin, protocol } = new URL(base);
	const isAddress = hostname.startsWith("[") || /^[\d.]+$/.test(hostname);
	const isSafe = protocol === "https:" || hostname === "localhost";
	return isAddress || !isSafe ? undefined : { id: hostname, origin };
}

/** Whether a counter tells of a copy: it must grow, unless the device does not count and stays at 0. */
export function wentBack(before: number, now: number): boolean {
	return (before > 0 || now > 0) && now <= before;
}

/**
 * Who replaces the lost passkey of an account with these roles: the coordinator, where all the work is a
 * facilitator's or a social worker's in that territory; else the administrator. Nobody replaces the own one.
 */
export function mayReplace(actor: Actor, accountId: string, held: readonly Assignment[]): boolean {
	const work = held.filter((a) => workRoles.includes(a.role));
	const [first] = work;
	if (!first || actor.accountId === accountId) return false;
	const inOneTerritory = work.every(
		(a) => (a.role === "facilitator" || a.role === "social-worker") && a.territoryId === first.territoryId,
	);
	if (!inOneTerritory) return actor.role === "administrator";
	return actor.role === "coordinator" && actor.territoryId === first.territoryId;
}
