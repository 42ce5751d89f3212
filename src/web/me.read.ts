import { dayOf } from "../core/period.ts";
import type { Actor } from "../db/actor.ts";
import { speaksForIn } from "../modules/access/speaking/service.ts";
import { squareHere } from "../modules/community/reach/service.ts";
import { ownLinesIn as postsIn } from "../modules/exchange/board/own/service.ts";
import { myJoiningsIn } from "../modules/initiatives/joining/service.ts";
import { ownLinesIn as ideasIn } from "../modules/pacts/ideas/own/service.ts";
import { ownLinesIn as pactsIn } from "../modules/pacts/reading/service.ts";
import { myBookingsIn } from "../modules/spaces/bookings/service.ts";
import type { Ground } from "../ui/http.ts";
import { together } from "./together.ts";

/** Each list is short: the whole one is a link away. */
const most = 3;

/** What waits for a resident or an active citizen, in two statements: as themselves, and as who reads the square. */
export async function readMine(ground: Ground, actor: Actor) {
	const now = ground.clock();
	const [joinings, bookings, pacts, speaks] = await ground.db.readAs(actor, (read) =>
		together(read, [
			(one) => myJoiningsIn(one, now),
			(one) => myBookingsIn(one, now),
			(one) => pactsIn(one, most),
			(one) => speaksForIn(one, dayOf(now)),
		]),
	);
	const [posts, ideas] = actor.territoryId
		? await ground.db.readAs(squareHere(actor), (read) =>
				together(read, [(one) => postsIn(one, actor.personId, most), (one) => ideasIn(one, most)]),
			)
		: [[], []];
	const comes = [
		...joinings.map((joining) => ({ at: joining.startsAt, joining })),
		...bookings.map((booking) => ({ at: booking.from, booking })),
	];
	return {
		comes: comes.toSorted((one, other) => one.at.getTime() - other.at.getTime()).slice(0, most),
		...{ pacts, posts, ideas },
		/** Whether somebody trusts them to enter things for others. */
		speaks: actor.role === "citizen" && speaks.length > 0,
	};
}

export type Mine = Awaited<ReturnType<typeof readMine>>;
