import {
	createCipheriv,
	createDecipheriv,
	createHash,
	hkdfSync,
	randomBytes,
	type ScryptOptions,
	scrypt,
} from "node:crypto";
import type { FileHandle } from "node:fs/promises";

/** A backup that cannot be made or used; its message says why and what to do. */
export class BadBackup extends Error {}

/** What the machine refused (a full disk, a closed folder, a server that does not answer), as a line to read. */
export function inOneLine(error: unknown): unknown {
	return error instanceof Error && "syscall" in error ? new BadBackup(`It cannot be done: ${error.message}`) : error;
}

/** What a backup is locked with: 32 bytes of a key file, or a passphrase. */
export type Secret = { kind: "key"; bytes: Buffer } | { kind: "passphrase"; text: string };

/*
 * The file: one line that names the format and the kind of secret, 32 bytes of salt, then chunks of 64 KiB, each
 * sealed with AES-256-GCM (STREAM, Hoang and others 2015, as in age). A chunk's nonce is its number and whether it is
 * the last, so that chunks cannot be left out, moved, or cut off at the end; the key is made for this file alone, so
 * that a nonce never comes back; every chunk is bound to the file's beginning.
 */
const chunkBytes = 64 * 1024;
const tagBytes = 16;
const saltBytes = 32;
const beginnings = { key: "filo backup 1, key\n", passphrase: "filo backup 1, passphrase\n" } as const;
const headBytesMax = Math.max(...Object.values(beginnings).map((line) => line.length)) + saltBytes;

/** Cost of guessing a passphrase: 128 MiB and some tenths of a second for each attempt. Part of format 1. */
const scryptCost: ScryptOptions = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };

function slowKey(passphrase: string, salt: Buffer): Promise<Buffer> {
	return new Promise((resolve, reject) => {
		scrypt(passphrase.normalize("NFKC"), salt, 32, scryptCost, (error, key) => (error ? reject(error) : resolve(key)));
	});
}

async function fileKey(secret: Secret, salt: Buffer): Promise<Buffer> {
	const root = secret.kind === "key" ? secret.bytes : await slowKey(secret.text, salt);
	return Buffer.from(hkdfSync("sha256", root, salt, "filo backup", 32));
}

function nonceOf(chunk: number, isLast: boolean): Buffer {
	const nonce = Buffer.alloc(12);
	nonce.writeUIntBE(chunk, 5, 6);
	nonce[11] = isLast ? 1 : 0;
	return nonce;
}

/** Turns plain bytes into the bytes of a backup file. */
export async function* sealed(plain: AsyncIterable<Buffer>, secret: Secret): AsyncGenerator<Buffer> {
	const salt = randomBytes(saltBytes);
	const head = Buffer.concat([Buffer.from(beginnings[secret.kind]), salt]);
	const key = await fileKey(secret, salt);
	const bound = createHash("sha256").update(head).digest();
	const seal = (chunk: Buffer, number: number, isLast: boolean) => {
		const cipher = createCipheriv("aes-256-gcm", key, nonceOf(number, isLast)).setAAD(bound);
		return Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]);
	};
	yield head;
	let number = 0;
	let waiting = Buffer.alloc(0);
	for await (const part of plain) {
		waiting = Buffer.concat([waiting, part]);
		// A full chunk goes out only when more follows: the last one carries its mark.
		while (waiting.length > chunkBytes) {
			yield seal(waiting.subarray(0, chunkBytes), number, false);
			number += 1;
			waiting = waiting.subarray(chunkBytes);
		}
	}
	yield seal(waiting, number, true);
}

/** Which kind of secret a backup asks for. Throws `BadBackup` where the file is none. */
export async function lockOf(file: FileHandle): Promise<Secret["kind"]> {
	return kindOf(await readAt(file, 0, headBytesMax));
}

function kindOf(start: Buffer): Secret["kind"] {
	for (const kind of ["key", "passphrase"] as const) {
		const line = beginnings[kind];
		if (start.length >= line.length + saltBytes && start.toString("latin1", 0, line.length) === line) return kind;
	}
	if (start.toString("latin1", 0, 12) === "filo backup " && !start.toString("latin1", 12).startsWith("1,"))
		throw new BadBackup("This backup was made by a newer Filò. Install that version and restore with it.");
	throw new BadBackup("This is no backup of Filò, or its beginning was altered.");
}

/**
 * The plain bytes of a backup, each given out only when its chunk's tag is right. `seen` is told how far the file has
 * been read, from 0 to 1. Throws `BadBackup` for another secret, an altered byte, a missing end, or bytes after it.
 */
export async function* opened(
	file: FileHandle,
	secret: Secret,
	seen: (part: number) => void = () => {},
): AsyncGenerator<Buffer> {
	const start = await readAt(file, 0, headBytesMax);
	const kind = kindOf(start);
	if (kind !== secret.kind) throw new BadBackup(`This backup was locked with a ${kind}: give ${optionOf[kind]}.`);
	const head = start.subarray(0, beginnings[kind].length + saltBytes);
	const key = await fileKey(secret, head.subarray(-saltBytes));
	const bound = createHash("sha256").update(head).digest();
	const { size } = await file.stat();
	const step = chunkBytes + tagBytes;
	for (let number = 0, at = head.length; number === 0 || at < size; number += 1, at += step) {
		const isLast = at + step >= size;
		const bytes = await readAt(file, at, step);
		if (bytes.length < tagBytes) throw new BadBackup(brokenWords(number, isLast));
		const decipher = createDecipheriv("aes-256-gcm", key, nonceOf(number, isLast)).setAAD(bound);
		decipher.setAuthTag(bytes.subarray(-tagBytes));
		const chunk = decipher.update(bytes.subarray(0, -tagBytes));
		try {
			decipher.final();
		} catch {
			throw new BadBackup(brokenWords(number, isLast));
		}
		seen(Math.min(1, (at + step) / size));
		yield chunk;
	}
}

/** How each kind of secret is given on the command line. */
export const optionOf = { key: "--key FILE", passphrase: "--passphrase-file FILE" } as const;

function brokenWords(number: number, isLast: boolean): string {
	if (number === 0) return "The backup does not open: another key or passphrase, or the file was altered or cut short.";
	return isLast ? "The backup was cut short, or its end was altered." : "The backup was altered.";
}

/** As many of `length` bytes as the file has from `from` on. */
async function readAt(file: FileHandle, from: number, length: number): Promise<Buffer> {
	const bytes = Buffer.alloc(length);
	let filled = 0;
	while (filled < length) {
		const { bytesRead } = await file.read(bytes, filled, length - filled, from + filled);
		if (bytesRead === 0) break;
		filled += bytesRead;
	}
	return bytes.subarray(0, filled);
}
