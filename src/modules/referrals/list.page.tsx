import { dayOf } from "../../core/period.ts";
import { Card, Empty, Entries } from "../../ui/components.tsx";
import { dateInWords } from "../../ui/dates.ts";
import type { View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import { calledIn } from "../community/contract.ts";
import { allowed, BasisLine, DeskReads, StepButton, stateInWords } from "./parts.tsx";
import type { Filter, Line, Whole } from "./reading/service.ts";

/** The referrals somebody hands over, or those at their desks. */
export function ListPage({ view, lines, filter }: { view: View; lines: readonly Line[]; filter: Filter }) {
	const { say, language, actor } = view;
	const isDesk = actor.role === "social-worker";
	const to = isDesk ? "desk" : "facilitator";
	const n = lines.filter(({ waits }) => waits).length;
	const tabs = [
		{ href: "/referrals", key: "all", on: !filter.waiting && !filter.mine },
		{ href: "/referrals?waiting=yes", key: "waiting", on: filter.waiting && !filter.mine },
		...(isDesk ? [{ href: "/referrals?mine=yes", key: "mine", on: filter.mine }] : []),
	];
	return (
		<Page view={view} title={say(`referrals.list_${to}`)} lead={say(`referrals.list_${to}_lead`)}>
			<nav class="tabs" aria-label={say("referrals.filters")}>
				{tabs.map(({ href, key, on }) => (
					<a key={key} href={href} aria-current={on ? "page" : undefined}>
						{say(`referrals.filter_${key}_${to}`)}
					</a>
				))}
			</nav>
			<p class="sentence">{say(`referrals.list_${to}_sentence`, { n, all: lines.length })}</p>
			{lines.length > 0 ? (
				<Entries
					label={say(`referrals.list_${to}`)}
					items={lines.map((line) => ({
						key: line.id,
						title: (
							<>
								{line.referral.urgent && <strong class="error">{say("referrals.urgent_tag")} </strong>}
								<a href={`/referrals/${line.id}`}>
									{line.person
										? calledIn(line.person)
										: say("referrals.from_line", { who: line.facilitator, neighbourhood: line.neighbourhood })}
								</a>
							</>
						),
						line: [dateInWords(language, dayOf(dateOf(line))), stateInWords(view, line.referral, to)].join(" · "),
					}))}
				/>
			) : (
				<Empty>
					<p>{say(`referrals.list_${to}_empty`)}</p>
				</Empty>
			)}
			<p>
				<a href="/referrals/desks">{say("referrals.desks_link")}</a>
			</p>
		</Page>
	);
}

function dateOf({ referral }: Line): Date {
	return "sentAt" in referral ? referral.sentAt : referral.beganAt;
}

/** What was handed to the services about the reader, each with its way: yes, or taking it back. */
export function MinePage({ view, mine, error }: { view: View; mine: readonly Whole[] | undefined; error?: string }) {
	const { say } = view;
	return (
		<Page view={view} title={say("referrals.mine_title")} lead={say("referrals.mine_lead")}>
			{error && (
				<div class="error-summary" role="alert" tabIndex={-1} id="errors">
					<p>{say(error)}</p>
				</div>
			)}
			{mine && mine.length > 0 ? (
				mine.map((whole) => <Mine key={whole.referral.id} view={view} whole={whole} />)
			) : (
				<Empty>
					<p>{say(mine ? "referrals.mine_empty" : "referrals.mine_unknown")}</p>
				</Empty>
			)}
		</Page>
	);
}

function Mine({ view, whole }: { view: View; whole: Whole }) {
	const { say } = view;
	const { referral } = whole;
	const may = allowed(referral, "person");
	const base = `/referrals/mine/${referral.id}`;
	const heading = `to-${referral.id}`;
	const isOffer = referral.state === "offered";
	return (
		<Card labelledBy={heading}>
			<h2 id={heading}>{say("referrals.mine_to", { desk: referral.deskName ?? say("referrals.no_desk_yet") })}</h2>
			<p class="sentence">{stateInWords(view, referral, "person")}</p>
			<BasisLine view={view} referral={referral} words={whole.words} />
			<h3>{say(isOffer ? "referrals.would_read" : "referrals.was_sent")}</h3>
			<DeskReads view={view} fields={whole.fields} />
			<MineWords view={view} whole={whole} />
			{(may("agree") || may("revoke")) && (
				<div class="actions">
					{may("revoke") && (
						<StepButton
							view={view}
							action={`${base}/revoke`}
							label={say(isOffer ? "referrals.do_say_no" : "referrals.do_take_back")}
							quiet
						/>
					)}
					{may("agree") && (
						<StepButton
							view={view}
							action={`${base}/agree`}
							version={referral.version}
							label={say("referrals.do_say_yes")}
						/>
					)}
				</div>
			)}
			{may("revoke") && !isOffer && <p class="soft">{say("referrals.take_back_means")}</p>}
			<details>
				<summary>{say("referrals.path")}</summary>
				<Steps view={view} whole={whole} />
			</details>
		</Card>
	);
}

/** On a page with several, headings of parts would repeat: what was said stands in its own list. */
function MineWords({ view, whole }: { view: View; whole: Whole }) {
	const { say } = view;
	const said = whole.words.filter(({ kind }) => kind !== "ground");
	return (
		<>
			{said.length > 0 && (
				<dl>
					{said.map(({ id, kind, text }) => (
						<div key={id}>
							<dt>{say(`referrals.word_${kind}`)}</dt>
							<dd class="pre">{text}</dd>
						</div>
					))}
				</dl>
			)}
			{whole.companions.length > 0 && (
				<p>{say("referrals.mine_companions", { names: whole.companions.map(({ name }) => name).join(", ") })}</p>
			)}
		</>
	);
}

function Steps({ view, whole }: { view: View; whole: Whole }) {
	const { say, language } = view;
	return (
		<ol class="thread">
			{whole.steps.map((step) => (
				<li key={`${step.at.toISOString()}-${step.to}`} class="knot knot-done">
					<p class="knot-when">{dateInWords(language, dayOf(step.at))}</p>
					<p class="knot-title">{say(`referrals.step_${step.to}`)}</p>
				</li>
			))}
		</ol>
	);
}
