import { Actions, Button, Entries, ErrorSummary, Form, Readers, Select } from "../../../ui/components.tsx";
import { afterRefusal, emptyForm, type FormState, readForm } from "../../../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther, type View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { type Initiative, type Organiser, organiser } from "../contract.ts";
import * as service from "./service.ts";

/** Who organises an initiative. */
export const pages = routes();

pages.get("/initiatives/:id/organisers", (c) => organisersPage(c, emptyForm));

async function organisersPage(c: Ctx, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const shown = await service.organisersOf(c.var.ground, c.var.actor, idOf(c));
	return page(c, <OrganisersPage view={c.var.view} form={form} {...shown} />, status);
}

for (const [path, work] of [
	["/initiatives/:id/organisers", service.addOrganiser],
	["/initiatives/:id/organisers/remove", service.removeOrganiser],
] as const) {
	pages.post(path, async (c) => {
		only(c.var.actor, "facilitator", "coordinator");
		const id = idOf(c);
		const parsed = await readForm(c, organiser);
		if (!parsed.ok) return organisersPage(c, parsed.form, 422);
		try {
			await work(c.var.ground, c.var.actor, id, parsed.input.account);
		} catch (error) {
			return organisersPage(c, afterRefusal(parsed.form, error), 422);
		}
		const undo = work === service.removeOrganiser ? id : undefined;
		return seeOther(c, `/initiatives/${id}/organisers`, "ui.saved", undo);
	});
}

type Shown = { view: View; form: FormState; initiative: Initiative; organisers: Organiser[]; others: Organiser[] };

function OrganisersPage({ view, form, initiative: i, organisers, others }: Shown) {
	const { say } = view;
	const base = `/initiatives/${i.id}/organisers`;
	const rolesOf = (one: Organiser) => one.roles.map((role) => say(`access.role_${role}`)).join(", ");
	const nameOf = (one: Organiser) => one.name ?? say("ui.unknown_account");
	return (
		<Page
			view={view}
			place="initiatives"
			title={say("initiatives.organisers")}
			lead={<a href={`/initiatives/${i.id}`}>{i.title}</a>}
		>
			<ErrorSummary view={view} form={form} />
			{organisers.length === 0 ? (
				<p>{say("initiatives.organisers_none")}</p>
			) : (
				<Entries
					label={say("initiatives.organisers")}
					items={organisers.map((one) => ({
						key: one.id,
						title: nameOf(one),
						line: rolesOf(one) || say("initiatives.organiser_gone"),
						actions: (
							<form method="post" action={`${base}/remove`}>
								<input type="hidden" name="account" value={one.id} />
								<Button quiet>
									{say("initiatives.organiser_remove")} <span class="visually-hidden">{nameOf(one)}</span>
								</Button>
							</form>
						),
					}))}
				/>
			)}
			<h2>{say("initiatives.organiser_add")}</h2>
			{others.length === 0 ? (
				<p>{say("initiatives.organisers_all")}</p>
			) : (
				<Form action={base}>
					<Select
						view={view}
						form={form}
						name="account"
						label={say("initiatives.organiser_who")}
						options={others.map((one) => ({ value: one.id, label: `${nameOf(one)} · ${rolesOf(one)}` }))}
						empty="–"
						required
					/>
					<Readers>{say("initiatives.organiser_sees")}</Readers>
					<Actions>
						<Button>{say("initiatives.organiser_add_button")}</Button>
					</Actions>
				</Form>
			)}
		</Page>
	);
}
