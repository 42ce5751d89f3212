/** How long a code is good, how often it may be typed wrongly, and how many are sent to one account in an hour. */
export const codeMinutes = 10;
export const mostTries = 5;
export const codesAnHour = 5;

/** By what somebody can show that it is them: a passkey where they have one, else a code to their address, else nothing yet. */
export type Means = "passkey" | "code" | "none";

/** A letter is weaker than a passkey: whoever has one is not asked for less. */
export function meansOf({ passkeys, address }: { passkeys: number; address: boolean }): Means {
	if (passkeys > 0) return "passkey";
	return address ? "code" : "none";
}
