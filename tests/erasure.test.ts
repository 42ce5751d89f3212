import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Id, newId } from "../src/core/ids.ts";
import { audit } from "../src/db/audit.ts";
import type { Secret } from "../src/db/backup/envelope.ts";
import { readBackup } from "../src/db/backup/frames.ts";
import { checkBackup, restoreBackup } from "../src/db/backup/restore.ts";
import { writeBackup } from "../src/db/backup/write.ts";
import { openDatabase } from "../src/db/database.ts";
import { type Embedded, startEmbedded } from "../src/db/embedded.ts";
import { KeyDestroyed, keyHolders } from "../src/db/keys.ts";
import { migrate } from "../src/db/migrate.ts";
import { keyFolder, keyLines, readKeys, sealOf } from "../src/db/seal.ts";
import { type SealedColumn, sealerOf } from "../src/db/sealed.ts";
import { packTables } from "../src/db/tidy.ts";
import { sealTrail } from "../src/modules/access/seals/service.ts";
import { verifyTrail } from "../src/modules/access/seals/verified/service.ts";
import {
	eraseAgain,
	erasePerson,
	erasure,
	erasurePlan,
	finishErasures,
	mendText,
} from "../src/modules/community/erasing/service.ts";
import { measureNeighbourhood } from "../src/modules/network/measured/service.ts";
import type { Ground } from "../src/ui/http.ts";
import { texts } from "../src/web/erasure/texts.ts";
import { holders } from "../src/web/same/holders.ts";
import { sealedColumns } from "../src/web/same/sealed.ts";
import { rows, self } from "./access/rows.ts";
import { actorOf, places, testNow } from "./harness.ts";

// Somebody who took part in everything asks to be erased: every table in which people can stand holds a row of theirs,
// made from the registry, so that a table added later is part of this by itself.

/** In every word, name and contact of theirs; nobody else has it. */
const mark = "zqvelda";
const person = self.person as Id<"party">;
const label = `${mark} Frimbolt`;
const account = "00000000-0000-7000-8000-00000000e5e1";
const reach = { holders, texts };
const facilitator = actorOf("facilitator");
const coordinator = actorOf("coordinator");

let folder: string;
let server: Embedded;
let ground: Ground;
let owner: pg.Client;
let keyFile: string;

async function connect(): Promise<void> {
	server = await startEmbedded(join(folder, "data"), () => {});
	await migrate(server.urls);
	const db = openDatabase(server.urls.application, 4);
	keyFile = join(folder, "key");
	const seal = sealOf(readKeys(keyFile), keyFolder(keyFile));
	ground = { db, seal, clock: () => new Date(testNow), demo: false };
	owner = new pg.Client({ connectionString: server.urls.owner });
	await owner.connect();
}

async function disconnect(): Promise<void> {
	await ground.db.close();
	await owner.end();
	await server.stop();
}

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "filo-erasure-"));
	await connect();
	await owner.query(
		`insert into programme.neighbourhoods (id, territory_id, slug, name, kind, desk_place, desk_hours, phone, residents, fictional) values
		('${places.here}', '${places.territory}', 'qui', 'Qui', 'quarter', 'Circolo', 'martedì 9-12', '0461 000 000', 900, true)`,
	);
}, 120_000);
afterAll(async () => {
	await disconnect();
	rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

async function all<Row extends Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> {
	return (await owner.query(text, values)).rows as Row[];
}

/** Whether a statement went through; what a constraint refuses leaves nothing. */
async function tried(text: string, values: unknown[]): Promise<boolean> {
	await owner.query("savepoint one");
	try {
		return ((await owner.query(text, values)).rowCount ?? 0) > 0;
	} catch (error) {
		await owner.query("rollback to savepoint one");
		if (/^(23|22)/.test((error as { code?: string }).code ?? "")) return false;
		throw error;
	}
}

const insertion = (table: string, columns: string[]) =>
	`insert into ${table} (${columns.join(", ")}) select ${columns.join(", ")} from jsonb_populate_record(null::${table}, $1::jsonb)`;

type Column = { table: string; column: string; type: string; isGenerated: boolean };

async function columnsOfAll(): Promise<Map<string, Column[]>> {
	const found =
		await all<Column>(`select n.nspname || '.' || c.relname as "table", a.attname as "column", format_type(a.atttypid, null) as type,
			a.attgenerated <> '' as "isGenerated"
		from pg_class c join pg_namespace n on n.oid = c.relnamespace
		join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
		where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'graphile_worker', 'queue') order by a.attnum`);
	return Map.groupBy(found, (one) => one.table);
}

/** The sample rows of the matrix, as a neighbourhood in which somebody lives; then one row of theirs for every column. */
async function lived(): Promise<{ unset: string[] }> {
	await owner.query("begin");
	for (const [table, which, row] of rows)
		if (!["let go", "behind another"].includes(which) && !/^(access\.audit|community\.erasure|public\.)/.test(table))
			await tried(`${insertion(table, Object.keys(row))} on conflict do nothing`, [JSON.stringify(row)]);
	await owner.query("update community.parties set label = $2, folded = $3 where id = $1", [
		person,
		label,
		label.toLowerCase(),
	]);
	await owner.query("update access.accounts set person_id = null where person_id = $1", [person]);
	await owner.query("delete from community.grounds where person_id = $1", [person]);
	const columns = await columnsOfAll();
	const unset: string[] = [];
	// What is sealed about them is sealed with their key, in the samples too.
	for (const [table, all] of columns)
		if (all.some((one) => one.column === "sealed_for" && one.type === "uuid"))
			await owner.query(`update ${table} set sealed_for = $1`, [person]);
	for (const holder of holders.filter(({ people }) => people && people.columns.length > 0)) {
		const { table, people } = holder;
		const sample = rows.find(([name]) => name === table)?.[2];
		if (!sample || table === "community.parties" || table === "community.erasures") continue;
		for (const column of people!.columns) {
			const own = {
				...sample,
				...ownRows[table],
				[column]: person,
				...("id" in sample && { id: newId() }),
			};
			const isNew = await tried(insertion(table, Object.keys(own)), [JSON.stringify(own)]);
			const is = `${column} = '${person}'`;
			if (
				!isNew &&
				!(await tried(`update ${table} set ${column} = $1 where ctid = (select ctid from ${table} limit 1)`, [person]))
			)
				if ((await all(`select 1 from ${table} where ${is}`)).length === 0) unset.push(`${table}.${column}`);
			if (columns.get(table)?.some((one) => one.column === "sealed_for"))
				await tried(`update ${table} set sealed_for = $1 where ${is}`, [person]);
			for (const words of people!.words) {
				const kind = columns.get(table)?.find((one) => one.column === words);
				if (!kind || kind.isGenerated || words.includes("hash")) continue;
				const sealed = sealedColumns.find((one) => one.table === table && one.column === words);
				if (sealed) await sealWords(sealed, is);
				else if (
					kind.type === "text" &&
					!(await tried(`update ${table} set ${words} = $1${together[`${table}.${words}`] ?? ""} where ${is}`, [
						`${mark} ${words}`,
					]))
				)
					unset.push(`${table}.${words}`);
			}
		}
	}
	await owner.query("commit");
	return { unset };
}

/** What a row of theirs needs to be otherwise than the sample, as its constraints say. */
const ownRows: Record<string, Record<string, unknown>> = {
	"listening.promises": { promised_by_account: null },
};
/** What a constraint wants beside a column. */
const together: Record<string, string> = {
	"exchange.posts.hidden_because": ", hidden_at = now(), hidden_by = '00000000-0000-7000-8000-0000000000ff'",
	"pacts.parties.through": ", kind = 'group'",
	"pacts.signatures.sheet": ", how = 'paper', sheet_type = 'application/pdf', account_id = null",
	"pacts.ideas.hidden_because": ", hidden_at = now(), hidden_by = '00000000-0000-7000-8000-0000000000ff'",
	"pacts.ideas.reason":
		", state = 'answered', answer = 'not_now', reason_language = 'it', answered_by = '00000000-0000-7000-8000-0000000000ff', answered_on = current_date",
	"initiatives.joinings.child_names": ", children = 1",
	"rights.corrections.answer": ", answered_on = current_date, corrected = true",
	"community.agreements.responsible": ", responsible_as = 'parent'",
	"community.agreements.words": ", language = 'it'",
};

async function sealWords(sealed: SealedColumn, is: string): Promise<void> {
	for (const row of await opened(sealed, `r.${is}`)) {
		const bytes = sealerOf(ground.seal, row.territory, row.owner).close(`${mark} ${sealed.column}`, row.place);
		const beside = together[`${sealed.table}.${sealed.column}`] ?? "";
		await owner.query(`update ${sealed.table} set ${sealed.column} = $1${beside} where ctid = $2`, [bytes, row.ctid]);
	}
}

type SealedRow = { ctid: string; place: string; territory: string | null; owner: string | null; sealed: Buffer | null };

function opened({ table, column, place, territory, owner: of }: SealedColumn, where = "true"): Promise<SealedRow[]> {
	return all(`select r.ctid::text as ctid, ${place} as place, (${territory})::text as territory, (${of})::text as owner, r.${column} as sealed
		from ${table} r where ${where}`);
}

/** An account of theirs, with everything that can hang on one, and a trail. */
async function theirAccount(): Promise<void> {
	const by = ground.seal.ofAccount(account);
	const sealed = (plain: string, place: string) => by.close(plain, place);
	await owner.query(
		"insert into access.accounts (id, name, person_territory_id, person_id, language) values ($1, $2, $3, $4, 'it')",
		[account, label, places.territory, person],
	);
	await owner.query(
		"insert into access.assignments (id, account_id, name, role, territory_id, neighbourhood_id, since) values ($1, $2, $3, 'citizen', $4, $5, '2026-01-01')",
		[newId(), account, label, places.territory, places.here],
	);
	await owner.query("insert into access.addresses values ($1, $2, $3)", [
		account,
		sealed(`${mark}@example.org`, `access.addresses/${account}`),
		ground.seal.blind(`${mark}@example.org`),
	]);
	await owner.query(
		"insert into access.passkeys (id, account_id, credential_id, public_key, name) values ($1, $2, 'c', 'p', $3)",
		[newId(), account, `${mark} phone`],
	);
	const mail = newId();
	await owner.query(
		"insert into access.mails (id, account_id, recipient_sealed, subject_sealed, body_sealed) values ($1, $2, $3, $4, $4)",
		[
			mail,
			account,
			sealed(`${mark}@example.org`, `access.mails/${mail}/recipient`),
			sealed("Entra", `access.mails/${mail}/subject`),
		],
	);
	await owner.query("update initiatives.initiatives set organisers = organisers || $1::uuid", [account]);
	const citizen = actorOf("citizen", "here", { accountId: account as Id<"account">, personId: person });
	for (let i = 0; i < 5; i += 1)
		await ground.db.withActor(citizen, (tx) =>
			audit(tx, { verb: "recordSession", kind: "account", id: account, neighbourhoodId: places.here, fields: [] }),
		);
}

/** In every text of others their name is written once, and the rest of it is somebody else's words. */
async function namedByOthers(): Promise<number> {
	let n = 0;
	await owner.query("begin");
	for (const { table, columns, key = "id", only = "true", ofTerritory } of texts) {
		const theirs = holders.filter((holder) => holder.table === table).flatMap(({ people }) => people?.columns ?? []);
		const others = theirs.map((column) => `and r.${column} is distinct from '${person}'`).join(" ");
		for (const column of columns) {
			const where = `r.${key} = (select r.${key} from ${table} r where ${only} and r.${ofTerritory ? `territory_id = '${places.territory}'` : `neighbourhood_id = '${places.here}'`} ${others} limit 1)`;
			if (await tried(`update ${table} r set ${column} = $1 where ${where}`, [`Con ${mark} al bar`])) n += 1;
		}
	}
	await owner.query("commit");
	return n;
}

/** Where the mark still is: in any row of any table, in clear, in bytes, in a sample that the planner keeps. */
async function found(client: { query: pg.Client["query"] } = owner): Promise<string[]> {
	const hex = Buffer.from(mark).toString("hex");
	const { rows: tables } = await client.query(`select format('%I.%I', n.nspname, c.relname) as name from pg_class c
		join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'm', 'p') and n.nspname not in ('information_schema', 'pg_toast')
			and has_table_privilege(c.oid, 'select') order by 1`);
	const where: string[] = [];
	for (const { name } of tables) {
		const { rows: hits } = await client.query(
			`select count(*)::int as n from ${name} t where t::text ilike '%${mark}%' or t::text ilike '%${hex}%'`,
		);
		if (hits[0].n > 0) where.push(`${name} ${hits[0].n}`);
	}
	return where;
}

/** Every sealed row that opens, and holds the mark. */
async function openable(seal = ground.seal): Promise<string[]> {
	const where: string[] = [];
	for (const sealed of sealedColumns)
		for (const row of await opened(sealed)) {
			if (!row.sealed || row.sealed.length < 30) continue;
			try {
				const plain = sealerOf(seal, row.territory, row.owner).openBytes(row.sealed, row.place);
				if (plain.includes(mark)) where.push(`${sealed.table}.${sealed.column}`);
			} catch (error) {
				if (!(error instanceof Error)) throw error;
			}
		}
	return where;
}

/** The files in which the mark stands in bytes. */
function inFiles(where: string): string[] {
	return readdirSync(where, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name))
		.filter((file) => readFileSync(file).includes(mark));
}

async function figures(): Promise<unknown> {
	await measureNeighbourhood(ground, { territoryId: places.territory, neighbourhoodId: places.here });
	const [measured] = await all("select people, ties, figures from network.measurements");
	const [counts] = await all(`select
		(select count(*)::int from community.parties where kind = 'person') as people, (select count(*)::int from community.ties) as ties,
		(select count(*)::int from exchange.acts) as acts, (select count(*)::int from initiatives.participations) as participations,
		(select count(*)::int from listening.promises) as promises`);
	return { measured, counts };
}

const secret: Secret = { kind: "key", bytes: Buffer.alloc(32, 5) };

test("somebody who took part in everything is erased: nothing of them is found, anywhere", {
	timeout: 600_000,
}, async () => {
	const { unset } = await lived();
	expect(unset, "rows that cannot be made from the samples: write a sample in tests/access/rows.ts").toEqual([]);
	await theirAccount();
	expect(await namedByOthers()).toBeGreaterThan(25);
	const before = await figures();
	expect((await found()).length).toBeGreaterThan(20);
	expect((await openable()).length).toBeGreaterThan(1);
	await sealTrail(ground);
	expect((await verifyTrail(ground, [])).broken).toBeUndefined();
	const older = join(folder, "older.filo");
	const about = { id: newId(), madeAt: testNow.toISOString(), version: "0", key: keyLines(readKeys(keyFile)).trim() };
	await writeBackup({ urls: server.urls, file: older, secret, about, whole: async () => {} }, () => {});
	await neverInBackup(older);

	// What will happen is said before, and then happens.
	const plan = await erasurePlan(ground, facilitator, reach, person);
	expect(plan.rows.length).toBeGreaterThan(8);
	expect(plan.mentions.length).toBeGreaterThan(20);
	const asked = { id: newId<"erasure">(), how: "in_person", sure: true } as const;
	expect(plan.grounds).toEqual([`${mark} words`]);
	await expect(erasePerson(ground, facilitator, reach, person, asked), "the law keeps them").rejects.toThrow("invalid");
	await owner.query("update community.grounds set ended_on = since");
	const done = await erasePerson(ground, facilitator, reach, person, asked);
	expect(await erasePerson(ground, facilitator, reach, person, asked), "sent twice").toEqual(done);
	const list = await erasure(ground, coordinator, reach, done.id);
	expect(list.waiting.length).toBeGreaterThan(20);
	for (const { noun, field, rowId, text } of list.waiting) {
		const mended = { noun, field, row: rowId as Id<"text">, text: text.replaceAll(new RegExp(mark, "gi"), "qualcuno") };
		await mendText(ground, coordinator, reach, { erasureId: done.id }, mended);
	}
	expect((await erasure(ground, coordinator, reach, done.id)).waiting).toEqual([]);
	expect(await finishErasures(ground)).toBe(1);
	expect(await finishErasures(ground)).toBe(0);

	await owner.query("analyze");
	expect(await found()).toEqual([]);
	expect(await openable()).toEqual([]);
	for (const [territory, id] of [
		[places.territory, person],
		["00000000-0000-0000-0000-000000000000", account],
	] as const)
		expect(() => ground.seal.ofPerson(territory, id).close("x", "p")).toThrow(KeyDestroyed);

	// The figures stay, and the trail holds: entries of theirs are there, of nobody.
	expect(await figures()).toEqual(before);
	await sealTrail(ground);
	expect(await verifyTrail(ground, [])).toEqual({ entries: expect.any(Number), emptied: 5, waiting: 0 });
	await tamperedIsFound();
	expect(await all("select 1 from access.audit where actor_id = $1 or record_id = $1", [account])).toEqual([]);

	// An older backup holds their rows; without the keys nothing sealed opens, and erased again nothing is left.
	await restored(older);

	// The database's own pages and its log.
	await packTables(server.urls.owner);
	await rewriteLog();
	await disconnect();
	expect(inFiles(folder).filter((file) => file !== older)).toEqual([]);
	await connect();
});

/** A salt taken out by hand, or an emptied entry changed since, is named like any other break. */
async function tamperedIsFound(): Promise<void> {
	const [link] = await all<{ entry_id: string; salt: Buffer }>(
		"select entry_id, salt from access.audit_links where salt is not null order by chain, position limit 1",
	);
	await owner.query("update access.audit_links set salt = null where entry_id = $1", [link!.entry_id]);
	expect((await verifyTrail(ground, [])).broken).toMatchObject({ entryId: link!.entry_id, why: "emptied" });
	await owner.query("update access.audit_links set salt = $2 where entry_id = $1", [link!.entry_id, link!.salt]);
	const [bare] = await all<{ entry_id: string }>(
		"select entry_id from access.audit_links where salt is null order by chain, position limit 1",
	);
	const rename = "update access.audit set verb = $2 where id = $1";
	await owner.query(rename, [bare!.entry_id, "somethingElse"]);
	expect((await verifyTrail(ground, [])).broken).toMatchObject({ entryId: bare!.entry_id, why: "emptied" });
	await owner.query(rename, [bare!.entry_id, "recordSession"]);
	expect((await verifyTrail(ground, [])).broken).toBeUndefined();
}

/** The keys of people and territories are in no frame of a backup; the master key is, and opens nobody's. */
async function neverInBackup(file: string): Promise<void> {
	const handle = await open(file, "r");
	const parts: Buffer[] = [];
	const { about } = await readBackup(handle, secret, { rows: async (bytes) => void parts.push(Buffer.from(bytes)) });
	await handle.close();
	const plain = Buffer.concat([...parts, Buffer.from(JSON.stringify(about))]);
	expect(plain.includes(mark)).toBe(true);
	const held = keyHolders(keyFolder(keyFile));
	expect(held.length).toBeGreaterThan(1);
	for (const { territoryId, personId } of held) {
		const wrapped = readFileSync(join(keyFolder(keyFile), territoryId, personId.slice(-2), personId));
		const keys = [
			wrapped,
			ground.seal.keys.ofPerson(territoryId, personId, "open"),
			...ground.seal.keys.ofTerritory(territoryId, "open"),
		];
		for (const key of keys)
			for (const as of ["hex", "base64"] as const) expect(plain.includes(key.toString(as))).toBe(false);
	}
}

async function restored(older: string): Promise<void> {
	const keeper = new pg.Client({ connectionString: server.urls.owner });
	await keeper.connect();
	await keeper.query("create database again");
	await keeper.query("grant connect on database again to filo_application");
	await keeper.query("grant connect, create on database again to filo_jobs");
	const at = (url: string) => url.replace("@/filo?", "@/again?");
	const urls = { application: at(server.urls.application), jobs: at(server.urls.jobs), owner: at(server.urls.owner) };
	const file = await open(older, "r");
	const checked = await checkBackup(file, secret, () => {});
	await restoreBackup({ urls, file, secret, checked, keyFile, letters: "hold" }, () => {});
	await file.close();
	const here = { ground, owner };
	owner = new pg.Client({ connectionString: urls.owner });
	await owner.connect();
	ground = { ...ground, db: openDatabase(urls.application, 2) };
	try {
		expect((await found()).length).toBeGreaterThan(20);
		expect(await openable()).toEqual([]);
		const destroyed = keyHolders(keyFolder(keyFile)).filter(({ isDestroyed }) => isDestroyed);
		expect(await eraseAgain(ground, reach, destroyed)).toBe(1);
		expect(await eraseAgain(ground, reach, destroyed)).toBe(0);
		// What others wrote waits on a list again: a person reads it, as before.
		const [again] = await all<{ id: string }>("select id from community.erasures where erased_at is not null");
		const { waiting } = await erasure(ground, coordinator, reach, again!.id);
		for (const { noun, field, rowId } of waiting)
			await mendText(
				ground,
				coordinator,
				reach,
				{ erasureId: again!.id },
				{ noun, field, row: rowId as Id<"text">, text: "qualcuno" },
			);
		await owner.query("analyze");
		expect(await found()).toEqual([]);
	} finally {
		await ground.db.close();
		await owner.end();
		({ ground, owner } = here);
		await keeper.query("drop database again");
		await keeper.end();
	}
}

/** As much is written as the log keeps for reuse, so that every piece of it is written over. */
async function rewriteLog(): Promise<void> {
	for (let round = 0; round < 2; round += 1) {
		await owner.query("create table public.filler (words text)");
		await owner.query("alter table public.filler alter words set storage external");
		await owner.query("insert into public.filler select repeat(md5(n::text), 4096) from generate_series(1, 1000) n");
		await owner.query("drop table public.filler");
		await disconnect();
		await connect();
	}
}
