import { Refused } from "../../../core/refusal.ts";
import type { JoiningState, JoinWithAccount } from "./contract.ts";

/** A date as it stands when somebody wants to join it. */
export type Standing = {
	state: "planned" | "held" | "cancelled";
	startsAt: Date;
	capacity: number | null;
	joined: number;
	waiting: number;
};

/** Nobody overtakes who waits: a place, or the end of the queue. Throws `not_from_here` for what is past or does not take place, `invalid` for more than ever fit. */
export function decideJoining(date: Standing, heads: number, now: Date): JoiningState {
	if (date.state !== "planned" || date.startsAt <= now) throw new Refused("not_from_here");
	if (date.capacity === null) return "joins";
	if (heads > date.capacity) throw new Refused("invalid", { children: "error.too_large" });
	return date.waiting === 0 && date.joined + heads <= date.capacity ? "joins" : "waits";
}

/** Who of those who wait gets a place, in their order: it stops at the first for whom there is no room. */
export function movesUp(
	date: Pick<Standing, "capacity" | "joined">,
	waiting: readonly { id: string; heads: number }[],
): string[] {
	const up: string[] = [];
	let taken = date.joined;
	for (const { id, heads } of waiting) {
		if (date.capacity !== null && taken + heads > date.capacity) break;
		taken += heads;
		up.push(id);
	}
	return up;
}

/** Children's names are written only when the parent said so, and only of children who come. Throws `invalid`. */
export function decideChildren({
	children = 0,
	childNames,
	parentAgrees,
}: Pick<JoinWithAccount, "children" | "childNames" | "parentAgrees">): { children: number; childNames: string | null } {
	if (childNames && children === 0) throw new Refused("invalid", { children: "joining.say_how_many" });
	if (childNames && !parentAgrees) throw new Refused("invalid", { parentAgrees: "joining.say_agreed" });
	return { children, childNames: childNames ?? null };
}
