import { timingSafeEqual } from "node:crypto";
import { idFromContent } from "../../../../core/ids.ts";
import { addDays, dayOf, instantOf } from "../../../../core/period.ts";
import { Refused } from "../../../../core/refusal.ts";
import { type Actor, nobody } from "../../../../db/actor.ts";
import { audit } from "../../../../db/audit.ts";
import { type Ground, only } from "../../../../ui/http.ts";
import { hashOf, newToken } from "../../../access/service.ts";
import { squareOf } from "../../../community/reach/service.ts";
import { neighbourhoodBySlug, neighbourhoodsByIdsIn } from "../../../programme/service.ts";
import type { Taken } from "../../../spaces/bookings/contract.ts";
import { takenIn } from "../../../spaces/bookings/service.ts";
import type { Space } from "../../../spaces/contract.ts";
import { mustFindSpace, publicSpaceIn } from "../../../spaces/service.ts";
import * as store from "../store.ts";

/** When a room is taken, for the calendar of whoever else looks after it: a secret address, and no word about by whom. */

/** How many days back a calendar still shows. */
const daysBack = 31;

/** A space, whether its calendar has an address, and the neighbourhood under which it stands. Throws `not_found`. */
export function spaceCalendar(
	ground: Ground,
	actor: Actor,
	id: string,
): Promise<{ space: Space; slug: string; isOpen: boolean }> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const space = await mustFindSpace(read, id);
		const [place] = await neighbourhoodsByIdsIn(read, [space.neighbourhoodId]);
		return { space, slug: place?.slug ?? "", isOpen: (await store.readSpaceLink(read, id)) !== undefined };
	});
}

/** Makes the address, or a new one in place of the old, which stops at once. Returns its secret, said once. Throws `not_found`. */
export async function openSpaceCalendar(ground: Ground, actor: Actor, id: string): Promise<string> {
	only(actor, "facilitator", "coordinator");
	const token = newToken();
	await ground.db.withActor(actor, async (tx) => {
		const { neighbourhoodId } = await mustFindSpace(tx, id);
		await store.writeSpaceLink(tx, { spaceId: id, neighbourhoodId, hash: hashOf(token), at: ground.clock() });
		await audit(tx, { verb: "openSpaceCalendar", kind: "space", id, neighbourhoodId, fields: ["calendar"] });
	});
	return token;
}

/** Takes the address back: whoever has it reads nothing from now on. Throws `not_found`. */
export async function closeSpaceCalendar(ground: Ground, actor: Actor, id: string): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const { neighbourhoodId } = await mustFindSpace(tx, id);
		if (!(await store.deleteSpaceLink(tx, id))) return;
		await audit(tx, { verb: "closeSpaceCalendar", kind: "space", id, neighbourhoodId, fields: ["calendar"] });
	});
}

/**
 * What is taken of a space, each time under a name that leads to nobody. Throws `not_found`, in the same way for an
 * address that was taken back and for one that never was.
 */
export async function spaceFeed(
	ground: Ground,
	slug: string,
	id: string,
	token: string,
): Promise<{ space: Space; slug: string; times: Taken[] }> {
	const place = await ground.db.readAs(nobody(), (read) => neighbourhoodBySlug(read, slug));
	const from = instantOf(addDays(dayOf(ground.clock()), -daysBack));
	return ground.db.readAs(squareOf(place), async (read) => {
		const space = await publicSpaceIn(read, place, id);
		const link = await store.readSpaceLink(read, id);
		if (!link || !timingSafeEqual(link.hash, hashOf(token))) throw new Refused("not_found");
		const times = await takenIn(read, id, from);
		// The id of a booking is the address of its page: what stands here is made from it and does not lead back.
		return {
			space,
			slug: place.slug,
			times: times.map((one) => ({ ...one, id: idFromContent(one.from, ["taken", one.id]) })),
		};
	});
}
