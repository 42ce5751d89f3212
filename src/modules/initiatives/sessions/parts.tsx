import { newId } from "../../../core/ids.ts";
import { dayOf } from "../../../core/period.ts";
import { Actions, Button, Card, Form, Readers, Select, TextField, Thread } from "../../../ui/components.tsx";
import { clockInWords, dayInWords } from "../../../ui/dates.ts";
import type { FormState } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { type Initiative, repeats, type Session } from "../contract.ts";

/** A date with its hour. */
export function sessionWhen(view: View, s: Pick<Session, "startsAt">): string {
	return `${dayInWords(view.language, dayOf(s.startsAt))}, ${clockInWords(view.language, s.startsAt)}`;
}

function sessionLine(view: View, s: Session): string {
	const { say } = view;
	if (s.state === "cancelled") return say("initiatives.state_cancelled");
	const there = s.named + s.unnamed;
	return [
		there > 0 ? say("initiatives.were_there", { n: there, named: s.named }) : say(`initiatives.session_${s.state}`),
		s.placeWords,
	]
		.filter(Boolean)
		.join(" · ");
}

const recent = 10;

/** The dates on the thread, the latest first; the working side links each to its sheet. */
export function Sessions({
	view,
	initiative,
	sessions,
	linked,
}: {
	view: View;
	initiative: Pick<Initiative, "id">;
	sessions: Session[];
	linked: boolean;
}) {
	const { say } = view;
	if (sessions.length === 0) return <p>{say("initiatives.no_sessions")}</p>;
	const knots = sessions.map((s) => ({
		key: s.id,
		done: s.state === "held",
		title: linked ? (
			<a href={`/initiatives/${initiative.id}/sessions/${s.id}`}>{sessionWhen(view, s)}</a>
		) : (
			sessionWhen(view, s)
		),
		line: sessionLine(view, s),
	}));
	return (
		<>
			<Thread label={say("initiatives.sessions")} knots={knots.slice(0, recent)} />
			{knots.length > recent && (
				<details>
					<summary>{say("initiatives.earlier_sessions", { n: knots.length - recent })}</summary>
					<Thread label={say("initiatives.sessions")} knots={knots.slice(recent)} />
				</details>
			)}
		</>
	);
}

/** One date more, or a series. */
export function NewSessions({ view, initiative, form }: { view: View; initiative: Initiative; form: FormState }) {
	const { say } = view;
	return (
		<Card>
			<h2>{say("initiatives.add_session")}</h2>
			<Form action={`/initiatives/${initiative.id}/sessions`} id={newId()}>
				<WhenFields view={view} form={form} day={dayOf(view.now)} time="15:00" minutes={120} />
				<Select
					view={view}
					form={form}
					name="repeat"
					label={say("initiatives.repeat")}
					empty={say("initiatives.repeat_never")}
					options={repeats.map((r) => ({ value: r, label: say(`initiatives.repeat_${r}`) }))}
				/>
				<TextField
					view={view}
					form={form}
					name="until"
					type="date"
					label={say("initiatives.until")}
					hint={say("initiatives.until_hint")}
				/>
				<Actions>
					<Readers>{say("initiatives.public_readers")}</Readers>
					<Button>{say("initiatives.add_session_button")}</Button>
				</Actions>
			</Form>
		</Card>
	);
}

/** Day, hour, length and place of a date. */
export function WhenFields({
	view,
	form,
	day,
	time,
	minutes,
	placeWords,
}: {
	view: View;
	form: FormState;
	day: string;
	time: string;
	minutes: number;
	placeWords?: string;
}) {
	const { say } = view;
	const fields = { view, form };
	return (
		<>
			<TextField {...fields} name="startsOn" type="date" label={say("initiatives.starts_on")} required value={day} />
			<TextField {...fields} name="time" type="time" label={say("initiatives.time")} required value={time} />
			<TextField
				{...fields}
				name="minutes"
				inputMode="numeric"
				label={say("initiatives.minutes")}
				required
				value={String(minutes)}
			/>
			<TextField
				{...fields}
				name="placeWords"
				label={say("initiatives.session_place")}
				maxLength={200}
				value={placeWords}
			/>
		</>
	);
}
