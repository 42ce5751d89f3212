import type { Configuration } from "openid-client";
import { Refused } from "../../../core/refusal.ts";
import type { Away } from "./rules.ts";
import { isOnThisMachine } from "./rules.ts";
import type { Stored } from "./store.ts";

/** The provider's own protocol: OpenID Connect's code flow with PKCE. Loaded with the first who uses it. */

const secondsToAnswer = 5;
let known: { of: string; configuration: Configuration; readAt: number } | undefined;
const hour = 3_600_000;

async function configurationOf({ issuer, clientId, secret }: Stored): Promise<Configuration> {
	const openid = await import("openid-client");
	const of = `${issuer} ${clientId} ${secret}`;
	if (known?.of === of && performance.now() - known.readAt < hour) return known.configuration;
	const configuration = await openid.discovery(new URL(issuer), clientId, secret, undefined, {
		timeout: secondsToAnswer,
		execute: isOnThisMachine(issuer) ? [openid.allowInsecureRequests] : [],
	});
	known = { of, configuration, readAt: performance.now() };
	return configuration;
}

/**
 * Where to send somebody, and what to keep until they are back. Of the person nothing is asked but a sign that it is
 * them (`openid`): no name, no address. Throws `openid_failed` where the provider does not answer.
 */
export async function leaveFor(
	provider: Stored,
	back: string,
): Promise<{ url: URL } & Pick<Away, "state" | "nonce" | "verifier">> {
	const openid = await import("openid-client");
	const configuration = await configurationOf(provider).catch(failed);
	const [state, nonce, verifier] = [openid.randomState(), openid.randomNonce(), openid.randomPKCECodeVerifier()];
	const url = openid.buildAuthorizationUrl(configuration, {
		redirect_uri: back,
		scope: "openid",
		state,
		nonce,
		code_challenge: await openid.calculatePKCECodeChallenge(verifier),
		code_challenge_method: "S256",
	});
	return { url, state, nonce, verifier };
}

/** Who came back, as the provider names them. Throws `openid_failed`: refused there, too late, or not what was asked. */
export async function whoCameBack(provider: Stored, came: URL, away: Away): Promise<string> {
	const openid = await import("openid-client");
	const configuration = await configurationOf(provider).catch(failed);
	const tokens = await openid
		.authorizationCodeGrant(configuration, came, {
			pkceCodeVerifier: away.verifier,
			expectedState: away.state,
			expectedNonce: away.nonce,
			idTokenExpected: true,
		})
		.catch(failed);
	return tokens.claims()?.sub ?? failed();
}

function failed(): never {
	throw new Refused("openid_failed");
}
