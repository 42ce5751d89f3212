import { createHash, randomBytes } from "node:crypto";

/** What is kept of a token: whoever reads the table cannot come in with it. */
export function hashOf(token: string): Buffer {
	return createHash("sha256").update(token).digest();
}

/** A token nobody can guess, for a cookie or a link. */
export function newToken(): string {
	return randomBytes(32).toString("base64url");
}
