import { newId } from "../core/ids.ts";
import { dayOf } from "../core/period.ts";
import { newMembership, newNeighbourhood } from "../modules/programme/contract.ts";
import { addNeighbourhood, moveMunicipality, programmeIn } from "../modules/programme/service.ts";
import {
	Actions,
	Button,
	Card,
	type Choice,
	Entries,
	ErrorSummary,
	Form,
	Readers,
	Select,
	TextField,
} from "../ui/components.tsx";
import { afterRefusal, emptyForm, type FormState, readForm } from "../ui/form.ts";
import { type Ctx, only, page, routes, seeOther, type View } from "../ui/http.ts";
import { Page } from "../ui/layout.tsx";
import { placesOf } from "./places.ts";

/** Neighbourhoods and the municipalities of the territories, kept by the administrator. */
export const pages = routes();

pages.get("/programme/neighbourhoods", async (c) => neighbourhoodsPage(c, emptyForm, emptyForm));

async function neighbourhoodsPage(
	c: Ctx,
	form: FormState,
	moved: FormState,
	status: 200 | 422 = 200,
): Promise<Response> {
	const { view, ground, actor } = c.var;
	only(actor, "administrator");
	const { say } = view;
	const { territories, members } = await ground.db.readAs(actor, (read) => programmeIn(read, dayOf(view.now)));
	const { neighbourhoods } = await placesOf(c);
	const territoryOptions = territories.map((t) => ({ value: t.slug, label: t.name }));
	return page(
		c,
		<Page view={view} title={say("programme.neighbourhoods_title")} lead={say("programme.neighbourhoods_lead")}>
			<ErrorSummary view={view} form={form} />
			<ErrorSummary view={view} form={moved} />
			<Entries
				items={neighbourhoods.map((n) => ({
					key: n.id,
					title: <a href={`/n/${n.slug}`}>{n.name}</a>,
					line: territories.find((t) => t.id === n.territoryId)?.name,
				}))}
			/>
			<Card>
				<h2>{say("programme.neighbourhood_new")}</h2>
				<Form action="/programme/neighbourhoods" id={newId()}>
					<NeighbourhoodFields view={view} form={form} territories={territoryOptions} />
					<Readers>{say("programme.n_readers")}</Readers>
					<Actions>
						<Button>{say("programme.n_add")}</Button>
					</Actions>
				</Form>
			</Card>
			<Card>
				<h2>{say("programme.m_new")}</h2>
				<Form action="/programme/memberships">
					<Select
						view={view}
						form={moved}
						name="municipality"
						label={say("programme.municipality")}
						options={members.map((m) => ({ value: m.istatCode, label: m.name }))}
						required
					/>
					<Select
						view={view}
						form={moved}
						name="territory"
						label={say("programme.territory")}
						options={territoryOptions}
						required
					/>
					<TextField view={view} form={moved} name="since" type="date" label={say("programme.m_since")} required />
					<Actions>
						<Button>{say("programme.m_move")}</Button>
					</Actions>
				</Form>
			</Card>
		</Page>,
		status,
	);
}

type FieldsProps = { view: View; form: FormState; territories: readonly Choice[] };

/** What is asked of a new neighbourhood. */
export function NeighbourhoodFields({ view, form, territories }: FieldsProps) {
	const { say } = view;
	return (
		<>
			<TextField view={view} form={form} name="name" label={say("programme.n_name")} maxLength={120} required />
			<TextField
				view={view}
				form={form}
				name="slug"
				label={say("programme.n_slug")}
				hint={say("programme.n_slug_hint")}
				maxLength={60}
			/>
			<Select
				view={view}
				form={form}
				name="territory"
				label={say("programme.territory")}
				options={territories}
				required
			/>
			<Select
				view={view}
				form={form}
				name="kind"
				label={say("programme.n_kind")}
				required
				options={["quarter", "village", "hamlets"].map((k) => ({ value: k, label: say(`programme.n_kind_${k}`) }))}
			/>
			<TextField
				view={view}
				form={form}
				name="deskPlace"
				label={say("programme.n_desk_place")}
				maxLength={200}
				required
			/>
			<TextField
				view={view}
				form={form}
				name="deskHours"
				label={say("programme.n_desk_hours")}
				maxLength={200}
				required
			/>
			<TextField
				view={view}
				form={form}
				name="phone"
				type="tel"
				inputMode="tel"
				label={say("programme.n_phone")}
				maxLength={40}
				required
			/>
			<TextField
				view={view}
				form={form}
				name="residents"
				inputMode="numeric"
				label={say("programme.n_residents")}
				required
			/>
		</>
	);
}

pages.post("/programme/neighbourhoods", async (c) => {
	only(c.var.actor, "administrator");
	const parsed = await readForm(c, newNeighbourhood);
	if (!parsed.ok) return neighbourhoodsPage(c, parsed.form, emptyForm, 422);
	try {
		await addNeighbourhood(c.var.ground, c.var.actor, parsed.input);
	} catch (error) {
		return neighbourhoodsPage(c, afterRefusal(parsed.form, error), emptyForm, 422);
	}
	return seeOther(c, "/programme/neighbourhoods", "ui.saved");
});

pages.post("/programme/memberships", async (c) => {
	only(c.var.actor, "administrator");
	const parsed = await readForm(c, newMembership);
	if (!parsed.ok) return neighbourhoodsPage(c, emptyForm, parsed.form, 422);
	try {
		await moveMunicipality(c.var.ground, c.var.actor, parsed.input);
	} catch (error) {
		return neighbourhoodsPage(c, emptyForm, afterRefusal(parsed.form, error), 422);
	}
	return seeOther(c, "/programme/neighbourhoods", "ui.saved");
});
