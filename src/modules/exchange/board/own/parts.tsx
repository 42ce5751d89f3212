import { Actions, Button, Card, Chips, Form, Readers, TextField } from "../../../../ui/components.tsx";
import { dateInWords } from "../../../../ui/dates.ts";
import { emptyForm } from "../../../../ui/form.ts";
import type { View } from "../../../../ui/http.ts";
import { ReachContact } from "../../../../ui/reach-fields.tsx";
import type { OwnAnswer, OwnPost } from "../contract.ts";
import { PostFields } from "../pages.tsx";
import { postLine } from "../parts.tsx";
import type { Own } from "./service.ts";

type Shown = { view: View; action: string; own: Own };

/** One's own asks, offers and answers, each with what can be done now. `action` takes the forms. */
export function OwnBoard({ view, action, own }: Shown) {
	const { say } = view;
	return (
		<>
			{own.posts.map((post) => (
				<PostCard key={post.id} view={view} action={action} own={own} post={post} />
			))}
			{own.answers.length > 0 && (
				<Card labelledBy="answers">
					<h2 id="answers">{say("board.own_answers")}</h2>
					{own.answers.map((answer) => (
						<Answer key={answer.id} view={view} action={action} own={own} answer={answer} />
					))}
				</Card>
			)}
		</>
	);
}

/** Where a post stands, in words its writer reads. */
function standsAt({ say }: View, post: OwnPost): string {
	if (post.hiddenBecause) return say("board.own_hidden", { because: post.hiddenBecause });
	if (post.state !== "open") return say(`board.own_${post.state}`);
	if (!post.confirmed) return say("board.own_to_confirm");
	if (post.held) return say("board.own_held");
	return say(post.answers.some((one) => one.state === "offered") ? "board.own_answered" : "board.own_open");
}

function PostCard({ post, ...shown }: Shown & { post: OwnPost }) {
	const { view, action } = shown;
	const { say } = view;
	const name = `post-${post.id}`;
	const canChange = post.state === "open" || post.state === "handed";
	return (
		<Card labelledBy={name}>
			<h2 id={name} lang={post.language} dir="auto">
				{post.title}
			</h2>
			<p class="soft">{postLine(view, post)}</p>
			<p>{standsAt(view, post)}</p>
			{post.answers.map((answer) => (
				<Answer key={answer.id} {...shown} answer={answer} />
			))}
			{canChange && (
				<details open={post.hiddenBecause !== null}>
					<summary>{say("board.own_change")}</summary>
					<Form action={action}>
						<input type="hidden" name="post" value={post.id} />
						<PostFields view={view} form={emptyForm} post={post} />
						<Readers>{say("board.readers")}</Readers>
						<Actions>
							<Act name="change">{say("board.own_change_save")}</Act>
						</Actions>
					</Form>
					<Form action={action}>
						<input type="hidden" name="post" value={post.id} />
						<Act name="withdraw" quiet>
							{say("board.own_withdraw")}
						</Act>
					</Form>
				</details>
			)}
		</Card>
	);
}

function Act({ name, quiet, children }: { name: string; quiet?: boolean; children: string }) {
	return (
		<Button name="act" value={name} quiet={quiet}>
			{children}
		</Button>
	);
}

/** What one of the two reads of an answer, and what they can do with it. */
function Answer({ answer, ...shown }: Shown & { answer: OwnAnswer }) {
	const { view, action } = shown;
	const { say, language } = view;
	const { state, mine, called: name } = answer;
	const side = mine ? "mine" : "theirs";
	return (
		<div class="stack">
			{mine && (
				<h3 lang={answer.post.language} dir="auto">
					{answer.post.title}
				</h3>
			)}
			<p>{say(`board.${side}_${state}`, { name })}</p>
			{answer.told && (
				<p class="sentence">
					{say("board.told", { name: answer.told.name })} <ReachContact reach={answer.told} />
				</p>
			)}
			{state === "agreed" && answer.toldOn && !answer.told && (
				<p>{say("board.told_before", { day: dateInWords(language, answer.toldOn) })}</p>
			)}
			{state === "done" && answer.gives && answer.thanked && <p>{say("board.thanked", { name })}</p>}
			<Form action={action}>
				<input type="hidden" name="answer" value={answer.id} />
				<AnswerActs {...shown} answer={answer} />
			</Form>
		</div>
	);
}

function AnswerActs({ view, own, answer }: Shown & { answer: OwnAnswer }) {
	const { say } = view;
	const { state, mine, gives } = answer;
	const asked = state === "done" && gives && answer.actId && answer.movedBy === "not_asked";
	return (
		<>
			{state === "offered" && !mine && (
				<>
					<Act name="agree">{say("board.do_agree")}</Act>
					<Act name="block" quiet>
						{say("board.do_block")}
					</Act>
				</>
			)}
			{state === "offered" && mine && (
				<Act name="leave" quiet>
					{say("board.do_leave")}
				</Act>
			)}
			{state === "agreed" && (
				<>
					{!answer.toldOn && <Act name="tell">{say("board.do_tell", { name: answer.called })}</Act>}
					<TextField
						view={view}
						form={emptyForm}
						name="minutes"
						type="number"
						inputMode="numeric"
						min={1}
						max={6000}
						label={say("board.minutes")}
						hint={say("board.minutes_hint")}
					/>
					{gives && <Moved view={view} own={own} />}
					<Act name="happened">{say(gives ? "board.do_happened" : "board.do_happened_thanks")}</Act>
					<Act name="over" quiet>
						{say("board.do_over")}
					</Act>
					<Act name="block" quiet>
						{say("board.do_block")}
					</Act>
				</>
			)}
			{state === "done" && !gives && !answer.thanked && <Act name="thank">{say("board.do_thank")}</Act>}
			{asked && (
				<>
					<Moved view={view} own={own} />
					<Act name="moved" quiet>
						{say("board.do_moved")}
					</Act>
				</>
			)}
		</>
	);
}

/** What moved you? It may be left. */
function Moved({ view, own }: { view: View; own: Own }) {
	const { say } = view;
	return (
		<Chips
			view={view}
			form={emptyForm}
			name="moved"
			label={say("board.moved")}
			hint={say("board.moved_hint")}
			options={[
				{ value: "no", label: say("board.moved_no") },
				{ value: "in_general", label: say("board.moved_in_general") },
				...own.received.map((one) => ({ value: one.id, label: say("board.moved_by", { what: one.what }) })),
			]}
		/>
	);
}
