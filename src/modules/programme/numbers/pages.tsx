import { newId } from "../../../core/ids.ts";
import {
	Actions,
	Button,
	Chips,
	Empty,
	Entries,
	ErrorSummary,
	Form,
	Phone,
	Readers,
	TextField,
} from "../../../ui/components.tsx";
import { languageInWords } from "../../../ui/dates.ts";
import { afterRefusal, emptyForm, type FormState, readForm } from "../../../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { residentLanguages } from "../../../ui/words.ts";
import { newNumber } from "./contract.ts";
import * as service from "./service.ts";

/** `/programme/numbers`: the neighbourhood's own numbers worth knowing, as they stand on its public page. */
export const pages = routes();

pages.get("/programme/numbers", (c) => numbersPage(c, emptyForm));

async function numbersPage(c: Ctx, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const { ground, actor, view } = c.var;
	const { say, language } = view;
	const { place, numbers } = await service.numbersHere(ground, actor);
	const fields = { view, form };
	return page(
		c,
		<Page view={view} title={say("numbers.title", { place: place.name })} lead={say("numbers.lead")}>
			<ErrorSummary view={view} form={form} />
			{numbers.length === 0 ? (
				<Empty>
					<p>{say("numbers.none")}</p>
				</Empty>
			) : (
				<Entries
					items={numbers.map((one) => ({
						key: one.id,
						title: one.name,
						line: (
							<>
								<Phone number={one.phone} />
								{[one.hours, ...one.spoken.map((code) => languageInWords(language, code))].map(
									(said) => said && ` · ${said}`,
								)}
							</>
						),
						actions: (
							<Form action={`/programme/numbers/${one.id}/remove`}>
								<Button quiet>{say("numbers.remove", { name: one.name })}</Button>
							</Form>
						),
					}))}
				/>
			)}
			<h2>{say("numbers.new")}</h2>
			<Form action="/programme/numbers" id={newId()}>
				<TextField
					{...fields}
					name="name"
					label={say("numbers.name")}
					hint={say("numbers.name_hint")}
					maxLength={80}
					required
				/>
				<TextField {...fields} name="phone" inputMode="tel" label={say("numbers.phone")} maxLength={30} required />
				<TextField {...fields} name="hours" label={say("numbers.hours")} maxLength={120} />
				<Chips
					{...fields}
					name="spoken"
					several
					label={say("numbers.spoken")}
					options={residentLanguages.map((value) => ({ value, label: languageInWords(language, value) }))}
				/>
				<Readers>{say("numbers.readers")}</Readers>
				<Actions>
					<Button>{say("numbers.add")}</Button>
				</Actions>
			</Form>
			<p>
				<a href={`/n/${place.slug}/numbers`}>{say("numbers.public")}</a>
			</p>
		</Page>,
		status,
	);
}

pages.post("/programme/numbers", async (c: Ctx) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const parsed = await readForm(c, newNumber);
	if (!parsed.ok) return numbersPage(c, parsed.form, 422);
	try {
		await service.addNumber(ground, actor, parsed.input);
	} catch (error) {
		return numbersPage(c, afterRefusal(parsed.form, error), 422);
	}
	return seeOther(c, "/programme/numbers", "ui.saved");
});

pages.post("/programme/numbers/:id/remove", async (c: Ctx) => {
	await service.removeNumber(c.var.ground, c.var.actor, idOf(c));
	return seeOther(c, "/programme/numbers", "ui.saved");
});
