import { Refused } from "../../core/refusal.ts";
import { Actions, Button, Card, ErrorSummary, Form, LinkButton, TextField } from "../../ui/components.tsx";
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
import { linkMinutes, safeBack, sessionDays } from "./rules.ts";
import { chooseLanguage, endSession, linkIsFresh, spendLink, takeAsk } from "./service.ts";

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

pages.post("/access/sign-out", async (c) => {
	await endSession(c.var.ground, c.var.actor, tokenOf(c));
	takeToken(c);
	return seeOther(c, "/");
});

pages.post("/access/sign-out-everywhere", async (c) => {
	if (c.var.actor.role === "nobody") throw new Refused("sign_in_first");
	await endSession(c.var.ground, c.var.actor, tokenOf(c), true);
	takeToken(c);
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
