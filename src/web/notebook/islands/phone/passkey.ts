/**
 * A passkey of this phone as a second way to open the notebook: its PRF extension says, of the same salt, always the same
 * 32 bytes, and only to whom the phone recognises. The server knows nothing of it; it works without coverage.
 */

export type Passkey = { id: Uint8Array<ArrayBuffer>; salt: Uint8Array<ArrayBuffer> };

/** The passkey was made, or asked, and said nothing that could open anything. */
class NoSecret extends Error {}

type Capabilities = Record<string, boolean>;
type Capable = { getClientCapabilities?(): Promise<Capabilities> };

/** Whether this browser and this phone can do it: elsewhere it is not offered, and the PIN is all there is. */
export async function hasPasskeys(): Promise<boolean> {
	const capable = window.PublicKeyCredential as unknown as Capable | undefined;
	const said = await capable?.getClientCapabilities?.().catch(() => undefined);
	return said?.["extension:prf"] === true && said.userVerifyingPlatformAuthenticator === true;
}

/** Makes a passkey for opening the notebook, and has it say its secret. Throws `NoSecret`, and what the browser throws. */
export async function makePasskey(name: string): Promise<{ passkey: Passkey; secret: BufferSource }> {
	const salt = random(32);
	const made = (await navigator.credentials.create({
		publicKey: {
			rp: { name: "Filò" },
			user: { id: random(16), name, displayName: name },
			challenge: random(32),
			pubKeyCredParams: [
				{ type: "public-key", alg: -7 },
				{ type: "public-key", alg: -257 },
			],
			// Not to be found by itself: whoever signs in is not offered it.
			authenticatorSelection: {
				authenticatorAttachment: "platform",
				userVerification: "required",
				residentKey: "discouraged",
			},
			extensions: { prf: { eval: { first: salt } } },
		},
	})) as PublicKeyCredential | null;
	if (!made) throw new NoSecret();
	const passkey = { id: new Uint8Array(made.rawId), salt };
	const { prf } = made.getClientExtensionResults();
	if (!prf?.enabled) throw new NoSecret();
	// Some say it at once, others only when asked.
	return { passkey, secret: prf.results?.first ?? (await secretOf(passkey)) };
}

/** What a passkey says of its salt. Throws `NoSecret`, and what the browser throws. */
export async function secretOf({ id, salt }: Passkey): Promise<BufferSource> {
	const said = (await navigator.credentials.get({
		publicKey: {
			challenge: random(32),
			allowCredentials: [{ type: "public-key", id }],
			userVerification: "required",
			extensions: { prf: { eval: { first: salt } } },
		},
	})) as PublicKeyCredential | null;
	const secret = said?.getClientExtensionResults().prf?.results?.first;
	if (!secret) throw new NoSecret();
	return secret;
}

function random(length: number): Uint8Array<ArrayBuffer> {
	return crypto.getRandomValues(new Uint8Array(length));
}
