import { Actions, Button, Card, Empty, LinkButton, Phone } from "../../../ui/components.tsx";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { type NoteLine, type NoteTab, noteTabs } from "../contract.ts";
import { Older, Sections, short, underNote } from "../words.tsx";
import type { NotesPage } from "./service.ts";

function pathOf(show: NoteTab, about?: string): string {
	if (about) return `/listening/notes?about=${about}`;
	return show === "all" ? "/listening/notes" : `/listening/notes?show=${show}`;
}

/** The list of notes: urgent ones that nobody has taken first, then the newest, to be gathered by hand. */
export function NotesList({ view, show, notes }: { view: View; show: NoteTab; notes: NotesPage }) {
	const { say } = view;
	const path = pathOf(show, notes.about?.id);
	const gatherable = notes.items.some(canGather);
	return (
		<Page view={view} place="listening" title={say("listening.notes_title")} lead={say("listening.notes_lead")}>
			<Sections view={view} current="notes" />
			<div class="row">
				<LinkButton href="/listening/notes/new">{say("listening.new_note")}</LinkButton>
				<a href="/listening/urgent">{say("listening.urgent_link")}</a>
			</div>
			{notes.urgent.map((n) => (
				<UrgentNote key={n.id} view={view} note={n} />
			))}
			{notes.about ? (
				<p>
					{say("listening.notes_about", { label: notes.about.label })}{" "}
					<a href="/listening/notes">{say("listening.notes_all")}</a>
				</p>
			) : (
				<>
					<Tabs view={view} show={show} />
					<Reading view={view} show={show} notes={notes} />
				</>
			)}
			{show === "unplaced" && (
				<p>
					<a href="/listening/needs">{say("listening.see_suggestions")}</a>
				</p>
			)}
			{notes.items.length === 0 ? (
				<Empty>
					<p>{say(`listening.empty_${show}`)}</p>
				</Empty>
			) : (
				<>
					<NoteEntries view={view} notes={notes.items} />
					{/* The ticks of the list belong to this form by its id. */}
					{gatherable && (
						<form method="get" action="/listening/needs/new" id="gather" aria-label={say("listening.gather_label")}>
							<Actions>
								<Button>{say("listening.gather")}</Button>
							</Actions>
						</form>
					)}
				</>
			)}
			{!notes.about && show === "unread" && (
				<ReadTo view={view} note={notes.items.at(-1)} words="listening.read_to_here" />
			)}
			<Older view={view} path={path} next={notes.next} />
		</Page>
	);
}

function Tabs({ view, show }: { view: View; show: NoteTab }) {
	const { say } = view;
	return (
		<nav class="tabs" aria-label={say("listening.show")}>
			<ul>
				{noteTabs.map((tab) => (
					<li key={tab}>
						<a
							href={tab === "all" ? "/listening/notes" : `/listening/notes?show=${tab}`}
							aria-current={tab === show ? "page" : undefined}
						>
							{say(`listening.tab_${tab}`)}
						</a>
					</li>
				))}
			</ul>
		</nav>
	);
}

/** The most that is counted; beyond it, «more than». */
const most = 999;

/** How many the reader has not read, and how many nobody has: the reader's own business, and no measure of anybody. */
function Reading({ view, show, notes }: { view: View; show: NoteTab; notes: NotesPage }) {
	const { say } = view;
	if (notes.unread === 0 && notes.unseen === 0) return null;
	const words = say(notes.unread > most ? "listening.unread_many" : "listening.unread_count", {
		n: Math.min(notes.unread, most),
	});
	const unseen = say(notes.unseen > most ? "listening.unseen_many" : "listening.unseen_count", {
		n: Math.min(notes.unseen, most),
	});
	const first = notes.items.find((n) => !n.urgent || n.takenBy);
	return (
		<div class="spread">
			<p>
				{notes.unread > 0 && (show === "unread" ? words : <a href="/listening/notes?show=unread">{words}</a>)}
				{notes.unread > 0 && ". "}
				{unseen} <span class="soft">{say("listening.read_own")}</span>
			</p>
			{show === "all" && notes.unread > 0 && <ReadTo view={view} note={first} words="listening.read_all" />}
		</div>
	);
}

/** «Segna come letti fin qui»: until this note. */
function ReadTo({ view, note, words }: { view: View; note: NoteLine | undefined; words: string }) {
	if (!note) return null;
	return (
		<form method="post" action="/listening/notes/read">
			<input type="hidden" name="note" value={note.id} />
			<Button quiet>{view.say(words)}</Button>
		</form>
	);
}

/** That nobody has read it yet, or that the reader has not. */
function readLine({ say }: View, n: NoteLine): string | undefined {
	if (n.unseen) return say("listening.unseen_line");
	return n.unread ? say("listening.unread_line") : undefined;
}

function canGather(n: NoteLine): boolean {
	return n.need === null && !n.setAside && n.kind !== "offered";
}

function NoteEntries({ view, notes }: { view: View; notes: readonly NoteLine[] }) {
	const { say } = view;
	return (
		<ul class="entries" aria-label={say("listening.notes_title")}>
			{notes.map((n) => {
				const words = short(n.text);
				return (
					<li key={n.id}>
						<p class="entry-title">
							<a href={`/listening/notes/${n.id}`}>{words}</a>
						</p>
						<p class="entry-line">{[readLine(view, n), underNote(view, n)].filter(Boolean).join(" · ")}</p>
						{canGather(n) && (
							<div class="entry-actions field">
								<label class="chip">
									<input type="checkbox" form="gather" name="note" value={n.id} />
									<span>
										{say("listening.pick")}
										<span class="visually-hidden"> {words.slice(0, 60)}</span>
									</span>
								</label>
							</div>
						)}
					</li>
				);
			})}
		</ul>
	);
}

/** An urgent note that nobody has taken: the number to call and the one button. */
function UrgentNote({ view, note }: { view: View; note: NoteLine }) {
	const { say } = view;
	return (
		<Card urgent>
			<p class="entry-title">
				{say("listening.to_take")} <a href={`/listening/notes/${note.id}`}>{short(note.text)}</a>
			</p>
			<p class="entry-line">{underNote(view, note)}</p>
			<TakeForm view={view} id={note.id} words={short(note.text, 60)} />
		</Card>
	);
}

/** «Me ne occupo io», beside 112. */
export function TakeForm({ view, id, words }: { view: View; id: string; words: string }) {
	return (
		<form method="post" action={`/listening/notes/${id}/take`} class="row">
			<Button>
				{view.say("listening.take")}
				<span class="visually-hidden"> {words}</span>
			</Button>
			<span>
				{view.say("listening.call")} <Phone number="112" />
			</span>
		</form>
	);
}
