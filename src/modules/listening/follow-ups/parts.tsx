import { Entries } from "../../../ui/components.tsx";
import type { View } from "../../../ui/http.ts";
import type { FollowUp } from "../contract.ts";
import { when } from "../words.tsx";

type HereProps = { view: View; followUps: readonly FollowUp[]; of: { note: string } | { need: string } };

/** What there is to come back to, on the page of a note or of a need, and the way to a new one. */
export function FollowUpsHere({ view, followUps, of }: HereProps) {
	const { say } = view;
	return (
		<>
			<h2>{say("listening.follow_ups_title")}</h2>
			{followUps.length > 0 && (
				<Entries
					label={say("listening.follow_ups_title")}
					items={followUps.map((f) => ({
						key: f.id,
						title: <a href={`/listening/follow-ups/${f.id}`}>{f.what}</a>,
						line: f.ending
							? [say(`listening.step_${f.ending}`), f.outcome].filter(Boolean).join(": ")
							: when(view, f.dueOn),
					}))}
				/>
			)}
			<p>
				<a href={`/listening/follow-ups/new?${new URLSearchParams(of)}`}>{say("listening.new_follow_up")}</a>
			</p>
		</>
	);
}
