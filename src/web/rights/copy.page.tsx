import { Actions, Button, Card, ErrorSummary, Form, LinkButton, Readers } from "../../ui/components.tsx";
import { dateInWords } from "../../ui/dates.ts";
import type { FormState } from "../../ui/form.ts";
import type { View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import type { CopyFile, CopyRequest } from "./contract.ts";
import { type Draft, type Field, isDraft, type Whole } from "./copy.ts";
import { Line, Parts, sayValue, Told } from "./says.tsx";

type DraftProps = {
	view: View;
	request: CopyRequest;
	whole: Whole;
	hidden: ReadonlySet<string>;
	form: FormState;
};

/** Everything about somebody, before it is released: each sentence of others with a tick to keep it out. */
export function DraftPage({ view, request, whole, hidden, form }: DraftProps) {
	const { say, language } = view;
	const address = `/rights/copies/${request.id}`;
	return (
		<Page
			view={view}
			place="community"
			title={say("rights.check_title", { label: request.label })}
			lead={say("rights.check_lead", { due: dateInWords(language, request.dueOn) })}
		>
			<p>
				<a href={`/rights/persons/${request.personId}`}>{say("rights.back_to_person")}</a>
			</p>
			<ErrorSummary view={view} form={form} />
			<Card labelledBy="how">
				<h2 id="how">{say("rights.check_how_title")}</h2>
				<p>{say("rights.check_how")}</p>
			</Card>
			<Form action={`${address}/release`} label={say("rights.check_title", { label: request.label })}>
				<input type="hidden" name="version" value={whole.version} />
				{whole.sections.map(({ heading, entries }) => (
					<section key={heading} aria-labelledby={heading} class="stack">
						<h2 id={heading}>{say(`rights.heading_${heading}`)}</h2>
						{entries.map((entry) => (
							<dl>
								{entry.map((field) => (
									<Line view={view} name={field.name}>
										<Checked view={view} field={field} hidden={hidden} />
									</Line>
								))}
							</dl>
						))}
					</section>
				))}
				<Readers>{say("rights.check_readers")}</Readers>
				<Actions>
					<button type="submit" class="button button-quiet" formaction={`${address}/hidden`}>
						{say("rights.check_save")}
					</button>
					<Button>{say("rights.release")}</Button>
				</Actions>
			</Form>
		</Page>
	);
}

function Checked({ view, field, hidden }: { view: View; field: Field; hidden: ReadonlySet<string> }) {
	const { value, words } = field;
	if (isDraft(value)) return <Sentences view={view} draft={value} hidden={hidden} />;
	if (Array.isArray(value)) return <Parts view={view} parts={value} />;
	return <>{sayValue(view, { words, value })}</>;
}

function Sentences({ view, draft, hidden }: { view: View; draft: Draft; hidden: ReadonlySet<string> }) {
	return (
		<>
			{draft.passages.map(({ key, parts }) => (
				<div class="field tick" key={key}>
					<label>
						<input type="checkbox" name="hidden" value={key} checked={hidden.has(key)} />
						<span>
							<span class="visually-hidden">{view.say("rights.keep_out")} </span>
							<Parts view={view} parts={parts} />
						</span>
					</label>
				</div>
			))}
		</>
	);
}

/** A released copy: to read, to print, to take along. */
export function ReleasedPage({ view, request, file }: { view: View; request: CopyRequest; file: CopyFile }) {
	const { say, language, actor } = view;
	const isStaff = actor.role === "facilitator" || actor.role === "coordinator";
	const address = `/rights/copies/${request.id}`;
	return (
		<Page
			view={view}
			place="community"
			title={say("rights.copy_title", { label: file.about })}
			lead={say("rights.copy_lead", { day: dateInWords(language, file.madeOn) })}
		>
			<p class="screen-only row">
				<a href={isStaff ? `/rights/persons/${request.personId}` : "/rights"}>
					{say(isStaff ? "rights.back_to_person" : "rights.back_to_mine")}
				</a>
				{!request.inPerson && (
					<>
						<a href={`${address}/file.pdf`} download>
							{say("rights.take_pdf")}
						</a>
						<a href={`${address}/file.json`} download>
							{say("rights.take_json")}
						</a>
					</>
				)}
			</p>
			{isStaff && <p class="screen-only">{say(request.inPerson ? "rights.only_in_person" : "rights.how_to_print")}</p>}
			<Told view={view} file={file} />
			{isStaff && !request.givenOn && (
				<form method="post" action={`${address}/given`} class="screen-only">
					<Actions>
						<Button>{say("rights.given")}</Button>
					</Actions>
				</form>
			)}
			{!isStaff && (
				<Actions>
					<LinkButton href="/rights" quiet>
						{say("rights.back_to_mine")}
					</LinkButton>
				</Actions>
			)}
		</Page>
	);
}
