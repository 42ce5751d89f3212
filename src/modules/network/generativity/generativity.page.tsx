import type { Estimate, Generativity } from "../../../measures/generativity.ts";
import { Card, Empty, LinkButton, Table } from "../../../ui/components.tsx";
import { dateInWords, numberInWords, shortDate } from "../../../ui/dates.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { Sisters } from "../drawing/words.tsx";
import { leastReceipts, type Quarter } from "./contract.ts";
import { Quarters, Trees } from "./pictures.tsx";
import type { ShownGenerativity } from "./service.ts";

type Props = { view: View; shown: ShownGenerativity };

/** From help comes help: in words first, with how many acts stand behind it and how sure it is. Nobody is named. */
export function GenerativityPage({ view, shown }: Props) {
	const { say } = view;
	const { place, since, receipts } = shown;
	return (
		<Page
			view={view}
			title={say("generativity.title", { name: place })}
			place="community"
			lead={say("generativity.lead")}
		>
			<Sisters view={view} current="generativity" />
			<Scopes view={view} of={shown.of} />
			{since === null && <Begin view={view} />}
			{since !== null && <Year view={view} shown={shown} />}
			{since !== null && shown.all && <Since view={view} shown={shown} since={since} all={shown.all} />}
			<Explained view={view} receipts={receipts} />
		</Page>
	);
}

/** A coordinator also reads the whole territory taken together. */
function Scopes({ view, of }: { view: View; of: ShownGenerativity["of"] }) {
	const { say, actor } = view;
	if (actor.role !== "coordinator") return null;
	return (
		<p>
			{of === "neighbourhood" ? (
				<a href="/network/generativity?of=territory">{say("generativity.to_territory")}</a>
			) : (
				<>
					<a href="/network/generativity">{say("generativity.to_neighbourhood")}</a> ·{" "}
					<a href="/access/choose">{say("generativity.choose")}</a>
				</>
			)}
		</p>
	);
}

function Begin({ view }: { view: View }) {
	const { say } = view;
	return (
		<Empty>
			<p>{say("generativity.empty")}</p>
			<p>
				<LinkButton href="/exchange/acts/new">{say("generativity.empty_begin")}</LinkButton>
			</p>
		</Empty>
	);
}

/** The sentence of the last year: how many more acts, how sure, of how many. */
function Year({ view, shown }: Props) {
	const { say, language } = view;
	const { figures, from, receipts } = shown.year;
	const period = { from: dateInWords(language, from), to: dateInWords(language, shown.today) };
	if (!figures)
		return (
			<Card labelledBy="withheld-title">
				<h2 id="withheld-title">{say("generativity.withheld_title")}</h2>
				<p>{say("generativity.withheld", { n: receipts, least: leastReceipts, ...period })}</p>
				<p>{say("generativity.withheld_why")}</p>
				<p>
					<a href="/exchange/acts">{say("generativity.to_acts")}</a> ·{" "}
					<a href="/network">{say("generativity.to_network")}</a>
				</p>
			</Card>
		);
	return (
		<>
			<p class="sentence">{inWords(view, figures)}</p>
			<p>{say("generativity.rests_on", { n: figures.acts, receivers: figures.receivers, ...period })}</p>
			<p>{unansweredInWords(view, figures)}</p>
			{figures.directShare !== null && <p>{givenOnInWords(view, figures)}</p>}
		</>
	);
}

/** G in a sentence, for a hundred helps received. */
function inWords({ say }: View, { G, low, high, declaredReturns }: Estimate): string {
	const hundred = (n: number) => Math.round(100 * n);
	if (G === null || high === null || low === null) return say("generativity.sentence_open", { n: declaredReturns });
	if (declaredReturns === 0) return say("generativity.sentence_none", { high: Math.ceil(100 * high) });
	return say("generativity.sentence", { n: hundred(G), low: hundred(low), high: hundred(high) });
}

function unansweredInWords({ say }: View, { answeredShare, bounds }: Generativity): string {
	if (!answeredShare || bounds.high === null) return say("generativity.bounds_nobody");
	if (answeredShare === 1) return say("generativity.bounds_everybody");
	const answered = Math.max(1, Math.round(100 * answeredShare));
	return say("generativity.bounds", {
		answered: Math.min(99, answered),
		low: Math.round(100 * (bounds.low ?? 0)),
		high: Math.round(100 * bounds.high),
	});
}

function givenOnInWords({ say }: View, { directShare, declaredReturns, medianDaysToReturn }: Generativity): string {
	const back = Math.round((directShare ?? 0) * declaredReturns);
	return say("generativity.given_on", {
		n: declaredReturns,
		back,
		on: declaredReturns - back,
		days: Math.max(1, Math.round(medianDaysToReturn ?? 0)),
	});
}

/** What needs more than a year to be seen: chains, quarters, and the independent check. */
function Since({ view, shown, since, all }: Props & { since: string; all: Generativity }) {
	const { say, language } = view;
	const from = dateInWords(language, since);
	return (
		<>
			<section>
				<h2>{say("generativity.chains_title")}</h2>
				<p>
					{say("generativity.chains", {
						from,
						acts: all.acts,
						chains: all.chains,
						mean: decimal(view, all.meanChain),
						longest: all.longestChain ?? 0,
					})}
				</p>
				{shown.drawn.length > 0 && <Trees view={view} chains={shown.drawn} />}
			</section>
			<section>
				<h2>{say("generativity.quarters_title")}</h2>
				<p>{say("generativity.quarters_lead", { least: leastReceipts })}</p>
				{shown.quarters.some(({ figures }) => figures) && <Quarters view={view} quarters={shown.quarters} />}
				<QuarterTable view={view} quarters={shown.quarters} />
			</section>
			<section>
				<h2>{say("generativity.check_title")}</h2>
				<p>{say("generativity.check_lead")}</p>
				<Table
					caption={say("generativity.check_caption", { from, n: all.acts })}
					head={[say("generativity.check_what"), say("generativity.check_share")]}
					figures={[1]}
					rows={(["returnAny", "returnOther", "conversion"] as const).map((key) => [
						say(`generativity.check_${key}`),
						all[key] === null ? "–" : say("generativity.of_hundred", { n: Math.round(100 * all[key]) }),
					])}
				/>
			</section>
		</>
	);
}

function decimal({ language }: View, n: number | null): string {
	return n === null ? "–" : numberInWords(language, Math.round(n * 100) / 100);
}

function QuarterTable({ view, quarters }: { view: View; quarters: readonly Quarter[] }) {
	const { say, language } = view;
	return (
		<Table
			caption={say("generativity.quarters_caption")}
			head={[
				say("generativity.received_between"),
				say("generativity.helps"),
				say("generativity.more_acts"),
				say("generativity.between"),
			]}
			figures={[1, 2, 3]}
			rows={quarters.map((quarter) => [
				say("generativity.period", {
					from: shortDate(language, quarter.from),
					to: shortDate(language, quarter.to),
				}),
				numberInWords(language, quarter.receipts),
				...figuresInWords(view, quarter),
			])}
		/>
	);
}

function figuresInWords({ say }: View, { figures, isEarly, receipts }: Quarter): [string, string] {
	if (!figures || figures.G === null)
		return [say(isEarly && receipts >= leastReceipts ? "generativity.early" : "generativity.few"), "–"];
	const { G, low, high } = figures;
	const range = { low: Math.round(100 * (low ?? 0)), high: Math.round(100 * (high ?? 0)) };
	return [
		say("generativity.of_hundred", { n: Math.round(100 * G) }),
		low === null ? "–" : say("generativity.range", range),
	];
}

/** What it is and is not; nothing here can be aimed at. */
function Explained({ view, receipts }: { view: View; receipts: number }) {
	const { say } = view;
	return (
		<details open={receipts === 0}>
			<summary>{say("generativity.what")}</summary>
			<p>{say("generativity.what_asked")}</p>
			<p>{say("generativity.what_measure")}</p>
			<p>{say("generativity.what_never")}</p>
		</details>
	);
}
