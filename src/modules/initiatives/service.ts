import { newId } from "../../core/ids.ts";
import { dayOf } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import type { Actor } from "../../db/actor.ts";
import { audit } from "../../db/audit.ts";
import type { Read, Tx } from "../../db/database.ts";
import { type Ground, only } from "../../ui/http.ts";
import { pageOf, readCursor } from "../../ui/json.ts";
import { requestOf, writtenBefore } from "../../ui/request.ts";
import { accountNames } from "../access/service.ts";
import { keepUndoIn } from "../access/undo/service.ts";
import { partiesByIds } from "../community/service.ts";
import { needsByIdsIn, openNeedsIn, recordAnswerIn } from "../listening/service.ts";
import { neighbourhoodIn, objectivesIn } from "../programme/service.ts";
import type {
	ChangeInitiative,
	ChangeRunner,
	ChangeState,
	Initiative,
	ListInitiatives,
	NewInitiative,
	Session,
	WorkingInitiative,
} from "./contract.ts";
import { mustFind, territoryOf } from "./find.ts";
import { moveUpAtDatesIn } from "./joining/service.ts";
import { countModelNeedsIn, knownModel } from "./models/service.ts";
import { stepsOf } from "./models/steps/service.ts";
import { decideState, refuseLabels } from "./rules.ts";
import { readSessions } from "./sessions/store.ts";
import * as store from "./store.ts";
import { tellDatesChangedIn } from "./told/service.ts";

export { isUsable, models } from "./models/service.ts";
export { addOrganiser, organisersOf, removeOrganiser } from "./organisers/service.ts";
export {
	meetingPlacesIn,
	publicDatesIn,
	publicInitiativeIn,
	publicWeekIn,
} from "./public/service.ts";
export {
	addSessions,
	meetHere,
	monthOfSessionsIn,
	recordAttendance,
	sessionOf,
	weekIn,
} from "./sessions/service.ts";

/** Initiatives, newest first: for staff those of the neighbourhood named or on screen, for a citizen the own ones. */
export async function listInitiatives(
	ground: Ground,
	actor: Actor,
	query: ListInitiatives,
): Promise<{ items: Initiative[]; next: string | null }> {
	only(actor, "facilitator", "coordinator", "citizen");
	return ground.db.readUnchanged(actor, async (read) => {
		const mine = actor.role === "citizen" ? actor.accountId : undefined;
		const neighbourhoodId = query.neighbourhood
			? (await neighbourhoodIn(read, query.neighbourhood)).id
			: mine
				? undefined
				: actor.neighbourhoodId;
		const where = {
			territoryId: territoryOf(actor),
			neighbourhoodId,
			state: query.state,
			organiser: mine,
			after: readCursor(query.cursor),
		};
		const rows = await store.readInitiatives(read, { ...where, limit: query.limit + 1 });
		return pageOf(rows, query.limit, (row) => row.recordedAt);
	});
}

/** An initiative with its working side. Staff only. Throws `not_found`. */
export async function workingInitiative(
	ground: Ground,
	actor: Actor,
	id: string,
): Promise<WorkingInitiative & { sessions: Session[]; needs: { id: string; title: string }[] }> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const found = await workingInitiativeIn(read, id);
		const sessions = await readSessions(read, territoryOf(actor), id);
		const needs = found.needIds.length > 0 ? await needsByIdsIn(read, found.needIds) : new Map();
		return { ...found, sessions, needs: [...needs.values()].map((n) => ({ id: n.id, title: n.title })) };
	});
}

/** The initiative of those who work on it, in a reading of the module above. Throws `not_found`. */
export async function workingInitiativeIn(read: Read, id: string): Promise<WorkingInitiative> {
	const found = await store.readWorking(read, territoryOf(read.actor), id);
	if (!found) throw new Refused("not_found");
	return found;
}

/** An initiative as its page shows it, in a language: with the needs it could answer as well, its objectives and who ticked its steps. Throws `not_found`. */
export async function initiativeOnPage(ground: Ground, actor: Actor, id: string, language: string) {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const initiative = await store.readWorking(read, territoryOf(actor), id, language);
		if (!initiative) throw new Refused("not_found");
		const linked = new Set(initiative.needIds);
		const sessions = await readSessions(read, territoryOf(actor), id);
		const needs = await openNeedsIn(read, initiative.neighbourhoodId, initiative.needIds);
		const objectives = initiative.objectives.length > 0 ? await objectivesIn(read) : [];
		const steps = stepsOf(initiative);
		const tickers = steps.flatMap((step) => step.takenBy ?? []);
		return {
			initiative,
			sessions,
			needs: needs.filter((need) => linked.has(need.id)),
			openNeeds: needs.filter((need) => !linked.has(need.id)).slice(0, 60),
			objectives: objectives.filter((o) => initiative.objectives.includes(o.id)),
			steps,
			names: tickers.length > 0 ? await accountNames(read, tickers) : new Map<string, string>(),
		};
	});
}

/** The same for a citizen who organises it: its public side, its dates and how many came. Throws `not_found`. */
export async function organisedInitiative(
	ground: Ground,
	actor: Actor,
	id: string,
): Promise<{ initiative: Initiative; sessions: Session[] }> {
	only(actor, "citizen");
	return ground.db.readAs(actor, async (read) => {
		const initiative = await store.readInitiative(read, territoryOf(actor), id);
		if (!initiative?.organisers.includes(actor.accountId ?? "")) throw new Refused("not_found");
		return { initiative, sessions: await readSessions(read, territoryOf(actor), id) };
	});
}

/**
 * Starts an initiative: from a need, from a model, or from nothing. Nothing of a need enters its public side.
 * Throws `labels` when a public text names somebody's trouble, `invalid` for a need or model that is not there.
 */
export async function startInitiative(ground: Ground, actor: Actor, input: NewInitiative): Promise<Initiative> {
	only(actor, "facilitator", "coordinator");
	refuseLabels(input);
	const now = ground.clock();
	const request = requestOf<"initiative">(actor, now, "initiative", input);
	const { id } = request;
	return ground.db.withActor(actor, async (tx) => {
		const before = await store.readRequest(tx, territoryOf(actor), id);
		if (before) {
			writtenBefore(before, request);
			return mustFind(tx, id);
		}
		const n = await neighbourhoodIn(tx, input.neighbourhood);
		const place = { territoryId: n.territoryId, neighbourhoodId: n.id };
		const from = await knownModel(tx, input.model);
		const row = {
			...input,
			...place,
			...request,
			from,
			organisers: [actor.accountId!],
			recordedBy: actor.accountId,
			recordedAt: now,
		};
		if (!(await store.writeInitiative(tx, row))) {
			// Another request with the same id came in between, or the id is one out of sight.
			writtenBefore(await store.readRequest(tx, territoryOf(actor), id), request);
			return mustFind(tx, id);
		}
		await store.writeRunner(tx, place, id, {
			id: newId(),
			who: input.runBy ?? "staff",
			since: dayOf(now),
			by: actor.accountId,
		});
		await audit(tx, { verb: "startInitiative", kind: "initiative", id, neighbourhoodId: n.id });
		const made = await mustFind(tx, id);
		for (const needId of input.needs) await linkNeedIn(tx, place, made, needId);
		return mustFind(tx, id);
	});
}

async function linkNeedIn(
	tx: Tx,
	place: { territoryId: string; neighbourhoodId: string },
	{ id, title, modelId }: Initiative,
	needId: string,
): Promise<void> {
	const need = (await needsByIdsIn(tx, [needId])).get(needId);
	if (!need || need.neighbourhoodId !== place.neighbourhoodId) throw new Refused("invalid", { needs: "error.choice" });
	if (!(await store.writeNeed(tx, place, id, needId))) return;
	await recordAnswerIn(tx, { needId, kind: "initiative", recordId: id, label: title });
	if (modelId && need.topic) await countModelNeedsIn(tx, place, modelId, need.topic);
	await audit(tx, {
		verb: "linkNeed",
		kind: "initiative",
		id,
		neighbourhoodId: place.neighbourhoodId,
		fields: ["needs"],
	});
}

/** Says that an initiative answers a need: on the working side, and in the need's own history. */
export async function linkNeed(ground: Ground, actor: Actor, id: string, needId: string): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const i = await mustFind(tx, id);
		await linkNeedIn(tx, { territoryId: territoryOf(actor), neighbourhoodId: i.neighbourhoodId }, i, needId);
	});
}

/** Rewrites the public side, the objectives and the remarks. Throws `labels`. */
export async function changeInitiative(
	ground: Ground,
	actor: Actor,
	id: string,
	change: ChangeInitiative,
): Promise<void> {
	only(actor, "facilitator", "coordinator");
	refuseLabels(change);
	await ground.db.withActor(actor, async (tx) => {
		const i = await mustFind(tx, id);
		await store.writeChange(tx, i, territoryOf(actor), change);
		await audit(tx, {
			verb: "changeInitiative",
			kind: "initiative",
			id,
			neighbourhoodId: i.neighbourhoodId,
			fields: Object.keys(change),
		});
		if (change.capacity !== i.capacity) await moveUpAtDatesIn(ground, tx, id);
	});
}

/** Opens, concludes, drops or takes up again. Throws `not_from_here`, `needs_reason`. */
export async function changeState(ground: Ground, actor: Actor, id: string, change: ChangeState): Promise<Initiative> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		const i = await mustFind(tx, id);
		decideState(i.state, change);
		await store.writeState(tx, territoryOf(actor), id, { ...change, day: dayOf(ground.clock()) });
		await audit(tx, {
			verb: "changeState",
			kind: "initiative",
			id,
			neighbourhoodId: i.neighbourhoodId,
			fields: ["state"],
		});
		if (change.to === "concluded" || change.to === "dropped") {
			const was = { state: i.state, to: change.to };
			const act = { act: "changeInitiativeState", kind: "initiative", recordId: id, was } as const;
			await keepUndoIn(tx, { ...act, neighbourhoodId: i.neighbourhoodId }, ground.clock());
			await tellDatesChangedIn(ground, tx, id);
		}
		return mustFind(tx, id);
	});
}

/** Notes who runs it from a day on: letting go can be seen. */
export async function changeRunner(ground: Ground, actor: Actor, id: string, change: ChangeRunner): Promise<void> {
	only(actor, "facilitator", "coordinator");
	if (change.since > dayOf(ground.clock())) throw new Refused("invalid", { since: "error.future" });
	await ground.db.withActor(actor, async (tx) => {
		const i = await mustFind(tx, id);
		const place = { territoryId: territoryOf(actor), neighbourhoodId: i.neighbourhoodId };
		await store.writeRunner(tx, place, id, {
			id: change.id,
			who: change.runBy,
			since: change.since,
			by: actor.accountId,
		});
		await audit(tx, {
			verb: "changeRunner",
			kind: "initiative",
			id,
			neighbourhoodId: i.neighbourhoodId,
			fields: ["runners"],
		});
	});
}

/** Adds an organisation that carries the initiative along; its name shows when the initiative does. Throws `invalid`. */
export async function addPartner(ground: Ground, actor: Actor, id: string, organisationId: string): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const i = await mustFind(tx, id);
		const organisation = (await partiesByIds(tx, [organisationId])).get(organisationId);
		if (organisation?.kind !== "organisation") throw new Refused("invalid", { organisation: "error.choice" });
		const place = { territoryId: territoryOf(actor), neighbourhoodId: i.neighbourhoodId };
		await store.writePartner(tx, place, id, organisation, i.state === "open" || i.state === "concluded");
		await audit(tx, {
			verb: "addPartner",
			kind: "initiative",
			id,
			neighbourhoodId: i.neighbourhoodId,
			fields: ["partners"],
		});
	});
}

/** How many open or concluded initiatives say they serve each objective. */
export async function countByObjectiveIn(read: Read): Promise<Map<string, number>> {
	return new Map((await store.readCounts(read)).map((row) => [row.id, row.n]));
}
