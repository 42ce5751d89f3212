import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../../tests/harness.ts";
import { BadSeal } from "../../../cli/verify/bad-seal.ts";
import { verifying } from "../../../cli/verify/verifying.ts";
import { newId } from "../../../core/ids.ts";
import { audit } from "../../../db/audit.ts";
import { lend } from "../../../db/database.ts";
import { emptyEntriesIn, noteEmptied } from "../erasing/service.ts";
import { sealNow, sealTrail } from "./service.ts";
import { verifyTrail } from "./verified/service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const far = actorOf("facilitator", "far");

async function write(actor: typeof anna, n: number): Promise<void> {
	for (let i = 0; i < n; i++)
		await t.db.withActor(actor, (tx) =>
			audit(tx, { verb: "recordNote", kind: "note", id: newId(), neighbourhoodId: places.here, fields: ["text"] }),
		);
}
const owner = async (text: string, values: unknown[] = []) => (await t.owner.query(text, values)).rows;
const idAt = async (position: number): Promise<string> =>
	(
		await owner("select entry_id as id from access.audit_links where chain = $1 and position = $2", [
			places.territory,
			position,
		])
	)[0]?.id;
const verify = () => verifyTrail(t.ground, []);

beforeEach(async () => {
	await t?.end();
	t = await freshDatabase();
	await write(anna, 12);
	await write(far, 3);
	await sealTrail(t.ground);
	await write(anna, 4);
	await sealTrail(t.ground);
}, 60_000);
afterAll(() => t.end());

test("every entry is sealed once, in its territory's chain, and the trail holds while it grows", async () => {
	expect(await verify()).toEqual({ entries: 19, emptied: 0, waiting: 0 });
	expect(
		(await owner("select chain, count(*)::int as n from access.audit_links group by 1 order by 2")).map((r) => r.n),
	).toEqual([3, 16]);
	expect(await sealTrail(t.ground)).toBe(0);
	await write(anna, 1);
	expect(await verify(), "what was just written waits for its seal").toEqual({ entries: 19, emptied: 0, waiting: 1 });
	expect((await verifying(t.ground, undefined)).line).toContain(
		"19 entries are as they were sealed; without a seal yet: 1.",
	);
	await Promise.allSettled([sealTrail(t.ground), sealTrail(t.ground)]);
	expect(await verify()).toEqual({ entries: 20, emptied: 0, waiting: 0 });
});

const columns = {
	at: "at + interval '1 microsecond'",
	actor_id: "null",
	role: "'coordinator'",
	territory_id: "null",
	neighbourhood_id: "null",
	verb: "'recordNeed'",
	kind: "'need'",
	record_id: "territory_id",
	fields: "array['text', 'topic']",
};
test.each(Object.entries(columns))("an entry whose %s was changed is named", async (column, value) => {
	const id = await idAt(7);
	await owner(`update access.audit set ${column} = ${value} where id = $1`, [id]);
	expect((await verify()).broken).toMatchObject({ entryId: id, position: 7, why: "changed" });
});

test("the first of several is named, and a deleted one by its id", async () => {
	const [fifth, ninth] = [await idAt(5), await idAt(9)];
	await owner("update access.audit set kind = 'x' where id = $1", [ninth]);
	await owner("delete from access.audit where id = $1", [fifth]);
	expect((await verify()).broken).toMatchObject({ entryId: fifth, position: 5, why: "missing" });
});

test("two entries that changed places, and two links", async () => {
	const [third, fourth] = [await idAt(3), await idAt(4)];
	await owner(
		"update access.audit a set at = b.at from access.audit b where a.id = any($1::uuid[]) and b.id = any($1::uuid[]) and a.id <> b.id",
		[[third, fourth]],
	);
	expect((await verify()).broken).toMatchObject({ entryId: third, why: "changed" });
	await owner(
		"update access.audit a set at = b.at from access.audit b where a.id = any($1::uuid[]) and b.id = any($1::uuid[]) and a.id <> b.id",
		[[third, fourth]],
	);
	expect(await verify()).toEqual({ entries: 19, emptied: 0, waiting: 0 });
	await owner("update access.audit_links set position = 1000 where entry_id = $1", [third]);
	await owner("update access.audit_links set position = 3 where entry_id = $1", [fourth]);
	await owner("update access.audit_links set position = 4 where entry_id = $1", [third]);
	expect((await verify()).broken).toMatchObject({ entryId: fourth, position: 3, why: "misplaced" });
});

test("an entry deleted with its link leaves a gap; one put among older ones is named", async () => {
	const eighth = await idAt(8);
	await owner("delete from access.audit_links where entry_id = $1", [eighth]);
	await owner("delete from access.audit where id = $1", [eighth]);
	expect((await verify()).broken).toMatchObject({ position: 8, why: "gap" });
	await t.end();
	t = await freshDatabase();
	await write(anna, 3);
	await sealTrail(t.ground);
	const late = newId();
	await owner(
		"insert into access.audit (id, at, role, territory_id, verb, kind, record_id) values ($1, now() - interval '2 days', 'facilitator', $2, 'recordNote', 'note', $1)",
		[late, places.territory],
	);
	expect((await verify()).broken).toMatchObject({ entryId: late, why: "added" });
});

test("a seal kept outside shows a tail cut off since, and a chain written anew", async () => {
	const folder = await mkdtemp(join(tmpdir(), "filo-seal-"));
	const file = join(folder, "seal.json");
	const chains = await sealNow(t.ground, actorOf("administrator"));
	await writeFile(file, JSON.stringify({ seal: "filo", at: new Date(), chains }));
	expect(await verifying(t.ground, file)).toMatchObject({ holds: true });
	await write(anna, 2);
	await sealTrail(t.ground);
	expect(await verifying(t.ground, file)).toMatchObject({ holds: true });

	const tail = await owner(
		"delete from access.audit_links where chain = $1 and position > 14 returning entry_id as id",
		[places.territory],
	);
	await owner("delete from access.audit where id = any($1::uuid[])", [tail.map(({ id }) => id)]);
	expect(await verify(), "from inside nothing is to be seen").toEqual({ entries: 17, emptied: 0, waiting: 0 });
	const cut = await verifying(t.ground, file);
	expect(cut.holds).toBe(false);
	expect(cut.line).toContain("place 15");
	expect(cut.line).toContain("cut off");

	await owner("delete from access.audit_links");
	await sealTrail(t.ground);
	await write(anna, 5);
	await sealTrail(t.ground);
	expect((await verify()).broken).toBeUndefined();
	expect((await verifying(t.ground, file)).line).toContain("written anew");

	await writeFile(file, JSON.stringify({ seal: "filo", chains: [{ chain: "x", position: 0, hash: "" }] }));
	await expect(verifying(t.ground, file)).rejects.toBeInstanceOf(BadSeal);
	await expect(verifying(t.ground, join(folder, "none"))).rejects.toBeInstanceOf(BadSeal);
});

test("only administrators are given the seal, and nobody reads a salt", async () => {
	for (const actor of [anna, actorOf("coordinator"), actorOf("officer"), actorOf("citizen")])
		expect(() => sealNow(t.ground, actor)).toThrow(expect.objectContaining({ code: "not_yours" }));
	const [end] = await sealNow(t.ground, actorOf("administrator"));
	expect(Object.keys(end!).sort()).toEqual(["chain", "hash", "position", "sealedAt"]);
});

test("what waited long is sealed together, however much it is", async () => {
	await owner(
		`insert into access.audit (id, at, role, territory_id, verb, kind, record_id)
		select gen_random_uuid(), now() - interval '3 hours', 'facilitator', $1, 'recordNote', 'note', $1 from generate_series(1, 4100)`,
		[places.territory],
	);
	await owner("update access.audit_links set sealed_at = sealed_at - interval '1 day'");
	expect(await sealTrail(t.ground)).toBe(4100);
	expect(await verify()).toEqual({ entries: 4119, emptied: 0, waiting: 0 });
});

test("an erasure that ends while the trail is checked is no break of it", async () => {
	let asked = 0;
	const readAs: typeof t.db.readAs = (actor, work) =>
		t.db.readAs(actor, (read) =>
			work({
				...read,
				rows: async (query) => {
					const rows = await read.rows(query);
					asked += 1;
					if (asked === 2) await emptyAnna();
					return rows;
				},
			}),
		);
	expect(await verifyTrail({ db: { ...t.db, readAs } }, [])).toEqual({ entries: 19, emptied: 0, waiting: 0 });
	expect(await verify()).toEqual({ entries: 19, emptied: 16, waiting: 1 });
});

/** Takes the account behind most entries out of the trail, as an erasure does. */
function emptyAnna(): Promise<void> {
	return t.db.withActor(anna, async (tx) => {
		const marks = await lend("erasing", tx, (lent) => emptyEntriesIn(lent, [anna.accountId!]));
		await noteEmptied(tx, newId(), marks);
	});
}
