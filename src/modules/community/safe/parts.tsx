import { Button, ErrorSummary, Form, Readers, TextField } from "../../../ui/components.tsx";
import { dateInWords } from "../../../ui/dates.ts";
import type { FormState } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import type { SafeContact } from "./contract.ts";

const fields = ["way", "hours", "unsaid", "word"] as const;
const lengths = { way: 200, hours: 200, unsaid: 300, word: 200 } as const;

/** How somebody can safely be reached: it stands before every contact. */
export function SafeCard({ view, safe }: { view: View; safe: SafeContact }) {
	const { say, language } = view;
	return (
		<section class="card stack" aria-labelledby="safe">
			<h2 id="safe">{say("safe.title")}</h2>
			<dl>
				{fields.map(
					(field) =>
						safe[field] && (
							<div key={field}>
								<dt>{say(`safe.${field}`)}</dt>
								<dd>{safe[field]}</dd>
							</div>
						),
				)}
			</dl>
			<p class="soft">{say("safe.said_on", { day: dateInWords(language, safe.saidOn) })}</p>
		</section>
	);
}

/** The form in which it is said, or taken back: by the person, or by staff on their word. */
export function SafeForm(props: {
	view: View;
	form: FormState;
	safe: SafeContact | undefined;
	action: string;
	isOwn: boolean;
	open: boolean;
}) {
	const { view, form, safe, action, isOwn, open } = props;
	const { say } = view;
	const whose = isOwn ? "mine" : "theirs";
	return (
		<details class="card" open={open}>
			<summary>{say(safe ? "safe.change" : `safe.say_${whose}`)}</summary>
			<ErrorSummary view={view} form={form} />
			<Form action={action} label={say(`safe.say_${whose}`)}>
				<p class="hint">{say(`safe.hint_${whose}`)}</p>
				{fields.map((name) => (
					<TextField
						key={name}
						view={view}
						form={form}
						name={name}
						label={say(`safe.${name}`)}
						hint={say(`safe.${name}_hint`)}
						value={safe?.[name]}
						maxLength={lengths[name]}
						required={name === "way"}
					/>
				))}
				<Readers>{say("safe.readers")}</Readers>
				<Button name="act" value="say">
					{say("safe.save")}
				</Button>
			</Form>
			{safe && (
				<form method="post" action={action}>
					<Button quiet name="act" value="forget">
						{say("safe.forget")}
					</Button>
				</form>
			)}
		</details>
	);
}

/** Protecting a record, or lifting that, with what either does. */
export function ProtectionForm({ view, id, isProtected }: { view: View; id: string; isProtected: boolean }) {
	const { say } = view;
	const to = isProtected ? "no" : "yes";
	return (
		<details class="card">
			<summary>{say(`safe.protect_${to}`)}</summary>
			<Form action={`/community/persons/${id}/protect`} label={say(`safe.protect_${to}`)}>
				<p>{say(`safe.protect_${to}_what`)}</p>
				<p class="hint">{say("safe.protect_no_reason")}</p>
				<Button quiet name="protected" value={to}>
					{say(`safe.protect_${to}`)}
				</Button>
			</Form>
		</details>
	);
}
