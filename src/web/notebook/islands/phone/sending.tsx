import { useState } from "preact/hooks";
import { v7 } from "uuid";
import type { Theirs } from "../../../../modules/notebook/contract.ts";
import { marksOf } from "./attendance.tsx";
import { type Desk, inState } from "./desk.ts";
import { Tick } from "./fields.tsx";
import { labelOf, titleOf } from "./forms.ts";
import { type Entry, isWaiting, rebased } from "./outbox.ts";
import { dayInWords, dayOf, timeOf } from "./time.ts";

/** Everything written here, by where it stands on its way. */
export function Outbox({ desk }: { desk: Desk }) {
	const { say, entries } = desk;
	const parts = [
		{ key: "needs_you", of: inState(entries, "needs_you") },
		{ key: "waiting", of: entries.filter(isWaiting) },
		{ key: "draft", of: inState(entries, "draft") },
		{ key: "set_aside", of: inState(entries, "set_aside") },
		{ key: "received", of: inState(entries, "received").reverse() },
	].filter(({ of }) => of.length > 0);
	if (parts.length === 0) return <p class="empty">{say("notebook.outbox_empty")}</p>;
	return (
		<>
			{parts.map(({ key, of }) => (
				<section key={key} aria-labelledby={`part-${key}`}>
					<h3 id={`part-${key}`}>{say(`notebook.part_${key}`, { n: of.length })}</h3>
					{key === "set_aside" && (
						<p>
							{say("notebook.set_aside_lead")} <a href="/notebook/devices">{say("notebook.devices")}</a>
						</p>
					)}
					<ul class="entries">
						{of.slice(0, 200).map((entry) => (
							<Line key={entry.id} desk={desk} entry={entry} />
						))}
					</ul>
				</section>
			))}
		</>
	);
}

function Line({ desk, entry }: { desk: Desk; entry: Entry }) {
	const { say, pack, language } = desk;
	const title = titleOf(say, pack, entry);
	const to = { draft: `#draft/${entry.id}`, needs_you: `#settle/${entry.id}` }[entry.state as string];
	const when = `${dayInWords(language, dayOf(new Date(entry.at)))} · ${timeOf(entry.at)}`;
	return (
		<li>
			<p class="entry-title">{to ? <a href={to}>{title}</a> : title}</p>
			<p class="entry-line">
				{say(`notebook.kind_${entry.kind}`)} · {when}
				{entry.answer?.refusal && entry.state !== "received" && ` · ${entry.answer.refusal.detail}`}
			</p>
		</li>
	);
}

/** What the server could not take as it is: two versions side by side, or what is to be put right. */
export function Settle({ desk, entry }: { desk: Desk; entry: Entry }) {
	const { say } = desk;
	const [sure, setSure] = useState(false);
	const [error, setError] = useState<string>();
	const theirs = entry.answer?.theirs;
	const { refusal, version } = entry.answer ?? {};
	/** The same words under a new id: the old id has its answer for good. */
	const again = (state: "ready" | "draft"): Entry => ({
		...entry,
		id: v7(),
		seq: 0,
		state,
		base: version ?? entry.base,
		at: new Date().toISOString(),
	});
	const mine = async () => {
		const { answer: _answer, ...next } = again("ready");
		const onKept = () => desk.go("outbox", "notebook.settled");
		if (await desk.keep([next, ...rebased(desk.entries, entry, next.id)], { gone: [entry.id], onKept })) desk.send();
	};
	const correct = async () => {
		const next = again("draft");
		const onKept = () => desk.go(`draft/${next.id}`);
		await desk.keep([next, ...rebased(desk.entries, entry, next.id)], { gone: [entry.id], onKept });
	};
	const drop = async () => {
		if (!theirs && !sure) return setError("notebook.error_sure");
		const onKept = () => desk.go("outbox", theirs ? "notebook.settled" : "notebook.dropped");
		await desk.keep(rebased(desk.entries, entry, null), { gone: [entry.id], onKept });
	};
	return (
		<>
			{refusal?.detail && <p class="lead">{refusal.detail}</p>}
			{theirs ? (
				<>
					<p>{say("notebook.conflict_lead")}</p>
					<ul class="entries beside">
						<li class="card">
							<h3>{say("notebook.mine")}</h3>
							<Mine desk={desk} entry={entry} />
							<button type="button" class="button" onClick={() => void mine()}>
								{say("notebook.keep_mine")}
							</button>
						</li>
						<li class="card">
							<h3>{say("notebook.theirs")}</h3>
							<TheirSide desk={desk} theirs={theirs} />
							<button type="button" class="button" onClick={() => void drop()}>
								{say("notebook.keep_theirs")}
							</button>
						</li>
					</ul>
				</>
			) : (
				<>
					<ul class="entries">
						<li>
							<Mine desk={desk} entry={entry} />
						</li>
					</ul>
					<p class="row">
						<button type="button" class="button" onClick={() => void correct()}>
							{say("notebook.correct")}
						</button>
					</p>
					<Tick say={say} name="sure" label={say("notebook.drop_sure")} checked={sure} onTick={setSure} error={error} />
					<p>
						<button type="button" class="button button-quiet" onClick={() => void drop()}>
							{say("notebook.drop")}
						</button>
					</p>
				</>
			)}
		</>
	);
}

function Mine({ desk, entry }: { desk: Desk; entry: Entry }) {
	const { say, pack, language } = desk;
	const { values, kind } = entry;
	if (kind === "attendance") {
		const marks = Object.entries(marksOf(values.marks));
		return (
			<ul>
				{marks.map(([id, present]) => (
					<li key={id}>
						{say(present ? "notebook.was_there" : "notebook.was_not_there", {
							label: labelOf(pack, id) ?? say("notebook.somebody"),
						})}
					</li>
				))}
				{typeof values.unnamed === "string" && values.unnamed && (
					<li>{say("notebook.unnamed_line", { n: Number(values.unnamed) })}</li>
				)}
			</ul>
		);
	}
	const due = typeof values.dueOn === "string" ? values.dueOn : "";
	return (
		<>
			<p>{titleOf(say, pack, entry)}</p>
			{kind === "follow_up_step" && typeof values.to === "string" && <p>{say(`notebook.step_${values.to}`)}</p>}
			{kind === "follow_up_step" && values.to === "handed_over" && (
				<p>{say("notebook.handed_to", { name: labelOf(pack, values.assignedTo) ?? say("notebook.somebody") })}</p>
			)}
			{typeof values.words === "string" && <p>{values.words}</p>}
			{due && <p>{say("notebook.by_day", { day: dayInWords(language, due) })}</p>}
		</>
	);
}

function TheirSide({ desk, theirs }: { desk: Desk; theirs: Theirs }) {
	const { say, language } = desk;
	if (theirs.kind === "attendance")
		return (
			<ul>
				{theirs.present.map(({ id, label }) => (
					<li key={id}>{say("notebook.was_there", { label })}</li>
				))}
				<li>{say("notebook.unnamed_line", { n: theirs.unnamed })}</li>
			</ul>
		);
	return (
		<>
			<p>{theirs.what}</p>
			<p>{say(`notebook.state_of_${theirs.state}`)}</p>
			{theirs.outcome && <p>{theirs.outcome}</p>}
			{theirs.assignedName && <p>{say("notebook.assigned_to", { name: theirs.assignedName })}</p>}
			<p>{say("notebook.by_day", { day: dayInWords(language, theirs.dueOn) })}</p>
		</>
	);
}
