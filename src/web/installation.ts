import { dayOf } from "../core/period.ts";
import { nobody } from "../db/actor.ts";
import { type Body, isReadyForPeople } from "../modules/programme/body/contract.ts";
import { bodyIn } from "../modules/programme/body/service.ts";
import { groundsIn } from "../modules/programme/purposes/service.ts";
import type { Ground, Guarantees, View } from "../ui/http.ts";

/** What every page of an installation needs to know of the body that keeps it. */
export type Installation = {
	/** Whether real data may come in: controller, processors and assessment are recorded. */
	ready: boolean;
	/** Who answers for the data, once it is recorded: for the page about them. */
	guarantees?: Guarantees;
	/** On which legal ground each purpose of processing stands. */
	grounds?: View["grounds"];
	/** Topics that are not offered when something is written down. */
	unusedTopics: readonly string[];
};

const lastsMs = 300_000;

/** Reads the installation at most every five minutes; `forget` makes the next page read it again. */
export function installationOf(ground: Ground): { read(): Promise<Installation>; forget(): void } {
	let known: { at: number; found: Promise<Installation> } | undefined;
	async function ask(): Promise<Installation> {
		const today = dayOf(ground.clock());
		const [body, grounds] = await ground.db.readAs(nobody(), async (read) => [
			await bodyIn(read),
			await groundsIn(read, today),
		]);
		return {
			grounds,
			ready: ground.demo || isReadyForPeople(body),
			guarantees: guaranteesOf(body),
			unusedTopics: body?.unusedTopics ?? [],
		};
	}
	function forget(): void {
		known = undefined;
	}
	async function read(): Promise<Installation> {
		if (!known || performance.now() - known.at > lastsMs) {
			const found = ask();
			found.catch(forget); // an answer that failed is not remembered
			known = { at: performance.now(), found };
		}
		// Without a database the page says so itself, and nothing can be written.
		return known.found.catch(() => ({ ready: ground.demo, unusedTopics: [] }));
	}
	return { read, forget };
}

function guaranteesOf(body: Body | undefined): Guarantees | undefined {
	if (!body?.controller || !body.contact || !body.assessedOn) return undefined;
	const { controller, contact, processors, assessedOn } = body;
	return { controller, contact, processors, assessedOn };
}
