import type { ComponentChildren } from "preact";
import type { z } from "zod";
import { dayOf } from "../../../core/period.ts";
import { Actions, Button, Card, ErrorSummary, Form, LinkButton, Readers, TextField } from "../../../ui/components.tsx";
import { dateInWords } from "../../../ui/dates.ts";
import { afterRefusal, emptyForm, type FormState, readForm } from "../../../ui/form.ts";
import { type Ctx, page, routes, seeOther, type View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { giveToken, tokenOf } from "../cookie.ts";
import { PasskeyForm } from "../passkeys/form.tsx";
import type { PrintedLeft } from "../printed/contract.ts";
import { assureByPrinted } from "../printed/service.ts";
import { assuredMinutes, safeBack } from "../rules.ts";
import { typedAppCode } from "../totp/contract.ts";
import { AppCode } from "../totp/pages.tsx";
import { assureByApp } from "../totp/service.ts";
import { letterRequest, typedCode } from "./contract.ts";
import { codeMinutes, type Means } from "./rules.ts";
import { assureByCode, meansToAssure, sendCode } from "./service.ts";

/** `/access/assurance`: shows once more who is there, before what is reserved. */
export const pages = routes();

async function assurancePage(c: Ctx, back: string, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const { view, ground, actor } = c.var;
	const { say } = view;
	const means = await meansToAssure(ground, actor);
	return page(
		c,
		<Page
			view={view}
			title={say("assurance.title")}
			lead={say(`assurance.lead_${leadOf(means)}`, { minutes: assuredMinutes })}
		>
			<ErrorSummary view={view} form={form} />
			{means.passkey && (
				<Card>
					<PasskeyForm view={view} what="assurance" next={back}>
						<Actions>
							<Button>{say("assurance.by_passkey")}</Button>
						</Actions>
					</PasskeyForm>
				</Card>
			)}
			{means.app && (
				<Card>
					<h2>{say("totp.assure_title")}</h2>
					<CodeForm view={view} back={back} action="/access/assurance/app">
						<AppCode view={view} form={form} label={say("totp.code")} />
					</CodeForm>
				</Card>
			)}
			{means.printed && <ByPrinted view={view} form={form} back={back} printed={means.printed} />}
			{means.letter && <ByCode view={view} form={form} back={back} />}
			{leadOf(means) === "none" && (
				<p class="row">
					<LinkButton href="/access/me">{say("ui.foot_me")}</LinkButton>
				</p>
			)}
			<p>
				<LinkButton href="/" quiet>
					{say("assurance.not_now")}
				</LinkButton>
			</p>
		</Page>,
		status,
	);
}

/** The strongest that is there gives the tone. */
function leadOf({ passkey, app, printed, letter }: Means): "passkey" | "app" | "printed" | "code" | "none" {
	if (passkey) return "passkey";
	if (app) return "app";
	if (printed) return "printed";
	return letter ? "code" : "none";
}

type ByPrintedProps = { view: View; form: FormState; back: string; printed: PrintedLeft };

/** The code on paper that is asked for now; where nothing is left, whom to ask for another list. */
function ByPrinted({ view, form, back, printed }: ByPrintedProps) {
	const { say, language } = view;
	const { place, left, printedAt } = printed;
	const day = dateInWords(language, dayOf(printedAt));
	return (
		<Card>
			<h2>{say("assurance.printed_title")}</h2>
			{place === undefined ? (
				<p>{say("assurance.printed_none")}</p>
			) : (
				<CodeForm view={view} back={back} action="/access/assurance/printed">
					<EightDigits
						{...{ view, form }}
						label={say("assurance.printed_code", { place })}
						hint={say("assurance.printed_hint", { day, n: left })}
						autocomplete="off"
					/>
				</CodeForm>
			)}
		</Card>
	);
}

type CodeFormProps = { view: View; back: string; action: string; children: ComponentChildren };

/** Where a code is typed, of whichever kind. */
function CodeForm({ view, back, action, children }: CodeFormProps) {
	return (
		<Form action={action}>
			<input type="hidden" name="back" value={back} />
			{children}
			<Actions>
				<Button>{view.say("assurance.confirm")}</Button>
			</Actions>
		</Form>
	);
}

type DigitsProps = {
	view: View;
	form: FormState;
	label: string;
	hint: string;
	autocomplete: "off" | "one-time-code";
};

function EightDigits(props: DigitsProps) {
	return <TextField {...props} name="code" inputMode="numeric" maxLength={20} required />;
}

function ByCode({ view, form, back }: { view: View; form: FormState; back: string }) {
	const { say } = view;
	return (
		<>
			<Card>
				<h2>{say("assurance.ask_title")}</h2>
				<p>{say("assurance.same_mailbox")}</p>
				<Form action="/access/assurance/letter">
					<input type="hidden" name="back" value={back} />
					<Readers>{say("assurance.readers")}</Readers>
					<Actions>
						<Button quiet>{say("assurance.ask")}</Button>
					</Actions>
				</Form>
			</Card>
			<Card>
				<h2>{say("assurance.type_title")}</h2>
				<CodeForm view={view} back={back} action="/access/assurance">
					<EightDigits
						{...{ view, form }}
						label={say("assurance.code")}
						hint={say("assurance.code_hint", { minutes: codeMinutes })}
						autocomplete="one-time-code"
					/>
				</CodeForm>
			</Card>
		</>
	);
}

pages.get("/access/assurance", (c) => assurancePage(c, safeBack(c.req.query("back")), emptyForm));

pages.post("/access/assurance/letter", async (c) => {
	const { ground, actor, view } = c.var;
	await meansToAssure(ground, actor);
	const parsed = await readForm(c, letterRequest);
	if (!parsed.ok) return assurancePage(c, "/", parsed.form, 422);
	await sendCode(ground, actor, tokenOf(c), view.language);
	const back = encodeURIComponent(safeBack(parsed.input.back));
	return seeOther(c, `/access/assurance?back=${back}`, "assurance.sent");
});

/** Codes of every kind are typed alike, and answered alike. */
function typed<Contract extends z.ZodType>(
	path: string,
	contract: Contract,
	codeOf: (input: z.output<Contract>) => string,
	assure: typeof assureByCode,
): void {
	pages.post(path, async (c) => {
		const { ground, actor } = c.var;
		await meansToAssure(ground, actor);
		const parsed = await readForm(c, contract);
		const back = safeBack(String(parsed.form.values.back ?? ""));
		if (!parsed.ok) return assurancePage(c, back, parsed.form, 422);
		try {
			giveToken(c, await assure(ground, actor, tokenOf(c), codeOf(parsed.input)));
		} catch (error) {
			return assurancePage(c, back, afterRefusal(parsed.form, error), 422);
		}
		return seeOther(c, back, "assurance.done");
	});
}

typed("/access/assurance", typedCode, ({ code }) => code, assureByCode);
typed("/access/assurance/printed", typedCode, ({ code }) => code, assureByPrinted);
typed("/access/assurance/app", typedAppCode, ({ app }) => app, assureByApp);
