import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../tests/harness.ts";
import { formOf, pagesFor } from "../../../tests/pages.ts";
import type { Actor } from "../../db/actor.ts";
import { pages as forgetting } from "../forgetting.tsx";
import { pages as setup } from "./pages.tsx";

let t: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

const rosa = actorOf("administrator");
const step = "/programme/setup/forgetting";
const ask = (path: string, init?: RequestInit, actor: Actor = rosa) =>
	pagesFor(t.ground, [setup, forgetting], () => ({ actor })).request(path, init);

test("the administrator sets after how many days only a count remains, and who works there reads it", async () => {
	const carla = actorOf("coordinator");
	const { rows: all } = await t.owner.query("select id, slug from programme.territories");
	const slug = all.find((territory) => territory.id === places.territory).slug;
	expect(await (await ask(step)).text()).toContain('value="90"');
	expect(await (await ask("/community/forgetting", undefined, carla)).text()).toContain("Dopo 90 giorni");

	for (const days of ["29", "366", "sei", "1e2"]) {
		const refused = await ask(step, formOf({ territory: slug, days }));
		expect(refused.status, days).toBe(422);
		expect(await refused.text()).toContain(`value="${days}"`);
	}
	expect((await ask(step, formOf({ territory: "altrove", days: "60" }))).status).toBe(422);
	expect((await ask(step, formOf({ territory: slug, days: "60" }), carla)).status).toBe(403);
	const { rows: before } = await t.owner.query("select distinct forget_after_days as days from programme.territories");
	expect(before).toEqual([{ days: 90 }]);

	expect((await ask(step, formOf({ territory: slug, days: "60" }))).status).toBe(303);
	expect(await (await ask("/community/forgetting", undefined, carla)).text()).toContain("Dopo 60 giorni");
	const far = await (await ask("/community/forgetting", undefined, actorOf("coordinator", "far"))).text();
	expect(far, "another territory keeps its own term").toContain("Dopo 90 giorni");
	expect(await (await ask("/programme/setup")).text()).toContain("60 giorni");
	const { rows } = await t.owner.query("select verb, record_id as id from access.audit");
	expect(rows).toEqual([{ verb: "writeTerm", id: places.territory }]);
});
