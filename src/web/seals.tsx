import { dayOf } from "../core/period.ts";
import { sealFileOf, sealOutside } from "../modules/access/seals/outside/contract.ts";
import { sealGoesTo, setSealOutside } from "../modules/access/seals/outside/service.ts";
import { noTerritory, sealNow } from "../modules/access/seals/service.ts";
import { territoriesIn } from "../modules/programme/service.ts";
import { Actions, Button, Card, Empty, ErrorSummary, Form, Readers, Table, TextField } from "../ui/components.tsx";
import { clockInWords, numberInWords, shortDate } from "../ui/dates.ts";
import { emptyForm, type FormState, readForm } from "../ui/form.ts";
import { type Ctx, only, page, routes, seeOther } from "../ui/http.ts";
import { Page } from "../ui/layout.tsx";

/** `/access/seals`: the end of every chain of the trail, to print or to give to somebody outside. */
export const pages = routes();

/** In groups of four, as somebody reads it aloud from a sheet. */
function grouped(hash: string): string {
	return hash.replace(/.{4}(?!$)/g, "$& ");
}

async function sealsPage(c: Ctx, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const { view, actor, ground } = c.var;
	const { say, language, now } = view;
	const chains = await sealNow(ground, actor);
	const outside = await sealGoesTo(ground, actor);
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
			<Card labelledBy="outside">
				<h2 id="outside">{say("trail.outside_title")}</h2>
				<p>{say("trail.outside_lead")}</p>
				{outside?.sentOn && <p>{say("trail.outside_sent", { day: shortDate(language, outside.sentOn) })}</p>}
				<ErrorSummary view={view} form={form} />
				<Form action="/access/seals">
					<TextField
						view={view}
						form={form}
						name="email"
						type="email"
						inputMode="email"
						autocomplete="off"
						label={say("trail.outside_email")}
						hint={say("trail.outside_hint")}
						value={outside?.email}
						maxLength={254}
					/>
					<Readers>{say("trail.outside_readers")}</Readers>
					<Actions>
						<Button name="act" value="save">
							{say("trail.outside_save")}
						</Button>
					</Actions>
				</Form>
			</Card>
		</Page>,
		status,
	);
}

pages.get("/access/seals", (c) => sealsPage(c, emptyForm));

pages.post("/access/seals", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "administrator");
	const parsed = await readForm(c, sealOutside);
	if (!parsed.ok) return sealsPage(c, parsed.form, 422);
	await setSealOutside(ground, actor, parsed.input);
	return seeOther(c, "/access/seals", "ui.saved");
});

pages.get("/api/access/seals", async (c) => {
	const { actor, ground, view } = c.var;
	const chains = await sealNow(ground, actor);
	const answer = c.json(sealFileOf(view.now, chains));
	answer.headers.set("content-disposition", `attachment; filename="filo-seal-${dayOf(view.now)}.json"`);
	return answer;
});
