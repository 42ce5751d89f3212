import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, testNow } from "../../../../tests/harness.ts";
import { call, newDevice, newField, sent } from "../../../../tests/notebook.ts";
import { newId } from "../../../core/ids.ts";
import type { Ground } from "../../../ui/http.ts";
import { aheadDays } from "../../programme/retention/contract.ts";
import { keepTerms } from "../../programme/retention/service.ts";
import { packFor } from "../pack/service.ts";
import { receive, recordsAside } from "../records/service.ts";
import { retainedByNotebook } from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");

beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

/** The same installation, so many days later. */
function later(days: number): Ground {
	return { ...t.ground, clock: () => new Date(testNow.getTime() + days * 86_400_000) };
}

test("what waits for its writer goes after its term; that it was set aside, and why, stays", async () => {
	const device = await newDevice(t.ground, anna);
	const { followUp } = await newField(t.owner, anna);
	const { version } = (await packFor(t.ground, anna, device)).followUps.find((f) => f.id === followUp)!;
	const done = (words: string) => sent("follow_up_step", { followUp, to: "done", words }, { base: version });
	const records = [
		sent("note", { text: "di chi non c'è più", kind: "asked", about: newId() }),
		done("vista"),
		done("non c'era"),
	];
	const send = async () => (await receive(t.ground, anna, call(device, records))).answers;
	const first = await send();
	expect(first.map(({ state }) => state)).toEqual(["set_aside", "received", "needs_you"]);
	expect(first[2]?.theirs).toMatchObject({ outcome: "vista" });
	const sealed = async () =>
		(await t.owner.query("select count(*)::int as n from notebook.records where sealed is not null or people <> '{}'"))
			.rows[0].n;
	expect(await sealed()).toBe(2);

	expect(await keepTerms(later(364 - aheadDays), retainedByNotebook)).toBe(0);
	expect(await keepTerms(later(365 - aheadDays), retainedByNotebook)).toBe(0);
	expect(await recordsAside(t.ground, anna)).toHaveLength(1);
	expect(await keepTerms(later(365), retainedByNotebook)).toBe(2);
	expect(await sealed()).toBe(0);
	expect(await recordsAside(t.ground, anna)).toEqual([]);
	// Sent again it is answered the same, but for what is gone.
	const then = await send();
	expect(then).toEqual([first[0], first[1], { ...first[2]!, theirs: null }]);
	expect(await keepTerms(later(400), retainedByNotebook)).toBe(0);
});
