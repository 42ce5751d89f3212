import { dayOf } from "../../core/period.ts";
import {
	Actions,
	Button,
	Card,
	Chips,
	ErrorSummary,
	Form,
	PartyPicker,
	Readers,
	Select,
	TextField,
	Tick,
} from "../../ui/components.tsx";
import { type FormState, typedValue } from "../../ui/form.ts";
import type { View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import { MovedByField } from "./moved-by.tsx";
import type { People } from "./people/service.ts";

type Props = { view: View; form: FormState; id: string; people: People; answers?: string; uses?: string };

/** The form of a new act. The giver's earlier receipts appear once the giver is chosen. */
export function NewAct({ view, form, id, people, answers, uses = typedValue(form, "uses") }: Props) {
	const { say } = view;
	const warned = form.errors.what === "exchange.error_paid_words" || typedValue(form, "freely") !== "";
	return (
		<Page view={view} place="exchange" title={say("exchange.new_title")} lead={say("exchange.new_lead")}>
			<ErrorSummary view={view} form={form} />
			<Card>
				<Form action="/exchange/acts" id={id} label={say("exchange.new_title")}>
					{/* Return in a field saves: the first button of a form is the one it presses. */}
					<button type="submit" hidden />
					{uses && <input type="hidden" name="uses" value={uses} />}
					<PeopleFields view={view} form={form} people={people} />
					<TextField
						view={view}
						form={form}
						name="what"
						label={say("exchange.what")}
						hint={say("exchange.what_hint")}
						maxLength={300}
						required
					/>
					{warned && (
						<Tick
							view={view}
							form={form}
							name="freely"
							label={say("exchange.freely_tick")}
							hint={say("exchange.freely_hint")}
						/>
					)}
					<Chips
						view={view}
						form={form}
						name="given"
						label={say("exchange.given")}
						options={(["freely", "paid"] as const).map((g) => ({ value: g, label: say(`exchange.given_${g}`) }))}
						value="freely"
						required
					/>
					<WhenFields view={view} form={form} />
					<MovedByField
						view={view}
						form={form}
						received={people.received}
						giver={people.giver?.label}
						value="not_asked"
					/>
					{people.openNeeds.length > 0 && (
						<Select
							view={view}
							form={form}
							name="answers"
							label={say("exchange.answers")}
							hint={say("exchange.answers_hint")}
							empty={say("exchange.answers_none")}
							options={people.openNeeds.map((need) => ({ value: need.id, label: need.title }))}
							value={answers}
						/>
					)}
					<Readers>{say("exchange.readers", { place: people.place })}</Readers>
					<Actions>
						<Button>{say("exchange.save")}</Button>
					</Actions>
				</Form>
			</Card>
		</Page>
	);
}

function PeopleFields({ view, form, people }: Omit<Props, "id">) {
	const { say } = view;
	const { giver, receivers } = people;
	// What was typed for somebody now among the chosen has done its work: the field is free for one more.
	const { receiver: _chosen, receiver_typed: typed = "", ...others } = form.values;
	const open = { values: { ...others, receiver_typed: people.looked.receiver ? typed : "" }, errors: form.errors };
	return (
		<>
			<PartyPicker
				view={view}
				form={form}
				name="giver"
				label={say("exchange.giver")}
				hint={giver ? undefined : say("exchange.giver_hint")}
				kinds="person"
				chosen={giver}
				candidates={people.giverCandidates}
				required
			/>
			{receivers.length > 0 && (
				<Chips
					view={view}
					form={{ values: {}, errors: {} }}
					name="receivers"
					label={say("exchange.receivers_chosen")}
					options={receivers.map((r) => ({ value: r.id, label: r.label }))}
					value={receivers.map((r) => r.id)}
					several
					required
				/>
			)}
			<PartyPicker
				view={view}
				form={open}
				name="receiver"
				label={say(receivers.length > 0 ? "exchange.receiver_more" : "exchange.receiver")}
				hint={say("exchange.receiver_hint")}
				kinds="person,household,group"
				candidates={people.receiverCandidates}
				required={receivers.length === 0}
			/>
			<p>
				<button type="submit" class="button button-quiet" name="step" value="choose" formNoValidate>
					{say("exchange.choose")}
				</button>
			</p>
		</>
	);
}

function WhenFields({ view, form }: Pick<Props, "view" | "form">) {
	const { say } = view;
	const today = dayOf(view.now);
	return (
		<>
			<TextField
				view={view}
				form={form}
				name="day"
				type="date"
				label={say("exchange.day")}
				value={today}
				max={today}
				required
			/>
			<TextField view={view} form={form} name="time" type="time" label={say("exchange.time")} />
			<TextField
				view={view}
				form={form}
				name="minutes"
				type="number"
				inputMode="numeric"
				min={1}
				max={6000}
				label={say("exchange.minutes")}
				hint={say("exchange.minutes_hint")}
			/>
		</>
	);
}
