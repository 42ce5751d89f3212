import { dayOf } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import {
	aheadDays,
	type Going,
	setTerm,
	type Term,
	whichTerritory,
} from "../../modules/programme/retention/contract.ts";
import { type Retention, retention, setRetention } from "../../modules/programme/retention/service.ts";
import { Actions, Button, Card, Empty, ErrorSummary, Form, Readers, Table, TextField } from "../../ui/components.tsx";
import { dateInWords, shortDate } from "../../ui/dates.ts";
import { afterRefusal, emptyForm, type FormState, readForm, typedValue } from "../../ui/form.ts";
import { type Ctx, only, page, routes, seeOther, type View } from "../../ui/http.ts";
import { readQuery } from "../../ui/json.ts";
import { Page } from "../../ui/layout.tsx";
import { retained } from "./kinds.ts";

/** `/retention`: how long each kind of record is kept, and what goes on which day. */
export const pages = routes();

pages.get("/retention", async (c) => {
	const { ground, actor, view } = c.var;
	only(actor, "coordinator", "administrator", "data-protection-officer");
	const { territory } = readQuery(c, whichTerritory);
	const shown = await retention(ground, actor, retained, territory);
	return page(c, <RetentionPage view={view} shown={shown} />);
});

/** The kind in the address. Throws `not_found`. */
function kindOf(c: Ctx): string {
	const found = retained.find(({ kind }) => kind === c.req.param("kind"));
	if (!found) throw new Refused("not_found");
	return found.kind;
}

async function showTerm(c: Ctx, form: FormState): Promise<Response> {
	const { ground, actor, view } = c.var;
	only(actor, "coordinator", "administrator");
	const kind = kindOf(c);
	const asked = typedValue(form, "territory") || readQuery(c, whichTerritory).territory;
	const shown = await retention(ground, actor, retained, asked);
	const term = shown.terms.find((one) => one.kind === kind);
	if (!term) throw new Error(`no term for ${kind}`);
	const tree = <TermPage view={view} shown={shown} term={term} form={form} />;
	return page(c, tree, form === emptyForm ? 200 : 422);
}

pages.get("/retention/:kind", (c) => showTerm(c, emptyForm));

pages.post("/retention/:kind", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "coordinator", "administrator");
	const kind = kindOf(c);
	const parsed = await readForm(c, setTerm);
	if (!parsed.ok) return showTerm(c, parsed.form);
	try {
		const { territory } = await setRetention(ground, actor, retained, kind, parsed.input);
		return seeOther(c, addressOf(actor.role, territory.slug), "ui.saved");
	} catch (error) {
		return showTerm(c, afterRefusal(parsed.form, error));
	}
});

function addressOf(role: string, slug: string, kind?: string): string {
	const path = kind ? `/retention/${kind}` : "/retention";
	return role !== "coordinator" ? `${path}?territory=${slug}` : path;
}

function RetentionPage({ view, shown }: { view: View; shown: Retention }) {
	const { say, language, actor } = view;
	const { territory, territories, terms, going, gone } = shown;
	return (
		<Page view={view} title={say("retention.title")} lead={say("retention.lead", { territory: territory.name })}>
			{territories.length > 1 && (
				<p class="row">
					{territories.map((one) => (
						<a
							key={one.slug}
							href={addressOf(actor.role, one.slug)}
							aria-current={one.id === territory.id ? "page" : undefined}
						>
							{one.name}
						</a>
					))}
				</p>
			)}
			<div class="stack">
				<h2>{say("retention.going")}</h2>
				<p>{say("retention.going_help", { days: aheadDays })}</p>
				{going.length > 0 ? (
					<Counts view={view} rows={going} caption={say("retention.going")} />
				) : (
					<Empty>
						<p>{say("retention.going_empty")}</p>
					</Empty>
				)}
			</div>
			<div class="stack">
				<h2>{say("retention.terms")}</h2>
				<Table
					caption={say("retention.terms")}
					head={[say("retention.kind"), say("retention.term"), say("retention.becomes"), say("retention.ground")]}
					rows={terms.map((term) => [
						actor.role === "data-protection-officer" ? (
							say(`retention.kind_${term.kind}`)
						) : (
							<a href={addressOf(actor.role, territory.slug, term.kind)}>{say(`retention.kind_${term.kind}`)}</a>
						),
						say("retention.days", { n: term.days }),
						say(`retention.what_${term.kind}`),
						term.ground && term.setOn
							? say("retention.ground_line", { ground: term.ground, day: shortDate(language, term.setOn) })
							: say(`retention.why_${term.kind}`),
					])}
				/>
				<p>{say("retention.others")}</p>
			</div>
			{gone.length > 0 && (
				<div class="stack">
					<h2>{say("retention.gone")}</h2>
					<Counts view={view} rows={gone} caption={say("retention.gone")} />
				</div>
			)}
		</Page>
	);
}

function Counts({ view, rows, caption }: { view: View; rows: readonly Going[]; caption: string }) {
	const { say, language } = view;
	return (
		<Table
			caption={caption}
			head={[say("retention.day"), say("retention.kind"), say("retention.n")]}
			rows={rows.map(({ day, kind, n }) => [dateInWords(language, day), say(`retention.kind_${kind}`), String(n)])}
		/>
	);
}

function TermPage({ view, shown, term, form }: { view: View; shown: Retention; term: Term; form: FormState }) {
	const { say, language, actor } = view;
	const fields = { view, form };
	const back = addressOf(actor.role, shown.territory.slug);
	return (
		<Page
			view={view}
			title={say("retention.term_title", { kind: say(`retention.kind_${term.kind}`) })}
			lead={say(`retention.what_${term.kind}`)}
		>
			<p>
				<a href={back}>{say("retention.back")}</a>
			</p>
			<ErrorSummary {...fields} />
			<Card>
				<Form action={`/retention/${term.kind}`}>
					<input type="hidden" name="territory" value={shown.territory.slug} />
					<TextField
						{...fields}
						name="days"
						label={say("retention.term")}
						hint={say("retention.days_hint")}
						inputMode="numeric"
						value={String(term.days)}
						required
					/>
					<TextField
						{...fields}
						name="ground"
						label={say("retention.ground")}
						hint={say("retention.ground_hint")}
						value={term.ground ?? ""}
						maxLength={300}
						required
					/>
					<p>{say("retention.from", { days: aheadDays, day: dateInWords(language, dayOf(view.now)) })}</p>
					<Readers>{say("retention.readers")}</Readers>
					<Actions>
						<Button>{say("retention.save")}</Button>
					</Actions>
				</Form>
			</Card>
		</Page>
	);
}

pages.get("/api/retention", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "coordinator", "administrator", "data-protection-officer");
	const { territory, terms, going, gone } = await retention(
		ground,
		actor,
		retained,
		readQuery(c, whichTerritory).territory,
	);
	return c.json({ territory: territory.slug, aheadDays, terms, going, gone });
});
