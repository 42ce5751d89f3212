import {
	Actions,
	Button,
	Card,
	Chips,
	Entries,
	ErrorSummary,
	Form,
	PartyPicker,
	Readers,
	TextField,
	Tick,
} from "../../../ui/components.tsx";
import { type FormState, typedValue } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { LegalGround } from "../../../ui/legal-ground.tsx";
import { LanguageField, UntilAndMinor } from "../agreements/parts.tsx";
import { type Candidate, levels, type Noun, type Party, pathOf, placeSorts, sectors, ways } from "../contract.ts";

type Props = {
	view: View;
	noun: Noun;
	id: string;
	form: FormState;
	today: string;
	/** Places that may be meant. */
	candidates?: readonly Candidate[];
	/** Those already called so. */
	same?: readonly Party[];
};

/** How the person is known: a description asks nothing, a nickname and a name ask how the person agreed. */
function PersonFields({ view, form, today }: Props) {
	const { say } = view;
	const options = levels.map((level) => ({ value: level, label: say(`community.level_${level}`) }));
	return (
		<>
			<Chips
				view={view}
				form={form}
				name="level"
				label={say("community.level")}
				hint={say("community.level_hint")}
				options={options}
				value="description"
				required
			/>
			<Chips
				view={view}
				form={form}
				name="agreedHow"
				label={say("community.agreed_how")}
				hint={say("community.agreed_how_hint")}
				options={ways.map((way) => ({ value: way, label: say(`community.way_${way}`) }))}
			/>
			<TextField view={view} form={form} name="agreedOn" type="date" label={say("community.agreed_on")} max={today} />
			<LanguageField view={view} form={form} />
			<UntilAndMinor view={view} form={form} min={today} />
		</>
	);
}

type Fields = Pick<Props, "view" | "form">;

/** Of which sort an organisation is, and what it does here. */
export function OrganisationFields({ view, form }: Fields) {
	const { say } = view;
	return (
		<>
			<Chips
				view={view}
				form={form}
				name="sector"
				label={say("community.sector")}
				options={sectors.map((s) => ({ value: s, label: say(`community.sector_${s}`) }))}
				required
			/>
			<TextField
				view={view}
				form={form}
				name="doing"
				label={say("community.doing")}
				hint={say("community.organisation_doing_hint")}
				maxLength={200}
			/>
			<Tick view={view} form={form} name="familyDistrict" label={say("community.family_district_tick")} />
		</>
	);
}

/** Of which sort a place is, and how many live there. */
export function PlaceFields({ view, form }: Fields) {
	const { say } = view;
	return (
		<>
			<Chips
				view={view}
				form={form}
				name="sort"
				label={say("community.sort")}
				options={placeSorts.map((s) => ({ value: s, label: say(`community.sort_${s}`) }))}
				required
			/>
			<TextField
				view={view}
				form={form}
				name="residents"
				inputMode="numeric"
				label={say("community.residents")}
				hint={say("community.residents_hint")}
				maxLength={6}
			/>
		</>
	);
}

/** Somebody is called so already: who, and «it is another one». */
function Same({ view, form, same = [] }: Pick<Props, "view" | "form" | "same">) {
	const { say } = view;
	if (same.length === 0) return null;
	return (
		<Card labelledBy="same-title">
			<h2 id="same-title">{say("community.same_title", { n: same.length, label: typedValue(form, "label") })}</h2>
			<Entries
				items={same.map((party) => ({
					key: party.id,
					title: <a href={pathOf(party)}>{party.label}</a>,
					line: party.placeLabel,
				}))}
			/>
			<Tick view={view} form={form} name="another" label={say("community.another")} />
		</Card>
	);
}

/** Writing down a new one of any of the five kinds. */
export function New(props: Props) {
	const { view, noun, id, form, today, candidates, same } = props;
	const { say } = view;
	return (
		<Page view={view} title={say(`community.new_${noun}`)} place="community" lead={say(`community.new_${noun}_lead`)}>
			<ErrorSummary view={view} form={form} />
			<Form action={`/community/${noun}/new`} id={id}>
				<Same view={view} form={form} same={same} />
				<TextField
					view={view}
					form={form}
					name="label"
					label={say(`community.label_${noun}`)}
					hint={say(`community.label_${noun}_hint`)}
					maxLength={120}
					required
				/>
				{noun === "persons" && <PersonFields {...props} />}
				{noun === "organisations" && <OrganisationFields {...props} />}
				{noun === "places" && <PlaceFields {...props} />}
				<PartyPicker
					view={view}
					form={form}
					name="place"
					kinds="place"
					label={say(`community.place_${noun}`)}
					hint={say("community.place_hint")}
					candidates={candidates}
				/>
				<TextField
					view={view}
					form={form}
					name="knownSince"
					type="date"
					label={say("community.known_since")}
					value={today}
					max={today}
				/>
				<Tick
					view={view}
					form={form}
					name="existedBefore"
					label={say("community.existed_before_tick")}
					hint={say("community.existed_before_hint")}
				/>
				<Readers>
					{say("community.readers")} <a href="/access/privacy">{say("community.privacy_more")}</a>
				</Readers>
				{noun === "persons" && <LegalGround view={view} purpose="community" />}
				<Actions>
					<Button>{say("community.save")}</Button>
				</Actions>
			</Form>
		</Page>
	);
}
