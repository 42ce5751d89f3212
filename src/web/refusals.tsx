import type { FieldErrors, RefusalCode, Refused } from "../core/refusal.ts";
import { Actions, Button, Form, LinkButton } from "../ui/components.tsx";
import { readFields } from "../ui/form.ts";
import { type Ctx, page, type View } from "../ui/http.ts";
import { Page } from "../ui/layout.tsx";
import { sayIn } from "../ui/words.ts";

function wantsJson(c: Ctx): boolean {
	const accept = c.req.header("accept") ?? "";
	return (
		c.req.path.startsWith("/api/") || c.req.path === "/status" || (accept.includes("json") && !accept.includes("html"))
	);
}

/** A refusal as a problem document (RFC 9457) or as a page that says what to do. Nothing typed is lost with a session. */
export async function answerRefusal(c: Ctx, refused: Refused): Promise<Response> {
	const answer = await answerTo(c, refused);
	if (refused.againAfterSeconds) answer.headers.set("retry-after", String(refused.againAfterSeconds));
	return answer;
}

async function answerTo(c: Ctx, refused: Refused): Promise<Response> {
	if (wantsJson(c) || !c.var.view)
		return problem(c, refused.code, refused.status, `refusal.${refused.code}`, refused.fields);
	const { view } = c.var;
	const { say } = view;
	const door = doors[refused.code];
	const kept = door && c.req.method === "POST" ? await keptOf(c) : undefined;
	if (door && kept) return page(c, <Kept view={view} door={door} {...kept} />, refused.status);
	if (refused.code === "assurance_needed")
		return c.redirect(`${assurance}?back=${encodeURIComponent(comeBackTo(c))}`, 303);
	return page(
		c,
		<Page view={view} title={say("refusal.title_page")} lead={say(`refusal.${refused.code}`)}>
			<FieldList view={view} fields={refused.fields} />
			<p class="row">
				{refused.code === "sign_in_first" && <LinkButton href="/access/sign-in">{say("ui.sign_in")}</LinkButton>}
				{refused.code === "choose_neighbourhood" && (
					<LinkButton href="/access/choose">{say("ui.change_neighbourhood")}</LinkButton>
				)}
				<LinkButton href="/" quiet>
					{say("ui.home")}
				</LinkButton>
			</p>
		</Page>,
		refused.status,
	);
}

const assurance = "/access/assurance";

/** Where somebody goes who cannot be let on yet, and in which words what they typed is kept meanwhile. */
type Door = { href: string; lead: string; go: string; again: string };
const doors: Partial<Record<RefusalCode, Door>> = {
	sign_in_first: {
		href: "/access/sign-in",
		lead: "refusal.kept_lead",
		go: "refusal.kept_sign_in",
		again: "refusal.kept_again",
	},
	assurance_needed: {
		href: assurance,
		lead: "assurance.kept_lead",
		go: "assurance.kept_go",
		again: "assurance.kept_again",
	},
};

/** The page somebody was on: the one asked for, or the one whose form was sent. */
function comeBackTo(c: Ctx): string {
	if (c.req.method === "GET") return c.var.view.path;
	const from = c.req.header("referer") ?? "";
	if (!URL.canParse(from) || new URL(from).host !== c.req.header("host")) return "/";
	const { pathname, search } = new URL(from);
	return pathname + search;
}

type Sent = { path: string; fields: [name: string, value: string][] };

/** What somebody had typed when they could not be let on; nothing where nothing was. */
async function keptOf(c: Ctx): Promise<Sent | undefined> {
	const sent = await readFields(c).catch(() => ({}));
	const fields = Object.entries(sent).flatMap(([name, value]) =>
		[value].flat().map((one): [string, string] => [name, one]),
	);
	const isTyped = fields.some(([name, value]) => name !== "id" && value.trim() !== "");
	return isTyped ? { path: c.req.path, fields } : undefined;
}

/**
 * The session ended, or the half hour of assurance, while somebody was writing. The page itself is the draft: it holds
 * every field, and sends them again once its reader has been let in elsewhere. Nothing of it is stored.
 */
function Kept({ view, door, path, fields }: { view: View; door: Door } & Sent) {
	const { say } = view;
	const texts = fields.filter(([name, value]) => name !== "id" && value.length > 20);
	return (
		<Page view={view} title={say("refusal.kept_title")} lead={say(door.lead)}>
			{texts.map(([name, value]) => (
				<blockquote key={name}>{value}</blockquote>
			))}
			<ol>
				<li>
					<a href={door.href} target="_blank" rel="noopener">
						{say(door.go)}
					</a>
				</li>
				<li>{say("refusal.kept_then")}</li>
			</ol>
			<Form action={path} label={say("refusal.kept_title")}>
				{fields.map(([name, value], i) => (
					<textarea key={i} name={name} hidden>
						{value}
					</textarea>
				))}
				<Actions>
					<Button>{say(door.again)}</Button>
				</Actions>
			</Form>
		</Page>
	);
}

function FieldList({ view, fields }: { view: Ctx["var"]["view"]; fields: FieldErrors }) {
	const entries = Object.entries(fields);
	if (entries.length === 0) return null;
	return (
		<ul>
			{entries.map(([field, key]) => (
				<li key={field}>{view.say(key)}</li>
			))}
		</ul>
	);
}

/** A bug: said plainly, without its details, which are in the log. */
export function answerBug(c: Ctx): Response {
	if (wantsJson(c) || !c.var.view) return problem(c, "bug", 500, "refusal.bug", {});
	const { view } = c.var;
	return c.html(renderBug(c), 500, { "content-language": view.language });
}

function renderBug(c: Ctx): string {
	const { say, language } = c.var.view;
	return `<!doctype html><html lang="${language}"><meta charset="utf-8"><title>${say("refusal.bug_title")}</title><h1>${say("refusal.bug_title")}</h1><p>${say("refusal.bug")}</p><p><a href="/">${say("ui.home")}</a></p></html>`;
}

function problem(c: Ctx, code: string, status: number, key: string, fields: FieldErrors): Response {
	const say = c.var.view?.say ?? sayIn("it");
	const errors = Object.entries(fields).map(([field, message]) => ({ field, detail: say(message) }));
	const body = {
		type: `urn:filo:refusal:${code}`,
		title: code,
		status,
		detail: say(key),
		...(errors.length > 0 && { errors }),
	};
	return new Response(JSON.stringify(body), {
		status,
		headers: { "content-type": "application/problem+json; charset=utf-8", "cache-control": "no-store" },
	});
}
