import { newId } from "../../../core/ids.ts";
import { dayOf } from "../../../core/period.ts";
import {
	Button,
	Chips,
	Entries,
	ErrorSummary,
	Form,
	Readers,
	Select,
	Table,
	TextField,
} from "../../../ui/components.tsx";
import { dateInWords, shortDate } from "../../../ui/dates.ts";
import { afterRefusal, emptyForm, type FormState, readForm, typedValue } from "../../../ui/form.ts";
import { type Ctx, only, page, routes, seeOther, type View } from "../../../ui/http.ts";
import { readJson } from "../../../ui/json.ts";
import { Page } from "../../../ui/layout.tsx";
import { setGround as contract, lawfulGrounds, processings, type SetGround } from "./contract.ts";
import { grounds, setGround } from "./service.ts";

/** `/programme/purposes`: on which legal ground the body processes what, set once for the installation. */
export const pages = routes();

const base = "/programme/purposes";

async function show(c: Ctx, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const all = await grounds(c.var.ground, c.var.actor);
	return page(c, <Purposes view={c.var.view} all={all} form={form} />, status);
}

pages.get(base, (c) => show(c, emptyForm));

pages.post(base, async (c) => {
	only(c.var.actor, "administrator");
	const parsed = await readForm(c, contract);
	if (!parsed.ok) return show(c, parsed.form, 422);
	try {
		await setGround(c.var.ground, c.var.actor, parsed.input);
	} catch (error) {
		return show(c, afterRefusal(parsed.form, error), 422);
	}
	return seeOther(c, base, "purposes.saved");
});

pages.get(`/api${base}`, async (c) => c.json({ items: await grounds(c.var.ground, c.var.actor), next: null }));

pages.post(`/api${base}`, async (c) => {
	only(c.var.actor, "administrator");
	const input = await readJson(c, contract);
	await setGround(c.var.ground, c.var.actor, input);
	const all = await grounds(c.var.ground, c.var.actor);
	return c.json(all.find((row) => row.id === input.id) ?? null, 201);
});

function Purposes({ view, all, form }: { view: View; all: readonly SetGround[]; form: FormState }) {
	const { say, language, actor, now } = view;
	const today = dayOf(now);
	const latest = new Map<string, SetGround>();
	for (const row of all) if (!latest.has(row.purpose)) latest.set(row.purpose, row);
	const before = all.filter((row) => latest.get(row.purpose) !== row);
	return (
		<Page view={view} title={say("purposes.title")} lead={say("purposes.lead")}>
			<p>{say("purposes.apart")}</p>
			<Table
				caption={say("purposes.caption")}
				head={[say("purposes.purpose"), say("purposes.ground"), say("purposes.norm"), say("purposes.since")]}
				rows={processings.map((purpose) => {
					const row = latest.get(purpose);
					return [
						say(`purposes.of_${purpose}`),
						row ? say(`purposes.ground_${row.ground}`) : say("purposes.unset"),
						row?.norm ?? "",
						row
							? [shortDate(language, row.since), row.setByName && say("purposes.set_by", { name: row.setByName })]
									.filter(Boolean)
									.join(" · ")
							: "",
					];
				})}
			/>
			{before.length > 0 && (
				<section class="stack" aria-labelledby="before">
					<h2 id="before">{say("purposes.before")}</h2>
					<Entries
						label={say("purposes.before")}
						items={before.map((row) => ({
							key: row.id,
							title: `${say(`purposes.of_${row.purpose}`)}: ${say(`purposes.ground_${row.ground}`)}`,
							line: `${row.norm} · ${say("purposes.since_day", { day: dateInWords(language, row.since) })}`,
						}))}
					/>
				</section>
			)}
			{actor.role === "administrator" && (
				<section class="stack" aria-labelledby="set">
					<h2 id="set">{say("purposes.set")}</h2>
					<ErrorSummary view={view} form={form} />
					<Form action={base} id={typedValue(form, "id") || newId()} label={say("purposes.set")}>
						<Select
							view={view}
							form={form}
							name="purpose"
							label={say("purposes.purpose")}
							empty={say("purposes.choose")}
							options={processings.map((value) => ({ value, label: say(`purposes.of_${value}`) }))}
							required
						/>
						<Chips
							view={view}
							form={form}
							name="ground"
							label={say("purposes.ground")}
							hint={say("purposes.ground_hint")}
							options={lawfulGrounds.map((value) => ({ value, label: say(`purposes.ground_${value}`) }))}
							required
						/>
						<TextField
							view={view}
							form={form}
							name="norm"
							label={say("purposes.norm")}
							hint={say("purposes.norm_hint")}
							maxLength={300}
							required
						/>
						<TextField
							view={view}
							form={form}
							name="since"
							type="date"
							label={say("purposes.since")}
							value={today}
							max={today}
						/>
						<Readers>{say("purposes.readers")}</Readers>
						<Button>{say("purposes.save")}</Button>
					</Form>
				</section>
			)}
		</Page>
	);
}
