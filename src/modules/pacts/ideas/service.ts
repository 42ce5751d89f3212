import type { Id } from "../../../core/ids.ts";
import { addDays, type Day, dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { wordsOf } from "../../../core/text.ts";
import { type Actor, nobody } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read, Tx } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { nextOf, readCursor } from "../../../ui/json.ts";
import { requestOf, writtenBefore } from "../../../ui/request.ts";
import { hashOf, newToken } from "../../access/service.ts";
import type { OneContact } from "../../community/reach/contract.ts";
import { letReachGoIn, reachesIn, reachIn, sendReachCodeIn, squareOf } from "../../community/reach/service.ts";
import { refuseKeptOnSquare } from "../../community/restriction/service.ts";
import { standingAt } from "../../exchange/board/service.ts";
import type { NewReport } from "../../exchange/moderation/contract.ts";
import { heldOf, isSameContact, reportIn } from "../../exchange/moderation/service.ts";
import { publicInitiativeIn } from "../../initiatives/public/service.ts";
import type { Neighbourhood } from "../../programme/contract.ts";
import { neighbourhoodBySlug } from "../../programme/service.ts";
import type {
	How,
	IdeaForPact,
	IdeasQuery,
	NewIdea,
	NewIdeaWithout,
	NewJoin,
	NewJoinWithout,
	PublicIdea,
	PublicIdeaPage,
} from "./contract.ts";
import { canBeJoined, decideStep, firstWord, neededUntil, standsOf } from "./rules.ts";
import * as store from "./store.ts";

/** What somebody would like to see in the neighbourhood: anybody reads it, proposes and joins, with an account or with one name and one contact. */

/** An idea as anybody reads it. */
export function publicOf(row: store.PublicRow): PublicIdea {
	const { id, title, words, language, joined } = row;
	const called = row.nameShown ? firstWord(row.called) : null;
	return { id, title, words, language, called, proposedOn: dayOf(row.proposedAt), joined, stands: standsOf(row) };
}

/** Where the page of something is that was written without an account: its key lets in whoever has it. */
export function ownAddress(slug: string, id: string, key: string): string {
	return `/n/${slug}/ideas/own/${id}.${key}`;
}

export type Ideas = { place: Neighbourhood; items: PublicIdea[]; next: string | null };

/** A page of a neighbourhood's ideas, newest first; as nobody. Throws `not_found`, `invalid` for a broken cursor. */
export async function publicIdeasIn(read: Read, slug: string, query: IdeasQuery, today: Day): Promise<Ideas> {
	const after = readCursor(query.cursor);
	const place = await neighbourhoodBySlug(read, slug);
	const { state, limit } = query;
	const where = { territoryId: place.territoryId, neighbourhoodId: place.id, words: wordsOf(query.q) };
	const rows = await store.readShown(read, { ...where, state, after, today, limit: limit + 1 });
	return { place, items: rows.slice(0, limit).map(publicOf), next: nextOf(rows, limit, (row) => row.proposedAt) };
}

/** One of them. Throws `not_found`, also where it is not shown or no longer. */
export async function publicIdeaIn(
	read: Read,
	slug: string,
	id: string,
): Promise<{ place: Neighbourhood; idea: PublicIdeaPage }> {
	const place = await neighbourhoodBySlug(read, slug);
	const row = await store.readShownIdea(read, place, id);
	if (!row) throw new Refused("not_found");
	const idea = publicOf(row);
	return { place, idea: { ...idea, names: row.names.map(firstWord), leadsTo: await leadsTo(read, place, idea) } };
}

/** The public page of what it became; null where there is none, or no longer. */
async function leadsTo(read: Read, place: Neighbourhood, { stands }: PublicIdea): Promise<string | null> {
	if (stands.state !== "became") return null;
	const { kind, id, on } = stands.became;
	if (kind === "pact") return `/n/${place.slug}/pacts/${id}`;
	try {
		await publicInitiativeIn(read, place, id, on);
		return `/n/${place.slug}/initiatives/${id}`;
	} catch (error) {
		if (error instanceof Refused) return null;
		throw error;
	}
}

/** What came of writing: where it stands, and the key to its own page for whoever has no account. */
export type Written = { id: string; state: "shown" | "to_confirm" | "held"; key?: string };

/** Who writes: an account, or a name and a contact; `seen` where the desk sees or hears whose contact it is. */
export type Writer = {
	called: string;
	accountId?: Id<"account">;
	personId: Id<"party"> | null;
	contact?: OneContact;
	/** Whether an account or the desk says who it is. */
	seen: boolean;
	recordedBy: string | null;
};

/**
 * Proposes something. Without an account it is shown once the contact is confirmed; words of a list always wait to be
 * read, links where nobody says who wrote them. `base` is where the code's letter leads. Throws `invalid` for a contact
 * among the words, or where name and contact lack; `restricted`, `id_taken`.
 */
export async function propose(
	ground: Ground,
	actor: Actor,
	slug: string,
	input: NewIdea | NewIdeaWithout,
	base: string,
): Promise<Written> {
	const standing = await standingAt(ground, actor, slug);
	const { place } = standing;
	return ground.db.withActor(standing.actor, async (tx) => {
		await refuseKeptOnSquare(tx, standing.personId);
		const made = await proposeIn(ground, tx, place, input, writerOf(actor, standing, input));
		if (made.key) await sendReachCodeIn(ground, tx, made.id, `${base}${ownAddress(slug, made.id, made.key)}`);
		return made;
	});
}

type Standing = Awaited<ReturnType<typeof standingAt>>;
type Named = { givenName: string; contact: OneContact };

function writerOf(actor: Actor, { hasAccount, personId }: Standing, input: object): Writer {
	const { accountId, name = "" } = actor;
	const nobodys = { seen: hasAccount, recordedBy: null };
	if (hasAccount) return { ...nobodys, called: firstWord(name).slice(0, 60) || "–", accountId, personId };
	const { givenName, contact } = input as Partial<Named>;
	if (!givenName || !contact) throw new Refused("invalid", { givenName: "error.required" });
	return { ...nobodys, called: givenName, contact, personId: null };
}

/** Writes an idea and the contact behind it, inside the caller's transaction; sent twice it is written once. */
export async function proposeIn(
	ground: Ground,
	tx: Tx,
	place: Neighbourhood,
	input: NewIdea | NewIdeaWithout,
	writer: Writer,
): Promise<Written> {
	const now = ground.clock();
	const { id, hash } = requestOf<"idea">(tx.actor, now, `idea ${place.id}`, input);
	const key = writer.seen ? undefined : newToken();
	const { title, words, language, nameShown } = input;
	const held = heldOf({ title, words }, writer.seen, "ideas.error_contact");
	const before = await store.readIdea(tx, id);
	if (before) {
		writtenBefore(before, { hash });
		// Whoever sent the same again lost the answer with its key: there is a new one, and the old one is worth nothing.
		if (key) await store.changeIdea(tx, id, { keyHash: hashOf(key) });
		return { id, key, state: standsAt(before) };
	}
	const answerBy = addDays(dayOf(now), await store.readTerm(tx, place.territoryId));
	await leaveContactIn(ground, tx, { id, place, writer, language, until: neededUntil(answerBy) });
	const row = {
		...{ id, hash, title, words, language, nameShown, held, answerBy, neighbourhoodId: place.id },
		...{ called: writer.called, personId: writer.personId, accountId: writer.accountId ?? null },
		...{ reachId: writer.contact ? id : null, keyHash: key ? hashOf(key) : null, recordedBy: writer.recordedBy },
		...{ confirmedAt: writer.seen ? now : null, proposedAt: now },
	};
	if (!(await store.insertIdea(tx, row))) throw new Refused("id_taken");
	await audit(tx, { verb: "proposeIdea", kind: "idea", id, neighbourhoodId: place.id });
	return { id, key, state: standsAt(row) };
}

function standsAt(row: { confirmedAt: Date | null; held: string | null }): Written["state"] {
	if (row.held) return "held";
	return row.confirmedAt ? "shown" : "to_confirm";
}

type Contact = { id: string; place: { id: string }; writer: Writer; language: NewIdea["language"]; until: Day };

async function leaveContactIn(ground: Ground, tx: Tx, { id, place, writer, language, until }: Contact): Promise<void> {
	const { contact, called: givenName, seen } = writer;
	if (!contact) return;
	const reach = { id, neighbourhoodId: place.id, givenName, contact, language, neededUntil: until, seen };
	if (!(await reachIn(ground, tx, reach))) throw new Refused("id_taken");
}

/**
 * «I am in, too.» An account that joined already has it; whoever proposed it is in anyway. Throws `not_found`,
 * `not_in_this_state` once it is answered with a no or became something, `already_taken`, `full`, `restricted`, `id_taken`.
 */
export async function join(
	ground: Ground,
	actor: Actor,
	at: { slug: string; ideaId: string },
	input: NewJoin | NewJoinWithout,
	base: string,
): Promise<Written> {
	const standing = await standingAt(ground, actor, at.slug);
	return ground.db.withActor(standing.actor, async (tx) => {
		await refuseKeptOnSquare(tx, standing.personId);
		const made = await joinIn(ground, tx, at.ideaId, standing.place, input, writerOf(actor, standing, input));
		if (made.key) await sendReachCodeIn(ground, tx, made.id, `${base}${ownAddress(at.slug, made.id, made.key)}`);
		return made;
	});
}

/** The same inside the caller's transaction. The idea is locked first, so that of those who join at once each counts. */
export async function joinIn(
	ground: Ground,
	tx: Tx,
	ideaId: string,
	place: { id: string },
	input: NewJoin | NewJoinWithout,
	writer: Writer,
): Promise<Written> {
	const now = ground.clock();
	const { id, hash } = requestOf<"join">(tx.actor, now, `join ${ideaId}`, input);
	const idea = await store.lockIdea(tx, ideaId);
	if (idea?.neighbourhoodId !== place.id) throw new Refused("not_found");
	const { accountId = null } = writer;
	const ofAccount = accountId ? await store.readJoinOf(tx, ideaId, accountId) : undefined;
	if (ofAccount) return { id: ofAccount.id, state: "shown" };
	const key = writer.seen ? undefined : newToken();
	const before = await store.readJoin(tx, id);
	if (before) {
		writtenBefore(before, { hash });
		if (key) await store.changeJoin(tx, id, { keyHash: hashOf(key) });
		return { id, key, state: before.confirmedAt ? "shown" : "to_confirm" };
	}
	mayJoin(idea, accountId);
	const until = neededUntil(idea.answerBy);
	const language = "language" in input ? input.language : idea.language;
	await leaveContactIn(ground, tx, { id, place, writer, language, until });
	const row = {
		...{ id, hash, ideaId: idea.id, neighbourhoodId: idea.neighbourhoodId, nameShown: input.nameShown, joinedAt: now },
		...{ called: writer.called, personId: writer.personId, accountId, recordedBy: writer.recordedBy },
		...{ reachId: writer.contact ? id : null, keyHash: key ? hashOf(key) : null, confirmedAt: null },
	};
	if (!(await store.insertJoin(tx, row))) throw new Refused("id_taken");
	await audit(tx, { verb: "joinIdea", kind: "idea", id: ideaId, neighbourhoodId: place.id });
	if (writer.seen) await confirmJoinIn(ground, tx, idea, row, now);
	return { id, key, state: writer.seen ? "shown" : "to_confirm" };
}

function mayJoin(idea: store.IdeaRow, accountId: string | null): void {
	if (!idea.confirmedAt || idea.held || idea.hiddenBecause || idea.state === "withdrawn")
		throw new Refused("not_found");
	if (!canBeJoined(standsOf(idea))) throw new Refused("not_in_this_state");
	if (accountId && idea.accountId === accountId) throw new Refused("already_taken", { form: "ideas.error_own" });
	if (idea.joined >= store.mostJoins) throw new Refused("full");
}

/** From now on it counts. One contact counts once for an idea, under whatever name: nobody is told whose it was before. */
async function confirmJoinIn(
	ground: Ground,
	tx: Tx,
	idea: store.IdeaRow,
	join: store.JoinRow,
	at: Date,
): Promise<void> {
	if (join.reachId && (await isInAlready(ground, tx, idea, join))) {
		await store.deleteJoin(tx, join.id);
		await letReachGoIn(tx, join.reachId);
		return;
	}
	await store.changeJoin(tx, join.id, { confirmedAt: at });
	await store.countJoined(tx, idea.id, 1);
}

async function isInAlready(ground: Ground, tx: Tx, idea: store.IdeaRow, join: store.JoinRow): Promise<boolean> {
	const others = (await store.readJoins(tx, idea.id)).filter((one) => one.confirmedAt && one.id !== join.id);
	const ids = [join, idea, ...others].flatMap((one) => one.reachId ?? []);
	const reaches = await reachesIn(tx, ground.seal, ids);
	const own = reaches.get(join.reachId ?? "")?.contact.value ?? "";
	return [...reaches.values()].some((one) => one.id !== join.reachId && isSameContact(one.contact.value, own));
}

/** Does not join after all; it is locked before. */
export async function leaveIn(tx: Tx, join: store.JoinRow): Promise<void> {
	await store.deleteJoin(tx, join.id);
	if (join.reachId) await letReachGoIn(tx, join.reachId);
	if (join.confirmedAt) await store.countJoined(tx, join.ideaId, -1);
	await audit(tx, { verb: "leaveIdea", kind: "idea", id: join.ideaId, neighbourhoodId: join.neighbourhoodId });
}

/** Something is wrong with an idea: anybody says so, and who it was is not kept. Throws `not_found`, `id_taken`. */
export async function reportIdea(ground: Ground, slug: string, ideaId: string, input: NewReport): Promise<void> {
	const { place, idea } = await ground.db.readAs(nobody(), (read) => publicIdeaIn(read, slug, ideaId));
	const page = `/n/${place.slug}/ideas/${idea.id}`;
	const of = { kind: "idea", recordId: idea.id, neighbourhoodId: place.id, page } as const;
	await ground.db.withActor(squareOf(place), (tx) => reportIn(ground, tx, of, input));
}

/**
 * What hangs on a contact is shown and counted once the contact is confirmed, and no longer when it is not after all.
 * Inside the caller's transaction, as `square` or as staff.
 */
export async function reachConfirmedIn(ground: Ground, tx: Tx, reachId: string): Promise<void> {
	const reach = (await reachesIn(tx, ground.seal, [reachId])).get(reachId);
	if (!reach) return;
	const join = await store.readJoin(tx, reachId);
	const idea = await store.lockIdea(tx, join?.ideaId ?? reachId);
	if (!idea) return;
	if (join) return followJoin(ground, tx, idea, reachId, reach.confirmedAt);
	if ((idea.confirmedAt === null) === (reach.confirmedAt === null)) return;
	// The term runs from the day on which it can be answered.
	const days = reach.confirmedAt ? await store.readTerm(tx, tx.actor.territoryId ?? "") : 0;
	const answerBy = reach.confirmedAt ? addDays(dayOf(reach.confirmedAt), days) : idea.answerBy;
	await store.changeIdea(tx, idea.id, { confirmedAt: reach.confirmedAt, answerBy });
}

async function followJoin(ground: Ground, tx: Tx, idea: store.IdeaRow, id: string, at: Date | null): Promise<void> {
	// Read again now that the idea is locked: of two confirmations at once, one finds it done.
	const join = await store.readJoin(tx, id);
	if (!join || (join.confirmedAt === null) === (at === null)) return;
	if (at) return confirmJoinIn(ground, tx, idea, join, at);
	await store.changeJoin(tx, id, { confirmedAt: null });
	await store.countJoined(tx, idea.id, -1);
}

function squareEverywhere(territoryId: string): Actor {
	return { ...squareOf({ territoryId, id: "" }), neighbourhoodIds: [] };
}

/** The same on its own: the job that a confirmation asks for. */
export async function followConfirmed(ground: Ground, of: { territoryId: string; reachId: string }): Promise<void> {
	await ground.db.withActor(squareEverywhere(of.territoryId), (tx) => reachConfirmedIn(ground, tx, of.reachId));
}

/** The work of a night, after the contacts whose time ran out: what nobody confirmed goes too, and who joined is counted anew. Gives how many ideas went. */
export async function endForsaken(ground: Ground, territoryIds: readonly string[]): Promise<number> {
	let n = 0;
	for (const territoryId of territoryIds)
		n += await ground.db.withActor(squareEverywhere(territoryId), async (tx) => {
			const gone = await store.deleteForsaken(tx);
			await store.countJoinedAnew(tx);
			for (const { id, neighbourhoodId } of gone)
				await audit(tx, { verb: "letIdeaGo", kind: "idea", id, neighbourhoodId });
			return gone.length;
		});
	return n;
}

/** How many ideas wait longer than was promised, for whoever answers them; 0 for others. */
export async function overdueIdeasIn(read: Read, neighbourhoodId: string, today: Day): Promise<number> {
	return read.actor.role === "coordinator" ? store.countOverdue(read, neighbourhoodId, today) : 0;
}

/** An idea with its working side, for whoever works in its neighbourhood: elsewhere one reads what is public alone. */
export async function readWorking(read: Read, id: string): Promise<store.IdeaRow | undefined> {
	const row = await store.readIdea(read, id);
	const { role, neighbourhoodIds } = read.actor;
	return row && (role === "coordinator" || neighbourhoodIds.includes(row.neighbourhoodId)) ? row : undefined;
}

/** What a pact begins with, for staff: an idea and who is behind it. Undefined where the actor sees none. */
export async function ideaForPact(read: Read, id: string): Promise<IdeaForPact | undefined> {
	only(read.actor, "facilitator", "coordinator");
	const row = await readWorking(read, id);
	if (!row) return undefined;
	const { neighbourhoodId, title, words, language } = row;
	const behind = { reachId: row.reachId ?? undefined, personId: row.personId ?? undefined };
	return { id: row.id, neighbourhoodId, title, words, language, ...behind, accountId: row.accountId ?? undefined };
}

/**
 * An idea that was answered with a yes became something anybody can see from `on`: its public page leads there. The
 * same again changes nothing. Throws `not_found`, `not_in_this_state`.
 */
export async function ideaBecameIn(tx: Tx, id: string, kind: How, becameId: string, on: Day): Promise<void> {
	const became = await becomeIn(tx, id, kind, becameId, on);
	if (became) await noteBecame(tx, became);
}

type Became = { id: string; neighbourhoodId: string };

/**
 * The change alone, for whoever is lent the square's hands: what is done is noted in the own name, by `noteBecame`.
 * Undefined where it was so already. Throws as `ideaBecameIn`.
 */
export async function becomeIn(tx: Tx, id: string, kind: How, becameId: string, on: Day): Promise<Became | undefined> {
	const idea = await store.lockIdea(tx, id);
	if (!idea) throw new Refused("not_found");
	if (idea.becameKind === kind && idea.becameId === becameId) return undefined;
	decideStep(idea.state, "became");
	if (idea.answer !== "yes") throw new Refused("not_in_this_state");
	await store.changeIdea(tx, id, { state: "became", becameKind: kind, becameId, becameOn: on });
	return { id, neighbourhoodId: idea.neighbourhoodId };
}

/** Notes what an idea became, in the name of whoever did it. */
export async function noteBecame(tx: Tx, { id, neighbourhoodId }: Became): Promise<void> {
	await audit(tx, { verb: "ideaBecame", kind: "idea", id, neighbourhoodId, fields: ["state", "became"] });
}
