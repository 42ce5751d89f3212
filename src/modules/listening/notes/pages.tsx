import { newId } from "../../../core/ids.ts";
import { Refused } from "../../../core/refusal.ts";
import { Card } from "../../../ui/components.tsx";
import { afterRefusal, emptyForm, type FormState, readForm, typedValue } from "../../../ui/form.ts";
import { type Ctx, idOf, page, routes, seeOther } from "../../../ui/http.ts";
import { readQuery } from "../../../ui/json.ts";
import { Page } from "../../../ui/layout.tsx";
import type { PartyKind } from "../../community/contract.ts";
import { searchParties } from "../../community/service.ts";
import { aboutKinds, changeNote, confirmGuess, noteForm, notesPage, readTo } from "../contract.ts";
import { Sections } from "../words.tsx";
import { NoteForm } from "./form.tsx";
import { NotesList } from "./list.page.tsx";
import { NotePage } from "./note.page.tsx";
import { markReadTo } from "./reading/service.ts";
import * as service from "./service.ts";
import { UrgentPage } from "./urgent.page.tsx";

export const pages = routes();

/** Who may have been meant, where a name typed is nobody's or several people's. */
export async function candidatesFor(c: Ctx, form: FormState, field: string, kinds: readonly PartyKind[]) {
	const typed = typedValue(form, `${field}_typed`);
	if (!form.errors[field] || typed === "") return [];
	return searchParties(c.var.ground, c.var.actor, { q: typed, kinds: [...kinds], limit: 8 });
}

pages.get("/listening/notes", async (c) => {
	const query = readQuery(c, notesPage);
	const notes = await service.notesOnPage(c.var.ground, c.var.actor, query);
	return page(c, <NotesList view={c.var.view} show={query.show} notes={notes} />);
});

pages.post("/listening/notes/read", async (c) => {
	const read = await readForm(c, readTo);
	if (!read.ok) throw new Refused("invalid", read.form.errors);
	await markReadTo(c.var.ground, c.var.actor, read.input.note);
	return seeOther(c, "/listening/notes?show=unread", "listening.read_marked");
});

async function newNote(c: Ctx, form: FormState, status: 200 | 422 = 200) {
	const { view } = c.var;
	const about = c.req.query("about");
	const chosen = about ? await service.partyToChoose(c.var.ground, c.var.actor, about) : undefined;
	const candidates = await candidatesFor(c, form, "about", aboutKinds);
	const tree = (
		<Page
			view={view}
			place="listening"
			title={view.say("listening.form_label")}
			lead={<a href="/listening/urgent">{view.say("listening.urgent_link")}</a>}
		>
			<Sections view={view} />
			<Card>
				<NoteForm
					view={view}
					form={form}
					id={typedValue(form, "id") || newId()}
					about={chosen}
					candidates={candidates}
				/>
			</Card>
		</Page>
	);
	return page(c, tree, status);
}

pages.get("/listening/notes/new", (c) => newNote(c, emptyForm));

pages.post("/listening/notes", async (c) => {
	const read = await readForm(c, noteForm);
	if (!read.ok) return newNote(c, read.form, 422);
	try {
		const note = await service.recordNote(c.var.ground, c.var.actor, read.input);
		return seeOther(c, `/listening/notes/${note.id}`, note.urgent ? "listening.urgent_saved" : "listening.note_saved");
	} catch (error) {
		return newNote(c, afterRefusal(read.form, error), 422);
	}
});

async function urgent(c: Ctx, form: FormState, status: 200 | 422 = 200) {
	const phones = await service.urgentPhones(c.var.ground, c.var.actor);
	const candidates = await candidatesFor(c, form, "about", aboutKinds);
	const tree = (
		<UrgentPage
			view={c.var.view}
			form={form}
			id={typedValue(form, "id") || newId()}
			phones={phones}
			candidates={candidates}
		/>
	);
	return page(c, tree, status);
}

pages.get("/listening/urgent", (c) => urgent(c, emptyForm));

pages.post("/listening/urgent", async (c) => {
	const read = await readForm(c, noteForm);
	if (!read.ok) return urgent(c, read.form, 422);
	try {
		const note = await service.recordNote(c.var.ground, c.var.actor, { ...read.input, urgent: true });
		return seeOther(c, `/listening/notes/${note.id}`, "listening.urgent_saved");
	} catch (error) {
		return urgent(c, afterRefusal(read.form, error), 422);
	}
});

async function oneNote(c: Ctx, form: FormState, status: 200 | 422 = 200) {
	const note = await service.noteOnPage(c.var.ground, c.var.actor, idOf<"note">(c));
	const candidates = await candidatesFor(c, form, "place", ["place"]);
	return page(c, <NotePage view={c.var.view} note={note} form={form} candidates={candidates} />, status);
}

pages.get("/listening/notes/:id", (c) => oneNote(c, emptyForm));

pages.post("/listening/notes/:id/take", async (c) => {
	const note = await service.takeCharge(c.var.ground, c.var.actor, idOf<"note">(c));
	return seeOther(c, `/listening/notes/${note.id}`, "listening.taken");
});

pages.post("/listening/notes/:id/confirm", async (c) => {
	const read = await readForm(c, confirmGuess);
	if (!read.ok) return oneNote(c, read.form, 422);
	await service.confirmGuess(c.var.ground, c.var.actor, idOf<"note">(c), read.input.guess);
	return seeOther(c, `/listening/notes/${idOf(c)}`, "listening.confirmed");
});

pages.post("/listening/notes/:id/change", async (c) => {
	const read = await readForm(c, changeNote);
	if (!read.ok) return oneNote(c, read.form, 422);
	try {
		await service.changeNote(c.var.ground, c.var.actor, idOf<"note">(c), read.input);
		return seeOther(c, `/listening/notes/${idOf(c)}`, "ui.saved");
	} catch (error) {
		return oneNote(c, afterRefusal(read.form, error), 422);
	}
});

for (const [path, aside] of [
	["set-aside", true],
	["bring-back", false],
] as const) {
	pages.post(`/listening/notes/:id/${path}`, async (c) => {
		await service.setAside(c.var.ground, c.var.actor, idOf<"note">(c), aside);
		return seeOther(
			c,
			`/listening/notes/${idOf(c)}`,
			aside ? "listening.set_aside_done" : "listening.bring_back_done",
			aside ? idOf(c) : undefined,
		);
	});
}
