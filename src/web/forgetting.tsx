import { dayOf } from "../core/period.ts";
import { pathOf } from "../modules/community/contract.ts";
import type { Leaving } from "../modules/community/forgetting/contract.ts";
import { leaving } from "../modules/community/forgetting/service.ts";
import { jsonSame } from "../modules/community/same/contract.ts";
import { Card, Empty, Entries } from "../ui/components.tsx";
import { dateInWords } from "../ui/dates.ts";
import { page, routes, type View } from "../ui/http.ts";
import { readQuery } from "../ui/json.ts";
import { Page } from "../ui/layout.tsx";
import { holders } from "./same/holders.ts";

/** Who does not know of being here, when only a count will be left of them, and what becomes of what was written. */
export const pages = routes();

pages.get("/community/forgetting", async (c) => {
	const { view, ground, actor } = c.var;
	const { say, language } = view;
	const { people, term, remaining } = await leaving(ground, actor, holders);
	return page(
		c,
		<Page view={view} title={say("forgetting.title")} place="community" lead={say("forgetting.lead", { days: term })}>
			<p class="soft">{say("forgetting.help")}</p>
			{people.length === 0 ? (
				<Empty>
					<p>{say("forgetting.empty")}</p>
				</Empty>
			) : (
				<section aria-labelledby="leaving">
					<h2 id="leaving">{say("forgetting.list")}</h2>
					<Entries items={people.map((one) => entryOf(view, one))} />
				</section>
			)}
			<Card labelledBy="becomes">
				<h2 id="becomes">{say("forgetting.becomes_title")}</h2>
				<p>{say("forgetting.becomes")}</p>
			</Card>
			{remaining.length > 0 && (
				<section aria-labelledby="remaining">
					<h2 id="remaining">{say("forgetting.remaining_title")}</h2>
					<Entries
						items={remaining.map(({ month, n }) => ({
							key: month,
							title: say("forgetting.remaining_line", { n, month: dateInWords(language, month) }),
						}))}
					/>
				</section>
			)}
		</Page>,
	);
});

function entryOf(view: View, one: Leaving) {
	const { say, language, now } = view;
	const when =
		one.goesOn <= dayOf(now)
			? say("forgetting.goes_now")
			: say("forgetting.goes", { day: dateInWords(language, one.goesOn) });
	const last = say("forgetting.line", { last: dateInWords(language, one.lastOn), notes: one.notes });
	return {
		key: one.id,
		title: <a href={pathOf({ kind: "person", id: one.id })}>«{one.label}»</a>,
		line: [when, one.placeLabel, last].filter(Boolean).join(" · "),
	};
}

pages.get("/api/community/forgetting", async (c) => {
	const { people, term, remaining } = await leaving(c.var.ground, c.var.actor, holders, readQuery(c, jsonSame));
	const items = people.map(({ neighbourhoodId: _where, ...one }) => one);
	return c.json({ items, next: null, term, remaining });
});
