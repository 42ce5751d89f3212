import type { Id } from "../../../core/ids.ts";
import {
	Actions,
	Button,
	Chips,
	ErrorSummary,
	Form,
	LanguageField,
	LinkButton,
	Readers,
	TextArea,
	TextField,
} from "../../../ui/components.tsx";
import type { FormState } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { languages } from "../../../ui/words.ts";
import { type Topic, topics } from "../../listening/contract.ts";
import type { KnownDesk, Member } from "./contract.ts";

type Props = {
	view: View;
	form: FormState;
	/** Of the desk, or of the one to be. */
	id: Id<"desk"> | string;
	desk?: KnownDesk & { email?: string };
	workers: readonly Member[];
};

/** A desk, new or changed. */
export function DeskForm({ view, form, id, desk, workers }: Props) {
	const { say } = view;
	const path = desk ? `/referrals/desks/${id}` : "/referrals/desks";
	const title = desk ? say("desks.change_title", { name: desk.name }) : say("desks.new");
	return (
		<Page view={view} title={title} lead={say("desks.form_lead")}>
			<ErrorSummary view={view} form={form} />
			<Form action={path} id={desk ? undefined : id} label={title}>
				<TextField
					view={view}
					form={form}
					name="name"
					label={say("desks.name")}
					hint={say("desks.name_hint")}
					value={desk?.name}
					maxLength={120}
					required
				/>
				<Chips
					view={view}
					form={form}
					name="topics"
					several
					label={say("desks.topics")}
					hint={say("desks.topics_hint")}
					value={desk?.topics}
					options={offered(view, desk).map((topic) => ({ value: topic, label: say(`listening.topic_${topic}`) }))}
				/>
				<TextField
					view={view}
					form={form}
					name="hours"
					label={say("desks.hours")}
					hint={say("desks.hours_hint")}
					value={desk?.hours}
					maxLength={200}
					required
				/>
				<TextArea
					view={view}
					form={form}
					name="phones"
					label={say("desks.phones")}
					hint={say("desks.phones_hint")}
					value={desk?.phones.join("\n")}
					rows={2}
					maxLength={210}
					required
				/>
				<TextField
					view={view}
					form={form}
					name="capacity"
					label={say("desks.capacity")}
					hint={say("desks.capacity_hint")}
					value={desk?.capacity?.toString()}
					inputMode="numeric"
				/>
				<Reached {...{ view, form, id, desk, workers }} />
				<TextField
					view={view}
					form={form}
					name="receiveDays"
					label={say("desks.receive_days")}
					value={String(desk?.receiveDays ?? 3)}
					inputMode="numeric"
					required
				/>
				<TextField
					view={view}
					form={form}
					name="answerDays"
					label={say("desks.answer_days")}
					value={String(desk?.answerDays ?? 10)}
					inputMode="numeric"
					required
				/>
				<Readers>{say("desks.readers")}</Readers>
				<Actions>
					<LinkButton href={path} quiet>
						{say("desks.back")}
					</LinkButton>
					<Button>{say("desks.save")}</Button>
				</Actions>
			</Form>
		</Page>
	);
}

/** The topics in use, and those that stand here already. */
function offered(view: View, desk: Props["desk"]): Topic[] {
	return topics.filter((topic) => desk?.topics.includes(topic) || !view.unusedTopics.includes(topic));
}

/** By whom, or at which address, the desk is reached. */
function Reached({ view, form, desk, workers }: Props) {
	const { say } = view;
	return (
		<>
			{workers.length > 0 && (
				<Chips
					view={view}
					form={form}
					name="members"
					several
					label={say("desks.members")}
					hint={say("desks.members_hint")}
					value={desk?.members}
					options={workers.map(({ id, name }) => ({ value: id, label: name }))}
				/>
			)}
			<TextField
				view={view}
				form={form}
				name="email"
				type="email"
				inputMode="email"
				label={say("desks.email")}
				hint={say("desks.email_hint")}
				value={desk?.email}
				maxLength={254}
			/>
			<LanguageField
				view={view}
				form={form}
				label={say("desks.language")}
				value={desk?.language ?? "it"}
				of={languages}
				required
			/>
		</>
	);
}
