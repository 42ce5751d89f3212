import { Refused } from "../../core/refusal.ts";
import { readForm } from "../../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther } from "../../ui/http.ts";
import { step } from "./contract.ts";
import { MinePage } from "./list.page.tsx";
import { ownReferrals } from "./reading/service.ts";
import * as service from "./service.ts";

/** `/referrals/mine`: what was handed to the services about the reader, and their yes or no. */
export const pages = routes();

async function mine(c: Ctx, error?: string): Promise<Response> {
	const { ground, actor, view } = c.var;
	only(actor, "resident", "citizen");
	const found = await ownReferrals(ground, actor);
	return page(c, <MinePage view={view} mine={found} error={error} />, error ? 409 : 200);
}

/** Sends on, or says on the same page why not. */
async function answer(c: Ctx, act: () => Promise<unknown>, done: string): Promise<Response> {
	try {
		await act();
	} catch (error) {
		if (error instanceof Refused && error.status === 409) return mine(c, `refusal.${error.code}`);
		if (error instanceof Refused && error.fields.form) return mine(c, error.fields.form);
		throw error;
	}
	return seeOther(c, "/referrals/mine", done);
}

pages.get("/referrals/mine", (c) => mine(c));

pages.post("/referrals/mine/:id/agree", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "resident", "citizen");
	const id = idOf<"referral">(c);
	const read = await readForm(c, step);
	if (!read.ok) return mine(c, "refusal.malformed");
	const { version } = read.input;
	return answer(
		c,
		() => service.agreeToReferral(ground, actor, id, { version, how: "online", day: undefined }),
		"referrals.said_yes",
	);
});

pages.post("/referrals/mine/:id/revoke", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "resident", "citizen");
	const id = idOf<"referral">(c);
	return answer(c, () => service.revokeReferral(ground, actor, id), "referrals.taken_back");
});
