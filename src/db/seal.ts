import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Seals contact data: AES-256-GCM (NIST SP 800-38D), a fresh 96-bit nonce each time, bound to the row it belongs to. */
export type Seal = {
	/** Encrypts. `place` names table and row, so that a ciphertext moved to another row does not open. */
	close(plain: string, place: string): Buffer;
	/** Decrypts. Throws when the key, the place or a single bit is wrong. */
	open(sealed: Buffer, place: string): string;
	/** HMAC-SHA256 under a key of its own: finds an address again without storing it. */
	blind(plain: string): Buffer;
};

const version = 1;

/** The seal of a 32-byte key. Sealed bytes: version (1), nonce (12), tag (16), ciphertext. */
export function sealOf(key: Buffer): Seal {
	if (key.length !== 32) throw new Error("the key file must hold 32 bytes in hexadecimal");
	const sealKey = Buffer.from(hkdfSync("sha256", key, "", "filo seal", 32));
	const blindKey = Buffer.from(hkdfSync("sha256", key, "", "filo blind", 32));
	return {
		close(plain, place) {
			const nonce = randomBytes(12);
			const cipher = createCipheriv("aes-256-gcm", sealKey, nonce).setAAD(Buffer.from(place));
			const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
			return Buffer.concat([Buffer.from([version]), nonce, cipher.getAuthTag(), body]);
		},
		open(sealed, place) {
			if (sealed[0] !== version) throw new Error(`sealed with an unknown version ${sealed[0]}`);
			const decipher = createDecipheriv("aes-256-gcm", sealKey, sealed.subarray(1, 13)).setAAD(Buffer.from(place));
			decipher.setAuthTag(sealed.subarray(13, 29));
			return Buffer.concat([decipher.update(sealed.subarray(29)), decipher.final()]).toString("utf8");
		},
		blind: (plain) => createHmac("sha256", blindKey).update(plain).digest(),
	};
}

/** Reads the key file, making one (0600) where there is none yet. It stays outside the database and its backups. */
export function readKey(file: string): Buffer {
	try {
		return Buffer.from(readFileSync(file, "utf8").trim(), "hex");
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
	}
	const key = randomBytes(32);
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, `${key.toString("hex")}\n`, { mode: 0o600, flag: "wx" });
	return key;
}
