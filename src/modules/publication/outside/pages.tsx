import { dayOf } from "../../../core/period.ts";
import { Actions, Button, Card, Empty, Entries, ErrorSummary, Form, Readers } from "../../../ui/components.tsx";
import { clockInWords, dateInWords, dayInWords } from "../../../ui/dates.ts";
import { FileForm } from "../../../ui/file-field.tsx";
import { afterRefusal, emptyForm, type FormState, readForm } from "../../../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther, type View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { readTextFile } from "../../../ui/upload.ts";
import { type ReadEvent, reasons, takeIn } from "./contract.ts";
import {
	handIn,
	type OutsideShown,
	organisationsHere,
	outsideOf,
	takeAwayCalendar,
	takeInCalendar,
} from "./service.ts";

/** `/publication/outside`: organisations' own calendars, handed in as files, looked at, then shown on the square. */
export const pages = routes();

const mostBytes = 1_000_000;

pages.get("/publication/outside", async (c) => {
	const { ground, actor, view } = c.var;
	const { say, language } = view;
	const all = await organisationsHere(ground, actor);
	return page(
		c,
		<Page view={view} place="initiatives" title={say("outside.title")} lead={say("outside.lead")}>
			{all.length === 0 ? (
				<Empty>
					<p>{say("outside.none")}</p>
				</Empty>
			) : (
				<Entries
					label={say("outside.title")}
					items={all.map((one) => ({
						key: one.id,
						title: <a href={`/publication/outside/${one.id}`}>{one.name}</a>,
						line: one.uploadedAt
							? say("outside.line", { n: one.events, day: dateInWords(language, dayOf(new Date(one.uploadedAt))) })
							: say("outside.line_none"),
					}))}
				/>
			)}
		</Page>,
	);
});

async function show(c: Ctx, form: FormState, status: 200 | 409 | 422 = 200): Promise<Response> {
	const { ground, actor, view } = c.var;
	const shown = await outsideOf(ground, actor, idOf(c));
	return page(c, <OutsidePage view={view} form={form} {...shown} />, status);
}

pages.get("/publication/outside/:id", (c) => show(c, emptyForm));

pages.post("/publication/outside/:id/file", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const id = idOf(c);
	try {
		await handIn(ground, actor, id, await readTextFile(c, "file", mostBytes, "outside.error_file"));
	} catch (error) {
		return show(c, afterRefusal(emptyForm, error), 422);
	}
	return seeOther(c, `/publication/outside/${id}`);
});

pages.post("/publication/outside/:id", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const parsed = await readForm(c, takeIn);
	if (!parsed.ok) return show(c, parsed.form, 422);
	try {
		await takeInCalendar(ground, actor, idOf(c), parsed.input.draft);
	} catch (error) {
		return show(c, afterRefusal(parsed.form, error), 409);
	}
	return seeOther(c, `/publication/outside/${idOf(c)}`, "outside.taken_in");
});

pages.post("/publication/outside/:id/end", async (c) => {
	await takeAwayCalendar(c.var.ground, c.var.actor, idOf(c));
	return seeOther(c, "/publication/outside", "outside.taken_away");
});

function OutsidePage({
	view,
	form,
	organisation,
	kept,
	difference: d,
}: OutsideShown & { view: View; form: FormState }) {
	const { say } = view;
	const { id, name, draft, uploadedAt } = organisation;
	const path = `/publication/outside/${id}`;
	return (
		<Page view={view} place="initiatives" title={name} lead={say("outside.lead_one", { n: kept })}>
			<ErrorSummary view={view} form={form} />
			{draft && d && (
				<Card labelledBy="look">
					<h2 id="look">{say("outside.look")}</h2>
					<p class="sentence">
						{say("outside.would", {
							added: d.added.length,
							changed: d.changed.length,
							removed: d.removed.length,
							same: d.same,
						})}
					</p>
					{reasons.map(
						(reason) =>
							draft.leftOut[reason] && (
								<p key={reason}>{say(`outside.left_${reason}`, { n: draft.leftOut[reason] })}</p>
							),
					)}
					{(["added", "changed", "removed"] as const).map((kind) => (
						<Some key={kind} view={view} title={say(`outside.${kind}`)} events={d[kind]} />
					))}
					<Form action={path}>
						<input type="hidden" name="draft" value={draft.id} />
						<Readers>{say("outside.readers")}</Readers>
						<Actions>
							<Button>{say("outside.take_in")}</Button>
						</Actions>
					</Form>
				</Card>
			)}
			<FileForm
				view={view}
				form={form}
				name="file"
				id={id}
				action={`${path}/file`}
				accept=".ics,text/calendar"
				label={say("outside.file")}
				hint={say("outside.file_hint")}
				save={say("outside.read")}
			/>
			{(uploadedAt || draft) && (
				<form method="post" action={`${path}/end`}>
					<Button quiet>{say("outside.take_away")}</Button>
				</form>
			)}
			<p>
				<a href="/publication/outside">{say("outside.all")}</a>
			</p>
		</Page>
	);
}

const mostShown = 30;

function Some({ view, title, events }: { view: View; title: string; events: readonly ReadEvent[] }) {
	if (events.length === 0) return null;
	return (
		<details>
			<summary>
				{title} ({events.length})
			</summary>
			<Entries
				label={title}
				items={events.slice(0, mostShown).map((event) => {
					const at = new Date(event.startsAt);
					const when = `${dayInWords(view.language, dayOf(at))}, ${clockInWords(view.language, at)}`;
					return {
						key: event.id,
						title: event.title,
						line: [when, event.place, event.cancelled && view.say("outside.off")].filter(Boolean).join(" · "),
					};
				})}
			/>
			{events.length > mostShown && <p>{view.say("outside.more", { n: events.length - mostShown })}</p>}
		</details>
	);
}
