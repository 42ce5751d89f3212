import { breathing } from "../../../core/breathing.ts";
import { newId } from "../../../core/ids.ts";
import { type KnownParty, sameTieKey, whyNoTie } from "../../community/bulk/service.ts";
import { partyKinds } from "../../community/contract.ts";
import type { Field, Line } from "../contract.ts";
import { type Asked, emptyPlan, lineFor, type Plan, type Row, RowRefused } from "../plan.ts";
import { wordFrom } from "../table/values.ts";
import { saidByWords, tieWords } from "../table/words.ts";
import { type Called, calledIn, dayIn, type Facts, oneCalled, yesIn } from "./facts.ts";

/** What a list of ties comes to: both ends are there already, each called so alone. */
export async function planTies(rows: readonly Row<Field>[], facts: Facts, asked: Asked): Promise<Plan> {
	const plan = emptyPlan();
	const parties = calledIn(facts.known, partyKinds);
	const there = new Map(facts.ties.map((tie) => [momentOf(tie), 0]));
	const standing = new Set(facts.ties.filter(({ until }) => until === null).map(sameTieKey));

	function one({ row, cell }: Row<Field>): Pick<Line, "outcome" | "reason" | "of"> {
		const one = endIn(parties, cell("one"), "one_missing");
		const other = endIn(parties, cell("other"), "other_missing");
		const kind = wordFrom(cell("tie"), tieWords);
		if (!kind) throw new RowRefused("tie_unknown", cell("tie"));
		const saidBy = cell("saidBy") === "" ? "somebody_else" : wordFrom(cell("saidBy"), saidByWords);
		if (!saidBy) throw new RowRefused("said_by_unknown", cell("saidBy"));
		const since = dayIn(cell("since"), asked.today, asked.today);
		const until = cell("until") === "" ? undefined : dayIn(cell("until"), asked.today, asked.today);
		const doing = cell("doing").slice(0, 200) || undefined;
		const why = whyNoTie({ one, other, kind, doing, since, until, saidBy }, asked.today);
		if (why)
			throw new RowRefused(
				why === "refusal.same_person"
					? "tie_itself"
					: why === "error.order"
						? "tie_order"
						: doing
							? "tie_doing"
							: "tie_kinds",
			);
		const existedBefore = yesIn(cell("existedBefore"));
		const tie = {
			id: newId<"tie">(),
			oneId: one.id,
			otherId: other.id,
			kind,
			doing,
			since,
			until,
			saidBy,
			existedBefore,
		};
		const before = there.get(momentOf(tie));
		if (before) return { outcome: "merged", reason: "row_before", of: String(before) };
		if (before === 0 || (!until && standing.has(sameTieKey(tie)))) return { outcome: "matched" };
		there.set(momentOf(tie), row);
		if (!until) standing.add(sameTieKey(tie));
		plan.ties.push(tie);
		return { outcome: "created" };
	}

	for await (const row of breathing(rows))
		plan.lines.push(lineFor(row.row, `${row.cell("one")} – ${row.cell("other")}`.slice(0, 240), () => one(row)));
	return plan;
}

function endIn(parties: Called, label: string, missing: string): KnownParty {
	if (label === "") throw new RowRefused(missing);
	return oneCalled(parties, label);
}

type Moment = Parameters<typeof sameTieKey>[0] & { since: string; until?: string | null };

function momentOf(tie: Moment): string {
	return `${sameTieKey(tie)} ${tie.since} ${tie.until ?? ""}`;
}
