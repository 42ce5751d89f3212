import { Actions, Button, Chips, ErrorSummary, Form, Readers, TextArea } from "./components.tsx";
import type { FormState } from "./form.ts";
import type { View } from "./http.ts";
import { Page } from "./layout.tsx";
import type { SquarePart } from "./square-nav.tsx";

type Props = {
	view: View;
	form: FormState;
	id: string;
	place: { name: string; slug: string };
	part: SquarePart;
	/** What it is about, which stands at `/n/:slug/<part>/<id>`. */
	on: { id: string; title: string; language: string };
	reasons: readonly string[];
};

/** The page on which anybody says that something on a public page is wrong. */
export function ReportPage({ view, form, id, place, part, on, reasons }: Props) {
	const { say } = view;
	return (
		<Page view={view} square={place} part={part} title={say("rules.report_title")} lead={say("rules.report_lead")}>
			<p>
				<cite lang={on.language} dir="auto">
					{on.title}
				</cite>
			</p>
			<ErrorSummary view={view} form={form} />
			<Form action={`/n/${place.slug}/${part}/${on.id}/report`} id={id} label={say("rules.report_title")}>
				<ReportFields view={view} form={form} reasons={reasons} />
				<Actions>
					<Button>{say("rules.report_send")}</Button>
				</Actions>
			</Form>
			<p>
				<a href={`/n/${place.slug}/rules`}>{say("rules.title")}</a>
			</p>
		</Page>
	);
}

type HideProps = { view: View; form: FormState; action: string; summary: string };

/** Taking something off a public page always says why (`because`), to whoever wrote it; posted to `action` as `hide`. */
export function HideForm({ view, form, action, summary }: HideProps) {
	const { say } = view;
	return (
		<details open={form.errors.because !== undefined}>
			<summary>{summary}</summary>
			<Form action={action}>
				<TextArea
					view={view}
					form={form}
					name="because"
					label={say("moderation.because")}
					hint={say("moderation.because_hint")}
					maxLength={500}
					required
				/>
				<Readers>{say("moderation.because_readers")}</Readers>
				<Button name="act" value="hide">
					{say("moderation.hide")}
				</Button>
			</Form>
		</details>
	);
}

/** What is wrong (`why`, one of the reasons, and `words`), for whatever stands on a public page. */
function ReportFields({ view, form, reasons }: { view: View; form: FormState; reasons: readonly string[] }) {
	const { say } = view;
	return (
		<>
			<Chips
				view={view}
				form={form}
				name="why"
				label={say("rules.report_why")}
				options={reasons.map((why) => ({ value: why, label: say(`rules.why_${why}`) }))}
				required
			/>
			<TextArea view={view} form={form} name="words" label={say("rules.report_words")} maxLength={500} />
			<Readers>{say("rules.report_readers")}</Readers>
		</>
	);
}
