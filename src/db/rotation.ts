import { randomBytes } from "node:crypto";
import pg from "pg";
import { KeyDestroyed, KeyMissing, replace } from "./keys.ts";
import { isOfMaster, keyFolder, keyLines, readKeys, type Seal, sealOf } from "./seal.ts";
import { type SealedColumn, sealerOf } from "./sealed.ts";

/** What is needed to seal anew: the owner's database, the key file, and where sealed bytes are. */
export type Keeping = { ownerUrl: string; keyFile: string; columns: readonly SealedColumn[] };

const batch = 500;

/** A second master key before the one in use: from here on both open, and the new one closes. Begun before, it is left. */
export function beginRotation(keyFile: string): void {
	const keys = readKeys(keyFile);
	if (keys.length === 1) replace(keyFile, Buffer.from(keyLines([randomBytes(32), ...keys])));
}

/** Whether an exchange of the master key was begun and not ended. */
export function isRotating(keyFile: string): boolean {
	return readKeys(keyFile).length > 1;
}

/**
 * Ends an exchange of the master key: wraps the territories' keys with the new one, seals anew what the master key
 * itself sealed, and only then takes the old one out of the file. At every moment both open, so killed anywhere it goes
 * on from the beginning. Answers how many values were sealed anew; 0 where nothing was begun.
 */
export async function finishRotation(keeping: Keeping): Promise<number> {
	const masters = readKeys(keeping.keyFile);
	if (masters.length < 2) return 0;
	const folder = keyFolder(keeping.keyFile);
	const seal = sealOf(masters, folder);
	seal.keys.rewrapTerritories();
	const n = await sealAnew(keeping, seal, (row) => isOfMaster(row.sealed));
	const [first] = masters;
	const found = await verifySealed({ ...keeping, seal: sealOf(first!, folder) });
	const stuck = found.filter(({ why }) => why === "broken");
	if (stuck.length > 0)
		throw new Error(`${stuck[0]!.place} does not open: the old key stays beside the new one in ${keeping.keyFile}.`);
	replace(keeping.keyFile, Buffer.from(keyLines([first!])));
	return n;
}

/** Gives every territory a new key and wraps its people's with it; what the territory's own sealed is sealed anew. */
export async function rotateTerritories(keeping: Keeping): Promise<number> {
	const seal = sealOf(readKeys(keeping.keyFile), keyFolder(keeping.keyFile));
	seal.keys.renewTerritories();
	seal.keys.rewrapPeople();
	const n = await sealAnew(keeping, seal, ({ territory, owner }) => territory !== null && owner === null);
	seal.keys.dropOlder();
	return n;
}

type Row = { at: string; place: string; territory: string | null; owner: string | null; sealed: Buffer };

/** Every sealed value of a column that is not empty, a batch at a time, in the order of its rows' addresses. */
async function* rowsOf(client: pg.Client, { table, column, keys, place, territory, owner }: SealedColumn) {
	const key = `array[${keys.map((name) => `r.${name}::text`).join(", ")}]::text[]`;
	for (let after: string[] = []; ; ) {
		const { rows } = await client.query<Row & { key: string[] }>(
			`select ${key} as key, ${place} as place, (${territory})::text as territory, (${owner})::text as owner, r.${column} as sealed
			from ${table} r where length(r.${column}) > 0 and ${key} > $1::text[] order by ${key} limit ${batch}`,
			[after],
		);
		yield rows;
		if (rows.length < batch) return;
		after = rows.at(-1)!.key;
	}
}

async function sealAnew({ ownerUrl, columns }: Keeping, seal: Seal, which: (row: Row) => boolean): Promise<number> {
	let n = 0;
	await withOwner(ownerUrl, async (client) => {
		for (const of of columns)
			for await (const rows of rowsOf(client, of)) {
				await client.query("begin");
				for (const row of rows.filter(which)) n += await sealOne(client, seal, of, row);
				await client.query("commit");
			}
	});
	return n;
}

async function sealOne(
	client: pg.Client,
	seal: Seal,
	{ table, column, keys, blind }: SealedColumn,
	row: Row & { key: string[] },
): Promise<number> {
	const sealer = sealerOf(seal, row.territory, row.owner);
	let sealed: Buffer;
	let plain: Buffer;
	try {
		plain = sealer.openBytes(row.sealed, row.place);
		sealed = sealer.close(plain, row.place);
	} catch (error) {
		// Of somebody erased: there is nothing to open any more.
		if (error instanceof KeyDestroyed) return 0;
		throw error;
	}
	const is = keys.map((name, i) => `${name}::text = $${i + 3}`).join(" and ");
	const found = blind ? `, ${blind} = $${keys.length + 3}` : "";
	const values = [sealed, row.sealed, ...row.key, ...(blind ? [seal.blind(plain.toString("utf8"))] : [])];
	// Whoever changed it meanwhile sealed it with the new key.
	await client.query(`update ${table} set ${column} = $1${found} where ${column} = $2 and ${is}`, values);
	return 1;
}

export type Unopened = { place: string; why: "destroyed" | "missing" | "broken" };

/** Opens every sealed value there is, and names those that do not open. `opened` is told of each that does. */
export async function verifySealed(
	{ ownerUrl, columns, seal }: Pick<Keeping, "ownerUrl" | "columns"> & { seal: Seal },
	opened: () => void = () => {},
): Promise<Unopened[]> {
	const unopened: Unopened[] = [];
	await withOwner(ownerUrl, async (client) => {
		for (const of of columns)
			for await (const rows of rowsOf(client, of))
				for (const { place, territory, owner, sealed } of rows) {
					try {
						sealerOf(seal, territory, owner).openBytes(sealed, place);
						opened();
					} catch (error) {
						const isGone = error instanceof KeyDestroyed;
						unopened.push({ place, why: error instanceof KeyMissing ? "missing" : isGone ? "destroyed" : "broken" });
					}
				}
	});
	return unopened;
}

async function withOwner<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
	const client = new pg.Client({ connectionString: url, application_name: "filo keys" });
	await client.connect();
	try {
		return await work(client);
	} finally {
		await client.end();
	}
}

/** Whether a Filò is open on this database: it holds the keys in its memory, and they must not change under it. */
export async function isServed(ownerUrl: string): Promise<boolean> {
	return withOwner(ownerUrl, async (client) => {
		const { rows } = await client.query(
			"select 1 from pg_stat_activity where application_name in ('filo', 'filo jobs') and datname = current_database() limit 1",
		);
		return rows.length > 0;
	});
}
