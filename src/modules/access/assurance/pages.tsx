import { Actions, Button, Card, ErrorSummary, Form, LinkButton, Readers, TextField } from "../../../ui/components.tsx";
import { afterRefusal, emptyForm, type FormState, readForm } from "../../../ui/form.ts";
import { type Ctx, page, routes, seeOther, type View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { giveToken, tokenOf } from "../cookie.ts";
import { PasskeyForm } from "../passkeys/form.tsx";
import { assuredMinutes, safeBack } from "../rules.ts";
import { letterRequest, typedCode } from "./contract.ts";
import { codeMinutes } from "./rules.ts";
import { assureByCode, meansToAssure, sendCode } from "./service.ts";

/** `/access/assurance`: shows once more who is there, before what is reserved. */
export const pages = routes();

async function assurancePage(c: Ctx, back: string, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const { view, ground, actor } = c.var;
	const { say } = view;
	const means = await meansToAssure(ground, actor);
	return page(
		c,
		<Page view={view} title={say("assurance.title")} lead={say(`assurance.lead_${means}`, { minutes: assuredMinutes })}>
			<ErrorSummary view={view} form={form} />
			{means === "passkey" && (
				<Card>
					<PasskeyForm view={view} what="assurance" next={back}>
						<Actions>
							<Button>{say("assurance.by_passkey")}</Button>
						</Actions>
					</PasskeyForm>
				</Card>
			)}
			{means === "code" && <ByCode view={view} form={form} back={back} />}
			{means === "none" && (
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

function ByCode({ view, form, back }: { view: View; form: FormState; back: string }) {
	const { say } = view;
	return (
		<>
			<Card>
				<h2>{say("assurance.ask_title")}</h2>
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
				<Form action="/access/assurance">
					<input type="hidden" name="back" value={back} />
					<TextField
						view={view}
						form={form}
						name="code"
						label={say("assurance.code")}
						hint={say("assurance.code_hint", { minutes: codeMinutes })}
						autocomplete="one-time-code"
						inputMode="numeric"
						maxLength={20}
						required
					/>
					<Actions>
						<Button>{say("assurance.confirm")}</Button>
					</Actions>
				</Form>
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

pages.post("/access/assurance", async (c) => {
	const { ground, actor } = c.var;
	await meansToAssure(ground, actor);
	const parsed = await readForm(c, typedCode);
	const back = safeBack(String(parsed.form.values.back ?? ""));
	if (!parsed.ok) return assurancePage(c, back, parsed.form, 422);
	try {
		giveToken(c, await assureByCode(ground, actor, tokenOf(c), parsed.input.code));
	} catch (error) {
		return assurancePage(c, back, afterRefusal(parsed.form, error), 422);
	}
	return seeOther(c, back, "assurance.done");
});
