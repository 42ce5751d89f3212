import { Actions, Button, Card, Empty, Entries, Form, LinkButton, Phone, Readers } from "../../../ui/components.tsx";
import { dateInWords } from "../../../ui/dates.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import type { Desk, DeskOnPage } from "./contract.ts";

type Shown = Pick<Desk, "hours" | "capacity" | "waiting" | "byLink">;

/** When a desk is open, how much it takes on, how much waits there. */
export function deskLine({ say }: View, d: Shown): string {
	return [
		d.hours,
		d.capacity !== null && say("desks.capacity_line", { n: d.capacity }),
		say("desks.waiting", { n: d.waiting }),
		d.byLink && say("desks.by_link"),
	]
		.filter(Boolean)
		.join(" · ");
}

function topicsLine({ say }: View, { topics }: Pick<Desk, "topics">): string {
	return topics.length > 0
		? topics.map((topic) => say(`listening.topic_${topic}`)).join(", ")
		: say("desks.every_topic");
}

/** The desks of the territory; to a social worker the own. */
export function DesksList({ view, desks }: { view: View; desks: readonly Desk[] }) {
	const { say, actor } = view;
	const keeps = actor.role === "coordinator";
	const open = desks.filter((d) => !d.closedOn);
	const closed = desks.filter((d) => d.closedOn);
	return (
		<Page view={view} title={say("desks.title")} lead={say("desks.lead")}>
			{open.length > 0 ? (
				<Entries label={say("desks.title")} items={open.map((d) => entryOf(view, d))} />
			) : (
				<Empty>
					<p>{say(keeps ? "desks.empty_coordinator" : "desks.empty")}</p>
				</Empty>
			)}
			{closed.length > 0 && (
				<section aria-labelledby="closed">
					<h2 id="closed">{say("desks.closed")}</h2>
					<Entries items={closed.map((d) => entryOf(view, d))} />
				</section>
			)}
			{keeps && (
				<Actions>
					<LinkButton href="/referrals/desks/new">{say("desks.new")}</LinkButton>
				</Actions>
			)}
		</Page>
	);
}

function entryOf(view: View, d: Desk) {
	const title = <a href={`/referrals/desks/${d.id}`}>{d.name}</a>;
	return { key: d.id, title, line: `${topicsLine(view, d)} · ${deskLine(view, d)}` };
}

/** One desk: what for, when, whom to phone, who reads what is sent there. */
export function DeskPage({ view, desk }: { view: View; desk: DeskOnPage }) {
	const { say, language, actor } = view;
	const path = `/referrals/desks/${desk.id}`;
	const lead = desk.closedOn
		? say("desks.closed_lead", { day: dateInWords(language, desk.closedOn) })
		: topicsLine(view, desk);
	return (
		<Page view={view} title={desk.name} lead={lead}>
			<Card>
				<p>{deskLine(view, desk)}</p>
				<p>
					{desk.phones.map((number) => (
						<>
							<Phone number={number} />{" "}
						</>
					))}
				</p>
				<p>{say("desks.terms", { receive: desk.receiveDays, answer: desk.answerDays })}</p>
			</Card>
			<section aria-labelledby="members">
				<h2 id="members">{say("desks.members_title")}</h2>
				{desk.byLink ? (
					<p>{say("desks.no_members")}</p>
				) : (
					<Entries items={desk.names.map(({ id, name }) => ({ key: id, title: name }))} />
				)}
				<Readers>{say(desk.byLink ? "desks.read_by_link" : "desks.read_by_members")}</Readers>
			</section>
			{actor.role === "coordinator" && <Keeping view={view} desk={desk} path={path} />}
		</Page>
	);
}

function Keeping({ view: { say }, desk, path }: { view: View; desk: DeskOnPage; path: string }) {
	return (
		<>
			<section aria-labelledby="keeping">
				<h2 id="keeping">{say(desk.closedOn ? "desks.reopen_title" : "desks.close_title")}</h2>
				<p>{say(desk.closedOn ? "desks.reopen_why" : "desks.close_why")}</p>
				<Form action={`${path}/${desk.closedOn ? "reopen" : "close"}`}>
					<Button quiet>{say(desk.closedOn ? "desks.reopen" : "desks.close")}</Button>
				</Form>
			</section>
			<Actions>
				<LinkButton href={`${path}/change`}>{say("desks.change")}</LinkButton>
			</Actions>
		</>
	);
}
