import { createHash } from "node:crypto";
import { breathing } from "../../core/breathing.ts";
import type { Plan } from "./plan.ts";
import type { Sheet } from "./reading/sheets.ts";

/**
 * What is remembered of the files that are looked at: a file is staged, looked at, told apart and confirmed within minutes,
 * and is not read and planned anew at each step. Its sheets follow from its id; a plan is taken up again only where all
 * that it was made from, what is there included, is still the same.
 */
type Remembered = { sheets?: Promise<Sheet[]>; stamp?: string; plan?: Promise<Plan> };

const files = new Map<string, Remembered>();
/** Each may hold a hundred thousand cells: only the latest few. */
const mostFiles = 3;

function rememberedOf(id: string): Remembered {
	const known = files.get(id) ?? {};
	files.delete(id);
	files.set(id, known);
	for (const oldest of [...files.keys()].slice(0, -mostFiles)) files.delete(oldest);
	return known;
}

/** Nothing of a file is kept that was written, or let go. */
export function forgetFile(id: string): void {
	files.delete(id);
}

/** The sheets of a file, read once. */
export function sheetsOnce(id: string, read: () => Promise<Sheet[]>): Promise<Sheet[]> {
	const file = rememberedOf(id);
	file.sheets ??= read().catch((error) => {
		forgetFile(id);
		throw error;
	});
	return file.sheets;
}

/** Plans, or takes up again what was planned from just the same. */
export type Once = (of: readonly unknown[], make: () => Promise<Plan>) => Promise<Plan>;

/** The plan of a file: made anew wherever `said`, or anything else that it is made of, is another than the last time. */
export function planOnce(id: string, said: unknown): Once {
	return async (of, make) => {
		const stamp = await stampOf([said, ...of]);
		const file = rememberedOf(id);
		if (file.stamp !== stamp || !file.plan) {
			file.stamp = stamp;
			file.plan = make().catch((error) => {
				forgetFile(id);
				throw error;
			});
		}
		return file.plan;
	};
}

async function stampOf(of: readonly unknown[]): Promise<string> {
	const hash = createHash("sha256");
	const parts = of.flatMap((one) => (Array.isArray(one) ? [one.length, ...one] : [one]));
	for await (const part of breathing(parts)) hash.update(`${JSON.stringify(part)}\n`);
	return hash.digest("hex");
}
