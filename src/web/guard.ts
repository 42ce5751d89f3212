import { getConnInfo } from "@hono/node-server/conninfo";
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { Refused } from "../core/refusal.ts";
import type { Limited } from "../modules/access/limits/contract.ts";
import { countOrRefuse } from "../modules/access/limits/service.ts";
import { mostBytes } from "../modules/notebook/contract.ts";
import { readFields, takesFile } from "../ui/form.ts";
import type { Ctx, Env } from "../ui/http.ts";
import { sentJson } from "../ui/json.ts";

/** Nothing inline but our own styles, known by their hash: not one letter more. */
const policyOf = (styles: string | undefined) =>
	[
		"default-src 'none'",
		styles ? `style-src 'self' '${styles}'` : "style-src 'self'",
		"script-src 'self'",
		"img-src 'self' data:",
		"font-src 'self'",
		"connect-src 'self'",
		"manifest-src 'self'",
		"form-action 'self'",
		"base-uri 'none'",
		"frame-ancestors 'none'",
	].join("; ");

const always = {
	"x-content-type-options": "nosniff",
	// For browsers that do not read the policy's frame-ancestors, or still have a filter of their own.
	"x-frame-options": "DENY",
	"x-xss-protection": "1; mode=block",
	"referrer-policy": "same-origin",
	"cross-origin-opener-policy": "same-origin",
	"cross-origin-resource-policy": "same-origin",
	"permissions-policy": "camera=(), microphone=(), geolocation=()",
};

/** Where a page asks for what the device has, and says so itself, its own word stands. */
const unlessSaid: readonly string[] = ["permissions-policy"];

/**
 * Headers of every answer: nothing from elsewhere, nothing inline, nothing framed, nothing told to other sites. They
 * are set on the answer as it is: `c.header` would make a new one for each, and read its body as a stream.
 */
export function headers(isSecure: (c: Ctx) => boolean, styles?: string): MiddlewareHandler<Env> {
	const policy = policyOf(styles);
	return async (c, next) => {
		await next();
		const { headers: sent } = c.res;
		sent.set("content-security-policy", policy);
		for (const [name, value] of Object.entries(always))
			if (!unlessSaid.includes(name) || !sent.has(name)) sent.set(name, value);
		if (isSecure(c)) sent.set("strict-transport-security", "max-age=31536000; includeSubDomains");
		if (!sent.has("cache-control")) sent.set("cache-control", "no-store");
	};
}

function limitedTo(maxSize: number) {
	return bodyLimit({
		maxSize,
		onError: () => {
			throw new Refused("too_large");
		},
	});
}

/** No text people write needs more than the first; a file of at most 10 MB, with the fields around it, no more than the second. */
const limited = limitedTo(128 * 1024);
const limitedFile = limitedTo((10 * 1024 + 128) * 1024);
/** What a phone wrote without coverage comes in one call, photos of sheets among it. */
const limitedRecords = limitedTo(mostBytes);

export const bodies: MiddlewareHandler<Env> = (c, next) => {
	if (isReading(c)) return next();
	if (c.var.actor.role === "nobody") return limited(c, next);
	if (c.req.path === "/api/notebook/records") return limitedRecords(c, next);
	return takesFile(c) ? limitedFile(c, next) : limited(c, next);
};

/** A request that changes nothing; its body, if somebody sent one, is not read. */
function isReading(c: Ctx): boolean {
	return c.req.method === "GET" || c.req.method === "HEAD";
}

/**
 * A body is a form, or JSON below /api, and readable: also where a route needs nothing of it. No address of ours holds
 * a NUL: nothing is there, and PostgreSQL could not even look for it.
 */
export const readable: MiddlewareHandler<Env> = async (c, next) => {
	if (/%00|\0/.test(c.req.path)) throw new Refused("not_found");
	if (!isReading(c) && (await c.req.arrayBuffer()).byteLength > 0)
		await (c.req.path.startsWith("/api/") ? sentJson(c) : readFields(c));
	await next();
};

/** A change must come from a page of ours: browsers say where a form was, and we compare it with where it goes. */
export const origins: MiddlewareHandler<Env> = async (c, next) => {
	if (!isReading(c)) {
		const origin = c.req.header("origin");
		const site = c.req.header("sec-fetch-site");
		const isOurs =
			!origin ||
			origin === c.var.view.base ||
			origin === new URL(c.req.url).origin ||
			(URL.canParse(origin) && new URL(origin).host === c.req.header("host"));
		if (!isOurs || site === "cross-site" || site === "same-site") throw new Refused("foreign_origin");
	}
	await next();
};

/** Where a request comes from; behind a proxy we trust, what the proxy says. */
export function addressOf(c: Ctx, trustProxy: boolean): string {
	const told = trustProxy ? c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim() : undefined;
	if (told) return told;
	try {
		return getConnInfo(c).remote.address ?? "unknown";
	} catch {
		return "unknown"; // called in-process, without a connection
	}
}

/** Forms and calls that cost, or by which somebody could guess: each is counted by where it comes from and who asks. */
export const counted: Record<Limited, readonly string[]> = {
	"sign-in": ["/access/sign-in"],
	link: ["/access/link/:token"],
	passkey: ["/api/access/passkeys", "/api/access/passkeys/challenge", "/api/access/passkeys/sign-in"],
	board: ["/n/:slug/board", "/n/:slug/board/:id/answers", "/n/:slug/board/:id/report", "/n/:slug/board/own/:key/code"],
	reach: [
		"/n/:slug/initiatives/:id/join",
		"/n/:slug/initiatives/:id/translate",
		"/n/:slug/join/:id",
		"/n/:slug/join/:id/letter",
		"/n/:slug/join/:id/leave",
		"/n/:slug/round",
		"/n/:slug/round/:id",
		"/n/:slug/round/:id/letter",
	],
	assurance: [
		"/access/assurance",
		"/access/assurance/app",
		"/access/assurance/letter",
		"/access/assurance/printed",
		"/api/access/passkeys/assurance",
		"/access/me/app",
	],
};

/** Refuses what was asked for too often within ten minutes, by one network or one account, also after a restart. */
export function limit(what: Limited): MiddlewareHandler<Env> {
	return async (c, next) => {
		const { ground, address, actor } = c.var;
		await countOrRefuse(ground, what, { address, accountId: actor.accountId });
		await next();
	};
}
