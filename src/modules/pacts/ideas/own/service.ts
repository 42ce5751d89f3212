import { dayOf } from "../../../../core/period.ts";
import { Refused } from "../../../../core/refusal.ts";
import type { Actor } from "../../../../db/actor.ts";
import { audit } from "../../../../db/audit.ts";
import type { Read, Tx } from "../../../../db/database.ts";
import { type Ground, type OwnKey, only } from "../../../../ui/http.ts";
import {
	confirmReach,
	ofKey,
	reachForCode,
	sendReachCodeIn,
	squareHere,
	squareOf,
} from "../../../community/reach/service.ts";
import { heldOf } from "../../../exchange/moderation/service.ts";
import type { Neighbourhood } from "../../../programme/contract.ts";
import { placeBySlug } from "../../../programme/service.ts";
import type { OwnAct, OwnIdea, OwnJoin, OwnLine } from "../contract.ts";
import { decideStep, mayChange } from "../rules.ts";
import { leaveIn, publicOf, reachConfirmedIn } from "../service.ts";
import * as store from "../store.ts";

/** One's own ideas and what one joined: with an account, or with the key that was given when they were written. */

/** Which rows are whose. */
type Whose = { owns: (row: { id: string; accountId: string | null; keyHash: Buffer | null }) => boolean };

function ofAccount(accountId: string): Whose {
	return { owns: (row) => row.accountId === accountId };
}

/** What stands on one's own page. */
export type Own = { ideas: OwnIdea[]; joins: OwnJoin[] };

/** An idea as whoever proposed it reads it. */
export function ownOf(row: store.IdeaRow): OwnIdea {
	const { confirmedAt, held, hiddenBecause } = row;
	return { ...publicOf(row), confirmed: confirmedAt !== null, held, hiddenBecause, mayChange: mayChange(row) };
}

async function shown(read: Read, ideas: readonly store.IdeaRow[], joins: readonly store.JoinRow[]): Promise<Own> {
	const joined = joins.length > 0 ? await store.readIdeas(read, [...new Set(joins.map((one) => one.ideaId))]) : [];
	// What was taken back or off the page is no longer to be read, also by those who joined it.
	const ideaOf = new Map(joined.filter(isRead).map((idea) => [idea.id, publicOf(idea)]));
	return {
		ideas: ideas.map(ownOf),
		joins: joins.flatMap(({ id, ideaId, confirmedAt }) => {
			const idea = ideaOf.get(ideaId);
			return idea ? [{ id, idea, confirmed: confirmedAt !== null }] : [];
		}),
	};
}

function isRead(idea: store.IdeaRow): boolean {
	return idea.state !== "withdrawn" && !idea.held && !idea.hiddenBecause;
}

/** The page behind a key: an idea or what was joined, and whether its contact waits for a code. Throws `not_found`. */
export async function ownByKey(
	ground: Ground,
	at: OwnKey,
): Promise<Own & { place: Neighbourhood; reach: Awaited<ReturnType<typeof reachForCode>> }> {
	const place = await placeBySlug(ground, at.slug);
	return ground.db.readAs(squareOf(place), async (read) => {
		const idea = await store.readIdea(read, at.id);
		const join = idea ? undefined : await store.readJoin(read, at.id);
		const row = idea ?? join;
		if (!row || !ofKey(at)(row) || row.neighbourhoodId !== place.id) throw new Refused("not_found");
		const own = await shown(read, idea ? [idea] : [], join ? [join] : []);
		return { place, reach: await reachForCode(read, at.id), ...own };
	});
}

/** Whoever has the key types the code of the letter: then the idea is shown, or the joining counts. Throws `not_found`, `invalid`. */
export async function confirmOwn(ground: Ground, at: OwnKey, code: string): Promise<void> {
	const { place } = await ownByKey(ground, at);
	await confirmReach(ground, place, at.id, code);
	await ground.db.withActor(squareOf(place), (tx) => reachConfirmedIn(ground, tx, at.id));
}

/** Sends another code. Throws `not_found`, `too_many`. */
export async function sendOwnCode(ground: Ground, at: OwnKey, link: string): Promise<void> {
	const { place } = await ownByKey(ground, at);
	await ground.db.withActor(squareOf(place), (tx) => sendReachCodeIn(ground, tx, at.id, link));
}

/** What somebody with an account proposed and joined, lately. */
export async function ownOfAccount(ground: Ground, actor: Actor): Promise<Own> {
	only(actor, "resident", "citizen");
	const { accountId } = actor;
	if (!accountId || !actor.territoryId) return { ideas: [], joins: [] };
	return ground.db.readAs(squareHere(actor), async (read) => {
		const { ideas, joins } = await store.readOwn(read, accountId);
		return shown(read, ideas, joins);
	});
}

/** What the account proposed, the latest first. As `square`. */
export function ownLinesIn(read: Read, limit: number): Promise<OwnLine[]> {
	return store.readOwnLines(read, limit);
}

/** Does something with what is behind a key. Throws `not_found`, `not_in_this_state`, `invalid`. */
export async function actByKey(ground: Ground, at: OwnKey, input: OwnAct): Promise<void> {
	const place = await placeBySlug(ground, at.slug);
	await ground.db.withActor(squareOf(place), (tx) => act(ground, tx, { owns: ofKey(at) }, input, false));
}

/** The same with an account. Throws `not_found`, `not_in_this_state`, `invalid`. */
export async function actOfAccount(ground: Ground, actor: Actor, input: OwnAct): Promise<void> {
	only(actor, "resident", "citizen");
	const { accountId } = actor;
	if (!accountId) throw new Refused("not_found");
	await ground.db.withActor(squareHere(actor), (tx) => act(ground, tx, ofAccount(accountId), input, true));
}

async function act(ground: Ground, tx: Tx, { owns }: Whose, input: OwnAct, trusted: boolean): Promise<void> {
	if (input.act === "leave") return leave(tx, owns, input.join);
	const idea = await store.lockIdea(tx, input.idea);
	if (!idea || !owns(idea)) throw new Refused("not_found");
	if (input.act === "withdraw") return withdrawIn(ground, tx, idea);
	return change(tx, idea, input, trusted);
}

async function leave(tx: Tx, owns: Whose["owns"], joinId: string): Promise<void> {
	const before = await store.readJoin(tx, joinId);
	if (!before || !owns(before)) throw new Refused("not_found");
	await store.lockIdea(tx, before.ideaId);
	const join = await store.readJoin(tx, joinId);
	if (join) await leaveIn(tx, join);
}

/** Taken back by whoever proposed it: nobody reads it any more, and nobody answers it. Twice is once. Throws `not_in_this_state`. */
export async function withdrawIn(ground: Ground, tx: Tx, idea: store.IdeaRow): Promise<void> {
	if (idea.state === "withdrawn") return;
	decideStep(idea.state, "withdrawn");
	const { id, neighbourhoodId } = idea;
	await store.changeIdea(tx, id, { state: "withdrawn", withdrawnOn: dayOf(ground.clock()) });
	await audit(tx, { verb: "withdrawIdea", kind: "idea", id, neighbourhoodId, fields: ["state"] });
}

/** Other words: as long as nobody joined the first ones. What was taken off the page is read before it is there again. */
async function change(
	tx: Tx,
	idea: store.IdeaRow,
	{ title, words }: { title: string; words: string },
	trusted: boolean,
): Promise<void> {
	if (!mayChange(idea)) throw new Refused("not_in_this_state");
	const held = idea.hiddenBecause
		? "changed"
		: (heldOf({ title, words }, trusted, "ideas.error_contact") ?? keptHeld(idea));
	await store.changeIdea(tx, idea.id, { title, words, held, hidden: null });
	const { id, neighbourhoodId } = idea;
	await audit(tx, { verb: "changeIdea", kind: "idea", id, neighbourhoodId, fields: ["title", "words"] });
}

/** Whoever was taken off once is read again, however often they change it. */
function keptHeld({ held }: store.IdeaRow): "changed" | null {
	return held === "changed" ? held : null;
}
