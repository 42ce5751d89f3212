import { newId } from "../../../core/ids.ts";
import {
	Actions,
	Button,
	type Candidate,
	Entries,
	ErrorSummary,
	Form,
	PartyPicker,
	Readers,
	TextField,
} from "../../../ui/components.tsx";
import { type FormState, typedValue } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { Sections } from "../words.tsx";
import type { Meeting } from "./contract.ts";
import { whenAndWhere } from "./parts.tsx";
import type { Calling } from "./reading/service.ts";

type NewProps = { view: View; form: FormState; calling: Calling; candidates?: readonly Candidate[] };

/** Calls a meeting; where a need led here, it can come to one that is called already. */
export function NewMeeting({ view, form, calling, candidates }: NewProps) {
	const { say } = view;
	const { need, coming } = calling;
	return (
		<Page
			view={view}
			place="listening"
			title={need ? say("meetings.bring_need") : say("meetings.new")}
			lead={need ? <a href={`/listening/needs/${need.id}`}>{need.title}</a> : say("meetings.new_lead")}
		>
			<Sections view={view} current="meetings" />
			<ErrorSummary view={view} form={form} />
			{need && coming.length > 0 && (
				<section aria-labelledby="coming">
					<h2 id="coming">{say("meetings.to_one_called")}</h2>
					<Entries
						items={coming.map((m) => ({
							key: m.id,
							title: m.title,
							line: whenAndWhere(view, m),
							actions: (
								<form method="post" action={`/listening/meetings/${m.id}/agenda`}>
									<input type="hidden" name="id" value={newId()} />
									<input type="hidden" name="need" value={need.id} />
									<Button quiet>
										{say("meetings.put_on_agenda")}
										<span class="visually-hidden"> {whenAndWhere(view, m)}</span>
									</Button>
								</form>
							),
						}))}
					/>
				</section>
			)}
			{need && coming.length > 0 && <h2>{say("meetings.to_a_new_one")}</h2>}
			<Form action="/listening/meetings" id={typedValue(form, "id") || newId()} label={say("meetings.new")}>
				{need && <input type="hidden" name="needs" value={need.id} />}
				<Fields view={view} form={form} candidates={candidates} meeting={{ title: say("meetings.usual_title") }} />
				<Readers>{say("meetings.readers_meeting")}</Readers>
				<Actions>
					<Button>{say("meetings.save_new")}</Button>
				</Actions>
			</Form>
		</Page>
	);
}

type ChangeProps = { view: View; form: FormState; meeting: Meeting; candidates?: readonly Candidate[] };

/** Another day, another hour, another place. */
export function ChangeMeeting({ view, form, meeting, candidates }: ChangeProps) {
	const { say } = view;
	return (
		<Page
			view={view}
			place="listening"
			title={say("meetings.change")}
			lead={<a href={`/listening/meetings/${meeting.id}`}>{meeting.title}</a>}
		>
			<Sections view={view} current="meetings" />
			<ErrorSummary view={view} form={form} />
			<Form action={`/listening/meetings/${meeting.id}/change`} label={say("meetings.change")}>
				<Fields view={view} form={form} candidates={candidates} meeting={meeting} />
				<Readers>{say("meetings.readers_meeting")}</Readers>
				<Actions>
					<Button>{say("meetings.save_change")}</Button>
				</Actions>
			</Form>
		</Page>
	);
}

type FieldsProps = {
	view: View;
	form: FormState;
	meeting: Partial<Meeting>;
	candidates?: readonly Candidate[];
};

function Fields({ view, form, meeting, candidates }: FieldsProps) {
	const { say } = view;
	const before = meeting.placeWords;
	return (
		<>
			<TextField
				view={view}
				form={form}
				name="title"
				label={say("meetings.title_field")}
				value={meeting.title}
				maxLength={120}
				required
			/>
			<TextField
				view={view}
				form={form}
				name="heldOn"
				type="date"
				label={say("meetings.held_on")}
				value={meeting.heldOn}
				required
			/>
			<TextField
				view={view}
				form={form}
				name="begins"
				type="time"
				label={say("meetings.begins")}
				value={meeting.begins ?? undefined}
			/>
			<PartyPicker
				view={view}
				form={form}
				name="place"
				label={say("meetings.place")}
				hint={before ? say("meetings.place_now", { place: before }) : say("meetings.place_hint")}
				kinds="place"
				candidates={candidates}
			/>
		</>
	);
}
