import type { AuthenticationResponseJSON, RegistrationResponseJSON, WebAuthnCredential } from "@simplewebauthn/server";
import { Refused } from "../../../core/refusal.ts";
import type { Assertion, NewPasskey } from "./contract.ts";
import type { RelyingParty } from "./rules.ts";

// What is checked with the library: loaded when somebody first uses a passkey, because it brings much along.
const library = () => import("@simplewebauthn/server");

/** Algorithms we ask for and take: Ed25519, ES256, RS256 (COSE numbers). */
export const algorithms = [-8, -7, -257];

/** The challenge an answer was made for. Throws `passkey_refused` where there is none. */
export function challengeOf(clientDataJSON: string): string {
	try {
		const said = JSON.parse(Buffer.from(clientDataJSON, "base64url").toString("utf8"));
		if (typeof said?.challenge === "string") return said.challenge;
	} catch {}
	throw new Refused("passkey_refused");
}

/** Checks a new passkey: origin, host, that the person was verified. Throws `passkey_refused`. */
export async function verifyNew(
	{ id, response }: NewPasskey,
	challenge: string,
	party: RelyingParty,
): Promise<WebAuthnCredential> {
	const { verifyRegistrationResponse } = await library();
	const answer: RegistrationResponseJSON = { id, rawId: id, type: "public-key", response, clientExtensionResults: {} };
	const { registrationInfo } = await verifyRegistrationResponse({
		response: answer,
		expectedChallenge: challenge,
		expectedOrigin: party.origin,
		expectedRPID: party.id,
		requireUserVerification: true,
		supportedAlgorithmIDs: algorithms,
	}).catch(refuse);
	if (!registrationInfo) throw new Refused("passkey_refused");
	return registrationInfo.credential;
}

/** Checks an answer: origin, host, signature, that the person was verified. Returns the device's counter. Throws `passkey_refused`. */
export async function verifyAnswer(
	{ id, response }: Assertion,
	challenge: string,
	party: RelyingParty,
	publicKey: Buffer,
): Promise<number> {
	const { verifyAuthenticationResponse } = await library();
	const answer: AuthenticationResponseJSON = {
		id,
		rawId: id,
		type: "public-key",
		response,
		clientExtensionResults: {},
	};
	const { verified, authenticationInfo } = await verifyAuthenticationResponse({
		response: answer,
		expectedChallenge: challenge,
		expectedOrigin: party.origin,
		expectedRPID: party.id,
		requireUserVerification: true,
		// The counter is judged by our own rule, which says so where it went back.
		credential: { id, publicKey: new Uint8Array(publicKey), counter: 0 },
	}).catch(refuse);
	if (!verified) throw new Refused("passkey_refused");
	return authenticationInfo.newCounter;
}

function refuse(): never {
	throw new Refused("passkey_refused");
}
