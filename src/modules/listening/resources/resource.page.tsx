import { dayOf } from "../../../core/period.ts";
import {
	Actions,
	Button,
	Card,
	Entries,
	ErrorSummary,
	Form,
	LinkButton,
	Readers,
	TextField,
} from "../../../ui/components.tsx";
import { dateInWords } from "../../../ui/dates.ts";
import type { FormState } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { readersOf } from "../notes/form.tsx";
import { Sections, short } from "../words.tsx";
import { HelpsHere } from "./parts.tsx";
import type { ResourceOnPage } from "./reading/service.ts";

type Props = { view: View; resource: ResourceOnPage; form: FormState; id: string };

/** One resource: whose, where, when; whether it is still there, what it was used for, where it could help. */
export function ResourcePage({ view, resource: r, form, id }: Props) {
	const { say } = view;
	return (
		<Page view={view} place="listening" title={r.title} lead={say(`resources.sort_${r.sort}`)}>
			<Sections view={view} current="resources" />
			<ErrorSummary view={view} form={form} />
			<Card>
				<Facts view={view} resource={r} />
			</Card>
			{!r.goneOn && (
				<Actions>
					<LinkButton href={`/exchange/acts/new?uses=${r.id}`}>{say("resources.record_act")}</LinkButton>
					<LinkButton href={`/listening/resources/${r.id}/edit`} quiet>
						{say("resources.change")}
					</LinkButton>
				</Actions>
			)}
			<StillThere view={view} resource={r} />
			{!r.goneOn && <HelpsHere view={view} helps={r.helps} of={{ resource: r.id }} />}
			<Uses view={view} resource={r} />
			{!r.goneOn && <UseForm view={view} resource={r} form={form} id={id} />}
		</Page>
	);
}

function Facts({ view, resource: r }: { view: View; resource: ResourceOnPage }) {
	const { say } = view;
	const [place] = r.path;
	return (
		<>
			<p class="entry-line">
				{[
					r.partyLabel ? say("resources.whose", { who: r.partyLabel }) : say("resources.nobodys"),
					place?.label,
					r.topic && say(`listening.topic_${r.topic}`),
				]
					.filter(Boolean)
					.join(" · ")}
			</p>
			{r.available && <p>{say("resources.when", { words: r.available })}</p>}
			{r.note && (
				<p>
					{say("resources.from_note")}{" "}
					<a href={`/listening/notes/${r.note}`}>{r.noteText ? short(r.noteText) : say("listening.kind_offered")}</a>
				</p>
			)}
		</>
	);
}

function StillThere({ view, resource: r }: { view: View; resource: ResourceOnPage }) {
	const { say, language } = view;
	return (
		<section aria-labelledby="still-there">
			<h2 id="still-there">{say("resources.still_there")}</h2>
			<p>
				{r.goneOn
					? say("resources.gone_since", { day: dateInWords(language, r.goneOn) })
					: say("resources.asked_on", { day: dateInWords(language, r.askedOn) })}
			</p>
			<form method="post" action={`/listening/resources/${r.id}/asked`} aria-labelledby="still-there">
				<div class="row">
					<Button quiet name="there" value="yes">
						{say(r.goneOn ? "resources.there_again" : "resources.there_yes")}
					</Button>
					{!r.goneOn && (
						<Button quiet name="there" value="no">
							{say("resources.there_no")}
						</Button>
					)}
				</div>
			</form>
		</section>
	);
}

function Uses({ view, resource: r }: { view: View; resource: ResourceOnPage }) {
	const { say, language } = view;
	const uses = [
		...r.needs.map((need) => ({
			on: dayOf(new Date(need.on)),
			key: need.id,
			title: <a href={`/listening/needs/${need.id}`}>{need.title}</a>,
			kind: say("resources.used_need"),
		})),
		...r.uses.map((use) => ({
			on: use.usedOn,
			key: use.id,
			title: use.actId ? <a href={`/exchange/acts/${use.actId}`}>{use.label}</a> : use.label,
			kind: use.actId ? say("listening.answer_act") : say("resources.used_other"),
		})),
	].sort((a, b) => (a.on < b.on ? 1 : -1));
	return (
		<section aria-labelledby="uses">
			<h2 id="uses">{say("resources.uses_title")}</h2>
			{uses.length === 0 ? (
				<p class="soft">{say("resources.uses_none")}</p>
			) : (
				<Entries
					items={uses.map((use) => ({
						key: use.key,
						title: use.title,
						line: `${use.kind} · ${dateInWords(language, use.on)}`,
					}))}
				/>
			)}
		</section>
	);
}

function UseForm({ view, resource: r, form, id }: Props) {
	const { say } = view;
	return (
		<details open={Object.keys(form.errors).length > 0 || undefined}>
			<summary>{say("resources.use_title")}</summary>
			<Form action={`/listening/resources/${r.id}/uses`} id={id} label={say("resources.use_title")}>
				<TextField
					view={view}
					form={form}
					name="label"
					label={say("resources.use_label")}
					hint={say("resources.use_hint")}
					maxLength={300}
					required
				/>
				<TextField
					view={view}
					form={form}
					name="usedOn"
					type="date"
					label={say("resources.use_day")}
					value={dayOf(view.now)}
					max={dayOf(view.now)}
					required
				/>
				<Readers>{readersOf(view)}</Readers>
				<Actions>
					<Button>{say("resources.use_save")}</Button>
				</Actions>
			</Form>
		</details>
	);
}
