import type { Registered } from "../../modules/community/erasing/contract.ts";
import { erasureRegister } from "../../modules/community/erasing/service.ts";
import { territoriesIn } from "../../modules/programme/service.ts";
import { Empty } from "../../ui/components.tsx";
import { dateInWords } from "../../ui/dates.ts";
import { page, routes, type View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import { linesOf } from "./lines.ts";

/** `/rights/erasures`: what was erased, when and on which ground, and what the law keeps, for the data protection officer. */
export const pages = routes();

pages.get("/rights/erasures", async (c) => {
	const { view, ground, actor } = c.var;
	const { say } = view;
	const all = await erasureRegister(ground, actor);
	const territories = await ground.db.readAs(actor, territoriesIn);
	return page(
		c,
		<Page view={view} title={say("erasure.register_title")} lead={say("erasure.register_lead")}>
			<p>
				<a href="/retention">{say("erasure.register_terms")}</a>
			</p>
			{all.length === 0 && (
				<Empty>
					<p>{say("erasure.register_none")}</p>
				</Empty>
			)}
			{all.map((one) => (
				<Done
					key={one.id}
					view={view}
					one={one}
					where={territories.find(({ id }) => id === one.territoryId)?.name ?? "–"}
				/>
			))}
			<section aria-labelledby="always" class="stack">
				<h2 id="always">{say("erasure.register_always_title")}</h2>
				<ul>
					{["ground", "trail", "counts", "agreements"].map((what) => (
						<li key={what}>{say(`erasure.register_always_${what}`)}</li>
					))}
				</ul>
			</section>
		</Page>,
	);
});

function Done({ view, one, where }: { view: View; one: Registered; where: string }) {
	const { say, language } = view;
	const day = (at: string) => dateInWords(language, at);
	const rows = Object.entries(one.counts).map(([table, n]) => ({ table, n }));
	return (
		<section aria-labelledby={`e-${one.id}`} class="stack">
			<h2 id={`e-${one.id}`}>{say("erasure.register_done", { day: day(one.erasedOn), where })}</h2>
			<p>
				{one.askedHow
					? say("erasure.register_asked", { day: day(one.askedOn), how: say(`community.way_${one.askedHow}`) })
					: say("erasure.register_again")}
			</p>
			<ul>
				{[say("erasure.goes_name"), ...linesOf(view, rows)].map((line) => (
					<li key={line}>{line}</li>
				))}
			</ul>
			{one.kept.map(({ ground, until }) => (
				<p key={ground}>
					{say(until ? "erasure.register_kept_until" : "erasure.register_kept", {
						ground,
						day: until ? day(until) : "",
					})}
				</p>
			))}
			{one.kept.length === 0 && <p>{say("erasure.register_kept_none")}</p>}
			<p>{keysOf(view, one)}</p>
		</section>
	);
}

function keysOf({ say, language }: View, { keysDestroyedOn, keysUntil }: Registered): string {
	if (keysDestroyedOn) return say("erasure.keys_gone", { day: dateInWords(language, keysDestroyedOn) });
	return keysUntil ? say("erasure.keys_until", { day: dateInWords(language, keysUntil) }) : say("erasure.keys_soon");
}
