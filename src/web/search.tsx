import { z } from "zod";
import { oneOf, optionalText } from "../core/input.ts";
import { dayOf } from "../core/period.ts";
import type { Read } from "../db/database.ts";
import { type Found, wordsOf } from "../db/matches.ts";
import { searchPartiesIn } from "../modules/community/search/service.ts";
import { searchActsIn } from "../modules/exchange/search/service.ts";
import { searchInitiativesIn } from "../modules/initiatives/search/service.ts";
import { searchListeningIn } from "../modules/listening/search/service.ts";
import type { Neighbourhood } from "../modules/programme/contract.ts";
import { neighbourhoodsByIdsIn, neighbourhoodsOfTerritoryIn } from "../modules/programme/service.ts";
import { Button, Empty, Entries } from "../ui/components.tsx";
import { dateInWords, sinceInWords } from "../ui/dates.ts";
import { type Ctx, only, page, routes, type View } from "../ui/http.ts";
import { readQuery } from "../ui/json.ts";
import { Page } from "../ui/layout.tsx";

/** One field over everything the reader may see: people and places, notes and needs, meetings, acts, initiatives. */
export const pages = routes();

const folders = {
	person: "/community/persons",
	household: "/community/households",
	group: "/community/groups",
	organisation: "/community/organisations",
	place: "/community/places",
	note: "/listening/notes",
	need: "/listening/needs",
	"follow-up": "/listening/follow-ups",
	meeting: "/listening/meetings",
	resource: "/listening/resources",
	act: "/exchange/acts",
	initiative: "/initiatives",
} as const;
type Kind = keyof typeof folders;
const kinds = Object.keys(folders) as [Kind, ...Kind[]];

/** What a search is asked. */
export const query = z.object({
	q: optionalText(120),
	kind: z.preprocess((kind) => (kind === "" ? undefined : kind), oneOf(kinds).optional()),
});
type Query = z.output<typeof query>;

type Answer = { items: Found<Kind>[]; places: Neighbourhood[] };

const mostOfAll = 6;
const mostOfOne = 50;

/** Everything that matches, at most six of each kind, or fifty of the one asked for. Five statements. */
async function find(c: Ctx, { q = "", kind }: Query): Promise<Answer> {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const places = await placesIn(read);
		const words = wordsOf(q);
		if (words.length === 0) return { items: [], places };
		const neighbourhoodIds = places.map((place) => place.id);
		const most = kind ? mostOfOne : mostOfAll;
		const wanted = { words, neighbourhoodIds, most };
		const found = await Promise.all([
			searchPartiesIn(read, q, neighbourhoodIds, kind ? 400 : 40),
			searchListeningIn(read, wanted),
			searchActsIn(read, wanted),
			searchInitiativesIn(read, wanted),
		]);
		const all: Found<Kind>[] = found.flat();
		return {
			items: kinds.filter((k) => !kind || k === kind).flatMap((k) => all.filter((f) => f.kind === k).slice(0, most)),
			places,
		};
	});
}

function placesIn(read: Read): Promise<Neighbourhood[]> {
	const { role, territoryId, neighbourhoodIds } = read.actor;
	return role === "coordinator" && territoryId
		? neighbourhoodsOfTerritoryIn(read, territoryId)
		: neighbourhoodsByIdsIn(read, neighbourhoodIds);
}

/** The page of one thing found; follow-ups have their place in a list. */
function addressOf({ kind, id }: Found<Kind>): string {
	return kind === "follow-up" ? folders[kind] : `${folders[kind]}/${id}`;
}

pages.get("/search", async (c) => {
	const { view } = c.var;
	const { say } = view;
	const asked = readQuery(c, query);
	const { items, places } = await find(c, asked);
	const shown = kinds.filter((kind) => items.some((item) => item.kind === kind));
	return page(
		c,
		<Page view={view} place="search" title={say("search.title")} lead={say("search.lead")}>
			<search>
				<form method="get" action="/search" class="form">
					<div class="field">
						<label for="f-q">{say("search.what")}</label>
						<input id="f-q" name="q" type="search" value={asked.q ?? ""} maxLength={120} autocomplete="off" />
					</div>
					<Button>{say("ui.search")}</Button>
				</form>
			</search>
			{asked.q && <p role="status">{say("search.found", { n: items.length, q: asked.q })}</p>}
			{shown.map((kind) => (
				<section key={kind}>
					<h2>{say(`search.kind_${kind}`)}</h2>
					<Entries
						label={say(`search.kind_${kind}`)}
						items={items
							.filter((item) => item.kind === kind)
							.map((item) => ({
								key: item.id,
								title: <a href={addressOf(item)}>{around(item.title, wordsOf(asked.q ?? ""))}</a>,
								line: lineOf(view, item, places),
							}))}
					/>
					{!asked.kind && items.filter((item) => item.kind === kind).length === mostOfAll && (
						<p>
							<a href={`/search?q=${encodeURIComponent(asked.q ?? "")}&kind=${kind}`}>
								{say("search.more", { kind: say(`search.kind_${kind}`) })}
							</a>
						</p>
					)}
				</section>
			))}
			{asked.q && items.length === 0 && (
				<Empty>
					<p>{say("search.none")}</p>
				</Empty>
			)}
		</Page>,
	);
});

pages.get("/api/search", async (c) => {
	const { items } = await find(c, readQuery(c, query));
	return c.json({ items, next: null });
});

function lineOf(view: View, item: Found<Kind>, places: readonly Neighbourhood[]): string {
	const day =
		item.kind === "follow-up" || item.day > dayOf(view.now)
			? dateInWords(view.language, item.day)
			: sinceInWords(view.language, item.day, dayOf(view.now));
	return [view.say(`search.one_${item.kind}`), places.find((place) => place.id === item.neighbourhoodId)?.name, day]
		.filter(Boolean)
		.join(" · ");
}

/** A hundred and sixty letters of a text, around the first word that was looked for. */
function around(text: string, words: readonly string[]): string {
	const line = text.replace(/\s+/g, " ");
	if (line.length <= 160) return line;
	const at = Math.max(0, line.toLowerCase().indexOf(words[0] ?? ""));
	const from = at < 120 ? 0 : line.indexOf(" ", at - 60) + 1;
	return `${from > 0 ? "…" : ""}${line.slice(from, from + 160)}…`;
}
