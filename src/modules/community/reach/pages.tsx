import { dayOf } from "../../../core/period.ts";
import { Button, Empty, Entries, Form } from "../../../ui/components.tsx";
import { dateInWords, languageInWords } from "../../../ui/dates.ts";
import { idOf, only, page, routes, seeOther, type View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { ReachContact } from "../../../ui/reach-fields.tsx";
import type { Reach } from "./contract.ts";
import { unconfirmedDays } from "./rules.ts";
import { confirmAtDesk, reachesToConfirm } from "./service.ts";

/** `/community/reaches`: who left a name and a contact, and waits for the desk. */
export const pages = routes();

pages.get("/community/reaches", async (c) => {
	const { view, ground, actor } = c.var;
	return page(c, <Waiting view={view} reaches={await reachesToConfirm(ground, actor)} />);
});

function Waiting({ view, reaches }: { view: View; reaches: Reach[] }) {
	const { say, language } = view;
	return (
		<Page view={view} place="community" title={say("reaches.title")} lead={say("reaches.lead")}>
			{reaches.length === 0 ? (
				<Empty>
					<p>{say("reaches.none")}</p>
				</Empty>
			) : (
				<Entries
					label={say("reaches.title")}
					items={reaches.map((reach) => ({
						key: reach.id,
						title: reach.givenName,
						line: (
							<>
								<ReachContact reach={reach} /> ·{" "}
								{say("reaches.left_on", { day: dateInWords(language, dayOf(reach.leftAt)) })} ·{" "}
								{languageInWords(language, reach.language)}
							</>
						),
						actions: (
							<Form action={`/community/reaches/${reach.id}/confirm`}>
								<Button quiet>{say("reaches.confirm", { name: reach.givenName })}</Button>
							</Form>
						),
					}))}
				/>
			)}
			<p class="soft">{say("reaches.goes", { days: unconfirmedDays })}</p>
		</Page>
	);
}

pages.post("/community/reaches/:id/confirm", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const id = idOf(c);
	await confirmAtDesk(ground, actor, id);
	return seeOther(c, "/community/reaches", "reaches.confirmed", id);
});
