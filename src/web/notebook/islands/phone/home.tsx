import { useMemo, useState } from "preact/hooks";
import { type Desk, inState } from "./desk.ts";
import { Line } from "./fields.tsx";
import { find, followUpsNow, searchable } from "./pack.ts";
import { dayInWords, dayOf, timeOf } from "./time.ts";

/** The first page of the notebook: what to write, what today holds, what is still open. */

const writings = ["note", "act", "consent", "follow_up"] as const;

export function Home({ desk }: { desk: Desk }) {
	const { say, pack } = desk;
	return (
		<>
			<nav aria-label={say("notebook.write_nav")}>
				<p class="row">
					{writings.map((kind) => (
						<a key={kind} class={kind === "note" ? "button" : "button button-quiet"} href={`#${kind}`}>
							{say(`notebook.write_${kind}`)}
						</a>
					))}
				</p>
			</nav>
			<Drafts desk={desk} />
			<Finder desk={desk} />
			{pack ? <Day desk={desk} /> : <p class="empty">{say("notebook.empty_pack")}</p>}
		</>
	);
}

function Drafts({ desk: { say, entries } }: { desk: Desk }) {
	const drafts = inState(entries, "draft");
	if (drafts.length === 0) return null;
	return (
		<section aria-labelledby="drafts">
			<h3 id="drafts">{say("notebook.drafts")}</h3>
			<ul class="entries">
				{drafts.map((entry) => (
					<li key={entry.id}>
						<p class="entry-title">
							<a href={`#draft/${entry.id}`}>{say(`notebook.kind_${entry.kind}`)}</a>
						</p>
						<p class="entry-line">{say("notebook.draft_line")}</p>
					</li>
				))}
			</ul>
		</section>
	);
}

/** Everything taken along and written here, by any part of its words. */
function Finder({ desk }: { desk: Desk }) {
	const { say, pack, entries } = desk;
	const [typed, setTyped] = useState("");
	// Nobody waits at the door for a search they may not want.
	const isAsked = typed.trim() !== "";
	const all = useMemo(() => (isAsked ? searchable(pack, entries) : []), [isAsked, pack, entries]);
	const found = useMemo(() => find(all, typed), [all, typed]);
	return (
		<section aria-labelledby="finder">
			<h3 id="finder" class="visually-hidden">
				{say("notebook.search_title")}
			</h3>
			<Line say={say} name="q" type="search" bare label={say("notebook.search")} value={typed} onType={setTyped} />
			<p class="hint" role="status">
				{isAsked && say("notebook.found", { n: found.length })}
			</p>
			{found.length > 0 && (
				<ul class="entries" id="found">
					{found.map(({ key, what, id, label }) => (
						<li key={key}>
							<p class="entry-title">{what === "follow-up" ? <a href={`#step/${id}`}>{label}</a> : label}</p>
							<p class="entry-line">{say(`notebook.found_${what.replace("-", "_")}`)}</p>
						</li>
					))}
				</ul>
			)}
		</section>
	);
}

function Day({ desk }: { desk: Desk }) {
	const { say, pack, entries, language, today } = desk;
	if (!pack) return null;
	const open = followUpsNow(pack, entries).filter(({ state }) => state === "open");
	const isSession = (id: string) => pack.sessions.some((session) => session.id === id);
	return (
		<>
			<section aria-labelledby="today">
				<h3 id="today">{say("notebook.today", { day: dayInWords(language, today) })}</h3>
				{pack.plan.length === 0 ? (
					<p>{say("notebook.today_empty")}</p>
				) : (
					<ol class="thread" aria-labelledby="today">
						{pack.plan.map((item) => (
							<li key={`${item.kind} ${item.id}`} class="knot">
								{item.at.length > 10 && <p class="knot-when">{timeOf(item.at)}</p>}
								<p class="knot-title">
									{isSession(item.id) ? <a href={`#attendance/${item.id}`}>{item.title}</a> : item.title}
								</p>
								{item.where && <p class="knot-line">{item.where}</p>}
							</li>
						))}
					</ol>
				)}
			</section>
			<section aria-labelledby="sessions">
				<h3 id="sessions">{say("notebook.sessions")}</h3>
				{pack.sessions.length === 0 ? (
					<p>{say("notebook.sessions_empty")}</p>
				) : (
					<ul class="entries">
						{pack.sessions.map((session) => (
							<li key={session.id}>
								<p class="entry-title">
									<a href={`#attendance/${session.id}`}>{session.title}</a>
								</p>
								<p class="entry-line">
									{dayInWords(language, dayOf(new Date(session.startsAt)))} · {timeOf(session.startsAt)}
								</p>
							</li>
						))}
					</ul>
				)}
			</section>
			<section aria-labelledby="open">
				<h3 id="open">{say("notebook.follow_ups")}</h3>
				{open.length === 0 ? (
					<p>{say("notebook.follow_ups_empty")}</p>
				) : (
					<ul class="entries">
						{open.map((f) => (
							<li key={f.id}>
								<p class="entry-title">
									<a href={`#step/${f.id}`}>{f.what}</a>
								</p>
								<p class="entry-line">
									{[f.about?.label, say("notebook.by_day", { day: dayInWords(language, f.dueOn) })]
										.filter(Boolean)
										.join(" · ")}
								</p>
							</li>
						))}
					</ul>
				)}
			</section>
			<Along desk={desk} />
		</>
	);
}

/** What else was taken along: folded, because it is looked up and not read. */
function Along({ desk: { say, pack } }: { desk: Desk }) {
	const lists = [
		{ key: "people", items: (pack?.people ?? []).map(({ id, label }) => ({ id, label })) },
		{ key: "places", items: (pack?.places ?? []).map(({ id, label }) => ({ id, label })) },
		{ key: "neighbourhoods", items: (pack?.neighbourhoods ?? []).map(({ id, name }) => ({ id, label: name })) },
	];
	return (
		<section aria-labelledby="along">
			<h3 id="along">{say("notebook.along")}</h3>
			{lists.map(({ key, items }) => (
				<Folded key={key} title={say(`notebook.along_${key}`, { n: items.length })} items={items} />
			))}
			<p>
				<a href="#people">{say("notebook.choose_people")}</a>
			</p>
		</section>
	);
}

/** A list that is drawn when somebody unfolds it. */
function Folded({ title, items }: { title: string; items: readonly { id: string; label: string }[] }) {
	const [isOpen, setOpen] = useState(false);
	return (
		<details onToggle={(event) => setOpen(event.currentTarget.open)}>
			<summary>{title}</summary>
			{isOpen && (
				<ul>
					{items.map(({ id, label }) => (
						<li key={id}>{label}</li>
					))}
				</ul>
			)}
		</details>
	);
}
