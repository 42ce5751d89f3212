import { newId } from "../../core/ids.ts";
import { dayOf } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import { Button, Card, Empty, Entries, ErrorSummary, Form, LinkButton, Readers, Select } from "../../ui/components.tsx";
import { dateInWords } from "../../ui/dates.ts";
import { afterRefusal, emptyForm, errorsOf, type FormState, readFields, readForm } from "../../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther, type View } from "../../ui/http.ts";
import { readQuery } from "../../ui/json.ts";
import { Page } from "../../ui/layout.tsx";
import {
	type Columns,
	choose,
	exportAsked,
	fieldsOf,
	formatsOf,
	type Import,
	kinds,
	listImports,
	type RowsChosen,
	rowsChosen,
	stage,
} from "./contract.ts";
import { exportSheet, initiativesHere } from "./exporting.ts";
import { AskedCard, countsInWords, PreviewCard, SaidCard } from "./preview.tsx";
import * as service from "./service.ts";
import { readSheetFile } from "./upload.ts";

/** `/spreadsheets`: lists that exist are brought in, row by row in view, and taken out again. */
export const pages = routes();

async function listPage(c: Ctx, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const { ground, actor, view } = c.var;
	const { items } = await service.imports(ground, actor, listImports.parse({ limit: 30 }));
	const initiatives = await initiativesHere(ground, actor);
	return page(c, <ListPage view={view} form={form} all={items} initiatives={initiatives} />, status);
}

pages.get("/spreadsheets", (c) => listPage(c, emptyForm));

pages.get("/spreadsheets/export", async (c) => {
	const sheet = await exportSheet(c.var.ground, c.var.actor, readQuery(c, exportAsked));
	return c.body(new Uint8Array(sheet.bytes), 200, {
		"content-type": sheet.type,
		"content-disposition": `attachment; filename="${sheet.fileName}"`,
		"cache-control": "no-store",
		"x-content-type-options": "nosniff",
	});
});

pages.post("/spreadsheets/file", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const parsed = await readForm(c, stage);
	if (!parsed.ok) return listPage(c, parsed.form, 422);
	try {
		const { id } = await service.stageImport(ground, actor, parsed.input, await readSheetFile(c));
		return seeOther(c, `/spreadsheets/${id}`);
	} catch (error) {
		return listPage(c, afterRefusal(parsed.form, error), 422);
	}
});

async function importPage(c: Ctx, form: FormState, status: 200 | 409 | 422 = 200): Promise<Response> {
	const { ground, actor, view } = c.var;
	const shown = await service.importOf(ground, actor, idOf(c));
	// A page that says how far it has come asks again by itself, also without scripts.
	if (shown.import.state === "writing") c.header("refresh", "3");
	return page(c, <ImportPage view={view} form={form} {...shown} />, status);
}

pages.get("/spreadsheets/:id", (c) => importPage(c, emptyForm));

pages.post("/spreadsheets/:id", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const id = idOf(c);
	const values = await readFields(c);
	const parsed = choose.safeParse({ ...values });
	if (!parsed.success) return importPage(c, { values, errors: errorsOf(parsed.error) }, 422);
	const { import: one, chosen: before, preview } = await service.importOf(ground, actor, id);
	if (!preview) throw new Refused("not_from_here");
	const { sheets, ...said } = parsed.data;
	if (preview.sheets.length > 1 && sheets.length === 0)
		return importPage(c, { values, errors: { sheets: "spreadsheets.sheets_none" } }, 422);
	const fields: readonly string[] = fieldsOf[one.kind];
	const columns: Columns = {};
	for (const [i, heading] of preview.headings.entries()) {
		const field = values[`column_${i}`];
		if (field !== undefined) columns[heading] = (fields.includes(String(field)) ? field : "") as Columns[string];
	}
	// Other sheets have other columns and rows, and another year other days: they are recognised anew.
	const isTaken = preview.sheets.every(({ taken }, i) => preview.sheets.length === 1 || taken === sheets.includes(i));
	const isSame = isTaken && said.year === before.said.year;
	const rows = isTaken && before.rows ? { rows: before.rows } : {};
	await service.chooseImport(ground, actor, id, { said, sheets, ...rows, ...(isSame && { columns }) });
	return seeOther(c, `/spreadsheets/${id}`);
});

pages.post("/spreadsheets/:id/rows", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const id = idOf(c);
	const values = await readFields(c);
	const { chosen, preview } = await service.importOf(ground, actor, id);
	if (!preview) throw new Refused("not_from_here");
	const said: RowsChosen = { ...chosen.rows };
	for (const [name, value] of Object.entries(values)) {
		if (!/^row_\d{1,6}$/.test(name)) continue;
		if (value === "") delete said[name.slice(4)];
		else said[name.slice(4)] = String(value);
	}
	const rows = rowsChosen.safeParse(said);
	if (!rows.success) return importPage(c, { values, errors: { form: "error.choice" } }, 422);
	await service.chooseRows(ground, actor, id, rows.data);
	return seeOther(c, `/spreadsheets/${id}`);
});

/** An act on one import: afterwards its page, or the same page with why not. */
async function acted(c: Ctx, done: string, act: (id: string) => Promise<unknown>): Promise<Response> {
	only(c.var.actor, "facilitator", "coordinator");
	const id = idOf(c);
	try {
		await act(id);
	} catch (error) {
		return importPage(c, afterRefusal(emptyForm, error), 409);
	}
	return seeOther(c, `/spreadsheets/${id}`, done);
}

pages.post("/spreadsheets/:id/confirm", (c) =>
	acted(c, "spreadsheets.done", (id) => service.confirmImport(c.var.ground, c.var.actor, id)),
);

pages.post("/spreadsheets/:id/undo", (c) =>
	acted(c, "spreadsheets.undone", (id) => service.undoImport(c.var.ground, c.var.actor, id)),
);

pages.post("/spreadsheets/:id/discard", (c) =>
	acted(c, "ui.saved", (id) => service.discardImport(c.var.ground, c.var.actor, id)),
);

pages.post("/spreadsheets/:id/count", (c) =>
	acted(c, "ui.saved", (id) => service.countInstead(c.var.ground, c.var.actor, id, c.var.view.say)),
);

type ListProps = { view: View; form: FormState; all: Import[]; initiatives: { id: string; title: string }[] };

function ListPage({ view, form, all, initiatives }: ListProps) {
	const { say, language } = view;
	const error = form.errors.file;
	return (
		<Page view={view} place="community" title={say("spreadsheets.title")} lead={say("spreadsheets.lead")}>
			<ErrorSummary view={view} form={form} />
			<Card labelledBy="bring">
				<h2 id="bring">{say("spreadsheets.bring")}</h2>
				<form
					method="post"
					action="/spreadsheets/file"
					enctype="multipart/form-data"
					class="form"
					aria-label={say("spreadsheets.bring")}
				>
					<input type="hidden" name="id" value={newId()} />
					<Select
						view={view}
						form={form}
						name="kind"
						required
						label={say("spreadsheets.kind")}
						options={kinds.map((value) => ({ value, label: say(`spreadsheets.kind_${value}`) }))}
					/>
					<div class={error ? "field field-wrong" : "field"}>
						<label for="f-file">{say("spreadsheets.file")}</label>
						<p class="hint" id="h-file">
							{say("spreadsheets.file_hint")}
						</p>
						<input
							type="file"
							id="f-file"
							name="file"
							accept=".csv,.txt,.tsv,.xlsx,.geojson,.json"
							required
							aria-invalid={error ? "true" : undefined}
							aria-describedby={error ? "h-file e-file" : "h-file"}
						/>
						{error && (
							<p class="error" id="e-file">
								{say(error)}
							</p>
						)}
					</div>
					<Readers>{say("spreadsheets.readers")}</Readers>
					<Button>{say("spreadsheets.look")}</Button>
				</form>
			</Card>
			<Card labelledBy="before">
				<h2 id="before">{say("spreadsheets.before")}</h2>
				{all.length === 0 ? (
					<Empty>
						<p>{say("spreadsheets.none")}</p>
					</Empty>
				) : (
					<Entries
						label={say("spreadsheets.before")}
						items={all.map((one) => ({
							key: one.id,
							title: <a href={`/spreadsheets/${one.id}`}>{say(`spreadsheets.kind_${one.kind}`)}</a>,
							line: `${dateInWords(language, dayOf(one.madeAt))} · ${say(`spreadsheets.state_${one.state}`)}`,
						}))}
					/>
				)}
			</Card>
			<Card labelledBy="take">
				<h2 id="take">{say("spreadsheets.take")}</h2>
				<p class="hint">{say("spreadsheets.take_hint")}</p>
				<Entries
					label={say("spreadsheets.take")}
					items={kinds
						.filter((kind) => kind !== "attendance")
						.map((kind) => ({
							key: kind,
							title: formatsOf(kind).map((format, i) => (
								<>
									{i > 0 && " · "}
									<a href={`/spreadsheets/export?kind=${kind}&format=${format}`} download>
										{say(`spreadsheets.take_${format}`, { kind: say(`spreadsheets.kind_${kind}`) })}
									</a>
								</>
							)),
						}))}
				/>
				{initiatives.length > 0 && <TakeRoll view={view} initiatives={initiatives} />}
			</Card>
		</Page>
	);
}

/** The presences of one initiative, as a sheet. */
function TakeRoll({ view, initiatives }: Pick<ListProps, "view" | "initiatives">) {
	const { say } = view;
	const field = { view, form: emptyForm, required: true };
	return (
		<form method="get" action="/spreadsheets/export" class="form" aria-label={say("spreadsheets.take_roll")}>
			<input type="hidden" name="kind" value="attendance" />
			<Select
				{...field}
				name="initiative"
				label={say("spreadsheets.take_roll")}
				options={initiatives.map(({ id, title }) => ({ value: id, label: title }))}
			/>
			<Select
				{...field}
				name="format"
				label={say("spreadsheets.take_as")}
				options={formatsOf("attendance").map((value) => ({ value, label: say(`spreadsheets.format_${value}`) }))}
			/>
			<Button quiet>{say("spreadsheets.take")}</Button>
		</form>
	);
}

type Shown = Awaited<ReturnType<typeof service.importOf>>;

function ImportPage({ view, form, import: one, chosen, preview }: Shown & { view: View; form: FormState }) {
	const { say } = view;
	const said = preview && <SaidCard view={view} one={one} preview={preview} chosen={chosen} form={form} />;
	return (
		<Page
			view={view}
			place="community"
			title={`${say("spreadsheets.title")}: ${say(`spreadsheets.kind_${one.kind}`)}`}
			lead={say(`spreadsheets.state_${one.state}`)}
		>
			<ErrorSummary view={view} form={form} />
			{one.fault && (
				<p class="error" role="alert">
					{say("spreadsheets.fault", { why: say(one.fault) })}
				</p>
			)}
			{one.state === "writing" && <Progress view={view} one={one} />}
			{preview && <PreviewCard view={view} one={one} preview={preview} />}
			{/* What is missing is asked before who somebody is. */}
			{preview?.stop && said}
			{preview && <AskedCard view={view} one={one} preview={preview} chosen={chosen} form={form} />}
			{!preview?.stop && said}
			{one.counts && <p class="sentence">{countsInWords(view, one.counts)}</p>}
			{one.state === "done" && (
				<Form action={`/spreadsheets/${one.id}/undo`} label={say("spreadsheets.undo")}>
					<p class="hint">{say("spreadsheets.undo_hint")}</p>
					<Button quiet>{say("spreadsheets.undo")}</Button>
				</Form>
			)}
			<p>
				<a href="/spreadsheets">{say("spreadsheets.before")}</a>
			</p>
		</Page>
	);
}

/** How far the writing has come. */
function Progress({ view, one }: { view: View; one: Import }) {
	const { say } = view;
	const done = one.step === "written" ? one.stepRows : 0;
	const of = Math.max(one.rowCount, 1);
	return (
		<Card labelledBy="progress">
			<h2 id="progress">{say("spreadsheets.writing")}</h2>
			<p class="sentence" role="status">
				{say(`spreadsheets.step_${one.step ?? "none"}`, { n: one.stepRows, of })}
			</p>
			<progress value={done} max={of} aria-labelledby="progress" />
			<p class="hint">{say("spreadsheets.writing_hint")}</p>
			<LinkButton href={`/spreadsheets/${one.id}`} quiet>
				{say("spreadsheets.look_again")}
			</LinkButton>
		</Card>
	);
}
