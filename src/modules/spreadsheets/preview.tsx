import { Actions, Button, Card, Form, Select, Table, TextField, Tick } from "../../ui/components.tsx";
import type { FormState } from "../../ui/form.ts";
import type { View } from "../../ui/http.ts";
import { placeSorts, sectors, ways } from "../community/contract.ts";
import { bases, fieldsOf, type Import, type Line, type Preview } from "./contract.ts";
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
			<p class="sentence">{say("spreadsheets.counts", counts)}</p>
			{stop && (
				<p class="error" role="alert">
					{say(`spreadsheets.stop_${stop}`)}
				</p>
			)}
			{stop === "list_of_names" && <CountForm view={view} one={one} people={people} />}
			{!stop && counts.created + counts.merged > 0 && (
				<Form action={`/spreadsheets/${one.id}/confirm`} label={say("spreadsheets.confirm_title")}>
					<Actions>
						<Button>{say("spreadsheets.confirm", { n: counts.created })}</Button>
					</Actions>
				</Form>
			)}
			{lines.length > mostShown && <p class="hint">{say("spreadsheets.first_rows", { n: mostShown })}</p>}
			{ordered.length > 0 && (
				<Table
					caption={say("spreadsheets.preview")}
					head={["row", "who", "becomes", "why"].map((key) => say(`spreadsheets.${key}`))}
					rows={ordered.map((line) => cellsOf(view, line))}
					figures={[0]}
				/>
			)}
		</Card>
	);
}

function weight({ outcome, reason }: Line): number {
	return (outcome === "refused" ? 4 : 0) + (outcome === "merged" ? 2 : 0) + (reason ? 1 : 0);
}

function cellsOf({ say }: View, { row, label, outcome, reason, of }: Line) {
	const why = reason ? say(`spreadsheets.why_${reason}`, { of: of ?? "" }) : "";
	return [String(row), label, say(`spreadsheets.outcome_${outcome}`), why];
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
					<Select
						{...field}
						name="sheet"
						label={say("spreadsheets.sheet")}
						value={String(preview.sheet)}
						options={preview.sheets.map((name, i) => ({
							value: String(i),
							label: say("spreadsheets.sheet_name", { n: i + 1, name }),
						}))}
					/>
				)}
				{kind === "people" && (
					<>
						<Select
							{...field}
							name="basis"
							label={say("spreadsheets.basis")}
							value={said.basis}
							options={options(bases, "spreadsheets.basis_")}
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
						<Tick
							{...field}
							name="agreedContact"
							label={say("spreadsheets.agreed_contact")}
							checked={said.agreedContact}
						/>
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
				{kind !== "ties" && kind !== "notes" && (
					<Select
						{...field}
						name="alike"
						label={say("spreadsheets.alike")}
						value={said.alike}
						options={options(["ask", "another"], "spreadsheets.alike_")}
					/>
				)}
				{preview.headings.map((heading, i) => (
					<Select
						key={heading}
						{...field}
						name={`column_${i}`}
						label={heading}
						value={preview.columns[heading] ?? ""}
						empty={say("spreadsheets.column_none")}
						options={fieldsOf[kind].map((value) => ({ value, label: say(`spreadsheets.field_${value}`) }))}
					/>
				))}
				<Button quiet>{say("spreadsheets.again")}</Button>
			</Form>
			<Form action={`/spreadsheets/${one.id}/discard`} label={say("spreadsheets.discard")}>
				<Button quiet>{say("spreadsheets.discard")}</Button>
			</Form>
		</Card>
	);
}
