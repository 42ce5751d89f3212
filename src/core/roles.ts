/** The eight roles of the work, in the order in which the brief names them, and the one that watches over the data. */
export const roles = [
	"resident",
	"citizen",
	"facilitator",
	"coordinator",
	"social-worker",
	"officer",
	"evaluator",
	"administrator",
	"data-protection-officer",
] as const;
export type Role = (typeof roles)[number];

/** Roles held for the whole programme: in no territory, in no neighbourhood. */
export const rolesOfAll: readonly Role[] = ["officer", "evaluator", "administrator", "data-protection-officer"];
