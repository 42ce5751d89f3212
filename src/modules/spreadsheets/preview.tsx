import { Actions, Button, Card, Chips, Form, Select, Table, TextField, Tick } from "../../ui/components.tsx";
import { dateInWords } from "../../ui/dates.ts";
import type { FormState } from "../../ui/form.ts";
import type { View } from "../../ui/http.ts";
import { placeSorts, sectors, ways } from "../community/contract.ts";
import {
	bases,
	type Counts,
	fieldsOf,
	type Import,
	type Line,
	outcomes,
	type Preview,
	type SheetShown,
} from "./contract.ts";
import type { Chosen } from "./store.ts";

type Props = { view: View; one: Import; preview: Preview; chosen: Chosen };

const mostShown = 200;

/** What would become of each row, those that are refused first. */
export function PreviewCard({ view, one, preview }: Omit<Props, "chosen">) {
	const { say } = view;
	const { counts, lines, stop, people } = preview;
	const ordered = [...lines].sort((a, b) => weight(b) - weight(a) || a.row - b.row).slice(0, mostShown);
	return (
		<Card labelledBy="preview">
			<h2 id="preview">{say("spreadsheets.preview")}</h2>
			<p class="sentence">{countsInWords(view, counts)}</p>
			{stop && (
				<p class="error" role="alert">
					{say(`spreadsheets.stop_${stop}`)}
				</p>
			)}
			{stop === "list_of_names" && <CountForm view={view} one={one} people={people} />}
			<SheetsSentence view={view} sheets={preview.sheets} />
			{preview.roll && <RollSentence view={view} roll={preview.roll} />}
			{!stop && counts.created + counts.merged + counts.counted > 0 && (
				<Form action={`/spreadsheets/${one.id}/confirm`} label={say("spreadsheets.confirm_title")}>
					<Actions>
						<Button>
							{counts.created > 0
								? say("spreadsheets.confirm", { n: counts.created })
								: say("spreadsheets.confirm_title")}
						</Button>
					</Actions>
				</Form>
			)}
			{lines.length > mostShown && <p class="hint">{say("spreadsheets.first_rows", { n: mostShown })}</p>}
			{ordered.length > 0 && (
				<Table
					caption={say("spreadsheets.row_by_row")}
					head={["row", "who", "becomes", "why"].map((key) => say(`spreadsheets.${key}`))}
					rows={ordered.map((line) => cellsOf(view, line))}
					figures={[0]}
				/>
			)}
		</Card>
	);
}

/** How many rows come to what; what nothing comes to is not said. */
export function countsInWords({ say }: View, counts: Partial<Counts>): string {
	const said = outcomes.flatMap((one) => (counts[one] ? [say(`spreadsheets.n_${one}`, { n: counts[one] })] : []));
	return said.length > 0 ? `${said.join(", ")}.` : say("spreadsheets.n_none");
}

/** Of several sheets, which are looked at and which are left out. */
function SheetsSentence({ view: { say }, sheets }: { view: View; sheets: Preview["sheets"] }) {
	if (sheets.length < 2) return null;
	const named = (of: boolean) => sheets.filter(({ taken }) => taken === of).map(({ name }) => `«${name}»`);
	const [taken, left] = [named(true), named(false)];
	return (
		<p class="sentence">
			{say("spreadsheets.sheets_taken", { n: taken.length, names: taken.join(", ") })}
			{left.length > 0 && ` ${say("spreadsheets.sheets_left", { n: left.length, names: left.join(", ") })}`}
		</p>
	);
}

/** A sheet as it is chosen: by its name, and why it was not taken by itself. */
function sheetInWords({ say }: View, { name, fits, hidden }: SheetShown, i: number): string {
	const said = name || say("spreadsheets.sheet_name", { n: i + 1 });
	return hidden
		? say("spreadsheets.sheet_hidden", { name: said })
		: fits
			? said
			: say("spreadsheets.sheet_unfit", { name: said });
}

/** Which days a sheet of presences has, and of which initiative it is. */
function RollSentence({ view, roll }: { view: View; roll: NonNullable<Preview["roll"]> }) {
	const { say, language } = view;
	const days = [...roll.days].sort();
	const [first, last] = [days[0], days.at(-1)];
	const initiative = roll.initiatives.find(({ id }) => id === roll.initiative);
	return (
		<>
			{initiative && <p class="sentence">{initiative.title}</p>}
			{first && last && (
				<p class="hint">
					{say("spreadsheets.roll_days", {
						n: days.length,
						from: dateInWords(language, first),
						to: dateInWords(language, last),
						fresh: roll.newDates,
					})}
				</p>
			)}
		</>
	);
}

const mostAsked = 100;

/** Rows that may be somebody who is there: whoever looks says who it is, or nothing is guessed. */
export function AskedCard({ view, one, preview, chosen, form }: Props & { form: FormState }) {
	const { say } = view;
	const asked = [...preview.lines.filter(({ ask }) => ask), ...settled(preview, chosen)].slice(0, mostAsked);
	if (asked.length === 0) return null;
	const isRoll = one.kind === "attendance";
	return (
		<Card labelledBy="asked">
			<h2 id="asked">{say("spreadsheets.asked")}</h2>
			<p class="hint">{say(isRoll ? "spreadsheets.asked_hint_roll" : "spreadsheets.asked_hint")}</p>
			<Form action={`/spreadsheets/${one.id}/rows`} label={say("spreadsheets.asked")}>
				{asked.map(({ row, label, at, ask = [] }) => (
					<Select
						key={row}
						view={view}
						form={form}
						name={`row_${row}`}
						label={
							at ? say("spreadsheets.asked_row_at", { ...at, label }) : say("spreadsheets.asked_row", { row, label })
						}
						value={chosen.rows?.[row]}
						empty={say(isRoll ? "spreadsheets.ask_count" : "spreadsheets.ask_leave")}
						options={[
							...ask.map(({ id, label }) => ({ value: id, label: say("spreadsheets.ask_same", { label }) })),
							...(isRoll ? [] : [{ value: "another", label: say("spreadsheets.ask_another") }]),
						]}
					/>
				))}
				<Button quiet>{say("spreadsheets.again")}</Button>
			</Form>
		</Card>
	);
}

/** Rows of which it was said who they are: it can be said otherwise. */
function settled({ lines }: Preview, { rows = {} }: Chosen): Line[] {
	return lines.flatMap((line) => {
		const said = rows[line.row];
		if (!said || line.ask) return [];
		return [{ ...line, ask: said === "another" ? [] : [{ id: said, label: line.label }] }];
	});
}

function weight({ outcome, reason }: Line): number {
	return (outcome === "refused" ? 4 : 0) + (outcome === "merged" || outcome === "counted" ? 2 : 0) + (reason ? 1 : 0);
}

function cellsOf({ say }: View, { row, at, label, outcome, reason, of }: Line) {
	const why = reason ? say(`spreadsheets.why_${reason}`, { of: of ?? "" }) : "";
	const where = at ? `${at.sheet}: ${at.row}` : row > 0 ? String(row) : "";
	return [where, label, say(`spreadsheets.outcome_${outcome}`), why];
}

/** The count in place of the names. */
function CountForm({ view, one, people }: { view: View; one: Import; people: number }) {
	const { say } = view;
	return (
		<Form action={`/spreadsheets/${one.id}/count`} label={say("spreadsheets.count_write")}>
			<p class="sentence">{say("spreadsheets.count_offered", { n: people })}</p>
			<Button quiet>{say("spreadsheets.count_write")}</Button>
		</Form>
	);
}

/** What is said of the file, and what each of its columns says. */
export function SaidCard({ view, one, preview, chosen, form }: Props & { form: FormState }) {
	const { say } = view;
	const { kind } = one;
	const { said } = chosen;
	const field = { view, form };
	const options = (words: readonly string[], prefix: string) =>
		words.map((value) => ({ value, label: say(`${prefix}${value}`) }));
	const none = say("spreadsheets.not_said");
	return (
		<Card labelledBy="columns">
			<h2 id="columns">{say("spreadsheets.columns")}</h2>
			<Form action={`/spreadsheets/${one.id}`} label={say("spreadsheets.columns")}>
				{preview.sheets.length > 1 && (
					<Chips
						{...field}
						name="sheets"
						label={say("spreadsheets.sheets")}
						hint={say("spreadsheets.sheets_hint")}
						required
						several
						value={preview.sheets.flatMap(({ taken }, i) => (taken ? [String(i)] : []))}
						options={preview.sheets.map((sheet, i) => ({ value: String(i), label: sheetInWords(view, sheet, i) }))}
					/>
				)}
				{kind === "attendance" && preview.roll && (
					<>
						<Select
							{...field}
							name="initiative"
							label={say("spreadsheets.initiative")}
							hint={say("spreadsheets.initiative_hint")}
							value={said.initiative ?? preview.roll.initiative}
							empty={none}
							options={preview.roll.initiatives.map(({ id, title }) => ({ value: id, label: title }))}
						/>
						<TextField
							{...field}
							type="number"
							name="year"
							label={say("spreadsheets.year")}
							hint={say("spreadsheets.year_hint")}
							value={said.year === undefined ? undefined : String(said.year)}
						/>
					</>
				)}
				{(kind === "people" || kind === "attendance") && (
					<>
						<Select
							{...field}
							name="basis"
							label={say(kind === "people" ? "spreadsheets.basis" : "spreadsheets.basis_roll")}
							value={said.basis}
							options={
								kind === "people"
									? options(bases, "spreadsheets.basis_")
									: options(["rows", "agreed"], "spreadsheets.basis_roll_")
							}
						/>
						<Select
							{...field}
							name="agreedHow"
							label={say("spreadsheets.agreed_how")}
							value={said.agreedHow}
							empty={none}
							options={options(ways, "community.way_")}
						/>
						<TextField
							{...field}
							type="date"
							name="agreedOn"
							label={say("spreadsheets.agreed_on")}
							value={said.agreedOn}
						/>
						{kind === "people" && (
							<Tick
								{...field}
								name="agreedContact"
								label={say("spreadsheets.agreed_contact")}
								checked={said.agreedContact}
							/>
						)}
					</>
				)}
				{kind === "organisations" && (
					<Select
						{...field}
						name="sector"
						label={say("spreadsheets.sector")}
						value={said.sector}
						empty={none}
						options={options(sectors, "community.sector_")}
					/>
				)}
				{kind === "places" && (
					<Select
						{...field}
						name="sort"
						label={say("spreadsheets.sort")}
						value={said.sort}
						empty={none}
						options={options(placeSorts, "community.sort_")}
					/>
				)}
				{(kind === "people" || kind === "organisations" || kind === "places") && (
					<Select
						{...field}
						name="alike"
						label={say("spreadsheets.alike")}
						value={said.alike}
						options={options(["ask", "another"], "spreadsheets.alike_")}
					/>
				)}
				{preview.headings.map((heading, i) =>
					// Days are many, and each says by itself what it is.
					preview.columns[heading] === "present" ? null : (
						<Select
							key={heading}
							{...field}
							name={`column_${i}`}
							label={heading}
							value={preview.columns[heading] ?? ""}
							empty={say("spreadsheets.column_none")}
							options={fieldsOf[kind]
								.filter((value) => value !== "present")
								.map((value) => ({ value, label: say(`spreadsheets.field_${value}`) }))}
						/>
					),
				)}
				<Button quiet>{say("spreadsheets.again")}</Button>
			</Form>
			<Form action={`/spreadsheets/${one.id}/discard`} label={say("spreadsheets.discard")}>
				<Button quiet>{say("spreadsheets.discard")}</Button>
			</Form>
		</Card>
	);
}
