import { Refused } from "../../../core/refusal.ts";
import type { ChangeDesk } from "./contract.ts";

/** A desk can be reached: through the accounts of its members, or at an address for links. Throws `invalid`. */
export function checkReach({ members, email }: Pick<ChangeDesk, "members" | "email">): void {
	if (members.length === 0 && !email) throw new Refused("invalid", { email: "desks.error_reach" });
}

/** Who stops and who begins to read what lies at a desk, when its members change. */
export function membersChanged(
	before: readonly string[],
	after: readonly string[],
): { gone: string[]; come: string[] } {
	return {
		gone: before.filter((one) => !after.includes(one)),
		come: after.filter((one) => !before.includes(one)),
	};
}
