import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { freshDatabase, places } from "../../tests/harness.ts";
import { newId } from "../core/ids.ts";
import { KeyDestroyed, KeyMissing, keyHolders } from "../db/keys.ts";
import {
	beginRotation,
	finishRotation,
	isRotating,
	isServed,
	rotateTerritories,
	verifySealed,
} from "../db/rotation.ts";
import { keyFolder, readKeys, type Seal, sealOf } from "../db/seal.ts";
import { sealedColumns } from "../web/same/sealed.ts";
import { BadKeys, keysAsked, mirror, verifyKeys } from "./keys.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
let home: string;
let keyFile: string;
const ids = Array.from({ length: 6 }, () => newId<string>());
const shop = newId<string>();
const account = newId<string>();

beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

const sealNow = (): Seal => sealOf(readKeys(keyFile), keyFolder(keyFile));
const keeping = () => ({ ownerUrl: t.urls.owner, keyFile, columns: sealedColumns });
const place = (id: string) => `community.contacts/${places.territory}/${id}`;

/** Six people with a contact each, two of them sealed as before people had keys; a shop; an account; a letter to nobody here. */
beforeEach(async () => {
	home = mkdtempSync(join(tmpdir(), "filo-keys-"));
	keyFile = join(home, "key");
	const seal = sealNow();
	await t.owner.query(
		"truncate community.contacts, community.persons, community.organisations, community.parties, access.addresses, access.mails, access.accounts cascade",
	);
	const here = [places.territory, places.here];
	for (const [i, id] of [...ids, shop].entries()) {
		const kind = id === shop ? "organisation" : "person";
		await t.owner.query(
			"insert into community.parties (territory_id, neighbourhood_id, id, kind, label, folded, known_since) values ($1, $2, $3, $4, $5, $5, '2026-01-01')",
			[...here, id, kind, `n${i}`],
		);
		if (kind === "person")
			await t.owner.query(
				"insert into community.persons (territory_id, neighbourhood_id, id, level) values ($1, $2, $3, 'name')",
				[...here, id],
			);
		const sealer =
			id === shop ? seal.ofTerritory(places.territory) : i < 2 ? seal : seal.ofPerson(places.territory, id);
		await t.owner.query(
			"insert into community.contacts (territory_id, neighbourhood_id, id, party_id, kind, sealed) values ($1, $2, $3, $3, 'phone', $4)",
			[...here, id, sealer.close(`0461 ${i}`, place(id))],
		);
	}
	await t.owner.query("insert into access.accounts (id, name) values ($1, 'Anna')", [account]);
	await t.owner.query("insert into access.addresses values ($1, $2, $3)", [
		account,
		seal.close("anna@example.org", `access.addresses/${account}`),
		seal.blind("anna@example.org"),
	]);
	const close = (part: string) => seal.close(part, `access.mails/${account}/${part}`);
	await t.owner.query(
		"insert into access.mails (id, recipient_sealed, subject_sealed, body_sealed) values ($1, $2, $3, $4)",
		[account, close("recipient"), close("subject"), close("body")],
	);
});

/** Everything opens, to what was closed, and the address is found. */
async function whole(): Promise<void> {
	const seal = sealNow();
	const { rows } = await t.owner.query("select id, sealed from community.contacts order by id");
	for (const { id, sealed } of rows) {
		const sealer = id === shop ? seal.ofTerritory(places.territory) : seal.ofPerson(places.territory, id);
		expect(sealer.open(sealed, place(id))).toBe(`0461 ${[...ids, shop].indexOf(id)}`);
	}
	expect(await verifySealed({ ownerUrl: t.urls.owner, columns: sealedColumns, seal })).toEqual([]);
	const found = await t.owner.query("select email_sealed from access.addresses where email_blind = $1", [
		seal.blind("anna@example.org"),
	]);
	expect(seal.ofAccount(account).open(found.rows[0].email_sealed, `access.addresses/${account}`)).toBe(
		"anna@example.org",
	);
}

test("the master key is exchanged: all opens with the new one alone, and what was older than people's keys is theirs", async () => {
	const before = readFileSync(keyFile, "utf8");
	beginRotation(keyFile);
	expect(isRotating(keyFile)).toBe(true);
	expect(await finishRotation(keeping())).toBe(6);
	expect(readFileSync(keyFile, "utf8")).toMatch(/^[0-9a-f]{64}\n$/);
	expect(readFileSync(keyFile, "utf8")).not.toBe(before);
	await whole();
	const { rows } = await t.owner.query(
		"select count(*)::int as n from community.contacts where get_byte(sealed, 0) = 1",
	);
	expect(rows[0].n).toBe(0);
	expect(await finishRotation(keeping()), "nothing was begun").toBe(0);
	// The key before opens nothing any more, not even with the keys beside it.
	const old = sealOf(Buffer.from(before.trim(), "hex"), keyFolder(keyFile));
	expect((await verifySealed({ ownerUrl: t.urls.owner, columns: sealedColumns, seal: old })).length).toBe(11);
});

test("cut off at any write it goes on, and at every moment before, all of it opens", async () => {
	beginRotation(keyFile);
	// One row is sealed anew at a time, by hand, as far as a kill would let it come.
	for (let done = 0; done < 4; done += 1) {
		const cut = new Error("killed");
		let n = 0;
		const killing = { ...keeping(), columns: sealedColumns.map((one) => ({ ...one })) };
		for (const column of killing.columns)
			Object.defineProperty(column, "keys", {
				get() {
					n += 1;
					if (n > done * 2) throw cut;
					return sealedColumns.find((one) => one.table === column.table && one.column === column.column)!.keys;
				},
			});
		await expect(finishRotation(killing)).rejects.toBe(cut);
		expect(isRotating(keyFile)).toBe(true);
		const seal = sealNow();
		expect(await verifySealed({ ownerUrl: t.urls.owner, columns: sealedColumns, seal })).toEqual([]);
	}
	await finishRotation(keeping());
	await whole();
});

test("the territories' keys are exchanged: people keep theirs, and a key that was destroyed stays so", async () => {
	const seal = sealNow();
	const one = ids[5]!;
	seal.destroy(places.territory, one);
	await t.owner.query("update community.contacts set sealed = '' where id = $1", [one]);
	const [before] = seal.keys.ofTerritory(places.territory, "open");
	const theirs = seal.keys.ofPerson(places.territory, ids[4]!, "open");
	expect(await rotateTerritories(keeping())).toBe(1);
	const after = sealNow();
	const [now, ...older] = after.keys.ofTerritory(places.territory, "open");
	expect([now!.equals(before!), older]).toEqual([false, []]);
	expect(after.keys.ofPerson(places.territory, ids[4]!, "open").equals(theirs)).toBe(true);
	expect(() => after.ofPerson(places.territory, one).close("x", "p")).toThrow(KeyDestroyed);
	expect(await verifySealed({ ownerUrl: t.urls.owner, columns: sealedColumns, seal: after })).toEqual([]);
});

test("a copy of the keys is made equal, destructions first; what was destroyed there is never brought back", () => {
	const copy = join(home, "copy");
	const lines: string[] = [];
	const here = { keyFile, print: (line: string) => lines.push(line) };
	mirror(here, copy, new Date("2026-11-22"));
	expect(keyHolders(copy)).toEqual(keyHolders(keyFolder(keyFile)));
	const [, , one] = ids;
	const early = join(home, "early");
	cpSync(keyFolder(keyFile), early, { recursive: true });
	sealNow().destroy(places.territory, one!);
	mirror(here, copy, new Date("2026-11-23"));
	expect(keyHolders(copy).filter(({ isDestroyed }) => isDestroyed)).toEqual([
		{ territoryId: places.territory, personId: one, isDestroyed: true },
	]);
	expect(lines.at(-1)).toContain("1 destroyed there");
	// A store that was put back from long ago does not bring the key into the copy again.
	rmSync(keyFolder(keyFile), { recursive: true });
	cpSync(early, keyFolder(keyFile), { recursive: true });
	mirror(here, copy, new Date("2026-11-24"));
	const there = keyHolders(copy).find(({ personId }) => personId === one);
	expect(there?.isDestroyed).toBe(true);
	for (const inside of [keyFolder(keyFile), join(keyFolder(keyFile), "x")])
		expect(() => mirror(here, inside, new Date())).toThrow(BadKeys);
});

test("what does not open is counted and told apart: erased, without its key, broken", async () => {
	const lines: string[] = [];
	const here = { urls: t.urls, keyFile, columns: sealedColumns, print: (line: string) => lines.push(line) };
	expect(await verifyKeys(here)).toBe(true);
	sealNow().destroy(places.territory, ids[2]!);
	lines.length = 0;
	expect(await verifyKeys(here), "somebody erased is nothing wrong").toBe(true);
	expect(lines.join(" ")).toContain("1 are of people erased");
	rmSync(join(keyFolder(keyFile), places.territory, ids[3]!.slice(-2), ids[3]!));
	await t.owner.query(
		"update community.contacts set sealed = set_byte(sealed, 30, 255 - get_byte(sealed, 30)) where id = $1",
		[ids[4]],
	);
	lines.length = 0;
	expect(await verifyKeys(here)).toBe(false);
	expect(lines.join(" ")).toMatch(
		/1 do not open: their keys are not in .* 1 do not open though their keys are here, the first at community.contacts/,
	);
});

test("a key that is missing is not made anew by looking for it", () => {
	const folder = keyFolder(keyFile);
	const sealed = sealNow().ofPerson(places.territory, ids[2]!).close("x", "p");
	rmSync(folder, { recursive: true });
	expect(() => sealNow().ofPerson(places.territory, ids[2]!).open(sealed, "p")).toThrow(KeyMissing);
	expect(() => sealNow().ofTerritory(places.territory).open(sealed, "p")).toThrow(KeyMissing);
	expect(existsSync(folder)).toBe(false);
});

test("while a Filò is open on the database, its keys are not exchanged", async () => {
	await t.db.readAs({ role: "nobody", neighbourhoodIds: [] }, (read) => read.rows(sql`select 1`));
	expect(await isServed(t.urls.owner)).toBe(true);

	for (const typed of [[], ["rotate", "x"], ["mirror"], ["verify", "--territory"], ["burn"]])
		expect(() => keysAsked(typed)).toThrow(BadKeys);
	expect(keysAsked(["rotate", "--territory"])).toMatchObject({ what: "rotate", territory: true });
});
