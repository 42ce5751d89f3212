/** What lies on the phone is sealed with a key of its own, and that key with one made from the PIN. No DOM here. */

export type Sealed = { iv: Uint8Array<ArrayBuffer>; data: ArrayBuffer };
/** The data key as it lies on the phone or in a file: opened by the PIN alone. */
export type WrappedKey = { salt: Uint8Array<ArrayBuffer>; iterations: number; sealed: Sealed };

/** OWASP's figure for PBKDF2 with SHA-256 (2023): a tenth of a second or two on a phone, each try. */
const iterations = 600_000;
/** More than that, in a file from elsewhere, would only keep the phone busy. */
const mostIterations = 5_000_000;
export const leastPinLength = 6;

/** The PIN does not open this. */
export class WrongPin extends Error {}

/** A new data key, and the same wrapped by the PIN. */
export async function newKey(pin: string): Promise<{ key: CryptoKey; wrapped: WrappedKey }> {
	const raw = crypto.getRandomValues(new Uint8Array(32));
	const salt = crypto.getRandomValues(new Uint8Array(16));
	const sealed = await seal(await keyFromPin(pin, salt, iterations), raw, "key");
	return { key: await keyOf(raw), wrapped: { salt, iterations, sealed } };
}

/** The data key. Throws `WrongPin`. */
export async function unwrap(wrapped: WrappedKey, pin: string): Promise<CryptoKey> {
	return keyOf(await rawKey(wrapped, pin));
}

/** The data key itself, to be wrapped once more; never kept. Throws `WrongPin`. */
export async function rawKey(wrapped: WrappedKey, pin: string): Promise<ArrayBuffer> {
	if (wrapped.iterations > mostIterations) throw new WrongPin();
	const fromPin = await keyFromPin(pin, wrapped.salt, wrapped.iterations);
	try {
		return await unseal(fromPin, wrapped.sealed, "key");
	} catch {
		throw new WrongPin();
	}
}

/** The data key wrapped by 32 bytes that nobody can guess: what a passkey says. */
export async function sealKey(raw: ArrayBuffer, secret: BufferSource): Promise<Sealed> {
	return seal(await keyFromSecret(secret), new Uint8Array(raw), "passkey");
}

/** The data key out of what `sealKey` wrapped. Throws for another secret. */
export async function unsealKey(sealed: Sealed, secret: BufferSource): Promise<CryptoKey> {
	return keyOf(await unseal(await keyFromSecret(secret), sealed, "passkey"));
}

/** Seals a value as JSON. `about` binds it to its place: what is sealed under one id opens under no other. */
export function sealJson(key: CryptoKey, value: unknown, about: string): Promise<Sealed> {
	return seal(key, new TextEncoder().encode(JSON.stringify(value)), about);
}

export async function openJson<Value>(key: CryptoKey, sealed: Sealed, about: string): Promise<Value> {
	return JSON.parse(new TextDecoder().decode(await unseal(key, sealed, about))) as Value;
}

async function seal(key: CryptoKey, data: Uint8Array<ArrayBuffer>, about: string): Promise<Sealed> {
	const iv = crypto.getRandomValues(new Uint8Array(12));
	return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bytes(about) }, key, data) };
}

function unseal(key: CryptoKey, { iv, data }: Sealed, about: string): Promise<ArrayBuffer> {
	return crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: bytes(about) }, key, data);
}

/** The data key never leaves the browser's own keeping again. */
function keyOf(raw: ArrayBuffer | Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
	return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}

async function keyFromPin(pin: string, salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<CryptoKey> {
	const typed = await crypto.subtle.importKey("raw", bytes(pin.normalize("NFC")), "PBKDF2", false, ["deriveKey"]);
	return crypto.subtle.deriveKey(
		{ name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds },
		typed,
		{ name: "AES-GCM", length: 256 },
		false,
		["encrypt", "decrypt"],
	);
}

async function keyFromSecret(secret: BufferSource): Promise<CryptoKey> {
	const said = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
	const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: bytes("filo notebook") };
	return crypto.subtle.deriveKey(how, said, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
	return new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;
}
