import type { Id } from "../../../../core/ids.ts";
import { addDays, dayOf } from "../../../../core/period.ts";
import { type FieldErrors, Refused } from "../../../../core/refusal.ts";
import type { Actor } from "../../../../db/actor.ts";
import { audit } from "../../../../db/audit.ts";
import type { Read, Tx } from "../../../../db/database.ts";
import { type Ground, only } from "../../../../ui/http.ts";
import type { OneContact } from "../../../community/reach/contract.ts";
import { confirmAtDesk, keepReachIn, reachesIn } from "../../../community/reach/service.ts";
import { refuseKept } from "../../../community/restriction/service.ts";
import { resolveParty } from "../../../community/service.ts";
import { needsByIdsIn } from "../../../listening/service.ts";
import type { Neighbourhood } from "../../../programme/contract.ts";
import { neighbourhoodIn } from "../../../programme/service.ts";
import * as acts from "../../store.ts";
import type { DeskAct, DeskAnswerLine, DeskPost, DeskPostLine } from "../contract.ts";
import { agreeIn, becomeActIn, happenedIn, lockPair, overIn, personsOf } from "../own/service.ts";
import { giverIs, keptDays, lastDay, repeatsNeed } from "../rules.ts";
import { fateOf, publicOf, reachConfirmedIn, type Written, writePost } from "../service.ts";
import * as store from "../store.ts";

/** The board as whoever works there sees it: what waits, and every act a resident can do, done for them. */

const staff = ["facilitator", "coordinator"] as const;
/** What happened and is no act yet is shown for so long. */
const actDays = 60;

export type DeskBoard = {
	place: Neighbourhood;
	/** After how many days an ask comes here. */
	days: number;
	handed: DeskPostLine[];
	toConfirm: DeskPostLine[];
	held: DeskPostLine[];
	hidden: DeskPostLine[];
	answers: DeskAnswerLine[];
};

/** What waits on the board of the neighbourhood on screen. Throws `choose_neighbourhood`. */
export async function deskBoard(ground: Ground, actor: Actor, slug?: string): Promise<DeskBoard> {
	only(actor, ...staff);
	return ground.db.readAs(actor, async (read) => {
		const place = await neighbourhoodIn(read, slug);
		const since = new Date(ground.clock().getTime() - actDays * 86_400_000);
		const posts = await store.readWaiting(read, place.id);
		const answers = await store.readAnswersWaiting(read, place.id, since);
		const known = new Map(posts.map((post) => [post.id, post]));
		const missing = [...new Set(answers.map((one) => one.postId))].filter((id) => !known.has(id));
		for (const post of missing.length > 0 ? await store.readPosts(read, missing) : []) known.set(post.id, post);
		const ids = [...known.values(), ...answers].map((row) => row.reachId);
		const reaches = await reachesIn(read, ground.seal, [...new Set(ids)]);
		const contactOf = (id: string) => reaches.get(id)?.contact;
		const line = (post: store.PostRow) => postLine(post, contactOf(post.reachId));
		const are = (is: (post: store.PostRow) => boolean) => posts.filter(is).map(line);
		return {
			place,
			days: await store.readTerm(read, place.territoryId),
			handed: are((post) => post.state === "handed"),
			toConfirm: are((post) => post.state !== "handed" && !post.confirmedAt),
			held: are((post) => post.state !== "handed" && post.held !== null && !post.hiddenBecause),
			hidden: are((post) => post.state !== "handed" && post.hiddenBecause !== null),
			answers: answers.flatMap((one) => {
				const post = known.get(one.postId);
				return post ? answerLine(one, post, line(post), contactOf(one.reachId)) : [];
			}),
		};
	});
}

function postLine(post: store.PostRow, contact: OneContact | undefined): DeskPostLine {
	return {
		...publicOf(post),
		name: post.called,
		contact: contact?.value ?? "",
		contactKind: contact?.kind ?? "phone",
		state: post.state,
		held: post.held,
		hiddenBecause: post.hiddenBecause,
		confirmed: post.confirmedAt !== null,
		handedOn: post.handedOn,
		mindedBy: post.mindedBy,
	};
}

function answerLine(
	row: store.AnswerRow,
	post: store.PostRow,
	line: DeskPostLine,
	contact: OneContact | undefined,
): DeskAnswerLine {
	const { id, called: name, state, toldPosterOn, toldAnswererOn } = row;
	const told = { poster: toldPosterOn, answerer: toldAnswererOn };
	const who = { contact: contact?.value ?? "", contactKind: contact?.kind ?? "phone" } as const;
	return {
		id,
		name,
		state,
		told,
		...who,
		post: line,
		confirmed: row.confirmedAt !== null,
		...personsOf({ post, answer: row }),
	};
}

/**
 * Writes a post for somebody at the desk: theirs is the contact, seen here. Of a person who is known it says so, and of a
 * need only with that person's yes and never in its words. Throws `invalid`, `needs_agreement`, `restricted`.
 */
export async function postAtDesk(ground: Ground, actor: Actor, input: DeskPost): Promise<Written> {
	only(actor, ...staff);
	const fate = fateOf(input, true);
	return ground.db.withActor(actor, async (tx) => {
		const place = await neighbourhoodIn(tx, input.neighbourhood);
		const personId = input.person ?? null;
		await personHere(tx, input, place);
		if (input.need) await withoutItsWords(tx, input, place);
		const days = await store.readTerm(tx, place.territoryId);
		const recordedBy = actor.accountId;
		return writePost(ground, tx, { place, input, personId, seen: true, days, recordedBy, ...fate });
	});
}

async function personHere(tx: Tx, { person, agreed }: DeskPost, place: Neighbourhood): Promise<void> {
	if (!agreed) throw new Refused("needs_agreement", { agreed: "boardstaff.error_agreed" });
	if (!person) return;
	await personOf(tx, place.id, "person", person);
	await refuseKept(tx, person);
}

async function withoutItsWords(tx: Tx, { need, title, words = "" }: DeskPost, place: Neighbourhood): Promise<void> {
	const known = need ? (await needsByIdsIn(tx, [need])).get(need) : undefined;
	if (known?.neighbourhoodId !== place.id) throw new Refused("invalid", { need: "error.choice" });
	if (repeatsNeed(known.title, `${title} ${words}`))
		throw new Refused("invalid", { title: "boardstaff.error_need_words" });
}

type PostAct = "confirm" | "mind" | "reopen" | "close";

/** What the desk does with a post. Throws `not_found`, `not_in_this_state`. */
export async function actOnPost(ground: Ground, actor: Actor, id: string, act: PostAct): Promise<void> {
	only(actor, ...staff);
	if (act === "confirm") return confirm(ground, actor, id);
	const today = dayOf(ground.clock());
	await ground.db.withActor(actor, async (tx) => {
		const post = await store.lockPost(tx, id);
		if (!post) throw new Refused("not_found");
		if (post.state !== "handed") throw new Refused("not_in_this_state");
		if (act === "mind") await store.changePost(tx, id, { mindedBy: actor.accountId ?? null });
		else if (act === "close") await store.changePost(tx, id, { state: "withdrawn" });
		else {
			const until = lastDay(post.kind, today, await store.readTerm(tx, tx.actor.territoryId ?? ""));
			await store.changePost(tx, id, { state: "open", until, mindedBy: null });
			await keepReachIn(tx, post.reachId, addDays(until, keptDays));
		}
		const verb = { mind: "mindPost", close: "takePostBack", reopen: "putBackOnBoard" }[act];
		await audit(tx, { verb, kind: "post", id, neighbourhoodId: post.neighbourhoodId, fields: ["state"] });
	});
}

/** The desk has seen or called whoever wrote it. */
async function confirm(ground: Ground, actor: Actor, reachId: string): Promise<void> {
	await confirmAtDesk(ground, actor, reachId);
	await ground.db.withActor(actor, (tx) => reachConfirmedIn(ground, tx, reachId));
}

type AnswerAct = { act: "confirm" | "agree" | "told" | "happened" | "over"; minutes?: number };

/** What the desk does with an answer, for one of the two or for both. Throws `not_found`, `already_taken`, `not_in_this_state`. */
export async function actOnAnswer(ground: Ground, actor: Actor, id: string, input: AnswerAct): Promise<void> {
	only(actor, ...staff);
	if (input.act === "confirm") return confirm(ground, actor, id);
	const now = ground.clock();
	await ground.db.withActor(actor, async (tx) => {
		const pair = await lockPair(tx, id);
		if (input.act === "agree") return agreeIn(tx, pair, now);
		if (input.act === "over") return overIn(tx, pair, now);
		if (input.act === "told") return toldAtDesk(tx, pair, dayOf(now));
		// The desk thanks nobody in another's name.
		const mine = giverIs(pair.post.kind) === "answerer";
		return happenedIn(ground, tx, { ...pair, mine }, { minutes: input.minutes });
	});
}

async function toldAtDesk(tx: Tx, { answer }: Awaited<ReturnType<typeof lockPair>>, today: string): Promise<void> {
	if (answer.state !== "agreed") throw new Refused("not_in_this_state");
	const { id, neighbourhoodId, toldPosterOn, toldAnswererOn } = answer;
	await store.changeAnswer(tx, id, {
		toldPosterOn: toldPosterOn ?? today,
		toldAnswererOn: toldAnswererOn ?? today,
	});
	await audit(tx, { verb: "tellContact", kind: "answer", id, neighbourhoodId, fields: ["state"] });
}

/** Makes an act of what happened, once, where accounts did not say who the two are. Throws `not_found`, `invalid`, `same_person`. */
export async function makeAct(
	ground: Ground,
	actor: Actor,
	answerId: string,
	who: { giver: Id<"party">; receiver: Id<"party"> },
): Promise<string> {
	only(actor, ...staff);
	return ground.db.withActor(actor, async (tx) => {
		const pair = await lockPair(tx, answerId);
		if (pair.answer.state !== "done") throw new Refused("not_in_this_state");
		for (const [field, id] of Object.entries(who)) await personOf(tx, pair.post.neighbourhoodId, field, id);
		await refuseKept(tx, who.giver, who.receiver);
		const minutes = pair.answer.minutes ?? undefined;
		return becomeActIn(tx, pair, { ...who, now: ground.clock(), minutes, movedBy: { state: "not_asked" } });
	});
}

async function personOf(read: Read, neighbourhoodId: string, field: string, id: string): Promise<void> {
	const [known] = await acts.readParties(read, [id]);
	if (known?.kind !== "person" || known.neighbourhoodId !== neighbourhoodId)
		throw new Refused("invalid", { [field]: "error.unknown_party" });
}

/** What happened, for the page that makes an act of it: how the two are called, and who of them is known. */
export type DoneAnswer = {
	id: string;
	title: string;
	names: { giver: string; receiver: string };
	known: { giver?: { id: string; label: string }; receiver?: { id: string; label: string } };
};

/** An answer that happened and is no act yet. Throws `not_found`, `not_in_this_state`. */
export async function doneAnswer(ground: Ground, actor: Actor, id: string): Promise<DoneAnswer> {
	only(actor, ...staff);
	return ground.db.readAs(actor, async (read) => {
		const [answer] = await store.readAnswers(read, [id]);
		const post = answer && (await store.readPost(read, answer.postId));
		if (!post) throw new Refused("not_found");
		if (answer.state !== "done") throw new Refused("not_in_this_state");
		const isAsked = giverIs(post.kind) === "answerer";
		const [giver, receiver] = isAsked ? [answer, post] : [post, answer];
		const ids = [giver.personId, receiver.personId].flatMap((one) => one ?? []);
		const labels = new Map((await acts.readParties(read, ids)).map((one) => [one.id as string, one]));
		const known = (one: string | null) => (one ? labels.get(one) : undefined);
		return {
			...{ id, title: post.title, names: { giver: giver.called, receiver: receiver.called } },
			known: { giver: known(giver.personId), receiver: known(receiver.personId) },
		};
	});
}

type Meant = { giver?: Id<"party">; receiver?: Id<"party"> };
export type ForAct = Meant & {
	candidates: { giver: { id: string; label: string }[]; receiver: { id: string; label: string }[] };
	errors: FieldErrors;
};

/** Who was meant: chosen, or typed beyond doubt, or to be chosen from candidates. */
export async function peopleForAct(ground: Ground, actor: Actor, typed: DeskAct): Promise<ForAct> {
	only(actor, ...staff);
	return ground.db.readAs(actor, async (read) => {
		const { id: neighbourhoodId } = await neighbourhoodIn(read);
		const found: ForAct = { candidates: { giver: [], receiver: [] }, errors: {} };
		for (const who of ["giver", "receiver"] as const) {
			const asked = { chosen: typed[who], typed: typed[`${who}_typed`], kinds: ["person" as const], neighbourhoodId };
			const meant = await resolveParty(read, asked);
			if (!meant) found.errors[who] = "error.required";
			else if ("id" in meant) found[who] = meant.id as Id<"party">;
			else {
				found.candidates[who] = meant.candidates;
				found.errors[who] = meant.candidates.length > 0 ? "error.which" : "error.unknown_party";
			}
		}
		return found;
	});
}

/** After how many days an ask that nobody took comes to the desk, in the whole territory. Coordinator only. */
export async function setBoardTerm(ground: Ground, actor: Actor, days: number): Promise<void> {
	only(actor, "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		await store.writeTerm(tx, days);
		const id = actor.territoryId ?? "";
		await audit(tx, { verb: "setBoardTerm", kind: "territory", id, fields: ["board_days"] });
	});
}
