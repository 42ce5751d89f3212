import type { Day } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Purpose } from "../contract.ts";
import { yesHere } from "./contract.ts";
import { type AgeBand, type Answer, bandsOfMinors, type ResponsibleAs } from "./fields.ts";

/** Purposes with something beside them that only ends where it stands: their agreement has no last day of its own. */
const endsElsewhere: readonly Purpose[] = ["circle", "referral"];

export type Asked = {
	purpose: Purpose;
	answer: Answer;
	day: Day;
	until?: Day;
	minor?: boolean;
	responsible?: string;
	responsibleAs?: ResponsibleAs;
	ageBand?: AgeBand;
	again?: boolean;
};

/** What was said before: whether the person is known not to be of age, and whether the last answer to this was a no. */
export type Before = { minor: boolean; saidNo: boolean };

/**
 * Decides an answer that staff write into the ledger. Throws `invalid` with its field: `purpose` for a yes that is
 * written where it is done, `day`, `until`, `responsible` and `responsibleAs` for a minor without who answers for them,
 * `ageBand`, `again` where a no would be asked again by surprise.
 */
export function decideAnswer(asked: Asked, before: Before, today: Day): { minor: boolean } {
	const { purpose, answer, day, ageBand } = asked;
	if (answer === "agreed" && !(yesHere as readonly Purpose[]).includes(purpose))
		throw new Refused("invalid", { purpose: "ledger.error_elsewhere" });
	if (answer === "agreed" && purpose === "age_band" && !ageBand)
		throw new Refused("invalid", { ageBand: "error.choice" });
	if (day > today) throw new Refused("invalid", { day: "error.future" });
	decideUntil(purpose, answer, day, asked.until);
	const band = answer === "agreed" && purpose === "age_band" ? ageBand : undefined;
	const minor = before.minor || asked.minor === true || (band !== undefined && bandsOfMinors.includes(band));
	decideResponsible(minor, asked);
	decideAgain(answer, before.saidNo, asked.again);
	return { minor };
}

/** Decides the last day of an answer. Throws `invalid` with `until`. */
export function decideUntil(purpose: Purpose, answer: Answer, day: Day, until: Day | undefined): void {
	if (until === undefined) return;
	if (answer === "declined" || endsElsewhere.includes(purpose))
		throw new Refused("invalid", { until: "ledger.error_no_until" });
	if (until < day) throw new Refused("invalid", { until: "error.order" });
}

/** A minor's answer names who holds responsibility, and how they stand to them. Throws `invalid` (`responsible`, `responsibleAs`). */
export function decideResponsible(
	minor: boolean,
	{ responsible, responsibleAs }: { responsible?: string; responsibleAs?: string },
): void {
	if (!minor && !responsible && !responsibleAs) return;
	if (!responsible) throw new Refused("invalid", { responsible: "ledger.error_responsible" });
	if (!responsibleAs) throw new Refused("invalid", { responsibleAs: "ledger.error_responsible_as" });
}

/** Whoever said no is not asked again by surprise: somebody says that they came back to it themselves. Throws `invalid` (`again`). */
export function decideAgain(answer: Answer, saidNo: boolean, again?: boolean): void {
	if (answer === "agreed" && saidNo && !again) throw new Refused("invalid", { again: "ledger.error_said_no" });
}
