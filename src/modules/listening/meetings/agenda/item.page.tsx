import {
	Actions,
	Button,
	Card,
	ErrorSummary,
	Form,
	Readers,
	TextArea,
	TextField,
	Tick,
} from "../../../../ui/components.tsx";
import type { FormState } from "../../../../ui/form.ts";
import type { View } from "../../../../ui/http.ts";
import { Page } from "../../../../ui/layout.tsx";
import { endStates } from "../../rules.ts";
import { Sections } from "../../words.tsx";
import type { ItemOnPage } from "../reading/service.ts";

type Props = { view: View; form: FormState; page: ItemOnPage };

/** One point of the agenda: its printed line, written with the need beside it, and what was decided. */
export function ItemPage({ view, form, page }: Props) {
	const { say } = view;
	const { meeting, item } = page;
	const mayAnswer = item.need && !item.answers && item.needState && !endStates.includes(item.needState);
	return (
		<Page
			view={view}
			place="listening"
			title={say("meetings.point")}
			lead={<a href={`/listening/meetings/${meeting.id}`}>{meeting.title}</a>}
		>
			<Sections view={view} current="meetings" />
			<ErrorSummary view={view} form={form} />
			<div class="columns">
				<div>
					<Form action={`/listening/meetings/${meeting.id}/agenda/${item.id}`} label={say("meetings.point")}>
						<TextField
							view={view}
							form={form}
							name="line"
							label={say("meetings.line")}
							hint={say("meetings.line_hint")}
							value={item.line ?? ""}
							maxLength={200}
						/>
						<Readers>{say("meetings.readers_line")}</Readers>
						<TextArea
							view={view}
							form={form}
							name="decided"
							label={say("meetings.decided")}
							hint={say("meetings.decided_hint")}
							value={item.decided ?? ""}
							maxLength={1000}
						/>
						<Readers>{say("meetings.readers_decided")}</Readers>
						{mayAnswer && (
							<Tick
								view={view}
								form={form}
								name="answers"
								label={say("meetings.answers")}
								hint={say("meetings.answers_hint")}
							/>
						)}
						<Actions>
							<Button>{say("meetings.save_point")}</Button>
						</Actions>
					</Form>
				</div>
				<div>
					{item.need && (
						<Card labelledBy="need">
							<h2 id="need">{say("meetings.need_beside")}</h2>
							<p>
								<a href={`/listening/needs/${item.need}`}>{item.needTitle}</a>
							</p>
							<p class="soft">{say("meetings.need_beside_hint")}</p>
						</Card>
					)}
				</div>
			</div>
		</Page>
	);
}
