import type { ComponentChildren } from "preact";
import { Actions, Empty, LinkButton, Table } from "../../../ui/components.tsx";
import { dateInWords } from "../../../ui/dates.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { whenAndWhere } from "./parts.tsx";
import type { Printed, Sheet } from "./reading/service.ts";

/** The two sheets of a meeting that are laid on the table: nothing in them says who in the neighbourhood is meant. */

type Props = { view: View; sheet: Sheet };

/** What may be printed, or that it has to be written anew. */
function words({ say }: View, printed: Printed): string {
	return printed ?? say("meetings.withheld");
}

/** Whoever goes by no words is somebody who lives here. */
function somebody(view: View, who: Printed | undefined): string {
	return who === undefined ? view.say("meetings.somebody_here") : words(view, who);
}

function SheetPage({ view, sheet, heading, children }: Props & { heading: string; children: ComponentChildren }) {
	const { say } = view;
	const place = sheet.place === undefined ? undefined : words(view, sheet.place);
	const title = words(view, sheet.title);
	return (
		<Page view={view} place="listening" title={heading} lead={title}>
			<p>{whenAndWhere(view, { ...sheet, placeWords: place })}</p>
			{sheet.calledBy && <p class="soft">{say("meetings.called_by", { who: sheet.calledBy })}</p>}
			{children}
			<Actions>
				<p class="soft">{say("meetings.how_to_print")}</p>
				<LinkButton href={`/listening/meetings/${sheet.id}`} quiet>
					{say("meetings.back_to_meeting")}
				</LinkButton>
			</Actions>
		</Page>
	);
}

/** Tells those who prepare it, and not the paper, what is not on it. */
function Unwritten({ view, sheet }: Props) {
	if (sheet.unwritten === 0) return null;
	return (
		<Actions>
			<p>
				<a href={`/listening/meetings/${sheet.id}`}>{view.say("meetings.unwritten", { n: sheet.unwritten })}</a>
			</p>
		</Actions>
	);
}

/** «carte e uffici: un pomeriggio per gli sportelli online». */
function Point({ view, item }: { view: View; item: Sheet["items"][number] }) {
	const { say } = view;
	const line = words(view, item.line);
	if (!item.topic) return <>{line}</>;
	return (
		<>
			<span class="soft">{say(`listening.topic_${item.topic}`)}:</span> {line}
		</>
	);
}

/** The agenda as a page to print. */
export function AgendaSheet({ view, sheet }: Props) {
	const { say } = view;
	return (
		<SheetPage view={view} sheet={sheet} heading={say("meetings.agenda")}>
			{sheet.items.length === 0 ? (
				<Empty>
					<p>{say("meetings.empty_agenda")}</p>
				</Empty>
			) : (
				<ol>
					{sheet.items.map((item) => (
						<li key={item.id}>
							<Point view={view} item={item} />
						</li>
					))}
				</ol>
			)}
			<Unwritten view={view} sheet={sheet} />
		</SheetPage>
	);
}

/** The minutes as a page to print: who was there as they agreed to be called, what was decided, who promised what. */
export function MinutesSheet({ view, sheet }: Props) {
	const { say, language } = view;
	return (
		<SheetPage view={view} sheet={sheet} heading={say("meetings.minutes")}>
			<h2>{say("meetings.attendees")}</h2>
			{sheet.attendees.length === 0 ? (
				<p>{say("meetings.nobody_written")}</p>
			) : (
				<ul>
					{sheet.attendees.map((a) => (
						<li key={a.id}>{somebody(view, a.who)}</li>
					))}
				</ul>
			)}
			<h2>{say("meetings.spoken_of")}</h2>
			{sheet.items.length === 0 ? (
				<p>{say("meetings.empty_agenda")}</p>
			) : (
				<ol>
					{sheet.items.map((item) => (
						<li key={item.id}>
							<Point view={view} item={item} />
							{item.decided !== undefined && (
								<p>{say("meetings.decided_line", { words: words(view, item.decided) })}</p>
							)}
						</li>
					))}
				</ol>
			)}
			{sheet.promises.length > 0 && (
				<>
					<h2>{say("meetings.promises")}</h2>
					<Table
						caption={say("meetings.promises_caption")}
						head={[say("meetings.col_who"), say("meetings.col_what"), say("meetings.col_when")]}
						rows={sheet.promises.map((p) => [
							p.colleague && p.who === undefined ? say("meetings.a_colleague") : somebody(view, p.who),
							words(view, p.what),
							p.state === "open"
								? dateInWords(language, p.dueOn)
								: `${dateInWords(language, p.dueOn)}, ${say(`meetings.state_${p.state}`)}`,
						])}
					/>
				</>
			)}
			<Unwritten view={view} sheet={sheet} />
		</SheetPage>
	);
}
