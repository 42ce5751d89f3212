import { Actions, LinkButton } from "../../ui/components.tsx";
import { dateInWords } from "../../ui/dates.ts";
import type { View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import type { Sheet } from "./sheet.ts";

/** What they promised each other, for each of them to take home: named as they want, or not at all. */
export function SheetPage({ view, sheet }: { view: View; sheet: Sheet }) {
	const { say, language } = view;
	return (
		<Page
			view={view}
			place="community"
			title={say("mediations.sheet_title")}
			lead={dateInWords(language, sheet.agreedOn)}
		>
			<blockquote>{sheet.words}</blockquote>
			<ul>
				{sheet.parties.map(({ id, place, called }) => (
					<li key={id}>{called ?? say(`mediations.party_${place}`)} ______________________</li>
				))}
			</ul>
			<p class="soft">{say("mediations.sheet_foot")}</p>
			<Actions>
				<p class="soft">{say("meetings.how_to_print")}</p>
				<LinkButton href={`/mediations/${sheet.id}`} quiet>
					{say("mediations.back_to_one")}
				</LinkButton>
			</Actions>
		</Page>
	);
}
