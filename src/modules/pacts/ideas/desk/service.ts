import { dayOf } from "../../../../core/period.ts";
import { Refused } from "../../../../core/refusal.ts";
import { wordsOf } from "../../../../core/text.ts";
import type { Actor } from "../../../../db/actor.ts";
import { audit } from "../../../../db/audit.ts";
import type { Read } from "../../../../db/database.ts";
import { type Ground, only } from "../../../../ui/http.ts";
import { nextOf, readCursor } from "../../../../ui/json.ts";
import type { OneContact } from "../../../community/reach/contract.ts";
import { confirmAtDesk, keepReachIn, reachesIn } from "../../../community/reach/service.ts";
import type { Judge } from "../../../exchange/moderation/contract.ts";
import { answerReportsIn } from "../../../exchange/moderation/desk/service.ts";
import { listInitiatives } from "../../../initiatives/service.ts";
import type { Neighbourhood } from "../../../programme/contract.ts";
import { neighbourhoodIn, neighbourhoodsByIdsIn } from "../../../programme/service.ts";
import type { DeskIdea, DeskIdeaLine, DeskJoin, DeskQuery, NewAnswer, NewJoinWithout } from "../contract.ts";
import { ownOf, withdrawIn } from "../own/service.ts";
import { decideStep, isOverdue, neededUntil } from "../rules.ts";
import {
	ideaBecameIn,
	joinIn,
	leaveIn,
	proposeIn,
	reachConfirmedIn,
	readWorking,
	type Writer,
	type Written,
} from "../service.ts";
import * as store from "../store.ts";

/** Ideas as whoever works there sees them: what waits, the public answer, and every act a resident can do, done for them. */

const staff = ["facilitator", "coordinator"] as const;

export type DeskIdeas = {
	place: Neighbourhood;
	/** Within how many days an idea is answered. */
	days: number;
	/** Those to be confirmed or read, and those taken off the page. */
	waiting: DeskIdeaLine[];
	items: DeskIdeaLine[];
	next: string | null;
};

/** The ideas of the neighbourhood on screen, newest first, and what waits. Throws `choose_neighbourhood`, `invalid` for a broken cursor. */
export async function deskIdeas(ground: Ground, actor: Actor, query: DeskQuery): Promise<DeskIdeas> {
	only(actor, ...staff);
	const after = readCursor(query.cursor);
	const today = dayOf(ground.clock());
	return ground.db.readAs(actor, async (read) => {
		const place = await neighbourhoodIn(read, query.neighbourhood);
		const { state, limit } = query;
		const where = { territoryId: place.territoryId, neighbourhoodId: place.id, words: wordsOf(query.q), state };
		const rows = await store.readAll(read, { ...where, after, today, limit: limit + 1 });
		const waiting = after ? [] : await store.readWaiting(read, place.id);
		const line = lineOn(today);
		const days = await store.readTerm(read, place.territoryId);
		const next = nextOf(rows, limit, (row) => row.proposedAt);
		return { place, days, waiting: waiting.map(line), items: rows.slice(0, limit).map(line), next };
	});
}

const lineOn =
	(today: string) =>
	(row: store.IdeaRow): DeskIdeaLine => {
		const own = ownOf(row);
		const isPublic = own.confirmed && !own.held && !own.hiddenBecause;
		return { ...own, name: row.called, overdue: isPublic && isOverdue(own.stands, today) };
	};

export type DeskIdeaPage = {
	place: Neighbourhood;
	idea: DeskIdeaLine;
	/** How to reach whoever proposed it; undefined for an account, or where it is no longer kept. */
	contact: OneContact | undefined;
	hasAccount: boolean;
	joins: DeskJoin[];
	/** Initiatives it may have become, after a yes that says so. */
	initiatives: { id: string; title: string }[];
};

/** One idea with who is behind it and who joined. Throws `not_found`. */
export async function deskIdea(ground: Ground, actor: Actor, id: string): Promise<DeskIdeaPage> {
	only(actor, ...staff);
	const shown = await ground.db.readAs(actor, async (read) => {
		const row = await mustFind(read, id);
		const [place] = await neighbourhoodsByIdsIn(read, [row.neighbourhoodId]);
		if (!place) throw new Refused("not_found");
		const joins = await store.readJoins(read, id);
		const reaches = await reachesIn(
			read,
			ground.seal,
			[row, ...joins].flatMap((one) => one.reachId ?? []),
		);
		const contactOf = ({ reachId }: { reachId: string | null }) => reaches.get(reachId ?? "")?.contact;
		return {
			place,
			idea: lineOn(dayOf(ground.clock()))(row),
			contact: contactOf(row),
			hasAccount: row.accountId !== null,
			joins: joins.map((one) => ({
				...{ id: one.id, name: one.called, confirmed: one.confirmedAt !== null, hasAccount: one.accountId !== null },
				contact: contactOf(one),
			})),
		};
	});
	return { ...shown, initiatives: await initiativesFor(ground, actor, shown) };
}

async function mustFind(read: Read, id: string): Promise<store.IdeaRow> {
	const row = await readWorking(read, id);
	if (!row) throw new Refused("not_found");
	return row;
}

async function initiativesFor(ground: Ground, actor: Actor, { idea, place }: Pick<DeskIdeaPage, "idea" | "place">) {
	const { stands } = idea;
	if (stands.state !== "answered" || stands.answer.is !== "yes" || stands.answer.how !== "initiative") return [];
	const { items } = await listInitiatives(ground, actor, { limit: 50, neighbourhood: place.slug });
	return items.filter((one) => one.state === "open").map(({ id, title }) => ({ id, title }));
}

/** Writes an idea for somebody at the desk: theirs is the contact, seen here. Throws `invalid`, `needs_agreement`, `id_taken`. */
export async function proposeAtDesk(ground: Ground, actor: Actor, input: DeskIdea): Promise<Written> {
	only(actor, ...staff);
	if (!input.agreed) throw new Refused("needs_agreement", { agreed: "ideasdesk.error_agreed" });
	return ground.db.withActor(actor, async (tx) =>
		proposeIn(ground, tx, await neighbourhoodIn(tx, input.neighbourhood), input, atDesk(actor, input)),
	);
}

function atDesk(actor: Actor, { givenName: called, contact }: { givenName: string; contact: OneContact }): Writer {
	return { called, contact, personId: null, seen: true, recordedBy: actor.accountId ?? null };
}

/** Joins an idea for somebody at the desk. Throws as `joinIn`. */
export async function joinAtDesk(
	ground: Ground,
	actor: Actor,
	ideaId: string,
	input: NewJoinWithout,
): Promise<Written> {
	only(actor, ...staff);
	return ground.db.withActor(actor, async (tx) => {
		const { neighbourhoodId } = await mustFind(tx, ideaId);
		return joinIn(ground, tx, ideaId, { id: neighbourhoodId }, input, atDesk(actor, input));
	});
}

/** The desk has seen or called whoever left the contact behind an idea or a joining. Throws `not_found`. */
export async function confirm(ground: Ground, actor: Actor, reachId: string): Promise<void> {
	await confirmAtDesk(ground, actor, reachId);
	await ground.db.withActor(actor, (tx) => reachConfirmedIn(ground, tx, reachId));
}

/**
 * Lets an idea go out, or takes it off the page with a reason its writer reads and can answer with other words. Open
 * reports about it are answered with it. Throws `not_found`, `not_in_this_state`.
 */
export async function judgeIdea(ground: Ground, actor: Actor, id: string, input: Judge): Promise<void> {
	only(actor, ...staff);
	const now = ground.clock();
	await ground.db.withActor(actor, async (tx) => {
		const idea = await store.lockIdea(tx, id);
		if (!idea) throw new Refused("not_found");
		if (idea.state === "withdrawn") throw new Refused("not_in_this_state");
		const hides = input.act === "hide";
		const hidden = hides ? { because: input.because, by: actor.accountId ?? "", at: now } : null;
		await store.changeIdea(tx, id, { hidden, held: null });
		const { neighbourhoodId } = idea;
		await audit(tx, { verb: hides ? "hideIdea" : "showIdea", kind: "idea", id, neighbourhoodId, fields: ["hidden"] });
		await answerReportsIn(tx, id, hides ? "hidden" : "kept", now);
	});
}

/**
 * The public answer, with its reason. Coordinator only; once. Throws `not_found`, `not_in_this_state` for what was
 * answered or taken back, or what nobody reads yet.
 */
export async function answerIdea(ground: Ground, actor: Actor, id: string, input: NewAnswer): Promise<void> {
	only(actor, "coordinator");
	const today = dayOf(ground.clock());
	await ground.db.withActor(actor, async (tx) => {
		const idea = await store.lockIdea(tx, id);
		if (!idea) throw new Refused("not_found");
		decideStep(idea.state, "answered");
		if (!idea.confirmedAt || idea.held || idea.hiddenBecause) throw new Refused("not_in_this_state");
		await store.changeIdea(tx, id, {
			...{ state: "answered", answer: input.answer, how: input.answer === "yes" ? input.how : null },
			...{ reason: input.reason, reasonLanguage: input.language },
			...{ answeredOn: today, answeredBy: actor.accountId },
		});
		if (idea.reachId) await keepReachIn(tx, idea.reachId, neededUntil(today));
		const { neighbourhoodId } = idea;
		await audit(tx, { verb: "answerIdea", kind: "idea", id, neighbourhoodId, fields: ["state", "answer", "reason"] });
	});
}

/** The initiative that an idea became, chosen among those of its neighbourhood that anybody sees. Throws `invalid`, `not_in_this_state`. */
export async function becameInitiative(ground: Ground, actor: Actor, id: string, initiativeId: string): Promise<void> {
	only(actor, ...staff);
	const { initiatives } = await deskIdea(ground, actor, id);
	if (!initiatives.some((one) => one.id === initiativeId)) throw new Refused("invalid", { initiative: "error.choice" });
	const today = dayOf(ground.clock());
	await ground.db.withActor(actor, (tx) => ideaBecameIn(tx, id, "initiative", initiativeId, today));
}

/** Whoever proposed it says at the desk that they take it back. Throws `not_found`, `not_in_this_state`. */
export async function withdrawAtDesk(ground: Ground, actor: Actor, id: string): Promise<void> {
	only(actor, ...staff);
	await ground.db.withActor(actor, async (tx) => {
		const idea = await store.lockIdea(tx, id);
		if (!idea) throw new Refused("not_found");
		await withdrawIn(ground, tx, idea);
	});
}

/** The desk has seen or called whoever joined this idea. Throws `not_found`. */
export async function confirmJoin(ground: Ground, actor: Actor, ideaId: string, joinId: string): Promise<void> {
	only(actor, ...staff);
	await ground.db.readAs(actor, (read) => joinOfIn(read, ideaId, joinId));
	await confirm(ground, actor, joinId);
}

/** Whoever joined says at the desk that they do not after all. Throws `not_found`. */
export async function leaveAtDesk(ground: Ground, actor: Actor, ideaId: string, joinId: string): Promise<void> {
	only(actor, ...staff);
	await ground.db.withActor(actor, async (tx) => {
		if (!(await store.lockIdea(tx, ideaId))) throw new Refused("not_found");
		await leaveIn(tx, await joinOfIn(tx, ideaId, joinId));
	});
}

async function joinOfIn(read: Read, ideaId: string, joinId: string): Promise<store.JoinRow> {
	const join = await store.readJoin(read, joinId);
	if (join?.ideaId !== ideaId) throw new Refused("not_found");
	return join;
}

/** Within how many days ideas are answered, in the whole territory, from the next one on. Coordinator only. */
export async function setIdeaTerm(ground: Ground, actor: Actor, days: number): Promise<void> {
	only(actor, "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		await store.writeTerm(tx, days);
		const id = actor.territoryId ?? "";
		await audit(tx, { verb: "setIdeaTerm", kind: "territory", id, fields: ["idea_days"] });
	});
}
