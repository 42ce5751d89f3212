/** Minutes in which somebody comes back from the provider. */
export const awayMinutes = 10;

/** What the browser carries, sealed, while somebody is at the provider. */
export type Away = {
	state: string;
	nonce: string;
	verifier: string;
	/** Whose account is to be linked; empty for somebody who comes in. */
	accountId: string | undefined;
	until: number;
};

/** An issuer is an https address without query (OpenID Connect Discovery 1.0 §2); plain http only on this machine. */
export function isSafeIssuer(issuer: string): boolean {
	if (!URL.canParse(issuer)) return false;
	const { protocol, search, hash, username } = new URL(issuer);
	if (search || hash || username) return false;
	return protocol === "https:" || (protocol === "http:" && isOnThisMachine(issuer));
}

export function isOnThisMachine(issuer: string): boolean {
	return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(issuer).hostname);
}
