import type { Id } from "../../../core/ids.ts";
import { addDays, dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { wordsOf } from "../../../core/text.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Ground } from "../../../ui/http.ts";
import { nextOf, readCursor } from "../../../ui/json.ts";
import { requestOf, writtenBefore } from "../../../ui/request.ts";
import { hashOf, newToken } from "../../access/service.ts";
import type { ForWhom } from "../../community/behalf/contract.ts";
import { behalfIn, lastDayOf } from "../../community/behalf/service.ts";
import { reachesIn, reachIn, sendReachCodeIn, squareOf } from "../../community/reach/service.ts";
import { refuseKeptOnSquare } from "../../community/restriction/service.ts";
import type { Neighbourhood } from "../../programme/contract.ts";
import { neighbourhoodBySlug } from "../../programme/service.ts";
import type { Held, NewReport } from "../moderation/contract.ts";
import { heldOf, isBlockedIn, reportIn } from "../moderation/service.ts";
import type { BoardQuery, NewAnswer, NewPost, PublicPost } from "./contract.ts";
import { careIn, firstName, keptDays, lastDay } from "./rules.ts";
import { standingAt } from "./standing.ts";
import * as store from "./store.ts";

export { standingAt } from "./standing.ts";

/** What neighbours ask and offer: anybody reads it, and anybody can write, with an account or with one name and one contact. */

/** A post as anybody reads it. */
export function publicOf({ postedAt, ...row }: store.PublicRow): PublicPost {
	const { id, kind, sort, title, words, called, language } = row;
	return { id, kind, sort, title, words, called: firstName(called), language, postedOn: dayOf(postedAt) };
}

/** Where the page of a post or an answer is that was written without an account: its key lets in whoever has it. */
export function ownAddress(slug: string, id: string, key: string): string {
	return `/n/${slug}/board/own/${id}.${key}`;
}

export type Board = { place: Neighbourhood; items: PublicPost[]; next: string | null };

/** A page of a neighbourhood's board, newest first; as nobody. Throws `not_found`, `invalid` for a broken cursor. */
export async function publicPostsIn(read: Read, slug: string, query: BoardQuery): Promise<Board> {
	const after = readCursor(query.cursor);
	const place = await neighbourhoodBySlug(read, slug);
	const { kind, sort, limit } = query;
	const where = { territoryId: place.territoryId, neighbourhoodId: place.id, words: wordsOf(query.q) };
	const rows = await store.readShown(read, { ...where, kind, sort, after, limit: limit + 1 });
	return { place, items: rows.slice(0, limit).map(publicOf), next: nextOf(rows, limit, (row) => row.postedAt) };
}

/** One post of it. Throws `not_found`, also where it is no longer open. */
export async function publicPostIn(
	read: Read,
	slug: string,
	id: string,
): Promise<{ place: Neighbourhood; post: PublicPost }> {
	const place = await neighbourhoodBySlug(read, slug);
	const row = await store.readShownPost(read, place, id);
	if (!row) throw new Refused("not_found");
	return { place, post: publicOf(row) };
}

/** What came of writing: where it stands, and the key to its own page for whoever has no account. */
export type Written = { id: string; state: "shown" | "to_confirm" | "held" | "desk"; key?: string };

/**
 * Asks or offers something. Without an account it is shown once the contact is confirmed, and links always wait to be
 * read; `base` is where the code's letter leads. Throws `invalid` for a contact among the words, and for what may need
 * a licence, money or care as long as nobody said where it should go; `id_taken`.
 */
export async function postOnBoard(
	ground: Ground,
	actor: Actor,
	slug: string,
	input: NewPost,
	base: string,
): Promise<Written> {
	const { place, actor: square, personId, hasAccount } = await standingAt(ground, actor, slug);
	const fate = fateOf(input, hasAccount);
	return ground.db.withActor(square, async (tx) => {
		const days = await store.readTerm(tx, place.territoryId);
		const made = await writePost(ground, tx, { place, input, personId, seen: hasAccount, days, ...fate });
		if (made.key)
			await sendReachCodeIn(ground, tx, made.reachId, `${base}${ownAddress(place.slug, made.id, made.key)}`);
		return made;
	});
}

type Fate = { held: Held | null; toDesk: boolean };

/** Where a post goes by its words: to the board, to be read first, or to the desk. Throws `invalid`. */
export function fateOf({ title, words = "", to }: Pick<NewPost, "title" | "words" | "to">, trusted: boolean): Fate {
	const held = heldOf({ title, words }, trusted, "board.error_contact");
	const care = careIn(`${title}\n${words}`);
	if (care && !to) throw new Refused("invalid", { to: `board.care_${care}` });
	return { held: held ?? (care ? "care" : null), toDesk: to === "desk" };
}

type Writing = Fate & {
	place: Neighbourhood;
	input: NewPost;
	personId: Id<"party"> | null;
	/** Whether an account or the desk says whose contact it is. */
	seen: boolean;
	days: number;
	/** Who writes it down for somebody, and needs no key to its page. */
	recordedBy?: string;
	/** For whom somebody trusted enters it: it stands at once, and waits for the person's yes. */
	whom?: ForWhom;
};

/** Writes a post and the contact behind it; sent twice it is written once. */
export async function writePost(ground: Ground, tx: Tx, w: Writing): Promise<Written & { reachId: string }> {
	const { place, input, personId, seen, held, toDesk, whom } = w;
	const now = ground.clock();
	const { id, hash } = requestOf<"post">(tx.actor, now, `post ${place.id}`, input);
	// Whoever enters it for somebody gets no key; a letter with it goes to the person alone.
	const key = seen || (whom && !hasLetters(whom)) ? undefined : newToken();
	const before = await store.readPost(tx, id);
	if (before) return postedBefore(tx, writtenBefore(before, { hash }), key);
	await refuseKeptOnSquare(tx, personId);
	const today = dayOf(now);
	const until = lastDay(input.kind, today, w.days);
	const { givenName, contact, language, kind, sort, title, words = "" } = input;
	const neededUntil = addDays(until, keptDays);
	const waitsUntil = whom && lastDayOf(today, neededUntil);
	const reach = { id, neighbourhoodId: place.id, givenName, contact, language, seen, neededUntil, waitsUntil };
	if (!(await reachIn(ground, tx, reach))) throw new Refused("id_taken");
	const isConfirmed = seen || whom !== undefined;
	const made = await store.insertPost(tx, {
		...{ id, hash, kind, sort, title, words, language, called: givenName, personId, reachId: id, until },
		...{ neighbourhoodId: place.id, state: toDesk ? "handed" : "open", handedOn: toDesk ? today : null, held },
		...{ keyHash: key ? hashOf(key) : null, confirmedAt: isConfirmed ? now : null, postedAt: now },
		recordedBy: w.recordedBy ?? null,
	});
	if (!made) throw new Refused("id_taken");
	const verb = kind === "ask" ? "askNeighbours" : "offerNeighbours";
	await audit(tx, { verb, kind: "post", id, neighbourhoodId: place.id });
	if (whom) await behalfIn(ground, tx, { id, neighbourhoodId: place.id, kind, label: title, neededUntil }, whom);
	return { id, state: standsAt({ toDesk, held, confirmed: isConfirmed }), key, reachId: id };
}

/** Whether the person reads letters of their own. */
function hasLetters({ through, contact }: ForWhom): boolean {
	return through === "own" && contact?.kind === "email";
}

function standsAt(of: { toDesk: boolean; held: unknown; confirmed: boolean }): Written["state"] {
	if (of.toDesk) return "desk";
	if (of.held) return "held";
	return of.confirmed ? "shown" : "to_confirm";
}

/** Whoever sent the same again lost the answer with its key: there is a new one, and the old one is worth nothing. */
async function postedBefore(tx: Tx, row: store.PostRow, key: string | undefined) {
	if (key) await store.changePost(tx, row.id, { keyHash: hashOf(key) });
	const state = standsAt({ toDesk: row.state === "handed", held: row.held, confirmed: row.confirmedAt !== null });
	return { id: row.id, state, key, reachId: row.reachId };
}

/**
 * «I can.» Whoever says so has said yes; whoever is answered is asked. Where contact between the two is blocked it is
 * written all the same, and nobody sees it. Throws `not_found`, `already_taken`, `same_person`, `too_many`, `id_taken`.
 */
export async function answerPost(
	ground: Ground,
	actor: Actor,
	at: { slug: string; postId: string },
	input: NewAnswer,
	base: string,
): Promise<Written> {
	const { place, actor: square, personId, hasAccount } = await standingAt(ground, actor, at.slug);
	return ground.db.withActor(square, async (tx) => {
		const now = ground.clock();
		const { id, hash } = requestOf<"answer">(tx.actor, now, `answer ${at.postId}`, input);
		const key = hasAccount ? undefined : newToken();
		const post = await store.lockPost(tx, at.postId);
		if (post?.neighbourhoodId !== place.id) throw new Refused("not_found");
		const [before] = await store.readAnswers(tx, [id]);
		if (before) {
			writtenBefore(before, { hash });
			if (key) await store.changeAnswer(tx, id, { keyHash: hashOf(key) });
			return { id, key, state: before.confirmedAt ? "shown" : "to_confirm" };
		}
		await mayAnswer(tx, post, personId);
		await refuseKeptOnSquare(tx, personId);
		const reach = { id, neighbourhoodId: place.id, givenName: input.givenName, contact: input.contact };
		const { language } = input;
		const neededUntil = addDays(post.until, keptDays);
		if (!(await reachIn(ground, tx, { ...reach, language, neededUntil, seen: hasAccount })))
			throw new Refused("id_taken");
		const quiet = await isBlockedIn(ground, tx, place.id, post, { personId, reachId: id, called: input.givenName });
		const made = await store.insertAnswer(tx, {
			...{
				id,
				hash,
				postId: post.id,
				neighbourhoodId: place.id,
				called: input.givenName,
				personId,
				reachId: id,
				quiet,
			},
			...{ keyHash: key ? hashOf(key) : null, confirmedAt: hasAccount ? now : null, answeredAt: now },
		});
		if (!made) throw new Refused("id_taken");
		await audit(tx, { verb: "answerNeighbour", kind: "answer", id, neighbourhoodId: place.id });
		if (key) await sendReachCodeIn(ground, tx, id, `${base}${ownAddress(place.slug, id, key)}`);
		return { id, key, state: hasAccount ? "shown" : "to_confirm" };
	});
}

async function mayAnswer(tx: Tx, post: store.PostRow, personId: string | null): Promise<void> {
	const isOpen = post.state === "open" && post.confirmedAt && !post.held && !post.hiddenBecause;
	if (!isOpen) throw new Refused(post.state === "taken" || post.state === "done" ? "already_taken" : "not_found");
	if (personId && post.personId === personId) throw new Refused("same_person");
	const others = await store.readAnswersTo(tx, [post.id]);
	if (others.length >= store.mostAnswers) throw new Refused("too_many");
	if (personId && others.some((one) => one.personId === personId && one.state === "offered"))
		throw new Refused("already_taken", { form: "board.error_said_already" });
}

/** Something is wrong with a post: anybody says so, and who it was is not kept. Throws `not_found`, `id_taken`. */
export async function reportPost(ground: Ground, slug: string, postId: string, input: NewReport): Promise<void> {
	const { place, post } = await ground.db.readAs({ role: "nobody", neighbourhoodIds: [] }, (read) =>
		publicPostIn(read, slug, postId),
	);
	const of = {
		kind: "post",
		recordId: post.id,
		neighbourhoodId: place.id,
		page: `/n/${place.slug}/board/${post.id}`,
	} as const;
	await ground.db.withActor(squareOf(place), (tx) => reportIn(ground, tx, of, input));
}

/**
 * What hangs on a contact is shown once the contact is confirmed, and no longer when it is not after all. Inside the
 * caller's transaction, as `square` or as staff.
 */
export async function reachConfirmedIn(ground: Ground, tx: Tx, reachId: string): Promise<void> {
	const reach = (await reachesIn(tx, ground.seal, [reachId])).get(reachId);
	if (!reach) return;
	await store.writeConfirmed(tx, reachId, reach.confirmedAt);
}

/** The same on its own: the job that a confirmation asks for. */
export async function followConfirmed(ground: Ground, of: { territoryId: string; reachId: string }): Promise<void> {
	const square = { ...squareOf({ territoryId: of.territoryId, id: "" }), neighbourhoodIds: [] };
	await ground.db.withActor(square, (tx) => reachConfirmedIn(ground, tx, of.reachId));
}

/**
 * What nobody took goes quietly to whoever works there, and an offer whose time is over with it. Gives how many.
 * Nobody is written to, and nothing says so in public.
 */
export async function handOverAsks(ground: Ground, territoryIds: readonly string[]): Promise<number> {
	const today = dayOf(ground.clock());
	let handed = 0;
	for (const territoryId of territoryIds) {
		const square = { ...squareOf({ territoryId, id: "" }), neighbourhoodIds: [] };
		handed += await ground.db.withActor(square, async (tx) => {
			const ended = await store.lockEnded(tx, today);
			for (const { id, neighbourhoodId } of ended) {
				await store.changePost(tx, id, { state: "handed", handedOn: today });
				await audit(tx, { verb: "handToDesk", kind: "post", id, neighbourhoodId, fields: ["state"] });
			}
			return ended.length;
		});
	}
	return handed;
}
