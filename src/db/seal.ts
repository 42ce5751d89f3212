import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { firstOpened, type KeyStore, keysIn } from "./keys.ts";

/** Seals text and files: AES-256-GCM (NIST SP 800-38D), a fresh 96-bit nonce each time, bound to the row they belong to. */
export type Sealer = {
	/** Encrypts. `place` names table and row, so that a ciphertext moved to another row does not open. */
	close(plain: string | Buffer, place: string): Buffer;
	/** Decrypts a text. Throws when the key, the place or a single bit is wrong. */
	open(sealed: Buffer, place: string): string;
	/** Decrypts a file. Throws like `open`. */
	openBytes(sealed: Buffer, place: string): Buffer;
};

/** What seals here: by the master key what belongs to nobody's life (letters, accounts), else by keys of their own. */
export type Seal = Sealer & {
	/** HMAC-SHA256 under a key of its own: finds an address again without storing it. */
	blind(plain: string): Buffer;
	/** For what is about a territory's groups, organisations, places. */
	ofTerritory(territoryId: string): Sealer;
	/**
	 * For what is about one person: contacts, reserved texts, attachments. Both throw `KeyDestroyed` after the
	 * person's key was destroyed.
	 */
	ofPerson(territoryId: string, personId: string): Sealer;
	/** For what is about somebody who signs in: the address, the letters. Like that of a person, in no territory. */
	ofAccount(accountId: string): Sealer;
	/** Destroys a person's key: what was sealed with it never opens again, in no copy and in no backup. */
	destroy(territoryId: string, personId: string): void;
	/** The keys themselves: exchanging them, and beginning anew. */
	readonly keys: KeyStore;
};

/** Where the keys of accounts lie among those of the territories: they belong to none. */
export const accountsPlace = "00000000-0000-0000-0000-000000000000";

const version = { master: 1, own: 2 } as const;

/** The seal of 32-byte master keys, the one in use first, with the keys of territories and people in `folder`. */
export function sealOf(masters: Buffer | readonly Buffer[], folder: string): Seal {
	const all = Buffer.isBuffer(masters) ? [masters] : masters;
	if (all.length === 0 || all.some((master) => master.length !== 32))
		throw new Error("the key file must hold 32 bytes in hexadecimal");
	const derived = (use: string) => all.map((master) => Buffer.from(hkdfSync("sha256", master, "", use, 32)));
	const blindKey = derived("filo blind")[0]!;
	const generalKeys = derived("filo seal");
	const general = sealerOf(() => generalKeys, version.master);
	const keys = keysIn(folder, derived("filo keys"));
	// What was sealed before people had keys of their own is bound to its row and opens with the master key.
	const own = (keysTo: (to: "open" | "close") => Buffer[]): Sealer => {
		const sealer = sealerOf(keysTo, version.own);
		const by = (sealed: Buffer) => (isOfMaster(sealed) ? general : sealer);
		return {
			close: sealer.close,
			open: (sealed, place) => by(sealed).open(sealed, place),
			openBytes: (sealed, place) => by(sealed).openBytes(sealed, place),
		};
	};
	const ofPerson = (territoryId: string, personId: string) => {
		// Whoever seals much at once for somebody has their file of a key opened once; nobody holds on to a sealer.
		let key: Buffer | undefined;
		return own((to) => {
			key ??= keys.ofPerson(territoryId, personId, to);
			return [key];
		});
	};
	return {
		...general,
		blind: (plain) => createHmac("sha256", blindKey).update(plain).digest(),
		ofTerritory: (territoryId) => own((to) => keys.ofTerritory(territoryId, to)),
		ofPerson,
		ofAccount: (accountId) => ofPerson(accountsPlace, accountId),
		destroy: keys.destroy,
		keys,
	};
}

/** Whether the master key itself closed this: letters to nobody in particular, and what is older than people's keys. */
export function isOfMaster(sealed: Buffer): boolean {
	return sealed[0] === version.master;
}

/** Where the keys of territories and people are: beside the master key. No backup takes them. */
export function keyFolder(keyFile: string): string {
	return `${keyFile}.d`;
}

/** Sealed bytes: version (1), nonce (12), tag (16), ciphertext. */
function sealerOf(keysTo: (to: "open" | "close") => readonly Buffer[], made: number): Sealer {
	const openBytes = (sealed: Buffer, place: string): Buffer => {
		if (sealed[0] !== made) throw new Error(`sealed with an unknown version ${sealed[0]}`);
		return firstOpened(keysTo("open"), (key) => {
			const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(1, 13)).setAAD(Buffer.from(place));
			decipher.setAuthTag(sealed.subarray(13, 29));
			return Buffer.concat([decipher.update(sealed.subarray(29)), decipher.final()]);
		});
	};
	return {
		close(plain, place) {
			const nonce = randomBytes(12);
			const cipher = createCipheriv("aes-256-gcm", keysTo("close")[0]!, nonce).setAAD(Buffer.from(place));
			const body = Buffer.concat([
				typeof plain === "string" ? cipher.update(plain, "utf8") : cipher.update(plain),
				cipher.final(),
			]);
			return Buffer.concat([Buffer.from([made]), nonce, cipher.getAuthTag(), body]);
		},
		open: (sealed, place) => openBytes(sealed, place).toString("utf8"),
		openBytes,
	};
}

/** A key file that holds no key; its message says what to do. */
export class BadKeyFile extends Error {}

/**
 * Reads the key file, making one (0600) where there is none yet. It stays outside the database. A second line is the
 * key before, while it is being exchanged. Throws `BadKeyFile`.
 */
export function readKeys(file: string): Buffer[] {
	try {
		const lines = readFileSync(file, "utf8").trim().split(/\s+/);
		if (lines.length > 2 || !lines.every((line) => /^[0-9a-f]{64}$/i.test(line)))
			throw new BadKeyFile(`${file} holds no key of Filò. FILO_KEY_FILE says where the key is.`);
		return lines.map((line) => Buffer.from(line, "hex"));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
	}
	const key = randomBytes(32);
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, keyLines([key]), { mode: 0o600, flag: "wx" });
	return [key];
}

/** Keys as the key file holds them, one a line. */
export function keyLines(keys: readonly Buffer[]): string {
	return keys.map((key) => `${key.toString("hex")}\n`).join("");
}
