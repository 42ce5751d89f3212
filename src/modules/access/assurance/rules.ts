import type { PrintedLeft } from "../printed/contract.ts";
import { assuredMinutes } from "../rules.ts";

/** How long a code is good, how often it may be typed wrongly, and how many are sent to one account in an hour. */
export const codeMinutes = 10;
export const mostTries = 5;
export const codesAnHour = 5;

/** What an account has to show who it is by, and whether the body lets codes go by letter. */
export type Held = {
	passkeys: number;
	app: boolean;
	address: boolean;
	printed: PrintedLeft | undefined;
	lettersAllowed: boolean;
};

/** By what somebody can show that it is them: each that is there; none is also an answer. */
export type Means = { passkey: boolean; app: boolean; printed: PrintedLeft | undefined; letter: boolean };

/**
 * A letter goes to the mailbox that also receives the link to come in: it is no second channel, and only for whoever
 * has none. A list of which nothing is left does not bring the letters back: another is printed.
 */
export function meansOf({ passkeys, app, address, printed, lettersAllowed }: Held): Means {
	const passkey = passkeys > 0;
	return { passkey, app, printed, letter: address && lettersAllowed && !passkey && !app && !printed };
}

/**
 * Whoever has nothing but the mailbox to show who they are by has just shown it, by the letter they came in with: as
 * long as any proof holds. Where the body lets no code go by letter, that letter proves nothing either.
 */
export function letterStillProves({ letter }: Means, beganAt: Date, now: Date): boolean {
	return letter && now.getTime() - beganAt.getTime() < assuredMinutes * 60_000;
}
