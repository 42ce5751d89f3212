import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Ctx } from "../../ui/http.ts";
import { sessionDays } from "./rules.ts";

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
