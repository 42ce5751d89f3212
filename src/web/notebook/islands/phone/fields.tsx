import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { hears, listen, smallPhoto } from "./device.ts";
import type { Say } from "./words.ts";

/** Fields as every page of Filò has them, for forms that are kept letter by letter. */

export type Choice = { value: string; label: string };
type Common = {
	say: Say;
	name: string;
	label: string;
	hint?: string;
	required?: boolean;
	/** Nothing to fill in, but to look something up: neither needed nor optional. */
	bare?: boolean;
	error?: string;
};
type Typed = Common & { value: string; onType: (value: string) => void };

function describedBy({ name, hint, error }: Common): string | undefined {
	return [hint && `h-${name}`, error && `e-${name}`].filter(Boolean).join(" ") || undefined;
}

function Around(props: Common & { children: ComponentChildren; big?: boolean }) {
	const { say, name, label, required, bare, error, big, children } = props;
	return (
		<div class={`field${big ? " field-big" : ""}${error ? " field-wrong" : ""}`}>
			<label for={`f-${name}`}>
				{label}
				{!required && !bare && <span class="optional"> {say("ui.optional")}</span>}
			</label>
			<Hint {...props} />
			{children}
			<Wrong {...props} />
		</div>
	);
}

function Hint({ name, hint }: Common) {
	if (!hint) return null;
	return (
		<p class="hint" id={`h-${name}`}>
			{hint}
		</p>
	);
}

function Wrong({ say, name, error }: Common) {
	if (!error) return null;
	return (
		<p class="error" id={`e-${name}`}>
			{/^[a-z]+\.[a-z_]+$/.test(error) ? say(error) : error}
		</p>
	);
}

export function Line(
	props: Typed & { type?: "text" | "date" | "number" | "password" | "search"; max?: string; autocomplete?: string },
) {
	const { name, value, onType, type = "text", required, error, max, autocomplete = "off" } = props;
	return (
		<Around {...props}>
			<input
				id={`f-${name}`}
				name={name}
				// Preact's types want one literal here; to them all of ours are fields of text.
				type={type as "text"}
				inputMode={type === "number" ? "numeric" : undefined}
				value={value}
				max={max}
				maxLength={300}
				required={required}
				autocomplete={autocomplete}
				aria-invalid={error ? "true" : undefined}
				aria-describedby={describedBy(props)}
				onInput={(event) => onType(event.currentTarget.value)}
			/>
		</Around>
	);
}

/** Several lines, and the voice where the device itself understands it. */
export function Area(props: Typed & { language: string; big?: boolean }) {
	const { say, name, value, onType, required, error, language } = props;
	const [canHear, setCanHear] = useState(false);
	const [stop, setStop] = useState<(() => void) | null>(null);
	useEffect(() => void hears(language).then(setCanHear), [language]);
	const hear = () => {
		if (stop) return stop();
		const end = listen(
			language,
			(words) => onType(value ? `${value} ${words}` : words),
			() => setStop(null),
		);
		setStop(() => end);
	};
	return (
		<Around {...props}>
			<textarea
				id={`f-${name}`}
				name={name}
				rows={3}
				maxLength={4000}
				// What browsers keep of unfinished fields for a restart lies there in clear.
				autocomplete="off"
				required={required}
				aria-invalid={error ? "true" : undefined}
				aria-describedby={describedBy(props)}
				value={value}
				onInput={(event) => onType(event.currentTarget.value)}
			/>
			{canHear && (
				<button type="button" class="link" aria-pressed={stop !== null} onClick={hear}>
					{say(stop ? "notebook.voice_stop" : "notebook.voice")}
				</button>
			)}
		</Around>
	);
}

export function Select(props: Typed & { options: readonly Choice[]; empty?: string }) {
	const { name, value, onType, required, error, options, empty } = props;
	return (
		<Around {...props}>
			<select
				id={`f-${name}`}
				name={name}
				required={required}
				aria-invalid={error ? "true" : undefined}
				aria-describedby={describedBy(props)}
				value={value}
				onChange={(event) => onType(event.currentTarget.value)}
			>
				{empty !== undefined && <option value="">{empty}</option>}
				{options.map((o) => (
					<option key={o.value} value={o.value}>
						{o.label}
					</option>
				))}
			</select>
		</Around>
	);
}

export function Chips(props: Typed & { options: readonly Choice[] }) {
	const { say, name, label, value, onType, required, error, options } = props;
	return (
		<fieldset
			class={error ? "field chips field-wrong" : "field chips"}
			id={`f-${name}`}
			tabIndex={-1}
			aria-describedby={describedBy(props)}
		>
			<legend>
				{label}
				{!required && <span class="optional"> {say("ui.optional")}</span>}
			</legend>
			<Hint {...props} />
			<div class="chip-row">
				{options.map((o) => (
					<label key={o.value} class="chip">
						<input
							type="radio"
							name={name}
							value={o.value}
							checked={o.value === value}
							onChange={() => onType(o.value)}
						/>
						<span>{o.label}</span>
					</label>
				))}
			</div>
			<Wrong {...props} />
		</fieldset>
	);
}

export function Tick(props: Common & { checked: boolean; onTick: (checked: boolean) => void }) {
	const { name, label, checked, onTick, error } = props;
	return (
		<div class={error ? "field tick field-wrong" : "field tick"}>
			<label for={`f-${name}`}>
				<input
					type="checkbox"
					id={`f-${name}`}
					name={name}
					checked={checked}
					aria-describedby={describedBy(props)}
					onChange={(event) => onTick(event.currentTarget.checked)}
				/>
				<span>{label}</span>
			</label>
			<Hint {...props} />
			<Wrong {...props} />
		</div>
	);
}

/** The photo of a sheet: taken now or chosen, made small before it is kept. */
export function Photo(props: Typed) {
	const { say, name, value, onType } = props;
	const [failed, setFailed] = useState(false);
	const take = async (file: File | undefined) => {
		if (!file) return;
		try {
			onType(await smallPhoto(file));
			setFailed(false);
		} catch {
			setFailed(true);
		}
	};
	return (
		<Around {...props} error={failed ? "notebook.photo_failed" : props.error}>
			<input
				id={`f-${name}`}
				name={name}
				type="file"
				accept="image/*"
				capture="environment"
				aria-describedby={describedBy(props)}
				onChange={(event) => void take(event.currentTarget.files?.[0])}
			/>
			{value && (
				<p class="row">
					<img src={value} width={120} alt={say("notebook.photo_taken")} />
					<button type="button" class="link" onClick={() => onType("")}>
						{say("notebook.photo_remove")}
					</button>
				</p>
			)}
		</Around>
	);
}

/** What is wrong, first and each a way to its field. */
export function Errors({ say, errors }: { say: Say; errors: Record<string, string> }) {
	const wrong = Object.entries(errors);
	if (wrong.length === 0) return null;
	return (
		<div class="error-summary" role="alert" tabIndex={-1} id="errors">
			<h3>{say("ui.errors_title")}</h3>
			<ul>
				{wrong.map(([name, error]) => (
					<li key={name}>
						<button type="button" class="link" onClick={() => document.getElementById(`f-${name}`)?.focus()}>
							{/^[a-z]+\.[a-z_]+$/.test(error) ? say(error) : error}
						</button>
					</li>
				))}
			</ul>
		</div>
	);
}
