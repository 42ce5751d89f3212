import type { Id } from "../../../../core/ids.ts";
import { dayOf } from "../../../../core/period.ts";
import { Refused } from "../../../../core/refusal.ts";
import type { Actor } from "../../../../db/actor.ts";
import { audit } from "../../../../db/audit.ts";
import type { Tx } from "../../../../db/database.ts";
import { type Ground, only } from "../../../../ui/http.ts";
import { neighbourhoodIn } from "../../../programme/service.ts";
import { blockPairIn, lockPair, overIn } from "../../board/own/service.ts";
import * as board from "../../board/store.ts";
import type { BlockLine, Judge, NewBlock, ReportLine } from "../contract.ts";
import * as store from "../store.ts";

/** What whoever works there does about what was reported, held or taken off, and about contact that is blocked. */

const staff = ["facilitator", "coordinator"] as const;

export type Moderation = { reports: ReportLine[]; blocks: BlockLine[] };

/** What waits to be looked at in the neighbourhood on screen, and the blocks that stand. Throws `choose_neighbourhood`. */
export async function moderation(ground: Ground, actor: Actor): Promise<Moderation> {
	only(actor, ...staff);
	return ground.db.readAs(actor, async (read) => {
		const { id } = await neighbourhoodIn(read);
		const reports = await store.readReports(read, id);
		const blocks = await store.readBlocks(read, id);
		return {
			reports: reports.map(({ reportedAt, neighbourhoodId: _, ...one }) => ({ ...one, reportedOn: dayOf(reportedAt) })),
			blocks: blocks.map((one) => ({
				id: one.id,
				one: one.oneCalled,
				other: one.otherCalled,
				madeOn: dayOf(one.madeAt),
			})),
		};
	});
}

/**
 * Lets a post go out, or takes it off the board with a reason its writer reads and can answer with other words. Open
 * reports about it are answered with it. Throws `not_found`, `not_in_this_state`.
 */
export async function judgePost(ground: Ground, actor: Actor, id: string, input: Judge): Promise<void> {
	only(actor, ...staff);
	const now = ground.clock();
	await ground.db.withActor(actor, async (tx) => {
		const post = await board.lockPost(tx, id);
		if (!post) throw new Refused("not_found");
		const isOn = post.state === "open" || post.state === "taken";
		if (!isOn && input.act === "hide") throw new Refused("not_in_this_state");
		const hidden = input.act === "hide" ? { because: input.because, by: actor.accountId ?? "", at: now } : null;
		await board.changePost(tx, id, { hidden, held: null });
		const verb = input.act === "hide" ? "hidePost" : "showPost";
		await audit(tx, { verb, kind: "post", id, neighbourhoodId: post.neighbourhoodId, fields: ["hidden"] });
		await answerReportsIn(tx, id, input.act === "hide" ? "hidden" : "kept", now);
	});
}

/** Answers all open reports about a record, inside the caller's transaction: for whoever takes off something else than a post. */
export async function answerReportsIn(tx: Tx, recordId: string, outcome: "kept" | "hidden", at: Date): Promise<void> {
	for (const { id, neighbourhoodId } of await store.answerReports(tx, recordId, outcome, at))
		await audit(tx, { verb: "answerReport", kind: "report", id, neighbourhoodId, fields: ["outcome"] });
}

/** Looked at, and it stays. Throws `not_found`. */
export async function keepReported(ground: Ground, actor: Actor, reportId: string): Promise<void> {
	only(actor, ...staff);
	await ground.db.withActor(actor, async (tx) => {
		const report = await store.readReport(tx, reportId);
		if (!report) throw new Refused("not_found");
		await answerReportsIn(tx, report.recordId, "kept", ground.clock());
	});
}

/** Blocks contact between the two of an answer; what stands between them ends, and neither learns why. Throws `not_found`. */
export async function blockPair(ground: Ground, actor: Actor, input: NewBlock): Promise<void> {
	only(actor, ...staff);
	await ground.db.withActor(actor, async (tx) => {
		const pair = await lockPair(tx, input.answer);
		await blockPairIn(ground, tx, pair, input.id);
		if (pair.answer.state === "agreed") await overIn(tx, pair, ground.clock());
		else if (pair.answer.state === "offered") await board.changeAnswer(tx, pair.answer.id, { quiet: true });
	});
}

/** Ends a block. Throws `not_found` where none stands. */
export async function endBlock(ground: Ground, actor: Actor, id: Id<"block">): Promise<void> {
	only(actor, ...staff);
	await ground.db.withActor(actor, async (tx) => {
		const neighbourhoodId = await store.endBlock(tx, id, ground.clock());
		if (!neighbourhoodId) throw new Refused("not_found");
		await audit(tx, { verb: "unblockContact", kind: "block", id, neighbourhoodId });
	});
}
