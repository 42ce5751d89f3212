import { dayOf } from "../core/period.ts";
import { Refused } from "../core/refusal.ts";
import type { Story } from "../modules/evaluation/stories/contract.ts";
import type { UnderWay } from "../modules/initiatives/figures/service.ts";
import type { Territory } from "../modules/programme/contract.ts";
import { Entries, LinkButton, Table } from "../ui/components.tsx";
import { clockInWords, dateInWords, numberInWords } from "../ui/dates.ts";
import { type Ctx, publicPage, routes, type View } from "../ui/http.ts";
import { Page } from "../ui/layout.tsx";
import {
	type Asked,
	type Figures,
	type Frame,
	objectiveCalled,
	readFrame,
	type Told,
	territoryCalled,
} from "./objectives.read.ts";

/** `/programme/objectives`, `/programme/objectives/O1` …, `/programme/territories/<slug>`: what is under way, counted. */
export const pages = routes();

const frameFor = (c: Ctx, asked: Asked) => readFrame(c.var.ground, c.var.actor, dayOf(c.var.view.now), asked);

pages.get("/programme/objectives", async (c) => {
	const frame = await frameFor(c, { stories: 1 });
	return publicPage(c, plain(frame), () => <ProgrammePage view={c.var.view} frame={frame} />);
});

pages.get("/programme/objectives/:objective", async (c) => {
	const id = c.req.param("objective");
	if (!/^O[1-9]$/.test(id)) throw new Refused("not_found");
	const frame = await frameFor(c, { objective: id, stories: 3 });
	return publicPage(c, plain(frame), () => <ObjectivePage view={c.var.view} frame={frame} id={id} />);
});

pages.get("/programme/territories/:slug", async (c) => {
	const slug = c.req.param("slug");
	const frame = await frameFor(c, { territory: slug, stories: 1 });
	const territory = territoryCalled(frame.territories, slug);
	return publicPage(c, plain(frame), () => <TerritoryPage view={c.var.view} frame={frame} territory={territory} />);
});

pages.get("/api/programme/objectives", async (c) => {
	const frame = await frameFor(c, { stories: 20 });
	return c.json(plain(frame));
});

/** The frame as JSON can hold it: nothing but what the pages show. */
function plain(frame: Frame) {
	const { figures, around, referrals, territories, neighbourhoods, ...rest } = frame;
	const rows = <Row,>(by: { of: Map<string, Row>; all: Row }) => ({
		byTerritory: Object.fromEntries(by.of),
		all: by.all,
	});
	return {
		...rest,
		territories: territories.map(({ id, slug, name }) => ({ id, slug, name })),
		neighbourhoods: neighbourhoods.map(({ id, territoryId, slug, name }) => ({ id, territoryId, slug, name })),
		figures: Object.fromEntries([...figures].map(([objective, by]) => [objective, rows(by)])),
		around: rows(around),
		referrals: rows(referrals),
	};
}

const columns = ["underWay", "sessions", "presences", "people", "tiesBorn"] as const;

function told(view: View, n: Told): string {
	return n === null ? view.say("evaluation.withheld_cell") : numberInWords(view.language, n);
}

function cellsOf(view: View, figures: Figures): string[] {
	return columns.map((name) => told(view, figures[name]));
}

const figuresOf = (frame: Frame, objective: string) => frame.figures.get(objective)!;

/** Period and effort, under every table of figures; and what a withheld cell means where there may be one. */
function Behind({ view, frame, territory }: { view: View; frame: Frame; territory?: Territory }) {
	const { say, language } = view;
	const around = territory ? frame.around.of.get(territory.id)! : frame.around.all;
	const sessions = territory ? figuresOf(frame, "all").of.get(territory.id)! : figuresOf(frame, "all").all;
	return (
		<>
			<p class="small soft">{say("evaluation.effort", { ...around.effort, sessions: sessions.sessions })}</p>
			<p class="small soft">
				{say("evaluation.period", { from: dateInWords(language, frame.from), to: dateInWords(language, frame.to) })}{" "}
				{say("evaluation.counted_at", { time: clockInWords(language, frame.countedAt) })} {say("evaluation.withheld")}
			</p>
		</>
	);
}

function Sentence({ view, figures }: { view: View; figures: Figures }) {
	return (
		<p class="sentence">
			{view.say("evaluation.figures_sentence", {
				underWay: figures.underWay,
				sessions: figures.sessions,
				presences: told(view, figures.presences),
			})}
		</p>
	);
}

function Stories({ view, stories }: { view: View; stories: readonly Story[] }) {
	const { say, language } = view;
	if (stories.length === 0) return null;
	return (
		<section>
			<h2>{say("evaluation.told", { n: stories.length })}</h2>
			{stories.map((s) => (
				<blockquote key={s.id}>
					<h3 lang={s.language}>{s.title}</h3>
					<p lang={s.language}>{s.text}</p>
					<p class="small soft">
						{say("evaluation.told_at", { name: s.neighbourhoodName, day: dateInWords(language, s.publishedOn) })}
					</p>
				</blockquote>
			))}
		</section>
	);
}

function initiativeLink(i: UnderWay): string {
	return i.state === "open" ? `/n/${i.neighbourhood}/initiatives/${i.id}` : `/initiatives/${i.id}`;
}

function UnderWayList({ view, items }: { view: View; items: readonly UnderWay[] }) {
	const { say } = view;
	return (
		<Entries
			items={items.map((i) => ({
				key: i.id,
				title: <a href={initiativeLink(i)}>{i.title}</a>,
				line: i.state === "open" ? i.neighbourhoodName : say("evaluation.preparing", { name: i.neighbourhoodName }),
			}))}
		/>
	);
}

function byTerritory(frame: Frame): { territory: Territory; items: UnderWay[] }[] {
	return frame.territories.map((territory) => ({
		territory,
		items: frame.underWay.filter((i) => i.territoryId === territory.id),
	}));
}

function TerritoryLink({ territory }: { territory: Territory }) {
	return <a href={`/programme/territories/${territory.slug}`}>{territory.name}</a>;
}

/** Figures of one objective, or of all, a row a territory. */
function ByTerritoryTable({ view, frame, objective }: { view: View; frame: Frame; objective: string }) {
	const { say } = view;
	const { of, all } = figuresOf(frame, objective);
	return (
		<Table
			caption={say("evaluation.by_territory")}
			head={[say("programme.territory"), ...columns.map((name) => say(`evaluation.f_${name}`))]}
			figures={columns.map((_, i) => i + 1)}
			rows={[
				...frame.territories.map((t) => [<TerritoryLink key={t.id} territory={t} />, ...cellsOf(view, of.get(t.id)!)]),
				[say("evaluation.all_territories"), ...cellsOf(view, all)],
			]}
		/>
	);
}

function ObjectivePage({ view, frame, id }: { view: View; frame: Frame; id: string }) {
	const { say } = view;
	const objective = objectiveCalled(frame, id);
	const at = frame.objectives.indexOf(objective);
	const [before, after] = [frame.objectives[at - 1], frame.objectives[at + 1]];
	return (
		<Page
			view={view}
			title={say("evaluation.objective_title", { n: objective.position, short: say(`evaluation.short_${id}`) })}
			lead={<span lang="it">«{objective.words}»</span>}
		>
			<p class="small soft">{say("evaluation.verbatim")}</p>
			<section>
				<h2>{say("evaluation.under_way")}</h2>
				{byTerritory(frame).map(({ territory, items }) => (
					<section key={territory.id}>
						<h3>
							<TerritoryLink territory={territory} />
						</h3>
						{items.length === 0 ? (
							<p>{say("evaluation.nothing_under_way")}</p>
						) : (
							<UnderWayList view={view} items={items} />
						)}
					</section>
				))}
			</section>
			<section>
				<h2>{say("evaluation.counted")}</h2>
				<Sentence view={view} figures={figuresOf(frame, id).all} />
				<ByTerritoryTable view={view} frame={frame} objective={id} />
				<p>{say("evaluation.acts_around", { acts: told(view, frame.around.all.acts) })}</p>
				{id === "O6" && <p>{say("mediations.counted", { n: told(view, frame.mediationsAgreed) })}</p>}
				{id === "O7" && <ReferralsTable view={view} frame={frame} />}
				<Behind view={view} frame={frame} />
			</section>
			<Stories view={view} stories={frame.stories} />
			<nav class="row" aria-label={say("programme.objectives")}>
				{before && <a href={`/programme/objectives/${before.id}`}>← {say(`evaluation.short_${before.id}`)}</a>}
				<a href="/programme/objectives">{say("evaluation.all_objectives")}</a>
				{after && <a href={`/programme/objectives/${after.id}`}>{say(`evaluation.short_${after.id}`)} →</a>}
			</nav>
		</Page>
	);
}

/** The path to the services, by territory: how many went it, and how many came back with an answer. */
function ReferralsTable({ view, frame }: { view: View; frame: Frame }) {
	const { say } = view;
	const { of, all } = frame.referrals;
	const none = { sent: 0, closedWithAnswer: null };
	const cells = ({ sent, closedWithAnswer }: Pick<typeof all, "sent" | "closedWithAnswer">) => [
		told(view, sent),
		closedWithAnswer === null ? told(view, null) : `${closedWithAnswer} %`,
	];
	return (
		<Table
			caption={say("referrals.public_caption")}
			head={[say("referrals.by_territory"), say("referrals.measure_sent"), say("referrals.measure_closed")]}
			figures={[1, 2]}
			rows={[
				...frame.territories.map((t) => [t.name, ...cells(of.get(t.id) ?? none)]),
				[say("referrals.measure_all"), ...cells(all)],
			]}
		/>
	);
}

/** A row an objective: its words, and its figures in one territory or in all. */
function ByObjectiveTable({ view, frame, pick }: { view: View; frame: Frame; pick: (id: string) => Figures }) {
	const { say } = view;
	return (
		<Table
			caption={say("programme.objectives")}
			head={[say("programme.objective"), ...columns.map((name) => say(`evaluation.f_${name}`))]}
			figures={columns.map((_, i) => i + 1)}
			rows={frame.objectives.map((o) => [
				<a key={o.id} href={`/programme/objectives/${o.id}`} lang="it">
					{o.position}. {o.words}
				</a>,
				...cellsOf(view, pick(o.id)),
			])}
		/>
	);
}

function ProgrammePage({ view, frame }: { view: View; frame: Frame }) {
	const { say } = view;
	const { all } = frame.around;
	return (
		<Page view={view} title={say("evaluation.programme_title")} lead={say("evaluation.programme_lead")}>
			<div class="two-sheets stack">
				<Sentence view={view} figures={figuresOf(frame, "all").all} />
				<p>{around(view, all)}</p>
				<h2>{say("programme.territories")}</h2>
				<ByTerritoryTable view={view} frame={frame} objective="all" />
				<h2>{say("programme.objectives")}</h2>
				<p class="small soft">{say("evaluation.more_than_one")}</p>
				<ByObjectiveTable view={view} frame={frame} pick={(id) => figuresOf(frame, id).all} />
				<Behind view={view} frame={frame} />
				<Stories view={view} stories={frame.stories} />
			</div>
			<p>
				<a href="/programme">{say("programme.title")}</a>
			</p>
		</Page>
	);
}

function around(view: View, a: Frame["around"]["all"]): string {
	return view.say("evaluation.around_sentence", {
		persons: told(view, a.persons),
		groups: a.groups,
		organisations: a.organisations,
		ties: told(view, a.newTies),
		acts: told(view, a.acts),
	});
}

function TerritoryPage({ view, frame, territory }: { view: View; frame: Frame; territory: Territory }) {
	const { say } = view;
	const items = frame.underWay.filter((i) => i.territoryId === territory.id);
	const pick = (id: string) => figuresOf(frame, id).of.get(territory.id)!;
	return (
		<Page view={view} title={territory.name} lead={say("evaluation.territory_lead")}>
			<div class="two-sheets stack">
				<Sentence view={view} figures={pick("all")} />
				<p>{around(view, frame.around.of.get(territory.id)!)}</p>
				<h2>{say("programme.objectives")}</h2>
				<p class="small soft">{say("evaluation.more_than_one")}</p>
				<ByObjectiveTable view={view} frame={frame} pick={pick} />
				<Behind view={view} frame={frame} territory={territory} />
				<h2>{say("evaluation.under_way")}</h2>
				{items.length === 0 ? (
					<p>{say("evaluation.nothing_under_way")}</p>
				) : (
					<ul class="run-on">
						{items.map((i) => (
							<li key={i.id}>
								<a href={initiativeLink(i)}>{i.title}</a>
							</li>
						))}
					</ul>
				)}
				<Stories view={view} stories={frame.stories} />
				<h2>{say("evaluation.neighbourhoods")}</h2>
				<Entries
					items={frame.neighbourhoods
						.filter((n) => n.territoryId === territory.id)
						.map((n) => ({
							key: n.id,
							title: <a href={`/n/${n.slug}`}>{n.name}</a>,
							actions: mayOpen(view, n) && <NeighbourhoodLinks view={view} slug={n.slug} name={n.name} />,
						}))}
				/>
			</div>
			<p>
				<a href="/programme/objectives">{say("evaluation.all_objectives")}</a>
			</p>
		</Page>
	);
}

/** Profile and baseline are read by those who work in the neighbourhood and by the officer. */
function mayOpen({ actor }: View, n: { id: string; territoryId: string }): boolean {
	if (actor.role === "officer") return true;
	const works =
		actor.role === "coordinator" || (actor.role === "facilitator" && actor.neighbourhoodIds.some((id) => id === n.id));
	return works && actor.territoryId === n.territoryId;
}

function NeighbourhoodLinks({ view, slug, name }: { view: View; slug: string; name: string }) {
	const { say } = view;
	return (
		<>
			<LinkButton href={`/programme/neighbourhoods/${slug}/profile`} quiet>
				{say("evaluation.profile_link")} <span class="visually-hidden">{name}</span>
			</LinkButton>
			<LinkButton href={`/evaluation/neighbourhoods/${slug}/baseline`} quiet>
				{say("evaluation.baseline_link")} <span class="visually-hidden">{name}</span>
			</LinkButton>
		</>
	);
}
