import { newId } from "../core/ids.ts";
import { calledIn, pathOf } from "../modules/community/contract.ts";
import {
	distinguish,
	jsonSame,
	mergeParties as mergeForm,
	type Pair,
	pairAsked,
} from "../modules/community/same/contract.ts";
import {
	distinguishParties,
	mergeParties,
	samePair,
	samePairs,
	separateParties,
} from "../modules/community/same/service.ts";
import { Button, Card, Empty, ErrorSummary, Form, Readers } from "../ui/components.tsx";
import { dateInWords } from "../ui/dates.ts";
import { afterRefusal, emptyForm, type FormState, readForm } from "../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther, type View } from "../ui/http.ts";
import { readJson, readQuery } from "../ui/json.ts";
import { Page } from "../ui/layout.tsx";
import { holders } from "./same/holders.ts";

/** Two pages that may be the same: proposed with the reason, merged and separated by whoever works there. */
export const pages = routes();

pages.get("/community/same", async (c) => {
	const { one, other } = readQuery(c, pairAsked);
	if (one && other) return showPair(c, await samePair(c.var.ground, c.var.actor, one, other), emptyForm, 200);
	return showPairs(c, emptyForm, 200);
});

/** Two that somebody says are one, beside each other. */
function showPair(c: Ctx, pair: Pair, form: FormState, status: 200 | 422): Response | Promise<Response> {
	const { view } = c.var;
	const { say } = view;
	return page(
		c,
		<Page view={view} title={say("same.asked_title")} place="community" lead={say("same.asked_lead")}>
			<p>
				<a href={pathOf(pair.one)}>{say("community.back_to", { label: calledIn(pair.one) })}</a>
			</p>
			<ErrorSummary view={view} form={{ values: {}, errors: asWhole(form) }} />
			<Readers>{say("same.readers")}</Readers>
			<PairCard view={view} pair={pair} />
		</Page>,
		status,
	);
}

async function showPairs(c: Ctx, form: FormState, status: 200 | 422): Promise<Response> {
	const { view, ground, actor } = c.var;
	const { say } = view;
	const pairs = await samePairs(ground, actor, {});
	return page(
		c,
		<Page view={view} title={say("same.title")} place="community" lead={say("same.lead")}>
			<p class="soft">{say("same.help")}</p>
			<ErrorSummary view={view} form={{ values: {}, errors: asWhole(form) }} />
			{pairs.length === 0 ? (
				<Empty>
					<p>{say("same.empty")}</p>
				</Empty>
			) : (
				<>
					<Readers>{say("same.readers")}</Readers>
					{pairs.map((pair) => (
						<PairCard key={`${pair.one.id} ${pair.other.id}`} view={view} pair={pair} />
					))}
				</>
			)}
		</Page>,
		status,
	);
}

/** The forms of this page have no fields to point to. */
function asWhole({ errors }: FormState): FormState["errors"] {
	const [first] = Object.values(errors);
	return first ? { form: first } : {};
}

function PairCard({ view, pair }: { view: View; pair: Pair }) {
	const { say, language } = view;
	const { one, other, reasons } = pair;
	const both = say("same.one_and_other", { one: one.label, other: other.label });
	const heading = `pair-${one.id}-${other.id}`;
	const list = new Intl.ListFormat(language, { type: "conjunction" });
	return (
		<Card labelledBy={heading}>
			<h2 id={heading}>{both}</h2>
			{reasons.length > 0 && (
				<p>{say("same.because", { reasons: list.format(reasons.map((reason) => say(`same.reason_${reason}`))) })}</p>
			)}
			<ul class="entries beside">
				{[one, other].map((party) => (
					<li key={party.id}>
						<p class="entry-title">
							<a href={pathOf(party)}>{calledIn(party)}</a>
						</p>
						<p class="entry-line">
							{[
								say(`community.kind_${party.kind}`),
								party.placeLabel,
								say("community.known_since_line", { day: dateInWords(language, party.knownSince) }),
							]
								.filter(Boolean)
								.join(" · ")}
						</p>
					</li>
				))}
			</ul>
			<div class="row">
				{[
					{ kept: one, gone: other },
					{ kept: other, gone: one },
				].map(({ kept, gone }, i) => (
					<Form key={kept.id} action="/community/same" id={newId()} label={`${both} ${i + 1}`}>
						<input type="hidden" name="kept" value={kept.id} />
						<input type="hidden" name="gone" value={gone.id} />
						<Button quiet>{say("same.keep", { label: kept.label })}</Button>
					</Form>
				))}
				<Form action="/community/same/apart" label={`${both} 3`}>
					<input type="hidden" name="one" value={one.id} />
					<input type="hidden" name="other" value={other.id} />
					<Button quiet>{say("same.apart")}</Button>
				</Form>
			</div>
		</Card>
	);
}

pages.post("/community/same", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const parsed = await readForm(c, mergeForm);
	if (!parsed.ok) return showPairs(c, parsed.form, 422);
	try {
		const kept = await mergeParties(ground, actor, holders, parsed.input);
		return seeOther(c, pathOf(kept), "same.saved");
	} catch (error) {
		const form = afterRefusal(parsed.form, error);
		const { kept, gone } = parsed.input;
		const pair = await samePair(ground, actor, kept, gone).catch(() => undefined);
		return pair ? showPair(c, pair, form, 422) : showPairs(c, form, 422);
	}
});

pages.post("/community/same/apart", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const parsed = await readForm(c, distinguish);
	if (!parsed.ok) return showPairs(c, parsed.form, 422);
	await distinguishParties(ground, actor, parsed.input);
	return seeOther(c, "/community/same", "same.saved_apart");
});

pages.post("/community/same/:id/separate", async (c) => {
	const kept = await separateParties(c.var.ground, c.var.actor, holders, idOf(c));
	return seeOther(c, pathOf(kept), "same.saved_separated");
});

pages.get("/api/community/same", async (c) => {
	const items = await samePairs(c.var.ground, c.var.actor, readQuery(c, jsonSame));
	return c.json({ items, next: null });
});

pages.post("/api/community/same", async (c) => {
	only(c.var.actor, "facilitator", "coordinator");
	const input = await readJson(c, mergeForm);
	const { id, kind, label } = await mergeParties(c.var.ground, c.var.actor, holders, input);
	return c.json({ id: input.id, kept: { id, kind, label }, gone: { id: input.gone } }, 201);
});

pages.post("/api/community/same/:id/separate", async (c) => {
	const { id, kind, label } = await separateParties(c.var.ground, c.var.actor, holders, idOf(c));
	return c.json({ id, kind, label });
});
