import { dayOf } from "../../core/period.ts";
import type { Behalf } from "../../modules/community/behalf/contract.ts";
import type { Neighbourhood } from "../../modules/programme/contract.ts";
import { Actions, Button, Empty, Entries, ErrorSummary, Form, LinkButton } from "../../ui/components.tsx";
import { dateInWords } from "../../ui/dates.ts";
import { Desk } from "../../ui/desk.tsx";
import { FileForm } from "../../ui/file-field.tsx";
import { emptyForm, type FormState } from "../../ui/form.ts";
import type { View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import { standsLine, whatLine } from "./parts.tsx";

type Shown = { view: View; items: readonly Behalf[] };

/** What one entered for others, and the three things one can enter; `place` is missing where one is no longer trusted. */
export function BehalfPage({ view, place, items }: Shown & { place: Neighbourhood | undefined }) {
	const { say } = view;
	return (
		<Page view={view} title={say("behalf.title")} lead={say("behalf.lead")}>
			{place && (
				<Actions>
					<LinkButton href="/community/behalf/new?kind=offer">{say("behalf.new_offer")}</LinkButton>
					<LinkButton href="/community/behalf/new?kind=ask" quiet>
						{say("behalf.new_ask")}
					</LinkButton>
					<LinkButton href="/community/behalf/new?kind=joining" quiet>
						{say("behalf.new_joining")}
					</LinkButton>
				</Actions>
			)}
			{items.length === 0 ? (
				<Empty>
					<p>{say("behalf.none")}</p>
				</Empty>
			) : (
				<Entries
					label={say("behalf.mine")}
					items={items.map((one) => ({
						key: one.id,
						title: <bdi>{one.label}</bdi>,
						line: `${whatLine(view, one)} · ${standsLine(view, one)}`,
						actions: !one.endedOn && <OwnActs view={view} one={one} />,
					}))}
				/>
			)}
			{place && <Desk view={view} place={place} />}
		</Page>
	);
}

function OwnActs({ view: { say }, one }: { view: View; one: Behalf }) {
	return (
		<>
			<a href={`/community/behalf/${one.id}/slip`}>
				{say("behalf.slip_link")} <span class="visually-hidden">{one.label}</span>
			</a>
			{!one.confirmedAt && <Withdraw say={say} one={one} />}
		</>
	);
}

function Withdraw({ say, one }: { say: View["say"]; one: Behalf }) {
	return (
		<Form action={`/community/behalf/${one.id}/withdraw`}>
			<Button quiet>
				{say("behalf.take_back")} <span class="visually-hidden">{one.label}</span>
			</Button>
		</Form>
	);
}

type DeskShown = Shown & { place: Neighbourhood; names: Map<string, string>; form: FormState };

/** What was entered for others here, for who works here: whoever waits for a yes stands first. */
export function BehalfDeskPage({ view, place, items, names, form }: DeskShown) {
	const { say } = view;
	const waiting = items.filter((one) => !one.confirmedAt && !one.endedOn);
	const others = items.filter((one) => one.confirmedAt || one.endedOn);
	return (
		<Page
			view={view}
			place="exchange"
			title={say("behalfdesk.title")}
			lead={say("behalfdesk.lead", { place: place.name })}
		>
			<ErrorSummary view={view} form={form} />
			{items.length === 0 && (
				<Empty>
					<p>{say("behalfdesk.none")}</p>
				</Empty>
			)}
			{waiting.length > 0 && (
				<section>
					<h2>{say("behalfdesk.waiting")}</h2>
					<p class="soft">{say("behalfdesk.waiting_lead")}</p>
					<Entries
						items={waiting.map((one) => ({
							...entryOf(view, one, names),
							actions: <DeskActs view={view} one={one} />,
						}))}
					/>
				</section>
			)}
			{others.length > 0 && (
				<section>
					<h2>{say("behalfdesk.others")}</h2>
					<Entries
						items={others.map((one) => ({
							...entryOf(view, one, names),
							actions: one.hasSheet && (
								<a href={`/community/behalf/${one.id}/file`} download>
									{say("behalfdesk.slip")} <span class="visually-hidden">{one.label}</span>
								</a>
							),
						}))}
					/>
				</section>
			)}
			{view.actor.role === "coordinator" && (
				<p>
					<a href="/access/speaking">{say("behalfdesk.trust_link")}</a>
				</p>
			)}
		</Page>
	);
}

function entryOf(view: View, one: Behalf, names: Map<string, string>) {
	const { say, language } = view;
	const said = [
		whatLine(view, one),
		say("behalfdesk.by", {
			name: names.get(one.enteredBy) ?? say("ui.unknown_account"),
			day: dateInWords(language, dayOf(one.enteredAt)),
		}),
		say(`behalfdesk.words_${one.saidBy}`),
		say(`behalfdesk.through_${one.through}`),
		one.confirmedHow ? say(`behalfdesk.how_${one.confirmedHow}`) : "",
		standsLine(view, one),
	];
	return { key: one.id, title: <bdi>{one.label}</bdi>, line: said.filter(Boolean).join(" · ") };
}

function DeskActs({ view, one }: { view: View; one: Behalf }) {
	const { say } = view;
	const hidden = <span class="visually-hidden">{one.label}</span>;
	return (
		<>
			<Form action={`/community/behalf/${one.id}/confirm`}>
				<Button name="how" value="meeting">
					{say("behalfdesk.confirm_meeting")} {hidden}
				</Button>
				<Button name="how" value="paper" quiet>
					{say("behalfdesk.confirm_paper")} {hidden}
				</Button>
			</Form>
			<details>
				<summary>
					{say("behalfdesk.with_photo")} {hidden}
				</summary>
				<FileForm
					view={view}
					form={emptyForm}
					name="slip"
					label={say("behalfdesk.photo")}
					action={`/community/behalf/${one.id}/file`}
					id={one.id}
					save={say("behalfdesk.photo_save")}
				/>
			</details>
			<a href={`/community/behalf/${one.id}/slip`}>
				{say("behalf.slip_link")} {hidden}
			</a>
			<Withdraw say={say} one={one} />
		</>
	);
}
