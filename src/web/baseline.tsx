import { newId } from "../core/ids.ts";
import { dayOf } from "../core/period.ts";
import {
	addRemark,
	answers,
	type Belonging,
	type Document,
	fieldOf,
	freezeBaseline,
	previewBaseline,
	questions,
} from "../modules/evaluation/baseline/contract.ts";
import { type ToldBaseline, tellBaseline } from "../modules/evaluation/baseline/rules.ts";
import * as baselines from "../modules/evaluation/baseline/service.ts";
import { ownNeighbourhood } from "../modules/programme/profile/service.ts";
import {
	Actions,
	Button,
	Card,
	Empty,
	Entries,
	ErrorSummary,
	Form,
	LinkButton,
	Readers,
	Table,
	TextArea,
	TextField,
	Tick,
} from "../ui/components.tsx";
import { dateInWords, numberInWords } from "../ui/dates.ts";
import { afterRefusal, emptyForm, errorsOf, type FormState, readForm } from "../ui/form.ts";
import { type Ctx, only, page, routes, seeOther, slugIn, type View } from "../ui/http.ts";
import { Page } from "../ui/layout.tsx";
import { readBaseline, type ShownBaseline, type Since } from "./baseline.read.ts";

/** `/evaluation/neighbourhoods/<slug>/…`: the baseline, frozen once, and what came since; and the sheet of questions. */
export const pages = routes();

const base = "/evaluation/neighbourhoods/:slug";
const addressOf = (slug: string) => `/evaluation/neighbourhoods/${slug}/baseline`;

async function baselinePage(c: Ctx, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const { view, ground, actor } = c.var;
	const shown = await readBaseline(ground, actor, slugIn(c), dayOf(view.now));
	return page(c, <BaselinePage view={view} form={form} {...shown} />, status);
}

pages.get(`${base}/baseline`, (c) => baselinePage(c, emptyForm));

/** Looking at what would be frozen writes nothing, so it is asked for like any page. */
pages.get(`${base}/baseline/preview`, async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const values = c.req.query();
	const parsed = previewBaseline.safeParse(values);
	if (!parsed.success) return baselinePage(c, { values, errors: errorsOf(parsed.error) }, 422);
	const preview = await baselines.previewBaseline(ground, actor, slugIn(c), parsed.data.belonging);
	return page(c, <PreviewPage view={c.var.view} form={emptyForm} id={newId()} {...preview} />);
});

pages.post(`${base}/baseline`, async (c) => {
	const { view, ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const parsed = await readForm(c, freezeBaseline);
	const again = async (form: FormState) => {
		const sheets = previewBaseline.safeParse(form.values);
		if (!sheets.success) return baselinePage(c, form, 422);
		const preview = await baselines.previewBaseline(ground, actor, slugIn(c), sheets.data.belonging);
		return page(c, <PreviewPage view={view} form={form} id={newId()} {...preview} />, 422);
	};
	if (!parsed.ok) return again(parsed.form);
	try {
		await baselines.freezeBaseline(ground, actor, slugIn(c), parsed.input);
	} catch (error) {
		// The counts changed since they were looked at: they are looked at again, and the tick is to be made anew.
		const { sure: _tick, ...values } = parsed.form.values;
		return again(afterRefusal({ values, errors: {} }, error));
	}
	return seeOther(c, addressOf(slugIn(c)), "evaluation.frozen_done");
});

pages.post(`${base}/remarks`, async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const parsed = await readForm(c, addRemark);
	if (!parsed.ok) return baselinePage(c, parsed.form, 422);
	try {
		await baselines.addRemark(ground, actor, slugIn(c), parsed.input);
	} catch (error) {
		return baselinePage(c, afterRefusal(parsed.form, error), 422);
	}
	return seeOther(c, addressOf(slugIn(c)), "ui.saved");
});

pages.get(`${base}/sheet`, async (c) => {
	const { view, ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const place = await ground.db.readAs(actor, (read) => ownNeighbourhood(read, slugIn(c)));
	const { say } = view;
	return page(
		c,
		<Page view={view} title={say("evaluation.sheet_title", { name: place.name })} lead={say("evaluation.sheet_lead")}>
			{questions.map((q) => (
				<section key={q}>
					<h2>{say(`evaluation.v1_${q}`)}</h2>
					<ul class="sheet-answers">
						{answers.map((a) => (
							<li key={a}>{say(`evaluation.v1_${a}`)}</li>
						))}
					</ul>
				</section>
			))}
			<p>{say("evaluation.sheet_end")}</p>
		</Page>,
	);
});

function told(view: View, n: number | null): string {
	return n === null ? view.say("evaluation.withheld_cell") : numberInWords(view.language, n);
}

function BaselinePage({ view, place, mayWrite, frozen, form }: { view: View; form: FormState } & ShownBaseline) {
	const { say, language } = view;
	const title = say("evaluation.baseline_title", { name: place.name });
	if (!frozen)
		return (
			<Page view={view} title={title} lead={say("evaluation.baseline_lead")}>
				{mayWrite ? (
					<SheetsForm view={view} form={form} slug={place.slug} />
				) : (
					<Empty>
						<p>{say("evaluation.baseline_none")}</p>
					</Empty>
				)}
			</Page>
		);
	const { baseline, since, by } = frozen;
	const { document } = baseline;
	const day = dateInWords(language, document.on);
	return (
		<Page view={view} title={title} lead={say("evaluation.baseline_of", { day })}>
			<SincePart view={view} since={since} day={day} />
			{mayWrite && (
				<p>
					<a href="/network">{say("network.link")}</a>
				</p>
			)}
			<h2>{say("evaluation.then", { day })}</h2>
			<Then view={view} baseline={frozen.told} />
			<p class="small soft">
				{say(baseline.isWhole ? "evaluation.whole" : "evaluation.not_whole", {
					hash: baseline.hash.slice(0, 16),
					version: baseline.codeVersion,
				})}
				{by && ` ${say("evaluation.frozen_by", { name: by })}`}
			</p>
			{(mayWrite || baseline.remarks.length > 0) && (
				<section>
					<h2>{say("evaluation.remarks")}</h2>
					<p class="soft">{say("evaluation.remarks_hint")}</p>
					<Entries
						items={baseline.remarks.map((r) => ({ key: r.id, title: r.text, line: dateInWords(language, r.on) }))}
					/>
					{mayWrite && (
						<Form action={`/evaluation/neighbourhoods/${place.slug}/remarks`} id={newId()}>
							<ErrorSummary view={view} form={form} />
							<TextArea
								view={view}
								form={form}
								name="text"
								label={say("evaluation.remark")}
								maxLength={1000}
								required
							/>
							<Readers>{say("evaluation.readers")}</Readers>
							<Actions>
								<Button>{say("evaluation.remark_add")}</Button>
							</Actions>
						</Form>
					)}
				</section>
			)}
		</Page>
	);
}

/** What came since: the sentence, its period, and the effort behind it. */
function SincePart({ view, since, day }: { view: View; since: Since; day: string }) {
	const { say, language } = view;
	const { growth, effort } = since;
	const rows = [
		["since_new_persons", growth.newPersons],
		["since_found_persons", growth.foundPersons],
		["since_left_persons", growth.leftPersons],
		["since_new_ties", growth.newTies],
		["since_found_ties", growth.foundTies],
		["since_ended_ties", growth.endedTies],
		["since_acts", since.acts],
	] as const;
	return (
		<section>
			<h2>{say("evaluation.since", { day })}</h2>
			<p class="sentence">
				{say("evaluation.since_sentence", {
					persons: told(view, growth.newPersons),
					ties: told(view, growth.newTies),
				})}
			</p>
			<p class="small soft">{say("evaluation.effort", { ...effort, sessions: since.sessions })}</p>
			<p class="small soft">
				{say("evaluation.period", { from: dateInWords(language, since.from), to: dateInWords(language, since.to) })}
			</p>
			<Table
				caption={say("evaluation.since", { day })}
				head={[say("evaluation.what"), say("evaluation.how_many")]}
				figures={[1]}
				rows={rows.map(([key, n]) => [say(`evaluation.${key}`), told(view, n)])}
			/>
			<p class="small soft">{say("evaluation.since_hint")}</p>
		</section>
	);
}

/** What was frozen, or would be. */
function Then({ view, baseline }: { view: View; baseline: ToldBaseline }) {
	const { say, language } = view;
	const { network, wentOn, effort } = baseline;
	const counts = ["persons", "households", "groups", "organisations", "places", "pairs"] as const;
	return (
		<>
			<p class="sentence">{say("evaluation.then_sentence", { persons: told(view, network.persons) })}</p>
			<Table
				caption={say("evaluation.network")}
				head={[say("evaluation.what"), say("evaluation.how_many")]}
				figures={[1]}
				rows={[
					...counts.map((key) => [say(`evaluation.n_${key}`), told(view, network[key])]),
					...network.ties.map(({ kind, n }) => [say(`evaluation.tie_${kind}`), told(view, n)]),
				]}
			/>
			<h3>{say("evaluation.went_on")}</h3>
			<p>
				{say("evaluation.went_on_sentence", {
					initiatives: wentOn.initiatives,
					sessions: wentOn.sessions,
					presences: told(view, wentOn.presences),
					people: told(view, wentOn.people),
				})}
			</p>
			<p class="small soft">{say("evaluation.effort", { ...effort, sessions: wentOn.sessions })}</p>
			<p class="small soft">{say("evaluation.twelve_months", { from: dateInWords(language, wentOn.from) })}</p>
			<BelongingTable view={view} belonging={baseline.belonging} />
			{baseline.withheld && <p class="small soft">{say("evaluation.withheld")}</p>}
		</>
	);
}

function BelongingTable({ view, belonging }: { view: View; belonging: ToldBaseline["belonging"] }) {
	const { say } = view;
	const columns = [...answers, "blank"] as const;
	const { version, given, returned } = belonging;
	return (
		<>
			<h3>{say("evaluation.belonging")}</h3>
			<p>{say("evaluation.sheets", { given, returned: told(view, returned) })}</p>
			{returned !== 0 && (
				<Table
					caption={say("evaluation.belonging")}
					head={[say("evaluation.question"), ...columns.map((a) => say(`evaluation.v${version}_${a}`))]}
					figures={columns.map((_, i) => i + 1)}
					rows={questions.map((q) => [
						say(`evaluation.v${version}_${q}`),
						...columns.map((a) => told(view, belonging.answers[q][a])),
					])}
				/>
			)}
		</>
	);
}

/** The counts from paper, and the way to a first look at what would be frozen. */
function SheetsForm({ view, form, slug }: { view: View; form: FormState; slug: string }) {
	const { say } = view;
	const number = (name: string, label: string, hint?: string) => (
		<TextField view={view} form={form} name={name} label={label} hint={hint} value="0" inputMode="numeric" required />
	);
	return (
		<Card>
			<ErrorSummary view={view} form={form} />
			<h2>{say("evaluation.sheets_title")}</h2>
			<p>{say("evaluation.sheets_hint")}</p>
			<p>
				<a href={`/evaluation/neighbourhoods/${slug}/sheet`}>{say("evaluation.sheet_link")}</a>
			</p>
			<form method="get" action={`${addressOf(slug)}/preview`} class="form">
				{number("given", say("evaluation.given"))}
				{number("returned", say("evaluation.returned"))}
				{questions.map((q) => (
					<fieldset key={q} class="field">
						<legend>{say(`evaluation.v1_${q}`)}</legend>
						{answers.map((a) => number(fieldOf(q, a), say(`evaluation.v1_${a}`)))}
					</fieldset>
				))}
				<Readers>{say("evaluation.readers")}</Readers>
				<Actions>
					<Button>{say("evaluation.look_first")}</Button>
				</Actions>
			</form>
		</Card>
	);
}

type Preview = { view: View; form: FormState; id: string; place: { name: string; slug: string }; document: Document };

function PreviewPage({ view, form, id, place, document, hash }: Preview & { hash: string }) {
	const { say, language } = view;
	return (
		<Page
			view={view}
			title={say("evaluation.preview_title", { name: place.name })}
			lead={say("evaluation.preview_lead", { day: dateInWords(language, document.on) })}
		>
			<ErrorSummary view={view} form={form} />
			<Then view={view} baseline={tellBaseline(document, false)} />
			<Card>
				<h2>{say("evaluation.freeze_title")}</h2>
				<p>
					<strong>{say("evaluation.freeze_warning")}</strong>
				</p>
				<Form action={addressOf(place.slug)} id={id}>
					<input type="hidden" name="seen" value={hash} id="f-seen" />
					<HiddenSheets belonging={document.belonging} />
					<Tick view={view} form={form} name="sure" label={say("evaluation.freeze_sure")} />
					<Readers>{say("evaluation.readers")}</Readers>
					<Actions>
						<LinkButton href={addressOf(place.slug)} quiet>
							{say("evaluation.not_yet")}
						</LinkButton>
						<Button>{say("evaluation.freeze")}</Button>
					</Actions>
				</Form>
			</Card>
		</Page>
	);
}

function HiddenSheets({ belonging }: { belonging: Belonging }) {
	const cells = questions.flatMap((q) => answers.map((a) => [fieldOf(q, a), belonging.answers[q][a]] as const));
	return (
		<>
			{[["given", belonging.given] as const, ["returned", belonging.returned] as const, ...cells].map(([name, n]) => (
				<input key={name} type="hidden" name={name} value={String(n)} />
			))}
		</>
	);
}
