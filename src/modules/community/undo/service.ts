import { Refused } from "../../../core/refusal.ts";
import type { Inverse } from "../../access/undo/service.ts";
import { unmarkLeft } from "../parties/store.ts";
import { undoConfirm } from "../reach/service.ts";
import { reopenTie } from "../ties/store.ts";

/** How the acts of the community are taken back. What was emptied at somebody's wish is not: that is at once and for good. */

const holdAgain: Inverse = async (tx, act) => {
	if (!(await reopenTie(tx, act.recordId, String(act.was.until)))) throw new Refused("changed_meanwhile");
};

const backHere: Inverse = async (tx, act) => {
	if (!(await unmarkLeft(tx, act.recordId, String(act.was.leftOn)))) throw new Refused("changed_meanwhile");
};

export const inverses = { endTie: holdAgain, markLeft: backHere, confirmReach: undoConfirm };
