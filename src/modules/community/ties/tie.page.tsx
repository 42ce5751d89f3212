import { Actions, Button, ErrorSummary, Form, TextField } from "../../../ui/components.tsx";
import type { FormState } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import type { TieTold } from "../contract.ts";
import { TieSentence, tieInWords, tieLine } from "../words.tsx";

/** One tie, and ending it on a day. */
export function TiePage({
	view,
	tie,
	form,
	today,
}: {
	view: View;
	tie: TieTold & { recordedByName?: string };
	form: FormState;
	today: string;
}) {
	const { say } = view;
	return (
		<Page view={view} title={tieInWords(view, tie)} place="community" lead={tieLine(view, tie)}>
			<p>
				<TieSentence view={view} tie={tie} />
			</p>
			{!tie.until && (
				<>
					<ErrorSummary view={view} form={form} />
					<Form action={`/community/ties/${tie.id}/end`}>
						<TextField
							view={view}
							form={form}
							name="until"
							type="date"
							label={say("community.tie_until")}
							hint={say("community.tie_until_hint")}
							value={today}
							min={tie.since}
							max={today}
							required
						/>
						<Actions>
							<Button quiet>{say("community.tie_end")}</Button>
						</Actions>
					</Form>
				</>
			)}
		</Page>
	);
}
