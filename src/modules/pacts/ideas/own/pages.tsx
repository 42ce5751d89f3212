import { Actions, Button, Card, Empty, ErrorSummary, Form, Readers } from "../../../../ui/components.tsx";
import { Desk } from "../../../../ui/desk.tsx";
import { afterRefusal, emptyForm, type FormState, readForm } from "../../../../ui/form.ts";
import { type Ctx, type OwnKey, only, ownKeyIn, page, routes, seeOther, type View } from "../../../../ui/http.ts";
import { Page } from "../../../../ui/layout.tsx";
import { CodeCard } from "../../../../ui/reach-fields.tsx";
import { apart, langOf, Written } from "../../../../ui/written.tsx";
import { codeOfReach, type OwnIdea, type OwnJoin, ownAct } from "../contract.ts";
import { IdeaFields, IdeaThread, ideaLine } from "../parts.tsx";
import { ownAddress } from "../service.ts";
import * as service from "./service.ts";

/** One's own ideas and what one joined: behind the key that was given with them, or with an account. */
export const pages = routes();

async function show(c: Ctx, form: FormState, status: 200 | 422): Promise<Response> {
	const { ground, view } = c.var;
	const at = ownKeyIn(c);
	return page(c, <KeyPage view={view} at={at} form={form} own={await service.ownByKey(ground, at)} />, status);
}

pages.get("/n/:slug/ideas/own/:key", (c) => show(c, emptyForm, 200));

type KeyProps = { view: View; at: OwnKey; form: FormState; own: Awaited<ReturnType<typeof service.ownByKey>> };

function KeyPage({ view, at, form, own }: KeyProps) {
	const { say } = view;
	const here = ownAddress(at.slug, at.id, at.key);
	const title = own.joins.length > 0 ? "ideas.own_join_title" : "ideas.own_title";
	return (
		<Page view={view} square={own.place} part="ideas" title={say(title)} lead={say("board.own_lead")}>
			<ErrorSummary view={view} form={form} />
			<CodeCard view={view} form={form} here={here} reach={own.reach} />
			<OwnThings view={view} own={own} action={here} form={form} />
			<p>
				<a href={`/n/${at.slug}/ideas`}>{say("ideas.all")}</a>
			</p>
			<Desk view={view} place={own.place} />
		</Page>
	);
}

type Shown = { view: View; action: string; form: FormState };

function OwnThings({ own, ...shown }: Shown & { own: service.Own }) {
	return (
		<>
			{own.ideas.map((idea) => (
				<IdeaCard key={idea.id} {...shown} idea={idea} />
			))}
			{own.joins.map((join) => (
				<JoinCard key={join.id} {...shown} join={join} />
			))}
		</>
	);
}

/** Where an idea stands, in words whoever proposed it reads. */
function standsAt(view: View, idea: OwnIdea): string {
	const { say } = view;
	if (idea.hiddenBecause) return say("ideas.own_hidden", { because: apart(view, idea.hiddenBecause) });
	if (idea.stands.state === "withdrawn") return say("ideas.own_withdrawn");
	if (!idea.confirmed) return say("ideas.own_to_confirm");
	if (idea.held) return say("ideas.own_held");
	return ideaLine(view, idea);
}

function IdeaCard({ view, action, form, idea }: Shown & { idea: OwnIdea }) {
	const { say } = view;
	const name = `idea-${idea.id}`;
	const canWithdraw = idea.stands.state === "proposed" || idea.stands.state === "answered";
	return (
		<Card labelledBy={name}>
			<h2 id={name} lang={langOf(view, idea.language)} dir="auto">
				{idea.title}
			</h2>
			<p>{standsAt(view, idea)}</p>
			<Written view={view} language={idea.language}>
				{idea.words}
			</Written>
			<IdeaThread view={view} idea={idea} />
			{idea.mayChange && (
				<details open={idea.hiddenBecause !== null}>
					<summary>{say("ideas.own_change")}</summary>
					<Form action={action}>
						<input type="hidden" name="idea" value={idea.id} />
						<IdeaFields view={view} form={form} idea={idea} />
						<Readers>{say("ideas.readers")}</Readers>
						<Actions>
							<Button name="act" value="change">
								{say("ideas.own_save")}
							</Button>
						</Actions>
					</Form>
				</details>
			)}
			{canWithdraw && (
				<Form action={action}>
					<input type="hidden" name="idea" value={idea.id} />
					<Button name="act" value="withdraw" quiet>
						{say("ideas.own_withdraw")}
					</Button>
				</Form>
			)}
		</Card>
	);
}

function JoinCard({ view, action, join }: Shown & { join: OwnJoin }) {
	const { say } = view;
	const name = `join-${join.id}`;
	return (
		<Card labelledBy={name}>
			<h2 id={name} lang={langOf(view, join.idea.language)} dir="auto">
				{join.idea.title}
			</h2>
			<p>{join.confirmed ? say("ideas.own_joined") : say("ideas.own_join_to_confirm")}</p>
			<p class="soft">{ideaLine(view, join.idea)}</p>
			<Form action={action}>
				<input type="hidden" name="join" value={join.id} />
				<Button name="act" value="leave" quiet>
					{say("ideas.own_leave")}
				</Button>
			</Form>
		</Card>
	);
}

pages.post("/n/:slug/ideas/own/:key", async (c: Ctx) => {
	const at = ownKeyIn(c);
	const parsed = await readForm(c, ownAct);
	if (!parsed.ok) return show(c, parsed.form, 422);
	try {
		await service.actByKey(c.var.ground, at, parsed.input);
	} catch (error) {
		return show(c, afterRefusal(parsed.form, error), 422);
	}
	// Who left has no page here any more.
	const left = parsed.input.act === "leave";
	return seeOther(c, left ? `/n/${at.slug}/ideas` : ownAddress(at.slug, at.id, at.key), "ideas.did");
});

pages.post("/n/:slug/ideas/own/:key/code", async (c: Ctx) => {
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

pages.post("/n/:slug/ideas/own/:key/again", async (c: Ctx) => {
	const at = ownKeyIn(c);
	const here = ownAddress(at.slug, at.id, at.key);
	await service.sendOwnCode(c.var.ground, at, `${c.var.view.base}${here}`);
	return seeOther(c, here, "reach.sent");
});

pages.get("/pacts/ideas/mine", (c) => showMine(c, emptyForm, 200));

async function showMine(c: Ctx, form: FormState, status: 200 | 422): Promise<Response> {
	const { ground, actor, view } = c.var;
	return page(c, <MinePage view={view} form={form} own={await service.ownOfAccount(ground, actor)} />, status);
}

function MinePage({ view, form, own }: { view: View; form: FormState; own: service.Own }) {
	const { say } = view;
	const slug = view.neighbourhood?.slug;
	return (
		<Page view={view} title={say("ideas.mine_title")} lead={say("ideas.mine_lead")}>
			<ErrorSummary view={view} form={form} />
			{own.ideas.length + own.joins.length === 0 && (
				<Empty>
					<p>{say("ideas.mine_none")}</p>
				</Empty>
			)}
			<OwnThings view={view} own={own} action="/pacts/ideas/mine" form={form} />
			{slug && (
				<p>
					<a href={`/n/${slug}/ideas`}>{say("ideas.all")}</a>
				</p>
			)}
		</Page>
	);
}

pages.post("/pacts/ideas/mine", async (c: Ctx) => {
	const { ground, actor } = c.var;
	only(actor, "resident", "citizen");
	const parsed = await readForm(c, ownAct);
	if (!parsed.ok) return showMine(c, parsed.form, 422);
	try {
		await service.actOfAccount(ground, actor, parsed.input);
		return seeOther(c, "/pacts/ideas/mine", "ideas.did");
	} catch (error) {
		return showMine(c, afterRefusal(parsed.form, error), 422);
	}
});
