import {
	Actions,
	Button,
	Card,
	ErrorSummary,
	Form,
	LinkButton,
	Readers,
	Select,
	TextArea,
} from "../../../../ui/components.tsx";
import { clockInWords } from "../../../../ui/dates.ts";
import { emptyForm, type FormState } from "../../../../ui/form.ts";
import type { View } from "../../../../ui/http.ts";
import { Page } from "../../../../ui/layout.tsx";
import { offeredTopics } from "../../words.tsx";
import { DeskLines } from "../card.tsx";
import { partnerTextMost } from "../contract.ts";
import type { OpenLink } from "./service.ts";

type Props = { view: View; link: OpenLink };
type WriteProps = Props & {
	token: string;
	form: FormState;
	id: string;
	places: readonly { id: string; label: string }[];
	/** From when there is room again, after too much at once. */
	wait?: Date;
};

/** What a partner sees: whom to call first, and three questions of which one is enough. */
export function WritePage({ view, link, token, form, id, places, wait }: WriteProps) {
	const { say } = view;
	const names = { place: link.name, partner: link.label };
	return (
		<Page view={view} square={link} title={say("partners.write_title")} lead={say("partners.write_lead", names)}>
			<section class="urgent-path" aria-labelledby="danger">
				<h2 id="danger">{say("partners.danger")}</h2>
				<p>{say("partners.danger_first")}</p>
				<p>
					<a class="button button-urgent" href="tel:112">
						{say("listening.call_112")}
					</a>
				</p>
				<DeskLines view={view} desk={link} />
			</section>
			{wait && (
				<div class="error-summary" role="alert" tabIndex={-1} id="errors">
					<p>{say("partners.wait", { time: clockInWords(view.language, wait) })}</p>
				</div>
			)}
			<ErrorSummary view={view} form={form} />
			<Form action={`/listening/partner/${token}`} id={id} label={say("partners.write_title")}>
				<TextArea
					view={view}
					form={form}
					name="text"
					label={say("partners.text")}
					hint={say("partners.text_hint")}
					rows={5}
					maxLength={partnerTextMost}
					required
				/>
				<Select
					view={view}
					form={form}
					name="topic"
					label={say("partners.topic")}
					empty={say("partners.topic_empty")}
					options={offeredTopics(view).map((topic) => ({ value: topic, label: say(`listening.topic_${topic}`) }))}
				/>
				<Select
					view={view}
					form={form}
					name="place"
					label={say("partners.place")}
					empty={say("partners.place_empty")}
					options={places.map((p) => ({ value: p.id, label: p.label }))}
				/>
				<Readers>{say("partners.who_reads", names)}</Readers>
				<Actions>
					<Button>{say("partners.send")}</Button>
				</Actions>
			</Form>
		</Page>
	);
}

type ReceiptProps = Props & { token: string; code: string; when: { day: string; time: string } };

/** That it arrived: a code and the time, and nothing of what was written. */
export function ReceiptPage({ view, link, token, code, when }: ReceiptProps) {
	const { say } = view;
	const lead = say("partners.arrived_lead", { place: link.name, ...when });
	return (
		<Page view={view} square={link} title={say("partners.arrived_title")} lead={lead}>
			<Card>
				<p class="sentence">
					{say("partners.receipt")} <strong>{code}</strong>
				</p>
				<p>{say("partners.receipt_why")}</p>
				<DeskLines view={view} desk={link} />
			</Card>
			<Actions>
				<LinkButton href={`/listening/partner/${token}`}>{say("partners.another")}</LinkButton>
			</Actions>
		</Page>
	);
}

/** A link taken back: nothing is saved, what was typed stays on the screen, and whom to call. */
export function GonePage({ view, link, typed }: Props & { typed: string }) {
	const { say } = view;
	return (
		<Page view={view} square={link} title={say("partners.gone_title")} lead={say("partners.gone_lead")}>
			<Card>
				<DeskLines view={view} desk={link} />
				<p>
					<strong>{say("partners.card_urgent")}</strong>
				</p>
			</Card>
			{typed && (
				<>
					<p>{say("partners.gone_kept")}</p>
					<TextArea
						view={view}
						form={emptyForm}
						name="text"
						label={say("partners.gone_text")}
						value={typed}
						rows={6}
						required
					/>
				</>
			)}
		</Page>
	);
}
