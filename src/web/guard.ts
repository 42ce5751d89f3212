import { getConnInfo } from "@hono/node-server/conninfo";
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { Refused } from "../core/refusal.ts";
import { readFields } from "../ui/form.ts";
import type { Ctx, Env } from "../ui/http.ts";
import { sentJson } from "../ui/json.ts";

const policy = [
	"default-src 'none'",
	"style-src 'self'",
	"script-src 'self'",
	"img-src 'self' data:",
	"font-src 'self'",
	"connect-src 'self'",
	"manifest-src 'self'",
	"form-action 'self'",
	"base-uri 'none'",
	"frame-ancestors 'none'",
].join("; ");

/** Headers of every answer: nothing from elsewhere, nothing inline, nothing framed, nothing told to other sites. */
export const headers: MiddlewareHandler<Env> = async (c, next) => {
	await next();
	c.header("content-security-policy", policy);
	c.header("x-content-type-options", "nosniff");
	c.header("referrer-policy", "same-origin");
	c.header("cross-origin-opener-policy", "same-origin");
	c.header("cross-origin-resource-policy", "same-origin");
	c.header("permissions-policy", "camera=(), microphone=(), geolocation=()");
	if (c.var.view?.secure) c.header("strict-transport-security", "max-age=31536000; includeSubDomains");
	if (!c.res.headers.has("cache-control")) c.header("cache-control", "no-store");
};

/** No text people write needs more than this. */
export const bodies: MiddlewareHandler<Env> = bodyLimit({
	maxSize: 128 * 1024,
	onError: () => {
		throw new Refused("too_large");
	},
});

/** A body is a form, or JSON below /api, and readable: also where a route needs nothing of it. */
export const readable: MiddlewareHandler<Env> = async (c, next) => {
	const changes = c.req.method !== "GET" && c.req.method !== "HEAD";
	if (changes && (await c.req.arrayBuffer()).byteLength > 0)
		await (c.req.path.startsWith("/api/") ? sentJson(c) : readFields(c));
	await next();
};

/** A change must come from a page of ours: browsers say where a form was, and we compare it with where it goes. */
export const origins: MiddlewareHandler<Env> = async (c, next) => {
	if (c.req.method !== "GET" && c.req.method !== "HEAD") {
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
function addressOf(c: Ctx, trustProxy: boolean): string {
	const told = trustProxy ? c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim() : undefined;
	if (told) return told;
	try {
		return getConnInfo(c).remote.address ?? "unknown";
	} catch {
		return "unknown"; // called in-process, without a connection
	}
}

/** At most `most` requests from one address in ten minutes; the memory of it is bounded. */
export function limit(most: number, trustProxy: boolean): MiddlewareHandler<Env> {
	const seen = new Map<string, { until: number; n: number }>();
	return async (c, next) => {
		const now = Date.now();
		const address = addressOf(c, trustProxy);
		if (seen.size > 10_000) seen.clear();
		const entry = seen.get(address);
		const counted = entry && entry.until > now ? entry : { until: now + 600_000, n: 0 };
		counted.n += 1;
		seen.set(address, counted);
		if (counted.n > most) throw new Refused("too_many");
		await next();
	};
}
