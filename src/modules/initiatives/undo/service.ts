import { Refused } from "../../../core/refusal.ts";
import type { Inverse } from "../../access/undo/service.ts";
import type { InitiativeState, SessionState } from "../contract.ts";
import { mustFind, territoryOf } from "../find.ts";
import { copyOrganisers, writeOrganiser } from "../organisers/store.ts";
import { undoAttendance } from "../sessions/service.ts";
import { restoreSessionState } from "../sessions/store.ts";
import { restoreState } from "../store.ts";

/** How the acts of initiatives are taken back. Each looks whether the record still is as the act left it. */

const takeUp: Inverse = async (tx, act) => {
	const { state, to } = act.was as { state: InitiativeState; to: InitiativeState };
	if (!(await restoreState(tx, territoryOf(tx.actor), act.recordId, to, state))) throw new Refused("changed_meanwhile");
};

const planAgain: Inverse = async (tx, act) => {
	const { state, to } = act.was as { state: SessionState; to: SessionState };
	if (!(await restoreSessionState(tx, territoryOf(tx.actor), act.recordId, to, state)))
		throw new Refused("changed_meanwhile");
};

const organiseAgain: Inverse = async (tx, act) => {
	const territoryId = territoryOf(tx.actor);
	await mustFind(tx, act.recordId);
	if (!(await writeOrganiser(tx, territoryId, act.recordId, String(act.was.account), true)))
		throw new Refused("changed_meanwhile");
	await copyOrganisers(tx, territoryId, act.recordId);
};

export const inverses = {
	changeInitiativeState: takeUp,
	setSessionState: planAgain,
	recordAttendance: undoAttendance,
	removeOrganiser: organiseAgain,
};
