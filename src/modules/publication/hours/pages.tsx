import { dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { Actions, Button, Chips, Empty, Table, TextField } from "../../../ui/components.tsx";
import { shortDate } from "../../../ui/dates.ts";
import { emptyForm, errorsOf } from "../../../ui/form.ts";
import { type Ctx, idOf, page, routes, type View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { answerPdf } from "../../../ui/print/answer.tsx";
import { type HoursAsked, hoursAsked, listed } from "./contract.ts";
import { type Hours, hoursOf, ownHours } from "./service.ts";
import { hoursSheet, lineOf, timeOf, totalOf } from "./sheet.ts";

/** `/access/me/hours`: a certificate of hours for whoever asks for the own, and at the desk for whoever asks there. */
export const pages = routes();

/** Throws `invalid` for what is no day. */
function asked(c: Ctx): HoursAsked {
	const parsed = hoursAsked.safeParse({ ...c.req.query(), what: c.req.queries("what") });
	if (!parsed.success) throw new Refused("invalid", errorsOf(parsed.error));
	return parsed.data;
}

pages.get("/access/me/hours", async (c) => {
	const { ground, actor, view } = c.var;
	const hours = await ownHours(ground, actor, asked(c));
	if (hours) return page(c, <HoursPage view={view} hours={hours} path="/access/me/hours" />);
	return page(
		c,
		<Page view={view} title={view.say("hours.title")} lead={view.say("hours.lead")}>
			<Empty>
				<p>{view.say("hours.unknown")}</p>
			</Empty>
		</Page>,
	);
});

pages.get("/access/me/hours.pdf", async (c) => {
	const { ground, actor, view } = c.var;
	const hours = await ownHours(ground, actor, asked(c));
	if (!hours) return c.redirect("/access/me/hours", 303);
	return answerPdf(c, { name: "filo", printable: "/access/me/hours" }, hoursSheet(view, hours));
});

pages.get("/publication/hours/:person", async (c) => {
	const person = idOf(c, "person");
	const hours = await hoursOf(c.var.ground, c.var.actor, person, asked(c));
	return page(c, <HoursPage view={c.var.view} hours={hours} path={`/publication/hours/${person}`} atDesk />);
});

pages.get("/publication/hours/:person/sheet.pdf", async (c) => {
	const person = idOf(c, "person");
	const hours = await hoursOf(c.var.ground, c.var.actor, person, asked(c));
	return answerPdf(c, { name: "filo", printable: `/publication/hours/${person}` }, hoursSheet(c.var.view, hours));
});

function HoursPage({ view, hours, path, atDesk }: { view: View; hours: Hours; path: string; atDesk?: boolean }) {
	const { say, language } = view;
	const { from, to, what, done } = hours;
	const query = new URLSearchParams([["from", from], ["to", to], ...what.map((one) => ["what", one])]);
	return (
		<Page view={view} place={atDesk ? "community" : undefined} title={say("hours.title")} lead={say("hours.lead")}>
			<form method="get" action={path} class="form" aria-label={say("hours.choose")}>
				<TextField view={view} form={emptyForm} name="from" type="date" label={say("hours.from")} value={from} />
				<TextField view={view} form={emptyForm} name="to" type="date" label={say("hours.to")} value={to} />
				<Chips
					view={view}
					form={emptyForm}
					name="what"
					label={say("hours.what")}
					options={listed.map((value) => ({ value, label: say(`hours.what_${value}`) }))}
					value={[...what]}
					several
				/>
				<Actions>
					<Button quiet>{say("hours.show")}</Button>
				</Actions>
			</form>
			<p>{done.length === 0 ? say("hours.none") : say("hours.total", { time: totalOf(done) })}</p>
			<p class="soft">{say("hours.free")}</p>
			<p>
				<a class="button" href={`${path}${atDesk ? "/sheet" : ""}.pdf?${query}`} download>
					{say("hours.download")}
				</a>
			</p>
			{done.length > 0 && (
				<Table
					caption={say("hours.caption")}
					head={[say("hours.when"), say("hours.what_done"), say("hours.time")]}
					figures={[2]}
					rows={done.map((one) => [shortDate(language, dayOf(one.at)), lineOf(view, one), timeOf(one.minutes)])}
				/>
			)}
		</Page>
	);
}
