/** Days for which a letter is tried again (RFC 5321, 4.5.4.1); then it is given up. */
export const tryDays = 5;

const shortestSeconds = 5;
const longestSeconds = 6 * 3600;

/** When a letter is tried again that was not taken `tries` times: the pauses grow threefold, up to six hours. */
export function nextTry(tries: number, now: Date): Date {
	const seconds = Math.min(shortestSeconds * 3 ** (tries - 1), longestSeconds);
	return new Date(now.getTime() + seconds * 1000);
}

/** What became of handing a letter over: taken; not now; never, with the reply code of the mail server. */
export type Handed = { kind: "taken" } | { kind: "not_now" | "never"; code: string };

/**
 * What an error of the mail client means: an address or a letter refused for good (5xx), or that is none, is never
 * taken; all else may be later, also where the server does not want our sender.
 */
export function meaningOf(error: unknown): Handed {
	const { responseCode, code = "", command = "", response = "" } = error as MailError;
	const isLetters = code === "EMESSAGE" || (code === "EENVELOPE" && command !== "MAIL FROM");
	const kind = isLetters && (command === "API" || (responseCode ?? 0) >= 500) ? "never" : "not_now";
	// The server's words could name somebody: the codes say enough.
	const [said = ""] = /^\d{3}([ -]\d\.\d{1,3}\.\d{1,3})?/.exec(response) ?? [];
	return { kind, code: said.replace("-", " ") || code.replaceAll(/[^0-9A-Za-z]/g, "").slice(0, 24) || "unknown" };
}

type MailError = { responseCode?: number; code?: string; command?: string; response?: string };

/** Whether a letter not taken just now is given up. */
export function isGivenUp(handed: Handed, createdAt: Date, now: Date): boolean {
	return handed.kind === "never" || now.getTime() - createdAt.getTime() > tryDays * 86_400_000;
}
