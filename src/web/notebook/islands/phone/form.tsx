import { useEffect, useRef, useState } from "preact/hooks";
import { lacking } from "./bodies.ts";
import type { Desk } from "./desk.ts";
import { Area, Chips, Errors, Line, Photo, Select, Tick } from "./fields.tsx";
import { type Field, type FormKind, fieldsOf, type Spoken } from "./forms.ts";
import { baseFor, type Entry, type Values } from "./outbox.ts";
import { setMeta } from "./store.ts";

/** A form that is kept letter by letter: killed at any moment, it opens again at the same field with its words. */

type Props = { desk: Desk; draft: Entry; version: string | null; lead?: string };

/** Keeps a draft as it is typed; the latest words win, one write at a time. */
export function useDraft(desk: Desk, draft: Entry) {
	const [entry, setEntry] = useState(draft);
	const latest = useRef(draft);
	const writing = useRef<Promise<unknown>>(Promise.resolve());
	const touched = useRef(false);
	const change = (changes: Partial<Entry>) => {
		latest.current = { ...latest.current, ...changes };
		touched.current = true;
		setEntry(latest.current);
		const wanted = latest.current;
		writing.current = writing.current.then(async () => {
			// Somebody typed on meanwhile: the later words are written, not these.
			if (wanted === latest.current) await desk.keep([wanted]);
		});
	};
	useEffect(() => {
		void setMeta(desk.store, "open", draft.id);
		document.getElementById(`f-${draft.field ?? ""}`)?.focus();
	}, [draft.id]);
	return { entry, change, settled: () => writing.current };
}

export function RecordForm({ desk, draft, version, lead }: Props) {
	const { say, pack, today, language } = desk;
	const { entry, change, settled } = useDraft(desk, draft);
	const [errors, setErrors] = useState<Record<string, string>>(draft.answer?.refusal?.fields ?? {});
	const kind = entry.kind as FormKind;
	const { values, neighbourhoodId } = entry;
	const fields = fieldsOf(kind, { say, pack, values, today, neighbourhoodId, language, questions: desk.questions });
	const set = (field: string, value: Values[string]) => change({ field, values: { ...values, [field]: value } });
	const save = async (event: Event) => {
		event.preventDefault();
		const wrong = lacking(kind, values);
		setErrors(wrong);
		if (Object.keys(wrong).length > 0) return void setTimeout(() => document.getElementById("errors")?.focus());
		await settled();
		await finish(desk, entry, version);
	};
	const draw = (field: Field) => (
		<OneField key={field.name} desk={desk} field={field} values={values} error={errors[field.name]} set={set} />
	);
	const more = fields.filter((field) => field.more);
	const hoods = pack?.neighbourhoods ?? [];
	return (
		<form autocomplete="off" class="form" aria-labelledby="page" noValidate onSubmit={(event) => void save(event)}>
			{lead && <p class="lead">{lead}</p>}
			<Errors say={say} errors={errors} />
			{hoods.length > 1 && entry.on === null && (
				<Select
					say={say}
					name="neighbourhood"
					label={say("notebook.neighbourhood")}
					value={neighbourhoodId}
					onType={(id) => change({ neighbourhoodId: id })}
					options={hoods.map(({ id, name }) => ({ value: id, label: name }))}
					required
				/>
			)}
			{fields.filter((field) => !field.more).map(draw)}
			{more.length > 0 && (
				<details open={more.some(({ name }) => errors[name]) || more.some(({ name }) => name === draft.field)}>
					<summary>{say("notebook.more")}</summary>
					<div class="stack">{more.map(draw)}</div>
				</details>
			)}
			<p class="readers">{say(`notebook.readers_${kind}`)}</p>
			<div class="actions at-hand" lang={language}>
				<button type="submit" class="button">
					{say("notebook.save")}
				</button>
			</div>
		</form>
	);
}

/** Takes a record out of its form and puts it in the row of those to be sent. */
export async function finish(desk: Desk, entry: Entry, version: string | null): Promise<void> {
	const { field: _field, answer: _answer, ...rest } = entry;
	const base = entry.base ?? baseFor(desk.entries, entry.on, version);
	const ready: Entry = { ...rest, state: "ready", base, at: new Date().toISOString() };
	if (await desk.keep([ready], { onKept: () => desk.go("", "notebook.saved") })) desk.send();
}

/** What is read out to somebody before they answer, in their language. */
function Aloud({ label, hint, spoken }: { label: string; hint?: string; spoken?: Spoken }) {
	if (!spoken) return null;
	const { text, language, isFromRight } = spoken;
	return (
		<figure class="field">
			<figcaption>
				<strong>{label}</strong>
			</figcaption>
			<blockquote class="card" lang={language} dir={isFromRight ? "rtl" : "ltr"}>
				<p>{text}</p>
			</blockquote>
			{hint && <p class="hint">{hint}</p>}
		</figure>
	);
}

type OneProps = {
	desk: Desk;
	field: Field;
	values: Values;
	error?: string;
	set: (name: string, value: Values[string]) => void;
};

function OneField({ desk, field, values, error, set }: OneProps) {
	const { say, language } = desk;
	const { name, label, hint, required, options = [], empty, max } = field;
	const value = typeof values[name] === "string" ? values[name] : "";
	const common = { say, name, label, hint, required, error };
	const typed = { ...common, value, onType: (text: string) => set(name, text) };
	if (field.kind === "area") return <Area {...typed} language={language} big={name === "text"} />;
	if (field.kind === "chips") return <Chips {...typed} options={options} />;
	if (field.kind === "select") return <Select {...typed} options={options} empty={empty} />;
	if (field.kind === "spoken") return <Aloud label={label} hint={hint} spoken={field.spoken} />;
	if (field.kind === "photo") return <Photo {...typed} />;
	if (field.kind === "tick") {
		const tick = <Tick {...common} checked={values[name] === true} onTick={(checked) => set(name, checked)} />;
		if (name !== "urgent" || values.urgent !== true) return tick;
		return (
			<div class="urgent-path">
				{tick}
				<a class="phone" href="tel:112">
					112
				</a>
			</div>
		);
	}
	return <Line {...typed} type={field.kind === "line" ? "text" : field.kind} max={max} />;
}
