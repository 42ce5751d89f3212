import { dayOf } from "../core/period.ts";
import { noTerritory, sealNow } from "../modules/access/seals/service.ts";
import { territoriesIn } from "../modules/programme/service.ts";
import { Empty, Table } from "../ui/components.tsx";
import { clockInWords, numberInWords, shortDate } from "../ui/dates.ts";
import { page, routes } from "../ui/http.ts";
import { Page } from "../ui/layout.tsx";

/** `/access/seals`: the end of every chain of the trail, to print or to give to somebody outside. */
export const pages = routes();

/** In groups of four, as somebody reads it aloud from a sheet. */
function grouped(hash: string): string {
	return hash.replace(/.{4}(?!$)/g, "$& ");
}

pages.get("/access/seals", async (c) => {
	const { view, actor, ground } = c.var;
	const { say, language, now } = view;
	const chains = await sealNow(ground, actor);
	const territories = await ground.db.readAs(actor, territoriesIn);
	const nameOf = (chain: string) =>
		territories.find(({ id }) => id === chain)?.name ??
		say(chain === noTerritory ? "trail.seal_nowhere" : "trail.seal_gone");
	const at = { day: shortDate(language, dayOf(now)), time: clockInWords(language, now) };
	return page(
		c,
		<Page view={view} title={say("trail.seal_title")} lead={say("trail.seal_lead")}>
			{chains.length > 0 ? (
				<>
					<p>{say("trail.seal_at", at)}</p>
					<Table
						caption={say("trail.seal_caption")}
						head={["chain", "entries", "hash"].map((column) => say(`trail.seal_${column}`))}
						rows={chains.map(({ chain, position, hash }) => [
							nameOf(chain),
							numberInWords(language, position),
							<code key={chain}>{grouped(hash)}</code>,
						])}
					/>
					<p>{say("trail.seal_how")}</p>
					<p>
						<a href="/api/access/seals" download>
							{say("trail.seal_file")}
						</a>
					</p>
				</>
			) : (
				<Empty>
					<p>{say("trail.seal_none")}</p>
				</Empty>
			)}
		</Page>,
	);
});

pages.get("/api/access/seals", async (c) => {
	const { actor, ground, view } = c.var;
	const chains = await sealNow(ground, actor);
	const answer = c.json({ seal: "filo", at: view.now.toISOString(), chains });
	answer.headers.set("content-disposition", `attachment; filename="filo-seal-${dayOf(view.now)}.json"`);
	return answer;
});
