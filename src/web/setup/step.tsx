import type { VNode } from "preact";
import type { z } from "zod";
import { Actions, Button, Select } from "../../ui/components.tsx";
import type { FormState } from "../../ui/form.ts";
import type { Ctx, View } from "../../ui/http.ts";
import type { Facts } from "./facts.ts";

export type FormProps = { view: View; form: FormState; facts: Facts };

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
export function step<Contract extends z.ZodType>(
	parts: Omit<Step, "contract" | "save"> & {
		contract: Contract;
		save(c: Ctx, input: z.output<Contract>): Promise<void>;
	},
): Step {
	return { ...parts, save: (c, input) => parts.save(c, input as z.output<Contract>) };
}

export function Save({ view, children }: { view: View; children?: string }) {
	return (
		<Actions>
			<Button>{children ?? view.say("setup.save")}</Button>
		</Actions>
	);
}

export const territoryOptions = (facts: Facts) => facts.territories.map((t) => ({ value: t.slug, label: t.name }));

/** The territory of the first neighbourhood: the one being set up. */
export function territoryAtWork(facts: Facts) {
	return facts.territories.find((t) => t.id === facts.place?.territoryId) ?? facts.territories[0];
}

/** Which territory; `atWork` proposes the one being set up. */
export function TerritoryField({ view, form, facts, atWork }: FormProps & { atWork?: boolean }) {
	return (
		<Select
			view={view}
			form={form}
			name="territory"
			label={view.say("programme.territory")}
			value={atWork ? territoryAtWork(facts)?.slug : undefined}
			options={territoryOptions(facts)}
			required
		/>
	);
}
