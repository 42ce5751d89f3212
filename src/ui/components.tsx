import type { ComponentChildren } from "preact";
import { levelOf } from "../core/levels.ts";
import type { FormState } from "./form.ts";
import { typedValue, valuesOf } from "./form.ts";
import type { View } from "./http.ts";
import { type Language, ownNames, residentLanguages } from "./words.ts";

/** What pages are made of. Class names are ours, in `styles/`; nothing here has inline style. */

type Children = { children?: ComponentChildren };

/** A white card with a hairline. `urgent` draws the red edge. */
export function Card({ children, urgent, labelledBy }: Children & { urgent?: boolean; labelledBy?: string }) {
	return (
		<section class={urgent ? "card card-urgent" : "card"} aria-labelledby={labelledBy}>
			{children}
		</section>
	);
}

/** A form that posts and works without scripts. `id` is the record's id, made here, so that sending twice writes once. */
export function Form({ action, id, children, label }: Children & { action: string; id?: string; label?: string }) {
	return (
		<form method="post" action={action} class="form" aria-label={label} data-enhance>
			{id && <input type="hidden" name="id" value={id} />}
			{children}
		</form>
	);
}

/** All errors of a form in one place, each a link to its field. */
export function ErrorSummary({ view, form }: { view: View; form: FormState }) {
	const entries = Object.entries(form.errors);
	if (entries.length === 0) return null;
	return (
		<div class="error-summary" role="alert" tabIndex={-1} id="errors">
			<h2>{view.say("ui.errors_title")}</h2>
			<ul>
				{entries.map(([field, key]) => (
					<li key={field}>{field === "form" ? view.say(key) : <a href={`#f-${field}`}>{view.say(key)}</a>}</li>
				))}
			</ul>
		</div>
	);
}

type FieldProps = {
	view: View;
	form: FormState;
	name: string;
	label: string;
	hint?: string;
	required?: boolean;
	/** The one question of a page: its words are a little larger. */
	big?: boolean;
};

function describedBy(name: string, hint: string | undefined, error: string | undefined): string | undefined {
	return [hint && `h-${name}`, error && `e-${name}`].filter(Boolean).join(" ") || undefined;
}

function Field({ view, form, name, label, hint, required, big, children }: FieldProps & Children) {
	const error = form.errors[name];
	return (
		<div class={`field${big ? " field-big" : ""}${error ? " field-wrong" : ""}`}>
			<label for={`f-${name}`}>
				{label}
				{!required && <span class="optional"> {view.say("ui.optional")}</span>}
			</label>
			{hint && (
				<p class="hint" id={`h-${name}`}>
					{hint}
				</p>
			)}
			{children}
			{error && (
				<p class="error" id={`e-${name}`}>
					{view.say(error)}
				</p>
			)}
		</div>
	);
}

/** One line of text (or a day, a time, a number, an e-mail address). */
export function TextField(
	props: FieldProps & {
		type?: "text" | "date" | "time" | "number" | "email" | "tel" | "url" | "search" | "month" | "password";
		value?: string;
		autocomplete?: string;
		inputMode?: "numeric" | "tel" | "email";
		maxLength?: number;
		min?: string | number;
		max?: string | number;
	},
) {
	const {
		form,
		name,
		hint,
		required,
		type = "text",
		value,
		autocomplete = "off",
		inputMode,
		maxLength,
		min,
		max,
	} = props;
	return (
		<Field {...props}>
			<input
				id={`f-${name}`}
				name={name}
				// Preact's types want one literal here; to them all of ours are fields of text.
				type={type as "text"}
				value={name in form.values ? typedValue(form, name) : (value ?? "")}
				required={required}
				autocomplete={autocomplete}
				inputMode={inputMode}
				maxLength={maxLength}
				min={min}
				max={max}
				aria-invalid={form.errors[name] ? "true" : undefined}
				aria-describedby={describedBy(name, hint, form.errors[name])}
			/>
		</Field>
	);
}

/** Several lines of text. */
export function TextArea(
	props: FieldProps & { rows?: number; value?: string; maxLength?: number; autofocus?: boolean },
) {
	const { form, name, hint, required, rows = 3, value, maxLength } = props;
	return (
		<Field {...props}>
			<textarea
				id={`f-${name}`}
				name={name}
				rows={rows}
				required={required}
				maxLength={maxLength}
				aria-invalid={form.errors[name] ? "true" : undefined}
				aria-describedby={describedBy(name, hint, form.errors[name])}
			>
				{name in form.values ? typedValue(form, name) : (value ?? "")}
			</textarea>
		</Field>
	);
}

export type Choice = { value: string; label: string; guessed?: boolean };

/** A list to choose one from. The first, empty entry says what leaving it out means. */
export function Select(props: FieldProps & { options: readonly Choice[]; empty?: string; value?: string }) {
	const { form, name, hint, required, options, empty, value } = props;
	const chosen = name in form.values ? typedValue(form, name) : (value ?? "");
	return (
		<Field {...props}>
			<select
				id={`f-${name}`}
				name={name}
				required={required}
				aria-invalid={form.errors[name] ? "true" : undefined}
				aria-describedby={describedBy(name, hint, form.errors[name])}
			>
				{empty !== undefined && <option value="">{empty}</option>}
				{options.map((o) => (
					<option key={o.value} value={o.value} selected={o.value === chosen}>
						{o.label}
					</option>
				))}
			</select>
		</Field>
	);
}

type LanguageProps = Omit<FieldProps, "name"> & { value?: string; of?: readonly Language[] };

/** In which language something is written or shown (`language`): one that residents read, where no others are given. */
export function LanguageField({ of = residentLanguages, value, ...field }: LanguageProps) {
	const options = of.map((one) => ({ value: one, label: ownNames[one] }));
	return <Select {...field} name="language" value={value ?? field.view.language} options={options} />;
}

/** Chips: one (radio) or several (checkbox) of a few, one tap each. A guessed chip is drawn dashed, with a question mark. */
export function Chips(
	props: FieldProps & { options: readonly Choice[]; several?: boolean; value?: string | string[] },
) {
	const { view, form, name, label, hint, required, options, several, value } = props;
	const given = value === undefined ? [] : Array.isArray(value) ? value : [value];
	const chosen = name in form.values ? valuesOf(form, name) : given;
	const error = form.errors[name];
	return (
		<fieldset
			class={error ? "field chips field-wrong" : "field chips"}
			id={`f-${name}`}
			tabIndex={-1}
			aria-describedby={describedBy(name, hint, error)}
		>
			<legend>
				{label}
				{!required && <span class="optional"> {view.say("ui.optional")}</span>}
			</legend>
			{hint && (
				<p class="hint" id={`h-${name}`}>
					{hint}
				</p>
			)}
			<div class="chip-row">
				{options.map((o) => (
					<label key={o.value} class={o.guessed ? "chip chip-guessed" : "chip"}>
						<input
							type={several ? "checkbox" : "radio"}
							name={name}
							value={o.value}
							checked={chosen.includes(o.value)}
						/>
						<span>{o.guessed ? `${o.label}?` : o.label}</span>
					</label>
				))}
			</div>
			{error && (
				<p class="error" id={`e-${name}`}>
					{view.say(error)}
				</p>
			)}
		</fieldset>
	);
}

/** One tick. */
export function Tick({ form, name, label, hint, checked, view }: Omit<FieldProps, "required"> & { checked?: boolean }) {
	const error = form.errors[name];
	return (
		<div class={error ? "field tick field-wrong" : "field tick"}>
			<label for={`f-${name}`}>
				<input
					type="checkbox"
					id={`f-${name}`}
					name={name}
					value="yes"
					aria-invalid={error ? "true" : undefined}
					checked={Object.keys(form.values).length > 0 ? name in form.values : checked}
					aria-describedby={describedBy(name, hint, error)}
				/>
				<span>{label}</span>
			</label>
			{hint && (
				<p class="hint" id={`h-${name}`}>
					{hint}
				</p>
			)}
			{error && (
				<p class="error" id={`e-${name}`}>
					{view.say(error)}
				</p>
			)}
		</div>
	);
}

/** Who will read it, under the field and before saving. */
export function Readers({ children }: Children) {
	return <p class="readers">{children}</p>;
}

/** The same, where the level of what is written says it all. */
export function ReadBy({ view, of }: { view: View; of: keyof typeof levelOf }) {
	return <Readers>{view.say(`ui.read_by_${levelOf[of]}`)}</Readers>;
}

/** The button that does what its words say. `name`/`value` let one form do several things. */
export function Button({
	children,
	quiet,
	name,
	value,
	urgent,
}: Children & { quiet?: boolean; urgent?: boolean; name?: string; value?: string }) {
	return (
		<button
			type="submit"
			class={`button${quiet ? " button-quiet" : ""}${urgent ? " button-urgent" : ""}`}
			name={name}
			value={value}
		>
			{children}
		</button>
	);
}

/** A link that looks like a button. */
export function LinkButton({ href, children, quiet }: Children & { href: string; quiet?: boolean }) {
	return (
		<a href={href} class={quiet ? "button button-quiet" : "button"}>
			{children}
		</a>
	);
}

/** Main actions of a page: bottom right when there is room, full width on a phone. */
export function Actions({ children }: Children) {
	return <div class="actions">{children}</div>;
}

export type Knot = { key: string; done?: boolean; title: ComponentChildren; line?: ComponentChildren; when?: string };

/** The thread: what belongs together in time. Filled knot = done, open = to come. */
export function Thread({ knots, label }: { knots: readonly Knot[]; label: string }) {
	return (
		<ol class="thread" aria-label={label}>
			{knots.map((k) => (
				<li key={k.key} class={k.done ? "knot knot-done" : "knot"}>
					{k.when && <p class="knot-when">{k.when}</p>}
					<p class="knot-title">{k.title}</p>
					{k.line && <p class="knot-line">{k.line}</p>}
				</li>
			))}
		</ol>
	);
}

/** A table with its caption, scrolling inside itself on a phone. */
export function Table({
	caption,
	head,
	rows,
	figures = [],
}: {
	caption: string;
	head: readonly string[];
	rows: readonly (readonly ComponentChildren[])[];
	figures?: readonly number[];
}) {
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
		<section class="table-wrap" aria-label={caption} tabIndex={0}>
			<table>
				<caption>{caption}</caption>
				<thead>
					<tr>
						{head.map((h, i) => (
							<th key={h} scope="col" class={figures.includes(i) ? "figure" : undefined}>
								{h}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{rows.map((row, r) => (
						<tr key={r}>
							{row.map((cell, i) =>
								i === 0 ? (
									<th key={i} scope="row">
										{cell}
									</th>
								) : (
									<td key={i} class={figures.includes(i) ? "figure" : undefined}>
										{cell}
									</td>
								),
							)}
						</tr>
					))}
				</tbody>
			</table>
		</section>
	);
}

/** What will be here, and how to begin. */
export function Empty({ children }: Children) {
	return <div class="empty">{children}</div>;
}

/** A list of plain entries: a title, a softer line under it. */
export function Entries({
	items,
	label,
}: {
	items: readonly { key: string; title: ComponentChildren; line?: ComponentChildren; actions?: ComponentChildren }[];
	label?: string;
}) {
	return (
		<ul class="entries" aria-label={label}>
			{items.map((i) => (
				<li key={i.key}>
					<p class="entry-title">{i.title}</p>
					{i.line && <p class="entry-line">{i.line}</p>}
					{i.actions && <div class="entry-actions">{i.actions}</div>}
				</li>
			))}
		</ul>
	);
}

/** A telephone number that calls; its digits run from left to right in every language. */
export function Phone({ number }: { number: string }) {
	return (
		<a class="phone" dir="ltr" href={`tel:${number.replace(/[^+\d]/g, "")}`}>
			{number}
		</a>
	);
}

export type Candidate = { id: string; label: string; line?: string };

/**
 * Chooses a person, a place, an organisation by typing part of a name. Somebody is never guessed, only
 * chosen: what was typed (`<name>_typed`) comes back with the candidates as chips (`<name>`), unless
 * it is exactly one entry's name. With scripts, candidates appear while typing.
 */
export function PartyPicker(
	props: FieldProps & { candidates?: readonly Candidate[]; chosen?: Candidate; kinds: string },
) {
	const { view, form, name, hint, required, candidates = [], chosen, kinds } = props;
	const typed = `${name}_typed`;
	const picked = typedValue(form, name) || chosen?.id || "";
	const known = chosen && !candidates.some((c) => c.id === chosen.id) ? [chosen, ...candidates] : candidates;
	const error = form.errors[name] ?? form.errors[typed];
	return (
		<div
			class="picker"
			// The error summary leads to the candidates where there are some, else to the field.
			id={known.length === 0 ? `f-${name}` : undefined}
			data-suggest={`/api/community/parties?kinds=${kinds}`}
			data-name={name}
			data-found={view.say("ui.search_found")}
			data-none={view.say("ui.search_none")}
		>
			<Field {...props} name={typed} form={{ values: form.values, errors: error ? { [typed]: error } : {} }}>
				<input
					id={`f-${typed}`}
					name={typed}
					type="text"
					value={typedValue(form, typed)}
					autocomplete="off"
					maxLength={120}
					required={required && known.length === 0}
					aria-invalid={error ? "true" : undefined}
					aria-describedby={describedBy(typed, hint, error)}
				/>
			</Field>
			<p class="hint" role="status" />
			<fieldset
				class="field chips candidates"
				id={known.length > 0 ? `f-${name}` : undefined}
				tabIndex={-1}
				hidden={known.length === 0}
			>
				<legend>{view.say("ui.which_one")}</legend>
				<div class="chip-row">
					{known.map((c) => (
						<label key={c.id} class="chip">
							<input type="radio" name={name} value={c.id} checked={c.id === picked} data-label={c.label} />
							<span>
								{c.label}
								{c.line && <small> {c.line}</small>}
							</span>
						</label>
					))}
					{chosen && !required && (
						<label class="chip">
							<input type="radio" name={name} value="" checked={picked === ""} />
							<span>{view.say("ui.none_of_these")}</span>
						</label>
					)}
				</div>
				{!chosen && <p class="hint">{view.say("ui.or_type_another")}</p>}
			</fieldset>
		</div>
	);
}
