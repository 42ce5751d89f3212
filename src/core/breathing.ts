import { setImmediate as breath } from "node:timers/promises";

/** So long in milliseconds everybody else waits at most for a turn, beside the work on one item. */
const mostWait = 10;

/** The items one after another, for work that takes long on all of them: meanwhile everybody else has a turn. */
export async function* breathing<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
	let began = performance.now();
	for (const item of items) {
		if (performance.now() - began > mostWait) {
			await breath();
			began = performance.now();
		}
		yield item;
	}
}
