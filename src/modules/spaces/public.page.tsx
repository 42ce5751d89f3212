import { addDays, type Day, dayOf } from "../../core/period.ts";
import { Actions, Button, Card, ErrorSummary, Form, Phone, Readers, TextField } from "../../ui/components.tsx";
import { clockInWords, dayInWords, euroInWords } from "../../ui/dates.ts";
import { type FormState, typedValue } from "../../ui/form.ts";
import type { View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import { CodeForms, ReachFields } from "../../ui/reach-fields.tsx";
import type { reachForCode } from "../community/reach/service.ts";
import type { Neighbourhood } from "../programme/contract.ts";
import type { Busy, OwnBooking } from "./bookings/contract.ts";
import { freeOn, openingOn } from "./bookings/rules.ts";
import type { Space } from "./contract.ts";

type At = { view: View; place: Neighbourhood };

function facts({ say, language }: View, space: Space): string {
	const all = [
		space.placeWords,
		space.capacity && say("spaces.fits", { n: space.capacity }),
		space.stepFree && say("spaces.step_free"),
		space.costCents === 0 ? say("spaces.free") : say("spaces.cost", { amount: euroInWords(language, space.costCents) }),
	];
	return all.filter(Boolean).join(" · ");
}

/** Rooms and courtyards that anybody can ask for. */
export function SpacesPage({ view, place, spaces }: At & { spaces: readonly Space[] }) {
	const { say } = view;
	return (
		<Page view={view} square={place} part="spaces" title={say("spaces.title")} lead={say("spaces.lead")}>
			{spaces.length === 0 && <p>{say("spaces.none")}</p>}
			{spaces.map((space) => (
				<Card key={space.id}>
					<h2>
						<a href={`/n/${place.slug}/spaces/${space.id}`} lang={space.language}>
							{space.name}
						</a>
					</h2>
					<p>{facts(view, space)}</p>
				</Card>
			))}
			<p>
				<a href={`/n/${place.slug}`}>{say("square.all")}</a>
			</p>
		</Page>
	);
}

type SpaceProps = At & {
	space: Space;
	busy: readonly Busy[];
	from: Day;
	form: FormState;
	id: string;
	hasAccount: boolean;
};

/** One of them: what it is like, when it is free, and the form that takes it. */
export function SpacePage({ view, place, space, busy, from, form, id, hasAccount }: SpaceProps) {
	const { say } = view;
	const base = `/n/${place.slug}/spaces/${space.id}`;
	return (
		<Page view={view} square={place} part="spaces" title={space.name} lead={facts(view, space)}>
			<ErrorSummary view={view} form={form} />
			{space.about && <p lang={space.language}>{space.about}</p>}
			{space.rules && (
				<Card>
					<h2>{say("spaces.rules")}</h2>
					<p lang={space.language}>{space.rules}</p>
				</Card>
			)}
			{space.closedOn ? <p>{say("spaces.closed")}</p> : <Week {...{ view, space, busy, from, base }} />}
			{!space.closedOn && (
				<Card>
					<h2>{say("spaces.book_title")}</h2>
					<p>{say(space.asksFirst ? "spaces.asks_first" : "spaces.at_once")}</p>
					<Form action={base} id={id}>
						<TimeFields view={view} form={form} day={from} />
						{hasAccount ? <Readers>{say("reach.readers")}</Readers> : <ReachFields view={view} form={form} />}
						<Actions>
							<Button>{say("spaces.book")}</Button>
						</Actions>
					</Form>
				</Card>
			)}
			<Call view={view} place={place} />
			<p>
				<a href={`/n/${place.slug}/spaces`}>{say("spaces.all")}</a>
			</p>
		</Page>
	);
}

/** Day, from when to when, and what for. */
export function TimeFields({ view, form, day }: { view: View; form: FormState; day: Day }) {
	const { say } = view;
	const fields = { view, form };
	return (
		<>
			<TextField {...fields} name="day" type="date" label={say("spaces.day")} value={day} required />
			<TextField {...fields} name="from" type="time" label={say("spaces.from")} required />
			<TextField {...fields} name="to" type="time" label={say("spaces.to")} required />
			<TextField
				{...fields}
				name="what"
				label={say("spaces.what")}
				hint={say("spaces.what_hint")}
				maxLength={120}
				required
			/>
		</>
	);
}

/** Seven days with what is free of each: never who has the rest. */
function Week({
	view,
	space,
	busy,
	from,
	base,
}: Pick<SpaceProps, "view" | "space" | "busy" | "from"> & { base: string }) {
	const { say, language, now } = view;
	const days = [0, 1, 2, 3, 4, 5, 6].map((n) => addDays(from, n));
	const today = dayOf(now);
	const [earlier] = [today, addDays(from, -7)].sort().slice(-1);
	return (
		<section aria-labelledby="week">
			<h2 id="week">{say("spaces.week")}</h2>
			<dl>
				{days.map((day) => (
					<div key={day}>
						<dt>{dayInWords(language, day)}</dt>
						<dd>{freeWords(view, space, day, busy)}</dd>
					</div>
				))}
			</dl>
			<p class="row">
				{from > today && <a href={`${base}?from=${earlier}`}>{say("spaces.earlier")}</a>}
				<a href={`${base}?from=${addDays(from, 7)}`}>{say("spaces.later")}</a>
			</p>
		</section>
	);
}

function freeWords({ say, language, now }: View, space: Space, day: Day, busy: readonly Busy[]): string {
	const opening = openingOn(space.hours, day);
	if (!opening) return say("spaces.shut");
	const free = freeOn(opening, day, busy).filter(({ to }) => to > now);
	if (free.length === 0) return say("spaces.full");
	return free
		.map(({ from, to }) =>
			say("spaces.free_from", { from: clockInWords(language, from), to: clockInWords(language, to) }),
		)
		.join(", ");
}

function Call({ view, place }: At) {
	return (
		<Card>
			<p>{view.say("spaces.or_call")}</p>
			<p>
				<Phone number={place.phone} />
			</p>
		</Card>
	);
}

/** A day and its times, as residents read it. */
export function timesOf({ say, language }: View, { from, to }: Busy): string {
	const times = { from: clockInWords(language, from), to: clockInWords(language, to) };
	return say("spaces.when", { day: dayInWords(language, dayOf(from)), ...times });
}

type BookingProps = At & { booking: OwnBooking; code: Awaited<ReturnType<typeof reachForCode>>; form: FormState };

/** What somebody booked: it says no name, so that whoever finds the address learns nothing of anybody. */
export function BookingPage({ view, place, booking, code, form }: BookingProps) {
	const { say, language, now } = view;
	const base = `/n/${place.slug}/bookings/${booking.id}`;
	const stands = booking.state === "asked" || booking.state === "agreed";
	return (
		<Page view={view} square={place} part="spaces" title={say(`spaces.state_${booking.state}`)} lead={booking.space}>
			<ErrorSummary view={view} form={form} />
			<p>{timesOf(view, booking)}</p>
			<p>{booking.placeWords}</p>
			{booking.answer && <p lang="it">{booking.answer}</p>}
			{stands && booking.costCents > 0 && (
				<p>{say("spaces.costs_in_all", { amount: euroInWords(language, booking.costCents) })}</p>
			)}
			{booking.state === "agreed" && booking.keyWords && <p>{say("spaces.keys_at", { where: booking.keyWords })}</p>}
			{code && !code.confirmed && code.kind === "phone" && <p>{say("reach.by_phone")}</p>}
			{code && !code.confirmed && code.kind === "email" && (
				<Card>
					<CodeForms view={view} form={form} action={base} again={code.canSend ? `${base}/letter` : undefined} />
				</Card>
			)}
			<Call view={view} place={place} />
			{stands && booking.from > now && (
				<Form action={`${base}/withdraw`}>
					<Button quiet>{say("spaces.withdraw")}</Button>
				</Form>
			)}
			<p>
				<a href={`/n/${place.slug}/spaces`}>{say("spaces.all")}</a>
			</p>
		</Page>
	);
}

/** The day a week begins with: the one asked for, or one typed, or today. */
export function firstDay(view: View, asked: Day | undefined, form: FormState): Day {
	const today = dayOf(view.now);
	const typed = typedValue(form, "day");
	const day = asked ?? (/^\d{4}-\d\d-\d\d$/.test(typed) ? typed : today);
	return day < today || day > addDays(today, 400) ? today : day;
}
