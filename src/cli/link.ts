import { linkForAdministrator } from "../modules/access/machine/service.ts";
import type { Ground } from "../ui/http.ts";

/** There is nobody a link could be made for; its message says what to do, and nothing about people. */
export class NoAdministrator extends Error {}

/**
 * A new one-time link for an administrator: the one with this address, or the first of them. `base` is the address
 * people use. Throws `NoAdministrator`, in the same words whether the address is nobody's or somebody else's.
 */
export async function administratorLink(
	ground: Ground,
	base: string,
	email: string | undefined,
): Promise<{ link: string; minutes: number }> {
	const made = await linkForAdministrator(ground, email?.trim().toLowerCase());
	if (made) return { link: base + made.path, minutes: made.minutes };
	throw new NoAdministrator(
		email === undefined
			? "Nobody is administrator here yet: ./filo serve with FILO_DEMO=0 prints the first one's link."
			: "No administrator has this address. Without --for, the link is for the first administrator.",
	);
}
