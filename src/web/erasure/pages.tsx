import { newId } from "../../core/ids.ts";
import { dayOf } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import { ways } from "../../modules/community/contract.ts";
import {
	askErasure,
	type Erasure,
	erasePerson as eraseForm,
	type Mention,
	mendText as mendForm,
	type Plan,
} from "../../modules/community/erasing/contract.ts";
import {
	askForErasure,
	erasePerson,
	erasure,
	erasurePlan,
	erasures,
	mendText,
	myErasure,
	type Reach,
	takeErasureBack,
} from "../../modules/community/erasing/service.ts";
import { jsonSame } from "../../modules/community/same/contract.ts";
import {
	Button,
	Card,
	Chips,
	Empty,
	Entries,
	ErrorSummary,
	Form,
	ReadBy,
	Readers,
	Tick,
} from "../../ui/components.tsx";
import { dateInWords } from "../../ui/dates.ts";
import { afterRefusal, emptyForm, type FormState, readForm } from "../../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther, type View } from "../../ui/http.ts";
import { readJson, readQuery } from "../../ui/json.ts";
import { Page } from "../../ui/layout.tsx";
import { holders } from "../same/holders.ts";
import { isToldApart, linesOf } from "./lines.ts";
import { pages as register } from "./register.tsx";
import { texts } from "./texts.ts";

/** Erasing a person who asks for it: what will happen, doing it, and the words of others that a person reads again. */
export const pages = routes();
pages.route("/", register);

const reach: Reach = { holders, texts };

pages.get("/community/persons/:id/erasure", (c) => showPlan(c, idOf(c), emptyForm, 200));

async function showPlan(c: Ctx, id: string, form: FormState, status: 200 | 422): Promise<Response> {
	const { view, ground, actor } = c.var;
	const { say } = view;
	const plan = await erasurePlan(ground, actor, reach, id);
	const path = `/community/persons/${id}`;
	return page(
		c,
		<Page view={view} title={say("erasure.title")} place="community" lead={say("erasure.lead")}>
			<p>
				<a href={path}>{say("community.back_to", { label: plan.person.label })}</a>
			</p>
			<ErrorSummary view={view} form={form} />
			{plan.asked && <p>{say("erasure.asked", { day: dateInWords(view.language, plan.asked.on) })}</p>}
			<Happens view={view} plan={plan} />
			{plan.mentions.length > 0 && (
				<Mentions
					view={view}
					action={`${path}/erasure/text`}
					mentions={plan.mentions}
					lead={say("erasure.texts_before")}
				/>
			)}
			{plan.grounds.length > 0 ? (
				<Card labelledBy="grounds">
					<h2 id="grounds">{say("erasure.grounds_title")}</h2>
					<p>{say("erasure.grounds")}</p>
					<Entries items={plan.grounds.map((words) => ({ key: words, title: words }))} />
				</Card>
			) : (
				<EraseForm view={view} form={form} action={`${path}/erasure`} id={plan.asked?.id} />
			)}
		</Page>,
		status,
	);
}

function EraseForm({ view, form, action, id }: { view: View; form: FormState; action: string; id?: string }) {
	const { say } = view;
	return (
		<section aria-labelledby="do">
			<h2 id="do">{say("erasure.do_title")}</h2>
			<Form action={action} id={id ?? String(form.values.id ?? newId())} label={say("erasure.do_title")}>
				<Chips
					view={view}
					form={form}
					name="how"
					label={say("erasure.how")}
					required
					options={ways.map((way) => ({ value: way, label: say(`community.way_${way}`) }))}
				/>
				<Tick view={view} form={form} name="sure" label={say("erasure.sure")} />
				<Readers>{say("erasure.readers")}</Readers>
				<Button urgent>{say("erasure.do")}</Button>
			</Form>
		</section>
	);
}

/** In plain words and figures: what vanishes, what stays counted without a name, what the law keeps. */
function Happens({ view, plan }: { view: View; plan: Plan }) {
	const { say } = view;
	const goes = [
		say("erasure.goes_name"),
		...linesOf(
			view,
			plan.rows.filter(({ table, counted }) => !(counted && isToldApart(table))),
		),
		...(plan.account ? [say("erasure.goes_account")] : []),
		...(plan.letters > 0 ? [say("erasure.goes_letters", { n: plan.letters })] : []),
		say("erasure.goes_key"),
	];
	const stays = linesOf(
		view,
		plan.rows.filter(({ table, counted }) => counted && isToldApart(table)),
	);
	return (
		<>
			<List id="goes" title={say("erasure.goes_title")} lines={goes} />
			{stays.length > 0 && (
				<List id="stays" title={say("erasure.stays_title")} lines={[...stays, say("erasure.stays")]} />
			)}
			{plan.kept.length > 0 && (
				<List
					id="kept"
					title={say("erasure.kept_title")}
					lines={plan.kept.map(({ ground, until }) =>
						say(until ? "erasure.kept_until" : "erasure.kept", {
							ground,
							day: until ? dateInWords(view.language, until) : "",
						}),
					)}
				/>
			)}
		</>
	);
}

function List({ id, title, lines }: { id: string; title: string; lines: readonly string[] }) {
	return (
		<section aria-labelledby={id}>
			<h2 id={id}>{title}</h2>
			<ul>
				{lines.map((line) => (
					<li key={line}>{line}</li>
				))}
			</ul>
		</section>
	);
}

/** Each text in a field of its own: whoever reads it again writes it as it should be, or leaves it as it is. */
function Mentions({
	view,
	action,
	mentions,
	lead,
}: {
	view: View;
	action: string;
	mentions: readonly Mention[];
	lead: string;
}) {
	const { say } = view;
	return (
		<section aria-labelledby="texts">
			<h2 id="texts">{say("erasure.texts_title")}</h2>
			<p>{lead}</p>
			{mentions.map((one, i) => (
				<Form key={`${one.rowId} ${one.field}`} action={action} label={say("erasure.text_n", { n: i + 1 })}>
					<input type="hidden" name="noun" value={one.noun} />
					<input type="hidden" name="field" value={one.field} />
					<input type="hidden" name="row" value={one.rowId} />
					<label for={`t-${i}`}>{say("erasure.text_n", { n: i + 1 })}</label>
					<textarea id={`t-${i}`} name="text" rows={3} required maxLength={8000}>
						{one.text}
					</textarea>
					<ReadBy view={view} of="listening.notes" />
					<Button quiet>{say("erasure.text_save")}</Button>
				</Form>
			))}
		</section>
	);
}

pages.post("/community/persons/:id/erasure", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const id = idOf(c);
	const parsed = await readForm(c, eraseForm);
	if (!parsed.ok) return showPlan(c, id, parsed.form, 422);
	try {
		const done = await erasePerson(ground, actor, reach, id, parsed.input);
		return seeOther(c, `/community/erasures/${done.id}`, "erasure.done");
	} catch (error) {
		return showPlan(c, id, afterRefusal(parsed.form, error), 422);
	}
});

pages.post("/community/persons/:id/erasure/text", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const personId = idOf(c);
	const parsed = await readForm(c, mendForm);
	if (!parsed.ok) return showPlan(c, personId, parsed.form, 422);
	try {
		await mendText(ground, actor, reach, { personId }, parsed.input);
		return seeOther(c, `/community/persons/${personId}/erasure`, "erasure.mended");
	} catch (error) {
		return showPlan(c, personId, afterRefusal(parsed.form, error), 422);
	}
});

pages.get("/community/erasures", async (c) => {
	const { view, ground, actor } = c.var;
	const { say } = view;
	const all = await erasures(ground, actor);
	return page(
		c,
		<Page view={view} title={say("erasure.list_title")} place="community" lead={say("erasure.list_lead")}>
			{all.length === 0 ? (
				<Empty>
					<p>{say("erasure.list_empty")}</p>
				</Empty>
			) : (
				<Entries
					label={say("erasure.list_title")}
					items={all.map((one) => ({
						key: one.id,
						title: one.erasedAt ? (
							<a href={`/community/erasures/${one.id}`}>{stateOf(view, one)}</a>
						) : (
							<a href={`/community/persons/${one.personId}/erasure`}>
								{say("erasure.asks", { label: one.label ?? say("erasure.somebody") })}
							</a>
						),
						line: say("erasure.asked_line", { day: dateInWords(view.language, dayOf(one.askedAt)) }),
					}))}
				/>
			)}
		</Page>,
	);
});

function stateOf({ say, language }: View, one: Erasure): string {
	const day = dateInWords(language, dayOf(one.erasedAt!));
	return say(one.waiting > 0 ? "erasure.done_waiting" : "erasure.done_on", { day, n: one.waiting });
}

pages.get("/community/erasures/:id", (c) => showDone(c, emptyForm, 200));

async function showDone(c: Ctx, form: FormState, status: 200 | 422): Promise<Response> {
	const { view, ground, actor } = c.var;
	const { say, language } = view;
	const { erasure: one, waiting } = await erasure(ground, actor, reach, idOf(c));
	return page(
		c,
		<Page view={view} title={stateOf(view, one)} place="community">
			<p>
				<a href="/community/erasures">{say("erasure.list_title")}</a>
			</p>
			<ErrorSummary view={view} form={form} />
			<p>
				{one.keysDestroyedAt
					? say("erasure.keys_gone", { day: dateInWords(language, dayOf(one.keysDestroyedAt)) })
					: one.keysUntil
						? say("erasure.keys_until", { day: dateInWords(language, one.keysUntil) })
						: say("erasure.keys_soon")}
			</p>
			{waiting.length > 0 ? (
				<Mentions
					view={view}
					action={`/community/erasures/${one.id}/text`}
					mentions={waiting}
					lead={say("erasure.texts_after")}
				/>
			) : (
				<p>{say("erasure.texts_none")}</p>
			)}
		</Page>,
		status,
	);
}

pages.post("/community/erasures/:id/text", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const erasureId = idOf(c);
	const parsed = await readForm(c, mendForm);
	if (!parsed.ok) return showDone(c, parsed.form, 422);
	try {
		await mendText(ground, actor, reach, { erasureId }, parsed.input);
		return seeOther(c, `/community/erasures/${erasureId}`, "erasure.mended");
	} catch (error) {
		return showDone(c, afterRefusal(parsed.form, error), 422);
	}
});

pages.get("/community/me/erasure", async (c) => {
	const { view, ground, actor } = c.var;
	const { say, language } = view;
	const mine = await myErasure(ground, actor);
	return page(
		c,
		<Page view={view} title={say("erasure.mine_title")} lead={say("erasure.mine_lead")}>
			{mine === undefined ? (
				<Empty>
					<p>{say("community.me_unknown")}</p>
				</Empty>
			) : mine.asked ? (
				<>
					<p>{say("erasure.mine_asked", { day: dateInWords(language, dayOf(mine.asked.askedAt)) })}</p>
					<Form action="/community/me/erasure/back" id={mine.asked.id} label={say("erasure.mine_back")}>
						<Button quiet>{say("erasure.mine_back")}</Button>
					</Form>
				</>
			) : (
				<>
					<List
						id="mine"
						title={say("erasure.goes_title")}
						lines={["mine_goes", "mine_stays", "mine_others", "mine_kept"].map((line) => say(`erasure.${line}`))}
					/>
					<Form action="/community/me/erasure" id={newId()} label={say("erasure.mine_ask")}>
						<Readers>{say("erasure.mine_readers")}</Readers>
						<Button>{say("erasure.mine_ask")}</Button>
					</Form>
				</>
			)}
		</Page>,
	);
});

pages.post("/community/me/erasure", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "resident", "citizen");
	const parsed = await readForm(c, askErasure);
	if (!parsed.ok) throw new Refused("invalid", parsed.form.errors);
	await askForErasure(ground, actor, parsed.input.id);
	return seeOther(c, "/community/me/erasure", "erasure.mine_saved");
});

pages.post("/community/me/erasure/back", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "resident", "citizen");
	const parsed = await readForm(c, askErasure);
	if (!parsed.ok) throw new Refused("invalid", parsed.form.errors);
	await takeErasureBack(ground, actor);
	return seeOther(c, "/community/me/erasure", "erasure.mine_taken_back");
});

pages.get("/api/community/persons/:id/erasure", async (c) =>
	c.json(await erasurePlan(c.var.ground, c.var.actor, reach, idOf(c))),
);

pages.post("/api/community/persons/:id/erasure", async (c) => {
	only(c.var.actor, "facilitator", "coordinator");
	const input = await readJson(c, eraseForm);
	return c.json(await erasePerson(c.var.ground, c.var.actor, reach, idOf(c), input), 201);
});

pages.get("/api/community/erasures", async (c) => {
	const items = await erasures(c.var.ground, c.var.actor, readQuery(c, jsonSame));
	return c.json({ items, next: null });
});
