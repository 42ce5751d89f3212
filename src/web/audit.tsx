import { dayOf } from "../core/period.ts";
import { roles } from "../core/roles.ts";
import type { Entry } from "../modules/access/audit/contract.ts";
import { listTrail } from "../modules/access/audit/contract.ts";
import { trailIn } from "../modules/access/audit/service.ts";
import type { Neighbourhood } from "../modules/programme/contract.ts";
import { neighbourhoodsIn } from "../modules/programme/service.ts";
import { Button, Empty, Select, Table, TextField } from "../ui/components.tsx";
import { clockInWords, shortDate } from "../ui/dates.ts";
import type { FormState } from "../ui/form.ts";
import { type Ctx, page, routes, type View } from "../ui/http.ts";
import { readQuery } from "../ui/json.ts";
import { Page } from "../ui/layout.tsx";
import { messagesOf } from "../ui/words.ts";

/** `/access/audit`: the trail of every change, where it says the neighbourhood by its name, and the same in JSON. */
export const pages = routes();

/** What the trail has words for. Entries of an earlier version may speak of other things; they keep their own name. */
function codesOf(prefix: "verb_" | "kind_"): string[] {
	const start = `trail.${prefix}`;
	return [...messagesOf("it").keys()].filter((key) => key.startsWith(start)).map((key) => key.slice(start.length));
}
const known = { verb_: codesOf("verb_"), kind_: codesOf("kind_") };

function inWords({ say }: View, prefix: "verb_" | "kind_", code: string): string {
	return known[prefix].includes(code) ? say(`trail.${prefix}${code}`) : code;
}

/** Who it was: the name of who works here, the role of everybody else, or Filò itself. */
function whoOf({ say }: View, { role, name }: Entry): string {
	const isRole = (roles as readonly string[]).includes(role);
	const isToldApart = ["machine", "nobody", "partner", "hatch", "desk", "square"].includes(role);
	if (!isRole) return say(isToldApart ? `trail.by_${role}` : "trail.by_itself");
	return name ? `${name}, ${say(`access.role_${role}`)}` : say(`access.role_${role}`);
}

function readTrail(c: Ctx, query: ReturnType<typeof readQuery<typeof listTrail>>) {
	return c.var.ground.db.readAs(c.var.actor, async (read) => ({
		...(await trailIn(read, query)),
		neighbourhoods: await neighbourhoodsIn(read),
	}));
}

pages.get("/access/audit", async (c) => {
	const { view, actor } = c.var;
	const { say } = view;
	const query = readQuery(c, listTrail);
	const { items, next, neighbourhoods } = await readTrail(c, { ...query, limit: 50 });
	const lead = actor.role === "coordinator" ? "trail.lead_territory" : "trail.lead";
	return page(
		c,
		<Page view={view} title={say("trail.title")} lead={say(lead)}>
			{actor.role === "administrator" && (
				<p>
					<a href="/access/seals">{say("trail.seal_link")}</a>
				</p>
			)}
			<Filter view={view} day={query.day} kind={query.kind} verb={query.verb} />
			{items.length > 0 ? (
				<Table
					caption={say("trail.caption")}
					head={["when", "who", "what", "kind", "where"].map((column) => say(`trail.${column}`))}
					rows={items.map((entry) => rowOf(view, entry, neighbourhoods))}
				/>
			) : (
				<Empty>
					<p>{say("trail.empty")}</p>
				</Empty>
			)}
			{next && (
				<p>
					<a href={`/access/audit?${olderOf(query, next)}`}>{say("ui.older")}</a>
				</p>
			)}
		</Page>,
	);
});

function rowOf(view: View, entry: Entry, neighbourhoods: readonly Neighbourhood[]): string[] {
	const at = new Date(entry.at);
	return [
		`${shortDate(view.language, dayOf(at))}, ${clockInWords(view.language, at)}`,
		whoOf(view, entry),
		inWords(view, "verb_", entry.verb),
		inWords(view, "kind_", entry.kind),
		neighbourhoods.find((n) => n.id === entry.neighbourhoodId)?.name ?? "–",
	];
}

type Filtered = { day?: string | undefined; kind?: string | undefined; verb?: string | undefined };

function olderOf({ day, kind, verb }: Filtered, cursor: string): URLSearchParams {
	return new URLSearchParams({ ...(day && { day }), ...(kind && { kind }), ...(verb && { verb }), cursor });
}

function Filter({ view, day = "", kind = "", verb = "" }: { view: View } & Filtered) {
	const { say, language } = view;
	const form: FormState = { values: { day, kind, verb }, errors: {} };
	const choices = (prefix: "verb_" | "kind_") =>
		known[prefix]
			.map((value) => ({ value, label: inWords(view, prefix, value) }))
			.sort((a, b) => a.label.localeCompare(b.label, language));
	return (
		<search>
			<form method="get" action="/access/audit" class="form">
				<TextField view={view} form={form} name="day" type="date" label={say("trail.day")} />
				<Select
					view={view}
					form={form}
					name="verb"
					label={say("trail.what")}
					empty={say("trail.all")}
					options={choices("verb_")}
				/>
				<Select
					view={view}
					form={form}
					name="kind"
					label={say("trail.kind")}
					empty={say("trail.all")}
					options={choices("kind_")}
				/>
				<Button quiet>{say("trail.show")}</Button>
			</form>
		</search>
	);
}

pages.get("/api/access/audit", async (c) => {
	const { items, next, neighbourhoods } = await readTrail(c, readQuery(c, listTrail));
	const slugs = new Map(neighbourhoods.map((n) => [n.id as string, n.slug]));
	return c.json({
		items: items.map(({ neighbourhoodId, ...entry }) => ({
			...entry,
			neighbourhood: neighbourhoodId === null ? null : (slugs.get(neighbourhoodId) ?? null),
		})),
		next,
	});
});
