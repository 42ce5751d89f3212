import { newId } from "../../../../core/ids.ts";
import { dayOf } from "../../../../core/period.ts";
import { Refused } from "../../../../core/refusal.ts";
import { clockInWords, dateInWords } from "../../../../ui/dates.ts";
import { afterRefusal, emptyForm, type FormState, readFields, readForm, typedValue } from "../../../../ui/form.ts";
import { type Ctx, idOf, page, routes, seeOther } from "../../../../ui/http.ts";
import { partnerNote } from "../contract.ts";
import { GonePage, ReceiptPage, WritePage } from "./parts.tsx";
import * as service from "./service.ts";

/** `/listening/partner/<token>`: what a partner sees. It stands before the staff's pages, because nobody signs in here. */
export const pages = routes();

/** Two thousand characters are never more than this, however they are written. */
const bodyMost = 32 * 1024;

async function write(c: Ctx, link: service.OpenLink, form: FormState, wait?: Date) {
	const places = await service.placesOfLink(c.var.ground, link);
	const id = typedValue(form, "id") || newId();
	const token = c.req.param("token") ?? "";
	const status = wait ? 429 : Object.keys(form.errors).length > 0 ? 422 : 200;
	if (wait) c.header("retry-after", String(Math.ceil((wait.getTime() - c.var.view.now.getTime()) / 1000)));
	return page(c, <WritePage {...{ view: c.var.view, link, token, form, id, places, wait }} />, status);
}

const linkOf = (c: Ctx) => service.openLink(c.var.ground, c.req.param("token") ?? "");

function gone(c: Ctx, link: service.OpenLink, typed = "") {
	return page(c, <GonePage view={c.var.view} link={link} typed={typed} />, 410);
}

pages.get("/listening/partner/:token", async (c) => {
	const link = await linkOf(c);
	return link.revoked ? gone(c, link) : write(c, link, emptyForm);
});

pages.post("/listening/partner/:token", async (c) => {
	if ((await c.req.arrayBuffer()).byteLength > bodyMost) throw new Refused("too_large");
	const link = await linkOf(c);
	if (link.revoked) return gone(c, link, typedValue({ values: await readFields(c), errors: {} }, "text"));
	const read = await readForm(c, partnerNote);
	if (!read.ok) return write(c, link, read.form);
	try {
		const taken = await service.takeNote(c.var.ground, link, read.input, c.var.address);
		if ("againAt" in taken) return write(c, link, read.form, taken.againAt);
		return seeOther(c, `/listening/partner/${c.req.param("token")}/arrived/${taken.receipt.noteId}`);
	} catch (error) {
		return write(c, link, afterRefusal(read.form, error));
	}
});

pages.get("/listening/partner/:token/arrived/:id", async (c) => {
	const { view, ground } = c.var;
	const link = await linkOf(c);
	if (link.revoked) return gone(c, link);
	const receipt = await service.receiptOf(ground, link, idOf<"note">(c));
	const when = {
		day: dateInWords(view.language, dayOf(receipt.arrivedAt)),
		time: clockInWords(view.language, receipt.arrivedAt),
	};
	return page(c, <ReceiptPage view={view} link={link} token={c.req.param("token")} code={receipt.code} when={when} />);
});
