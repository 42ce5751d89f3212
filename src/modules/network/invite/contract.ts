import { z } from "zod";
import { id, list, oneOf, optionalText, whole } from "../../../core/input.ts";
import type { Simulated } from "../../../measures/outreach.ts";
import type { PersonalTieKind } from "../../community/network/contract.ts";

export const mostInviters = 6;

/** The marks live in the form alone: whoever looks somebody up brings them along. */
export const askInviters = z.object({
	act: oneOf(["find", "suggest"]),
	marks: list(id<"party">(), 200),
	inviters: whole(1, mostInviters),
	q: optionalText(60),
});
export type AskInviters = Pick<z.output<typeof askInviters>, "marks" | "inviters">;

/** Somebody who agreed to hear of things through acquaintances and to pass them on. */
export type Willing = { id: string; label: string; placeLabel: string | null };

/** What an invitation is prepared on: the initiative, who agreed, and how many ties in force join them. */
export type Invitation = {
	initiative: { id: string; title: string };
	people: Willing[];
	ties: number;
};

/** One more person on a way, and what ties them to the one before. */
export type Step = { person: Willing; kinds: PersonalTieKind[] };

export type Suggestion = {
	/** How many were marked. */
	marked: number;
	/** By name: nobody stands before another for anything else. */
	inviters: { person: Willing; ways: Step[][]; without: Simulated }[];
	reached: Simulated;
	/** Those marked to whom no way leads from any of them, by name. */
	unreached: Willing[];
	/** Asking as many others instead. */
	bestConnected: Simulated;
	anyone: Simulated;
};
