import type { ComponentChildren } from "preact";
import { dayOf } from "../../core/period.ts";
import { Entries, type Knot, Thread } from "../../ui/components.tsx";
import { clockInWords, dateInWords } from "../../ui/dates.ts";
import type { View } from "../../ui/http.ts";
import type { Call, Companion, Field, Referral, StateName, Step, Word } from "./contract.ts";
import { can } from "./rules.ts";

/** What pages of referrals are made of, whoever reads them. */

export function Section({ id, title, children }: { id: string; title: string; children: ComponentChildren }) {
	return (
		<section aria-labelledby={id} class="stack">
			<h2 id={id}>{title}</h2>
			{children}
		</section>
	);
}

/** A day and a time in words. */
export function momentInWords({ language, say }: View, at: Date): string {
	return say("referrals.moment", { day: dateInWords(language, dayOf(at)), time: clockInWords(language, at) });
}

/** What it is called: a referral when agreed, a report where it rests on a legal ground. */
export function kindKey(referral: Referral): string {
	const onGround = "basis" in referral && referral.basis.kind === "ground";
	return onGround ? "referrals.kind_ground" : "referrals.kind_agreed";
}

/** The state in plain words, for one of three readers. */
export function stateInWords(
	{ say }: View,
	{ state, deskName }: Referral,
	to: "facilitator" | "desk" | "person",
): string {
	return say(`referrals.state_${state}_${to}`, { desk: deskName ?? "–" });
}

/** Exactly what the desk reads, or would read: the fields in their order, each in the words written. */
export function DeskReads({ view, fields }: { view: View; fields: readonly Field[] }) {
	return (
		<dl>
			{fields.map(({ key, text }) => (
				<div key={key}>
					<dt>{view.say(`referrals.field_${key}`)}</dt>
					<dd class="pre">{text}</dd>
				</div>
			))}
		</dl>
	);
}

/** On what it rests, in a line. */
export function BasisLine({ view, referral, words }: { view: View; referral: Referral; words: readonly Word[] }) {
	if (!("basis" in referral)) return null;
	const { say, language } = view;
	const { basis } = referral;
	const day = dateInWords(language, basis.on);
	const norm = words.findLast(({ kind, round }) => kind === "ground" && round === referral.round)?.text ?? "";
	return (
		<p>
			{basis.kind === "agreement"
				? say("referrals.basis_agreement", { day })
				: say("referrals.basis_ground", { day, norm })}
		</p>
	);
}

/** What was said along the path. A desk's own note is among them for the desk alone. */
export function Words({ view, words }: { view: View; words: readonly Word[] }) {
	const shown = words.filter(({ kind }) => kind !== "ground");
	if (shown.length === 0) return null;
	return (
		<Section id="said" title={view.say("referrals.said")}>
			<Entries
				label={view.say("referrals.said")}
				items={shown.map(({ id, kind, text, at }) => ({
					key: id,
					title: `${view.say(`referrals.word_${kind}`)} · ${momentInWords(view, at)}`,
					line: <span class="pre">{text}</span>,
				}))}
			/>
		</Section>
	);
}

export function Calls({ view, calls, children }: { view: View; calls: readonly Call[]; children?: ComponentChildren }) {
	if (calls.length === 0 && !children) return null;
	const { say } = view;
	return (
		<Section id="calls" title={say("referrals.calls")}>
			{calls.length > 0 && (
				<Entries
					label={say("referrals.calls")}
					items={calls.map(({ id, who, reached, at }) => ({
						key: id,
						title: who,
						line: `${momentInWords(view, at)} · ${say(reached ? "referrals.reached" : "referrals.not_reached")}`,
					}))}
				/>
			)}
			{children}
		</Section>
	);
}

export function Companions(props: {
	view: View;
	companions: readonly Companion[];
	after?: (one: Companion) => ComponentChildren;
	children?: ComponentChildren;
}) {
	const { view, companions, after, children } = props;
	if (companions.length === 0 && !children) return null;
	const { say, language } = view;
	return (
		<Section id="companions" title={say("referrals.companions")}>
			{companions.length > 0 && (
				<Entries
					label={say("referrals.companions")}
					items={companions.map((one) => ({
						key: one.id,
						title: one.name,
						line: [say(`referrals.companion_${one.kind}`), one.on && dateInWords(language, one.on)]
							.filter(Boolean)
							.join(" · "),
						actions: after?.(one),
					}))}
				/>
			)}
			{children}
		</Section>
	);
}

/** The states still ahead on the straight way to the answer. */
const straight: readonly StateName[] = [
	"offered",
	"agreed",
	"sent",
	"received",
	"accepted",
	"in_progress",
	"concluded",
	"closed",
];

function ahead(referral: Referral): readonly StateName[] {
	const { state } = referral;
	if (state === "draft") return straight;
	if (state === "grounded" || state === "returned") return straight.slice(2);
	if (state === "declined") return ["closed"];
	const at = straight.indexOf(state);
	return at < 0 ? [] : straight.slice(at + 1);
}

/** The path as one calm line: what was done, when and by whom, and what is still to come. */
export function Path({ view, referral, steps }: { view: View; referral: Referral; steps: readonly Step[] }) {
	const { say } = view;
	const done: Knot[] = steps.map((step, i) => ({
		key: `done-${i}`,
		done: true,
		when: momentInWords(view, step.at),
		title: say(`referrals.step_${step.to}`),
		line: step.by ?? (step.byRole === "resident" || step.byRole === "citizen" ? say("referrals.by_person") : undefined),
	}));
	const open: Knot[] = ahead(referral).map((state) => ({ key: state, title: say(`referrals.step_${state}`) }));
	return (
		<Section id="path" title={say("referrals.path")}>
			<Thread knots={[...done, ...open]} label={say("referrals.path")} />
		</Section>
	);
}

/** A step that says nothing but itself: one button. */
export function StepButton(props: {
	view: View;
	action: string;
	version?: number;
	label: string;
	quiet?: boolean;
	urgent?: boolean;
}) {
	const { action, version, label, quiet, urgent } = props;
	const tone = `button${quiet ? " button-quiet" : ""}${urgent ? " button-urgent" : ""}`;
	return (
		<form method="post" action={action}>
			{version !== undefined && <input type="hidden" name="version" value={version} />}
			<button type="submit" class={tone}>
				{label}
			</button>
		</form>
	);
}

/** What the rules let this side do now. */
export function allowed(referral: Referral, side: "facilitator" | "desk" | "person") {
	const basis = "basis" in referral ? referral.basis.kind : undefined;
	return (verb: Parameters<typeof can>[0]) => can(verb, side, { state: referral.state, basis });
}
