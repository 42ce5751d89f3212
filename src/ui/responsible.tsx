import { type ResponsibleAs, responsibles } from "../core/responsible.ts";
import { Select, TextField, Tick } from "./components.tsx";
import { type FormState, typedValue } from "./form.ts";
import type { View } from "./http.ts";

/** Who answers for a minor, wherever somebody's yes is asked for. */

type Props = { view: View; form: FormState };

/** The adult and how they stand to the minor; `of` is added to the names of the fields where a form asks for several. */
export function ResponsibleFields({ view, form, of = "", required }: Props & { of?: string; required?: boolean }) {
	const { say } = view;
	const common = { view, form, required };
	return (
		<>
			<TextField
				{...common}
				name={`responsible${of}`}
				label={say("ledger.responsible")}
				hint={say("ledger.responsible_hint")}
				maxLength={120}
			/>
			<Select
				{...common}
				name={`responsibleAs${of}`}
				label={say("ledger.responsible_as")}
				empty={say("ledger.responsible_as_none")}
				options={responsibles.map((value) => ({ value, label: say(`ledger.as_${value}`) }))}
			/>
		</>
	);
}

const names = ["minor", "responsible", "responsibleAs"];

/** The same under a form that asks one person, folded away until it is needed. */
export function IfMinor({ view, form }: Props) {
	const { say } = view;
	const isOpen = names.some((name) => form.errors[name] || typedValue(form, name));
	return (
		<details open={isOpen}>
			<summary>{say("ledger.if_minor")}</summary>
			<Tick view={view} form={form} name="minor" label={say("ledger.minor")} />
			<ResponsibleFields view={view} form={form} />
		</details>
	);
}

/** The same under a form that asks several: for each of them who turned out to be a minor. */
export function MinorsAmong({ view, form, people }: Props & { people: readonly { id: string; label: string }[] }) {
	const asked = people.filter(({ id }) =>
		names.some((name) => form.errors[`${name}_${id}`] || typedValue(form, `${name}_${id}`)),
	);
	return (
		<>
			{asked.map(({ id, label }) => (
				<fieldset key={id} class="field">
					<legend>{view.say("ledger.responsible_for", { label })}</legend>
					<ResponsibleFields view={view} form={form} of={`_${id}`} required />
				</fieldset>
			))}
		</>
	);
}

/** Who was said to answer for this one of several. */
export function responsibleTyped(form: FormState, id: string): { responsible?: string; responsibleAs?: ResponsibleAs } {
	const name = typedValue(form, `responsible_${id}`).slice(0, 120).replaceAll("\0", "").toWellFormed().trim();
	const as = typedValue(form, `responsibleAs_${id}`);
	return { responsible: name || undefined, responsibleAs: responsibles.find((one) => one === as) };
}
