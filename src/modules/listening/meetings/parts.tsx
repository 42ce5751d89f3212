import { Entries } from "../../../ui/components.tsx";
import { dateInWords, dayInWords } from "../../../ui/dates.ts";
import type { View } from "../../../ui/http.ts";
import type { Meeting, MeetingOfNeed, Promised, PromiseState } from "./contract.ts";

/** «Tavolo di quartiere, martedì 24 novembre, 17:30, sala del circolo», without its title. */
export function whenAndWhere(
	{ language }: View,
	meeting: Pick<Meeting, "heldOn" | "begins"> & { placeWords?: string | null },
): string {
	return [`${dayInWords(language, meeting.heldOn)} ${meeting.heldOn.slice(0, 4)}`, meeting.begins, meeting.placeWords]
		.filter(Boolean)
		.join(", ");
}

/** Who promised it, as those who work here know them. */
export function whoPromised(
	{ say }: View,
	promise: Pick<Promised, "account"> & { mine: boolean; who?: string },
): string {
	if (promise.mine) return say("meetings.you");
	return promise.who ?? say(promise.account ? "meetings.a_colleague" : "meetings.somebody_here");
}

/** How a promise stands, with its day. */
export function standing({ say, language }: View, state: PromiseState, dueOn: string, today: string): string {
	if (state !== "open") return say(`meetings.state_${state}`);
	const day = dateInWords(language, dueOn);
	return dueOn < today ? say("meetings.late", { day }) : say("meetings.by_day", { day });
}

/** The meetings a need was on the agenda of, and the way to the next one. */
export function MeetingsHere({
	view,
	need,
	meetings,
	open,
}: {
	view: View;
	need: string;
	meetings: readonly MeetingOfNeed[];
	open: boolean;
}) {
	const { say, language } = view;
	if (meetings.length === 0 && !open) return null;
	return (
		<>
			<h2>{say("meetings.of_need")}</h2>
			{meetings.length > 0 && (
				<Entries
					label={say("meetings.of_need")}
					items={meetings.map((m) => ({
						key: m.id,
						title: <a href={`/listening/meetings/${m.id}`}>{m.title}</a>,
						line: [
							dateInWords(language, m.heldOn),
							m.line ?? say("meetings.no_line"),
							m.decided && say("meetings.decided_line", { words: m.decided }),
						]
							.filter(Boolean)
							.join(" · "),
					}))}
				/>
			)}
			{open && (
				<p>
					<a href={`/listening/meetings/new?need=${need}`}>{say("meetings.bring_need")}</a>
				</p>
			)}
		</>
	);
}

/** Promises as a list for those who work here. */
export function PromiseEntries({
	view,
	promises,
	today,
	label,
}: {
	view: View;
	promises: readonly (Promised & { who?: string; mine: boolean })[];
	today: string;
	label: string;
}) {
	return (
		<Entries
			label={label}
			items={promises.map((p) => ({
				key: p.id,
				title: <a href={`/listening/promises/${p.id}`}>{p.what}</a>,
				line: [whoPromised(view, p), standing(view, p.state, p.dueOn, today), p.reason].filter(Boolean).join(" · "),
			}))}
		/>
	);
}
