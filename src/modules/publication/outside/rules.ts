import { Worker } from "node:worker_threads";
import { idFromContent } from "../../../core/ids.ts";
import { addDays, type Day, instantOf } from "../../../core/period.ts";
import { labelIn } from "../../initiatives/public/service.ts";
import type { Fault, Found, LeftOut, ReadEvent } from "./contract.ts";

/** How long a file may be thought about. */
const mostMilliseconds = 10_000;

/** The dates of a year from a day in a calendar file, read in a thread that ends when its time is over. */
export function readInTime(text: string, today: Day): Promise<Found | { fault: Fault }> {
	return new Promise((resolve, reject) => {
		const worker = new Worker(new URL("./reader.ts", import.meta.url), {
			workerData: { text, from: instantOf(today), to: instantOf(addDays(today, 366)) },
			execArgv: ["--disable-warning=ExperimentalWarning"],
			resourceLimits: { maxOldGenerationSizeMb: 256 },
		});
		const over = setTimeout(() => end({ fault: "slow" }), mostMilliseconds);
		const end = (answer: Found | { fault: Fault }) => {
			clearTimeout(over);
			resolve(answer);
			void worker.terminate();
		};
		worker.on("message", end);
		worker.on("error", (error: Error & { code?: string }) => {
			if (error.code === "ERR_WORKER_OUT_OF_MEMORY") return end({ fault: "slow" });
			clearTimeout(over);
			reject(error);
		});
	});
}

/** What would stand on the square: each date under an id of its own, without what names somebody's trouble. */
export function eventsFrom(
	organisationId: string,
	{ events, leftOut }: Found,
): { events: ReadEvent[]; leftOut: LeftOut } {
	const byId = new Map<string, ReadEvent>();
	let labels = 0;
	for (const { key, ...event } of events) {
		if (labelIn(`${event.title}\n${event.about}`)) labels += 1;
		else {
			const id = idFromContent(new Date(0), ["outside", organisationId, event.uid, key]);
			byId.set(id, { ...event, id });
		}
	}
	return { events: [...byId.values()], leftOut: labels > 0 ? { ...leftOut, labels } : leftOut };
}

export type Difference = { added: ReadEvent[]; changed: ReadEvent[]; removed: ReadEvent[]; same: number };

/** What a file would change, against what is kept from now on: by the id that follows from its UID. */
export function difference(kept: readonly ReadEvent[], read: readonly ReadEvent[]): Difference {
	const before = new Map(kept.map((event) => [event.id, event]));
	const after = new Set(read.map(({ id }) => id));
	const isSame = (event: ReadEvent) => {
		const was = before.get(event.id);
		return was && (Object.keys(event) as (keyof ReadEvent)[]).every((field) => was[field] === event[field]);
	};
	const changed = read.filter((event) => before.has(event.id) && !isSame(event));
	return {
		added: read.filter(({ id }) => !before.has(id)),
		changed,
		removed: kept.filter(({ id }) => !after.has(id)),
		same: read.filter(isSame).length,
	};
}
