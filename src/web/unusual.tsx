import { dayOf } from "../core/period.ts";
import { keptDays } from "../modules/access/readings/contract.ts";
import {
	copiesADay,
	markSeen,
	nightFrom,
	nightUntil,
	pagesAnHour,
	ruleNames,
	type Unusual,
	type UnusualOf,
} from "../modules/access/unusual/contract.ts";
import { markUnusualSeen, unusual, unusualOfMine } from "../modules/access/unusual/service.ts";
import { territoriesIn } from "../modules/programme/service.ts";
import { Actions, Button, Card, Empty, Entries, ErrorSummary, Form, Readers, TextArea } from "../ui/components.tsx";
import { clockInWords, dateInWords } from "../ui/dates.ts";
import { emptyForm, type FormState, readForm } from "../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther, type View } from "../ui/http.ts";
import { Page } from "../ui/layout.tsx";

/** `/access/unusual`: reading that the published rules call unusual, for the data protection officer; the rules, for all who work here. */
export const pages = routes();

type Sent = { id: string; form: FormState };

async function list(c: Ctx, sent?: Sent): Promise<Response> {
	const { view, ground, actor } = c.var;
	const { say } = view;
	const all = await unusual(ground, actor);
	const territories = await ground.db.readAs(actor, territoriesIn);
	const nameOf = (id: string) => territories.find((territory) => territory.id === id)?.name ?? "–";
	const waiting = all.filter(({ seenAt }) => seenAt === null);
	const seen = all.filter(({ seenAt }) => seenAt !== null);
	return page(
		c,
		<Page view={view} title={say("unusual.title")} lead={say("unusual.lead")}>
			{sent && <ErrorSummary view={view} form={sent.form} />}
			<p>
				<a href="/access/unusual/rules">{say("unusual.rules_link")}</a>
			</p>
			{waiting.length === 0 && (
				<Empty>
					<p>{say("unusual.nothing_waits")}</p>
				</Empty>
			)}
			{waiting.map((one) => (
				<Waiting
					key={one.id}
					view={view}
					one={one}
					where={nameOf(one.territoryId)}
					form={sent?.id === one.id ? sent.form : emptyForm}
				/>
			))}
			{seen.length > 0 && (
				<section>
					<h2>{say("unusual.seen_title")}</h2>
					<Entries
						items={seen.map((one) => ({
							key: one.id,
							title: `${whoOf(view, one)}: ${inWords(view, one)}`,
							line: whatCame(view, one),
						}))}
					/>
				</section>
			)}
		</Page>,
		sent ? 422 : 200,
	);
}

function Waiting({ view, one, where, form }: { view: View; one: UnusualOf; where: string; form: FormState }) {
	const { say } = view;
	return (
		<Card>
			<h2>{whoOf(view, one)}</h2>
			<p>{inWords(view, one)}</p>
			<p class="soft">{say("unusual.where", { where, role: say(`access.role_${one.role}`) })}</p>
			<Form action={`/access/unusual/${one.id}/seen`} label={whoOf(view, one)}>
				<TextArea
					view={view}
					form={form}
					name="words"
					label={say("unusual.words")}
					hint={say("unusual.words_hint")}
					maxLength={1000}
				/>
				<Readers>{say("unusual.words_readers")}</Readers>
				<Actions>
					<Button>{say("unusual.mark_seen")}</Button>
				</Actions>
			</Form>
		</Card>
	);
}

function whoOf({ say }: View, { name }: UnusualOf): string {
	return name ?? say("readings.gone");
}

/** «Più di 40 pagine in un'ora: 52, il 3 marzo 2026, dalle 10:00 alle 10:48.» */
function inWords({ say, language }: View, { rule, n, beganAt, endedAt }: Unusual): string {
	const day = dateInWords(language, dayOf(beganAt));
	return say(`unusual.found_${rule}`, {
		n,
		day,
		from: clockInWords(language, beganAt),
		until: clockInWords(language, endedAt),
		most: rule === "many" ? pagesAnHour : copiesADay,
	});
}

function whatCame({ say, language }: View, { seenAt, words }: Unusual): string {
	if (!seenAt) return say("unusual.waits");
	const day = dateInWords(language, dayOf(seenAt));
	return words ? say("unusual.seen_with_words", { day, words }) : say("unusual.seen", { day });
}

pages.get("/access/unusual", (c) => list(c));

pages.post("/access/unusual/:id/seen", async (c) => {
	only(c.var.actor, "data-protection-officer");
	const id = idOf(c);
	const parsed = await readForm(c, markSeen);
	if (!parsed.ok) return list(c, { id, form: parsed.form });
	await markUnusualSeen(c.var.ground, c.var.actor, id, parsed.input);
	return seeOther(c, "/access/unusual", "unusual.saved");
});

pages.get("/access/unusual/rules", async (c) => {
	const { view, ground, actor } = c.var;
	const { say } = view;
	const mine = await unusualOfMine(ground, actor);
	return page(
		c,
		<Page view={view} title={say("unusual.rules_title")} lead={say("unusual.rules_lead")}>
			<ol>
				{ruleNames.map((rule) => (
					<li key={rule}>
						{say(`unusual.rule_${rule}`, {
							most: rule === "many" ? pagesAnHour : copiesADay,
							from: nightFrom,
							until: nightUntil,
						})}
					</li>
				))}
			</ol>
			<p>{say("unusual.rules_never")}</p>
			<p>{say("unusual.rules_then", { months: Math.floor(keptDays / 30.4) })}</p>
			<section>
				<h2>{say("unusual.mine_title")}</h2>
				{mine.length === 0 ? (
					<Empty>
						<p>{say("unusual.mine_none")}</p>
					</Empty>
				) : (
					<Entries items={mine.map((one) => ({ key: one.id, title: inWords(view, one), line: whatCame(view, one) }))} />
				)}
			</section>
		</Page>,
	);
});
