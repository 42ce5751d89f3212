import { newId } from "../../core/ids.ts";
import { dayOf } from "../../core/period.ts";
import {
	Actions,
	Button,
	Card,
	Entries,
	ErrorSummary,
	Form,
	LinkButton,
	Readers,
	Select,
	TextArea,
	TextField,
	Tick,
} from "../../ui/components.tsx";
import { dateInWords } from "../../ui/dates.ts";
import { emptyForm, type FormState, typedValue } from "../../ui/form.ts";
import type { View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import { acceptedFiles } from "../../ui/upload.ts";
import { apart, Written } from "../../ui/written.tsx";
import { latestOf, partiesOf } from "./change.page.tsx";
import type { Pact, PactParty } from "./contract.ts";
import { isStaff } from "./find.ts";
import { nameOf, PactText } from "./parts.tsx";
import { isPossible } from "./rules.ts";
import { signsFor, speaksFor } from "./service.ts";

/** What was just sent from the page and could not be done. */
export type Failed = { act: "propose" | "sign" | "diary" | "renew" | "conclude" | "end" | "drop"; form: FormState };
type Props = { view: View; pact: Pact; failed?: Failed };
type PartProps = Props & { form: FormState };

/** A pact as those read it who work there, and its parties: what it says, who signed, how it goes. */
export function PactPage({ view, pact, failed }: Props) {
	const { say } = view;
	const formOf = (act: Failed["act"]) => (failed?.act === act ? failed.form : emptyForm);
	const latest = latestOf(pact);
	const fixed = "fixedNo" in pact ? pact.fixedNo : undefined;
	const inForce = "inForceNo" in pact ? pact.inForceNo : undefined;
	const version = pact.versions.find(({ no }) => no === (fixed ?? inForce)) ?? latest;
	const part = (act: Failed["act"]) => ({ view, pact, form: formOf(act) });
	return (
		<Page view={view} title={version.title} lead={standing(view, pact)}>
			{failed && <ErrorSummary view={view} form={failed.form} />}
			<Card labelledBy="text">
				<h2 id="text">{say(`pacts.name_${pact.word}`)}</h2>
				<PactText view={view} version={version} parties={partiesOf(pact)} />
				<p class="row">
					{isPossible(pact, "save") && (
						<LinkButton href={`/pacts/${pact.id}/change`} quiet>
							{say("pacts.change")}
						</LinkButton>
					)}
					{isStaff(view.actor) && (pact.state === "draft" || pact.state === "proposed") && (
						<LinkButton href={`/pacts/${pact.id}/parties`} quiet>
							{say("pacts.who")}
						</LinkButton>
					)}
					<a href={`/pacts/${pact.id}/versions`}>{say("pacts.versions")}</a>
					<a href={`/pacts/${pact.id}/sheet.pdf`} download>
						{say("pacts.sheet")}
					</a>
					{inForce && <a href={`/n/${pact.slug}/pacts/${pact.id}`}>{say("pacts.public")}</a>}
				</p>
			</Card>
			{pact.state === "draft" && <Propose {...part("propose")} />}
			{(fixed ?? inForce) && <Signatures {...part("sign")} no={fixed ?? inForce ?? 0} />}
			{inForce && <Diary {...part("diary")} />}
			{isPossible(pact, "conclude") && (
				<Card labelledBy="on">
					<h2 id="on">{say("pacts.goes_on")}</h2>
					{pact.state === "in_force" && <Renew {...part("renew")} until={version.until} />}
					{pact.state === "renewing" && (
						<Form action={`/pacts/${pact.id}/keep`}>
							<input type="hidden" name="no" value={String(pact.fixedNo)} />
							<Button quiet>{say("pacts.keep")}</Button>
						</Form>
					)}
					<Ends {...part("conclude")} what="conclude" field="learnt" readers="pacts.learnt_readers" />
					<End {...part("end")} />
				</Card>
			)}
			{isPossible(pact, "drop") && (
				<Ends {...part("drop")} what="drop" field="because" readers="pacts.text_readers_only" />
			)}
		</Page>
	);
}

function standing({ say, language }: View, pact: Pact) {
	const day = (on: string) => dateInWords(language, on);
	switch (pact.state) {
		case "in_force":
		case "renewing":
			return `${say(`pacts.state_${pact.state}`)}. ${say("pacts.all_signed", { day: day(pact.inForceOn) })}`;
		case "concluded":
			return say("pacts.line_concluded", { day: day(pact.concludedOn) });
		case "ended":
			return say("pacts.line_ended", { day: day(pact.endedOn) });
		default:
			return say(`pacts.state_${pact.state}`);
	}
}

function Propose({ view: { say }, pact }: PartProps) {
	return (
		<Form action={`/pacts/${pact.id}/propose`}>
			<input type="hidden" name="no" value={String(pact.latestNo)} />
			<p class="hint">{say("pacts.propose_hint")}</p>
			<Actions>
				<Button>{say("pacts.propose")}</Button>
			</Actions>
		</Form>
	);
}

function Signatures({ view, pact, form, no }: PartProps & { no: number }) {
	const { say, language } = view;
	const parties = partiesOf(pact);
	const version = pact.versions.find((one) => one.no === no) ?? latestOf(pact);
	const signed = new Map(pact.signatures.filter((one) => one.no === no).map((one) => [one.party, one]));
	const waits = isPossible(pact, "sign");
	const mine = version.promises
		.map(({ party }) => parties.get(party))
		.find((party) => party && waits && !signed.has(party.id) && signsFor(view.actor, party));
	const line = (id: PactParty["id"]) => {
		const signature = signed.get(id);
		if (!signature) return say("pacts.not_signed");
		const how = signature.how === "paper" ? ` · ${say("pacts.on_paper")}` : "";
		return `${say("pacts.signed_on", { day: dateInWords(language, signature.signedOn) })}${how}`;
	};
	return (
		<Card labelledBy="signatures">
			<h2 id="signatures">{say("pacts.signatures")}</h2>
			<Entries
				items={version.promises.map(({ party, kind }) => {
					const signature = signed.get(party);
					const name = nameOf(view, parties.get(party) ?? { kind, called: null });
					const toPaper = !signature && waits && isStaff(view.actor);
					return {
						key: party,
						title: name,
						line: line(party),
						actions: signature?.hasSheet ? (
							<a href={`/pacts/${pact.id}/signatures/${signature.id}`} download>
								{say("pacts.signed_sheet")} <span class="visually-hidden">{name}</span>
							</a>
						) : (
							toPaper && (
								<a href={`/pacts/${pact.id}/parties/${party}`}>
									{say("pactsdesk.paper")} <span class="visually-hidden">{name}</span>
								</a>
							)
						),
					};
				})}
			/>
			{mine && (
				<Form action={`/pacts/${pact.id}/sign`} id={typedValue(form, "id") || newId()} label={say("pacts.sign")}>
					<input type="hidden" name="no" value={String(no)} />
					<input type="hidden" name="party" value={mine.id} />
					<Tick
						view={view}
						form={form}
						name="meant"
						label={say("pacts.meant", { name: apart(view, nameOf(view, mine)) })}
					/>
					{(mine.kind === "citizen" || mine.through) && (
						<Tick view={view} form={form} name="named" label={say("pacts.named")} />
					)}
					<Readers>{say("pacts.sign_readers")}</Readers>
					<Actions>
						<Button>{say("pacts.sign")}</Button>
					</Actions>
				</Form>
			)}
		</Card>
	);
}

function Diary({ view, pact, form }: PartProps) {
	const { say, language } = view;
	const fields = { view, form };
	const base = `/pacts/${pact.id}/diary`;
	return (
		<section aria-labelledby="diary">
			<h2 id="diary">{say("pacts.diary")}</h2>
			{isPossible(pact, "note") && (
				<form
					method="post"
					action={`${base}/file`}
					enctype="multipart/form-data"
					class="form card"
					aria-label={say("pacts.write")}
				>
					<input type="hidden" name="id" value={typedValue(form, "id") || newId()} />
					<TextField
						{...fields}
						name="day"
						type="date"
						label={say("pacts.entry_day")}
						value={dayOf(view.now)}
						required
					/>
					<TextArea {...fields} name="words" label={say("pacts.entry_words")} maxLength={2000} required />
					<TextField
						{...fields}
						name="minutes"
						label={say("pacts.minutes")}
						hint={say("pacts.minutes_hint")}
						inputMode="numeric"
					/>
					<div class="field">
						<label for="f-photo">
							{say("pacts.photo")} <span class="optional">{say("ui.optional")}</span>
						</label>
						<input type="file" id="f-photo" name="photo" accept="image/jpeg,image/png,image/webp" />
						{form.errors.photo && <p class="error">{say(form.errors.photo)}</p>}
					</div>
					<Tick {...fields} name="agreed" label={say("pacts.agreed")} />
					<Tick {...fields} name="shown" label={say("pacts.shown")} />
					<Readers>{say("pacts.entry_readers")}</Readers>
					<Actions>
						<Button>{say("pacts.write")}</Button>
					</Actions>
				</form>
			)}
			{pact.diary.map((entry) => (
				<Card key={entry.id}>
					<h3>{dateInWords(language, entry.day)}</h3>
					<Written view={view} language={entry.language}>
						{entry.words}
					</Written>
					{entry.minutes !== null && <p class="soft">{say("pacts.minutes_said", { n: entry.minutes })}</p>}
					{entry.hasPhoto && (
						<img
							src={`${base}/${entry.id}/photo`}
							alt={say("pacts.photo_of", { day: dateInWords(language, entry.day) })}
							loading="lazy"
						/>
					)}
					<Form action={`${base}/${entry.id}`}>
						<Button quiet name="shown" value={entry.shown ? "no" : "yes"}>
							{say(entry.shown ? "pacts.hide" : "pacts.show")}
						</Button>
					</Form>
				</Card>
			))}
			{pact.state === "concluded" && (
				<Card>
					<h3>{say("pacts.learnt")}</h3>
					<p>{pact.learnt}</p>
				</Card>
			)}
			{pact.state === "ended" && (
				<Card>
					<h3>{nameOf(view, partiesOf(pact).get(pact.endedBy))}</h3>
					<p>{pact.endedBecause}</p>
				</Card>
			)}
		</section>
	);
}

function Renew({ view, pact, form, until }: PartProps & { until: string | null }) {
	const { say } = view;
	return (
		<details open={Object.keys(form.errors).length > 0}>
			<summary>{say("pacts.renew")}</summary>
			<Form action={`/pacts/${pact.id}/renew`} id={typedValue(form, "id") || newId()}>
				<p class="hint">{say("pacts.renew_hint")}</p>
				<TextField
					view={view}
					form={form}
					name="until"
					type="date"
					label={say("pacts.until")}
					min={until ?? undefined}
					required
				/>
				<Button quiet>{say("pacts.renew")}</Button>
			</Form>
		</details>
	);
}

type EndsProps = PartProps & { what: "conclude" | "drop"; field: "learnt" | "because"; readers: string };

/** It ends, with some words about it. */
function Ends({ view, pact, form, what, field, readers }: EndsProps) {
	const { say } = view;
	return (
		<details open={Object.keys(form.errors).length > 0}>
			<summary>{say(`pacts.${what}`)}</summary>
			<Form action={`/pacts/${pact.id}/${what}`}>
				<TextArea view={view} form={form} name={field} label={say(`pacts.${field}`)} maxLength={2000} required />
				<Readers>{say(readers)}</Readers>
				<Button quiet>{say(`pacts.${what}`)}</Button>
			</Form>
		</details>
	);
}

function End({ view, pact, form }: PartProps) {
	const { say } = view;
	const parties = partiesOf(pact);
	const able = latestOf(pact)
		.promises.flatMap(({ party }) => parties.get(party) ?? [])
		.filter((party) => speaksFor(view.actor, party));
	return (
		<details open={Object.keys(form.errors).length > 0}>
			<summary>{say("pacts.end")}</summary>
			<Form action={`/pacts/${pact.id}/end`}>
				<Select
					view={view}
					form={form}
					name="by"
					label={say("pacts.end_by")}
					options={able.map((party) => ({ value: party.id, label: nameOf(view, party) }))}
					required
				/>
				<TextArea view={view} form={form} name="because" label={say("pacts.because")} maxLength={2000} required />
				<Readers>{say("pacts.text_readers_only")}</Readers>
				<Button quiet>{say("pacts.end")}</Button>
			</Form>
		</details>
	);
}

/** A party signed on paper: the sheet, and the day on it. */
export function PaperPage({ view, pact, party, form }: PartProps & { party: PactParty }) {
	const { say } = view;
	const name = nameOf(view, party);
	const fields = { view, form };
	const no = "fixedNo" in pact ? pact.fixedNo : pact.latestNo;
	return (
		<Page view={view} title={say("pactsdesk.paper")} lead={`${name} · ${latestOf(pact).title}`}>
			<ErrorSummary {...fields} />
			<p>
				<a href={`/pacts/${pact.id}/sheet.pdf`} download>
					{say("pacts.sheet")}
				</a>
			</p>
			<form
				method="post"
				action={`/pacts/${pact.id}/parties/${party.id}/file`}
				enctype="multipart/form-data"
				class="form"
				aria-label={say("pactsdesk.paper")}
			>
				<input type="hidden" name="id" value={typedValue(form, "id") || newId()} />
				<input type="hidden" name="no" value={String(no)} />
				<TextField
					{...fields}
					name="day"
					type="date"
					label={say("pactsdesk.signed_day")}
					value={dayOf(view.now)}
					required
				/>
				<div class="field">
					<label for="f-sheet">{say("pactsdesk.sheet")}</label>
					<p class="hint" id="h-sheet">
						{say("ui.file_hint")}
					</p>
					<input type="file" id="f-sheet" name="sheet" accept={acceptedFiles} aria-describedby="h-sheet" required />
					{form.errors.sheet && <p class="error">{say(form.errors.sheet)}</p>}
				</div>
				<Tick {...fields} name="named" label={say("pactsdesk.named")} hint={say("pactsdesk.named_hint")} />
				<Readers>{say("pacts.text_readers_only")}</Readers>
				<Actions>
					<LinkButton href={`/pacts/${pact.id}`} quiet>
						{say("pacts.back")}
					</LinkButton>
					<Button>{say("pacts.save")}</Button>
				</Actions>
			</form>
		</Page>
	);
}
