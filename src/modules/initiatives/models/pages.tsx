import { Refused } from "../../../core/refusal.ts";
import { Actions, Card, Entries, LinkButton } from "../../../ui/components.tsx";
import { only, page, routes, type View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import type { Model } from "../contract.ts";
import { models as readModels } from "./service.ts";

/** The models an initiative can be made from. */
export const pages = routes();

pages.get("/initiatives/models", async (c) => {
	const { view, ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const models = await readModels(ground, actor, view.language);
	return page(
		c,
		<Page
			view={view}
			place="initiatives"
			title={view.say("initiatives.models_title")}
			lead={view.say("initiatives.models_lead")}
		>
			<Entries
				items={models.map((m) => ({
					key: m.id,
					title: <a href={`/initiatives/models/${m.id}`}>{m.name}</a>,
					line: m.summary,
				}))}
			/>
		</Page>,
	);
});

pages.get("/initiatives/models/:model", async (c) => {
	const { view, ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const model = (await readModels(ground, actor, view.language)).find((m) => m.id === c.req.param("model"));
	if (!model) throw new Refused("not_found");
	return page(c, <ModelPage view={view} model={model} />);
});

function ModelPage({ view, model }: { view: View; model: Model }) {
	const { say } = view;
	const lists = [
		["people", model.people],
		["takes", model.needs],
		["watch", model.watch],
	] as const;
	return (
		<Page view={view} place="initiatives" title={model.name} lead={model.summary}>
			<div class="columns">
				<section>
					<h2>{say("initiatives.model_steps")}</h2>
					<ol>
						{model.steps.map((step) => (
							<li key={step}>{step}</li>
						))}
					</ol>
				</section>
				<div>
					{lists.map(([name, lines]) => (
						<Card key={name}>
							<h2>{say(`initiatives.model_${name}`)}</h2>
							<ul>
								{lines.map((line) => (
									<li key={line}>{line}</li>
								))}
							</ul>
						</Card>
					))}
				</div>
			</div>
			<Actions>
				<LinkButton href={`/initiatives/new?model=${model.id}`}>
					{say("initiatives.start_from", { model: model.name })}
				</LinkButton>
			</Actions>
		</Page>
	);
}
