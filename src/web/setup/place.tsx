import { z } from "zod";
import { newId } from "../../core/ids.ts";
import { text } from "../../core/input.ts";
import { pointInWords } from "../../core/outlines/outline.ts";
import type { Faulty } from "../../core/outlines/reading.ts";
import { type ReadBoundary, readBoundary } from "../../modules/programme/body/boundary.ts";
import {
	drawing,
	newMunicipality,
	newTerritory,
	numbersMost,
	serviceNumbers,
} from "../../modules/programme/body/contract.ts";
import * as body from "../../modules/programme/body/service.ts";
import { newNeighbourhood } from "../../modules/programme/contract.ts";
import { addNeighbourhood } from "../../modules/programme/service.ts";
import { Entries, Form, Readers, Select, TextArea, TextField } from "../../ui/components.tsx";
import { typedValue } from "../../ui/form.ts";
import { OutlineFigure } from "../../ui/outline.tsx";
import { NeighbourhoodFields } from "../neighbourhoods.tsx";
import { type FormProps, Save, step, TerritoryField, territoryAtWork, territoryOptions } from "./step.tsx";

export const territory = step({
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

export const municipality = step({
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
			<TerritoryField view={view} form={form} facts={facts} />
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

export const neighbourhood = step({
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

export const drawn = step({
	id: "drawing",
	isDone: (facts) => Boolean(facts.drawing && (facts.drawing.streets.length > 0 || facts.drawing.boundary)),
	said: (facts, { say }) =>
		say("setup.drawing_said", { place: facts.place?.name ?? "", n: facts.drawing?.streets.length ?? 0 }),
	contract: drawing.and(z.object({ neighbourhood: text(60) })),
	Form: DrawingForm,
	save: ({ var: { ground, actor } }, input) => body.drawNeighbourhood(ground, actor, input.neighbourhood, input),
});

/** One neighbourhood at a time: what stands in the form is that one's, and is kept as that one's. */
function DrawingForm({ view, form, facts }: FormProps) {
	const { say } = view;
	const slug = typedValue(form, "neighbourhood") || (facts.place?.slug ?? "");
	const path = "/programme/setup/drawing?neighbourhood=";
	return (
		<>
			{facts.neighbourhoods.length > 1 && (
				<nav class="tabs" aria-label={say("setup.drawing_which")}>
					<ul>
						{facts.neighbourhoods.map((n) => (
							<li key={n.slug}>
								<a href={path + n.slug} aria-current={n.slug === slug ? "page" : undefined}>
									{n.name}
								</a>
							</li>
						))}
					</ul>
				</nav>
			)}
			<Form action={path + slug}>
				<input type="hidden" name="neighbourhood" value={slug} />
				<TextArea
					view={view}
					form={form}
					name="streets"
					label={say("setup.drawing_streets")}
					hint={say("setup.drawing_streets_hint")}
					value={facts.drawing?.streets.join("\n")}
					rows={6}
				/>
				{facts.drawing?.boundary && facts.place && (
					<OutlineFigure view={view} outline={facts.drawing.boundary} place={facts.place.name} />
				)}
				<BoundaryFields view={view} form={form} facts={facts} />
				<Save view={view} />
			</Form>
		</>
	);
}

/** The boundary as text. What is wrong with one that was sent is shown where it is, or as a choice of what the file holds. */
function BoundaryFields({ view, form, facts }: FormProps) {
	const { say } = view;
	const place = facts.neighbourhoods.find(({ slug }) => slug === typedValue(form, "neighbourhood")) ?? facts.place;
	const faulty = faultOf(form, place?.name ?? "");
	const names = faulty && "names" in faulty ? faulty.names : [];
	const feature = { view, form, name: "feature", label: say("setup.drawing_feature") };
	return (
		<>
			<TextArea
				view={view}
				form={form}
				name="boundary"
				label={say("setup.drawing_boundary")}
				hint={say("setup.drawing_boundary_hint")}
				rows={4}
			/>
			{faulty && "near" in faulty && <Fault view={view} faulty={faulty} place={place?.name ?? ""} />}
			{names.length > 0 ? (
				<Select
					{...feature}
					empty={say("setup.drawing_feature_none")}
					options={names.map((value) => ({ value, label: value }))}
				/>
			) : (
				<TextField {...feature} hint={say("setup.drawing_feature_hint")} maxLength={120} />
			)}
		</>
	);
}

/** What was wrong with the boundary that was sent: it is read again, because a refusal carries words alone. */
function faultOf(form: FormProps["form"], place: string): Exclude<ReadBoundary, { ok: true }> | undefined {
	const sent = typedValue(form, "boundary");
	if (sent === "" || !(form.errors.boundary || form.errors.feature)) return undefined;
	const read = readBoundary(sent, place, typedValue(form, "feature").trim() || undefined);
	return read.ok ? undefined : read;
}

function Fault({ view, faulty: { near, drawn }, place }: { view: FormProps["view"]; faulty: Faulty; place: string }) {
	if (!near) return null;
	if (drawn) return <OutlineFigure view={view} outline={drawn} place={place} near={near} />;
	return <p>{view.say("outline.where", { point: pointInWords(near) })}</p>;
}

export const numbers = step({
	id: "numbers",
	isDone: (facts) => (territoryAtWork(facts)?.urgentPhones.length ?? 0) > 0,
	said: (facts) =>
		territoryAtWork(facts)
			?.urgentPhones.map((p) => `${p.label} ${p.phone}`)
			.join(", ") ?? "",
	contract: serviceNumbers,
	Form: ({ view, form, facts }) => (
		<Form action="/programme/setup/numbers">
			<TerritoryField view={view} form={form} facts={facts} atWork />
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
