import { Table } from "../../../ui/components.tsx";
import { dateInWords } from "../../../ui/dates.ts";
import { page, routes, type View } from "../../../ui/http.ts";
import { readQuery } from "../../../ui/json.ts";
import { Page } from "../../../ui/layout.tsx";
import { type Days, type Measured, type MeasuredPath, period } from "./contract.ts";
import { measuredPath } from "./service.ts";

/** `/referrals/measures`: how long the path to the services is, and how often an answer comes back. */
export const pages = routes();

pages.get("/referrals/measures", async (c) => {
	const path = await measuredPath(c.var.ground, c.var.actor, readQuery(c, period));
	return page(c, <MeasuresPage view={c.var.view} path={path} />);
});

pages.get("/api/referrals/measures", async (c) =>
	c.json(await measuredPath(c.var.ground, c.var.actor, readQuery(c, period))),
);

function MeasuresPage({ view, path }: { view: View; path: MeasuredPath }) {
	const { say, language, actor } = view;
	const { all, parts } = path;
	const days = { from: dateInWords(language, path.from), to: dateInWords(language, path.to) };
	const first = say(actor.role === "officer" ? "referrals.by_territory" : "referrals.by_desk");
	const head = [
		first,
		...["sent", "to_received", "to_answered", "closed", "revoked"].map((key) => say(`referrals.measure_${key}`)),
	];
	return (
		<Page view={view} title={say("referrals.measures_title")} lead={say("referrals.measures_lead", days)}>
			<p class="sentence">
				{all.sent === null
					? say("referrals.measures_withheld")
					: say("referrals.measures_sentence", {
							n: all.sent,
							known: all.toAnswered ? "yes" : "no",
							median: all.toAnswered?.median ?? 0,
						})}
			</p>
			<Table
				caption={say("referrals.measures_caption", days)}
				head={head}
				figures={[1, 2, 3, 4, 5]}
				rows={[
					...parts.map(({ name, measured }) => [name, ...cells(view, measured)]),
					[say("referrals.measure_all"), ...cells(view, all)],
				]}
			/>
			<p class="soft">{say("referrals.measures_note")}</p>
		</Page>
	);
}

function cells({ say }: View, { sent, toReceived, toAnswered, closedWithAnswer, revoked }: Measured): string[] {
	const few = say("referrals.few");
	const days = (some: Days) => (some ? say("referrals.days", some) : few);
	return [
		sent?.toString() ?? few,
		days(toReceived),
		days(toAnswered),
		closedWithAnswer === null ? few : `${closedWithAnswer} %`,
		revoked?.toString() ?? few,
	];
}
