import { Actions, Button, Card, ErrorSummary, Form, LinkButton, Readers, TextField } from "../../../ui/components.tsx";
import { afterRefusal, emptyForm, type FormState, readForm } from "../../../ui/form.ts";
import { type Ctx, only, page, routes, seeOther } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { tokenOf } from "../cookie.ts";
import { ownAccount } from "./contract.ts";
import { readOwnAccount, writeOwnAccount } from "./service.ts";

/** `/access/me/account`: the administrator's own name and address, so that they can always come back. */
export const pages = routes();

async function ownPage(c: Ctx, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const { view, ground, actor } = c.var;
	const { say } = view;
	const { name, email } = await readOwnAccount(ground, actor);
	return page(
		c,
		<Page view={view} title={say("own.title")} lead={say(email ? "own.lead" : "own.lead_first")}>
			<ErrorSummary view={view} form={form} />
			<Card>
				<Form action="/access/me/account">
					<TextField
						view={view}
						form={form}
						name="name"
						label={say("own.name")}
						autocomplete="name"
						value={name}
						maxLength={120}
						required
					/>
					<TextField
						view={view}
						form={form}
						name="email"
						type="email"
						inputMode="email"
						autocomplete="email"
						label={say("own.email")}
						hint={say("own.email_hint")}
						value={email}
						maxLength={254}
						required={email !== undefined}
					/>
					<Readers>{say("access.account_readers")}</Readers>
					<Actions>
						{!email && (
							<LinkButton href="/access/me" quiet>
								{say("own.later")}
							</LinkButton>
						)}
						<Button>{say("own.save")}</Button>
					</Actions>
				</Form>
			</Card>
		</Page>,
		status,
	);
}

pages.get("/access/me/account", (c) => ownPage(c, emptyForm));

pages.post("/access/me/account", async (c: Ctx) => {
	const { ground, actor } = c.var;
	only(actor, "administrator");
	const parsed = await readForm(c, ownAccount);
	if (!parsed.ok) return ownPage(c, parsed.form, 422);
	try {
		await writeOwnAccount(ground, actor, tokenOf(c), parsed.input);
	} catch (error) {
		return ownPage(c, afterRefusal(parsed.form, error), 422);
	}
	return seeOther(c, "/access/me", "ui.saved");
});
