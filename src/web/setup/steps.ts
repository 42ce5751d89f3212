import { forgetting, staff, theBody, theGuarantees, topicsStep } from "./body.tsx";
import { drawn, municipality, neighbourhood, numbers, territory } from "./place.tsx";
import type { Step } from "./step.tsx";

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
