import { Actions, Empty, Entries, LinkButton, Table } from "../../../ui/components.tsx";
import { dateInWords } from "../../../ui/dates.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { Older, Sections, short } from "../words.tsx";
import { type ResourceTab, resourceTabs, type Sort, sorts } from "./contract.ts";
import { liesSomewhere, outlinesOf, PlacesMap, PlacesScheme, type Spot, unplaced } from "./map.tsx";
import type { Line, ResourcesPage } from "./reading/service.ts";
import type { Around } from "./store.ts";

type Props = { view: View; show: ResourceTab; sort?: Sort; page: ResourcesPage };

/** What the neighbourhood can give: the list, what waits to be described, and how much there is where. */
export function ResourcesList({ view, show, sort, page }: Props) {
	const { say } = view;
	const { around } = page;
	const path = addressOf(show, sort);
	return (
		<Page view={view} place="listening" title={say("resources.title")} lead={say("resources.lead")}>
			<Sections view={view} current="resources" />
			<Actions>
				<LinkButton href="/listening/resources/new">{say("resources.new_link")}</LinkButton>
				<LinkButton href="/spaces" quiet>
					{say("spacestaff.title")}
				</LinkButton>
			</Actions>
			<p class="sentence">
				{say("resources.sentence", { n: around.described, used: around.used, offers: around.offersCount })}
			</p>
			<nav class="tabs" aria-label={say("listening.show")}>
				<ul>
					{resourceTabs.map((tab) => (
						<li key={tab}>
							<a href={addressOf(tab)} aria-current={tab === show ? "page" : undefined}>
								{say(`resources.tab_${tab}`)}
							</a>
						</li>
					))}
				</ul>
			</nav>
			{show === "there" && <SortTabs view={view} sort={sort} />}
			{page.items.length === 0 ? (
				<Empty>
					<p>{say(`resources.empty_${show}`)}</p>
				</Empty>
			) : (
				<Entries
					label={say("resources.title")}
					items={page.items.map((line) => ({
						key: line.id,
						title: <a href={pathOf(line)}>{line.title}</a>,
						line: underLine(view, line),
					}))}
				/>
			)}
			<Older view={view} path={path} next={page.next} />
			{show === "there" && <ToDescribe view={view} around={around} />}
			<Where view={view} around={around} places={page.places} />
		</Page>
	);
}

function addressOf(show: ResourceTab, sort?: Sort): string {
	const query = new URLSearchParams({ ...(show !== "there" && { show }), ...(sort && { sort }) }).toString();
	return query ? `/listening/resources?${query}` : "/listening/resources";
}

/** Where a line leads: a resource has its page, an offer is still a note. */
export function pathOf(line: Pick<Line, "origin" | "id">): string {
	return `/listening/${line.origin === "offer" ? "notes" : "resources"}/${line.id}`;
}

function SortTabs({ view, sort }: { view: View; sort?: Sort }) {
	const { say } = view;
	return (
		<nav class="tabs" aria-label={say("resources.by_sort")}>
			<ul>
				{[undefined, ...sorts].map((one) => (
					<li key={one ?? "all"}>
						<a href={addressOf("there", one)} aria-current={one === sort ? "page" : undefined}>
							{say(one ? `resources.sort_${one}` : "resources.all_sorts")}
						</a>
					</li>
				))}
			</ul>
		</nav>
	);
}

function underLine(view: View, line: Line): string {
	const { say, language } = view;
	const { resource } = line;
	return [
		line.sort ? say(`resources.sort_${line.sort}`) : say("resources.not_described"),
		line.partyLabel ?? (resource && say("resources.nobodys")),
		line.placeLabel !== line.partyLabel && line.placeLabel,
		resource?.available,
		resource && say(resource.used ? "resources.used" : "resources.not_used"),
		resource &&
			(resource.goneOn
				? say("resources.gone_since", { day: dateInWords(language, resource.goneOn) })
				: say("resources.asked_on", { day: dateInWords(language, resource.askedOn) })),
	]
		.filter(Boolean)
		.join(" · ");
}

/** Offers nobody has described yet, and what organisations do here. */
function ToDescribe({ view, around }: { view: View; around: Around }) {
	const { say } = view;
	return (
		<>
			{around.offers.length > 0 && (
				<section aria-labelledby="to-describe">
					<h2 id="to-describe">{say("resources.offers_title")}</h2>
					<Entries
						items={around.offers.map((offer) => ({
							key: offer.id,
							title: <a href={`/listening/notes/${offer.id}`}>{short(offer.text)}</a>,
							line: [say("resources.not_described"), offer.topic && say(`listening.topic_${offer.topic}`)]
								.filter(Boolean)
								.join(" · "),
						}))}
					/>
					{around.offersCount > around.offers.length && (
						<p>
							<a href="/listening/notes?show=offered">{say("resources.offers_all", { n: around.offersCount })}</a>
						</p>
					)}
				</section>
			)}
			{around.organisations.length > 0 && (
				<section aria-labelledby="doing-here">
					<h2 id="doing-here">{say("resources.doing_title")}</h2>
					<Entries
						items={around.organisations.map((one) => ({
							key: one.id,
							title: <a href={`/community/organisations/${one.id}`}>{one.label}</a>,
							line: one.doing,
							actions: (
								<a href={`/listening/resources/new?organisation=${one.id}`}>
									{say("resources.describe")}
									<span class="visually-hidden"> {one.label}</span>
								</a>
							),
						}))}
					/>
				</section>
			)}
		</>
	);
}

/** How much there is where, as a picture and as its table. */
function Where({ view, around, places }: { view: View } & Pick<ResourcesPage, "around" | "places">) {
	const { say } = view;
	const { counts, neighbourhood } = around;
	if (counts.length === 0) return null;
	const known = new Map(places.map((place) => [place.id, place]));
	const at = (place: string | null) => counts.filter((count) => count.place === place);
	const sum = (list: Around["counts"]) => list.reduce((n, count) => n + count.n, 0);
	const ids = [...new Set(counts.map((count) => count.place))];
	const spots: Spot[] = ids
		.flatMap((id) => {
			const place = id ? known.get(id) : undefined;
			return place ? [{ place, n: sum(at(id)) }] : [];
		})
		.sort((a, b) => b.n - a.n || a.place.label.localeCompare(b.place.label));
	const rows = [
		...spots.map((spot) => ({ label: spot.place.label, counts: at(spot.place.id) })),
		{ label: say("resources.nowhere"), counts: ids.filter((id) => !id || !known.has(id)).flatMap(at) },
	].filter((row) => row.counts.length > 0);
	const outlines = outlinesOf(neighbourhood, places);
	const names = outlines.map(({ label }) => label).join(", ");
	const picture = { spots: spots.slice(0, 60), places: known, title: say("resources.map_title") };
	const isMap = liesSomewhere(spots, known, outlines);
	const note = isMap ? (outlines.length > 0 ? "map_note_outlines" : "map_note") : "scheme_note";
	const lacking = isMap ? unplaced(spots, known).length : 0;
	return (
		<section aria-labelledby="where">
			<h2 id="where">{say("resources.where_title")}</h2>
			{spots.length > 0 && (
				<figure class="picture">
					{isMap ? (
						<PlacesMap
							{...picture}
							outlines={outlines}
							desc={outlines.length > 0 ? say("resources.map_outlines", { names }) : undefined}
						/>
					) : (
						<PlacesScheme {...picture} />
					)}
					<figcaption>
						{say(`resources.${note}`)} {lacking > 0 && say("resources.map_unplaced", { n: lacking })}
					</figcaption>
				</figure>
			)}
			<Table
				caption={say("resources.table")}
				head={[say("resources.where"), ...sorts.map((sort) => say(`resources.sort_${sort}`)), say("resources.sum")]}
				rows={rows
					.slice(0, 80)
					.map((row) => [
						row.label,
						...sorts.map((sort) => String(sum(row.counts.filter((count) => count.sort === sort)))),
						String(sum(row.counts)),
					])}
				figures={[1, 2, 3, 4, 5, 6]}
			/>
		</section>
	);
}
