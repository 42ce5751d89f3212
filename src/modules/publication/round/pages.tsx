import { z } from "zod";
import { newId } from "../../../core/ids.ts";
import { dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import {
	Actions,
	Button,
	Card,
	Chips,
	Empty,
	Entries,
	ErrorSummary,
	Form,
	Readers,
	Tick,
} from "../../../ui/components.tsx";
import { clockInWords, dateInWords, dayInWords } from "../../../ui/dates.ts";
import { afterRefusal, emptyForm, type FormState, readForm } from "../../../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther, slugIn, type View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { CodeForms, ReachContact, ReachFields } from "../../../ui/reach-fields.tsx";
import { typedCode } from "../../community/reach/contract.ts";
import { confirmReach } from "../../community/reach/service.ts";
import type { Neighbourhood } from "../../programme/contract.ts";
import { placeBySlug } from "../../programme/service.ts";
import { type Choice, chooseMail, digests, endMail, wantNews } from "./contract.ts";
import { endedDays } from "./rules.ts";
import * as service from "./service.ts";

/** What comes by e-mail: chosen with an account, without one, or by the link of a letter; and whom the desk calls. */
export const pages = routes();

function Often({
	view,
	form,
	value,
	options,
}: {
	view: View;
	form: FormState;
	value: string;
	options: readonly string[];
}) {
	return (
		<Chips
			view={view}
			form={form}
			name="digest"
			label={view.say("round.question")}
			required
			value={value}
			options={options.map((one) => ({ value: one, label: view.say(`round.${one}`) }))}
		/>
	);
}

async function ownPage(c: Ctx, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const { view, ground, actor } = c.var;
	return page(c, <Own view={view} form={form} choice={await service.mailChoice(ground, actor)} />, status);
}

function Own({ view, form, choice }: { view: View; form: FormState; choice: Choice }) {
	const { say } = view;
	return (
		<Page view={view} title={say("round.title")} lead={say("round.lead")}>
			<ErrorSummary view={view} form={form} />
			<Form action="/access/me/mail">
				<Often view={view} form={form} value={choice.digest} options={digests} />
				<Tick
					view={view}
					form={form}
					name="reminders"
					label={say("round.reminders")}
					hint={say("round.changes_stay")}
					checked={choice.reminders}
				/>
				<Readers>{say("round.readers")}</Readers>
				<Actions>
					<Button>{say("round.save")}</Button>
				</Actions>
			</Form>
			<p>
				<a href="/access/me">{say("ui.foot_me")}</a>
			</p>
		</Page>
	);
}

pages.get("/access/me/mail", (c) => ownPage(c, emptyForm));

pages.post("/access/me/mail", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "resident", "citizen");
	const parsed = await readForm(c, chooseMail);
	if (!parsed.ok) return ownPage(c, parsed.form, 422);
	await service.chooseMail(ground, actor, parsed.input);
	return seeOther(c, "/access/me/mail", "round.saved");
});

async function wantPage(c: Ctx, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const place = await placeBySlug(c.var.ground, slugIn(c));
	return page(c, <Want view={c.var.view} place={place} form={form} id={newId()} />, status);
}

function Want({ view, place, form, id }: { view: View; place: Neighbourhood; form: FormState; id: string }) {
	const { say } = view;
	return (
		<Page view={view} square={place} part="calendar" title={say("round.want_title")} lead={say("round.want_lead")}>
			<ErrorSummary view={view} form={form} />
			<Form action={`/n/${place.slug}/round`} id={id}>
				<Often view={view} form={form} value="weekly" options={["weekly", "at_once"]} />
				<ReachFields view={view} form={form} />
				<p class="soft">{say("round.want_keep")}</p>
				<Actions>
					<Button>{say("round.want")}</Button>
				</Actions>
			</Form>
		</Page>
	);
}

pages.get("/n/:slug/round", (c) => wantPage(c, emptyForm));

pages.post("/n/:slug/round", async (c) => {
	const { ground, view } = c.var;
	const place = await placeBySlug(ground, slugIn(c));
	const parsed = await readForm(c, wantNews);
	if (!parsed.ok) return wantPage(c, parsed.form, 422);
	const path = `/n/${place.slug}/round/${parsed.input.id}`;
	try {
		const told = { language: view.language, link: `${view.base}${path}` };
		await service.wantNews(ground, place, parsed.input, told);
	} catch (error) {
		return wantPage(c, afterRefusal(parsed.form, error), 422);
	}
	return seeOther(c, path);
});

async function wantedPage(c: Ctx, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const { view, ground } = c.var;
	const { say } = view;
	const place = await placeBySlug(ground, slugIn(c));
	const path = `/n/${place.slug}/round/${idOf(c)}`;
	const { confirmed, canSend } = await service.wantedNews(ground, place, idOf(c));
	const title = say(confirmed ? "round.going_title" : "round.confirm_title");
	const lead = confirmed ? say("round.going_lead", { place: place.name }) : say("round.confirm_lead");
	return page(
		c,
		<Page view={view} square={place} part="calendar" title={title} lead={lead}>
			<ErrorSummary view={view} form={form} />
			{confirmed ? (
				<p>{say("round.want_keep")}</p>
			) : (
				<CodeForms view={view} form={form} action={path} again={canSend ? `${path}/letter` : undefined} />
			)}
		</Page>,
		status,
	);
}

pages.get("/n/:slug/round/:id", (c) => wantedPage(c, emptyForm));

pages.post("/n/:slug/round/:id", async (c) => {
	const { ground } = c.var;
	const place = await placeBySlug(ground, slugIn(c));
	const id = idOf(c);
	await service.wantedNews(ground, place, id);
	const parsed = await readForm(c, codeForm);
	if (!parsed.ok) return wantedPage(c, parsed.form, 422);
	try {
		await confirmReach(ground, place, id, parsed.input.code);
	} catch (error) {
		return wantedPage(c, afterRefusal(parsed.form, error), 422);
	}
	return seeOther(c, `/n/${place.slug}/round/${id}`, "reach.confirmed");
});

pages.post("/n/:slug/round/:id/letter", async (c) => {
	const { ground, view } = c.var;
	const place = await placeBySlug(ground, slugIn(c));
	const id = idOf(c);
	await service.sendNewsCode(ground, place, id, `${view.base}/n/${place.slug}/round/${id}`);
	return seeOther(c, `/n/${place.slug}/round/${id}`, "reach.sent");
});

const codeForm = z.object({ code: typedCode });

/** The token of a letter's link. What cannot be one is an address where nothing is. */
function tokenOf(c: Ctx): string {
	const token = c.req.param("token") ?? "";
	if (!/^[\w-]{43}$/.test(token)) throw new Refused("not_found");
	return token;
}

type EndProps = { view: View; place: Neighbourhood; way: service.WayOut; path: string };

/** One button ends it; whoever did so by mistake changes it back in the same place. */
function End({ view, place, way, path }: EndProps) {
	const { say } = view;
	const goesOn = way.what === "digest" ? way.digest !== "never" : way.reminders;
	const said = goesOn ? `round.end_${way.what}` : `round.ended_${way.what}`;
	return (
		<Page
			view={view}
			square={place}
			part="calendar"
			title={say("round.end_title")}
			lead={say(said, { place: place.name })}
		>
			{goesOn && (
				<Form action={path}>
					<Actions>
						<Button name="do" value="stop">
							{say("round.end_button")}
						</Button>
					</Actions>
				</Form>
			)}
			<Card>
				<h2>{say("round.again")}</h2>
				<Form action={path}>
					{way.what === "digest" ? (
						<Often view={view} form={emptyForm} value={way.digest} options={digests} />
					) : (
						<input type="hidden" name="digest" value="weekly" />
					)}
					<Actions>
						<Button quiet name="do" value="choose">
							{say(way.what === "digest" ? "round.save" : "round.again_reminders")}
						</Button>
					</Actions>
				</Form>
			</Card>
			<p class="soft">{say(way.what === "digest" ? "round.kept_until" : "round.changes_stay", { n: endedDays })}</p>
		</Page>
	);
}

async function endPage(c: Ctx, status: 200 | 422 = 200): Promise<Response> {
	const { view, ground } = c.var;
	const place = await placeBySlug(ground, slugIn(c));
	const token = tokenOf(c);
	const way = await service.wayOut(ground, place, token);
	return page(c, <End view={view} place={place} way={way} path={`/n/${place.slug}/mail/${token}`} />, status);
}

// Looking ends nothing: whoever scans letters for their reader opens every link.
pages.get("/n/:slug/mail/:token", (c) => endPage(c));

/** A mail program posts here for its reader (RFC 8058), without a session: the token is all it has. */
pages.post("/n/:slug/mail/:token", async (c) => {
	const { ground } = c.var;
	const place = await placeBySlug(ground, slugIn(c));
	const token = tokenOf(c);
	await service.wayOut(ground, place, token);
	const parsed = await readForm(c, endMail);
	if (!parsed.ok) return endPage(c, 422);
	await service.endMail(ground, place, token, parsed.input);
	return endPage(c);
});

pages.get("/publication/round", async (c) => {
	const { view, ground, actor } = c.var;
	return page(c, <ToTell view={view} {...(await service.toTell(ground, actor))} />);
});

function ToTell({ view, calls, returned }: { view: View } & Awaited<ReturnType<typeof service.toTell>>) {
	const { say } = view;
	return (
		<Page view={view} place="community" title={say("roundstaff.title")} lead={say("roundstaff.lead")}>
			{calls.length + returned.length === 0 && (
				<Empty>
					<p>{say("roundstaff.none")}</p>
				</Empty>
			)}
			{calls.length > 0 && (
				<section>
					<h2>{say("roundstaff.call")}</h2>
					<Entries items={calls.map((call) => callLine(view, call))} />
				</section>
			)}
			{returned.length > 0 && (
				<section>
					<h2>{say("roundstaff.returned")}</h2>
					<p class="soft">{say("roundstaff.returned_lead")}</p>
					<Entries items={returned.map((letter) => returnedLine(view, letter))} />
				</section>
			)}
		</Page>
	);
}

function callLine({ say, language }: View, call: service.Call) {
	const when = `${dayInWords(language, dayOf(call.startsAt))}, ${clockInWords(language, call.startsAt)}`;
	return {
		key: call.id,
		title: call.givenName,
		line: (
			<>
				{call.reach ? <ReachContact reach={call.reach} /> : say("roundstaff.by_account")} ·{" "}
				<a href={`/initiatives/${call.initiativeId}/sessions/${call.sessionId}/joined`}>{call.title}</a> ·{" "}
				{say(`roundstaff.${call.what}`, { when })}
			</>
		),
		actions: (
			<Form action={`/publication/round/calls/${call.id}`}>
				<Button quiet>{say("roundstaff.told", { name: call.givenName })}</Button>
			</Form>
		),
	};
}

function returnedLine({ say, language }: View, { id, failedAt, code, name, reach }: service.CameBack) {
	return {
		key: id,
		title: reach?.givenName ?? name ?? say("roundstaff.someone"),
		line: (
			<>
				{reach && <ReachContact reach={reach} />}
				{reach && " · "}
				{say("roundstaff.returned_on", { day: dateInWords(language, dayOf(failedAt)), code })}
			</>
		),
		actions: (
			<Form action={`/publication/round/letters/${id}`}>
				<Button quiet>{say("roundstaff.seen")}</Button>
			</Form>
		),
	};
}

pages.post("/publication/round/calls/:id", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	await service.markCalled(ground, actor, idOf(c));
	return seeOther(c, "/publication/round", "ui.saved");
});

pages.post("/publication/round/letters/:id", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	await service.markReturnedSeen(ground, actor, idOf(c));
	return seeOther(c, "/publication/round", "ui.saved");
});
