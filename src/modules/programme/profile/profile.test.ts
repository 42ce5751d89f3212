import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase } from "../../../../tests/harness.ts";
import { formOf, pagesFor } from "../../../../tests/pages.ts";
import { newId } from "../../../core/ids.ts";
import type { Actor } from "../../../db/actor.ts";
import { bands, fieldOf } from "./contract.ts";
import { pages } from "./pages.tsx";
import { profileOf } from "./service.ts";

const base = "/programme/neighbourhoods/qui/profile";
const facilitator = actorOf("facilitator");
const officer = actorOf("officer");
let reader: Actor = facilitator;
let t: Awaited<ReturnType<typeof freshDatabase>>;
let app: ReturnType<typeof pagesFor>;

beforeAll(async () => {
	t = await freshDatabase();
	app = pagesFor(t.ground, [pages], () => ({ actor: reader }));
});
afterAll(() => t.end());

const said = { source: "anagrafe comunale", sourceOn: "2026-01-01" };
const ages = (counts: readonly number[]) => ({
	id: newId(),
	...said,
	...Object.fromEntries(counts.map((n, i) => [fieldOf(bands[i]!), String(n)])),
});

async function as<Result>(actor: Actor, work: () => Promise<Result>): Promise<Result> {
	reader = actor;
	return work().finally(() => {
		reader = facilitator;
	});
}

test("residents by age are replaced as a whole, and the same request is written once", async () => {
	const first = ages([40, 50, 60]);
	expect((await app.request(`${base}/ages`, formOf(first))).status).toBe(303);
	expect((await app.request(`${base}/ages`, formOf(first))).status).toBe(303);
	expect((await app.request(`${base}/ages`, formOf(ages([41, 3, 60, 20])))).status).toBe(303);
	const { profile } = await profileOf(t.ground, facilitator, "qui");
	expect(profile.ages.map((age) => age.residents)).toEqual([41, 3, 60, 20]);
	expect(profile).toMatchObject({ total: 124, withheld: false });
	const { rows } = await t.owner.query(
		"select count(*)::int as all, count(*) filter (where ended_at is null)::int as standing from programme.profile_lines",
	);
	expect(rows[0]).toEqual({ all: 7, standing: 4 });
	expect((await app.request(`${base}/ages`, formOf({ ...first, source: "altra fonte" }))).status).toBe(422);
});

test("the officer reads no band under five people, nor the next smallest, and is told so", async () => {
	const { profile } = await profileOf(t.ground, officer, "qui");
	expect(profile.ages.map((age) => age.residents)).toEqual([41, null, 60, null]);
	expect(profile).toMatchObject({ total: 124, withheld: true });
	const html = await as(officer, async () => (await app.request(base)).text());
	expect(html).toContain("Sotto le cinque persone");
	expect(html).not.toContain(`action="${base}`);
	expect(html).toContain("anagrafe comunale");
});

test("a line has its source and day, is read, and is taken out", async () => {
	const id = newId();
	const line = { id, section: "transport", label: "Corse dell'autobus al giorno", value: "18", ...said };
	expect((await app.request(`${base}/lines`, formOf(line))).status).toBe(303);
	expect(await (await app.request(base)).text()).toContain("anagrafe comunale, 1 gennaio 2026");
	const wrong = await app.request(`${base}/lines`, formOf({ ...line, id: newId(), sourceOn: "2027-01-01", label: "" }));
	expect(wrong.status).toBe(422);
	const future = await app.request(`${base}/lines`, formOf({ ...line, id: newId(), sourceOn: "2027-01-01" }));
	expect(future.status).toBe(422);
	expect(await future.text()).toContain("18");
	expect((await app.request(`${base}/lines/${id}/end`, formOf({}))).status).toBe(303);
	expect((await app.request(`${base}/lines/${id}/end`, formOf({}))).status).toBe(303);
	expect((await profileOf(t.ground, facilitator, "qui")).profile.lines).toEqual([]);
});

test("who works elsewhere finds nothing, and nobody else reads it", async () => {
	const codes = async (actor: Actor) => {
		const answers = await as(actor, async () => [
			await app.request(base),
			await app.request(`${base}/ages`, formOf(ages([1]))),
		]);
		return answers.map((answer) => answer.status);
	};
	expect(await codes(actorOf("facilitator", "beside"))).toEqual([404, 404]);
	expect(await codes(actorOf("coordinator", "far"))).toEqual([404, 404]);
	expect(await codes(actorOf("coordinator"))).toEqual([200, 303]);
	expect(await codes(officer)).toEqual([200, 403]);
	for (const role of ["resident", "citizen", "social-worker", "evaluator", "administrator"] as const)
		expect(await codes(actorOf(role)), role).toEqual([403, 403]);
});
