import { Refused } from "../../../../core/refusal.ts";
import { ErrorSummary } from "../../../../ui/components.tsx";
import { Desk } from "../../../../ui/desk.tsx";
import { afterRefusal, emptyForm, type FormState, readForm } from "../../../../ui/form.ts";
import { type Ctx, type OwnKey, only, ownKeyIn, page, routes, seeOther, type View } from "../../../../ui/http.ts";
import { Page } from "../../../../ui/layout.tsx";
import { CodeCard } from "../../../../ui/reach-fields.tsx";
import { codeOfReach, ownAct } from "../contract.ts";
import { ownAddress } from "../service.ts";
import { OwnBoard } from "./parts.tsx";
import * as service from "./service.ts";

/** One's own asks and offers: behind the key that was given with them, or with an account below `/exchange/mine`. */
export const pages = routes();

pages.get("/n/:slug/board/own/:key", (c) => show(c, emptyForm, 200));

async function show(c: Ctx, form: FormState, status: 200 | 422): Promise<Response> {
	const { ground, view } = c.var;
	const at = ownKeyIn(c);
	return page(c, <KeyPage view={view} at={at} form={form} own={await service.ownByKey(ground, at)} />, status);
}

type KeyProps = { view: View; at: OwnKey; form: FormState; own: Awaited<ReturnType<typeof service.ownByKey>> };

function KeyPage({ view, at, form, own }: KeyProps) {
	const { say } = view;
	const here = ownAddress(at.slug, at.id, at.key);
	return (
		<Page view={view} square={own.place} part="board" title={say("board.own_title")} lead={say("board.own_lead")}>
			<ErrorSummary view={view} form={form} />
			<CodeCard view={view} form={form} here={here} reach={own.reach} />
			<OwnBoard view={view} action={here} own={own} />
			<Desk view={view} place={own.place} />
		</Page>
	);
}

pages.post("/n/:slug/board/own/:key", async (c: Ctx) => {
	const at = ownKeyIn(c);
	const parsed = await readForm(c, ownAct);
	if (!parsed.ok) return show(c, parsed.form, 422);
	try {
		await service.actByKey(c.var.ground, at, parsed.input);
		return seeOther(c, ownAddress(at.slug, at.id, at.key), "board.did");
	} catch (error) {
		return show(c, afterRefusal(parsed.form, error), 422);
	}
});

pages.post("/n/:slug/board/own/:key/code", async (c: Ctx) => {
	const at = ownKeyIn(c);
	const parsed = await readForm(c, codeOfReach);
	if (!parsed.ok) return show(c, parsed.form, 422);
	try {
		await service.confirmOwn(c.var.ground, at, parsed.input.code);
		return seeOther(c, ownAddress(at.slug, at.id, at.key), "reach.confirmed");
	} catch (error) {
		return show(c, afterRefusal(parsed.form, error), 422);
	}
});

pages.post("/n/:slug/board/own/:key/again", async (c: Ctx) => {
	const at = ownKeyIn(c);
	const here = ownAddress(at.slug, at.id, at.key);
	await service.sendOwnCode(c.var.ground, at, `${c.var.view.base}${here}`);
	return seeOther(c, here, "reach.sent");
});

pages.post("/exchange/mine/board", async (c: Ctx) => {
	const { ground, actor } = c.var;
	only(actor, "resident", "citizen");
	const parsed = await readForm(c, ownAct);
	if (!parsed.ok) throw new Refused("invalid", parsed.form.errors);
	await service.actOfPerson(ground, actor, parsed.input);
	return seeOther(c, "/exchange/mine", "board.did");
});
