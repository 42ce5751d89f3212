import type { Day } from "../core/period.ts";
import { dayOf } from "../core/period.ts";
import { countByObjectiveIn } from "../modules/initiatives/service.ts";
import type { Municipality, Objective, Programme, Territory } from "../modules/programme/contract.ts";
import { TerritoryMap } from "../modules/programme/map.tsx";
import { neighbourhoodsIn, programmeIn } from "../modules/programme/service.ts";
import { Card, Entries, LinkButton, Table } from "../ui/components.tsx";
import { dateInWords, euroInWords, numberInWords } from "../ui/dates.ts";
import { page, routes, type View } from "../ui/http.ts";
import { Page } from "../ui/layout.tsx";
import { PlaceLinks } from "./today-figures.tsx";

export const pages = routes();

pages.get("/", async (c) => {
	const { view, ground, actor } = c.var;
	const { say } = view;
	const isStaff = works(view);
	const all = await ground.db.readAs(actor, (read) => neighbourhoodsIn(read));
	return page(
		c,
		<Page view={view} title={say("home.title")} lead={say("home.lead")}>
			<p class="row">
				{isStaff && <LinkButton href="/today">{say("home.work")}</LinkButton>}
				{view.demo && !isStaff && <LinkButton href="/demo">{say("home.demo")}</LinkButton>}
				<LinkButton href="/programme" quiet>
					{say("home.programme")}
				</LinkButton>
			</p>
			<Card>
				<h2>{say("home.neighbourhoods")}</h2>
				{all.length === 0 ? (
					<p>{say("home.none")}</p>
				) : (
					<Entries
						items={all.map((n) => ({
							key: n.id,
							title: <a href={`/n/${n.slug}`}>{n.name}</a>,
							line: `${n.deskPlace}, ${n.phone}`,
						}))}
					/>
				)}
			</Card>
		</Page>,
	);
});

pages.get("/programme", async (c) => {
	const { view, ground, actor } = c.var;
	const today = dayOf(view.now);
	const { facts, counts } = await ground.db.readAs(actor, async (read) => ({
		facts: await programmeIn(read, today),
		counts: await countByObjectiveIn(read),
	}));
	const { programme, objectives, territories, members } = facts;
	const { say, language } = view;
	const lead = say("programme.lead", {
		decidedBy: programme.decidedBy,
		total: euroInWords(language, programme.totalCents),
		day: dateInWords(language, programme.decidedOn),
		years: programme.years,
	});
	return page(
		c,
		<Page view={view} title={programme.title} lead={lead}>
			<p class="soft">{say("programme.source", { source: programme.source })}</p>
			<Objectives view={view} objectives={objectives} counts={counts} />
			<Territories view={view} territories={territories} members={members} />
			<Stated view={view} programme={programme} />
			<p class="soft">{say("programme.after")}</p>
		</Page>,
	);
});

/** `GET /api/programme`: what the source states, the objectives with their counts, territories and municipalities. */
pages.get("/api/programme", async (c) => {
	const { view, ground, actor } = c.var;
	const today = dayOf(view.now);
	const { facts, counts } = await ground.db.readAs(actor, async (read) => ({
		facts: await programmeIn(read, today),
		counts: await countByObjectiveIn(read),
	}));
	const objectives = facts.objectives.map((o) => ({ ...o, initiatives: counts.get(o.id) ?? 0 }));
	return c.json({
		programme: facts.programme,
		objectives,
		territories: facts.territories,
		municipalities: facts.members,
	});
});

function works({ actor }: View): boolean {
	return actor.role === "facilitator" || actor.role === "coordinator";
}

function Objectives({
	view,
	objectives,
	counts,
}: {
	view: View;
	objectives: Objective[];
	counts: Map<string, number>;
}) {
	const { say } = view;
	return (
		<section>
			<h2 id="objectives">{say("programme.objectives")}</h2>
			<p class="soft">{say("programme.objectives_verbatim")}</p>
			<p class="row">
				<LinkButton href="/programme/objectives" quiet>
					{say("evaluation.programme_title")}
				</LinkButton>
				{(view.actor.role === "coordinator" || view.actor.role === "administrator") && (
					<LinkButton href="/retention" quiet>
						{say("retention.link")}
					</LinkButton>
				)}
				{works(view) && (
					<>
						<PlaceLinks view={view} />
						<LinkButton href="/evaluation/stories" quiet>
							{say("evaluation.stories_title")}
						</LinkButton>
					</>
				)}
			</p>
			<ol class="objectives" aria-labelledby="objectives">
				{objectives.map((o) => (
					<li key={o.id} id={o.id}>
						<p class="objective-words" lang="it">
							<a href={`/programme/objectives/${o.id}`}>{o.words}</a>
						</p>
						<p class="soft">{say("programme.initiatives", { n: counts.get(o.id) ?? 0 })}</p>
					</li>
				))}
			</ol>
		</section>
	);
}

function Territories({
	view,
	territories,
	members,
}: {
	view: View;
	territories: Territory[];
	members: Municipality[];
}) {
	const { say, language } = view;
	const number = (n: number) => numberInWords(language, n);
	const of = (t: Territory) => members.filter((m) => m.territoryId === t.id);
	const residents = (list: Municipality[]) => list.reduce((sum, m) => sum + m.residents, 0);
	const counted: Day = members[0]?.residentsOn ?? "2021-01-01";
	return (
		<section>
			<h2>{say("programme.territories")}</h2>
			<p class="sentence">
				{say("programme.map_sentence", {
					municipalities: members.length,
					residents: number(residents(members)),
					day: dateInWords(language, counted),
				})}
			</p>
			<div class="columns">
				<figure class="picture">
					<TerritoryMap territories={territories} members={members} title={say("programme.map_title")} />
					<figcaption>{say("programme.map_source")}</figcaption>
				</figure>
				<Table
					caption={say("programme.territories")}
					head={[
						say("programme.territory"),
						say("programme.municipalities"),
						say("programme.residents"),
						say("programme.allocation"),
					]}
					figures={[1, 2, 3]}
					rows={territories.map((t) => [
						<a key={t.id} href={`/programme/territories/${t.slug}`}>
							{t.name}
						</a>,
						number(of(t).length),
						number(residents(of(t))),
						t.allocationCents === null ? say("ui.not_stated") : euroInWords(language, t.allocationCents),
					])}
				/>
			</div>
			<details>
				<summary>{say("programme.table_all")}</summary>
				<Table
					caption={say("programme.municipalities")}
					head={[
						say("programme.municipality"),
						say("programme.territory"),
						say("programme.residents"),
						say("programme.area"),
					]}
					figures={[2, 3]}
					rows={members.map((m) => [
						m.name,
						territories.find((t) => t.id === m.territoryId)?.name ?? "",
						number(m.residents),
						m.areaKm2?.toLocaleString(language) ?? "–",
					])}
				/>
			</details>
		</section>
	);
}

/** Every fact the source gives, and «not stated» where it gives none. */
function Stated({ view, programme }: { view: View; programme: Programme }) {
	const { say, language } = view;
	const missing = say("ui.not_stated");
	const facts: [string, string][] = [
		["f_title", programme.title],
		["f_decided_by", programme.decidedBy],
		["f_decided_on", dateInWords(language, programme.decidedOn)],
		["f_proposed_by", programme.proposedBy ?? missing],
		["f_years", String(programme.years)],
		["f_total", euroInWords(language, programme.totalCents)],
		["f_split", missing],
		["f_region_included", missing],
		["f_whole_cost", missing],
		["f_cofinancing", [programme.cofinancingBody, programme.cofinancingFund].filter(Boolean).join(", ") || missing],
		[
			"f_share",
			programme.cofinancingShareCents === null ? missing : euroInWords(language, programme.cofinancingShareCents),
		],
		["f_assets", programme.assetsNamed.join(", ")],
	];
	return (
		<section>
			<h2>{say("programme.stated")}</h2>
			<Table
				caption={say("programme.stated")}
				head={[say("programme.stated_what"), say("programme.stated_value")]}
				rows={facts.map(([key, value]) => [say(`programme.${key}`), value])}
			/>
		</section>
	);
}
