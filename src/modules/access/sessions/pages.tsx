import { dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Role } from "../../../core/roles.ts";
import {
	Actions,
	Button,
	Card,
	Chips,
	Entries,
	ErrorSummary,
	Form,
	LinkButton,
	Readers,
} from "../../../ui/components.tsx";
import { fromToday, shortDate } from "../../../ui/dates.ts";
import { emptyForm, type FormState, readForm } from "../../../ui/form.ts";
import { type Ctx, idOf, page, routes, seeOther, type View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { rememberIdle, takeToken, tokenOf } from "../cookie.ts";
import { idleChoices, workRoles } from "../rules.ts";
import { endOthers, idle, type OpenSession } from "./contract.ts";
import { chooseIdle, endOneSession, endOtherSessions, openSessions } from "./service.ts";

/** `/access/me/sessions`: where somebody is signed in, and whether this phone is shared. */
export const pages = routes();

async function sessionsPage(c: Ctx, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const { view, ground, actor } = c.var;
	const { say } = view;
	const open = await openSessions(ground, actor, tokenOf(c));
	const current = open.find((session) => session.isThis);
	const hours = workRoles.includes(actor.role as Role) ? (ground.idleMinutes ?? 0) / 60 : 0;
	const own = hours > 0 ? say("idle.own", { hours }) : say("sessions.not_shared");
	return page(
		c,
		<Page view={view} title={say("sessions.title")} lead={say("sessions.lead", { n: open.length })}>
			<ErrorSummary view={view} form={form} />
			<Entries label={say("sessions.title")} items={open.map((session) => entryOf(view, session))} />
			{current && open.length > 1 && (
				<Form action="/access/me/sessions/others">
					<input type="hidden" name="id" value={current.id} />
					<Button quiet>{say("sessions.end_others")}</Button>
				</Form>
			)}
			<Card labelledBy="shared">
				<h2 id="shared">{say("sessions.shared_title")}</h2>
				<Form action="/access/me/sessions/idle">
					<Chips
						view={view}
						form={form}
						name="minutes"
						label={say("sessions.shared")}
						hint={say("sessions.shared_hint")}
						required
						value={String(view.idleMinutes ?? 0)}
						options={[0, ...idleChoices].map((minutes) => ({
							value: String(minutes),
							label: minutes === 0 ? own : say("sessions.after", { minutes }),
						}))}
					/>
					<Readers>{say("sessions.readers")}</Readers>
					<Actions>
						<Button>{say("sessions.save")}</Button>
					</Actions>
				</Form>
			</Card>
			<p>
				<LinkButton href="/access/me" quiet>
					{say("ui.foot_me")}
				</LinkButton>
			</p>
		</Page>,
		status,
	);
}

function entryOf({ say, language, now }: View, session: OpenSession) {
	const since = say("sessions.since", { day: shortDate(language, dayOf(session.createdAt)) });
	const seen = say("sessions.seen", { when: fromToday(language, dayOf(session.seenAt), dayOf(now)) });
	const device = say(`sessions.device_${session.device}`);
	return {
		key: session.id,
		title: session.isThis ? say("sessions.this", { device }) : device,
		line: `${since} · ${seen}`,
		actions: (
			<Form action={`/access/me/sessions/${session.id}/end`}>
				<Button quiet>
					{say("sessions.end")} <span class="visually-hidden">{`${device}, ${since}`}</span>
				</Button>
			</Form>
		),
	};
}

pages.get("/access/me/sessions", (c) => sessionsPage(c, emptyForm));

pages.post("/access/me/sessions/others", async (c) => {
	signedIn(c);
	const parsed = await readForm(c, endOthers);
	if (!parsed.ok) return sessionsPage(c, parsed.form, 422);
	await endOtherSessions(c.var.ground, c.var.actor, tokenOf(c));
	return seeOther(c, "/access/me/sessions", "sessions.others_ended");
});

pages.post("/access/me/sessions/idle", async (c) => {
	signedIn(c);
	const parsed = await readForm(c, idle);
	if (!parsed.ok) return sessionsPage(c, parsed.form, 422);
	const minutes = idleChoices.find((one) => String(one) === parsed.input.minutes);
	await chooseIdle(c.var.ground, c.var.actor, tokenOf(c), minutes);
	rememberIdle(c, minutes);
	return seeOther(c, "/access/me/sessions", "ui.saved");
});

pages.post("/access/me/sessions/:id/end", async (c) => {
	signedIn(c);
	const { ground, actor } = c.var;
	const id = idOf<"session">(c);
	await endOneSession(ground, actor, tokenOf(c), id);
	if (id !== c.var.view.sessionId) return seeOther(c, "/access/me/sessions", "sessions.ended");
	takeToken(c);
	return seeOther(c, "/");
});

function signedIn(c: Ctx): void {
	if (c.var.actor.role === "nobody") throw new Refused("sign_in_first");
}
