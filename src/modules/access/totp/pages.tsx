import { dayOf } from "../../../core/period.ts";
import { Actions, Button, Card, ErrorSummary, Form, LinkButton, Readers, TextField } from "../../../ui/components.tsx";
import { dateInWords } from "../../../ui/dates.ts";
import { afterRefusal, emptyForm, type FormState, readForm } from "../../../ui/form.ts";
import { type Ctx, only, page, routes, seeOther, type View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { QrCode } from "../../../ui/qr.tsx";
import { workRoles } from "../rules.ts";
import { type App, appAct } from "./contract.ts";
import * as service from "./service.ts";

/** `/access/me/app`: the app by whose codes somebody who works here shows again who they are. */
export const pages = routes();

pages.get("/access/me/app", (c) => show(c, emptyForm, 200));

async function show(c: Ctx, form: FormState, status: 200 | 422): Promise<Response> {
	const { ground, actor, view } = c.var;
	const { say } = view;
	const app = await service.ownApp(ground, actor, view.base);
	return page(
		c,
		<Page view={view} title={say("totp.title")} lead={say("totp.lead")}>
			<ErrorSummary view={view} form={form} />
			<Card>
				<AppCard view={view} form={form} app={app} />
			</Card>
			<p>
				<LinkButton href="/access/me" quiet>
					{say("passkeys.back")}
				</LinkButton>
			</p>
		</Page>,
		status,
	);
}

function AppCard({ view, form, app }: { view: View; form: FormState; app: App }) {
	const { say, language } = view;
	if (app.state === "none")
		return (
			<>
				<p>{say("totp.none")}</p>
				<Act name="begin">{say("totp.begin")}</Act>
			</>
		);
	if (app.state === "set")
		return (
			<>
				<p>{say("totp.set", { day: dateInWords(language, dayOf(app.since)) })}</p>
				<Act name="remove">{say("totp.remove")}</Act>
			</>
		);
	return (
		<>
			<h2>{say("totp.scan")}</h2>
			<QrCode text={app.uri} label={say("totp.scan")} />
			<p>
				{say("totp.type")} <bdi class="sentence">{app.secret.match(/.{1,4}/g)?.join(" ")}</bdi>
			</p>
			<Form action="/access/me/app">
				<AppCode view={view} form={form} label={say("totp.first")} />
				<Readers>{say("totp.readers")}</Readers>
				<Actions>
					<Button name="act" value="confirm">
						{say("assurance.confirm")}
					</Button>
				</Actions>
			</Form>
			<Act name="remove">{say("totp.leave")}</Act>
		</>
	);
}

function Act({ name, children }: { name: "begin" | "remove"; children: string }) {
	return (
		<Form action="/access/me/app">
			<Button name="act" value={name} quiet={name === "remove"}>
				{children}
			</Button>
		</Form>
	);
}

/** Where the code that the app shows is typed (`app`). */
export function AppCode({ view, form, label }: { view: View; form: FormState; label: string }) {
	return (
		<TextField
			{...{ view, form, label }}
			name="app"
			hint={view.say("totp.hint")}
			autocomplete="one-time-code"
			inputMode="numeric"
			maxLength={20}
			required
		/>
	);
}

pages.post("/access/me/app", async (c) => {
	const { ground, actor } = c.var;
	only(actor, ...workRoles);
	const parsed = await readForm(c, appAct);
	if (!parsed.ok) return show(c, parsed.form, 422);
	const { input } = parsed;
	try {
		if (input.act === "begin") await service.beginApp(ground, actor);
		else if (input.act === "remove") await service.removeApp(ground, actor);
		else await service.confirmApp(ground, actor, input.app);
	} catch (error) {
		return show(c, afterRefusal(parsed.form, error), 422);
	}
	return seeOther(c, "/access/me/app", `totp.did_${input.act}`);
});
