import { dayOf } from "../../../core/period.ts";
import {
	Actions,
	Button,
	Card,
	Empty,
	Entries,
	Form,
	LinkButton,
	Readers,
	TextField,
} from "../../../ui/components.tsx";
import { shortDate } from "../../../ui/dates.ts";
import { emptyForm } from "../../../ui/form.ts";
import { idOf, only, page, routes, seeOther, type View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { hasJustShown } from "../assurance/service.ts";
import { tokenOf } from "../cookie.ts";
import { workRoles } from "../rules.ts";
import type { Passkey } from "./contract.ts";
import { PasskeyForm } from "./form.tsx";
import { passkeysOf, removePasskey } from "./service.ts";

/** `/access/me/passkeys`: what somebody who works here comes in with. */
export const pages = routes();

pages.get("/access/me/passkeys", async (c) => {
	const { view, ground, actor } = c.var;
	const { say } = view;
	const keys = await passkeysOf(ground, actor);
	const isShown = await hasJustShown(ground, actor, tokenOf(c));
	return page(
		c,
		<Page
			view={view}
			title={say("passkeys.title")}
			lead={say(keys.length > 0 ? "passkeys.lead" : "passkeys.lead_first")}
		>
			{keys.length > 0 ? (
				<Entries label={say("passkeys.title")} items={keys.map((key) => entryOf(view, key, keys.length > 1))} />
			) : (
				<Empty>
					<p>{say("passkeys.empty")}</p>
				</Empty>
			)}
			<Card>
				<h2>{say(keys.length > 0 ? "passkeys.add_another" : "passkeys.add_first")}</h2>
				{isShown ? (
					<Register view={view} />
				) : (
					<>
						<p>{say("passkeys.show_first")}</p>
						<LinkButton href="/access/assurance?back=/access/me/passkeys">{say("passkeys.show")}</LinkButton>
					</>
				)}
			</Card>
			<p>
				<LinkButton href="/access/me" quiet>
					{say(keys.length > 0 ? "passkeys.back" : "passkeys.later")}
				</LinkButton>
			</p>
		</Page>,
	);
});

function Register({ view }: { view: View }) {
	const { say } = view;
	return (
		<PasskeyForm view={view} what="register">
			<TextField
				view={view}
				form={emptyForm}
				name="name"
				label={say("passkeys.name")}
				hint={say("passkeys.name_hint")}
				maxLength={60}
				required
			/>
			<Readers>{say("passkeys.readers")}</Readers>
			<Actions>
				<Button>{say("passkeys.add")}</Button>
			</Actions>
		</PasskeyForm>
	);
}

function entryOf({ say, language }: View, key: Passkey, removable: boolean) {
	const added = say("passkeys.added_on", { day: shortDate(language, dayOf(key.createdAt)) });
	const used = key.lastUsedOn
		? say("passkeys.used_on", { day: shortDate(language, key.lastUsedOn) })
		: say("passkeys.never_used");
	return {
		key: key.id,
		title: key.name,
		line: `${added} · ${used}`,
		actions: removable && (
			<Form action={`/access/me/passkeys/${key.id}/remove`} label={key.name}>
				<Button quiet>
					{say("passkeys.remove")} <span class="visually-hidden">{key.name}</span>
				</Button>
			</Form>
		),
	};
}

pages.post("/access/me/passkeys/:id/remove", async (c) => {
	only(c.var.actor, ...workRoles);
	await removePasskey(c.var.ground, c.var.actor, tokenOf(c), idOf(c));
	return seeOther(c, "/access/me/passkeys", "passkeys.removed");
});
