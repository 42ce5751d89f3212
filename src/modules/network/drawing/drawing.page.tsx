import { Card, Empty, Entries } from "../../../ui/components.tsx";
import { dateInWords } from "../../../ui/dates.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { pathOf } from "../../community/contract.ts";
import type { Node } from "./contract.ts";
import { beyond, linksByNode } from "./rules.ts";
import type { Shown } from "./service.ts";
import { Drawing, Mark, Small } from "./svg.tsx";
import { addressOf, countsOf, nameOf, path, periodsOf, Sisters, tiesInWords } from "./words.tsx";

type Props = { view: View; shown: Shown };

/** The network of a neighbourhood, drawn; whoever the reader goes to stands below it in words. */
export function DrawingPage({ view, shown }: Props) {
	const { say, language } = view;
	const { whole, from, at, sheet } = shown;
	const { newPeople, newPairs, ...there } = countsOf(whole);
	return (
		<Page view={view} title={say("drawing.title", { name: nameOf(view, shown) })} place="community">
			<Sisters view={view} current="drawing" />
			{whole.nodes.length === 0 ? (
				<Empty>
					<p>{say("drawing.empty")}</p>
					<p>
						<a href="/community/persons/new">{say("drawing.empty_begin")}</a>
					</p>
				</Empty>
			) : (
				<>
					<p class="sentence">{say("drawing.sentence", there)}</p>
					<p>{say("drawing.sentence_new", { day: dateInWords(language, from), people: newPeople, pairs: newPairs })}</p>
					<Periods view={view} shown={shown} />
					{at && (
						<p>
							<a href="#near">{say("drawing.skip", { name: at.label })}</a>
						</p>
					)}
					{!sheet && <Large view={view} shown={shown} />}
					{sheet && <Sheet view={view} shown={shown} />}
					{at && <Near view={view} shown={shown} at={at} />}
				</>
			)}
		</Page>
	);
}

/** What «new» means on the sheet. */
function Periods({ view, shown: { from, today, at, place } }: Props) {
	const { say } = view;
	return (
		<nav class="tabs" aria-label={say("drawing.periods")}>
			<ul>
				{periodsOf(today).map(({ key, from: day }) => (
					<li key={key}>
						<a
							href={addressOf({ at: at?.id, place: at ? undefined : place, from: key === "year" ? undefined : day })}
							aria-current={day === from ? "page" : undefined}
						>
							{say(`drawing.period_${key}`)}
						</a>
					</li>
				))}
			</ul>
		</nav>
	);
}

function fromOf({ from, today }: Shown): string | undefined {
	return from === periodsOf(today)[0]!.from ? undefined : from;
}

function placeName(view: View, { whole, place }: Shown): string {
	return whole.places.get(place ?? "")?.label ?? view.say("drawing.no_place");
}

function Sheet({ view, shown }: Props) {
	const { say } = view;
	const { sheet, points, at, place } = shown;
	const name = place ? placeName(view, shown) : nameOf(view, shown);
	return (
		<>
			{place && (
				<h2>
					{name} <a href={addressOf({ from: fromOf(shown) })}>{say("drawing.all_places")}</a>
				</h2>
			)}
			<figure class="picture card">
				<div class="sheet-wrap">
					<Drawing
						picture={sheet!}
						points={points}
						at={at?.id}
						name={say("drawing.of", { name })}
						hrefOf={(id) => `${addressOf({ at: id, from: fromOf(shown) }).slice(path.length)}#near`}
					/>
				</div>
				<Legend view={view} />
			</figure>
		</>
	);
}

/** What each shape and line means, drawn as it is drawn above. */
function Legend({ view }: { view: View }) {
	const { say } = view;
	return (
		<figcaption>
			<ul class="legend">
				{(["person", "gathering", "organisation", "service", "double", "new"] as const).map((sign) => (
					<li key={sign}>
						<Mark sign={sign} /> {say(`drawing.legend_${sign}`)}
					</li>
				))}
			</ul>
			<p>
				{say("drawing.near_means_nothing")} <a href={`${path}/list`}>{say("drawing.as_list")}</a>
			</p>
		</figcaption>
	);
}

/** Too many for one sheet: with scripts all of them to move about in, without a small picture of each place. */
function Large({ view, shown }: Props) {
	const { say } = view;
	const { branches, whole, place } = shown;
	const from = fromOf(shown);
	return (
		<>
			{place === undefined && (
				<Card labelledBy="screen-title">
					<h2 id="screen-title">{say("drawing.screen_title")}</h2>
					<p>{say("drawing.screen_lead", { n: whole.nodes.length })}</p>
					<figure class="picture">
						<div
							class="screen"
							hidden
							data-network={`/api/network/drawing${from ? `?from=${from}` : ""}`}
							data-address={path}
							data-failed={say("drawing.screen_failed")}
							data-label={say("drawing.screen_label")}
						/>
						<p role="status" class="soft">
							{say("drawing.screen_scripts")}
						</p>
						<div hidden data-zooms>
							<p class="row">
								{(["in", "out", "all"] as const).map((zoom) => (
									<button key={zoom} type="button" class="button button-quiet" data-zoom={zoom}>
										{say(`drawing.zoom_${zoom}`)}
									</button>
								))}
							</p>
						</div>
						<Legend view={view} />
					</figure>
					<script src={view.asset("network.js")} defer />
				</Card>
			)}
			<h2>{place === undefined ? say("drawing.by_place") : placeName(view, shown)}</h2>
			<ul class="sheets">
				{branches.map((branch) => (
					<li key={branch.place}>
						<a href={addressOf({ place: branch.place, from })}>
							<Small picture={branch.picture} points={shown.points} />
							<span>{branch.label ?? say("drawing.no_place")}</span>
						</a>
						<p class="small soft">{say("drawing.how_many", { n: branch.n })}</p>
					</li>
				))}
			</ul>
			<p>
				<a href={`${path}/list`}>{say("drawing.as_list")}</a>
			</p>
		</>
	);
}

/** One node's ties in words, each with the way to the next: so one walks along ties. */
function Near({ view, shown, at }: Props & { at: Node }) {
	const { say } = view;
	const { whole } = shown;
	const centre = whole.nodes.indexOf(at);
	const links = [...(linksByNode(whole, centre, centre + 1)[0] ?? [])].sort(
		(a, b) => beyond(a, centre) - beyond(b, centre),
	);
	const where = at.placeId ? whole.places.get(at.placeId)?.label : undefined;
	return (
		<section id="near" class="stack" aria-labelledby="near-title">
			<h2 id="near-title" tabIndex={-1}>
				{say("drawing.near", { name: at.label })}
			</h2>
			<p>
				{[say(`community.kind_${at.kind}`), where ?? say("drawing.no_place")].join(" · ")} ·{" "}
				<a href={pathOf(at)}>{say("drawing.to_page", { name: at.label })}</a>
			</p>
			{links.length === 0 ? (
				<p class="soft">{say("drawing.no_ties")}</p>
			) : (
				<Entries
					label={say("drawing.near", { name: at.label })}
					items={links.map((link) => {
						const other = whole.nodes[beyond(link, centre)]!;
						return {
							key: other.id,
							title: <a href={`${addressOf({ at: other.id, from: fromOf(shown) })}#near`}>{other.label}</a>,
							line: tiesInWords(view, whole, link).join(" · "),
						};
					})}
				/>
			)}
		</section>
	);
}
