import { Refused } from "../../core/refusal.ts";
import { isReadyForPeople } from "../../modules/programme/body/contract.ts";
import { ErrorSummary, LinkButton, Thread } from "../../ui/components.tsx";
import { afterRefusal, emptyForm, type FormState, readForm } from "../../ui/form.ts";
import { type Ctx, only, page, routes, seeOther } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import { type Facts, factsOf } from "./facts.ts";
import type { Step } from "./step.tsx";
import { steps } from "./steps.ts";

/** The first hour of an installation: a few steps, each a page with one form, in an order that can be left. */
export const pages = routes();

const home = "/programme/setup";

pages.get(home, async (c) => {
	only(c.var.actor, "administrator");
	const { view } = c.var;
	const { say } = view;
	const facts = await factsOf(c);
	const next = steps.find((step) => !step.isDone(facts));
	return page(
		c,
		<Page view={view} title={say("setup.title")} lead={say("setup.lead")}>
			<Thread
				label={say("setup.steps")}
				knots={steps.map((step) => ({
					key: step.id,
					done: step.isDone(facts),
					title: <a href={`${home}/${step.id}`}>{say(`setup.${step.id}_title`)}</a>,
					line: step.isDone(facts)
						? say("setup.done_line", { what: step.said(facts, view) })
						: say(`setup.${step.id}_why`),
				}))}
			/>
			<p>{say(isReadyForPeople(facts.body) ? "setup.ready" : "setup.not_ready")}</p>
			{next && <LinkButton href={`${home}/${next.id}`}>{say("setup.go_on")}</LinkButton>}
		</Page>,
	);
});

function stepOf(c: Ctx): Step {
	only(c.var.actor, "administrator");
	const step = steps.find(({ id }) => id === c.req.param("step"));
	if (!step) throw new Refused("not_found");
	return step;
}

async function stepPage(c: Ctx, step: Step, form: FormState, status: 200 | 422 = 200): Promise<Response> {
	const { view } = c.var;
	const { say } = view;
	const facts = await factsOf(c);
	const n = steps.indexOf(step);
	return page(
		c,
		<Page view={view} title={say(`setup.${step.id}_title`)} lead={say(`setup.${step.id}_lead`)}>
			<p class="soft">
				{say("setup.step_of", { n: n + 1, all: steps.length })} · <a href={home}>{say("setup.all_steps")}</a>
			</p>
			<ErrorSummary view={view} form={form} />
			<step.Form view={view} form={form} facts={facts} />
			{steps[n + 1] && (
				<p>
					<a href={`${home}/${steps[n + 1]?.id}`}>{say("setup.skip")}</a>
				</p>
			)}
		</Page>,
		status,
	);
}

pages.get(`${home}/:step`, (c) => stepPage(c, stepOf(c), emptyForm));

pages.post(`${home}/:step`, async (c) => {
	const step = stepOf(c);
	const parsed = await readForm(c, step.contract);
	if (!parsed.ok) return stepPage(c, step, parsed.form, 422);
	try {
		await step.save(c, parsed.input);
	} catch (error) {
		return stepPage(c, step, afterRefusal(parsed.form, error), 422);
	}
	return seeOther(c, await nextOf(c, step), "setup.saved");
});

/** The first step after this one that is still open, or the list of all. */
async function nextOf(c: Ctx, step: Step): Promise<string> {
	const facts: Facts = await factsOf(c);
	const later = steps.slice(steps.indexOf(step) + 1).find((one) => !one.isDone(facts));
	return later ? `${home}/${later.id}` : home;
}
