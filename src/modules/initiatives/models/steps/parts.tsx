import { dayOf } from "../../../../core/period.ts";
import { Button, Card, Form, Select, TextField, Thread } from "../../../../ui/components.tsx";
import { dateInWords } from "../../../../ui/dates.ts";
import type { FormState } from "../../../../ui/form.ts";
import type { View } from "../../../../ui/http.ts";
import type { Step } from "../contract.ts";

type Props = {
	view: View;
	form: FormState;
	initiative: { id: string; modelId: string | null; modelVersion: number | null };
	steps: readonly Step[];
	names: ReadonlyMap<string, string>;
};

/** The steps of the model an initiative comes from: those taken, with day and name, and those to come, to tick. */
export function StepsHere({ view, form, initiative: i, steps, names }: Props) {
	const { say, language } = view;
	if (!i.modelId || steps.length === 0) return null;
	const ahead = steps.filter((step) => !step.takenOn);
	const error = form.errors.steps;
	return (
		<Card labelledBy="steps">
			<h2 id="steps">{say("models.steps_title")}</h2>
			<p>
				<a href={`/initiatives/models/${i.modelId}`}>
					{say("models.steps_from", {
						n: steps.length - ahead.length,
						all: steps.length,
						version: i.modelVersion ?? 1,
					})}
				</a>
			</p>
			<Thread
				label={say("models.steps_title")}
				knots={steps.map((step) => ({
					key: String(step.position),
					done: step.takenOn !== null,
					title: step.words,
					line: step.takenOn
						? [
								dateInWords(language, step.takenOn),
								step.takenBy && (names.get(step.takenBy) ?? say("ui.unknown_account")),
							]
								.filter(Boolean)
								.join(" · ")
						: undefined,
				}))}
			/>
			{ahead.length > 0 && (
				<details open={Object.keys(form.errors).some((name) => name === "steps" || name === "on") || undefined}>
					<summary>{say("models.take_title")}</summary>
					<Form action={`/initiatives/${i.id}/steps`} label={say("models.take_title")}>
						<fieldset class="field" id="f-steps" tabIndex={-1} aria-describedby={error ? "e-steps" : undefined}>
							<legend>{say("models.which_steps")}</legend>
							{ahead.map((step) => (
								<div key={step.position} class="tick">
									<label for={`s-${step.position}`}>
										<input type="checkbox" id={`s-${step.position}`} name="steps" value={step.position} />
										<span>{step.words}</span>
									</label>
								</div>
							))}
							{error && (
								<p class="error" id="e-steps">
									{say(error)}
								</p>
							)}
						</fieldset>
						<TextField
							view={view}
							form={form}
							name="on"
							type="date"
							label={say("models.taken_on")}
							value={dayOf(view.now)}
							max={dayOf(view.now)}
							required
						/>
						<Button quiet>{say("models.take")}</Button>
					</Form>
				</details>
			)}
			<NotTaken view={view} form={form} id={i.id} taken={steps.filter((step) => step.takenOn)} />
		</Card>
	);
}

/** A step ticked by mistake. */
function NotTaken({ view, form, id, taken }: { view: View; form: FormState; id: string; taken: readonly Step[] }) {
	const { say } = view;
	if (taken.length === 0) return null;
	return (
		<details>
			<summary>{say("models.not_taken")}</summary>
			<Form action={`/initiatives/${id}/steps/not-taken`} label={say("models.not_taken")}>
				<Select
					view={view}
					form={form}
					name="step"
					label={say("models.which_step")}
					options={taken.map((step) => ({ value: String(step.position), label: step.words }))}
					required
				/>
				<Button quiet>{say("models.not_taken_save")}</Button>
			</Form>
		</details>
	);
}
