import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import {
	closeSync,
	fsyncSync,
	linkSync,
	mkdirSync,
	openSync,
	readFileSync,
	truncateSync,
	unlinkSync,
	writeSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** Whose key it was has been erased: nothing sealed with it opens any more, here or in a backup. */
export class KeyDestroyed extends Error {}

/**
 * Keys of their own for territories and for people: a file each, in a folder beside the key file that no backup
 * takes. A territory's key is wrapped by the master key, a person's by the territory's. An emptied file is a key that
 * was destroyed, and stays as the record of it.
 */
export type KeyStore = {
	/** The 32-byte key of a territory; made, and on the disk, before it is answered. */
	ofTerritory(territoryId: string): Buffer;
	/** The same for a person. Throws `KeyDestroyed`. */
	ofPerson(territoryId: string, personId: string): Buffer;
	/** Destroys a person's key for good. Twice is once. */
	destroy(territoryId: string, personId: string): void;
};

const version = 1;

/** The keys in `folder`, under a 32-byte master key. */
export function keysIn(folder: string, master: Buffer): KeyStore {
	// A territory's key never changes its place and is never destroyed: it is read once.
	const territories = new Map<string, Buffer>();
	const ofTerritory = (territoryId: string): Buffer => {
		const known = territories.get(territoryId);
		if (known) return known;
		const key = findOrMake(join(folder, territoryId, "territory"), master, territoryId);
		territories.set(territoryId, key);
		return key;
	};
	return {
		ofTerritory,
		ofPerson: (territoryId, personId) =>
			findOrMake(fileOf(folder, territoryId, personId), ofTerritory(territoryId), `${territoryId}/${personId}`),
		destroy: (territoryId, personId) => destroyFile(fileOf(folder, territoryId, personId)),
	};
}

/** Few folders for many people: the last two letters of an id are random. */
function fileOf(folder: string, territoryId: string, personId: string): string {
	return join(folder, territoryId, personId.slice(-2), personId);
}

function findOrMake(file: string, wrapping: Buffer, place: string): Buffer {
	const found = read(file);
	if (found?.length === 0) throw new KeyDestroyed(`the key of ${place} was destroyed`);
	if (found) return unwrap(found, wrapping, place);
	const key = randomBytes(32);
	return write(file, wrap(key, wrapping, place)) ? key : findOrMake(file, wrapping, place);
}

function read(file: string): Buffer | undefined {
	try {
		return readFileSync(file);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
		throw error;
	}
}

/** Puts a whole file in its place, unless one is there: then somebody else was first. */
function write(file: string, bytes: Buffer): boolean {
	mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
	const part = `${file}.${randomBytes(6).toString("hex")}.part`;
	const handle = openSync(part, "wx", 0o600);
	try {
		writeSync(handle, bytes);
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
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

function unwrap(wrapped: Buffer, wrapping: Buffer, place: string): Buffer {
	if (wrapped[0] !== version || wrapped.length !== 61) throw new Error(`the key of ${place} cannot be read`);
	const decipher = createDecipheriv("aes-256-gcm", wrapping, wrapped.subarray(1, 13));
	decipher.setAAD(Buffer.from(`filo key ${place}`)).setAuthTag(wrapped.subarray(13, 29));
	return Buffer.concat([decipher.update(wrapped.subarray(29)), decipher.final()]);
}
