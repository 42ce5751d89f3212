import { useState } from "preact/hooks";
import type { PackedSession } from "../../../../modules/notebook/contract.ts";
import type { Desk } from "./desk.ts";
import { Line, Select, Tick } from "./fields.tsx";
import { finish, useDraft } from "./form.tsx";
import type { Entry, Values } from "./outbox.ts";
import { sessionNow } from "./pack.ts";

/** Who was there: names are ticked. Who has not agreed to be written down is one of the number, or says yes now. */
export function AttendanceForm({ desk, draft, session }: { desk: Desk; draft: Entry; session: PackedSession }) {
	const { say, pack } = desk;
	const { entry, change, settled } = useDraft(desk, draft);
	const [more, setMore] = useState("");
	const now = sessionNow(session, desk.entries);
	const said = marksOf(entry.values.marks);
	const known = new Set(now.expected.map(({ id }) => id));
	const others = (pack?.people ?? []).filter((p) => p.neighbourhoodId === session.neighbourhoodId && !known.has(p.id));
	const added = others.filter(({ id }) => id in said).map((p) => ({ ...p, present: null, agreed: false }));
	const rows = [...now.expected, ...added];
	const set = (values: Values, field: string) => change({ field, values: { ...entry.values, ...values } });
	const mark = (id: string, agreed: boolean, present: boolean) => {
		const yes = { ...marksOf(entry.values.agreed) };
		// Only who has not agreed before is asked, and only while being ticked.
		if (!agreed) yes[id] = present;
		set({ marks: { ...said, [id]: present }, agreed: yes }, id);
	};
	const save = async (event: Event) => {
		event.preventDefault();
		await settled();
		await finish(desk, entry, session.version);
	};
	const unnamed = typeof entry.values.unnamed === "string" ? entry.values.unnamed : String(now.unnamed || "");
	return (
		<form autocomplete="off" class="form" aria-labelledby="page" noValidate onSubmit={(event) => void save(event)}>
			<fieldset class="field">
				<legend>{say("notebook.attendance_names")}</legend>
				{rows.length === 0 && <p class="hint">{say("notebook.attendance_nobody")}</p>}
				{rows.map(({ id, label, present, agreed }) => (
					<Tick
						key={id}
						say={say}
						name={id}
						label={label}
						hint={agreed ? undefined : say("notebook.attendance_agree")}
						checked={said[id] ?? present ?? false}
						onTick={(checked) => mark(id, agreed, checked)}
					/>
				))}
			</fieldset>
			{others.length > added.length && (
				<div class="row">
					<Select
						say={say}
						name="more"
						bare
						label={say("notebook.attendance_more")}
						value={more}
						onType={setMore}
						empty={say("notebook.choose")}
						options={others.filter(({ id }) => !(id in said)).map(({ id, label }) => ({ value: id, label }))}
					/>
					<button
						type="button"
						class="button button-quiet"
						onClick={() => {
							if (more) mark(more, false, true);
							setMore("");
						}}
					>
						{say("notebook.attendance_add")}
					</button>
				</div>
			)}
			<Line
				say={say}
				name="unnamed"
				type="number"
				label={say("notebook.unnamed")}
				hint={say("notebook.unnamed_hint")}
				value={unnamed}
				onType={(value) => set({ unnamed: value }, "unnamed")}
			/>
			<p class="readers">{say("notebook.readers_attendance")}</p>
			<div class="actions at-hand">
				<button type="submit" class="button">
					{say("notebook.save")}
				</button>
			</div>
		</form>
	);
}

export function marksOf(value: Values[string]): Record<string, boolean> {
	return typeof value === "object" ? value : {};
}
