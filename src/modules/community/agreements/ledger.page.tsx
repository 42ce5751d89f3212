import { newId } from "../../../core/ids.ts";
import { Button, Empty, ErrorSummary, LinkButton } from "../../../ui/components.tsx";
import { dateInWords, languageInWords, shortDate } from "../../../ui/dates.ts";
import { FileForm } from "../../../ui/file-field.tsx";
import { emptyForm, type FormState } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { calledIn, isStanding, pathOf } from "../contract.ts";
import { isFromRight } from "./asked.ts";
import type { Ledger, LedgerEntry } from "./contract.ts";
import { answerLine } from "./parts.tsx";

type Props = {
	view: View;
	ledger: Ledger;
	today: string;
	/** The reader is the person. */
	isOwn: boolean;
	/** A sheet that was refused, and of which answer. */
	refused?: { id: string; form: FormState };
};

/** What somebody was asked and answered, newest first: pages print as they are. */
export function LedgerPage(props: Props) {
	const { view, ledger, isOwn } = props;
	const { say } = view;
	const { person, minor, ageBand, entries } = ledger;
	return (
		<Page
			view={view}
			title={isOwn ? say("ledger.title_own") : say("ledger.title", { label: calledIn(person) })}
			place={isOwn ? undefined : "community"}
			lead={say("ledger.lead")}
		>
			<p>
				<a href={isOwn ? "/community/me" : pathOf(person)}>
					{isOwn ? say("community.me_title") : say("community.back_to", { label: calledIn(person) })}
				</a>
			</p>
			{ageBand && <p>{say("ledger.band_said", { band: say(`ledger.band_${bandKey(ageBand)}`) })}</p>}
			{minor && <p>{say("ledger.is_minor")}</p>}
			{!isOwn && (
				<div class="actions">
					{minor && (
						<form method="post" action={`${pathOf(person)}/of-age`}>
							<Button quiet>{say("ledger.of_age")}</Button>
						</form>
					)}
					<LinkButton href={`${pathOf(person)}/agreements/sheet`} quiet>
						{say("ledger.sheet_link")}
					</LinkButton>
					<LinkButton href={`${pathOf(person)}/agreements/new`}>{say("ledger.new_link")}</LinkButton>
				</div>
			)}
			{entries.length === 0 && (
				<Empty>
					<p>{say("community.no_agreements")}</p>
				</Empty>
			)}
			{entries.map((entry) => (
				<Entry key={entry.id} {...props} entry={entry} />
			))}
		</Page>
	);
}

export function bandKey(band: string): string {
	return band.replace("-", "_").replace("+", "_");
}

function Entry({ view, today, isOwn, refused, entry }: Props & { entry: LedgerEntry }) {
	const { say, language } = view;
	const stands = isStanding(entry, today);
	const title = `e-${entry.id}`;
	const rows: [string, preact.ComponentChildren][] = [
		[say("ledger.answer"), answerLine(view, entry)],
		[
			say("ledger.words"),
			entry.words && entry.language ? (
				<q lang={entry.language} dir={isFromRight(entry.language) ? "rtl" : "ltr"}>
					{entry.words}
				</q>
			) : (
				say("ledger.words_none")
			),
		],
		[say("ledger.language"), entry.language && languageInWords(language, entry.language)],
		[say("purposes.ground"), entry.ground && `${say(`purposes.ground_${entry.ground}`)} (${entry.norm})`],
		[say("ledger.responsible"), entry.responsible && responsibleLine(view, entry.responsible)],
		[say("ledger.recorded_by"), entry.recordedByName],
		[say("ledger.ended"), entry.endedBy && entry.answer === "agreed" && say(`ledger.ended_by_${entry.endedBy}`)],
	];
	return (
		<section class="card stack" aria-labelledby={title}>
			<h2 id={title}>{say(`community.purpose_${entry.purpose}`)}</h2>
			<dl>
				{rows.map(
					([term, what]) =>
						what && (
							<div key={term}>
								<dt>{term}</dt>
								<dd>{what}</dd>
							</div>
						),
				)}
			</dl>
			{entry.sheets.map((sheet) => (
				<p key={sheet.id}>
					<a href={`/community/agreements/sheets/${sheet.id}`} download>
						{say(`ledger.sheet_${sheet.type === "image/jpeg" ? "photo" : "pdf"}`, {
							day: shortDate(language, sheet.recordedAt.toISOString().slice(0, 10)),
						})}
					</a>
				</p>
			))}
			{stands && (
				<p>
					<a href={`/community/agreements/${entry.id}`}>{say("community.withdraw_open", { purpose: entry.purpose })}</a>
				</p>
			)}
			{!isOwn && entry.givenHow === "on_paper" && (
				<details open={refused?.id === entry.id}>
					<summary>{say("ledger.sheet_add")}</summary>
					{refused?.id === entry.id && <ErrorSummary view={view} form={refused.form} />}
					<p class="readers">{say("ledger.sheet_readers")}</p>
					<FileForm
						view={view}
						form={refused?.id === entry.id ? refused.form : emptyForm}
						name="sheet"
						label={say("ledger.sheet_file", {
							purpose: say(`community.purpose_${entry.purpose}`),
							day: dateInWords(language, entry.givenOn),
						})}
						action={`/community/agreements/${entry.id}/file`}
						id={newId()}
						save={say("ledger.sheet_save")}
					/>
				</details>
			)}
		</section>
	);
}

function responsibleLine({ say }: View, { name, as }: NonNullable<LedgerEntry["responsible"]>): string {
	return [name, say(`ledger.as_${as}`)].filter(Boolean).join(", ");
}
