import type { MiddlewareHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { Config } from "../config.ts";
import { Refused } from "../core/refusal.ts";
import { nobody } from "../db/actor.ts";
import { forOneRequest } from "../db/database.ts";
import { readLanguage, readToken } from "../modules/access/cookie.ts";
import type { Limited } from "../modules/access/limits/contract.ts";
import { openSession, showPlace } from "../modules/access/service.ts";
import { touchSession } from "../modules/access/sessions/service.ts";
import { neighbourhoodsByIdsIn } from "../modules/programme/service.ts";
import { type Ctx, type Env, type Ground, routes, undoOf, type View } from "../ui/http.ts";
import { languageFor, sayIn } from "../ui/words.ts";
import { addressOf, bodies, counted, headers, limit, origins, readable } from "./guard.ts";
import { type Installation, installationOf } from "./installation.ts";
import { answerBug, answerRefusal } from "./refusals.tsx";
import { spokenOn } from "./spoken.ts";
import { type Assets, staticRoutes } from "./static.ts";

export type Log = { info(fields: object, line: string): void; error(fields: object, line: string): void };
export type DoorParts = {
	config: Pick<Config, "url" | "port" | "trustProxy" | "demo">;
	ground: Ground;
	assets: Assets;
	log: Log;
	/** The routes of every room that has pages, in the order in which they are asked. */
	rooms: ReturnType<typeof routes>[];
};

/** The server's door: guards, then who comes, then the rooms. */
export function openDoor(parts: DoorParts) {
	const { ground, assets, log } = parts;
	const app = routes();
	const installation = installationOf(ground);
	app.use(logged(log));
	app.use(headers((c) => baseOf(c, parts.config).startsWith("https:"), assets.styles?.hash));
	app.route("/", staticRoutes(assets));
	app.use(greet(parts));
	app.use(origins);
	app.use(bodies);
	app.use(readable);
	for (const [what, paths] of Object.entries(counted)) app.on("POST", [...paths], limit(what as Limited));
	for (const room of parts.rooms) app.route("/", room);
	app.notFound((c) => answerRefusal(c, new Refused("not_found")));
	app.onError((error, c) => {
		const refused = refusalOf(error);
		if (refused) return answerRefusal(c, refused);
		log.error(
			{ route: routeOf(c), error: { name: error.name, message: withoutDetail(error), stack: error.stack } },
			"bug",
		);
		return answerBug(c);
	});
	return app;

	function greet({ config }: DoorParts): MiddlewareHandler<Env> {
		return async (c, next) => {
			c.set("ground", { ...ground, db: forOneRequest(ground.db) });
			c.set("address", addressOf(c, config.trustProxy));
			const base = baseOf(c, config);
			const secure = base.startsWith("https:");
			const view = viewOf(c, base, secure, await installation.read());
			c.set("view", view);
			c.set("actor", view.actor);
			const token = readToken(c, secure);
			if (token) await recognise(c, token);
			await next();
			// What was just set up shows on the next page here, and within five minutes on other servers.
			if (c.req.method !== "GET" && /^\/(api\/)?programme\/(setup|purposes)/.test(c.req.path)) installation.forget();
		};
	}

	/** What a page knows before it knows who reads it. */
	function viewOf(c: Ctx, base: string, secure: boolean, installed: Installation): View {
		const url = new URL(c.req.url);
		const language = languageFor(
			readLanguage(c, secure),
			c.req.header("accept-language"),
			spokenOn(url.pathname, "nobody"),
		);
		const said = sayIn(language);
		const now = ground.clock();
		return {
			say: said,
			language,
			actor: nobody(),
			now,
			path: url.pathname + url.search,
			demo: ground.demo,
			...installed,
			choices: 0,
			done: doneOf(url.searchParams.get("done"), said),
			undo: undoOf(url.searchParams.get("undo"), now),
			secure,
			base,
			asset: assets.address,
			styles: assets.styles?.text,
		};
	}

	/** Adds who comes with this cookie. */
	async function recognise(c: Ctx, token: string): Promise<void> {
		const { ground } = c.var;
		const session = await openSession(ground, token);
		if (!session) return;
		await touchSession(ground, session, token);
		let { actor, onScreen } = session;
		const first = actor.neighbourhoodIds[0];
		if (!onScreen && first) {
			const [n] = await ground.db.readAs(actor, (read) => neighbourhoodsByIdsIn(read, [first]));
			if (n) {
				onScreen = { id: n.id, slug: n.slug, name: n.name };
				await showPlace(ground, actor, token, onScreen);
				actor = { ...actor, neighbourhoodId: n.id };
			}
		}
		const { view } = c.var;
		const accepted = c.req.header("accept-language");
		const chosen = actor.language ?? readLanguage(c, view.secure);
		const language = languageFor(chosen, accepted, spokenOn(c.req.path, actor.role));
		c.set("actor", actor);
		c.set("view", {
			...view,
			actor,
			language,
			say: sayIn(language),
			done: view.done,
			neighbourhood: onScreen,
			choices: session.choices,
			sessionId: session.id,
			idleMinutes: session.idleMinutes,
		});
	}
}

/** A line to say once comes as its key; anything else in its place is not said. */
function doneOf(key: string | null, say: (key: string) => string): string | undefined {
	if (!key || !/^[a-z-]{2,40}\.[a-z_]{2,60}$/.test(key)) return undefined;
	try {
		say(key);
		return key;
	} catch {
		return undefined;
	}
}

/** The address people use. Without FILO_URL only names of this machine are believed, so that no letter carries a foreign one. */
function baseOf(c: Ctx, config: DoorParts["config"]): string {
	if (config.url) return config.url;
	const forwarded = (name: string) => (config.trustProxy ? c.req.header(`x-forwarded-${name}`) : undefined);
	const told = forwarded("host");
	if (told && /^[a-z0-9.:[\]-]{1,255}$/i.test(told))
		return `${forwarded("proto") === "http" ? "http" : "https"}://${told}`;
	// A proxy that passes the host on as it came says at least that it was https: cookies are bound to it then.
	const scheme = forwarded("proto") === "https" ? "https" : "http";
	const host = c.req.header("host") ?? "";
	const isHere = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host);
	return `${scheme}://${isHere ? host : `localhost:${config.port}`}`;
}

/** A refusal, also when Hono or PostgreSQL said it first: text that no encoding has, an id that is none. */
function refusalOf(error: Error): Refused | undefined {
	if (error instanceof Refused) return error;
	if (error instanceof HTTPException) return new Refused(error.status === 413 ? "too_large" : "malformed");
	const code = (error as { code?: string }).code;
	if (code === "22021") return new Refused("malformed");
	if (code && /^(08|53|57P)/.test(code)) return new Refused("unavailable");
	if (code === "ECONNREFUSED" || code === "ECONNRESET" || code === "ENOENT") return new Refused("unavailable");
	return undefined;
}

/** PostgreSQL's own words may quote a row; its code and constraint do not. */
function withoutDetail(error: Error): string {
	const { code, constraint, table } = error as { code?: string; constraint?: string; table?: string };
	return code && /^[0-9A-Z]{5}$/.test(code) ? `${code} ${table ?? ""} ${constraint ?? ""}`.trim() : error.message;
}

function routeOf(c: Ctx): string {
	return `${c.req.method} ${c.req.routePath ?? "?"}`;
}

/** One line a request: route pattern, status, milliseconds, role. Never an address with its ids or texts. */
function logged(log: Log): MiddlewareHandler<Env> {
	return async (c, next) => {
		const began = performance.now();
		await next();
		const ms = Math.round((performance.now() - began) * 10) / 10;
		if (!c.req.path.startsWith("/assets/"))
			log.info({ route: routeOf(c), status: c.res.status, ms, role: c.var.actor?.role }, "request");
	};
}
