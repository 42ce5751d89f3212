import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import type { Assertion, NewPasskey } from "../src/modules/access/passkeys/contract.ts";

// An authenticator in software: real keys and real signatures (ES256), and lies where a test wants them.

type Lies = { origin?: string; rpId?: string; counter?: number; verified?: boolean; userHandle?: string };
type Creation = { challenge: string; rp: { id: string }; user: { id: string } };
type Asked = { challenge: string; rpId: string };

const base64url = (bytes: Buffer) => bytes.toString("base64url");
const sha256 = (bytes: Buffer | string) => createHash("sha256").update(bytes).digest();

/** A device that has made one passkey at an origin. It counts its signatures; `counts: false` stays at 0. */
export class SoftPasskey {
	readonly id = base64url(randomBytes(32));
	readonly #keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
	readonly #origin: string;
	readonly #step: number;
	#counter = 0;
	#user = "";

	constructor(origin: string, { counts = true } = {}) {
		this.#origin = origin;
		this.#step = counts ? 1 : 0;
	}

	/** Its answer to `navigator.credentials.create`. */
	make({ challenge, rp, user }: Creation, name: string, lies: Lies = {}): NewPasskey {
		this.#user = user.id;
		const key = coseOf(this.#keys.publicKey);
		const id = Buffer.from(this.id, "base64url");
		const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, key]);
		const authData = Buffer.concat([this.#head(lies.rpId ?? rp.id, 0x40, lies), attested]);
		const attestation = [head(5, 3), word("fmt"), word("none"), word("attStmt"), head(5, 0), word("authData")];
		return {
			name,
			id: this.id,
			type: "public-key",
			response: {
				clientDataJSON: this.#client("webauthn.create", challenge, lies),
				attestationObject: base64url(Buffer.concat([...attestation, head(2, authData.length), authData])),
				transports: ["internal"],
			},
		};
	}

	/** Its answer to `navigator.credentials.get`. */
	answer({ challenge, rpId }: Asked, lies: Lies = {}): Assertion {
		this.#counter += this.#step;
		const authData = this.#head(lies.rpId ?? rpId, 0, lies);
		const clientDataJSON = this.#client("webauthn.get", challenge, lies);
		const signed = Buffer.concat([authData, sha256(Buffer.from(clientDataJSON, "base64url"))]);
		return {
			id: this.id,
			type: "public-key",
			response: {
				clientDataJSON,
				authenticatorData: base64url(authData),
				signature: base64url(sign("sha256", signed, this.#keys.privateKey)),
				userHandle: lies.userHandle ?? this.#user,
			},
		};
	}

	#client(type: string, challenge: string, lies: Lies): string {
		const said = { type, challenge, origin: lies.origin ?? this.#origin, crossOrigin: false };
		return base64url(Buffer.from(JSON.stringify(said)));
	}

	/** Hash of the host, flags (present, verified, and more), counter. */
	#head(rpId: string, more: number, { verified = true, counter = this.#counter }: Lies): Buffer {
		const counted = Buffer.alloc(4);
		counted.writeUInt32BE(counter);
		return Buffer.concat([sha256(rpId), Buffer.from([0x01 | (verified ? 0x04 : 0) | more]), counted]);
	}
}

/** The head of a CBOR item (RFC 8949): its major type and its number, up to 65,535. */
function head(major: number, n: number): Buffer {
	if (n < 24) return Buffer.from([(major << 5) | n]);
	return n < 256 ? Buffer.from([(major << 5) | 24, n]) : Buffer.from([(major << 5) | 25, n >> 8, n & 0xff]);
}

function word(text: string): Buffer {
	return Buffer.concat([head(3, text.length), Buffer.from(text)]);
}

/** A P-256 key as COSE: kty EC2, alg ES256, crv P-256, x, y. */
function coseOf(key: KeyObject): Buffer {
	const { x, y } = key.export({ format: "jwk" });
	const part = (label: number, value: string) => [Buffer.from([label]), head(2, 32), Buffer.from(value, "base64url")];
	return Buffer.concat([Buffer.from([0xa5, 1, 2, 3, 0x26, 0x20, 1]), ...part(0x21, x!), ...part(0x22, y!)]);
}
