import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import {
	closeSync,
	fsyncSync,
	linkSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	truncateSync,
	unlinkSync,
	writeSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** Whose key it was has been erased: nothing sealed with it opens any more, here or in a backup. */
export class KeyDestroyed extends Error {}

/** The key is not in the store here. Nothing opens until the store is brought back; to whoever reads it is the same. */
export class KeyMissing extends KeyDestroyed {}

/** What opens, or undefined where the key is gone: then nothing is shown, and nothing is wrong. */
export function openedIf<Opened>(open: () => Opened): Opened | undefined {
	try {
		return open();
	} catch (error) {
		if (error instanceof KeyDestroyed) return undefined;
		throw error;
	}
}

/**
 * Keys of their own for territories and for people: a file each, in a folder beside the key file that no backup
 * takes. A territory's key is wrapped by the master key, a person's by the territory's. An emptied file is a key that
 * was destroyed, and stays as the record of it. Of a key that is being exchanged the older one opens too, until
 * nothing is wrapped with it any more.
 */
export type KeyStore = {
	/** The 32-byte keys of a territory, the one in use first; to close, one is made, and on the disk, before it is answered. */
	ofTerritory(territoryId: string, to: "open" | "close"): Buffer[];
	/** The same for a person. Throws `KeyDestroyed`; to open, also `KeyMissing`. */
	ofPerson(territoryId: string, personId: string, to: "open" | "close"): Buffer;
	/** Destroys a person's key for good. Twice is once. */
	destroy(territoryId: string, personId: string): void;
	/** Wraps every territory's keys with the first master key. Killed and run again, it goes on. */
	rewrapTerritories(): void;
	/** Gives every territory a new key beside the one in use, unless that was begun before. */
	renewTerritories(): void;
	/** Wraps every person's key with the key in use of their territory. */
	rewrapPeople(): void;
	/** Leaves every territory the key in use alone. */
	dropOlder(): void;
	/** Removes every key: for the demonstration, which begins anew. */
	clear(): void;
};

const version = 1;
const wrappedBytes = 61;

/** The keys in `folder`, under 32-byte master keys, the one in use first. */
export function keysIn(folder: string, masters: readonly Buffer[]): KeyStore {
	const territories = new Map<string, Buffer[]>();
	const fileOfTerritory = (territoryId: string) => join(folder, territoryId, "territory");
	const ofTerritory = (territoryId: string, to: "open" | "close"): Buffer[] => {
		const known = territories.get(territoryId);
		if (known) return known;
		const keys = findOrMake(fileOfTerritory(territoryId), masters, territoryId, to);
		territories.set(territoryId, keys);
		return keys;
	};
	const rewrap = (territoryId: string, change: (keys: Buffer[]) => Buffer[]): void => {
		const keys = change(ofTerritory(territoryId, "open"));
		replace(fileOfTerritory(territoryId), Buffer.concat(keys.map((key) => wrap(key, masters[0]!, territoryId))));
		territories.set(territoryId, keys);
	};
	const everywhere = (work: (territoryId: string) => void) => namesIn(folder).filter(isId).forEach(work);
	return {
		ofTerritory,
		ofPerson: (territoryId, personId, to) => {
			const file = fileOf(folder, territoryId, personId);
			// What is missing is said before a territory's key is looked for, or made.
			if (to === "open" && read(file) === undefined) throw new KeyMissing(`the key of ${personId} is not here`);
			return findOrMake(file, ofTerritory(territoryId, to), `${territoryId}/${personId}`, to)[0]!;
		},
		destroy: (territoryId, personId) => destroyFile(fileOf(folder, territoryId, personId)),
		rewrapTerritories: () => everywhere((territoryId) => rewrap(territoryId, (keys) => keys)),
		renewTerritories: () =>
			everywhere((territoryId) => rewrap(territoryId, (keys) => (keys.length > 1 ? keys : [randomBytes(32), ...keys]))),
		rewrapPeople: () =>
			everywhere((territoryId) => {
				const keys = ofTerritory(territoryId, "open");
				for (const { personId, file, isDestroyed } of peopleIn(folder, territoryId)) {
					const place = `${territoryId}/${personId}`;
					if (!isDestroyed) replace(file, wrap(unwrap(read(file)!, keys, place)[0]!, keys[0]!, place));
				}
			}),
		dropOlder: () => everywhere((territoryId) => rewrap(territoryId, (keys) => keys.slice(0, 1))),
		clear: () => {
			rmSync(folder, { recursive: true, force: true });
			territories.clear();
		},
	};
}

/** Few folders for many people: the last two letters of an id are random. */
function fileOf(folder: string, territoryId: string, personId: string): string {
	return join(folder, territoryId, personId.slice(-2), personId);
}

const isId = (name: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name);

function namesIn(folder: string): string[] {
	try {
		return readdirSync(folder).sort();
	} catch (error) {
		if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
		throw error;
	}
}

type PersonFile = { personId: string; file: string; isDestroyed: boolean };

function peopleIn(folder: string, territoryId: string): PersonFile[] {
	return namesIn(join(folder, territoryId)).flatMap((letters) =>
		namesIn(join(folder, territoryId, letters))
			.filter(isId)
			.map((personId) => {
				const file = fileOf(folder, territoryId, personId);
				return { personId, file, isDestroyed: read(file)?.length === 0 };
			}),
	);
}

/** Whose keys a store holds, and whose were destroyed: the list of erasures that a restore does again. */
export function keyHolders(folder: string): { territoryId: string; personId: string; isDestroyed: boolean }[] {
	return namesIn(folder)
		.filter(isId)
		.flatMap((territoryId) =>
			peopleIn(folder, territoryId).map(({ personId, isDestroyed }) => ({ territoryId, personId, isDestroyed })),
		);
}

/** What became of a mirror: keys brought there, destroyed there, left as they were. */
export type Mirrored = { brought: number; destroyed: number; same: number };

const mirroredAt = "mirrored";

/**
 * Makes `to` hold what the store in `from` holds, destructions first; a key destroyed there stays destroyed. Interrupted,
 * it is run again. The instant is written when all of it is done.
 */
export function mirrorKeys(from: string, to: string, now: Date): Mirrored {
	const done: Mirrored = { brought: 0, destroyed: 0, same: 0 };
	const holders = keyHolders(from);
	for (const { territoryId, personId } of holders.filter((holder) => holder.isDestroyed)) {
		const file = fileOf(to, territoryId, personId);
		if (read(file)?.length === 0) done.same += 1;
		else {
			destroyFile(file);
			done.destroyed += 1;
		}
	}
	const bring = (file: string, bytes: Buffer) => {
		const there = read(file);
		if (there?.length === 0 || there?.equals(bytes)) done.same += 1;
		else {
			replace(file, bytes);
			done.brought += 1;
		}
	};
	for (const territoryId of namesIn(from).filter(isId)) {
		const bytes = read(join(from, territoryId, "territory"));
		if (bytes) bring(join(to, territoryId, "territory"), bytes);
	}
	for (const { territoryId, personId } of holders.filter((holder) => !holder.isDestroyed))
		bring(fileOf(to, territoryId, personId), read(fileOf(from, territoryId, personId))!);
	replace(join(to, mirroredAt), Buffer.from(`${now.toISOString()}\n`));
	return done;
}

/** When a folder was last made equal to the store; undefined where it is the store itself, or none. */
export function mirroredOn(folder: string): string | undefined {
	return read(join(folder, mirroredAt))?.toString("utf8").trim();
}

function findOrMake(file: string, wrapping: readonly Buffer[], place: string, to: "open" | "close"): Buffer[] {
	const found = read(file);
	if (found?.length === 0) throw new KeyDestroyed(`the key of ${place} was destroyed`);
	if (found) return unwrap(found, wrapping, place);
	if (to === "open") throw new KeyMissing(`the key of ${place} is not here`);
	const key = randomBytes(32);
	return write(file, wrap(key, wrapping[0]!, place)) ? [key] : findOrMake(file, wrapping, place, to);
}

function read(file: string): Buffer | undefined {
	try {
		return readFileSync(file);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
		throw error;
	}
}

/** A file beside another, whole and on the disk. */
function draftOf(file: string, bytes: Buffer): string {
	mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
	const part = `${file}.${randomBytes(6).toString("hex")}.part`;
	const handle = openSync(part, "wx", 0o600);
	try {
		writeSync(handle, bytes);
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
	return part;
}

/** Puts a whole file in the place of what is there: at no moment is it half the one and half the other. */
export function replace(file: string, bytes: Buffer): void {
	renameSync(draftOf(file, bytes), file);
	sync(dirname(file));
}

/** Puts a whole file in its place, unless one is there: then somebody else was first. */
function write(file: string, bytes: Buffer): boolean {
	const part = draftOf(file, bytes);
	try {
		linkSync(part, file);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
		throw error;
	} finally {
		unlinkSync(part);
		sync(dirname(file));
	}
}

/** Overwrites, then empties. The file stays, so that no later write makes the person a new key. */
function destroyFile(file: string): void {
	mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
	const length = read(file)?.length ?? 0;
	const handle = openSync(file, length > 0 ? "r+" : "a", 0o600);
	try {
		if (length > 0) {
			writeSync(handle, randomBytes(length), 0, length, 0);
			fsyncSync(handle);
		}
	} finally {
		closeSync(handle);
	}
	truncateSync(file, 0);
	sync(file);
	sync(dirname(file));
}

function sync(path: string): void {
	const handle = openSync(path, "r");
	try {
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
}

/** AES-256-GCM under the key above, bound to whose key it is: version (1), nonce (12), tag (16), key (32). */
function wrap(key: Buffer, wrapping: Buffer, place: string): Buffer {
	const nonce = randomBytes(12);
	const cipher = createCipheriv("aes-256-gcm", wrapping, nonce).setAAD(Buffer.from(`filo key ${place}`));
	const body = Buffer.concat([cipher.update(key), cipher.final()]);
	return Buffer.concat([Buffer.from([version]), nonce, cipher.getAuthTag(), body]);
}

/** The keys of a file, each wrapped with one of those above. */
function unwrap(wrapped: Buffer, wrapping: readonly Buffer[], place: string): Buffer[] {
	if (wrapped.length === 0 || wrapped.length % wrappedBytes !== 0)
		throw new Error(`the key of ${place} cannot be read`);
	const keys: Buffer[] = [];
	for (let at = 0; at < wrapped.length; at += wrappedBytes) {
		const one = wrapped.subarray(at, at + wrappedBytes);
		const key = firstOpened(wrapping, (by) => unwrapOne(one, by, place));
		keys.push(key);
	}
	return keys;
}

/** What the first of several keys opens. Throws what the last one said. */
export function firstOpened<Opened>(keys: readonly Buffer[], open: (key: Buffer) => Opened): Opened {
	for (const key of keys.slice(0, -1)) {
		try {
			return open(key);
		} catch {
			// Closed with another of them.
		}
	}
	return open(keys.at(-1)!);
}

function unwrapOne(wrapped: Buffer, wrapping: Buffer, place: string): Buffer {
	if (wrapped[0] !== version) throw new Error(`the key of ${place} cannot be read`);
	const decipher = createDecipheriv("aes-256-gcm", wrapping, wrapped.subarray(1, 13));
	decipher.setAAD(Buffer.from(`filo key ${place}`)).setAuthTag(wrapped.subarray(13, 29));
	return Buffer.concat([decipher.update(wrapped.subarray(29)), decipher.final()]);
}
