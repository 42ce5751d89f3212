import { behalfOf } from "../../modules/community/behalf/service.ts";
import { takeBackPost } from "../../modules/exchange/board/behalf/service.ts";
import { takeBackJoining } from "../../modules/initiatives/joining/behalf/service.ts";
import { type Ctx, idOf, only } from "../../ui/http.ts";

/** Takes back what was entered for somebody, whatever it is. Throws `not_found`, `not_in_this_state`. */
export async function withdraw(c: Ctx): Promise<void> {
	const { ground, actor } = c.var;
	only(actor, "citizen", "facilitator", "coordinator");
	const id = idOf(c);
	const { behalf } = await behalfOf(ground, actor, id);
	await (behalf.kind === "joining" ? takeBackJoining : takeBackPost)(ground, actor, id);
}
