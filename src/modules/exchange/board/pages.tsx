import { isId, newId } from "../../../core/ids.ts";
import { nobody } from "../../../db/actor.ts";
import {
	Actions,
	Button,
	Card,
	Chips,
	Empty,
	Entries,
	ErrorSummary,
	Form,
	LanguageField,
	LinkButton,
	Select,
	TextArea,
	TextField,
} from "../../../ui/components.tsx";
import { Desk } from "../../../ui/desk.tsx";
import { afterRefusal, emptyForm, type FormState, readForm, typedValue } from "../../../ui/form.ts";
import { type Ctx, idOf, page, publicPage, routes, seeOther, slugIn, type View } from "../../../ui/http.ts";
import { readQuery } from "../../../ui/json.ts";
import { Page } from "../../../ui/layout.tsx";
import { ReachFields } from "../../../ui/reach-fields.tsx";
import { ReportPage } from "../../../ui/report-fields.tsx";
import type { Neighbourhood } from "../../programme/contract.ts";
import { placeBySlug } from "../../programme/service.ts";
import { newReport, reportReasons } from "../moderation/contract.ts";
import {
	type BoardQuery,
	boardQuery,
	newAnswer,
	newPost,
	type PostKind,
	type PublicPost,
	postKinds,
	sorts,
} from "./contract.ts";
import { postLine, Sign } from "./parts.tsx";
import * as service from "./service.ts";

/** `/n/:slug/board…`: what neighbours ask and offer, for anybody. */
export const pages = routes();

const placeOf = (c: Ctx) => placeBySlug(c.var.ground, slugIn(c));

pages.get("/n/:slug/board", async (c) => {
	const query = readQuery(c, boardQuery);
	const shown = await c.var.ground.db.readAs(nobody(), (read) => service.publicPostsIn(read, slugIn(c), query));
	return publicPage(c, shown, () => <BoardPage view={c.var.view} query={query} {...shown} />);
});

function BoardPage({ view, query, place, items, next }: { view: View; query: BoardQuery } & service.Board) {
	const { say } = view;
	const here = `/n/${place.slug}/board`;
	const entries = items.map((post) => ({
		key: post.id,
		title: (
			<>
				<Sign sort={post.sort} />{" "}
				<a href={`${here}/${post.id}`} lang={post.language} dir="auto">
					{post.title}
				</a>
			</>
		),
		line: postLine(view, post),
	}));
	return (
		<Page view={view} square={place} part="board" title={say("board.title")} lead={say("board.lead")}>
			<Actions>
				<LinkButton href={`${here}/new?kind=ask`}>{say("board.ask_link")}</LinkButton>
				<LinkButton href={`${here}/new?kind=offer`} quiet>
					{say("board.offer_link")}
				</LinkButton>
			</Actions>
			<Search view={view} query={query} here={here} />
			{entries.length > 0 ? (
				<Entries label={say("board.list")} items={entries} />
			) : (
				<Empty>
					<p>{say("board.empty")}</p>
				</Empty>
			)}
			{next && (
				<p>
					<a href={`${here}?${new URLSearchParams({ ...chosen(query), cursor: next })}`}>{say("ui.older")}</a>
				</p>
			)}
			<p>
				<a href={`/n/${place.slug}/rules`}>{say("board.rules_link")}</a>
			</p>
			<Desk view={view} place={place} />
		</Page>
	);
}

function chosen({ kind, sort, q }: BoardQuery): Record<string, string> {
	return { ...(kind && { kind }), ...(sort && { sort }), ...(q && { q }) };
}

function Search({ view, query, here }: { view: View; query: BoardQuery; here: string }) {
	const { say } = view;
	const form = { values: chosen(query), errors: {} };
	return (
		<details open={Object.keys(form.values).length > 0}>
			<summary>{say("board.search")}</summary>
			<form method="get" action={here} class="form" aria-label={say("board.search")}>
				<TextField view={view} form={form} name="q" type="search" label={say("board.q")} maxLength={80} />
				<Select
					view={view}
					form={form}
					name="kind"
					label={say("board.kind")}
					empty={say("board.any")}
					options={postKinds.map((kind) => ({ value: kind, label: say(`board.kind_${kind}`) }))}
				/>
				<Select
					view={view}
					form={form}
					name="sort"
					label={say("board.sort")}
					empty={say("board.any")}
					options={sorts.map((sort) => ({ value: sort, label: say(`board.sort_${sort}`) }))}
				/>
				<Button quiet>{say("board.search_go")}</Button>
			</form>
		</details>
	);
}

pages.get("/n/:slug/board/new", async (c) => {
	const place = await placeOf(c);
	const { kind = "ask" } = readQuery(c, boardQuery);
	return page(c, <NewPost view={c.var.view} place={place} form={emptyForm} id={newId()} kind={kind} />);
});

pages.post("/n/:slug/board", async (c: Ctx) => {
	const { ground, actor, view } = c.var;
	const place = await placeOf(c);
	const parsed = await readForm(c, newPost);
	const typed = typedValue(parsed.form, "id");
	const again = (form: FormState) => {
		const kind = typedValue(form, "kind") === "offer" ? "offer" : "ask";
		return page(
			c,
			<NewPost view={view} place={place} form={form} id={isId(typed) ? typed : newId()} kind={kind} />,
			422,
		);
	};
	if (!parsed.ok) return again(parsed.form);
	try {
		const made = await service.postOnBoard(ground, actor, place.slug, parsed.input, view.base);
		const path = made.key ? service.ownAddress(place.slug, made.id, made.key) : "/exchange/mine";
		return seeOther(c, path, `board.written_${made.state}`);
	} catch (error) {
		return again(afterRefusal(parsed.form, error));
	}
});

type NewPostProps = { view: View; place: Neighbourhood; form: FormState; id: string; kind: PostKind };

function NewPost({ view, place, form, id, kind }: NewPostProps) {
	const { say } = view;
	return (
		<Page view={view} square={place} part="board" title={say(`board.new_${kind}`)} lead={say("board.new_lead")}>
			<ErrorSummary view={view} form={form} />
			<Form action={`/n/${place.slug}/board`} id={id} label={say(`board.new_${kind}`)}>
				<input type="hidden" name="kind" value={kind} />
				<PostFields view={view} form={form} />
				<ReachFields view={view} form={form} readers={say("board.readers")} />
				<Actions>
					<Button>{say("board.save")}</Button>
				</Actions>
			</Form>
			<Desk view={view} place={place} />
		</Page>
	);
}

/** What a post says. What may need a licence, money or care is explained, and asks where it should go. */
export function PostFields({ view, form, post }: { view: View; form: FormState; post?: PublicPost }) {
	const { say } = view;
	const hinted = form.errors.to;
	return (
		<>
			<Chips
				view={view}
				form={form}
				name="sort"
				label={say("board.sort")}
				options={sorts.map((sort) => ({ value: sort, label: say(`board.sort_${sort}`) }))}
				value={post?.sort}
				required
			/>
			<TextField
				view={view}
				form={form}
				name="title"
				label={say("board.what")}
				hint={say("board.what_hint")}
				maxLength={120}
				value={post?.title}
				required
			/>
			<TextArea
				view={view}
				form={form}
				name="words"
				label={say("board.words")}
				hint={say("board.words_hint")}
				maxLength={600}
				value={post?.words}
			/>
			{(hinted || typedValue(form, "to")) && (
				<Chips
					view={view}
					form={form}
					name="to"
					label={say("board.to")}
					options={(["desk", "board"] as const).map((to) => ({ value: to, label: say(`board.to_${to}`) }))}
					required
				/>
			)}
			{!post && <LanguageField view={view} form={form} label={say("board.language")} required />}
		</>
	);
}

const readPost = (c: Ctx) => c.var.ground.db.readAs(nobody(), (read) => service.publicPostIn(read, slugIn(c), idOf(c)));

pages.get("/n/:slug/board/:id", async (c) => {
	const shown = await readPost(c);
	return page(c, <PostPage view={c.var.view} {...shown} form={emptyForm} id={newId()} />);
});

type PostProps = { view: View; place: Neighbourhood; post: PublicPost; form: FormState; id: string };

function PostPage({ view, place, post, form, id }: PostProps) {
	const { say } = view;
	const here = `/n/${place.slug}/board/${post.id}`;
	return (
		<Page view={view} square={place} part="board" title={post.title} lead={postLine(view, post)}>
			{post.words && (
				<p lang={post.language} dir="auto">
					{post.words}
				</p>
			)}
			<ErrorSummary view={view} form={form} />
			<Card labelledBy="answer">
				<h2 id="answer">{say(`board.answer_${post.kind}`)}</h2>
				<p>{say("board.answer_lead", { name: post.called })}</p>
				<Form action={`${here}/answers`} id={id}>
					<input type="hidden" name="language" value={view.language} />
					<ReachFields view={view} form={form} readers={say("board.readers")} />
					<Actions>
						<Button>{say(`board.answer_${post.kind}`)}</Button>
					</Actions>
				</Form>
			</Card>
			<p>
				<a href={`${here}/report`}>{say("board.report_link")}</a>
			</p>
			<p>
				<a href={`/n/${place.slug}/board`}>{say("board.all")}</a>
			</p>
		</Page>
	);
}

pages.post("/n/:slug/board/:id/answers", async (c: Ctx) => {
	const { ground, actor, view } = c.var;
	const shown = await readPost(c);
	const { place, post } = shown;
	const parsed = await readForm(c, newAnswer);
	const typed = typedValue(parsed.form, "id");
	const again = (form: FormState) =>
		page(c, <PostPage view={view} {...shown} form={form} id={isId(typed) ? typed : newId()} />, 422);
	if (!parsed.ok) return again(parsed.form);
	try {
		const at = { slug: place.slug, postId: post.id };
		const made = await service.answerPost(ground, actor, at, parsed.input, view.base);
		const path = made.key ? service.ownAddress(place.slug, made.id, made.key) : "/exchange/mine";
		return seeOther(c, path, "board.answered_done");
	} catch (error) {
		return again(afterRefusal(parsed.form, error));
	}
});

pages.get("/n/:slug/board/:id/report", async (c) => {
	const shown = await readPost(c);
	return page(c, <Report view={c.var.view} {...shown} form={emptyForm} id={newId()} />);
});

function Report({ post, ...shown }: PostProps) {
	return <ReportPage {...shown} part="board" on={post} reasons={reportReasons} />;
}

pages.post("/n/:slug/board/:id/report", async (c: Ctx) => {
	const { ground, view } = c.var;
	const shown = await readPost(c);
	const parsed = await readForm(c, newReport);
	if (!parsed.ok) return page(c, <Report view={view} {...shown} form={parsed.form} id={newId()} />, 422);
	await service.reportPost(ground, shown.place.slug, shown.post.id, parsed.input);
	return seeOther(c, `/n/${shown.place.slug}/board`, "rules.reported_done");
});

pages.get("/n/:slug/rules", async (c) => {
	const place = await placeOf(c);
	return publicPage(c, place, () => <RulesPage view={c.var.view} place={place} />);
});

/** The rules of the house, in their order. */
const rules = ["kind", "free", "small", "safe", "names", "numbers", "no", "read"] as const;

function RulesPage({ view, place }: { view: View; place: Neighbourhood }) {
	const { say } = view;
	return (
		<Page view={view} square={place} part="board" title={say("rules.title")} lead={say("rules.lead")}>
			<ul>
				{rules.map((rule) => (
					<li key={rule}>{say(`rules.rule_${rule}`)}</li>
				))}
			</ul>
			<h2>{say("rules.held_title")}</h2>
			<p>{say("rules.held")}</p>
			<h2>{say("rules.wrong_title")}</h2>
			<p>{say("rules.wrong")}</p>
			<Desk view={view} place={place} />
		</Page>
	);
}
