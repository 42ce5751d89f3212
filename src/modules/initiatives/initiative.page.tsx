import { newId } from "../../core/ids.ts";
import { dayOf } from "../../core/period.ts";
import {
	Button,
	type Candidate,
	Card,
	Chips,
	Entries,
	ErrorSummary,
	Form,
	LinkButton,
	PartyPicker,
	Readers,
	Select,
	TextArea,
	TextField,
	Thread,
} from "../../ui/components.tsx";
import { dateInWords, languageInWords } from "../../ui/dates.ts";
import type { FormState } from "../../ui/form.ts";
import type { View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import { type Initiative, runners, type Session, type WorkingInitiative } from "./contract.ts";
import type { Step } from "./models/contract.ts";
import { StepsHere } from "./models/steps/parts.tsx";
import { waysFrom } from "./rules.ts";
import { NewSessions, Sessions } from "./sessions/parts.tsx";

type Shown = {
	view: View;
	initiative: WorkingInitiative;
	sessions: Session[];
	needs: { id: string; title: string }[];
	/** Those it serves, in the words of the programme. */
	objectives: { id: string; words: string }[];
	/** Those it could answer as well. */
	openNeeds: { id: string; title: string }[];
	steps: Step[];
	/** Who ticked them, by account. */
	names: ReadonlyMap<string, string>;
	form: FormState;
	candidates?: Candidate[];
};

/** How to come and what is spoken, in one line. */
export function reachLine(view: View, i: Pick<Initiative, "languages" | "onFoot" | "byBus" | "stepFree">): string {
	const { say } = view;
	const ways = [
		i.onFoot && say("initiatives.on_foot"),
		i.byBus && say("initiatives.by_bus"),
		i.stepFree && say("initiatives.step_free"),
	].filter(Boolean);
	const spoken =
		i.languages.length > 0
			? say("initiatives.spoken", {
					languages: i.languages.map((code) => languageInWords(view.language, code)).join(", "),
				})
			: "";
	return [ways.join(", "), spoken].filter(Boolean).join(". ");
}

/** An initiative for those who work on it. */
export function InitiativePage(props: Shown) {
	const { view, initiative: i, sessions, form } = props;
	const { say } = view;
	const shown = i.state === "open" || i.state === "concluded";
	return (
		<Page view={view} place="initiatives" title={i.title} lead={say(`initiatives.state_${i.state}`)}>
			<ErrorSummary view={view} form={form} />
			<p class="row">
				<LinkButton href={`/initiatives/${i.id}/edit`} quiet>
					{say("initiatives.edit")}
				</LinkButton>
				{shown && <a href={`/n/${i.neighbourhood}/initiatives/${i.id}`}>{say("initiatives.public_page")}</a>}
				{i.state === "open" && <a href={`/n/${i.neighbourhood}/paper`}>{say("initiatives.paper")}</a>}
				{shown && <a href={`/initiatives/${i.id}/translations`}>{say("initiatives.translations")}</a>}
				{(i.state === "preparing" || i.state === "open") && (
					<a href={`/network/initiatives/${i.id}/invite`}>{say("invite.link")}</a>
				)}
			</p>
			<div class="columns">
				<div>
					<section>
						<h2>{say("initiatives.sessions")}</h2>
						<Sessions view={view} initiative={i} sessions={sessions} linked />
					</section>
					<NewSessions view={view} initiative={i} form={form} />
					<StepsHere {...props} />
				</div>
				<div>
					<StateCard {...props} />
					<Working {...props} />
					<Partners {...props} />
					<Organisers {...props} />
					<Runners {...props} />
				</div>
			</div>
		</Page>
	);
}

/** Where it can go from here; what must be said stands beside the button that needs it. */
function StateCard({ view, initiative: i, form }: Shown) {
	const { say } = view;
	const action = `/initiatives/${i.id}/state`;
	const ways = waysFrom(i.state);
	return (
		<Card>
			<h2>{say("initiatives.what_now")}</h2>
			<div class="stack">
				{ways
					.filter((to) => to !== "concluded" && to !== "dropped")
					.map((to) => (
						<Form key={to} action={action}>
							<Button name="to" value={to} quiet={to !== "open"}>
								{say(`initiatives.to_${to}`)}
							</Button>
						</Form>
					))}
				{ways.includes("concluded") && (
					<Form action={action}>
						<TextArea
							view={view}
							form={form}
							name="learnt"
							label={say("initiatives.learnt")}
							hint={say("initiatives.learnt_hint")}
							maxLength={4000}
							required
						/>
						<Button name="to" value="concluded" quiet>
							{say("initiatives.to_concluded")}
						</Button>
					</Form>
				)}
				{ways.includes("dropped") && (
					<details>
						<summary>{say("initiatives.to_dropped")}</summary>
						<Form action={action}>
							<TextField
								view={view}
								form={form}
								name="reason"
								label={say("initiatives.reason")}
								maxLength={500}
								required
							/>
							<Button name="to" value="dropped" quiet>
								{say("initiatives.to_dropped")}
							</Button>
						</Form>
					</details>
				)}
			</div>
		</Card>
	);
}

function Working({ view, initiative: i, needs, objectives, openNeeds, form }: Shown) {
	const { say } = view;
	return (
		<Card>
			<h2>{say("initiatives.working_side")}</h2>
			{needs.length > 0 && (
				<>
					<h3>{say("initiatives.needs")}</h3>
					<Entries
						items={needs.map((n) => ({ key: n.id, title: <a href={`/listening/needs/${n.id}`}>{n.title}</a> }))}
					/>
				</>
			)}
			{i.state === "concluded" && (
				<p>
					<a href={`/initiatives/models/new?initiative=${i.id}`}>{say("models.make_one")}</a>
				</p>
			)}
			{objectives.length > 0 && (
				<>
					<h3>{say("initiatives.objectives")}</h3>
					<ul>
						{objectives.map((o) => (
							<li key={o.id}>
								{o.id} <span lang="it">«{o.words}»</span>
							</li>
						))}
					</ul>
				</>
			)}
			{openNeeds.length > 0 && (
				<Form action={`/initiatives/${i.id}/needs`}>
					<Select
						view={view}
						form={form}
						name="need"
						label={say("initiatives.link_need")}
						empty="–"
						required
						options={openNeeds.map((n) => ({ value: n.id, label: n.title }))}
					/>
					<Button quiet>{say("initiatives.link_need_button")}</Button>
				</Form>
			)}
			{i.learnt && <p>{say("initiatives.was_learnt", { text: i.learnt })}</p>}
			{i.droppedBecause && <p>{say("initiatives.was_dropped", { text: i.droppedBecause })}</p>}
			{i.remarks && <p>{i.remarks}</p>}
			<p class="readers">{say("initiatives.working_readers")}</p>
		</Card>
	);
}

function Partners({ view, initiative: i, form, candidates }: Shown) {
	const { say } = view;
	return (
		<Card>
			<h2>{say("initiatives.partners")}</h2>
			{i.partners.length > 0 && <Entries items={i.partners.map((p) => ({ key: p.id, title: p.label }))} />}
			<Form action={`/initiatives/${i.id}/partners`}>
				<PartyPicker
					view={view}
					form={form}
					name="organisation"
					label={say("initiatives.add_partner")}
					kinds="organisation"
					candidates={candidates}
				/>
				<Readers>{say("initiatives.public_readers")}</Readers>
				<Button quiet>{say("initiatives.add_partner_button")}</Button>
			</Form>
		</Card>
	);
}

function Organisers({ view, initiative: i }: Shown) {
	const { say } = view;
	return (
		<Card>
			<h2>{say("initiatives.organisers")}</h2>
			<p>{say("initiatives.organisers_count", { n: i.organisers.length })}</p>
			<p>
				<a href={`/initiatives/${i.id}/organisers`}>{say("initiatives.organisers_link")}</a>
			</p>
		</Card>
	);
}

function Runners({ view, initiative: i, form }: Shown) {
	const { say, language } = view;
	return (
		<Card>
			<h2>{say("initiatives.run_by")}</h2>
			<Thread
				label={say("initiatives.run_by")}
				knots={i.runners.map((r) => ({
					key: `${r.since}${r.who}`,
					done: true,
					title: say(`initiatives.run_${r.who}`),
					line: dateInWords(language, r.since),
				}))}
			/>
			<Form action={`/initiatives/${i.id}/runners`} id={newId()}>
				<Chips
					view={view}
					form={form}
					name="runBy"
					label={say("initiatives.run_from_now")}
					required
					options={runners.map((who) => ({ value: who, label: say(`initiatives.run_${who}`) }))}
				/>
				<TextField
					view={view}
					form={form}
					name="since"
					type="date"
					label={say("initiatives.since")}
					required
					value={dayOf(view.now)}
				/>
				<Button quiet>{say("initiatives.save")}</Button>
			</Form>
		</Card>
	);
}

/** What a citizen who organises it sees: the public side, its dates, how many came. */
export function OrganisedPage({
	view,
	initiative: i,
	sessions,
}: {
	view: View;
	initiative: Initiative;
	sessions: Session[];
}) {
	const { say } = view;
	return (
		<Page view={view} title={i.title} lead={say(`initiatives.state_${i.state}`)}>
			<p>{i.invitation}</p>
			<p>{[i.placeWords, reachLine(view, i)].filter(Boolean).join(". ")}</p>
			<h2>{say("initiatives.sessions")}</h2>
			<Sessions view={view} initiative={i} sessions={sessions} linked={false} />
		</Page>
	);
}
