import { dayOf } from "../../core/period.ts";
import { sayers, throughs } from "../../modules/community/behalf/contract.ts";
import { PostFields } from "../../modules/exchange/board/pages.tsx";
import type { PublicSession } from "../../modules/initiatives/contract.ts";
import type { Neighbourhood } from "../../modules/programme/contract.ts";
import {
	Actions,
	Button,
	Chips,
	ErrorSummary,
	Form,
	LanguageField,
	Readers,
	Select,
	TextField,
	Tick,
} from "../../ui/components.tsx";
import { clockInWords, dayInWords } from "../../ui/dates.ts";
import { Desk } from "../../ui/desk.tsx";
import type { FormState } from "../../ui/form.ts";
import type { View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";

type Fields = { view: View; form: FormState };
type Shown = Fields & { place: Neighbourhood; id: string };

/** An ask or an offer for somebody. */
export function PostForPage({ view, form, place, id, kind }: Shown & { kind: "ask" | "offer" }) {
	const { say } = view;
	return (
		<Page view={view} title={say(`behalf.new_${kind}`)} lead={say("behalf.new_lead")}>
			<ErrorSummary view={view} form={form} />
			<Form action="/community/behalf/posts" id={id} label={say(`behalf.new_${kind}`)}>
				<input type="hidden" name="kind" value={kind} />
				<PostFields view={view} form={form} />
				<Chips
					view={view}
					form={form}
					name="saidBy"
					label={say("behalf.said_by")}
					options={sayers.map((value) => ({ value, label: say(`behalf.said_by_${value}`) }))}
					value="person"
					required
				/>
				<Whom view={view} form={form} />
				<Actions>
					<Button>{say("behalf.save")}</Button>
				</Actions>
			</Form>
			<Desk view={view} place={place} />
		</Page>
	);
}

/** A date somebody wants to come to. */
export function JoinForPage({ view, form, place, id, dates }: Shown & { dates: readonly PublicSession[] }) {
	const { say, language } = view;
	return (
		<Page view={view} title={say("behalf.new_joining")} lead={say("behalf.new_lead")}>
			<ErrorSummary view={view} form={form} />
			{dates.length === 0 ? (
				<p>{say("joining.none")}</p>
			) : (
				<Form action="/community/behalf/joinings" id={id} label={say("behalf.new_joining")}>
					<input type="hidden" name="saidBy" value="person" />
					<Select
						view={view}
						form={form}
						name="session"
						label={say("behalf.session")}
						options={dates.map((one) => {
							const startsAt = new Date(one.startsAt);
							const when = say("joining.at", {
								day: dayInWords(language, dayOf(startsAt)),
								time: clockInWords(language, startsAt),
							});
							return { value: one.id, label: `${one.title} · ${when}` };
						})}
						required
					/>
					<LanguageField view={view} form={form} label={say("behalf.language")} required />
					<Whom view={view} form={form} />
					<Actions>
						<Button>{say("behalf.save")}</Button>
					</Actions>
				</Form>
			)}
			<Desk view={view} place={place} />
		</Page>
	);
}

/** For whom, and how to reach them: whoever has no telephone is reached through somebody else. */
function Whom({ view, form }: Fields) {
	const { say } = view;
	return (
		<>
			<TextField
				view={view}
				form={form}
				name="givenName"
				label={say("behalf.name")}
				hint={say("reach.name_hint")}
				maxLength={60}
				required
			/>
			<Chips
				view={view}
				form={form}
				name="through"
				label={say("behalf.through")}
				options={throughs.map((value) => ({ value, label: say(`behalf.through_${value}`) }))}
				value="desk"
				required
			/>
			<TextField
				view={view}
				form={form}
				name="contact"
				label={say("behalf.contact")}
				hint={say("behalf.contact_hint")}
				maxLength={254}
			/>
			<Tick view={view} form={form} name="agreed" label={say("behalf.agreed")} />
			<Readers>{say("behalf.readers")}</Readers>
		</>
	);
}
