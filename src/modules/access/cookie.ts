import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Ctx } from "../../ui/http.ts";
import { type Browser, type IdleMinutes, idleChoices, sessionDays } from "./rules.ts";

/** Behind https the cookie is bound to the host by its name; a laptop's plain http knows no such cookie. */
function nameFor(c: Ctx): string {
	return c.var.view.secure ? "__Host-filo" : "filo";
}

/** The token the browser brought, if any. */
export function readToken(c: Ctx, secure: boolean): string | undefined {
	return getCookie(c, secure ? "__Host-filo" : "filo");
}

/** The token of a request whose view is made. */
export function tokenOf(c: Ctx): string {
	return getCookie(c, nameFor(c)) ?? "";
}

export function giveToken(c: Ctx, token: string): void {
	setCookie(c, nameFor(c), token, {
		path: "/",
		httpOnly: true,
		sameSite: "Lax",
		secure: c.var.view.secure,
		maxAge: sessionDays * 86_400,
	});
}

export function takeToken(c: Ctx): void {
	deleteCookie(c, nameFor(c), { path: "/", secure: c.var.view.secure });
}

const idle = "idle";

/** What is known of the browser a session begins in: phone or computer, and whether several people use it. */
export function browserOf(c: Ctx): Browser {
	const chosen = idleChoices.find((minutes) => String(minutes) === getCookie(c, idle));
	return {
		device: /\bMobile\b|Android|iPhone/.test(c.req.header("user-agent") ?? "") ? "phone" : "computer",
		idleMinutes: chosen,
	};
}

/** Remembers in the browser that several people use it, also for whoever comes in next; without minutes it forgets it. */
export function rememberIdle(c: Ctx, minutes: IdleMinutes | undefined): void {
	const { secure } = c.var.view;
	if (!minutes) deleteCookie(c, idle, { path: "/", secure });
	else
		setCookie(c, idle, String(minutes), { path: "/", httpOnly: true, sameSite: "Lax", secure, maxAge: 365 * 86_400 });
}
