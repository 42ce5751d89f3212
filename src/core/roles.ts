/** The eight roles, in the order in which the brief names them. */
export const roles = [
	"resident",
	"citizen",
	"facilitator",
	"coordinator",
	"social-worker",
	"officer",
	"evaluator",
	"administrator",
] as const;
export type Role = (typeof roles)[number];
