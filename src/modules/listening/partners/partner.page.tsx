import { newId } from "../../../core/ids.ts";
import { dayOf } from "../../../core/period.ts";
import { Actions, Button, Empty, Entries, Form, LinkButton } from "../../../ui/components.tsx";
import { clockInWords, dateInWords } from "../../../ui/dates.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { Sections } from "../words.tsx";
import { PartnerCard } from "./card.tsx";
import type { PartnerOnPage } from "./contract.ts";
import { stateOf } from "./list.page.tsx";

type Props = { view: View; partner: PartnerOnPage };

/** One partner: its link, what arrived through it, a new link, none any more. */
export function PartnerPage({ view, partner }: Props) {
	const { say, language } = view;
	const path = `/listening/partners/${partner.id}`;
	return (
		<Page view={view} place="listening" title={partner.label} lead={stateOf(view, partner)}>
			<Sections view={view} current="partners" />
			{partner.token && partner.works && (
				<>
					<p class="small">
						{say("partners.demo_shown")}{" "}
						<a href={`/listening/partner/${partner.token}`}>{say("partners.open_demo", { partner: partner.label })}</a>
					</p>
					<PartnerCard view={view} partner={partner.label} token={partner.token} desk={partner.desk} />
				</>
			)}
			<section aria-labelledby="arrivals">
				<h2 id="arrivals">{say("partners.arrivals")}</h2>
				{partner.arrivals.length > 0 ? (
					<Entries
						items={partner.arrivals.map((a) => ({
							key: a.noteId,
							title: (
								<a href={`/listening/notes/${a.noteId}`}>
									{dateInWords(language, dayOf(a.arrivedAt))}, {clockInWords(language, a.arrivedAt)}
								</a>
							),
							line: say("partners.arrival", { code: a.code }),
						}))}
					/>
				) : (
					<Empty>
						<p>{say("partners.arrivals_empty")}</p>
					</Empty>
				)}
			</section>
			<section aria-labelledby="renew">
				<h2 id="renew">{say("partners.renew_title")}</h2>
				<p>{say("partners.renew_why")}</p>
				<Form action={`${path}/renew`} id={newId()}>
					<Button quiet>{say("partners.renew")}</Button>
				</Form>
			</section>
			{partner.works && (
				<section aria-labelledby="revoke">
					<h2 id="revoke">{say("partners.revoke_title")}</h2>
					<p>{say("partners.revoke_why")}</p>
					<Form action={`${path}/revoke`}>
						<Button quiet>{say("partners.revoke")}</Button>
					</Form>
				</section>
			)}
		</Page>
	);
}

/** The answer to making a link: the only page that ever shows it. Asked for again, it says so. */
export function MadePage({ view, partner, token }: Props & { token: string | undefined }) {
	const { say } = view;
	const path = `/listening/partners/${partner.id}`;
	return (
		<Page
			view={view}
			place="listening"
			title={say("partners.made_title", { partner: partner.label })}
			lead={say(token ? "partners.made_lead" : "partners.made_before")}
		>
			<Sections view={view} current="partners" />
			{token && <PartnerCard view={view} partner={partner.label} token={token} desk={partner.desk} />}
			{token && <p class="small">{say("partners.print_hint")}</p>}
			<Actions>
				<LinkButton href={token ? "/listening/partners" : path}>
					{token ? say("partners.back") : partner.label}
				</LinkButton>
			</Actions>
		</Page>
	);
}
