import { createHash } from "node:crypto";
import { getCookie, setCookie } from "hono/cookie";
import type { z } from "zod";
import type { Id } from "../../../../core/ids.ts";
import type { Actor } from "../../../../db/actor.ts";
import { afterRefusal, emptyForm, type FormState, readForm } from "../../../../ui/form.ts";
import { type Ctx, page, routes, seeOther } from "../../../../ui/http.ts";
import { concludeForm, step, stepInWords } from "../../contract.ts";
import { openReferral } from "../../reading/service.ts";
import * as referrals from "../../service.ts";
import { enterCode } from "../contract.ts";
import { sessionMinutes } from "../rules.ts";
import { CodePage, DeskReferralPage, GonePage } from "./parts.tsx";
import * as service from "./service.ts";

/** `/referrals/link/<token>`: what a desk without accounts sees. It stands before the staff's pages: nobody signs in here. */
export const pages = routes();

const base = "/referrals/link/:token";

const linkOf = (c: Ctx) => service.openLink(c.var.ground, c.req.param("token") ?? "");

/** A cookie of its own for each link, so that two in one browser do not shut each other out. */
function cookieOf(c: Ctx, token: string): string {
	const name = `filo-desk-${createHash("sha256").update(`cookie ${token}`).digest("hex").slice(0, 12)}`;
	return c.var.view.secure ? `__Host-${name}` : name;
}

function gone(c: Ctx, link: service.OpenLink) {
	return page(c, <GonePage view={c.var.view} link={link} />, 410);
}

function askCode(c: Ctx, link: service.OpenLink, form: FormState, left?: number) {
	const status = Object.keys(form.errors).length > 0 ? 422 : 200;
	return page(c, <CodePage {...{ view: c.var.view, link, form, left }} />, status);
}

async function referral(c: Ctx, link: service.OpenLink, desk: Actor, form: FormState) {
	const opened = await openReferral(c.var.ground, desk, link.referralId);
	const status = Object.keys(form.errors).length > 0 ? 422 : 200;
	return page(c, <DeskReferralPage {...{ view: c.var.view, link, opened, form }} />, status);
}

const deskOf = (c: Ctx, link: service.OpenLink) =>
	service.deskWith(c.var.ground, link, getCookie(c, cookieOf(c, link.token)));

pages.get(base, async (c) => {
	const link = await linkOf(c);
	if (!link.works) return gone(c, link);
	const desk = deskOf(c, link);
	return desk ? referral(c, link, desk, emptyForm) : askCode(c, link, emptyForm);
});

pages.post(base, async (c) => {
	const link = await linkOf(c);
	if (!link.works) return gone(c, link);
	const read = await readForm(c, enterCode);
	if (!read.ok) return askCode(c, link, read.form);
	const entered = await service.enterCode(c.var.ground, link, read.input.code);
	if ("token" in entered) {
		setCookie(c, cookieOf(c, link.token), entered.token, {
			...{ path: "/", httpOnly: true, sameSite: "Lax", secure: c.var.view.secure, maxAge: sessionMinutes * 60 },
		});
		return seeOther(c, `/referrals/link/${link.token}`);
	}
	if (entered.left === 0) return gone(c, link);
	return askCode(c, link, { values: {}, errors: { code: "desklink.error_code" } }, entered.left);
});

/** One step of the desk: its form, then the referral's own function, in the desk's name. */
function verb<Contract extends z.ZodType>(
	name: string,
	contract: Contract,
	take: (c: Ctx, desk: Actor, id: Id<"referral">, input: z.output<Contract>) => Promise<unknown>,
) {
	pages.post(`${base}/${name}`, async (c) => {
		const link = await linkOf(c);
		if (!link.works) return gone(c, link);
		const desk = deskOf(c, link);
		if (!desk) return askCode(c, link, { values: {}, errors: { code: "desklink.error_again" } });
		const read = await readForm(c, contract);
		if (!read.ok) return referral(c, link, desk, read.form);
		try {
			await take(c, desk, link.referralId, read.input);
		} catch (error) {
			return referral(c, link, desk, afterRefusal(read.form, error));
		}
		// Declined, it is no longer at the desk: the answer is that it arrived, and the link opens nothing any more.
		return seeOther(c, `/referrals/link/${link.token}`, `desklink.done_${name}`);
	});
}

verb("receive", step, (c, desk, id, input) => referrals.receiveReferral(c.var.ground, desk, id, input));
verb("accept", step, (c, desk, id, input) => referrals.acceptReferral(c.var.ground, desk, id, input));
verb("begin", step, (c, desk, id, input) => referrals.beginOnReferral(c.var.ground, desk, id, input));
verb("decline", stepInWords, (c, desk, id, input) => referrals.declineReferral(c.var.ground, desk, id, input));
verb("return", stepInWords, (c, desk, id, input) => referrals.returnReferral(c.var.ground, desk, id, input));
verb("conclude", concludeForm, (c, desk, id, input) => referrals.concludeReferral(c.var.ground, desk, id, input));

pages.post(`${base}/leave`, async (c) => {
	const link = await linkOf(c);
	if (!link.works) return gone(c, link);
	if (!deskOf(c, link)) return askCode(c, link, { values: {}, errors: { code: "desklink.error_again" } });
	await service.leave(c.var.ground, link);
	return seeOther(c, `/referrals/link/${link.token}`, "desklink.done_leave");
});
