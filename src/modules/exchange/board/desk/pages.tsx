import { isId, newId } from "../../../../core/ids.ts";
import { Refused } from "../../../../core/refusal.ts";
import {
	Actions,
	Button,
	Card,
	Chips,
	Empty,
	Entries,
	ErrorSummary,
	Form,
	LinkButton,
	PartyPicker,
	Readers,
	TextField,
	Tick,
} from "../../../../ui/components.tsx";
import { dateInWords } from "../../../../ui/dates.ts";
import { afterRefusal, emptyForm, type FormState, readForm, typedValue } from "../../../../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther, type View } from "../../../../ui/http.ts";
import { readQuery } from "../../../../ui/json.ts";
import { Page } from "../../../../ui/layout.tsx";
import { ReachContact, ReachFields } from "../../../../ui/reach-fields.tsx";
import type { DeskAnswerLine, DeskPostLine } from "../contract.ts";
import { boardTerm, deskAct, deskAnswerAct, deskPost, deskPostAct, deskStart, postKinds } from "../contract.ts";
import { PostFields } from "../pages.tsx";
import * as service from "./service.ts";

/** `/exchange/board…`: what waits on the board, for those who work here. */
export const pages = routes();

pages.get("/exchange/board", async (c) => {
	const { ground, actor, view } = c.var;
	return page(c, <DeskPage view={view} {...(await service.deskBoard(ground, actor))} />);
});

function DeskPage({ view, place, days, handed, toConfirm, held, hidden, answers }: service.DeskBoard & { view: View }) {
	const { say } = view;
	const nothing = handed.length + toConfirm.length + held.length + hidden.length + answers.length === 0;
	return (
		<Page view={view} place="exchange" title={say("boardstaff.title")} lead={say("boardstaff.lead")}>
			<Actions>
				<LinkButton href="/exchange/board/new">{say("boardstaff.new_link")}</LinkButton>
				<LinkButton href={`/n/${place.slug}/board`} quiet>
					{say("boardstaff.public_link")}
				</LinkButton>
				<LinkButton href="/community/reaches" quiet>
					{say("reaches.title")}
				</LinkButton>
				<LinkButton href="/community/behalf" quiet>
					{say("behalfdesk.title")}
				</LinkButton>
				<LinkButton href="/exchange/moderation" quiet>
					{say("moderation.title")}
				</LinkButton>
			</Actions>
			{nothing && (
				<Empty>
					<p>{say("boardstaff.empty")}</p>
				</Empty>
			)}
			<Posts view={view} name="handed" posts={handed} acts={["mind", "reopen", "close"]} />
			<Posts view={view} name="to_confirm" posts={toConfirm} acts={["confirm"]} />
			<Posts view={view} name="held" posts={held} acts={[]} />
			<Posts view={view} name="hidden" posts={hidden} acts={[]} />
			<Answers view={view} answers={answers} />
			<p>{say("boardstaff.days", { days })}</p>
			{view.actor.role === "coordinator" && (
				<Form action="/exchange/board/term" label={say("boardstaff.term")}>
					<TextField
						view={view}
						form={emptyForm}
						name="days"
						type="number"
						inputMode="numeric"
						min={3}
						max={90}
						value={String(days)}
						label={say("boardstaff.term")}
						required
					/>
					<Button quiet>{say("boardstaff.term_save")}</Button>
				</Form>
			)}
		</Page>
	);
}

type PostAct = "confirm" | "mind" | "reopen" | "close";
type PostsProps = { view: View; name: string; posts: readonly DeskPostLine[]; acts: readonly PostAct[] };

function Posts({ view, name, posts, acts }: PostsProps) {
	const { say } = view;
	if (posts.length === 0) return null;
	return (
		<section>
			<h2>{say(`boardstaff.${name}`)}</h2>
			<p>{say(`boardstaff.${name}_lead`)}</p>
			<Entries
				label={say(`boardstaff.${name}`)}
				items={posts.map((post) => ({
					key: post.id,
					title: post.title,
					line: <PostWords view={view} post={post} />,
					actions: (
						<Form action={`/exchange/board/${post.id}`} label={post.title}>
							{acts.map((act) => (
								<Button key={act} name="act" value={act} quiet={act !== "confirm" && act !== "mind"}>
									{say(`boardstaff.do_${act}`)}
								</Button>
							))}
							{acts.length === 0 && <a href="/exchange/moderation">{say("boardstaff.look")}</a>}
						</Form>
					),
				}))}
			/>
		</section>
	);
}

function reachOf({ contactKind: kind, contact: value }: Pick<DeskPostLine, "contact" | "contactKind">) {
	return { contact: { kind, value } };
}

/** Who it is of, whom to call, and why it waits. */
export function PostWords({ view, post }: { view: View; post: DeskPostLine }) {
	const { say, language } = view;
	return (
		<>
			{say(`board.kind_${post.kind}`)} · {say(`board.sort_${post.sort}`)} · {post.name} ·{" "}
			<ReachContact reach={reachOf(post)} /> · {dateInWords(language, post.postedOn)}
			{post.held && ` · ${say(`moderation.held_${post.held}`)}`}
			{post.mindedBy && ` · ${say("boardstaff.minded")}`}
			{post.words && ` · ${post.words}`}
			{post.hiddenBecause && ` · ${post.hiddenBecause}`}
		</>
	);
}

const actsOf = {
	offered: ["agree"],
	agreed: ["told", "happened", "over"],
	done: [],
} as const;

function Answers({ view, answers }: { view: View; answers: readonly DeskAnswerLine[] }) {
	const { say } = view;
	if (answers.length === 0) return null;
	return (
		<section>
			<h2>{say("boardstaff.answers")}</h2>
			<p>{say("boardstaff.answers_lead")}</p>
			<Entries
				label={say("boardstaff.answers")}
				items={answers.map((answer) => ({
					key: answer.id,
					title: say("boardstaff.answer_of", { name: answer.name, title: answer.post.title }),
					line: (
						<>
							{say(`boardstaff.answer_${answer.confirmed ? answer.state : "to_confirm"}`)} · {answer.post.name}:{" "}
							<ReachContact reach={reachOf(answer.post)} /> · {answer.name}: <ReachContact reach={reachOf(answer)} />
						</>
					),
					actions: <AnswerActs view={view} answer={answer} />,
				}))}
			/>
		</section>
	);
}

function AnswerActs({ view, answer }: { view: View; answer: DeskAnswerLine }) {
	const { say } = view;
	const acts = answer.confirmed ? actsOf[answer.state as keyof typeof actsOf] : (["confirm"] as const);
	if (answer.state === "done")
		return <a href={`/exchange/board/answers/${answer.id}/act`}>{say("boardstaff.make_act")}</a>;
	return (
		<div class="row">
			<Form action={`/exchange/board/answers/${answer.id}`}>
				{acts.map((act) => (
					<Button key={act} name="act" value={act} quiet={act === "over"}>
						{say(`boardstaff.do_${act}`)}
					</Button>
				))}
			</Form>
			<Form action="/exchange/moderation/blocks" id={newId()}>
				<input type="hidden" name="answer" value={answer.id} />
				<Button quiet>{say("boardstaff.do_block")}</Button>
			</Form>
		</div>
	);
}

pages.get("/exchange/board/new", async (c) => {
	const { actor, view } = c.var;
	only(actor, "facilitator", "coordinator");
	const { need, person } = readQuery(c, deskStart);
	return page(c, <NewAtDesk view={view} form={emptyForm} id={newId()} need={need} person={person} />);
});

type NewProps = { view: View; form: FormState; id: string; need?: string; person?: string };

function NewAtDesk({ view, form, id, need, person }: NewProps) {
	const { say } = view;
	return (
		<Page
			view={view}
			place="exchange"
			title={say("boardstaff.new_title")}
			lead={say(need ? "boardstaff.new_lead_need" : "boardstaff.new_lead")}
		>
			<ErrorSummary view={view} form={form} />
			<Card>
				<Form action="/exchange/board" id={id} label={say("boardstaff.new_title")}>
					{need && <input type="hidden" name="need" value={need} />}
					{person && <input type="hidden" name="person" value={person} />}
					<Chips
						view={view}
						form={form}
						name="kind"
						label={say("board.kind")}
						options={postKinds.map((kind) => ({ value: kind, label: say(`board.kind_${kind}`) }))}
						value="ask"
						required
					/>
					<PostFields view={view} form={form} />
					<ReachFields view={view} form={form} readers={say("board.readers")} />
					<Tick
						view={view}
						form={form}
						name="agreed"
						label={say("boardstaff.agreed")}
						hint={say("boardstaff.agreed_hint")}
					/>
					<Readers>{say("boardstaff.readers")}</Readers>
					<Actions>
						<Button>{say("boardstaff.save")}</Button>
					</Actions>
				</Form>
			</Card>
		</Page>
	);
}

pages.post("/exchange/board", async (c: Ctx) => {
	const { ground, actor, view } = c.var;
	only(actor, "facilitator", "coordinator");
	const parsed = await readForm(c, deskPost);
	const typed = (name: string) => typedValue(parsed.form, name);
	const id = isId(typed("id")) ? typed("id") : newId();
	const [need, person] = [typed("need") || undefined, typed("person") || undefined];
	const again = (form: FormState) =>
		page(c, <NewAtDesk view={view} form={form} id={id} need={need} person={person} />, 422);
	if (!parsed.ok) return again(parsed.form);
	try {
		await service.postAtDesk(ground, actor, parsed.input);
		return seeOther(c, "/exchange/board", "boardstaff.saved_done");
	} catch (error) {
		return again(afterRefusal(parsed.form, error));
	}
});

pages.post("/exchange/board/term", async (c: Ctx) => {
	const { ground, actor } = c.var;
	only(actor, "coordinator");
	const parsed = await readForm(c, boardTerm);
	if (!parsed.ok) throw new Refused("invalid", parsed.form.errors);
	await service.setBoardTerm(ground, actor, parsed.input.days);
	return seeOther(c, "/exchange/board", "boardstaff.term_done");
});

pages.post("/exchange/board/:id", async (c: Ctx) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const id = idOf(c);
	const parsed = await readForm(c, deskPostAct);
	if (!parsed.ok) throw new Refused("invalid", parsed.form.errors);
	await service.actOnPost(ground, actor, id, parsed.input.act);
	return seeOther(c, "/exchange/board", "boardstaff.did");
});

pages.post("/exchange/board/answers/:id", async (c: Ctx) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const id = idOf(c);
	const parsed = await readForm(c, deskAnswerAct);
	if (!parsed.ok) throw new Refused("invalid", parsed.form.errors);
	await service.actOnAnswer(ground, actor, id, parsed.input);
	return seeOther(c, "/exchange/board", "boardstaff.did");
});

pages.get("/exchange/board/answers/:id/act", async (c) => {
	const { ground, actor, view } = c.var;
	const line = await service.doneAnswer(ground, actor, idOf(c));
	return page(c, <ActPage view={view} form={emptyForm} line={line} candidates={{ giver: [], receiver: [] }} />);
});

type ActProps = { view: View; form: FormState } & Pick<service.ForAct, "candidates"> & { line: service.DoneAnswer };

function ActPage({ view, form, line, candidates }: ActProps) {
	const { say } = view;
	return (
		<Page view={view} place="exchange" title={say("boardstaff.act_title")} lead={line.title}>
			<ErrorSummary view={view} form={form} />
			<Card>
				<Form action={`/exchange/board/answers/${line.id}/act`} label={say("boardstaff.act_title")}>
					{(["giver", "receiver"] as const).map((who) => (
						<PartyPicker
							key={who}
							view={view}
							form={form}
							name={who}
							label={say(`exchange.${who}`)}
							hint={say("boardstaff.act_hint", { name: line.names[who] })}
							kinds="person"
							chosen={line.known[who]}
							candidates={candidates[who]}
							required
						/>
					))}
					<Readers>{say("exchange.readers", { place: view.neighbourhood?.name ?? "" })}</Readers>
					<Actions>
						<Button>{say("boardstaff.act_save")}</Button>
					</Actions>
				</Form>
			</Card>
		</Page>
	);
}

pages.post("/exchange/board/answers/:id/act", async (c: Ctx) => {
	const { ground, actor, view } = c.var;
	only(actor, "facilitator", "coordinator");
	const id = idOf(c);
	const parsed = await readForm(c, deskAct);
	const line = await service.doneAnswer(ground, actor, id);
	const meant = await service.peopleForAct(ground, actor, parsed.ok ? parsed.input : {});
	const again = (form: FormState) =>
		page(c, <ActPage view={view} form={form} line={line} candidates={meant.candidates} />, 422);
	const errors = { ...meant.errors, ...parsed.form.errors };
	if (!meant.giver || !meant.receiver || Object.keys(errors).length > 0)
		return again({ values: parsed.form.values, errors });
	try {
		const actId = await service.makeAct(ground, actor, id, { giver: meant.giver, receiver: meant.receiver });
		return seeOther(c, `/exchange/acts/${actId}`, "exchange.saved_done");
	} catch (error) {
		return again(afterRefusal(parsed.form, error));
	}
});
