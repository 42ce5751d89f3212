import { dayOf } from "../../../core/period.ts";
import {
	Actions,
	Button,
	type Candidate,
	Card,
	Chips,
	ErrorSummary,
	Form,
	LinkButton,
	PartyPicker,
	ReadBy,
	TextField,
} from "../../../ui/components.tsx";
import { clockInWords, dateInWords } from "../../../ui/dates.ts";
import type { FormState } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { FollowUpsHere } from "../follow-ups/parts.tsx";
import { OfferHere } from "../resources/parts.tsx";
import { offeredTopics, Sections, short, when } from "../words.tsx";
import { TakeForm } from "./list.page.tsx";
import type { NoteOnPage } from "./service.ts";

type Props = { view: View; note: NoteOnPage; form: FormState; candidates?: readonly Candidate[] };

/** One note: its words, its guesses to confirm with one tap, and where it may go. */
export function NotePage({ view, note, form, candidates }: Props) {
	const { say } = view;
	const open = note.urgent && note.takenBy === null;
	const title = say("listening.note_title", { kind: note.kind, day: when(view, note.heardOn) });
	return (
		<Page view={view} place="listening" title={title}>
			<Sections view={view} />
			<ErrorSummary view={view} form={form} />
			<Card urgent={open}>
				{open && <p class="entry-title">{say("listening.to_take")}</p>}
				<p class="sentence">
					{note.text.split("\n").map((line, i) => (
						<span key={i}>
							{i > 0 && <br />}
							{line}
						</span>
					))}
				</p>
				{open && <TakeForm view={view} id={note.id} words={short(note.text, 60)} />}
				<Facts view={view} note={note} />
			</Card>
			<Guesses view={view} note={note} />
			<details open={Object.keys(form.errors).length > 0 || undefined}>
				<summary>{say("listening.change_note")}</summary>
				<ChangeForm view={view} note={note} form={form} candidates={candidates} />
			</details>
			{note.offer && <OfferHere view={view} note={note.id} offer={note.offer} />}
			<WhereTo view={view} note={note} />
			<FollowUpsHere view={view} followUps={note.followUps} of={{ note: note.id }} />
		</Page>
	);
}

function Facts({ view, note }: { view: View; note: NoteOnPage }) {
	const { say, language } = view;
	const sure = (name: "topic" | "place") => !note.guessed.includes(name);
	const facts = [
		note.topic && sure("topic") && say(`listening.topic_${note.topic}`),
		note.placeLabel && sure("place") && note.placeLabel,
		note.aboutLabel
			? note.aboutLabel !== note.placeLabel && say("listening.about_whom", { who: note.aboutLabel })
			: say("listening.about_nobody"),
		note.heardFrom && say("listening.from_whom", { who: note.heardFrom }),
		note.duringVisit && say("listening.during_visit_line"),
		note.called && say("listening.called_line", { who: note.called }),
	].filter(Boolean);
	const recorded = {
		who: note.recordedByName ?? say("ui.unknown_account"),
		day: dateInWords(language, dayOf(note.recordedAt)),
		time: clockInWords(language, note.recordedAt),
	};
	return (
		<>
			<p class="entry-line">{facts.join(" · ")}</p>
			{note.takenAt && (
				<p class="entry-line">
					{say("listening.taken_by", {
						who: note.takenByName ?? say("ui.unknown_account"),
						day: dateInWords(language, dayOf(note.takenAt)),
						time: clockInWords(language, note.takenAt),
					})}
				</p>
			)}
			<p class="entry-line">
				{note.receipt
					? say("partners.recorded_by", { ...recorded, who: note.heardFrom ?? "", code: note.receipt })
					: say("listening.recorded_by", recorded)}
			</p>
		</>
	);
}

/** Guesses as dashed chips: one tap says that it is right. */
function Guesses({ view, note }: { view: View; note: NoteOnPage }) {
	const { say, language } = view;
	if (note.guessed.length === 0) return null;
	const words = {
		topic: note.topic ? say(`listening.topic_${note.topic}`) : "",
		place: note.placeLabel ?? "",
		date: dateInWords(language, note.heardOn),
	};
	return (
		<form method="post" action={`/listening/notes/${note.id}/confirm`} class="field" aria-labelledby="guesses">
			<p id="guesses">{say("listening.guesses")}</p>
			<div class="chip-row">
				{note.guessed.map((guess) => (
					<button key={guess} type="submit" name="guess" value={guess} class="link chip chip-guessed">
						<span>
							<span class="visually-hidden">{say(`listening.confirm_${guess}`)} </span>
							{words[guess]}?
						</span>
					</button>
				))}
			</div>
		</form>
	);
}

function ChangeForm({ view, note, form, candidates }: Props) {
	const { say } = view;
	return (
		<Form action={`/listening/notes/${note.id}/change`} label={say("listening.change_note")}>
			<button type="submit" hidden />
			<Chips
				view={view}
				form={form}
				name="topic"
				label={say("listening.topic")}
				value={note.guessed.includes("topic") ? undefined : (note.topic ?? undefined)}
				options={offeredTopics(view, note.topic).map((topic) => ({
					value: topic,
					label: say(`listening.topic_${topic}`),
					guessed: note.topic === topic && note.guessed.includes("topic"),
				}))}
			/>
			<PartyPicker
				view={view}
				form={form}
				name="place"
				label={say("listening.place")}
				hint={say("listening.place_hint")}
				kinds="place"
				candidates={candidates}
			/>
			<TextField
				view={view}
				form={form}
				name="heardOn"
				type="date"
				max={dayOf(view.now)}
				label={say("listening.heard_on")}
			/>
			<ReadBy view={view} of="listening.notes" />
			<Actions>
				<Button>{say("listening.save_change")}</Button>
			</Actions>
		</Form>
	);
}

/** Into a need, or aside. */
function WhereTo({ view, note }: { view: View; note: NoteOnPage }) {
	const { say } = view;
	if (note.needTold) {
		return (
			<p>
				{say("listening.in_need")} <a href={`/listening/needs/${note.needTold.id}`}>{note.needTold.title}</a>
			</p>
		);
	}
	const untaken = note.urgent && note.takenBy === null;
	return (
		<Actions>
			{note.kind !== "offered" && (
				<LinkButton href={`/listening/needs/new?note=${note.id}`}>{say("listening.to_need")}</LinkButton>
			)}
			{note.receipt && !note.urgent && !note.setAside && (
				<form method="post" action={`/listening/notes/${note.id}/raise`}>
					<Button quiet>{say("partners.raise")}</Button>
				</form>
			)}
			{!untaken && (
				<form method="post" action={`/listening/notes/${note.id}/${note.setAside ? "bring-back" : "set-aside"}`}>
					<Button quiet>{say(note.setAside ? "listening.bring_back" : "listening.set_aside")}</Button>
				</form>
			)}
		</Actions>
	);
}
