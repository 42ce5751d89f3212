import type { z } from "zod";
import type { Id } from "../core/ids.ts";
import { dayOf } from "../core/period.ts";
import { type HeldRole, lastDay, type Worker } from "../modules/access/leaving/contract.ts";
import { setLastDay, workerIn, workersIn } from "../modules/access/leaving/service.ts";
import { endingSessions, replacement } from "../modules/access/passkeys/contract.ts";
import { endSessionsOf, replacePasskey, replaces } from "../modules/access/passkeys/service.ts";
import { type PrintedList, printing } from "../modules/access/printed/contract.ts";
import { printCodes } from "../modules/access/printed/service.ts";
import { replacementMinutes } from "../modules/access/rules.ts";
import { neighbourhoodsIn, territoriesIn } from "../modules/programme/service.ts";
import {
	Actions,
	Button,
	Card,
	Empty,
	Entries,
	ErrorSummary,
	Form,
	LinkButton,
	Readers,
	Select,
	TextField,
	Tick,
} from "../ui/components.tsx";
import { dateInWords } from "../ui/dates.ts";
import { afterRefusal, emptyForm, type FormState, readForm } from "../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther, type View } from "../ui/http.ts";
import { Page } from "../ui/layout.tsx";
import { QrCode } from "../ui/qr.tsx";
import { type Left, leftBy } from "./leaving.read.ts";
import type { Places } from "./places.ts";

/** `/access/colleagues`: who works in the territory, until when, and the passkey of who has lost it. */
export const pages = routes();

pages.get("/access/colleagues", async (c) => {
	const { view, ground, actor } = c.var;
	const { say } = view;
	const { workers, places } = await ground.db.readAs(actor, async (read) => ({
		workers: await workersIn(read, view.now),
		places: { territories: [], neighbourhoods: await neighbourhoodsIn(read) },
	}));
	return page(
		c,
		<Page view={view} title={say("leaving.list_title")} lead={say("leaving.list_lead")}>
			{workers.length === 0 ? (
				<Empty>
					<p>{say("leaving.list_empty")}</p>
				</Empty>
			) : (
				<Entries
					items={workers.map((one) => ({
						key: one.id,
						title: <a href={`/access/colleagues/${one.id}`}>{one.name}</a>,
						line: one.roles.map((held) => roleLine(view, held, places)).join(" · "),
					}))}
				/>
			)}
		</Page>,
	);
});

/** A role, where, and until when. */
function roleLine({ say, language }: View, held: HeldRole, places: Places): string {
	const place =
		places.neighbourhoods.find((n) => n.id === held.neighbourhoodId)?.name ??
		places.territories.find((t) => t.id === held.territoryId)?.name;
	const until = held.until && say("leaving.until_line", { day: dateInWords(language, held.until) });
	return [say(`access.role_${held.role}`), place, until].filter(Boolean).join(", ");
}

pages.get("/access/colleagues/:id", (c) => workerPage(c, emptyForm));

async function workerPage(c: Ctx, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const { view, ground, actor } = c.var;
	const { say } = view;
	only(actor, "coordinator", "administrator");
	const id = idOf<"account">(c);
	const isCoordinator = actor.role === "coordinator";
	const { worker, places, left } = await ground.db.readAs(actor, async (read) => ({
		worker: await workerIn(read, id, view.now),
		// A coordinator has one territory, and need not be told which.
		places: {
			territories: isCoordinator ? [] : await territoriesIn(read),
			neighbourhoods: await neighbourhoodsIn(read),
		},
		left: isCoordinator ? await leftBy(read, id, dayOf(view.now)) : undefined,
	}));
	const theirs = worker.roles.filter((held) => held.mine);
	const canReplace = await replaces(ground, actor, id);
	return page(
		c,
		<Page view={view} title={worker.name} lead={say("leaving.lead")}>
			<ErrorSummary view={view} form={form} />
			<Entries
				label={say("leaving.roles")}
				items={worker.roles.map((held) => ({ key: held.id, title: roleLine(view, held, places) }))}
			/>
			{theirs.length > 0 && <LastDayCard view={view} form={form} worker={worker} places={places} left={left} />}
			<PrintCard view={view} form={form} id={id} canReplace={canReplace} />
			{canReplace && <SessionsCard view={view} id={id} />}
			<LostCard view={view} form={form} id={id} canReplace={canReplace} />
		</Page>,
		status,
	);
}

type CardProps = { view: View; form: FormState; worker: Worker; places: Places; left: Left | undefined };

function LastDayCard({ view, form, worker, places, left }: CardProps) {
	const { say } = view;
	const theirs = worker.roles.filter((held) => held.mine);
	return (
		<Card labelledBy="last-day">
			<h2 id="last-day">{say("leaving.title")}</h2>
			<LeftBehind view={view} left={left} id={worker.id} />
			<Form action={`/access/colleagues/${worker.id}/last-day`}>
				{theirs.length > 1 && (
					<Select
						view={view}
						form={form}
						name="assignment"
						label={say("leaving.what")}
						empty={say("leaving.everything")}
						options={theirs.map((held) => ({ value: held.id, label: roleLine(view, held, places) }))}
					/>
				)}
				<TextField
					view={view}
					form={form}
					name="until"
					type="date"
					label={say("leaving.until")}
					hint={say("leaving.until_hint")}
					min={dayOf(view.now)}
				/>
				{theirs.some((held) => held.until) && (
					<Tick view={view} form={form} name="goesOn" label={say("leaving.goes_on")} />
				)}
				<Readers>{say("leaving.readers")}</Readers>
				<Actions>
					<Button>{say("leaving.save")}</Button>
				</Actions>
			</Form>
		</Card>
	);
}

/** What would stay with nobody, and where it is handed over; who may not see it is told to ask. */
function LeftBehind({ view: { say }, left, id }: { view: View; left: Left | undefined; id: string }) {
	if (!left) return <p>{say("leaving.left_unseen")}</p>;
	const { open, reserved, desks } = left;
	const any = (counts: object) => Object.values(counts).some((n) => n > 0);
	if (!any(open) && !any(reserved) && desks === 0) return <p>{say("leaving.left_none")}</p>;
	return (
		<>
			{any(open) && <p>{say("leaving.left", open)}</p>}
			{any(reserved) && <p>{say("leaving.left_reserved", reserved)}</p>}
			{(any(open) || any(reserved)) && (
				<p>
					<LinkButton href={`/handover?of=${id}`} quiet>
						{say("leaving.handover")}
					</LinkButton>
				</p>
			)}
			{desks > 0 && (
				<p>
					{say("leaving.left_desks", { n: desks })} <a href="/referrals/desks">{say("leaving.desks")}</a>
				</p>
			)}
		</>
	);
}

function PrintCard({ view, form, id, canReplace }: { view: View; form: FormState; id: string; canReplace: boolean }) {
	const { say } = view;
	if (!canReplace) return null;
	return (
		<Card labelledBy="codes">
			<h2 id="codes">{say("assurance.print_title")}</h2>
			<p>{say("assurance.print_lead")}</p>
			<Form action={`/access/colleagues/${id}/codes`}>
				<Tick view={view} form={form} name="handedOver" label={say("assurance.print_tick")} />
				<Actions>
					<Button quiet>{say("assurance.print_button")}</Button>
				</Actions>
			</Form>
		</Card>
	);
}

function SessionsCard({ view: { say }, id }: { view: View; id: string }) {
	return (
		<Card labelledBy="sessions">
			<h2 id="sessions">{say("leaving.sessions_title")}</h2>
			<p>{say("leaving.sessions_lead")}</p>
			<Form action={`/access/colleagues/${id}/sessions`}>
				<Button name="act" value="end" quiet>
					{say("leaving.sessions_end")}
				</Button>
			</Form>
		</Card>
	);
}

function LostCard({ view, form, id, canReplace }: { view: View; form: FormState; id: string; canReplace: boolean }) {
	const { say } = view;
	return (
		<Card labelledBy="lost">
			<h2 id="lost">{say("passkeys.lost_title")}</h2>
			{canReplace ? (
				<>
					<p>{say("passkeys.lost_lead", { minutes: replacementMinutes })}</p>
					<Form action={`/access/colleagues/${id}/passkey`}>
						<Tick view={view} form={form} name="inPerson" label={say("passkeys.lost_tick")} />
						<Actions>
							<Button urgent>{say("passkeys.lost_button")}</Button>
						</Actions>
					</Form>
				</>
			) : (
				<p>{say("passkeys.lost_not_yours")}</p>
			)}
		</Card>
	);
}

/** A form of somebody's page: what it does answers; what is refused stands at its field, with what was typed. */
function form<Contract extends z.ZodType>(
	path: string,
	contract: Contract,
	act: (c: Ctx, id: Id<"account">, input: z.output<Contract>) => Promise<Response>,
): void {
	pages.post(path, async (c) => {
		only(c.var.actor, "coordinator", "administrator");
		const id = idOf<"account">(c);
		const parsed = await readForm(c, contract);
		if (!parsed.ok) return workerPage(c, parsed.form, 422);
		try {
			return await act(c, id, parsed.input);
		} catch (error) {
			return workerPage(c, afterRefusal(parsed.form, error), 422);
		}
	});
}

/** Whose page it is, for what is shown once. */
async function nameOf({ var: { ground, actor, view } }: Ctx, id: Id<"account">): Promise<string> {
	return (await ground.db.readAs(actor, (read) => workerIn(read, id, view.now))).name;
}

form("/access/colleagues/:id/last-day", lastDay, async (c, id, input) => {
	await setLastDay(c.var.ground, c.var.actor, id, input);
	return seeOther(c, `/access/colleagues/${id}`, "ui.saved");
});

form("/access/colleagues/:id/passkey", replacement, async (c, id, { inPerson }) => {
	const { ground, actor, view } = c.var;
	const name = await nameOf(c, id);
	return shownOnce(c, id, name, await replacePasskey(ground, actor, id, inPerson, view.base));
});

form("/access/colleagues/:id/codes", printing, async (c, id, { handedOver }) => {
	const name = await nameOf(c, id);
	return printedOnce(c, id, { name, codes: await printCodes(c.var.ground, c.var.actor, id, handedOver) });
});

form("/access/colleagues/:id/sessions", endingSessions, async (c, id) => {
	await endSessionsOf(c.var.ground, c.var.actor, id);
	return seeOther(c, `/access/colleagues/${id}`, "leaving.sessions_ended");
});

/** The list, to be printed and handed over: it is nowhere else, and not shown again. */
function printedOnce(c: Ctx, id: string, { name, codes }: PrintedList): Response {
	const { view } = c.var;
	const { say } = view;
	return page(
		c,
		<Page view={view} title={say("assurance.list_title", { name })} lead={say("assurance.list_lead")}>
			<ol class="sentence">
				{codes.map(({ place, code }) => (
					<li key={place}>
						<code>{`${code.slice(0, 4)} ${code.slice(4)}`}</code>
					</li>
				))}
			</ol>
			<p>{say("assurance.list_keep")}</p>
			<p>
				<LinkButton href={`/access/colleagues/${id}`} quiet>
					{say("passkeys.shown_back", { name })}
				</LinkButton>
			</p>
		</Page>,
	);
}

/** The link, for the person in front of whoever looks: it is nowhere else, and not shown again. */
function shownOnce(c: Ctx, id: string, name: string, made: { path: string; minutes: number }): Response {
	const { view } = c.var;
	const { say } = view;
	const link = `${view.base}${made.path}`;
	return page(
		c,
		<Page
			view={view}
			title={say("passkeys.shown_title")}
			lead={say("passkeys.shown_lead", { name, minutes: made.minutes })}
		>
			<Card>
				<p>{say("passkeys.shown_how")}</p>
				<QrCode text={link} label={say("passkeys.shown_link")} />
				<div class="field">
					<label for="shown">{say("passkeys.shown_link")}</label>
					<input id="shown" type="text" readOnly value={link} />
				</div>
			</Card>
			<p>
				<LinkButton href={`/access/colleagues/${id}`} quiet>
					{say("passkeys.shown_back", { name })}
				</LinkButton>
			</p>
		</Page>,
	);
}
