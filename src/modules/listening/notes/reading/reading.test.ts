import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { actorOf, freshDatabase, places, testNow } from "../../../../../tests/harness.ts";
import { newId } from "../../../../core/ids.ts";
import type { Actor } from "../../../../db/actor.ts";
import type { Ground } from "../../../../ui/http.ts";
import { noteOnPage, notesOnPage } from "../service.ts";
import { markReadTo, unreadIn } from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const bruno = actorOf("facilitator");
const writer = actorOf("facilitator");
const coordinator = actorOf("coordinator");
const beside = actorOf("facilitator", "beside");

beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());
beforeEach(() => t.owner.query("truncate listening.read_marks, listening.read_apart, listening.notes cascade"));

/** Notes written over some seconds until `ago` seconds before now, the first first. */
async function notes(
	n: number,
	{ ago = 3600, by = writer, over = n }: { ago?: number; by?: Actor; over?: number } = {},
) {
	const ids = Array.from({ length: n }, () => newId<"note">());
	await t.owner.query(
		`insert into listening.notes (territory_id, id, neighbourhood_id, text, kind, heard_on, recorded_by, recorded_at)
		select $1, id, $2, 'Appunto ' || i, 'noticed', '2026-11-22', $3, $4::timestamptz + ((i * $6::float / $5) || ' seconds')::interval
		from unnest($7::uuid[]) with ordinality as x(id, i)`,
		[places.territory, places.here, by.accountId, new Date(testNow.getTime() - (ago + over) * 1000), n, over, ids],
	);
	return ids;
}

const counted = (actor: Actor, ground: Ground = t.ground) =>
	t.db.readAs(actor, (read) => unreadIn(read, places.here, ground.clock()));
const page = (actor: Actor, show: "all" | "unread") => notesOnPage(t.ground, actor, { show, cursor: undefined });

test("a thousand notes a day: read in their order, page by page, each once, with little to keep", async () => {
	const ids = await notes(1000, { over: 36_000 });
	await t.owner.query("analyze listening.notes");
	expect(await counted(anna)).toEqual({ unread: 1000, unseen: 1000 });
	const read: string[] = [];
	for (let round = 0; round < 40; round += 1) {
		const { items } = await page(anna, "unread");
		const last = items.at(-1);
		if (!last) break;
		read.push(...items.map((n) => n.id));
		await markReadTo(t.ground, anna, last.id);
	}
	expect(read).toEqual(ids);
	expect(await counted(anna)).toEqual({ unread: 0, unseen: 0 });
	expect(await counted(bruno)).toEqual({ unread: 1000, unseen: 0 });
	const { rows } = await t.owner.query(
		"select (select count(*) from listening.read_marks)::int + (select count(*) from listening.read_apart)::int as n",
	);
	expect(rows[0].n).toBeLessThan(5);
});

test("the page asks six times at most, and finds unread notes without reading all of them", async () => {
	await notes(1000, { over: 36_000 });
	const before = t.db.statements();
	await page(anna, "unread");
	expect(t.db.statements() - before).toBeLessThanOrEqual(4);
});

test("opening reads one; who wrote it has read it; the team learns that somebody has, and not who", async () => {
	const [first, second] = await notes(2);
	expect(await counted(writer)).toEqual({ unread: 0, unseen: 2 });
	await noteOnPage(t.ground, writer, first!);
	expect(await counted(anna)).toEqual({ unread: 2, unseen: 2 });
	await noteOnPage(t.ground, anna, second!);
	await noteOnPage(t.ground, anna, second!);
	expect(await counted(anna)).toEqual({ unread: 1, unseen: 1 });
	expect(await counted(bruno)).toEqual({ unread: 2, unseen: 1 });
	const lines = (await page(bruno, "all")).items.map((n) => [n.id, n.unread, n.unseen]);
	expect(lines).toEqual([
		[second, true, false],
		[first, true, true],
	]);
	for (const actor of [bruno, writer, coordinator, beside, actorOf("administrator")])
		for (const table of ["read_marks", "read_apart"]) {
			const rows = await t.db.readAs(actor, (read) => read.rows(sql`select 1 from ${sql.raw(`listening.${table}`)}`));
			expect(rows).toEqual([]);
		}
	const { rows } = await t.owner.query("select count(*)::int as n from access.audit where actor_id = $1", [
		anna.accountId,
	]);
	expect(rows[0].n).toBe(0);
});

test("a mark never passes what arrives late: a note of the last minute that nobody was shown stays unread", async () => {
	const [shown] = await notes(1, { ago: 10, over: 0 });
	await markReadTo(t.ground, anna, shown!);
	const [late] = await notes(1, { ago: 20, over: 0 });
	expect((await page(anna, "unread")).items.map((n) => n.id)).toEqual([late]);
	const hourLater: Ground = { ...t.ground, clock: () => new Date(testNow.getTime() + 3_600_000) };
	await markReadTo(hourLater, anna, late!);
	expect(await counted(anna, hourLater)).toMatchObject({ unread: 0 });
});

test("a mark goes forward only, what was read apart goes when it is passed, and older than a month counts as read", async () => {
	const ids = await notes(5, { over: 500 });
	await noteOnPage(t.ground, anna, ids[1]!);
	await markReadTo(t.ground, anna, ids[3]!);
	await markReadTo(t.ground, anna, ids[0]!);
	expect((await page(anna, "unread")).items.map((n) => n.id)).toEqual([ids[4]]);
	await notes(3, { ago: 40 * 86_400 });
	expect(await counted(anna)).toMatchObject({ unread: 1 });
	await expect(markReadTo(t.ground, beside, ids[0]!)).rejects.toEqual(expect.objectContaining({ code: "not_found" }));
});
