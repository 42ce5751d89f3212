import { dayOf } from "../../../core/period.ts";
import {
	Actions,
	Button,
	Card,
	Empty,
	Entries,
	ErrorSummary,
	Form,
	Readers,
	Select,
	TextField,
} from "../../../ui/components.tsx";
import { languageInWords } from "../../../ui/dates.ts";
import type { FormState } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { ReachContact } from "../../../ui/reach-fields.tsx";
import { residentLanguages } from "../../../ui/words.ts";
import { sessionWhen } from "../sessions/parts.tsx";
import type { Joined } from "./contract.ts";
import { Children } from "./join.page.tsx";
import type { JoinedPage as Shown } from "./service.ts";

type Props = Shown & { view: View; form: FormState; id: string };

/** Who means to come to a date: for who organises it names and how many, for who works there also how to reach them. */
export function JoinedPage({ view, initiative, session, joined, free, form, id }: Props) {
	const { say, actor } = view;
	const works = actor.role !== "citizen";
	const base = `/initiatives/${initiative.id}/sessions/${session.id}`;
	const coming = joined.filter((one) => one.state === "joins");
	const waiting = joined.filter((one) => one.state === "waits");
	const heads = coming.reduce((n, one) => n + 1 + one.children, 0);
	const said = [say("joined.coming", { n: heads }), free !== null && say("joined.free", { n: free })].filter(Boolean);
	return (
		<Page
			view={view}
			place="initiatives"
			title={say("joined.title", { day: sessionWhen(view, session) })}
			lead={said.join(" · ")}
		>
			<p>
				<a href={works ? base : `/initiatives/${initiative.id}`}>{initiative.title}</a>
			</p>
			<p class="soft">{say("joined.lead")}</p>
			<ErrorSummary view={view} form={form} />
			{joined.length === 0 && (
				<Empty>
					<p>{say("joined.none")}</p>
				</Empty>
			)}
			{coming.length > 0 && <List view={view} title="joined.who" joined={coming} base={works ? base : undefined} />}
			{waiting.length > 0 && (
				<List view={view} title="joined.waiting" joined={waiting} base={works ? base : undefined} />
			)}
			{works && coming.length > 0 && dayOf(session.startsAt) <= dayOf(view.now) && (
				<Came view={view} joined={coming} base={base} />
			)}
			{works && session.state === "planned" && <Add view={view} form={form} base={base} id={id} />}
		</Page>
	);
}

function List({
	view,
	title,
	joined,
	base,
}: {
	view: View;
	title: string;
	joined: Joined[];
	base: string | undefined;
}) {
	const { say } = view;
	return (
		<section>
			<h2>{say(title)}</h2>
			<Entries
				items={joined.map((one) => ({
					key: one.id,
					title: one.givenName,
					line: <Line view={view} one={one} />,
					actions: base && <Acts view={view} one={one} base={`${base}/joined/${one.id}`} />,
				}))}
			/>
		</section>
	);
}

function Line({ view, one }: { view: View; one: Joined }) {
	const { say, language } = view;
	const said = [
		one.children > 0 && say("joined.with_children", { n: one.children }),
		one.childNames && say("joined.names", { names: one.childNames }),
		one.hasAccount && say("joined.by_account"),
		one.byAnother && say("behalfdesk.joined"),
		one.reach && !one.reach.confirmedAt && say("joined.unconfirmed"),
		one.reach && one.reach.language !== "it" && languageInWords(language, one.reach.language),
		one.movedUp && say("joined.moved_up"),
	].filter(Boolean);
	return (
		<>
			{one.reach && <ReachContact reach={one.reach} />}
			{one.reach && said.length > 0 && " · "}
			{said.join(" · ")}
		</>
	);
}

function Acts({ view: { say }, one, base }: { view: View; one: Joined; base: string }) {
	return (
		<>
			{one.movedUp && (
				<Form action={`${base}/told`}>
					<Button quiet>{say("joined.told", { name: one.givenName })}</Button>
				</Form>
			)}
			<Form action={`${base}/leave`}>
				<Button quiet>{say("joined.leave", { name: one.givenName })}</Button>
			</Form>
		</>
	);
}

/** Everybody is ticked: one tap, where all came. */
function Came({ view: { say }, joined, base }: { view: View; joined: Joined[]; base: string }) {
	return (
		<Card>
			<h2>{say("joined.came_title")}</h2>
			<p class="hint">{say("joined.came_hint")}</p>
			<Form action={`${base}/joined/came`}>
				<fieldset class="field">
					<legend>{say("joined.came_title")}</legend>
					{joined.map((one) => (
						<label class="chip" key={one.id}>
							<input type="checkbox" name="came" value={one.id} checked />
							<span>{one.givenName}</span>
						</label>
					))}
				</fieldset>
				<Actions>
					<Button>{say("joined.came")}</Button>
				</Actions>
			</Form>
		</Card>
	);
}

/** Whoever calls or comes by is put down here. */
function Add({ view, form, base, id }: { view: View; form: FormState; base: string; id: string }) {
	const { say, language } = view;
	const fields = { view, form };
	return (
		<Card>
			<h2>{say("joined.add_title")}</h2>
			<Form action={`${base}/joined`} id={id}>
				<TextField
					{...fields}
					name="givenName"
					label={say("reach.name")}
					hint={say("reach.name_hint")}
					maxLength={60}
					required
				/>
				<TextField {...fields} name="contact" label={say("reach.contact")} maxLength={254} required />
				<Select
					{...fields}
					name="language"
					label={say("joined.language")}
					value="it"
					options={residentLanguages.map((code) => ({ value: code, label: languageInWords(language, code) }))}
				/>
				<Children {...fields} />
				<Readers>{say("joined.readers")}</Readers>
				<Actions>
					<Button>{say("joined.add")}</Button>
				</Actions>
			</Form>
		</Card>
	);
}
