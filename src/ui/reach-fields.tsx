import { Actions, Button, Card, Form, Phone, Readers, TextField } from "./components.tsx";
import type { FormState } from "./form.ts";
import type { View } from "./http.ts";

/** One name and one contact, and who reads them: `givenName` and `contact`. */
export function ReachFields({ view, form, readers }: { view: View; form: FormState; readers?: string }) {
	const { say } = view;
	return (
		<>
			<TextField
				view={view}
				form={form}
				name="givenName"
				label={say("reach.name")}
				hint={say("reach.name_hint")}
				autocomplete="given-name"
				maxLength={60}
				required
			/>
			<TextField
				view={view}
				form={form}
				name="contact"
				label={say("reach.contact")}
				hint={say("reach.contact_hint")}
				maxLength={254}
				required
			/>
			<Readers>{readers ?? say("reach.readers")}</Readers>
		</>
	);
}

type Waiting = { confirmed: boolean; kind: "phone" | "email"; canSend: boolean };

/** What a contact not confirmed yet waits for, on one's own page at `here`: a call, or the code of a letter. */
export function CodeCard(props: { view: View; form: FormState; here: string; reach: Waiting | undefined }) {
	const { view, form, here, reach } = props;
	if (!reach || reach.confirmed) return null;
	const again = reach.canSend ? `${here}/again` : undefined;
	return (
		<Card labelledBy="code">
			<h2 id="code">{view.say("board.code_title")}</h2>
			{reach.kind === "phone" ? (
				<p>{view.say("reach.by_phone")}</p>
			) : (
				<CodeForms view={view} form={form} action={`${here}/code`} again={again} />
			)}
		</Card>
	);
}

/** Where the code of the letter is typed (`code`, posted to `action`), and another asked for (posted to `again`). */
export function CodeForms({
	view,
	form,
	action,
	again,
}: {
	view: View;
	form: FormState;
	action: string;
	again: string | undefined;
}) {
	const { say } = view;
	return (
		<>
			<Form action={action}>
				<TextField
					view={view}
					form={form}
					name="code"
					label={say("reach.code")}
					hint={say("reach.code_hint")}
					autocomplete="one-time-code"
					inputMode="numeric"
					maxLength={20}
					required
				/>
				<Actions>
					<Button>{say("reach.confirm")}</Button>
				</Actions>
			</Form>
			{again && (
				<Form action={again}>
					<Button quiet>{say("reach.send_again")}</Button>
				</Form>
			)}
		</>
	);
}

/** A contact that calls, or writes. */
export function ReachContact({ reach }: { reach: { contact: { kind: "phone" | "email"; value: string } } }) {
	const { kind, value } = reach.contact;
	return kind === "phone" ? <Phone number={value} /> : <a href={`mailto:${value}`}>{value}</a>;
}
