import { Refused } from "../../core/refusal.ts";
import { type Role, rolesOfAll } from "../../core/roles.ts";
import type { Assignment } from "./contract.ts";

export const linkMinutes = 30;
/** Minutes in which a passkey that was lost is replaced: of the link, and of the session it opens. */
export const replacementMinutes = 15;
export const sessionDays = 14;
export const linksAnHour = 5;
/** How long somebody who has shown that it is them need not show it again. */
export const assuredMinutes = 30;

/** After how many minutes without use a shared phone lets nobody in, where somebody has said that it is shared. */
export const idleChoices = [5, 15, 30] as const;
export type IdleMinutes = (typeof idleChoices)[number];

/** The browser a session begins in. */
export type Browser = { device: "phone" | "computer"; idleMinutes?: IdleMinutes };
/** One of which nothing is known. */
export const anyBrowser: Browser = { device: "computer" };

const preference: readonly Role[] = [
	"facilitator",
	"coordinator",
	"social-worker",
	"citizen",
	"resident",
	"officer",
	"evaluator",
	"administrator",
	"data-protection-officer",
];

/** Roles that are work: they sign in by passkey as soon as they have one. */
export const workRoles: readonly Role[] = preference.filter((role) => role !== "citizen" && role !== "resident");

/** Roles that work in a territory and see each other's names. */
export const staffRoles: readonly Role[] = ["facilitator", "coordinator", "social-worker"];

/** The role a session begins in: the one asked for when it is held, else the one most used daily. */
export function firstAssignment(held: readonly Assignment[], wanted?: Role): Assignment {
	const [first] = [...held]
		.filter((a) => !wanted || a.role === wanted)
		.sort((a, b) => preference.indexOf(a.role) - preference.indexOf(b.role));
	if (!first) throw new Refused("not_yours");
	return first;
}

/** Which places a role needs: whole programme, a territory, or one neighbourhood. Throws `invalid` naming the field. */
export function checkPlaces(role: Role, places: { territoryId?: string; neighbourhoodId?: string }): void {
	const inNeighbourhood = role === "facilitator" || role === "citizen" || role === "resident";
	if (!rolesOfAll.includes(role) && !places.territoryId) throw new Refused("invalid", { territory: "error.required" });
	if (inNeighbourhood && !places.neighbourhoodId) throw new Refused("invalid", { neighbourhood: "error.required" });
}

/** An address of ours to come back to, or the front page: never another site. */
export function safeBack(path: string | undefined): string {
	return path && /^\/(?![/\\])[^\s\\]*$/.test(path) ? path : "/";
}
