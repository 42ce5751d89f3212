import { brotliCompressSync, constants } from "node:zlib";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { createContext, h, type VNode } from "preact";
import { jsxTemplate } from "preact/jsx-runtime";
import { renderToString } from "preact-render-to-string";
import type { Clock } from "../core/clock.ts";
import { type Id, isId } from "../core/ids.ts";
import type { Day } from "../core/period.ts";
import { Refused } from "../core/refusal.ts";
import type { Role } from "../core/roles.ts";
import type { Actor } from "../db/actor.ts";
import type { Database } from "../db/database.ts";
import type { Seal } from "../db/seal.ts";
import type { Language, Say } from "./words.ts";

/** What a module is given to work with; the same for every request. */
export type Ground = {
	db: Database;
	seal: Seal;
	clock: Clock;
	demo: boolean;
	/** False where the body wants a second channel: then no code to show again who one is goes by letter. */
	codesByLetter?: boolean;
	/** After how many minutes without use a session of somebody who works here ends; undefined where it does not for that. */
	idleMinutes?: number;
};

/** Who is controller, how to reach them, who processes on their behalf, and the day of the impact assessment. */
export type Guarantees = { controller: string; contact: string; processors: string[]; assessedOn: Day };

/** What a page knows about its reader. */
export type View = {
	say: Say;
	language: Language;
	actor: Actor;
	now: Date;
	/** Path and query asked for, to come back to after a choice. */
	path: string;
	demo: boolean;
	/** Whether data of real people may come in: the law's names and days are recorded. */
	ready: boolean;
	/** Who answers for the data here, for the page that says how they are treated. */
	guarantees?: Guarantees;
	/** On which legal ground each purpose stands, where the body has set one. */
	grounds?: Readonly<Partial<Record<string, { ground: string; norm: string }>>>;
	/** Topics the body does not use: they are not offered. */
	unusedTopics: readonly string[];
	/** The neighbourhood on screen. */
	neighbourhood?: { slug: string; name: string };
	/** How many neighbourhoods or roles the person can change to. */
	choices: number;
	/** A line to say once, after something was done: a message key. */
	done?: string;
	/** The record whose latest act the reader can still take back, right after it. */
	undo?: string;
	/** The session the page belongs to; undefined for nobody. */
	sessionId?: Id<"session">;
	/** On a shared phone: after how many minutes without use the page is covered, and the session lets nobody in. */
	idleMinutes?: number;
	/** Whether people reach Filò over https. */
	secure: boolean;
	/** Address people use, without a slash at the end: for links in letters. */
	base: string;
	/** Address of a static file, with its fingerprint. */
	asset: (name: string) => string;
	/** The styles whole, to stand in a page itself. */
	styles?: string;
};

export type Env = {
	Variables: {
		actor: Actor;
		view: View;
		ground: Ground;
		/** Where the request comes from, as the door knows it; for counting, never kept as it is. */
		address: string;
	};
};
export type App = Hono<Env>;
export type Ctx = Context<Env>;

/** A set of routes of one module. */
export function routes(): App {
	return new Hono<Env>({ strict: false });
}

/** Answers with a page. */
export function page(
	c: Ctx,
	tree: VNode,
	status: 200 | 400 | 401 | 403 | 404 | 405 | 409 | 410 | 413 | 415 | 422 | 429 | 503 = 200,
): Response {
	const whole = h(RoutePath.Provider, { value: c.req.routePath }, tree);
	return c.html(`<!doctype html>${renderToString(whole)}`, status);
}

/** The pattern of the address a page stands at, for what belongs to every page alike: its help. */
export const RoutePath = createContext("");

const made = new Map<string, string>();
const mostMade = 500;

/** A text that is a function of `of`: the same again is not made again. Nothing can be stale, nothing is kept by time. */
export function madeOnce(of: unknown, make: () => string): string {
	const key = JSON.stringify(of);
	const known = made.get(key);
	if (known !== undefined) return known;
	const text = make();
	if (made.size >= mostMade) made.clear();
	made.set(key, text);
	return text;
}

/** A piece of a page drawn once for all readers alike: `of` is all that it depends on. It may not read a context. */
export function Once({ of, draw }: { of: unknown; draw: () => VNode }): VNode {
	return jsxTemplate([madeOnce(of, () => renderToString(draw()))]);
}

const drawn = new WeakMap<object, Map<string, string>>();

/**
 * A piece of one reader's page, drawn once for the same answer of `sameUnchanged` and let go with it: `of` is all that
 * it depends on besides. It may not read a context.
 */
export function OnceOf({ answer, of, draw }: { answer: object; of: readonly unknown[]; draw: () => VNode }): VNode {
	const pieces = drawn.get(answer) ?? new Map<string, string>();
	drawn.set(answer, pieces);
	const key = JSON.stringify(of);
	const piece = pieces.get(key) ?? renderToString(draw());
	pieces.set(key, piece);
	return jsxTemplate([piece]);
}

/** A page that anybody sees alike is a function of what it shows: `shown` is all of that. */
export function publicPage(c: Ctx, shown: unknown, draw: () => VNode): Response {
	const { view } = c.var;
	if (view.actor.role !== "nobody" || view.done) return page(c, draw());
	const of = [view.language, view.path, view.ready, view.now.toISOString().slice(0, 13), shown];
	const text = madeOnce(of, () => `<!doctype html>${renderToString(draw())}`);
	if (!takesBrotli(c.req.header("accept-encoding"))) return c.html(text);
	// Whoever comes from another page of ours has the styles.
	const styles = c.req.header("sec-fetch-site") === "same-origin" ? undefined : view.styles;
	return c.body(packedOnce(text, styles, view.asset("filo.css")), 200, {
		"content-type": "text/html; charset=UTF-8",
		"content-encoding": "br",
		vary: "accept-encoding, sec-fetch-site",
	});
}

/** Whether a browser takes Brotli: said by name or by `*`, and not with `q=0` (RFC 9110, 12.5.3). */
function takesBrotli(accepted = ""): boolean {
	const said = new Map<string, string>();
	for (const one of accepted.toLowerCase().split(",")) {
		const [coding = "", ...parameters] = one.split(";").map((part) => part.trim());
		said.set(coding, parameters.join(";"));
	}
	const weight = said.get("br") ?? said.get("*");
	return weight !== undefined && !/^q=0(\.0*)?$/.test(weight.replace(/\s/g, ""));
}

type Packed = Uint8Array<ArrayBuffer>;
/** Pages as they are, and with their styles in them. */
const packed = { later: new Map<string, Packed>(), first: new Map<string, Packed>() };

/** A fifth of the bytes, for a phone on a thin line. Nothing in such a page is anybody's own. */
function packedOnce(text: string, styles: string | undefined, sheet: string): Packed {
	const all = styles ? packed.first : packed.later;
	const known = all.get(text);
	if (known) return known;
	const small = pack(styles ? withStyles(text, styles, sheet) : text);
	if (all.size >= mostMade) all.clear();
	all.set(text, small);
	return small;
}

function pack(text: string): Packed {
	return new Uint8Array(brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }));
}

/**
 * The first page carries its styles itself: a phone paints it a whole way there and back sooner. The sheet comes after,
 * as one for print, which nothing waits for, and is there for the next page.
 */
function withStyles(text: string, styles: string, sheet: string): string {
	const link = `<link rel="stylesheet" href="${sheet}"`;
	return text.replace(`${link}/>`, () => `<style>${styles}</style>${link} media="print"/>`);
}

/**
 * Sends the reader on after a form (303), with a line to say there once. `undo` names the record of an act that can
 * be taken back: for a minute the line carries the way to do so.
 */
export function seeOther(c: Ctx, path: string, done?: string, undo?: string): Response {
	if (!done) return c.redirect(path, 303);
	const [before = "", hash] = path.split("#");
	const query = `done=${done}${undo ? `&undo=${undo}.${c.var.view.now.getTime()}` : ""}`;
	return c.redirect(`${before}${before.includes("?") ? "&" : "?"}${query}${hash ? `#${hash}` : ""}`, 303);
}

/** The record of an address's `undo`, while its minute lasts. */
export function undoOf(said: string | null, now: Date): string | undefined {
	const [record = "", at = ""] = (said ?? "").split(".");
	const age = now.getTime() - Number(at);
	return isId(record) && age >= 0 && age < 60_000 ? record.toLowerCase() : undefined;
}

/** The neighbourhood an address names; whether there is one, its reader finds out. */
export function slugIn(c: Ctx): string {
	return c.req.param("slug") ?? "";
}

/** A page of one's own without an account: which record, and the key that lets in. */
export type OwnKey = { slug: string; id: string; key: string };

/** The address's key is the record's id and what lets in, with a dot between. Throws `not_found`. */
export function ownKeyIn(c: Ctx): OwnKey {
	const [id = "", key = ""] = (c.req.param("key") ?? "").split(".");
	if (!isId(id)) throw new Refused("not_found");
	return { slug: slugIn(c), id: id.toLowerCase(), key };
}

/** An id in the address, in small letters. What is no id is an address where nothing is: throws `not_found`. */
export function idOf<Noun extends string>(c: Ctx, name = "id"): Id<Noun> {
	const id = c.req.param(name) ?? "";
	if (!isId(id)) throw new Refused("not_found");
	return id.toLowerCase() as Id<Noun>;
}

/** Lets only these roles pass. Throws `sign_in_first` or `not_yours`. */
export function only(actor: Actor, ...allowed: (Role | "desk")[]): void {
	if (actor.role === "nobody") throw new Refused("sign_in_first");
	if (!(allowed as string[]).includes(actor.role)) throw new Refused("not_yours");
}

/**
 * Lets only somebody pass who has shown within the last half hour that it is them: the first line of whatever opens
 * reserved content. Throws `sign_in_first` or `assurance_needed`; the door then leads to `/access/assurance`.
 */
export function assured({ clock }: Pick<Ground, "clock">, actor: Actor): void {
	if (actor.role === "nobody") throw new Refused("sign_in_first");
	if (!actor.assuredUntil || actor.assuredUntil <= clock()) throw new Refused("assurance_needed");
}

/** Lets only these roles change something, before anything they sent is read. */
export function writers(...allowed: Role[]): MiddlewareHandler<Env> {
	return async (c, next) => {
		if (c.req.method !== "GET" && c.req.method !== "HEAD") only(c.var.actor, ...allowed);
		await next();
	};
}
