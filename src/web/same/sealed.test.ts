import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase } from "../../../tests/harness.ts";
import { sealedColumns } from "./sealed.ts";

// A sealed column that an exchange of keys does not know of would never open again.

let t: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

/** Bytes that are hashes, random, public or a picture's own: nothing that a key opens. */
const notSealed = /hash|blind|salt|commitment|challenge|public_key|credential|bucket|_mark$/;

/** Under the keys of several people, one inside the other: people keep theirs in every exchange. */
const nested = ["mediations.mediations.matter", "mediations.mediations.proposal", "mediations.steps.sealed"];

test("every column of sealed bytes is known to whoever exchanges keys, and none that is not there", async () => {
	const { rows } = await t.owner.query<{ name: string }>(
		`select n.nspname || '.' || c.relname || '.' || attname as name from pg_attribute join pg_class c on c.oid = attrelid
			join pg_namespace n on n.oid = relnamespace
		where atttypid in ('bytea'::regtype, 'bytea[]'::regtype) and relkind = 'r' and attnum > 0 and not attisdropped
			and nspname not like 'pg\\_%' and nspname not in ('information_schema', 'graphile_worker', 'queue') order by 1`,
	);
	const there = rows.map(({ name }) => name).filter((name) => !notSealed.test(name) && !nested.includes(name));
	const known = sealedColumns.map(({ table, column }) => `${table}.${column}`);
	expect(there.length).toBeGreaterThan(15);
	expect(there.filter((name) => !known.includes(name))).toEqual([]);
	expect(known.filter((name) => !there.includes(name))).toEqual([]);
});
