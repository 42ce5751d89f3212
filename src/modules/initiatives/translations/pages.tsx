import { newId } from "../../../core/ids.ts";
import { Refused } from "../../../core/refusal.ts";
import {
	Actions,
	Button,
	Card,
	Empty,
	ErrorSummary,
	Form,
	LanguageField,
	Readers,
	TextArea,
	TextField,
	Tick,
} from "../../../ui/components.tsx";
import { languageInWords } from "../../../ui/dates.ts";
import { afterRefusal, emptyForm, type FormState, readForm, typedValue } from "../../../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther, slugIn, type View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { Written } from "../../../ui/written.tsx";
import { placeBySlug } from "../../programme/service.ts";
import { datesToJoin } from "../joining/service.ts";
import { decision, newTranslation, type Translation } from "./contract.ts";
import { decideTranslation, proposeTranslation, translationsOf } from "./service.ts";

/** Volunteers give the words of an initiative in their language: in public the form, below `/initiatives` what to read. */
export const pages = routes();

async function formPage(c: Ctx, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const { ground, actor, view } = c.var;
	const { say } = view;
	const place = await placeBySlug(ground, slugIn(c));
	const { initiative } = await datesToJoin(ground, actor, place, idOf(c));
	const here = `/n/${place.slug}/initiatives/${initiative.id}/translate`;
	return page(
		c,
		<Page
			view={view}
			square={place}
			part="list"
			title={say("square.translate_title")}
			lead={say("square.translate_lead")}
		>
			<ErrorSummary view={view} form={form} />
			<h2 dir="auto">{initiative.title}</h2>
			<Form action={here} id={typedValue(form, "id") || newId()} label={say("square.translate_title")}>
				<LanguageField view={view} form={form} label={say("square.translate_language")} required />
				<TextField
					view={view}
					form={form}
					name="title"
					label={say("square.translate_words_title")}
					maxLength={120}
					required
				/>
				<TextArea
					view={view}
					form={form}
					name="invitation"
					label={say("square.translate_words")}
					maxLength={2000}
					required
				/>
				<TextField
					view={view}
					form={form}
					name="name"
					label={say("square.translate_name")}
					autocomplete="given-name"
					maxLength={80}
				/>
				<Tick view={view} form={form} name="agreed" label={say("square.translate_agreed")} />
				<Readers>{say("square.translate_readers")}</Readers>
				<Actions>
					<Button>{say("square.translate_send")}</Button>
				</Actions>
			</Form>
		</Page>,
		status,
	);
}

pages.get("/n/:slug/initiatives/:id/translate", (c) => formPage(c, emptyForm));

pages.post("/n/:slug/initiatives/:id/translate", async (c: Ctx) => {
	const id = idOf(c);
	const place = await placeBySlug(c.var.ground, slugIn(c));
	const parsed = await readForm(c, newTranslation);
	if (!parsed.ok) return formPage(c, parsed.form, 422);
	try {
		await proposeTranslation(c.var.ground, place, id, parsed.input);
	} catch (error) {
		return formPage(c, afterRefusal(parsed.form, error), 422);
	}
	return seeOther(c, `/n/${place.slug}/initiatives/${id}`, "square.translate_sent");
});

pages.get("/initiatives/:id/translations", async (c) => {
	const { ground, actor, view } = c.var;
	const { say } = view;
	const { initiative, translations } = await translationsOf(ground, actor, idOf(c));
	return page(
		c,
		<Page
			view={view}
			place="initiatives"
			title={say("initiatives.translations")}
			lead={<a href={`/initiatives/${initiative.id}`}>{initiative.title}</a>}
		>
			<Card>
				<h2>{initiative.title}</h2>
				<p>{initiative.invitation}</p>
			</Card>
			{translations.length === 0 && (
				<Empty>
					<p>{say("initiatives.translations_empty")}</p>
				</Empty>
			)}
			{translations.map((one) => (
				<One key={one.id} view={view} initiativeId={initiative.id} translation={one} />
			))}
		</Page>,
	);
});

type OneProps = { view: View; initiativeId: string; translation: Translation };

function One({ view, initiativeId, translation: t }: OneProps) {
	const { say, language } = view;
	const name = `translation-${t.id}`;
	return (
		<Card labelledBy={name}>
			<h2 id={name} lang={t.language} dir="auto">
				{t.title}
			</h2>
			<p class="soft">
				{languageInWords(language, t.language)} · {say(`initiatives.translation_${t.state}`)}
				{t.name && ` · ${t.name}`}
			</p>
			{!t.isOfThese && <p>{say("initiatives.translation_older")}</p>}
			<Written view={view} language={t.language}>
				{t.invitation}
			</Written>
			<Form action={`/initiatives/${initiativeId}/translations`}>
				<input type="hidden" name="translation" value={t.id} />
				<Actions>
					{t.state !== "declined" && (
						<Button name="to" value="declined" quiet>
							{say(t.state === "shown" ? "initiatives.translation_hide" : "initiatives.translation_decline")}
						</Button>
					)}
					{t.state !== "shown" && (
						<Button name="to" value="shown">
							{say("initiatives.translation_show")}
						</Button>
					)}
				</Actions>
			</Form>
		</Card>
	);
}

pages.post("/initiatives/:id/translations", async (c: Ctx) => {
	only(c.var.actor, "facilitator", "coordinator");
	const id = idOf(c);
	const parsed = await readForm(c, decision);
	if (!parsed.ok) throw new Refused("invalid", parsed.form.errors);
	await decideTranslation(c.var.ground, c.var.actor, id, parsed.input);
	return seeOther(c, `/initiatives/${id}/translations`, "ui.saved");
});
