import { Fragment } from "preact";
import { Empty } from "../../../ui/components.tsx";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { calledIn, pathOf } from "../../community/contract.ts";
import { nameOf, Sisters } from "../drawing/words.tsx";
import type { Meeting } from "../kept/contract.ts";
import type { Called } from "../kept/service.ts";

type Props = {
	view: View;
	neighbourhood?: string | undefined;
	places: [place: string, meetings: Meeting<Called>[]][];
};

/** Introductions worth making, place by place, each a sentence. */
export function IntroductionsPage({ view, neighbourhood, places }: Props) {
	const { say } = view;
	return (
		<Page
			view={view}
			place="community"
			title={say("introductions.title", { name: nameOf(view, { neighbourhood }) })}
			lead={say("introductions.lead")}
		>
			<Sisters view={view} current="introductions" />
			{places.length === 0 ? (
				<Empty>
					<p>{say("introductions.empty")}</p>
					<p>
						<a href="/community">{say("introductions.empty_go")}</a>
					</p>
				</Empty>
			) : (
				<>
					<p>{say("introductions.ask_first")}</p>
					{places.map(([place, meetings]) => (
						<section key={place}>
							<h2>{place || say("introductions.no_place")}</h2>
							<ul class="entries">
								{meetings.map((meeting) => (
									<li key={meeting.one.id}>
										<p>
											<MeetingSentence view={view} meeting={meeting} />
										</p>
										<p class="soft">{say("introductions.why", { n: meeting.gain })}</p>
									</li>
								))}
							</ul>
						</section>
					))}
					<p class="small">{say("introductions.order")}</p>
				</>
			)}
		</Page>
	);
}

/** Who could introduce whom, each a link to their page. */
function MeetingSentence({ view, meeting }: { view: View; meeting: Meeting<Called> }) {
	const { one, other, introducers } = meeting;
	const [introducer, second] = introducers;
	const people: Record<string, Called | undefined> = { introducer, second, one, other };
	const names = { introducer: "[introducer]", second: "[second]", one: "[one]", other: "[other]" };
	const sentence = view.say(`introductions.${second ? "by_two" : "by_one"}`, names);
	return (
		<>
			{sentence.split(/\[(\w+)\]/).map((part, i) => {
				const person = i % 2 === 1 ? people[part] : undefined;
				return <Fragment key={i}>{person ? <PersonLink person={person} /> : part}</Fragment>;
			})}
		</>
	);
}

function PersonLink({ person }: { person: Called }) {
	return <a href={pathOf({ kind: "person", id: person.id })}>{calledIn(person)}</a>;
}
