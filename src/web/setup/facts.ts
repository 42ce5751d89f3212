import type { Outline } from "../../core/outlines/outline.ts";
import { dayOf } from "../../core/period.ts";
import type { AccountRow } from "../../modules/access/contract.ts";
import { accounts } from "../../modules/access/service.ts";
import type { Body } from "../../modules/programme/body/contract.ts";
import { bodyIn, drawingIn } from "../../modules/programme/body/service.ts";
import type { Municipality, Neighbourhood, Territory } from "../../modules/programme/contract.ts";
import { membersIn, neighbourhoodsIn, territoriesIn } from "../../modules/programme/service.ts";
import type { Ctx } from "../../ui/http.ts";
import { together } from "../together.ts";

/** What is set up already: what the steps look at to know whether they are done. */
export type Facts = {
	body: Body | undefined;
	territories: Territory[];
	members: Municipality[];
	neighbourhoods: Neighbourhood[];
	/** The neighbourhood being drawn: the one asked for, or the first. */
	place: Neighbourhood | undefined;
	drawing: { streets: string[]; boundary: Outline | null } | undefined;
	staff: AccountRow[];
};

/** Reads them in three statements. Administrator only. */
export async function factsOf(c: Ctx): Promise<Facts> {
	const { ground, actor, view } = c.var;
	const staff = await accounts(ground, actor);
	const asked = c.req.query("neighbourhood");
	return ground.db.readAs(actor, async (read) => {
		const [body, territories, members, neighbourhoods] = await together<
			[Body | undefined, Territory[], Municipality[], Neighbourhood[]]
		>(read, [bodyIn, territoriesIn, (r) => membersIn(r, dayOf(view.now)), neighbourhoodsIn]);
		const place = neighbourhoods.find((n) => n.slug === asked) ?? neighbourhoods[0];
		const drawing = place && (await drawingIn(read, place.id));
		return { body, territories, members, neighbourhoods, place, drawing, staff };
	});
}
