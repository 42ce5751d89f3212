import { newId } from "../../../core/ids.ts";
import { dayOf } from "../../../core/period.ts";
import { Actions, Button, Card, Form, LinkButton, Phone, TextField } from "../../../ui/components.tsx";
import { dateInWords } from "../../../ui/dates.ts";
import { emptyForm, type FormState } from "../../../ui/form.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import type { LinkLine, MadeLink } from "./contract.ts";

type Props = { view: View; referralId: string; line?: LinkLine; phones: readonly string[]; form?: FormState };

/** The link of a referral that was sent to a desk without accounts: how it stands, a new one, none any more. */
export function LinkPage({ view, referralId, line, phones, form = emptyForm }: Props) {
	const { say, language } = view;
	const path = `/referrals/${referralId}/link`;
	const on = (at: Date) => dateInWords(language, dayOf(at));
	return (
		<Page view={view} title={say("desklink.page_title")} lead={say("desklink.page_lead")}>
			{line && (
				<Card>
					<p>
						{say(`desklink.link_${line.state}`, {
							desk: line.deskName,
							made: on(line.madeAt),
							until: on(line.expiresAt),
						})}{" "}
						{line.openedAt && say("desklink.opened", { day: on(line.openedAt) })}
					</p>
				</Card>
			)}
			<section aria-labelledby="make">
				<h2 id="make">{say(line ? "desklink.renew_title" : "desklink.make_title")}</h2>
				<p>{say("desklink.make_why")}</p>
				<Form action={path} id={newId()} label={say("desklink.make_title")}>
					<TextField
						view={view}
						form={form}
						name="days"
						label={say("desklink.days")}
						value="7"
						inputMode="numeric"
						required
					/>
					<p>
						{say("desklink.phones")}{" "}
						{phones.map((number) => (
							<>
								<Phone number={number} />{" "}
							</>
						))}
					</p>
					<Button>{say("desklink.make")}</Button>
				</Form>
			</section>
			{line?.state === "works" && (
				<section aria-labelledby="end">
					<h2 id="end">{say("desklink.end_title")}</h2>
					<p>{say("desklink.end_why")}</p>
					<Form action={`${path}/end`}>
						<Button quiet>{say("desklink.end")}</Button>
					</Form>
				</section>
			)}
			<Actions>
				<LinkButton href={`/referrals/${referralId}`} quiet>
					{say("desklink.back")}
				</LinkButton>
			</Actions>
		</Page>
	);
}

/** The answer to making a link: the only page that ever shows the code, to be said on the phone. */
export function MadePage({ view, referralId, made }: { view: View; referralId: string; made: MadeLink }) {
	const { say } = view;
	const { code, deskName: desk, days } = made;
	return (
		<Page
			view={view}
			title={say("desklink.made_title")}
			lead={say(code ? "desklink.made_lead" : "desklink.made_before", { desk, days })}
		>
			{code && (
				<Card labelledBy="code">
					<h2 id="code">{say("desklink.say_title")}</h2>
					<p class="sentence">
						<strong>{`${code.slice(0, 3)} ${code.slice(3)}`}</strong>
					</p>
					<p>
						{say("desklink.say_why")}{" "}
						{made.phones.map((number) => (
							<>
								<Phone number={number} />{" "}
							</>
						))}
					</p>
				</Card>
			)}
			<Actions>
				<LinkButton href={`/referrals/${referralId}`}>{say("desklink.back")}</LinkButton>
			</Actions>
		</Page>
	);
}
