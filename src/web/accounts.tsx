import { newId } from "../core/ids.ts";
import { dayOf } from "../core/period.ts";
import { Refused } from "../core/refusal.ts";
import { type Role, roles } from "../core/roles.ts";
import {
	type Assignment,
	choice,
	endAssignment as endContract,
	newAccount,
	newAssignment,
} from "../modules/access/contract.ts";
import { tokenOf } from "../modules/access/cookie.ts";
import {
	accounts,
	addAccount,
	addAssignment,
	choosePlace,
	closeAccount,
	endAssignment,
	placesHeld,
} from "../modules/access/service.ts";
import { type Neighbourhood, newMembership, newNeighbourhood, type Territory } from "../modules/programme/contract.ts";
import {
	addNeighbourhood,
	moveMunicipality,
	neighbourhoodsIn,
	programmeIn,
	territoriesIn,
} from "../modules/programme/service.ts";
import { Actions, Button, Card, Entries, ErrorSummary, Form, Readers, Select, TextField } from "../ui/components.tsx";
import { afterRefusal, emptyForm, type FormState, readForm } from "../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther, type View } from "../ui/http.ts";
import { Page } from "../ui/layout.tsx";

/** Roles, places and who holds them: what joins access with programme. */
export const pages = routes();

type Places = { territories: Territory[]; neighbourhoods: Neighbourhood[] };

function placesOf(c: Ctx): Promise<Places> {
	return c.var.ground.db.readAs(c.var.actor, async (read) => ({
		territories: await territoriesIn(read),
		neighbourhoods: await neighbourhoodsIn(read),
	}));
}

/** The ids behind the short names of a form. Throws `invalid` naming the field. */
function placeOf(
	places: Places,
	role: Role,
	territory: string | undefined,
	neighbourhood: string | undefined,
): Assignment {
	const everywhere = role === "officer" || role === "evaluator" || role === "administrator";
	if (everywhere) return { role, territoryId: null, neighbourhoodId: null };
	const n = neighbourhood ? places.neighbourhoods.find((x) => x.slug === neighbourhood) : undefined;
	if (neighbourhood && !n) throw new Refused("invalid", { neighbourhood: "error.choice" });
	const t = territory ? places.territories.find((x) => x.slug === territory) : undefined;
	const territoryId = n?.territoryId ?? t?.id ?? null;
	const inTerritory = role === "coordinator" || role === "social-worker";
	return { role, territoryId, neighbourhoodId: inTerritory ? null : (n?.id ?? null) };
}

pages.get("/access/choose", async (c) => {
	const { view, ground, actor } = c.var;
	if (actor.role === "nobody") throw new Refused("sign_in_first");
	const { say } = view;
	const held = await placesHeld(ground, actor);
	const places = await placesOf(c);
	const options = held.flatMap((a) => screensOf(a, places).map((n) => ({ a, n })));
	const nameOf = (a: Assignment, n?: Neighbourhood) =>
		n?.name ?? places.territories.find((t) => t.id === a.territoryId)?.name ?? say("access.choose_everywhere");
	return page(
		c,
		<Page view={view} title={say("access.choose_title")}>
			<Entries
				items={options.map(({ a, n }) => ({
					key: `${a.role} ${n?.slug ?? a.territoryId}`,
					title: nameOf(a, n),
					line: say(`access.role_${a.role}`),
					actions: (
						<Form action="/access/choose" label={nameOf(a, n)}>
							<input type="hidden" name="role" value={a.role} />
							<input
								type="hidden"
								name="territory"
								value={places.territories.find((t) => t.id === a.territoryId)?.slug ?? ""}
							/>
							<input type="hidden" name="neighbourhood" value={n?.slug ?? ""} />
							<Button quiet>
								{say("access.choose_this")} <span class="visually-hidden">{nameOf(a, n)}</span>
							</Button>
						</Form>
					),
				}))}
			/>
		</Page>,
	);
});

/** What a role can put on screen: its neighbourhood, for a coordinator each of the territory's, else nothing. */
function screensOf(a: Assignment, places: Places): (Neighbourhood | undefined)[] {
	if (a.neighbourhoodId) return places.neighbourhoods.filter((n) => n.id === a.neighbourhoodId);
	const inTerritory =
		a.role === "coordinator" ? places.neighbourhoods.filter((n) => n.territoryId === a.territoryId) : [];
	return inTerritory.length > 0 ? inTerritory : [undefined];
}

pages.post("/access/choose", async (c) => {
	const { ground, actor } = c.var;
	if (actor.role === "nobody") throw new Refused("sign_in_first");
	const parsed = await readForm(c, choice);
	if (!parsed.ok) throw new Refused("invalid", parsed.form.errors);
	const { role, territory, neighbourhood } = parsed.input;
	const places = await placesOf(c);
	const onScreen = places.neighbourhoods.find((n) => n.slug === neighbourhood);
	const wanted = placeOf(places, role, territory, neighbourhood);
	const place = { ...wanted, neighbourhoodId: onScreen?.id ?? wanted.neighbourhoodId };
	await choosePlace(ground, actor, tokenOf(c), place, onScreen);
	return seeOther(c, role === "facilitator" || role === "coordinator" ? "/today" : "/access/me");
});

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

function RoleFields({ view, form, places }: { view: View; form: FormState; places: Places }) {
	const { say } = view;
	return (
		<>
			<Select
				view={view}
				form={form}
				name="role"
				label={say("access.account_role")}
				required
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
					<TextField view={view} form={form} name="name" label={say("programme.n_name")} maxLength={120} required />
					<TextField
						view={view}
						form={form}
						name="slug"
						label={say("programme.n_slug")}
						hint={say("programme.n_slug_hint")}
						maxLength={60}
						required
					/>
					<Select
						view={view}
						form={form}
						name="territory"
						label={say("programme.territory")}
						options={territoryOptions}
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
