import { dayOf } from "../../../core/period.ts";
import { fold } from "../../../core/text.ts";
import { Empty } from "../../../ui/components.tsx";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { calledIn, pathOf } from "../../community/contract.ts";
import { isInForceOn } from "../rules.ts";
import { Drawing, Lists } from "./drawing.tsx";
import type { AtHome } from "./service.ts";

type Member = AtHome["members"][number];

/** The people of a household: of those who agreed, beside each other, and whom more than one of them names. */
export function HouseholdPage({ view, home }: { view: View; home: AtHome }) {
	const { say } = view;
	const { household } = home;
	const today = dayOf(view.now);
	const members = home.members.map((m) => ({ ...m, entries: m.entries.filter((e) => isInForceOn(e, today)) }));
	const both = namedTwice(members);
	const title = household
		? say("circle.household_title_of", { label: calledIn(household) })
		: say("circle.household_title");
	return (
		<Page view={view} title={title} place="community" lead={say("circle.household_lead")}>
			<p>
				{household ? (
					<a href={pathOf(household)}>{say("community.back_to", { label: calledIn(household) })}</a>
				) : (
					<a href="/network/circle">{say("circle.entry_back")}</a>
				)}
			</p>
			{members.length === 0 && (
				<Empty>
					<p>{say("circle.household_empty")}</p>
				</Empty>
			)}
			{both.length > 0 && (
				<section aria-labelledby="shared">
					<h2 id="shared">{say("circle.household_shared")}</h2>
					<p>{both.join(", ")}</p>
				</section>
			)}
			{members.map((member) => (
				<OneMember key={member.person.id} view={view} member={member} isStaff={household !== undefined} />
			))}
		</Page>
	);
}

/** How those are called whom at least two of them name with the same words. */
function namedTwice(members: readonly Member[]): string[] {
	const seen = new Map<string, { label: string; by: Set<string> }>();
	for (const { person, entries } of members)
		for (const { label } of entries) {
			const one = seen.get(fold(label)) ?? { label, by: new Set<string>() };
			one.by.add(person.id);
			seen.set(fold(label), one);
		}
	return [...seen.values()].filter((one) => one.by.size > 1).map((one) => one.label);
}

function OneMember({ view, member, isStaff }: { view: View; member: Member; isStaff: boolean }) {
	const { say } = view;
	const { person, entries, ownNeeds } = member;
	// What staff call somebody who told no name is not for the others at home.
	const isNamed = isStaff || person.level !== "description";
	return (
		<section aria-labelledby={`m-${person.id}`} class="stack">
			<h2 id={`m-${person.id}`}>{isNamed ? calledIn(person) : say("circle.household_somebody")}</h2>
			{entries.length > 0 && <Drawing view={view} entries={entries} />}
			{entries.length > 0 && <Lists view={view} entries={entries} />}
			{ownNeeds && (
				<>
					<h3>{say("circle.household_needs")}</h3>
					<blockquote>{ownNeeds}</blockquote>
				</>
			)}
		</section>
	);
}
