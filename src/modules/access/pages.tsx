import { dayOf } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import { Actions, Button, Card, Entries, ErrorSummary, Form, LinkButton, TextField } from "../../ui/components.tsx";
import { dateInWords } from "../../ui/dates.ts";
import { emptyForm, type FormState, readForm } from "../../ui/form.ts";
import { type Ctx, type Guarantees, page, routes, seeOther, type View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import { language, linkRequest } from "./contract.ts";
import { browserOf, giveToken, rememberLanguage, takeToken, tokenOf } from "./cookie.ts";
import { providerName } from "./openid/service.ts";
import { lacksAddress } from "./own/service.ts";
import { PasskeyForm } from "./passkeys/form.tsx";
import { lacksPasskey } from "./passkeys/service.ts";
import { linkMinutes, safeBack, sessionDays, workRoles } from "./rules.ts";
import { chooseLanguage, endSession, linkIsFresh, spendLink, takeAsk } from "./service.ts";
import { speaksForIn } from "./speaking/service.ts";

export const pages = routes();

function SignIn({ view, form, provider }: { view: View; form: FormState; provider: string | undefined }) {
	const { say } = view;
	return (
		<Page view={view} title={say("signin.title")} lead={say("signin.lead")}>
			<ErrorSummary view={view} form={form} />
			<Card labelledBy="by-passkey">
				<h2 id="by-passkey">{say("signin.passkey_title")}</h2>
				<PasskeyForm view={view} what="sign-in">
					<Actions>
						<Button>{say("signin.passkey")}</Button>
					</Actions>
				</PasskeyForm>
			</Card>
			{provider && (
				<Card labelledBy="by-provider">
					<h2 id="by-provider">{provider}</h2>
					<p>
						<LinkButton href="/access/openid/start">{say("signin.provider", { name: provider })}</LinkButton>
					</p>
				</Card>
			)}
			<Card labelledBy="by-letter">
				<h2 id="by-letter">{say("signin.letter_title")}</h2>
				<Form action="/access/sign-in">
					<TextField
						view={view}
						form={form}
						name="email"
						type="email"
						autocomplete="email"
						inputMode="email"
						label={say("signin.email")}
						hint={say("signin.email_hint")}
						maxLength={254}
						required
					/>
					<p class="readers">
						{say("signin.email_readers", { minutes: linkMinutes, days: sessionDays })}{" "}
						<a href="/access/privacy">{say("signin.privacy_more")}</a>
					</p>
					<Actions>
						<Button>{say("signin.send_link")}</Button>
					</Actions>
				</Form>
			</Card>
			{view.demo && (
				<p>
					<a href="/demo">{say("signin.demo_instead")}</a>
				</p>
			)}
		</Page>
	);
}

async function signInPage(c: Ctx, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const provider = await providerName(c.var.ground);
	return page(c, <SignIn view={c.var.view} form={form} provider={provider} />, status);
}

pages.get("/access/sign-in", (c) => signInPage(c, emptyForm));

pages.post("/access/sign-in", async (c) => {
	const { view, ground } = c.var;
	const parsed = await readForm(c, linkRequest);
	if (!parsed.ok) return signInPage(c, parsed.form, 422);
	await takeAsk(ground, parsed.input.email, view.base, view.language);
	return seeOther(c, "/access/sent");
});

pages.get("/access/sent", (c) => {
	const { view } = c.var;
	const { say } = view;
	return page(
		c,
		<Page view={view} title={say("signin.sent_title")} lead={say("signin.sent_lead", { minutes: linkMinutes })}>
			<p>{say("signin.sent_help")}</p>
			{view.demo && (
				<p>
					<a href="/demo/outbox">{say("signin.demo_outbox")}</a>
				</p>
			)}
		</Page>,
	);
});

pages.get("/access/link/:token", async (c) => {
	const { view, ground } = c.var;
	const token = c.req.param("token");
	if (!(await linkIsFresh(ground, token))) throw new Refused("link_spent");
	return page(
		c,
		<Page view={view} title={view.say("signin.link_title")} lead={view.say("signin.link_lead")}>
			<Form action={`/access/link/${token}`}>
				<Actions>
					<Button>{view.say("signin.come_in")}</Button>
				</Actions>
			</Form>
		</Page>,
	);
});

pages.post("/access/link/:token", async (c) => {
	const token = await spendLink(c.var.ground, c.req.param("token"), browserOf(c));
	giveToken(c, token);
	return seeOther(c, await firstPage(c, token));
});

/** Where a link leads: to what its owner still needs to come back, or to the front page. */
async function firstPage({ var: { ground, view } }: Ctx, token: string): Promise<string> {
	if (await lacksAddress(ground, token)) return "/access/me/account";
	return (await lacksPasskey(ground, token, view.base)) ? "/access/me/passkeys" : "/";
}

/** Nothing stays in the browser; pages themselves were never kept by it. */
function leave(c: Ctx): void {
	takeToken(c);
	c.header("clear-site-data", '"storage"');
}

pages.post("/access/sign-out", async (c) => {
	await endSession(c.var.ground, c.var.actor, tokenOf(c));
	leave(c);
	return seeOther(c, "/");
});

pages.post("/access/sign-out-everywhere", async (c) => {
	if (c.var.actor.role === "nobody") throw new Refused("sign_in_first");
	await endSession(c.var.ground, c.var.actor, tokenOf(c), true);
	leave(c);
	return seeOther(c, "/");
});

pages.post("/access/language", async (c: Ctx) => {
	const parsed = await readForm(c, language);
	if (!parsed.ok) throw new Refused("invalid", parsed.form.errors);
	const { language: chosen, back } = parsed.input;
	rememberLanguage(c, chosen);
	await chooseLanguage(c.var.ground, c.var.actor, chosen);
	return seeOther(c, safeBack(back));
});

/** Who answers for the data of this installation, as the body has recorded it. */
function Law({ view, controller, contact, processors, assessedOn }: { view: View } & Guarantees) {
	const { say, language } = view;
	return (
		<section>
			<h2>{say("privacy.law_title")}</h2>
			<p>{say("privacy.law_controller", { controller, contact })}</p>
			{processors.length > 0 && <p>{say("privacy.law_processors", { processors: processors.join(", ") })}</p>}
			<p>{say("privacy.law_assessed", { day: dateInWords(language, assessedOn) })}</p>
		</section>
	);
}

pages.get("/access/privacy", (c) => {
	const { view } = c.var;
	const { say } = view;
	const sections = ["who", "what", "not", "see", "how_long", "rights", "cookies"] as const;
	return page(
		c,
		<Page view={view} title={say("privacy.title")} lead={say("privacy.lead")}>
			{sections.map((name) => (
				<section key={name}>
					<h2>{say(`privacy.${name}_title`)}</h2>
					<p>{say(`privacy.${name}`)}</p>
				</section>
			))}
			{view.guarantees && <Law view={view} {...view.guarantees} />}
		</Page>,
	);
});

pages.get("/access/me", async (c) => {
	const { view, ground } = c.var;
	const { say, actor } = view;
	if (actor.role === "nobody") throw new Refused("sign_in_first");
	const provider = await providerName(ground);
	const speaks =
		actor.role === "citizen" &&
		(await ground.db.readAs(actor, (read) => speaksForIn(read, dayOf(ground.clock())))).length > 0;
	const resides = actor.role === "resident" || actor.role === "citizen";
	const things: { key: string; href: string; show: boolean; name?: string }[] = [
		{ key: "access.me_choose", href: "/access/choose", show: view.choices > 1 || actor.role === "coordinator" },
		{ key: "me.joined", href: "/initiatives/joined", show: resides },
		{ key: "me.calendar", href: "/access/me/calendar", show: resides },
		{ key: "round.title", href: "/access/me/mail", show: resides },
		{ key: "me.circle", href: "/network/circle", show: resides },
		{ key: "me.consents", href: "/community/me/agreements", show: resides },
		{ key: "me.community", href: "/community/me", show: resides },
		{ key: "me.readings", href: "/community/me/readings", show: resides },
		{ key: "access.me_unusual", href: "/access/unusual", show: actor.role === "data-protection-officer" },
		{ key: "access.me_erasures", href: "/rights/erasures", show: actor.role === "data-protection-officer" },
		{ key: "me.hours", href: "/access/me/hours", show: resides },
		{ key: "me.acts", href: "/exchange/mine", show: resides },
		{ key: "access.me_desk", href: "/referrals", show: actor.role === "social-worker" },
		{ key: "access.me_path", href: "/referrals/measures", show: actor.role === "officer" },
		{ key: "me.pacts", href: "/pacts", show: resides },
		{ key: "behalf.title", href: "/community/behalf", show: speaks },
		{ key: "behalfdesk.trust_title", href: "/access/speaking", show: actor.role === "coordinator" },
		{ key: "me.initiatives", href: "/initiatives", show: actor.role === "citizen" },
		{ key: "access.me_setup", href: "/programme/setup", show: actor.role === "administrator" },
		{ key: "access.me_account", href: "/access/me/account", show: actor.role === "administrator" },
		{
			key: "access.me_passkeys",
			href: "/access/me/passkeys",
			show: (workRoles as readonly string[]).includes(actor.role),
		},
		{ key: "me.sessions", href: "/access/me/sessions", show: true },
		{ key: "openid.me", href: "/access/me/openid", show: provider !== undefined, name: provider },
		{
			key: "access.me_rules",
			href: "/access/unusual/rules",
			show: (workRoles as readonly string[]).includes(actor.role),
		},
		{ key: "access.me_colleagues", href: "/access/colleagues", show: actor.role === "coordinator" },
		{ key: "access.me_openid", href: "/access/openid", show: actor.role === "administrator" },
		{ key: "access.me_accounts", href: "/access/accounts", show: actor.role === "administrator" },
		{ key: "access.me_neighbourhoods", href: "/programme/neighbourhoods", show: actor.role === "administrator" },
		{
			key: "access.me_audit",
			href: "/access/audit",
			show: actor.role === "administrator" || actor.role === "coordinator",
		},
	];
	return page(
		c,
		<Page
			view={view}
			title={say("me.title", { name: actor.name ?? "" })}
			lead={resides ? undefined : say("access.me_role", { role: say(`access.role_${actor.role}`) })}
		>
			<Entries
				items={things
					.filter((t) => t.show)
					.map((t) => ({
						key: t.key,
						title: <a href={t.href}>{say(t.key, t.name ? { name: t.name } : undefined)}</a>,
					}))}
			/>
			<Form action="/access/sign-out">
				<Button quiet>{say("ui.sign_out")}</Button>
			</Form>
			<Form action="/access/sign-out-everywhere">
				<Button quiet>{say("me.sign_out_everywhere")}</Button>
			</Form>
			<p>
				<LinkButton href="/access/privacy" quiet>
					{say("ui.foot_privacy")}
				</LinkButton>
			</p>
		</Page>,
	);
});
