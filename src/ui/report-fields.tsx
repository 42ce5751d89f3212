import { Chips, Readers, TextArea } from "./components.tsx";
import type { FormState } from "./form.ts";
import type { View } from "./http.ts";

/** What is wrong (`why`, one of the reasons, and `words`), for whatever stands on a public page. */
export function ReportFields({ view, form, reasons }: { view: View; form: FormState; reasons: readonly string[] }) {
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
