import { Actions, Button, Card, Empty, Entries, LinkButton, Readers, Table } from "../../../ui/components.tsx";
import { dateInWords } from "../../../ui/dates.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import type { Answered, Model } from "./contract.ts";
import { isUsable } from "./service.ts";

/** The models: the territory's own, those that ship, and what other territories share. */
export function ModelsList({ view, models }: { view: View; models: readonly Model[] }) {
	const { say } = view;
	return (
		<Page view={view} place="initiatives" title={say("initiatives.models_title")} lead={say("initiatives.models_lead")}>
			<Actions>
				<LinkButton href="/initiatives/models/new" quiet>
					{say("models.new_link")}
				</LinkButton>
			</Actions>
			{(["own", "shipped", "shared"] as const).map((origin) => {
				const some = models.filter((model) => model.origin === origin);
				if (origin === "shared" && some.length === 0) return null;
				return (
					<section key={origin} aria-labelledby={`m-${origin}`}>
						<h2 id={`m-${origin}`}>{say(`models.of_${origin}`)}</h2>
						{some.length === 0 ? (
							<Empty>
								<p>{say("models.none_own")}</p>
							</Empty>
						) : (
							<Entries
								items={some.map((model) => ({
									key: model.id,
									title: (
										<a href={`/initiatives/models/${model.id}`} lang={model.language}>
											{model.name}
										</a>
									),
									line: lineOf(view, model),
								}))}
							/>
						)}
					</section>
				);
			})}
		</Page>
	);
}

function lineOf(view: View, model: Model) {
	const { say } = view;
	const besides = [
		model.origin === "shared" && model.territory,
		model.lineage?.name && say("models.adapted_from", { name: model.lineage.name }),
		model.origin === "own" && model.sharedOn && say("models.is_shared"),
	].filter(Boolean);
	return (
		<>
			<span lang={model.language}>{model.summary}</span>
			{besides.length > 0 && ` · ${besides.join(" · ")}`}
		</>
	);
}

/** One model: how it is done, who it takes, what to watch, what happened, and which needs it has answered. */
export function ModelPage({ view, model, answered }: { view: View; model: Model; answered: Answered }) {
	const { say } = view;
	const lists = [
		["people", model.people],
		["takes", model.needs],
		["watch", model.watch],
	] as const;
	return (
		<Page view={view} place="initiatives" title={model.name} lead={<span lang={model.language}>{model.summary}</span>}>
			<Lineage view={view} model={model} />
			<div class="columns">
				<section>
					<h2>{say("initiatives.model_steps")}</h2>
					<ol lang={model.language}>
						{model.steps.map((step) => (
							<li key={step}>{step}</li>
						))}
					</ol>
					{model.happened && (
						<>
							<h2>{say("models.happened")}</h2>
							<p lang={model.language}>{model.happened}</p>
						</>
					)}
				</section>
				<div>
					{lists
						.filter(([, lines]) => lines.length > 0)
						.map(([name, lines]) => (
							<Card key={name}>
								<h2>{say(`initiatives.model_${name}`)}</h2>
								<ul lang={model.language}>
									{lines.map((line) => (
										<li key={line}>{line}</li>
									))}
								</ul>
							</Card>
						))}
				</div>
			</div>
			<NeedsAnswered view={view} answered={answered} />
			{model.origin === "own" && <Share view={view} model={model} />}
			<Actions>
				{model.origin === "own" && (
					<LinkButton href={`/initiatives/models/${model.id}/edit`} quiet>
						{say("models.edit")}
					</LinkButton>
				)}
				<LinkButton href={`/initiatives/models/new?from=${model.id}`} quiet={isUsable(model)}>
					{say("models.adapt")}
				</LinkButton>
				{isUsable(model) && (
					<LinkButton href={`/initiatives/new?model=${model.id}`}>
						{say("initiatives.start_from", { model: model.name })}
					</LinkButton>
				)}
			</Actions>
		</Page>
	);
}

/** Whose it is, which version, and where it comes from. */
function Lineage({ view, model }: { view: View; model: Model }) {
	const { say } = view;
	const { lineage } = model;
	return (
		<>
			<p class="soft">
				{model.territory
					? say("models.version_of", { n: model.version, territory: model.territory })
					: say("models.version", { n: model.version })}
			</p>
			{lineage?.model && (
				<p>
					<a href={`/initiatives/models/${lineage.model}`}>
						{say("models.from", { name: lineage.name ?? "", n: lineage.version ?? 1 })}
					</a>
					{lineage.territory && ` · ${lineage.territory}`}
				</p>
			)}
			{lineage?.initiative && (
				<p>
					<a href={`/initiatives/${lineage.initiative}`}>{say("models.from_initiative")}</a>
				</p>
			)}
		</>
	);
}

/** Which needs it has answered, where: counts by topic, never a need and never a name. */
function NeedsAnswered({ view, answered }: { view: View; answered: Answered }) {
	const { say } = view;
	const sum = [...answered.here, ...answered.elsewhere].reduce((n, row) => n + row.needs, 0);
	return (
		<section aria-labelledby="answered">
			<h2 id="answered">{say("models.answered")}</h2>
			<p>{say("models.answered_sentence", { n: sum })}</p>
			{answered.here.length > 0 && (
				<Table
					caption={say("models.answered_here")}
					head={[say("models.neighbourhood"), say("listening.topic"), say("models.needs")]}
					rows={answered.here.map((row) => [row.neighbourhood, say(`listening.topic_${row.topic}`), String(row.needs)])}
					figures={[2]}
				/>
			)}
			{answered.elsewhere.length > 0 && (
				<Table
					caption={say("models.answered_elsewhere")}
					head={[say("models.territory"), say("listening.topic"), say("models.needs")]}
					rows={answered.elsewhere.map((row) => [
						row.territory,
						say(`listening.topic_${row.topic}`),
						String(row.needs),
					])}
					figures={[2]}
				/>
			)}
		</section>
	);
}

function Share({ view, model }: { view: View; model: Model }) {
	const { say, language } = view;
	return (
		<Card labelledBy="share">
			<h2 id="share">{say("models.share_title")}</h2>
			<p>
				{model.sharedOn
					? say("models.shared_since", { day: dateInWords(language, model.sharedOn) })
					: say("models.not_shared")}
			</p>
			<form method="post" action={`/initiatives/models/${model.id}/share`} aria-labelledby="share">
				<input type="hidden" name="shared" value={model.sharedOn ? "no" : "yes"} />
				<Readers>{say("models.share_readers")}</Readers>
				<Button quiet>{say(model.sharedOn ? "models.unshare" : "models.share")}</Button>
			</form>
		</Card>
	);
}
