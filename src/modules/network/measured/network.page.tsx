import type { ComponentChildren } from "preact";
import { Actions, Button, Entries, Table, TextField } from "../../../ui/components.tsx";
import { dateInWords, numberInWords, shortDate } from "../../../ui/dates.ts";
import type { FormState } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { Sisters } from "../drawing/words.tsx";
import type { Figures, Growth, State } from "./contract.ts";
import { Months } from "./pictures.tsx";
import { notMet } from "./rules.ts";
import type { ShownNetwork } from "./service.ts";
import { decimal, Freshness, percent } from "./words.tsx";

type Props = { view: View; form: FormState; shown: ShownNetwork; errors: ComponentChildren };

/** Sentences first, then the months, the measures, what made them grow, and the ways on. */
export function NetworkPage({ view, form, shown, errors }: Props) {
	const { say } = view;
	const { place, measurement, progress } = shown;
	const { figures } = measurement;
	return (
		<Page view={view} place="community" title={say("network.title", { name: place.name })}>
			<Sisters view={view} current="network" />
			{errors}
			<Sentences view={view} figures={figures} residents={place.residents} />
			<Freshness view={view} measurement={measurement} progress={progress} />
			<Months view={view} figures={figures} />
			<Measures view={view} figures={figures} />
			<Grown view={view} figures={figures} />
			<MetThere view={view} figures={figures} />
			<ChoosePeriod view={view} form={form} figures={figures} />
			<WaysOn view={view} />
		</Page>
	);
}

function Sentences({ view, figures, residents }: { view: View; figures: Figures; residents: number }) {
	const { say, language } = view;
	const { growth, effort, now, streets } = figures;
	const rest = notMet(residents, now.people);
	return (
		<>
			<p class="sentence">{say("network.sentence", { people: now.people, ties: now.ties })}</p>
			<p class="sentence">
				{say("network.sentence_grown", {
					from: dateInWords(language, figures.from),
					people: growth.newPeople,
					ties: growth.newTies,
					visits: effort.visits,
					sessions: effort.sessions,
					deepened: growth.deepened,
				})}
			</p>
			<p>{say("network.found", { people: growth.foundPeople, ties: growth.foundTies })}</p>
			{streets.onFewTies > 0 && (
				<p>
					{say("network.streets", { n: streets.onFewTies, known: streets.known })}{" "}
					{view.actor.role === "facilitator" && <a href="/network/hold-ups">{say("network.streets_go")}</a>}
				</p>
			)}
			{rest > 0 && <p>{say("network.not_met", { n: rest })}</p>}
		</>
	);
}

/** A row of measures: what it is called, how it reads, and on how many it was counted. */
type Measure = { name: string; read: (state: State, view: View) => string; on: (state: State) => [string, number] };

const count = (name: keyof State) => (state: State, view: View) => numberInWords(view.language, Number(state[name]));
const ofPeople = (state: State): [string, number] => ["of_people", state.people];
const ofTies = (state: State): [string, number] => ["of_ties", state.ties];

const measures: Measure[] = [
	{ name: "people", read: count("people"), on: ofPeople },
	{ name: "ties", read: count("ties"), on: ofPeople },
	{ name: "multiplex_pairs", read: count("multiplexPairs"), on: ofTies },
	{ name: "multiplex_share", read: (s) => percent(s.multiplexShare), on: ofTies },
	{ name: "kinds_a_pair", read: (s, view) => decimal(view, s.kindsAPair), on: ofTies },
	{ name: "single_tie", read: count("singleTie"), on: ofPeople },
	{ name: "isolated", read: count("isolated"), on: ofPeople },
	{ name: "components", read: count("components"), on: ofPeople },
	{ name: "largest", read: count("largestComponent"), on: ofPeople },
	{
		name: "between",
		read: (s) => percent(s.placedTies === 0 ? null : s.betweenPlaces / s.placedTies),
		on: (s) => ["of_placed", s.placedTies],
	},
	{ name: "ei", read: (s, view) => decimal(view, s.eiIndex), on: (s) => ["of_placed", s.placedTies] },
	{
		name: "between_ages",
		read: (s) => percent(s.agedTies ? (s.betweenAges ?? 0) / s.agedTies : null),
		on: (s) => ["of_aged", s.agedTies ?? 0],
	},
	{ name: "ei_ages", read: (s, view) => decimal(view, s.eiOfAges ?? null), on: (s) => ["of_aged", s.agedTies ?? 0] },
	{ name: "transitivity", read: (s) => percent(s.transitivity), on: ofTies },
	{ name: "clustering", read: (s) => percent(s.averageClustering), on: ofPeople },
	{ name: "bridges", read: count("bridges"), on: ofTies },
	{ name: "articulation", read: count("articulationPoints"), on: ofPeople },
	{ name: "communities", read: (s, view) => decimal(view, s.communities), on: ofPeople },
	{ name: "modularity", read: (s, view) => decimal(view, s.modularity), on: ofTies },
];

function Measures({ view, figures: { before, now } }: { view: View; figures: Figures }) {
	const { say, language } = view;
	return (
		<section>
			<h2>{say("network.measures_title")}</h2>
			<p class="soft">{say("network.measures_lead")}</p>
			<Table
				caption={say("network.measures_title")}
				head={[
					say("network.measure_name"),
					shortDate(language, before.day),
					shortDate(language, now.day),
					say("network.counted_on"),
					say("network.meaning"),
				]}
				figures={[1, 2]}
				rows={measures.map(({ name, read, on }) => {
					const [key, n] = on(now);
					return [
						say(`network.m_${name}`),
						read(before, view),
						read(now, view),
						say(`network.${key}`, { n }),
						say(`network.means_${name}`),
					];
				})}
			/>
		</section>
	);
}

const wider = [
	"newPeople",
	"foundPeople",
	"leftPeople",
	"newBodies",
	"foundBodies",
	"newTies",
	"foundTies",
	"endedTies",
];
const deeper = ["deepened", "renewed"];

/** Widening and deepening, with the effort that could have made them beside every figure. */
function Grown({ view, figures }: { view: View; figures: Figures }) {
	const { say, language } = view;
	const { growth, effort, from, to } = figures;
	const rowsOf = (names: readonly string[], sort: string) =>
		names.map((name) => [
			say(`network.g_${name}`),
			numberInWords(language, growth[name as keyof Growth]),
			say(`network.sort_${sort}`),
		]);
	return (
		<section>
			<h2>{say("network.grown_title")}</h2>
			<p>{say("network.effort", effort)}</p>
			<p class="small soft">
				{say("network.period", { from: dateInWords(language, from), to: dateInWords(language, to) })}
			</p>
			<Table
				caption={say("network.grown_caption", {
					from: shortDate(language, from),
					to: shortDate(language, to),
					visits: effort.visits,
					sessions: effort.sessions,
					recorders: effort.recorders,
				})}
				head={[say("network.what"), say("network.how_many"), say("network.sort")]}
				figures={[1]}
				rows={[...rowsOf(wider, "wider"), ...rowsOf(deeper, "deeper")]}
			/>
			<p class="small soft">{say("network.grown_hint")}</p>
		</section>
	);
}

function MetThere({ view, figures: { met, effort } }: { view: View; figures: Figures }) {
	const { say } = view;
	return (
		<section>
			<h2>{say("network.met_title")}</h2>
			<p>
				{say("network.met_twice", { sessions: effort.sessions, people: met.people, n: met.twice, tied: met.twiceTied })}
			</p>
			<p>{say("network.met_thrice", { n: met.thrice, tied: met.thriceTied })}</p>
			<p class="small soft">{say("network.met_hint")}</p>
		</section>
	);
}

function ChoosePeriod({ view, form, figures: { from, to } }: { view: View; form: FormState; figures: Figures }) {
	const { say } = view;
	return (
		<details open={Object.keys(form.errors).length > 0}>
			<summary>{say("network.choose_period")}</summary>
			<form method="get" action="/network" class="form">
				<TextField view={view} form={form} name="from" type="date" label={say("network.from")} value={from} />
				<TextField view={view} form={form} name="to" type="date" label={say("network.to")} value={to} />
				<Actions>
					<Button quiet>{say("network.show")}</Button>
				</Actions>
			</form>
		</details>
	);
}

/** From the figures to where something can be done. */
function WaysOn({ view }: { view: View }) {
	const { say, actor } = view;
	const ways = [
		{ key: "drawing", href: "/network/drawing" },
		{ key: "introductions", href: "/network/introductions" },
		...(actor.role === "facilitator" ? [{ key: "holdups", href: "/network/hold-ups" }] : []),
		{ key: "generativity", href: "/network/generativity" },
		...(actor.role === "coordinator" ? [{ key: "territory", href: "/network/territory" }] : []),
	];
	return (
		<section>
			<h2>{say("network.ways_on")}</h2>
			<Entries
				items={ways.map(({ key, href }) => ({
					key,
					title: <a href={href}>{say(`network.way_${key}`)}</a>,
					line: say(`network.way_${key}_line`),
				}))}
			/>
		</section>
	);
}
