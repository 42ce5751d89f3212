import type { Outline } from "../../../core/outlines/outline.ts";
import { dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { meetingPlacesIn } from "../../initiatives/public/service.ts";
import { drawingIn } from "../../programme/body/service.ts";
import type { Pin, SetPin } from "./contract.ts";
import { blur, mayShow, pointIn } from "./rules.ts";
import * as store from "./store.ts";

/** What the map of a neighbourhood is drawn from. */
export type Drawn = { boundary: Outline | null; pins: Pin[] };

export async function mapIn(read: Read, place: { territoryId: string; id: string }): Promise<Drawn> {
	const [{ boundary }, pins] = await Promise.all([drawingIn(read, place.id), store.readPins(read, place)]);
	return { boundary, pins };
}

/** A place as whoever sets it on the map sees it. */
export type ToPin = Drawn & {
	place: store.Shown;
	may: ReturnType<typeof mayShow>;
	/** Where it stands now. */
	pin?: Pin;
	/** What invitations call places. */
	names: string[];
};

/** A place with its neighbourhood's map, for whoever may set it there. Throws `not_found`. */
export function placeToPin(ground: Ground, actor: Actor, id: string): Promise<ToPin> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const place = await placeIn(read, id);
		const where = { territoryId: actor.territoryId ?? "", id: place.neighbourhoodId };
		const [drawn, meeting] = await Promise.all([
			mapIn(read, where),
			meetingPlacesIn(read, where, dayOf(ground.clock())),
		]);
		const pin = drawn.pins.find((one) => one.placeId === id);
		const names = [...new Set([...(pin ? [pin.name] : []), place.label, ...meeting.map(({ name }) => name)])];
		return { ...drawn, place, may: mayShow(place), pin, names };
	});
}

async function placeIn(read: Read, id: string): Promise<store.Shown> {
	const place = await store.readPlace(read, id);
	if (!place) throw new Refused("not_found");
	return place;
}

/** Where a place would stand by what was typed: blurred where it must be, or was asked to. Throws `invalid` (`where`, `name`). */
export function pinFrom(place: store.Shown, { where, name, blurred }: SetPin): Pin {
	const may = mayShow(place);
	if (may === "never") throw new Refused("invalid", { where: "pins.error_home" });
	if (!where) throw new Refused("invalid", { where: "error.required" });
	if (!name) throw new Refused("invalid", { name: "error.required" });
	const exact = pointIn(where);
	const isBlurred = blurred || may === "blurred";
	return { placeId: place.id, name, blurred: isBlurred, ...(isBlurred ? blur(exact) : exact) };
}

/** Sets a public place on the map that anybody reads. Throws `not_found`, `invalid` (`where`, `name`), also for a home. */
export async function putOnMap(ground: Ground, actor: Actor, id: string, input: SetPin): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const place = await placeIn(tx, id);
		const pin = pinFrom(place, input);
		await store.writePin(tx, place.neighbourhoodId, pin, dayOf(ground.clock()));
		const fields = ["name", "longitude", "latitude", "blurred"];
		await audit(tx, { verb: "putOnMap", kind: "place", id, neighbourhoodId: place.neighbourhoodId, fields });
	});
}

/** Takes a place off the map; a second time changes nothing. Throws `not_found`. */
export async function takeOffMap(ground: Ground, actor: Actor, id: string): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const { neighbourhoodId } = await placeIn(tx, id);
		if (!(await store.deletePin(tx, id))) return;
		await audit(tx, { verb: "takeOffMap", kind: "place", id, neighbourhoodId });
	});
}
