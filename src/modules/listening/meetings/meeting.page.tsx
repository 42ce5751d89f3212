import { newId } from "../../../core/ids.ts";
import { dayOf } from "../../../core/period.ts";
import {
	Actions,
	Button,
	type Candidate,
	Empty,
	Entries,
	ErrorSummary,
	Form,
	LinkButton,
	PartyPicker,
	Readers,
	Select,
	TextField,
} from "../../../ui/components.tsx";
import { emptyForm, type FormState, typedValue } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { Sections } from "../words.tsx";
import { tableKinds } from "./contract.ts";
import { PromiseEntries, whenAndWhere } from "./parts.tsx";
import type { MeetingOnPage } from "./reading/service.ts";

/** What was sent from one of the two forms of the page. */
export type SentForms = { attendee?: FormState; item?: FormState; candidates?: readonly Candidate[] };
type Props = { view: View; meeting: MeetingOnPage; sent: SentForms };

/** A meeting for those who prepare it and write it up: agenda, who was there, promises; and the two sheets to print. */
export function MeetingPage({ view, meeting, sent }: Props) {
	const { say } = view;
	const path = `/listening/meetings/${meeting.id}`;
	const errors = { ...sent.attendee?.errors, ...sent.item?.errors };
	return (
		<Page view={view} place="listening" title={meeting.title} lead={whenAndWhere(view, meeting)}>
			<Sections view={view} current="meetings" />
			<ErrorSummary view={view} form={{ values: {}, errors }} />
			<Actions>
				<LinkButton href={`${path}/sheet`} quiet>
					{say("meetings.print_agenda")}
				</LinkButton>
				<LinkButton href={`${path}/minutes`} quiet>
					{say("meetings.print_minutes")}
				</LinkButton>
			</Actions>
			<p class="soft">
				{meeting.responsibleName && `${say("meetings.called_by", { who: meeting.responsibleName })} `}
				<a href={`${path}/change`}>{say("meetings.change")}</a>
			</p>
			<Agenda view={view} meeting={meeting} form={sent.item ?? emptyForm} />
			<Attendees view={view} meeting={meeting} sent={sent} />
			<h2>{say("meetings.promises")}</h2>
			{meeting.promises.length > 0 ? (
				<PromiseEntries
					view={view}
					promises={meeting.promises}
					today={dayOf(view.now)}
					label={say("meetings.promises")}
				/>
			) : (
				<Empty>
					<p>{say("meetings.no_promises")}</p>
				</Empty>
			)}
			<p>
				<a href={`${path}/promises/new`}>{say("meetings.new_promise")}</a>
			</p>
		</Page>
	);
}

function Agenda({ view, meeting, form }: { view: View; meeting: MeetingOnPage; form: FormState }) {
	const { say } = view;
	const path = `/listening/meetings/${meeting.id}/agenda`;
	return (
		<>
			<h2>{say("meetings.agenda")}</h2>
			<p>{say("meetings.agenda_lead")}</p>
			{meeting.agenda.length > 0 && (
				<Entries
					label={say("meetings.agenda")}
					items={meeting.agenda.map((item) => ({
						key: item.id,
						title: (
							<a href={`${path}/${item.id}`}>
								{item.line ?? say("meetings.write_line_for", { topic: topicOf(view, item) })}
							</a>
						),
						line: [
							topicOf(view, item),
							item.needTitle && say("meetings.from_need", { title: item.needTitle }),
							item.decided && say("meetings.decided_line", { words: item.decided }),
							item.answers && say("meetings.answers_line"),
						]
							.filter(Boolean)
							.join(" · "),
						actions: (
							<form method="post" action={`${path}/${item.id}/take-off`}>
								<button type="submit" class="link">
									{say("meetings.take_off_agenda")}
									<span class="visually-hidden"> {item.line ?? item.needTitle}</span>
								</button>
							</form>
						),
					}))}
				/>
			)}
			<Form action={path} id={typedValue(form, "id") || newId()} label={say("meetings.add_point")}>
				{meeting.openNeeds.length > 0 && (
					<Select
						view={view}
						form={form}
						name="need"
						label={say("meetings.need")}
						empty={say("meetings.no_need")}
						options={meeting.openNeeds.map((need) => ({ value: need.id, label: need.title }))}
					/>
				)}
				<TextField
					view={view}
					form={form}
					name="line"
					label={say("meetings.line")}
					hint={say("meetings.line_hint")}
					maxLength={200}
				/>
				<Readers>{say("meetings.readers_line")}</Readers>
				<Actions>
					<Button quiet>{say("meetings.add_point")}</Button>
				</Actions>
			</Form>
		</>
	);
}

function topicOf({ say }: View, item: MeetingOnPage["agenda"][number]): string {
	return item.topic ? say(`listening.topic_${item.topic}`) : say("meetings.no_topic");
}

function Attendees({ view, meeting, sent }: Props) {
	const { say } = view;
	const form = sent.attendee ?? emptyForm;
	const path = `/listening/meetings/${meeting.id}/attendees`;
	return (
		<>
			<h2>{say("meetings.attendees")}</h2>
			{meeting.attendees.length > 0 && (
				<Entries
					label={say("meetings.attendees")}
					items={meeting.attendees.map((a) => {
						const who = a.who ?? a.namedAs ?? say("meetings.somebody_here");
						return {
							key: a.id,
							title: a.party && a.kind ? <a href={`/community/${a.kind}s/${a.party}`}>{who}</a> : who,
							line: a.party && say("meetings.in_minutes", { words: a.namedAs ?? say("meetings.somebody_here") }),
							actions: (
								<form method="post" action={`${path}/${a.id}/take-off`}>
									<button type="submit" class="link">
										{say("meetings.take_off_list")}
										<span class="visually-hidden"> {who}</span>
									</button>
								</form>
							),
						};
					})}
				/>
			)}
			<Form action={path} id={typedValue(form, "id") || newId()} label={say("meetings.add_attendee")}>
				<PartyPicker
					view={view}
					form={form}
					name="party"
					label={say("meetings.who")}
					hint={say("meetings.who_hint")}
					kinds={tableKinds.join(",")}
					candidates={sent.candidates}
				/>
				<TextField
					view={view}
					form={form}
					name="namedAs"
					label={say("meetings.named_as")}
					hint={say("meetings.named_as_hint")}
					maxLength={120}
				/>
				<Readers>{say("meetings.readers_attendee")}</Readers>
				<Actions>
					<Button quiet>{say("meetings.add_attendee")}</Button>
				</Actions>
			</Form>
		</>
	);
}
