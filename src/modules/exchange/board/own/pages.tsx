import { isId } from "../../../../core/ids.ts";
import { Refused } from "../../../../core/refusal.ts";
import { Card, ErrorSummary } from "../../../../ui/components.tsx";
import { Desk } from "../../../../ui/desk.tsx";
import { afterRefusal, emptyForm, type FormState, readForm } from "../../../../ui/form.ts";
import { type Ctx, only, page, routes, seeOther, type View } from "../../../../ui/http.ts";
import { Page } from "../../../../ui/layout.tsx";
import { CodeForms } from "../../../../ui/reach-fields.tsx";
import { codeOfReach, ownAct } from "../contract.ts";
import { ownAddress } from "../service.ts";
import { OwnBoard } from "./parts.tsx";
import * as service from "./service.ts";

/** One's own asks and offers: behind the key that was given with them, or with an account below `/exchange/mine`. */
export const pages = routes();

type At = { slug: string; id: string; key: string };

/** The address's key is the record's id and what lets in, with a dot between. Throws `not_found`. */
function atOf(c: Ctx): At {
	const [id = "", key = ""] = (c.req.param("key") ?? "").split(".");
	if (!isId(id)) throw new Refused("not_found");
	return { slug: c.req.param("slug") ?? "", id: id.toLowerCase(), key };
}

pages.get("/n/:slug/board/own/:key", (c) => show(c, emptyForm, 200));

async function show(c: Ctx, form: FormState, status: 200 | 422): Promise<Response> {
	const { ground, view } = c.var;
	const at = atOf(c);
	return page(c, <KeyPage view={view} at={at} form={form} own={await service.ownByKey(ground, at)} />, status);
}

type KeyProps = { view: View; at: At; form: FormState; own: Awaited<ReturnType<typeof service.ownByKey>> };

function KeyPage({ view, at, form, own }: KeyProps) {
	const { say } = view;
	const here = ownAddress(at.slug, at.id, at.key);
	const waits = own.reach && !own.reach.confirmed;
	return (
		<Page view={view} square={own.place} part="board" title={say("board.own_title")} lead={say("board.own_lead")}>
			<ErrorSummary view={view} form={form} />
			{waits && (
				<Card labelledBy="code">
					<h2 id="code">{say("board.code_title")}</h2>
					{own.reach?.kind === "phone" ? (
						<p>{say("reach.by_phone")}</p>
					) : (
						<CodeForms
							view={view}
							form={form}
							action={`${here}/code`}
							again={own.reach?.canSend ? `${here}/again` : undefined}
						/>
					)}
				</Card>
			)}
			<OwnBoard view={view} action={here} own={own} />
			<Desk view={view} place={own.place} />
		</Page>
	);
}

pages.post("/n/:slug/board/own/:key", async (c: Ctx) => {
	const at = atOf(c);
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
	const at = atOf(c);
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
	const at = atOf(c);
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
