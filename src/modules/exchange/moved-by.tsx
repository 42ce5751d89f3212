import { Chips } from "../../ui/components.tsx";
import type { FormState } from "../../ui/form.ts";
import type { View } from "../../ui/http.ts";
import type { ActLine } from "./contract.ts";
import { receivedInWords } from "./words.tsx";

type Props = {
	view: View;
	form: FormState;
	received: readonly ActLine[];
	giver?: string;
	value?: string;
	/** Whether «not asked» is still an answer one can give. */
	asked?: boolean;
};

/** Was it moved by help once received? One of the giver's earlier receipts, or one of the other answers. */
export function MovedByField({ view, form, received, giver, value, asked }: Props) {
	const { say } = view;
	const states = asked
		? (["no", "in_general", "not_answered"] as const)
		: (["not_asked", "no", "in_general", "not_answered"] as const);
	const hint = giver
		? say("exchange.moved_by_hint", { name: giver, n: received.length })
		: say("exchange.moved_by_hint_nobody");
	return (
		<Chips
			view={view}
			form={form}
			name="movedBy"
			label={say("exchange.moved_by")}
			hint={hint}
			options={[
				...states.map((state) => ({ value: state as string, label: say(`exchange.moved_${state}`) })),
				...received.map((act) => ({ value: act.id as string, label: receivedInWords(view, act) })),
			]}
			value={value}
			required={asked}
		/>
	);
}
