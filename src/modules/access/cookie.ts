import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Ctx } from "../../ui/http.ts";
import { awayMinutes } from "./openid/rules.ts";
import { type Browser, type IdleMinutes, idleChoices, sessionDays } from "./rules.ts";

const day = 86_400;

/** Behind https a cookie is bound to the host by its name; a laptop's plain http knows no such cookie. */
function named(name: string, secure: boolean): string {
	return secure ? `__Host-${name}` : name;
}

function give(c: Ctx, name: string, value: string, days: number): void {
	const { secure } = c.var.view;
	setCookie(c, named(name, secure), value, { path: "/", httpOnly: true, sameSite: "Lax", secure, maxAge: days * day });
}

function take(c: Ctx, name: string): void {
	const { secure } = c.var.view;
	deleteCookie(c, named(name, secure), { path: "/", secure });
}

/** The token the browser brought, if any. */
export function readToken(c: Ctx, secure: boolean): string | undefined {
	return getCookie(c, named("filo", secure));
}

/** The token of a request whose view is made. */
export function tokenOf(c: Ctx): string {
	return readToken(c, c.var.view.secure) ?? "";
}

export function giveToken(c: Ctx, token: string): void {
	give(c, "filo", token, sessionDays);
}

export function takeToken(c: Ctx): void {
	take(c, "filo");
}

/** What a browser keeps, sealed, while somebody is at the OpenID provider: until they are back. */
export function giveAway(c: Ctx, kept: string): void {
	give(c, "openid", kept, awayMinutes / 1440);
}

/** The same, once: it is good for one way back. Empty where there is none. */
export function takeAway(c: Ctx): string {
	const kept = getCookie(c, named("openid", c.var.view.secure)) ?? "";
	take(c, "openid");
	return kept;
}

/** The language somebody chose in this browser, as it came. */
export function readLanguage(c: Ctx, secure: boolean): string | undefined {
	return getCookie(c, named("language", secure));
}

export function rememberLanguage(c: Ctx, language: string): void {
	give(c, "language", language, 365);
}

/** What is known of the browser a session begins in: phone or computer, and whether several people use it. */
export function browserOf(c: Ctx): Browser {
	const chosen = getCookie(c, named("idle", c.var.view.secure));
	const isPhone = /\bMobile\b|Android|iPhone/.test(c.req.header("user-agent") ?? "");
	return {
		device: isPhone ? "phone" : "computer",
		idleMinutes: idleChoices.find((minutes) => String(minutes) === chosen),
	};
}

/** Remembers in the browser that several people use it, also for whoever comes in next; without minutes it forgets it. */
export function rememberIdle(c: Ctx, minutes: IdleMinutes | undefined): void {
	if (minutes) give(c, "idle", String(minutes), 365);
	else take(c, "idle");
}
