import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, testNow } from "../../../../tests/harness.ts";
import { pagesFor } from "../../../../tests/pages.ts";
import { packed, readPdf } from "../../../../tests/pdf.ts";
import { neighbourhoods } from "../../../cli/demo/neighbourhoods.ts";
import { seedDemo } from "../../../cli/demo.ts";
import type { Id } from "../../../core/ids.ts";
import { dayOf } from "../../../core/period.ts";
import type { Actor } from "../../../db/actor.ts";
import { pages } from "./pages.tsx";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const [hood] = neighbourhoods;
const there = { neighbourhoodIds: [hood!.id as Id<"neighbourhood">], neighbourhoodId: hood!.id as Id<"neighbourhood"> };
let giver: { id: Id<"party">; minutes: number; receiver: string };

beforeAll(async () => {
	t = await freshDatabase();
	await seedDemo(t.urls.owner, t.ground.seal, dayOf(testNow));
	const { rows } = await t.owner.query(
		`select a.giver_id as id, sum(a.minutes)::int as minutes, min(r.label) as receiver from exchange.acts a
		join community.persons p on p.id = a.giver_id and p.level = 'name' and not p.protected
		join community.parties r on r.id = a.receiver_id and r.label like '% %'
		where a.neighbourhood_id = $1 and a.minutes is not null and a.at >= '2025-01-01' and a.at < '2026-11-23'
		group by 1 order by 2 desc, 1 limit 1`,
		[hood!.id],
	);
	giver = rows[0];
}, 300_000);
afterAll(() => t?.end());

const as = (actor: Actor) => pagesFor(t.ground, [pages], () => ({ actor }));
const query = "from=2025-01-01&to=2026-11-22&what=acts";
const self = () => actorOf("resident", "here", { ...there, personId: giver.id, name: "Rosa Prova" });

test("whoever asks has the own hours on a tagged sheet, without for whom; others have only theirs", {
	timeout: 120_000,
}, async () => {
	const html = await (await as(self()).request(`/access/me/hours?${query}`)).text();
	expect(html).toContain("Un gesto di aiuto a un vicino");
	expect(html).not.toContain(giver.receiver);
	const answer = await as(self()).request(`/access/me/hours.pdf?${query}`);
	const sheet = await readPdf(new Uint8Array(await answer.arrayBuffer()));
	expect(sheet).toMatchObject({ isTagged: true, language: "it", title: "Ore date al quartiere" });
	const words = packed(sheet.pages.join());
	const { rows } = await t.owner.query(
		"select sum(minutes)::int as n from exchange.acts where giver_id = $1 and minutes is not null and at >= '2024-12-31T23:00Z' and at < '2026-11-22T23:00Z'",
		[giver.id],
	);
	const total = `${Math.floor(rows[0].n / 60)}:${String(rows[0].n % 60).padStart(2, "0")}`;
	expect(words).toContain(`Intutto:${total}.`);
	expect(words).toContain("RosaProva");
	expect(words).toContain("Firmadichicoordina");
	expect(words).not.toContain(packed(giver.receiver));

	const stranger = actorOf("resident", "here", there);
	expect(await (await as(stranger).request(`/access/me/hours?${query}`)).text()).toContain("dobbiamo sapere chi sei");
	expect((await as(self()).request("/access/me/hours?from=2026-12-01&to=2026-01-01")).status).toBe(422);
	expect((await as(self()).request(`/publication/hours/${giver.id}`)).status).toBe(403);
	expect((await as(actorOf("officer")).request("/access/me/hours")).status).toBe(403);
});

test("at the desk it is written down that somebody's hours were opened; elsewhere nobody opens them", {
	timeout: 120_000,
}, async () => {
	const staff = actorOf("facilitator", "here", there);
	const before = await t.owner.query("select count(*)::int as n from access.readings where person_id = $1", [giver.id]);
	expect((await as(staff).request(`/publication/hours/${giver.id}/sheet.pdf?${query}`)).status).toBe(200);
	const after = await t.owner.query("select count(*)::int as n from access.readings where person_id = $1", [giver.id]);
	expect(after.rows[0].n).toBe(before.rows[0].n + 1);
	expect((await as(actorOf("facilitator", "beside")).request(`/publication/hours/${giver.id}`)).status).toBe(404);
});
