import { Entries, type Knot } from "../ui/components.tsx";
import { dateInWords, dayInWords } from "../ui/dates.ts";
import type { View } from "../ui/http.ts";
import type { Today } from "./today.read.ts";

const mostShown = 8;

/** Promises made at network meetings: the own ones first, until they are kept or let go. */
export function Promises({ view, today }: { view: View; today: Today }) {
	const { say } = view;
	const { promises } = today;
	if (promises.length === 0) return null;
	return (
		<section aria-labelledby="promises">
			<h2 id="promises">{say("meetings.today_title")}</h2>
			<Entries
				items={promises.slice(0, mostShown).map((p) => ({
					key: p.id,
					title: <a href={`/listening/promises/${p.id}`}>{p.what}</a>,
					line: `${whose(view, p)} · ${dueLine(view, p.dueOn, today.today)}`,
				}))}
			/>
			<p>
				<a href="/listening/promises">{say("meetings.today_all")}</a>
			</p>
		</section>
	);
}

function whose({ say }: View, promise: Today["promises"][number]): string {
	if (promise.mine) return say("meetings.today_mine");
	if (promise.colleague) return say("meetings.today_colleague");
	return promise.by ?? say("meetings.somebody_here");
}

function dueLine({ say, language }: View, dueOn: string, today: string): string {
	return say(dueOn < today ? "meetings.late" : "meetings.by_day", { day: dateInWords(language, dueOn) });
}

/** A network meeting among what is on today and in the week. */
export function meetingKnot({ say, language }: View, meeting: Today["meetings"][number], today: string): Knot {
	const on = meeting.heldOn === today ? say("today.today") : dayInWords(language, meeting.heldOn);
	return {
		key: meeting.id,
		when: [on, meeting.begins].filter(Boolean).join(", "),
		title: <a href={`/listening/meetings/${meeting.id}`}>{meeting.title}</a>,
	};
}
