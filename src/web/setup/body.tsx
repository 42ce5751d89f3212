import { newId } from "../../core/ids.ts";
import { newAccount } from "../../modules/access/contract.ts";
import { addAccount } from "../../modules/access/service.ts";
import { topics } from "../../modules/listening/contract.ts";
import {
	bodyName,
	forgettingTerm,
	guarantees,
	isReadyForPeople,
	usedTopics,
} from "../../modules/programme/body/contract.ts";
import * as body from "../../modules/programme/body/service.ts";
import { Chips, Entries, Form, Readers, TextArea, TextField } from "../../ui/components.tsx";
import { RoleFields } from "../accounts.tsx";
import { placeOf, placesOf } from "../places.ts";
import { Save, step, TerritoryField, territoryAtWork } from "./step.tsx";

export const theBody = step({
	id: "body",
	isDone: (facts) => facts.body !== undefined,
	said: (facts) => facts.body?.name ?? "",
	contract: bodyName,
	Form: ({ view, form, facts }) => (
		<Form action="/programme/setup/body">
			<TextField
				view={view}
				form={form}
				name="name"
				label={view.say("setup.body_name")}
				value={facts.body?.name}
				maxLength={200}
				required
			/>
			<Save view={view} />
		</Form>
	),
	save: ({ var: { ground, actor } }, { name }) => body.nameBody(ground, actor, name),
});

export const staff = step({
	id: "staff",
	isDone: (facts) => facts.staff.some((a) => a.assignments.some((held) => held.role === "facilitator")),
	said: (facts) =>
		facts.staff
			.filter((a) => a.assignments.some((held) => held.territoryId))
			.map((a) => a.name)
			.join(", "),
	contract: newAccount,
	Form: ({ view, form, facts }) => (
		<Form action="/programme/setup/staff" id={newId()}>
			<TextField view={view} form={form} name="name" label={view.say("access.account_name")} maxLength={120} required />
			<TextField
				view={view}
				form={form}
				name="email"
				type="email"
				inputMode="email"
				label={view.say("access.account_email")}
				maxLength={254}
				required
			/>
			<RoleFields view={view} form={form} places={facts} first="facilitator" />
			<Readers>{view.say("access.account_readers")}</Readers>
			<Save view={view} />
		</Form>
	),
	save: async (c, input) => {
		const { ground, actor } = c.var;
		const place = placeOf(await placesOf(c), input.role, input.territory, input.neighbourhood);
		await addAccount(ground, actor, input, place);
	},
});

export const topicsStep = step({
	id: "topics",
	isDone: (facts) => facts.body?.topicsChosen ?? false,
	said: (facts, { say }) => say("setup.topics_said", { n: topics.length - (facts.body?.unusedTopics.length ?? 0) }),
	contract: usedTopics,
	Form: ({ view, form, facts }) => (
		<Form action="/programme/setup/topics">
			<Chips
				view={view}
				form={form}
				name="topics"
				several
				required
				label={view.say("setup.topics_label")}
				value={topics.filter((topic) => !facts.body?.unusedTopics.includes(topic))}
				options={topics.map((topic) => ({ value: topic, label: view.say(`listening.topic_${topic}`) }))}
			/>
			<Save view={view} />
		</Form>
	),
	save: ({ var: { ground, actor } }, { topics: used }) => body.chooseTopics(ground, actor, topics, used),
});

/** Every territory has a term from its start: the step is done, and stands here to be changed. */
export const forgetting = step({
	id: "forgetting",
	isDone: (facts) => facts.territories.length > 0,
	said: (facts, { say }) =>
		facts.territories.map((t) => say("setup.forgetting_said", { name: t.name, n: t.forgetAfterDays })).join(", "),
	contract: forgettingTerm,
	Form: ({ view, form, facts }) => (
		<>
			<Entries
				label={view.say("setup.forgetting_title")}
				items={facts.territories.map((t) => ({
					key: t.id,
					title: t.name,
					line: view.say("setup.forgetting_line", { n: t.forgetAfterDays }),
				}))}
			/>
			<Form action="/programme/setup/forgetting">
				<TerritoryField view={view} form={form} facts={facts} atWork />
				<TextField
					view={view}
					form={form}
					name="days"
					inputMode="numeric"
					label={view.say("setup.forgetting_days")}
					hint={view.say("setup.forgetting_days_hint")}
					value={String(territoryAtWork(facts)?.forgetAfterDays ?? "")}
					maxLength={3}
					required
				/>
				<Readers>{view.say("setup.forgetting_readers")}</Readers>
				<Save view={view} />
			</Form>
		</>
	),
	save: ({ var: { ground, actor } }, input) => body.writeTerm(ground, actor, input.territory, input.days),
});

export const theGuarantees = step({
	id: "guarantees",
	isDone: (facts) => isReadyForPeople(facts.body),
	said: (facts) => facts.body?.controller ?? "",
	contract: guarantees,
	Form: ({ view, form, facts: { body: known } }) => (
		<Form action="/programme/setup/guarantees">
			<TextField
				view={view}
				form={form}
				name="controller"
				label={view.say("setup.controller")}
				hint={view.say("setup.controller_hint")}
				value={known?.controller ?? known?.name}
				maxLength={300}
				required
			/>
			<TextField
				view={view}
				form={form}
				name="contact"
				label={view.say("setup.contact")}
				value={known?.contact ?? undefined}
				maxLength={300}
				required
			/>
			<TextArea
				view={view}
				form={form}
				name="processors"
				label={view.say("setup.processors")}
				hint={view.say("setup.processors_hint")}
				value={known?.processors.join("\n")}
				rows={4}
			/>
			<TextField
				view={view}
				form={form}
				name="assessedOn"
				type="date"
				label={view.say("setup.assessed_on")}
				hint={view.say("setup.assessed_on_hint")}
				value={known?.assessedOn ?? undefined}
				required
			/>
			<Readers>{view.say("setup.guarantees_readers")}</Readers>
			<Save view={view} />
		</Form>
	),
	save: ({ var: { ground, actor } }, input) => body.writeGuarantees(ground, actor, input),
});
