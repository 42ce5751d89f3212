import type { VNode } from "preact";
import { z } from "zod";
import { newId } from "../core/ids.ts";
import { text } from "../core/input.ts";
import { newAccount } from "../modules/access/contract.ts";
import { addAccount } from "../modules/access/service.ts";
import { topics } from "../modules/listening/contract.ts";
import {
	bodyName,
	drawing,
	forgettingTerm,
	guarantees,
	isReadyForPeople,
	newMunicipality,
	newTerritory,
	numbersMost,
	serviceNumbers,
	usedTopics,
} from "../modules/programme/body/contract.ts";
import * as body from "../modules/programme/body/service.ts";
import { newNeighbourhood } from "../modules/programme/contract.ts";
import { BoundaryMap } from "../modules/programme/map.tsx";
import { addNeighbourhood } from "../modules/programme/service.ts";
import { Actions, Button, Chips, Entries, Form, Readers, Select, TextArea, TextField } from "../ui/components.tsx";
import type { FormState } from "../ui/form.ts";
import type { Ctx, View } from "../ui/http.ts";
import { RoleFields } from "./accounts.tsx";
import { NeighbourhoodFields } from "./neighbourhoods.tsx";
import { placeOf, placesOf } from "./places.ts";
import type { Facts } from "./setup-facts.ts";

type FormProps = { view: View; form: FormState; facts: Facts };

/** One step of the first hour: its form, what it writes, and how to know that it is done. */
export type Step = {
	id: string;
	isDone(facts: Facts): boolean;
	/** What is there, in a few words. */
	said(facts: Facts, view: View): string;
	contract: z.ZodType;
	Form(props: FormProps): VNode;
	save(c: Ctx, input: unknown): Promise<void>;
};

/** Ties what a step writes to the contract it is read by. */
function step<Contract extends z.ZodType>(
	parts: Omit<Step, "contract" | "save"> & {
		contract: Contract;
		save(c: Ctx, input: z.output<Contract>): Promise<void>;
	},
): Step {
	return { ...parts, save: (c, input) => parts.save(c, input as z.output<Contract>) };
}

function Save({ view, children }: { view: View; children?: string }) {
	return (
		<Actions>
			<Button>{children ?? view.say("setup.save")}</Button>
		</Actions>
	);
}

const theBody = step({
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

const territoryOptions = (facts: Facts) => facts.territories.map((t) => ({ value: t.slug, label: t.name }));

const territory = step({
	id: "territory",
	isDone: (facts) => facts.territories.length > 0,
	said: (facts) => facts.territories.map((t) => t.name).join(", "),
	contract: newTerritory,
	Form: ({ view, form, facts }) => (
		<>
			<Entries
				label={view.say("setup.territory_title")}
				items={facts.territories.map((t) => ({ key: t.id, title: t.name }))}
			/>
			<Form action="/programme/setup/territory" id={newId()}>
				<TextField
					view={view}
					form={form}
					name="name"
					label={view.say("setup.territory_name")}
					maxLength={120}
					required
				/>
				<Save view={view}>{view.say("setup.territory_add")}</Save>
			</Form>
		</>
	),
	save: ({ var: { ground, actor } }, input) => body.addTerritory(ground, actor, input),
});

const municipality = step({
	id: "municipality",
	isDone: (facts) => facts.members.length > 0,
	said: (facts, { say }) => say("setup.municipality_said", { n: facts.members.length }),
	contract: newMunicipality,
	Form: ({ view, form, facts }) => (
		<Form action="/programme/setup/municipality">
			<MunicipalityFields view={view} form={form} facts={facts} />
		</Form>
	),
	save: ({ var: { ground, actor } }, input) => body.addMunicipality(ground, actor, input),
});

function MunicipalityFields({ view, form, facts }: FormProps) {
	const { say } = view;
	return (
		<>
			<Select
				view={view}
				form={form}
				name="territory"
				label={say("programme.territory")}
				options={territoryOptions(facts)}
				required
			/>
			<TextField view={view} form={form} name="name" label={say("setup.municipality_name")} maxLength={120} required />
			<TextField
				view={view}
				form={form}
				name="istatCode"
				inputMode="numeric"
				label={say("setup.municipality_code")}
				hint={say("setup.municipality_code_hint")}
				maxLength={6}
				required
			/>
			<TextField
				view={view}
				form={form}
				name="residents"
				inputMode="numeric"
				label={say("setup.municipality_residents")}
				required
			/>
			<Save view={view}>{say("setup.municipality_add")}</Save>
		</>
	);
}

const neighbourhood = step({
	id: "neighbourhood",
	isDone: (facts) => facts.neighbourhoods.length > 0,
	said: (facts) => facts.neighbourhoods.map((n) => n.name).join(", "),
	contract: newNeighbourhood,
	Form: ({ view, form, facts }) => (
		<Form action="/programme/setup/neighbourhood" id={newId()}>
			<NeighbourhoodFields view={view} form={form} territories={territoryOptions(facts)} />
			<Readers>{view.say("programme.n_readers")}</Readers>
			<Save view={view} />
		</Form>
	),
	save: ({ var: { ground, actor } }, input) => addNeighbourhood(ground, actor, input),
});

const drawn = step({
	id: "drawing",
	isDone: (facts) => Boolean(facts.drawing && (facts.drawing.streets.length > 0 || facts.drawing.boundary)),
	said: (facts, { say }) =>
		say("setup.drawing_said", { place: facts.place?.name ?? "", n: facts.drawing?.streets.length ?? 0 }),
	contract: drawing.and(z.object({ neighbourhood: text(60) })),
	Form: ({ view, form, facts }) => (
		<Form action="/programme/setup/drawing">
			<Select
				view={view}
				form={form}
				name="neighbourhood"
				label={view.say("setup.drawing_which")}
				value={facts.place?.slug}
				options={facts.neighbourhoods.map((n) => ({ value: n.slug, label: n.name }))}
				required
			/>
			<TextArea
				view={view}
				form={form}
				name="streets"
				label={view.say("setup.drawing_streets")}
				hint={view.say("setup.drawing_streets_hint")}
				value={facts.drawing?.streets.join("\n")}
				rows={6}
			/>
			{facts.drawing?.boundary && facts.place && (
				<figure class="picture">
					<BoundaryMap
						boundary={facts.drawing.boundary}
						title={view.say("setup.drawing_map", { place: facts.place.name })}
					/>
					<figcaption>{view.say("setup.drawing_map", { place: facts.place.name })}</figcaption>
				</figure>
			)}
			<TextArea
				view={view}
				form={form}
				name="boundary"
				label={view.say("setup.drawing_boundary")}
				hint={view.say("setup.drawing_boundary_hint")}
				rows={4}
			/>
			<TextField
				view={view}
				form={form}
				name="feature"
				label={view.say("setup.drawing_feature")}
				hint={view.say("setup.drawing_feature_hint")}
				maxLength={120}
			/>
			<Save view={view} />
		</Form>
	),
	save: ({ var: { ground, actor } }, input) => body.drawNeighbourhood(ground, actor, input.neighbourhood, input),
});

const numbers = step({
	id: "numbers",
	isDone: (facts) => (territoryAtWork(facts)?.urgentPhones.length ?? 0) > 0,
	said: (facts) =>
		territoryAtWork(facts)
			?.urgentPhones.map((p) => `${p.label} ${p.phone}`)
			.join(", ") ?? "",
	contract: serviceNumbers,
	Form: ({ view, form, facts }) => (
		<Form action="/programme/setup/numbers">
			<Select
				view={view}
				form={form}
				name="territory"
				label={view.say("programme.territory")}
				value={territoryAtWork(facts)?.slug}
				options={territoryOptions(facts)}
				required
			/>
			{Array.from({ length: numbersMost }, (_, i) => (
				<div class="row" key={i}>
					<TextField
						view={view}
						form={form}
						name={`label${i}`}
						label={view.say("setup.numbers_label", { n: i + 1 })}
						value={territoryAtWork(facts)?.urgentPhones[i]?.label}
						maxLength={60}
					/>
					<TextField
						view={view}
						form={form}
						name={`phone${i}`}
						type="tel"
						inputMode="tel"
						label={view.say("setup.numbers_phone", { n: i + 1 })}
						value={territoryAtWork(facts)?.urgentPhones[i]?.phone}
						maxLength={40}
					/>
				</div>
			))}
			<Save view={view} />
		</Form>
	),
	save: ({ var: { ground, actor } }, input) => body.writePhones(ground, actor, input.territory, input.phones),
});

/** The territory of the first neighbourhood: the one being set up. */
function territoryAtWork(facts: Facts) {
	return facts.territories.find((t) => t.id === facts.place?.territoryId) ?? facts.territories[0];
}

const staff = step({
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

const topicsStep = step({
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
const forgetting = step({
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
				<Select
					view={view}
					form={form}
					name="territory"
					label={view.say("programme.territory")}
					value={territoryAtWork(facts)?.slug}
					options={territoryOptions(facts)}
					required
				/>
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

const theGuarantees = step({
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

/** The steps, in their order. */
export const steps: readonly Step[] = [
	theBody,
	territory,
	municipality,
	neighbourhood,
	drawn,
	numbers,
	staff,
	topicsStep,
	forgetting,
	theGuarantees,
];
