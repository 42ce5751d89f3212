import { type Id, idFromContent, isId } from "../../../../core/ids.ts";
import { type Day, dayOf } from "../../../../core/period.ts";
import { Refused } from "../../../../core/refusal.ts";
import type { Actor } from "../../../../db/actor.ts";
import { audit } from "../../../../db/audit.ts";
import type { Read, Tx } from "../../../../db/database.ts";
import { type Ground, type OwnKey, only } from "../../../../ui/http.ts";
import { agreedBehalfIn } from "../../../community/behalf/service.ts";
import {
	confirmReach,
	ofKey,
	reachesIn,
	reachForCode,
	sendReachCodeIn,
	squareHere,
	squareOf,
} from "../../../community/reach/service.ts";
import { refuseKeptOnSquare } from "../../../community/restriction/service.ts";
import type { Neighbourhood } from "../../../programme/contract.ts";
import { placeBySlug } from "../../../programme/service.ts";
import { type MovedBy, movings } from "../../contract.ts";
import { receivedToChooseIn, recordExchangedIn, sayMovedIn } from "../../exchanged/service.ts";
import { blockIn, heldOf } from "../../moderation/service.ts";
import type { OwnAct, OwnAnswer, OwnLine, OwnPost } from "../contract.ts";
import { afterDone, afterOver, careIn, giverIs, mayBeTold } from "../rules.ts";
import { publicOf, reachConfirmedIn } from "../service.ts";
import * as store from "../store.ts";

/** One's own asks, offers and answers: with an account, or with the key that was given when they were written. */

/** Which rows are whose. */
type Whose = { owns: (row: { id: string; personId: string | null; keyHash: Buffer | null }) => boolean };

function ofPerson(personId: string): Whose {
	return { owns: (row) => row.personId === personId };
}

/** What stands on one's own page. */
export type Own = {
	posts: OwnPost[];
	answers: OwnAnswer[];
	/** What one received lately, to choose from when asked what moved one. */
	received: { id: string; what: string; day: Day }[];
};

/** The page behind a key: one post with its answers, or one answer, and whether its contact waits for a code. Throws `not_found`. */
export async function ownByKey(
	ground: Ground,
	at: OwnKey,
): Promise<Own & { place: Neighbourhood; reach: Awaited<ReturnType<typeof reachForCode>> }> {
	const place = await placeBySlug(ground, at.slug);
	return ground.db.readAs(squareOf(place), async (read) => {
		const whose = { owns: ofKey(at) };
		const rows = await rowsOfKey(read, at.id);
		if (![...rows.posts, ...rows.answers].some(whose.owns)) throw new Refused("not_found");
		const reach = await reachForCode(read, at.id);
		return { place, reach, ...(await shown(ground, read, whose, rows)), received: [] };
	});
}

/** Whoever has the key types the code of the letter: then what was written is shown. Throws `not_found`, `invalid`. */
export async function confirmOwn(ground: Ground, at: OwnKey, code: string) {
	const { place } = await ownByKey(ground, at);
	await confirmReach(ground, place, at.id, code);
	await ground.db.withActor(squareOf(place), (tx) => reachConfirmedIn(ground, tx, at.id));
}

/** Sends another code. Throws `not_found`, `too_many`. */
export async function sendOwnCode(ground: Ground, at: OwnKey, link: string) {
	const { place } = await ownByKey(ground, at);
	await ground.db.withActor(squareOf(place), (tx) => sendReachCodeIn(ground, tx, at.id, link));
}

async function rowsOfKey(read: Read, id: string) {
	const [post, [answer]] = [await store.readPost(read, id), await store.readAnswers(read, [id])];
	return { posts: post ? [post] : [], answers: answer ? [answer] : [] };
}

/** What somebody with an account asked, offered and answered, lately. Nothing for an account that says of nobody who they are. */
export async function ownOfPerson(ground: Ground, actor: Actor): Promise<Own> {
	only(actor, "resident", "citizen");
	const { personId, territoryId } = actor;
	if (!personId || !territoryId) return { posts: [], answers: [], received: [] };
	return ground.db.readAs(squareHere(actor), async (read) => {
		const rows = await store.readOwn(read, personId);
		const own = await shown(ground, read, ofPerson(personId), rows);
		const asks = [...own.answers, ...own.posts.flatMap((post) => post.answers)].some((one) => one.gives);
		return { ...own, received: asks ? await receivedToChooseIn(read, personId) : [] };
	});
}

/** What the person of an account asks and offers now, the latest first. As `square`; none for an account that is of nobody. */
export function ownLinesIn(read: Read, personId: string | undefined, limit: number): Promise<OwnLine[]> {
	return personId ? store.readOwnLines(read, personId, limit) : Promise.resolve([]);
}

async function shown(
	ground: Ground,
	read: Read,
	whose: Whose,
	{ posts, answers }: { posts: store.PostRow[]; answers: store.AnswerRow[] },
): Promise<{ posts: OwnPost[]; answers: OwnAnswer[] }> {
	const today = dayOf(ground.clock());
	const under =
		posts.length > 0
			? await store.readAnswersTo(
					read,
					posts.map((post) => post.id),
				)
			: [];
	const answered =
		answers.length > 0
			? await store.readPosts(
					read,
					answers.map((one) => one.postId),
				)
			: [];
	const postOf = new Map([...posts, ...answered].map((post) => [post.id as string, post]));
	const reaches = await reachesIn(read, ground.seal, toldReaches([...under, ...answers], postOf, whose, today));
	const see = (answer: store.AnswerRow) => ownAnswer(answer, postOf.get(answer.postId), { whose, reaches, today });
	return {
		posts: posts.map((post) => ({
			...publicOf(post),
			state: post.state,
			confirmed: post.confirmedAt !== null,
			held: post.held,
			hiddenBecause: post.hiddenBecause,
			// What is blocked, not confirmed or taken back is nobody's business here.
			answers: under
				.filter((one) => one.postId === post.id && !one.quiet && one.confirmedAt && one.state !== "withdrawn")
				.flatMap(see),
		})),
		answers: answers.flatMap(see),
	};
}

/** The contacts that are told today. */
function toldReaches(
	answers: readonly store.AnswerRow[],
	postOf: ReadonlyMap<string, store.PostRow>,
	whose: Whose,
	today: Day,
): string[] {
	return answers.flatMap((answer) => {
		const mine = whose.owns(answer);
		const toldOn = mine ? answer.toldAnswererOn : answer.toldPosterOn;
		if (answer.state !== "agreed" || toldOn !== today) return [];
		return (mine ? postOf.get(answer.postId)?.reachId : answer.reachId) ?? [];
	});
}

type Seeing = { whose: Whose; reaches: Awaited<ReturnType<typeof reachesIn>>; today: Day };

function ownAnswer(
	row: store.AnswerRow,
	post: store.PostRow | undefined,
	{ whose, reaches, today }: Seeing,
): OwnAnswer[] {
	if (!post) return [];
	const mine = whose.owns(row);
	const toldOn = mine ? row.toldAnswererOn : row.toldPosterOn;
	const reach = reaches.get(mine ? post.reachId : row.reachId);
	const isTold = row.state === "agreed" && toldOn === today && reach;
	const other = mine ? post.called : row.called;
	return [
		{
			id: row.id,
			state: row.state,
			mine,
			confirmed: row.confirmedAt !== null,
			called: other.split(/[\s,]+/u)[0] ?? "",
			post: publicOf(post),
			agreed: row.agreedAt !== null,
			toldOn,
			told: isTold ? { name: reach.givenName, contact: reach.contact } : undefined,
			gives: (giverIs(post.kind) === "answerer") === mine,
			minutes: row.minutes,
			thanked: row.thankedAt !== null,
			actId: row.actId,
			movedBy: row.movedBy,
		},
	];
}

/** Does something with what is behind a key. Throws `not_found`, and what each act throws. */
export async function actByKey(ground: Ground, at: OwnKey, input: OwnAct): Promise<void> {
	const place = await placeBySlug(ground, at.slug);
	await ground.db.withActor(squareOf(place), (tx) => act(ground, tx, { owns: ofKey(at) }, input, false));
}

/** The same with an account. Throws `not_found`, and what each act throws. */
export async function actOfPerson(ground: Ground, actor: Actor, input: OwnAct): Promise<void> {
	only(actor, "resident", "citizen");
	const { personId } = actor;
	if (!personId) throw new Refused("not_found");
	await ground.db.withActor(squareHere(actor), (tx) => act(ground, tx, ofPerson(personId), input, true));
}

/** The two of an answer, locked, as seen by whoever acts. */
export type Pair = { post: store.PostRow; answer: store.AnswerRow; mine: boolean };

async function act(ground: Ground, tx: Tx, whose: Whose, input: OwnAct, trusted: boolean): Promise<void> {
	if ("post" in input) {
		const post = await store.lockPost(tx, input.post);
		if (!post || !whose.owns(post)) throw new Refused("not_found");
		return input.act === "withdraw" ? withdraw(tx, post) : change(tx, post, input, trusted);
	}
	const pair = await lockPair(tx, input.answer);
	const mine = whose.owns(pair.answer);
	if (!mine && !whose.owns(pair.post)) throw new Refused("not_found");
	// What is blocked or not confirmed is not there for whoever it answers.
	if (!mine && (pair.answer.quiet || !pair.answer.confirmedAt)) throw new Refused("not_found");
	return actOnPair(ground, tx, { ...pair, mine }, input);
}

/** A post and one of its answers: first the post is locked, always, so that two acts wait for each other. Throws `not_found`. */
export async function lockPair(tx: Tx, answerId: string): Promise<Omit<Pair, "mine">> {
	const [before] = await store.readAnswers(tx, [answerId]);
	const post = before && (await store.lockPost(tx, before.postId));
	const [answer] = post ? await store.readAnswers(tx, [answerId]) : [];
	if (!post || !answer) throw new Refused("not_found");
	return { post, answer };
}

type OnPair = Exclude<OwnAct, { post: unknown }>;

function actOnPair(ground: Ground, tx: Tx, pair: Pair, input: OnPair): Promise<void> {
	const now = ground.clock();
	switch (input.act) {
		case "agree":
			return pair.mine ? Promise.reject(new Refused("not_found")) : agreeIn(tx, pair, now);
		case "tell":
			return tell(tx, pair, dayOf(now));
		case "happened":
			return happenedIn(ground, tx, pair, input);
		case "moved":
			return moved(tx, pair, input.moved, now);
		case "thank":
			return thank(tx, pair, now);
		case "over":
			return overIn(tx, pair, now);
		case "block":
			return block(ground, tx, pair, now);
		case "leave":
			return leave(tx, pair);
	}
}

function auditAnswer(tx: Tx, verb: string, { answer }: Pick<Pair, "answer">): Promise<void> {
	const { id, neighbourhoodId } = answer;
	return audit(tx, { verb, kind: "answer", id, neighbourhoodId, fields: ["state"] });
}

/** Whoever is answered says yes: the two are in touch, and nobody else is with this post. Throws `already_taken`. */
export async function agreeIn(tx: Tx, { post, answer }: Omit<Pair, "mine">, now: Date): Promise<void> {
	if (answer.state === "agreed") return;
	if (answer.state !== "offered" || answer.quiet || !answer.confirmedAt || post.state !== "open")
		throw new Refused("already_taken");
	await store.changeAnswer(tx, answer.id, { state: "agreed", agreedAt: now });
	await store.changePost(tx, post.id, { state: "taken" });
	await agreedBehalfIn(tx, post.reachId, now);
	await auditAnswer(tx, "agreeWithNeighbour", { answer });
}

/** Each is told once whom to reach, on the day they ask. Throws `not_in_this_state` on a later day: the desk tells again. */
async function tell(tx: Tx, { answer, mine }: Pair, today: Day): Promise<void> {
	const toldOn = mine ? answer.toldAnswererOn : answer.toldPosterOn;
	if (!mayBeTold(answer.state, toldOn, today)) throw new Refused("not_in_this_state");
	if (toldOn) return;
	await store.changeAnswer(tx, answer.id, mine ? { toldAnswererOn: today } : { toldPosterOn: today });
	await auditAnswer(tx, "tellContact", { answer });
}

type Happened = { minutes?: number; moved?: string };

/**
 * It happened: said by either of the two, once. Where the accounts say who both are it becomes an act; of others the
 * desk makes one with them. Only the giver's own answer to what moved it counts. Throws `not_in_this_state`.
 */
export async function happenedIn(ground: Ground, tx: Tx, pair: Pair, input: Happened): Promise<void> {
	const { post, answer, mine } = pair;
	if (answer.state === "done") return;
	if (answer.state !== "agreed") throw new Refused("not_in_this_state");
	await refuseKeptOnSquare(tx, post.personId, answer.personId);
	const now = ground.clock();
	const gives = (giverIs(post.kind) === "answerer") === mine;
	const done = { state: "done", doneAt: now, minutes: input.minutes ?? null } as const;
	await store.changeAnswer(tx, answer.id, { ...done, thankedAt: gives ? null : now });
	await store.changePost(tx, post.id, { state: afterDone(post.kind, post.until, dayOf(now)) });
	if (post.kind === "ask") await store.changeOffered(tx, post.id, "passed");
	await auditAnswer(tx, "saidItHappened", pair);
	const { giver, receiver } = personsOf(pair);
	if (!giver || !receiver || giver === receiver || !tx.actor.accountId) return;
	await becomeActIn(tx, pair, {
		giver,
		receiver,
		now,
		minutes: input.minutes,
		movedBy: movedOf(gives ? input.moved : ""),
	});
}

/** Who gave and who received, as far as accounts say who they are. */
export function personsOf({ post, answer }: Omit<Pair, "mine">) {
	const isAsked = giverIs(post.kind) === "answerer";
	return { giver: isAsked ? answer.personId : post.personId, receiver: isAsked ? post.personId : answer.personId };
}

type Act = { giver: Id<"party">; receiver: Id<"party">; now: Date; minutes?: number; movedBy: MovedBy };

/** The act of what happened: one, whoever asks for it and how often. */
export async function becomeActIn(tx: Tx, { post, answer }: Omit<Pair, "mine">, of: Act): Promise<string> {
	if (answer.actId) return answer.actId;
	const id = idFromContent<"act">(answer.answeredAt, [answer.id, "act"]);
	const { giver, receiver, now, minutes, movedBy } = of;
	const where = { id, neighbourhoodId: post.neighbourhoodId, what: post.title };
	await recordExchangedIn(tx, now, { ...where, giver, receiver, day: dayOf(answer.doneAt ?? now), minutes, movedBy });
	await store.changeAnswer(tx, answer.id, { actId: id });
	return id;
}

function movedOf(said: string | undefined): MovedBy {
	if (said && isId(said)) return { state: "by_act", actId: said.toLowerCase() as Id<"act"> };
	const state = movings.find((one) => one === said);
	return { state: state && state !== "by_act" ? state : "not_asked" };
}

async function moved(tx: Tx, pair: Pair, said: string | undefined, now: Date): Promise<void> {
	const gives = (giverIs(pair.post.kind) === "answerer") === pair.mine;
	if (!gives || !pair.answer.actId) throw new Refused("not_in_this_state");
	await sayMovedIn(tx, now, pair.answer.actId, movedOf(said));
}

async function thank(tx: Tx, pair: Pair, now: Date): Promise<void> {
	const gives = (giverIs(pair.post.kind) === "answerer") === pair.mine;
	if (gives || pair.answer.state !== "done") throw new Refused("not_in_this_state");
	if (pair.answer.thankedAt) return;
	await store.changeAnswer(tx, pair.answer.id, { thankedAt: now });
	await audit(tx, {
		verb: "thankNeighbour",
		kind: "answer",
		id: pair.answer.id,
		neighbourhoodId: pair.answer.neighbourhoodId,
	});
}

/** It came to nothing: the post is where it was, and nobody is asked why. */
export async function overIn(tx: Tx, pair: Omit<Pair, "mine">, now: Date): Promise<void> {
	const { post, answer } = pair;
	if (answer.state === "over") return;
	if (answer.state !== "agreed") throw new Refused("not_in_this_state");
	const today = dayOf(now);
	const state = afterOver(post.until, today);
	await store.changeAnswer(tx, answer.id, { state: "over" });
	await store.changePost(tx, post.id, { state, handedOn: state === "handed" ? today : undefined });
	await auditAnswer(tx, "cameToNothing", pair);
}

/** No more contact with the other of the two; they learn nothing of it. */
async function block(ground: Ground, tx: Tx, pair: Pair, now: Date): Promise<void> {
	const { answer } = pair;
	await blockPairIn(ground, tx, pair);
	if (answer.state === "agreed") await overIn(tx, pair, now);
	else if (answer.state === "offered") await store.changeAnswer(tx, answer.id, { quiet: true });
}

/** Blocks contact between the two of an answer, inside the caller's transaction. */
export function blockPairIn(ground: Ground, tx: Tx, { post, answer }: Omit<Pair, "mine">, id?: Id<"block">) {
	return blockIn(ground, tx, post.neighbourhoodId, [post, answer], id);
}

async function leave(tx: Tx, pair: Pair): Promise<void> {
	if (!pair.mine || pair.answer.state !== "offered") throw new Refused("not_in_this_state");
	await store.changeAnswer(tx, pair.answer.id, { state: "withdrawn" });
	await auditAnswer(tx, "takeAnswerBack", pair);
}

async function withdraw(tx: Tx, post: store.PostRow): Promise<void> {
	if (post.state === "withdrawn") return;
	if (post.state !== "open" && post.state !== "handed") throw new Refused("not_in_this_state");
	await store.changePost(tx, post.id, { state: "withdrawn" });
	await store.changeOffered(tx, post.id, "passed");
	const { id, neighbourhoodId } = post;
	await audit(tx, { verb: "takePostBack", kind: "post", id, neighbourhoodId, fields: ["state"] });
}

type Change = Extract<OwnAct, { act: "change" }>;

/** Other words. What was taken off waits to be read again; so does what a list holds. Throws `invalid`, `not_in_this_state`. */
async function change(
	tx: Tx,
	post: store.PostRow,
	{ sort, title, words = "" }: Change,
	trusted: boolean,
): Promise<void> {
	if (post.state !== "open" && post.state !== "handed") throw new Refused("not_in_this_state");
	const held = heldOf({ title, words }, trusted, "board.error_contact");
	const again = post.hiddenBecause || post.held ? "changed" : null;
	await store.changePost(tx, post.id, {
		...{ sort, title, words, hidden: null },
		held: held ?? again ?? (careIn(`${title}\n${words}`) ? "care" : null),
	});
	const { id, neighbourhoodId } = post;
	await audit(tx, { verb: "changePost", kind: "post", id, neighbourhoodId, fields: ["sort", "title", "words"] });
}
