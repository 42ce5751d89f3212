import type { Limited } from "./contract.ts";

/** How often each may be asked for in ten minutes, from one network and by one account; an office comes from one address. */
export const limits = {
	"sign-in": { address: 30, account: 30 },
	link: { address: 60, account: 60 },
	passkey: { address: 200, account: 60 },
	// A whole stair may join from one network; a code has its five tries besides.
	reach: { address: 40, account: 40 },
	board: { address: 60, account: 40 },
	assurance: { address: 200, account: 20 },
} as const satisfies Record<Limited, { address: number; account: number }>;

export type Count = { kind: "address" | "account"; since: Date; n: number };

export const limitMinutes = 10;

/** Nobody real is in the demonstration, and all who look at it may come from one address. */
export const demoTimes = 10;

/** When to try again, where a count is above what ten minutes take; undefined where there is room. */
export function tryAgainAt(what: Limited, counts: readonly Count[], times: number): Date | undefined {
	const over = counts.filter(({ kind, n }) => n > limits[what][kind] * times).map(({ since }) => since.getTime());
	return over.length > 0 ? new Date(Math.max(...over) + limitMinutes * 60_000) : undefined;
}
