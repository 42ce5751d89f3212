import { createHash } from "node:crypto";

/** How much may be sent within an hour: through one link, and from one bucket of addresses. */
export const mostAnHour = { link: 20, address: 60 } as const;

export type Tries = { kind: keyof typeof mostAnHour; since: Date; n: number };

const hourMs = 3_600_000;

/** When to try again, where one of the counts is above what an hour takes; undefined where there is room. */
export function tryAgainAt(tries: readonly Tries[]): Date | undefined {
	const over = tries.filter(({ kind, n }) => n > mostAnHour[kind]).map(({ since }) => since.getTime() + hourMs);
	return over.length > 0 ? new Date(Math.max(...over)) : undefined;
}

// Without letters and digits that are easily taken for each other, or read badly on the telephone.
const letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

/** What a partner can tell the desk to find the note again: eight signs made of its id, `K7F2-9QXM`. */
export function receiptCode(noteId: string): string {
	const bytes = createHash("sha256").update(`receipt ${noteId}`).digest();
	const signs = Array.from(bytes.subarray(0, 8), (byte) => letters[byte % letters.length]);
	return `${signs.slice(0, 4).join("")}-${signs.slice(4).join("")}`;
}
