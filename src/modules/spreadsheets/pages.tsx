import { newId } from "../../core/ids.ts";
import { dayOf } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import { Button, Card, Empty, Entries, ErrorSummary, Form, Readers, Select } from "../../ui/components.tsx";
import { dateInWords } from "../../ui/dates.ts";
import { afterRefusal, emptyForm, errorsOf, type FormState, readFields, readForm } from "../../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther, type View } from "../../ui/http.ts";
import { readQuery } from "../../ui/json.ts";
import { Page } from "../../ui/layout.tsx";
import { choose, exportAsked, fieldsOf, formats, type Import, kinds, stage } from "./contract.ts";
import { exportSheet } from "./exporting.ts";
import { PreviewCard, SaidCard } from "./preview.tsx";
import * as service from "./service.ts";
import { readSheetFile } from "./upload.ts";

/** `/spreadsheets`: lists that exist are brought in, row by row in view, and taken out again. */
export const pages = routes();

async function listPage(c: Ctx, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const { ground, actor, view } = c.var;
	return page(c, <ListPage view={view} form={form} all={await service.imports(ground, actor)} />, status);
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
	const { sheet, ...said } = parsed.data;
	const fields: readonly string[] = fieldsOf[one.kind];
	const columns = preview.headings.map((_, i) => {
		const field = String(values[`column_${i}`] ?? "");
		return (fields.includes(field) ? field : "") as (typeof fieldsOf)["people"][number] | "";
	});
	// Another sheet has other columns: they are recognised anew.
	const chosen = { said, sheet, another: before.another, ...(sheet === preview.sheet && { columns }) };
	await service.chooseImport(ground, actor, id, chosen);
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

function ListPage({ view, form, all }: { view: View; form: FormState; all: Import[] }) {
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
					items={kinds.map((kind) => ({
						key: kind,
						title: formats.map((format, i) => (
							<>
								{i > 0 && " · "}
								<a href={`/spreadsheets/export?kind=${kind}&format=${format}`} download>
									{say(`spreadsheets.take_${format}`, { kind: say(`spreadsheets.kind_${kind}`) })}
								</a>
							</>
						)),
					}))}
				/>
			</Card>
		</Page>
	);
}

type Shown = Awaited<ReturnType<typeof service.importOf>>;

function ImportPage({ view, form, import: one, chosen, preview }: Shown & { view: View; form: FormState }) {
	const { say } = view;
	return (
		<Page
			view={view}
			place="community"
			title={`${say("spreadsheets.title")}: ${say(`spreadsheets.kind_${one.kind}`)}`}
			lead={say(`spreadsheets.state_${one.state}`)}
		>
			<ErrorSummary view={view} form={form} />
			{preview && <PreviewCard view={view} one={one} preview={preview} />}
			{preview && <SaidCard view={view} one={one} preview={preview} chosen={chosen} form={form} />}
			{one.counts && <p class="sentence">{say("spreadsheets.counts", one.counts)}</p>}
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
