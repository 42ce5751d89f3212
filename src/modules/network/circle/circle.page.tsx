import type { ComponentChildren } from "preact";
import { newId } from "../../../core/ids.ts";
import { dayOf } from "../../../core/period.ts";
import {
	Actions,
	Button,
	Card,
	Chips,
	Empty,
	ErrorSummary,
	Form,
	LinkButton,
	Readers,
	Select,
	TextArea,
	TextField,
	Tick,
} from "../../../ui/components.tsx";
import { dateInWords } from "../../../ui/dates.ts";
import { FileForm } from "../../../ui/file-field.tsx";
import { emptyForm, type FormState, typedValue } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { LegalGround } from "../../../ui/legal-ground.tsx";
import { IfMinor } from "../../../ui/responsible.tsx";
import { calledIn, pathOf, ways } from "../../community/contract.ts";
import { isInForceOn } from "../rules.ts";
import { type Compare, hands, rings, sectors } from "./contract.ts";
import { Drawing, Lists } from "./drawing.tsx";
import { between } from "./rules.ts";
import type { Shown, Whole } from "./service.ts";

/** Which form of the page was sent, as it came back. */
export type Sent = { name: "draw" | "entry" | "needs" | "file"; form: FormState };

type Props = { view: View; whole: Whole; isOwn: boolean; sent?: Sent; compare: Compare };
type Drawn = Props & { circle: NonNullable<Whole["circle"]> };

/** The key of what is said to the person, or, with `_of` behind it, to staff about them. */
export function of(isOwn: boolean, key: string): string {
	return `circle.${key}${isOwn ? "" : "_of"}`;
}

function baseOf({ whole, isOwn }: Props): string {
	return isOwn ? "/network/circle" : `/network/circle/${whole.person.id}`;
}

function formOf(sent: Sent | undefined, name: Sent["name"]): FormState {
	return sent?.name === name ? sent.form : emptyForm;
}

function Section({ id, title, children }: { id: string; title: string; children: ComponentChildren }) {
	return (
		<section aria-labelledby={id} class="stack">
			<h2 id={id}>{title}</h2>
			{children}
		</section>
	);
}

/** An account that belongs to nobody known here. */
export function UnknownPage({ view }: { view: View }) {
	return (
		<Page view={view} title={view.say("circle.title")}>
			<Empty>
				<p>{view.say("circle.unknown")}</p>
			</Empty>
		</Page>
	);
}

/** «My people», to the person or to staff while the person wants it. */
export function CirclePage(props: Props) {
	const { view, whole, isOwn } = props;
	const { say } = view;
	const title = isOwn ? say("circle.title") : say("circle.title_of", { label: calledIn(whole.person) });
	return (
		<Page view={view} title={title} place="community" lead={say(of(isOwn, "lead"))}>
			{!isOwn && (
				<p>
					<a href={pathOf(whole.person)}>{say("community.back_to", { label: calledIn(whole.person) })}</a>
				</p>
			)}
			{whole.circle ? <Standing {...props} circle={whole.circle} /> : <Begin {...props} />}
		</Page>
	);
}

/** Nobody is asked why there is none: it is an invitation. */
function Begin(props: Props) {
	const { view, isOwn, sent } = props;
	const { say } = view;
	const form = formOf(sent, "draw");
	const common = { view, form };
	return (
		<Card labelledBy="begin">
			<h2 id="begin">{say(isOwn ? "circle.begin_title" : "circle.begin_of_title")}</h2>
			<p>{say(isOwn ? "circle.begin_text" : "circle.begin_of_text")}</p>
			<ErrorSummary {...common} />
			<Form action={`${baseOf(props)}/draw`} id={typedValue(form, "id") || newId()}>
				{!isOwn && (
					<>
						<Chips
							{...common}
							name="how"
							label={say("circle.how")}
							options={ways.map((value) => ({ value, label: say(`community.way_${value}`) }))}
							required
						/>
						<TextField
							{...common}
							name="day"
							type="date"
							label={say("circle.day")}
							value={dayOf(view.now)}
							max={dayOf(view.now)}
						/>
						<IfMinor {...common} />
					</>
				)}
				<Readers>{say(of(isOwn, "readers"))}</Readers>
				<LegalGround view={view} purpose="circle" />
				<Actions>
					<Button>{say(isOwn ? "circle.begin" : "circle.begin_of")}</Button>
				</Actions>
			</Form>
		</Card>
	);
}

function Standing(props: Drawn) {
	const { view, isOwn, circle, sent } = props;
	const { say } = view;
	const today = dayOf(view.now);
	const now = circle.entries.filter((entry) => isInForceOn(entry, today));
	return (
		<>
			<p class="sentence">{sentenceOf(view, isOwn, now)}</p>
			{now.length > 0 && <Drawing view={view} entries={now} />}
			{now.length > 0 && (
				<Section id="list" title={say("circle.list")}>
					<Lists view={view} entries={now} after={(entry) => <After {...props} entry={entry} />} />
				</Section>
			)}
			<Add {...props} />
			{(circle.ownNeeds || circle.entries.some((entry) => entry.caredFor)) && <Needs {...props} />}
			<Comparison {...props} />
			<AtHome {...props} />
			<Section id="take" title={say("circle.take_title")}>
				<p class="row">
					<a href={`${baseOf(props)}/file.html`} download>
						{say("circle.take_html")}
					</a>
					<a href={`${baseOf(props)}/file.json`} download>
						{say("circle.take_json")}
					</a>
					<a href={`${baseOf(props)}/file.csv`} download>
						{say("circle.take_csv")}
					</a>
				</p>
				<p>{say(of(isOwn, "bring_text"))}</p>
				<ErrorSummary view={view} form={formOf(sent, "file")} />
				<Readers>{say(of(isOwn, "readers"))}</Readers>
				<FileForm
					view={view}
					form={formOf(sent, "file")}
					name="file"
					label={say("circle.bring")}
					hint={say("circle.bring_hint")}
					accept=".json,.csv,application/json,text/csv"
					action={`${baseOf(props)}/file`}
					save={say("circle.bring_do")}
				/>
			</Section>
			<Section id="withdraw" title={say("circle.withdraw_title")}>
				<p>{say(of(isOwn, "withdraw_text"))}</p>
				<form method="post" action={`${baseOf(props)}/withdraw`}>
					<Button quiet>{say(of(isOwn, "withdraw"))}</Button>
				</form>
			</Section>
		</>
	);
}

function sentenceOf(view: View, isOwn: boolean, entries: readonly Shown[]): string {
	return view.say(of(isOwn, "sentence"), {
		n: entries.length,
		helps: entries.filter((entry) => entry.hand === "received" || entry.hand === "both").length,
		helped: entries.filter((entry) => entry.hand === "given" || entry.hand === "both").length,
	});
}

/** Who is meant, where somebody said so, and the way to change it. */
function After({ view, isOwn, entry }: Props & { entry: Shown }) {
	const { say } = view;
	return (
		<>
			{entry.party && (
				<span class="soft">
					<a href={pathOf(entry.party)}>{say("circle.known_as", { label: calledIn(entry.party) })}</a>{" "}
				</span>
			)}
			{isOwn && entry.known && <span class="soft">({say("circle.known")}) </span>}
			<a href={`/network/circle/entries/${entry.id}`} aria-label={say("circle.change_of", { label: entry.label })}>
				{say("circle.change")}
			</a>
		</>
	);
}

/** What is said of one of a circle: the same fields when it is added and when it is changed. */
export function EntryFields({ view, form, entry }: { view: View; form: FormState; entry?: Shown }) {
	const { say } = view;
	const common = { view, form };
	return (
		<>
			<TextField
				{...common}
				name="label"
				label={say("circle.label")}
				hint={say("circle.label_hint")}
				value={entry?.label}
				maxLength={80}
				required
			/>
			<Chips
				{...common}
				name="sector"
				label={say("circle.sector")}
				options={sectors.map((value) => ({ value, label: say(`circle.sector_${value}`) }))}
				value={entry?.sector}
				required
			/>
			<Chips
				{...common}
				name="ring"
				label={say("circle.ring")}
				options={rings.map((value) => ({ value, label: say(`circle.ring_${value}`) }))}
				value={entry?.ring}
				required
			/>
			<Select
				{...common}
				name="hand"
				label={say("circle.hand")}
				empty={say("circle.hand_none")}
				options={hands.map((value) => ({ value, label: say(`circle.hand_${value}`) }))}
				value={entry?.hand ?? ""}
			/>
			<Tick {...common} name="caredFor" label={say("circle.cared_for")} checked={entry?.caredFor} />
			<TextField
				{...common}
				name="since"
				type="date"
				label={say("circle.since")}
				hint={say("circle.since_hint")}
				value={entry?.since ?? ""}
				max={dayOf(view.now)}
			/>
			{entry && (
				<TextField
					{...common}
					name="until"
					type="date"
					label={say("circle.until")}
					hint={say("circle.until_hint")}
					value={entry.until ?? ""}
					max={dayOf(view.now)}
				/>
			)}
		</>
	);
}

function Add(props: Drawn) {
	const { view, isOwn, sent } = props;
	const { say } = view;
	const form = formOf(sent, "entry");
	return (
		<Card labelledBy="add">
			<h2 id="add">{say("circle.add_title")}</h2>
			<ErrorSummary view={view} form={form} />
			<Form action={`${baseOf(props)}/entries`} id={typedValue(form, "id") || newId()}>
				<EntryFields view={view} form={form} />
				<Readers>{say(of(isOwn, "readers"))}</Readers>
				<LegalGround view={view} purpose="circle" />
				<Actions>
					<Button>{say("circle.add")}</Button>
				</Actions>
			</Form>
		</Card>
	);
}

/** Who looks after somebody is asked about themselves too. */
function Needs(props: Drawn) {
	const { view, isOwn, sent, circle } = props;
	const { say } = view;
	const form = formOf(sent, "needs");
	return (
		<Section id="needs" title={say(of(isOwn, "needs_title"))}>
			<ErrorSummary view={view} form={form} />
			<Form action={`${baseOf(props)}/needs`}>
				<TextArea
					view={view}
					form={form}
					name="ownNeeds"
					label={say("circle.needs")}
					hint={say("circle.needs_hint")}
					value={circle.ownNeeds ?? ""}
					maxLength={500}
				/>
				<Readers>{say(of(isOwn, "readers"))}</Readers>
				<LegalGround view={view} purpose="circle" />
				<Button quiet>{say("circle.save")}</Button>
			</Form>
		</Section>
	);
}

function Comparison(props: Drawn) {
	const { view, compare, circle } = props;
	const { say, language } = view;
	const today = dayOf(view.now);
	const { from, to, came, went } = between(circle.entries, compare.from ?? circle.drawnOn, compare.to ?? today);
	const asked = compare.from !== undefined || compare.to !== undefined;
	return (
		<Section id="compare" title={say("circle.compare_title")}>
			<form method="get" action={`${baseOf(props)}#compare`} class="form">
				<TextField
					view={view}
					form={emptyForm}
					name="from"
					type="date"
					label={say("circle.compare_from")}
					value={from}
					max={today}
					required
				/>
				<TextField
					view={view}
					form={emptyForm}
					name="to"
					type="date"
					label={say("circle.compare_to")}
					value={to}
					max={today}
					required
				/>
				<Button quiet>{say("circle.compare")}</Button>
			</form>
			{asked && (
				<>
					<p>
						<strong>
							{say("circle.compared", { from: dateInWords(language, from), to: dateInWords(language, to) })}
						</strong>
					</p>
					<h3>{say("circle.came")}</h3>
					{came.length > 0 ? <Lists view={view} entries={came} /> : <p>{say("circle.nobody_came")}</p>}
					<h3>{say("circle.went")}</h3>
					{went.length > 0 ? <Lists view={view} entries={went} /> : <p>{say("circle.nobody_went")}</p>}
				</>
			)}
		</Section>
	);
}

/** Each of a household decides alone whether the others may look. */
function AtHome(props: Drawn) {
	const { view, isOwn, whole, circle } = props;
	const { say } = view;
	return (
		<Section id="home" title={say("circle.home_title")}>
			<p>{say(of(isOwn, "home_text"))}</p>
			<form method="post" action={`${baseOf(props)}/household`} class="stack">
				{!circle.inHousehold && <input type="hidden" name="inHousehold" value="yes" />}
				{!circle.inHousehold && <Readers>{say("circle.home_readers")}</Readers>}
				<Button quiet>{say(of(isOwn, circle.inHousehold ? "home_no" : "home_yes"))}</Button>
			</form>
			{whole.households.map((id) => (
				<LinkButton key={id} href={`/network/circle/household/${id}`} quiet>
					{say("circle.home_link")}
				</LinkButton>
			))}
		</Section>
	);
}
