import { Empty, Entries } from "../../../ui/components.tsx";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { pathOf } from "../contract.ts";

/** The protected records of a neighbourhood: how those who work there find them. */
export function ProtectedPage({ view, people }: { view: View; people: readonly { id: string; label: string }[] }) {
	const { say } = view;
	return (
		<Page view={view} title={say("safe.protected_title")} place="community" lead={say("safe.protected_lead")}>
			<p>
				<a href="/community/persons">{say("safe.back_to_people")}</a>
			</p>
			{people.length > 0 ? (
				<Entries
					label={say("safe.protected_title")}
					items={people.map(({ id, label }) => ({
						key: id,
						title: <a href={pathOf({ kind: "person", id })}>{label}</a>,
						line: say("safe.in_person"),
					}))}
				/>
			) : (
				<Empty>
					<p>{say("safe.protected_none")}</p>
				</Empty>
			)}
		</Page>
	);
}
