import { z } from "zod";
import { type Id, newId } from "../../core/ids.ts";
import { day } from "../../core/input.ts";
import { Refused } from "../../core/refusal.ts";
import type { Candidate } from "../../ui/components.tsx";
import { afterRefusal, emptyForm, type FormState, type Parsed, readForm, typedValue } from "../../ui/form.ts";
import { type Ctx, idOf, only, page, publicPage, routes, seeOther, slugIn } from "../../ui/http.ts";
import { typedCode } from "../community/reach/contract.ts";
import { confirmReach, isNeighbour } from "../community/reach/service.ts";
import { resolveParty } from "../community/service.ts";
import type { Neighbourhood } from "../programme/contract.ts";
import { placeBySlug } from "../programme/service.ts";
import * as bookingContract from "./bookings/contract.ts";
import * as bookings from "./bookings/service.ts";
import { changeSpace, newSpace } from "./contract.ts";
import { giveKey, holderKinds, returnKey } from "./keys/contract.ts";
import * as keys from "./keys/service.ts";
import { BookingPage, firstDay, SpacePage, SpacesPage } from "./public.page.tsx";
import * as service from "./service.ts";
import { SpaceForm, SpacesList, WorkingPage } from "./working.page.tsx";

/** Rooms and courtyards: in public `/n/<slug>/spaces`, where they are looked after `/spaces`. */
export const pages = routes();

function placeOf(c: Ctx): Promise<Neighbourhood> {
	return placeBySlug(c.var.ground, slugIn(c));
}

pages.get("/n/:slug/spaces", async (c) => {
	const place = await placeOf(c);
	const spaces = await service.publicSpaces(c.var.ground, place);
	return publicPage(c, { place, spaces }, () => <SpacesPage view={c.var.view} place={place} spaces={spaces} />);
});

async function spacePage(c: Ctx, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const { ground, view } = c.var;
	const asked = day().safeParse(c.req.query("from"));
	const from = firstDay(view, asked.success ? asked.data : undefined, form);
	const place = await placeOf(c);
	const shown = await bookings.spaceAndBusy(ground, place, idOf(c), from);
	const id = typedValue(form, "id") || newId();
	return page(
		c,
		<SpacePage {...{ view, place, from, form, id }} {...shown} hasAccount={isNeighbour(c.var.actor)} />,
		status,
	);
}

pages.get("/n/:slug/spaces/:id", (c) => spacePage(c, emptyForm));

pages.post("/n/:slug/spaces/:id", async (c) => {
	const { ground, actor, view } = c.var;
	const spaceId = idOf(c);
	const place = await placeOf(c);
	if (isNeighbour(c.var.actor)) {
		const parsed = await readForm(c, bookingContract.book);
		return booked(c, parsed, (input) => bookings.bookWithAccount(ground, actor, place, spaceId, input));
	}
	const parsed = await readForm(c, bookingContract.bookWithout);
	const told = { language: view.language, base: `${view.base}/n/${place.slug}` };
	return booked(c, parsed, (input) => bookings.bookWithout(ground, place, spaceId, input, told));
});

/** On to what was booked, or the same page with what to mend. */
async function booked<Input>(
	c: Ctx,
	parsed: Parsed<Input>,
	book: (input: Input) => Promise<string>,
): Promise<Response> {
	if (!parsed.ok) return spacePage(c, parsed.form, 422);
	try {
		return seeOther(c, `/n/${c.req.param("slug")}/bookings/${await book(parsed.input)}`);
	} catch (error) {
		return spacePage(c, afterRefusal(parsed.form, error), 422);
	}
}

async function bookingPage(c: Ctx, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const { ground, actor, view } = c.var;
	const place = await placeOf(c);
	const shown = await bookings.ownBooking(ground, actor, place, idOf(c));
	return page(c, <BookingPage view={view} place={place} {...shown} form={form} />, status);
}

pages.get("/n/:slug/bookings/:id", (c) => bookingPage(c, emptyForm));

pages.post("/n/:slug/bookings/:id", async (c) => {
	const id = idOf(c);
	const parsed = await readForm(c, z.object({ code: typedCode }));
	if (!parsed.ok) return bookingPage(c, parsed.form, 422);
	const place = await placeOf(c);
	try {
		await confirmReach(c.var.ground, place, id, parsed.input.code);
	} catch (error) {
		return bookingPage(c, afterRefusal(parsed.form, error), 422);
	}
	return seeOther(c, `/n/${place.slug}/bookings/${id}`, "reach.confirmed");
});

pages.post("/n/:slug/bookings/:id/letter", async (c) => {
	const [place, id] = [await placeOf(c), idOf(c)];
	await bookings.sendBookingCode(c.var.ground, place, id, `${c.var.view.base}/n/${place.slug}`);
	return seeOther(c, `/n/${place.slug}/bookings/${id}`, "reach.sent");
});

pages.post("/n/:slug/bookings/:id/withdraw", async (c) => {
	const [place, id] = [await placeOf(c), idOf(c)];
	await bookings.withdrawBooking(c.var.ground, c.var.actor, place, id);
	return seeOther(c, `/n/${place.slug}/bookings/${id}`, "spaces.withdrawn_done");
});

pages.get("/spaces", async (c) => {
	const { ground, actor, view } = c.var;
	const spaces = await service.spacesHere(ground, actor);
	const asked = await bookings.bookingsToAnswer(ground, actor);
	return page(c, <SpacesList view={view} spaces={spaces} asked={asked} />);
});

pages.get("/spaces/new", (c) => {
	only(c.var.actor, "facilitator", "coordinator");
	return page(c, <SpaceForm view={c.var.view} form={emptyForm} id={newId()} />);
});

pages.post("/spaces", async (c) => {
	const { ground, actor, view } = c.var;
	only(actor, "facilitator", "coordinator");
	const parsed = await readForm(c, newSpace);
	const again = (form: FormState) =>
		page(c, <SpaceForm view={view} form={form} id={typedValue(form, "id") || newId()} />, 422);
	if (!parsed.ok) return again(parsed.form);
	try {
		const { id } = await service.recordSpace(ground, actor, parsed.input);
		return seeOther(c, `/spaces/${id}`, "ui.saved");
	} catch (error) {
		return again(afterRefusal(parsed.form, error));
	}
});

type Forms = { form?: FormState; keyForm?: FormState; answerForm?: FormState; candidates?: Candidate[] };

async function workingPage(c: Ctx, forms: Forms = {}, status: 200 | 422 = 200): Promise<Response> {
	const { ground, actor, view } = c.var;
	const shown = await bookings.bookingsOfSpace(ground, actor, idOf(c));
	const held = await ground.db.readAs(actor, (read) => keys.keysOf(read, shown.space.id));
	const { form = emptyForm, keyForm = emptyForm, answerForm = emptyForm, candidates } = forms;
	return page(c, <WorkingPage {...{ view, form, keyForm, answerForm, candidates }} {...shown} keys={held} />, status);
}

pages.get("/spaces/:id", (c) => workingPage(c));

pages.get("/spaces/:id/change", async (c) => {
	const space = await service.spaceHere(c.var.ground, c.var.actor, idOf(c));
	return page(c, <SpaceForm view={c.var.view} form={emptyForm} id={space.id} space={space} />);
});

pages.post("/spaces/:id", async (c) => {
	const { ground, actor, view } = c.var;
	only(actor, "facilitator", "coordinator");
	const id = idOf<"space">(c);
	const space = await service.spaceHere(ground, actor, id);
	const parsed = await readForm(c, changeSpace);
	if (!parsed.ok) return page(c, <SpaceForm view={view} form={parsed.form} id={id} space={space} />, 422);
	await service.changeSpace(ground, actor, id, parsed.input);
	return seeOther(c, `/spaces/${id}`, "ui.saved");
});

for (const [act, closed] of [
	["close", true],
	["reopen", false],
] as const)
	pages.post(`/spaces/:id/${act}`, async (c) => {
		const id = idOf<"space">(c);
		await service.closeSpace(c.var.ground, c.var.actor, id, closed);
		return seeOther(c, `/spaces/${id}`, "ui.saved");
	});

pages.post("/spaces/:id/bookings", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const id = idOf(c);
	const parsed = await readForm(c, bookingContract.bookAtDesk);
	if (!parsed.ok) return workingPage(c, { form: parsed.form }, 422);
	try {
		await bookings.bookAtDesk(ground, actor, id, parsed.input);
	} catch (error) {
		return workingPage(c, { form: afterRefusal(parsed.form, error) }, 422);
	}
	return seeOther(c, `/spaces/${id}`, "ui.saved");
});

pages.post("/spaces/:id/bookings/:booking", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const [id, booking] = [idOf(c), idOf<"booking">(c, "booking")];
	const parsed = await readForm(c, bookingContract.answerBooking);
	if (!parsed.ok) return workingPage(c, { answerForm: parsed.form }, 422);
	try {
		await bookings.answerBooking(ground, actor, booking, parsed.input);
	} catch (error) {
		return workingPage(c, { answerForm: afterRefusal(parsed.form, error) }, 422);
	}
	return seeOther(c, `/spaces/${id}`, "ui.saved");
});

pages.post("/spaces/:id/keys", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const id = idOf(c);
	const parsed = await readForm(c, giveKey);
	if (!parsed.ok) return workingPage(c, { keyForm: parsed.form }, 422);
	const space = await service.spaceHere(ground, actor, id);
	const { holder, holder_typed: typed = "", since } = parsed.input;
	const query = { typed, chosen: holder, kinds: holderKinds, neighbourhoodId: space.neighbourhoodId };
	const found = await ground.db.readAs(actor, (read) => resolveParty(read, query));
	const wrong = (code: string, candidates: Candidate[] = []) =>
		workingPage(c, { keyForm: { ...formOf(parsed.input), errors: { holder: code } }, candidates }, 422);
	if (!found) return wrong("error.required");
	if (!("id" in found))
		return wrong(found.candidates.length > 0 ? "error.which" : "error.unknown_party", found.candidates);
	try {
		await keys.giveKey(ground, actor, id, { id: parsed.input.id, holder: found.id as Id<"party">, since });
	} catch (error) {
		return workingPage(c, { keyForm: afterRefusal(formOf(parsed.input), error), candidates: [found] }, 422);
	}
	return seeOther(c, `/spaces/${id}`, "ui.saved");
});

/** What was typed, for the form that comes back. */
function formOf(input: z.output<typeof giveKey>): FormState {
	const { id, since, holder = "", holder_typed = "" } = input;
	return { values: { id, since, holder, holder_typed }, errors: {} };
}

pages.post("/spaces/:id/keys/:key/returned", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const parsed = await readForm(c, returnKey);
	if (!parsed.ok) throw new Refused("invalid", parsed.form.errors);
	const id = await keys.returnKey(ground, actor, idOf<"key">(c, "key"), parsed.input.returnedOn);
	return seeOther(c, `/spaces/${id}`, "ui.saved");
});
