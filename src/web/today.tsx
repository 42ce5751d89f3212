import { newId } from "../core/ids.ts";
import { type Day, dayOf, timeOf } from "../core/period.ts";
import { Refused } from "../core/refusal.ts";
import type { NoteLine } from "../modules/listening/contract.ts";
import { NoteForm, pathOfOffer, underNote } from "../modules/listening/pages.tsx";
import { neighbourhoodIn, neighbourhoodsOfTerritoryIn, territoriesIn } from "../modules/programme/service.ts";
import { Button, Card, Empty, Entries, Form, type Knot, Thread } from "../ui/components.tsx";
import { clockInWords, dateInWords, dayInWords } from "../ui/dates.ts";
import { emptyForm } from "../ui/form.ts";
import { type Ctx, OnceOf, only, page, routes, type View } from "../ui/http.ts";
import { Page } from "../ui/layout.tsx";
import { countNobodys } from "./handover.read.ts";
import { readToday, type Today } from "./today.read.ts";
import { FiguresCard } from "./today-figures.tsx";
import { HandsCard } from "./today-hands.tsx";
import { meetingKnot, Promises } from "./today-promises.tsx";

/** The first page of the day, for those who work in a neighbourhood, and the same in JSON. */
export const pages = routes();

pages.get("/today", async (c) => {
	const { ground, actor, view } = c.var;
	only(actor, "facilitator", "coordinator");
	const { neighbourhoodId } = actor;
	if (!neighbourhoodId) return choosePage(c);
	const day = dayOf(view.now);
	const today = await ground.db.sameUnchanged(actor, ["today", neighbourhoodId, day], (read) =>
		readToday(ground.db, read, neighbourhoodId, day),
	);
	return page(c, <TodayPage view={view} today={today} />);
});

pages.get("/api/today", async (c) => {
	const { ground, actor, view } = c.var;
	only(actor, "facilitator", "coordinator");
	const { listening, unused, promises, meetings, sessions, figures } = await ground.db.readUnchanged(
		actor,
		async (read) => {
			const here = actor.neighbourhoodId ?? (await neighbourhoodIn(read)).id;
			return readToday(ground.db, read, here, dayOf(view.now));
		},
	);
	return c.json({
		month: figures.month,
		effort: { visits: listening.visitsThisMonth, sessions: figures.sessions, recorders: listening.recordersThisMonth },
		urgent: listening.urgent,
		followUps: listening.followUps,
		sessions,
		unansweredNeeds: listening.unansweredNeeds,
		unplacedNotes: listening.unplacedNotes,
		unusedOffers: unused.items,
		promises,
		meetings,
	});
});

/** For a coordinator with no neighbourhood on screen: which one. */
async function choosePage(c: Ctx): Promise<Response> {
	const { ground, actor, view } = c.var;
	const { say } = view;
	const { territoryId } = actor;
	if (actor.role !== "coordinator" || !territoryId) throw new Refused("choose_neighbourhood");
	const { neighbourhoods, territory, nobodys } = await ground.db.readAs(actor, async (read) => ({
		neighbourhoods: await neighbourhoodsOfTerritoryIn(read, territoryId),
		territory: (await territoriesIn(read)).find((t) => t.id === territoryId),
		nobodys: await countNobodys(read, dayOf(view.now)),
	}));
	return page(
		c,
		<Page view={view} place="today" title={greeting(view)} lead={say("today.choose_lead")}>
			<HandsCard view={view} hands={{ nobodys, referrals: 0, unread: 0, unseen: 0, received: [] }} />
			<Entries
				label={say("today.choose_title")}
				items={neighbourhoods.map((n) => ({
					key: n.slug,
					title: n.name,
					actions: (
						<Form action="/access/choose" label={n.name}>
							<input type="hidden" name="role" value="coordinator" />
							<input type="hidden" name="territory" value={territory?.slug ?? ""} />
							<input type="hidden" name="neighbourhood" value={n.slug} />
							<Button quiet>{say("today.choose_one", { name: n.name })}</Button>
						</Form>
					),
				}))}
			/>
			{neighbourhoods.length === 0 && (
				<Empty>
					<p>{say("today.choose_none")}</p>
				</Empty>
			)}
		</Page>,
	);
}

function greeting({ say, now, actor }: View): string {
	const hour = Number(timeOf(now).slice(0, 2));
	const part = hour < 13 ? "morning" : hour < 18 ? "afternoon" : "evening";
	return say(`today.good_${part}`, { name: (actor.name ?? "").split(" ")[0] ?? "" });
}

function TodayPage({ view, today }: { view: View; today: Today }) {
	const { say, language } = view;
	const { listening, sessions } = today;
	const sessionsToday = sessions.filter((s) => dayOf(new Date(s.startsAt)) === today.today).length;
	const lead = say("today.lead", {
		day: dayInWords(language, today.today),
		sessions: sessionsToday,
		followUps: listening.followUps.length,
	});
	return (
		<Page view={view} place="today" title={greeting(view)} lead={lead}>
			<Card>
				<NoteForm view={view} form={emptyForm} id={newId()} brief />
			</Card>
			<OnceOf
				answer={today}
				of={[language, view.now.toISOString().slice(0, 16)]}
				draw={() => <DayOf view={view} today={today} />}
			/>
		</Page>
	);
}

/** All of the day that is read; nothing in it is written. */
function DayOf({ view, today }: { view: View; today: Today }) {
	const { say } = view;
	const { listening } = today;
	return (
		<>
			{listening.urgent.map((note) => (
				<UrgentNote key={note.id} view={view} note={note} />
			))}
			<div class="columns">
				<div>
					<h2>{say("today.thread_title")}</h2>
					<DayThread view={view} today={today} />
					<Promises view={view} today={today} />
					<Waiting view={view} today={today} />
				</div>
				<div>
					<HandsCard view={view} hands={today.hands} />
					<FiguresCard
						view={view}
						figures={today.figures}
						visits={listening.visitsThisMonth}
						recorders={listening.recordersThisMonth}
					/>
					<Needs view={view} today={today} />
					<LeavingCard view={view} n={today.leaving} />
					<EndingCard view={view} n={today.ending} />
					<LateIdeas view={view} n={today.lateIdeas} />
					<CopiesCard view={view} copies={today.copies} />
				</div>
			</div>
		</>
	);
}

/** The text on one line, cut at a word. */
function excerpt(text: string, most: number): string {
	const line = text.replace(/\s+/g, " ").trim();
	if (line.length <= most) return line;
	const cut = line.slice(0, most);
	return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), most - 30))}…`;
}

function noteAddress(id: string): string {
	return `/listening/notes/${id}`;
}

function UrgentNote({ view, note }: { view: View; note: NoteLine }) {
	const { say } = view;
	const heading = `urgent-${note.id}`;
	return (
		<Card urgent labelledBy={heading}>
			<div class="spread">
				<div>
					<h2 id={heading}>
						<a href={noteAddress(note.id)}>{say("today.urgent", { text: excerpt(note.text, 120) })}</a>
					</h2>
					<p class="soft">{underNote(view, note)}</p>
				</div>
				<div class="row">
					<a class="button button-quiet" href="tel:112">
						{say("today.call_112")}
					</a>
					<Form action={`${noteAddress(note.id)}/take`} label={say("today.urgent", { text: excerpt(note.text, 60) })}>
						<Button>{say("today.take")}</Button>
					</Form>
				</div>
			</div>
		</Card>
	);
}

/** What is to be done and what is on, in their order: follow-ups due, today's sessions, those of the week. */
function DayThread({ view, today }: { view: View; today: Today }) {
	const { say } = view;
	const followUps = today.listening.followUps.map((f): Knot => {
		const late = f.dueOn < today.today;
		return {
			key: f.id,
			when: late ? say("today.since", { day: dateInWords(view.language, f.dueOn) }) : say("today.today"),
			title: <a href={`/listening/follow-ups/${f.id}`}>{f.what}</a>,
			line: [f.aboutLabel, f.mine ? say("today.mine") : undefined].filter(Boolean).join(" · ") || undefined,
		};
	});
	const sessions = today.sessions.map((s) => {
		const at = new Date(s.startsAt);
		const on = dayOf(at);
		const clock = clockInWords(view.language, at);
		const knot: Knot = {
			key: s.id,
			done: s.state === "held",
			when: on === today.today ? clock : `${dayInWords(view.language, on as Day)}, ${clock}`,
			title: <a href={`/initiatives/${s.initiativeId}`}>{s.title}</a>,
			line: s.placeWords || undefined,
		};
		return { at: `${on} ${clock}`, knot };
	});
	const meetings = today.meetings.map((m) => ({
		at: `${m.heldOn} ${m.begins ?? ""}`,
		knot: meetingKnot(view, m, today.today),
	}));
	const coming = [...meetings, ...sessions].sort((one, other) => (one.at < other.at ? -1 : 1));
	const knots = [...followUps, ...coming.map(({ knot }) => knot)];
	if (knots.length > 0) return <Thread knots={knots} label={say("today.thread_title")} />;
	return (
		<Empty>
			<p>{say("today.thread_empty")}</p>
		</Empty>
	);
}

/** Notes that stand nowhere yet, and offers nobody has used. */
function Waiting({ view, today }: { view: View; today: Today }) {
	const { listening } = today;
	return (
		<>
			<NoteList view={view} name="unplaced" notes={listening.unplacedNotes} all={listening.unplacedNotesCount} />
			<UnusedOffers view={view} unused={today.unused} />
		</>
	);
}

type NoteListProps = { view: View; name: "unplaced"; notes: readonly NoteLine[]; all: number };

function NoteList({ view, name, notes, all }: NoteListProps) {
	const { say } = view;
	if (notes.length === 0) return null;
	return (
		<section aria-labelledby={name}>
			<h2 id={name}>{say(`today.${name}_title`)}</h2>
			<Entries
				items={notes.slice(0, 4).map((note) => ({
					key: note.id,
					title: <a href={noteAddress(note.id)}>{excerpt(note.text, 110)}</a>,
					line: underNote(view, note),
				}))}
			/>
			<p>
				<a href={`/listening/notes?show=${name}`}>{say(`today.${name}_all`, { n: all })}</a>
			</p>
		</section>
	);
}

function UnusedOffers({ view, unused }: { view: View; unused: Today["unused"] }) {
	const { say } = view;
	if (unused.items.length === 0) return null;
	return (
		<section aria-labelledby="offered">
			<h2 id="offered">{say("today.offered_title")}</h2>
			<Entries
				items={unused.items.slice(0, 4).map((offer) => ({
					key: offer.id,
					title: <a href={pathOfOffer(offer)}>{excerpt(offer.title, 110)}</a>,
					line: [
						say(offer.sort ? `resources.sort_${offer.sort}` : "resources.not_described"),
						offer.topic && say(`listening.topic_${offer.topic}`),
					]
						.filter(Boolean)
						.join(" · "),
				}))}
			/>
			<p>
				<a href="/listening/resources?show=unused">{say("today.offered_all", { n: unused.total })}</a>
			</p>
		</section>
	);
}

/** Who does not know of being here: a week in which to ask. */
function LeavingCard({ view, n }: { view: View; n: number }) {
	const { say } = view;
	if (n === 0) return null;
	return (
		<Card labelledBy="leaving">
			<h2 id="leaving">{say("forgetting.today_title")}</h2>
			<p>
				<a href="/community/forgetting">{say("forgetting.today", { n })}</a>
			</p>
		</Card>
	);
}

/** What people agreed to until a day that is near: a month in which to ask them again. */
function EndingCard({ view, n }: { view: View; n: number }) {
	if (n === 0) return null;
	return (
		<Card>
			<p>
				<a href="/community/agreements">{view.say("ledger.ending_today", { n })}</a>
			</p>
		</Card>
	);
}

function Needs({ view, today }: { view: View; today: Today }) {
	const { say, language } = view;
	const { unansweredNeeds, unansweredNeedsCount } = today.listening;
	return (
		<Card labelledBy="needs">
			<h2 id="needs">{say("today.needs_title")}</h2>
			{unansweredNeeds.length === 0 ? (
				<p class="soft">{say("today.needs_empty")}</p>
			) : (
				<>
					<Entries
						items={unansweredNeeds.slice(0, 5).map((need) => ({
							key: need.id,
							title: <a href={`/listening/needs/${need.id}`}>{need.title}</a>,
							line: say("today.need_line", { n: need.notes, day: dateInWords(language, need.firstHeardOn) }),
						}))}
					/>
					<p>
						<a href="/listening/needs">{say("today.needs_all", { n: unansweredNeedsCount })}</a>
					</p>
				</>
			)}
		</Card>
	);
}

/** Ideas whose public answer is late, for whoever answers. */
function LateIdeas({ view, n }: { view: View; n: number }) {
	if (n === 0) return null;
	return (
		<Card>
			<p>
				<a href="/pacts/ideas?state=overdue">{view.say("ideasdesk.late", { n })}</a>
			</p>
		</Card>
	);
}

/** Who waits for a copy of what is kept about them: the law gives a month. */
function CopiesCard({ view, copies }: { view: View; copies: Today["copies"] }) {
	const { say, language } = view;
	if (!copies.first) return null;
	return (
		<Card labelledBy="copies">
			<h2 id="copies">{say("rights.today_title")}</h2>
			<p>
				<a href="/rights">{say("rights.today", { n: copies.n, first: dateInWords(language, copies.first) })}</a>
			</p>
		</Card>
	);
}
