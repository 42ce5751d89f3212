import { afterRefusal, emptyForm, type FormState, readForm } from "../../../ui/form.ts";
import { type Ctx, idOf, page, routes, seeOther } from "../../../ui/http.ts";
import { readQuery } from "../../../ui/json.ts";
import { candidatesFor } from "../notes/pages.tsx";
import { ItemPage } from "./agenda/item.page.tsx";
import * as agenda from "./agenda/service.ts";
import * as contract from "./contract.ts";
import { MeetingsList } from "./list.page.tsx";
import { MeetingPage, type SentForms } from "./meeting.page.tsx";
import { ChangeMeeting, NewMeeting } from "./new.page.tsx";
import { AgendaSheet, MinutesSheet } from "./print.page.tsx";
import { pages as promises } from "./promises/pages.tsx";
import * as reading from "./reading/service.ts";
import * as service from "./service.ts";

export const pages = routes();

pages.get("/listening/meetings", async (c) => {
	const query = readQuery(c, contract.meetingsPage);
	const meetings = await reading.meetingsOnPage(c.var.ground, c.var.actor, query);
	return page(c, <MeetingsList view={c.var.view} meetings={meetings} />);
});

async function calling(c: Ctx, form: FormState, need: string | undefined, status: 200 | 422 = 200) {
	const candidates = await candidatesFor(c, form, "place", ["place"]);
	const found = await reading.callingOf(c.var.ground, c.var.actor, need);
	return page(c, <NewMeeting view={c.var.view} form={form} calling={found} candidates={candidates} />, status);
}

/** The form again with what was typed; the need that led here stays with it. */
function again(c: Ctx, form: FormState): Promise<Response> {
	const of = contract.meetingOf.safeParse({ need: [form.values.needs].flat()[0] });
	return calling(c, form, of.data?.need, 422);
}

pages.get("/listening/meetings/new", (c) => calling(c, emptyForm, readQuery(c, contract.meetingOf).need));

pages.post("/listening/meetings", async (c) => {
	const read = await readForm(c, contract.recordMeeting);
	if (!read.ok) return again(c, read.form);
	try {
		const meeting = await service.recordMeeting(c.var.ground, c.var.actor, read.input);
		return seeOther(c, `/listening/meetings/${meeting.id}`, "meetings.called");
	} catch (error) {
		return again(c, afterRefusal(read.form, error));
	}
});

async function oneMeeting(c: Ctx, sent: SentForms = {}, status: 200 | 422 = 200) {
	const candidates = sent.attendee && (await candidatesFor(c, sent.attendee, "party", contract.tableKinds));
	const meeting = await reading.meetingOnPage(c.var.ground, c.var.actor, idOf(c));
	return page(c, <MeetingPage view={c.var.view} meeting={meeting} sent={{ ...sent, candidates }} />, status);
}

pages.get("/listening/meetings/:id", (c) => oneMeeting(c));

async function changing(c: Ctx, form: FormState, status: 200 | 422 = 200) {
	const candidates = await candidatesFor(c, form, "place", ["place"]);
	const meeting = await reading.readMeeting(c.var.ground, c.var.actor, idOf(c));
	return page(c, <ChangeMeeting view={c.var.view} form={form} meeting={meeting} candidates={candidates} />, status);
}

pages.get("/listening/meetings/:id/change", (c) => changing(c, emptyForm));

pages.post("/listening/meetings/:id/change", async (c) => {
	const read = await readForm(c, contract.changeMeeting);
	if (!read.ok) return changing(c, read.form, 422);
	try {
		const { id } = await service.changeMeeting(c.var.ground, c.var.actor, idOf<"meeting">(c), read.input);
		return seeOther(c, `/listening/meetings/${id}`, "ui.saved");
	} catch (error) {
		return changing(c, afterRefusal(read.form, error), 422);
	}
});

pages.post("/listening/meetings/:id/attendees", async (c) => {
	const read = await readForm(c, contract.addAttendee);
	if (!read.ok) return oneMeeting(c, { attendee: read.form }, 422);
	try {
		await service.addAttendee(c.var.ground, c.var.actor, idOf<"meeting">(c), read.input);
		return seeOther(c, `/listening/meetings/${idOf(c)}`, "ui.saved");
	} catch (error) {
		return oneMeeting(c, { attendee: afterRefusal(read.form, error) }, 422);
	}
});

pages.post("/listening/meetings/:id/attendees/:attendee/take-off", async (c) => {
	await service.takeOffAttendee(c.var.ground, c.var.actor, idOf<"meeting">(c), idOf(c, "attendee"));
	return seeOther(c, `/listening/meetings/${idOf(c)}`, "ui.saved", idOf(c));
});

pages.post("/listening/meetings/:id/agenda", async (c) => {
	const read = await readForm(c, contract.addItem);
	if (!read.ok) return oneMeeting(c, { item: read.form }, 422);
	try {
		const item = await agenda.addItem(c.var.ground, c.var.actor, idOf<"meeting">(c), read.input);
		// Without its line it would not be printed: that is what comes next.
		const path = `/listening/meetings/${idOf(c)}`;
		return seeOther(c, item.line ? path : `${path}/agenda/${item.id}`, "meetings.on_agenda");
	} catch (error) {
		return oneMeeting(c, { item: afterRefusal(read.form, error) }, 422);
	}
});

async function oneItem(c: Ctx, form: FormState, status: 200 | 422 = 200) {
	const found = await reading.itemOnPage(c.var.ground, c.var.actor, idOf(c), idOf(c, "item"));
	return page(c, <ItemPage view={c.var.view} form={form} page={found} />, status);
}

pages.get("/listening/meetings/:id/agenda/:item", (c) => oneItem(c, emptyForm));

pages.post("/listening/meetings/:id/agenda/:item", async (c) => {
	const read = await readForm(c, contract.writeItem);
	if (!read.ok) return oneItem(c, read.form, 422);
	try {
		await agenda.writeItem(c.var.ground, c.var.actor, idOf<"meeting">(c), idOf(c, "item"), read.input);
		return seeOther(c, `/listening/meetings/${idOf(c)}`, "ui.saved");
	} catch (error) {
		return oneItem(c, afterRefusal(read.form, error), 422);
	}
});

pages.post("/listening/meetings/:id/agenda/:item/take-off", async (c) => {
	await agenda.takeOffItem(c.var.ground, c.var.actor, idOf<"meeting">(c), idOf(c, "item"));
	return seeOther(c, `/listening/meetings/${idOf(c)}`, "meetings.off_agenda", idOf(c));
});

pages.get("/listening/meetings/:id/sheet", async (c) => {
	const sheet = await reading.sheetOf(c.var.ground, c.var.actor, idOf(c));
	return page(c, <AgendaSheet view={c.var.view} sheet={sheet} />);
});

pages.get("/listening/meetings/:id/minutes", async (c) => {
	const sheet = await reading.sheetOf(c.var.ground, c.var.actor, idOf(c), "minutes");
	return page(c, <MinutesSheet view={c.var.view} sheet={sheet} />);
});

pages.route("/", promises);
