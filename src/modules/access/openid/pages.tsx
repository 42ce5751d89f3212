import { Actions, Button, Card, ErrorSummary, Form, LinkButton, Readers, TextField } from "../../../ui/components.tsx";
import { dateInWords } from "../../../ui/dates.ts";
import { emptyForm, type FormState, readForm } from "../../../ui/form.ts";
import { type Ctx, only, page, routes, seeOther, type View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { justShown } from "../assurance/service.ts";
import { browserOf, giveAway, giveToken, takeAway, tokenOf } from "../cookie.ts";
import { provider } from "./contract.ts";
import * as service from "./service.ts";

/** Coming in through the body's own OpenID provider, linking it to one's account, and setting it up. */
export const pages = routes();

const backTo = (view: View) => `${view.base}/access/openid/callback`;

/** A link, not a form: browsers let no form of ours lead to another site. Nothing changes until somebody is back. */
pages.get("/access/openid/start", async (c) => {
	const { ground, actor, view } = c.var;
	const links = c.req.query("for") === "link";
	if (links) await justShown(ground, actor, tokenOf(c));
	const { url, kept } = await service.leave(ground, backTo(view), links ? actor.accountId : undefined);
	giveAway(c, kept);
	return c.redirect(url.href, 303);
});

pages.get("/access/openid/callback", async (c) => {
	const { ground, actor, view } = c.var;
	const came = new URL(`${backTo(view)}${new URL(c.req.url).search}`);
	const done = await service.comeBack(ground, actor, came, takeAway(c), browserOf(c));
	if (done === "linked") return seeOther(c, "/access/me/openid", "openid.linked_done");
	if (done === "stranger") return stranger(c);
	giveToken(c, done.token);
	return seeOther(c, "/");
});

/** Whoever the provider knows and we do not: how they come in, and that nothing of them was kept. */
async function stranger(c: Ctx): Promise<Response> {
	const { view, ground } = c.var;
	const { say } = view;
	const name = (await service.providerName(ground)) ?? "";
	return page(
		c,
		<Page view={view} title={say("openid.unknown_title")} lead={say("openid.unknown", { name })}>
			<p>{say("openid.nothing_kept")}</p>
			<p>
				<LinkButton href="/access/sign-in">{say("openid.to_sign_in")}</LinkButton>
			</p>
		</Page>,
	);
}

pages.get("/access/me/openid", async (c) => {
	const { ground, actor, view } = c.var;
	const { say, language } = view;
	const { name, linkedOn } = await service.ownIdentity(ground, actor);
	return page(
		c,
		<Page view={view} title={say("openid.title", { name })} lead={say("openid.lead")}>
			{linkedOn ? (
				<>
					<p>{say("openid.linked", { day: dateInWords(language, linkedOn) })}</p>
					<Form action="/access/me/openid/unlink">
						<Button quiet>{say("openid.unlink")}</Button>
					</Form>
				</>
			) : (
				<p>
					<LinkButton href="/access/openid/start?for=link">{say("openid.link", { name })}</LinkButton>
				</p>
			)}
		</Page>,
	);
});

pages.post("/access/me/openid/unlink", async (c) => {
	const { ground, actor } = c.var;
	await justShown(ground, actor, tokenOf(c));
	await service.unlink(ground, actor);
	return seeOther(c, "/access/me", "openid.unlinked");
});

async function setUp(c: Ctx, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const { ground, actor, view } = c.var;
	const { say } = view;
	const there = await service.readProvider(ground, actor);
	return page(
		c,
		<Page view={view} title={say("openidsetup.title")} lead={say("openidsetup.lead")}>
			<ErrorSummary view={view} form={form} />
			<p>
				{say("openidsetup.callback")} <code>{backTo(view)}</code>
			</p>
			<Card>
				<Form action="/access/openid" label={say("openidsetup.title")}>
					{(["name", "issuer", "clientId"] as const).map((name) => (
						<TextField
							key={name}
							view={view}
							form={form}
							name={name}
							label={say(`openidsetup.${name === "clientId" ? "client" : name}`)}
							hint={say(`openidsetup.${name === "clientId" ? "client" : name}_hint`)}
							maxLength={name === "name" ? 60 : name === "issuer" ? 300 : 200}
							value={there?.[name]}
							required
						/>
					))}
					<TextField
						view={view}
						form={form}
						name="secret"
						label={say("openidsetup.secret")}
						hint={say("openidsetup.secret_hint")}
						autocomplete="off"
						maxLength={400}
						required
					/>
					<Readers>{say("openidsetup.readers")}</Readers>
					<Actions>
						<Button>{say("openidsetup.save")}</Button>
					</Actions>
				</Form>
			</Card>
			{there && (
				<Form action="/access/openid/remove">
					<Button quiet>{say("openidsetup.remove")}</Button>
				</Form>
			)}
		</Page>,
		status,
	);
}

pages.get("/access/openid", (c) => {
	only(c.var.actor, "administrator");
	return setUp(c, emptyForm);
});

pages.post("/access/openid", async (c: Ctx) => {
	only(c.var.actor, "administrator");
	const parsed = await readForm(c, provider);
	// A secret is not sent back to the page.
	if (!parsed.ok) return setUp(c, { ...parsed.form, values: { ...parsed.form.values, secret: "" } }, 422);
	await service.setProvider(c.var.ground, c.var.actor, parsed.input);
	return seeOther(c, "/access/openid", "ui.saved");
});

pages.post("/access/openid/remove", async (c) => {
	await service.removeProvider(c.var.ground, c.var.actor);
	return seeOther(c, "/access/openid", "openidsetup.removed");
});
