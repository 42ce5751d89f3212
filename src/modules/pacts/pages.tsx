import { newId } from "../../core/ids.ts";
import { Refused } from "../../core/refusal.ts";
import type { Candidate } from "../../ui/components.tsx";
import { afterRefusal, emptyForm, type FormState, type Parsed, readForm, typedValue } from "../../ui/form.ts";
import { type Ctx, idOf, only, page, publicPage, routes, seeOther, slugIn } from "../../ui/http.ts";
import { answerPdf } from "../../ui/print/answer.tsx";
import { readUpload, sendAttachment } from "../../ui/upload.ts";
import { resolveParty } from "../community/service.ts";
import { placeBySlug } from "../programme/service.ts";
import { ChangePage, PartiesPage } from "./change.page.tsx";
import * as contract from "./contract.ts";
import { isStaff } from "./find.ts";
import { NewPactPage, PactList } from "./list.page.tsx";
import * as living from "./living/service.ts";
import { type Failed, PactPage, PaperPage } from "./pact.page.tsx";
import * as publicPages from "./public.page.tsx";
import * as reading from "./reading/service.ts";
import * as service from "./service.ts";
import { pactSheet } from "./sheet.ts";
import * as signing from "./signing/service.ts";
import { VersionsPage } from "./versions.page.tsx";

/** Pacts: `/n/<slug>/pacts` for anybody, `/pacts` for who works there and for their parties. */
export const pages = routes();

pages.get("/n/:slug/pacts", async (c) => {
	const { ground, view } = c.var;
	const place = await placeBySlug(ground, slugIn(c));
	const pacts = await reading.publicPacts(ground, place);
	return publicPage(c, { place, pacts }, () => <publicPages.PactsPage view={view} place={place} pacts={pacts} />);
});

pages.get("/n/:slug/pacts/:id", async (c) => {
	const { ground, view } = c.var;
	const place = await placeBySlug(ground, slugIn(c));
	const { pact, word } = await reading.publicPact(ground, place, idOf(c));
	return publicPage(c, { place, pact, word }, () => <publicPages.PactPage {...{ view, place, pact, word }} />);
});

function picture(c: Ctx, bytes: Buffer): Response {
	return c.body(new Uint8Array(bytes), 200, { "content-type": "image/jpeg", "x-content-type-options": "nosniff" });
}

pages.get("/n/:slug/pacts/:id/diary/:entry/photo", async (c) => {
	const { ground, actor } = c.var;
	const [pactId, entryId] = [idOf(c), idOf(c, "entry")];
	const place = await placeBySlug(ground, slugIn(c));
	return picture(c, await reading.photo(ground, actor, { pactId, entryId, place }));
});

pages.get("/pacts", async (c) => {
	const { ground, actor, view } = c.var;
	const query = contract.browsePacts.safeParse(c.req.query());
	const { items, next } = await reading.pacts(ground, actor, query.success ? query.data : {});
	const word = await ground.db.readAs(actor, (read) => service.pactWordIn(read));
	return page(c, <PactList {...{ view, items, next, word }} staff={isStaff(actor)} />);
});

pages.post("/pacts/word", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "coordinator");
	const parsed = await readForm(c, contract.callPacts);
	if (!parsed.ok) throw new Refused("invalid", parsed.form.errors);
	await service.callPacts(ground, actor, parsed.input.word);
	return seeOther(c, "/pacts", "ui.saved");
});

async function newPage(c: Ctx, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const { ground, actor, view } = c.var;
	only(actor, "facilitator", "coordinator");
	const asked = contract.startPact.safeParse({ idea: c.req.query("idea") ?? typedValue(form, "idea") });
	const id = asked.success ? asked.data.idea : undefined;
	const idea = id && (await service.ideaToBegin(ground, actor, id));
	return page(
		c,
		<NewPactPage view={view} form={form} id={typedValue(form, "id") || newId()} idea={idea || undefined} />,
		status,
	);
}

pages.get("/pacts/new", (c) => newPage(c, emptyForm));

pages.post("/pacts", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const parsed = await readForm(c, contract.newPact);
	if (!parsed.ok) return newPage(c, parsed.form, 422);
	try {
		return seeOther(c, `/pacts/${await service.beginPact(ground, actor, parsed.input)}/parties`, "ui.saved");
	} catch (error) {
		return newPage(c, afterRefusal(parsed.form, error), 422);
	}
});

async function pactPage(c: Ctx, failed?: Failed): Promise<Response> {
	const { ground, actor, view } = c.var;
	const pact = await reading.pact(ground, actor, idOf(c));
	return page(c, <PactPage view={view} pact={pact} failed={failed} />, failed ? 422 : 200);
}

pages.get("/pacts/:id", (c) => pactPage(c));

/** One act of the page: done, back to it; else the page with what to mend. */
async function acted<Input>(
	c: Ctx,
	act: Failed["act"],
	parsed: Parsed<Input>,
	work: (id: string, input: Input) => Promise<void>,
	done = "ui.saved",
): Promise<Response> {
	if (!parsed.ok) return pactPage(c, { act, form: parsed.form });
	const id = idOf(c);
	try {
		await work(id, parsed.input);
	} catch (error) {
		return pactPage(c, { act, form: afterRefusal(parsed.form, error) });
	}
	return seeOther(c, `/pacts/${id}`, done);
}

/** Whose it is to work with, before anything they sent is read. */
async function mustBeHere(c: Ctx): Promise<contract.Pact> {
	return reading.pact(c.var.ground, c.var.actor, idOf(c));
}

async function changePage(c: Ctx, form: FormState, met = false, status: 200 | 409 | 422 = 200): Promise<Response> {
	const pact = await mustBeHere(c);
	return page(c, <ChangePage view={c.var.view} pact={pact} form={form} met={met} />, status);
}

pages.get("/pacts/:id/change", (c) => changePage(c, emptyForm));

pages.post("/pacts/:id/versions", async (c) => {
	const { ground, actor } = c.var;
	const { id } = await mustBeHere(c);
	const parsed = await readForm(c, contract.saveVersion);
	if (!parsed.ok) return changePage(c, parsed.form, false, 422);
	try {
		await service.saveVersion(ground, actor, id, await service.promisesByPlace(ground, actor, id, parsed.input));
	} catch (error) {
		const met = error instanceof Refused && error.code === "changed_meanwhile";
		return changePage(c, afterRefusal(parsed.form, error), met, met ? 409 : 422);
	}
	return seeOther(c, `/pacts/${id}`, "ui.saved");
});

pages.get("/pacts/:id/versions", async (c) => {
	const { ground, actor, view } = c.var;
	const pact = await mustBeHere(c);
	const asked = contract.comparePact.safeParse(c.req.query());
	const { one, other } = asked.success ? asked.data : {};
	const lines = await reading.versionsOf(ground, actor, pact.id);
	const two = one && other ? await reading.twoVersions(ground, actor, pact.id, [one, other]) : undefined;
	return page(c, <VersionsPage {...{ view, pact, lines, two }} />);
});

pages.get("/pacts/:id/sheet.pdf", async (c) => {
	const { view } = c.var;
	const pact = await mustBeHere(c);
	return answerPdf(c, { name: "patto", printable: `/pacts/${pact.id}` }, pactSheet(view, pact));
});

type Parties = { form?: FormState; candidates?: readonly Candidate[]; status?: 200 | 422 };

async function partiesPage(c: Ctx, { form = emptyForm, candidates, status = 200 }: Parties = {}): Promise<Response> {
	const { ground, actor, view } = c.var;
	only(actor, "facilitator", "coordinator");
	const pact = await mustBeHere(c);
	const citizens = await service.whoCouldSign(ground, actor);
	return page(c, <PartiesPage {...{ view, pact, form, candidates, citizens }} />, status);
}

pages.get("/pacts/:id/parties", (c) => partiesPage(c));

pages.post("/pacts/:id/parties", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const { id, neighbourhoodId } = await mustBeHere(c);
	const parsed = await readForm(c, contract.newParty);
	if (!parsed.ok) return partiesPage(c, { form: parsed.form, status: 422 });
	const { party: chosen, party_typed: typed } = parsed.input;
	try {
		const kinds: ("person" | "group" | "organisation")[] = ["person", "group", "organisation"];
		const found = await ground.db.readAs(actor, (read) =>
			resolveParty(read, { typed, chosen, kinds, neighbourhoodId }),
		);
		// Several of exactly that name: which is meant is asked. Of one whose name only resembles it, nothing is assumed.
		const same = found && "candidates" in found ? found.candidates.filter(({ label }) => label === typed) : [];
		if (same.length > 1)
			return partiesPage(c, {
				form: { ...parsed.form, errors: { party: "error.which" } },
				candidates: same,
				status: 422,
			});
		await service.addParty(ground, actor, id, parsed.input);
	} catch (error) {
		return partiesPage(c, { form: afterRefusal(parsed.form, error), status: 422 });
	}
	return seeOther(c, `/pacts/${id}/parties`, "ui.saved");
});

pages.post("/pacts/:id/parties/:party/leave", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const [pactId, partyId] = [idOf(c), idOf(c, "party")];
	const parsed = await readForm(c, contract.leaveParty);
	if (!parsed.ok) return partiesPage(c, { form: parsed.form, status: 422 });
	try {
		await service.removeParty(ground, actor, { pactId, partyId }, parsed.input);
	} catch (error) {
		return partiesPage(c, { form: afterRefusal(parsed.form, error), status: 422 });
	}
	return seeOther(c, `/pacts/${pactId}/parties`, "ui.saved");
});

async function paperPage(c: Ctx, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	only(c.var.actor, "facilitator", "coordinator");
	const pact = await mustBeHere(c);
	const party = pact.parties.find(({ id }) => id === idOf(c, "party"));
	if (!party) throw new Refused("not_found");
	return page(c, <PaperPage view={c.var.view} pact={pact} party={party} form={form} />, status);
}

pages.get("/pacts/:id/parties/:party", (c) => paperPage(c, emptyForm));

pages.post("/pacts/:id/parties/:party/file", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const [pactId, partyId] = [idOf(c), idOf(c, "party")];
	await mustBeHere(c);
	const parsed = await readForm(c, contract.paperPact);
	if (!parsed.ok) return paperPage(c, parsed.form, 422);
	try {
		const sheet = await readUpload(c, "sheet");
		if (!sheet) throw new Refused("invalid", { sheet: "error.file_none" });
		await signing.signOnPaper(ground, actor, { pactId, partyId }, parsed.input, sheet);
	} catch (error) {
		return paperPage(c, afterRefusal(parsed.form, error), 422);
	}
	return seeOther(c, `/pacts/${pactId}`, "ui.saved");
});

pages.get("/pacts/:id/signatures/:signature", async (c) => {
	const { ground, actor } = c.var;
	const file = await signing.signedSheet(ground, actor, idOf(c), idOf(c, "signature"));
	return sendAttachment(c, { ...file, name: "patto-firmato" });
});

pages.post("/pacts/:id/propose", async (c) => {
	const { ground, actor } = c.var;
	await mustBeHere(c);
	const parsed = await readForm(c, contract.proposePact);
	return acted(c, "propose", parsed, (id, { no }) => service.proposePact(ground, actor, id, no));
});

pages.post("/pacts/:id/sign", async (c) => {
	const { ground, actor } = c.var;
	await mustBeHere(c);
	const parsed = await readForm(c, contract.signPact);
	return acted(c, "sign", parsed, (id, input) => signing.signPact(ground, actor, id, input), "pacts.signed_done");
});

pages.post("/pacts/:id/diary/file", async (c) => {
	const { ground, actor, view } = c.var;
	await mustBeHere(c);
	const parsed = await readForm(c, contract.newEntry);
	return acted(c, "diary", parsed, async (id, input) => {
		const photo = await readUpload(c, "photo");
		if (photo && photo.type !== "image/jpeg") throw new Refused("invalid", { photo: "error.file_type" });
		await living.writeEntry(ground, actor, id, input, { language: view.language, photo: photo?.bytes });
	});
});

pages.post("/pacts/:id/diary/:entry", async (c) => {
	const { ground, actor } = c.var;
	const [pactId, entryId] = [idOf(c), idOf(c, "entry")];
	await mustBeHere(c);
	const parsed = await readForm(c, contract.showEntry);
	return acted(c, "diary", parsed, (_, { shown }) =>
		living.showEntry(ground, actor, { pactId, entryId }, shown === "yes"),
	);
});

pages.get("/pacts/:id/diary/:entry/photo", async (c) => {
	const { ground, actor } = c.var;
	return picture(c, await reading.photo(ground, actor, { pactId: idOf(c), entryId: idOf(c, "entry") }));
});

pages.post("/pacts/:id/renew", async (c) => {
	const { ground, actor } = c.var;
	await mustBeHere(c);
	const parsed = await readForm(c, contract.renewPact);
	return acted(c, "renew", parsed, (id, input) => living.renewPact(ground, actor, id, input));
});

pages.post("/pacts/:id/keep", async (c) => {
	const { ground, actor } = c.var;
	await mustBeHere(c);
	const parsed = await readForm(c, contract.keepPact);
	return acted(c, "renew", parsed, (id) => living.keepPact(ground, actor, id));
});

pages.post("/pacts/:id/conclude", async (c) => {
	const { ground, actor } = c.var;
	await mustBeHere(c);
	const parsed = await readForm(c, contract.concludePact);
	return acted(c, "conclude", parsed, (id, { learnt }) => living.concludePact(ground, actor, id, learnt));
});

pages.post("/pacts/:id/end", async (c) => {
	const { ground, actor } = c.var;
	await mustBeHere(c);
	const parsed = await readForm(c, contract.endPact);
	return acted(c, "end", parsed, (id, input) => living.endPact(ground, actor, id, input));
});

pages.post("/pacts/:id/drop", async (c) => {
	const { ground, actor } = c.var;
	await mustBeHere(c);
	const parsed = await readForm(c, contract.dropPact);
	return acted(c, "drop", parsed, (id, { because }) => service.dropPact(ground, actor, id, because));
});
