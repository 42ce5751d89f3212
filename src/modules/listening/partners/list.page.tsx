import { dayOf } from "../../../core/period.ts";
import {
	Actions,
	Button,
	type Candidate,
	Empty,
	Entries,
	ErrorSummary,
	Form,
	LinkButton,
	PartyPicker,
	Readers,
} from "../../../ui/components.tsx";
import { dateInWords } from "../../../ui/dates.ts";
import type { FormState } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { Sections } from "../words.tsx";
import { type PartnerLine, partnerKinds } from "./contract.ts";

/** Whether the link works, what arrived and when the last of it. */
export function stateOf({ say, language }: View, p: PartnerLine): string {
	const on = (at: Date) => ({ day: dateInWords(language, dayOf(at)) });
	return [
		p.revokedAt ? say("partners.revoked", on(p.revokedAt)) : say("partners.works", on(p.madeAt)),
		say("partners.arrived", { n: p.arrived }),
		p.lastArrivedAt && say("partners.last", on(p.lastArrivedAt)),
	]
		.filter(Boolean)
		.join(" · ");
}

/** Those who write from outside. */
export function PartnersList({ view, partners }: { view: View; partners: readonly PartnerLine[] }) {
	const { say } = view;
	return (
		<Page view={view} place="listening" title={say("partners.title")} lead={say("partners.lead")}>
			<Sections view={view} current="partners" />
			{partners.length > 0 ? (
				<Entries
					label={say("partners.list", { place: view.neighbourhood?.name ?? "" })}
					items={partners.map((p) => ({
						key: p.id,
						title: <a href={`/listening/partners/${p.id}`}>{p.label}</a>,
						line: stateOf(view, p),
					}))}
				/>
			) : (
				<Empty>
					<p>{say("partners.empty")}</p>
				</Empty>
			)}
			<Actions>
				<LinkButton href="/listening/partners/new">{say("partners.new")}</LinkButton>
			</Actions>
		</Page>
	);
}

type NewProps = { view: View; form: FormState; id: string; candidates?: readonly Candidate[] };

/** A partner and its first link. */
export function NewPartner({ view, form, id, candidates }: NewProps) {
	const { say } = view;
	return (
		<Page view={view} place="listening" title={say("partners.new")} lead={say("partners.new_lead")}>
			<Sections view={view} current="partners" />
			<ErrorSummary view={view} form={form} />
			<Form action="/listening/partners" id={id} label={say("partners.new")}>
				<button type="submit" hidden />
				<PartyPicker
					view={view}
					form={form}
					name="partner"
					label={say("partners.partner")}
					hint={say("partners.partner_hint")}
					kinds={partnerKinds.join(",")}
					candidates={candidates}
					required
				/>
				<Readers>{say("partners.readers", { place: view.neighbourhood?.name ?? "" })}</Readers>
				<Actions>
					<Button>{say("partners.make")}</Button>
				</Actions>
			</Form>
		</Page>
	);
}
