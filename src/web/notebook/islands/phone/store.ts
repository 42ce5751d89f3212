import { type DBSchema, deleteDB, type IDBPDatabase, type IDBPObjectStore, openDB } from "idb";
import type { Pack } from "../../../../modules/notebook/contract.ts";
import {
	newKey,
	openJson,
	rawKey,
	type Sealed,
	sealJson,
	sealKey,
	unsealKey,
	unwrap,
	type WrappedKey,
	WrongPin,
} from "./crypto.ts";
import { type Entry, isUnsent, type State, states } from "./outbox.ts";
import type { Passkey } from "./passkey.ts";

/** What lies on the phone: one database an account, everything in it sealed but ids, order and states. */

type Row = Sealed & { id: string; seq: number; state: State };
type Lock = { wrapped: WrappedKey; wrong: number };
/** The data key once more, wrapped by what a passkey of this phone says about `salt`. */
type PasskeyLock = { passkey: Passkey; sealed: Sealed };
type Meta = {
	lock: Lock;
	passkey: PasskeyLock;
	device: { id: string; registered: boolean };
	contact: number;
	seq: number;
	open: string;
	/** How often records were written or removed here, by whichever tab. */
	changes: number;
};

interface Schema extends DBSchema {
	meta: { key: keyof Meta; value: Meta[keyof Meta] };
	cache: { key: "pack" | "shelf"; value: Sealed };
	records: { key: string; value: Row; indexes: { state: State } };
}
export type Store = IDBPDatabase<Schema>;

/** Whose notebooks are on this phone: never a name. */
export type Owner = { account: string; label: string; openedAt: number };
interface Directory extends DBSchema {
	owners: { key: string; value: Owner };
}

const mostWrongPins = 10;
/** Received records stay to be looked at: so many at most. */
const mostReceived = 100;
/** So many are unsealed one by one; where there are more, they are kept once more in one piece. */
const mostApart = 200;

/** The tenth wrong PIN: nothing is left. */
export class Wiped extends Error {}

function directory(): Promise<IDBPDatabase<Directory>> {
	return openDB<Directory>("filo-notebooks", 1, {
		upgrade: (db) => void db.createObjectStore("owners", { keyPath: "account" }),
	});
}

/** The notebooks of this phone, the last opened first. Throws where the browser keeps nothing. */
export async function ownersHere(): Promise<Owner[]> {
	const db = await directory();
	const owners = await db.getAll("owners");
	db.close();
	return owners.sort((a, b) => b.openedAt - a.openedAt);
}

async function noteOwner(owner: Owner): Promise<void> {
	const db = await directory();
	await db.put("owners", owner);
	db.close();
}

const nameOf = (account: string) => `filo-notebook-${account}`;

/** The notebook of an account. `gone` is called when it is emptied elsewhere, in another tab or on another page. */
export function openStore(account: string, gone?: () => void): Promise<Store> {
	return openDB<Schema>(nameOf(account), 1, {
		upgrade(db) {
			db.createObjectStore("meta");
			db.createObjectStore("cache");
			db.createObjectStore("records", { keyPath: "id" }).createIndex("state", "state");
		},
		// Another tab wipes: this one does not stand in its way.
		blocking(_now, _wanted, event) {
			(event.target as IDBDatabase).close();
			gone?.();
		},
	});
}

/** Makes the notebook of an account on this phone, with its PIN. */
export async function createStore(account: string, label: string, pin: string, device: string): Promise<CryptoKey> {
	const { key, wrapped } = await newKey(pin);
	const store = await openStore(account);
	const tx = store.transaction("meta", "readwrite", { durability: "strict" });
	await Promise.all([
		tx.store.put({ wrapped, wrong: 0 }, "lock"),
		tx.store.put({ id: device, registered: false }, "device"),
		tx.store.put(Date.now(), "contact"),
		tx.store.put(0, "seq"),
		tx.done,
	]);
	store.close();
	await noteOwner({ account, label, openedAt: Date.now() });
	return key;
}

export async function metaOf<Name extends keyof Meta>(store: Store, name: Name): Promise<Meta[Name] | undefined> {
	return (await store.get("meta", name)) as Meta[Name] | undefined;
}

export async function setMeta<Name extends keyof Meta>(store: Store, name: Name, value: Meta[Name]): Promise<void> {
	await store.put("meta", value, name);
}

/** Opens with the PIN. Throws `WrongPin`, and `Wiped` at the tenth. */
export async function enter(store: Store, owner: Owner, pin: string): Promise<CryptoKey> {
	const key = await tryPin(store, owner.account, pin, unwrap);
	await noteOwner({ ...owner, openedAt: Date.now() });
	return key;
}

/**
 * What a PIN gives. Each try is counted before it is made, so that neither a second tab nor a restart gives more.
 * Throws `WrongPin`, and `Wiped` at the tenth.
 */
async function tryPin<Given>(
	store: Store,
	account: string,
	pin: string,
	give: (wrapped: WrappedKey, pin: string) => Promise<Given>,
): Promise<Given> {
	const tx = store.transaction("meta", "readwrite", { durability: "strict" });
	const lock = (await tx.store.get("lock")) as Lock | undefined;
	if (!lock) throw new Wiped();
	const tried = { ...lock, wrong: lock.wrong + 1 };
	await tx.store.put(tried, "lock");
	await tx.done;
	try {
		const given = await give(lock.wrapped, pin);
		await setMeta(store, "lock", { ...lock, wrong: 0 });
		return given;
	} catch (error) {
		if (!(error instanceof WrongPin) || tried.wrong < mostWrongPins) throw error;
		await wipeAll(store, account);
		throw new Wiped();
	}
}

/** Has a passkey open it too, made by `make` once the PIN was right. Throws as `enter` does, and whatever `make` throws. */
export async function addPasskey(
	store: Store,
	account: string,
	pin: string,
	make: () => Promise<{ passkey: Passkey; secret: BufferSource }>,
): Promise<void> {
	const raw = await tryPin(store, account, pin, rawKey);
	const { passkey, secret } = await make();
	await setMeta(store, "passkey", { passkey, sealed: await sealKey(raw, secret) });
}

export async function removePasskey(store: Store): Promise<void> {
	await store.delete("meta", "passkey");
}

/** Opens with the passkey, which says its secret by `ask`. Throws where it is another one's. */
export async function enterWithPasskey(
	store: Store,
	owner: Owner,
	ask: (passkey: Passkey) => Promise<BufferSource>,
): Promise<CryptoKey> {
	const lock = await metaOf(store, "passkey");
	const pinLock = await metaOf(store, "lock");
	if (!lock || !pinLock) throw new WrongPin();
	const key = await unsealKey(lock.sealed, await ask(lock.passkey));
	await setMeta(store, "lock", { ...pinLock, wrong: 0 });
	await noteOwner({ ...owner, openedAt: Date.now() });
	return key;
}

/** How many tries are left before the notebook is emptied. */
export async function triesLeft(store: Store): Promise<number> {
	return mostWrongPins - ((await metaOf(store, "lock"))?.wrong ?? 0);
}

/** What of a notebook lies open in this tab: nobody unseals thousands of records for a letter that is typed. It goes with the key. */
type Memory = {
	changes: number;
	records: Map<string, { iv: string; entry: Entry }>;
	list: readonly Entry[];
	pack?: { iv: string; pack: Pack };
};
const memories = new WeakMap<CryptoKey, Memory>();

function memoryOf(key: CryptoKey): Memory {
	const known = memories.get(key) ?? { changes: -1, records: new Map(), list: [] };
	memories.set(key, known);
	return known;
}

/** Each sealing has an iv of its own: the same one is the same content. */
function ivOf({ iv }: Sealed): string {
	return iv.join();
}

function remember(memory: Memory, changes: number, records: Memory["records"]): void {
	memory.changes = changes;
	memory.records = records;
	memory.list = [...records.values()]
		.map(({ entry }) => entry)
		.sort((a, b) => (a.seq || Number.MAX_SAFE_INTEGER) - (b.seq || Number.MAX_SAFE_INTEGER));
}

/** All records, in their order; drafts last. */
export async function entriesIn(store: Store, key: CryptoKey, state?: State): Promise<readonly Entry[]> {
	const memory = memoryOf(key);
	if (memory.changes < 0) await readShelf(store, key, memory).catch(() => undefined);
	const tx = store.transaction(["records", "meta"]);
	const changes = ((await tx.objectStore("meta").get("changes")) as number | undefined) ?? 0;
	if (changes !== memory.changes) {
		const rows = await tx.objectStore("records").getAll();
		let apart = 0;
		const now = await Promise.all(
			rows.map(async (row) => {
				const iv = ivOf(row);
				const known = memory.records.get(row.id);
				if (known?.iv === iv) return [row.id, known] as const;
				apart += 1;
				return [row.id, { iv, entry: await opened(key, row) }] as const;
			}),
		);
		if (changes > memory.changes) remember(memory, changes, new Map(now));
		if (apart > mostApart) void keepShelf(store, key, memory).catch(() => undefined);
	}
	return state ? memory.list.filter((entry) => entry.state === state) : memory.list;
}

type Shelf = { changes: number; isWhole: boolean; records: [string, { iv: string; entry: Entry }][] };

/** Unsealing thousands one by one takes seconds on a slow phone; in one piece it takes none. Photos stay where they are. */
async function keepShelf(store: Store, key: CryptoKey, { changes, records }: Memory): Promise<void> {
	const light = [...records].filter(([, { entry }]) => !entry.values.photo);
	const shelf: Shelf = { changes, isWhole: light.length === records.size, records: light };
	const sealed = await sealJson(key, shelf, "shelf");
	const tx = store.transaction(["cache", "meta"], "readwrite");
	// What was removed meanwhile does not come back in it.
	if ((await tx.objectStore("meta").get("changes")) === changes) await tx.objectStore("cache").put(sealed, "shelf");
	await tx.done;
}

async function readShelf(store: Store, key: CryptoKey, memory: Memory): Promise<void> {
	const sealed = await store.get("cache", "shelf");
	if (!sealed) return;
	const { changes, isWhole, records } = await openJson<Shelf>(key, sealed, "shelf");
	remember(memory, isWhole ? changes : -1, new Map(records));
}

async function opened(key: CryptoKey, { id, seq, state, ...sealed }: Row): Promise<Entry> {
	const rest = await openJson<Omit<Entry, "id" | "seq" | "state">>(key, sealed, id);
	return { ...rest, id, seq, state };
}

async function rowOf(key: CryptoKey, { id, seq, state, ...rest }: Entry): Promise<Row> {
	return { ...(await sealJson(key, rest, id)), id, seq, state };
}

/**
 * Keeps records as they are, all or none; on disk when it returns, with all records as they are then. `gone` are removed
 * in the same breath. What another tab has taken out of the form or settled meanwhile stays as that tab left it: then
 * nothing is kept, and it is null.
 */
export async function keep(
	store: Store,
	key: CryptoKey,
	entries: readonly Entry[],
	gone: readonly string[] = [],
): Promise<readonly Entry[] | null> {
	// Sealing waits, and a transaction does not: first all of the one, then the other.
	const rows = await Promise.all(entries.map((entry) => rowOf(key, entry)));
	// What is still being typed outlives the browser; what was said to be kept outlives the phone's battery too.
	const durability = gone.length > 0 || entries.some(({ state }) => state !== "draft") ? "strict" : "relaxed";
	const tx = store.transaction(["records", "meta", "cache"], "readwrite", { durability });
	const records = tx.objectStore("records");
	const meta = tx.objectStore("meta");
	const formerly = await Promise.all(rows.filter(({ seq }) => seq === 0).map(({ id }) => records.get(id)));
	const there = await Promise.all(gone.map((id) => records.getKey(id)));
	if (formerly.some((row) => row && row.state !== "draft") || there.includes(undefined)) return null;
	let seq = ((await meta.get("seq")) as number | undefined) ?? 0;
	const before = seq;
	for (const row of rows) {
		// What leaves the form takes its place in the order.
		if (row.state !== "draft" && row.seq === 0) {
			seq += 1;
			row.seq = seq;
		}
		await records.put(row);
	}
	for (const id of gone) await records.delete(id);
	if (gone.length > 0) await tx.objectStore("cache").delete("shelf");
	if (seq > before) await meta.put(seq, "seq");
	const changes = await changed(meta);
	await tx.done;
	const memory = memoryOf(key);
	if (memory.changes !== changes - 1) return entriesIn(store, key);
	const now = new Map(memory.records);
	for (const [i, entry] of entries.entries())
		now.set(entry.id, { iv: ivOf(rows[i]!), entry: { ...entry, seq: rows[i]!.seq } });
	for (const id of gone) now.delete(id);
	remember(memory, changes, now);
	// A file with thousands takes its time anyway; opening them the first time does not.
	if (rows.length > mostApart) await keepShelf(store, key, memory).catch(() => undefined);
	return memory.list;
}

export async function readPack(store: Store, key: CryptoKey): Promise<Pack | null> {
	const sealed = await store.get("cache", "pack");
	if (!sealed) return null;
	const memory = memoryOf(key);
	const iv = ivOf(sealed);
	if (memory.pack?.iv !== iv) memory.pack = { iv, pack: await openJson<Pack>(key, sealed, "pack") };
	return memory.pack.pack;
}

export async function keepPack(store: Store, key: CryptoKey, pack: Pack): Promise<void> {
	const sealed = await sealJson(key, pack, "pack");
	const tx = store.transaction(["cache", "meta"], "readwrite");
	await tx.objectStore("cache").put(sealed, "pack");
	await tx.objectStore("meta").put(Date.now(), "contact");
	await tx.done;
}

/** How many records were not sent: it stands there in clear, without the PIN. */
export async function countUnsent(store: Store): Promise<number> {
	const unsent = states.filter((state) => isUnsent({ state }));
	const counts = await Promise.all(unsent.map((state) => store.countFromIndex("records", "state", state)));
	return counts.reduce((sum, n) => sum + n, 0);
}

/** Wipes what can be fetched again; what was not sent stays. */
export async function wipeCached(store: Store): Promise<void> {
	const tx = store.transaction(["cache", "records", "meta"], "readwrite", { durability: "strict" });
	await changed(tx.objectStore("meta"));
	await tx.objectStore("cache").clear();
	const records = tx.objectStore("records");
	for (const row of await records.getAll()) if (!isUnsent(row)) await records.delete(row.id);
	await tx.done;
}

/** Every tab reads again what lies here. */
async function changed(
	meta: IDBPObjectStore<Schema, ArrayLike<"meta" | "records" | "cache">, "meta", "readwrite">,
): Promise<number> {
	const changes = (((await meta.get("changes")) as number | undefined) ?? 0) + 1;
	await meta.put(changes, "changes");
	return changes;
}

/** Lets go of the oldest of what has arrived. */
export async function forgetReceived(store: Store): Promise<void> {
	const rows = await store.getAllFromIndex("records", "state", "received");
	const old = rows.sort((a, b) => b.seq - a.seq).slice(mostReceived);
	if (old.length === 0) return;
	const tx = store.transaction(["records", "meta", "cache"], "readwrite");
	await changed(tx.objectStore("meta"));
	await tx.objectStore("cache").delete("shelf");
	for (const { id } of old) await tx.objectStore("records").delete(id);
	await tx.done;
}

/** Nothing of the account is left on this phone, its key first. */
export async function wipeAll(store: Store, account: string): Promise<void> {
	const tx = store.transaction(["meta", "cache", "records"], "readwrite", { durability: "strict" });
	await Promise.all([
		tx.objectStore("meta").clear(),
		tx.objectStore("cache").clear(),
		tx.objectStore("records").clear(),
		tx.done,
	]);
	// No longer known before it is gone: another tab that is closed by this looks for it again at once.
	const db = await directory();
	await db.delete("owners", account);
	db.close();
	store.close();
	await deleteDB(nameOf(account));
}
