import { newId } from "../../core/ids.ts";
import { dayOf } from "../../core/period.ts";
import {
	Actions,
	Button,
	type Candidate,
	Card,
	Empty,
	Entries,
	ErrorSummary,
	Form,
	LanguageField,
	LinkButton,
	PartyPicker,
	Readers,
	TextArea,
	TextField,
	Tick,
} from "../../ui/components.tsx";
import { shortDate } from "../../ui/dates.ts";
import type { FormState } from "../../ui/form.ts";
import type { View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import { ReachContact, ReachFields } from "../../ui/reach-fields.tsx";
import type { Booking } from "./bookings/contract.ts";
import { type Space, weekdays } from "./contract.ts";
import type { Key } from "./keys/contract.ts";
import { TimeFields, timesOf } from "./public.page.tsx";

/** The spaces of the neighbourhood, and who waits for a yes. */
export function SpacesList({
	view,
	spaces,
	asked,
}: {
	view: View;
	spaces: readonly Space[];
	asked: readonly Booking[];
}) {
	const { say } = view;
	return (
		<Page view={view} title={say("spacestaff.title")} lead={say("spacestaff.lead")}>
			<p class="row">
				<LinkButton href="/spaces/new">{say("spacestaff.new")}</LinkButton>
			</p>
			{asked.length > 0 && (
				<section>
					<h2>{say("spacestaff.asked", { n: asked.length })}</h2>
					<Entries
						label={say("spacestaff.asked", { n: asked.length })}
						items={asked.map((one) => ({
							key: one.id,
							title: <a href={`/spaces/${one.spaceId}`}>{one.space}</a>,
							line: `${timesOf(view, one)} · ${one.givenName} · ${one.what}`,
						}))}
					/>
				</section>
			)}
			{spaces.length === 0 ? (
				<Empty>
					<p>{say("spacestaff.none")}</p>
				</Empty>
			) : (
				<Entries
					label={say("spacestaff.title")}
					items={spaces.map((space) => ({
						key: space.id,
						title: <a href={`/spaces/${space.id}`}>{space.name}</a>,
						line: space.closedOn
							? say("spacestaff.closed_on", { day: shortDate(view.language, space.closedOn) })
							: space.placeWords,
					}))}
				/>
			)}
		</Page>
	);
}

/** A space, new or changed. */
export function SpaceForm({ view, form, id, space }: { view: View; form: FormState; id: string; space?: Space }) {
	const { say } = view;
	const fields = { view, form };
	return (
		<Page view={view} title={space ? space.name : say("spacestaff.new")} lead={say("spacestaff.form_lead")}>
			<ErrorSummary {...fields} />
			<Form action={space ? `/spaces/${space.id}` : "/spaces"} id={space ? undefined : id}>
				<TextField {...fields} name="name" label={say("spacestaff.name")} value={space?.name} maxLength={80} required />
				<TextField
					{...fields}
					name="placeWords"
					label={say("spacestaff.where")}
					value={space?.placeWords}
					maxLength={200}
					required
				/>
				<TextArea
					{...fields}
					name="about"
					label={say("spacestaff.about")}
					value={space?.about}
					maxLength={1000}
					rows={3}
				/>
				<TextField
					{...fields}
					name="capacity"
					label={say("spacestaff.capacity")}
					value={space?.capacity?.toString()}
					inputMode="numeric"
				/>
				<Tick {...fields} name="stepFree" label={say("spaces.step_free")} checked={space?.stepFree} />
				<TextField
					{...fields}
					name="cost"
					label={say("spacestaff.cost")}
					hint={say("spacestaff.cost_hint")}
					value={space && space.costCents > 0 ? (space.costCents / 100).toFixed(2).replace(".", ",") : undefined}
				/>
				<TextArea {...fields} name="rules" label={say("spaces.rules")} value={space?.rules} maxLength={2000} rows={4} />
				<TextField
					{...fields}
					name="keyWords"
					label={say("spacestaff.keys_where")}
					hint={say("spacestaff.keys_where_hint")}
					value={space?.keyWords}
					maxLength={200}
				/>
				<Tick
					{...fields}
					name="asksFirst"
					label={say("spacestaff.asks_first")}
					hint={say("spacestaff.asks_first_hint")}
					checked={space?.asksFirst}
				/>
				<Hours view={view} form={form} space={space} />
				<Readers>{say("spacestaff.public_readers")}</Readers>
				<Actions>
					<Button>{say("spacestaff.save")}</Button>
				</Actions>
			</Form>
		</Page>
	);
}

function Hours({ view, form, space }: { view: View; form: FormState; space?: Space }) {
	const { say } = view;
	return (
		<fieldset class="field">
			<legend>{say("spacestaff.hours")}</legend>
			<p class="soft">{say("spacestaff.hours_hint")}</p>
			{weekdays.map((n) => {
				const opening = space?.hours.find((one) => one.weekday === n);
				const weekday = say(`spacestaff.weekday_${n}`);
				const fields = { view, form, type: "time" as const };
				return (
					<div class="row" key={n}>
						<TextField
							{...fields}
							name={`opens_${n}`}
							label={say("spacestaff.opens", { weekday })}
							value={opening?.opens}
						/>
						<TextField
							{...fields}
							name={`closes_${n}`}
							label={say("spacestaff.closes", { weekday })}
							value={opening?.closes}
						/>
					</div>
				);
			})}
		</fieldset>
	);
}

type WorkingProps = {
	view: View;
	space: Space;
	bookings: readonly Booking[];
	keys: readonly Key[];
	form: FormState;
	keyForm: FormState;
	answerForm: FormState;
	candidates: Candidate[] | undefined;
};

/** A space as who looks after it sees it: who has it, who holds the keys. */
export function WorkingPage({ view, space, bookings, keys, form, keyForm, answerForm, candidates }: WorkingProps) {
	const { say } = view;
	const base = `/spaces/${space.id}`;
	return (
		<Page view={view} title={space.name} lead={space.placeWords}>
			<ErrorSummary view={view} form={form} />
			<ErrorSummary view={view} form={keyForm} />
			<ErrorSummary view={view} form={answerForm} />
			<p class="row">
				<LinkButton href={`${base}/change`} quiet>
					{say("spacestaff.change")}
				</LinkButton>
				<LinkButton href={`/publication/spaces/${space.id}`} quiet>
					{say("spacestaff.calendar")}
				</LinkButton>
			</p>
			<section>
				<h2>{say("spacestaff.bookings")}</h2>
				{bookings.length === 0 && <p>{say("spacestaff.no_bookings")}</p>}
				{bookings.map((one) => (
					<BookingCard key={one.id} view={view} booking={one} base={base} />
				))}
			</section>
			{!space.closedOn && (
				<Card>
					<h2>{say("spacestaff.book_title")}</h2>
					<Form action={`${base}/bookings`} id={newId()}>
						<TimeFields view={view} form={form} day={dayOf(view.now)} />
						<ReachFields view={view} form={form} />
						<LanguageField view={view} form={form} label={say("spacestaff.language")} value="it" />
						<Actions>
							<Button>{say("spacestaff.book")}</Button>
						</Actions>
					</Form>
				</Card>
			)}
			<Keys {...{ view, keys, keyForm, candidates, base }} />
			<Form action={`${base}/${space.closedOn ? "reopen" : "close"}`}>
				<Button quiet>{say(space.closedOn ? "spacestaff.reopen" : "spacestaff.close")}</Button>
			</Form>
		</Page>
	);
}

function BookingCard({ view, booking, base }: { view: View; booking: Booking; base: string }) {
	const { say } = view;
	const { reach } = booking;
	return (
		<Card>
			<h3>{timesOf(view, booking)}</h3>
			<p>
				{booking.givenName} · {booking.what} · {say(`spacestaff.state_${booking.state}`)}
			</p>
			{reach && (
				<p>
					<ReachContact reach={reach} />
				</p>
			)}
			{reach && !reach.confirmedAt && <p class="soft">{say("spacestaff.not_confirmed")}</p>}
			{booking.state === "asked" && (
				<Form action={`${base}/bookings/${booking.id}`}>
					<Button name="to" value="agreed">
						{say("spacestaff.say_yes")}
					</Button>
				</Form>
			)}
			<details>
				<summary>{say("spacestaff.say_no")}</summary>
				<Form action={`${base}/bookings/${booking.id}`}>
					<input type="hidden" name="to" value="declined" />
					<div class="field">
						<label for={`why-${booking.id}`}>{say("spacestaff.why")}</label>
						<input id={`why-${booking.id}`} name="answer" maxLength={300} required />
					</div>
					<Readers>{say("spacestaff.why_readers")}</Readers>
					<Button quiet>{say("spacestaff.decline")}</Button>
				</Form>
			</details>
		</Card>
	);
}

type KeysProps = Pick<WorkingProps, "view" | "keys" | "keyForm" | "candidates"> & { base: string };

function Keys({ view, keys, keyForm, candidates, base }: KeysProps) {
	const { say, language } = view;
	const today = dayOf(view.now);
	const items = keys.map((key) => ({
		key: key.id,
		title: key.holder,
		line: key.returnedOn
			? say("spacestaff.key_back", {
					since: shortDate(language, key.since),
					until: shortDate(language, key.returnedOn),
				})
			: say("spacestaff.key_since", { since: shortDate(language, key.since) }),
		actions: key.returnedOn ? undefined : (
			<Form action={`${base}/keys/${key.id}/returned`}>
				<input type="hidden" name="returnedOn" value={today} />
				<Button quiet>
					{say("spacestaff.key_returned")} <span class="visually-hidden">{key.holder}</span>
				</Button>
			</Form>
		),
	}));
	return (
		<Card>
			<h2>{say("spacestaff.keys")}</h2>
			{items.length > 0 && <Entries label={say("spacestaff.keys")} items={items} />}
			<Form action={`${base}/keys`} id={newId()}>
				<PartyPicker
					view={view}
					form={keyForm}
					name="holder"
					kinds="person,group,organisation"
					candidates={candidates}
					label={say("spacestaff.key_holder")}
				/>
				<TextField
					view={view}
					form={keyForm}
					name="since"
					type="date"
					label={say("spacestaff.key_since_label")}
					value={today}
					required
				/>
				<Readers>{say("initiatives.working_readers")}</Readers>
				<Actions>
					<Button quiet>{say("spacestaff.give_key")}</Button>
				</Actions>
			</Form>
		</Card>
	);
}
