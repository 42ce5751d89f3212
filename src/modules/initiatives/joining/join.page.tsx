import { dayOf } from "../../../core/period.ts";
import {
	Actions,
	Button,
	Card,
	Empty,
	Entries,
	ErrorSummary,
	Form,
	LinkButton,
	Phone,
	TextField,
	Tick,
} from "../../../ui/components.tsx";
import { clockInWords, dayInWords } from "../../../ui/dates.ts";
import { type FormState, typedValue } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { CodeForms, ReachFields } from "../../../ui/reach-fields.tsx";
import { isNeighbour, type reachForCode } from "../../community/reach/service.ts";
import type { Neighbourhood } from "../../programme/contract.ts";
import type { OwnJoining } from "./contract.ts";
import type { OpenDates } from "./service.ts";

/** A day with its hour, as residents read it. */
function whenOf({ say, language }: View, startsAt: Date): string {
	return say("joining.at", { day: dayInWords(language, dayOf(startsAt)), time: clockInWords(language, startsAt) });
}

type JoinProps = OpenDates & {
	view: View;
	place: Neighbourhood;
	form: FormState;
	/** The date a link asked for. */
	asked: string | undefined;
	id: string;
};

/** Joining: a day, a name, a contact; with an account a day alone. Calling is as good. */
export function JoinPage({ view, place, initiative, dates, form, asked, id }: JoinProps) {
	const { say } = view;
	const hasAccount = isNeighbour(view.actor);
	return (
		<Page
			view={view}
			square={place}
			part="list"
			title={say("joining.title", { title: initiative.title })}
			lead={say(hasAccount ? "joining.lead_account" : "joining.lead")}
		>
			<ErrorSummary view={view} form={form} />
			{dates.length === 0 ? (
				<p>{say("joining.none")}</p>
			) : (
				<Form action={`/n/${place.slug}/initiatives/${initiative.id}/join`} id={id}>
					<Days view={view} dates={dates} form={form} asked={asked} />
					{!hasAccount && <ReachFields view={view} form={form} />}
					<Children view={view} form={form} />
					<Actions>
						<Button>{say("joining.join")}</Button>
					</Actions>
				</Form>
			)}
			<Card>
				<p>{say("joining.or_call")}</p>
				<p>
					<Phone number={place.phone} />
				</p>
			</Card>
			<p>
				<a href={`/n/${place.slug}/initiatives/${initiative.id}`}>{say("joining.back", { title: initiative.title })}</a>
			</p>
		</Page>
	);
}

function Days({ view, dates, form, asked }: Pick<JoinProps, "view" | "dates" | "form" | "asked">) {
	const { say } = view;
	const open = dates.filter((date) => date.mine === null);
	const chosen = typedValue(form, "session") || open.find((date) => date.id === asked)?.id || open[0]?.id;
	const error = form.errors.session;
	return (
		<fieldset class={error ? "field field-wrong" : "field"} id="f-session" tabIndex={-1}>
			<legend>{say("joining.when")}</legend>
			{dates.map((date) => (
				<p key={date.id}>
					{date.mine ? (
						<a href={`/n/${view.path.split("/")[2]}/join/${date.mine}`}>
							{whenOf(view, date.startsAt)}: {say("joining.mine")}
						</a>
					) : (
						<label class="chip">
							<input type="radio" name="session" value={date.id} checked={date.id === chosen} required />
							<span>
								{whenOf(view, date.startsAt)}
								{date.free !== null && ` · ${say("joining.free", { n: date.free })}`}
							</span>
						</label>
					)}
				</p>
			))}
			{error && (
				<p class="error" id="e-session">
					{say(error)}
				</p>
			)}
		</fieldset>
	);
}

/** Children come with a parent: folded, because most come without. */
export function Children({ view, form }: { view: View; form: FormState }) {
	const { say } = view;
	const isTyped = ["children", "childNames", "parentAgrees"].some(
		(name) => typedValue(form, name) || form.errors[name],
	);
	return (
		<details open={isTyped}>
			<summary>{say("joining.with_children")}</summary>
			<TextField
				view={view}
				form={form}
				name="children"
				inputMode="numeric"
				maxLength={1}
				label={say("joining.children")}
			/>
			<TextField view={view} form={form} name="childNames" maxLength={120} label={say("joining.child_names")} />
			<Tick view={view} form={form} name="parentAgrees" label={say("joining.parent_agrees")} />
		</details>
	);
}

type JoiningProps = {
	view: View;
	place: Neighbourhood;
	joining: OwnJoining;
	code: Awaited<ReturnType<typeof reachForCode>>;
	form: FormState;
};

/** What somebody joined: it says no name, so that whoever finds the address learns nothing of anybody. */
export function JoiningPage({ view, place, joining, code, form }: JoiningProps) {
	const { say } = view;
	const base = `/n/${place.slug}/join/${joining.id}`;
	const waits = joining.state === "waits";
	const title = joining.isOff ? "joining.off_title" : waits ? "joining.waits_title" : "joining.joined_title";
	return (
		<Page view={view} square={place} part="list" title={say(title)} lead={joining.title}>
			<ErrorSummary view={view} form={form} />
			<p>
				{whenOf(view, joining.startsAt)}
				{joining.placeWords && ` · ${joining.placeWords}`}
			</p>
			{joining.children > 0 && <p>{say("joining.heads", { n: joining.children })}</p>}
			{code && !code.confirmed && code.kind === "phone" && <p>{say("reach.by_phone")}</p>}
			{code && !code.confirmed && code.kind === "email" && (
				<Card labelledBy="confirm">
					<h2 id="confirm">{say("joining.confirm_title")}</h2>
					<CodeForms view={view} form={form} action={base} again={code.canSend ? `${base}/letter` : undefined} />
				</Card>
			)}
			<Card>
				<p>{say("joining.keep")}</p>
				<p>
					<Phone number={place.phone} />
				</p>
				<Form action={`${base}/leave`}>
					<Button quiet>{say("joining.leave")}</Button>
				</Form>
			</Card>
			<p>
				<a href={`/n/${place.slug}/initiatives/${joining.initiativeId}`}>
					{say("joining.back", { title: joining.title })}
				</a>
			</p>
		</Page>
	);
}

/** Right after somebody said that they do not come. */
export function LeftPage({ view, place, joining }: Pick<JoiningProps, "view" | "place" | "joining">) {
	const { say } = view;
	return (
		<Page view={view} square={place} part="list" title={joining.title} lead={say("joining.left")}>
			<p>
				<LinkButton href={`/n/${place.slug}`} quiet>
					{place.name}
				</LinkButton>
			</p>
		</Page>
	);
}

/** The dates somebody with an account means to come to; the home has the way back. */
export function MinePage({ view, mine }: { view: View; mine: OwnJoining[] }) {
	const { say } = view;
	return (
		<Page view={view} title={say("joining.my_title")}>
			{mine.length === 0 ? (
				<Empty>
					<p>{say("joining.my_none")}</p>
				</Empty>
			) : (
				<Entries
					items={mine.map((one) => ({
						key: one.id,
						title: <a href={`/n/${one.slug}/join/${one.id}`}>{one.title}</a>,
						line: [
							whenOf(view, one.startsAt),
							one.placeWords,
							one.isOff ? say("joining.off_title") : one.state === "waits" && say("joining.waits"),
						]
							.filter(Boolean)
							.join(" · "),
					}))}
				/>
			)}
			<p>
				<a href="/access/me">{say("ui.foot_me")}</a>
			</p>
		</Page>
	);
}
