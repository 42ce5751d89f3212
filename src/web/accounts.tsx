import { newId } from "../core/ids.ts";
import { Refused } from "../core/refusal.ts";
import { type Role, roles } from "../core/roles.ts";
import { endAssignment as endContract, newAccount, newAssignment } from "../modules/access/contract.ts";
import { accounts, addAccount, addAssignment, closeAccount, endAssignment } from "../modules/access/service.ts";
import { speaking } from "../modules/access/speaking/contract.ts";
import { citizensToTrust, trustToSpeak } from "../modules/access/speaking/service.ts";
import { neighbourhoodsIn } from "../modules/programme/service.ts";
import {
	Actions,
	Button,
	Card,
	Empty,
	Entries,
	ErrorSummary,
	Form,
	Readers,
	Select,
	TextField,
} from "../ui/components.tsx";
import { afterRefusal, emptyForm, type FormState, readForm } from "../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther, type View } from "../ui/http.ts";
import { Page } from "../ui/layout.tsx";
import { type Places, placeOf, placesOf } from "./places.ts";

/** Accounts and the roles they hold, somewhere: what joins access with programme. */
export const pages = routes();

pages.get("/access/accounts", async (c) => accountsPage(c, emptyForm));

async function accountsPage(c: Ctx, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const { view, ground, actor } = c.var;
	const { say } = view;
	const rows = await accounts(ground, actor);
	const places = await placesOf(c);
	return page(
		c,
		<Page view={view} title={say("access.accounts_title")} lead={say("access.accounts_lead")}>
			<ErrorSummary view={view} form={form} />
			<Card>
				<h2>{say("access.account_new")}</h2>
				<Form action="/access/accounts" id={newId()}>
					<TextField view={view} form={form} name="name" label={say("access.account_name")} maxLength={120} required />
					<TextField
						view={view}
						form={form}
						name="email"
						type="email"
						inputMode="email"
						label={say("access.account_email")}
						maxLength={254}
						required
					/>
					<RoleFields view={view} form={form} places={places} />
					<Readers>{say("access.account_readers")}</Readers>
					<Actions>
						<Button>{say("access.account_add")}</Button>
					</Actions>
				</Form>
			</Card>
			<h2>{say("access.accounts_list")}</h2>
			<Entries
				items={rows.map((row) => ({
					key: row.id,
					title: <a href={`/access/accounts/${row.id}`}>{row.name}</a>,
					line: row.closedAt
						? say("access.account_closed")
						: row.assignments.map((a) => roleLine(view, a, places)).join(" · "),
				}))}
			/>
		</Page>,
		status,
	);
}

function roleLine(
	view: View,
	a: { role: Role; territoryId: string | null; neighbourhoodId: string | null },
	places: Places,
): string {
	const place =
		places.neighbourhoods.find((n) => n.id === a.neighbourhoodId)?.name ??
		places.territories.find((t) => t.id === a.territoryId)?.name;
	return [view.say(`access.role_${a.role}`), place].filter(Boolean).join(", ");
}

type RoleProps = { view: View; form: FormState; places: Places; first?: Role };

/** A role and where it is held; `first` is the role proposed, in the only neighbourhood where there is one. */
export function RoleFields({ view, form, places, first }: RoleProps) {
	const { say } = view;
	const [only, another] = places.neighbourhoods;
	return (
		<>
			<Select
				view={view}
				form={form}
				name="role"
				label={say("access.account_role")}
				required
				value={first}
				options={roles.map((role) => ({ value: role, label: say(`access.role_${role}`) }))}
			/>
			<Select
				view={view}
				form={form}
				name="territory"
				label={say("access.account_territory")}
				empty={say("access.choose_everywhere")}
				options={places.territories.map((t) => ({ value: t.slug, label: t.name }))}
			/>
			<Select
				view={view}
				form={form}
				name="neighbourhood"
				label={say("access.account_neighbourhood")}
				empty="–"
				value={first && !another ? only?.slug : undefined}
				options={places.neighbourhoods.map((n) => ({ value: n.slug, label: n.name }))}
			/>
		</>
	);
}

pages.post("/access/accounts", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "administrator");
	const parsed = await readForm(c, newAccount);
	if (!parsed.ok) return accountsPage(c, parsed.form, 422);
	try {
		const { input } = parsed;
		await addAccount(
			ground,
			actor,
			input,
			placeOf(await placesOf(c), input.role, input.territory, input.neighbourhood),
		);
	} catch (error) {
		return accountsPage(c, afterRefusal(parsed.form, error), 422);
	}
	return seeOther(c, "/access/accounts", "access.account_added");
});

pages.get("/access/accounts/:id", async (c) => accountPage(c, emptyForm));

async function accountPage(c: Ctx, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const { view, ground, actor } = c.var;
	const { say } = view;
	const row = (await accounts(ground, actor)).find((a) => a.id === c.req.param("id"));
	if (!row) throw new Refused("not_found");
	const places = await placesOf(c);
	return page(
		c,
		<Page view={view} title={row.name} lead={row.closedAt ? say("access.account_closed") : undefined}>
			<ErrorSummary view={view} form={form} />
			<Entries
				items={row.assignments.map((a) => ({
					key: a.id,
					title: roleLine(view, a, places),
					actions: (
						<Form action={`/access/accounts/${row.id}/end`}>
							<input type="hidden" name="assignment" value={a.id} />
							<Button quiet>{say("access.assignment_end")}</Button>
						</Form>
					),
				}))}
			/>
			<Card>
				<h2>{say("access.assignment_add")}</h2>
				<Form action={`/access/accounts/${row.id}/assign`} id={newId()}>
					<RoleFields view={view} form={form} places={places} />
					<Actions>
						<Button>{say("access.assignment_add")}</Button>
					</Actions>
				</Form>
			</Card>
			{row.assignments.length > 0 && (
				<p>
					<a href={`/access/colleagues/${row.id}`}>{say("leaving.page_link")}</a>
				</p>
			)}
			{!row.closedAt && row.id !== actor.accountId && (
				<Form action={`/access/accounts/${row.id}/close`}>
					<Button quiet>{say("access.account_close")}</Button>
				</Form>
			)}
		</Page>,
		status,
	);
}

pages.post("/access/accounts/:id/assign", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "administrator");
	const id = idOf(c);
	const parsed = await readForm(c, newAssignment);
	if (!parsed.ok) return accountPage(c, parsed.form, 422);
	try {
		const { input } = parsed;
		await addAssignment(
			ground,
			actor,
			input.id,
			id,
			placeOf(await placesOf(c), input.role, input.territory, input.neighbourhood),
		);
	} catch (error) {
		return accountPage(c, afterRefusal(parsed.form, error), 422);
	}
	return seeOther(c, `/access/accounts/${id}`, "ui.saved");
});

pages.post("/access/accounts/:id/end", async (c) => {
	only(c.var.actor, "administrator");
	const id = idOf(c);
	const parsed = await readForm(c, endContract);
	if (!parsed.ok) throw new Refused("invalid", parsed.form.errors);
	await endAssignment(c.var.ground, c.var.actor, parsed.input.assignment);
	return seeOther(c, `/access/accounts/${id}`, "ui.saved");
});

pages.post("/access/accounts/:id/close", async (c) => {
	only(c.var.actor, "administrator");
	await closeAccount(c.var.ground, c.var.actor, idOf(c));
	return seeOther(c, "/access/accounts", "ui.saved");
});

/** Whom the coordinator trusts to enter something for others: `/access/speaking`. */
pages.get("/access/speaking", async (c) => {
	const { view, ground, actor } = c.var;
	const { say } = view;
	const citizens = await citizensToTrust(ground, actor);
	const places = new Map((await ground.db.readAs(actor, neighbourhoodsIn)).map(({ id, name }) => [id as string, name]));
	return page(
		c,
		<Page view={view} title={say("behalfdesk.trust_title")} lead={say("behalfdesk.trust_lead")}>
			{citizens.length === 0 ? (
				<Empty>
					<p>{say("behalfdesk.trust_none")}</p>
				</Empty>
			) : (
				<Entries
					items={citizens.map(({ id, name, neighbourhoodId, speaks }) => ({
						key: id,
						title: name,
						line: `${places.get(neighbourhoodId)} · ${say(speaks ? "behalfdesk.trust_yes" : "behalfdesk.trust_no")}`,
						actions: (
							<Form action="/access/speaking">
								<input type="hidden" name="assignment" value={id} />
								{!speaks && <input type="hidden" name="speaks" value="yes" />}
								<Button quiet>{say(speaks ? "behalfdesk.trust_end" : "behalfdesk.trust_give", { name })}</Button>
							</Form>
						),
					}))}
				/>
			)}
		</Page>,
	);
});

pages.post("/access/speaking", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "coordinator");
	const parsed = await readForm(c, speaking);
	if (!parsed.ok) throw new Refused("invalid", parsed.form.errors);
	await trustToSpeak(ground, actor, parsed.input);
	return seeOther(c, "/access/speaking", "ui.saved");
});
