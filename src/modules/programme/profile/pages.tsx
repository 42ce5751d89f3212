import { newId } from "../../../core/ids.ts";
import type { Outline } from "../../../core/outlines/outline.ts";
import {
	Actions,
	Button,
	Empty,
	Entries,
	ErrorSummary,
	Form,
	Readers,
	Select,
	Table,
	TextField,
} from "../../../ui/components.tsx";
import { dateInWords, numberInWords, shortDate } from "../../../ui/dates.ts";
import { afterRefusal, emptyForm, type FormState, readForm } from "../../../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther, slugIn, type View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { OutlineFigure } from "../../../ui/outline.tsx";
import type { Neighbourhood } from "../contract.ts";
import { addLine, bands, fieldOf, type Profile, sections, writeAges } from "./contract.ts";
import * as service from "./service.ts";

/** `/programme/neighbourhoods/<slug>/profile`: what a neighbourhood is like, each line with its source and day. */
export const pages = routes();

const base = "/programme/neighbourhoods/:slug/profile";

type Forms = { ages: FormState; line: FormState };

async function profilePage(c: Ctx, forms: Partial<Forms>, status: 200 | 422 = 200): Promise<Response> {
	const shown = await service.profileOf(c.var.ground, c.var.actor, slugIn(c));
	const all = { ages: emptyForm, line: emptyForm, ...forms };
	return page(c, <ProfilePage view={c.var.view} forms={all} {...shown} />, status);
}

pages.get(base, (c) => profilePage(c, {}));

for (const [path, form, contract, save] of [
	["ages", "ages", writeAges, service.writeAges],
	["lines", "line", addLine, service.addLine],
] as const) {
	pages.post(`${base}/${path}`, async (c) => {
		only(c.var.actor, "facilitator", "coordinator");
		const parsed = await readForm(c, contract);
		if (!parsed.ok) return profilePage(c, { [form]: parsed.form }, 422);
		try {
			await (save as typeof service.addLine)(c.var.ground, c.var.actor, slugIn(c), parsed.input as never);
		} catch (error) {
			return profilePage(c, { [form]: afterRefusal(parsed.form, error) }, 422);
		}
		return seeOther(c, `/programme/neighbourhoods/${slugIn(c)}/profile`, "ui.saved");
	});
}

pages.post(`${base}/lines/:id/end`, async (c) => {
	await service.endLine(c.var.ground, c.var.actor, slugIn(c), idOf(c));
	return seeOther(c, `/programme/neighbourhoods/${slugIn(c)}/profile`, "profile.ended", idOf(c));
});

type Shown = {
	view: View;
	place: Neighbourhood;
	profile: Profile;
	boundary: Outline | null;
	mayWrite: boolean;
	forms: Forms;
};

function ProfilePage({ view, place, profile, boundary, mayWrite, forms }: Shown) {
	const { say } = view;
	const action = `/programme/neighbourhoods/${place.slug}/profile`;
	return (
		<Page view={view} title={say("profile.title", { name: place.name })} lead={say("profile.lead")}>
			<ErrorSummary view={view} form={forms.ages} />
			<ErrorSummary view={view} form={forms.line} />
			{profile.ages.length === 0 && profile.lines.length === 0 && (
				<Empty>
					<p>{say(mayWrite ? "profile.empty_staff" : "profile.empty")}</p>
				</Empty>
			)}
			{boundary && <OutlineFigure view={view} outline={boundary} place={place.name} />}
			<Ages view={view} profile={profile} />
			{sections.map((section) => (
				<Lines key={section} view={view} section={section} profile={profile} end={mayWrite ? action : undefined} />
			))}
			{mayWrite && <Writing view={view} action={action} profile={profile} forms={forms} />}
		</Page>
	);
}

function Ages({ view, profile: { ages, total, withheld } }: { view: View; profile: Profile }) {
	const { say, language } = view;
	if (ages.length === 0) return null;
	return (
		<section>
			<h2>{say("profile.ages")}</h2>
			{total !== null && <p class="sentence">{say("profile.ages_total", { n: total })}</p>}
			<Table
				caption={say("profile.ages")}
				head={[say("profile.band"), say("profile.residents"), say("profile.source"), say("profile.source_on")]}
				figures={[1]}
				rows={ages.map((age) => [
					say("profile.years", { band: age.band }),
					age.residents === null ? say("profile.withheld_cell") : numberInWords(language, age.residents),
					age.source,
					shortDate(language, age.sourceOn),
				])}
			/>
			{withheld && <p class="small soft">{say("profile.withheld")}</p>}
		</section>
	);
}

type Section = (typeof sections)[number];

function Lines({ view, section, profile, end }: { view: View; section: Section; profile: Profile; end?: string }) {
	const { say, language } = view;
	const lines = profile.lines.filter((line) => line.section === section);
	if (lines.length === 0) return null;
	return (
		<section>
			<h2>{say(`profile.section_${section}`)}</h2>
			<Entries
				items={lines.map((line) => ({
					key: line.id,
					title: line.value === null ? line.label : `${line.label}: ${numberInWords(language, line.value)}`,
					line: say("profile.from", { source: line.source, day: dateInWords(language, line.sourceOn) }),
					actions: end && (
						<form method="post" action={`${end}/lines/${line.id}/end`}>
							<Button quiet>
								{say("profile.end")} <span class="visually-hidden">{line.label}</span>
							</Button>
						</form>
					),
				}))}
			/>
		</section>
	);
}

function Writing({ view, action, profile, forms }: { view: View; action: string; profile: Profile; forms: Forms }) {
	const { say } = view;
	const first = profile.ages[0];
	return (
		<>
			<details open={Object.keys(forms.line.errors).length > 0}>
				<summary>{say("profile.line_new")}</summary>
				<Form action={`${action}/lines`} id={newId()} label={say("profile.line_new")}>
					<Select
						view={view}
						form={forms.line}
						name="section"
						label={say("profile.section")}
						options={sections.map((value) => ({ value, label: say(`profile.section_${value}`) }))}
						required
					/>
					<TextField
						view={view}
						form={forms.line}
						name="label"
						label={say("profile.label")}
						hint={say("profile.label_hint")}
						maxLength={300}
						required
					/>
					<TextField view={view} form={forms.line} name="value" label={say("profile.value")} inputMode="numeric" />
					<SourceFields view={view} form={forms.line} />
					<Readers>{say("profile.readers")}</Readers>
					<Actions>
						<Button>{say("profile.line_add")}</Button>
					</Actions>
				</Form>
			</details>
			<details open={Object.keys(forms.ages.errors).length > 0}>
				<summary>{say("profile.ages_new")}</summary>
				<Form action={`${action}/ages`} id={newId()} label={say("profile.ages_new")}>
					<p>{say("profile.ages_hint")}</p>
					{bands.map((band) => (
						<TextField
							key={band}
							view={view}
							form={forms.ages}
							name={fieldOf(band)}
							label={say("profile.years", { band })}
							value={String(profile.ages.find((age) => age.band === band)?.residents ?? "")}
							inputMode="numeric"
						/>
					))}
					<SourceFields view={view} form={forms.ages} source={first?.source} />
					<Readers>{say("profile.readers")}</Readers>
					<Actions>
						<Button>{say("profile.ages_save")}</Button>
					</Actions>
				</Form>
			</details>
		</>
	);
}

function SourceFields({ view, form, source }: { view: View; form: FormState; source?: string }) {
	const { say } = view;
	return (
		<>
			<TextField
				view={view}
				form={form}
				name="source"
				label={say("profile.source")}
				hint={say("profile.source_hint")}
				value={source}
				maxLength={200}
				required
			/>
			<TextField view={view} form={form} name="sourceOn" type="date" label={say("profile.source_on_field")} required />
		</>
	);
}
