import { dayOf } from "../../../../core/period.ts";
import { Empty } from "../../../../ui/components.tsx";
import type { View } from "../../../../ui/http.ts";
import { Page } from "../../../../ui/layout.tsx";
import { Older, Sections } from "../../words.tsx";
import { promiseTabs } from "../contract.ts";
import { PromiseEntries } from "../parts.tsx";
import type { PromiseLine } from "./lines.ts";

type Props = {
	view: View;
	show: (typeof promiseTabs)[number];
	promises: { items: PromiseLine[]; next: string | null };
};

const path = "/listening/promises";

/** What was promised at the meetings of a neighbourhood: still open, or kept and let go. */
export function PromisesList({ view, show, promises }: Props) {
	const { say } = view;
	return (
		<Page view={view} place="listening" title={say("meetings.promises_title")} lead={say("meetings.promises_lead")}>
			<Sections view={view} current="meetings" />
			<nav class="tabs" aria-label={say("listening.show")}>
				<ul>
					{promiseTabs.map((tab) => (
						<li key={tab}>
							<a href={tab === "open" ? path : `${path}?show=${tab}`} aria-current={tab === show ? "page" : undefined}>
								{say(`meetings.tab_${tab}`)}
							</a>
						</li>
					))}
				</ul>
			</nav>
			{promises.items.length === 0 ? (
				<Empty>
					<p>{say(`meetings.empty_${show}`)}</p>
				</Empty>
			) : (
				<PromiseEntries
					view={view}
					promises={promises.items}
					today={dayOf(view.now)}
					label={say("meetings.promises_title")}
				/>
			)}
			<Older view={view} path={show === "open" ? path : `${path}?show=${show}`} next={promises.next} />
		</Page>
	);
}
